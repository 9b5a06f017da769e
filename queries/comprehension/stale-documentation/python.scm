((function_definition name: (identifier) @name body: (block . (expression_statement (string)))) @finding
  (#documents-missing? @finding "parameter")
  (#bind! item @finding "undocumented"))
