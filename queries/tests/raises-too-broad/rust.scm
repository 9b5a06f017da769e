; One call that fails for many reasons, of which the test takes any: what it returns is unwrapped. Where there are several
; statements the last is meant nearly always.
((attribute_item (attribute . (identifier) @_name !arguments !value)) @finding @text
  . (attribute_item)*
  . (function_item name: (identifier) @call body: (block) @_body)
  (#eq? @_name "should_panic")
  (#statements? @_body "<" "2")
  (#calls? @_body "unwrap" "expect")
  (#set! level "hint"))
