; The Windows half of a step whose other half is reported.
(if_expression
  condition: (macro_invocation macro: (identifier) @_cfg)
  consequence: (block [
      (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding))))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding))))))
      (try_expression (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding)))
      (try_expression (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding)))))
      (try_expression (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression arguments: (arguments . (string_literal (string_content) @_shell)))) arguments: (arguments)) @finding)))))))])
  alternative: (else_clause)
  (#eq? @_cfg "cfg")
  (#any-of? @_shell "cmd" "cmd.exe")
  (#set! level "off"))

; Whether a program is there.
([(call_expression
   function: (field_expression
     value: (call_expression function: (_) @_new arguments: (arguments . (string_literal (string_content) @_shell)))
     field: (field_identifier) @_args)
   arguments: (arguments
     . [(array_expression . (_) . (_) @_command)
        (reference_expression value: (array_expression . (_) . (_) @_command))]))
  (call_expression
   function: (field_expression
     value: (call_expression
       function: (field_expression
         value: (call_expression function: (_) @_new arguments: (arguments . (string_literal (string_content) @_shell)))
         field: (field_identifier) @_args)
       arguments: (arguments . (_)))
     field: (field_identifier) @_second)
   arguments: (arguments . (_) @_command))] @finding
 (#resolves-to? @_new ":command-new")
 (#any-of? @_args "arg" "args")
 (#eq? @_second "arg")
 (#starts-with? @_command "which " "where " "command -v " "type ")
 (#set! level "off"))

; A function that is named after running commands hands on what its caller wrote.
([(call_expression
     function: (field_expression
       value: (call_expression
         function: (field_expression
           value: (call_expression
             function: (_) @_new
             arguments: (arguments . (string_literal (string_content) @shell)))
           field: (field_identifier) @_first)
         arguments: (arguments . (string_literal (string_content) @_flag)))
       field: (field_identifier) @_second)
     arguments: (arguments . [(identifier) (reference_expression)] @command))
  (call_expression
     function: (field_expression
       value: (call_expression
         function: (_) @_new
         arguments: (arguments . (string_literal (string_content) @shell)))
       field: (field_identifier) @_args)
     arguments: (arguments
       . [(array_expression . (string_literal (string_content) @_flag) . [(identifier) (reference_expression)] @command)
          (reference_expression value: (array_expression . (string_literal (string_content) @_flag) . [(identifier) (reference_expression)] @command))]))] @finding
 (#resolves-to? @_new ":command-new")
 (#eq? @_first "arg")
 (#eq? @_second "arg")
 (#eq? @_args "args")
 (#match? @shell "(?i)^((/usr)?/bin/)?((ba|z|da|k|a)?sh|cmd(\\.exe)?|powershell(\\.exe)?|pwsh)$")
 (#match? @_flag "(?i)^(-[lie]*c|/c|-command)$")
 (#not-interpolated? @command)
 (#not-constant? @command)
 (#not-external? @command)
 (#in-function? @finding ":running-names")
 (#from-parameter? @command)
 (#set! level "off"))

; 1. `Command::new("sh").arg("-c").arg(command)`: the command is put together here.
((call_expression
   function: (field_expression
     value: (call_expression
       function: (field_expression
         value: (call_expression
           function: (_) @_new
           arguments: (arguments . (string_literal (string_content) @shell)))
         field: (field_identifier) @_first)
       arguments: (arguments . (string_literal (string_content) @_flag)))
     field: (field_identifier) @_second)
   arguments: (arguments . (_) @_command)) @finding
 (#resolves-to? @_new ":command-new")
 (#eq? @_first "arg")
 (#eq? @_second "arg")
 (#match? @shell "(?i)^((/usr)?/bin/)?((ba|z|da|k|a)?sh|cmd(\\.exe)?|powershell(\\.exe)?|pwsh)$")
 (#match? @_flag "(?i)^(-[lie]*c|/c|-command)$")
 (#interpolated? @_command)
 (#not-starts-with? @_command "which " "where " "command -v " "type ")
 (#not-from-call? @_command ":shell-quote" "replace")
 (#set! message "`{function}` puts shell text for `{shell}` together from values")
 (#set! question "Which value becomes text for `{shell}` in `{function}`, and what does `; rm -rf ~` do in it?"))

; 2. The same in one list.
((call_expression
   function: (field_expression
     value: (call_expression
       function: (_) @_new
       arguments: (arguments . (string_literal (string_content) @shell)))
     field: (field_identifier) @_args)
   arguments: (arguments
     . [(array_expression . (string_literal (string_content) @_flag) . (_) @_command)
        (reference_expression value: (array_expression . (string_literal (string_content) @_flag) . (_) @_command))])) @finding
 (#resolves-to? @_new ":command-new")
 (#eq? @_args "args")
 (#match? @shell "(?i)^((/usr)?/bin/)?((ba|z|da|k|a)?sh|cmd(\\.exe)?|powershell(\\.exe)?|pwsh)$")
 (#match? @_flag "(?i)^(-[lie]*c|/c|-command)$")
 (#interpolated? @_command)
 (#not-starts-with? @_command "which " "where " "command -v " "type ")
 (#not-from-call? @_command ":shell-quote" "replace")
 (#set! message "`{function}` puts shell text for `{shell}` together from values")
 (#set! question "Which value becomes text for `{shell}` in `{function}`, and what does `; rm -rf ~` do in it?"))

; 3. The same with a command that somebody else wrote.
((call_expression
   function: (field_expression
     value: (call_expression
       function: (field_expression
         value: (call_expression
           function: (_) @_new
           arguments: (arguments . (string_literal (string_content) @shell)))
         field: (field_identifier) @_first)
       arguments: (arguments . (string_literal (string_content) @_flag)))
     field: (field_identifier) @_second)
   arguments: (arguments . (_) @command)) @finding
 (#resolves-to? @_new ":command-new")
 (#eq? @_first "arg")
 (#eq? @_second "arg")
 (#match? @shell "(?i)^((/usr)?/bin/)?((ba|z|da|k|a)?sh|cmd(\\.exe)?|powershell(\\.exe)?|pwsh)$")
 (#match? @_flag "(?i)^(-[lie]*c|/c|-command)$")
 (#not-constant? @command)
 (#external? @command)
 (#not-from-call? @command ":shell-quote")
 (#set! level "warning")
 (#set! message "`{function}` hands `{command}` to `{shell}` as shell text")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for `{shell}`?"))
((call_expression
   function: (field_expression
     value: (call_expression
       function: (_) @_new
       arguments: (arguments . (string_literal (string_content) @shell)))
     field: (field_identifier) @_args)
   arguments: (arguments
     . [(array_expression . (string_literal (string_content) @_flag) . (_) @command)
        (reference_expression value: (array_expression . (string_literal (string_content) @_flag) . (_) @command))])) @finding
 (#resolves-to? @_new ":command-new")
 (#eq? @_args "args")
 (#match? @shell "(?i)^((/usr)?/bin/)?((ba|z|da|k|a)?sh|cmd(\\.exe)?|powershell(\\.exe)?|pwsh)$")
 (#match? @_flag "(?i)^(-[lie]*c|/c|-command)$")
 (#not-constant? @command)
 (#external? @command)
 (#not-from-call? @command ":shell-quote")
 (#set! level "warning")
 (#set! message "`{function}` hands `{command}` to `{shell}` as shell text")
 (#set! question "Who writes `{command}`, and is every `;`, `|` and `$` in it meant for `{shell}`?"))

; 4. Functions that hand their text to a shell.
((call_expression
   function: (_) @_callee
   arguments: (arguments . (_) @_command)) @finding
 (#resolves-to? @_callee ":shell-call")
 (#not-constant? @_command)
 (#not-from-call? @_command ":shell-quote")
 (#bind! callee @finding "callee")
 (#set! level "warning"))
