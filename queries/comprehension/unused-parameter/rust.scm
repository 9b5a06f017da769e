((function_item
  name: (identifier) @name
  parameters: (parameters (parameter pattern: (identifier) @parameter))
  body: (block) @_body) @finding
  (#word? @parameter ":promising-words")
  (#not-uses? @_body @parameter)
  (#not-trivial? @_body)
  (#statements? @_body ">" "1")
  (#not-overrides? @finding)
  (#not-has-ancestor? @finding "trait_item")
  (#not-named? @name ":hook-names" ":noop-names" "_*")
  (#not-named? @parameter "_")
  (#not-decorated? @finding "*")
  (#not-used-as-value? @name)
  (#not-calls? @_body "todo" "unimplemented" "unreachable" "compile_error")
  (#not-phrase? @_body "unused" "ignored" "not used" "reserved"))
