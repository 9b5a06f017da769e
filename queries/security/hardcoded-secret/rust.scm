; Keys that clients carry: a program that is given away has to hold them, and the key says so itself.
([(const_item value: (string_literal (string_content) @_value))
  (static_item value: (string_literal (string_content) @_value))
  (let_declaration value: (string_literal (string_content) @_value))] @finding
 (#match? @_value "^(phc_|pk_live_|pk_test_|pk\\.eyJ)")
 (#set! level "off"))

; 1. Text in the shape of a provider's key: the prefix says what it opens.
([(string_literal (string_content) @_value) (raw_string_literal (string_content) @_value)] @finding
 (#length? @_value ">=" "20")
 (#match? @_value "(^|[^A-Za-z0-9])((AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|sk-ant-[A-Za-z0-9_-]{24,}|sk-(proj-)?[A-Za-z0-9_-]{32,}|xox[abprs]-[0-9A-Za-z-]{12,}|AIza[0-9A-Za-z_-]{35}|SG\\.[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}|[rs]k_live_[0-9A-Za-z]{20,}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{40,}|hf_[A-Za-z]{34}|dop_v1_[a-f0-9]{64}|shpat_[a-fA-F0-9]{32}|ya29\\.[0-9A-Za-z_-]{40,})($|[^A-Za-z0-9])")
 (#not-match? @_value "(?i)x{6,}|\\.{3}|0{8}|<|1234567890|example|sample|dummy|placeholder|your")
 (#set! message "A string in `{function}` has the shape of a provider's key")
 (#set! question "If this repository were public tomorrow, what could be done with the key in line {line} of `{file}`, and how is it replaced?"))
([(string_literal (string_content) @_value) (raw_string_literal (string_content) @_value)] @finding
 (#length? @_value ">=" "30")
 (#match? @_value "-----BEGIN ((RSA|EC|DSA|OPENSSH|PGP|ENCRYPTED) )?PRIVATE KEY( BLOCK)?-----\\s*\\n?[A-Za-z0-9+/=\\\\]")
 (#set! message "A private key stands in `{function}`")
 (#set! question "What opens with the private key in line {line} of `{file}`, and how is it replaced once somebody has read it?"))
([(string_literal (string_content) @_value) (raw_string_literal (string_content) @_value)] @finding
 (#length? @_value ">=" "12")
 (#match? @_value "^[a-z][a-z0-9+.-]*://[^\\s:/@{}<>$%*]+:[^\\s:/@{}<>$%*]{3,}@[A-Za-z0-9]")
 (#not-match? @_value "(?i)://[^:]*:(pass|password|passwd|pwd|secret|token|x+|\\.+|your[^@]*|my[^@]*)@|example|@host\\b|://(user|username)[^:]*:|://(guest:guest|postgres:postgres|root:root|admin:admin|test:test|minio:minio|dev:dev)@")
 (#set! level "warning")
 (#set! message "A URL in `{function}` carries a user name and a password")
 (#set! question "What does the account in the URL in line {line} of `{file}` open, and how is its password changed?"))

; 2. A name that says secret, and a text that looks like one.
([(let_declaration pattern: (identifier) @name value: [
     (string_literal (string_content) @_value)
     (call_expression function: (field_expression value: (string_literal (string_content) @_value)))
     (call_expression function: (scoped_identifier) arguments: (arguments . (string_literal (string_content) @_value)))])
  (const_item name: (identifier) @name value: (string_literal (string_content) @_value))
  (static_item name: (identifier) @name value: (string_literal (string_content) @_value))
  (field_initializer field: (field_identifier) @name value: [
     (string_literal (string_content) @_value)
     (call_expression function: (field_expression value: (string_literal (string_content) @_value)))
     (call_expression function: (scoped_identifier) arguments: (arguments . (string_literal (string_content) @_value)))])
  (assignment_expression left: (field_expression field: (field_identifier) @name) right: [
     (string_literal (string_content) @_value)
     (call_expression function: (field_expression value: (string_literal (string_content) @_value)))])] @finding
 (#word? @name ":secret-words")
 (#not-word? @name ":secret-about-words")
 (#length? @_value ">=" "8")
 (#entropy? @_value ">" "3")
 (#match? @_value "^[A-Za-z0-9+/=_.:~!@#$%^&*?,;|-]{8,}$")
 (#match? @_value "[0-9]")
 (#match? @_value "[A-Za-z]")
 (#not-match? @_value "://|^[./~]|^[a-z][a-z0-9]*([-_./][a-z0-9]+)+$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Za-z]+([A-Z][a-z]+)*[0-9]?$")
 (#not-match? @_value "(?i)^(your|change|<|\\$|%|x{3,}|test|dummy|fake|placeholder|redacted|insert|replace|enter|sample|mock|my[-_]|some[-_])|[-_]here$"))

; 3. A password is set to a text, whatever it looks like.
([(let_declaration pattern: (identifier) @name value: [
     (string_literal (string_content) @_value)
     (call_expression function: (field_expression value: (string_literal (string_content) @_value)))
     (call_expression function: (scoped_identifier) arguments: (arguments . (string_literal (string_content) @_value)))])
  (const_item name: (identifier) @name value: (string_literal (string_content) @_value))
  (static_item name: (identifier) @name value: (string_literal (string_content) @_value))
  (field_initializer field: (field_identifier) @name value: [
     (string_literal (string_content) @_value)
     (call_expression function: (field_expression value: (string_literal (string_content) @_value)))
     (call_expression function: (scoped_identifier) arguments: (arguments . (string_literal (string_content) @_value)))])] @finding
 (#word? @name ":password-words")
 (#not-word? @name ":secret-about-words")
 (#length? @_value ">=" "3")
 (#match? @_value "^[^\\s{}<>()\\[\\]]+$")
 (#match? @_value "[A-Za-z0-9]")
 (#not-match? @_value "://|^[./~:]|\\.[a-z]+$|^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")
 (#not-match? @_value "(?i)^[a-z_.-]*(pass(word|wd|phrase|code)?|pwd|secret|token|key|text|hidden|string)[a-z_.-]*$")
 (#not-match? @_value "(?i)^(your|change|<|\\$|%|x{3,}|test$|dummy|fake|placeholder|redacted|insert|replace|enter|sample|mock|my[-_]|some[-_]|none$|null$|true$|false$|basic$|bearer|optional$|required$)|[-_]here$|\\*{3,}")
 (#set! level "warning"))

; 4. A literal where a connection or a request takes the password.
((call_expression
   function: (field_expression field: (field_identifier) @name)
   arguments: (arguments . (string_literal (string_content) @_value))) @finding
 (#any-of? @name "password" "set_password" "bearer_auth" "auth_token" "api_key" "access_token" "secret_key")
 (#not-any-of? @_value "test" "dummy" "probe" "x" "none" "ignored")
 (#not-match? @_value "^[{<$]|[>}]$|\\s|^-{1,2}[a-z]|^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")
 (#set! level "warning")
 (#set! message "`{name}` in `{function}` gets its secret as a literal")
 (#set! question "If this repository were public tomorrow, what could be done with the text that `{function}` gives to `{name}`?"))
((call_expression
   function: (field_expression field: (field_identifier) @name)
   arguments: (arguments . (_) . [
     (string_literal (string_content) @_value)
     (call_expression function: (identifier) @_some arguments: (arguments . (string_literal (string_content) @_value)))])) @finding
 (#eq? @name "basic_auth")
 (#set! level "warning")
 (#set! message "`{name}` in `{function}` gets its password as a literal")
 (#set! question "If this repository were public tomorrow, what could be done with the password that `{function}` gives to `{name}`?"))

; 5. A database without a password.
((call_expression
   function: (field_expression field: (field_identifier) @name)
   arguments: (arguments . (string_literal) @_empty .)) @finding
 (#eq? @name "password")
 (#eq? @_empty "\"\"")
 (#set! level "warning")
 (#set! message "`{function}` logs in with an empty `{name}`")
 (#set! question "Which server accepts the login of `{function}` without a `{name}`, and who else can reach it?"))
