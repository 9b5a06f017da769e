; A script for developers: who starts it could type the command as well.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":subprocess-call" ":shell-call")
 (#path? @finding "scripts/**" "**/scripts/**" "benchmarks/**" "**/benchmarks/**" "**/benchmark/**" "benchmark/**")
 (#set! level "off"))
([(list . (string (string_content) @_shell)) (tuple . (string (string_content) @_shell))] @finding
 (#match? @_shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#path? @finding "scripts/**" "**/scripts/**" "benchmarks/**" "**/benchmarks/**" "**/benchmark/**" "benchmark/**")
 (#set! level "off"))

; Whether a program is there.
([(list . (string (string_content) @_shell) . (string) . (_) @_command)
  (tuple . (string (string_content) @_shell) . (string) . (_) @_command)] @finding
 (#match? @_shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#starts-with? @_command "which " "where " "command -v " "type ")
 (#set! level "off"))
((call function: (_) @_callee arguments: (argument_list . (_) @_command)) @finding
 (#resolves-to? @_callee ":subprocess-call" ":shell-call")
 (#starts-with? @_command "which " "where " "command -v " "type ")
 (#set! level "off"))

; A function that is named after running commands hands on what its caller wrote.
((call
   function: (_) @_callee
   arguments: (argument_list . (identifier) @command)) @finding
 (#resolves-to? @_callee ":subprocess-call")
 (#has-argument? @finding "shell" "True" "1")
 (#from-parameter? @command)
 (#not-interpolated? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#set! level "off"))
((call
   function: (_) @_callee
   arguments: (argument_list . (identifier) @command)) @finding
 (#resolves-to? @_callee ":shell-call")
 (#from-parameter? @command)
 (#not-interpolated? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#set! level "off"))
([(list . (string (string_content) @shell) . (string (string_content) @_flag) . (identifier) @command)
  (tuple . (string (string_content) @shell) . (string (string_content) @_flag) . (identifier) @command)] @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#from-parameter? @command)
 (#not-interpolated? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#set! level "off"))

((call
   arguments: (argument_list (string (string_content) @shell) . (string (string_content) @_flag) . (identifier) @command)) @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#from-parameter? @command)
 (#not-interpolated? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#set! level "off"))
((call
   arguments: (argument_list
     (string (string_content) @shell)
     . (list . (string (string_content) @_flag) . (identifier) @command))) @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#from-parameter? @command)
 (#not-interpolated? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#set! level "off"))

; 1. `shell=True`, and what comes from outside is in the command.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @command)) @finding
 (#resolves-to? @_callee ":subprocess-call")
 (#has-argument? @finding "shell" "True" "1")
 (#not-constant? @command)
 (#external? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gives a shell a command that holds a value from outside")
 (#set! question "Who chooses the value that becomes shell text in `{function}`, and what does `; rm -rf ~` do in it?"))

; 2. `shell=True`, and the command is put together here.
((call
   function: (_) @_callee
   arguments: (argument_list
     . [(string (interpolation expression: (_) @part))
        (concatenated_string (string (interpolation expression: (_) @part)))
        (call arguments: (argument_list . (_) @part))
        (binary_operator right: (_) @part)] @_command)) @finding
 (#resolves-to? @_callee ":subprocess-call")
 (#has-argument? @finding "shell" "True" "1")
 (#interpolated? @_command)
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool")
 (#not-from-call? @_command ":shell-quote")
 (#bind! callee @finding "callee"))

; 3. `shell=True` with any other command that is not a constant.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @command)) @finding
 (#resolves-to? @_callee ":subprocess-call")
 (#has-argument? @finding "shell" "True" "1")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` gives `{command}` to a shell")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for a shell?"))

; 4. Calls that always go through a shell.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @command)) @finding
 (#resolves-to? @_callee ":shell-call")
 (#not-constant? @command)
 (#external? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gives a shell a command that holds a value from outside")
 (#set! question "Who chooses the value that becomes shell text in `{function}`, and what does `; rm -rf ~` do in it?"))
((call
   function: (_) @_callee
   arguments: (argument_list
     . [(string (interpolation expression: (_) @part))
        (concatenated_string (string (interpolation expression: (_) @part)))
        (call arguments: (argument_list . (_) @part))
        (binary_operator right: (_) @part)] @_command)) @finding
 (#resolves-to? @_callee ":shell-call")
 (#interpolated? @_command)
 (#not-constant? @part)
 (#not-typed? @part "int" "float" "bool")
 (#not-from-call? @_command ":shell-quote")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @command)) @finding
 (#resolves-to? @_callee ":shell-call")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` gives `{command}` to a shell")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for a shell?"))

; 5. An event loop's `subprocess_shell(protocol, command)`.
((call
   function: (attribute attribute: (identifier) @_name)
   arguments: (argument_list . (_) . (_) @command)) @finding
 (#eq? @_name "subprocess_shell")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gives `{command}` to a shell")
 (#set! question "Who writes `{command}`, and what does `; rm -rf ~` do in it?"))

; 6. `["sh", "-c", command]`, also as separate arguments of `os.execl` and its like.
([(list . (string (string_content) @shell) . (string (string_content) @_flag) . (_) @command)
  (tuple . (string (string_content) @shell) . (string (string_content) @_flag) . (_) @command)] @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#interpolated? @command)
 (#not-from-call? @command ":shell-quote")
 (#set! message "`{function}` puts a command for `{shell} -c` together from values")
 (#set! question "Which values become shell text in `{function}`, and what does `; rm -rf ~` do in them?"))
([(list . (string (string_content) @shell) . (string (string_content) @_flag) . (_) @command)
  (tuple . (string (string_content) @shell) . (string (string_content) @_flag) . (_) @command)] @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#set! level "warning")
 (#set! message "`{function}` hands `{command}` to `{shell} -c`")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for `{shell}`?"))
((call
   arguments: (argument_list (string (string_content) @shell) . (string (string_content) @_flag) . (_) @command)) @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` hands `{command}` to `{shell} -c`")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for `{shell}`?"))

; 7. A command for the shell of another machine.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @command)) @finding
 (#resolves-to? @_callee ":remote-shell-call")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` sends `{command}` to a shell on another machine")
 (#set! question "Which values are part of `{command}`, and what does `; rm -rf ~` do in them over there?"))
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list . (_) @_command)) @finding
 (#eq? @callee "exec_command")
 (#interpolated? @_command)
 (#not-from-call? @_command ":shell-quote")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` sends a command put together from values to another machine")
 (#set! question "Which values are part of the command in `{function}`, and what does `; rm -rf ~` do in them over there?"))

; 8. The program itself comes out of a request.
((call
   function: (_) @_callee
   arguments: (argument_list
     . [(list . (_) @command) (tuple . (_) @command)
        (identifier) @command (attribute) @command (subscript) @command (call) @command (string) @command (binary_operator) @command])) @finding
 (#resolves-to? @_callee ":subprocess-call" ":exec-call" "asyncio.create_subprocess_exec" "asyncio.subprocess.create_subprocess_exec")
 (#external? @command)
 (#not-from-call? @command ":process-input" ":file-input" ":subprocess-output" ":shell-quote" "sys.executable" "shutil.which")
 (#not-constant? @command)
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` starts a program that somebody outside names (`{command}`)")
 (#set! question "Which programs, and which of their options, can a caller of `{function}` choose?"))

; 9. `run("sh", ["-c", command])`.
((call
   arguments: (argument_list
     (string (string_content) @shell)
     . (list . (string (string_content) @_flag) . (_) @command))) @finding
 (#match? @shell "^((/usr)?/bin/)?(ba|z|da|k|a)?sh$")
 (#match? @_flag "^-[lie]*c$")
 (#not-constant? @command)
 (#not-from-call? @command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning")
 (#set! message "`{callee}` in `{function}` hands `{command}` to `{shell} -c`")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for `{shell}`?"))

; 10. The shell, reached by its name so that nobody finds it by searching.
((call
   function: (call
     function: (identifier) @_getattr
     arguments: (argument_list . (_) @_module . (string (string_content) @callee) .))
   arguments: (argument_list . (_) @command)) @finding
 (#eq? @_getattr "getattr")
 (#any-of? @callee "system" "popen" "popen2" "popen3" "popen4")
 (#not-constant? @command)
 (#set! level "warning")
 (#set! message "`{function}` reaches `{callee}` through `getattr` and gives it `{command}`")
 (#set! question "Why must `{callee}` not be found by its name in `{function}`, and who writes `{command}`?"))
((call
   function: (attribute
     object: (call function: (identifier) @_import arguments: (argument_list . (string (string_content) @_module) .))
     attribute: (identifier) @callee)
   arguments: (argument_list . (_) @command)) @finding
 (#eq? @_import "__import__")
 (#any-of? @_module "os" "subprocess" "commands")
 (#any-of? @callee "system" "popen" "call" "run" "Popen" "check_output" "getoutput")
 (#not-constant? @command)
 (#set! level "warning")
 (#set! message "`{function}` imports the module of `{callee}` in passing and gives it `{command}`")
 (#set! question "Who writes `{command}`, and what does `; rm -rf ~` do in it?"))
