; Keys that clients carry: a page or a program that is given away has to hold them.
((assignment left: (identifier) @_name right: (string (string_content) @_value)) @finding
 (#word? @_name "project_token" "project_api_key" "publishable" "publishable_key" "public_key" "public_token" "anon_key" "site_key" "measurement_id" "ingestion_key" "write_key" "client_token" "dsn")
 (#not-match? @_value "^sk_|^rk_|PRIVATE|://[^@/]*:")
 (#set! level "off"))

; The key says so itself.
((assignment right: (string (string_content) @_value)) @finding
 (#match? @_value "^(phc_|pk_live_|pk_test_|pk\\.eyJ)")
 (#set! level "off"))

; 1. Text in the shape of a provider's key: the prefix says what it opens.
((string (string_content) @_value) @finding
 (#length? @_value ">=" "20")
 (#match? @_value "(^|[^A-Za-z0-9])(AKIA|ASIA)[0-9A-Z]{16}($|[^A-Za-z0-9])")
 (#not-has-parent? @finding "expression_statement")
 (#set! message "A string in `{function}` has the shape of a provider's key")
 (#set! question "If this repository were public tomorrow, what could be done with the key in line {line} of `{file}`, and how is it replaced?"))
; Text in the shape of a provider's key: the prefix says what it opens.
((string (string_content) @_value) @finding
 (#length? @_value ">=" "20")
 (#match? @_value "(^|[^A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|sk-ant-[A-Za-z0-9_-]{24,}|sk-(proj-)?[A-Za-z0-9_-]{32,}|xox[abprs]-[0-9A-Za-z-]{12,}|AIza[0-9A-Za-z_-]{35}|SG\\.[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}|[rs]k_live_[0-9A-Za-z]{20,}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{40,}|hf_[A-Za-z]{34}|dop_v1_[a-f0-9]{64}|shpat_[a-fA-F0-9]{32}|ya29\\.[0-9A-Za-z_-]{40,})($|[^A-Za-z0-9])")
 (#not-match? @_value "(?i)x{6,}|\\.{3}|0{8}|<|1234567890|example|sample|dummy|placeholder|your")
 (#not-has-parent? @finding "expression_statement")
 (#set! message "A string in `{function}` has the shape of a provider's key")
 (#set! question "If this repository were public tomorrow, what could be done with the key in line {line} of `{file}`, and how is it replaced?"))
((string (string_content) @_value) @finding
 (#length? @_value ">=" "30")
 (#match? @_value "-----BEGIN ((RSA|EC|DSA|OPENSSH|PGP|ENCRYPTED) )?PRIVATE KEY( BLOCK)?-----\\s*\\n?[A-Za-z0-9+/=\\\\]")
 (#not-has-parent? @finding "expression_statement")
 (#set! message "A private key stands in `{function}`")
 (#set! question "What opens with the private key in line {line} of `{file}`, and how is it replaced once somebody has read it?"))
((string (string_content) @_value) @finding
 (#length? @_value ">=" "30")
 (#match? @_value "^eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}$")
 (#not-has-parent? @finding "expression_statement")
 (#set! message "A signed token stands in `{function}`")
 (#set! question "Who accepts the token in line {line} of `{file}`, and until when?"))
((string (string_content) @_value) @finding
 (#length? @_value ">=" "12")
 (#match? @_value "^[a-z][a-z0-9+.-]*://[^\\s:/@{}<>$%*]+:[^\\s:/@{}<>$%*]{3,}@[A-Za-z0-9]")
 (#not-match? @_value "(?i)://[^:]*:(pass|password|passwd|pwd|secret|token|x+|\\.+|your[^@]*|my[^@]*)@|example|@host\\b|://(user|username)[^:]*:|@(localhost|127\\.0\\.0\\.1|\\[::1\\])(:|/|$)|://(guest:guest|postgres:postgres|root:root|admin:admin|test:test|minio:minio|dev:dev)@")
 (#not-has-parent? @finding "expression_statement")
 (#set! level "warning")
 (#set! message "A URL in `{function}` carries a user name and a password")
 (#set! question "What does the account in the URL in line {line} of `{file}` open, and how is its password changed?"))

; A literal where a driver or a login takes the password by name.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @name value: (string (string_content) @_value)) @finding)) @_call
 (#resolves-to? @_callee ":db-connect" ":secret-second-argument" ":secret-first-argument" ":secret-third-argument")
 (#word? @name ":secret-words")
 (#not-match? @_value "^[{<$%]|[>}]$")
 (#bind! callee @_call "callee")
 (#set! message "`{callee}` in `{function}` gets its `{name}` as a literal"))

; The same through a name of this file.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @name value: (identifier) @_value) @finding)) @_call
 (#resolves-to? @_callee ":db-connect" ":secret-second-argument")
 (#word? @name ":secret-words")
 (#not-word? @_value ":password-words")
 (#not-from-parameter? @_value)
 (#constant? @_value)
 (#starts-with? @_value "")
 (#bind! callee @_call "callee")
 (#set! message "`{callee}` in `{function}` gets a literal as its `{name}`"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) . (identifier) @name)) @finding
 (#resolves-to? @_callee ":secret-second-argument")
 (#not-from-parameter? @name)
 (#constant? @name)
 (#starts-with? @name "")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gets its secret `{name}` from a literal of this file"))

; 2. A name that says secret, and a text that looks like one.
([(assignment left: [(identifier) @name (attribute attribute: (identifier) @name)] right: (string (string_content) @_value))
  (assignment left: (subscript subscript: (string (string_content) @name)) right: (string (string_content) @_value))
  (keyword_argument name: (identifier) @name value: (string (string_content) @_value))
  (pair key: (string (string_content) @name) value: (string (string_content) @_value))
  (default_parameter name: (identifier) @name value: (string (string_content) @_value))
  (typed_default_parameter name: (identifier) @name value: (string (string_content) @_value))
  (named_expression name: (identifier) @name value: (string (string_content) @_value))] @finding
 (#word? @name ":secret-words")
 (#not-word? @name ":secret-about-words")
 (#length? @_value ">=" "8")
 (#entropy? @_value ">" "3")
 (#match? @_value "^[A-Za-z0-9+/=_.:~!@#$%^&*?,;|-]{8,}$")
 (#match? @_value "[0-9]")
 (#match? @_value "[A-Za-z]")
 (#not-match? @_value "://|^[./~]|^[a-z][a-z0-9]*([-_./][a-z0-9]+)+$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Za-z]+([A-Z][a-z]+)*[0-9]?$")
 (#not-match? @_value "(?i)^(your|change|<|\\$|%|x{3,}|test|dummy|fake|placeholder|redacted|insert|replace|enter|sample|mock|my[-_]|some[-_])|[-_]here$|^(.)\\W*$"))

; 3. A password is set to a text, whatever it looks like.
([(assignment left: [(identifier) @name (attribute attribute: (identifier) @name)] right: (string (string_content) @_value))
  (assignment left: (subscript subscript: (string (string_content) @name)) right: (string (string_content) @_value))
  (keyword_argument name: (identifier) @name value: (string (string_content) @_value))
  (pair key: (string (string_content) @name) value: (string (string_content) @_value))
  (default_parameter name: (identifier) @name value: (string (string_content) @_value))
  (typed_default_parameter name: (identifier) @name value: (string (string_content) @_value))
  (named_expression name: (identifier) @name value: (string (string_content) @_value))] @finding
 (#word? @name ":password-words")
 (#not-word? @name ":secret-about-words")
 (#length? @_value ">=" "3")
 (#match? @_value "^[^\\s{}<>()\\[\\]]+$")
 (#match? @_value "[A-Za-z0-9]")
 (#not-match? @_value "://|^[./~:]|\\.[a-z]+$|^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")
 (#not-match? @_value "(?i)^[a-z_.-]*(pass(word|wd|phrase|code)?|pwd|secret|token|key|text|hidden|string)[a-z_.-]*$")
 (#not-match? @_value "(?i)^(your|change|<|\\$|%|x{3,}|test$|dummy|fake|placeholder|redacted|insert|replace|enter|sample|mock|my[-_]|some[-_]|none$|null$|true$|false$|basic$|bearer|str$|prompt$|optional$|required$|n/a$)|[-_]here$|\\*{3,}")
 (#set! level "warning"))

; 4. A password is compared with a text.
((comparison_operator
   [(identifier) @name (attribute attribute: (identifier) @name)]
   "=="
   (string (string_content) @_value)) @finding
 (#word? @name ":password-words")
 (#not-word? @name ":secret-about-words")
 (#length? @_value ">=" "3")
 (#match? @_value "[A-Za-z0-9]")
 (#not-match? @_value "^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|[{}<>]")
 (#not-match? @_value "(?i)^(your|change|dummy|fake|placeholder|redacted|insert|replace|enter|sample|my[-_]|some[-_])")
 (#set! level "warning")
 (#set! message "`{function}` compares `{name}` with a text that anybody who has the source can read")
 (#set! question "Who knows the text that `{name}` is compared with in `{function}`, and how is it changed?"))

; 5. A literal where a driver or a login takes the password.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) . (string (string_content) @_value))) @finding
 (#resolves-to? @_callee ":secret-second-argument")
 (#not-match? @_value "^[{<$%]|[>}]$")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gets its secret as a literal")
 (#set! question "If this repository were public tomorrow, what could be done with the secret that `{function}` gives to `{callee}`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (string (string_content) @_value))) @finding
 (#resolves-to? @_callee ":secret-first-argument")
 (#not-match? @_value "^[{<$%]|[>}]$")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gets its secret as a literal")
 (#set! question "If this repository were public tomorrow, what could be done with the secret that `{function}` gives to `{callee}`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) . (_) . (string (string_content) @_value))) @finding
 (#resolves-to? @_callee ":secret-third-argument")
 (#not-match? @_value "^[{<$%]|[>}]$|\\s")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gets its password as a literal")
 (#set! question "If this repository were public tomorrow, what could be done with the password that `{function}` gives to `{callee}`?"))

; 6. A database without a password.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @name value: (string . (string_start) . (string_end))))) @finding
 (#resolves-to? @_callee ":db-connect")
 (#word? @name "password" "passwd" "pwd")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` logs in with an empty `{name}`")
 (#set! question "Which database accepts `{callee}` without a password, and who else can reach it?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) . (string . (string_start) . (string_end)))) @finding
 (#resolves-to? @_callee "cassandra.auth.PlainTextAuthProvider" "couchbase.auth.PasswordAuthenticator" "couchbase_core.cluster.PasswordAuthenticator" "couchbase.cluster.PasswordAuthenticator" "requests.auth.HTTPBasicAuth" "neo4j.basic_auth")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` logs in with an empty password")
 (#set! question "Which server accepts `{callee}` without a password, and who else can reach it?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) . (_) . (string . (string_start) . (string_end)))) @finding
 (#resolves-to? @_callee "MySQLdb.connect" "MySQLdb.Connection" "MySQLdb._mysql.connect" "_mysql.connect" "pymysql.connect" "mysql.connector.connect" "pymssql.connect")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` logs in with an empty password")
 (#set! question "Which server accepts `{callee}` without a password, and who else can reach it?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (string . (string_start) . (string_end)))) @finding
 (#resolves-to? @_callee "neo4j.bearer_auth" "neo4j.kerberos_auth" "cryptography.fernet.Fernet")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` gets an empty secret")
 (#set! question "Which server accepts `{callee}` without a secret, and who else can reach it?"))

; 7. User name and password in one text.
((call
   arguments: (argument_list
     (keyword_argument name: (identifier) @name value: (string (string_content) @_value)) @finding)) @_call
 (#any-of? @name "basic_auth" "proxy_basic_auth" "userpass" "http_auth")
 (#match? @_value "^[^\\s:{}<>]+:[^\\s:{}<>]+$")
 (#set! level "warning"))
