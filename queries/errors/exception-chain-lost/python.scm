; `raise New(...)` or `raise New` in a handler.
((raise_statement . [(call function: (_) @raised) (identifier) @raised (attribute) @raised] !cause) @finding
  (#inside? @finding "except_clause")
  (#match? @raised "(?:^|\\.)_?[A-Z][A-Za-z0-9_]*$")
  (#not-named? @raised ":leaving-errors" "with_traceback")
  (#not-in-function? @finding "__getattr__" "__getattribute__" "__next__" "__anext__" "__missing__" "__getitem__"))
