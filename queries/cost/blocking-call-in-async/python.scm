; Waits for the network or a child process.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#resolves-to? @_function ":http-call-blocking" ":blocking-process" ":blocking-model-call" ":blocking-cloud")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

; Waits for a clock, a name server, a database, a thread.
((call function: (_) @_function) @finding
  (#in-async? @finding)
  (#not-in-test? @finding)
  (#resolves-to? @_function ":blocking-sleep" ":blocking-dns" ":blocking-database" ":blocking-wait")
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
