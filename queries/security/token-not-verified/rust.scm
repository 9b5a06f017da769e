; A function that says so: "reads the expiry without verifying the signature".
((line_comment) @_doc
  . (function_item body: (block . [
      (let_declaration value: [(call_expression) @finding (try_expression (call_expression) @finding)
        (try_expression (call_expression function: (field_expression value: (call_expression) @finding)))])
      (expression_statement (call_expression) @finding)
      (call_expression) @finding]))
  (#comment-kind? @_doc "doc")
  (#phrase? @_doc "without verifying" "not verified" "without checking" "unverified" "does not verify")
  (#phrase? @_doc "token" "tokens" "jwt" "signature" "signatures" "claims")
  (#bind! callee @finding "callee")
  (#set! level "info"))

; 1. The signature is not looked at.
((call_expression
   function: [(field_expression field: (field_identifier) @callee) (scoped_identifier name: (identifier) @callee) (identifier) @callee
     (generic_function function: [(field_expression field: (field_identifier) @callee) (scoped_identifier name: (identifier) @callee) (identifier) @callee])]) @finding
 (#any-of? @callee "insecure_disable_signature_validation" "dangerous_insecure_decode" "dangerous_insecure_decode_with_validation" "dangerous_unsafe_decode" "insecure_decode"))

; 2. Nor whether it has expired, or who it is for.
((assignment_expression
   left: (field_expression value: (identifier) @_validation field: (field_identifier) @callee)
   right: (boolean_literal) @_value) @finding
 (#eq? @callee "validate_exp")
 (#eq? @_value "false")
 (#imports? @finding "jsonwebtoken")
 (#set! level "info")
 (#set! message "`{function}` accepts tokens that have expired (`{callee}` is off)")
 (#set! question "Until when does a stolen token work, now that `{callee}` is off in `{function}`?"))
