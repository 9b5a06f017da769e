; On a method the key holds the instance: without a bound every instance ever made stays.
((decorated_definition
    (decorator [(identifier) (attribute)] @_cache) @finding
    definition: (function_definition name: (identifier) @target parameters: (parameters . (identifier) @_self)))
  (#eq? @_self "self")
  (#resolves-to? @_cache ":unbounded-cache-decorator")
  (#not-in-class? @finding ":few-instances-classes")
  (#set! message "The cache of `{target}` keeps every `{class}` it was called on")
  (#set! question "The caller of `{target}` is done with its `{class}`. What lets the object go?"))

((decorated_definition
    (decorator (call function: (_) @_cache) @_call) @finding
    definition: (function_definition name: (identifier) @target parameters: (parameters . (identifier) @_self)))
  (#eq? @_self "self")
  (#resolves-to? @_cache ":lru-cache-decorator")
  (#has-argument? @_call "maxsize" "None")
  (#not-in-class? @finding ":few-instances-classes")
  (#set! message "The cache of `{target}` keeps every `{class}` it was called on")
  (#set! question "The caller of `{target}` is done with its `{class}`. What lets the object go?"))

((decorated_definition
    (decorator [(identifier) @_cache (attribute) @_cache (call function: (_) @_cache)]) @finding
    definition: (function_definition name: (identifier) @target parameters: (parameters . (identifier) @_self)))
  (#eq? @_self "self")
  (#resolves-to? @_cache ":lru-cache-decorator")
  (#not-in-class? @finding ":few-instances-classes")
  (#set! level "hint")
  (#set! message "The cache of `{target}` keeps the last instances of `{class}` it was called on, shared by all")
  (#set! question "How large is a `{class}`, and how many of them may the cache of `{target}` hold back?"))

; A function whose keys have no natural bound.
((decorated_definition
    (decorator [
      (identifier) @_cache
      (attribute) @_cache
      (call function: (_) @_lru arguments: (argument_list (keyword_argument value: (none))))
      (call function: (_) @_lru arguments: (argument_list . (none)))
    ]) @finding
    definition: (function_definition
      name: (identifier) @target
      parameters: (parameters [
        (identifier) @key
        (default_parameter name: (identifier) @key)
        (typed_parameter . (identifier) @key)
        (typed_default_parameter name: (identifier) @key)
      ])))
  (#resolves-to? @_cache ":unbounded-cache-decorator")
  (#resolves-to? @_lru ":lru-cache-decorator")
  (#word? @key ":free-form-words")
  (#not-typed? @key ":few-values-types")
  (#not-scope-calls? @finding "file" "cache_clear"))

; An entry that carries its time is taken out by somebody.
((assignment left: (subscript) right: [(tuple) (expression_list)]) @finding
  (#set! level "off"))

; A module's dict that gets an entry for each value of an argument.
((assignment
    left: (subscript value: (identifier) @target subscript: (_) @key)) @finding
  (#word? @target ":cache-words")
  (#word? @key ":free-form-words")
  (#from-parameter? @key)
  (#not-at-module-level? @finding)
  (#not-typed? @target "dict" "Dict" "OrderedDict" "defaultdict" "MutableMapping")
  (#not-from-parameter? @target)
  (#named? @target "_*" "*CACHE*" "*MEMO*" "*Cache*")
  (#not-scope-calls? @finding "file" "clear" "pop" "popitem" "cache_clear" "move_to_end")
  (#not-scope-calls? @finding "function" "len")
  (#set! message "`{function}` puts an entry into `{target}` for each `{key}`, and nothing in this file takes one out")
  (#set! question "How many different values of `{key}` does `{target}` see in a week, and what removes them?"))
