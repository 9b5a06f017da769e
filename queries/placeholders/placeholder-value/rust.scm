; Bound to a name.
([
  (let_declaration pattern: (_) @_target value: (string_literal . (string_content) @value .))
  (const_item name: (_) @_target value: (string_literal . (string_content) @value .))
  (static_item name: (_) @_target value: (string_literal . (string_content) @value .))
  (field_initializer field: (_) @_target value: [
    (string_literal . (string_content) @value .)
    (call_expression function: (field_expression value: (string_literal . (string_content) @value .)))])] @finding
  (#any-of? @value ":placeholder-values" ":placeholder-hosts")
  (#not-word? @_target "help" "placeholder" "hint" "example" "examples" "sample" "samples" "description" "doc" "docs" "usage" "epilog" "metavar" "prompt" "title" "label" "template" "pattern" "patterns" "placeholders" "namespace" "test" "demo" "fake" "mock" "dummy" "text" "message" "error" "msg" "schema")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/docs/**" "**/doc/**" "**/templates/**" "**/sample*/**" "**/bench*/**"))

; The default of a lookup.
((call_expression
  function: (field_expression field: (field_identifier) @_or)
  arguments: (arguments . [
    (string_literal . (string_content) @value .)
    (call_expression function: (field_expression value: (string_literal . (string_content) @value .)))
    (closure_expression body: (call_expression function: (field_expression value: (string_literal . (string_content) @value .))))] .)) @finding
  (#any-of? @_or "unwrap_or" "unwrap_or_else" "map_or")
  (#any-of? @value ":placeholder-values" ":placeholder-hosts")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/docs/**" "**/doc/**" "**/templates/**" "**/sample*/**" "**/bench*/**"))
