((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#asserts-only? @_body "existence")
  (#not-decorated? @finding "ignore" "should_panic")
  (#not-named? @name ":existence-names" ":no-crash-names")
  (#not-calls? @_body "is_err" "is_none" "unwrap_err" "expect_err")
  (#bind! call @_body "first-call"))
