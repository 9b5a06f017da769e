((block (_) @finding @text)
  (#unreachable? @finding)
  (#not-match? @text "^/[/*]"))

; A condition that is a constant.
((if_expression condition: (boolean_literal) @_condition consequence: (block . (_) @text)) @finding
  (#eq? @_condition "false")
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))

((while_expression condition: (boolean_literal) @_condition body: (block . (_) @text)) @finding
  (#eq? @_condition "false")
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))
