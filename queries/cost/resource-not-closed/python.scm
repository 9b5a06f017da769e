; A script that ends soon, and whose end closes what it has read.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-connection")
  (#path? @finding "scripts/**" "**/scripts/**" "**/benchmarks/**" "benchmarks/**" "**/benchmark/**" "benchmark/**" "**/bench/**" "**/bench_*.py" "bench_*.py")
  (#set! level "off"))

; An archive in memory holds nothing of the system.
((call arguments: (argument_list . (call function: (_) @_memory))) @finding
  (#resolves-to? @_memory "io.BytesIO" "io.StringIO" "BytesIO" "StringIO")
  (#set! level "off"))

; An archive over a file that the function has opened itself: what is to be closed is the file.
((call arguments: (argument_list . (identifier) @_file)) @finding
  (#from-call? @_file ":opens-file")
  (#set! level "off"))

; A database in memory goes with its last name.
((call arguments: (argument_list . (string) @_name)) @finding
  (#match? @_name "^['\"]:memory:")
  (#set! level "off"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function "duckdb.connect")
  (#argument-count? @finding "<" "1")
  (#set! level "off"))

; Opened on one line, closed by the `with` of the next.
((block
    (expression_statement (assignment left: (identifier) @_name right: (call) @finding))
    .
    (with_statement (with_clause (with_item value: (identifier) @_same))))
  (#eq? @_name @_same)
  (#set! level "off"))

; Opened, kept in a local name, and closed by nobody.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-connection" ":opens-database" ":opens-pool")
  (#assigned? @finding)
  (#not-at-module-level? @finding)
  (#not-in-with? @finding)
  (#not-escapes? @finding)
  (#not-attribute-read? @finding ":closing-methods")
  (#not-reaches? @finding ":closing-calls")
  (#not-in-function? @finding "__enter__" "__aenter__" "setUp" "setUpClass")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-temporary")
  (#assigned? @finding)
  (#not-at-module-level? @finding)
  (#not-in-with? @finding)
  (#not-escapes? @finding)
  (#not-attribute-read? @finding ":closing-methods")
  (#not-reaches? @finding ":closing-calls")
  (#not-in-test? @finding)
  (#not-in-function? @finding "__enter__" "__aenter__" "setUp" "setUpClass")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "info"))

; Nothing stands between, so nothing can raise: the file is only made.
((expression_statement (assignment left: (identifier) @_made right: (call) @finding))
  .
  (expression_statement (call function: (attribute object: (identifier) @_closed attribute: (identifier) @_close)))
  (#eq? @_made @_closed)
  (#eq? @_close "close")
  (#set! level "off"))

; At module level: open until the process ends, or longer than the script thinks.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-database" ":opens-temporary")
  (#assigned? @finding)
  (#at-module-level? @finding)
  (#not-in-with? @finding)
  (#not-attribute-read? @finding ":closing-methods")
  (#not-reaches? @finding ":closing-calls")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "hint"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-temporary")
  (#assigned? @finding)
  (#at-module-level? @finding)
  (#not-in-with? @finding)
  (#attribute-read? @finding "close" "cleanup")
  (#not-attribute-read? @finding "finally:close" "finally:cleanup")
  (#not-reaches? @finding ":closing-calls")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "hint")
  (#set! message "`{resource}` of `{file}` is closed only if nothing before its `close` raises")
  (#set! question "A line between `{call}` and the `close` raises. Who closes `{resource}` then?"))

; Opened for nothing.
((expression_statement (call function: (_) @_function) @finding)
  (#resolves-to? @_function ":opens-file" ":opens-connection" ":opens-temporary")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{function}` opens with `{call}` and keeps nothing of it")
  (#set! question "Who closes what `{call}` opens in `{function}`, and who uses it?"))

; A process that nobody waits for.
((call function: (_) @_function) @finding
  (#resolves-to? @_function "subprocess.Popen")
  (#assigned? @finding)
  (#not-in-with? @finding)
  (#not-escapes? @finding)
  (#not-attribute-read? @finding
    "wait" "communicate" "poll" "kill" "terminate" "send_signal" "returncode" "pid" "stdout" "stdin" "stderr" "__exit__" "detach")
  (#not-passed? @finding)
  (#not-reaches? @finding "*")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "info")
  (#set! message "`{function}` starts a process as `{resource}` and never waits for it")
  (#set! question "The process behind `{resource}` ends, or does not. Who in `{function}` or after it finds out?"))

; The lock stays taken when a line before the `release` raises.
((block
    (expression_statement (call) @finding)
    .
    (try_statement (finally_clause)))
  (#set! level "off"))

((expression_statement
    (call function: (attribute object: (_) @resource attribute: (identifier) @_acquire) @_function) @finding)
  (#eq? @_acquire "acquire")
  (#resolves-to? @_function ":lock-acquire")
  (#not-inside? @finding "try_statement")
  (#not-decorated? @finding "contextlib.contextmanager" "contextlib.asynccontextmanager")
  (#not-in-function? @finding "__enter__" "__aenter__" "acquire" "lock" "_acquire*" "acquire_*" "_lock*" "lock_*" "start" "begin*" "setUp")
  (#bind! call @_function "value")
  (#set! level "info")
  (#set! message "`{function}` takes `{resource}` and gives it back only if nothing raises in between")
  (#set! question "A line after `{call}()` raises in `{function}`. Who releases `{resource}`?"))

; Closed at the end, but not when something in between raises.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-connection" ":opens-database" ":opens-pool")
  (#assigned? @finding)
  (#not-at-module-level? @finding)
  (#not-in-with? @finding)
  (#not-escapes? @finding)
  (#not-in-test? @finding)
  (#not-path? @finding ":one-task-paths")
  (#attribute-read? @finding "close" "shutdown" "quit")
  (#not-attribute-read? @finding "finally:close" "finally:shutdown" "finally:quit" "finally:terminate" "finally:cleanup")
  (#not-reaches? @finding ":closing-calls")
  (#not-in-function? @finding "__enter__" "__aenter__" "setUp" "setUpClass" "main")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "hint")
  (#set! message "`{resource}` of `{function}` is closed only if nothing before its `close` raises")
  (#set! question "A line between `{call}` and the `close` raises. Who closes `{resource}` then?"))

; Nobody has a name for it: `open(path).read()`.
((call
    function: (attribute
      object: (call function: (_) @_function arguments: (_) @_arguments) @finding
      attribute: (identifier) @_use))
  (#resolves-to? @_function ":opens-file")
  (#not-calls? @_arguments "io.BytesIO" "BytesIO" "io.StringIO" "StringIO")
  (#not-in-test? @finding)
  (#any-of? @_use "read" "readline" "readlines" "write" "writelines" "read_text" "extractall" "extract" "namelist" "getnames" "readframes" "getmembers" "readinto" "seek" "splitlines" "splitlines")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{function}` opens with `{call}` and keeps no name to close it by")
  (#set! question "Who closes the file that `{call}` opens in `{function}`, and when?"))

((call
    function: (_) @_reader
    arguments: (argument_list . (call function: (_) @_function arguments: (_) @_arguments) @finding))
  (#resolves-to? @_function ":opens-file")
  (#not-calls? @_arguments "io.BytesIO" "BytesIO" "io.StringIO" "StringIO")
  (#not-in-test? @finding)
  (#resolves-to? @_reader ":reads-file-object")
  (#bind! call @finding "callee")
  (#bind! reader @_reader "name")
  (#set! level "info")
  (#set! message "`{function}` opens with `{call}` inside `{reader}(...)`, which does not close it")
  (#set! question "Who closes the file that `{function}` hands to `{reader}`, and when?"))

((for_statement right: (call function: (_) @_function) @finding)
  (#resolves-to? @_function ":opens-file")
  (#not-calls? @_arguments "io.BytesIO" "BytesIO" "io.StringIO" "StringIO")
  (#not-in-test? @finding)
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{function}` loops over `{call}(...)` and keeps no name to close it by")
  (#set! question "The loop in `{function}` ends early or raises. Who closes the file it was reading?"))

; The context manager of a sqlite3 connection ends the transaction, not the connection.
((with_item
    value: (as_pattern
      (call function: (_) @_function) @finding
      alias: (as_pattern_target (identifier) @resource)))
  (#resolves-to? @_function "sqlite3.connect")
  (#not-attribute-read? @finding "close")
  (#not-scope-calls? @finding "function" "close" "closing")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`with {call}(...)` in `{function}` ends the transaction and leaves `{resource}` open")
  (#set! question "Who closes `{resource}` after the `with` in `{function}`?"))
