((function_definition
  name: (identifier) @name
  parameters: (parameters [
    (identifier) @parameter
    (typed_parameter . (identifier) @parameter)
    (default_parameter name: (identifier) @parameter)
    (typed_default_parameter name: (identifier) @parameter)]) @_parameters
  body: (block) @_body) @finding
  (#word? @parameter ":promising-words")
  (#not-uses? @_body @parameter)
  (#not-trivial? @_body)
  (#statements? @_body ">" "1")
  (#not-has-child? @_parameters "dictionary_splat_pattern" "list_splat_pattern")
  (#not-named? @parameter "self" "cls" "mcs" "_*" "unused*" "ignored*" "dummy*" ":given-parameters")
  (#not-named? @name ":hook-names" ":noop-names" "__*__" "test*" "*_view" "*_handler" "*_command" "cmd_*" "*_factory" "*_hook" "*_callback" "*_middleware" "*_processor" "*_filter" "*_validator" "handler" "lambda_handler" "callback" "main" "validate_*" "get_*_display")
  (#not-overrides? @finding)
  (#not-in-class? @finding ":protocol-classes" ":extension-classes")
  (#not-has-parent? @finding "decorated_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#not-used-as-value? @name)
  (#not-calls? @_body "locals" "vars" "eval" "exec" "NotImplementedError" "super")
  (#not-phrase? @_body "backwards compatibility" "backward compatibility" "compatibility" "unused" "ignored" "not used" "kept for" "reserved"))
