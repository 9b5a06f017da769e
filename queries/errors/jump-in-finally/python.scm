; `return` anywhere in `finally`, not inside a function defined there.
((return_statement) @finding
  (#inside? @finding "finally_clause")
  (#set! message "`return` in `finally` of `{function}` drops an exception that is on its way out"))

; `break` and `continue` that leave the clause itself, not a loop in it.
([(break_statement) (continue_statement)] @finding
  (#nearest? @finding "finally_clause" "for_statement" "while_statement"))
