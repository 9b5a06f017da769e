; A comment of one line, right above its statement. Headings of long blocks are left alone.
((block (_) @_before . (line_comment) @finding . (_) @_statement)
  (#not-match? @_before "^//")
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

((block . (line_comment) @finding . (_) @_statement)
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))
