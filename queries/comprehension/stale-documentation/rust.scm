((function_item name: (identifier) @name) @finding
  (#documents-missing? @finding "parameter")
  (#bind! item @finding "undocumented"))
