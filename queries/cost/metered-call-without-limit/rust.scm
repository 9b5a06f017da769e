; A request builder that is finished without a limit.
((call_expression
    function: (field_expression field: (field_identifier) @_build)) @finding
  (#eq? @_build "build")
  (#receiver? @finding ":llm-request-builder")
  (#not-receiver? @finding ":llm-limit")
  (#bind! call @finding "first-call")
  (#set! message "The model request built in `{function}` limits no answer"))

; A request written out with the limit left empty.
((struct_expression
    name: (_) @call
    body: (field_initializer_list
      (field_initializer field: (field_identifier) @_limit value: (identifier) @_none))) @finding
  (#any-of? @_limit "max_tokens" "max_completion_tokens" "max_output_tokens")
  (#eq? @_none "None")
  (#has-key? @finding "messages")
  (#has-key? @finding "model")
  (#not-contains? @finding "base_field_initializer")
  (#not-in-function? @finding "new" "default" "from*" "with_*" "builder")
  (#not-in-class? @finding "*Ollama*" "*Local*")
  (#not-path? @finding "**/ollama*" "**/local*")
  (#set! message "The `{call}` that `{function}` sends limits no answer"))

; A body for a provider's address.
((macro_invocation macro: (_) @_json) @finding
  (#named? @_json "json")
  (#has-key? @finding "messages")
  (#has-key? @finding "model")
  (#not-has-key? @finding "max_tokens" "max_completion_tokens" "max_output_tokens")
  (#not-mutated? @finding)
  (#not-in-class? @finding "*Ollama*" "*Local*")
  (#not-in-function? @finding "*ollama*" "*local*")
  (#not-path? @finding "**/ollama*" "**/local*")
  (#bind! call @_json "name")
  (#set! level "info")
  (#set! message "The model request that `{function}` writes limits no answer"))

; A conversation with tools that ends when the model says so.
((loop_expression body: (block) @_body) @finding
  (#calls? @_body ":llm-call")
  (#not-calls? @_body ":waits-for-work")
  (#not-contains? @_body "compound_assignment_expr")
  (#set! message "`{function}` asks the model again and again until the model ends the loop")
  (#set! question "The model asks `{function}` for one more step each time. Which line ends the loop, and after what sum?"))
