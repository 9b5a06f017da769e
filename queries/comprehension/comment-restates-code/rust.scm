((block (line_comment) @finding . (_) @_statement)
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))
