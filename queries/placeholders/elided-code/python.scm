; A phrase that only a stand-in for code uses.
((comment) @finding
  (#phrase? @finding ":elision")
  ; A sentence in which it is no more than a part.
  (#not-match? @finding "(?i)\\b(than|through|with|in|into|for|to|from|on|before|after|over|across|affects?) (all )?the rest of")
  (#not-comment-kind? @finding "doc" "directive")
  (#not-path? @finding "**/templates/**" "**/cookiecutter*/**" "**/testdata/**" "**/fixtures/**" "**/exercises/**" "**/snippets/**")
  (#not-match? @finding "^\\S+\\s*[-*] [(]")
  (#bind! text @finding "comment"))

; The whole comment says that code goes on here: "... existing validation code ...", "rest of the function", "other methods unchanged".
((comment) @finding
  (#match? @finding "(?i)^(?:#+|//+|/\\*+)\\s*[-=\\[({<]*\\s*(?:(?:\\.{3,}|…)\\W*(?:(?:the|all|your|any|keep) )*(?:rest|remaining|remainder|existing|previous|other|unchanged|additional|omitted)\\b(?:[ ,/]+\\w+){0,5}|(?:(?:the|all|your|keep) )*(?:rest|remaining|remainder|existing|unchanged)\\b(?: \\w+){0,4} ?(?:\\.{3,}|…)|(?:the )?(?:rest|remainder) of (?:the |your |this |my )?(?:\\w+ ){0,2}?(?:code|function|method|class|file|module|implementation|logic|body|script|tests|handlers|fields|imports|routes|methods|functions|component)\\b(?: (?:remains?|stays?|goes|continues?|follows|comes|is|are|was|kept|left|unchanged|untouched|omitted|identical|here|below|above|the|same|as|before|it|unmodified|intact|exactly|for|brevity)){0,5}|(?:all )?(?:the )?(?:other|existing|remaining|previous) (?:\\w+ )?(?:code|methods|functions|imports|implementation|logic|routes|handlers|class|tests)(?: here)?(?: remains?| stays?| is| are| kept)? (?:unchanged|the same|as before|as is|untouched)|(?:todo:? )?(?:(?:add|put|insert|write|place) )?(?:the |your |more )?(?:\\w+ )?implementation here)\\W*$")
  (#not-comment-kind? @finding "doc" "directive")
  (#not-path? @finding "**/templates/**" "**/cookiecutter*/**" "**/testdata/**" "**/fixtures/**" "**/exercises/**" "**/snippets/**")
  (#bind! text @finding "comment"))
