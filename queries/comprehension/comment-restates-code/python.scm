([(block (comment) @finding . (_) @_statement)
  (module (comment) @finding . (_) @_statement)]
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

; Between the head and the first statement the comment belongs to the compound statement.
((_ (comment) @finding . body: (block . (_) @_statement))
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))
