; `sqlx::query("SELECT ... FROM t").fetch_all(...)` without LIMIT or WHERE.
((call_expression
    function: (field_expression
      value: (call_expression
        function: (_) @_query
        arguments: (arguments . [(string_literal) (raw_string_literal)] @sql))
      field: (field_identifier) @_fetch)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_fetch "fetch_all")
  (#named? @_query "query" "query_as" "query_scalar")
  (#starts-with? @sql "select ")
  (#not-phrase? @sql ":sql-bounds"))

((call_expression
    function: (field_expression
      value: (macro_invocation
        macro: (_) @_query
        (token_tree [(string_literal) (raw_string_literal)] @sql))
      field: (field_identifier) @_fetch)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_fetch "fetch_all")
  (#named? @_query "query" "query_as" "query_scalar")
  (#starts-with? @sql "select ")
  (#not-phrase? @sql ":sql-bounds"))

; tokio-postgres and friends: `client.query("SELECT ...", &[])` gives all rows at once.
((call_expression
    function: (field_expression field: (field_identifier) @_fetch)
    arguments: (arguments . [(string_literal) (raw_string_literal)] @sql)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_fetch "query")
  (#imports? @finding "tokio_postgres" "postgres" "deadpool_postgres")
  (#starts-with? @sql "select ")
  (#not-phrase? @sql ":sql-bounds"))

; Diesel: `table.load(conn)` without a step that narrows it.
((call_expression
    function: [
      (field_expression value: (_) @sql field: (field_identifier) @_load)
      (generic_function function: (field_expression value: (_) @sql field: (field_identifier) @_load))
    ]) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_load "load" "get_results")
  (#imports? @finding "diesel")
  (#not-receiver? @finding "limit" "filter" "find" "count" "select" "group_by" "belonging_to" "returning" "first" "inner_join" "sql_query" "insert_into" "update")
  (#argument-count? @finding "<" "2"))
