; Words to a person in a chat, and a model's citation marks.
([(line_comment) (block_comment)] @finding
  (#phrase? @finding ":residue")
  (#not-comment-kind? @finding "directive")
  (#bind! text @finding "comment"))

; The first sentence of an answer.
([(line_comment) (block_comment)] @finding
  (#match? @finding "(?i)^(?:#+|//+!?|/\\*+)\\s*(?:(?:sure|certainly|of course|absolutely)[,!].{0,60}\\b(?:here|code|version)\\b|(?:here(?:'s| is| are)|below is) (?:the|an?|your) (?:\\w+ ){0,2}(?:updated|complete|completed|corrected|modified|fixed|full|revised|refactored|improved|rewritten|optimi[sz]ed|simplified|final|new) (?:\\w+ ){0,2}(?:code|version|implementation|function|file|script|class|solution)\\b)")
  (#bind! text @finding "comment"))

; An edit marker that was commented out in place of being resolved.
([(line_comment) (block_comment)] @finding
  (#match? @finding "^(?:#|//)\\s?(?:<{7} ?(?:HEAD|SEARCH|ORIGINAL|UPDATED)|>{7} ?(?:HEAD|REPLACE|UPDATED))\\s*$")
  (#bind! text @finding "comment"))

; Lines that do not parse: fences, conflict and edit markers, the first sentence of an answer.
((ERROR) @finding
  (#error-line? @finding
    "^\\s*(?:`{3,}|~{3,})\\s*\\w*\\s*$"
    "^(?:<{7}|>{7})(?: .*)?$"
    "^={7}$"
    "(?i)^(?:sure|certainly|of course|absolutely)[,!].{0,80}\\b(?:here|code|version)\\b"
    "(?i)^(?:here(?:'s| is| are)|below is) (?:the|an?|your) (?:\\w+ ){0,2}(?:updated|complete|completed|corrected|modified|fixed|full|revised|refactored|improved|rewritten|optimi[sz]ed|simplified|final|new) (?:\\w+ ){0,2}(?:code|version|implementation|function|file|script|class|solution)\\b")
  (#bind! text @finding "line-text"))
