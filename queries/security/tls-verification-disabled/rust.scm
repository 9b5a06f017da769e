; 1. Builder methods that switch the check off.
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments . (boolean_literal) @_value .)) @finding
 (#any-of? @switch "danger_accept_invalid_certs" "danger_accept_invalid_hostnames" "tls_danger_accept_invalid_certs" "tls_danger_accept_invalid_hostnames" "accept_invalid_certs" "accept_invalid_hostnames" "dangerous_accept_any_server_cert" "danger_accept_invalid_certificates")
 (#eq? @_value "true"))
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments . (boolean_literal) @_value .)) @finding
 (#any-of? @switch "verify_hostname" "set_verify_hostname" "ssl_verify_peer" "ssl_verify_host" "verify_server_cert" "set_verify_peer" "verify_peer")
 (#eq? @_value "false"))
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments)) @finding
 (#any-of? @switch "trust_cert" "danger_trust_any_certificate" "with_no_certificate_verification"))

; 2. OpenSSL's constant.
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments . (_) @_mode)) @finding
 (#any-of? @switch "set_verify" "set_verify_callback" "set_custom_verify_callback")
 (#resolves-to? @_mode ":no-verification" "*.SslVerifyMode.NONE" "*.SSL_VERIFY_NONE"))

; 3. rustls with a verifier of one's own.
((call_expression
   function: (field_expression field: (field_identifier) @switch)) @finding
 (#any-of? @switch "set_certificate_verifier" "with_custom_certificate_verifier")
 (#receiver? @finding "dangerous")
 (#set! level "info")
 (#set! message "`{function}` replaces the check of certificates (`{switch}`)")
 (#set! question "Which certificates does the verifier that `{function}` installs refuse?"))

; 4. Struct fields and environment switches of clients.
((field_initializer
   field: (field_identifier) @switch
   value: (boolean_literal) @_value) @finding
 (#any-of? @switch "danger_accept_invalid_certs" "accept_invalid_certs" "insecure_skip_verify" "tls_insecure" "accept_invalid_hostnames")
 (#eq? @_value "true"))
