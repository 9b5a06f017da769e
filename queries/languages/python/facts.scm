; What the facts of a file are made of. Read by the engine's fact extraction, which knows these captures:
;   @bind      a name that lives in the enclosing function, or is defined by the module or class; with it
;     @value   what it holds (an object, or a collection of such), @type what it is declared to be,
;     @failure what it holds the error of, that is given in place of an object
;     @inside  that it holds what this method takes out of its object: `orders.iter().map` of `|order|`
;   @closure   the same of a parameter of a closure, which is seen nowhere else
;   @parameter the same of a parameter: where no body follows, as in a trait, it is a name of nothing
;   @generic   a type parameter: a name of the enclosing function that is never a definition
;   @outer     a name that the enclosing function only borrows from outside
;   @member    an attribute of the class of @self, or of @owner; with @value or @type
;   @class     the name of a class that is defined, @base what it inherits
;   @extension the type of which more is defined here
;   @registered  a class that a decorator gets
;   @alias     what the bound name is another name of
;   @public    a function that others may call, as its name or declaration says
;   @result    what a function returns or yields
;   @module    the name of a module that stands in a file of its own
;   @field     a member that cannot be a function unless it is called
;   @calls.x   the object's method `x` is called here, without its name standing here;
;              `getattr-dynamic` is any whose name begins as the text beside the object does
;   @calls.any.x  the method `x` of something that does not stand here
;   @operand   with @calls.x: what the object is compared with, where the types of both say which method is meant
;   @program   the name of a program that is run, @program.module a module that is run as one
;   @commands  what a test gives to a program as if it were called with it
;   @applied   a decorator: called with what stands below it
;   @skip      nothing in here refers to anything at run time

; parameters
(parameters (identifier) @bind)
(default_parameter name: (identifier) @bind value: (_) @value)
(typed_parameter . (identifier) @bind type: (_) @type)
(typed_default_parameter name: (identifier) @bind type: (_) @type)
(lambda_parameters (identifier) @bind)
(list_splat_pattern (identifier) @bind)
(dictionary_splat_pattern (identifier) @bind)

