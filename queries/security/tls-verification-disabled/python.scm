; The same, for an assignment.
([
   (if_statement condition: [(not_operator [(attribute attribute: (identifier) @_asked) (identifier) @_asked]) (attribute attribute: (identifier) @_asked) (identifier) @_asked] consequence: (block (expression_statement (assignment) @finding)))
   (if_statement condition: [(not_operator [(attribute attribute: (identifier) @_asked) (identifier) @_asked]) (attribute attribute: (identifier) @_asked) (identifier) @_asked] alternative: (else_clause body: (block (expression_statement (assignment) @finding))))
   (elif_clause condition: [(not_operator [(attribute attribute: (identifier) @_asked) (identifier) @_asked]) (attribute attribute: (identifier) @_asked) (identifier) @_asked] consequence: (block (expression_statement (assignment) @finding)))
 ]
 (#word? @_asked "verify" "insecure" "ssl" "tls" "unverified")
 (#set! level "off"))

; Asked for by an option of that name.
((if_statement
   condition: [(not_operator [(attribute attribute: (identifier) @_asked) (identifier) @_asked]) (attribute attribute: (identifier) @_asked) (identifier) @_asked]
   consequence: (block (expression_statement (assignment right: (call) @finding))))
 (#word? @_asked "verify" "insecure" "ssl" "tls" "unverified")
 (#set! level "off"))

; 1. `verify=False` and its spellings, in a call of an HTTP client.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch
       value: [(false) (integer) (float)
               (string . (string_start) . (string_end))
               (list . "[" . "]") (dictionary . "{" . "}") (tuple . "(" . ")")
               (call function: (identifier) @_empty arguments: (argument_list . "(" . ")"))
               (call function: (identifier) @_range arguments: (argument_list . (integer) @_zero .))] @_value))) @finding
 (#resolves-to? @_callee ":verify-call" ":http-call" ":http-client" "*.get" "*.post" "*.request")
 (#any-of? @switch "verify" "verify_ssl" "verify_certs" "ssl_verify" "verify_tls")
 (#any-of? @_empty "set" "dict" "list" "tuple")
 (#eq? @_range "range")
 (#eq? @_zero "0")
 (#not-any-of? @_value "1" "1.0")
 (#not-path? @finding "**/tests/**")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` accepts any certificate (`{switch}` is off)"))

; An option of the program decides: somebody chose it.
([(assignment left: (attribute attribute: (identifier) @switch) right: (false))
  (assignment left: (attribute attribute: (identifier) @switch) right: (attribute attribute: (identifier) @_none))] @finding
 (#any-of? @switch "verify" "verify_ssl" "check_hostname" "verify_mode" "assert_hostname" "cert_reqs")
 (#any-of? @_none "CERT_NONE")
 (#inside? @finding "if_statement")
 (#set! level "warning")
 (#set! message "`{switch}` is switched off in `{function}` under a condition: any certificate is accepted then"))

; 2. The same switch on an object, or as an argument whose name leaves no doubt.
((assignment
   left: (attribute attribute: (identifier) @switch)
   right: (false)) @finding
 (#any-of? @switch "verify" "verify_ssl" "verify_certs" "ssl_verify" "check_hostname" "assert_hostname")
 (#not-in-class? @finding "*Test*")
 (#bind! receiver @finding "target")
 (#set! message "`{receiver}` in `{function}` is switched off: any certificate is accepted"))
((keyword_argument
   name: (identifier) @switch
   value: (false)) @finding
 (#any-of? @switch "verify_ssl" "ssl_verify" "verify_certs" "check_hostname" "assert_hostname" "validate_certs" "ssl_verify_cert" "tls_verify" "verify_tls" "ssl_check_hostname" "ssl_show_warn_off")
 (#not-has-ancestor? @finding "parameters")
 (#set! message "`{switch}` is off in `{function}`: any certificate is accepted"))
((keyword_argument
   name: (identifier) @switch
   value: (true)) @finding
 (#any-of? @switch "tlsAllowInvalidCertificates" "tlsAllowInvalidHostnames" "tlsInsecure" "tls_allow_invalid_certificates" "trust_server_certificate" "ssl_insecure" "insecure_skip_verify")
 (#set! message "`{switch}` is on in `{function}`: any certificate is accepted"))
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: (false)))) @finding
 (#eq? @switch "ssl")
 (#resolves-to? @_callee "aiohttp.*" "aiohttp.ClientSession.*" "aiohttp.TCPConnector" "session.get" "session.post" "session.request")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` accepts any certificate (`{switch}=False`)"))

; 3. A dictionary of options that is unpacked into a request.
((pair
   key: (string (string_content) @switch)
   value: (false)) @finding
 (#any-of? @switch "verify" "verify_ssl" "verify_certs" "ssl_verify")
 (#imports? @finding "requests" "httpx" "aiohttp" "urllib3" "niquests")
 (#set! message "`{switch}` is off in options of `{function}`: any certificate is accepted"))

; 4. Contexts that check nothing.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":unverified-context")
 (#not-attribute-read? @finding "verify_mode")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` makes a context that accepts any certificate"))
((assignment right: [(attribute) (identifier)] @callee) @finding
 (#resolves-to? @callee "ssl._create_unverified_context")
 (#set! message "`{callee}` becomes the default context in `{function}`: any certificate is accepted"))

; 5. Constants that switch the check off, wherever they are assigned or passed.
([(assignment right: (_) @constant)
  (keyword_argument value: (_) @constant)
  (default_parameter value: (_) @constant)] @finding
 (#resolves-to? @constant ":no-verification")
 (#set! message "`{constant}` switches the check of certificates off in `{function}`"))
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list . (_) @_constant)) @finding
 (#any-of? @callee "set_verify" "set_verify_mode")
 (#resolves-to? @_constant ":no-verification")
 (#set! message "`{callee}` in `{function}` switches the check of certificates off"))
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list
     . (binary_operator
         [(attribute) @_constant (identifier) @_constant
          (binary_operator [(attribute) @_constant (identifier) @_constant])]))) @finding
 (#any-of? @callee "set_verify" "set_verify_mode")
 (#resolves-to? @_constant ":no-verification")
 (#set! message "`{callee}` in `{function}` switches the check of certificates off"))
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: [(none) (string (string_content) @_value)]))) @finding
 (#eq? @switch "cert_reqs")
 (#match? @_value "^(CERT_)?NONE$")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` accepts any certificate (`{switch}`)"))

; 6. A context for clients that is made without any check: the constructor's default.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @_protocol)) @finding
 (#resolves-to? @_callee "ssl.SSLContext")
 (#resolves-to? @_protocol "ssl.PROTOCOL_TLS" "ssl.PROTOCOL_TLSv1_2" "ssl.PROTOCOL_TLSv1_1" "ssl.PROTOCOL_TLSv1" "ssl.PROTOCOL_SSLv23")
 (#not-attribute-read? @finding "verify_mode" "load_cert_chain" "load_verify_locations" "check_hostname")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` makes a context that checks no certificate unless told to")
 (#set! question "Which line tells the context of `{function}` to check certificates and host names?"))

; 7. SSH: whoever answers is believed.
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list
     [(call function: (_) @policy) (attribute) @policy (identifier) @policy
      (keyword_argument value: [(call function: (_) @policy) (attribute) @policy (identifier) @policy])])) @finding
 (#eq? @callee "set_missing_host_key_policy")
 (#named? @policy "AutoAddPolicy" "WarningPolicy")
 (#set! message "`{callee}` in `{function}` believes every host key (`{policy}`)")
 (#set! question "How does `{function}` notice that another machine answers, when `{policy}` takes any key?"))
