; 1. A mode that lets everybody write.
((call_expression
   function: [(scoped_identifier name: (identifier) @callee) (field_expression field: (field_identifier) @callee)]
   arguments: (arguments . (integer_literal) @mode .)) @finding
 (#any-of? @callee "from_mode" "set_mode" "mode")
 (#match? @mode "^0o[0-7]*[2367]$"))

; 2. Any site may call.
((call_expression
   function: (_) @callee) @finding
 (#resolves-to? @callee ":cors-any")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` lets every site read the answers")
 (#set! question "Which sites have to read the answers, that `{function}` uses `{callee}`?"))
