; reqwest::get makes a client of its own, without any limit.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function ":http-get-without-timeout")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee"))

; A client without limits, in a file that sets none on the requests either.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function ":http-client-without-default-timeout")
  (#not-scope-calls? @finding "file" "timeout" "read_timeout" "timeout_at" "timeout_global" "timeout_read")
  (#bind! call @finding "callee"))

((call_expression
    function: (field_expression field: (field_identifier) @_build)) @finding
  (#eq? @_build "build")
  (#receiver? @finding ":http-client-builder")
  (#not-receiver? @finding ":http-timeout-methods" "connect_timeout")
  (#not-scope-calls? @finding "file" "timeout" "read_timeout" "timeout_at" "timeout_global" "timeout_read")
  (#bind! call @finding "first-call")
  (#set! message "The HTTP client built in `{function}` waits without a limit"))

((call_expression
    function: (field_expression field: (field_identifier) @_build)) @finding
  (#eq? @_build "build")
  (#receiver? @finding ":http-client-builder")
  (#receiver? @finding "connect_timeout")
  (#not-receiver? @finding ":http-timeout-methods")
  (#not-scope-calls? @finding "file" "timeout" "read_timeout" "timeout_at" "timeout_global" "timeout_read")
  (#bind! call @finding "first-call")
  (#set! message "The HTTP client built in `{function}` limits the connect, and waits for the answer without a limit")
  (#set! level "info"))

; ureq limits the connect, not the answer.
((call_expression
    function: (field_expression field: (field_identifier) @_send)) @finding
  (#any-of? @_send "call" "send_json" "send_string" "send_form" "send_bytes" "send" "send_empty")
  (#receiver? @finding "ureq.get" "ureq.post" "ureq.put" "ureq.patch" "ureq.delete" "ureq.request")
  (#not-receiver? @finding ":http-timeout-methods" "config")
  (#bind! call @finding "first-call")
  (#set! message "The request in `{function}` waits without a limit"))
