; Tidying up in a handler that hands the exception on.
((except_clause (block (try_statement (except_clause) @finding) (raise_statement)))
  (#not-contains? @finding "raise_statement")
  (#set! level "off"))

; The documentation of the function says that it must not fail.
(function_definition body: (block
  . (expression_statement (string) @_doc)
  [(try_statement (except_clause) @finding)
   (_ (block (try_statement (except_clause) @finding)))])
  (#match? @_doc "(?i)never (raise|fail|throw)s?|must not (raise|fail|break)|best[- ]effort|fail[- ]?(open|soft|safe|silent)|(ignore|swallow)s? (all |any )?(error|failure|exception)s?")
  (#set! level "off"))

; Read as data where it is data, kept as text where it is not.
(try_statement
  body: (block . (expression_statement (assignment left: (_) @_text right: (call arguments: (argument_list . (_) @_same)))) .)
  (except_clause value: (_) (block) @_body) @finding
  (#same-text? @_text @_same)
  (#trivial? @_body)
  (#not-catches? @finding ":broad")
  (#set! level "off"))

; Yes or no: a failure is one of the two.
(try_statement
  body: (block (return_statement (true)))
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#in-function? @finding ":predicate-functions")
  (#set! level "off"))

; An optional import: worth a word, hardly more.
(try_statement
  body: (block [(import_statement) (import_from_statement)] @_import)
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":broad")
  (#not-explained? @_body)
  (#set! message "`{function}` ignores every failure of an import, not only that the module is missing")
  (#set! question "If the imported module of line {line} is there but broken, `{function}` goes on without it. Who finds out?")
  (#set! level "info"))

; A comment in the handler says why.
(try_statement
  (except_clause (comment) (block) @_body) @finding
  (#trivial? @_body)
  (#explained? @finding)
  (#set! level "off"))

(try_statement
  (except_clause (block (comment)) @_body) @finding
  (#trivial? @_body)
  (#explained? @_body)
  (#set! level "off"))

; One item of many that cannot be read is left out: narrow classes say which failure is meant.
(try_statement
  (except_clause value: (_) (block (continue_statement)) @_body) @finding
  (#trivial? @_body)
  (#not-catches? @finding ":broad")
  (#set! level "off"))

; Giving something back before the exception goes on.
(except_clause (block
  (try_statement body: (block) @_try (except_clause (block) @_body) @finding)
  (raise_statement) .)
  (#trivial? @_body)
  (#statements? @_try "<" "2")
  (#calls? @_try ":cleanup-calls")
  (#set! level "off"))

; The exception of the next line says that it failed, with or without what could be read here.
((try_statement (except_clause (block) @_body) @finding) . (raise_statement)
  (#trivial? @_body)
  (#set! level "off"))

; One way of several is tried: the next statement is another.
((try_statement
   body: (block (return_statement))
   (except_clause (block) @_body) @finding)
  . (try_statement body: (block (return_statement)))
  (#trivial? @_body)
  (#set! level "off"))

((try_statement
   body: (block (if_statement (block [(return_statement) (continue_statement)])))
   (except_clause (block) @_body) @finding)
  . [(try_statement) (if_statement) (comment)]
  (#trivial? @_body)
  (#set! level "off"))

((try_statement
   body: (block (continue_statement))
   (except_clause (block) @_body) @finding)
  (#trivial? @_body)
  (#set! level "off"))

; The first of several that answers is taken.
(try_statement
  body: (block) @_try
  (except_clause (block (continue_statement)) @_body) @finding
  (#in-loop? @finding "for")
  (#contains? @_try "return_statement" "break_statement")
  (#trivial? @_body)
  (#set! level "off"))

; Tidying up on the way out.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#inside? @finding "finally_clause")
  (#calls? @_try ":cleanup-calls" "stop" "join" "remove*" "reset*" "restore*" "stop_*" "shutdown*")
  (#trivial? @_body)
  (#set! level "off"))

; A version, a measurement or something shown beside the work: the name says that it is no more than that.
(try_statement
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#in-function? @finding "*version*" "*telemetry*" "measure_*" "_measure_*" "*_rss*" "*memory_usage*" "*progress*" "print_*" "_print_*" "show_*" "_show_*" "display_*" "render_*" "_render_*" "*banner*" "*_sampler*")
  (#set! level "off"))

; What follows the statement is the other way: the block returns, or an `else` holds what depends on it.
(try_statement
  body: (block (return_statement)) @_try
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions" ":predicate-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! level "warning"))

(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (else_clause)
  (#trivial? @_body)
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! level "info"))

; Only one name waits for the outcome; it keeps what it had.
(try_statement
  body: (block [
    (expression_statement (assignment left: (_) @target))
    (if_statement consequence: (block . (expression_statement (assignment left: (_) @target)) .))
  ]) @_try
  (except_clause (block) @_body) @finding
  (#statements? @_try "<" "2")
  (#trivial? @_body)
  (#not-has-child? @_body "continue_statement")
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! question "When `{call|the block}` fails, `{target}` keeps what it had before. Does `{function}` know the difference?")
  (#set! level "warning"))

; Everything is caught.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call"))

; The same around giving something back, but around more than that one step.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":broad")
  (#not-in-function? @finding ":cleanup-functions")
  (#calls? @_try ":cleanup-calls")
  (#statements? @_try ">" "1")
  (#bind! call @_try "first-call")
  (#set! level "warning"))

; One class, and what follows is the other way.
(try_statement
  body: (block) @_try
  (except_clause (block) @_body) @finding
  (#trivial? @_body)
  (#not-catches? @finding ":broad")
  (#contains? @_try "return_statement" "yield" "break_statement")
  (#set! level "off"))

(try_statement
  (except_clause (block) @_body) @finding
  (else_clause)
  (#trivial? @_body)
  (#not-catches? @finding ":broad")
  (#set! level "off"))

; One class of a broken file, where nothing is written that somebody would miss: a file that is not there is an answer.
(try_statement
  body: (block) @_try
  (except_clause value: (_) (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":io-errors")
  (#not-catches? @finding ":broad" ":network-errors" ":database-errors" ":parse-errors" ":service-errors")
  (#not-calls? @_try ":storing-calls")
  (#set! level "off"))

(try_statement
  body: (block) @_try
  (except_clause value: (_) (block) @_body) @finding
  (#trivial? @_body)
  (#not-catches? @finding ":broad")
  (#in-function? @finding "*cache*" "detect*" "_detect*" "*detect" "find_*" "_find_*" "guess*" "*_version*" "*banner*" "*history*" "*lock*")
  (#set! level "off"))

; One class, but of those that stand for a broken file, network, database or text.
(try_statement
  body: (block) @_try
  (except_clause value: (_) @classes (block) @_body) @finding
  (#trivial? @_body)
  (#catches? @finding ":network-errors" ":database-errors" ":parse-errors" ":service-errors" ":io-errors")
  (#not-catches? @finding ":broad")
  (#not-explained? @_body)
  (#not-in-function? @finding ":cleanup-functions" ":attempt-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! message "`{function}` goes on as if `{call|the block}` had worked after `{classes}`")
  (#set! level "info"))

; The same with contextlib.suppress.
(with_statement
  (with_clause (with_item value: (call function: (_) @_suppress arguments: (argument_list [(identifier) (attribute)] @_class))))
  body: (block) @_try
  (#resolves-to? @_suppress "contextlib.suppress")
  (#resolves-to? @_class ":broad")
  (#statements? @_try ">" "1")
  (#not-explained? @_try)
  (#not-in-function? @_try ":cleanup-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! level "warning")) @finding

(with_statement
  (with_clause (with_item value: (call function: (_) @_suppress arguments: (argument_list [(identifier) (attribute)] @_class))))
  body: (block) @_try
  (#resolves-to? @_suppress "contextlib.suppress")
  (#resolves-to? @_class ":broad")
  (#calls? @_try ":storing-calls")
  (#not-explained? @_try)
  (#not-in-function? @_try ":cleanup-functions")
  (#not-calls? @_try ":cleanup-calls")
  (#bind! call @_try "first-call")
  (#set! level "warning")) @finding
