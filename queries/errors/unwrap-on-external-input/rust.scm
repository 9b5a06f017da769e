; A program that measures or tries out may stop where it fails.
((call_expression function: (field_expression field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#path? @finding "perf/**" "**/perf/**" "**/simulator/**" "**/bin/bench*.rs" "**/test_*.rs" "test_*.rs")
  (#set! level "off"))

; A comment says why it cannot fail.
((line_comment) @_comment
  . (let_declaration value: [(call_expression) @finding (call_expression function: (field_expression value: (call_expression) @finding))])
  (#phrase? @_comment "guarantee" "guarantees" "guaranteed" "is safe" "safe because" "safe to unwrap" "safely unwrap" "already validated" "validated above" "cannot fail" "can't fail" "can not fail" "never fails" "infallible")
  (#set! level "off"))

; What is made once and kept cannot hand an error on.
((call_expression function: (field_expression field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#wrapped-in? @finding "get_or_init" "LazyLock.new" "std.sync.LazyLock.new" "Lazy.new" "once_cell.sync.Lazy.new" "call_once")
  (#set! level "off"))

; What stands in for the real thing in tests is as free as they are.
((call_expression function: (field_expression field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#in-class? @finding "Mock*" "*Mock" "Fake*" "Stub*" "Dummy*")
  (#set! level "off"))

; A build script fails by panicking; cargo shows the text.
((call_expression function: (field_expression field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#path? @finding "**/build.rs")
  (#set! level "off"))

; Compiled for tests only.
((attribute_item (attribute (identifier) @_cfg arguments: (token_tree (string_literal) @_feature)))
  . (expression_statement (if_expression consequence: (block (let_declaration value: (call_expression) @finding))))
  (#eq? @_cfg "cfg")
  (#match? @_feature "(?i)test|fixture|mock")
  (#set! level "off"))

; A value that was put together here.
((call_expression
    function: (field_expression
      value: (call_expression function: (_) @_decode arguments: (arguments . (identifier) @_value .)) @_source
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#named? @_source "from_value")
  (#from-call? @_value "json" "serde_json.json" "to_value")
  (#set! level "off"))

; The text of an assertion that says why it failed.
((call_expression function: (field_expression field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap_err" "expect_err")
  (#has-ancestor? @finding "macro_invocation")
  (#wrapped-in? @finding "assert" "debug_assert" "panic" "unreachable")
  (#set! level "off"))

; A number that was written by a formatter in the same function.
((call_expression function: (field_expression value: (call_expression function: [(field_expression value: (_) @_text) (generic_function function: (field_expression value: (_) @_text))]) field: (field_identifier) @_how)) @finding
  (#any-of? @_how "unwrap" "expect")
  (#from-call? @_text "format_finite" "format" "to_string" "ryu.*" "itoa.*")
  (#set! level "off"))

; The text is known when the program is built.
((call_expression
    function: (field_expression
      value: (call_expression function: [(field_expression value: (_) @_text field: (field_identifier) @_parse) (generic_function function: (field_expression value: (_) @_text field: (field_identifier) @_parse))])
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#any-of? @_parse "parse" "decode" "to_socket_addrs")
  (#constant? @_text)
  (#set! level "off"))

((call_expression
    function: (field_expression
      value: (call_expression function: [(field_expression value: (macro_invocation macro: (identifier) @_macro)) (generic_function function: (field_expression value: (macro_invocation macro: (identifier) @_macro)))])
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#any-of? @_macro "env" "concat" "include_str" "stringify" "format")
  (#set! level "off"))

((call_expression
    function: (field_expression
      value: (call_expression function: (_) @_decode arguments: (arguments . [(string_literal) (raw_string_literal) (reference_expression (string_literal)) (macro_invocation macro: (identifier) @_macro) (reference_expression (macro_invocation macro: (identifier) @_macro)) (identifier) @_text (scoped_identifier) @_text] .)) @_source
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#named? @_source ":decode-names" "new")
  (#any-of? @_macro "include_str" "include_bytes" "concat" "env" "json")
  (#constant? @_text)
  (#set! level "off"))

; A pattern has matched these characters before they are read.
((call_expression
    function: (field_expression
      value: (call_expression function: [(field_expression value: (index_expression (identifier) @_groups)) (generic_function function: (field_expression value: (index_expression (identifier) @_groups)))])
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#any-of? @_groups "caps" "captures" "cap" "groups" "m" "matches")
  (#set! level "off"))

((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#method? @_source "next" "nth" "next_back" "as_str" "as_u64" "as_i64" "as_f64" "as_bool" "as_array" "as_object" "split_once")
  (#not-receiver? @finding "std.env.args" "env.args" "std.env.vars" "read_line" "stdin" "std.io.stdin")
  (#set! level "off"))

; A part of a path, a field, a builder: not what came from outside.
((call_expression function: (field_expression value: (_) @_source field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#method? @_source "file_name" "file_stem" "parent" "extension" "workdir" "build" "to_str" "into_string" "first" "last" "get" "get_mut" "as_ref" "as_mut" "take" "name" "path" "host_str" "port" "max" "min" "pop" "iter" "find" "position" "take_output" "output_mut" "stdin" "stdout" "stderr" "lock" "borrow" "borrow_mut" "try_lock" "split_at" "duration_since" "captures" "peek" "as_*" "downcast*")
  (#set! level "off"))

; `unwrap()` of what came from a file, the network, a process, a database or the user.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_unwrap)
    arguments: (arguments)) @finding
  (#eq? @_unwrap "unwrap")
  (#receiver? @finding ":file-result" ":network-result" ":process-result" ":database-result" ":input-result" ":environment-result")
  (#not-receiver? @finding "lock" "borrow" "borrow_mut" "spawn" "join")
  (#not-checked-before? @source)
  (#bind! call @source "callee"))

; `unwrap()` of text or bytes that were to become a value. A literal is known to parse.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_unwrap)
    arguments: (arguments)) @finding
  (#eq? @_unwrap "unwrap")
  (#receiver? @finding ":decode-result")
  (#not-receiver? @finding "lock" "to_string" "format" "as_str")
  (#not-constant? @source)
  (#not-checked-before? @source)
  (#bind! call @source "callee"))

; `expect` with a text that tells of a failure, not of a reason why there is none.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_unwrap)
    arguments: (arguments . [(string_literal) (raw_string_literal)] @text)) @finding
  (#eq? @_unwrap "expect")
  (#phrase? @text ":failure-phrases")
  (#not-phrase? @text ":invariant-phrases")
  (#receiver? @finding ":external-result" ":environment-result")
  (#not-receiver? @finding "lock" "spawn" "join")
  (#not-constant? @source)
  (#not-checked-before? @source)
  (#bind! call @source "callee")
  (#set! message "`{function}` stops the program with {text} when `{call}` fails"))

; An empty text says no more than `unwrap`.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_unwrap)
    arguments: (arguments . (string_literal) @_text)) @finding
  (#any-of? @_unwrap "expect" "expect_err")
  (#eq? @_text "\"\"")
  (#bind! call @source "callee")
  (#set! message "`{function}` stops the program without a word when `{source}` is not what it expects")
  (#set! question "When `{source}` is empty or failed, what does the person who sees the panic of `{function}` learn?"))

; `.ok().expect(..)` drops the error before it could be shown.
((call_expression
    function: (field_expression
      value: (call_expression function: (field_expression value: (_) @source field: (field_identifier) @_ok) arguments: (arguments) @_none)
      field: (field_identifier) @_unwrap)) @finding
  (#eq? @_ok "ok")
  (#eq? @_none "()")
  (#any-of? @_unwrap "expect" "unwrap")
  (#not-calls? @source "unwrap" "expect" "try_unwrap" "into_inner" "lock" "try_lock")
  (#set! level "info")
  (#bind! call @source "callee")
  (#set! message "`{function}` drops the error of `{source}` and then panics without it")
  (#set! question "Which error of `{source}` will the panic of `{function}` be about?"))

; The body of an answer that is taken to be what was asked for.
((call_expression
    function: (field_expression
      value: (await_expression (call_expression function: [(field_expression field: (field_identifier) @call) (generic_function function: (field_expression field: (field_identifier) @call))] arguments: (arguments) @_none))
      field: (field_identifier) @_unwrap)) @finding
  (#any-of? @_unwrap "unwrap" "expect")
  (#any-of? @call "json" "text" "bytes")
  (#eq? @_none "()"))

; A variable that was there when the program was built, perhaps.
((call_expression
    function: (field_expression value: (macro_invocation macro: (identifier) @call) @source field: (field_identifier) @_unwrap)
    arguments: (arguments)) @finding
  (#eq? @call "option_env")
  (#any-of? @_unwrap "unwrap" "expect")
  (#set! message "`{source}` is empty where the variable was not set at build time, and `{function}` panics then")
  (#set! question "Who builds this without the variable of `{source}`, and when do they learn of it?"))

; The same written as a path: `Result::unwrap(call())`, and handed to an iterator.
((call_expression
    function: (scoped_identifier path: (identifier) @_type name: (identifier) @_unwrap)
    arguments: (arguments . (_) @source)) @finding
  (#any-of? @_type "Result" "Option")
  (#any-of? @_unwrap "unwrap" "expect" "unwrap_err" "expect_err")
  (#not-constant? @source)
  (#bind! call @source "value")
  (#set! level "info"))

((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_step)
    arguments: (arguments . (scoped_identifier path: (identifier) @_type name: (identifier) @_unwrap) .)) @finding
  (#any-of? @_step "map" "flat_map" "for_each")
  (#eq? @_type "Result")
  (#eq? @_unwrap "unwrap")
  (#set! message "`{function}` panics at the first item of `{source}` that is an error")
  (#set! question "Which item of `{source}` can be an error, and who should learn of it?"))

; Stops the program when the step works.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @how)
    arguments: (arguments)) @finding
  (#any-of? @how "unwrap_err" "expect_err")
  (#not-checked-before? @source)
  (#set! message "`{function}` stops the program when `{source}` works")
  (#set! question "What keeps `{source}` from working in `{function}`?")
  (#set! level "info"))
