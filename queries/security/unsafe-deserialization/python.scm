; What a script for the project's own people has written before.
((call
   function: (_) @_callee
   arguments: (argument_list)) @finding
 (#named? @_callee "load" "loads" "read_pickle" "load_all" "unsafe_load" "open" "Unpickler")
 (#path? @finding "scripts/**" "**/scripts/**" "**/benchmarks/**" "benchmarks/**" "**/benchmark/**" "benchmark/**" "**/bench/**" "**/bench_*.py" "bench_*.py")
 (#set! level "off"))

; 1. Bytes from a request or the network are unpickled.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":unsafe-load" ":yaml-load")
 (#not-has-argument? @finding "Loader" ":yaml-safe-loader")
 (#not-constant? @source)
 (#from-call? @source ":web-request" ":network-input")
 (#bind! callee @finding "callee")
 (#set! level "error")
 (#set! message "`{callee}` in `{function}` loads data that comes from outside")
 (#set! question "Who can write what `{function}` loads with `{callee}`? Loading it runs code."))

; 2. Any other source that is not a constant.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":unsafe-load")
 (#not-constant? @source)
 (#not-from-call? @source ":unsafe-dump")
 (#bind! callee @finding "callee"))
; ... also without an argument at hand.
((call
   function: (_) @_callee
   arguments: (argument_list) @_none) @finding
 (#resolves-to? @_callee "pickle.loads" "pickle.load" "cPickle.loads" "cPickle.load" "dill.loads" "dill.load")
 (#argument-count? @finding "<" "1")
 (#bind! callee @finding "callee"))

; 3. YAML with a loader that builds objects.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":yaml-load")
 (#not-has-argument? @finding "Loader")
 (#argument-count? @finding "<" "2")
 (#not-constant? @source)
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source . (_) @_loader)) @finding
 (#resolves-to? @_callee ":yaml-load")
 (#resolves-to? @_loader "yaml.Loader" "yaml.UnsafeLoader" "yaml.FullLoader" "yaml.CLoader" "yaml.loader.*")
 (#not-resolves-to? @_loader ":yaml-safe-loader")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source
     (keyword_argument name: (identifier) @_loader value: (_) @_class))) @finding
 (#resolves-to? @_callee ":yaml-load")
 (#eq? @_loader "Loader")
 (#resolves-to? @_class "yaml.Loader" "yaml.UnsafeLoader" "yaml.FullLoader" "yaml.CLoader" "yaml.loader.*" "yaml.unsafe_loader")
 (#not-resolves-to? @_class ":yaml-safe-loader")
 (#bind! callee @finding "callee"))

; 4. Switches that turn the protection off.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @_switch value: (_) @_value))) @finding
 (#resolves-to? @_callee ":torch-load")
 (#eq? @_switch "weights_only")
 (#eq? @_value "False")
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list
     . (_) @source
     (keyword_argument name: (identifier) @_switch value: [(true) (integer) (string)] @_value))) @finding
 (#resolves-to? @_callee ":numpy-load")
 (#eq? @_switch "allow_pickle")
 (#not-any-of? @_value "0" "\"\"" "''")
 (#not-constant? @source)
 (#bind! callee @finding "callee"))
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @_switch value: [(true) (integer) (string)] @_value)
     (keyword_argument name: (identifier) @_file value: (_) @source))) @finding
 (#resolves-to? @_callee ":numpy-load")
 (#eq? @_switch "allow_pickle")
 (#eq? @_file "file")
 (#not-any-of? @_value "0" "\"\"" "''")
 (#not-constant? @source)
 (#bind! callee @finding "callee"))

; 5. torch.load without the switch: safe by default only since torch 2.6.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":torch-load")
 (#not-has-argument? @finding "weights_only")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` does not say `weights_only`, which before torch 2.6 means that any object is loaded")
 (#set! question "Who can write the file that `{function}` loads, and which torch version will read it?"))

; 6. The pickle reader of msgpack-numpy, and objects received from another process.
((call
   function: (_) @_callee
   arguments: (argument_list
     (keyword_argument name: (identifier) @_hook value: (_) @_value))) @finding
 (#any-of? @_hook "object_hook" "default")
 (#resolves-to? @_value "msgpack_numpy.decode" "msgpack_numpy.encode")
 (#bind! callee @finding "callee")
 (#set! level "info"))
