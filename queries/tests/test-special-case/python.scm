; What stood there before is kept, and put back.
((assignment
  left: (identifier) @_kept
  right: (call) @finding)
  (#named? @_kept "old_*" "previous_*" "prev_*" "saved_*" "original_*" "orig_*" "old" "previous" "saved" "original")
  (#set! level "off"))

; It is shown to somebody.
((call
  function: (_) @_shows
  arguments: (argument_list (call) @finding))
  (#named? @_shows "print" "log" "debug" "info" "warning" "error" "format" "write")
  (#set! level "off"))

; In tests it checks more than elsewhere, and does the same.
((if_statement
  condition: (comparison_operator) @finding
  consequence: (block (assert_statement)) @_branch
  !alternative)
  (#not-contains? @_branch "assignment" "augmented_assignment" "expression_statement" "return_statement")
  (#set! level "off"))

; It says which test runs, or keeps it: the name is used, nothing is chosen by it.
((function_definition body: (block
    (expression_statement (assignment left: (identifier) @_name right: (call function: (_) @_get) @finding))
    (if_statement condition: (comparison_operator . (identifier) @_asked ["!=" "=="] [(identifier) (attribute)]))))
  (#same-text? @_name @_asked)
  (#resolves-to? @_get "os.environ.get" "os.getenv")
  (#set! level "off"))

((comparison_operator . (string) @_runner ["in" "not in"] (_) @_where .) @finding @text
  (#not-in-function? @finding "*test*" "*telemetry*" "*metrics*" "*analytics*")
  (#any-of? @_runner "\"pytest\"" "'pytest'" "\"_pytest\"" "'_pytest'" "\"unittest\"" "'unittest'" "\"PYTEST_CURRENT_TEST\"" "'PYTEST_CURRENT_TEST'" "\"PYTEST_VERSION\"" "'PYTEST_VERSION'")
  (#resolves-to? @_where "sys.modules" "os.environ"))

((call function: (_) @_get arguments: (argument_list . (string) @_name)) @finding @text
  (#not-in-function? @finding "*test*" "*telemetry*" "*metrics*" "*analytics*")
  (#resolves-to? @_get "os.environ.get" "os.getenv")
  (#any-of? @_name "\"PYTEST_CURRENT_TEST\"" "'PYTEST_CURRENT_TEST'" "\"PYTEST_VERSION\"" "'PYTEST_VERSION'"))

((subscript value: (_) @_environ subscript: (string) @_name) @finding @text
  (#not-in-function? @finding "*test*" "*telemetry*" "*metrics*" "*analytics*")
  (#resolves-to? @_environ "os.environ")
  (#any-of? @_name "\"PYTEST_CURRENT_TEST\"" "'PYTEST_CURRENT_TEST'"))
