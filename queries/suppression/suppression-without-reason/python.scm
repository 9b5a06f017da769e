; A class with arguments that only its base knows.
((class_definition (comment) @finding)
  (#match? @finding "call-arg")
  (#set! level "off"))

; The code of the line is the reason: a name is narrowed for the type checker, a hash is declared not to protect
; anything, an exception is written down or passed on.
((assert_statement [(comparison_operator (_) (none)) (call function: (identifier) @_is)]) . (comment) @finding
  (#any-of? @_is "isinstance" "callable" "issubclass")
  (#match? @finding "(?i)\\bS101\\b|\\bB101\\b|assert_used")
  (#set! level "off"))

([(expression_statement (assignment right: [
      (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false))))
      (call function: (attribute object: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false))))))
      (subscript value: (call function: (attribute object: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false)))))))]))
   (return_statement [
      (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false))))
      (call function: (attribute object: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false))))))
      (subscript value: (call function: (attribute object: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false)))))))])
   (expression_statement (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (false)))))] . (comment) @finding
  (#eq? @_key "usedforsecurity")
  (#match? @finding "(?i)\\b(?:S324|B324|S303|B303)\\b")
  (#set! level "off"))

((except_clause (comment) @finding) @_clause
  (#handles? @_clause)
  (#match? @finding "(?i)noqa:\\s*(?:BLE001|E722|W0718|broad-except)\\s*$|disable=(?:broad-except|broad-exception-caught|W0718|W0703)\\s*$")
  (#set! level "off"))

; ruff and flake8, for codes behind which a fault may hide; a text after the codes is a reason.
((comment) @finding
  (#match? @finding "(?i)^#\\s*noqa\\s*:\\s*(?:[A-Z]+[0-9]+[,\\s]+)*(?:S[1-7][0-9]+|B00[1-689]|B01[0-9]|B02[0-9]|B03[0-9]|BLE[0-9]+|TRY[0-9]+|PLE[0-9]+|PLW[0-9]+|ASYNC[0-9]+|DTZ[0-9]+|F82[0-9]|E72[0-9]|SLF[0-9]+|RUF00[0-9])(?:[,\\s]+[A-Z]+[0-9]+)*\\s*$")
  (#bind! directive @finding "comment"))

; bandit.
((comment) @finding
  (#match? @finding "^#\\s*nosec\\s*:?\\s*(?:B[0-9]{3}|[a-z]+_[a-z_]+)(?:[,\\s]+(?:B[0-9]{3}|[a-z]+_[a-z_]+))*\\s*$")
  (#bind! directive @finding "comment"))

; pylint, for messages behind which a fault may hide.
((comment) @finding
  (#match? @finding "^#\\s*pylint:\\s*disable(?:-next)?\\s*=\\s*(?:[\\w-]+\\s*,\\s*)*(?:broad-except|broad-exception-caught|bare-except|exec-used|eval-used|no-member|not-callable|unsubscriptable-object|undefined-variable|used-before-assignment|possibly-used-before-assignment|cell-var-from-loop|dangerous-default-value|subprocess-run-check|lost-exception|unexpected-keyword-arg|no-value-for-parameter|arguments-differ|unreachable|global-statement|missing-timeout|consider-using-with|W0703|W0702|W0718|E1101|E1102|W0102|W0640|W1510|W0150|W3101)(?:\\s*,\\s*[\\w-]+)*\\s*$")
  (#bind! directive @finding "comment"))

; mypy and pyright, where a call or an answer has another shape than the callee declares.
((comment) @finding
  (#match? @finding "^#\\s*(?:type|pyright|ty):\\s*ignore\\s*\\[[^\\]]*(?:return-value|call-arg|reportCallIssue|reportReturnType)[^\\]]*\\]\\s*$")
  (#bind! directive @finding "comment")
  (#set! level "hint"))
