((call function: [(identifier) (attribute)] @call) @finding
  (#in-test? @finding)
  (#patched? @finding))
