-- thinktwice for Neovim 0.11 and later. With this folder on the runtimepath: vim.lsp.enable('thinktwice')

---Commands of code actions for which the server wants a reason: it is asked for here.
---@param command lsp.Command
---@param context { client_id: integer, bufnr: integer }
local function with_reason(command, context)
  require('thinktwice').ask_and_run(command, context)
end

---@type vim.lsp.Config
return {
  cmd = { 'thinktwice', 'lsp' },
  filetypes = { 'python', 'rust' },
  root_markers = { 'thinktwice.toml', '.thinktwice', 'pyproject.toml', 'Cargo.toml', '.git' },
  init_options = { asksForReason = true },
  commands = {
    ['thinktwice.keep'] = with_reason,
    ['thinktwice.decide'] = with_reason,
  },
}
