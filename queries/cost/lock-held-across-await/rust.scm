; Tests that take turns by a lock nobody else has.
((let_declaration pattern: (identifier) @_name) @finding
  (#named? @_name "_*")
  (#in-test? @finding)
  (#set! level "off"))

; tokio's `try_lock` is not awaited and gives a Result as std's does; here it is tokio's lock that is in use.
((let_declaration
    pattern: (tuple_struct_pattern)
    value: (call_expression function: (field_expression field: (field_identifier) @_lock))) @finding
  (#any-of? @_lock "try_lock" "try_read" "try_write")
  (#not-imports? @finding "std.sync.Mutex" "std.sync.RwLock" "parking_lot")
  (#set! level "off"))
((let_declaration
    value: (call_expression function: (field_expression value: (call_expression function: (field_expression field: (field_identifier) @_lock))))) @finding
  (#any-of? @_lock "try_lock" "try_read" "try_write")
  (#not-imports? @finding "std.sync.Mutex" "std.sync.RwLock" "parking_lot")
  (#set! level "off"))

; `let guard = m.lock().unwrap();`, and an `.await` while the guard lives. An async lock has its own `.await` in the value.
((let_declaration
    pattern: (identifier) @guard
    value: (call_expression
      function: (field_expression
        value: (call_expression
          function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
          arguments: (arguments) @_none)
        field: (field_identifier) @_unwrap))) @finding
  (#any-of? @_lock "lock" "read" "write" "try_lock" "try_read" "try_write")
  (#any-of? @_unwrap "unwrap" "expect" "unwrap_or_else")
  (#eq? @_none "()")
  (#alive-at? @guard "await_expression"))

((let_declaration
    pattern: (identifier) @guard
    value: (try_expression
      [(call_expression
          function: (field_expression
            value: (call_expression
              function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
              arguments: (arguments) @_none)
            field: (field_identifier) @_map))
       (call_expression
          function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
          arguments: (arguments) @_none)])) @finding
  (#any-of? @_lock "lock" "read" "write" "try_lock" "try_read" "try_write")
  (#any-of? @_map "map_err" "ok" "context" "with_context" "ok_or" "ok_or_else")
  (#eq? @_none "()")
  (#alive-at? @guard "await_expression"))

; `if let Ok(guard) = m.lock() { ... .await }` and `let Ok(guard) = m.lock() else { ... };`
((if_expression
    condition: (let_condition
      pattern: (tuple_struct_pattern type: (identifier) @_ok [(identifier) (mut_pattern)])
      value: (call_expression
        function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
        arguments: (arguments) @_none))
    consequence: (block) @_body) @finding
  (#eq? @_ok "Ok")
  (#any-of? @_lock "lock" "read" "write" "try_lock" "try_read" "try_write")
  (#eq? @_none "()")
  (#contains? @_body "await_expression")
  (#not-calls? @_body "drop"))

((let_declaration
    pattern: (tuple_struct_pattern
      type: (identifier) @_ok
      [(identifier) @guard (mut_pattern (identifier) @guard)])
    value: (call_expression
      function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
      arguments: (arguments) @_none)) @finding
  (#eq? @_ok "Ok")
  (#any-of? @_lock "lock" "read" "write" "try_lock" "try_read" "try_write")
  (#eq? @_none "()")
  (#alive-at? @guard "await_expression"))

; parking_lot and spin: the guard comes without a Result.
((let_declaration
    pattern: (identifier) @guard
    value: (call_expression
      function: (field_expression value: (_) @mutex field: (field_identifier) @_lock)
      arguments: (arguments) @_none)) @finding
  (#any-of? @_lock "lock" "read" "write" "upgradable_read")
  (#eq? @_none "()")
  (#imports? @finding "parking_lot" "spin")
  (#alive-at? @guard "await_expression"))

; A RefCell's borrow, or that of a watch channel.
((let_declaration
    pattern: (identifier) @guard
    value: (call_expression
      function: (field_expression value: (_) @mutex field: (field_identifier) @_borrow)
      arguments: (arguments) @_none)) @finding
  (#any-of? @_borrow "borrow_mut" "borrow_and_update")
  (#eq? @_none "()")
  (#alive-at? @guard "await_expression")
  (#set! level "warning")
  (#set! message "`{function}` keeps `{mutex}` borrowed at an `.await`")
  (#set! question "While `{function}` waits, another task borrows `{mutex}`. Does it panic, or wait for ever?"))

((let_declaration
    pattern: (identifier) @guard
    value: (call_expression
      function: (field_expression value: (_) @mutex field: (field_identifier) @_borrow)
      arguments: (arguments) @_none)) @finding
  (#eq? @_borrow "borrow")
  (#eq? @_none "()")
  (#imports? @finding "std.cell" "std.cell.RefCell" "tokio.sync.watch")
  (#alive-at? @guard "await_expression")
  (#set! level "info")
  (#set! message "`{function}` keeps `{mutex}` borrowed at an `.await`")
  (#set! question "While `{function}` waits, another task borrows `{mutex}` mutably. Does it panic, or wait for ever?"))

; The guard is a temporary of `match`, `if let`, `while let` or `for`: it lives until the end of the body.
((match_expression
    value: (call_expression) @mutex
    body: (match_block) @_body) @finding
  (#calls? @mutex "lock")
  (#calls? @mutex "unwrap" "expect")
  (#not-contains? @mutex "await_expression")
  (#contains? @_body "await_expression")
  (#set! message "The guard made in `{mutex}` lives until this `match` ends, across an `.await`"))

((if_expression
    condition: (let_condition value: (call_expression) @mutex)
    consequence: (block) @_body) @finding
  (#calls? @mutex "lock")
  (#calls? @mutex "unwrap" "expect")
  (#not-contains? @mutex "await_expression")
  (#contains? @_body "await_expression")
  (#set! message "The guard made in `{mutex}` lives until this `if let` ends, across an `.await`"))

((while_expression
    condition: (let_condition value: (call_expression) @mutex)
    body: (block) @_body) @finding
  (#calls? @mutex "lock")
  (#calls? @mutex "unwrap" "expect")
  (#not-contains? @mutex "await_expression")
  (#contains? @_body "await_expression")
  (#set! message "The guard made in `{mutex}` lives until this turn of `while let` ends, across an `.await`"))

((for_expression
    value: (call_expression) @mutex
    body: (block) @_body) @finding
  (#calls? @mutex "lock")
  (#calls? @mutex "unwrap" "expect")
  (#not-contains? @mutex "await_expression")
  (#contains? @_body "await_expression")
  (#set! message "The guard made in `{mutex}` lives until this `for` ends, across an `.await`"))
