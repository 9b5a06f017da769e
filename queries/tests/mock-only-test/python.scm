; Every assertion asks only whether a mock was used.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#not-named? @name "*once*" "*_calls_*" "*_call_*" "*called*" "*invokes*" "*invoked*" "*delegat*" "*forward*" "*trigger*" "*dispatch*" "*only_for*" "*emits*" "*publish*")
  (#asserts-only? @_body "mock")
  (#not-decorated? @finding ":fixture" ":skip-marks")
  (#not-has-ancestor? @finding "function_definition")
  (#bind! call @_body "last-call"))

; The result is compared with what the mock was told to return.
((block
  (expression_statement (assignment
    left: (attribute attribute: (identifier) @_return)
    right: [(dictionary) (list) (string) (call)] @_told))
  (assert_statement . (comparison_operator . (call) @call "==" (_) @_expected .)) @finding)
  (#eq? @_return "return_value")
  (#same-text? @_told @_expected)
  (#in-test? @finding)
  (#set! level "info")
  (#set! message "`{function}` expects from `{call}` what it told the mock to return: `{told}`")
  (#set! question "Which line of the code behind `{call}` could break without `{function}` failing?")
  (#bind! told @_told "value"))
