; What was there before something is done: that it stays is what is asked.
((block
  (expression_statement (assignment left: (identifier) @_expected right: [(call) (await (call))]))
  [
    (with_statement)
    (expression_statement (call function: (_) @_acts))
    (expression_statement (await (call function: (_) @_acts)))]
  [
    (assert_statement)
    (expression_statement (call function: (attribute attribute: (identifier) @_method)))] @finding)
  (#in-test? @finding)
  (#named? @_expected "expected*" "*_expected" "want*" "exp_*")
  (#any-of? @_method "assertEqual" "assertEquals" "assertListEqual" "assertDictEqual" "assertAlmostEqual")
  (#not-named? @_acts "assert*" "print")
  (#set! level "off"))

; expected = f(x); assert f(x) == expected
((block
  (expression_statement (assignment left: (identifier) @expected right: [(call) (await (call))] @call))
  [
    (assert_statement . (comparison_operator . (_) @_one "==" (_) @_two .))
    (expression_statement (call function: (attribute attribute: (identifier) @_method) arguments: (argument_list . (_) @_one . (_) @_two)))] @finding)
  (#in-test? @finding)
  (#any-of? @_method "assertEqual" "assertEquals" "assertListEqual" "assertDictEqual" "assertAlmostEqual")
  (#named? @expected "expected*" "*_expected" "want*" "exp_*")
  (#same-text? @_one @call)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))

((block
  (expression_statement (assignment left: (identifier) @expected right: [(call) (await (call))] @call))
  [
    (assert_statement . (comparison_operator . (_) @_two "==" (_) @_one .))
    (expression_statement (call function: (attribute attribute: (identifier) @_method) arguments: (argument_list . (_) @_two . (_) @_one)))] @finding)
  (#in-test? @finding)
  (#any-of? @_method "assertEqual" "assertEquals" "assertListEqual" "assertDictEqual" "assertAlmostEqual")
  (#named? @expected "expected*" "*_expected" "want*" "exp_*")
  (#same-text? @_one @call)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))

; The same with a name for the actual value.
((block
  (expression_statement (assignment left: (identifier) @expected right: [(call) (await (call))] @call))
  (expression_statement (assignment left: (identifier) @_actual right: [(call) (await (call))] @_again))
  [
    (assert_statement . (comparison_operator . (identifier) @_one "==" (identifier) @_two .))
    (expression_statement (call function: (attribute attribute: (identifier) @_method) arguments: (argument_list . (identifier) @_one . (identifier) @_two)))] @finding)
  (#in-test? @finding)
  (#any-of? @_method "assertEqual" "assertEquals" "assertListEqual" "assertDictEqual" "assertAlmostEqual")
  (#named? @expected "expected*" "*_expected" "want*" "exp_*")
  (#same-text? @call @_again)
  (#same-text? @_one @_actual)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))
