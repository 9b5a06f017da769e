; An import that the type checker has no types for: nothing else can be meant.
([(import_statement) (import_from_statement)] . (comment) @finding
  (#match? @finding "#\\s*(?:type|pyright):\\s*ignore\\s*$")
  (#set! level "off"))

; Behind an import: the name is there for others, or has to come first.
([(import_statement) (import_from_statement)] . (comment) @finding
  (#match? @finding "(?i)#\\s*noqa\\s*$|#\\s*type:\\s*ignore\\s*$")
  (#not-path? @finding "**/__init__.py")
  (#bind! directive @finding "comment")
  (#set! level "hint"))

; A bare `# noqa`, or one whose codes do not count because the colon is missing.
((comment) @finding
  (#match? @finding "(?i)#\\s*noqa(?:\\s+[A-Z]+[0-9]+(?:[,\\s]+[A-Z]+[0-9]+)*)?\\s*$")
  (#not-path? @finding "**/__init__.py")
  (#bind! directive @finding "comment"))

; The whole file.
((comment) @finding
  (#match? @finding "(?i)^#\\s*(?:ruff|flake8)\\s*:\\s*noqa\\s*$|^#\\s*mypy:\\s*ignore-errors|^#\\s*pylint:\\s*(?:skip-file|disable-all|disable\\s*=\\s*all)|^#\\s*pytype:\\s*skip-file|^#\\s*pyre-ignore-all-errors|^#\\s*pyright:\\s*(?:basic|ignore-all)|^#\\s*type:\\s*ignore-errors")
  (#bind! directive @finding "comment")
  (#set! message "`{directive}` switches a whole check off for {file}")
  (#set! question "Which single message was in the way? `{directive}` silences every one in {file}, also those to come."))

; A bare `# type: ignore`.
((comment) @finding
  (#match? @finding "#\\s*(?:type|pyright):\\s*ignore\\s*$")
  (#bind! directive @finding "comment")
  (#set! level "info"))

; bandit and Sonar without a number.
((comment) @finding
  (#match? @finding "#\\s*nosec\\s*$|\\bNOSONAR(?:[^(]|$)")
  (#bind! directive @finding "comment"))
