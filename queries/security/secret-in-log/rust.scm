; Printed: the program shows it to whoever runs it.
((macro_invocation
   macro: [(identifier) @sink (scoped_identifier name: (identifier) @sink)]
   (arguments
     [(identifier) @name
      (field_expression field: (field_identifier) @name)
      (reference_expression value: (identifier) @name)
      (reference_expression value: (field_expression field: (field_identifier) @name))])) @finding
 (#any-of? @sink "println" "eprintln" "print" "eprint")
 (#word? @name "password" "passwd" "passphrase" "secret" "api_key" "apikey" "private_key" "access_key" "secret_key" "access_token" "auth_token" "refresh_token" "bearer_token" "client_secret" "encryption_key" "credentials")
 (#not-word? @name "count" "length" "len" "type" "name" "id" "ids" "url" "uri" "path" "file" "field" "expiry" "expires" "hash" "hashed" "masked" "redacted" "status" "error" "message" "policy" "header" "index" "env" "var" "prefix" "hint" "source" "label" "provider" "public" "has" "is" "missing" "fingerprint" "display" "preview" "safe" "help" "kind" "tokens" "max" "min" "num")
 (#set! level "info")
 (#set! message "`{name}` is printed in `{function}`")
 (#set! question "Where does what `{function}` prints end up besides the screen, and who reads `{name}` there?"))

; A secret-like name is formatted into a log line.
((macro_invocation
   macro: [(identifier) @sink (scoped_identifier name: (identifier) @sink)]
   (arguments
     [(identifier) @name
      (field_expression field: (field_identifier) @name)
      (reference_expression value: (identifier) @name)
      (reference_expression value: (field_expression field: (field_identifier) @name))])) @finding
 (#any-of? @sink "info" "warn" "error" "debug" "trace" "dbg")
 (#word? @name "password" "passwd" "passphrase" "secret" "api_key" "apikey" "private_key" "access_key" "secret_key" "access_token" "auth_token" "refresh_token" "bearer_token" "client_secret" "encryption_key" "credentials")
 (#not-word? @name "count" "length" "len" "type" "name" "id" "ids" "url" "uri" "path" "file" "field" "expiry" "expires" "hash" "hashed" "masked" "redacted" "status" "error" "message" "policy" "header" "index" "env" "var" "prefix" "hint" "source" "label" "provider" "public" "has" "is" "missing" "fingerprint" "display" "preview" "safe" "help" "kind" "tokens" "max" "min" "num"))
((macro_invocation
   macro: [(identifier) @sink (scoped_identifier name: (identifier) @sink)]
   (arguments . (string_literal (string_content) @name))) @finding
 (#any-of? @sink "info" "warn" "error" "debug" "trace")
 (#match? @name "\\{(password|passwd|passphrase|api_key|apikey|private_key|access_key|secret_key|access_token|auth_token|refresh_token|client_secret|secret)(:[^}]*)?\\}")
 (#set! message "`{function}` writes a secret to `{sink}`")
 (#set! question "Who can read what `{sink}` writes in `{function}`, and for how long?"))
