; What stands in says itself that the reading failed.
((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_or) arguments: (arguments . (_) @_default .)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else")
  (#match? @_default "(?i)\"[^\"]*(invalid|unpars|unreadable|fail|error|malformed|could not|cannot)[^\"]*\"")
  (#set! level "off"))

; What could not be read is used as it stands.
((call_expression
    function: (field_expression value: [
      (call_expression arguments: (arguments . [(identifier) @_input (reference_expression (identifier) @_input)]))
      (call_expression function: (field_expression value:
        (call_expression arguments: (arguments . [(identifier) @_input (reference_expression (identifier) @_input)]))))]
      field: (field_identifier) @_or)
    arguments: (arguments . (_) @_default .)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else")
  (#uses? @_default @_input)
  (#set! level "off"))

; Not a failure of reading: the place where the program runs, a symbolic link, a literal that is known to parse,
; a look-up in a value that is there.
((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_or)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_default" "unwrap_or_else" "map_or")
  (#calls? @_source "canonicalize" "current_dir" "current_exe" "temp_dir" "home_dir" "hostname" "read_link" "try_from" "try_into" "checked_add" "strip_prefix" "env.args" "std.env.args" "available_parallelism")
  (#set! level "off"))

((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_or)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_default" "unwrap_or_else" "map_or")
  (#method? @_source ":lookup-methods")
  (#set! level "off"))

((call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @_text field: (field_identifier) @_parse)) field: (field_identifier) @_or)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_default" "unwrap_or_else")
  (#eq? @_parse "parse")
  (#constant? @_text)
  (#set! level "off"))

; A value that was put together here is only given another type.
((call_expression function: (field_expression value: (call_expression function: (_) @_decode arguments: (arguments . (_) @_value .)) @_source field: (field_identifier) @_or)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_default" "unwrap_or_else")
  (#named? @_source "from_value" "to_value")
  (#from-call? @_value "json" "serde_json.json" "to_value")
  (#set! level "off"))

; A pattern has matched these characters before they are read.
((call_expression function: (field_expression value: (call_expression function: [
      (field_expression value: (call_expression function: (field_expression value: (identifier) @_group field: (field_identifier) @_text)))
      (generic_function function: (field_expression value: (call_expression function: (field_expression value: (identifier) @_group field: (field_identifier) @_text))))]) field: (field_identifier) @_or)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_default" "unwrap_or_else")
  (#eq? @_text "as_str")
  (#any-of? @_group "m" "mat" "matched" "cap" "capture" "group" "caps")
  (#set! level "off"))

; Yes or no: a failure is one of the two.
((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_or) arguments: (arguments . [(boolean_literal) (closure_expression body: (boolean_literal))])) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else" "map_or")
  (#in-function? @finding ":predicate-functions" ":attempt-functions")
  (#set! level "off"))

; A file that is not there is neither a folder nor a link.
((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_or) arguments: (arguments . [(boolean_literal) (closure_expression body: (boolean_literal))])) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else" "map_or")
  (#calls? @_source "metadata" "symlink_metadata" "try_exists" "status" "output")
  (#set! level "off"))

; Shown to a person, not reckoned with.
((call_expression function: (field_expression value: [(call_expression) (await_expression)] @_source field: (field_identifier) @_or)
    arguments: (arguments . [(string_literal) @default
      (call_expression function: (field_expression value: (string_literal) @default))
      (closure_expression body: (call_expression function: (field_expression value: (string_literal) @default)))
      (closure_expression body: (string_literal) @default)] .)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else")
  (#calls? @_source ":external-result")
  (#any-of? @default "\"unknown\"" "\"Unknown\"" "\"n/a\"" "\"N/A\"" "\"-\"" "\"?\"" "\"none\"" "\"<unknown>\"" "\"(unknown)\"" "\"unavailable\"")
  (#not-in-function? @finding ":attempt-functions")
  (#bind! call @_source "first-call")
  (#set! level "hint"))

; The result itself.
((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#named? @_origin ":decode-names" ":reading-names")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

; The result after one step: `read().map(..).unwrap_or(..)`.
((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

; After two.
((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#named? @_origin ":decode-names" ":reading-names")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#resolves-to? @_origin ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_origin "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: [(call_expression) @_origin (await_expression (call_expression) @_origin)] field: (field_identifier) @_step1)) field: (field_identifier) @_step2)) field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step1 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#any-of? @_step2 "map" "ok" "map_err" "and_then" "or_else" "context" "with_context" "filter" "ok_or" "ok_or_else" "flatten" "inspect" "inspect_err" "transpose" "copied" "cloned" "trim" "as_deref" "as_ref")
  (#method? @_origin ":process-ends")
  (#receiver? @_origin "std.process.Command.new" "tokio.process.Command.new" "Command.new")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

; `.and_then(|text| text.parse().ok()).unwrap_or(..)`: absent and malformed give the same.
((call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression field: (field_identifier) @_step)
        arguments: (arguments . (closure_expression body: (call_expression
          function: (field_expression value: (call_expression) @_origin field: (field_identifier) @_ok))) .))
      field: (field_identifier) @_or)
    arguments: (arguments . (_) @default .)) @finding
  (#eq? @_or "unwrap_or")
  (#any-of? @_step "and_then" "map" "flat_map")
  (#eq? @_ok "ok")
  (#calls? @_origin ":decode-result")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))

((call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression field: (field_identifier) @_step)
        arguments: (arguments . (closure_expression body: (call_expression
          function: (field_expression value: (call_expression) @_origin field: (field_identifier) @_ok))) .))
      field: (field_identifier) @_or)
    arguments: (arguments)) @finding
  (#eq? @_or "unwrap_or_default")
  (#any-of? @_step "and_then" "map" "flat_map")
  (#eq? @_ok "ok")
  (#calls? @_origin ":decode-result")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee")
  (#set! message "A failure of `{call|the call}` becomes an empty value in `{function}`")
  (#set! question "How does `{function}` tell an empty answer of `{call|the call}` from one that could not be read?"))

((call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression field: (field_identifier) @_step)
        arguments: (arguments . (closure_expression body: (call_expression
          function: (field_expression value: (call_expression) @_origin field: (field_identifier) @_ok))) .))
      field: (field_identifier) @_or)
    arguments: (arguments . (closure_expression parameters: (closure_parameters) @_parameters body: (_) @default) .)) @finding
  (#eq? @_or "unwrap_or_else")
  (#any-of? @_step "and_then" "map" "flat_map")
  (#eq? @_ok "ok")
  (#calls? @_origin ":decode-result")
  (#any-of? @_parameters "|_|" "||" "|_e|" "|_err|" "|_error|")
  (#not-logs? @default)
  (#not-raises? @default)
  (#not-calls? @default "exit" "panic" "abort" "unreachable")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions")
  (#bind! call @_origin "callee"))
