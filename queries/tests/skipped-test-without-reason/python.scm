; The bare mark.
((decorated_definition
  (decorator [(identifier) (attribute)] @_mark) @finding @text
  definition: (_ name: (identifier) @name))
  (#resolves-to? @_mark "pytest.mark.skip" "pytest.mark.xfail" "unittest.skip"))

; The mark without a reason, or with an empty one.
((decorated_definition
  (decorator (call function: (_) @_mark) @_call) @finding @text
  definition: (_ name: (identifier) @name))
  (#resolves-to? @_mark "pytest.mark.skip" "unittest.skip")
  (#argument-count? @_call "<" "1"))

((decorated_definition
  (decorator (call function: (_) @_mark arguments: (argument_list . [
    (string) @_reason
    (keyword_argument name: (identifier) @_key value: (string) @_reason)] .))) @finding @text
  definition: (_ name: (identifier) @name))
  (#resolves-to? @_mark "pytest.mark.skip" "pytest.mark.xfail" "unittest.skip")
  (#eq? @_key "reason")
  (#any-of? @_reason "\"\"" "''"))

((decorated_definition
  (decorator (call function: (_) @_mark) @_call) @finding @text
  definition: (_ name: (identifier) @name))
  (#resolves-to? @_mark "pytest.mark.xfail")
  (#not-has-argument? @_call "reason" )
  (#not-has-argument? @_call "raises")
  (#not-has-argument? @_call "condition")
  (#not-has-argument? @_call "#0"))

; The call.
((call function: (_) @_skip) @finding @text
  (#resolves-to? @_skip "pytest.skip" "self.skipTest" "pytest.xfail")
  (#argument-count? @finding "<" "1")
  (#in-test? @finding))

((call function: (_) @_skip arguments: (argument_list . [
    (string) @_reason
    (keyword_argument value: (string) @_reason)] .)) @finding @text
  (#resolves-to? @_skip "pytest.skip" "self.skipTest" "pytest.xfail")
  (#any-of? @_reason "\"\"" "''")
  (#in-test? @finding))

; The body is a comment.
((function_definition
  name: (identifier) @name
  [(comment) @_comment
   (block (comment) @_comment)]
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#trivial? @_body)
  (#comment-kind? @_comment "code")
  (#set! message "the body of `{name}` is commented out"))

; The test returns before it has checked anything, and the runner counts it as passed.
((function_definition
  name: (identifier) @name
  body: (block
    . [(expression_statement) (import_from_statement) (import_statement) (comment)]*
    . (if_statement
      condition: (_) @condition
      consequence: (block (return_statement) @finding .)
      !alternative)) @_body) @_test
  (#named? @name "test*")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#asserts? @_body)
  (#not-has-ancestor? @_test "function_definition")
  (#not-any-of? @condition "__debug__" "not __debug__")
  (#set! message "`{name}` returns when `{condition}`, and the runner counts it as passed")
  (#set! question "How often is `{condition}` true where `{name}` runs, and who would notice?"))
