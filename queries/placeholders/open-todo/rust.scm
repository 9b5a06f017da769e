([(line_comment) (block_comment)] @finding
  (#match? @finding "^(?:#+|//+|/\\*+)\\s*(?i:todo|fixme|xxx)\\b")
  (#not-match? @finding "^(?:#+|//+|/\\*+)\\s*(?i:todo|fixme|xxx)\\W{0,2}(?:\\(|@\\w|#\\d)|#\\d+|https?://|\\d{4}-\\d\\d")
  (#not-comment-kind? @finding "doc")
  (#bind! text @finding "comment"))
