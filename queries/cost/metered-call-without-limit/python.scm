; The answer may be as long as the model likes.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":llm-call-without-default-limit")
  (#not-has-argument? @finding "max_tokens")
  (#not-has-argument? @finding "max_completion_tokens")
  (#not-has-argument? @finding "max_output_tokens")
  (#not-has-argument? @finding "extra_body")
  (#bind! call @finding "callee"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function ":openai-responses")
  (#not-has-argument? @finding "max_output_tokens")
  (#not-has-argument? @finding "extra_body")
  (#bind! call @finding "callee"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function ":gemini-generate")
  (#not-has-argument? @finding "generation_config")
  (#not-has-argument? @finding "config")
  (#not-scope-calls? @finding "file" "GenerationConfig" "GenerateContentConfig")
  (#bind! call @finding "callee"))

((call function: (attribute attribute: (identifier) @_converse)) @finding
  (#any-of? @_converse "converse" "converse_stream")
  (#imports? @finding "boto3" "aioboto3")
  (#has-argument? @finding "modelId")
  (#not-has-argument? @finding "inferenceConfig")
  (#bind! call @finding "callee"))

; The same request written by hand.
((call
    function: (_) @_function
    arguments: (argument_list
      .
      (_) @_address
      (keyword_argument name: (identifier) @_json value: (_) @_body))) @finding
  (#resolves-to? @_function ":http-call" "*.post" "urllib.request.Request")
  (#any-of? @_json "json" "data" "content")
  (#starts-with? @_address ":llm-endpoint")
  (#has-key? @_body "messages" "input")
  (#not-has-key? @_body "max_tokens" "max_completion_tokens" "max_output_tokens")
  (#not-mutated? @_body)
  (#bind! call @finding "callee"))

((call
    function: (attribute attribute: (identifier) @_post)
    arguments: (argument_list
      .
      (string) @_address
      (keyword_argument name: (identifier) @_json value: (_) @_body))) @finding
  (#eq? @_post "post")
  (#any-of? @_json "json" "data" "content")
  (#match? @_address "/chat/completions")
  (#not-match? @_address "localhost|127\\.0\\.0\\.1")
  (#has-key? @_body "messages")
  (#not-has-key? @_body "max_tokens" "max_completion_tokens" "max_output_tokens")
  (#not-mutated? @_body)
  (#not-in-function? @finding "*ollama*" "*local*" "*llama*")
  (#not-in-class? @finding "*Ollama*" "*Local*" "*Llama*")
  (#bind! call @finding "callee"))

; A conversation with tools that ends when the model says so.
((while_statement condition: (true) body: (block) @_body) @finding
  (#calls? @_body ":llm-turn")
  (#imports? @finding ":llm-module")
  (#not-calls? @_body ":waits-for-work")
  (#not-contains? @_body "augmented_assignment")
  (#set! message "`{function}` asks the model again and again until the model ends the loop")
  (#set! question "The model asks `{function}` for one more step each time. Which line ends the loop, and after what sum?"))

; One billed answer for each element.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":openai-chat" ":openai-responses" ":anthropic-messages" ":gemini-generate" ":litellm-completion" ":other-llm-call" ":llm-media")
  (#in-loop? @finding "for" "comprehension")
  (#varies-in-loop? @finding)
  (#not-loop-over? @finding "literal")
  (#not-loop-variable? @finding ":batch-words")
  (#bind! call @finding "callee")
  (#bind! collection @finding "loop-source")
  (#set! level "info")
  (#set! message "`{function}` pays for one `{call}` for each element of `{collection|the loop}`")
  (#set! question "What does one `{call}` cost, and what stops `{function}` when `{collection|the loop}` has ten thousand elements?"))

; A model object that carries no limit for all its later calls.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":llm-model-object")
  (#not-has-argument? @finding "max_tokens")
  (#not-has-argument? @finding "max_completion_tokens")
  (#not-has-argument? @finding "max_output_tokens")
  (#not-has-argument? @finding "model_kwargs")
  (#bind! call @_function "name")
  (#set! level "info")
  (#set! message "The `{call}` made in `{function}` limits no answer"))
