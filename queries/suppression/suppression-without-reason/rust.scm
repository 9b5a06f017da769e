; One number becomes another in the next statement, where everybody sees it.
((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  .
  [(let_declaration) (expression_statement)]
  (#named? @_lint "cast_*")
  (#set! level "off"))

; Figures that only a person looks at: a cast may round.
([
   (attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint)))
 ] @finding
  (#in-function? @finding "display*" "render*" "format*" "print*" "show*" "*progress*" "*_stats*" "draw*" "*_summary*" "*_report*" "*human*" "*pretty*")
  (#named? @_lint "cast_*")
  (#set! level "off"))

((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  (function_item name: (identifier) @_item)
  (#named? @_item "display*" "render*" "format*" "print*" "show*" "*progress*" "*_stats*" "draw*" "*_summary*" "*_report*" "*human*" "*pretty*")
  (#named? @_lint "cast_*")
  (#set! level "off"))

; `#[allow(lint)]` of a lint behind which a fault may hide.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  [(function_item name: (_) @item) (struct_item name: (_) @item) (enum_item name: (_) @item) (trait_item name: (_) @item)
    (impl_item type: (_) @item) (mod_item name: (_) @item) (const_item name: (_) @item) (static_item name: (_) @item) (let_declaration pattern: (_) @item)
    (function_signature_item name: (_) @item) (type_item name: (_) @item) (field_declaration name: (_) @item)]
  (#any-of? @level "allow" "expect")
  (#not-contains? @_arguments "string_literal")
  (#named? @lint ":weighty-lints"))

((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive) @finding
  (#any-of? @level "allow" "expect")
  (#not-contains? @_arguments "string_literal")
  (#named? @lint ":weighty-lints"))

((inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive) @finding
  (#any-of? @level "allow" "expect")
  (#not-contains? @_arguments "string_literal")
  (#named? @lint ":weighty-lints")
  (#set! message "`{level}({lint})` silences a check for all of this file without a reason")
  (#set! question "Where in this file does `{lint}` speak, and why is none of those places a fault?"))

; Any other lint that is no matter of taste.
([(attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive)
    (inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive)] @finding
  (#any-of? @level "allow" "expect")
  (#not-contains? @_arguments "string_literal")
  (#not-named? @lint "clippy" "rustdoc" "rustc" "miri" "reason" ":style-lints" ":unused-lints" ":lint-groups" "all" "warnings" "unused" "unused_*")
  (#set! level "hint"))
