((macro_invocation macro: (identifier) @_macro) @finding @text
  (#eq? @_macro "dbg")
  (#set! level "warning"))

; Prints beside a logger.
((macro_invocation macro: (identifier) @_macro) @finding @text
  (#any-of? @_macro "println" "eprintln" "print" "eprint")
  (#imports? @finding "tracing" "tracing.*" "log" "log.*" "slog" "slog.*")
  (#not-in-function? @finding "main" "*print*" "*show*" "*display*" "*usage*" "*help*" "*report*" "*dump*" "run" "run_*" "cmd_*" "*_command" "*output*" "execute*" "handle_*" "render*" "list*" "write*" "log*" "*progress*" "*status*")
  (#not-path? @finding "**/main.rs" "**/bin/**" "**/cli*" "**/cli/**" "**/commands/**" "**/cmd/**" "**/examples/**" "**/build.rs" "**/xtask/**" "**/tools/**" "**/benches/**"))
