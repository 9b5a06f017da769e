; Another assertion beside it says that something is unequal to the value: how it compares is what is tested.
((block
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding)
  (expression_statement (macro_invocation macro: (identifier) @_unequal (arguments (_) @_other))))
  (#eq? @_macro "assert_eq")
  (#eq? @_unequal "assert_ne")
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#set! level "off"))

((block
  (expression_statement (macro_invocation macro: (identifier) @_unequal (arguments (_) @_other)))
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding))
  (#eq? @_macro "assert_eq")
  (#eq? @_unequal "assert_ne")
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#set! level "off"))

; What the same call makes of others is unequal.
((block
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (call_expression function: (_) @_made) @_left . (_) @_right)) @finding)
  (expression_statement (macro_invocation macro: (identifier) @_unequal (arguments . (call_expression function: (_) @_maker)))))
  (#eq? @_macro "assert_eq")
  (#eq? @_unequal "assert_ne")
  (#same-text? @_left @_right)
  (#same-text? @_made @_maker)
  (#set! level "off"))

((block
  (expression_statement (macro_invocation macro: (identifier) @_unequal (arguments . (call_expression function: (_) @_maker))))
  (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (call_expression function: (_) @_made) @_left . (_) @_right)) @finding))
  (#eq? @_macro "assert_eq")
  (#eq? @_unequal "assert_ne")
  (#same-text? @_left @_right)
  (#same-text? @_made @_maker)
  (#set! level "off"))

; The test says that coming so far is the point.
((function_item
  name: (identifier) @_name
  body: (block (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (boolean_literal))) @finding)))
  (#eq? @_macro "assert")
  (#named? @_name ":no-crash-names")
  (#set! level "off"))

((function_item
  body: (block (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (boolean_literal))) @finding)) @_body)
  (#eq? @_macro "assert")
  (#phrase? @_body ":comes-so-far")
  (#set! level "off"))

; That the same comes again is the point, as a comment says.
((function_item
  body: (block (expression_statement (macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding)) @_body)
  (#eq? @_macro "assert_eq")
  (#same-text? @_left @_right)
  (#phrase? @_body ":same-again")
  (#set! level "off"))

((macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right . (string_literal) @_message)) @finding
  (#eq? @_macro "assert_eq")
  (#same-text? @_left @_right)
  (#phrase? @_message ":same-again")
  (#set! level "off"))

; How values compare is what the test, or the file, is about.
((macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding
  (#any-of? @_macro "assert_eq" "assert_ne")
  (#same-text? @_left @_right)
  (#in-function? @finding "*partialeq*" "*partial_eq*" "*equality*" "*reflexive*" "*_eq" "*_eq_*" "eq_*")
  (#set! level "off"))

((macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding
  (#any-of? @_macro "assert_eq" "assert_ne")
  (#same-text? @_left @_right)
  (#path? @finding "**/*equal*.rs" "**/*compar*.rs" "**/*_eq.rs" "**/eq.rs" "**/cmp.rs" "**/*_cmp.rs")
  (#set! level "off"))

; A constant.
((macro_invocation macro: (identifier) @_macro (arguments . (boolean_literal) @_value)) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#eq? @_value "true"))

; The same value twice.
((macro_invocation macro: (identifier) @_macro (arguments . [(identifier) (field_expression) (index_expression) (unary_expression) (reference_expression) (tuple_expression) (parenthesized_expression)] @_left . (_) @_right)) @finding @text
  (#any-of? @_macro "assert_eq" "assert_ne" "debug_assert_eq" "debug_assert_ne" "prop_assert_eq" "prop_assert_ne")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call_expression" "macro_invocation" "await_expression")
  (#not-literal? @_left)
  (#not-in-function? @finding ":self-comparison-names"))

((macro_invocation macro: (identifier) @_macro (arguments . [(call_expression function: (_) @_callee) (await_expression) (try_expression)] @_left . (_) @_right)) @finding @text
  (#any-of? @_macro "assert_eq" "debug_assert_eq")
  (#same-text? @_left @_right)
  (#not-named? @_callee ":changing-calls")
  (#not-named? @_callee ":class-names")
  (#not-explained? @finding)
  (#not-in-function? @finding ":self-comparison-names")
  (#set! level "info")
  (#set! message "both sides of `{text}` are the same call")
  (#set! question "When `{text}` is wrong, both sides are wrong together. Which value is right?"))

((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression left: [(identifier) (field_expression) (index_expression) (unary_expression) (reference_expression) (tuple_expression) (parenthesized_expression)] @_left right: (_) @_right) @_compared)) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#has-child? @_compared "==" "<=" ">=")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call_expression" "macro_invocation" "await_expression")
  (#not-in-function? @finding ":self-comparison-names"))

; Two literals.
((macro_invocation macro: (identifier) @_macro (arguments . (_) @_left . (_) @_right)) @finding @text
  (#any-of? @_macro "assert_eq" "assert_ne" "debug_assert_eq" "debug_assert_ne")
  (#literal? @_left)
  (#literal? @_right))

; A condition or its opposite.
((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression
    left: (call_expression function: (field_expression value: (_) @_left field: (field_identifier) @_one))
    operator: "||"
    right: (call_expression function: (field_expression value: (_) @_right field: (field_identifier) @_other))))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#same-text? @_left @_right)
  (#any-of? @_one "is_ok" "is_err" "is_some" "is_none")
  (#any-of? @_other "is_ok" "is_err" "is_some" "is_none")
  (#not-eq? @_one @_other))

((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression
    left: (_) @_left
    operator: "||"
    right: (unary_expression "!" (_) @_right)))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#same-text? @_left @_right))

((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression
    left: (unary_expression "!" (_) @_left)
    operator: "||"
    right: (_) @_right))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#same-text? @_left @_right))

((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression operator: "||" right: (boolean_literal) @_value))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#eq? @_value "true"))

; A length, a count, an unsigned number is never negative.
((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression
    left: (call_expression function: (field_expression field: (field_identifier) @_method))
    operator: ">="
    right: (integer_literal) @_zero))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#any-of? @_method "len" "count" "capacity" "as_secs" "as_millis" "as_nanos" "as_micros" "elapsed")
  (#eq? @_zero "0"))

((macro_invocation macro: (identifier) @_macro (arguments . (binary_expression
    left: (identifier) @_name
    operator: ">="
    right: (integer_literal) @_zero))) @finding @text
  (#any-of? @_macro "assert" "debug_assert" "prop_assert")
  (#eq? @_zero "0")
  (#typed? @_name "usize" "u64" "u32" "u16" "u8" "u128"))
