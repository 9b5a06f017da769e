; A name that is handed on under another path, and fields that a deserializer fills.
((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  . [(attribute_item) (line_comment) (block_comment)]* .
  (use_declaration (visibility_modifier))
  (#eq? @_lint "unused_imports")
  (#set! level "off"))

((attribute_item (attribute (identifier) @_derive arguments: (token_tree (identifier) @_trait)))
  . (attribute_item) @finding
  . [(struct_item) (enum_item) (attribute_item)]
  (#eq? @_derive "derive")
  (#any-of? @_trait "Deserialize" "FromRow" "Queryable")
  (#set! level "off"))

((attribute_item) @finding
  . (attribute_item (attribute (identifier) @_derive arguments: (token_tree (identifier) @_trait)))
  . [(struct_item) (enum_item) (attribute_item)]
  (#eq? @_derive "derive")
  (#any-of? @_trait "Deserialize" "FromRow" "Queryable")
  (#set! level "off"))

; Written for the compiler: `fn _assert_send<T: Send>() {}`, `fn _object_safe(_: &dyn Trait) {}`.
((attribute_item) @finding
  . [(attribute_item) (line_comment) (block_comment)]* .
  (function_item name: (identifier) @_check)
  (#named? @_check "_*" "*assert*" "*object_safe*" "*dyn_safe*" "*is_send*" "*is_sync*")
  (#set! level "off"))

; What is used depends on how the program is built.
((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  . [(attribute_item) (line_comment) (block_comment)]* .
  (function_item body: (block) @_body)
  (#any-of? @_lint "unused_variables" "unused_mut" "unused_assignments")
  (#contains? @_body "attribute_item")
  (#set! level "off"))

; What a trait does by itself needs nothing of what it is given.
((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  . [(attribute_item) (line_comment) (block_comment)]* .
  (function_item)
  (#eq? @_lint "unused_variables")
  (#has-ancestor? @finding "trait_item")
  (#set! level "off"))

; Not the function, but something in it.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments)) @finding
  . [(attribute_item) (line_comment) (block_comment)]* .
  (function_item name: (_) @item)
  (#eq? @level "allow")
  (#any-of? @lint "unused_variables" "unused_mut" "unused_assignments")
  (#not-contains? @_arguments "string_literal")
  (#set! message "`{level}({lint})` keeps the compiler from naming what `{item}` does not use")
  (#set! question "What in `{item}` is not used, and would deleting it lose anything?"))

; `expect` speaks up as soon as something uses the item.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments)) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  [(function_item name: (_) @item) (struct_item name: (_) @item) (enum_item name: (_) @item) (trait_item name: (_) @item)
    (impl_item type: (_) @item) (mod_item name: (_) @item) (const_item name: (_) @item) (static_item name: (_) @item) (type_item name: (_) @item)
    (let_declaration pattern: (_) @item) (use_declaration argument: (_) @item) (macro_definition name: (_) @item)] @_item
  (#eq? @level "expect")
  (#named? @lint ":unused-lints")
  (#not-contains? @_arguments "string_literal")
  (#not-decorated? @_item "cfg" "cfg_attr" "no_mangle" "repr" "export_name" "wasm_bindgen" "*.wasm_bindgen" "link_section" "used")
  (#set! level "hint"))

; An item that nothing uses yet, or no longer.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments)) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  [(function_item name: (_) @item) (struct_item name: (_) @item) (enum_item name: (_) @item) (trait_item name: (_) @item)
    (impl_item type: (_) @item) (mod_item name: (_) @item) (const_item name: (_) @item) (static_item name: (_) @item) (type_item name: (_) @item)
    (let_declaration pattern: (_) @item) (use_declaration argument: (_) @item) (macro_definition name: (_) @item)] @_item
  (#any-of? @level "allow" "expect")
  (#named? @lint ":unused-lints")
  (#not-contains? @_arguments "string_literal")
  (#not-decorated? @_item "cfg" "cfg_attr" "no_mangle" "repr" "export_name" "wasm_bindgen" "*.wasm_bindgen" "link_section" "used"))

; The whole file.
((inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments)) @finding
  (#any-of? @level "allow" "expect")
  (#named? @lint ":unused-lints")
  (#not-contains? @_arguments "string_literal")
  (#set! message "`{level}({lint})` keeps the compiler from naming what {file} does not use")
  (#set! question "What in {file} is not used, and would deleting it lose anything?"))
