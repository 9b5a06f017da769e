; Compiled for tests only.
((attribute_item (attribute (identifier) @_cfg arguments: (token_tree (string_literal) @_feature)))
  . (expression_statement (if_expression consequence: (block (expression_statement (macro_invocation) @finding))))
  (#eq? @_cfg "cfg")
  (#match? @_feature "(?i)test|fixture|mock")
  (#set! level "off"))

; The status of a program that was run is passed on.
((call_expression function: (_) @_how arguments: (arguments (call_expression) @_status)) @finding
  (#resolves-to? @_how "std.process.exit" "process.exit")
  (#calls? @_status "code")
  (#set! level "off"))

((call_expression function: (_) @_how arguments: (arguments . (identifier) @_status .)) @finding
  (#resolves-to? @_how "std.process.exit" "process.exit")
  (#any-of? @_status "code" "status" "exit_code" "exit_status" "status_code")
  (#set! level "off"))

; All is well, and there is nothing more to do: what was asked for is written.
((call_expression function: (_) @_how arguments: (arguments . (integer_literal) @_code .)) @finding
  (#resolves-to? @_how "std.process.exit" "process.exit")
  (#eq? @_code "0")
  (#set! level "off"))

; The text says that only a fault of this program can lead here.
((macro_invocation macro: (identifier) @_how (arguments . [(string_literal) (raw_string_literal)] @_text)) @finding
  (#any-of? @_how "panic")
  (#phrase? @_text ":invariant-phrases" "unexpected" "internal" "not possible" "assert" "no * should")
  (#set! level "off"))

; Whoever built the program has left this out.
((macro_invocation macro: (identifier) @_how (arguments . [(string_literal) (raw_string_literal)] @_text)) @finding
  (#any-of? @_how "panic")
  (#phrase? @_text "activate" "compiled without" "not compiled" "enable the * feature" "feature is not enabled" "feature * is not enabled" "feature not enabled" "feature * not enabled")
  (#set! level "off"))

; `panic!` where an `Err` could be returned.
((macro_invocation macro: (identifier) @how) @finding
  (#eq? @how "panic")
  (#returns? @finding "Result" "*Result")
  (#not-inside? @finding "const_block" "const_item" "static_item")
  (#not-in-entry-point? @finding)
  (#set! level "info"))

; An assertion about what the caller has passed.
((macro_invocation macro: (identifier) @how (arguments . [(binary_expression left: (identifier) @_input) (identifier) @_input (unary_expression (identifier) @_input) (call_expression function: (field_expression value: (identifier) @_input field: (field_identifier) @_test)) (unary_expression (call_expression function: (field_expression value: (identifier) @_input field: (field_identifier) @_test)))] @_first)) @finding
  (#any-of? @how "assert" "assert_eq" "assert_ne")
  (#returns? @finding "Result" "*Result")
  (#from-parameter? @_input)
  (#typed? @_input "*")
  (#not-eq? @_input "self")
  (#any-of? @_test "is_empty" "is_positive" "is_negative" "is_finite" "is_nan" "is_absolute" "is_ascii" "is_power_of_two" "contains" "starts_with" "ends_with" "exists" "is_file" "is_dir" "is_some" "is_ok")
  (#not-inside? @finding "const_block" "const_item" "static_item")
  (#not-in-entry-point? @finding)
  (#set! message "`{function}` returns a Result and stops the program when `{how}!` at line {line} finds bad input")
  (#set! level "info"))

; The callee gives a Result, so does this function, and the unwrap between them aborts.
((call_expression
    function: (field_expression value: (_) @_source field: (field_identifier) @how)
    arguments: (arguments)) @finding
  (#any-of? @how "unwrap" "expect")
  (#returns? @finding "Result" "*Result")
  (#callee-returns? @_source "Result" "*Result")
  (#bind! call @_source "callee")
  (#set! message "`{call}` returns a Result, `{function}` returns a Result, and `{how}` between them stops the program")
  (#set! question "Why may a failure of `{call}` not reach the caller of `{function}`, which is ready for one?"))

; What the caller has passed may be missing, and the caller is ready for an error.
((call_expression
    function: (field_expression value: (identifier) @_source field: (field_identifier) @how)
    arguments: (arguments)) @finding
  (#any-of? @how "unwrap" "expect")
  (#returns? @finding "Result" "*Result" "Option")
  (#typed? @_source "Option" "Result")
  (#from-parameter? @_source)
  (#not-checked-before? @_source)
  (#bind! value @_source "name")
  (#set! message "`{function}` can say that `{value}` is missing, and stops the program instead")
  (#set! question "A caller of `{function}` passes no `{value}`: why does the program stop instead of an error?"))

; The program ends where a value could be returned.
((call_expression function: (_) @how) @finding
  (#resolves-to? @how "std.process.exit" "process.exit" "std.process.abort")
  (#returns? @finding "Result" "*Result" "Option")
  (#not-in-function? @finding "main" "*exit*" "*abort*" "die" "fatal*" "run" "run_*" "exec*" "handle_*" "cmd_*" "*_cmd" "*_command" "real_main" "run_main" "cli_main" "try_main" "async_main" "inner_main" "app_main" "_main" "main_*" "*signal*")
  (#not-in-entry-point? @finding)
  (#set! message "`{function}` can return an error and ends the program with `{how}`")
  (#set! question "Which destructor, buffer or temporary file is lost when `{function}` ends the program for its caller?"))

((call_expression function: (_) @how) @finding
  (#resolves-to? @how "std.process.exit" "process.exit")
  (#not-returns? @finding "Result" "*Result" "Option" "!")
  (#not-in-function? @finding "main" "*exit*" "*abort*" "die" "fatal*" "usage*" "*usage" "*help*" "*version*" "run" "run_*" "exec*" "handle*" "cmd_*" "*_cmd" "*_command" "real_main" "run_main" "cli_main" "try_main" "async_main" "inner_main" "app_main" "_main" "main_*" "bail*" "fail*" "panic*" "*hook*" "*handler*" "*signal*" "parse_*arg*" "parse_*opt*" "parse_*cli*" "*deadline*" "*watchdog*" "*proxy*")
  (#not-path? @finding "**/main.rs" "**/bin/**" "**/cli/**" "**/cli.rs" "**/commands/**" "**/cmd/**" "xtask/**" "**/xtask/**")
  (#not-in-entry-point? @finding)
  (#set! message "`{function}` ends the whole program with `{how}`")
  (#set! question "Which destructor, buffer or temporary file of the callers of `{function}` is lost here?")
  (#set! level "hint"))

; A conversion that promises to work always.
((impl_item trait: (generic_type type: (type_identifier) @_from type_arguments: (_) @source) type: (_) @type
    body: (declaration_list (function_item name: (identifier) @_name body: (block) @_body))) @finding
  (#eq? @_from "From")
  (#eq? @_name "from")
  (#calls? @_body "unwrap" "panic" "unwrap_err")
  (#set! message "The conversion of `{source}` to `{type}` promises to work always and can stop the program")
  (#set! question "Which `{source}` makes no `{type}`, and what should its owner learn?"))
