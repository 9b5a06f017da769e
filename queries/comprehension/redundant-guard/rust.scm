; The same test inside its own branch, with nothing before it there.
((if_expression
  condition: (_) @condition
  consequence: (block . [
    (expression_statement (if_expression condition: (_) @_again) @finding)
    (if_expression condition: (_) @_again) @finding]))
  (#same-text? @condition @_again)
  (#not-contains? @condition "await_expression" "macro_invocation" "let_condition")
  (#not-calls? @condition "lock" "read" "write" "borrow" "load" "next" "pop" "recv" "try_recv" "poll*" "elapsed" "now"))

; The same test again, after a branch that left the function.
((block
  (expression_statement (if_expression condition: (_) @condition consequence: (block [
    (expression_statement (return_expression))
    (return_expression)
    (expression_statement (continue_expression))] .) !alternative))
  . [
    (expression_statement (if_expression condition: (_) @_again) @finding)
    (if_expression condition: (_) @_again) @finding])
  (#same-text? @condition @_again)
  (#not-contains? @condition "await_expression" "macro_invocation" "let_condition")
  (#not-calls? @condition "lock" "read" "write" "borrow" "load" "next" "pop" "recv" "try_recv" "poll*" "elapsed" "now"))

; An unsigned number is never negative.
((if_expression condition: (binary_expression left: (identifier) @_name operator: [">=" "<"] right: (integer_literal) @_zero) @condition) @finding
  (#eq? @_zero "0")
  (#typed? @_name "usize" "u8" "u16" "u32" "u64" "u128"))
