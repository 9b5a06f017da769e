; Behind the end of every path. Not `yield`, which makes the function a generator.
((block [
    (expression_statement) (return_statement) (raise_statement) (if_statement) (for_statement) (while_statement) (with_statement)
    (try_statement) (match_statement) (assert_statement) (delete_statement) (pass_statement) (break_statement) (continue_statement)
    (import_statement) (import_from_statement) (function_definition) (class_definition) (decorated_definition)] @finding @text)
  (#unreachable? @finding)
  (#not-contains? @text "yield"))

; A condition that is a constant.
((if_statement condition: [(false) (none)] consequence: (block . (_) @text)) @finding
  (#not-explained? @finding)
  (#not-contains? @text "yield")
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))

((while_statement condition: (false) body: (block . (_) @text)) @finding
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))

((if_statement condition: (true) alternative: (else_clause body: (block . (_) @text)) @finding)
  (#set! message "nothing reaches `{text}` in `{function}`: the condition is a constant"))

; A private method that nothing in this file names.
((function_definition name: (identifier) @text) @finding
  (#named? @text "__*")
  (#not-named? @text "*__")
  (#has-ancestor? @finding "class_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#not-decorated? @finding "*.setter" "*.getter" "*.deleter" "*.register" "*route*" "*.command")
  (#not-mentioned? @text)
  (#set! message "no line of this file names `{text}`, and no other class can")
  (#set! question "`{text}` is private to its class and nothing calls it. Which call is missing?"))

; An inner function that nothing names.
((block
    (function_definition name: (identifier) @text) @finding)
  (#has-ancestor? @finding "function_definition")
  (#not-inside? @finding "class_definition")
  (#not-mentioned? @text)
  (#not-named? @text "_" "_*" "test*")
  (#set! message "`{text}` is defined inside a function and never used there")
  (#set! question "Nothing calls `{text}`. Which call is missing?"))
