; Only where somebody has asked for it.
((if_statement
   condition: (_) @_condition
   consequence: (block (expression_statement [(call) @finding (assignment right: (call) @finding)])))
 (#match? @_condition "(?i)debug|develop")
 (#set! level "off"))

; An example is started by who reads it.
((assignment left: (identifier) @_switch right: (true)) @finding
 (#eq? @_switch "DEBUG")
 (#path? @finding "**/example*/**" "example*/**" "**/demo*/**" "demo*/**")
 (#set! level "off"))

; 1. A web application started in debug mode.
((call
   function: (attribute object: (_) @_application attribute: (identifier) @callee)
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: [(true) (integer) @_one]))) @finding
 (#any-of? @callee "run" "run_server" "run_app" "launch" "serve" "run_task" "app_run")
 (#any-of? @switch "debug" "use_debugger" "use_evalex")
 (#eq? @_one "1")
 (#not-resolves-to? @_application "asyncio" "anyio" "trio" "subprocess" "uvloop" "loop")
 (#set! message "`{callee}({switch}=True)` in `{function}` starts the application with its debugger")
 (#set! question "Who can reach the debugger that `{callee}` starts, when `{file}` runs where it will run? It runs code that is typed into it."))
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: (true)))) @finding
 (#resolves-to? @_callee "werkzeug.serving.run_simple" "fastapi.FastAPI" "starlette.applications.Starlette" "aiohttp.web.Application" "tornado.web.Application" "bottle.run" "bottle.debug" "cherrypy.quickstart" "sanic.Sanic" "flask_socketio.SocketIO.run")
 (#any-of? @switch "debug" "use_debugger")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}({switch}=True)` in `{function}` shows stack traces, or more, to whoever connects")
 (#set! question "Who can reach `{callee}` when `{file}` runs where it will run, and what do they see of a failure?"))

; 2. Debug mode as a setting.
((assignment
   left: (identifier) @switch
   right: (true)) @finding
 (#any-of? @switch "DEBUG" "TEMPLATE_DEBUG" "DEBUG_PROPAGATE_EXCEPTIONS")
 (#at-module-level? @finding)
 (#path? @finding "**/settings.py" "**/settings/*.py" "**/config.py" "**/config/*.py" "**/*_settings.py" "**/settings_*.py" "**/conf.py")
 (#not-path? @finding "**/*dev*" "**/*local*" "**/*test*" "**/*debug*")
 (#set! message "`{switch}` is on in `{file}`")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))
((module
   (expression_statement (assignment left: (identifier) @switch right: (true)) @finding)
   (expression_statement (assignment left: (identifier) @_other)))
 (#eq? @switch "DEBUG")
 (#any-of? @_other "ALLOWED_HOSTS" "INSTALLED_APPS" "ROOT_URLCONF" "SECRET_KEY")
 (#not-path? @finding "**/*dev*" "**/*local*" "**/*test*")
 (#set! message "`{switch}` is on in `{file}`")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))
((assignment
   left: (identifier) @switch
   right: (true)) @finding
 (#eq? @switch "DEBUG")
 (#at-module-level? @finding)
 (#imports? @finding "django" "flask" "fastapi" "rest_framework")
 (#not-path? @finding "**/*dev*" "**/*local*" "**/*test*")
 (#set! message "`{switch}` is on in `{file}`")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))
((assignment
   left: (subscript
     value: (attribute attribute: (identifier) @_config)
     subscript: (string (string_content) @switch))
   right: (true)) @finding
 (#eq? @_config "config")
 (#any-of? @switch "DEBUG" "TESTING" "PROPAGATE_EXCEPTIONS")
 (#set! message "`{switch}` is on in the configuration that `{function}` sets")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))
((assignment
   left: (attribute object: (identifier) @_application attribute: (identifier) @switch)
   right: (true)) @finding
 (#any-of? @switch "debug" "testing")
 (#resolves-to? @_application "flask.Flask" "flask.current_app" "quart.Quart" "app" "application")
 (#any-of? @_application "app" "application" "current_app" "server")
 (#set! message "`{switch}` is on in `{function}`")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))
((call
   function: (attribute object: (_) @_config attribute: (identifier) @callee)
   arguments: (argument_list
     (keyword_argument name: (identifier) @switch value: (true)))) @finding
 (#any-of? @callee "update" "configure" "from_mapping")
 (#any-of? @switch "DEBUG" "TESTING")
 (#named? @_config "config" "settings" "conf")
 (#set! message "`{switch}` is on in `{callee}` in `{function}`")
 (#set! question "Which file or variable switches `{switch}` off where `{file}` is used for real?"))

; 3. A debugger that waits for somebody to connect.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "debugpy.listen" "debugpy.connect" "ptvsd.enable_attach" "ptvsd.wait_for_attach" "ptvsd.break_into_debugger" "pydevd_pycharm.settrace" "remote_pdb.RemotePdb" "rpdb.set_trace" "pudb.remote.set_trace" "epdb.serve")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` lets whoever connects to the port run code in the process")
 (#set! question "Who connects to the debugger that `{callee}` opens, once `{function}` runs where nobody is watching?"))

; 4. An address that everybody can reach.
((call
   function: (_) @_callee
   arguments: (argument_list
     [(keyword_argument name: (identifier) @_host value: (string (string_content) @address))
      (tuple . (string (string_content) @address))
      (string (string_content) @address)])) @finding
 (#any-of? @_host "host" "bind" "address" "hostname" "interface" "server_name" "addr" "ip")
 (#any-of? @address "0.0.0.0" "::" "[::]")
 (#resolves-to? @_callee ":serve-call" "*.bind" "*.run" "*.listen" "*.serve" "*.run_server" "*.launch" "*.start_server" "*.serve_forever")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` listens on every address of the machine (`{address}`)")
 (#set! question "Who can reach the port that `{callee}` opens on `{address}`, where `{file}` runs?"))
((default_parameter
   name: (identifier) @name
   value: (string (string_content) @address)) @finding
 (#any-of? @name "host" "bind" "bind_address" "listen" "address" "interface")
 (#eq? @address "0.0.0.0")
 (#set! level "info")
 (#set! message "`{name}` of `{function}` is `{address}` unless told otherwise: every address of the machine")
 (#set! question "Who can reach the port of `{function}` where nobody sets `{name}`?"))
((typed_default_parameter
   name: (identifier) @name
   value: (string (string_content) @address)) @finding
 (#any-of? @name "host" "bind" "bind_address" "listen" "address" "interface")
 (#eq? @address "0.0.0.0")
 (#set! level "info")
 (#set! message "`{name}` of `{function}` is `{address}` unless told otherwise: every address of the machine")
 (#set! question "Who can reach the port of `{function}` where nobody sets `{name}`?"))
