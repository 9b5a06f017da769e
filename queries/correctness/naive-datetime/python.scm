; Made aware on the spot.
((call
    function: (attribute object: (call function: (_) @_function) @finding attribute: (identifier) @_aware)
    arguments: (argument_list (keyword_argument name: (identifier) @_zone value: (_) @_value)))
  (#eq? @_aware "replace")
  (#eq? @_zone "tzinfo")
  (#not-eq? @_value "None")
  (#resolves-to? @_function ":naive-time")
  (#set! level "off"))

((call function: (attribute object: (call function: (_) @_function) @finding attribute: (identifier) @_aware))
  (#any-of? @_aware "astimezone" "localize")
  (#resolves-to? @_function ":naive-time")
  (#set! level "off"))

((call function: (_) @_aware arguments: (argument_list . (call function: (_) @_function) @finding))
  (#resolves-to? @_function ":naive-time")
  (#named? @_aware "localize" "make_aware" "as_utc" "ensure_utc" "to_utc" "ensure_aware" "_as_utc" "_ensure_utc" "ensure_timezone_aware")
  (#set! level "off"))

; The two ends of a stopwatch.
((assignment left: (identifier) @_mark right: (call function: (_) @_function) @finding)
  (#resolves-to? @_function ":naive-now")
  (#named? @_mark "start" "start_*" "*_start" "started" "begin*" "end" "end_time" "*_end" "t0" "t1" "tic" "toc" "*_start_time" "*_end_time")
  (#set! level "off"))

((binary_operator
    left: (call function: (_) @_function) @finding
    operator: "-"
    right: [(identifier) (attribute)] @_mark)
  (#resolves-to? @_function ":naive-now")
  (#set! level "off"))

; Local time with the mark of UTC behind it.
((binary_operator
    left: (call function: (attribute object: (call function: (_) @_function) @finding attribute: (identifier) @_iso))
    operator: "+"
    right: (string (string_content) @_mark))
  (#resolves-to? @_function ":naive-now")
  (#eq? @_iso "isoformat")
  (#any-of? @_mark "Z" "+00:00" "z")
  (#bind! call @finding "callee")
  (#set! level "warning")
  (#set! message "`{call}` in `{function}` gives the time of this machine, and its text is marked as UTC")
  (#set! question "A reader of the text takes it for UTC: how many hours is it off where `{function}` runs?"))

; UTC whose text is marked as UTC.
((binary_operator
    left: (call function: (attribute object: (call function: (_) @_function) @finding attribute: (identifier) @_iso))
    operator: "+"
    right: (string (string_content) @_mark))
  (#resolves-to? @_function ":naive-utc")
  (#eq? @_iso "isoformat")
  (#any-of? @_mark "Z" "+00:00" "z")
  (#set! level "off"))

; Shown to a person: printed by a script, or formatted a line later.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":naive-now" ":naive-from-timestamp")
  (#path? @finding "scripts/**" "**/scripts/**" "**/benchmarks/**" "benchmarks/**")
  (#set! level "off"))

((assignment right: (call function: (_) @_function) @finding)
  (#resolves-to? @_function ":naive-now" ":naive-from-timestamp")
  (#attribute-read? @finding "strftime" "year" "month" "weekday")
  (#set! level "off"))

; UTC in an object that does not say so; deprecated since Python 3.12.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":naive-utc")
  (#bind! call @finding "callee")
  (#set! message "`{call}` in `{function}` gives UTC in an object that says nothing of it")
  (#set! question "`{call}` in `{function}` is later compared, stored or made a timestamp. Who adds that it was UTC?"))

; Only shown, only the day, or a timestamp: the clock of this machine is what is meant there.
((call
    function: (attribute
      object: (call function: (_) @_function) @finding
      attribute: (identifier) @_shown))
  (#resolves-to? @_function ":naive-now" ":naive-from-timestamp")
  (#any-of? @_shown "strftime" "ctime" "year" "month" "day" "hour" "minute" "date" "time" "weekday" "isoweekday" "timestamp" "isocalendar")
  (#set! level "off"))

; Local time of whatever machine this runs on, without saying which.
((call function: (_) @_function arguments: (argument_list) @_none) @finding
  (#resolves-to? @_function ":naive-now")
  (#argument-count? @finding "<" "1")
  (#bind! call @finding "callee"))

((call function: (_) @_function arguments: (argument_list . [(none) (keyword_argument value: (none))])) @finding
  (#resolves-to? @_function ":naive-now")
  (#bind! call @finding "callee"))

; An instant becomes local time.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":naive-from-timestamp")
  (#not-has-argument? @finding "tz")
  (#not-has-argument? @finding "#1")
  (#bind! call @finding "callee"))

((call function: (_) @_function arguments: (argument_list . (_) . [(none) (keyword_argument value: (none))])) @finding
  (#resolves-to? @_function ":naive-from-timestamp")
  (#bind! call @finding "callee"))

; A text that says nothing of its zone becomes a time.
((call
    function: (attribute
      object: (call function: (_) @_function) @finding
      attribute: (identifier) @_part))
  (#resolves-to? @_function "datetime.datetime.strptime")
  (#any-of? @_part "date" "time" "strftime" "year" "month" "day" "weekday")
  (#set! level "off"))

((call function: (_) @_function arguments: (argument_list . (_) . (string) @_format .)) @finding
  (#resolves-to? @_function "datetime.datetime.strptime")
  (#not-match? @_format "%z")
  (#bind! call @finding "callee")
  (#set! level "hint")
  (#set! message "`{call}` in `{function}` reads a time without a zone")
  (#set! question "In which zone was the text written that `{function}` reads, and does the code after it know?"))
