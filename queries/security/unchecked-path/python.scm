; A function that is named after the check.
((call) @finding
 (#in-function? @finding "safe_*" "_safe_*" "*_safe" "*sanitiz*" "validate*" "_validate*")
 (#named? @finding "extractall" "extract" "open" "join" "write_bytes" "write_text" "read_text" "read_bytes")
 (#set! level "off"))

; The members are looked at one by one before, by something that is named after the check or that raises.
((call function: (attribute object: (_) @_archive attribute: (identifier) @_callee)) @finding
 (#eq? @_callee "extractall")
 (#scope-calls? @finding "function" "getmembers" "getnames" "namelist" "infolist")
 (#scope-calls? @finding "function" "*safe*" "*valid*" "is_relative_to" "relative_to" "commonpath" "commonprefix" "startswith" "is_absolute")
 (#set! level "off"))

; 1. A whole archive is unpacked, wherever its entries point.
((call
   function: (attribute object: (_) @archive attribute: (identifier) @callee) @_function) @finding
 (#eq? @callee "extractall")
 (#imports? @finding "tarfile")
 (#not-resolves-to? @_function "zipfile.ZipFile.extractall")
 (#not-has-argument? @finding "filter" "data" "'data'" "\"data\"" "tarfile.data_filter" "'tar'" "\"tar\"")
 (#not-named? @archive "*zip*" "zf" "z" "*Zip*")
 (#set! message "`{archive}.{callee}` in `{function}` writes every entry wherever its name points")
 (#set! question "An entry named `../../etc/cron.d/x` in `{archive}`: which file does `{function}` write?"))

; 2. An entry's name becomes a path.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @path)) @finding
 (#resolves-to? @_callee ":path-open")
 (#from-call? @path "namelist" "infolist" "getnames" "getmembers" "zipfile.ZipFile.namelist" "zipfile.ZipFile.infolist" "tarfile.TarFile.getnames" "tarfile.TarFile.getmembers")
 (#not-from-call? @path ":path-guard" "self.*")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` opens a path that an archive names")
 (#set! question "An entry named `../../etc/passwd`: which file does `{callee}` touch in `{function}`?"))

; 3. A request names the file.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @path)) @finding
 (#resolves-to? @_callee ":path-open")
 (#external? @path)
 (#not-constant? @path)
 (#not-from-call? @path ":process-input" ":file-input" ":subprocess-output" ":path-guard" "self.*" "io.BytesIO" "io.StringIO")
 (#not-typed? @path "int" "UUID" "UploadFile")
 (#bind! callee @finding "callee"))
((call
   function: (attribute object: (call function: (_) @_path arguments: (argument_list (_) @path)) attribute: (identifier) @callee)) @finding
 (#resolves-to? @_path "pathlib.Path")
 (#any-of? @callee "read_text" "read_bytes" "write_text" "write_bytes" "open" "unlink" "rmdir")
 (#from-call? @path ":web-request")
 (#not-from-call? @path ":path-guard"))
