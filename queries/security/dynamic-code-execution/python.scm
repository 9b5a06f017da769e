; 1. Code from outside is run.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @_code)) @finding
 (#resolves-to? @_callee ":code-execution")
 (#not-constant? @_code)
 (#from-call? @_code ":web-request" ":network-input")
 (#not-from-call? @_code ":literal-reader")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` runs text that comes from outside")
 (#set! question "Who can write the text that `{callee}` runs in `{function}`, and which values are really needed?"))

; 2. The content of a file, compiled first: how configuration files and start-up scripts in Python are read.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (call function: (identifier) @_compile))) @finding
 (#resolves-to? @_callee "eval" "exec")
 (#eq? @_compile "compile")
 (#not-constant? @finding)
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` runs a text that was compiled just before")
 (#set! question "Who can write the text that `{function}` compiles and runs?"))

; 3. Any other code that is not a constant.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee ":code-execution")
 (#not-constant? @code)
 (#not-from-call? @code ":literal-reader" "compile")
 (#bind! callee @finding "callee")
 (#set! level "warning"))
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee "pandas.DataFrame.eval" "pandas.DataFrame.query")
 (#not-constant? @code)
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` evaluates `{code}` with the names of this function in reach")
 (#set! question "Who can write part of `{code}`, and which names of `{function}` may it use?"))
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) . (_) @code)) @finding
 (#resolves-to? @_callee ":code-execution-second")
 (#not-constant? @code)
 (#bind! callee @finding "callee")
 (#set! level "warning"))

; 4. The name of a module from a request.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee ":dynamic-import")
 (#from-call? @code ":web-request" ":network-input")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` imports a module whose name comes from a request")
 (#set! question "Which modules may a caller of `{function}` load, and what runs when they are imported?"))

; 5. A template whose source is a value: expressions in it are run.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee "flask.render_template_string" "flask.templating.render_template_string" "quart.render_template_string")
 (#not-constant? @code)
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` takes the template itself from a value")
 (#set! question "Can anybody but the author write part of the template in `{function}`?"))
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee ":template-source")
 (#interpolated? @code)
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` gets a template into which values were already put")
 (#set! question "Which values are in the template text of `{function}` before the engine reads it, and what if one holds an expression?"))
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list . (_) @code)) @finding
 (#resolves-to? @_callee ":template-source")
 (#from-call? @code ":web-request" ":network-input")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gets its template from a request")
 (#set! question "What can a caller of `{function}` read or run with an expression in the template?"))

; 6. Every local or global name is handed to a template.
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list (call function: (identifier) @names))) @finding
 (#resolves-to? @_callee ":template-render")
 (#any-of? @names "locals" "globals")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` hands all of `{names}()` to the template")
 (#set! question "Which of the names in `{names}()` of `{function}` must never be shown by a template?"))
((call
   function: [(identifier) (attribute)] @_callee
   arguments: (argument_list (identifier) @_context)) @finding
 (#resolves-to? @_callee ":template-render")
 (#from-call? @_context "locals" "globals")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` hands every name in reach to the template")
 (#set! question "Which of the names that `{function}` hands to `{callee}` must never be shown by a template?"))

; 7. A function picked by a name from a request.
([(subscript value: (call function: (identifier) @names) subscript: (_) @_key)
  (call
    function: (attribute object: (call function: (identifier) @names) attribute: (identifier) @_get)
    arguments: (argument_list . (_) @_key))] @finding
 (#any-of? @names "globals" "locals" "vars")
 (#not-constant? @_key)
 (#from-call? @_key ":web-request" ":network-input")
 (#set! message "`{function}` looks a name from outside up in `{names}()`")
 (#set! question "Which names of this module may a caller of `{function}` reach through `{names}()`?"))
