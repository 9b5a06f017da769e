; The result of parsing, reading, asking a server or a process, with a stand-in for a failure.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#receiver? @finding ":external-result")
  (#not-method? @source ":lookup-methods")
  (#not-receiver? @finding "std.env.args" "env.args" "try_from" "try_into")
  (#not-constant? @source)
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @source "callee"))

((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#receiver? @finding ":external-result")
  (#not-method? @source ":lookup-methods")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @source "callee")
  (#set! message "A failure of `{call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call}` from one that could not be read?"))

; A closure that does not look at the error.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|" "|_: _|")
  (#receiver? @finding ":external-result")
  (#not-method? @source ":lookup-methods")
  (#not-receiver? @finding "std.env.args" "env.args" "try_from" "try_into")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @source "callee"))

; `map_or(default, ..)` on the same.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_or)
    arguments: (arguments . (_) @default . (_) .)) @finding
  (#eq? @_or "map_or")
  (#receiver? @finding ":decode-result" ":network-result" ":database-result")
  (#not-method? @source ":lookup-methods")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#not-any-of? @default "false" "true")
  (#bind! call @source "callee"))

; `.and_then(|text| text.parse().ok()).unwrap_or(..)`: absent and malformed give the same.
((call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression value: (_) @source field: (field_identifier) @_step)
        arguments: (arguments . (closure_expression body: (_) @_inner) .))
      field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step "and_then" "map" "flat_map")
  (#calls? @_inner "ok")
  (#calls? @_inner ":decode-result")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_inner "first-call"))

((call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression value: (_) @source field: (field_identifier) @_step)
        arguments: (arguments . (closure_expression body: (_) @_inner) .))
      field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step "and_then" "map" "flat_map")
  (#calls? @_inner "ok")
  (#calls? @_inner ":decode-result")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_inner "first-call")
  (#set! message "A failure of `{call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call}` from one that could not be read?"))
