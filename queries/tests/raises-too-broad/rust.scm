((attribute_item (attribute . (identifier) @_name !arguments !value)) @finding @text
  . (attribute_item)*
  . (function_item name: (identifier) @call)
  (#eq? @_name "should_panic"))
