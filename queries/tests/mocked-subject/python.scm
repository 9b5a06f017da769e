((call function: [(identifier) (attribute)] @call) @finding
  (#in-test? @finding)
  (#not-from-parameter? @call)
  (#not-discarded? @finding)
  (#not-named? @call "real_*" "_real_*" "original_*" "_original_*" "orig_*")
  (#patched? @finding))
