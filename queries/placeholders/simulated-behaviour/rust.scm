; The admission, and a constant for an answer.
((block (line_comment) @finding . (line_comment)* . [
    (integer_literal)
    (float_literal)
    (string_literal)
    (boolean_literal)
    (return_expression [(integer_literal) (float_literal) (string_literal) (boolean_literal)])
    (call_expression
      function: [(identifier) (scoped_identifier)] @_function
      arguments: (arguments . [
        (integer_literal) (float_literal) (string_literal) (boolean_literal) (unit_expression)
        (call_expression function: (field_expression value: (string_literal)))
        (macro_invocation) @_macro]))] .)
  (#phrase? @finding ":simulation")
  (#not-phrase? @finding "test" "tests" "testing")
  (#named? @_function "Ok" "Some")
  (#not-comment-kind? @finding "doc")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/bench*/**" "**/sample*/**")
  (#bind! text @finding "comment"))

; The admission, and a random number or a sleep right below.
([
  (block (line_comment) @finding . (line_comment)* . (_) @_body)
  (block (line_comment) @finding . (line_comment)* . (_) . (_) @_body .)]
  (#phrase? @finding ":simulation")
  (#not-phrase? @finding "test" "tests" "testing")
  (#calls? @_body "rand.*" "fastrand.*" "thread_rng" "gen_range" "random_range" "std.thread.sleep" "tokio.time.sleep")
  (#not-comment-kind? @finding "doc")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/bench*/**" "**/sample*/**")
  (#bind! text @finding "comment"))

; The plainest admissions stand alone.
((line_comment) @finding
  (#phrase? @finding ":simulation-certain")
  (#not-at-module-level? @finding)
  (#not-comment-kind? @finding "doc")
  (#not-in-function? @finding ":pretending-names")
  (#not-in-class? @finding ":pretending-names")
  (#not-path? @finding "**/example*/**" "**/demo*/**" "**/simul*" "**/*mock*" "**/*fake*" "**/bench*/**" "**/sample*/**")
  (#set! level "info")
  (#bind! text @finding "comment"))

; Named like a computation, and blind to its arguments.
((function_item
  name: (identifier) @name
  parameters: (parameters (parameter)) @parameters
  body: (block . [
    (integer_literal) @value
    (float_literal) @value
    (string_literal) @value
    (boolean_literal) @value
    (call_expression function: (identifier) @_function arguments: (arguments . [(integer_literal) (float_literal) (string_literal) (boolean_literal)] .)) @value] .)) @finding
  (#named? @name ":computing-names")
  (#any-of? @_function "Ok" "Some")
  (#not-any-of? @value "false" "0" "0.0" "\"\"")
  (#not-overrides? @finding)
  (#not-has-ancestor? @finding "trait_item")
  (#not-decorated? @finding "cfg")
  (#not-in-class? @finding ":pretending-names")
  (#not-named? @name ":pretending-names")
  (#not-explained? @finding)
  (#set! message "`{name}{parameters}` gives `{value}` for every input")
  (#set! question "`{name}` looks at none of its arguments. Which screen, invoice or decision shows `{value}`?"))
