; An address that everybody can reach.
((call_expression
   function: (_) @_callee
   arguments: (arguments
     . [(string_literal (string_content) @address)
        (tuple_expression . (string_literal (string_content) @address))
        (reference_expression value: (string_literal (string_content) @address))])) @finding
 (#resolves-to? @_callee ":serve-call" "*.bind" "*.TcpListener.bind")
 (#match? @address "^(0\\.0\\.0\\.0|\\[::\\])(:\\d+)?$")
 (#not-match? @address ":0$")
 (#bind! callee @finding "callee")
 (#set! level "info"))
((call_expression
   function: (_) @_callee
   arguments: (arguments
     . (macro_invocation macro: (identifier) @_format
         (arguments . (string_literal (string_content) @address))))) @finding
 (#eq? @_format "format")
 (#resolves-to? @_callee ":serve-call" "*.bind" "*.TcpListener.bind")
 (#match? @address "^(0\\.0\\.0\\.0|\\[::\\]):")
 (#bind! callee @finding "callee")
 (#set! level "info"))
((call_expression
   function: (_) @_callee
   arguments: (arguments
     . (tuple_expression . (array_expression) @_zeros . (_) @_port))) @finding
 (#resolves-to? @_callee "std.net.SocketAddr.from" "SocketAddr.from")
 (#any-of? @_zeros "[0, 0, 0, 0]" "[0,0,0,0]")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "The address that `{function}` makes with `{callee}` is every address of the machine")
 (#set! question "Who can reach the port that `{function}` opens on every address, where it will run?"))
