; A comment says why it cannot do harm.
((comment) @_comment
 . [(expression_statement (assignment right: (_) @finding))
    (expression_statement (call arguments: (argument_list . (_) @finding)))
    (expression_statement (await (call arguments: (argument_list . (_) @finding))))
    (expression_statement (assignment right: [(call arguments: (argument_list . (_) @finding)) (await (call arguments: (argument_list . (_) @finding)))]))]
 (#phrase? @_comment "is safe" "are safe" "safe because" "safe to" "validated" "trusted" "allowlist" "whitelist" "not user input" "no user input" "constants")
 (#set! level "off"))

; A query of a benchmark, of a script for developers or of a text that teaches, without a value from outside.
([
   (assignment right: [(string (interpolation)) (concatenated_string) (binary_operator operator: ["+" "%"]) (call function: (attribute attribute: (identifier) @_format))] @finding)
   (call arguments: (argument_list . [(string (interpolation)) (concatenated_string) (binary_operator operator: ["+" "%"]) (call function: (attribute attribute: (identifier) @_format))] @finding))
   (return_statement [(string (interpolation)) (concatenated_string) (binary_operator operator: ["+" "%"]) (call function: (attribute attribute: (identifier) @_format))] @finding)
 ]
 (#eq? @_format "format")
 (#path? @finding "scripts/**" "**/scripts/**" "**/benchmarks/**" "benchmarks/**" "**/benchmark/**" "benchmark/**" "**/bench/**" "**/bench_*.py" "bench_*.py" "**/*bench*.py" "examples/**" "**/examples/**" "docs/**" "**/docs/**")
 (#starts-with? @finding ":sql-verbs")
 (#interpolated? @finding)
 (#not-external? @finding)
 (#set! level "off"))

; 1. A value from outside is part of the text that a database gets.
((call
   arguments: (argument_list
     . [(string) (concatenated_string) (binary_operator) (call) (identifier) (attribute) (conditional_expression)] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#interpolated? @finding)
 (#external? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "SQL text that holds a value from outside is given to `{sink}` in `{function}`")
 (#set! question "Who chooses the value that becomes SQL text in `{function}`, and what does `{sink}` run if it holds a quote?"))

; 2. f-string: the value stands where a bound parameter would stand (in quotes, or after a comparison).
((call
   arguments: (argument_list
     . [(string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after)
        (concatenated_string (string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after))] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#not-match? @_before "(?i)\\bread_\\w+\\(\\s*\\[?'$")
 (#not-match? @_after "^[.\\w(]")
 (#not-constant? @part)
 (#not-checked-before? @part "in" "not in")
 (#not-typed? @part "int" "float" "bool" "UUID" "datetime" "date")
 (#not-from-call? @part ":sql-quote")
 (#not-resolves-to? @part "self.*")
 (#not-word? @part ":sql-marker-words" ":sql-name-words")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))
; ... put together first, and run later in the same function.
((assignment left: (_) right: [
     (string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after) @finding
     (concatenated_string (string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after)) @finding
     (parenthesized_expression (concatenated_string (string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after)) @finding)]) @_statement
 (#starts-with? @finding ":sql-row-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#not-match? @_before "(?i)\\bread_\\w+\\(\\s*\\[?'$")
 (#not-match? @_after "^[.\\w(]")
 (#reaches? @finding ":sql-run")
 (#not-constant? @part)
 (#not-external? @part)
 (#not-checked-before? @part "in" "not in")
 (#not-typed? @part "int" "float" "bool" "UUID" "datetime" "date")
 (#not-from-call? @part ":sql-quote")
 (#not-resolves-to? @part "self.*")
 (#not-word? @part ":sql-marker-words" ":sql-name-words")
 (#bind! name @_statement "target")
 (#set! message "`{part}` is written into the SQL text that `{function}` runs")
 (#set! question "`{part}` enters the SQL text `{name}` of `{function}`. What runs if it holds a quote?"))
; ... or in steps: `query += f" AND name = '{name}'"`.
((augmented_assignment left: (_) @_grown right:
     (string (string_content) @_before . (interpolation expression: (_) @part) . (string_content)? @_after) @finding) @_statement
 (#starts-with? @_grown ":sql-row-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#not-match? @_before "(?i)\\bread_\\w+\\(\\s*\\[?'$")
 (#not-match? @_after "^[.\\w(]")
 (#reaches? @finding ":sql-run")
 (#not-constant? @part)
 (#not-external? @part)
 (#not-checked-before? @part "in" "not in")
 (#not-typed? @part "int" "float" "bool" "UUID" "datetime" "date")
 (#not-from-call? @part ":sql-quote")
 (#not-resolves-to? @part "self.*")
 (#not-word? @part ":sql-marker-words" ":sql-name-words")
 (#bind! name @_statement "target")
 (#set! message "`{part}` is written into the SQL text that `{function}` runs")
 (#set! question "`{part}` enters the SQL text `{name}` of `{function}`. What runs if it holds a quote?"))

; 3. The same with %.
((call
   arguments: (argument_list
     . (binary_operator
         left: [(string (string_content) @_text) (concatenated_string (string (string_content) @_text))]
         operator: "%"
         right: (_) @part) @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?%(\\(\\w+\\))?s|[=<>]\\s*%(\\(\\w+\\))?s|\\blike\\s+%s)")
 (#not-constant? @part)
 (#not-checked-before? @part "in" "not in")
 (#not-typed? @part "int" "float" "bool")
 (#not-from-call? @part ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))
((assignment
   left: (_) @name
   right: (binary_operator
     left: [(string (string_content) @_text) (concatenated_string (string (string_content) @_text))]
     operator: "%"
     right: (_) @part) @finding)
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?%(\\(\\w+\\))?s|[=<>]\\s*%(\\(\\w+\\))?s|\\blike\\s+%s)")
 (#reaches? @finding ":sql-run")
 (#not-constant? @part)
 (#not-external? @part)
 (#not-checked-before? @part "in" "not in")
 (#not-typed? @part "int" "float" "bool")
 (#not-from-call? @part ":sql-quote")
 (#set! message "`{part}` is written into the SQL text that `{function}` runs")
 (#set! question "`{part}` enters the SQL text `{name}` of `{function}`. What runs if it holds a quote?"))

; 4. The same with str.format.
((call
   arguments: (argument_list
     . (call
         function: (attribute
           object: [(string (string_content) @_text) (concatenated_string (string (string_content) @_text))]
           attribute: (identifier) @_format)
         arguments: (argument_list . (_) @part)) @finding)) @_call
 (#eq? @_format "format")
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?\\{[^{]|[=<>]\\s*\\{[^{]|\\blike\\s+\\{[^{])")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))
((assignment
   left: (_) @name
   right: (call
     function: (attribute
       object: [(string (string_content) @_text) (concatenated_string (string (string_content) @_text))]
       attribute: (identifier) @_format)
     arguments: (argument_list . (_) @part)) @finding)
 (#eq? @_format "format")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?\\{[^{]|[=<>]\\s*\\{[^{]|\\blike\\s+\\{[^{])")
 (#reaches? @finding ":sql-run")
 (#interpolated? @finding)
 (#not-external? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#set! message "`{part}` is written into the SQL text that `{function}` runs")
 (#set! question "`{part}` enters the SQL text `{name}` of `{function}`. What runs if it holds a quote?"))

; 5. The same with +, where the text before the value ends in a quote or a comparison.
((call
   arguments: (argument_list
     . [(binary_operator left: (string (string_content) @_before) operator: "+" right: (_) @part)
        (binary_operator left: (binary_operator left: (string (string_content) @_before) operator: "+" right: (_) @part))
        (binary_operator left: (binary_operator left: (binary_operator left: (string (string_content) @_before) operator: "+" right: (_) @part)))
        (binary_operator left: (binary_operator right: (string (string_content) @_before)) operator: "+" right: (_) @part)] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#interpolated? @finding)
 (#not-constant? @part)
 (#not-from-call? @part ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))
((assignment
   left: (_) @name
   right: [(binary_operator left: (string (string_content) @_before) operator: "+" right: (_) @part)
           (binary_operator left: (binary_operator left: (string (string_content) @_before) operator: "+" right: (_) @part))
           (binary_operator left: (binary_operator right: (string (string_content) @_before)) operator: "+" right: (_) @part)] @finding)
 (#starts-with? @finding ":sql-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#reaches? @finding ":sql-run")
 (#not-constant? @part)
 (#not-external? @finding)
 (#not-from-call? @part ":sql-quote")
 (#set! message "`{part}` is written into the SQL text that `{function}` runs")
 (#set! question "`{part}` enters the SQL text `{name}` of `{function}`. What runs if it holds a quote?"))

; 6. QuerySet.extra() with anything but literals.
((call
   function: (attribute attribute: (identifier) @_extra)
   arguments: (argument_list
     (keyword_argument name: (identifier) @part value: (_) @_value))) @finding
 (#eq? @_extra "extra")
 (#any-of? @part "where" "select" "tables" "order_by")
 (#not-literal? @_value)
 (#set! level "warning")
 (#set! message "`extra({part}=...)` in `{function}` puts text into the query as it is")
 (#set! question "Where does the text for `{part}` in `{function}` come from, and who quotes it?"))
((call
   function: (attribute attribute: (identifier) @_extra)
   arguments: (argument_list . [(call) (identifier)] @part .)) @finding
 (#eq? @_extra "extra")
 (#not-literal? @part)
 (#set! level "warning")
 (#set! message "`extra(...)` in `{function}` puts `{part}` into the query as it is")
 (#set! question "Where does the text in `{part}` come from, and who quotes it?"))

; 7. A part that the caller chose, in another place: mostly a table or column name.
((call
   arguments: (argument_list
     . [(string (interpolation expression: (_) @part))
        (concatenated_string (string (interpolation expression: (_) @part)))
        (binary_operator right: (_) @part)
        (binary_operator left: (binary_operator right: (_) @part))
        (call function: (attribute object: (string)) arguments: (argument_list [(identifier) @part (attribute) @part (subscript) @part (call) @part (keyword_argument value: (_) @part)]))] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#from-parameter? @part)
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool" "UUID" "datetime" "date")
 (#not-from-call? @part ":sql-quote" "self.*" "join")
 (#not-word? @part ":sql-marker-words" ":sql-name-words" "limit" "offset" "self")
 (#not-checked-before? @part)
 (#not-in-function? @finding "_*")
 (#bind! sink @_call "callee")
 (#set! level "info")
 (#set! message "`{part}`, which the caller of `{function}` chose, is part of the SQL text for `{sink}`")
 (#set! question "Which callers of `{function}` choose `{part}`, and is it ever anything but a name of the program's own?"))
; ... or that nothing in this file binds.
((call
   arguments: (argument_list
     . [(string (interpolation expression: (identifier) @part))
        (concatenated_string (string (interpolation expression: (identifier) @part)))
        (binary_operator right: (identifier) @part)
        (binary_operator left: (binary_operator right: (identifier) @part))
        (call function: (attribute object: (string)) arguments: (argument_list (identifier) @part))] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#not-constant? @part)
 (#not-resolves-to? @part "*.*")
 (#bind! sink @_call "callee")
 (#set! level "info")
 (#set! message "`{part}` is part of the SQL text for `{sink}` in `{function}`")
 (#set! question "Where does `{part}` come from, and can anybody but the author choose it?"))

; Parts that the object itself holds: its tables, and the mark of a parameter.
([
   (assignment right: [(string (interpolation expression: (attribute object: (identifier) @_self))) (concatenated_string (string (interpolation expression: (attribute object: (identifier) @_self))))] @finding)
   (call arguments: (argument_list . [(string (interpolation expression: (attribute object: (identifier) @_self))) (concatenated_string (string (interpolation expression: (attribute object: (identifier) @_self))))] @finding))
   (return_statement [(string (interpolation expression: (attribute object: (identifier) @_self))) (concatenated_string (string (interpolation expression: (attribute object: (identifier) @_self))))] @finding)
 ]
 (#any-of? @_self "self" "cls")
 (#starts-with? @finding ":sql-verbs")
 (#set! level "off"))

; 8. Text that is named or returned as SQL and does not reach a database in this function.
((assignment
   left: (identifier) @name
   right: [(string (interpolation expression: (_) @part))
           (concatenated_string (string (interpolation expression: (_) @part)))
           (parenthesized_expression [(string (interpolation expression: (_) @part)) (concatenated_string (string (interpolation expression: (_) @part)))])
           (binary_operator right: (_) @part)
           (binary_operator left: (binary_operator right: (_) @part))
           (call function: (attribute object: [(string) (concatenated_string)]) arguments: (argument_list [(identifier) @part (attribute) @part (subscript) @part (call) @part (keyword_argument value: (_) @part)]))] @finding)
 (#named? @name "*query*" "*sql*" "*SQL*" "*stmt*" "*statement*" "*QUERY*")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool" "UUID")
 (#not-word? @part ":sql-marker-words" ":sql-name-words" "limit" "offset")
 (#not-from-call? @part ":sql-quote" "self.*" "join")
 (#not-resolves-to? @part "self.*" "<here>.*")
 (#not-reaches? @finding ":sql-run")
 (#set! level "info")
 (#set! message "`{name}` in `{function}` is SQL text with `{part}` written into it")
 (#set! question "Where does `{name}` run, and can anybody but the author choose `{part}`?"))
((assignment
   left: (identifier) @name
   right: [(string (interpolation expression: (_) @part))
           (concatenated_string (string (interpolation expression: (_) @part)))
           (parenthesized_expression [(string (interpolation expression: (_) @part)) (concatenated_string (string (interpolation expression: (_) @part)))])
           (binary_operator right: (_) @part)
           (call function: (attribute object: [(string) (concatenated_string)]) arguments: (argument_list [(identifier) @part (attribute) @part (subscript) @part (call) @part (keyword_argument value: (_) @part)]))] @finding)
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#from-parameter? @part)
 (#not-constant? @part)
 (#not-external? @part)
 (#not-typed? @part "int" "float" "bool" "UUID")
 (#not-word? @part ":sql-marker-words" ":sql-name-words" "limit" "offset" "self")
 (#not-checked-before? @part)
 (#not-in-function? @finding "_*")
 (#not-from-call? @part ":sql-quote" "self.*" "join")
 (#reaches? @finding ":sql-run")
 (#set! level "info")
 (#set! message "`{part}`, which the caller of `{function}` chose, is part of the SQL text `{name}`")
 (#set! question "Which callers of `{function}` choose `{part}`, and is it ever anything but a name of the program's own?"))
((return_statement
   [(string (interpolation expression: (_) @part))
    (concatenated_string (string (interpolation expression: (_) @part)))
    (parenthesized_expression [(concatenated_string (string (interpolation expression: (_) @part)))])
    (binary_operator right: (_) @part)
    (call function: (attribute object: [(string) (concatenated_string)]) arguments: (argument_list [(identifier) @part (attribute) @part (subscript) @part (call) @part (keyword_argument value: (_) @part)]))] @finding)
 (#in-function? @finding "*query*" "*sql*" "*stmt*" "*statement*")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool" "UUID")
 (#not-word? @part ":sql-marker-words" ":sql-name-words" "limit" "offset")
 (#not-from-call? @part ":sql-quote" "self.*" "join")
 (#not-resolves-to? @part "self.*" "<here>.*")
 (#set! level "info")
 (#set! message "`{function}` returns SQL text with `{part}` written into it")
 (#set! question "Can anybody but the author choose `{part}`, and who quotes it before the text of `{function}` runs?"))
