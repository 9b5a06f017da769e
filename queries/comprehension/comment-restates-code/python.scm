; A comment of one line, right above its statement. Headings of long blocks are left alone.
((block (_) @_before . (comment) @finding . (_) @_statement)
  (#not-match? @_before "^#")
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

((module (_) @_before . (comment) @finding . (_) @_statement)
  (#not-match? @_before "^#")
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

((block . (comment) @finding . (_) @_statement)
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

; Between the head and the first statement the comment belongs to the compound statement.
((_ ":" . (comment) @finding . body: (block . (_) @_statement))
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))

((_ ":" . (comment) @finding . consequence: (block . (_) @_statement))
  (#lines? @_statement "<" "9")
  (#comment-kind? @finding "prose")
  (#restates? @finding @_statement)
  (#bind! text @finding "comment"))
