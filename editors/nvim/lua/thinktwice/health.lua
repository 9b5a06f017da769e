-- :checkhealth thinktwice
local M = {}

function M.check()
  vim.health.start('thinktwice')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or later is needed')
    return
  end
  local config = vim.lsp.config.thinktwice
  local program = config and type(config.cmd) == 'table' and config.cmd[1]
  if not program then
    vim.health.error('the folder editors/nvim is not on the runtimepath')
  elseif vim.fn.executable(program) == 0 then
    vim.health.error(('`%s` cannot be run'):format(program), 'cargo install --path . puts it on the PATH')
  else
    local version = vim.system({ program, '--version' }, { text = true }):wait()
    vim.health.ok(('%s (%s)'):format(vim.fn.exepath(program), vim.trim(version.stdout or '')))
  end
  if not vim.lsp.is_enabled or vim.lsp.is_enabled('thinktwice') then
    local clients = vim.lsp.get_clients({ name = 'thinktwice' })
    vim.health.info(('%d running'):format(#clients))
  else
    vim.health.warn("it is not switched on: vim.lsp.enable('thinktwice')")
  end
end

return M