; variables
(assignment left: (identifier) @bind type: (_)? @type right: (_)? @value)
(augmented_assignment left: (identifier) @bind)
(type_alias_statement left: (type [(identifier) @bind (generic_type (identifier) @bind)]))
(named_expression name: (identifier) @bind value: (_) @value)
(for_statement left: (identifier) @bind right: (_) @value)
(for_in_clause left: (identifier) @bind right: (_) @value)
(pattern_list (identifier) @bind)
(tuple_pattern (identifier) @bind)
(list_pattern (identifier) @bind)
(with_item value: (as_pattern . (_) @value alias: (as_pattern_target (identifier) @bind)))
(except_clause value: (as_pattern . (_) @type alias: (as_pattern_target (identifier) @bind)))
(case_pattern (as_pattern (identifier) @bind .))
(case_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(global_statement (identifier) @outer)
(nonlocal_statement (identifier) @outer)

; members
(assignment
  left: (attribute object: (identifier) @self attribute: (identifier) @member)
  type: (_)? @type
  right: (_)? @value)

(assignment
  left: (attribute object: (identifier) @self attribute: (identifier) @member)
  right: (assignment right: (_) @value))

; classes
(class_definition name: (identifier) @class)
(decorated_definition (decorator) definition: (class_definition name: (identifier) @registered))
(class_definition name: (identifier) @class superclasses: (argument_list [(identifier) (attribute) (subscript)] @base))

(function_definition name: (identifier) @name (#not-match? @name "^_")) @public
(return_statement (_) @result)
(yield (_) @result)

(keyword_argument name: (identifier) @skip)
(type) @skip
(call function: (identifier) @name arguments: (argument_list (_) . (_) @skip .) (#match? @name "^(isinstance|issubclass)$"))
(except_clause value: (_) @skip)

(class_definition superclasses: (argument_list [(identifier) (attribute) (subscript)] @skip))
; other names of types make no objects
(assignment type: (type [(identifier) (attribute)] @name) right: (_) @skip (#match? @name "(^|\\.)TypeAlias$"))
(assignment right: (subscript value: [(identifier) (attribute)] @name) @skip
  (#match? @name "(^|\\.)(Annotated|Callable|Dict|Iterable|Iterator|List|Mapping|Optional|Sequence|Set|Tuple|Type|Union)$"))
; a signal is sent by hand: who handles it is not called by those who say so
(call function: [(identifier) @name (attribute object: (identifier) @library attribute: (identifier) @name)]
  arguments: (argument_list . (_) . (attribute object: (identifier) @receiver) @skip)
  (#match? @name "^signal$") (#match? @library "^signal$") (#match? @receiver "^(self|cls)$"))
(call function: (attribute attribute: (identifier) @name)
  arguments: (argument_list . (_) . (attribute object: (identifier) @receiver) @skip)
  (#match? @name "^add_signal_handler$") (#match? @receiver "^(self|cls)$"))
(decorator (_) @applied)
(class_definition superclasses: (argument_list
  (keyword_argument name: (identifier) @name value: (_) @applied) (#match? @name "^metaclass$")))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.getattr-dynamic . [(binary_operator) (string (interpolation))])
  (#match? @name "^getattr$"))
; a name of which nothing is seen is more often that of an attribute, unless the result is called or kept
(call function: (call function: (identifier) @name arguments: (argument_list . (_) @calls.getattr-dynamic . [(identifier) (call) (attribute) (subscript)]))
  (#match? @name "^getattr$"))
(assignment right: (call function: (identifier) @name arguments: (argument_list . (_) @calls.getattr-dynamic . [(identifier) (call) (attribute) (subscript)]))
  (#match? @name "^getattr$"))
(return_statement (call function: (identifier) @name arguments: (argument_list . (_) @calls.getattr-dynamic . [(identifier) (call) (attribute) (subscript)]))
  (#match? @name "^getattr$"))
(named_expression value: (call function: (identifier) @name arguments: (argument_list . (_) @calls.getattr-dynamic . [(identifier) (call) (attribute) (subscript)]))
  (#match? @name "^getattr$"))
(call function: (attribute attribute: (identifier) @name) arguments: (argument_list . (_) @calls.getattr-dynamic) (#match? @name "^__getattribute__$"))

; `runner.invoke(cli, ["sell", "--fast"])`
(call function: (attribute attribute: (identifier) @name) arguments: (argument_list . (_) . (_) @commands) (#match? @name "^invoke$"))
(call function: (attribute attribute: (identifier) @name) arguments: (argument_list (keyword_argument name: (identifier) @key value: (_) @commands))
  (#match? @name "^invoke$") (#match? @key "^args$"))

; operators
(subscript value: (_) @calls.__getitem__)
(assignment left: (subscript value: (_) @calls.__setitem__))
(augmented_assignment left: (subscript value: (_) @calls.__setitem__))
(delete_statement (subscript value: (_) @calls.__delitem__))
(delete_statement (expression_list (subscript value: (_) @calls.__delitem__)))
(delete_statement (attribute object: (_) @calls.__delattr__))
(comparison_operator ["in" "not in"] . (_) @calls.__contains__)
(comparison_operator . (_) @calls.__eq__ @calls.__ne__ ["==" "!="])
(comparison_operator (_) @calls.__lt__ @calls.__gt__ @calls.__le__ @calls.__ge__ ["<" ">" "<=" ">="])
(binary_operator left: (_) @calls.__add__ operator: "+")
(binary_operator left: (_) @calls.__sub__ operator: "-")
(binary_operator left: (_) @calls.__mul__ operator: "*")
(binary_operator left: (_) @calls.__truediv__ operator: "/")
(binary_operator left: (_) @calls.__floordiv__ operator: "//")
(binary_operator left: (_) @calls.__mod__ operator: "%")
(binary_operator left: (_) @calls.__pow__ operator: "**")
(binary_operator left: (_) @calls.__matmul__ operator: "@")
(binary_operator left: (_) @calls.__and__ operator: "&")
(binary_operator left: (_) @calls.__or__ operator: "|")
(binary_operator left: (_) @calls.__xor__ operator: "^")
(binary_operator left: (_) @calls.__lshift__ operator: "<<")
(binary_operator left: (_) @calls.__rshift__ operator: ">>")
; the right side is asked where the left one does not know it
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "+" right: (_) @calls.__radd__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "-" right: (_) @calls.__rsub__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "*" right: (_) @calls.__rmul__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "/" right: (_) @calls.__rtruediv__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "//" right: (_) @calls.__rfloordiv__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "%" right: (_) @calls.__rmod__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "**" right: (_) @calls.__rpow__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "@" right: (_) @calls.__rmatmul__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "&" right: (_) @calls.__rand__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "|" right: (_) @calls.__ror__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "^" right: (_) @calls.__rxor__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: "<<" right: (_) @calls.__rlshift__)
(binary_operator left: [(integer) (float) (string) (list) (tuple) (dictionary) (set)] operator: ">>" right: (_) @calls.__rrshift__)
(augmented_assignment left: (_) @calls.__iadd__ @calls.__add__ operator: "+=")
(augmented_assignment left: (_) @calls.__isub__ @calls.__sub__ operator: "-=")
(augmented_assignment left: (_) @calls.__imul__ @calls.__mul__ operator: "*=")
(augmented_assignment left: (_) @calls.__ior__ @calls.__or__ operator: "|=")
(augmented_assignment left: (_) @calls.__iand__ @calls.__and__ operator: "&=")
(augmented_assignment left: (_) @calls.__ixor__ @calls.__xor__ operator: "^=")
(augmented_assignment left: (_) @calls.__itruediv__ @calls.__truediv__ operator: "/=")
(augmented_assignment left: (_) @calls.__ifloordiv__ @calls.__floordiv__ operator: "//=")
(augmented_assignment left: (_) @calls.__imod__ @calls.__mod__ operator: "%=")
(augmented_assignment left: (_) @calls.__ipow__ @calls.__pow__ operator: "**=")
(augmented_assignment left: (_) @calls.__imatmul__ @calls.__matmul__ operator: "@=")
(augmented_assignment left: (_) @calls.__ilshift__ @calls.__lshift__ operator: "<<=")
(augmented_assignment left: (_) @calls.__irshift__ @calls.__rshift__ operator: ">>=")
(unary_operator operator: "-" argument: (_) @calls.__neg__)
(unary_operator operator: "~" argument: (_) @calls.__invert__)
(for_statement right: (_) @calls.__iter__ @calls.__aiter__ @calls.__next__ @calls.__anext__)
(for_in_clause right: (_) @calls.__iter__ @calls.__aiter__ @calls.__next__ @calls.__anext__)
(list_splat (_) @calls.__iter__)
(dictionary_splat (_) @calls.keys @calls.__getitem__)
(await (_) @calls.__await__)
(with_item value: (as_pattern . (_) @calls.__enter__ @calls.__exit__ @calls.__aenter__ @calls.__aexit__))
(with_item value: (_) @calls.__enter__ @calls.__exit__ @calls.__aenter__ @calls.__aexit__)
(interpolation expression: (_) @calls.__str__ @calls.__format__)
(interpolation expression: (_) @calls.__repr__ type_conversion: (_))
(if_statement condition: (_) @calls.__bool__ @calls.__len__)
(not_operator argument: (_) @calls.__bool__ @calls.__len__)
(boolean_operator (_) @calls.__bool__ @calls.__len__)
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__len__) (#match? @name "^(len|bool)$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__str__) (#match? @name "^(str|print|format)$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__repr__) (#match? @name "^repr$"))
; `pytest.raises(Refused, match="no stock")` looks for it in the text of the error
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__str__ (keyword_argument name: (identifier) @key))
  (#match? @name "^(raises|warns)$") (#match? @key "^match$"))
(call function: (attribute attribute: (identifier) @name) arguments: (argument_list . (_) @calls.__str__ (keyword_argument name: (identifier) @key))
  (#match? @name "^(raises|warns)$") (#match? @key "^match$"))
(call function: (attribute attribute: (identifier) @name) arguments: (argument_list . (_) @calls.__str__) (#match? @name "^assert(Raises|Warns)Regexp?$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__int__ @calls.__index__ @calls.__float__) (#match? @name "^(int|float|range|hex|bin|oct)$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__bytes__) (#match? @name "^bytes$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__next__) (#match? @name "^a?next$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__abs__ @calls.__round__) (#match? @name "^(abs|round)$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__reversed__) (#match? @name "^reversed$"))
(call function: (identifier) @name arguments: (argument_list . (_) @calls.__dir__ @calls.__dict__) (#match? @name "^(dir|vars)$"))
(call function: (identifier) @name arguments: (argument_list (_) @calls.__iter__ @calls.__next__)
  (#match? @name "^(iter|list|tuple|set|frozenset|dict|sorted|sum|min|max|any|all|enumerate|zip|map|filter)$"))
(call function: (identifier) @name arguments: (argument_list (_) @calls.__lt__ @calls.__gt__) (#match? @name "^(sorted|min|max)$"))

; pickles and copies
(call function: [(identifier) @name (attribute attribute: (identifier) @name)] arguments: (argument_list . (_) @calls.__copy__ @calls.__deepcopy__ @calls.__reduce__ @calls.__reduce_ex__ @calls.__getstate__ @calls.__setstate__ @calls.__getnewargs__)
  (#match? @name "^(dumps|dump|copy|deepcopy)$"))

; programs
(call arguments: (argument_list . (list . (string (string_content) @program))))
(list (string (string_content) @flag) . (string (string_content) @program.module) (#match? @flag "^-m$"))
