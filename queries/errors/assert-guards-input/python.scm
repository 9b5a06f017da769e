; A public function that asserts what its caller has passed, among its first statements.
((function_definition name: (identifier) @_name body: (block (assert_statement . (comparison_operator . (_) @_operand) @condition) @finding)) @_function
  (#public? @_function)
  (#from-parameter? @_operand)
  (#not-resolves-to? @_operand "self" "cls" "self.*" "cls.*")
  (#not-has-child? @condition "none" "is" "is not")
  (#not-in-class? @finding "*Test*"))

((function_definition name: (identifier) @_name body: (block (assert_statement . [(identifier) (not_operator (identifier))] @condition) @finding)) @_function
  (#public? @_function)
  (#from-parameter? @condition)
  (#not-resolves-to? @condition "self" "cls"))

((function_definition name: (identifier) @_name body: (block (assert_statement . (call function: (_) @_check arguments: (argument_list . (identifier) @_argument)) @condition) @finding)) @_function
  (#public? @_function)
  (#from-parameter? @_argument)
  (#not-resolves-to? @_argument "self" "cls")
  (#not-named? @_check "isinstance" "issubclass" "callable" "hasattr" "type" "is_*" "_is_*" "has_*" "_has_*"))

((function_definition name: (identifier) @_name body: (block (assert_statement . (boolean_operator (comparison_operator . (_) @_operand)) @condition) @finding)) @_function
  (#public? @_function)
  (#from-parameter? @_operand)
  (#not-resolves-to? @_operand "self" "cls" "self.*" "cls.*")
  (#not-contains? @condition "none"))

; What came from outside of the program.
((assert_statement . [(comparison_operator . (_) @_operand) (not_operator (_) @_operand)] @condition) @finding
  (#external? @_operand))
