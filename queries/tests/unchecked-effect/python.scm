; What else a decorator that is given something does with a test is the project's to say.
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
  (#decorated? @finding "assert*" "*.assert*" "check*" "*.check*" "expect*" "*.expect*" "*_raises" "*.raises*")
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

; The name, or what is written in it, says that not crashing is the point.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name ":no-crash-names")
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#phrase? @_body ":no-crash-phrases")
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

; A fixture that no line reads is there for what it does: answers that have to be asked for, a state that is looked at when it is taken down.
((function_definition
  name: (identifier) @name
  parameters: (parameters [(identifier) @_fixture (typed_parameter . (identifier) @_fixture)])
  body: (block (expression_statement [(call) (await)]) .) @_body) @finding
  (#named? @name "test*")
  (#not-uses? @_body @_fixture)
  (#not-named? @_fixture "self" "cls" "tmp_path" "tmpdir" "monkeypatch" "caplog" "capsys" "event_loop" "mock*" "*_mock" "*_mask*" "restore_*")
  (#not-calls? @_body "print")
  (#set! level "off"))

; What is called says itself that it fails for what is not right.
((function_definition
  name: (identifier) @name
  body: (block (expression_statement [
    (call function: (_) @_check)
    (await (call function: (_) @_check))]) .)) @finding
  (#named? @name "test*")
  (#named? @_check "validate*" "_validate*" "check*" "_check*" "verify*" "_verify*" "ensure*" "_ensure*" "is_*" "_is_*" "require*" "_require*" "*_or_raise")
  (#set! level "off"))

; Nothing but calls, though the name promises an effect.
((function_definition
  name: (identifier) @name
  body: (block [
    (expression_statement [(call) (await)])
    (with_statement)
    (try_statement)
    (for_statement)
    (if_statement)] .) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#path? @finding ":test-files")
  (#not-has-ancestor? @finding "function_definition")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#returns-nothing? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers" "print" "pprint" "pprint.pprint")
  (#not-path? @finding ":test-data" ":benchmarks" "**/examples/**" "**/example/**" "**/demos/**" "**/demo/**" "**/docs/**")
  (#not-fails-elsewhere? @_body)
  (#word? @name ":promised-effects")
  (#bind! call @_body "last-call"))
