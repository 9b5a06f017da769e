; A failure is what both arms expect: the one demands that the answer tells of it.
((match_expression
  body: (match_block
    (match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_ok)) value: (_) @_good))) @finding
  (#eq? @_ok "Ok")
  (#match? @_good "(?i)expected (an )?error|contains\\(\"error|\\b(found|has|saw|is)_err(or)?\\b")
  (#match? @_good "assert")
  (#not-match? @_good "(?i)!\\s*[a-z_.]*(found|has|saw|is)_err(or)?\\b|!\\s*[a-z_.]*contains\\(\"error")
  (#set! level "off"))

; One arm asserts, the other takes the failure.
((match_expression
  value: (_) @call
  body: (match_block
    . (match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_ok)) value: (_) @_good)
    . (match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err)) value: (_) @_bad) .)) @finding
  (#in-test? @finding)
  ; A method is what something else asks for: a load generator, a double.
  (#not-has-ancestor? @finding "impl_item")
  (#not-in-function? @finding "new_*" "make_*" "create_*" "setup*" "set_up*" "start_*" "open_*" "connect*" "init*" "get_*" "load_*")
  ; What both ways give is looked at after it.
  (#not-has-parent? @finding "let_declaration")
  (#eq? @_ok "Ok")
  (#eq? @_err "Err")
  (#asserts? @_good)
  (#not-raises? @_good)
  (#not-in-loop? @finding)
  (#not-returns? @finding "bool" "Option" "String" "Vec" "usize" "u32" "u64" "PathBuf" "Self" "*Response" "Response" "impl" "Body" "Json" "*Record" "*Report" "*Outcome" "*Summary" "*Stats")
  (#not-asserts? @_bad)
  (#not-raises? @_bad)
  (#not-contains? @_bad "return_expression" "match_expression" "if_expression")
  (#not-calls? @_bad ":implicit-check" "exit" "std.process.exit"))

((match_expression
  value: (_) @call
  body: (match_block
    . (match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_err)) value: (_) @_bad)
    . (match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_ok)) value: (_) @_good) .)) @finding
  (#in-test? @finding)
  ; A method is what something else asks for: a load generator, a double.
  (#not-has-ancestor? @finding "impl_item")
  (#not-in-function? @finding "new_*" "make_*" "create_*" "setup*" "set_up*" "start_*" "open_*" "connect*" "init*" "get_*" "load_*")
  ; What both ways give is looked at after it.
  (#not-has-parent? @finding "let_declaration")
  (#eq? @_ok "Ok")
  (#eq? @_err "Err")
  (#asserts? @_good)
  (#not-raises? @_good)
  (#not-in-loop? @finding)
  (#not-returns? @finding "bool" "Option" "String" "Vec" "usize" "u32" "u64" "PathBuf" "Self" "*Response" "Response" "impl" "Body" "Json" "*Record" "*Report" "*Outcome" "*Summary" "*Stats")
  (#not-asserts? @_bad)
  (#not-raises? @_bad)
  (#not-contains? @_bad "return_expression" "match_expression" "if_expression")
  (#not-calls? @_bad ":implicit-check" "exit" "std.process.exit"))

; The name says that not panicking is the point.
((function_item
  name: (identifier) @_name
  body: (block [
    (expression_statement (if_expression !alternative) @finding)
    (if_expression !alternative) @finding]))
  (#named? @_name "*no_panic*" "*not_panic*" "*never_panic*" "*doesnt_panic*" "*without_panic*" "*no_crash*" "*not_crash*")
  (#set! level "off"))

; What the machine has: a home, a variable, a program.
((function_item
  body: (block [
    (expression_statement (if_expression
      condition: (let_condition value: (_) @_asked)
      !alternative) @finding)
    (if_expression
      condition: (let_condition value: (_) @_asked)
      !alternative) @finding]))
  (#calls? @_asked "home_dir" "config_dir" "cache_dir" "data_dir" "env.var" "env.var_os" "var_os" "current_exe" "which")
  (#set! level "off"))

; So is what a function makes that is asked for nothing: a connection, a store, where there is one.
((function_item
  body: (block [
    (expression_statement (if_expression
      condition: (let_condition value: [
        (call_expression function: [(identifier) (scoped_identifier)] arguments: (arguments . "(" . ")" .)) @_asked
        (await_expression (call_expression function: [(identifier) (scoped_identifier)] arguments: (arguments . "(" . ")" .)) @_asked)])
      !alternative) @finding)
    (if_expression
      condition: (let_condition value: [
        (call_expression function: [(identifier) (scoped_identifier)] arguments: (arguments . "(" . ")" .)) @_asked
        (await_expression (call_expression function: [(identifier) (scoped_identifier)] arguments: (arguments . "(" . ")" .)) @_asked)])
      !alternative) @finding]))
  (#set! level "off"))

; Every assertion stands under `if let Ok(..)` without `else`.
((function_item
  name: (identifier) @function
  body: (block [
    (expression_statement (if_expression
      condition: (let_condition pattern: (tuple_struct_pattern type: (identifier) @_variant) value: (_) @call)
      consequence: (block) @_branch
      !alternative) @finding)
    (if_expression
      condition: (let_condition pattern: (tuple_struct_pattern type: (identifier) @_variant) value: (_) @call)
      consequence: (block) @_branch
      !alternative) @finding]) @_test) @_item
  (#any-of? @_variant "Ok" "Some")
  (#decorated? @_item ":test-attribute")
  (#assertions-inside? @_test @_branch)
  (#not-contains? @_test "try_expression")
  (#not-calls? @_test ":implicit-check"))
