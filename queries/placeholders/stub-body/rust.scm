; The whole body is `todo!()`, or `unimplemented!()` where no trait asked for the function.
((function_item
  name: (identifier) @name
  body: (block [
    (expression_statement (macro_invocation macro: (identifier) @_macro))
    (macro_invocation macro: (identifier) @_macro)] @_statement)) @finding
  (#eq? @_macro "todo")
  (#only-child? @_statement)
  (#set! message "`{name}` is `todo!()`")
  (#set! question "`{name}` panics for every caller. Which of them is reached in a normal run?"))

((function_item
  name: (identifier) @name
  body: (block [
    (expression_statement (macro_invocation macro: (identifier) @_macro))
    (macro_invocation macro: (identifier) @_macro)] @_statement)) @finding
  (#eq? @_macro "unimplemented")
  (#only-child? @_statement)
  (#not-overrides? @finding)
  (#not-has-ancestor? @finding "trait_item")
  (#set! message "`{name}` is `unimplemented!()`")
  (#set! question "`{name}` panics for every caller. Which of them is reached in a normal run?"))

; A constant under a promise of code.
((function_item
  name: (identifier) @name
  body: (block
    [(line_comment) (block_comment)] @_note
    [
      (integer_literal) (float_literal) (string_literal) (boolean_literal)
      (call_expression
        function: [(identifier) (scoped_identifier)] @_function
        arguments: (arguments) @_arguments)
      (identifier) @_none
      (macro_invocation macro: (identifier) @_macro)] @value .) @_body) @finding
  (#not-has-child? @_body "let_declaration" "expression_statement")
  (#phrase? @_note ":promised")
  (#named? @_function "Ok" "Some" "new" "default")
  (#not-contains? @_arguments "identifier" "field_expression" "try_expression")
  (#eq? @_none "None")
  (#eq? @_macro "vec")
  (#bind! note @_note "comment")
  (#set! message "`{name}` gives `{value}` for every input: \"{note}\"")
  (#set! question "Every caller of `{name}` gets `{value}`. Which of them takes it for an answer?"))

; Nothing at all, with a promise, or with no word about it.
((function_item
  name: (identifier) @name
  body: (block [(line_comment) (block_comment)] @_note) @_body) @finding
  (#trivial? @_body)
  (#phrase? @_note ":promised" "not implemented" "unimplemented")
  (#bind! note @_note "comment")
  (#set! message "`{name}` has no body: \"{note}\""))

((function_item
  !type_parameters
  !return_type
  name: (identifier) @name
  parameters: (parameters (parameter pattern: (identifier) @_parameter))
  body: (block) @_body) @finding
  (#not-named? @_parameter "_*")
  (#trivial? @_body)
  (#not-has-child? @_body "line_comment" "block_comment")
  (#not-explained? @finding)
  (#not-overrides? @finding)
  (#not-has-ancestor? @finding "trait_item")
  (#not-decorated? @finding "*")
  (#not-has-child? @finding "function_modifiers")
  (#not-named? @name ":noop-names" ":hook-names" "_*")
  (#not-path? @finding "**/*stub*" "**/*noop*" "**/*mock*" "**/*fake*" "**/*dummy*"))

; One path of a longer function.
((macro_invocation macro: (identifier) @_macro) @finding
  (#eq? @_macro "todo")
  (#inside? @finding "match_arm" "if_expression" "for_expression" "while_expression" "loop_expression")
  (#set! message "one path of `{function}` ends in `todo!()`")
  (#set! question "Which input of `{function}` reaches line {line}, and who sees the panic?"))

((block
  [(let_declaration) (expression_statement)]
  . [
    (expression_statement (macro_invocation macro: (identifier) @_macro))
    (macro_invocation macro: (identifier) @_macro)] @finding)
  (#eq? @_macro "todo")
  (#set! message "`{function}` ends in `todo!()`")
  (#set! question "Which caller of `{function}` reaches line {line}, and who sees the panic?"))
