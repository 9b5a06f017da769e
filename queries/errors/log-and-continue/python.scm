; A handler that only logs, and after it the function returns a value as after success.
((try_statement
    body: (block) @_try
    (except_clause value: (_) @caught (block . (expression_statement (call function: (_) @log))) @_body) @finding)
  .
  (return_statement (_) @value)
  (#statements? @_body "<" "2")
  (#logs? @_body)
  (#not-raises? @_body)
  (#not-in-loop? @finding)
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions" "main" "run*" "*_loop" "retry*")
  (#not-contains? @_try "return_statement")
  (#bind! call @_try "first-call"))
