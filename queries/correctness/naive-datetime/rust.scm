; The wall clock of this machine, with the zone cut off.
((call_expression
    function: (field_expression
      value: (call_expression function: (_) @_now)
      field: (field_identifier) @_naive)) @finding
  (#resolves-to? @_now "chrono.Local.now" "chrono.Utc.now" "chrono.offset.Local.now" "chrono.offset.Utc.now" "chrono.prelude.Local.now" "chrono.prelude.Utc.now")
  (#any-of? @_naive "naive_local" "naive_utc")
  (#bind! call @_now "value")
  (#set! message "`{function}` takes the time from `{call}()` and drops its zone"))

; Deprecated constructors of times without a zone.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function
    "chrono.NaiveDateTime.from_timestamp" "chrono.NaiveDateTime.from_timestamp_opt" "chrono.NaiveDateTime.from_timestamp_millis"
    "chrono.naive.NaiveDateTime.from_timestamp" "chrono.naive.NaiveDateTime.from_timestamp_opt")
  (#not-scope-calls? @finding "function" "and_utc" "and_local_timezone" "from_utc_datetime" "from_local_datetime")
  (#bind! call @finding "callee"))

; A day of this machine's zone.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function "chrono.Local.today" "chrono.offset.Local.today")
  (#bind! call @finding "callee")
  (#set! level "hint"))

; time's local clock fails in programs with threads, and differs from machine to machine.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function "time.OffsetDateTime.now_local" "time.PrimitiveDateTime.now")
  (#bind! call @finding "callee")
  (#set! level "hint")
  (#set! question "In which zone does `{call}` answer on the server, and does `{function}` store the answer?"))

; A text without a zone becomes a time.
((call_expression function: (_) @_function arguments: (arguments . (_) . (string_literal) @_format .)) @finding
  (#resolves-to? @_function "chrono.NaiveDateTime.parse_from_str" "chrono.naive.NaiveDateTime.parse_from_str")
  (#not-scope-calls? @finding "function" "and_utc" "and_local_timezone" "from_utc_datetime" "from_local_datetime")
  (#bind! call @finding "callee")
  (#set! level "hint")
  (#set! message "`{call}` in `{function}` reads a time without a zone")
  (#set! question "In which zone was the text written that `{function}` reads, and does the code after it know?"))
