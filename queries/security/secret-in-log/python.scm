; 0. Printed: the program shows it to whoever runs it.
((call
   function: [(identifier) @sink (attribute attribute: (identifier) @sink)]
   arguments: (argument_list
     [(identifier) @name
      (string (interpolation expression: [(identifier) @name (attribute attribute: (identifier) @name)]))
      (concatenated_string (string (interpolation expression: [(identifier) @name (attribute attribute: (identifier) @name)])))
      (binary_operator left: (string) operator: ["+" "%"] right: [(identifier) @name (attribute attribute: (identifier) @name)])
      (call function: (attribute object: (string) attribute: (identifier) @_format) arguments: (argument_list [(identifier) @name (attribute attribute: (identifier) @name)]))])) @finding
 (#any-of? @sink "print" "pprint" "echo" "secho")
 (#eq? @_format "format")
 (#not-from-call? @name "*generate*" "*create*" "*new_*" "secrets.*" "uuid.*")
 (#not-in-function? @sink "print_*" "_print_*" "show_*" "_show_*" "display_*" "_display_*" "*instructions*" "*generate*" "*reveal*")
 (#word? @name "password" "passwd" "passphrase" "secret" "api_key" "apikey" "private_key" "access_key" "secret_key" "access_token" "auth_token" "refresh_token" "bearer_token" "client_secret" "encryption_key" "credentials")
 (#not-word? @name ":secret-about-words" "masked" "redacted" "hash" "has" "is")
 (#set! level "info")
 (#set! message "`{name}` is printed in `{function}`")
 (#set! question "Where does what `{function}` prints end up besides the screen, and who reads `{name}` there?"))

; 1. A secret-like name is formatted into a log line, a print or an error text.
((call
   function: [(identifier) @sink (attribute attribute: (identifier) @sink)]
   arguments: (argument_list
     [(identifier) @name
      (attribute attribute: (identifier) @name)
      (subscript subscript: (string (string_content) @name))
      (string (interpolation expression: [(identifier) @name (attribute attribute: (identifier) @name) (subscript subscript: (string (string_content) @name))]))
      (concatenated_string (string (interpolation expression: [(identifier) @name (attribute attribute: (identifier) @name)])))
      (binary_operator left: (string) operator: ["+" "%"] right: [(identifier) @name (attribute attribute: (identifier) @name)])
      (call function: (attribute object: (string) attribute: (identifier) @_format) arguments: (argument_list [(identifier) @name (attribute attribute: (identifier) @name)]))])) @finding
 (#any-of? @sink "debug" "info" "warning" "warn" "error" "critical" "exception" "log")
 (#eq? @_format "format")
 (#word? @name "password" "passwd" "passphrase" "secret" "api_key" "apikey" "private_key" "access_key" "secret_key" "access_token" "auth_token" "refresh_token" "bearer_token" "client_secret" "encryption_key" "credentials" "connection_string")
 (#not-word? @name "count" "length" "len" "type" "name" "id" "ids" "url" "uri" "path" "file" "field" "expiry" "expires" "hash" "hashed" "masked" "redacted" "mask" "status" "error" "errors" "message" "policy" "header" "index" "env" "var" "prefix" "hint" "source" "label" "provider" "public" "has" "is" "missing" "set" "present" "required" "manager" "store" "validator" "fingerprint" "display" "preview" "safe" "help" "kind" "tokens" "max" "min" "num" "note" "notes" "description" "docs")
 (#not-literal? @name))

; 2. All headers or the whole environment.
((call
   function: [(identifier) @sink (attribute attribute: (identifier) @sink)]
   arguments: (argument_list
     [(attribute) @name
      (string (interpolation expression: (attribute) @name))
      (call function: (identifier) @_dict arguments: (argument_list . (attribute) @name .))])) @finding
 (#any-of? @sink "debug" "info" "warning" "warn" "error" "critical" "exception" "log" "print" "pprint")
 (#eq? @_dict "dict")
 (#resolves-to? @name "os.environ" "flask.request.headers" "request.headers" "self.request.headers" "request.META")
 (#set! level "warning")
 (#set! message "`{function}` writes all of `{name}` to `{sink}`")
 (#set! question "Which tokens are among `{name}`, and who can read what `{sink}` wrote, for how long?"))
