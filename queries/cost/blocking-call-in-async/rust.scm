; Sleeps, waits for the network, a terminal, another runtime.
((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-test? @finding)
  (#resolves-to? @_function
    ":blocking-sleep" ":http-call-blocking" ":blocking-net" ":blocking-database" ":blocking-wait")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

; Waits for a person.
((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-input")
  (#not-in-test? @finding)
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee")
  (#set! level "info"))

; Waits for a child process.
((call_expression function: (field_expression field: (field_identifier) @_wait)) @finding
  (#any-of? @_wait "output" "status" "wait" "wait_with_output")
  (#in-async? @finding)
  (#not-in-test? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#receiver? @finding ":blocking-process")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "first-call")
  (#set! message "The async `{function}` waits for a process with `std::process`"))

; Walks, lists, copies or removes trees of files.
((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-file-tree")
  (#not-in-test? @finding)
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))
