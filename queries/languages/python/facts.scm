; What the facts of a file are made of. Read by the engine's fact extraction, which knows these captures:
;   @bind      a name that lives in the enclosing function, or is defined by the module or class; with it
;     @value   what it holds (an object, or a collection of such), @type what it is declared to be
;   @generic   a type parameter: a name of the enclosing function that is never a definition
;   @outer     a name that the enclosing function only borrows from outside
;   @member    an attribute of the class of @self, or of @owner; with @value or @type
;   @class     the name of a class that is defined, @base what it inherits
;   @extension the type of which more is defined here
;   @alias     what the bound name is another name of
;   @public    a function that others may call, as its name or declaration says
;   @result    what a function returns or yields
;   @module    the name of a module that stands in a file of its own
;   @field     a member that cannot be a function unless it is called
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
(named_expression name: (identifier) @bind value: (_) @value)
(for_statement left: (identifier) @bind right: (_) @value)
(for_in_clause left: (identifier) @bind right: (_) @value)
(pattern_list (identifier) @bind)
(tuple_pattern (identifier) @bind)
(list_pattern (identifier) @bind)
(as_pattern . (_) @value alias: (as_pattern_target (identifier) @bind))
(except_clause value: (_) alias: (identifier) @bind)
(case_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(global_statement (identifier) @outer)
(nonlocal_statement (identifier) @outer)

; members
(assignment
  left: (attribute object: (identifier) @self attribute: (identifier) @member)
  type: (_)? @type
  right: (_)? @value)

; classes
(class_definition name: (identifier) @class)
(class_definition name: (identifier) @class superclasses: (argument_list [(identifier) (attribute) (subscript)] @base))

(function_definition name: (identifier) @name (#not-match? @name "^_")) @public
(return_statement (_) @result)
(yield (_) @result)

(keyword_argument name: (identifier) @skip)
(type) @skip
