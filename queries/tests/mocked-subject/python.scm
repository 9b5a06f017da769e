; What it gives is a part of what is expected of another.
((call
  function: (_) @_other
  arguments: (argument_list (call) @finding))
  (#in-test? @finding)
  (#not-named? @_other "assert*" "list" "next" "len" "str" "dict" "set" "tuple" "sorted" "isinstance" "repr" "bool" "run" "asyncio.run")
  (#set! level "off"))

; The assertion makes sure of the situation in which something else is called then.
((block (assert_statement (comparison_operator . (call) @finding)) . (expression_statement (assignment)))
  (#in-test? @finding)
  (#set! level "off"))

((call function: [(identifier) (attribute)] @call) @finding
  (#in-test? @finding)
  ; A helper gives what is replaced to the code that is tested.
  (#in-function? @finding "*test*" "setUp*" "*check*" "*assert*")
  (#not-from-parameter? @call)
  ; A clock or chance that stands still: what the test expects is worked out with it.
  (#not-resolves-to? @call "time.*" "datetime.*" "random.*" "uuid.*" "secrets.*")
  ; So do the machine and its surroundings.
  (#not-resolves-to? @call "platform.*" "sysconfig.*" "sys.*" "os.*" "socket.*" "locale.*" "getpass.*" "shutil.which")
  (#not-discarded? @finding)
  (#not-named? @call "wrapped*" "*_wrapped" "instrumented*" "patched*" "real_*" "_real_*" "original_*" "_original_*" "orig_*")
  (#patched? @finding ":no-stand-ins"))
