; `if c: A else: A`
((if_statement
    condition: (_) @condition
    consequence: (block) @_first
    .
    alternative: (else_clause body: (block) @_second)) @finding
  (#same-text? @_first @_second)
  (#not-trivial? @_first)
  (#not-contains? @finding "comment"))

; `elif c: A else: A`: the last condition decides nothing.
((if_statement
    alternative: (elif_clause condition: (_) @condition consequence: (block) @_first) @finding
    .
    alternative: (else_clause body: (block) @_second)) @_whole
  (#same-text? @_first @_second)
  (#not-trivial? @_first)
  (#not-contains? @_whole "comment")
  (#set! level "info"))

; Two neighbours of a chain do the same, at some length.
((if_statement
    consequence: (block) @_first
    .
    alternative: (elif_clause condition: (_) @condition consequence: (block) @_second) @finding) @_whole
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "2")
  (#not-contains? @_whole "comment")
  (#set! level "hint")
  (#set! message "The branch for `{condition}` in `{function}` repeats the one before it")
  (#set! question "The branch for `{condition}` does what the one before it does. Which of the two was meant to differ?"))

((if_statement
    alternative: (elif_clause consequence: (block) @_first)
    .
    alternative: (elif_clause condition: (_) @condition consequence: (block) @_second) @finding) @_whole
  (#same-text? @_first @_second)
  (#statements? @_first ">=" "2")
  (#not-contains? @_whole "comment")
  (#set! level "hint")
  (#set! message "The branch for `{condition}` in `{function}` repeats the one before it")
  (#set! question "The branch for `{condition}` does what the one before it does. Which of the two was meant to differ?"))

; `x if c else x`
((conditional_expression . (_) @_first . (_) @condition . (_) @_second .) @finding
  (#same-text? @_first @_second)
  (#set! message "Both values of the conditional on `{condition}` in `{function}` are the same"))
