; `-> Any` of a public function.
((function_definition name: (identifier) @name return_type: (type [(identifier) (attribute)] @_type)) @finding
  (#resolves-to? @_type "typing.Any" "typing_extensions.Any")
  (#public? @finding)
  (#not-overrides? @finding)
  (#not-decorated? @finding ":abstract" "property" "*.setter" "functools.wraps" "contextlib.contextmanager" "pytest.fixture")
  (#not-named? @name "__*__" "get" "get_*" "load*" "loads*" "parse*" "decode*" "deserialize*" "from_*" "to_*" "*json*" "*default*" "wrapper" "inner" "decorator" "call" "call_*" "invoke*" "eval*" "cast*" "convert*" "*value*" "*attr*" "*field*" "*config*" "*setting*" "run" "run_*"))

; A parameter of type Any.
((function_definition name: (identifier) @name parameters: (parameters (typed_parameter . (identifier) @what type: (type [(identifier) (attribute)] @_type)))) @finding
  (#resolves-to? @_type "typing.Any" "typing_extensions.Any")
  (#public? @finding)
  (#not-overrides? @finding)
  (#not-decorated? @finding ":abstract" "*.setter" "functools.wraps" "contextlib.contextmanager" "pytest.fixture" "functools.singledispatch" "*.register")
  (#not-named? @what "value" "obj" "object" "data" "default" "o" "v" "x" "item" "other" "arg" "args" "kwargs" "instance" "payload" "result" "_*")
  (#not-named? @name "__*__" "*json*" "is_*" "dump*" "encode*" "serialize*" "to_*" "format*" "repr*" "str*" "log*" "print*" "wrapper" "inner" "set_*" "*value*" "*cast*" "convert*")
  (#set! message "`{name}` takes `{what}` as Any")
  (#set! question "What does `{name}` need of `{what}`? The checker cannot help from here on."))

; `cast(Any, ..)`: the checker is sent away.
((call function: (_) @_cast arguments: (argument_list . [(identifier) (attribute)] @_type . (_) @what)) @finding
  (#resolves-to? @_cast "typing.cast" "typing_extensions.cast")
  (#resolves-to? @_type "typing.Any" "typing_extensions.Any")
  (#set! message "`{function}` casts `{what}` to Any")
  (#set! question "What did the checker say about `{what}` in `{function}`, and was it wrong?"))
