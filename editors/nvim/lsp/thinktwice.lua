-- thinktwice for Neovim 0.11 and later. With this folder on the runtimepath: vim.lsp.enable('thinktwice')

---Asks why the code is kept, and has the server write the comment that says so.
---@param command lsp.Command
---@param context { client_id: integer, bufnr: integer }
---@param answer string? what was answered before, if it was not enough
local function keep(command, context, answer)
  vim.ui.input({ prompt = 'Keep it, because: ', default = answer }, function(reason)
    local client = vim.lsp.get_client_by_id(context.client_id)
    if not reason or vim.trim(reason) == '' or not client then
      return
    end
    local argument = vim.tbl_extend('force', command.arguments[1], { reason = reason })
    local params = { command = command.command, arguments = { argument } }
    client:request('workspace/executeCommand', params, function(problem)
      if problem then
        vim.notify(problem.message, vim.log.levels.WARN)
        vim.schedule(function()
          keep(command, context, reason)
        end)
      end
    end, context.bufnr)
  end)
end

---@type vim.lsp.Config
return {
  cmd = { 'thinktwice', 'lsp' },
  filetypes = { 'python', 'rust' },
  root_markers = { 'thinktwice.toml', '.thinktwice', 'pyproject.toml', 'Cargo.toml', '.git' },
  init_options = { asksForReason = true },
  commands = {
    ['thinktwice.keep'] = function(command, context)
      keep(command, context)
    end,
  },
}
