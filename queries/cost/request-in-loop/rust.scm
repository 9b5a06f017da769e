; One query for each element, where one query for all would do.
((call_expression
    function: (field_expression field: (field_identifier) @_run)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_run "fetch_one" "fetch_optional" "fetch_all" "fetch_scalar" "execute")
  (#in-loop? @finding "for")
  (#receiver? @finding ":database-query")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal")
  (#not-imports? @finding "rusqlite" "sqlx.SqlitePool" "sqlx.Sqlite" "sqlx.sqlite")
  (#bind! call @finding "first-call")
  (#bind! collection @finding "loop-source"))

((call_expression
    function: (field_expression field: (field_identifier) @_run)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_run "query_one" "query_opt" "query_raw")
  (#in-loop? @finding "for")
  (#imports? @finding "tokio_postgres" "postgres" "deadpool_postgres")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

; One request for each element to the same service.
((call_expression
    function: (field_expression field: (field_identifier) @_send)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_send "send")
  (#in-loop? @finding "for")
  (#awaited? @finding)
  (#receiver? @finding "get" "post" "put" "patch" "delete" "request")
  (#imports? @finding "reqwest")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words" "url" "link" "host" "uri")
  (#not-loop-over? @finding ":batching" "literal")
  (#bind! call @finding "first-call")
  (#bind! collection @finding "loop-source")
  (#set! level "info"))
