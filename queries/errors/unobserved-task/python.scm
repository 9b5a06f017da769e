; Kept in a name of the module.
((block
   (global_statement (identifier) @_kept)
   (expression_statement (assignment left: (identifier) @_name right: (call) @finding)))
  (#eq? @_kept @_name)
  (#set! level "off"))

; The task is started and nobody holds it.
((call function: (_) @call arguments: (argument_list . (_) @task)) @finding
  (#resolves-to? @call ":task-start")
  (#not-awaited? @finding)
  (#discarded? @finding))

((call function: (attribute object: (_) @_loop attribute: (identifier) @_start) @call arguments: (argument_list . (_) @task)) @finding
  (#eq? @_start "create_task")
  (#any-of? @_loop "loop" "self.loop" "self._loop" "_loop" "event_loop" "asyncio.get_event_loop()" "asyncio.get_running_loop()" "get_running_loop()" "get_event_loop()" "self.event_loop" "cls.loop" "cls._loop" "app.loop")
  (#not-awaited? @finding)
  (#discarded? @finding))

; It has a name that nobody reads.
((assignment left: (identifier) @_name right: (call function: (_) @call arguments: (argument_list . (_) @task)) @finding)
  (#resolves-to? @call ":task-start")
  (#not-read-later? @finding)
  (#not-at-module-level? @finding))
