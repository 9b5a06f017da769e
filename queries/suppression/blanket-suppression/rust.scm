; Code that a program wrote, and a comment says so.
([(line_comment) (block_comment)] @_comment . (attribute_item) @finding
  (#match? @_comment "(?i)\\bgenerated\\b")
  (#set! level "off"))

; A name that is handed on and that not every build uses.
((attribute_item (attribute (identifier) @_level arguments: (token_tree (identifier) @_lint))) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  (use_declaration)
  (#eq? @_lint "unused")
  (#set! level "off"))

; A parameter, of which nothing is said but that it is not used: not every build does.
(parameters
  (attribute_item (attribute arguments: (token_tree (identifier) @_lint))) @finding
  (#eq? @_lint "unused")
  (#set! level "off"))

; One name of one statement.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive) @finding
  .
  (let_declaration)
  (#any-of? @level "allow" "expect")
  (#eq? @lint "unused")
  (#not-contains? @_arguments "string_literal")
  (#set! level "info"))

; A group of messages about one item.
((attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive) @finding
  .
  [(attribute_item) (line_comment) (block_comment)]*
  .
  [(function_item) (function_signature_item) (field_declaration) (struct_item) (enum_item) (enum_variant) (const_item) (static_item) (type_item) (impl_item) (trait_item) (macro_definition)]
  (#any-of? @level "allow" "expect")
  (#eq? @lint "unused")
  (#not-contains? @_arguments "string_literal")
  (#set! message "`{directive}` silences every message that something is not used")
  (#set! level "info"))

; One line for everything: `warnings`, `unused`, `clippy::all` and whole groups.
([(attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive)
    (inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @lint) @_arguments) @directive)] @finding
  (#any-of? @level "allow" "expect")
  (#any-of? @lint "warnings" "unused")
  (#not-contains? @_arguments "string_literal"))

([(attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @_tool . (identifier) @lint) @_arguments) @directive)
    (inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @_tool . (identifier) @lint) @_arguments) @directive)] @finding
  (#any-of? @level "allow" "expect")
  (#eq? @_tool "clippy")
  (#any-of? @lint "all" "correctness" "suspicious" "complexity" "perf" "style")
  (#not-contains? @_arguments "string_literal"))

; The group of restrictions as a whole: its lints contradict each other, so that exceptions have to follow everywhere.
([(attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @_tool . (identifier) @lint)))
    (inner_attribute_item (attribute (identifier) @level arguments: (token_tree (identifier) @_tool . (identifier) @lint)))] @finding
  (#any-of? @level "warn" "deny" "forbid")
  (#eq? @_tool "clippy")
  (#eq? @lint "restriction")
  (#set! message "`{level}(clippy::{lint})` switches on lints that contradict each other")
  (#set! question "Which lints of `{lint}` are meant? Some forbid what others demand.")
  (#set! level "info"))
