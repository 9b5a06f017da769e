((comment) @finding
  (#comment-kind? @finding "code")
  (#set! merge "lines")
  (#bind! text @finding "comment"))
