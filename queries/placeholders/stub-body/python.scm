; A signature for type checkers: what runs stands elsewhere.
((if_statement
  condition: (_) @_condition
  consequence: (block (function_definition) @finding))
  (#match? @_condition "TYPE_CHECKING")
  (#set! level "off"))

; An empty body whose comment or docstring says that it is still to be written.
((function_definition
  name: (identifier) @name
  body: (block [(comment) (expression_statement (string))] @_note) @_body) @finding
  (#trivial? @_body)
  (#phrase? @_note ":promised" "not implemented" "unimplemented")
  (#not-phrase? @_note ":overridden")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes")
  (#bind! note @_note "comment")
  (#set! message "`{name}` has no body: \"{note}\""))

((function_definition
  name: (identifier) @name
  (comment) @_note
  body: (block) @_body) @finding
  (#trivial? @_body)
  (#phrase? @_note ":promised" "not implemented" "unimplemented")
  (#not-phrase? @_note ":overridden")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes")
  (#bind! note @_note "comment")
  (#set! message "`{name}` has no body: \"{note}\""))

; A constant is returned under a promise of code.
((function_definition
  name: (identifier) @name
  (comment) @_note
  body: (block . (return_statement (_) @value) .)) @finding
  (#literal? @value)
  (#phrase? @_note ":promised")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes")
  (#bind! note @_note "comment")
  (#set! message "`{name}` returns `{value}` for every input: \"{note}\"")
  (#set! question "Every caller of `{name}` gets `{value}`. Which of them takes it for an answer?"))

((function_definition
  name: (identifier) @name
  body: (block
    . (expression_statement (string)) @_doc
    (comment) @_note
    . (return_statement (_) @value) .) @_body) @finding
  (#statements? @_body "<" "3")
  (#literal? @value)
  (#phrase? @_note ":promised")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes")
  (#bind! note @_note "comment")
  (#set! message "`{name}` returns `{value}` for every input: \"{note}\"")
  (#set! question "Every caller of `{name}` gets `{value}`. Which of them takes it for an answer?"))

; `raise NotImplementedError("... not yet ...")` anywhere, and any NotImplementedError as the body of a plain function.
((function_definition
  name: (identifier) @name
  body: (block (raise_statement (call function: (identifier) @_error arguments: (argument_list . (string) @_note))) @_raise .) @_body) @finding
  (#eq? @_error "NotImplementedError")
  (#phrase? @_note ":promised")
  (#not-phrase? @_note ":overridden")
  (#statements? @_body "<" "3")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes")
  (#bind! note @_note "string")
  (#set! message "`{name}` has no body: \"{note}\"")
  (#set! question "`{name}` raises for every caller. Which of them is reached in a normal run?"))

((function_definition
  name: (identifier) @name
  body: (block
    (raise_statement [
      (identifier) @_error
      (call function: (identifier) @_error)]) .) @_body) @finding
  (#eq? @_error "NotImplementedError")
  (#has-parent? @finding "module")
  (#statements? @_body "<" "3")
  (#not-phrase? @_body ":overridden")
  (#not-path? @finding "**/*stub*" "**/*noop*" "**/*mock*" "**/*fake*" "**/*dummy*" "**/migrations/**" "**/alembic/**" "**/docs/**" "**/example*/**")
  (#not-explained? @finding)
  (#not-named? @name ":noop-names")
  (#set! message "`{name}` only raises `NotImplementedError`")
  (#set! question "`{name}` raises for every caller. Which of them is reached in a normal run?"))

; A plain function that does nothing and does not say why.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#trivial? @_body)
  (#has-parent? @finding "module")
  (#not-phrase? @_body ":overridden")
  ; What does nothing by itself, and has its like for each platform or kind.
  (#not-path? @finding "**/base.py" "**/*_base.py")
  ; `def on_view(flow: Flow) -> None: ...` is written for its signature.
  (#not-match? @finding "->[^\\n]*:[ \\t]*\\.\\.\\.$")
  (#not-path? @finding "**/*stub*" "**/*noop*" "**/*mock*" "**/*fake*" "**/*dummy*" "**/migrations/**" "**/alembic/**" "**/docs/**" "**/example*/**")
  (#not-has-child? @finding "comment")
  (#not-has-child? @_body "comment")
  (#not-explained? @finding)
  (#not-named? @name ":noop-names" ":hook-names" "__*__"))

; The same for a method of a class without bases, where a docstring is taken for the reason.
((function_definition
  name: (identifier) @name
  body: (block) @_body) @finding
  (#trivial? @_body)
  (#has-ancestor? @finding "class_definition")
  (#not-has-ancestor? @finding "function_definition")
  (#not-has-parent? @finding "decorated_definition")
  (#not-overrides? @finding)
  (#not-contains? @_body "string")
  (#not-has-child? @finding "comment")
  (#not-has-child? @_body "comment")
  (#not-explained? @finding)
  (#not-in-class? @finding ":protocol-classes" ":extension-classes")
  (#not-named? @name ":noop-names" ":hook-names" "__*"))
