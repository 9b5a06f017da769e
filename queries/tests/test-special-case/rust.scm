((macro_invocation macro: (identifier) @_macro [(arguments . (identifier) @_flag .) (token_tree . (identifier) @_flag .)]) @finding @text
  (#not-in-function? @finding "*test*")
  (#eq? @_macro "cfg")
  (#eq? @_flag "test"))
