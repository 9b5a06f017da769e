; Functions that exist to assert.
((function_definition name: (identifier) @_name body: (block (assert_statement) @finding))
  (#named? @_name "assert_*" "check_*" "verify_*" "_assert*" "expect_*" "test_*" "main" "__init_subclass__")
  (#set! level "off"))

; A public function that asserts what its caller has passed.
((function_definition
    parameters: (parameters [(identifier) @_parameter (typed_parameter . (identifier) @_parameter) (default_parameter name: (identifier) @_parameter) (typed_default_parameter name: (identifier) @_parameter)])
    body: (block (assert_statement . (comparison_operator . [(identifier) @_used (attribute object: (identifier) @_used) (call arguments: (argument_list . (identifier) @_used .))]) @condition) @finding)) @_function
  (#eq? @_used @_parameter)
  (#not-any-of? @_parameter "self" "cls")
  (#public? @_function)
  (#not-has-child? @condition "none" "is" "is not"))

((function_definition
    parameters: (parameters [(identifier) @_parameter (typed_parameter . (identifier) @_parameter) (default_parameter name: (identifier) @_parameter) (typed_default_parameter name: (identifier) @_parameter)])
    body: (block (assert_statement . [(identifier) @_used (not_operator (identifier) @_used)] @condition) @finding)) @_function
  (#eq? @_used @_parameter)
  (#not-checked-before? @_used)
  (#not-any-of? @_parameter "self" "cls")
  (#public? @_function))

((function_definition
    parameters: (parameters [(identifier) @_parameter (typed_parameter . (identifier) @_parameter) (default_parameter name: (identifier) @_parameter) (typed_default_parameter name: (identifier) @_parameter)])
    body: (block (assert_statement . (call function: (_) @_check arguments: (argument_list . (identifier) @_used)) @condition) @finding)) @_function
  (#eq? @_used @_parameter)
  (#not-any-of? @_parameter "self" "cls")
  (#public? @_function)
  (#not-named? @_check "isinstance" "issubclass" "callable" "hasattr" "type" "is_*" "_is_*" "has_*" "_has_*" "*typeis*"))

((function_definition
    parameters: (parameters [(identifier) @_parameter (typed_parameter . (identifier) @_parameter) (default_parameter name: (identifier) @_parameter) (typed_default_parameter name: (identifier) @_parameter)])
    body: (block (assert_statement . (boolean_operator (comparison_operator . [(identifier) @_used (attribute object: (identifier) @_used)])) @condition) @finding)) @_function
  (#eq? @_used @_parameter)
  (#not-any-of? @_parameter "self" "cls")
  (#public? @_function)
  (#not-contains? @condition "none"))
