; The same value is copied in every turn of the loop, and only handed to a call.
((call_expression
    function: (field_expression
      value: [(identifier) @name (field_expression) @name]
      field: (field_identifier) @_copy)
    arguments: (arguments) @_none) @finding
  (#any-of? @_copy "clone" "to_string" "to_owned" "to_vec")
  (#eq? @_none "()")
  (#in-loop? @finding "for" "while")
  (#inside? @finding "block")
  (#not-varies-in-loop? @name)
  (#not-mutated? @name)
  (#not-word? @name "tx" "sender" "handle" "arc" "rc" "client" "pool" "token" "rx" "ctx" "state" "shared" "notify" "semaphore" "counter" "flag" "shutdown" "cancel")
  (#not-typed? @name "Arc" "Rc" "Sender" "UnboundedSender" "Handle" "Client" "Pool" "Bytes")
  (#not-wrapped-in? @finding "spawn" "spawn_blocking" "spawn_local" "insert" "push" "push_back" "extend" "entry" "send" "try_send" "Some" "Ok" "Err" "vec" "format")
  (#not-inside? @finding "struct_expression" "closure_expression" "async_block" "tuple_expression" "macro_invocation" "return_expression" "break_expression")
  (#passed? @finding)
  (#bind! copy @finding "callee"))
