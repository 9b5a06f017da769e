; `loop { match call().await { Ok(x) => return/break, Err(_) => (sleep) } }`
((loop_expression
    body: (block
      .
      (expression_statement
        (match_expression
          value: (_) @_value
          body: (match_block
            (match_arm
              pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_ok))
              value: (_) @_success)
            (match_arm
              pattern: (match_pattern !condition (tuple_struct_pattern type: (identifier) @_err))
              value: (_) @_failure))) @_match) @_only)) @finding
  (#eq? @_ok "Ok")
  (#eq? @_err "Err")
  (#calls? @_value ":retried-call")
  (#not-calls? @_value ":waits-for-work")
  (#not-contains? @_failure "return_expression" "break_expression" "if_expression" "compound_assignment_expr" "try_expression" "match_expression")
  (#last-child? @_only)
  (#bind! call @_value "first-call"))

((loop_expression
    body: (block
      .
      (match_expression
        value: (_) @_value
        body: (match_block
          (match_arm
            pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_ok))
            value: (_) @_success)
          (match_arm
            pattern: (match_pattern !condition (tuple_struct_pattern type: (identifier) @_err))
            value: (_) @_failure))) @_only)) @finding
  (#eq? @_ok "Ok")
  (#eq? @_err "Err")
  (#calls? @_value ":retried-call")
  (#not-calls? @_value ":waits-for-work")
  (#not-contains? @_failure "return_expression" "break_expression" "if_expression" "compound_assignment_expr" "try_expression" "match_expression")
  (#last-child? @_only)
  (#bind! call @_value "first-call"))

; `loop { if let Ok(x) = call().await { return x; } sleep().await; }`
((loop_expression
    body: (block
      .
      (expression_statement
        (if_expression
          condition: (let_condition pattern: (tuple_struct_pattern type: (identifier) @_ok) value: (_) @_value)
          consequence: (block) @_success
          !alternative))
      .
      (expression_statement [(await_expression) (call_expression)]) @_pause)) @finding
  (#eq? @_ok "Ok")
  (#contains? @_success "return_expression" "break_expression")
  (#calls? @_value ":retried-call")
  (#not-calls? @_value ":waits-for-work")
  (#last-child? @_pause)
  (#bind! call @_value "first-call"))

; tokio-retry takes an endless iterator of delays unless `.take(n)` ends it.
((call_expression
    function: (_) @_spawn
    arguments: (arguments . (_) @_strategy)) @finding
  (#resolves-to? @_spawn "tokio_retry.Retry.spawn" "tokio_retry.RetryIf.spawn" "tokio_retry2.Retry.spawn")
  (#from-call? @_strategy "tokio_retry.strategy.*" "tokio_retry2.strategy.*")
  (#not-from-call? @_strategy "take")
  (#bind! call @finding "callee"))

; backoff's elapsed time is limited by default; `None` takes the limit away.
((field_initializer field: (field_identifier) @_field value: (identifier) @_none) @finding
  (#eq? @_field "max_elapsed_time")
  (#eq? @_none "None")
  (#imports? @finding "backoff")
  (#bind! call @_field "name")
  (#set! message "`{call}: None` in `{function}` lets the retries go on without an end"))
