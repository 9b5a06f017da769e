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
  (#not-in-function? @finding "__enter__" "__aenter__" "setUp" "setUpClass")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "info"))

; Closed at the end, but not when something in between raises.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":opens-file" ":opens-connection" ":opens-database" ":opens-pool")
  (#assigned? @finding)
  (#not-at-module-level? @finding)
  (#not-in-with? @finding)
  (#not-escapes? @finding)
  (#attribute-read? @finding "close" "shutdown" "quit")
  (#not-attribute-read? @finding "finally:close" "finally:shutdown" "finally:quit" "finally:terminate" "finally:cleanup")
  (#not-reaches? @finding ":closing-calls")
  (#not-in-function? @finding "__enter__" "__aenter__" "setUp" "setUpClass")
  (#bind! call @finding "callee")
  (#bind! resource @finding "target")
  (#set! level "hint")
  (#set! message "`{resource}` of `{function}` is closed only if nothing before its `close` raises")
  (#set! question "A line between `{call}` and the `close` raises. Who closes `{resource}` then?"))

; Nobody has a name for it: `open(path).read()`.
((call
    function: (attribute
      object: (call function: (_) @_function) @finding
      attribute: (identifier) @_use))
  (#resolves-to? @_function ":opens-file")
  (#any-of? @_use "read" "readline" "readlines" "write" "writelines" "read_text" "extractall" "extract" "namelist" "getnames" "readframes" "getmembers" "readinto" "seek" "splitlines" "splitlines")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{function}` opens with `{call}` and keeps no name to close it by")
  (#set! question "Who closes the file that `{call}` opens in `{function}`, and when?"))

((call
    function: (_) @_reader
    arguments: (argument_list . (call function: (_) @_function) @finding))
  (#resolves-to? @_function ":opens-file")
  (#resolves-to? @_reader ":reads-file-object")
  (#bind! call @finding "callee")
  (#bind! reader @_reader "name")
  (#set! level "info")
  (#set! message "`{function}` opens with `{call}` inside `{reader}(...)`, which does not close it")
  (#set! question "Who closes the file that `{function}` hands to `{reader}`, and when?"))

((for_statement right: (call function: (_) @_function) @finding)
  (#resolves-to? @_function ":opens-file")
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
