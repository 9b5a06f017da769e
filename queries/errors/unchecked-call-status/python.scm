; Undoing, or asking a service how it is: the answer is for a person to read.
([(call function: (_) @_run) @finding
   (assignment right: [(call function: (_) @_run) @finding (await (call function: (_) @_run) @finding)])
   (attribute object: [(call function: (_) @_run) @finding (parenthesized_expression (await (call function: (_) @_run) @finding))])
   (with_item (as_pattern . [(call function: (_) @_run) @finding (await (call function: (_) @_run) @finding)]))]
  (#resolves-to? @_run ":process-run")
  (#in-function? @finding ":cleanup-functions" "uninstall*" "_uninstall*" "*status*" "show_*" "print_*" "open_*" "clear*")
  (#set! level "off"))

; Whether a program is there, and which one: that it starts is the answer.
([(call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding
   (assignment right: [(call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding (await (call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding)])
   (attribute object: [(call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding (parenthesized_expression (await (call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding))])
   (with_item (as_pattern . [(call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding (await (call function: (_) @_run arguments: (argument_list . (list (_) (string) @_last .))) @finding)]))]
  (#resolves-to? @_run ":process-run")
  (#any-of? @_last "\"--version\"" "\"-version\"" "\"-V\"" "\"-v\"" "\"--help\"" "'--version'" "'-version'" "'-V'" "'-v'" "'--help'")
  (#set! level "off"))

; Shown on the terminal as it is, with its error.
((call function: (_) @_run arguments: (argument_list . (list . (string) @_program . (string) @_first))) @finding
  (#resolves-to? @_run ":process-run")
  (#discarded? @finding)
  (#not-has-argument? @finding "capture_output")
  (#not-has-argument? @finding "stdout")
  (#any-of? @_program "\"git\"" "'git'")
  (#any-of? @_first "\"diff\"" "\"log\"" "\"show\"" "\"status\"" "\"--no-pager\"" "'diff'" "'log'" "'show'" "'status'" "'--no-pager'")
  (#set! level "off"))

; Its error output is part of what is read.
([(call function: (_) @_run) @finding
   (assignment right: [(call function: (_) @_run) @finding (await (call function: (_) @_run) @finding)])
   (attribute object: [(call function: (_) @_run) @finding (parenthesized_expression (await (call function: (_) @_run) @finding))])
   (with_item (as_pattern . [(call function: (_) @_run) @finding (await (call function: (_) @_run) @finding)]))]
  (#resolves-to? @_run ":process-run")
  (#not-discarded? @finding)
  (#has-argument? @finding "stderr" "subprocess.STDOUT" "STDOUT")
  (#set! level "off"))

; What may not be running is stopped before something else is started.
((call function: (_) @_run arguments: (argument_list . (list (string) @_word))) @finding
  (#resolves-to? @_run ":process-run")
  (#discarded? @finding)
  (#any-of? @_word "'stop'" "\"stop\"" "'unload'" "\"unload\"" "'remove'" "\"remove\"" "'rm'" "\"rm\"" "'kill'" "\"kill\"" "'disable'" "\"disable\"" "'bootout'" "\"bootout\"" "'down'" "\"down\"" "'prune'" "\"prune\"" "'gc'" "\"gc\"" "'taskkill'" "\"taskkill\"" "'pkill'" "\"pkill\"")
  (#set! level "off"))

; Programs whose exit status says that they have found something.
([(call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding
   (assignment right: [(call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding (await (call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding)])
   (attribute object: [(call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding (parenthesized_expression (await (call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding))])
   (with_item (as_pattern . [(call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding (await (call function: (_) @_run arguments: (argument_list . (_) @_command)) @finding)]))]
  (#resolves-to? @_run ":process-run")
  (#not-discarded? @finding)
  (#starts-with? @_command "npm audit" "grep" "diff " "ruff" "eslint" "bandit" "pip-audit" "mypy" "pylint" "flake8")
  (#set! level "off"))

; What it writes is parsed, and a program that has failed writes nothing that parses; or its word is the answer.
([(assignment left: (identifier) @_result right: (call function: (_) @_run) @finding)]
  (#resolves-to? @_run ":process-run")
  (#reaches? @finding "json.loads" "json.load" "orjson.loads" "ET.fromstring")
  (#set! level "off"))

((assignment right: (call function: (_) @_run arguments: (argument_list . (list (string (string_content) @_word)))) @finding)
  (#resolves-to? @_run ":process-run")
  (#any-of? @_word "is-active" "is-enabled" "is-failed" "pgrep")
  (#set! level "off"))

; The body has a field for success, and the next statement tests it.
((expression_statement (assignment right: [(call function: (_) @_call) @finding (await (call function: (_) @_call) @finding)]))
  . (expression_statement (assignment right: (call function: (attribute attribute: (identifier) @_json))))
  . (if_statement condition: [
      (call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key))
      (not_operator [(call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key))])
      (comparison_operator . [(call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key)) (string (string_content) @_key)])])
  (#resolves-to? @_call ":http-call")
  (#eq? @_json "json")
  (#any-of? @_key "success" "ok" "error" "errors" "status" "code" "errcode")
  (#set! level "off"))

; The same inside the `with` that holds the answer.
(with_statement
  (with_clause (with_item value: (as_pattern . [(call function: (_) @_call) @finding (await (call function: (_) @_call) @finding)])))
  body: (block (if_statement condition: [
      (call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key))
      (not_operator [(call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key))])
      (comparison_operator . [(call function: (attribute) arguments: (argument_list . (string (string_content) @_key))) (subscript subscript: (string (string_content) @_key)) (string (string_content) @_key)])]))
  (#resolves-to? @_call ":http-call")
  (#any-of? @_key "success" "ok" "error" "errors" "status" "code" "errcode" "message" "result")
  (#set! level "off"))

; Examples for readers: a key that is missing ends them at the next line.
([(call function: (_) @_call) @finding
   (assignment right: [(call function: (_) @_call) @finding (await (call function: (_) @_call) @finding)])
   (attribute object: [(call function: (_) @_call) @finding (parenthesized_expression (await (call function: (_) @_call) @finding))])
   (with_item (as_pattern . [(call function: (_) @_call) @finding (await (call function: (_) @_call) @finding)]))]
  (#resolves-to? @_call ":http-call" ":process-run")
  (#path? @finding "**/examples/*" "**/example/*" "**/profile_*.py" "profile_*.py" "**/profile.py" "**/benchmarks/**" "benchmarks/**" "**/*bench*.py" "**/demo/*" "**/demos/*" "**/tutorials/*")
  (#set! level "off"))

; The client raises by itself: an event hook, `raise_for_status=True`.
((block
   (expression_statement (assignment left: (identifier) @_client right: (call arguments: (argument_list (keyword_argument name: (identifier) @_how)))))
   [(expression_statement (assignment right: [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)]))
     (expression_statement [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)])
     (return_statement (call function: (attribute object: [(call function: (attribute object: (identifier) @_used)) @finding (parenthesized_expression (await (call function: (attribute object: (identifier) @_used)) @finding))])))])
  (#eq? @_client @_used)
  (#any-of? @_how "event_hooks" "raise_for_status")
  (#set! level "off"))
((with_statement
   (with_clause (with_item value: (as_pattern (call arguments: (argument_list (keyword_argument name: (identifier) @_how))) alias: (as_pattern_target (identifier) @_client))))
   body: (block [(expression_statement (assignment right: [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)]))
     (expression_statement [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)])
     (return_statement (call function: (attribute object: [(call function: (attribute object: (identifier) @_used)) @finding (parenthesized_expression (await (call function: (attribute object: (identifier) @_used)) @finding))])))]))
  (#eq? @_client @_used)
  (#any-of? @_how "event_hooks" "raise_for_status")
  (#set! level "off"))
((block
   (expression_statement [
     (assignment left: [(attribute object: (identifier) @_client attribute: (identifier) @_hooks)
       (subscript value: (attribute object: (identifier) @_client attribute: (identifier) @_hooks))])
     (call function: (attribute object: (subscript value: (attribute object: (identifier) @_client attribute: (identifier) @_hooks))))])
   [(expression_statement (assignment right: [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)]))
     (expression_statement [(call function: (attribute object: (identifier) @_used)) @finding (await (call function: (attribute object: (identifier) @_used)) @finding)])
     (return_statement (call function: (attribute object: [(call function: (attribute object: (identifier) @_used)) @finding (parenthesized_expression (await (call function: (attribute object: (identifier) @_used)) @finding))])))])
  (#eq? @_client @_used)
  (#any-of? @_hooks "hooks" "event_hooks")
  (#set! level "off"))

; A program is run and nobody keeps its result.
((call function: (_) @_run arguments: (argument_list . (_) @command)) @finding
  (#resolves-to? @_run ":process-run")
  (#discarded? @finding)
  (#not-has-argument? @finding "check"))

((call function: (_) @_run arguments: (argument_list)) @finding
  (#resolves-to? @_run ":process-run")
  (#discarded? @finding)
  (#argument-count? @finding "<" "1"))

; Its output is read, its exit status is not.
((assignment left: (_) @_result right: (call function: (_) @_run arguments: (argument_list . (_) @command)) @finding)
  (#resolves-to? @_run ":process-run")
  (#not-has-argument? @finding "check")
  (#attribute-read? @finding "stdout")
  (#not-attribute-read? @finding ":process-status")
  (#set! message "`{function}` reads the output of `{command}` and not its exit status"))

((attribute object: (call function: (_) @_run arguments: (argument_list . (_) @command)) @finding attribute: (identifier) @_part)
  (#resolves-to? @_run ":process-run")
  (#eq? @_part "stdout")
  (#not-has-argument? @finding "check")
  (#set! message "`{function}` reads the output of `{command}` and not its exit status"))

; Tidying up over there.
((call function: (_) @_call) @finding
  (#resolves-to? @_call ":http-call")
  (#discarded? @finding)
  (#in-function? @finding ":cleanup-functions")
  (#set! level "off"))

; A request is sent and nobody looks at the answer.
((call function: (_) @call arguments: (argument_list)) @finding
  (#resolves-to? @call ":http-call")
  (#not-resolves-to? @call "urllib.request.*" "urllib2.*" "*.ws_connect" "*.stream" "six.moves.*")
  (#discarded? @finding)
  (#not-has-argument? @finding "raise_for_status")
  (#bind! target @finding "argument:#0")
  (#set! message "`{function}` sends `{call}({target})` and does not look at the answer")
  (#set! question "The server answers `{call}` with 500: what does `{function}` report?"))

; The body is read, the status is not.
((assignment left: (_) @_result right: [(call function: (_) @call) @finding (await (call function: (_) @call) @finding)])
  (#resolves-to? @call ":http-call")
  (#not-resolves-to? @call "urllib.request.*" "urllib2.*" "*.ws_connect" "*.stream" "six.moves.*")
  (#attribute-read? @finding ":response-body")
  (#not-attribute-read? @finding ":response-status")
  (#not-reaches? @finding "*check*" "*raise*" "*status*" "*verify*" "*validate*" "*ensure*" "*handle*")
  (#not-has-argument? @finding "raise_for_status")
  (#bind! target @finding "argument:#0")
  (#set! message "`{function}` uses the body of the answer to `{call}` without its status")
  (#set! question "`{call}` is answered with an error page: which line of `{function}` finds out?"))

((with_item value: (as_pattern . [(call function: (_) @call) @finding (await (call function: (_) @call) @finding)]))
  (#resolves-to? @call ":http-call")
  (#not-resolves-to? @call "urllib.request.*" "urllib2.*" "*.ws_connect" "*.stream" "six.moves.*")
  (#attribute-read? @finding ":response-body")
  (#not-attribute-read? @finding ":response-status")
  (#not-reaches? @finding "*check*" "*raise*" "*status*" "*verify*" "*validate*" "*ensure*" "*handle*")
  (#not-has-argument? @finding "raise_for_status")
  (#set! message "`{function}` uses the body of the answer to `{call}` without its status")
  (#set! question "`{call}` is answered with an error page: which line of `{function}` finds out?"))

((attribute object: [(call function: (_) @call) @finding (parenthesized_expression (await (call function: (_) @call) @finding))] attribute: (identifier) @_part)
  (#resolves-to? @call ":http-call")
  (#not-resolves-to? @call "urllib.request.*" "urllib2.*" "*.ws_connect" "*.stream" "six.moves.*")
  (#any-of? @_part "json" "text" "content" "iter_lines" "iter_content")
  (#not-has-argument? @finding "raise_for_status")
  (#set! message "`{function}` uses the body of the answer to `{call}` without its status")
  (#set! question "`{call}` is answered with an error page: which line of `{function}` finds out?"))
