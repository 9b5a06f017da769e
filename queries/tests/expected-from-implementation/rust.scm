; What was there before something is done: that it stays is what is asked.
((block
  (let_declaration pattern: (identifier) @_expected)
  (expression_statement [
    (call_expression)
    (await_expression)
    (try_expression)])
  (expression_statement (macro_invocation macro: (identifier) @_macro)) @finding)
  (#eq? @_macro "assert_eq")
  (#named? @_expected "expected*" "*_expected" "want*")
  (#set! level "off"))

; let expected = f(x); assert_eq!(f(x), expected) and the other way round
((block
  (let_declaration pattern: (identifier) @expected value: (_) @call) @_let
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (_) @_one . (_) @_two))) @finding)
  (#eq? @_macro "assert_eq")
  ; A count that goes on is no copy.
  (#not-has-child? @_let "mutable_specifier")
  (#named? @expected "expected*" "*_expected" "want*")
  (#contains? @finding "call_expression")
  (#same-text? @_one @call)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))

((block
  (let_declaration pattern: (identifier) @expected value: (_) @call) @_let
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (_) @_two . (_) @_one))) @finding)
  (#eq? @_macro "assert_eq")
  ; A count that goes on is no copy.
  (#not-has-child? @_let "mutable_specifier")
  (#named? @expected "expected*" "*_expected" "want*")
  (#contains? @finding "call_expression")
  (#same-text? @_one @call)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))

((block
  (let_declaration pattern: (identifier) @expected value: [(call_expression) (await_expression) (try_expression)] @call) @_let
  (let_declaration pattern: (identifier) @_actual value: (_) @_again)
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (identifier) @_one . (identifier) @_two))) @finding)
  (#eq? @_macro "assert_eq")
  ; A count that goes on is no copy.
  (#not-has-child? @_let "mutable_specifier")
  (#named? @expected "expected*" "*_expected" "want*")
  (#same-text? @call @_again)
  (#same-text? @_one @_actual)
  (#same-text? @_two @expected)
  (#not-in-function? @finding ":self-comparison-names" "*round_trip*" "*roundtrip*"))
