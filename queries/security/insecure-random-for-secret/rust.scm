; 1. The name of the binding says that nobody must be able to foresee the value.
([(let_declaration pattern: (identifier) @name value: (_) @_value)
  (field_initializer field: (field_identifier) @name value: (_) @_value)] @finding
 (#word? @name ":unguessable-words")
 (#not-word? @name "count" "size" "len" "length" "index" "idx" "position" "num" "max" "min" "rate" "delay" "stream" "type")
 (#calls? @_value "fastrand.*" "fastrand.u64" "fastrand.u32" "fastrand.alphanumeric" "seed_from_u64" "SmallRng.from_entropy" "SmallRng.from_os_rng" "oorandom.Rand32.new" "nanorand.WyRand.new")
 (#bind! generator @_value "first-call"))

; 2. The name of the function says so.
((call_expression function: (_) @_callee) @finding
 (#resolves-to? @_callee "fastrand.*" "*.seed_from_u64" "rand.rngs.SmallRng.*" "SmallRng.*" "oorandom.*" "nanorand.WyRand.*")
 (#in-function? @finding "*token*" "*password*" "*secret*" "*session_id*" "*otp" "*nonce*" "*api_key*" "*csrf*" "*reset_code*" "*verification_code*" "*salt*" "*_pin" "*private_key*" "*signing_key*")
 (#not-in-function? @finding "*tokenize*" "*tokens*" "*test*" "*bench*")
 (#bind! generator @finding "callee")
 (#set! message "`{function}` makes its value with `{generator}`, whose next values follow from the ones before"))
