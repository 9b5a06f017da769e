((comment) @finding
  (#match? @finding "^(?:#+|//+|/\\*+)\\s*(?i:todo|fixme|xxx)\\b")
  (#not-match? @finding "^(?:#+|//+|/\\*+)\\s*(?i:todo|fixme|xxx)\\W{0,2}(?:\\(|@\\w|#\\d)|#\\d+|https?://|\\d{4}-\\d\\d")
  (#not-comment-kind? @finding "doc")
  (#bind! text @finding "comment"))

; A docstring that begins so.
((expression_statement (string) @finding)
  (#match? @finding "^[rbuRBU]{0,2}['\"]{1,3}\\s*(?i:todo|fixme|xxx)\\b")
  (#not-match? @finding "(?i)(?:todo|fixme|xxx)\\W{0,2}(?:\\(|@\\w|#\\d)")
  (#bind! text @finding "string"))
