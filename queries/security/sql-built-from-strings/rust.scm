; 1. A value from outside is part of the text that a database gets.
((call_expression
   arguments: (arguments
     . [(macro_invocation) (reference_expression) (identifier) (call_expression) (binary_expression)] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#interpolated? @finding)
 (#external? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! message "SQL text that holds a value from outside is given to `{sink}` in `{function}`")
 (#set! question "Who chooses the value that becomes SQL text in `{function}`, and what does `{sink}` run if it holds a quote?"))

; 2. `format!` puts a value where a bound parameter would stand (in quotes, or after a comparison).
((call_expression
   arguments: (arguments
     . [(macro_invocation macro: (identifier) @_format
          (arguments . [(string_literal (string_content) @_text) (raw_string_literal (string_content) @_text)]))
        (reference_expression value: (macro_invocation macro: (identifier) @_format
          (arguments . [(string_literal (string_content) @_text) (raw_string_literal (string_content) @_text)])))] @finding)) @_call
 (#eq? @_format "format")
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?\\{|[=<>]\\s*\\{|\\blike\\s+\\{)")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee"))

; 3. Built before, and a parameter of this function is in it.
((call_expression
   arguments: (arguments
     . [(identifier) (reference_expression value: (identifier))] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#from-parameter? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! level "warning")
 (#set! message "The text that `{sink}` runs in `{function}` was put together from values that the caller chose")
 (#set! question "Which callers of `{function}` choose what is put into the text for `{sink}`, and can any of it hold a quote?"))

; 4. Any other value in text that is run: mostly a table or column name.
((call_expression
   arguments: (arguments
     . [(macro_invocation) (reference_expression) (identifier)] @finding)) @_call
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-row-verbs")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee")
 (#set! level "info")
 (#set! message "The SQL text that `{sink}` runs in `{function}` is put together from parts")
 (#set! question "Which of the parts that `{function}` puts into the text for `{sink}` can anybody but the author choose?"))
