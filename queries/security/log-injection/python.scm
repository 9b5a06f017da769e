; Text of a request, written into a log line as it is.
((call
   function: (attribute object: (_) @_logger attribute: (identifier) @callee)
   arguments: (argument_list
     [(string (interpolation !type_conversion !format_specifier expression: (_) @value))
      (binary_operator left: (string) right: (_) @value)
      (call function: (attribute object: (string)) arguments: (argument_list (_) @value))])) @finding
 (#any-of? @callee "debug" "info" "warning" "warn" "error" "critical" "exception" "log")
 (#from-call? @value ":web-request")
 (#not-typed? @value "int" "float" "bool" "UUID")
 (#not-from-call? @value "repr" "int" "len" "replace" "strip" "encode" "json.dumps" "*sanitize*" "*escape*" "quote"))
((call
   function: (attribute object: (_) @_logger attribute: (identifier) @callee)
   arguments: (argument_list . (string (string_content) @_format) (_) @value)) @finding
 (#any-of? @callee "debug" "info" "warning" "warn" "error" "critical" "exception")
 (#match? @_format "%s")
 (#from-call? @value ":web-request")
 (#not-typed? @value "int" "float" "bool" "UUID")
 (#not-from-call? @value "repr" "int" "len" "replace" "encode" "json.dumps" "*sanitize*" "*escape*" "quote"))
