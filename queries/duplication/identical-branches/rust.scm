; `if c { A } else { A }`
((if_expression
    condition: [(binary_expression) (unary_expression) (call_expression) (identifier) (field_expression) (macro_invocation) (index_expression) (parenthesized_expression)] @condition
    consequence: (block) @_first
    alternative: (else_clause (block) @_second)) @finding
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "1")
  (#not-contains? @_first "line_comment" "block_comment")
  (#not-contains? @_second "line_comment" "block_comment")
  (#not-has-parent? @finding "else_clause"))

; `else if c { A } else { A }`: the last condition decides nothing.
((else_clause
    (if_expression
      condition: [(binary_expression) (unary_expression) (call_expression) (identifier) (field_expression) (macro_invocation) (index_expression) (parenthesized_expression)] @condition
      consequence: (block) @_first
      alternative: (else_clause (block) @_second)) @finding)
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "1")
  (#not-contains? @_first "line_comment" "block_comment")
  (#not-contains? @_second "line_comment" "block_comment")
  (#set! level "info"))

; Two neighbours of a chain do the same, at some length.
((if_expression
    consequence: (block) @_first
    alternative: (else_clause (if_expression condition: [(binary_expression) (unary_expression) (call_expression) (identifier) (field_expression) (macro_invocation) (index_expression) (parenthesized_expression)] @condition consequence: (block) @_second) @finding))
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "2")
  (#not-contains? @_first "line_comment" "block_comment")
  (#not-contains? @_second "line_comment" "block_comment")
  (#set! level "hint")
  (#set! message "The branch for `{condition}` in `{function}` repeats the one before it")
  (#set! question "The branch for `{condition}` does what the one before it does. Which of the two was meant to differ?"))

; Two neighbouring arms of a match, at some length.
((match_block
    (match_arm value: (block) @_first)
    .
    (match_arm
      pattern: (match_pattern . [(scoped_identifier) (string_literal) (integer_literal) (char_literal)] .) @condition
      value: (block) @_second) @finding)
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "3")
  (#not-contains? @_first "line_comment" "block_comment")
  (#not-contains? @_second "line_comment" "block_comment")
  (#not-has-child? @finding "attribute_item")
  (#set! level "hint")
  (#set! message "The arm for `{condition}` in `{function}` repeats the one before it")
  (#set! question "The arm for `{condition}` does what the one before it does. Which of the two was meant to differ?"))
