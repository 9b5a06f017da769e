((macro_invocation macro: (identifier) @_macro) @finding @text
  (#eq? @_macro "dbg")
  (#set! level "warning"))

; Prints values for a person, beside a logger.
((macro_invocation macro: (identifier) @_macro (arguments . (string_literal) @_string)) @finding @text
  (#any-of? @_macro "println" "eprintln" "print" "eprint")
  (#imports? @finding "tracing" "log" "slog")
  (#match? @_string "(?i)^\"\\W*(?:debug|dbg|trace|here|got here|xxx)\\b|:#?\\?\\}")
  (#not-in-function? @finding "main" "*print*" "*show*" "*display*" "*usage*" "*help*" "*report*" "*dump*" "run" "run_*" "cmd_*" "*_command" "*output*" "execute*" "handle_*" "render*" "list*" "write*" "*progress*" "*status*")
  (#not-path? @finding "**/main.rs" "**/bin/**" "**/cli*" "**/cli/**" "**/commands/**" "**/cmd/**" "**/examples/**" "**/build.rs" "**/xtask/**" "**/tools/**" "**/benches/**"))
