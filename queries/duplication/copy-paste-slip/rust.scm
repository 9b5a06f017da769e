; `let valid = x == x;` asks whether the number is one.
((let_declaration
    pattern: (identifier) @_name
    value: (binary_expression left: (_) @_first operator: "==" right: (_) @_second) @finding)
  (#same-text? @_first @_second)
  (#word? @_name "valid" "nan" "finite" "number" "ok")
  (#set! level "off"))

; `a || a`, `a == a`, `a - a`. `a != a` asks for NaN.
((binary_expression
    left: (_) @first
    operator: ["&&" "||" "==" "<" ">" "<=" ">=" "-" "/" "%" "&" "|" "^"] @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call_expression" "macro_invocation" "await_expression" "try_expression")
  (#not-literal? @first)
  (#not-in-test? @finding)
  (#not-in-function? @finding "eq" "partial_cmp" "is_nan"))

((binary_expression
    left: (binary_expression left: (_) @first operator: "||" right: (_) @_between)
    operator: "||" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call_expression" "macro_invocation" "await_expression" "try_expression"))

((binary_expression
    left: (binary_expression left: (_) @_between operator: "||" right: (_) @first)
    operator: "||" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call_expression" "macro_invocation" "await_expression" "try_expression"))

((binary_expression
    left: (binary_expression left: (_) @first operator: "&&" right: (_) @_between)
    operator: "&&" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call_expression" "macro_invocation" "await_expression" "try_expression" "let_condition"))

((binary_expression
    left: (binary_expression left: (_) @_between operator: "&&" right: (_) @first)
    operator: "&&" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call_expression" "macro_invocation" "await_expression" "try_expression" "let_condition"))

; The same condition twice in a chain.
((if_expression
    condition: (_) @first
    alternative: (else_clause (if_expression condition: (_) @finding)))
  (#same-text? @first @finding)
  (#not-contains? @first "call_expression" "macro_invocation" "await_expression" "try_expression")
  (#set! message "`{function}` has asked `{first}` before in the same chain")
  (#set! question "The branch for the second `{first}` in `{function}` is never taken. What was its condition meant to be?"))

; `a.x = b.x;` and then `a.y = b.x;`
((block
    (expression_statement
      (assignment_expression
        left: (field_expression value: (_) @_to field: (field_identifier) @first)
        right: (field_expression value: (_) @_from field: (field_identifier) @_part)))
    .
    (expression_statement
      (assignment_expression
        left: (field_expression value: (_) @_to-again field: (field_identifier) @target)
        right: (field_expression value: (_) @_from-again field: (field_identifier) @_part-again)) @finding))
  (#eq? @first @_part)
  (#same-text? @_to @_to-again)
  (#same-text? @_from @_from-again)
  (#eq? @_part-again @first)
  (#not-eq? @target @first)
  (#word? @first ":paired-words")
  (#word? @target ":paired-words")
  (#set! message "`{target}` gets the `{first}` of the line above once more")
  (#set! question "The line before pairs `{first}` with `{first}`; this one gives `{target}` the same `{first}`. Is that meant?"))

((field_initializer_list
    (field_initializer
      field: (field_identifier) @first
      value: (field_expression value: (_) @_from field: (field_identifier) @_part))
    .
    (field_initializer
      field: (field_identifier) @target
      value: (field_expression value: (_) @_from-again field: (field_identifier) @_part-again)) @finding)
  (#eq? @first @_part)
  (#same-text? @_from @_from-again)
  (#eq? @_part-again @first)
  (#not-eq? @target @first)
  (#word? @first ":paired-words")
  (#word? @target ":paired-words")
  (#set! message "`{target}` gets the `{first}` of the field above once more")
  (#set! question "The field before pairs `{first}` with `{first}`; this one gives `{target}` the same `{first}`. Is that meant?"))

; `self.x = self.x;`
((assignment_expression left: (field_expression) @first right: (field_expression) @_second) @finding
  (#same-text? @first @_second)
  (#not-in-test? @finding)
  (#set! level "info")
  (#set! message "`{first}` is assigned to itself in `{function}`")
  (#set! question "`{first}` keeps its value on this line of `{function}`. Which other name was meant?"))
