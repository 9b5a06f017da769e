; 1. The signature is not looked at.
((call
   function: (_) @callee
   arguments: (argument_list
     (keyword_argument
       name: (identifier) @_options
       value: (dictionary (pair key: (string (string_content) @_key) value: (false)))))) @finding
 (#resolves-to? @callee ":jwt-decode" "*.decode")
 (#eq? @_options "options")
 (#any-of? @_key "verify_signature" "verify")
 (#set! message "`{callee}` in `{function}` reads a token without checking its signature"))
((call
   function: (_) @callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @_verify value: (false)))) @finding
 (#resolves-to? @callee ":jwt-decode")
 (#any-of? @_verify "verify" "verify_signature")
 (#set! message "`{callee}` in `{function}` reads a token without checking its signature"))
((call function: (_) @callee) @finding
 (#resolves-to? @callee "jose.jwt.get_unverified_claims" "jose.jws.get_unverified_claims")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` reads the claims of a token without checking its signature"))

; 2. A token without a signature is made or accepted.
((call
   function: (_) @callee
   arguments: (argument_list
     (keyword_argument
       name: (identifier) @_algorithm
       value: [(string (string_content) @_none)
               (list (string (string_content) @_none))
               (none) @_nothing]))) @finding
 (#resolves-to? @callee ":jwt-decode" ":jwt-encode")
 (#any-of? @_algorithm "algorithm" "algorithms")
 (#match? @_none "(?i)^none$")
 (#set! message "`{callee}` in `{function}` allows a token without a signature"))
((call
   function: (_) @callee
   arguments: (argument_list . (_) . (_) . [(string (string_content) @_none) (none) (list (string (string_content) @_none))])) @finding
 (#resolves-to? @callee ":jwt-encode" ":jwt-decode")
 (#match? @_none "(?i)^none$")
 (#set! message "`{callee}` in `{function}` allows a token without a signature"))
((pair
   key: (string (string_content) @_key)
   value: [(string (string_content) @_none) (none)]) @finding
 (#eq? @_key "ALGORITHM")
 (#match? @_none "(?i)^none$")
 (#path? @finding "**/settings*.py" "**/settings/**" "**/config*.py")
 (#set! message "The settings in `{file}` allow a token without a signature"))
