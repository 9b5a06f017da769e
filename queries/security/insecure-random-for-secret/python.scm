; 1. The name of the target says that nobody must be able to foresee the value.
([(assignment left: [(identifier) @name (attribute attribute: (identifier) @name)] right: (_) @_value)
  (assignment left: (subscript subscript: (string (string_content) @name)) right: (_) @_value)
  (keyword_argument name: (identifier) @name value: (_) @_value)
  (pair key: (string (string_content) @name) value: (_) @_value)] @finding
 (#word? @name ":unguessable-words")
 (#not-word? @name "count" "size" "len" "length" "index" "idx" "position" "num" "number" "max" "min" "probability" "rate" "delay" "ids" "embedding" "logits" "words" "type")
 (#calls? @_value ":weak-random-call")
 (#bind! generator @_value "first-call"))

; 2. The name of the function says so.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":weak-random-call")
 (#in-function? @finding "*token*" "*password*" "*passwd*" "*secret*" "*session_id*" "*sessionid*" "*SessionID*" "*SessionId*" "*_otp*" "otp*" "*nonce*" "*api_key*" "*apikey*" "*csrf*" "*reset_code*" "*verification_code*" "*auth_code*" "*invite_code*" "*salt*" "*Token*" "*Password*" "*ApiKey*" "*_pin" "*activation*key*" "*captcha*" "*credential*")
 (#not-in-function? @finding "*tokenize*" "*tokens*" "*mask*" "*sample*" "*test*")
 (#bind! generator @finding "callee")
 (#set! message "`{function}` makes its value with `{generator}`, whose next values follow from the ones before"))

; 3. Random text out of letters: mostly an identifier that somebody relies on.
((call
   function: (_) @_callee
   arguments: (argument_list
     . [(attribute) @_letters
        (identifier) @_letters
        (binary_operator left: [(attribute) @_letters (binary_operator left: (attribute) @_letters)])])) @finding
 (#resolves-to? @_callee "random.choice" "random.choices" "random.sample")
 (#resolves-to? @_letters ":letters")
 (#in-function? @finding "*andom*tring*" "*andom_str*" "*_id" "*_code" "*Id" "*Code" "*slug*" "*unique*" "*generate_key*" "*random_key*" "*generate_string*" "*rand_str*")
 (#inside? @finding "return_statement")
 (#bind! generator @finding "callee")
 (#set! level "info")
 (#set! message "`{function}` makes text of random letters with `{generator}`, whose next values follow from the ones before")
 (#set! question "Does anything rely on nobody guessing the text that `{function}` makes?"))
