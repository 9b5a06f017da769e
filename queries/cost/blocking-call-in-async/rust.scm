; Sleeps, waits for the network, a terminal, another runtime.
((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#resolves-to? @_function
    ":blocking-sleep" ":http-call-blocking" ":blocking-net" ":blocking-database" ":blocking-wait" ":blocking-input")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

; Waits for a child process.
((call_expression function: (field_expression field: (field_identifier) @_wait)) @finding
  (#any-of? @_wait "output" "status" "wait" "wait_with_output")
  (#in-async? @finding)
  (#receiver? @finding ":blocking-process")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "first-call")
  (#set! message "The async `{function}` waits for a process with `std::process`"))

; Reads, writes or lists files.
((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#resolves-to? @_function ":blocking-file")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee"))

((call_expression function: (_) @_function) @finding
  (#in-async? @finding)
  (#resolves-to? @_function ":quick-file")
  (#not-awaited? @finding)
  (#not-wrapped-in? @finding ":offload")
  (#bind! call @finding "callee")
  (#set! level "hint"))
