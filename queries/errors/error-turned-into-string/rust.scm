; `map_err(|e| e.to_string())`, `map_err(|e| format!(..))`.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_map)
    arguments: (arguments . (closure_expression
      parameters: (closure_parameters (identifier) @_name)
      body: (call_expression function: (field_expression value: (identifier) @_text field: (field_identifier) @how) arguments: (arguments))) .)) @finding
  (#eq? @_map "map_err")
  (#eq? @how "to_string")
  (#eq? @_text @_name)
  (#not-in-entry-point? @finding)
  (#bind! call @source "callee"))

((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_map)
    arguments: (arguments . (closure_expression
      parameters: (closure_parameters (identifier) @_name)
      body: (macro_invocation macro: (identifier) @how) @_text) .)) @finding
  (#eq? @_map "map_err")
  (#eq? @how "format")
  (#returns? @finding "String")
  (#not-in-entry-point? @finding)
  (#bind! call @source "callee"))

((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_map)
    arguments: (arguments . (scoped_identifier) @how .)) @finding
  (#eq? @_map "map_err")
  (#any-of? @how "ToString::to_string" "std::string::ToString::to_string")
  (#bind! call @source "callee"))

; `map_err(|_| "bad input")`: not even the text is left.
((call_expression
    function: (field_expression value: (_) @source field: (field_identifier) @_map)
    arguments: (arguments . (closure_expression
      parameters: (closure_parameters) @_name
      body: [(string_literal) (unit_expression)
        (call_expression function: (field_expression value: (string_literal)) arguments: (arguments))
        (call_expression function: (scoped_identifier path: (identifier) @_type) arguments: (arguments . (string_literal)))
        (macro_invocation macro: (identifier) @_format)] @how) .)) @finding
  (#eq? @_map "map_err")
  (#any-of? @_name "|_|" "|_e|" "|_err|" "|_error|")
  (#eq? @_type "String")
  (#any-of? @_format "format" "anyhow")
  (#not-receiver? @finding "send" "try_send" "lock" "join" "try_into" "set" "try_from")
  (#bind! call @source "callee")
  (#set! message "`{function}` puts `{how}` in the place of the error of `{call|the call}`")
  (#set! question "`{how}` is all that is left: how does a caller of `{function}` learn why `{call|the call}` failed?"))
