; `a or a`, `a or b or a`
((boolean_operator left: (_) @first operator: _ @operator right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield" "named_expression")
  (#not-literal? @first))

((boolean_operator
    left: (boolean_operator left: (_) @first operator: "or" right: (_) @_between)
    operator: "or" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield" "named_expression"))

((boolean_operator
    left: (boolean_operator left: (_) @_between operator: "or" right: (_) @first)
    operator: "or" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield" "named_expression"))

((boolean_operator
    left: (boolean_operator left: (_) @first operator: "and" right: (_) @_between)
    operator: "and" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield" "named_expression"))

((boolean_operator
    left: (boolean_operator left: (_) @_between operator: "and" right: (_) @first)
    operator: "and" @operator
    right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield" "named_expression"))

; `a < a`, `a is a`. `a == a` and `a != a` ask for NaN.
((comparison_operator . (_) @first . operators: ["<" ">" "<=" ">=" "is"] @operator . (_) @_second .) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield")
  (#not-literal? @first)
  (#not-in-test? @finding)
  (#not-in-function? @finding "__eq__" "is_nan" "isnan"))

; `a - a`, `a / a`, `a & a`
((binary_operator left: (_) @first operator: ["-" "/" "//" "%" "&" "|" "^"] @operator right: (_) @_second) @finding
  (#same-text? @first @_second)
  (#not-contains? @finding "call" "await" "yield")
  (#not-literal? @first)
  (#not-in-test? @finding))

; The same condition twice in a chain: the second branch is never taken.
((if_statement
    condition: (_) @first
    alternative: (elif_clause condition: (_) @finding))
  (#same-text? @first @finding)
  (#not-contains? @first "call" "await" "named_expression")
  (#set! message "`{function}` has asked `{first}` before in the same chain")
  (#set! question "The branch for the second `{first}` in `{function}` is never taken. What was its condition meant to be?"))

((if_statement
    alternative: (elif_clause condition: (_) @first)
    alternative: (elif_clause condition: (_) @finding))
  (#same-text? @first @finding)
  (#not-contains? @first "call" "await" "named_expression")
  (#set! message "`{function}` has asked `{first}` before in the same chain")
  (#set! question "The branch for the second `{first}` in `{function}` is never taken. What was its condition meant to be?"))

; `a.x = b.x` and then `a.y = b.x`
((block
    (expression_statement
      (assignment
        left: (attribute object: (_) @_to attribute: (identifier) @first)
        right: (attribute object: (_) @_from attribute: (identifier) @_part)))
    .
    (expression_statement
      (assignment
        left: (attribute object: (_) @_to-again attribute: (identifier) @target)
        right: (attribute object: (_) @_from-again attribute: (identifier) @_part-again)) @finding))
  (#eq? @first @_part)
  (#same-text? @_to @_to-again)
  (#same-text? @_from @_from-again)
  (#eq? @_part-again @first)
  (#not-eq? @target @first)
  (#word? @first ":paired-words")
  (#word? @target ":paired-words")
  (#set! message "`{target}` gets the `{first}` of the line above once more")
  (#set! question "The line before pairs `{first}` with `{first}`; this one gives `{target}` the same `{first}`. Is that meant?"))

((argument_list
    (keyword_argument
      name: (identifier) @first
      value: (attribute object: (_) @_from attribute: (identifier) @_part))
    .
    (keyword_argument
      name: (identifier) @target
      value: (attribute object: (_) @_from-again attribute: (identifier) @_part-again)) @finding)
  (#eq? @first @_part)
  (#same-text? @_from @_from-again)
  (#eq? @_part-again @first)
  (#not-eq? @target @first)
  (#word? @first ":paired-words")
  (#word? @target ":paired-words")
  (#set! message "`{target}` gets the `{first}` of the argument before once more")
  (#set! question "The argument before pairs `{first}` with `{first}`; this one gives `{target}` the same `{first}`. Is that meant?"))

; `self.x = self.x`
((assignment left: (attribute) @first right: (attribute) @_second) @finding
  (#same-text? @first @_second)
  (#not-in-test? @finding)
  (#set! level "info")
  (#set! message "`{first}` is assigned to itself in `{function}`")
  (#set! question "`{first}` keeps its value on this line of `{function}`. Which other name was meant?"))

; Two handlers for the same class: the second never runs.
((try_statement
    (except_clause value: (_) @first)
    (except_clause value: (_) @finding))
  (#same-text? @first @finding)
  (#set! message "`{function}` handles `{first}` twice; the second handler never runs")
  (#set! question "The second handler of `{first}` in `{function}` never runs. Which class was it meant for?"))
