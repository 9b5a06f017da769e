; The bounds say on what the promise rests.
((impl_item
   "unsafe"
   type_parameters: (type_parameters (type_parameter bounds: (_)))
   trait: (_) @trait
   type: (_) @type) @finding
 (#not-safety-comment? @finding)
 (#not-explained? @finding)
 (#set! message "`unsafe impl {trait} for {type}` states a fact that the compiler takes on trust, and no comment says why it holds")
 (#set! question "Which property of `{type}` makes `{trait}` true, and which later change to `{type}` would make it false?")
 (#set! level "info"))

; A promise to the compiler about a whole type: `unsafe impl Send for Handle {}`.
((impl_item
   "unsafe"
   trait: (_) @trait
   type: (_) @type) @finding
 (#not-safety-comment? @finding)
 (#not-explained? @finding)
 (#set! message "`unsafe impl {trait} for {type}` states a fact that the compiler takes on trust, and no comment says why it holds")
 (#set! question "Which property of `{type}` makes `{trait}` true, and which later change to `{type}` would make it false?"))

; Its callers are all in this crate.
((function_item
   (visibility_modifier (_))
   (function_modifiers "unsafe")
   name: (identifier) @name) @finding
 (#not-overrides? @finding)
 (#not-documented? @finding)
 (#not-explained? @name)
 (#set! level "info")
 (#set! message "`unsafe fn {name}` has no `# Safety` section, so its callers cannot see what they have to guarantee")
 (#set! question "What must a caller of `{name}` make sure of, and would it learn that without reading the body?"))

; A function whose callers have to know something: it belongs in the documentation.
((function_item
   (function_modifiers "unsafe")
   name: (identifier) @name) @finding
 (#public? @finding)
 (#not-overrides? @finding)
 (#not-documented? @finding)
 (#not-explained? @name)
 (#set! message "`unsafe fn {name}` has no `# Safety` section, so its callers cannot see what they have to guarantee")
 (#set! question "What must a caller of `{name}` make sure of, and would it learn that without reading the body?"))

((function_item
   (function_modifiers "unsafe")
   name: (identifier) @name) @finding
 (#public? @finding)
 (#not-overrides? @finding)
 (#documented? @finding)
 (#not-safety-comment? @finding)
 (#set! message "`unsafe fn {name}` has no `# Safety` section, so its callers cannot see what they have to guarantee")
 (#set! question "What must a caller of `{name}` make sure of, and would it learn that without reading the body?"))

; The body of an `unsafe fn`: what its callers promise is asked of the function itself.
((function_item
   (function_modifiers "unsafe")
   body: (block [
     (expression_statement (unsafe_block) @finding)
     (let_declaration value: (unsafe_block) @finding)
     (unsafe_block) @finding]))
 (#not-safety-comment? @finding)
 (#bind! operation @finding "first-call")
 (#set! level "info"))

; One expression: a short look is often enough.
((unsafe_block) @finding
 (#not-safety-comment? @finding)
 (#lines? @finding "<" "3")
 (#bind! operation @finding "first-call")
 (#set! level "info"))

; A descriptor changes hands: what has to hold is the same everywhere.
((unsafe_block) @finding
 (#not-safety-comment? @finding)
 (#calls? @finding "borrow_raw" "from_raw_fd" "from_raw_socket" "from_raw_handle" "into_raw_fd" "into_raw_socket")
 (#statements? @finding "<" "2")
 (#bind! operation @finding "first-call")
 (#set! level "info"))

; A block: neither above its statement nor inside it stands why it is sound.
((unsafe_block) @finding
 (#not-safety-comment? @finding)
 (#bind! operation @finding "first-call"))
