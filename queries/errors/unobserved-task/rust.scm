; The block may end with an error (`?`), and the handle that would carry it is dropped.
((expression_statement (call_expression function: (_) @call arguments: (arguments . (async_block (block) @_body) .)) @_spawn) @finding
  (#resolves-to? @call ":task-start")
  (#contains? @_body "try_expression")
  (#not-contains? @_body "async_block"))

((let_declaration pattern: "_" value: (call_expression function: (_) @call arguments: (arguments . (async_block (block) @_body) .)) @_spawn) @finding
  (#resolves-to? @call ":task-start")
  (#contains? @_body "try_expression")
  (#not-contains? @_body "async_block"))

; The future that is spawned gives a Result.
([(expression_statement (call_expression function: (_) @call arguments: (arguments . (call_expression) @_future .)))
    (let_declaration pattern: "_" value: (call_expression function: (_) @call arguments: (arguments . (call_expression) @_future .)))] @finding
  (#resolves-to? @call ":task-start")
  (#callee-returns? @_future "Result" "*Result")
  (#bind! task @_future "callee")
  (#set! message "Nobody holds the task in which `{function}` runs `{task}`, so its error is lost")
  (#set! question "If `{task}` fails after five minutes, what tells you?"))

; The block's last value is the Result of what it awaits.
([(expression_statement (call_expression function: (_) @call arguments: (arguments . (async_block (block (await_expression (call_expression) @_future) .)) .)))
    (let_declaration pattern: "_" value: (call_expression function: (_) @call arguments: (arguments . (async_block (block (await_expression (call_expression) @_future) .)) .)))] @finding
  (#resolves-to? @call ":task-start")
  (#callee-returns? @_future "Result" "*Result")
  (#bind! task @_future "callee")
  (#set! message "Nobody holds the task in which `{function}` runs `{task}`, so its error is lost")
  (#set! question "If `{task}` fails after five minutes, what tells you?"))
