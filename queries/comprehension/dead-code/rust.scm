; Behind the end of every path. Items may stand anywhere, and a `cfg` above the end takes it away.
((block
  [(expression_statement) (macro_invocation)] @_end
  . [(expression_statement) (let_declaration) (macro_invocation) (call_expression) (match_expression) (if_expression) (identifier)] @finding @text)
  (#unreachable? @finding)
  (#not-decorated? @_end "*")
  (#not-decorated? @finding "*"))

; A condition that is a constant.
((if_expression condition: (boolean_literal) @_condition consequence: (block . (_) @text)) @finding
  (#eq? @_condition "false")
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))

((while_expression condition: (boolean_literal) @_condition body: (block . (_) @text)) @finding
  (#eq? @_condition "false")
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))
