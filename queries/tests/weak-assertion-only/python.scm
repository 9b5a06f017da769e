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

; What gives something back is called by others.
((function_definition
  name: (identifier) @name
  body: (block (return_statement (_)) .)) @finding
  (#named? @name "test*")
  (#set! level "off"))

; What a model answers cannot be known before.
((function_definition
  name: (identifier) @name) @finding
  (#named? @name "test*")
  (#path? @finding "**/evals/**" "**/eval/**")
  (#set! level "off"))

; That a module brings a name.
((function_definition
  name: (identifier) @name
  body: (block [(import_from_statement) (import_statement)] . (assert_statement)) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#not-contains? @_body "assignment" "with_statement")
  (#set! level "off"))

; The docstring says that the type, or that something is there, is the tested property.
((function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string) @_doc)) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#match? @_doc "(?i)\\b(types?|instance of|at least one|has (all|the|every)|have (all|the|every)|accepts?|exists?)\\b")
  (#set! level "off"))

; So does a comment at the beginning.
((function_definition
  name: (identifier) @name
  (comment) @_doc
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#match? @_doc "(?i)\\b(same type|types? of|instance of|non-none|non-null|exists?)\\b")
  (#set! level "off"))

; The docstring says that not crashing is the point.
((function_definition
  name: (identifier) @name
  body: (block . (expression_statement (string) @_doc)) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#phrase? @_doc ":no-crash-phrases")
  (#set! level "off"))

; The same is asked of every element: the rule for all of them is the tested property.
((function_definition
  name: (identifier) @name
  body: (block (for_statement) @_loop) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#assertions-inside? @_body @_loop)
  (#set! level "off"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#not-decorated? @finding ":fixture" ":skip-marks")
  (#not-named? @name ":existence-names" ":no-crash-names")
  (#not-calls? @_body ":unseen-helpers" ":measuring" ":told-by-success" ":skipping")
  (#not-contains? @_body "raise_statement")
  (#not-has-ancestor? @finding "function_definition")
  (#not-fails-elsewhere? @_body)
  (#bind! call @_body "asserted-call"))
