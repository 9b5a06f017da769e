; `return f"Error: {error}"`, `return str(error)`, `return "failed: " + str(error)`.
((except_clause
    value: (as_pattern alias: (as_pattern_target (identifier) @_name))
    (block (return_statement [(string) (concatenated_string) (binary_operator) (call)] @value) @finding))
  (#uses? @value @_name)
  (#interpolated? @value)
  (#not-in-function? @finding "__str__" "__repr__" "format_*" "*_message" "describe*" "render*" "explain*" "main" "_format*" "to_text" "*_error"))

((except_clause
    value: (as_pattern alias: (as_pattern_target (identifier) @_name))
    (block (return_statement (call function: (identifier) @_str arguments: (argument_list . (identifier) @_text .)) @value) @finding))
  (#any-of? @_str "str" "repr")
  (#eq? @_text @_name)
  (#not-in-function? @finding "__str__" "__repr__" "format_*" "*_message" "describe*" "render*" "explain*" "main" "_format*" "to_text" "*_error"))

; `return {"error": str(error)}`: a value like any other.
((except_clause
    value: (as_pattern alias: (as_pattern_target (identifier) @_name))
    (block (return_statement (dictionary (pair key: (string) @key value: (_) @_text)) @value) @finding))
  (#uses? @_text @_name)
  (#any-of? @key "\"error\"" "'error'" "\"message\"" "'message'" "\"detail\"" "'detail'" "\"reason\"" "'reason'" "\"err\"" "'err'" "\"error_message\"" "'error_message'")
  (#set! message "`{function}` returns the error as text under {key}, in a value like that of a success"))
