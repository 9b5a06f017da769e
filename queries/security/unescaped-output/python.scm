; 1. Text is declared safe, with values in it.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @value)) @finding
 (#resolves-to? @_callee ":safe-html")
 (#external? @value)
 (#not-constant? @value)
 (#not-from-call? @value ":html-escape" ":file-input" ":process-input")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @value)) @finding
 (#resolves-to? @_callee ":safe-html")
 (#interpolated? @value)
 (#not-constant? @value)
 (#not-named? @value "join")
 (#not-from-call? @value ":html-escape")
 (#bind! callee @finding "callee")
 (#set! level "warning"))
((call
   function: (_) @_callee
   arguments: (argument_list . (identifier) @value)) @finding
 (#resolves-to? @_callee ":safe-html")
 (#from-parameter? @value)
 (#not-from-call? @value ":html-escape" "render_to_string" "render" "markdown.markdown" "get_template")
 (#bind! callee @finding "callee")
 (#set! level "hint"))

; 2. A template engine that escapes nothing.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: (false)))) @finding
 (#resolves-to? @_callee "jinja2.Environment" "jinja2.Template" "jinja2.environment.Environment" "jinja2.sandbox.SandboxedEnvironment" "tornado.template.Template" "tornado.template.Loader")
 (#eq? @switch "autoescape")
 ; What is said to a model is no page.
 (#not-path? @finding "**/*prompt*" "**/prompts/**" "**/llm/**")
 (#not-in-class? @finding "*Prompt*")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` is told to escape nothing")
 (#set! question "Do the templates of `{callee}` in `{function}` ever make HTML, and whose text goes into them?"))
((call
   function: (_) @_callee) @finding
 (#resolves-to? @_callee "jinja2.Environment" "jinja2.environment.Environment")
 (#not-has-argument? @finding "autoescape")
 (#imports? @finding "flask" "fastapi" "starlette" "aiohttp" "django" "sanic" "tornado" "bottle" "quart" "falcon" "pyramid")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` escapes nothing unless told to")
 (#set! question "Do the templates of `{callee}` in `{function}` ever make HTML, and whose text goes into them?"))

; 3. HTML put together in a handler and returned from it.
((return_statement
   [(string (string_content) @_text . (interpolation expression: (_) @value))
    (binary_operator left: (string (string_content) @_text) operator: ["+" "%"] right: (_) @value)
    (call function: (attribute object: (string (string_content) @_text) attribute: (identifier) @_format)
          arguments: (argument_list . (_) @value))] @finding)
 (#match? @_text "<[a-zA-Z][a-zA-Z0-9]*[\\s>/]")
 (#eq? @_format "format")
 (#external? @value)
 (#not-constant? @value)
 (#not-typed? @value "int" "float" "bool" "UUID")
 (#not-from-call? @value ":html-escape" ":file-input" ":process-input" ":subprocess-output")
 (#set! message "`{value}` comes from a request and is returned inside HTML by `{function}`")
 (#set! question "`{value}` reaches the page of `{function}` as HTML. What if it is `<script>`?"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @value)) @finding
 (#resolves-to? @_callee ":html-response")
 (#interpolated? @value)
 (#external? @value)
 (#not-has-argument? @finding "content_type" "'application/json'" "\"application/json\"" "'text/plain'" "\"text/plain\"")
 (#not-has-argument? @finding "mimetype")
 (#not-from-call? @value ":html-escape" ":file-input" ":process-input" ":subprocess-output")
 (#bind! callee @finding "callee"))
