; What the facts of a file are made of; the captures are explained in python/facts.scm.

; parameters
(parameter pattern: (identifier) @parameter type: (_) @type)
(closure_parameters (identifier) @bind @closure)
(type_parameter name: (type_identifier) @generic)
(type_parameter name: (type_identifier) @generic bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @type))
(where_predicate left: (type_identifier) @generic bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @type))

; variables: a name in a pattern that begins in upper case is a constant or a variant
(let_declaration pattern: (identifier) @bind type: (_)? @type value: (_)? @value)
(let_condition pattern: (tuple_struct_pattern type: (_) @name . (identifier) @bind .) value: (_) @value (#match? @bind "^[a-z_]") (#not-match? @name "^Err$"))
(let_declaration pattern: (tuple_struct_pattern type: (_) @name . (identifier) @bind .) value: (_) @value (#match? @bind "^[a-z_]") (#not-match? @name "^Err$"))
(let_condition pattern: (tuple_struct_pattern type: (_) @name . (identifier) @bind .) value: (_) @failure (#match? @name "^Err$"))
(let_declaration pattern: (tuple_struct_pattern type: (_) @name . (identifier) @bind .) value: (_) @failure (#match? @name "^Err$"))
(for_expression pattern: (identifier) @bind value: (_) @value)
(tuple_pattern (identifier) @bind (#match? @bind "^[a-z_]"))
(tuple_struct_pattern type: (_) (identifier) @bind (#match? @bind "^[a-z_]"))
(match_pattern . (identifier) @bind (#match? @bind "^[a-z_]"))
; what a variant of one field holds: `Entry::Occupied(entry)`
(tuple_struct_pattern type: (scoped_identifier) @value . (identifier) @bind . (#match? @bind "^[a-z_]"))
(tuple_struct_pattern type: (scoped_identifier) @value . (mut_pattern (identifier) @bind) . (#match? @bind "^[a-z_]"))
(tuple_struct_pattern type: (scoped_identifier) @value . (ref_pattern (identifier) @bind) . (#match? @bind "^[a-z_]"))
(tuple_struct_pattern type: (identifier) @value . (identifier) @bind . (#match? @bind "^[a-z_]") (#not-match? @value "^(Some|Ok|Err)$"))
(tuple_struct_pattern type: (identifier) @value . (ref_pattern (identifier) @bind) . (#match? @bind "^[a-z_]") (#not-match? @value "^(Some|Ok|Err)$"))
(field_pattern name: (shorthand_field_identifier) @bind)
(field_pattern pattern: (identifier) @bind (#match? @bind "^[a-z_]"))
(captured_pattern . (identifier) @bind)
(ref_pattern (identifier) @bind)
(mut_pattern (identifier) @bind)
(reference_pattern (identifier) @bind)
(slice_pattern (identifier) @bind (#match? @bind "^[a-z_]"))
; what a method takes out of its object for a closure
(call_expression function: (field_expression field: (field_identifier) @name) @inside
  arguments: (arguments (closure_expression parameters: (closure_parameters . [(identifier) @closure (reference_pattern (identifier) @closure) (mut_pattern (identifier) @closure)] .)) .)
  (#match? @name "^(all|and_then|any|dedup_by_key|filter|filter_map|find|find_map|flat_map|for_each|inspect|is_none_or|is_ok_and|is_some_and|map|map_or|map_or_else|map_while|max_by_key|min_by_key|partition|partition_point|position|retain|retain_mut|rposition|skip_while|sort_by_cached_key|sort_by_key|sort_unstable_by_key|take_if|take_while|try_for_each)$"))
(call_expression function: (field_expression value: (_) @failure field: (field_identifier) @name)
  arguments: (arguments (closure_expression parameters: (closure_parameters . (identifier) @closure .)) .)
  (#match? @name "^(inspect_err|is_err_and|map_err|or_else|unwrap_or_else)$"))

; definitions
(const_item name: (identifier) @bind type: (_) @type)
(static_item name: (identifier) @bind type: (_) @type)
(type_item name: (type_identifier) @bind type: (_) @alias)
(macro_definition name: (identifier) @bind)
(struct_item name: (type_identifier) @class)
(enum_item name: (type_identifier) @class)
(union_item name: (type_identifier) @class)
(trait_item name: (type_identifier) @class)
(trait_item name: (type_identifier) @class bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @base))
(impl_item trait: (_) @base type: (_) @extension)
(impl_item !trait type: (_) @skip)
(struct_item
  name: (type_identifier) @owner
  body: (field_declaration_list (field_declaration name: (field_identifier) @member type: (_) @type)))
(enum_item
  name: (type_identifier) @owner
  body: (enum_variant_list (enum_variant
    name: (identifier) @member
    body: (ordered_field_declaration_list . type: (_) @type .))))
(function_signature_item name: (identifier) @bind)
(mod_item name: (identifier) @module !body)

(function_item (visibility_modifier)) @public
(trait_item (declaration_list (function_item) @public))

; A field is no method; a method is only ever called.
(field_expression) @field

(lifetime) @skip
(label) @skip
(field_declaration name: (field_identifier) @skip)
(attribute_item (attribute . (identifier) @name)
  (#match? @name "^(derive|cfg|cfg_attr|allow|expect|warn|deny|forbid|doc|inline|must_use|test|repr|ignore|should_panic|deprecated|path)$")) @skip
(inner_attribute_item) @skip
(visibility_modifier) @skip
(field_initializer field: (field_identifier) @skip)
(type_binding name: (type_identifier) @skip)
(field_pattern name: (field_identifier) @skip)

; what stands for a method of a trait
(call_expression function: (field_expression value: (_) @calls.fmt-Display field: (field_identifier) @name) (#match? @name "^to_string$"))
(call_expression function: (field_expression value: (_) @calls.any.from field: (field_identifier) @name) (#match? @name "^into$"))
(call_expression function: (field_expression value: (_) @calls.any.try_from field: (field_identifier) @name) (#match? @name "^try_into$"))
(call_expression function: (field_expression value: (_) @calls.any.from_str field: (field_identifier) @name) (#match? @name "^parse$"))
(call_expression function: (generic_function function: (field_expression value: (_) @calls.any.from_str field: (field_identifier) @name) type_arguments: (type_arguments (_) @of)) (#match? @name "^parse$") (#match? @of "^([A-Z_][A-Z0-9]?|Self.*)$"))
(call_expression function: (field_expression value: (_) @calls.any.from_iter @calls.size_hint field: (field_identifier) @name) (#match? @name "^collect$"))
(call_expression function: (generic_function function: (field_expression value: (_) @calls.any.from_iter @calls.size_hint field: (field_identifier) @name)) (#match? @name "^collect$"))
(call_expression function: (field_expression value: (_) @calls.any.default field: (field_identifier) @name) (#match? @name "^(unwrap_or_default|or_default)$"))
(call_expression function: (scoped_identifier path: (identifier) @of name: (identifier) @calls.any.default) (#match? @of "^Default$"))
(call_expression function: (field_expression value: (_) @calls.any.clone field: (field_identifier) @name) (#match? @name "^(cloned|to_vec|clone_from)$"))
(call_expression function: (field_expression value: (_) @calls.any.cmp field: (field_identifier) @name) (#match? @name "^(max|min|binary_search)$"))
(call_expression function: (field_expression value: (_) @calls.any.cmp @calls.any.partial_cmp field: (field_identifier) @name) (#match? @name "^(sort|sort_unstable)$"))
(binary_expression left: (_) @calls.lt operator: "<" right: (_) @operand)
(binary_expression left: (_) @calls.le operator: "<=" right: (_) @operand)
(binary_expression left: (_) @calls.gt operator: ">" right: (_) @operand)
(binary_expression left: (_) @calls.ge operator: ">=" right: (_) @operand)
(binary_expression left: (_) @calls.partial_cmp operator: ["<" ">" "<=" ">="] right: (_) @operand)
(binary_expression left: (_) @calls.eq operator: ["==" "!="] right: (_) @operand)
(macro_invocation macro: (identifier) @name (arguments . (_) @calls.eq . (_) @operand) (#match? @name "^(debug_|prop_)?assert_(eq|ne)$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.eq . (_) @operand) (#match? @of "PartialEq$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.partial_cmp . (_) @operand) (#match? @of "PartialOrd$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.cmp) (#match? @of "(^|:)Ord$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.fmt-Debug) (#match? @of "Debug$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.fmt-Display) (#match? @of "Display$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.fmt-LowerHex) (#match? @of "LowerHex$"))
(call_expression function: (scoped_identifier path: (_) @of) arguments: (arguments . (_) @calls.fmt-UpperHex) (#match? @of "UpperHex$"))
(call_expression function: (field_expression value: (_) @calls.write field: (field_identifier) @name) (#match? @name "^write_all$"))
(call_expression function: (field_expression value: (_) @calls.read field: (field_identifier) @name) (#match? @name "^read_(exact|to_end|to_string)$"))
(macro_invocation macro: (identifier) @name (arguments . (_) @calls.write @calls.write_str @calls.write_fmt) (#match? @name "^writeln?$"))
(call_expression function: (field_expression value: (_) @calls.fill_buf @calls.consume field: (field_identifier) @name) (#match? @name "^(lines|read_line|read_until|split)$"))
(call_expression function: (generic_function function: (field_expression field: (field_identifier) @name) type_arguments: (type_arguments (_) @calls.from_iter @calls.from_par_iter)) (#match? @name "^collect$"))
(call_expression function: (generic_function function: (field_expression field: (field_identifier) @name) type_arguments: (type_arguments (_) @calls.from_str)) (#match? @name "^parse$"))
(let_declaration type: (_) @calls.from_iter @calls.from_par_iter value: (call_expression function: (field_expression field: (field_identifier) @name)) (#match? @name "^collect$"))
(let_declaration type: (_) @calls.from value: (call_expression function: (field_expression value: (_) @operand field: (field_identifier) @name)) (#match? @name "^into$"))
(let_declaration type: (_) @calls.try_from value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @operand field: (field_identifier) @name)) field: (field_identifier) @how)) (#match? @name "^try_into$") (#match? @how "^(unwrap|expect)$"))
(let_declaration type: (_) @calls.try_from value: (try_expression (call_expression function: (field_expression value: (_) @operand field: (field_identifier) @name))) (#match? @name "^try_into$"))
(let_declaration type: (_) @calls.default value: (call_expression function: (scoped_identifier path: (identifier) @of name: (identifier) @name)) (#match? @of "^Default$") (#match? @name "^default$"))
(call_expression function: (field_expression value: (_) @calls.from @operand field: (field_identifier) @name) (#match? @name "^into$"))
(call_expression function: (field_expression value: (_) @calls.try_from @operand field: (field_identifier) @name) (#match? @name "^try_into$"))
(call_expression function: (scoped_identifier path: (_) @calls.from name: (identifier) @name) arguments: (arguments . (_) @operand .) (#match? @name "^from$"))
(call_expression function: (scoped_identifier path: (_) @calls.try_from name: (identifier) @name) arguments: (arguments . (_) @operand .) (#match? @name "^try_from$"))
(for_expression value: (_) @calls.into_iter)
(call_expression function: (field_expression field: (field_identifier) @name) arguments: (arguments . (_) @calls.into_iter .) (#match? @name "^(extend|zip|chain)$"))
; a walk backwards
(call_expression function: (field_expression value: (_) @calls.next_back field: (field_identifier) @name) (#match? @name "^(rev|rfold|try_rfold|rfind|rposition|nth_back)$"))
; `check_default::<Iter<u8>>()`
(call_expression function: (generic_function function: (identifier) @name type_arguments: (type_arguments (_) @calls.default)) (#match? @name "default"))
(macro_invocation macro: (identifier) @name
  (arguments [(string_literal) (raw_string_literal)] @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-Display)
  (#match? @name "^(format|print|println|eprint|eprintln|write|writeln|format_args)$") (#match? @text "\\{[A-Za-z_0-9]*(:([^?{}]*[^?{}xXboeEp])?)?\\}"))
(macro_invocation macro: (identifier) @name
  (arguments [(string_literal) (raw_string_literal)] @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-Debug)
  (#match? @name "^(format|print|println|eprint|eprintln|write|writeln|format_args|dbg)$") (#match? @text "\\?\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-LowerHex)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*x\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-UpperHex)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*X\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-Binary)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*b\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-Octal)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*o\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-LowerExp)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*e\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-UpperExp)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*E\\}"))
(macro_invocation macro: (identifier) @name
  (arguments (string_literal) @text [(identifier) (scoped_identifier) (field_expression) (call_expression) (self) (reference_expression) (index_expression)] @calls.fmt-Pointer)
  (#match? @name "^(format|print|println|write|writeln)$") (#match? @text ":#?[0-9]*p\\}"))

; programs
(call_expression function: [(identifier) @name (scoped_identifier name: (identifier) @name)] arguments: (arguments . (string_literal (string_content) @program)) (#match? @name "cargo_bin"))
(macro_invocation macro: [(identifier) @name (scoped_identifier name: (identifier) @name)] (arguments . (string_literal (string_content) @program)) (#match? @name "cargo_bin"))
(string_literal (string_content) @program (#match? @program "^CARGO_BIN_EXE_"))
