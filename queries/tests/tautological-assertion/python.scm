; A constant: true, a text, a number, a tuple (parentheses around condition and message).
((assert_statement . [
    (true) @_value
    (string) @_value
    (integer) @_value
    (tuple (_)) @_value
    (parenthesized_expression [(true) (string) (integer)] @_value)
    (not_operator argument: [(false) (none)] @_value)] @text) @finding
  (#not-any-of? @_value "0" "\"\"" "''")
  (#not-has-child? @_value "interpolation"))

; A value compared with itself; two literals compared.
((comparison_operator . [(identifier) (attribute) (subscript) (parenthesized_expression) (unary_operator)] @_left . (_) @_right .) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call" "await")
  (#not-literal? @_left)
  (#not-in-function? @finding ":self-comparison-names")
  (#not-has-ancestor? @finding "lambda"))

((comparison_operator . (call) @_left "==" (_) @_right .) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right)
  (#not-in-function? @finding ":self-comparison-names")
  (#set! level "warning")
  (#set! message "both sides of `{text}` are the same call")
  (#set! question "When `{text}` is wrong, both sides are wrong together. Which value is right?"))

((comparison_operator . (_) @_left . (_) @_right .) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#literal? @_left)
  (#literal? @_right))

; A condition or its opposite.
((boolean_operator
  left: (comparison_operator . (_) @_left "is" (none))
  operator: "or"
  right: (comparison_operator . (_) @_right "is not" (none))) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right))

((boolean_operator
  left: (comparison_operator . (_) @_left "is not" (none))
  operator: "or"
  right: (comparison_operator . (_) @_right "is" (none))) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right))

((boolean_operator
  left: (comparison_operator . (_) @_left "==" (_) @_a)
  operator: "or"
  right: (comparison_operator . (_) @_right "!=" (_) @_b)) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right)
  (#same-text? @_a @_b))

((boolean_operator
  left: (_) @_left
  operator: "or"
  right: (not_operator argument: (_) @_right)) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right))

((boolean_operator
  left: (not_operator argument: (_) @_left)
  operator: "or"
  right: (_) @_right) @finding @text
  (#has-ancestor? @finding "assert_statement")
  (#same-text? @_left @_right))

((boolean_operator operator: "or" right: (true)) @finding @text
  (#has-ancestor? @finding "assert_statement"))

; A length is never negative; everything is an object.
((comparison_operator . (call function: (identifier) @_len) ">=" (integer) @_zero .) @finding @text
  (#has-ancestor? @finding "assert_statement" "call")
  (#in-test? @finding)
  (#eq? @_len "len")
  (#eq? @_zero "0"))

((comparison_operator . (call function: (identifier) @_len) ">" (unary_operator) @_minus .) @finding @text
  (#has-ancestor? @finding "assert_statement" "call")
  (#in-test? @finding)
  (#eq? @_len "len")
  (#eq? @_minus "-1"))

((call function: (identifier) @_check arguments: (argument_list . (_) . (identifier) @_class .)) @finding @text
  (#eq? @_check "isinstance")
  (#eq? @_class "object")
  (#has-ancestor? @finding "assert_statement"))

; unittest: a constant, the same value twice, two literals.
((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(true) @_value (string) @_value (integer) @_value (parenthesized_expression (true)) (comparison_operator . (_) @_left . (_) @_right .) (parenthesized_expression (comparison_operator . (_) @_left . (_) @_right .))])) @finding @text
  (#any-of? @_method "assertTrue" "assert_")
  (#not-any-of? @_value "0" "\"\"" "''")
  (#literal? @_left)
  (#literal? @_right))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(false) (none) (comparison_operator . (_) @_left . (_) @_right .) (parenthesized_expression (comparison_operator . (_) @_left . (_) @_right .))])) @finding @text
  (#any-of? @_method "assertFalse")
  (#literal? @_left)
  (#literal? @_right))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [
    (comparison_operator . [(identifier) (attribute) (subscript)] @_left . (_) @_right .)
    (parenthesized_expression (comparison_operator . [(identifier) (attribute) (subscript)] @_left . (_) @_right .))])) @finding @text
  (#any-of? @_method "assertTrue" "assertFalse")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call" "await")
  (#not-in-function? @finding ":self-comparison-names"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [
    (_) @_left
    (keyword_argument name: (identifier) @_first value: (_) @_left)] . [
    (_) @_right
    (keyword_argument name: (identifier) @_second value: (_) @_right)])) @finding @text
  (#any-of? @_method "assertEqual" "assertEquals" "assertNotEqual" "assertIs" "assertIsNot" "assertListEqual" "assertDictEqual" "assertSetEqual" "assertTupleEqual" "assertSequenceEqual" "assertCountEqual" "assertAlmostEqual" "assertMultiLineEqual" "assertGreaterEqual" "assertLessEqual" "assertGreater" "assertLess")
  (#any-of? @_first "first" "expr1" "a")
  (#any-of? @_second "second" "expr2" "b")
  (#same-text? @_left @_right)
  (#not-literal? @_left)
  (#not-contains? @_left "await")
  (#not-in-function? @finding ":self-comparison-names"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (_) @_left . (_) @_right)) @finding @text
  (#any-of? @_method "assertEqual" "assertEquals" "assertNotEqual" "assertGreaterEqual" "assertLessEqual" "assertGreater" "assertLess")
  (#literal? @_left)
  (#literal? @_right))

; The second argument of assertTrue is the message, so nothing is compared with it.
((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (_) @_value . [(integer) (float) (true) (false) (none) (list) (dictionary) (tuple) (set)] @_message .)) @finding @text
  (#eq? @_method "assertTrue")
  (#set! message "`{text}` compares nothing: its second argument is the message")
  (#set! question "`{text}` passes for every value that is not empty. Which one was meant?"))

; assertpy.
((call
  function: (attribute
    object: [
      (call function: (identifier) @_start arguments: (argument_list . (_) @_left .))
      (call function: (attribute object: (call function: (identifier) @_start arguments: (argument_list . (_) @_left .))))]
    attribute: (identifier) @_method)
  arguments: (argument_list . (_) @_right .)) @finding @text
  (#eq? @_start "assert_that")
  (#any-of? @_method "is_equal_to" "is_not_equal_to" "is_same_as" "is_not_same_as" "is_length" "contains_only")
  (#same-text? @_left @_right))

; A comparison whose answer goes nowhere.
((expression_statement (comparison_operator) @text) @finding
  (#not-inside? @finding "with_statement" "try_statement")
  (#not-has-parent? @text "parenthesized_expression")
  (#set! level "warning")
  (#set! message "the answer of `{text}` is not used")
  (#set! question "`{text}` is worked out and dropped. What was to happen when it is false?"))
