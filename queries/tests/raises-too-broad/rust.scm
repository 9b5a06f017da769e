; Two calls whose errors are unwrapped in one statement: either of them may be the one that fails. Where one is unwrapped,
; or there are several statements, the last is meant nearly always.
((attribute_item (attribute . (identifier) @_name !arguments !value)) @finding @text
  . (attribute_item)*
  . (function_item name: (identifier) @call body: (block) @_body)
  (#eq? @_name "should_panic")
  (#statements? @_body "<" "2")
  (#calls? @_body "unwrap" "expect")
  (#match? @_body "(?s)\\b(unwrap|expect)\\(.*\\b(unwrap|expect)\\(")
  (#set! level "hint"))
