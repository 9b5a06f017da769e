((call function: [(identifier) (attribute)] @call) @finding
  (#in-test? @finding)
  (#not-from-parameter? @call)
  (#patched? @finding))
