; No `timeout=`: these libraries wait for ever by default.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":http-call-without-default-timeout")
  (#not-resolves-to? @_function ":urlopen")
  (#not-has-argument? @finding "timeout")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee"))

; urlopen takes the limit as its third argument, too, and obeys socket.setdefaulttimeout.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":urlopen")
  (#not-has-argument? @finding "timeout")
  (#argument-count? @finding "<" "3")
  (#not-scope-calls? @finding "file" "socket.setdefaulttimeout")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee"))

; The limit of the library is switched off by hand.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":http-call-without-default-timeout")
  (#has-argument? @finding "timeout" "None")
  (#not-has-argument? @finding "stream" "True")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee"))

((call function: (_) @_function) @finding
  (#resolves-to? @_function ":http-call-with-default-timeout" ":http-call-async" ":http-client" "aiohttp.ClientTimeout")
  (#has-argument? @finding "timeout" "None")
  (#not-named? @_function "stream")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee")
  (#set! level "info")
  (#set! message "`{function}` switches the time limit of `{call}` off"))

; Other protocols, same default.
((call function: (_) @_function) @finding
  (#resolves-to? @_function ":connection-without-default-timeout")
  (#not-has-argument? @finding "timeout")
  (#argument-count? @finding "<" "3")
  (#not-scope-calls? @finding "file" "socket.setdefaulttimeout")
  (#not-attribute-read? @finding "settimeout")
  (#not-wrapped-in? @finding ":time-limit")
  (#bind! call @finding "callee")
  (#set! level "info"))
