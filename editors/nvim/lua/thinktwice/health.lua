-- :checkhealth thinktwice
local M = {}

local health = vim.health

---@return string? program
local function check_program()
  local config = vim.lsp.config.thinktwice
  local program = config and type(config.cmd) == 'table' and config.cmd[1]
  if not program then
    health.error('the configuration is not found', 'put the folder editors/nvim on the runtimepath')
    return nil
  end
  if vim.fn.executable(program) == 0 then
    health.error(('`%s` cannot be run'):format(program), {
      'cargo install --path . in the repository puts it on the PATH',
      "or say where it is: vim.lsp.config('thinktwice', { cmd = { '/path/to/thinktwice', 'lsp' } })",
    })
    return nil
  end
  local answer = vim.system({ program, '--version' }, { text = true, timeout = 10000 }):wait()
  if answer.code ~= 0 then
    health.error(('`%s --version` fails: %s'):format(program, vim.trim(answer.stderr or '')))
    return nil
  end
  health.ok(('%s (%s)'):format(vim.fn.exepath(program), vim.trim(answer.stdout)))
  return vim.trim(answer.stdout)
end

---@param version string
local function check_clients(version)
  local clients = vim.lsp.get_clients({ name = 'thinktwice' })
  if #clients == 0 then
    health.info('no server runs: one starts with the first Python or Rust file')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(('running in %s for %d %s'):format(client.root_dir or 'no project', buffers, buffers == 1 and 'file' or 'files'))
    local running = vim.tbl_get(client, 'server_info', 'version')
    if running and not vim.endswith(version, running) then
      health.warn(('the server that runs is of version %s'):format(running), 'start Neovim again')
    end
  end
end

function M.check()
  health.start('thinktwice')
  if vim.fn.has('nvim-0.11') == 0 then
    return health.error('Neovim 0.11 or later is needed')
  end
  health.ok('Neovim ' .. tostring(vim.version()))
  local version = check_program()
  if not version then
    return
  end
  -- Neovim 0.11 does not say what is switched on, but what it calls by then is.
  local is_enabled = vim.lsp.is_enabled and vim.lsp.is_enabled('thinktwice')
  if is_enabled == nil then
    is_enabled = vim.lsp._enabled_configs and vim.lsp._enabled_configs.thinktwice ~= nil
  end
  if is_enabled == false then
    health.warn('it is not switched on', "vim.lsp.enable('thinktwice') in init.lua")
  end
  check_clients(version)
end

return M
