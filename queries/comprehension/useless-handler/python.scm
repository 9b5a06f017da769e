; Being cancelled is no failure, and the clause says so.
(try_statement
  (except_clause value: (_)) @finding
  (#catches? @finding "asyncio.CancelledError" "CancelledError" "KeyboardInterrupt" "SystemExit" "GeneratorExit" "concurrent.futures.CancelledError")
  (#set! level "off"))

; The last clause holds nothing but `raise`.
((try_statement
  body: (block) @_body
  (except_clause (block . (raise_statement) @_raise .)) @finding .)
  (#eq? @_raise "raise")
  (#bind! call @_body "first-call"))

((try_statement
  body: (block) @_body
  (except_clause (block . (raise_statement) @_raise .)) @finding
  . [(else_clause) (finally_clause)])
  (#eq? @_raise "raise")
  (#bind! call @_body "first-call"))

; Or it raises what it has just named.
((try_statement
  body: (block) @_body
  (except_clause
    (as_pattern alias: (as_pattern_target (identifier) @_error))
    (block . (raise_statement . (identifier) @_raised .) @_raise .)) @finding .)
  (#eq? @_raised @_error)
  (#not-has-child? @_raise "from")
  (#bind! call @_body "first-call"))

((try_statement
  body: (block) @_body
  (except_clause
    (as_pattern alias: (as_pattern_target (identifier) @_error))
    (block . (raise_statement . (identifier) @_raised .) @_raise .)) @finding
  . [(else_clause) (finally_clause)])
  (#eq? @_raised @_error)
  (#not-has-child? @_raise "from")
  (#bind! call @_body "first-call"))
