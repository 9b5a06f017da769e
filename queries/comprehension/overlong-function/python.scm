; The parameters are the options of a command.
((function_definition
  parameters: (parameters [(typed_default_parameter value: (call function: (_) @_option)) (default_parameter value: (call function: (_) @_option))])) @finding
  (#resolves-to? @_option "typer.Option" "typer.Argument" "fastapi.Query" "fastapi.Form" "fastapi.Depends" "Query" "Depends" "pydantic.Field")
  (#complexity? @finding "<" "41")
  (#set! level "off"))

((decorated_definition
  (decorator (call function: (_) @_mark))
  definition: (function_definition) @finding)
  (#resolves-to? @_mark "click.option" "click.argument" "*.option" "rich_click.option" "rich_click.argument")
  (#complexity? @finding "<" "41")
  (#set! level "off"))

((function_definition parameters: (parameters (typed_parameter . (list_splat_pattern)))) @finding
  (#complexity? @finding "<" "41")
  (#set! level "off"))

((function_definition name: (identifier) @name) @finding
  (#complexity? @finding ">" "40")
  (#bind! complexity @finding "complexity")
  (#set! message "`{name}` has a cognitive complexity of {complexity}"))

((function_definition name: (identifier) @name) @finding
  (#nesting? @finding ">" "5")
  (#bind! nesting @finding "nesting")
  (#set! message "`{name}` is nested {nesting} blocks deep"))

((function_definition
  name: (identifier) @name
  parameters: (parameters [
    (identifier) (typed_parameter) (default_parameter) (typed_default_parameter)]+ @_parameters) @_list) @finding
  (#count? @_parameters ">" "9")
  ; What follows is named by whoever calls.
  (#not-has-child? @_list "keyword_separator" "list_splat_pattern")
  (#not-named? @name "__init__")
  (#bind! count @_parameters "count")
  (#set! message "`{name}` takes {count} parameters")
  (#set! question "Which of the {count} parameters of `{name}` always travel together, and which combination is never used?"))
