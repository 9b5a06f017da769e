; A file that no runner collects: what a test of a runner is given, a helper of a suite.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#not-path? @finding "*/test_*.py" "test_*.py" "*_test.py" "*_tests.py" "*/tests.py" "*/test.py" "*unittest*.py")
  (#set! level "off"))

; The inherited test does not apply to this class.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#overrides? @finding)
  (#mentioned? @name)
  (#set! level "off"))

; So it is where the base stands in another file: a class of tests that has one and says `pass` for a test leaves that test out.
((function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string))? . (pass_statement) .)) @finding
  (#named? @name "test*")
  (#overrides? @finding)
  (#not-in-class? @finding "*TestCase*" "*unittest*")
  (#set! level "off"))

; A class that mixes tests in leaves one of them out by saying `pass` for it.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#in-class? @finding "*Mixin*" "*Tester*" "*_mixin*")
  (#overrides? @finding)
  (#set! level "off"))

; An example prints for people, or is shown in the documentation.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#path? @finding "**/examples/**" "**/example/**" "**/demos/**" "**/demo/**" "**/docs/**" "**/doc/**" "**/snippets/**" "**/templates/**")
  (#set! level "off"))

; What a type checker says of it is the check.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (assignment left: (identifier) @_unused type: (_)))) @_body) @finding
  (#named? @name "test*")
  (#eq? @_unused "_")
  (#set! level "off"))

; The input of a test.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#path? @finding ":test-data")
  (#set! level "off"))

; No runner collects it: a program with a `main` of its own.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#path? @finding "**/run_*.py" "run_*.py")
  (#set! level "off"))

; The helper is told what to expect.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement [
    (call arguments: (argument_list (keyword_argument name: (identifier) @_key)))
    (await (call arguments: (argument_list (keyword_argument name: (identifier) @_key))))]))) @finding
  (#named? @name "test*")
  (#named? @_key "expected*" "expect_*" "should_*")
  (#set! level "off"))

; What must not be called is replaced by what raises.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (call
    function: (attribute attribute: (identifier) @_sets)
    arguments: (argument_list [(call function: (identifier) @_raiser) (identifier) @_raiser] .))))) @finding
  (#named? @name "test*")
  (#eq? @_sets "setattr")
  (#named? @_raiser "raiser" "raises*" "raise_*" "_raise*" "boom" "_boom" "fail*" "_fail*" "explode*" "must_not_*" "should_not_*" "never_called*")
  (#set! level "off"))

; What comes out is read: that it can be is the check.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (call function: (_) @_reads)) .)) @finding
  (#named? @name "test*")
  (#resolves-to? @_reads "json.loads" "json.dumps" "pickle.loads" "pickle.dumps" "ast.parse" "yaml.safe_load" "xml.etree.ElementTree.fromstring")
  (#set! level "off"))

; A stand-in fails, and the failure does not come out: that is the check.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (assignment
    left: (attribute attribute: (identifier) @_effect)
    right: [(identifier) (attribute) (call)] @_failure))) @_body) @finding
  (#not-calls? @_body "print")
  (#named? @name "test*")
  (#eq? @_effect "side_effect")
  (#match? @_failure "(Error|Exception)\\b")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#match? @_body "\\bside_effect ?= ?[\\w.]*(Error|Exception)\\b")
  (#not-calls? @_body "print")
  (#set! level "off"))

; What a runner is given so that it finds a test.
((function_definition
  name: (identifier) @name
  body: (block . (pass_statement) .)) @finding
  (#named? @name ":nameless-tests")
  (#set! level "off"))

; What else a decorator that is given something does with a test is the project's to say: it may compare what was recorded, or expect
; a failure.
((decorated_definition
  (decorator (call function: (_) @_mark))
  definition: (function_definition
    name: (identifier) @name) @finding)
  (#named? @name "test*")
  (#not-resolves-to? @_mark ":plain-marks")
  (#not-named? @_mark ":plain-marks")
  (#set! level "off"))

((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#decorated? @finding "assert*" "*.assert*" "check*" "*.check*" "expect*" "*.expect*" "*_raises" "*.raises*" "no_*")
  (#set! level "off"))

; What it returns is compared by the runner, or read by whoever calls it: a script that looks at the results, at an exit code.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#decorated? @finding ":comparing-marks")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block (return_statement [(identifier) (integer) (tuple)]) .)) @finding
  (#named? @name "test*")
  (#set! level "off"))

; So is what a script says of its own steps, whatever they are called.
((function_definition
  name: (identifier) @name
  body: (block [
    (return_statement [(true) (false)])
    (try_statement (except_clause (block (return_statement (false)) .)))] .)) @finding
  (#named? @name "test*")
  (#mentioned? @name)
  (#not-in-class? @finding "*")
  (#set! level "off"))

; The keyword says what fails the call: a program that fails, an answer of another status.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement [
    (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: [(true) (integer)])))
    (assignment right: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: [(true) (integer)]))))]))) @finding
  (#named? @name "test*")
  (#any-of? @_key "check" "status" "expected_status")
  (#set! level "off"))

; It runs the test that it inherits.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (call function: (attribute
    object: (call function: (identifier) @_super)
    attribute: (identifier) @_inherited))))) @finding
  (#named? @name "test*")
  (#eq? @_super "super")
  (#named? @_inherited "test*")
  (#set! level "off"))

; It waits until the state is reached that is expected.
((function_definition
  name: (identifier) @name
  body: (block (while_statement
    condition: (true)
    body: (block (if_statement
      condition: (comparison_operator)
      consequence: (block [(break_statement) (return_statement)])))))) @finding
  (#named? @name "test*")
  (#set! level "off"))

; What a decorator of the project makes of a function that no runner collects by its file is the project's to say.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#not-path? @finding "*/test_*.py" "*_test.py" "*/tests.py" "*/test.py" "*_tests.py")
  (#decorated? @finding "*")
  (#not-decorated? @finding "pytest.*" "*.mark.*" "*patch" "*patch.*" "unittest.*" "hypothesis.*" "given" "settings")
  (#set! level "off"))

; It is run to be measured.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#path? @finding ":benchmarks")
  (#set! level "off"))

; A comparison that stands alone was to be an assertion: tautological-assertion says so.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (comparison_operator)))) @finding
  (#named? @name "test*")
  (#set! level "off"))

; Warnings are errors in it: that there is none is what it checks.
((function_definition
  name: (identifier) @name
  body: (block (with_statement body: (block (expression_statement (call
    function: (_) @_filter
    arguments: (argument_list . (string (string_content) @_action)))))))) @finding
  (#named? @name "test*")
  (#named? @_filter "simplefilter" "filterwarnings")
  (#eq? @_action "error")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block (expression_statement (call
    function: (_) @_filter
    arguments: (argument_list . (string (string_content) @_action)))))) @finding
  (#named? @name "test*")
  (#named? @_filter "simplefilter" "filterwarnings")
  (#eq? @_action "error")
  (#set! level "off"))

; What a decorator hands to a program is no test, whatever its name.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#decorated? @finding "function_tool" "*.function_tool" "tool" "*.tool" "task" "*.task" "*.command")
  (#set! level "off"))

; The assertions stand in the code that is handed to another interpreter.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement [
    (call arguments: (argument_list (string (string_content) @_code)))
    (await (call arguments: (argument_list (string (string_content) @_code))))]))) @finding
  (#named? @name "test*")
  (#match? @_code "\\bassert\\b")
  (#set! level "off"))

; A fixture that measures is the point of the test, whoever it is handed to.
((function_definition
  name: (identifier) @name
  parameters: (parameters [(identifier) @_fixture (typed_parameter . (identifier) @_fixture)])) @finding
  (#named? @name "test*")
  (#named? @_fixture ":measuring")
  (#set! level "off"))

; That values can be made up for it is the check.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#decorated? @finding "given" "*.given")
  (#set! level "off"))

; Nothing in it but where else it is tested.
((function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string (string_content) @_reason)) . (pass_statement)? .)) @finding
  (#named? @name "test*")
  (#phrase? @_reason "used for compiling" "without running" "tested separately" "tested elsewhere" "tested in" "tested by" "tested with" "tested as part" "covered in" "covered by" "covered elsewhere")
  (#set! level "off"))

; Nothing in it but the reason why it cannot be tested.
((function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string (string_content) @_reason)) . (pass_statement)? .)) @finding
  (#named? @name "test*")
  (#length? @_reason ">" "120")
  (#set! level "off"))

; It is handed on: a function for other tests, which no runner means.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#used-as-value? @name)
  (#set! level "off"))

((function_definition
  name: (identifier) @name) @finding
  (#any-of? @name "test_fn" "test_func" "test_function" "test_callable" "test_callback" "test_handler" "test_hook" "test_job" "test_step" "test_task" "test_tool")
  (#used-as-value? @name)
  (#not-in-class? @finding "*")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  parameters: (parameters (_))) @finding
  (#named? @name "test*")
  (#used-as-value? @name)
  (#not-in-class? @finding "*")
  (#not-decorated? @finding "*")
  (#set! level "off"))

; Nothing in it at all.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "class_definition" "function_definition")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-has-child? @_body "comment")
  (#not-has-child? @finding "comment")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#in-class? @finding ":test-classes")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-has-child? @_body "comment")
  (#not-has-child? @finding "comment")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

; The name says that not crashing is the point.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#named? @name ":no-crash-names")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#returns-nothing? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#returns-nothing? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#phrase? @_body ":no-crash-phrases")
  (#set! level "off"))

; So does a comment that stands first.
((function_definition
  name: (identifier) @name
  (comment) @_doc
  body: (block)) @finding
  (#named? @name "test*")
  (#phrase? @_doc ":no-crash-phrases")
  (#set! level "off"))

; What is given the name of what nobody wants is dropped on purpose: that the call does not fail is what is left.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (assignment left: (identifier) @_unused)) .) @_body) @finding
  (#named? @name "test*")
  (#match? @_unused "^_")
  (#not-calls? @_body "print")
  (#set! level "off"))

; Something is made, and the name says no more.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (assignment left: (identifier) right: (call function: (_) @_class))) .) @_body) @finding
  (#named? @name "test*construct*" "test*_init" "test*_init_*" "test*instantiat*" "test_creat*" "test_make*")
  (#named? @_class ":class-names")
  (#not-calls? @_body "print")
  (#set! level "off"))

; What is tested prints: that is no look at a result.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement (call function: (attribute attribute: (identifier) @_prints))) .)) @finding
  (#named? @name "test*")
  (#any-of? @_prints "print" "pprint")
  (#set! level "off"))

; A result is printed, or is given a name that nothing reads: it was there to be checked.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#calls? @_body "print" "pprint" "pprint.pprint")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#returns-nothing? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#bind! call @_body "last-call"))

((function_definition
  name: (identifier) @name
  body: (block (expression_statement (assignment
    left: (identifier)
    right: [(call) (await) (attribute) (subscript) (binary_operator) (list_comprehension)])) .) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#returns-nothing? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#bind! call @_body "last-call"))
