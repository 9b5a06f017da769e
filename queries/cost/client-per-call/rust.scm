; Once for each element.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function ":http-client" ":llm-client" ":cloud-client" ":database-client")
  (#in-loop? @finding "for")
  (#not-in-function? @finding ":client-factories")
  (#not-escapes? @finding)
  (#bind! call @finding "callee")
  (#set! level "warning")
  (#set! message "`{function}` makes a new `{call}` in every turn of a loop")
  (#set! question "Each turn in `{function}` opens its own connections. Where could one `{call}` be made for all of them?"))

; Once for each request that a server answers.
((call_expression function: (_) @_function) @finding
  (#resolves-to? @_function ":http-client" ":llm-client" ":cloud-client" ":database-client")
  (#in-route? @finding)
  (#not-in-function? @finding ":client-factories")
  (#bind! call @finding "callee"))
