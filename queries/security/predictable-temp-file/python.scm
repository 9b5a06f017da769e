; 1. A name without the file: somebody else can be faster.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":temp-name")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` gives a name, and the file is made later")
 (#set! question "What happens in `{function}` when another program makes the file between `{callee}` and `open`?"))

; 2. A fixed path in a folder that everybody can write to, opened for writing.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @path)) @finding
 (#resolves-to? @_callee ":path-open" "logging.FileHandler" "logging.handlers.RotatingFileHandler" "os.chmod" "os.chown")
 (#starts-with? @path "/tmp/" "/var/tmp/" "/dev/shm/")
 (#not-from-call? @path "uuid.uuid4" "uuid.uuid1" "tempfile.*" "secrets.*" "os.getpid" "os.getuid" "random.*" "mkdtemp")
 (#bind! callee @finding "callee"))

; 3. The same through pathlib.
((call
   function: (attribute object: (_) @_path attribute: (identifier) @callee)) @finding
 (#any-of? @callee "write_text" "write_bytes" "open" "touch" "mkdir")
 (#from-call? @_path "pathlib.Path")
 (#starts-with? @_path "/tmp/" "/var/tmp/" "/dev/shm/")
 (#not-from-call? @_path "uuid.uuid4" "tempfile.*" "secrets.*" "os.getpid" "os.getuid"))
((call
   function: (attribute object: (call function: (_) @_class arguments: (argument_list . (string (string_content) @_text))) attribute: (identifier) @callee)) @finding
 (#resolves-to? @_class "pathlib.Path")
 (#any-of? @callee "write_text" "write_bytes" "open" "touch")
 (#match? @_text "^(/tmp|/var/tmp|/dev/shm)/"))

; 4. A fixed name in the folder for temporary files.
((call
   function: (_) @_join
   arguments: (argument_list . (call function: (_) @_folder) . (string (string_content) @name) .)) @finding
 (#resolves-to? @_join "os.path.join")
 (#resolves-to? @_folder "tempfile.gettempdir" "tempfile.gettempdirb")
 (#set! level "info")
 (#set! message "`{function}` uses the fixed name `{name}` in the folder for temporary files")
 (#set! question "Who else on the machine can make `{name}` before `{function}` does?"))
((binary_operator
   left: (call function: (_) @_path arguments: (argument_list . (call function: (_) @_folder)))
   operator: "/"
   right: (string (string_content) @name)) @finding
 (#resolves-to? @_path "pathlib.Path")
 (#resolves-to? @_folder "tempfile.gettempdir")
 (#set! level "info")
 (#set! message "`{function}` uses the fixed name `{name}` in the folder for temporary files")
 (#set! question "Who else on the machine can make `{name}` before `{function}` does?"))
