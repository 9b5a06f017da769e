; A function `test` in a file that no runner collects is what something else is given.
((function_definition
  name: (identifier) @_name
  body: (block (try_statement) @finding))
  (#eq? @_name "test")
  (#not-path? @finding "*/test_*.py" "test_*.py" "*_test.py" "*/tests.py" "*/test.py")
  (#set! level "off"))

((try_statement) @finding
  (#in-function? @finding "test")
  (#not-path? @finding "*/test_*.py" "test_*.py" "*_test.py" "*/tests.py" "*/test.py")
  (#set! level "off"))

; That nothing warns, or is raised, is told by an assertion that fails.
((try_statement
  body: (block . (with_statement (with_clause (with_item value: [
    (call function: (_) @_expects)
    (as_pattern (call function: (_) @_expects))]))))
  . (except_clause (identifier) @_class) .) @finding
  (#eq? @_class "AssertionError")
  (#resolves-to? @_expects ":expected-failure")
  (#set! level "off"))

((function_definition body: (block (try_statement
  body: (block . (with_statement (with_clause (with_item value: [
    (call function: (_) @_expects)
    (as_pattern (call function: (_) @_expects))]))))
  . (except_clause (identifier) @_class) .) @finding))
  (#eq? @_class "AssertionError")
  (#resolves-to? @_expects ":expected-failure")
  (#set! level "off"))

; A program that its own `main` runs, which reads what it returns.
((function_definition
  name: (identifier) @_name
  body: (block (try_statement (except_clause (block (return_statement [(false) (none) (dictionary) (string) (tuple) (call) (identifier)])))) @finding)) @_whole
  (#mentioned? @_name)
  (#not-has-ancestor? @_whole "class_definition")
  (#set! level "off"))

; The failure that is meant has a handler of its own, which fails the test.
((try_statement
  (except_clause (block (expression_statement (call function: (_) @_fails))))
  (except_clause)) @finding
  (#named? @_fails "fail" "pytest.fail" "self.fail")
  (#set! level "off"))

((function_definition body: (block (try_statement
  (except_clause (block (expression_statement (call function: (_) @_fails))))
  (except_clause)) @finding))
  (#named? @_fails "fail" "pytest.fail" "self.fail")
  (#set! level "off"))

((try_statement
  (except_clause)
  (except_clause (block (raise_statement)))) @finding
  (#set! level "off"))

((function_definition body: (block (try_statement
  (except_clause)
  (except_clause (block (raise_statement)))) @finding))
  (#set! level "off"))

; That it was cancelled is how it ends; a wait with an end fails by itself.
((function_definition body: (block (try_statement
  (except_clause (block (pass_statement))) @_clause) @finding))
  (#catches? @_clause "CancelledError" "asyncio.CancelledError" "trio.Cancelled")
  (#set! level "off"))

; The handler returns, and what stands behind it fails.
((block (try_statement (except_clause (block (return_statement) .))) @finding
  . (raise_statement))
  (#set! level "off"))

; It raises itself what its handler takes: a failure inside of what is tested.
((try_statement body: (block) @_body) @finding
  (#match? @_body "\\braise \\w")
  (#not-match? @_body "\\braise (AssertionError|self\\.failureException)|\\bfail\\(")
  (#set! level "off"))

((function_definition body: (block (try_statement body: (block) @_body) @finding))
  (#match? @_body "\\braise \\w")
  (#not-match? @_body "\\braise (AssertionError|self\\.failureException)|\\bfail\\(")
  (#set! level "off"))

; It is tried again until it holds.
((for_statement body: (block (try_statement body: (block (break_statement) .)) @finding))
  (#set! level "off"))

((while_statement body: (block (try_statement body: (block (break_statement) .)) @finding))
  (#set! level "off"))

; What tests read, or what is run to be measured.
((function_definition body: (block [(try_statement) (if_statement)] @finding))
  (#path? @finding ":test-data" ":benchmarks")
  (#set! level "off"))

((try_statement) @finding
  (#path? @finding ":test-data" ":benchmarks")
  (#set! level "off"))

((comparison_operator) @finding
  (#path? @finding ":test-data" ":benchmarks")
  (#set! level "off"))

; The handler takes a failed assertion for a pass.
((try_statement
  body: (block) @_body
  (except_clause (block) @_handler) @_clause) @finding
  (#in-function? @finding "test*")
  (#in-test? @finding)
  ; What gives an answer back is asked by somebody: a service that tries out what a user has made.
  (#path? @finding ":test-files")
  (#returns-nothing? @_handler)
  (#asserts? @_body)
  ; `ensure_deleted()` makes something so, whatever it is called.
  (#match? @_body "\\b(self\\.)?_?(assert|fail|expect|check|verify|raise|compare|validate)")
  (#catches? @_clause "AssertionError" ":broad")
  (#not-raises? @_handler)
  (#not-asserts? @_handler)
  (#not-calls? @_handler ":skipping" "fail" "exit" "sys.exit" ":noting-failures" ":traceback-readers")
  (#not-contains? @_handler "assignment" "augmented_assignment")
  (#not-calls? @_body "pytest.fail")
  ; It is tried again, or noted, where nothing failed.
  (#not-has-child? @finding "else_clause")
  (#bind! call @_body "first-call"))

; That something is there is all that the handler may hide, and it says why; what is tested is asserted after it.
((block
  (try_statement
    body: (block) @_body
    . (except_clause (block (comment) @_why)) .) @finding
  (assert_statement))
  (#asserts-only? @_body "existence")
  (#length? @_why ">" "20")
  (#set! level "off"))

; The handler takes every failure of the call, and every assertion is behind that call. Which failure is right as well is often
; known where the handler names it.
((function_definition
  name: (identifier) @function
  body: (block
    (try_statement
      body: (block) @_body
      (except_clause (block) @_handler) @_clause) @finding) @_test)
  (#named? @function "test*")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#returns-nothing? @_handler)
  (#catches? @_clause ":broad")
  (#assertions-inside? @_test @_body)
  (#not-raises? @_handler)
  (#not-asserts? @_handler)
  (#not-calls? @_handler ":skipping" "fail" "exit" "sys.exit" ":noting-failures" ":traceback-readers")
  (#not-has-child? @finding "else_clause")
  (#not-contains? @_handler "assignment" "augmented_assignment")
  (#not-calls? @_body "fail" "pytest.fail")
  (#bind! call @_body "first-call"))

; A row of its table says whether there is something to check.
((function_definition
  parameters: (parameters (identifier) @_parameter)
  body: (block (if_statement !alternative condition: [
    (identifier) @_asked
    (comparison_operator . (identifier) @_asked)]) @finding)) @_definition
  (#same-text? @_parameter @_asked)
  (#decorated? @_definition "*.parametrize" "parametrize")
  (#set! level "off"))

((function_definition
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter . (identifier) @_parameter)])
  body: (block (if_statement !alternative condition: (_) @_asked) @finding)) @_definition
  (#uses? @_asked @_parameter)
  (#decorated? @_definition "*.parametrize" "parametrize")
  (#not-contains? @_asked "await")
  (#set! level "off"))

; So does a fixture, or several of them: nothing else is asked.
((function_definition
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter . (identifier) @_parameter)])
  body: (block (if_statement !alternative condition: [(comparison_operator) (boolean_operator) (not_operator)] @_asked) @finding)) @_definition
  (#uses? @_asked @_parameter)
  (#not-contains? @_asked "call" "await" "attribute" "subscript")
  (#set! level "off"))

; Of which class the fixture is.
((function_definition
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter . (identifier) @_parameter)])
  body: (block (if_statement !alternative condition: [
    (call function: (identifier) @_isinstance arguments: (argument_list . (_) @_asked))
    (not_operator argument: (call function: (identifier) @_isinstance arguments: (argument_list . (_) @_asked)))]) @finding))
  (#any-of? @_isinstance "isinstance" "issubclass")
  (#same-text? @_asked @_parameter)
  (#set! level "off"))

; A property of values that are made up: it holds where the condition does.
((function_definition
  body: (block (if_statement !alternative) @finding)) @_definition
  (#decorated? @_definition "given" "*.given")
  (#set! level "off"))

; Where it runs: nothing of the test is asked.
((function_definition
  body: (block (if_statement !alternative condition: [
    (call function: (identifier)) @_asked
    (not_operator argument: (call function: (identifier)) @_asked)]) @finding))
  (#argument-count? @_asked "<" "1")
  (#set! level "off"))

; Which of its kinds the fixture is: `if client.is_remote`.
((function_definition
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter . (identifier) @_parameter)])
  body: (block (if_statement !alternative condition: [
    (attribute) @_asked
    (not_operator argument: (attribute) @_asked)]) @finding))
  (#uses? @_asked @_parameter)
  (#not-contains? @_asked "call" "subscript")
  (#not-named? @_parameter "self" "cls" "response" "result" "*_response" "*_result")
  (#set! level "off"))

((function_definition
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter . (identifier) @_parameter)])
  body: (block (if_statement !alternative condition: (comparison_operator . (attribute object: (identifier) @_asked) [(string) (attribute) (identifier)])) @finding))
  (#same-text? @_asked @_parameter)
  (#not-named? @_parameter "self" "cls" "response" "result" "*_response" "*_result")
  (#set! level "off"))

; A constant: which version of the language it is, which platform.
((function_definition
  body: (block (if_statement !alternative condition: [
    (identifier) @_asked
    (not_operator argument: (identifier) @_asked)]) @finding))
  (#match? @_asked "^(_?[A-Z][A-Z0-9_]+|_?(no|has|have)_[a-z0-9_]+)$")
  (#set! level "off"))

; What is asserted is that the condition does not hold: `if left: assert not left, ", ".join(left)`.
((function_definition
  body: (block (if_statement !alternative
    condition: (_) @_asked
    consequence: (block (assert_statement . (not_operator argument: (_) @_denied)))) @finding))
  (#same-text? @_asked @_denied)
  (#set! level "off"))

; What is asserted is that something is not there: where there is nothing, that is so.
((function_definition
  body: (block (if_statement !alternative
    condition: [
      (identifier)
      (comparison_operator "is not" (none))
      (call function: (attribute attribute: (identifier) @_exists))]
    consequence: [
      (block . (assert_statement . (comparison_operator "not in")) .)
      (block . (expression_statement (assignment)) . (assert_statement . (comparison_operator "not in")) .)]) @finding))
  (#named? @_exists "exists" "is_file" "is_dir" "isfile" "isdir")
  (#set! level "off"))

; So it is in other words, of what is not there at all.
((function_definition
  body: (block (if_statement !alternative
    condition: (comparison_operator (_) "is not" (none))
    consequence: [
      (block . (assert_statement . (comparison_operator "!=")) .)
      (block . (assert_statement . (not_operator argument: (call function: (identifier) @_any))) .)]) @finding))
  (#eq? @_any "any")
  (#set! level "off"))

; A comment says that either will do.
((function_definition
  body: (block
    (comment) @_why
    . (if_statement !alternative) @finding))
  (#phrase? @_why ":either-will-do")
  (#set! level "off"))

; Which platform it is.
((function_definition
  body: (block (if_statement !alternative condition: (_) @_asked) @finding))
  (#match? @_asked "(?i)linux|windows|macos|darwin|win32|posix|pypy|cpython")
  (#set! level "off"))

; What is installed.
((function_definition
  body: (block (if_statement !alternative condition: (_) @_asked) @finding))
  (#calls? @_asked "has" "has_*" "is_available" "*_available" "available" "*installed" "find_spec" "which" "supports" "supports_*")
  (#set! level "off"))

; A module that may not be installed.
((function_definition
  body: (block (if_statement !alternative condition: [
    (identifier) @_asked
    (comparison_operator . (identifier) @_asked "is not" (none) .)]) @finding))
  (#from-call? @_asked "import_module" "importlib.import_module" "__import__" "import_optional_dependency")
  (#set! level "off"))

((function_definition
  body: (block (if_statement !alternative condition: [
    (identifier) @_asked
    (comparison_operator . (identifier) @_asked "is not" (none) .)]) @finding))
  (#resolves-to? @_asked "*.*")
  (#match? @_asked "^_?[a-z0-9_]+$")
  (#not-from-call? @_asked "*")
  (#set! level "off"))

; Files that the test reads: nothing has been run before it.
((function_definition
  body: (block
    . (expression_statement (assignment right: (call function: (_) @_path)))
    . (if_statement !alternative condition: (call function: (_) @_exists)) @finding))
  (#resolves-to? @_path "os.path.join" "os.path.abspath" "pathlib.Path" "Path" "*.joinpath")
  (#named? @_exists "isdir" "isfile" "exists" "is_dir" "is_file")
  (#set! level "off"))

; What a parameter expects says whether there is something to check: `with expectation as error: ...`, `if not error: ...`.
((function_definition
  parameters: (parameters [(identifier) @_parameter (typed_parameter . (identifier) @_parameter)])
  body: (block
    (with_statement (with_clause (with_item value: (as_pattern
      (identifier) @_expected
      alias: (as_pattern_target (identifier) @_caught)))))
    (if_statement !alternative condition: [
      (identifier) @_asked
      (not_operator argument: (identifier) @_asked)
      (call arguments: (argument_list . (identifier) @_asked))]) @finding))
  (#same-text? @_parameter @_expected)
  (#same-text? @_caught @_asked)
  (#set! level "off"))

; Every assertion stands under an `if` without `else`, and the condition asks for a result.
((function_definition
  name: (identifier) @function
  body: (block
    (if_statement !alternative condition: (_) @call consequence: (block) @_branch) @finding) @_test) @_definition
  (#named? @function "test*")
  (#in-test? @finding)
  (#not-has-ancestor? @_definition "function_definition")
  ; In a file that no runner collects it is inherited by tests, of which one takes the branch.
  (#path? @finding "*/test_*.py" "*_test.py" "*/tests.py" "*/test.py")
  (#assertions-inside? @_test @_branch)
  (#from-call? @call "*")
  (#not-from-call? @call "os.name" "sys.*" "platform.*" "sysconfig.*" "os.environ.get" "os.getenv" "shutil.which" "os.path.expanduser" "pathlib.Path.home" "hasattr")
  (#not-calls? @_branch "fail" "pytest.fail")
  ; The branch is the failure: `if not found: raise AssertionError(...)`.
  (#not-contains? @_branch "raise_statement")
  ; What is installed, and where it runs.
  (#not-match? @call "\\b[A-Z][A-Z0-9]+(_[A-Z0-9]+)+\\b|__version__|\\bVersion\\(")
  (#not-calls? @_test ":skipping")
  (#set! level "info")
  (#set! message "all assertions of `{function}` stand under `if {call}`")
  (#set! question "If `{call}` is false, `{function}` is green and has checked nothing. Can that happen unnoticed?"))

; The assertion is to fail: it is what the block expects, or says that nothing was raised.
((with_statement
  (with_clause (with_item value: [
    (call arguments: (argument_list . (identifier) @_class))
    (as_pattern (call arguments: (argument_list . (identifier) @_class)))]))
  body: (block (assert_statement) @finding .))
  (#eq? @_class "AssertionError")
  (#set! level "off"))

((with_statement
  body: (block (assert_statement . [(false) (integer)]) @finding .))
  (#set! level "off"))

; What it asks for runs what was made before: that is the call.
((with_statement
  body: (block (expression_statement (assignment left: (identifier) @_made right: (call)))
    (assert_statement (_) @_asked) @finding .))
  (#calls? @_asked "list" "next" "tuple" "anext" "sum" "dict" "set" "sorted")
  (#uses? @_asked @_made)
  (#set! level "off"))

; Nothing stands before it but what is made for it: what it asks for is the call.
((with_statement
  body: (block
    . (expression_statement (assignment left: (identifier) @_made right: (call function: (_) @_class)))
    . (assert_statement [
      (attribute object: (identifier) @_object)
      (comparison_operator . (attribute object: (identifier) @_object))]) @finding .))
  (#same-text? @_made @_object)
  (#named? @_class ":class-names")
  (#set! level "off"))

; Nothing but assertions stands in the block: what they ask for is the call.
((with_statement
  body: (block . (assert_statement) (assert_statement) @finding .))
  (#set! level "off"))

; An assertion behind the call that has to raise.
((with_statement
  (with_clause (with_item value: [
    (call function: (_) @_raises)
    (as_pattern (call function: (_) @_raises))] @call))
  body: (block (_) . [(assert_statement) (expression_statement (call function: (attribute object: (identifier) @_self attribute: (identifier) @_method)))] @finding .))
  (#in-test? @finding)
  (#resolves-to? @_raises "pytest.raises" "self.assertRaises" "self.assertRaisesRegex" "cls.assertRaises")
  (#eq? @_self "self")
  (#named? @_method "assertEqual" "assertTrue" "assertFalse" "assertIs*" "assertIn" "assertNot*" "assertLess*" "assertGreater*" "assertListEqual" "assertDictEqual")
  (#set! level "info")
  (#set! message "an assertion at the end of the `{call}` block runs only when the test has already failed")
  (#set! question "If the lines under `{call}` raise as they should, who runs line {line}?"))

; A comment says which answer would be wrong: it is the only one that is asked about.
((block
  (assert_statement (comparison_operator . (_) "in" [(list) (tuple) (set)] .) @finding)
  . (comment) @_why)
  (#match? @_why "(?i)\\bnot (a )?(401|403|404|405)\\b")
  (#set! level "off"))

((block
  (comment) @_why
  . (assert_statement (comparison_operator . (_) "in" [(list) (tuple) (set)] .) @finding))
  (#match? @_why "(?i)\\bnot (a )?(401|403|404|405)\\b")
  (#set! level "off"))

; What is made ready for the test may be there already: that it works shows in what is asked of it afterwards.
((block
  (assert_statement (comparison_operator . (_) "in" [(list (integer) @_good (integer) @_bad) (tuple (integer) @_good (integer) @_bad) (set (integer) @_good (integer) @_bad)] .) @finding)
  (assert_statement (comparison_operator . (attribute attribute: (identifier) @_status) "==" (integer) .)))
  (#any-of? @_good "200" "201")
  (#any-of? @_bad "400" "409" "422")
  (#named? @_status "status" "status_code")
  (#set! level "off"))

; Success and failure are both right.
((comparison_operator . (_) @call "in" [(list (integer) @_good (integer) @_bad) (tuple (integer) @_good (integer) @_bad) (set (integer) @_good (integer) @_bad)] .) @finding
  (#has-ancestor? @finding "assert_statement")
  (#in-test? @finding)
  (#any-of? @_good "200" "201" "202" "204")
  (#any-of? @_bad "400" "401" "403" "404" "405" "409" "422" "429" "500" "501" "502" "503")
  (#set! message "`{call}` may be success or failure in `{function}`")
  (#set! question "Which of these answers is right for this request, and would `{function}` notice the other?"))
