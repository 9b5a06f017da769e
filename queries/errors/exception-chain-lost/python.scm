; A package that is not there: the text says what to install, and the cause says no more.
(try_statement
  body: (block . [(import_statement) (import_from_statement)])
  (except_clause value: (_) (block (raise_statement (call arguments: (argument_list . (_) @_text)) !cause) @finding))
  (#match? @_text "(?i)install")
  (#set! level "off"))

; A private class that this module raises and catches itself: a signal, not a report.
((raise_statement . [(call function: (identifier) @_raised) (identifier) @_raised] !cause) @finding
  (#inside? @finding "except_clause")
  (#named? @_raised "_*")
  (#set! level "off"))

; `raise New(...)` or `raise New` in a handler.
((raise_statement . [(call function: (_) @raised) (identifier) @raised (attribute) @raised] !cause) @finding
  (#inside? @finding "except_clause")
  (#named? @raised ":class-names")
  (#not-named? @raised ":leaving-errors" "with_traceback")
  (#not-in-function? @finding "__getattr__" "__getattribute__" "__next__" "__anext__" "__missing__" "__getitem__"))
