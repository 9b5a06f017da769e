; A comment says why it cannot do harm.
((line_comment) @_comment
 . (let_declaration value: [(macro_invocation) @finding
     (await_expression (call_expression arguments: (arguments . [(macro_invocation) @finding (reference_expression (macro_invocation)) @finding])))
     (try_expression (await_expression (call_expression arguments: (arguments . [(macro_invocation) @finding (reference_expression (macro_invocation)) @finding]))))
     (try_expression (call_expression arguments: (arguments . [(macro_invocation) @finding (reference_expression (macro_invocation)) @finding])))])
 (#phrase? @_comment "is safe" "are safe" "safe because" "safe to" "validated" "trusted" "allowlist" "whitelist" "not user input" "no user input" "constants")
 (#set! level "off"))

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
          (arguments . [(string_literal (string_content) @_text) (raw_string_literal (string_content) @_text)] . (_)? @_value))
        (reference_expression value: (macro_invocation macro: (identifier) @_format
          (arguments . [(string_literal (string_content) @_text) (raw_string_literal (string_content) @_text)] . (_)? @_value)))] @finding)) @_call
 (#eq? @_format "format")
 (#named? @_call ":sql-execute")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?\\{[^{]|[=<>]\\s*\\{(?:[^{}][^}]*)?\\}([^.\\w(]|$)|\\blike\\s+\\{[^{])")
 (#not-match? @_text "(?i)pragma_table_info\\('\\{|\\{[^{}]*(table|column|schema|prefix|index|object)[^{}]*\\}")
 (#not-word? @_value "table" "column" "schema" "prefix" "index" "object")
 (#interpolated? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#bind! sink @_call "callee"))
((let_declaration
   pattern: (identifier) @name
   value: (macro_invocation macro: (identifier) @_format
     (arguments . [(string_literal (string_content) @_text) (raw_string_literal (string_content) @_text)] . (_)? @_value)) @finding)
 (#eq? @_format "format")
 (#starts-with? @finding ":sql-verbs")
 (#match? @_text "(?i)('%?\\{[^{]|[=<>]\\s*\\{(?:[^{}][^}]*)?\\}([^.\\w(]|$)|\\blike\\s+\\{[^{])")
 (#not-match? @_text "(?i)pragma_table_info\\('\\{|\\{[^{}]*(table|column|schema|prefix|index|object)[^{}]*\\}")
 (#not-word? @_value "table" "column" "schema" "prefix" "index" "object")
 (#reaches? @finding ":sql-run")
 (#interpolated? @finding)
 (#not-external? @finding)
 (#not-from-call? @finding ":sql-quote")
 (#set! message "A value is written into the SQL text `{name}` that `{function}` runs")
 (#set! question "Which value enters the SQL text `{name}` of `{function}`, and what runs if it holds a quote?"))
