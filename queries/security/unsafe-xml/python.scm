; 1. XML that comes from outside.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":xml-parse" ":lxml-parse")
 (#from-call? @source ":web-request" ":network-input")
 (#not-scope-calls? @finding "file" "defusedxml.defuse_stdlib")
 (#bind! callee @finding "callee"))

; 2. lxml, told to resolve entities or to load what they name.
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "lxml.etree.XMLParser" "lxml.etree.ETCompatXMLParser" "lxml.etree.XMLPullParser" "lxml.etree.iterparse")
 (#has-argument? @finding "resolve_entities" "True")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` resolves entities, also those that name a file or an address")
 (#set! question "Who writes what `{callee}` reads in `{function}`, and which local file could it quote?"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "lxml.etree.XMLParser" "lxml.etree.ETCompatXMLParser" "lxml.etree.XMLPullParser" "lxml.etree.iterparse")
 (#has-argument? @finding "no_network" "False")
 (#bind! callee @finding "callee")
 (#set! message "`{callee}` in `{function}` may load what the document names over the network")
 (#set! question "Which addresses may a document that `{function}` reads make this machine call?"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "lxml.etree.XMLParser" "lxml.etree.ETCompatXMLParser" "lxml.etree.XMLPullParser")
 (#not-has-argument? @finding "resolve_entities")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` resolves entities unless told not to")
 (#set! question "Who writes what `{callee}` reads in `{function}`, and which local file could it quote?"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "lxml.etree.XSLT")
 (#not-has-argument? @finding "access_control")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` lets the style sheet read and write files and addresses")
 (#set! question "Who writes the style sheet that `{function}` runs?"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee "lxml.etree.XSLTAccessControl")
 (#not-has-argument? @finding "read_network" "False")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` lets the style sheet read addresses")
 (#set! question "Who writes the style sheet that `{function}` runs?"))
((call
   function: (attribute attribute: (identifier) @callee)
   arguments: (argument_list . (_) @feature . (true))) @finding
 (#eq? @callee "setFeature")
 (#resolves-to? @feature ":sax-external-entities")
 (#set! message "`{callee}` in `{function}` switches external entities on (`{feature}`)")
 (#set! question "Who writes what the parser of `{function}` reads, and which local file could it quote?"))

; 3. The standard library's readers on a document from somewhere else.
((call
   function: (_) @_callee
   arguments: (argument_list . (_) @source)) @finding
 (#resolves-to? @_callee ":xml-parse")
 (#not-constant? @source)
 (#not-scope-calls? @finding "file" "defusedxml.defuse_stdlib")
 (#bind! callee @finding "callee")
 (#set! level "info"))
((call
   function: (_) @_callee
   arguments: (argument_list . (string) @source)) @finding
 (#resolves-to? @_callee ":xml-parse-file")
 (#not-scope-calls? @finding "file" "defusedxml.defuse_stdlib")
 (#bind! callee @finding "callee")
 (#set! level "info"))
((call function: (_) @_callee) @finding
 (#resolves-to? @_callee ":xml-parser")
 (#not-scope-calls? @finding "file" "defusedxml.defuse_stdlib")
 (#bind! callee @finding "callee")
 (#set! level "info")
 (#set! message "`{callee}` in `{function}` makes a parser that expands entities")
 (#set! question "Who writes what the parser of `{function}` reads?"))
