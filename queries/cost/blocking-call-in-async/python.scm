; Waits for the network, a child process, a person, a clock.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#resolves-to? @_function
    ":blocking-sleep" ":http-call-blocking" ":blocking-process" ":blocking-dns"
    ":blocking-database" ":blocking-model-call" ":blocking-cloud" ":blocking-wait")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

; Waits for a person.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-input")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee")
  (#set! level "info"))

; Starting a process is quick; waiting for it is not.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-process-start")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{call}` starts a process inside the async `{function}`")
  (#set! question "Who waits for the process that `{function}` starts, and does the event loop wait with it?"))

; Walks, copies or packs a tree of files.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-file-tree")
  (#not-in-test? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

; Opens or reads one file.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-function? @finding ":one-task-functions")
  (#not-path? @finding ":one-task-paths")
  (#resolves-to? @_function ":blocking-file")
  (#not-in-test? @finding)
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee")
  (#set! level "info"))
