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
  (#not-fails-elsewhere? @_body)
  (#word? @name ":promised-effects")
  (#bind! call @_body "last-call"))
