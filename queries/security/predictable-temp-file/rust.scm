; The last part of the path is one that nobody can foresee.
(call_expression
  function: (field_expression
    value: (call_expression function: (field_expression value: (call_expression function: (_) @_folder) field: (field_identifier) @_join)) @finding
    field: (field_identifier) @_second)
  arguments: (arguments . (_) @_rest)
  (#eq? @_join "join")
  (#eq? @_second "join")
  (#resolves-to? @_folder ":temp-dir")
  (#calls? @_rest "random" "new_v4" "now_v7" "random_range" "gen" "rand.*" "alphanumeric" "nanoid")
  (#set! level "off"))

; 1. A fixed name in the folder for temporary files, written to.
((call_expression
   function: (field_expression
     value: (call_expression function: (_) @_folder)
     field: (field_identifier) @_join)
   arguments: (arguments . (string_literal (string_content) @name) .)) @finding
 (#eq? @_join "join")
 (#resolves-to? @_folder ":temp-dir")
 (#reaches? @finding ":file-write")
 (#set! message "`{function}` uses the fixed name `{name}` in the folder for temporary files"))
((call_expression
   function: (field_expression
     value: (call_expression function: (_) @_folder)
     field: (field_identifier) @_join)
   arguments: (arguments . (string_literal (string_content) @name) .)) @finding
 (#eq? @_join "join")
 (#resolves-to? @_folder ":temp-dir")
 (#set! level "info")
 (#set! message "`{function}` uses the fixed name `{name}` in the folder for temporary files"))

; 2. A fixed path in a folder that everybody can write to.
((call_expression
   function: (_) @_callee
   arguments: (arguments . (_) @_path)) @finding
 (#resolves-to? @_callee ":file-write")
 (#starts-with? @_path "/tmp/" "/var/tmp/" "/dev/shm/")
 (#not-from-call? @_path "uuid.Uuid.new_v4" "tempfile.*" "std.process.id" "rand.*" "fastrand.*")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` writes to a fixed path in a folder that everybody can write to"))
