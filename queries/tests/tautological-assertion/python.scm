; The name says that not failing is the point.
((assert_statement . (true)) @finding
  (#in-function? @finding ":no-crash-names")
  (#set! level "off"))

; So does what is written in the test, where no failure is caught.
((function_definition
  body: (block (assert_statement . (true)) @finding) @_body)
  (#phrase? @_body ":comes-so-far")
  (#not-contains? @_body "except_clause")
  (#set! level "off"))

((with_statement
  body: (block (assert_statement . (true)) @finding) @_body)
  (#phrase? @_body ":comes-so-far")
  (#not-contains? @_body "except_clause")
  (#set! level "off"))

((block
  (comment) @_why
  . (assert_statement . (comparison_operator . (call function: (identifier) @_len) ">=" (integer) @_zero .) @finding))
  (#eq? @_len "len")
  (#eq? @_zero "0")
  (#phrase? @_why ":comes-so-far")
  (#set! level "off"))

((block
  (assert_statement . (comparison_operator . (call function: (identifier) @_len) ">=" (integer) @_zero .) @finding)
  . (comment) @_why)
  (#eq? @_len "len")
  (#eq? @_zero "0")
  (#phrase? @_why ":comes-so-far")
  (#set! level "off"))

((block
  (comment) @_why
  . (assert_statement . (boolean_operator) @finding))
  (#phrase? @_why ":comes-so-far")
  (#set! level "off"))

((assert_statement . (true) . (string) @_message) @finding
  (#phrase? @_message ":comes-so-far")
  (#set! level "off"))

; The test is left out, which everybody sees.
((function_definition
  body: (block . (assert_statement) @finding)) @_test
  (#decorated? @_test ":skip-marks")
  (#set! level "off"))

((function_definition
  body: (block . (assert_statement . (comparison_operator) @finding))) @_test
  (#decorated? @_test ":skip-marks")
  (#set! level "off"))

; An example is shown to people; what is measured has no answer to compare.
([(assert_statement) (comparison_operator) (boolean_operator) (not_operator)] @finding
  (#path? @finding "**/examples/**" "**/example/**" "**/demos/**" "**/demo/**" ":benchmarks")
  (#set! level "off"))

; That the same comes again is the point, as a comment says.
((function_definition
  body: (block (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)) @_body)
  (#same-text? @_left @_right)
  (#phrase? @_body ":same-again")
  (#set! level "off"))

; How values compare is what the file is about.
((comparison_operator . (_) @_left . (_) @_right .) @finding
  (#same-text? @_left @_right)
  (#path? @finding "**/*equal*.py" "**/*compar*.py" "**/*_eq.py" "**/*_cmp.py" "**/*identity*.py")
  (#set! level "off"))

; It is tried out before it is used: what is read back is compared with the same value.
((block
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)
  (assert_statement . [
    (comparison_operator . (call) @_made "==" (_) @_again .)
    (comparison_operator . (_) @_again "==" (call) @_made .)]))
  (#same-text? @_left @_right)
  (#uses? @_made @_left)
  (#same-text? @_left @_again)
  (#set! level "off"))

; What a runner is given so that it finds a test.
((function_definition
  name: (identifier) @_name
  body: (block . (assert_statement . (true)) @finding .))
  (#named? @_name ":nameless-tests")
  (#set! level "off"))

; A function of one assertion inside a test is given to what is tested.
((function_definition
  body: (block . (assert_statement [
    (comparison_operator) @finding
    (boolean_operator [(comparison_operator) @finding (boolean_operator (comparison_operator) @finding)])
    (not_operator (comparison_operator) @finding)]) .)) @_inner
  (#has-ancestor? @_inner "function_definition")
  (#set! level "off"))

((function_definition
  body: (block . (assert_statement . [(true) (string) (integer) (tuple)]) @finding .)) @_inner
  (#has-ancestor? @_inner "function_definition")
  (#set! level "off"))

; What is expected of a comparison: `(one < other) == ("a" < "b")`.
((comparison_operator (parenthesized_expression (comparison_operator) @finding))
  (#set! level "off"))

; Nobody doubts that a value is unequal to itself but who tests how it compares.
((not_operator argument: [
    (comparison_operator . (_) @_left "!=" (_) @_right .) @finding
    (parenthesized_expression (comparison_operator . (_) @_left "!=" (_) @_right .) @finding)])
  (#same-text? @_left @_right)
  (#set! level "off"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (comparison_operator . (_) @_left "!=" (_) @_right .))) @finding
  (#eq? @_method "assertFalse")
  (#same-text? @_left @_right)
  (#set! level "off"))

; So does the line beside it that says it of what is unequal.
((block
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)
  (assert_statement . (not_operator argument: [
    (comparison_operator . (_) @_other "!=" (_) @_another .)
    (parenthesized_expression (comparison_operator . (_) @_other "!=" (_) @_another .))])))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#same-text? @_left @_another)
  (#set! level "off"))

((block
  (expression_statement (call
    function: (attribute attribute: (identifier) @_equal)
    arguments: (argument_list . (_) @_left . (_) @_right)) @finding)
  (expression_statement (call
    function: (attribute attribute: (identifier) @_unequal)
    arguments: [
      (argument_list . (_) @_other . (_) @_another)
      (argument_list . (_) @_another . (_) @_other)])))
  (#any-of? @_equal "assertEqual" "assertEquals")
  (#any-of? @_unequal "assertNotEqual" "assertNotEquals")
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#not-same-text? @_left @_another)
  (#set! level "off"))

; A test inside another function is what the code is given that runs tests.
((function_definition
  name: (identifier) @_name
  body: (block (assert_statement . (true) .) @finding)) @_inner
  (#named? @_name "test*")
  (#has-ancestor? @_inner "function_definition")
  (#set! level "off"))

; The other way fails by itself: a constant in the handler says only that it came.
((try_statement
  (except_clause (block (assert_statement (true)) @finding .))
  (else_clause (block [(assert_statement (false)) (raise_statement)])))
  (#set! level "off"))

((try_statement
  (except_clause (block (assert_statement (true)) @finding .))
  (else_clause (block (expression_statement (call function: (_) @_fail)))))
  (#named? @_fail "fail")
  (#set! level "off"))

; One branch of several, of which the last always fails.
((if_statement
  consequence: (block (assert_statement . (true)) @finding .)
  alternative: (else_clause (block [(assert_statement (false)) (raise_statement)] .)))
  (#set! level "off"))

((if_statement
  alternative: (elif_clause consequence: (block (assert_statement . (true)) @finding .))
  alternative: (else_clause (block [(assert_statement (false)) (raise_statement)] .)))
  (#set! level "off"))

((if_statement
  consequence: (block (expression_statement (call function: (_) @_fails)) .)
  alternative: (else_clause (block (assert_statement . [(true) (parenthesized_expression (true))]) @finding .)))
  (#named? @_fails "fail")
  (#set! level "off"))

; So it is in the words of unittest.
((try_statement
  body: (block (expression_statement (call
    function: (attribute attribute: (identifier) @_fails)
    arguments: (argument_list . [(true) (false) (string)]))) .)
  (except_clause (block (expression_statement (call
    function: (attribute attribute: (identifier) @_method)
    arguments: (argument_list . (true))) @finding) .)) @_clause)
  (#any-of? @_fails "fail" "assertTrue" "assertFalse")
  (#eq? @_method "assertTrue")
  (#not-catches? @_clause "AssertionError" ":broad")
  (#set! level "off"))

; A method that compares is asked beside it.
((block
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)
  (assert_statement . (call function: (attribute object: (_) @_other attribute: (identifier) @_compares))))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#named? @_compares "*equal*" "*same*" "*compar*")
  (#set! level "off"))

; A comment says that how it compares is what is tested.
((block
  (comment) @_why
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding))
  (#same-text? @_left @_right)
  (#phrase? @_why "equality" "equals itself" "equal to itself" "reflexive" "compares equal" "compare equal")
  (#set! level "off"))

((function_definition
  (comment) @_why
  body: (block (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)))
  (#same-text? @_left @_right)
  (#phrase? @_why "equality" "equals itself" "equal to itself" "reflexive" "compares equal" "compare equal")
  (#set! level "off"))

; Another assertion beside it says that something is unequal to the value: how it compares is what is tested.
((block
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding)
  (assert_statement . [
    (comparison_operator . (_) @_other "!=" (_) @_another .)
    (comparison_operator . (_) @_another "!=" (_) @_other .)]))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#not-same-text? @_left @_another)
  (#set! level "off"))

((block
  (assert_statement . [
    (comparison_operator . (_) @_other "!=" (_) @_another .)
    (comparison_operator . (_) @_another "!=" (_) @_other .)])
  (assert_statement . (comparison_operator . (_) @_left "==" (_) @_right .) @finding))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#not-same-text? @_left @_another)
  (#set! level "off"))

; Input of the tests, which nobody runs.
([(assert_statement) (comparison_operator) (boolean_operator) (not_operator)] @finding
  (#path? @finding ":test-data")
  (#set! level "off"))

; The comparison in its place is told by itself.
((assert_statement . (_) . (comparison_operator)) @finding
  (#set! level "off"))

; The other way fails by itself.
((try_statement
  body: (block [(assert_statement . (false)) (raise_statement)] .)
  (except_clause (block . (assert_statement . (true)) @finding .)))
  (#set! level "off"))

; Operator by operator: how a class compares.
((block
  (assert_statement . (comparison_operator . (_) @_left . (_) @_right .) @finding)
  (assert_statement . (comparison_operator . (_) @_other ["<" "<=" ">" ">="] . (_) @_another .)))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#same-text? @_left @_another)
  (#set! level "off"))

((block
  (assert_statement . (comparison_operator . (_) @_other ["<" "<=" ">" ">="] . (_) @_another .))
  (assert_statement . (comparison_operator . (_) @_left . (_) @_right .) @finding))
  (#same-text? @_left @_right)
  (#same-text? @_left @_other)
  (#same-text? @_left @_another)
  (#set! level "off"))

; What the same call makes of others is unequal: how it compares is what is tested.
((block
  (expression_statement (call
    function: (attribute attribute: (identifier) @_unequal)
    arguments: (argument_list . (call function: (_) @_maker))))
  (expression_statement (call
    function: (attribute attribute: (identifier) @_equal)
    arguments: (argument_list . (call function: (_) @_made) @_left . (_) @_right)) @finding))
  (#any-of? @_unequal "assertNotEqual" "assertNotEquals")
  (#any-of? @_equal "assertEqual" "assertEquals")
  (#same-text? @_maker @_made)
  (#same-text? @_left @_right)
  (#set! level "off"))

((block
  (assert_statement . (comparison_operator . (call function: (_) @_maker) "!=" (call)))
  (assert_statement . (comparison_operator . (call function: (_) @_made) @_left "==" (call) @_right .) @finding))
  (#same-text? @_maker @_made)
  (#same-text? @_left @_right)
  (#set! level "off"))

((block
  (assert_statement . (comparison_operator . (call function: (_) @_made) @_left "==" (call) @_right .) @finding)
  (assert_statement . (comparison_operator . (call function: (_) @_maker) "!=" (call))))
  (#same-text? @_maker @_made)
  (#same-text? @_left @_right)
  (#set! level "off"))

; How a class orders: an object is no more and no less than itself.
((comparison_operator . (identifier) @_left ["<=" ">="] . (identifier) @_right .) @finding
  (#same-text? @_left @_right)
  (#set! level "off"))

; A helper that runs each operator once.
((expression_statement . (comparison_operator . (identifier) @_left . (identifier) @_right .) .) @finding
  (#from-parameter? @_left)
  (#from-parameter? @_right)
  (#set! level "off"))

; A constant: true, a text, a number, a tuple (parentheses around condition and message).
((assert_statement . [
    (true) @_value
    (string) @_value
    (integer) @_value
    (concatenated_string) @_value
    (tuple (_)) @_value
    (lambda) @_value
    (generator_expression) @_value
    (parenthesized_expression [(true) (string) (integer) (concatenated_string)] @_value)
    (not_operator argument: [(false) (none)] @_value)]) @finding @text
  (#not-any-of? @_value "0" "\"\"" "''"))

; The comparison stands where the message belongs: `assert value, 1 == 2`.
((assert_statement . (_) . [
    (comparison_operator) @finding @text
    (parenthesized_expression (comparison_operator) @finding @text)])
  (#set! message "`{text}` is the message of the assertion, so nothing fails when it is false")
  (#set! question "`{function}` passes for every value that is not empty. Which value was meant?"))

; The message says that the same thing is to come each time.
((assert_statement . (comparison_operator . (call)) @finding . (string) @_message)
  (#match? @_message "(?i)\\b(singleton|same|identical|cached|stable|deterministic)\\b")
  (#set! level "off"))

; A value compared with itself. A name is always the same; an attribute may be computed; a call may answer differently.
((comparison_operator . (identifier) @_left . (_) @_right .) @finding @text
  (#eq? @_left @_right)
  (#has-parent? @finding "assert_statement" "parenthesized_expression" "not_operator" "boolean_operator")
  (#has-ancestor? @finding "assert_statement")
  ; Arrays compare their elements, and something is made of the answers: `(x == x).all()`.
  (#not-inside? @finding "attribute")
  (#not-in-function? @finding ":self-comparison-names"))

((comparison_operator . [(attribute) (subscript)] @_left ["==" "!=" "<=" ">=" "<" ">"] (_) @_right .) @finding @text
  (#same-text? @_left @_right)
  (#has-parent? @finding "assert_statement" "parenthesized_expression" "not_operator" "boolean_operator")
  (#has-ancestor? @finding "assert_statement")
  (#not-contains? @_left "call" "await")
  (#not-in-function? @finding ":self-comparison-names")
  (#set! level "warning"))

; What is given may be made anew by each call: then that both give the same is no matter of course.
((comparison_operator . (call function: (_) @_callee arguments: (argument_list) @_given) @_left "==" (_) @_right .) @finding @text
  (#same-text? @_left @_right)
  (#not-contains? @_given "call")
  (#has-parent? @finding "assert_statement" "parenthesized_expression" "not_operator" "boolean_operator")
  (#has-ancestor? @finding "assert_statement")
  (#not-in-function? @finding ":self-comparison-names" "*identical*")
  (#not-named? @_callee ":changing-calls")
  (#not-named? @_callee ":class-names")
  (#not-explained? @finding)
  (#set! level "info")
  (#set! message "both sides of `{text}` are the same call")
  (#set! question "When `{text}` is wrong, both sides are wrong together. Which value is right?"))

; It fails always: nobody is to come here.
((comparison_operator . [(integer) (string)] @_left "==" [(integer) (string)] @_right .) @finding
  (#has-parent? @finding "assert_statement")
  (#not-in-test? @finding)
  (#not-same-text? @_left @_right)
  (#set! level "off"))

; How the language reads a literal: `f"a"`, `r"\\t"`.
((comparison_operator . (string) @_left . (string) .) @finding
  (#match? @_left "^[fFrR]")
  (#set! level "off"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (string) @_left . (string))) @finding
  (#any-of? @_method ":equality-assertions")
  (#match? @_left "^[fFrR]")
  (#set! level "off"))

; So it is of collections in a script that tries the language out.
((assert_statement . (comparison_operator . [(list) (tuple) (set) (dictionary)]) @finding)
  (#at-module-level? @finding)
  (#set! level "off"))

; Nothing, or no number: a NaN is unequal to itself.
((boolean_operator
  left: (comparison_operator . (_) @_asked "is" (none) .)
  operator: "or"
  right: (comparison_operator . (_) @_left "!=" (_) @_right .) @finding)
  (#same-text? @_left @_right)
  (#same-text? @_asked @_left)
  (#set! level "off"))

; An object that the test has made: how its class compares is tried.
((block
  (expression_statement (assignment left: (identifier) @_made right: (call function: (_) @_class)))
  (assert_statement . (comparison_operator . (identifier) @_left "==" (identifier) @_right .) @finding))
  (#eq? @_left @_right)
  (#eq? @_left @_made)
  (#named? @_class ":class-names")
  (#set! level "off"))

; What the language says of a number and a truth.
((comparison_operator . (integer) [(true) (false)] .) @finding
  (#set! level "off"))

; Two literals.
((comparison_operator . (_) @_left . (_) @_right .) @finding @text
  (#has-parent? @finding "assert_statement" "parenthesized_expression" "not_operator" "boolean_operator")
  (#literal? @_left)
  (#literal? @_right)
  (#has-ancestor? @finding "assert_statement"))

; A condition or its opposite.
((boolean_operator
  left: (comparison_operator . (_) @_left "is" (none))
  operator: "or"
  right: (comparison_operator . (_) @_right "is not" (none))) @finding @text
  (#same-text? @_left @_right)
  (#has-ancestor? @finding "assert_statement"))

((boolean_operator
  left: (comparison_operator . (_) @_left "is not" (none))
  operator: "or"
  right: (comparison_operator . (_) @_right "is" (none))) @finding @text
  (#same-text? @_left @_right)
  (#has-ancestor? @finding "assert_statement"))

((boolean_operator
  left: (comparison_operator . (_) @_left "==" (_) @_a)
  operator: "or"
  right: (comparison_operator . (_) @_right "!=" (_) @_b)) @finding @text
  (#same-text? @_left @_right)
  (#same-text? @_a @_b)
  (#has-ancestor? @finding "assert_statement"))

((boolean_operator
  left: (_) @_left
  operator: "or"
  right: (not_operator argument: (_) @_right)) @finding @text
  (#same-text? @_left @_right)
  (#has-ancestor? @finding "assert_statement"))

((boolean_operator
  left: (not_operator argument: (_) @_left)
  operator: "or"
  right: (_) @_right) @finding @text
  (#same-text? @_left @_right)
  (#has-ancestor? @finding "assert_statement"))

((boolean_operator operator: "or" right: (true)) @finding @text
  (#has-parent? @finding "assert_statement" "parenthesized_expression")
  (#has-ancestor? @finding "assert_statement"))

; A length is never negative; everything is an object.
((comparison_operator . (call function: (identifier) @_len) ">=" [(integer) (unary_operator)] @_low .) @finding @text
  (#eq? @_len "len")
  (#any-of? @_low "0" "-1")
  (#has-parent? @finding "assert_statement" "argument_list" "boolean_operator" "parenthesized_expression")
  (#in-test? @finding)
  (#not-inside? @finding "if_statement" "conditional_expression" "while_statement" "list_comprehension"))

((comparison_operator . (call function: (identifier) @_len) ">" (unary_operator) @_low .) @finding @text
  (#eq? @_len "len")
  (#any-of? @_low "0" "-1")
  (#has-parent? @finding "assert_statement" "argument_list" "boolean_operator" "parenthesized_expression")
  (#in-test? @finding)
  (#not-inside? @finding "if_statement" "conditional_expression" "while_statement" "list_comprehension"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (call function: (identifier) @_len) . (integer) @_zero)) @finding @text
  (#eq? @_method "assertGreaterEqual")
  (#eq? @_len "len")
  (#eq? @_zero "0"))

((call function: (identifier) @_check arguments: (argument_list . (_) . (identifier) @_class .)) @finding @text
  (#eq? @_check "isinstance")
  (#eq? @_class "object")
  (#has-ancestor? @finding "assert_statement"))

; unittest: a constant, two literals, the same value twice.
; A test has no method `assert_` but its own: what a fixture calls so is the fixture's.
((call
  function: (attribute object: (identifier) @_object attribute: (identifier) @_method)
  arguments: (argument_list . [
    [(true) (string) (integer)] @_value
    (parenthesized_expression [(true) (string) (integer)] @_value)])) @finding @text
  (#any-of? @_object "self" "cls")
  (#any-of? @_method "assertTrue" "assert_")
  (#not-any-of? @_value "0" "\"\"" "''")
  (#not-has-child? @_value "interpolation"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(false) (none) (parenthesized_expression [(false) (none)])])) @finding @text
  (#eq? @_method "assertFalse"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(string) (integer) (float) (true) (false) (list) (dictionary) (tuple) (set) (lambda)])) @finding @text
  (#any-of? @_method "assertIsNotNone" "assertIsNone"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [
    (comparison_operator . (_) @_left . (_) @_right .)
    (parenthesized_expression (comparison_operator . (_) @_left . (_) @_right .))])) @finding @text
  (#any-of? @_method "assertTrue" "assertFalse")
  (#literal? @_left)
  (#literal? @_right))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [
    (comparison_operator . [(identifier) (attribute) (subscript)] @_left . (_) @_right .)
    (parenthesized_expression (comparison_operator . [(identifier) (attribute) (subscript)] @_left . (_) @_right .))])) @finding @text
  (#any-of? @_method "assertTrue" "assertFalse")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call" "await")
  (#not-in-function? @finding ":self-comparison-names"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [
    (identifier) @_left
    (keyword_argument name: (identifier) @_first value: (identifier) @_left)] . [
    (_) @_right
    (keyword_argument name: (identifier) @_second value: (_) @_right)])) @finding @text
  (#any-of? @_method ":equality-assertions" "assertIs" "assertIsNot")
  (#any-of? @_first "first" "expr1" "a")
  (#any-of? @_second "second" "expr2" "b")
  (#eq? @_left @_right)
  (#not-in-function? @finding ":self-comparison-names"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(attribute) (subscript)] @_left . (_) @_right)) @finding @text
  (#any-of? @_method ":equality-assertions")
  (#same-text? @_left @_right)
  (#not-contains? @_left "call" "await")
  (#not-in-function? @finding ":self-comparison-names")
  (#set! level "warning"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (call function: (_) @_callee arguments: (argument_list) @_given) @_left . (_) @_right)) @finding @text
  (#any-of? @_method ":equality-assertions")
  (#not-eq? @_method "assertNotEqual")
  (#not-contains? @_given "call")
  (#same-text? @_left @_right)
  (#not-in-function? @finding ":self-comparison-names")
  (#not-named? @_callee ":changing-calls")
  (#not-named? @_callee ":class-names")
  (#not-explained? @finding)
  (#set! level "info")
  (#set! message "both sides of `{text}` are the same call")
  (#set! question "When `{text}` is wrong, both sides are wrong together. Which value is right?"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (_) @_left . (_) @_right)) @finding @text
  (#any-of? @_method ":equality-assertions")
  (#literal? @_left)
  (#literal? @_right)
  ; The assertion itself is tested.
  (#not-in-function? @finding ":assertion-names")
  (#set! level "warning"))

; The second argument of assertTrue is the message, so nothing is compared with it. What compares by itself, or
; answers a question, has a message that shows what it saw.
((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . [(comparison_operator) (boolean_operator) (not_operator)] . (_) .)) @finding
  (#eq? @_method "assertTrue")
  (#set! level "off"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (call function: (_) @_asked) . (_) .)) @finding
  (#eq? @_method "assertTrue")
  (#named? @_asked "is*" "has*" "can*" "all" "any" "callable" "startswith" "endswith" "*match*" "*equal*" "*close*")
  (#set! level "off"))

((call
  function: (attribute attribute: (identifier) @_method)
  ; A second `True` is of no use, and what is meant is asserted.
  arguments: (argument_list . (_) . [(integer) (float) (false) (none) (list) (dictionary) (tuple) (set)] .)) @finding @text
  (#eq? @_method "assertTrue")
  (#set! message "`{text}` compares nothing: its second argument is the message")
  (#set! question "`{text}` passes for every value that is not empty. Which one was meant?"))

; assertpy.
((call
  function: (attribute
    object: [
      (call function: (identifier) @_start arguments: (argument_list . (_) @_left .))
      (call function: (attribute object: (call function: (identifier) @_start arguments: (argument_list . (_) @_left .))))]
    attribute: (identifier) @_method)
  arguments: (argument_list . (_) @_right .)) @finding @text
  (#eq? @_start "assert_that")
  (#any-of? @_method "is_equal_to" "is_not_equal_to" "is_same_as" "is_not_same_as")
  (#same-text? @_left @_right)
  (#not-in-function? @finding ":self-comparison-names"))

; A comment says that only being comparable is asked.
((function_definition
  (comment) @_why
  body: (block (expression_statement . (comparison_operator) .) @finding))
  (#phrase? @_why "don't care" "do not care" "just that it" "only that it" "only want to" "must be possible" ":comes-so-far")
  (#set! level "off"))

((block
  (comment) @_why
  (expression_statement . (comparison_operator) .) @finding)
  (#phrase? @_why "don't care" "do not care" "just that it" "only that it" "only want to" "must be possible" ":comes-so-far")
  (#set! level "off"))

; Compared with itself, for what that does to it, which is looked at next.
((block
  (expression_statement . (comparison_operator . (identifier) @_left "==" (identifier) @_right .) .) @finding
  . [
    (assert_statement)
    (expression_statement (call function: (attribute attribute: (identifier) @_asserts)))])
  (#eq? @_left @_right)
  (#named? @_asserts "assert*")
  (#set! level "off"))

; The last line of a cell is shown.
((expression_statement . (comparison_operator) .) @finding
  (#path? @finding "**/*.ipynb" "*.ipynb")
  (#set! level "off"))

; A comparison whose answer goes nowhere.
((expression_statement . (comparison_operator) @text .) @finding
  (#not-inside? @finding "with_statement" "try_statement" "lambda")
  (#not-path? @finding "**/docs/**" ":benchmarks" ":test-data")
  (#set! level "warning")
  (#set! message "the answer of `{text}` is not used")
  (#set! question "`{text}` is worked out and dropped. What was to happen when it is false?"))
