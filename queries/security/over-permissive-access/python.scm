; 1. A mode that lets everybody write (or run what everybody wrote).
((call
   function: (_) @_callee
   arguments: (argument_list (integer) @mode)) @finding
 (#resolves-to? @_callee ":chmod-call" "*.chmod")
 (#not-resolves-to? @_callee "os.umask")
 (#match? @mode "^0o?[0-7]*[2367]$")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list (keyword_argument name: (identifier) @_name value: (integer) @mode))) @finding
 (#resolves-to? @_callee ":chmod-call")
 (#not-resolves-to? @_callee "os.umask")
 (#eq? @_name "mode")
 (#match? @mode "^0o?[0-7]*[2367]$")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list (_) . (_) @mode)) @finding
 (#resolves-to? @_callee "os.chmod" "os.fchmod" "os.lchmod")
 (#calls? @mode "stat.S_IWOTH" "stat.S_IRWXO")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list . (integer) @mode)) @finding
 (#resolves-to? @_callee "os.umask")
 (#discarded? @finding)
 (#match? @mode "^0+(o0+)?$")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}({mode})` in `{function}` lets everybody write to whatever is made from here on")
 (#set! question "Who besides the owner has to write to the files that are made after `{callee}({mode})`?"))

; 2. Any site may call, with the user's cookies.
((call
   arguments: (argument_list
     (keyword_argument name: (identifier) @origins value: [(string (string_content) @_star) (list . (string (string_content) @_star))])
     (keyword_argument name: (identifier) @_credentials value: (true)))) @finding
 (#any-of? @origins "allow_origins" "origins" "resources" "allow_origin")
 (#match? @_star "^\\*$")
 (#any-of? @_credentials "allow_credentials" "supports_credentials")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` lets every site call with the user's cookies (`{origins}` is `*`)")
 (#set! question "Which sites have to call with the user's cookies, besides your own, that `{origins}` in `{function}` is `*`?"))
((assignment
   left: (identifier) @name
   right: (true)) @finding
 (#any-of? @name "CORS_ORIGIN_ALLOW_ALL" "CORS_ALLOW_ALL_ORIGINS")
 (#set! level "info")
 (#set! message "`{name}` in `{file}` lets every site read the answers")
 (#set! question "Which sites have to read the answers, that `{name}` is on in `{file}`?"))

; 3. A policy that allows everything.
((dictionary
   (pair key: (string (string_content) @_effect) value: (string (string_content) @_allow))
   (pair key: (string (string_content) @_action) value: [(string (string_content) @_star) (list . (string (string_content) @_star) .)])) @finding
 (#eq? @_effect "Effect")
 (#eq? @_allow "Allow")
 (#any-of? @_action "Action" "Principal")
 (#match? @_star "^(\\*|[a-z0-9]*:?\\*)$")
 (#set! message "A policy in `{function}` allows every action")
 (#set! question "Which of all actions does the holder of the policy in `{function}` really need?"))
((call
   arguments: (argument_list
     (keyword_argument name: (identifier) @name value: (string (string_content) @_acl)))) @finding
 (#eq? @name "ACL")
 (#any-of? @_acl "public-read-write" "public-read")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` makes what it stores readable for everybody (`{name}`)")
 (#set! question "May everybody in the world read what `{function}` stores with `{callee}`?"))
