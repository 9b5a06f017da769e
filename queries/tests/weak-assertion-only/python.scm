((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#named? @name "test*")
  (#asserts-only? @_body "existence")
  (#not-decorated? @finding ":fixture" ":skip-marks")
  (#not-named? @name ":existence-names" ":no-crash-names")
  (#not-calls? @_body ":unseen-helpers")
  (#not-has-ancestor? @finding "function_definition")
  (#bind! call @_body "first-call"))
