; Stops the program and waits for a person.
((call function: (_) @_call) @finding @text
  (#resolves-to? @_call "breakpoint" "pdb.set_trace" "pdb.post_mortem" "ipdb.set_trace" "pudb.set_trace" "debugpy.breakpoint" "debugpy.wait_for_client" "IPython.embed" "bdb.set_trace" "celery.contrib.rdb.set_trace" "pydevd.settrace" "web_pdb.set_trace" "remote_pdb.set_trace")
  (#not-path? @finding "**/*debug*" "**/*pdb*")
  (#not-in-function? @finding "*debug*" "*breakpoint*" "*pdb*")
  (#set! level "warning")
  (#set! message "`{text}` stops `{function}` and waits for a person")
  (#set! question "Who continues `{function}` after `{text}` when it runs where nobody watches?"))

; Prints values, or says DEBUG, beside a logger.
((call function: (identifier) @_print arguments: (argument_list . [
    (identifier)
    (attribute)
    (string (interpolation "="))
    (string) @_string])) @finding @text
  (#eq? @_print "print")
  (#resolves-to? @_print "print")
  (#starts-with? @_string "debug" "[debug" "(debug" "***" ">>>" "<<<" "!!!" "here" "got here" "xxx" "trace:" "dbg")
  (#imports? @finding "logging" "loguru" "structlog")
  (#not-has-argument? @finding "file")
  (#not-imports? @finding "argparse" "click" "typer" "fire" "rich" "optparse" "docopt" "cmd" "getpass" "readline" "prompt_toolkit" "textual" "tqdm")
  (#not-in-function? @finding "main" "*print*" "*show*" "*display*" "*usage*" "*help*" "*report*" "*dump*" "*cli*" "run_*" "cmd_*" "*_command" "*banner*")
  (#not-path? @finding "**/cli*" "**/__main__.py" "**/commands/**" "**/scripts/**" "**/script*/**" "**/tools/**" "**/bin/**" "**/examples/**" "**/example*/**" "**/management/**" "**/bench*/**" "**/console*" "**/setup.py" "**/noxfile.py" "**/main.py" "**/demo*/**" "**/docs/**"))
