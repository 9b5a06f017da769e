; `if let Err(e) = call() { error!(..) }` and then `Ok(..)`.
((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_err)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_err "Err")
  (#logs? @_body)
  (#statements? @_body "<" "2")
  (#not-contains? @_body "return_expression" "break_expression" "continue_expression" "try_expression")
  (#returns? @finding "Result")
  (#not-in-loop? @finding)
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions" "main" "run*" "*_loop" "retry*")
  (#not-named? @_call ":channel-methods" ":best-effort-calls" ":waiting-calls" ":setup-calls")
  (#bind! call @_call "callee"))

((match_expression
    value: [(call_expression) @_call (await_expression (call_expression) @_call)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err . (identifier)))
      value: [(macro_invocation) (block) @_block] @_body) @finding))
  (#eq? @_err "Err")
  (#logs? @_body)
  (#statements? @_block "<" "2")
  (#not-contains? @_body "return_expression" "break_expression" "continue_expression" "try_expression")
  (#returns? @finding "Result")
  (#not-in-loop? @finding)
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions" "main" "run*" "*_loop" "retry*")
  (#not-named? @_call ":channel-methods" ":best-effort-calls" ":waiting-calls" ":setup-calls")
  (#bind! call @_call "callee"))
