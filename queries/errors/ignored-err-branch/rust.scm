; The function asks, or says by its type that there may be nothing.
((match_expression
    value: [(call_expression) (await_expression)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err . ["_" (remaining_field_pattern)]))
      value: [(identifier) (return_expression (identifier))] @_default) @finding))
  (#eq? @_err "Err")
  (#any-of? @_default "None" "return None")
  (#returns? @finding "Option")
  (#set! level "off"))

; A file or a folder that may well be missing, where nobody has looked before: its absence is an answer.
((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_ok "Ok")
  (#resolves-to? @_call ":file-result")
  (#not-calls? @_call ":storing-calls")
  (#set! level "off"))

((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_ok "Ok")
  (#named? @_call "read_to_string" "read_to_end" "read_line" "read_dir" "metadata" "symlink_metadata" "modified" "created" "open" "output" "status" "wait_with_output")
  (#set! level "off"))

((match_expression
    value: [(call_expression) @_call (await_expression (call_expression) @_call)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err))) @finding))
  (#eq? @_err "Err")
  (#named? @_call "read_to_string" "read_to_end" "read_line" "read_dir" "metadata" "symlink_metadata" "modified" "created" "open" "output" "status" "wait_with_output" "file_type" "from_utf8" "parse" "canonicalize" "current_dir" "modified" "next_entry")
  (#set! level "off"))

((match_expression
    value: [(call_expression) @_call (await_expression (call_expression) @_call)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err))) @finding))
  (#eq? @_err "Err")
  (#resolves-to? @_call ":file-result")
  (#not-calls? @_call ":storing-calls")
  (#set! level "off"))

; Text of another shape is passed over: where several shapes are tried, and where a stream holds other lines as well.
([
   (if_expression condition: (let_condition value: [(call_expression) @_call (await_expression (call_expression) @_call)]) !alternative)
   (match_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)] body: (match_block (match_arm)))
 ] @finding
  (#named? @_call "from_str" "from_slice" "from_value" "from_reader" "json")
  (#in-function? @finding "extract_*" "find_*" "collect_*" "parse_*" "*stream*" "guess_*" "detect_*" "render_*" "display_*" "print_*" "show_*" "*highlight*" "format_*" "*_summary*" "probe_*" "scan_*" "search_*")
  (#set! level "off"))

([
   (match_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)] body: (match_block (match_arm) @finding))
 ]
  (#named? @_call "from_str" "from_slice" "from_value" "from_reader" "json")
  (#in-function? @finding "extract_*" "find_*" "collect_*" "parse_*" "*stream*" "guess_*" "detect_*" "render_*" "display_*" "print_*" "show_*" "*highlight*" "format_*" "*_summary*" "probe_*" "scan_*" "search_*")
  (#set! level "off"))

; `if let Ok(..) = call` without else: the rest runs as if there had been nothing to do.
((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_ok "Ok")
  (#resolves-to? @_call ":file-result" ":http-call" ":decode-paths" ":database-result" ":input-result")
  (#not-named? @_call ":lookup-results")
  (#not-contains? @_body "return_expression" "break_expression" "continue_expression")
  (#not-raises? @_body)
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-in-class? @finding "Drop")
  (#not-explained? @_body)
  (#bind! call @_call "callee")
  (#bind! count @_body "count"))

((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_ok "Ok")
  (#named? @_call ":process-ends" ":reading-names" "send" "from_str" "from_slice" "json" "query" "execute" "open")
  (#not-named? @_call ":lookup-results" ":lookup-methods")
  (#not-explained? @finding)
  (#not-contains? @_body "return_expression" "break_expression" "continue_expression")
  (#not-raises? @_body)
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-in-class? @finding "Drop")
  (#not-explained? @_body)
  (#bind! call @_call "callee"))

((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok)
      value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    consequence: (block) @_body
    !alternative) @finding
  (#eq? @_ok "Ok")
  (#callee-returns? @_call "Result" "*Result")
  (#not-named? @_call ":lookup-results")
  (#not-contains? @_body "return_expression" "break_expression" "continue_expression")
  (#not-raises? @_body)
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-in-class? @finding "Drop")
  (#not-explained? @_body)
  (#bind! call @_call "callee"))

; `Err(_) => {}` and its kin: the arm drops the error and gives nothing or a default.
((match_expression
    value: [(call_expression) @_call (await_expression (call_expression) @_call)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err . ["_" (remaining_field_pattern)]))
      value: [(block) (unit_expression) (continue_expression)] @_arm) @finding))
  (#eq? @_err "Err")
  (#trivial? @_arm)
  (#not-named? @_call ":lookup-results" ":channel-methods" ":best-effort-calls" ":waiting-calls")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-in-class? @finding "Drop")
  (#not-explained? @_arm)
  (#bind! call @_call "callee")
  (#set! message "An error of `{call|the call}` ends in an empty arm of `{function}`")
  (#set! question "When `{call|the call}` fails, what does `{function}` leave undone, and who is told?"))

((match_expression
    value: [(call_expression) @_call (await_expression (call_expression) @_call)]
    body: (match_block (match_arm
      pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err . ["_" (remaining_field_pattern)]))
      value: [(identifier) (boolean_literal) (integer_literal) (float_literal) (call_expression) (return_expression) (macro_invocation)] @default) @finding))
  (#eq? @_err "Err")
  (#any-of? @default "None" "false" "0" "0.0" "Vec::new()" "vec![]" "String::new()" "HashMap::new()" "HashSet::new()" "BTreeMap::new()" "Default::default()" "Vec::default()" "String::default()"
    "return None" "return false" "return" "return 0" "return Vec::new()" "return vec![]" "return String::new()" "return HashMap::new()" "return Default::default()" "return Ok(())" "return Ok(None)" "return Ok(Vec::new())" "return Ok(vec![])" "return Ok(false)" "Ok(())" "Ok(None)" "Ok(Vec::new())" "Ok(vec![])" "Ok(false)")
  (#not-named? @_call ":lookup-results" ":channel-methods" ":best-effort-calls" ":waiting-calls")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-in-class? @finding "Drop")
  (#not-explained? @default)
  (#bind! call @_call "callee")
  (#set! message "An error of `{call|the call}` becomes `{default}` in `{function}`")
  (#set! question "`{default}` after a failure of `{call|the call}`: how does the caller of `{function}` see that something failed?"))

; Lines of a file or a pipe that cannot be read are left out; on a persistent error the loop never ends.
((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (_) @source field: (field_identifier) @_lines) arguments: (arguments)) field: (field_identifier) @_step)
    arguments: (arguments)) @finding
  (#eq? @_lines "lines")
  (#eq? @_step "flatten")
  (#set! message "`{function}` leaves out every line of `{source}` that cannot be read")
  (#set! question "If reading `{source}` fails for good, when does this loop of `{function}` end?"))

((call_expression
    function: (field_expression value: (call_expression function: (field_expression value: (_) @source field: (field_identifier) @_lines) arguments: (arguments)) field: (field_identifier) @_step)
    arguments: (arguments . [(scoped_identifier) (closure_expression)] @_pick)) @finding
  (#eq? @_lines "lines")
  (#any-of? @_step "filter_map" "flat_map")
  (#any-of? @_pick "Result::ok" "|x| x.ok()" "|l| l.ok()" "|line| line.ok()" "|r| r.ok()" "|s| s.ok()" "|result| result.ok()" "|res| res.ok()" "std::result::Result::ok")
  (#set! message "`{function}` leaves out every line of `{source}` that cannot be read")
  (#set! question "If reading `{source}` fails for good, when does this loop of `{function}` end?"))

; Records that do not parse are left out.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_step)
    arguments: (arguments . (closure_expression body: (call_expression function: (field_expression value: (call_expression) @_call field: (field_identifier) @_ok) arguments: (arguments))) .)) @finding
  (#any-of? @_step "filter_map" "flat_map")
  (#eq? @_ok "ok")
  (#calls? @_call "serde_json.from_str" "serde_json.from_value" "serde_json.from_slice" "serde_yaml.from_str" "toml.from_str" "serde_json.from_reader")
  (#not-explained? @finding)
  (#bind! call @_call "callee")
  (#set! message "`{function}` leaves out every record that `{call}` cannot read")
  (#set! question "How many records may `{call}` drop before somebody looks at the output of `{function}`?"))
