; `#[cached]` and `#[memoize]` without a size or a time keep everything.
((attribute_item (attribute [(identifier) (scoped_identifier)] @_cached !arguments)) @finding
  .
  (function_item
    name: (identifier) @target
    parameters: (parameters (parameter pattern: (identifier) @key type: (_) @_type)))
  (#resolves-to? @_cached "cached.proc_macro.cached" "cached.cached" "memoize.memoize")
  (#named? @_type "String" "str" "Vec" "PathBuf" "Path" "u64" "i64" "u32" "i32" "usize" "Uuid" "u128"))

; A static map that is filled by key and never emptied.
((static_item name: (identifier) @target type: (_) @_type) @finding
  (#word? @target ":cache-words")
  (#typed? @target "HashMap" "BTreeMap" "DashMap" "IndexMap" "FxHashMap")
  (#scope-calls? @finding "file" "insert" "entry" "or_insert_with")
  (#not-scope-calls? @finding "file" ":eviction-methods")
  (#set! message "`{target}` gets entries, and nothing in this file takes one out")
  (#set! question "How many different keys does `{target}` see in a week, and what removes them?"))
