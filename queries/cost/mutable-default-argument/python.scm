; The function changes its own default: the next call starts with what this one left.
((parameters
    (_
      name: (identifier) @param
      value: [
        (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
        (parenthesized_expression [(list) (dictionary) (set)])
        (call function: (_) @_made)
      ] @value) @finding)
  (#resolves-to? @_made ":mutable-constructors")
  (#not-typed? @param ":read-only-types")
  (#mutated? @param))

; The default is returned, yielded or kept: whoever gets it can change it for all.
((parameters
    (_
      name: (identifier) @param
      value: [
        (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
        (parenthesized_expression [(list) (dictionary) (set)])
        (call function: (_) @_made)
      ] @value) @finding)
  (#resolves-to? @_made ":mutable-constructors")
  (#not-typed? @param ":read-only-types")
  (#escapes? @param)
  (#set! message "`{function}` hands out the one object that is the default of `{param}`")
  (#set! question "Two calls of `{function}` without `{param}` hand out the same object. What happens when one of them changes it?"))

; Only read so far.
((parameters
    (_
      name: (identifier) @param
      value: [
        (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
        (parenthesized_expression [(list) (dictionary) (set)])
        (call function: (_) @_made)
      ] @value) @finding)
  (#resolves-to? @_made ":mutable-constructors")
  (#not-typed? @param ":read-only-types")
  (#set! level "hint")
  (#set! message "The default of `{param}` is one object for all calls of `{function}`, which only reads it today")
  (#set! question "Every call of `{function}` without `{param}` shares this object. What tells the next author not to write to it?"))

; Class fields that become defaults of a generated `__init__`.
((class_definition
    name: (identifier) @class
    body: (block
      (expression_statement
        (assignment
          left: (identifier) @param
          type: (type) @_type
          right: [
            (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
            (call function: (_) @_made)
          ] @value) @finding)))
  (#resolves-to? @_made ":mutable-constructors")
  (#in-class? @finding "NamedTuple" "typing.NamedTuple")
  (#set! message "Every `{class}` made without `{param}` shares one object")
  (#set! question "Two `{class}` objects are made without `{param}` and one of them changes it. What does the other one hold?"))

((decorated_definition
    definition: (class_definition
      name: (identifier) @class
      body: (block
        (expression_statement
          (assignment
            left: (identifier) @param
            type: (type) @_type
            right: [
              (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
              (call function: (_) @_made)
            ] @value) @finding))) @_class)
  (#resolves-to? @_made ":mutable-constructors")
  (#decorated? @_class ":dataclass-decorators")
  (#not-typed? @finding "ClassVar")
  (#set! message "Every `{class}` made without `{param}` shares one object")
  (#set! question "Two `{class}` objects are made without `{param}` and one of them changes it. What does the other one hold?"))

((decorated_definition
    definition: (class_definition
      name: (identifier) @class
      body: (block
        (expression_statement
          (assignment
            left: (identifier) @param
            right: [
              (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
              (call function: (_) @_made)
            ] @value) @finding))) @_class)
  (#resolves-to? @_made ":mutable-constructors")
  (#decorated? @_class ":attrs-decorators")
  (#not-typed? @finding "ClassVar")
  (#set! message "Every `{class}` made without `{param}` shares one object")
  (#set! question "Two `{class}` objects are made without `{param}` and one of them changes it. What does the other one hold?"))

; A context variable's default is one object for every context.
((call
    function: [(identifier) @_function (attribute) @_function (subscript value: (_) @_function)]
    arguments: (argument_list
      .
      (string) @param
      (keyword_argument
        name: (identifier) @_default
        value: [
          (list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension)
          (call function: [(identifier) @_made (attribute) @_made (subscript value: (_) @_made)])
        ] @value) @finding))
  (#resolves-to? @_function "contextvars.ContextVar")
  (#eq? @_default "default")
  (#resolves-to? @_made ":mutable-constructors")
  (#set! message "All contexts that never set {param} share one object")
  (#set! question "Two requests read {param} before either sets it, and one of them changes what it got. What does the other one see?"))
