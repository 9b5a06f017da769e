; Nothing in it at all.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#trivial? @_body)
  (#not-has-ancestor? @finding "class_definition" "function_definition")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-has-child? @_body "comment")
  (#not-has-child? @finding "comment")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#has-ancestor? @finding "class_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#named? @name "test*")
  (#trivial? @_body)
  (#in-class? @finding ":test-classes")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-has-child? @_body "comment")
  (#not-has-child? @finding "comment")
  (#set! message "`{name}` has no body")
  (#set! question "`{name}` is green whatever the code does. What was it going to check?"))

; Calls, and no assertion. The name says that not crashing is the point: only a hint.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#not-asserts? @_body)
  (#not-trivial? @_body)
  (#not-has-ancestor? @finding "class_definition" "function_definition")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#named? @name ":no-crash-names")
  (#set! level "hint")
  (#bind! call @_body "first-call"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#in-test? @finding)
  (#not-asserts? @_body)
  (#not-trivial? @_body)
  (#not-has-ancestor? @finding "class_definition" "function_definition")
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#bind! call @_body "first-call"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#has-ancestor? @finding "class_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#named? @name "test*")
  (#in-test? @finding)
  (#in-class? @finding ":test-classes")
  (#not-asserts? @_body)
  (#not-trivial? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#not-named? @name ":no-crash-names")
  (#bind! call @_body "first-call"))

((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#has-ancestor? @finding "class_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#named? @name ":no-crash-names")
  (#in-test? @finding)
  (#in-class? @finding ":test-classes")
  (#not-asserts? @_body)
  (#not-trivial? @_body)
  (#not-decorated? @finding ":fixture" ":skip-marks" ":abstract")
  (#not-contains? @_body "raise_statement" "yield")
  (#not-calls? @_body ":skipping" ":measuring" ":unseen-helpers")
  (#set! level "hint")
  (#bind! call @_body "first-call"))
