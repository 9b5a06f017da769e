; A word of another language where a value stands. `NameError` as soon as the line runs.
([
    (assignment right: (identifier) @finding)
    (return_statement (identifier) @finding)
    (comparison_operator (identifier) @finding)
    (argument_list (identifier) @finding)
    (keyword_argument value: (identifier) @finding)
    (pair value: (identifier) @finding)
    (list (identifier) @finding)
    (default_parameter value: (identifier) @finding)
    (typed_default_parameter value: (identifier) @finding)
    (if_statement condition: (identifier) @finding)
    (while_statement condition: (identifier) @finding)
    (boolean_operator (identifier) @finding)
    (not_operator argument: (identifier) @finding)
    (conditional_expression (identifier) @finding)
  ]
  (#any-of? @finding
    "null" "undefined" "nil" "true" "false" "TRUE" "FALSE" "NULL" "nullptr" "NaN" "Infinity")
  (#resolves-to? @finding ":foreign-values")
  (#not-imports? @finding ":foreign-bridges")
  (#bind! name @finding "value"))

; A function of another language.
((call function: [(identifier) (attribute)] @_function) @finding
  (#named? @_function
    "log" "error" "warn" "info" "debug" "parse" "stringify" "floor" "ceil" "round" "max" "min" "abs" "pow" "sqrt" "random" "keys" "values"
    "entries" "assign" "isArray" "from" "now" "all" "resolve" "parseInt" "parseFloat" "isNaN" "set*" "*URIComponent" "print*" "exit"
    "currentTimeMillis" "valueOf" "format" "parse*" "asList" "emptyList" "WriteLine" "Print*" "Sprintf" "Errorf" "Itoa" "puts" "echo" "strlen"
    "require" "array_push" "var_dump" "isset" "getElementById" "alert")
  (#resolves-to? @_function ":foreign-calls")
  (#not-imports? @finding ":foreign-bridges")
  (#bind! name @finding "callee"))

; A built-in name of Python 2, without a guard.
((call function: (identifier) @_function) @finding
  (#any-of? @_function
    "xrange" "unicode" "raw_input" "basestring" "unichr" "execfile" "reload" "apply" "intern" "coerce" "cmp" "reduce" "long")
  (#resolves-to? @_function ":python2-names")
  (#not-inside? @finding "try_statement" "if_statement" "conditional_expression" "boolean_operator")
  (#not-imports? @finding ":foreign-bridges")
  (#bind! name @finding "callee")
  (#set! message "`{name}` in `{function}` was a built-in of Python 2 and is gone")
  (#set! question "Python 3 has no `{name}`. Has this line of `{function}` ever run?"))

; A method that strings, lists and dicts do not have, on one of them.
((call function: (attribute object: (_) @receiver attribute: (identifier) @name)) @finding
  (#named? @name ":foreign-text-methods")
  (#typed? @receiver "str")
  (#not-typed? @receiver ":not-plainly-a-text")
  (#set! message "`{receiver}` is a text in `{function}`, and Python's texts have no `{name}`")
  (#set! question "`{receiver}` is a `str`, which has no `{name}`. Has this line of `{function}` ever run?"))

((call function: (attribute object: (_) @receiver attribute: (identifier) @name)) @finding
  (#named? @name ":foreign-list-methods")
  (#typed? @receiver "list")
  (#not-typed? @receiver ":not-plainly-a-list")
  (#set! message "`{receiver}` is a list in `{function}`, and Python's lists have no `{name}`")
  (#set! question "`{receiver}` is a `list`, which has no `{name}`. Has this line of `{function}` ever run?"))

((call function: (attribute object: (_) @receiver attribute: (identifier) @name)) @finding
  (#named? @name ":foreign-map-methods")
  (#typed? @receiver "dict")
  (#not-typed? @receiver ":not-plainly-a-dict")
  (#set! message "`{receiver}` is a dict in `{function}`, and Python's dicts have no `{name}`")
  (#set! question "`{receiver}` is a `dict`, which has no `{name}`. Has this line of `{function}` ever run?"))

; The length as an attribute of a text or a list that is one for certain.
((attribute object: (_) @receiver attribute: (identifier) @name) @finding
  (#eq? @name "length")
  (#typed? @receiver "str" "list" "dict" "set" "tuple" "bytes")
  (#not-typed? @receiver "Any" "Union" "Series" "Mapped" "ndarray" "Array" "Callable")
  (#not-has-parent? @finding "call")
  (#set! message "`{receiver}` in `{function}` has no `{name}` in Python")
  (#set! question "`{receiver}.{name}` raises `AttributeError`. Has this line of `{function}` ever run?"))

; A method that hardly any Python object has.
((call function: (attribute object: (_) @receiver attribute: (identifier) @name)) @finding
  (#named? @name ":foreign-certain-methods")
  (#not-imports? @finding ":foreign-bridges")
  (#not-any-of? @receiver "self" "cls" "super()")
  (#not-inside? @finding "try_statement" "if_statement" "conditional_expression")
  (#set! level "info")
  (#set! message "`{receiver}.{name}` in `{function}` is a method of another language's objects")
  (#set! question "Which class gives `{receiver}` a `{name}`, and has this line of `{function}` ever run?"))

; `this.x` in a method.
((attribute object: (identifier) @name) @finding
  (#eq? @name "this")
  (#resolves-to? @name "this")
  (#not-imports? @finding ":foreign-bridges"))

; `++i` is two plus signs.
((expression_statement (unary_operator operator: "+" argument: (unary_operator operator: "+" argument: (_) @name)) @finding)
  (#set! message "`++{name}` in `{function}` is two signs and changes nothing")
  (#set! question "`{name}` has the same value before and after this line of `{function}`. Was it meant to grow?"))

((expression_statement (unary_operator operator: "-" argument: (unary_operator operator: "-" argument: (_) @name)) @finding)
  (#set! message "`--{name}` in `{function}` is two signs and changes nothing")
  (#set! question "`{name}` has the same value before and after this line of `{function}`. Was it meant to shrink?"))
