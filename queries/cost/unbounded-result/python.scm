; A SELECT without LIMIT or WHERE whose rows are all fetched.
((call
    function: (attribute
      object: (call
        function: (attribute attribute: (identifier) @_run)
        arguments: (argument_list . (_) @sql))
      attribute: (identifier) @_fetch)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_fetch "fetchall" "all")
  (#any-of? @_run "execute" "exec" "query" "raw")
  (#starts-with? @sql "select ")
  (#not-phrase? @sql ":sql-bounds"))

((block
    (expression_statement
      (call
        function: (attribute object: (_) @_cursor attribute: (identifier) @_run)
        arguments: (argument_list . (_) @sql)))
    .
    [(expression_statement (assignment right: (call function: (attribute object: (_) @_same attribute: (identifier) @_fetch)) @finding))
     (return_statement (call function: (attribute object: (_) @_same attribute: (identifier) @_fetch)) @finding)
     (for_statement right: (call function: (attribute object: (_) @_same attribute: (identifier) @_fetch)) @finding)])
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_run "execute")
  (#eq? @_fetch "fetchall")
  (#same-text? @_cursor @_same)
  (#starts-with? @sql "select ")
  (#not-phrase? @sql ":sql-bounds"))

; The same through an ORM: the whole table becomes objects.
((call function: (attribute object: (_) @sql attribute: (identifier) @_all)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_all "all")
  (#argument-count? @finding "<" "1")
  (#imports? @finding "sqlalchemy" "flask_sqlalchemy" "sqlmodel")
  (#calls? @sql "query")
  (#not-calls? @sql ":limiting-steps"))

((call function: (attribute object: (_) @sql attribute: (identifier) @_all)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_all "all")
  (#argument-count? @finding "<" "1")
  (#imports? @finding "sqlalchemy" "flask_sqlalchemy" "sqlmodel")
  (#calls? @sql "select")
  (#not-calls? @sql ":limiting-steps"))

((call
    function: (identifier) @_whole
    arguments: (argument_list . (call function: (_) @sql))) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_whole "list" "tuple" "sorted" "set")
  (#resolves-to? @sql "*.objects.all")
  (#bind! sql @sql "value"))

; One page only, or the whole table: the call has no bound of its own.
((call function: (_) @sql) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#resolves-to? @sql ":cloud-list-call")
  (#not-has-argument? @finding "Limit")
  (#not-has-argument? @finding "MaxKeys")
  (#not-has-argument? @finding "ExclusiveStartKey")
  (#not-has-argument? @finding "ContinuationToken")
  (#not-scope-calls? @finding "function" "get_paginator" "paginate"))

((call function: (attribute object: (_) @_table attribute: (identifier) @_scan) @sql) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_scan "scan")
  (#word? @_table "table" "dynamodb")
  (#imports? @finding "boto3" "aioboto3")
  (#not-has-argument? @finding "Limit")
  (#not-has-argument? @finding "ExclusiveStartKey")
  (#not-scope-calls? @finding "function" "get_paginator" "paginate"))
