((function_item name: (identifier) @name) @finding
  (#complexity? @finding ">" "40")
  (#bind! complexity @finding "complexity")
  (#set! message "`{name}` has a cognitive complexity of {complexity}"))

((function_item name: (identifier) @name) @finding
  (#nesting? @finding ">" "5")
  (#bind! nesting @finding "nesting")
  (#set! message "`{name}` is nested {nesting} blocks deep"))

((function_item
  name: (identifier) @name
  parameters: (parameters (parameter)+ @_parameters)) @finding
  (#count? @_parameters ">" "9")
  (#not-overrides? @finding)
  (#bind! count @_parameters "count")
  (#set! message "`{name}` takes {count} parameters")
  (#set! question "Which of the {count} parameters of `{name}` always travel together, and which combination is never used?"))
