; A code-like line inside an explanation, or behind a statement, is an example and left alone.
((comment) @finding
  (#alone-on-line? @finding)
  (#comment-kind? @finding "code")
  (#not-beside-comment? @finding "prose" "doc")
  (#set! merge "lines")
  (#bind! text @finding "comment"))
