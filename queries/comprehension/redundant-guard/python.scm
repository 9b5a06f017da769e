; The class of an annotated parameter of a private function is asked for again.
((function_definition
  name: (identifier) @_name
  parameters: (parameters [
    (typed_parameter . (identifier) @_parameter type: (type (identifier) @_type))
    (typed_default_parameter name: (identifier) @_parameter type: (type (identifier) @_type))])
  body: (block (if_statement condition: [
    (call function: (identifier) @_check arguments: (argument_list . (identifier) @_asked . (identifier) @_class .)) @condition
    (not_operator argument: (call function: (identifier) @_check arguments: (argument_list . (identifier) @_asked . (identifier) @_class .))) @condition]) @finding))
  (#eq? @_check "isinstance")
  (#eq? @_parameter @_asked)
  (#eq? @_type @_class)
  (#named? @_name "_*")
  (#not-named? @_name "__*__" "*valid*" "*parse*" "*extract*" "*coerce*" "*normal*" "*check*" "*ensure*" "*load*" "*from_*" "*convert*" "*sanit*")
  (#not-named? @_parameter "data" "payload" "raw*" "*_data" "*_raw" "json*" "obj" "item" "entry" "response" "body" "config" "value"))

; The same test inside its own branch, with nothing before it there.
((if_statement
  condition: (_) @condition
  consequence: (block . (if_statement condition: (_) @_again) @finding))
  (#same-text? @condition @_again)
  (#not-contains? @condition "call" "await" "named_expression"))

; The same test again, after a branch that left the function.
((block
  (if_statement condition: (_) @condition consequence: (block [(return_statement) (raise_statement) (continue_statement)] .) !alternative)
  . (if_statement condition: (_) @_again) @finding)
  (#same-text? @condition @_again)
  (#not-contains? @condition "call" "await" "named_expression"))
