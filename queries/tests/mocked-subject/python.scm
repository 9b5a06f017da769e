((block (expression_statement (call
    function: (attribute attribute: (identifier) @_makes_sure)
    arguments: (argument_list . (call) @finding)))
  . (expression_statement [(assignment) (call)]))
  (#in-test? @finding)
  (#named? @_makes_sure "assertEqual" "assertTrue" "assertFalse" "assertIs*" "assertIn")
  (#set! level "off"))

; The stand-in has been given a function that calls the real one.
((block
  (function_definition
    name: (identifier) @_fake
    body: (block) @_does)
  (expression_statement (assignment left: (attribute attribute: (identifier) @_effect) right: (identifier) @_given))
  (expression_statement (assignment right: (call) @finding)))
  (#eq? @_effect "side_effect")
  (#eq? @_fake @_given)
  (#calls? @_does "real*" "_real*" "orig*" "_orig*")
  (#set! level "off"))

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
