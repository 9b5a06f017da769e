; That a module brings a name.
((function_definition
  name: (identifier) @name
  body: (block [(import_from_statement) (import_statement)] . (assert_statement)) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#not-contains? @_body "assignment" "with_statement")
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
  (#not-calls? @_body ":unseen-helpers" ":measuring" ":told-by-success")
  (#not-has-ancestor? @finding "function_definition")
  (#not-fails-elsewhere? @_body)
  (#bind! call @_body "asserted-call"))
