; The next statement tests what stands in.
((try_statement
   (except_clause (block . (expression_statement (assignment left: (_) @_target)) .)) @finding)
  . (if_statement condition: (_) @_test)
  (#uses? @_test @_target)
  (#set! level "off"))

; Text that somebody sent is decoded: what does not decode is no answer.
(try_statement
  body: (block) @_try
  (except_clause value: (_)) @finding
  (#statements? @_try "<" "2")
  (#calls? @_try "decode" "b64decode" "urlsafe_b64decode" "unhexlify" "fromhex" "fromisoformat" "strptime" "UUID")
  (#not-calls? @_try "open" "read" "read_text" "read_bytes")
  (#not-catches? @finding ":broad")
  (#set! level "off"))

; An optional import, or a name that only an optional import brings.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#contains? @_try "import_statement" "import_from_statement")
  (#set! level "off"))

; What stands in says itself that something failed.
(try_statement
  (except_clause (block [
    (return_statement (string) @_default)
    (expression_statement (assignment right: (string) @_default))]) @_body) @finding
  (#statements? @_body "<" "2")
  (#match? @_default "(?i)unavailable|not available|unknown|fail|error|could not|cannot|invalid|n/a")
  (#set! level "off"))

; Whether a text is text: the failure is the answer.
(try_statement
  (except_clause value: [(identifier) (attribute)] @_class) @finding
  (#any-of? @_class "UnicodeDecodeError" "UnicodeError" "UnicodeEncodeError")
  (#set! level "off"))

; A comment in the handler says why.
(try_statement
  (except_clause (comment) @_why (block)) @finding
  (#explained? @_why)
  (#set! level "off"))

(try_statement
  (except_clause (block (comment)) @_body) @finding
  (#explained? @_body)
  (#set! level "off"))

; A number out of a text, with the usual one in its place.
(try_statement
  body: (block . [
    (return_statement (call function: (identifier) @_number))
    (expression_statement (assignment right: (call function: (identifier) @_number)))] .)
  (except_clause) @finding
  (#any-of? @_number "int" "float" "Decimal" "bool" "str" "UUID")
  (#set! level "off"))

; A flag that chooses between two ways.
(try_statement
  (except_clause (block (expression_statement (assignment left: (_) @_target right: [(true) (false)]))) @_body) @finding
  (#statements? @_body "<" "2")
  (#word? @_target "use" "has" "is" "can" "enabled" "found" "exists" "alive" "running" "connected" "released" "acquired" "ready" "present" "installed" "matched")
  (#set! level "off"))

; What is only shown or counted, or chosen by looking: the name of the function says so.
(try_statement
  (except_clause (block . (return_statement) .)) @finding
  (#in-function? @finding "*_count" "*_version" "*_label" "detect_*" "_detect_*" "guess_*" "_guess_*" "*_display*" "display_*" "_format_*" "format_*" "*_health" "_health" "*_rss" "_rss*" "*_hint*" "*_or_*" "*_color*" "find_*" "_find_*" "parse_*" "_parse_*" "coerce_*" "_coerce_*" "to_*" "_to_*" "*_ts" "safe*" "_safe*" "*_repr" "_repr*" "tail" "*_name" "*_stats" "*_preview" "*_summary" "print_*" "_print_*" "show_*" "_show_*" "*_iso" "_iso" "*cmdline*" "*_tooltip" "*_title" "check_port*" "*_listening" "*_responding" "*_reachable" "*_exists" "check_*_running")
  (#set! level "off"))

; One step in a function whose type says that there may be nothing.
(try_statement
  body: (block . (_) . (_)? .) @_try
  (except_clause (block (return_statement (none))) @_body) @finding
  (#statements? @_body "<" "2")
  (#statements? @_try "<" "2")
  (#returns? @finding "Optional" "None")
  (#set! level "off"))

; False, with what was found, is the answer of a test.
(try_statement
  (except_clause (block (return_statement [(expression_list . (false)) (tuple . (false))])) @_body) @finding
  (#statements? @_body "<" "2")
  (#set! level "off"))

; The name that is set is the record of the failure.
(try_statement
  (except_clause (block (expression_statement (assignment left: (_) @_target right: [(true) (false) (string) (integer)]))) @_body) @finding
  (#statements? @_body "<" "2")
  (#word? @_target "error" "errors" "failed" "failure" "ok" "success" "valid" "invalid" "broken" "available" "unavailable" "supported" "healthy" "reachable")
  (#set! level "off"))

; The documentation of the function says what a failure gives.
(function_definition body: (block
  . (expression_statement (string) @_doc)
  [(try_statement (except_clause) @finding)
   (_ (block (try_statement (except_clause) @finding)))])
  (#match? @_doc "(?i)fail[- ]?(open|soft|safe)|best[- ]effort|unpars|unreadable|corrupt|malformed|on (any )?(error|failure|exception)|(if|when) [^.]{0,60}(fails|raises|errors|cannot|can.t|could not|is invalid)|silent|never raises|any (error|exception|failure)|degrad")
  (#set! level "off"))

; One class for a text that does not parse, in a script that looks through files.
(try_statement
  (except_clause value: [(identifier) (attribute)] (block (return_statement [(list) (dictionary) (none) (call)]))) @finding
  (#catches? @finding ":parse-errors")
  (#not-catches? @finding ":broad")
  (#path? @finding "scripts/**" "**/scripts/**" "tools/**" "**/tools/**" "**/benchmarks/**" "benchmarks/**")
  (#set! level "off"))

; `return None`, `return []`, `return 0`: the only thing a handler for everything does.
(try_statement
  body: (block) @_try
  (except_clause (block (return_statement [(none) (integer) (float) (string) (unary_operator) (tuple) (expression_list)] @default)) @_body) @finding
  (#statements? @_body "<" "2")
  (#literal? @default)
  (#catches? @finding ":broad" ":network-errors" ":database-errors" ":parse-errors" ":service-errors")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-returns? @finding "Optional" "None")
  (#bind! call @_try "first-call"))

(try_statement
  body: (block) @_try
  (except_clause (block (return_statement [(list) (dictionary) (call)] @default)) @_body) @finding
  (#statements? @_body "<" "2")
  (#any-of? @default "[]" "{}" "list()" "dict()" "set()" "frozenset()" "tuple()" "str()" "bytes()" "bytearray()")
  (#catches? @finding ":broad" ":network-errors" ":database-errors" ":parse-errors" ":service-errors")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#bind! call @_try "first-call"))

; The signature says that there may be none: the caller is warned, the cause is still lost.
(try_statement
  body: (block) @_try
  (except_clause (block (return_statement [(none) (integer) (float) (string) (unary_operator) (tuple) (expression_list)] @default)) @_body) @finding
  (#statements? @_body "<" "2")
  (#literal? @default)
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#returns? @finding "Optional" "None")
  (#bind! call @_try "first-call")
  (#set! level "info"))

; Whether something holds: the failure is a no.
(try_statement
  (except_clause (block (return_statement (false))) @_body) @finding
  (#statements? @_body "<" "2")
  (#in-function? @finding "validate*" "_validate*" "verify*" "_verify*" "check_*" "_check_*" "test_*" "_test_*" "looks_*" "_looks_*" "allow*" "_allow*")
  (#set! level "off"))

; True and False are an answer of a kind, though not to the question why.
(try_statement
  body: (block) @_try
  (except_clause (block (return_statement [(true) (false)] @default)) @_body) @finding
  (#statements? @_body "<" "2")
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#bind! call @_try "first-call")
  (#set! level "info"))

; A bare `return`.
(try_statement
  body: (block) @_try
  (except_clause (block (return_statement) @_return) @_body) @finding
  (#statements? @_body "<" "2")
  (#eq? @_return "return")
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#bind! call @_try "first-call")
  (#set! message "`{function}` returns early, and says nothing, whatever goes wrong in `{call|the block}`")
  (#set! question "After `{call|the block}` has failed, `{function}` returns as after success. What does the caller do next?"))

; The name gets a stand-in and the function goes on.
(try_statement
  body: (block) @_try
  (except_clause (block (expression_statement (assignment left: (_) @target
    right: [(none) (true) (false) (integer) (float) (string) (unary_operator) (tuple)] @default))) @_body) @finding
  (#statements? @_body "<" "2")
  (#literal? @default)
  (#catches? @finding ":broad" ":network-errors" ":database-errors" ":parse-errors" ":service-errors")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#bind! call @_try "first-call")
  (#set! message "`{target}` becomes `{default}` on any failure of `{call|the block}`")
  (#set! question "How does the rest of `{function}` tell a `{target}` that is `{default}` from one that could not be had?"))

(try_statement
  body: (block) @_try
  (except_clause (block (expression_statement (assignment left: (_) @target right: [(list) (dictionary) (call)] @default))) @_body) @finding
  (#statements? @_body "<" "2")
  (#any-of? @default "[]" "{}" "list()" "dict()" "set()" "frozenset()" "tuple()" "str()" "bytes()" "bytearray()")
  (#catches? @finding ":broad" ":network-errors" ":database-errors" ":parse-errors" ":service-errors")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#bind! call @_try "first-call")
  (#set! message "`{target}` becomes `{default}` on any failure of `{call|the block}`")
  (#set! question "How does the rest of `{function}` tell a `{target}` that is `{default}` from one that could not be had?"))

; Files: a missing one is often an answer.
(try_statement
  body: (block) @_try
  (except_clause (block (return_statement [(none) (integer) (float) (string) (list) (dictionary)] @default)) @_body) @finding
  (#statements? @_body "<" "2")
  (#any-of? @default "[]" "{}" "None" "0" "-1" "\"\"" "''")
  (#catches? @finding ":io-errors")
  (#not-in-function? @finding ":predicate-functions" ":attempt-functions" ":cleanup-functions")
  (#not-returns? @finding "Optional" "None")
  (#bind! call @_try "first-call")
  (#set! level "hint"))
