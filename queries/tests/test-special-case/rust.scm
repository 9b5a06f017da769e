; In tests it checks more than elsewhere, and does the same.
((if_expression
  condition: (macro_invocation) @finding
  consequence: (block . (expression_statement (macro_invocation macro: (identifier) @_checks)) .)
  !alternative)
  (#named? @_checks "assert*" "debug_assert*")
  (#set! level "off"))

((if_expression
  condition: (macro_invocation) @finding
  consequence: (block . (line_comment) @_why))
  (#length? @_why ">" "20")
  (#set! level "off"))

; A comment says why tests take another way.
((macro_invocation macro: (identifier) @_macro [(arguments . (identifier) @_flag .) (token_tree . (identifier) @_flag .)]) @finding
  (#eq? @_macro "cfg")
  (#eq? @_flag "test")
  (#explained? @finding)
  (#set! level "off"))

((macro_invocation macro: (identifier) @_macro [(arguments . (identifier) @_flag .) (token_tree . (identifier) @_flag .)]) @finding @text
  (#not-in-function? @finding "*test*" "*telemetry*" "*metrics*" "*analytics*")
  (#eq? @_macro "cfg")
  (#eq? @_flag "test")
  ; What stands there is left out of the program that users get, mostly for reasons that its place tells.
  (#set! level "hint"))
