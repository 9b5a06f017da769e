; A loop that looks after something, or works off what comes, runs as long as the program.
((while_statement condition: (true)) @finding
  (#in-function? @finding "*_loop" "*_loop_*" "*monitor*" "*watch*" "*heartbeat*" "*alive*" "*worker*" "*daemon*" "run_forever" "serve" "serve_*" "*supervis*" "*poller*")
  (#set! level "off"))

; `while True:` around a `try` that leaves the loop only on success; the handler just goes round again.
((while_statement
    condition: (true)
    body: (block
      (try_statement
        body: (block) @_try
        (except_clause) @_handler) @_whole)) @finding
  (#contains? @_try "return_statement" "break_statement")
  (#calls? @_try ":retried-call")
  (#not-calls? @_try ":waits-for-work")
  (#not-contains? @_handler "return_statement" "break_statement" "raise_statement" "augmented_assignment" "if_statement")
  (#last-child? @_whole)
  (#bind! call @_try "first-call"))

((while_statement
    condition: (true)
    body: (block
      (try_statement
        body: (block) @_try
        (except_clause) @_handler)
      .
      (expression_statement [(call) (await)]) @_pause)) @finding
  (#contains? @_try "return_statement" "break_statement")
  (#calls? @_try ":retried-call")
  (#not-calls? @_try ":waits-for-work")
  (#not-contains? @_handler "return_statement" "break_statement" "raise_statement" "augmented_assignment" "if_statement")
  (#last-child? @_pause)
  (#bind! call @_try "first-call"))

; `while True:` with `try`, `else: break`.
((while_statement
    condition: (true)
    body: (block
      (try_statement
        body: (block) @_try
        (except_clause) @_handler
        (else_clause) @_else) @_whole)) @finding
  (#contains? @_else "return_statement" "break_statement")
  (#calls? @_try ":retried-call")
  (#not-calls? @_try ":waits-for-work")
  (#not-contains? @_handler "return_statement" "break_statement" "raise_statement" "augmented_assignment" "if_statement")
  (#last-child? @_whole)
  (#bind! call @_try "first-call"))

; Retry decorators without an end.
((decorated_definition
    (decorator [(identifier) (attribute)] @_retry) @finding
    definition: (function_definition name: (identifier) @target))
  (#resolves-to? @_retry "tenacity.retry" ":retry-library-without-tries" ":retrying-decorator")
  (#bind! call @_retry "name")
  (#set! message "`{call}` repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does `{call}` run it in that hour, and who learns of it?"))

((decorated_definition
    (decorator (call function: (_) @_retry) @_call) @finding
    definition: (function_definition name: (identifier) @target))
  (#resolves-to? @_retry "tenacity.retry")
  (#not-has-argument? @_call "stop")
  (#bind! call @_retry "name")
  (#set! message "`{call}` repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does `{call}` run it in that hour, and who learns of it?"))

((decorated_definition
    (decorator (call function: (_) @_retry) @_call) @finding
    definition: (function_definition name: (identifier) @target))
  (#resolves-to? @_retry ":retry-library-without-tries")
  (#not-has-argument? @_call "tries")
  (#argument-count? @_call "<" "2")
  (#bind! call @_retry "name")
  (#set! message "`{call}` repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does `{call}` run it in that hour, and who learns of it?"))

((decorated_definition
    (decorator (call function: (_) @_retry) @_call) @finding
    definition: (function_definition name: (identifier) @target))
  (#resolves-to? @_retry ":backoff-decorator")
  (#not-has-argument? @_call "max_tries")
  (#not-has-argument? @_call "max_time")
  (#bind! call @_retry "name")
  (#set! message "`{call}` repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does `{call}` run it in that hour, and who learns of it?"))

((decorated_definition
    (decorator (call function: (_) @_retry) @_call) @finding
    definition: (function_definition name: (identifier) @target))
  (#resolves-to? @_retry ":retrying-decorator")
  (#not-has-argument? @_call "stop_max_attempt_number")
  (#not-has-argument? @_call "stop_max_delay")
  (#not-has-argument? @_call "stop")
  (#bind! call @_retry "name")
  (#set! message "`{call}` repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does `{call}` run it in that hour, and who learns of it?"))

((call function: (_) @_retry) @finding
  (#resolves-to? @_retry "tenacity.Retrying" "tenacity.AsyncRetrying")
  (#not-has-argument? @finding "stop")
  (#bind! call @_retry "name")
  (#set! message "`{call}` in `{function}` goes on without an end"))

; A queue's task that is tried again for ever.
((decorated_definition
    (decorator
      (call arguments: (argument_list (keyword_argument name: (identifier) @_name value: (none))))) @finding
    definition: (function_definition name: (identifier) @target))
  (#eq? @_name "max_retries")
  (#set! message "With `max_retries=None` the queue repeats `{target}` without an end")
  (#set! question "`{target}` fails for an hour. How often does the queue run it in that hour, and who learns of it?"))
