; Nothing in it at all.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#trivial? @_body)
  (#not-has-child? @_body "line_comment" "block_comment")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

; The name says that not panicking is the point: only a hint.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#named? @name ":no-crash-names")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#set! level "hint")
  (#bind! call @_body "first-call"))

((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#not-named? @name ":no-crash-names")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#bind! call @_body "first-call"))
