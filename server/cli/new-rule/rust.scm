; Capture what is to be reported as @finding; the other captures fill the texts of rule.md.
((call_expression function: (_) @callee) @finding
  (#named? @callee "legacy_api"))
