; The name says that it has been looked at.
((call_expression
   function: (_) @_callee
   arguments: (arguments . [(identifier) @_path (reference_expression (identifier) @_path)])) @finding
 (#resolves-to? @_callee ":path-open")
 (#from-call? @_path "*allow*" "*valid*" "*safe*" "*confine*" "personality_path" "*_path")
 (#set! level "off"))

; The name was looked up first, and there is such a thing.
(match_expression
  value: [(call_expression function: (field_expression field: (field_identifier) @_look) arguments: (arguments (reference_expression)))
          (await_expression (call_expression function: (field_expression field: (field_identifier) @_look) arguments: (arguments (reference_expression))))]
  body: (match_block (match_arm
    pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_some))
    value: (block [
      (let_declaration value: [(call_expression) @finding (await_expression (call_expression) @finding)])
      (expression_statement [(call_expression) @finding (await_expression (call_expression) @finding)])])))
  (#any-of? @_look "get" "find" "lookup" "get_by_id" "find_by_id" "contains_key" "get_job" "get_session")
  (#any-of? @_some "Some" "Ok")
  (#set! level "off"))

; 1. A request names the file.
((call_expression
   function: (_) @_callee
   arguments: (arguments . (_) @path)) @finding
 (#resolves-to? @_callee ":path-open")
 (#external? @path)
 (#not-constant? @path)
 (#not-from-call? @path ":process-input" ":file-input" ":subprocess-output" ":path-guard")
 (#bind! callee @finding "callee"))

; 2. An entry's name becomes a path.
((call_expression
   function: (field_expression field: (field_identifier) @callee)
   arguments: (arguments
     . [(call_expression function: (field_expression value: (identifier) @entry field: (field_identifier) @_name))
        (try_expression (call_expression function: (field_expression value: (identifier) @entry field: (field_identifier) @_name)))])) @finding
 (#eq? @callee "join")
 (#any-of? @_name "name" "path" "filename")
 (#imports? @finding "zip" "tar" "async_zip" "tokio_tar" "async_tar")
 (#named? @entry "*file*" "*entry*" "*member*")
 (#set! message "`{function}` joins the name of `{entry}` to a path as the archive has it")
 (#set! question "An entry named `../../etc/cron.d/x` in the archive: which file does `{function}` write for `{entry}`?"))
