; What tests read.
((function_item) @finding
  (#decorated? @finding ":test-attribute")
  (#path? @finding ":test-data")
  (#set! level "off"))

; It is run to be measured.
((function_item) @finding
  (#decorated? @finding ":test-attribute")
  (#path? @finding "**/*bench*/**" "**/*bench*.rs")
  (#set! level "off"))

; What it prints is for people to read, as it says itself.
((function_item body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_body "(?i)review the following|visual(ly)? (check|inspect)|manual(ly)? (check|inspect|review)|for (visual|manual) (check|inspection|review)|eyeball")
  (#set! level "off"))

; Nothing in it at all.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  ; Whether such a file compiles is what is tested.
  (#not-path? @finding "**/tests/fail/**" "**/tests/pass/**" "**/compile-fail/**" "**/tests/ui/**")
  (#trivial? @_body)
  (#not-has-child? @_body "line_comment" "block_comment")
  ; A template of rstest has no body: the tests that apply it have.
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench" "template" "*.template")
  (#not-path? @finding ":compiled-only")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

; What it returns is compared by the runner: `#[test_case("a" => true)]`.
((function_item
  return_type: (_)) @finding
  (#decorated? @finding ":test-attribute")
  (#set! level "off"))

; A value that is made when it is first asked for: making it is the check.
((function_item body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#calls? @_body "LazyLock.force" "Lazy.force" "*.LazyLock.force" "*.Lazy.force")
  (#set! level "off"))

; A type or a pattern that the compiler checks.
((function_item
  body: (block (let_declaration pattern: "_" type: (_)))) @finding
  (#decorated? @finding ":test-attribute")
  (#set! level "off"))

((function_item
  body: (block (let_declaration pattern: (tuple_pattern) @_unit))) @finding
  (#decorated? @finding ":test-attribute")
  (#eq? @_unit "()")
  (#set! level "off"))

; Nothing but what macros make is dropped: that each form of them compiles is the check.
((function_item
  body: (block . (let_declaration pattern: "_" value: (macro_invocation)) @_first) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#not-contains? @_body "call_expression" "await_expression" "expression_statement" "if_expression")
  (#set! level "off"))

((function_item
  body: (block . (let_declaration pattern: "_" value: (macro_invocation macro: (_) @_first))
    . (let_declaration pattern: "_" value: (macro_invocation macro: (_) @_second)))) @finding
  (#decorated? @finding ":test-attribute")
  (#same-text? @_first @_second)
  (#set! level "off"))

((function_item
  body: (block (let_declaration pattern: (identifier) @_unused value: (macro_invocation))
    . (let_declaration pattern: (identifier) @_again value: (macro_invocation)) .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_unused "^_")
  (#same-text? @_unused @_again)
  (#set! level "off"))

((function_item
  body: (block . (let_declaration pattern: (identifier) @_unused value: (macro_invocation macro: (scoped_identifier))) .)) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_unused "^_")
  (#set! level "off"))

; So are values of one type or another, made and dropped one after the other: that they fit is the check.
((function_item
  body: (block (let_declaration pattern: "_" value: (call_expression function: (scoped_identifier) @_made))
    (let_declaration pattern: "_" value: (call_expression function: (scoped_identifier) @_again))) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#same-text? @_made @_again)
  (#named? @_made "new" "of" "from")
  (#not-contains? @_body "await_expression")
  (#set! level "off"))

((function_item
  body: (block (let_declaration pattern: (identifier) @_unused value: (call_expression function: (scoped_identifier) @_made))
    . (let_declaration pattern: (identifier) @_again value: (call_expression function: (scoped_identifier)))) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_unused "^_")
  (#same-text? @_unused @_again)
  (#named? @_made "new" "of" "from")
  (#not-contains? @_body "await_expression")
  (#set! level "off"))

; Something is made and dropped: that it can be made is what there is to see of it.
((function_item
  body: (block (let_declaration pattern: (_) @_unused value: (call_expression function: [
    (identifier) @_made
    (scoped_identifier) @_made
    (field_expression) @_made])) .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_unused "^_")
  (#statements? @_body "<" "4")
  (#named? @_made "new" "new_*" "default" "builder" "build" "build_*" "with_*" "create" "create_*" "make_*" "add_service")
  (#not-calls? @_body "println" "print" "eprintln" "eprint" "dbg")
  (#set! level "off"))

((function_item
  body: (block (let_declaration pattern: (identifier) @_unused value: (macro_invocation macro: (_) @_macro)) .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_unused "^_")
  (#not-named? @_macro "format" "vec")
  (#not-calls? @_body "println" "print" "eprintln" "eprint" "dbg")
  (#set! level "off"))

; Another test of the file expects that the same call fails: that this one does not is the check.
((function_item
  body: (block (let_declaration value: (call_expression)) .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#fails-elsewhere? @_body)
  (#set! level "off"))

; What a case of a table hands in is called: it may assert.
((function_item
  body: (block (let_declaration value: (call_expression function: (identifier) @_given)) .)) @finding
  (#decorated? @finding ":test-attribute")
  (#from-parameter? @_given)
  (#set! level "off"))

; Functions are named, or all kinds of something: that they are there is what the compiler checks.
((function_item
  body: (block (let_declaration pattern: "_" value: (scoped_identifier) @_named))) @finding
  (#decorated? @finding ":test-attribute")
  (#match? @_named "::[a-z_][a-z0-9_]*$")
  (#set! level "off"))

((function_item
  body: (block . (let_declaration pattern: "_" value: (identifier)) .)) @finding
  (#decorated? @finding ":test-attribute")
  (#set! level "off"))

((function_item
  body: (block (let_declaration value: (closure_expression body: (match_expression))) .)) @finding
  (#decorated? @finding ":test-attribute")
  (#set! level "off"))

; A part of something is named: that it can be seen, and has an index, is the check.
((function_item
  body: (block (let_declaration value: [(index_expression) (field_expression) (reference_expression [(index_expression) (field_expression)])]) .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#not-calls? @_body "println" "print" "eprintln" "eprint" "dbg")
  (#set! level "off"))

; Its documentation says that not panicking is the point.
((line_comment) @_doc
  (function_item body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#comment-kind? @_doc "doc")
  (#phrase? @_doc ":no-crash-phrases")
  (#set! level "off"))

; A helper inside it fails by itself: `fn err(text: &str) { parse(text).unwrap_err(); }`.
((function_item
  body: (block (function_item body: (block) @_helper))) @finding
  (#decorated? @finding ":test-attribute")
  (#calls? @_helper ":implicit-check")
  (#set! level "off"))

; The name says that not panicking is the point.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name ":no-crash-names")
  (#decorated? @finding ":test-attribute")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-returns? @_body "Result" "*Result")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#set! level "off"))

; A comment says that not panicking is the point.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-returns? @_body "Result" "*Result")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#phrase? @_body ":no-crash-phrases")
  (#set! level "off"))

; A result is printed, or is given a name that nothing reads: it was there to be checked.
((function_item
  name: (identifier) @name
  body: (block) @_body) @finding
  (#calls? @_body "println" "print" "eprintln" "eprint" "dbg")
  (#decorated? @finding ":test-attribute")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-returns? @_body "Result" "*Result")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#bind! call @_body "last-call"))

((function_item
  name: (identifier) @name
  body: (block [
    (expression_statement (match_expression))
    (match_expression)] .) @_body) @finding
  (#decorated? @finding ":test-attribute")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-returns? @_body "Result" "*Result")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#bind! call @_body "last-call"))

; A name that nothing reads, though that of the test says what comes.
((function_item
  name: (identifier) @name
  body: (block (let_declaration !type) .) @_body) @finding
  (#word? @name ":promised-effects")
  (#decorated? @finding ":test-attribute")
  (#not-trivial? @_body)
  (#not-asserts? @_body)
  (#not-raises? @_body)
  (#not-calls? @_body ":implicit-check")
  (#not-contains? @_body "try_expression")
  (#not-returns? @_body "Result" "*Result")
  (#not-decorated? @finding "should_panic" "ignore" "bench" "*.bench")
  (#bind! call @_body "last-call"))
