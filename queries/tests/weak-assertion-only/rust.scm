; The same is asked of every element: the rule for all of them is the tested property.
((function_item
  body: (block [(for_expression) (expression_statement (for_expression))] @_loop) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#asserts-only? @_body "existence")
  (#assertions-inside? @_body @_loop)
  (#set! level "off"))

; That a text parses is what a test of a grammar says.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#calls? @_body "*parse*" "from_str" "from_slice" "from_reader" "*lex" "*tokeniz*" "compile*")
  (#calls? @_body "is_ok")
  (#asserts-only? @_body "existence")
  (#set! level "off"))

; Success alone is what an `unwrap` would say as well, which is told of no test.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#asserts-only? @_body "existence")
  (#calls? @_body "is_ok")
  (#not-calls? @_body "is_some" "is_empty" "exists")
  (#not-decorated? @finding "ignore" "should_panic")
  (#not-named? @name ":existence-names" ":no-crash-names")
  (#not-calls? @_body "is_err" "is_none" "unwrap_err" "expect_err" ":told-by-success")
  (#not-fails-elsewhere? @_body)
  (#bind! call @_body "asserted-call")
  (#set! level "hint"))

((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#asserts-only? @_body "existence")
  (#not-decorated? @finding "ignore" "should_panic")
  (#not-named? @name ":existence-names" ":no-crash-names")
  (#not-calls? @_body "is_err" "is_none" "unwrap_err" "expect_err" ":told-by-success")
  (#not-fails-elsewhere? @_body)
  (#bind! call @_body "asserted-call"))
