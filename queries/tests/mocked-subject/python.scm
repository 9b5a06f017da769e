((call function: [(identifier) (attribute)] @call) @finding
  (#in-test? @finding)
  (#not-from-parameter? @call)
  (#not-discarded? @finding)
  (#patched? @finding))
