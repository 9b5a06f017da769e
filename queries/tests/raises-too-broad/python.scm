; What tests read.
((call) @finding
  (#path? @finding ":test-data")
  (#set! level "off"))

((with_statement (with_clause (with_item value: (call) @finding)))
  (#path? @finding ":test-data")
  (#set! level "off"))

((with_statement) @finding
  (#path? @finding ":test-data")
  (#set! level "off"))

; A fixture, or a helper that makes something: the failure is the state that tests look at.
((function_definition
  name: (identifier) @_name
  body: (block
    (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding)))
    [(return_statement) (expression_statement (yield))] .)) @_made
  (#not-named? @_name "test*" "*_test" "*Test*" "check*" "_check*" "assert*" "_assert*" "expect*" "verify*")
  (#not-in-function? @finding "test*")
  (#resolves-to? @_raises "pytest.raises")
  (#set! level "off"))

; What is tested is what another block does with the failure inside it.
((with_statement
  (with_clause (with_item value: (call function: (_) @_raises) @finding))
  body: (block (with_statement body: (block (raise_statement) .))))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#set! level "off"))

; The test raises nothing narrower itself.
((function_definition
  body: (block (with_statement
    (with_clause (with_item value: (call
      function: (_) @_raises
      arguments: (argument_list . (identifier) @_class)) @finding)))) @_test)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_test "((\\braise |\\bside_effect ?= ?)(Base)?Exception\\b|[(,=]\\s*(Base)?Exception\\()")
  (#set! level "off"))

((function_definition
  body: (block (with_statement body: (block (with_statement
    (with_clause (with_item value: (call
      function: (_) @_raises
      arguments: (argument_list . (identifier) @_class)) @finding)))))) @_test)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_test "((\\braise |\\bside_effect ?= ?)(Base)?Exception\\b|[(,=]\\s*(Base)?Exception\\()")
  (#set! level "off"))

((function_definition
  body: (block [
    (if_statement consequence: (block (with_statement
      (with_clause (with_item value: (call
        function: (_) @_raises
        arguments: (argument_list . (identifier) @_class)) @finding)))))
    (if_statement alternative: (else_clause (block (with_statement
      (with_clause (with_item value: (call
        function: (_) @_raises
        arguments: (argument_list . (identifier) @_class)) @finding))))))
    (for_statement body: (block (with_statement
      (with_clause (with_item value: (call
        function: (_) @_raises
        arguments: (argument_list . (identifier) @_class)) @finding)))))
    (try_statement body: (block (with_statement
      (with_clause (with_item value: (call
        function: (_) @_raises
        arguments: (argument_list . (identifier) @_class)) @finding)))))]) @_test)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_test "((\\braise |\\bside_effect ?= ?)(Base)?Exception\\b|[(,=]\\s*(Base)?Exception\\()")
  (#set! level "off"))

((function_definition
  body: (block (with_statement body: (block (with_statement body: (block (with_statement
    (with_clause (with_item value: (call
      function: (_) @_raises
      arguments: (argument_list . (identifier) @_class)) @finding)))))))) @_test)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_test "((\\braise |\\bside_effect ?= ?)(Base)?Exception\\b|[(,=]\\s*(Base)?Exception\\()")
  (#set! level "off"))

; So it is of the form that takes the function.
((function_definition
  body: (block (expression_statement (call
    function: (_) @_raises
    arguments: (argument_list . (identifier) @_class)) @finding)) @_test)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_test "((\\braise |\\bside_effect ?= ?\\[?)(Base)?Exception\\b|[(,=]\\s*(Base)?Exception\\()")
  (#set! level "off"))

; How often something was called says how far it came.
((block
  (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding)))
  . (assert_statement . (comparison_operator . (attribute attribute: (identifier) @_record))))
  (#any-of? @_record "call_count" "await_count")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#set! level "off"))

; What was recorded of the failure is looked at after it.
((block
  (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding)))
  (expression_statement (assignment right: (_) @_recorded)))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#match? @_recorded "finished_spans|exported_spans")
  (#set! level "off"))

; An object that is not to be changed: little else than that can fail there.
((with_statement
  (with_clause (with_item value: (call function: (_) @_raises) @finding))
  body: (block . (expression_statement (assignment left: (attribute) right: [(string) (integer) (float) (true) (false) (none) (list) (dictionary) (set) (tuple) (identifier) (attribute)])) .))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#set! level "off"))

((with_statement
  (with_clause (with_item value: (call function: (_) @_raises) @finding))
  body: (block . (expression_statement (assignment left: (attribute))) .))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#in-function? @finding "*frozen*" "*immutab*" "*readonly*" "*read_only*")
  (#set! level "off"))

; What must not come of it is looked at next.
((block
  (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding)))
  . (expression_statement (assignment))*
  . (assert_statement . [(comparison_operator "not in") (not_operator)]))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#set! level "off"))

; A comment says that the class is not always the same, or that any will do.
((with_statement
  (with_clause (with_item value: (call function: (_) @_raises) @finding))
  (comment) @_why)
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#phrase? @_why ":any-failure-will-do")
  (#set! level "off"))

((function_definition
  (comment) @_why
  body: (block (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding)))))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#phrase? @_why ":any-failure-will-do")
  (#set! level "off"))

((block
  (comment) @_why
  (with_statement (with_clause (with_item value: (call function: (_) @_raises) @finding))))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#phrase? @_why ":any-failure-will-do")
  (#set! level "off"))

((block
  (comment) @_why
  . (expression_statement (call function: (_) @_raises) @finding))
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#phrase? @_why ":any-failure-will-do")
  (#set! level "off"))

; A comment at the beginning of the block says why this failure, or any.
((with_statement
  (with_clause (with_item value: (call
    function: [
      (identifier) @_raises
      (attribute object: (identifier) @_object attribute: (identifier) @_method) @_raises]
    arguments: (argument_list . (identifier) @_class)) @text @finding))
  (comment) @_why
  body: (block) @_body)
  (#any-of? @_class "Exception" "BaseException")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#not-has-argument? @finding "match")
  (#not-has-argument? @finding "check")
  (#not-has-argument? @finding "#1")
  (#length? @_why ">" "20")
  (#comment-kind? @_why "prose")
  (#set! level "hint")
  (#bind! call @_body "first-call"))

; with pytest.raises(Exception): ... and with self.assertRaises(Exception): ...
((with_statement
  (with_clause (with_item value: (call
    function: [
      (identifier) @_raises
      (attribute object: (identifier) @_object attribute: (identifier) @_method) @_raises]
    arguments: (argument_list . [
      (identifier) @_class
      (keyword_argument name: (identifier) @_key value: (identifier) @_class)])) @text @finding))
  body: (block) @_body)
  (#any-of? @_class "Exception" "BaseException")
  (#any-of? @_key "expected_exception" "exception")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#not-has-argument? @finding "match")
  (#not-has-argument? @finding "check")
  (#not-has-argument? @finding "#1")
  (#bind! call @_body "first-call"))

; The form that takes the function.
((call
  function: (_) @_raises
  arguments: (argument_list . [
    (identifier) @_class
    (keyword_argument name: (identifier) @_key value: (identifier) @_class)] . [(identifier) (attribute) (lambda)] @call)) @finding @text
  (#any-of? @_class "Exception" "BaseException")
  (#any-of? @_key "expected_exception" "exception")
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "cls.assertRaises" "nose.tools.assert_raises")
  (#not-has-argument? @finding "match")
  (#not-has-argument? @finding "check")
  (#not-has-parent? @finding "attribute" "as_pattern" "assignment"))

; No class at all.
((with_statement
  (with_clause (with_item value: (call function: (_) @_raises) @finding @text))
  body: (block) @_body)
  (#resolves-to? @_raises "pytest.raises")
  (#argument-count? @finding "<" "1")
  (#bind! call @_body "first-call"))

; What is asserted next tells how far it came.
((block
  (with_statement
    (with_clause . (with_item value: (call arguments: (argument_list . (identifier) @_class))) .)
    body: (block (_) . (_))) @finding
  . (assert_statement))
  (#not-any-of? @_class "Exception" "BaseException")
  (#set! level "off"))

; What gets a name is made for the call behind it, which is meant nearly always.
((with_statement
  body: (block
    (expression_statement (assignment))
    [
      (expression_statement [
        (call) (await) (yield) (subscript) (binary_operator) (attribute)
        (assignment left: [(attribute) (subscript)])
        (augmented_assignment)])
      (delete_statement)] .)) @finding
  (#set! level "off"))

((with_statement
  body: (block
    . (expression_statement (assignment left: (_) @_named))
    (expression_statement (assignment left: (identifier) @_unread)) .)) @finding
  (#eq? @_unread "_")
  (#not-eq? @_named "_")
  (#set! level "off"))

((with_statement
  body: (block
    . (expression_statement (assignment left: (identifier) @_named))
    . (expression_statement (assignment left: (identifier) right: [(call) (await)] @_meant)) .)) @finding
  (#uses? @_meant @_named)
  (#set! level "off"))

; So is what is set up.
((with_statement
  body: (block
    . (expression_statement (call function: (_) @_sets_up))
    . (expression_statement [(call) (await) (yield)]) .)) @finding
  (#named? @_sets_up "setup*" "setUp*" "set_up*" "_setup*" "_set_up*")
  (#set! level "off"))

; Several statements: any of them may be the one that raises.
((with_statement
  ; What is given a name is looked at.
  (with_clause . (with_item value: (call function: (_) @_raises arguments: (argument_list . (identifier) @_class)) @_call @text) .)
  body: (block) @_body) @finding
  (#any-of? @_class "ValueError" "TypeError" "KeyError" "AttributeError" "RuntimeError" "OSError" "IndexError" "LookupError" "AssertionError")
  ; Of the broadest ones more is said above.
  (#not-calls? @_body "fail" "pytest.fail" "setenv" "delenv" "setattr" "setitem" "chdir" "print")
  ; An assertion behind the call is never reached: test-accepts-any-outcome says so.
  (#not-contains? @_body "import_statement" "import_from_statement" "with_statement" "for_statement" "async_for_statement" "function_definition" "class_definition" "assert_statement")
  (#resolves-to? @_raises "pytest.raises" "pytest.warns" "self.assertRaises" "self.assertRaisesRegex" "self.assertRaisesRegexp" "self.assertWarns" "cls.assertRaises")
  ; Its text tells one failure from another.
  (#not-has-argument? @_call "match")
  (#statements? @_body ">" "1")
  (#set! level "hint")
  (#bind! count @_body "count")
  (#bind! call @_body "first-call")
  (#set! message "any statement of the block may be the one that satisfies `{text}`")
  (#set! question "If `{call|the first line}` already fails, `{text}` is satisfied. Which statement is meant to?"))
