; A module of the standard library that is gone. A guarded import has its other branch.
([
    (import_statement name: (dotted_name) @finding)
    (import_statement name: (aliased_import name: (dotted_name) @finding))
    (import_from_statement module_name: (dotted_name) @finding)
  ]
  (#resolves-to? @finding ":gone-modules")
  (#not-has-ancestor? @finding "try_statement" "if_statement")
  (#bind! name @finding "value")
  (#set! message "Current Python has no module `{name}`")
  (#set! question "With which Python does `{file}` run, and does it still have `{name}`?"))

; A module of a package that is gone or will go.
([
    (import_statement name: (dotted_name) @finding)
    (import_statement name: (aliased_import name: (dotted_name) @finding))
    (import_from_statement module_name: (dotted_name) @finding)
  ]
  (#resolves-to? @finding ":gone-package-modules")
  (#not-has-ancestor? @finding "try_statement" "if_statement")
  (#bind! name @finding "value")
  (#set! message "`{name}` is gone from current releases of its package")
  (#set! question "Which release does `{file}` run with, and does that one still have `{name}`?"))

([
    (import_statement name: (dotted_name) @finding)
    (import_statement name: (aliased_import name: (dotted_name) @finding))
    (import_from_statement module_name: (dotted_name) @finding)
  ]
  (#resolves-to? @finding ":deprecated-package-modules")
  (#not-has-ancestor? @finding "try_statement" "if_statement")
  (#bind! name @finding "value")
  (#set! level "info")
  (#set! message "`{name}` is deprecated as a whole")
  (#set! question "`{name}` gets no more releases. What takes its place in `{file}`, and does it behave the same?"))

; A name that is gone, where it is imported.
((import_from_statement name: (dotted_name) @finding)
  (#resolves-to? @finding ":gone-names" ":gone-package-names")
  (#not-has-ancestor? @finding "try_statement" "if_statement")
  (#bind! name @finding "resolved"))

((import_from_statement name: (dotted_name) @finding)
  (#resolves-to? @finding ":deprecated-names" ":deprecated-package-names")
  (#not-in-test? @finding)
  (#not-has-ancestor? @finding "try_statement" "if_statement")
  (#bind! name @finding "resolved")
  (#set! level "info")
  (#set! message "`{name}` is deprecated")
  (#set! question "`{name}` will go, and its replacement behaves differently. Does the difference matter in `{file}`?"))

; A name that is gone, where it is used through its module or object.
((attribute) @finding
  (#resolves-to? @finding ":gone-names" ":gone-package-names")
  (#not-has-ancestor? @finding "try_statement" "if_statement" "conditional_expression")
  (#bind! name @finding "resolved"))

((call function: (attribute attribute: (identifier) @_method) @finding)
  (#named? @_method ":gone-selenium-methods")
  (#imports? @finding "selenium")
  (#bind! name @_method "value"))

((call function: (attribute object: (identifier) @_self attribute: (identifier) @_method) @finding)
  (#eq? @_self "self")
  (#named? @_method ":gone-assertions")
  (#in-class? @finding "*TestCase" "*Test" "*Tests" "Test*")
  (#bind! name @finding "value"))

; Deprecated, still there.
((attribute) @finding
  (#resolves-to? @finding ":deprecated-names" ":deprecated-package-names")
  (#not-in-test? @finding)
  (#not-has-ancestor? @finding "try_statement" "if_statement" "conditional_expression")
  (#bind! name @finding "resolved")
  (#set! level "info")
  (#set! message "`{name}`, used in `{function}`, is deprecated")
  (#set! question "`{name}` will go, and its replacement behaves differently. Does the difference matter in `{function}`?"))

; The loop that get_event_loop() gives where none is running: an error since 3.14.
((call function: (_) @_function) @finding
  (#resolves-to? @_function "asyncio.get_event_loop")
  (#not-in-async? @finding)
  (#not-inside? @finding "try_statement")
  (#bind! name @_function "resolved")
  (#set! level "info")
  (#set! message "`{name}()` raises since Python 3.14 where no loop is running, as in `{function}`")
  (#set! question "Which loop does `{function}` get when it runs outside a coroutine, or on another thread?"))
