; A comment in the handler says what is meant.
(try_statement
  (except_clause (comment) @_why (block)) @finding
  (#explained? @_why)
  (#set! level "off"))

(try_statement
  (except_clause (block (comment)) @_body) @finding
  (#explained? @_body)
  (#set! level "off"))

; The name that the block was to set gets another value, or the caller's own default is given back.
(try_statement
  body: (block (expression_statement (assignment left: (_) @_wanted)))
  (except_clause value: (_) (block . (expression_statement (assignment left: (_) @_given right: [(identifier) (attribute) (subscript) (call) (binary_operator) (conditional_expression) (boolean_operator)])) .)) @finding
  (#same-text? @_wanted @_given)
  (#set! level "off"))

(try_statement
  (except_clause value: (_) (block . (return_statement (identifier) @_given) .)) @finding
  (#from-parameter? @_given)
  (#set! level "off"))

; An optional import with something in its place.
(try_statement
  body: (block [(import_statement) (import_from_statement)])
  (except_clause value: (_)) @finding
  (#set! level "off"))

; The failure is handed to whoever deals with failures, or the step is tried again after a while.
(try_statement
  (except_clause (block) @_body) @finding
  (#calls? @_body ":failure-handlers")
  (#set! level "off"))

; The failure is counted under its name.
(try_statement
  (except_clause (block (expression_statement (augmented_assignment left: (_) @_count)))) @finding
  (#word? @_count "fail" "fails" "failed" "failure" "failures" "error" "errors" "errored" "skip" "skips" "skipped" "invalid" "drop" "drops" "dropped" "reject" "rejects" "rejected" "unreadable" "unparsed" "unparseable")
  (#set! level "off"))

; Another way is taken, and its failure is its own.
(try_statement
  (except_clause value: (_) (block [
    (return_statement [(call) (await)])
    (expression_statement (assignment right: [(call) (await)] @_value))
    (try_statement)]) @_body) @finding
  (#statements? @_body "<" "2")
  (#not-calls? @_body ":response-makers")
  (#not-any-of? @_value "list()" "dict()" "set()" "frozenset()" "tuple()" "str()" "bytes()" "bytearray()")
  (#set! level "off"))

; Tidying up that fails is written down.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#statements? @_try "<" "2")
  (#calls? @_try ":cleanup-calls")
  (#logs? @_body)
  (#set! level "off"))

; What was sent does not parse, and the sender is told.
(try_statement
  body: (block) @_try
  (except_clause value: (_) (block . (return_statement [(call) (tuple) (expression_list)]) .)) @finding
  (#statements? @_try "<" "2")
  (#calls? @_try "json" "get_json" "body" "form" "loads")
  (#set! level "off"))

; Two or more statements, none of which uses the exception.
(try_statement
  body: (block) @_try
  (except_clause value: (_) @caught (block) @_body) @finding
  (#catches? @finding ":broad")
  (#statements? @_body ">" "1")
  (#not-handles? @finding)
  (#not-raises? @_body)
  (#bind! call @_try "first-call"))

; One statement that is neither empty nor a constant default: those are swallowed-exception and exception-becomes-default.
(try_statement
  body: (block) @_try
  (except_clause value: (_) @caught
    (block [
      (expression_statement [(call) (await) (augmented_assignment) (yield)])
      (expression_statement (assignment right: [(call) (await) (identifier) (attribute) (subscript) (binary_operator) (conditional_expression) (list_comprehension) (assignment) (boolean_operator) (not_operator)] @_value))
      (return_statement [(call) (await) (identifier) (attribute) (subscript) (binary_operator) (conditional_expression) (boolean_operator) (comparison_operator) (not_operator)] @_value)
      (if_statement) (for_statement) (while_statement) (with_statement) (try_statement) (match_statement)
      (delete_statement) (break_statement) (import_statement) (import_from_statement) (assert_statement)
    ]) @_body) @finding
  (#catches? @finding ":broad")
  (#statements? @_body "<" "2")
  (#not-any-of? @_value "list()" "dict()" "set()" "frozenset()" "tuple()" "str()" "bytes()" "bytearray()")
  (#not-handles? @finding)
  (#not-raises? @_body)
  (#bind! call @_try "first-call"))

; The same two for a bare `except:`.
(try_statement
  body: (block) @_try
  (except_clause !value (block) @_body) @finding
  (#statements? @_body ">" "1")
  (#not-handles? @finding)
  (#not-raises? @_body)
  (#bind! call @_try "first-call"))

(try_statement
  body: (block) @_try
  (except_clause !value
    (block [
      (expression_statement [(call) (await) (augmented_assignment) (yield)])
      (expression_statement (assignment right: [(call) (await) (identifier) (attribute) (subscript) (binary_operator) (conditional_expression) (list_comprehension) (assignment) (boolean_operator) (not_operator)] @_value))
      (return_statement [(call) (await) (identifier) (attribute) (subscript) (binary_operator) (conditional_expression) (boolean_operator) (comparison_operator) (not_operator)] @_value)
      (if_statement) (for_statement) (while_statement) (with_statement) (try_statement) (match_statement)
      (delete_statement) (break_statement) (import_statement) (import_from_statement) (assert_statement)
    ]) @_body) @finding
  (#statements? @_body "<" "2")
  (#not-any-of? @_value "list()" "dict()" "set()" "frozenset()" "tuple()" "str()" "bytes()" "bytearray()")
  (#not-handles? @finding)
  (#not-raises? @_body)
  (#bind! call @_try "first-call"))

; The exception is printed and that is all that is left of it.
(try_statement
  body: (block) @_try
  (except_clause value: (as_pattern (_) @caught alias: (as_pattern_target (identifier) @_name))
    (block (expression_statement (call function: (identifier) @_print arguments: (argument_list . (identifier) @_printed .)))) @_body) @finding
  (#catches? @finding ":broad")
  (#statements? @_body "<" "2")
  (#eq? @_print "print")
  (#eq? @_printed @_name)
  (#not-in-entry-point? @finding)
  (#bind! call @_try "first-call")
  (#set! message "`{function}` catches `{caught}` around `{call|the block}` and prints one line")
  (#set! level "info"))
