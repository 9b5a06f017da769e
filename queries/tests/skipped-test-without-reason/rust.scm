((attribute_item (attribute . (identifier) @_mark !arguments !value)) @finding @text
  . (attribute_item)*
  . (function_item name: (identifier) @name)
  (#eq? @_mark "ignore"))
