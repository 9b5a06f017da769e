; Bound to a name: an assignment, a keyword argument, a default, an entry of a dictionary.
([
  (assignment left: (_) @_target right: (string (string_start) . (string_content) @value . (string_end)))
  (keyword_argument name: (identifier) @_target value: (string (string_start) . (string_content) @value . (string_end)))
  (default_parameter name: (identifier) @_target value: (string (string_start) . (string_content) @value . (string_end)))
  (typed_default_parameter name: (identifier) @_target value: (string (string_start) . (string_content) @value . (string_end)))
  (pair key: (string) @_target value: (string (string_start) . (string_content) @value . (string_end)))] @finding
  (#any-of? @value ":placeholder-values" ":placeholder-hosts")
  (#not-word? @_target "help" "placeholder" "hint" "example" "examples" "sample" "samples" "description" "doc" "docs" "usage" "epilog" "metavar" "prompt" "title" "label" "template" "pattern" "patterns" "placeholders" "namespace" "test" "demo" "fake" "mock" "dummy" "text" "message" "error" "msg" "schema")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/docs/**" "**/doc/**" "**/templates/**" "**/sample*/**" "**/scripts/**" "**/benchmark*/**" "**/*_test_*.py")
  (#not-inside? @finding "comparison_operator"))

; The default of a lookup.
((call
  function: (attribute attribute: (identifier) @_get)
  arguments: (argument_list . (_) . (string (string_start) . (string_content) @value . (string_end)) .)) @finding
  (#any-of? @_get "get" "getenv" "setdefault" "pop")
  (#any-of? @value ":placeholder-values" ":placeholder-hosts")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/docs/**" "**/doc/**" "**/templates/**" "**/sample*/**" "**/scripts/**" "**/benchmark*/**" "**/*_test_*.py"))
