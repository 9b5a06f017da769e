; The admission, and a constant for an answer.
([
  (block (comment) @finding . (comment)* . (return_statement (_) @_value) .)
  (function_definition (comment) @finding body: (block . (return_statement (_) @_value) .))]
  (#phrase? @finding ":simulation")
  (#not-phrase? @finding "test" "tests" "testing")
  (#literal? @_value)
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/benchmark*/**" "**/sample*/**")
  (#bind! text @finding "comment"))

; The admission, and a random number or a sleep right below.
([
  (block (comment) @finding . (comment)* . (_) @_body)
  (block (comment) @finding . (comment)* . (_) . (_) @_body .)
  (function_definition (comment) @finding body: (block . (_) @_body))]
  (#phrase? @finding ":simulation")
  (#not-phrase? @finding "test" "tests" "testing")
  (#calls? @_body "random.*" "time.sleep" "asyncio.sleep" "numpy.random.*")
  (#not-at-module-level? @finding)
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/benchmark*/**" "**/sample*/**")
  (#bind! text @finding "comment"))

; The plainest admissions stand alone.
((comment) @finding
  (#phrase? @finding ":simulation-certain")
  (#not-at-module-level? @finding)
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/benchmark*/**" "**/sample*/**")
  (#set! level "info")
  (#bind! text @finding "comment"))

((function_definition body: (block . (expression_statement (string) @finding)))
  (#phrase? @finding ":simulation-certain")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/benchmark*/**" "**/sample*/**")
  (#set! level "info")
  (#bind! text @finding "string"))

; Named like a computation, and blind to its arguments.
((function_definition
  name: (identifier) @name
  parameters: (parameters [
    (identifier) @_parameter
    (typed_parameter (identifier) @_parameter)
    (default_parameter name: (identifier) @_parameter)
    (typed_default_parameter name: (identifier) @_parameter)]) @parameters
  body: (block
    . (expression_statement (string))?
    . (return_statement [(integer) (float) (true) (string) (list (_)) (dictionary (_)) (tuple (_))] @value) .)) @finding
  (#named? @name ":computing-names")
  (#not-any-of? @_parameter "self" "cls")
  (#literal? @value)
  (#not-overrides? @finding)
  ; What there is in place of an import that failed.
  (#not-has-ancestor? @finding "except_clause")
  (#not-decorated? @finding ":abstract")
  (#not-in-class? @finding ":protocol-classes" ":extension-classes" ":pretending-names")
  (#not-named? @name ":pretending-names")
  (#not-explained? @finding)
  ; Its documentation says so.
  (#not-match? @finding "(?i)\\b(always|unconditionally|whatever)\\b")
  (#set! message "`{name}{parameters}` gives `{value}` for every input")
  (#set! question "`{name}` looks at none of its arguments. Which screen, invoice or decision shows `{value}`?"))
