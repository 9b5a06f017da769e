; In the builds of developers only.
((attribute_item (attribute (identifier) @_cfg arguments: (token_tree) @_when))
  . (block [
      (expression_statement (assignment_expression right: (call_expression) @finding))
      (expression_statement (call_expression) @finding)
      (let_declaration value: (call_expression) @finding)
      (let_declaration value: (call_expression function: (field_expression value: (call_expression) @finding)))])
  (#eq? @_cfg "cfg")
  (#match? @_when "^\\(\\s*debug_assertions\\s*\\)$")
  (#set! level "off"))
((attribute_item (attribute (identifier) @_cfg arguments: (token_tree) @_when))
  . (expression_statement (block [
      (expression_statement (assignment_expression right: (call_expression) @finding))
      (expression_statement (call_expression) @finding)
      (let_declaration value: (call_expression) @finding)
      (let_declaration value: (call_expression function: (field_expression value: (call_expression) @finding)))]))
  (#eq? @_cfg "cfg")
  (#match? @_when "^\\(\\s*debug_assertions\\s*\\)$")
  (#set! level "off"))

; Whoever calls has chosen it by name: `Verify::No => client.danger_accept_invalid_certs(true)`.
((match_arm
  pattern: (match_pattern (scoped_identifier)) @_choice
  value: (call_expression
    function: (field_expression field: (field_identifier) @switch)
    arguments: (arguments . (boolean_literal) @_value .)) @finding)
 (#any-of? @switch ":accept-invalid" ":verify-switch")
 (#match? @_choice "(?i)(no|none|off|never|skip|insecure|disabled?|unverified|accept\\w*)$")
 (#set! level "info")
 (#set! message "`{function}` accepts any certificate where a caller asks for it (`{switch}`)")
 (#set! question "Who sees that `{function}` was asked to accept any certificate, once it has?"))

; 1. Builder methods that switch the check off.
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments . (boolean_literal) @_value .)) @finding
 (#any-of? @switch ":accept-invalid")
 (#eq? @_value "true"))
((call_expression
   function: (field_expression field: (field_identifier) @switch)
   arguments: (arguments . (boolean_literal) @_value .)) @finding
 (#any-of? @switch ":verify-switch")
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
 (#any-of? @switch ":accept-invalid")
 (#eq? @_value "true"))
