; One query for each element, where one query for all would do.
((call
    function: (attribute attribute: (identifier) @_run)
    arguments: (argument_list . (_) @_sql)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_run "execute" "fetchrow" "fetchval" "fetch" "fetch_one" "fetch_all" "scalar" "scalars")
  (#in-loop? @finding "for" "comprehension")
  (#starts-with? @_sql "select ")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal")
  (#not-imports? @finding "sqlite3" "aiosqlite" "duckdb")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

((call function: (_) @_function) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#in-loop? @finding "for" "comprehension")
  (#resolves-to? @_function ":orm-single-call")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

((call function: (attribute object: (attribute attribute: (identifier) @_query) attribute: (identifier) @_run)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#eq? @_query "query")
  (#any-of? @_run "get" "get_or_404")
  (#in-loop? @finding "for" "comprehension")
  (#imports? @finding "sqlalchemy" "flask_sqlalchemy")
  (#varies-in-loop? @finding)
  (#not-loop-over? @finding ":batching" "literal")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

((call function: (attribute attribute: (identifier) @_run)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#any-of? @_run "first" "one" "one_or_none" "scalar" "all" "count")
  (#receiver? @finding "query")
  (#in-loop? @finding "for" "comprehension")
  (#imports? @finding "sqlalchemy" "flask_sqlalchemy" "sqlmodel")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

; One billed call for each element, where the service takes many at once.
((call function: (_) @_function) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#in-loop? @finding "for" "comprehension")
  (#resolves-to? @_function ":cloud-call-with-bulk-form" ":llm-embedding")
  (#varies-in-loop? @finding)
  (#not-wrapped-in? @finding ":batch-writer")
  (#not-loop-variable? @finding ":batch-words")
  (#not-loop-over? @finding ":batching" "literal" "range")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source"))

; One request for each element to the same service. A loop over addresses is what it looks like, and stays quiet.
((call
    function: (_) @_function
    arguments: (argument_list . [(string) (binary_operator) (call)] @_address)) @finding
  (#not-path? @finding "**/benchmarks/**" "**/benchmark/**" "**/benches/**" "**/bench/**" "**/bench_*")
  (#in-loop? @finding "for" "comprehension")
  (#resolves-to? @_function ":http-call")
  (#varies-in-loop? @finding)
  (#not-loop-variable? @finding ":batch-words" "url" "link" "host")
  (#not-loop-over? @finding ":batching" "literal" "range")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source")
  (#set! level "info"))
