; Text of a request, written into a log line as it is.
((macro_invocation
   macro: [(identifier) @callee (scoped_identifier name: (identifier) @callee)]
   (arguments (identifier) @value)) @finding
 (#any-of? @callee "info" "warn" "error" "debug")
 (#external? @value)
 (#not-from-call? @value ":process-input" ":file-input" ":network-input" ":subprocess-output")
 (#not-typed? @value "u32" "u64" "i32" "i64" "usize" "Uuid" "bool"))
