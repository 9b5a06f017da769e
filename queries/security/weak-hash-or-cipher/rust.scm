; 1. MD5, SHA-1 and older.
((call_expression function: (_) @_callee) @finding
 (#resolves-to? @_callee ":weak-hash")
 (#not-in-function? @finding "*checksum*" "*etag*" "*cache*" "*fingerprint*" "*dedup*" "*gravatar*" "*git*" "*object_id*" "*oid*" "*shard*" "*bucket*" "*handshake*" "*websocket*" "*accept*" "*uuid*" "*md5*" "*sha1*" "*hash_key*" "*short_hash*")
 (#not-imports? @finding "git2" "gix")
 (#bind! callee @finding "callee"))

; 2. Ciphers that are broken, or too short, or show the pattern of the text.
((call_expression function: (_) @_callee) @finding
 (#resolves-to? @_callee ":weak-cipher")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` is a cipher that is no longer considered safe")
 (#set! question "What does `{function}` protect with `{callee}`, and for how long does it have to stay secret?"))

; 3. Keys that are too short.
((call_expression
   function: (_) @_callee
   arguments: (arguments . (integer_literal) @bits)) @finding
 (#resolves-to? @_callee ":rsa-key-call")
 (#any-of? @bits "512" "768" "1024" "1536")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` makes a key of {bits} bits")
 (#set! question "Until when must the key of {bits} bits that `{function}` makes stand?"))
((call_expression
   function: (_) @_callee
   arguments: (arguments . (_) . (integer_literal) @bits)) @finding
 (#resolves-to? @_callee ":rsa-key-call-second")
 (#any-of? @bits "512" "768" "1024" "1536")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` makes a key of {bits} bits")
 (#set! question "Until when must the key of {bits} bits that `{function}` makes stand?"))

; 4. Old versions of TLS.
((call_expression
   function: (field_expression field: (field_identifier) @callee)
   arguments: (arguments (_) @version)) @finding
 (#any-of? @callee "min_tls_version" "set_min_proto_version" "min_protocol_version" "max_tls_version" "set_max_proto_version")
 (#calls? @version ":weak-tls-version")
 (#set! message "`{callee}` in `{function}` allows a version of TLS that is known to be broken")
 (#set! question "Which peer of `{function}` still needs `{version}`?"))

; 5. A fast hash over something that is called a password.
((call_expression
   function: (_) @_callee
   arguments: (arguments . [(identifier) @value (call_expression function: (field_expression value: (identifier) @value)) (reference_expression value: (identifier) @value)])) @finding
 (#resolves-to? @_callee ":fast-hash")
 (#word? @value "password" "passwd" "passphrase")
 (#bind! callee @finding "callee")
 (#set! level "error")
 (#set! message "`{function}` runs `{value}` through `{callee}`, which was made to be fast")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores for `{value}`?"))
