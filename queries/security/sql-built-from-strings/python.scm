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
     . [(string (string_content) @_before . (interpolation expression: (_) @part))
        (concatenated_string (string (string_content) @_before . (interpolation expression: (_) @part)))] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_before "(?i)('%?|[=<>]\\s*|\\blike\\s+)$")
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool" "UUID" "datetime" "date")
 (#not-from-call? @part ":sql-quote")
 (#not-word? @part ":sql-marker-words")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))

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
 (#not-typed? @part "int" "float" "bool")
 (#not-from-call? @part ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))

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
 (#match? @_text "(?i)('%?\\{|[=<>]\\s*\\{|\\blike\\s+\\{)")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "`{part}` is written into the SQL text that `{function}` gives to `{sink}`")
 (#set! question "`{part}` enters the SQL text of `{function}`. What does `{sink}` run if it holds a quote?"))

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

; 6. Built before, and a parameter of this function is in it.
((call
   arguments: (argument_list . (identifier) @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#from-parameter? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! level "warning")
 (#set! message "`{finding}`, which `{sink}` runs in `{function}`, was put together from values that the caller chose")
 (#set! question "Which callers of `{function}` choose what is put into `{finding}`, and can any of it hold a quote?"))

; 7. QuerySet.extra() with anything but literals.
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

; 8. Any other value in text that is run: mostly a table or column name.
((call
   arguments: (argument_list
     . [(string) (concatenated_string) (binary_operator) (call) (identifier)] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! level "info")
 (#set! message "The SQL text that `{sink}` runs in `{function}` is put together from parts")
 (#set! question "Which of the parts that `{function}` puts into the text for `{sink}` can anybody but the author choose?"))

; 9. Text that is named or returned as SQL and does not reach a database in this function.
((assignment
   left: (identifier) @name
   right: [(string) (concatenated_string) (binary_operator) (call) (parenthesized_expression)] @finding)
 (#named? @name "*query*" "*sql*" "*SQL*" "*stmt*" "*statement*" "*QUERY*")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#not-reaches? @finding ":sql-execute")
 (#set! level "info")
 (#set! message "`{name}` in `{function}` is SQL text put together from values")
 (#set! question "Where does `{name}` run, and which of the values in it can anybody but the author choose?"))
((return_statement
   [(string) (concatenated_string) (binary_operator) (call) (parenthesized_expression)] @finding)
 (#in-function? @finding "*query*" "*sql*" "*stmt*" "*statement*")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#set! level "info")
 (#set! message "`{function}` returns SQL text put together from values")
 (#set! question "Which values in the text that `{function}` returns can anybody but the author choose, and who quotes them?"))
