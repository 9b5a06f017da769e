; An error is on its way out already, or a panic is: nothing better can be done here.
((let_declaration pattern: "_") @finding
  .
  (expression_statement [
    (return_expression (call_expression function: (identifier) @_err))
    (call_expression function: (scoped_identifier name: (identifier) @_exit))
    (macro_invocation macro: (identifier) @_macro)])
  (#eq? @_err "Err")
  (#any-of? @_exit "exit" "abort")
  (#any-of? @_macro "bail" "panic" "unreachable")
  (#set! level "off"))

((let_declaration pattern: "_") @finding
  (#in-handler? @finding)
  (#set! level "off"))

; The answer to somebody who may have gone, and what is only counted: nobody is left to tell.
((let_declaration pattern: "_") @finding
  (#in-function? @finding "handle_connection*" "handle_client*" "respond*" "reply*" "send_response*" "*telemetry*" "*metric*" "track_*" "track" "*_progress" "*heartbeat*" "*trace*" "warm*" "clear*" "reset*" "touch*" "*_last_seen")
  (#set! level "off"))

; Sent to the other end of a connection, which may have gone.
((let_declaration pattern: "_" value: [
    (call_expression function: (field_expression value: (identifier) @_end))
    (await_expression (call_expression function: (field_expression value: (identifier) @_end)))]) @finding
  (#any-of? @_end "stream" "socket" "sock" "conn" "connection" "client" "peer" "dir" "parent_dir" "sink" "stdin")
  (#set! level "off"))

; The failure has been looked at on the way.
((expression_statement (call_expression function: (field_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)]))) @finding
  (#named? @_call "inspect" "inspect_err" "map_err" "or_else")
  (#set! level "off"))

((let_declaration pattern: "_" value: [(call_expression) @_call (await_expression (call_expression) @_call)]) @finding
  (#named? @_call "inspect" "inspect_err" "map_err" "or_else" "write_fmt" "write_str")
  (#set! level "off"))

; The folder is there already, or the next step says that it is not.
((let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)]) @finding
  (#named? @_call "create_dir" "create_dir_all")
  (#set! level "off"))

((expression_statement (call_expression function: (field_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)] field: (field_identifier) @_ok))) @finding
  (#eq? @_ok "ok")
  (#named? @_call "create_dir" "create_dir_all")
  (#set! level "off"))

; `let _ =` and `_ =` of a call that is known to fail at times: declared so in this file, or of files, network,
; processes, databases and parsers.
([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#callee-returns? @_call "Result" "*Result")
  (#not-named? @_call ":channel-methods")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#resolves-to? @_call ":file-result" ":network-result" ":decode-result" ":database-result")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#named? @_call "write_all" "sync_all" "read_to_end" "read_to_string" "read_exact" "read_line" "execute" "commit" "save" "persist" "parse" "connect" "set_permissions")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#named? @_call "output" "status" "spawn" "wait_with_output")
  (#argument-count? @_call "<" "1")
  (#receiver? @_call ":process-result" "Command.new")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

; A request that was sent.
([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#named? @_call "send")
  (#argument-count? @_call "<" "1")
  (#not-in-class? @finding "Drop")
  (#bind! call @_call "callee"))

((expression_statement (call_expression
    function: (field_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)] field: (field_identifier) @_ok)
    arguments: (arguments))) @finding
  (#eq? @_ok "ok")
  (#named? @_call "send")
  (#argument-count? @_call "<" "1")
  (#not-in-class? @finding "Drop")
  (#bind! call @_call "callee"))

; `.ok();` turns a Result into an Option that nobody reads.
((expression_statement (call_expression
    function: (field_expression value: [(call_expression) @_call (await_expression (call_expression) @_call)] field: (field_identifier) @_ok)
    arguments: (arguments))) @finding
  (#eq? @_ok "ok")
  (#not-named? @_call ":channel-methods")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

((expression_statement (call_expression
    function: (field_expression value: [(macro_invocation macro: (_) @call) (parenthesized_expression)] field: (field_identifier) @_ok)
    arguments: (arguments))) @finding
  (#eq? @_ok "ok")
  (#not-any-of? @call "write" "writeln" "execute" "queue")
  (#set! level "info"))

; `drop(call())` of a call that is known to fail at times.
((expression_statement (call_expression
    function: (identifier) @_drop arguments: (arguments . [(call_expression) @_call (await_expression (call_expression) @_call)] .))) @finding
  (#eq? @_drop "drop")
  (#not-named? @_call "from_*" "try_clone" "File.*")
  (#callee-returns? @_call "Result" "*Result")
  (#not-named? @_call ":channel-methods")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

((expression_statement (call_expression
    function: (identifier) @_drop arguments: (arguments . [(call_expression) @_call (await_expression (call_expression) @_call)] .))) @finding
  (#eq? @_drop "drop")
  (#not-named? @_call "from_*" "try_clone" "File.*")
  (#resolves-to? @_call ":file-result" ":network-result" ":decode-result" ":database-result")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee"))

; A guard that is gone at the end of the same statement: rustc says so of the locks of std only.
((let_declaration pattern: "_" !type value: [(call_expression function: (field_expression value: (_) @lock)) @_call
    (await_expression (call_expression function: (field_expression value: (_) @lock)) @_call)]) @finding
  (#named? @_call "lock" "read" "write" "upgradable_read" "lock_owned" "read_owned" "write_owned")
  (#argument-count? @_call "<" "1")
  (#imports? @finding "parking_lot" "parking_lot.*" "tokio.sync.*" "tokio.sync" "async_std.sync.*" "spin.*" "lock_api.*")
  (#not-typed? @lock "std.sync.Mutex" "std.sync.RwLock")
  (#not-receiver? @_call "std.sync.Mutex.new" "std.sync.RwLock.new")
  (#set! message "The guard of `{lock}` is dropped in the line of `{function}` that takes it")
  (#set! question "What was `{function}` to do while it holds `{lock}`? It holds it for this line only."))

; A future that nobody awaits does nothing.
((let_declaration pattern: "_" !type value: (call_expression) @_call) @finding
  (#callee-async? @_call)
  (#bind! call @_call "callee")
  (#set! message "`{function}` builds the future of `{call}` and drops it before it has run")
  (#set! question "`{call}` is async and not awaited here: which of its effects does `{function}` count on?"))

; The same discard where nothing is known of the callee but that its name promises a change that lasts.
([
    (let_declaration pattern: "_" !type value: [(call_expression) @_call (await_expression (call_expression) @_call)])
    (expression_statement (assignment_expression left: (identifier) @_blank right: [(call_expression) @_call (await_expression (call_expression) @_call)]))
  ] @finding
  (#eq? @_blank "_")
  (#named? @_call ":lasting-calls")
  (#not-named? @_call ":infallible-methods" ":lookup-results")
  (#not-named? @_call ":channel-methods")
  (#not-named? @_call ":best-effort-calls" ":setup-calls" ":waiting-calls" ":unwrapping" "spawn" "spawn_local" "spawn_blocking")
  (#not-receiver? @_call "std.io.stdout" "std.io.stderr" "io.stdout" "io.stderr" "stdout" "stderr" "spawn" "tokio.spawn")
  (#not-in-class? @finding "Drop")
  (#not-in-function? @finding ":cleanup-functions")
  (#bind! call @_call "callee")
  (#set! level "info"))

; `read` and `write` say how much they have moved; a short count is no error. A file with a function of the same name
; that gives back something else than an amount has a stream of its own.
((call_expression
    function: (field_expression value: (_) @stream field: (field_identifier) @call)
    arguments: (arguments . (reference_expression (mutable_specifier)))) @finding
  (#any-of? @call "read" "read_vectored" "read_buf")
  (#success-ignored? @finding "ok" "or" "or_else" "map_err" "context" "with_context" "wrap_err" "unwrap" "expect" "is_ok" "is_err")
  (#imports? @finding ":amount-traits")
  (#not-namesake-returns? @call "io.Result<()>" "io::Result<()>" "Result<()>" "bool" "Self" "String" "()" "*Result<(), *>")
  (#not-in-class? @finding "Read" "Write" "AsyncRead" "AsyncWrite" "Hasher")
  (#set! message "`{function}` does not look at how much `{stream}.{call}` has moved")
  (#set! question "`{stream}.{call}` may stop short of the buffer's end: what happens to the rest in `{function}`?"))

((call_expression
    function: (field_expression value: (_) @stream field: (field_identifier) @call)
    arguments: (arguments . [
      (reference_expression) (string_literal) (raw_string_literal) (index_expression)
      (call_expression function: (field_expression field: (field_identifier) @_view))] @_buffer)) @finding
  (#any-of? @call "write" "write_vectored")
  (#not-has-child? @_buffer "mutable_specifier")
  (#any-of? @_view "as_bytes" "as_slice" "as_ref" "to_bytes" "into_bytes" "to_vec" "chunk")
  (#success-ignored? @finding "ok" "or" "or_else" "map_err" "context" "with_context" "wrap_err" "unwrap" "expect" "is_ok" "is_err")
  (#imports? @finding ":amount-traits")
  (#not-namesake-returns? @call "io.Result<()>" "io::Result<()>" "Result<()>" "bool" "Self" "String" "()" "*Result<(), *>")
  (#not-in-class? @finding "Read" "Write" "AsyncRead" "AsyncWrite" "Hasher")
  (#set! message "`{function}` does not look at how much `{stream}.{call}` has moved")
  (#set! question "`{stream}.{call}` may stop short of the buffer's end: what happens to the rest in `{function}`?"))
