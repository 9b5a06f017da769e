; A benchmark protects nothing.
((call function: (_) @_function) @finding
 (#path? @finding "**/benchmarks/**" "benchmarks/**" "**/benchmark/**" "**/bench/**")
 (#named? @_function "md5" "sha1" "new")
 (#set! level "off"))

; A key or a mark for a whole data structure, in a form that does not depend on the order of its keys.
((call function: (_) @_callee arguments: (argument_list . (_) @_text)) @finding
 (#resolves-to? @_callee ":weak-hash")
 (#from-call? @_text "json.dumps" "orjson.dumps" "pickle.dumps" "repr" "ujson.dumps")
 (#set! level "off"))

; Only a few digits of it are kept, or it is turned into a number: a short name or a bucket, no defence.
((subscript
   value: (call
     function: (attribute object: (call function: (_) @_callee) @finding))
   subscript: (slice))
 (#resolves-to? @_callee ":weak-hash")
 (#set! level "off"))
((call
   function: (identifier) @_int
   arguments: (argument_list
     . [(call function: (attribute object: (call function: (_) @_callee) @finding))
        (subscript value: (call function: (attribute object: (call function: (_) @_callee) @finding)))]))
 (#eq? @_int "int")
 (#resolves-to? @_callee ":weak-hash")
 (#set! level "off"))
; The name it gets says that it is a fingerprint.
((assignment
   left: [(identifier) @_name (attribute attribute: (identifier) @_name) (subscript subscript: (string (string_content) @_name))]
   right: [(call function: (_) @_callee) @finding
           (call function: (attribute object: (call function: (_) @_callee) @finding))])
 (#resolves-to? @_callee ":weak-hash")
 (#word? @_name "etag" "checksum" "fingerprint" "cache_key" "dedup" "uid" "seed" "bucket" "shard" "crc" "version" "revision" "filename" "slug" "content_hash" "hash_content" "hash_contents" "file_hash")
 (#set! level "off"))

; Has something changed: the hash is only held against the one before.
((assignment
   left: (identifier) @_name
   right: [(call function: (_) @_callee) @finding
           (call function: (attribute object: (call function: (_) @_callee) @finding))])
 (#resolves-to? @_callee ":weak-hash")
 (#in-loop? @finding)
 (#read-later? @_name)
 (#scope-calls? @finding "function" "time.sleep" "asyncio.sleep")
 (#set! level "off"))
; The handshake of WebSocket demands SHA-1.
((call function: (_) @_callee arguments: (argument_list [
   (binary_operator right: (identifier) @_guid)
   (call function: (attribute object: (parenthesized_expression (binary_operator right: (identifier) @_guid))))])) @finding
 (#resolves-to? @_callee "hashlib.sha1")
 (#word? @_guid "guid" "magic" "websocket" "ws")
 (#set! level "off"))

; Lists of leaked passwords are asked by the beginning of the SHA-1.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "hashlib.sha1")
 (#in-function? @finding "*pwned*" "*hibp*" "*breached*" "*leaked*" "*compromised*")
 (#set! level "off"))

; 1. A fast or broken hash over something that is called a password.
((call
   function: (_) @_callee
   arguments: (argument_list . [(identifier) (attribute)] @value)) @finding
 (#resolves-to? @_callee ":fast-hash")
 (#word? @value "password" "passwd" "passphrase" "pwd")
 (#bind! callee @finding "callee")
 (#set! level "error")
 (#set! message "`{function}` runs `{value}` through `{callee}`, which was made to be fast")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores for `{value}`?"))
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list
     . [(identifier) @value
        (attribute) @value
        (call function: (attribute object: [(identifier) @value (attribute attribute: (identifier) @value)]))])) @finding
 (#eq? @callee "update")
 (#receiver? @finding ":fast-hash")
 (#word? @value "password" "passwd" "passphrase" "pwd")
 (#set! level "error")
 (#set! message "`{function}` feeds `{value}` to a hash that was made to be fast")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores for `{value}`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (call function: (attribute object: [(identifier) @value (attribute attribute: (identifier) @value)])))) @finding
 (#resolves-to? @_callee ":fast-hash")
 (#word? @value "password" "passwd" "passphrase" "pwd")
 (#bind! callee @finding "callee")
 (#set! level "error")
 (#set! message "`{function}` runs `{value}` through `{callee}`, which was made to be fast")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores for `{value}`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (binary_operator [(identifier) @value (attribute attribute: (identifier) @value)]))) @finding
 (#resolves-to? @_callee ":fast-hash")
 (#word? @value "password" "passwd" "passphrase" "pwd")
 (#bind! callee @finding "callee")
 (#set! level "error")
 (#set! message "`{function}` runs `{value}` through `{callee}`, which was made to be fast")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores for `{value}`?"))

; A name for something, which is no defence by itself: `query_id = hashlib.md5(...).hexdigest()`.
((assignment
   left: (identifier) @_name
   right: (call function: (attribute object: (call function: (_) @_callee) @finding attribute: (identifier) @_digest)))
 (#resolves-to? @_callee ":weak-hash")
 (#named? @_name "*_id" "*_uid" "*_key" "*_hash" "*digest" "uid" "filename" "*_name")
 (#any-of? @_digest "hexdigest" "digest")
 (#not-has-argument? @finding "usedforsecurity" "False")
 (#not-in-function? @finding ":hash-for-names")
 (#bind! callee @finding "callee")
 (#set! level "info"))

; 2. MD5, SHA-1 and older, unless the code says that nothing depends on it.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":weak-hash")
 (#not-has-argument? @finding "usedforsecurity" "False")
 (#not-word? @_callee "checksum")
 (#not-in-function? @finding ":hash-for-names")
 (#not-has-parent? @finding "subscript")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list
     [(string (string_content) @algorithm)
      (keyword_argument name: (identifier) @_name value: (string (string_content) @algorithm))])) @finding
 (#resolves-to? @_callee "hashlib.new" "hmac.new" "hmac.digest" "hmac.HMAC")
 (#any-of? @_name "name" "digestmod" "digest")
 (#match? @algorithm "(?i)^(md[245]|sha-?1?|ripemd\\d*|mdc2|dss1?|md5-sha1)$")
 (#not-has-argument? @finding "usedforsecurity" "False")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` uses {algorithm}, for which two inputs with the same result are cheap to make")
 (#set! question "Is the {algorithm} value of `{function}` a fingerprint or a defence?"))

; 3. Ciphers that are broken, or too short, or show the pattern of the text.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":weak-cipher")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` is a cipher that is no longer considered safe")
 (#set! question "What does `{function}` protect with `{callee}`, and for how long does it have to stay secret?"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":ecb-call")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` encrypts equal blocks to equal blocks")
 (#set! question "Does what `{function}` encrypts with `{callee}` ever hold the same 16 bytes twice?"))
((call
   arguments: (argument_list (_) @mode)) @finding
 (#resolves-to? @mode ":ecb-mode")
 (#set! message "`{mode}` in `{function}` encrypts equal blocks to equal blocks")
 (#set! question "Does what `{function}` encrypts with `{mode}` ever hold the same 16 bytes twice?"))
((call
   arguments: (argument_list
     . (string . (string_start) . (string_end)) . (attribute) @mode)) @finding
 (#named? @mode "MODE_*")
 (#set! message "`{function}` encrypts with an empty key")
 (#set! question "Who cannot read what `{function}` encrypts with an empty key in `{mode}`?"))

; 4. Initialisation vectors that never change.
((call
   arguments: (argument_list
     . (_) . (attribute) @mode . (_) @_vector)) @finding
 (#named? @mode "MODE_CBC" "MODE_CFB" "MODE_OFB" "MODE_CTR" "MODE_GCM" "MODE_EAX")
 (#constant? @_vector)
 (#not-resolves-to? @_vector "*.MODE_*" "*.block_size")
 (#set! message "`{function}` starts every `{mode}` encryption from the same vector")
 (#set! question "What can somebody tell who sees two messages that `{function}` encrypted from the same vector?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @_vector)) @finding
 (#resolves-to? @_callee "cryptography.hazmat.primitives.ciphers.modes.CBC" "cryptography.hazmat.primitives.ciphers.modes.CTR" "cryptography.hazmat.primitives.ciphers.modes.GCM" "cryptography.hazmat.primitives.ciphers.modes.CFB" "cryptography.hazmat.primitives.ciphers.modes.OFB")
 (#constant? @_vector)
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` always gets the same vector")
 (#set! question "What can somebody tell who sees two messages that `{function}` encrypted from the same vector?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (binary_operator left: (string) right: (_)))) @finding
 (#resolves-to? @_callee "cryptography.hazmat.primitives.ciphers.modes.CBC" "cryptography.hazmat.primitives.ciphers.modes.GCM")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` always gets the same vector")
 (#set! question "What can somebody tell who sees two messages that `{function}` encrypted from the same vector?"))

; 5. Keys that are too short.
((call
   function: (_) @_callee
   arguments: (argument_list
     [(keyword_argument name: (identifier) @_name value: (integer) @bits) @finding
      (integer) @bits @finding])) @_call
 (#resolves-to? @_callee ":rsa-key-call" ":rsa-key-call-second")
 (#any-of? @_name "bits" "key_size" "nbits" "length" "size")
 (#match? @bits "^(\\d{2,3}|1\\d{3}|20[0-3]\\d|204[0-7])$")
 (#bind! callee @_call "callee")
 (#set! message "`{callee}` in `{function}` makes a key of {bits} bits")
 (#set! question "Until when must the key of {bits} bits that `{function}` makes stand?"))
((call
   function: (_) @_callee
   arguments: (argument_list
     [(keyword_argument value: (_) @curve) (_) @curve])) @finding
 (#resolves-to? @_callee "cryptography.hazmat.primitives.asymmetric.ec.generate_private_key" "ecdsa.SigningKey.generate")
 (#resolves-to? @curve ":weak-curve")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` makes a key on the short curve `{curve}`")
 (#set! question "Until when must the key that `{function}` makes on `{curve}` stand?"))

; 6. Old versions of TLS, and cipher lists that let weak ones in.
([(assignment right: (_) @version)
  (keyword_argument value: (_) @version)
  (default_parameter value: (_) @version)] @finding
 (#resolves-to? @version ":weak-tls-version")
 (#not-has-ancestor? @finding "comparison_operator")
 (#set! message "`{version}` in `{function}` allows a version of TLS that is known to be broken")
 (#set! question "Which peer of `{function}` still needs `{version}`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @version)) @finding
 (#resolves-to? @_callee "ssl.SSLContext" "OpenSSL.SSL.Context" "ssl.wrap_socket")
 (#resolves-to? @version ":weak-tls-version")
 (#set! message "`{version}` in `{function}` allows a version of TLS that is known to be broken")
 (#set! question "Which peer of `{function}` still needs `{version}`?"))
((call
   function: [(attribute attribute: (identifier) @callee) (identifier) @callee]
   arguments: (argument_list
     [(string (string_content) @_list)
      (keyword_argument name: (identifier) @_ciphers value: (string (string_content) @_list))])) @finding
 (#any-of? @callee "set_ciphers" "set_cipher_list" "create_urllib3_context")
 (#eq? @_ciphers "ciphers")
 (#match? @_list "(^|[:+,])(NULL|eNULL|aNULL|EXPORT|EXP|LOW|DES|3DES|RC4|RC2|MD5|ADH|SEED|IDEA|DES-[A-Z0-9-]+|RC4-[A-Z0-9-]+)($|[:+,])|(DES|RC4|NULL|MD5|EXP|3DES)-|-(DES|3DES|RC4|NULL|MD5|SHA)($|:)|SECLEVEL=[01]")
 (#set! message "`{callee}` in `{function}` lets ciphers in that are no longer considered safe")
 (#set! question "Which peer of `{function}` needs the weakest cipher that `{callee}` allows?"))

; 7. Password hashing without a salt of its own.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @_name value: (_) @_salt) @finding)) @_call
 (#resolves-to? @_callee ":password-hash-call")
 (#eq? @_name "salt")
 (#constant? @_salt)
 (#starts-with? @_salt "")
 (#bind! callee @_call "callee")
 (#set! message "`{callee}` in `{function}` uses the same salt for every password")
 (#set! question "What do two users of `{function}` with the same password have in common in the database?"))
((call
   function: (_) @_callee
   arguments: (argument_list (_) . (_) @_salt)) @finding
 (#resolves-to? @_callee "hashlib.pbkdf2_hmac" "Crypto.Protocol.KDF.*" "Cryptodome.Protocol.KDF.*" "bcrypt.hashpw" "crypt.crypt")
 (#constant? @_salt)
 (#starts-with? @_salt "")
 (#not-resolves-to? @_salt "crypt.METHOD_*")
 (#not-constant? @finding)
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` uses the same salt for every password")
 (#set! question "What do two users of `{function}` with the same password have in common in the database?"))
((call
   function: (_) @_callee
   arguments: (argument_list
     [(call function: (_) @_decode arguments: (argument_list . (string) .))
      (keyword_argument value: (call function: (_) @_decode arguments: (argument_list . (string) .)))])) @finding
 (#resolves-to? @_callee ":password-hash-call")
 (#resolves-to? @_decode "base64.*" "binascii.*" "bytes.fromhex" "bytearray.fromhex" "bytearray")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` uses the same salt for every password")
 (#set! question "What do two users of `{function}` with the same password have in common in the database?"))
((call
   function: (_) @_callee
   arguments: (argument_list (identifier) @_password . (identifier) @salt)) @finding
 (#resolves-to? @_callee ":password-hash-call")
 (#same-text? @_password @salt)
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` salts `{salt}` with itself")
 (#set! question "What do two users of `{function}` with the same password have in common in the database?"))
((call
   function: (_) @_callee
   arguments: (argument_list (identifier) @_password (keyword_argument name: (identifier) @_name value: (identifier) @salt))) @finding
 (#resolves-to? @_callee ":password-hash-call")
 (#eq? @_name "salt")
 (#same-text? @_password @salt)
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` salts `{salt}` with itself")
 (#set! question "What do two users of `{function}` with the same password have in common in the database?"))
((call
   function: (_) @_callee
   arguments: (argument_list (_) @method)) @finding
 (#resolves-to? @_callee "crypt.crypt" "crypt.mksalt")
 (#resolves-to? @method ":weak-crypt-method")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` uses `{method}`, which was made for computers of the 1990s")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores?"))
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument value: (_) @method))) @finding
 (#resolves-to? @_callee "crypt.crypt" "crypt.mksalt")
 (#resolves-to? @method ":weak-crypt-method")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` uses `{method}`, which was made for computers of the 1990s")
 (#set! question "How many guesses a second can somebody make who holds a copy of what `{function}` stores?"))

; 8. The application's key as the salt of short ids: the ids give it away.
((call
   function: (_) @_callee
   arguments: (argument_list [(keyword_argument value: (_) @key) (_) @key])) @finding
 (#resolves-to? @_callee "hashids.Hashids")
 (#named? @key "SECRET_KEY")
 (#set! message "`{function}` salts its ids with `{key}`, which can be computed back from enough of them")
 (#set! question "What else does `{key}` protect, besides the ids of `{function}`?"))
