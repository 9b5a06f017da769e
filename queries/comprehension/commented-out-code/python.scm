; A code-like line inside an explanation, or behind a statement, is an example and left alone.
((comment) @finding
  (#comment-kind? @finding "code")
  (#alone-on-line? @finding)
  (#not-beside-comment? @finding "prose" "doc")
  (#set! merge "lines")
  (#bind! text @finding "comment"))
