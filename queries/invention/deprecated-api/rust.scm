; Functions and constants that the standard library or widely used crates deprecate.
((call_expression function: [(scoped_identifier) (identifier)] @finding)
  (#resolves-to? @finding ":deprecated-paths")
  (#bind! name @finding "resolved")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated or gone")
  (#set! question "`{name}` has a replacement that behaves differently. Does the difference matter in `{function}`?"))

; Deprecated methods whose name says enough.
((call_expression
    function: (field_expression field: (field_identifier) @name)) @finding
  (#any-of? @name "trim_left" "trim_right" "trim_left_matches" "trim_right_matches" "compare_and_swap")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated or gone")
  (#set! question "`{name}` has a replacement that behaves differently. Does the difference matter in `{function}`?"))

; chrono and clap renamed what their examples showed for years.
((call_expression function: (field_expression field: (field_identifier) @name)) @finding
  (#any-of? @name "ymd" "and_hms")
  (#imports? @finding "chrono")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated or gone")
  (#set! question "`{name}` has a replacement that behaves differently. Does the difference matter in `{function}`?"))

((call_expression function: (field_expression field: (field_identifier) @name)) @finding
  (#any-of? @name "takes_value" "multiple_values" "multiple_occurrences" "value_of" "values_of" "occurrences_of")
  (#imports? @finding "clap")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated or gone")
  (#set! question "`{name}` has a replacement that behaves differently. Does the difference matter in `{function}`?"))

; `try!(...)`
((macro_invocation macro: (identifier) @name) @finding
  (#eq? @name "try")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated or gone")
  (#set! question "`{name}` has a replacement that behaves differently. Does the difference matter in `{function}`?"))
