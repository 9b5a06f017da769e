; Functions that only compute.
((expression_statement (call function: (_) @call) @_value) @finding
  (#resolves-to? @call ":pure-builtins")
  (#not-inside? @finding "try_statement" "with_statement"))

((expression_statement (call function: (_) @call) @_value) @finding
  (#resolves-to? @call ":pure-builtins")
  (#inside? @finding "except_clause")
  (#not-inside? @finding "with_statement"))

; Text, lists and dicts that are known as such.
((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call))) @finding
  (#named? @call ":pure-known-methods")
  (#constant? @object)
  (#not-inside? @finding "try_statement" "with_statement"))

((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call))) @finding
  (#named? @call ":pure-known-methods")
  (#typed? @object "str" "bytes")
  (#not-inside? @finding "try_statement" "with_statement"))

((expression_statement (call function: (attribute object: (identifier) @_class attribute: (identifier) @call))) @finding
  (#eq? @_class "str")
  (#named? @call ":pure-known-methods")
  (#not-inside? @finding "try_statement" "with_statement"))

; Methods that only text has.
((expression_statement (call function: (attribute object: (_) @_object attribute: (identifier) @call))) @finding
  (#named? @call ":pure-text-methods")
  (#not-resolves-to? @_object "self" "cls" "super" "self.*")
  (#not-imports? @finding "rich" "rich.*" "pandas" "polars")
  (#not-inside? @finding "try_statement" "with_statement")
  (#set! level "info"))

((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call))) @finding
  (#named? @call "copy" "items" "keys" "values")
  (#from-call? @object "dict" "list" "set")
  (#not-inside? @finding "try_statement" "with_statement"))

; `replace` of two texts: a path's `replace` takes one argument.
((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call) arguments: (argument_list . (string) . (string))) @_call) @finding
  (#eq? @call "replace")
  (#not-resolves-to? @object "os" "shutil" "dataclasses" "copy")
  (#not-has-argument? @_call "inplace")
  (#not-inside? @finding "try_statement" "with_statement"))

; Tensors and arrays: the form that changes in place ends in `_`.
((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call)) @_call) @finding
  (#named? @call ":pure-tensor-methods")
  (#from-call? @object ":tensor-sources")
  (#not-typed? @object "set" "list" "dict" "tuple")
  (#not-has-argument? @_call "out"))

; Data frames.
((expression_statement (call function: (attribute object: (_) @object attribute: (identifier) @call)) @_call) @finding
  (#named? @call ":pure-frame-methods")
  (#imports? @finding "pandas" "polars" "geopandas" "dask.dataframe" "cudf" "modin.pandas")
  (#not-has-argument? @_call "inplace")
  (#not-inside? @finding "try_statement" "with_statement"))

((expression_statement (call function: (identifier) @call) @_call) @finding
  (#eq? @call "type")
  (#resolves-to? @call "type" "builtins.type")
  (#argument-count? @_call "<" "2")
  (#not-inside? @finding "try_statement" "with_statement"))

; An element that is looked up and dropped.
((expression_statement (subscript value: (identifier) @object)) @finding
  (#typed? @object "dict" "list" "str" "tuple")
  (#not-from-parameter? @object)
  (#not-from-call? @object "defaultdict" "collections.defaultdict")
  (#not-inside? @finding "try_statement" "with_statement")
  (#set! message "`{function}` looks up an element of `{object}` and does nothing with it")
  (#set! question "What was the element of `{object}` to be used for in `{function}`?"))

; A comparison that nobody reads: `==` for `=`, or a lost `assert`.
((expression_statement (comparison_operator . (_) @object)) @finding
  (#not-inside? @finding "try_statement" "with_statement")
  (#not-only-child? @finding)
  (#set! message "`{function}` compares `{object}` and does nothing with the answer")
  (#set! question "What was to happen in `{function}` when the comparison with `{object}` is false?"))
