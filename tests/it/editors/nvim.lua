-- What a user of Neovim does. Writes what was seen to $RESULT as JSON.
vim.g.loaded_python3_provider = 0 -- looking for Python takes seconds, and nothing here needs it
vim.opt.runtimepath:append(os.getenv('PLUGIN'))
vim.cmd.runtime({ 'plugin/thinktwice.lua', bang = true })
vim.cmd('filetype plugin on')
vim.lsp.enable('thinktwice')

local PATIENCE = 60000 -- ms; only a failing run waits so long

local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(PATIENCE, condition, 10) then
    fail(what .. ' did not happen; diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function findings()
  local found = vim.tbl_map(function(diagnostic)
    return ('%s:%d'):format(diagnostic.code, diagnostic.lnum + 1)
  end, vim.diagnostic.get(0))
  table.sort(found)
  return found
end

local function type_keys(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), 'tx', false)
end

-- An empty list, and not an empty object.
local function list(items)
  return #items > 0 and items or vim.json.decode("[]")
end

local result = { rust = {}, python = {} }

vim.cmd.edit('save.rs')
wait('a finding in Rust', function() return #findings() > 0 end)
result.rust.opened = list(findings())
type_keys('5Gcc    fs::write(path, text).is_ok()<Esc>jdd')
wait('silence in Rust', function() return #findings() == 0 end)
result.rust.typed = list(findings())

vim.cmd.edit('settings.py')
wait('a finding in Python', function() return #findings() > 0 end)
result.python.opened = list(findings())
type_keys('9Gcc        log.exception("no settings")<Esc>')
wait('silence in Python', function() return #findings() == 0 end)
result.python.typed = list(findings())
type_keys('u')
wait('the finding again', function() return #findings() > 0 end)
result.python.undone = list(findings())

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end
vim.api.nvim_win_set_cursor(0, { 8, 6 })
vim.lsp.buf.hover()
wait('the hover', function() return float() ~= nil end)
local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false)
result.python.float = table.concat(lines, '\n')
vim.api.nvim_win_close(float(), true)

-- The page of the rule opens in a window of its own.
local function choose(title)
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return vim.startswith(action.title, title) end })
end
local buffer = vim.api.nvim_get_current_buf()
choose('Explain this')
wait('the page', function() return vim.api.nvim_get_current_buf() ~= buffer end)
result.python.page = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.cmd.buffer(buffer)
vim.cmd.only({ bang = true })

-- The same by the command, in a window of its own.
vim.cmd('ThinkTwice explain')
wait('the page again', function() return vim.api.nvim_get_current_buf() ~= buffer end)
result.python.page_again = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.cmd.buffer(buffer)
vim.cmd.only({ bang = true })

-- Lists: of the whole project, of this file.
vim.cmd('ThinkTwice review')
wait('the list', function() return vim.fn.getqflist({ winid = 0 }).winid ~= 0 end)
local function listed(items)
  return list(vim.tbl_map(function(item)
    return ('%s:%d:%s %s'):format(vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t'), item.lnum, item.type, item.text)
  end, items))
end
result.review = { quickfix = listed(vim.fn.getqflist()), title = vim.fn.getqflist({ title = 0 }).title }
vim.cmd.cclose()
vim.cmd('ThinkTwice review here')
wait('the list of the file', function() return vim.fn.getloclist(0, { winid = 0 }).winid ~= 0 end)
result.review.location = listed(vim.fn.getloclist(0))
vim.cmd.lclose()
vim.cmd.cfirst()
result.review.first = ('%s:%d'):format(vim.fn.expand('%:t'), vim.api.nvim_win_get_cursor(0)[1])
vim.cmd.buffer(buffer)
result.completed = vim.fn.getcompletion('ThinkTwice ', 'cmdline')
result.completed_review = vim.fn.getcompletion('ThinkTwice review ', 'cmdline')

-- The user answers too shortly first.
result.python.asked = 0
local answers = { 'too short', 'defaults are enough for a first start' }
vim.ui.input = function(_, on_confirm)
  result.python.asked = result.python.asked + 1
  on_confirm(answers[result.python.asked])
end
-- Of the ways to decide, the first: a comment in the code.
vim.ui.select = function(items, _, on_choice) on_choice(items[1], 1) end
result.told = {}
vim.notify = function(message) table.insert(result.told, message) end
local function told(text)
  return function() return vim.iter(result.told):any(function(message) return message:find(text, 1, true) ~= nil end) end
end
vim.api.nvim_win_set_cursor(0, { 8, 0 })
vim.cmd('ThinkTwice decide')
wait('silence after keeping', function() return #findings() == 0 end)
result.python.kept = vim.api.nvim_buf_get_lines(0, 0, -1, false)
result.python.left = list(findings())

vim.cmd('ThinkTwice report')
wait('the report', function() return vim.bo.filetype == 'markdown' end)
result.report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.cmd.only({ bang = true })
vim.cmd.buffer(buffer)

-- The list of a file in which all is decided says so and opens nothing.
vim.cmd('ThinkTwice review here')
wait('the message', told('no open question here'))
vim.cmd('ThinkTwice nonsense')
wait('the message about the command', told('explain, review'))

vim.cmd('checkhealth thinktwice')
result.health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.cmd.helptags(os.getenv('PLUGIN_COPY') .. '/doc')
vim.opt.runtimepath:append(os.getenv('PLUGIN_COPY'))
vim.cmd.help('thinktwice')
result.help = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')

-- The server falls; the file is read again, and there is another one.
local function client() return vim.lsp.get_clients({ name = 'thinktwice' })[1] end
vim.cmd.buffer(buffer)
vim.cmd.only({ bang = true })
local fallen = client()
for _, process in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
  if vim.api.nvim_get_proc(process).name == 'thinktwice' then
    vim.uv.kill(process, 'sigkill')
  end
end
wait('the fall of the server', function() return fallen:is_stopped() end)
vim.cmd.edit({ bang = true })
wait('the findings of another server', function() return client() ~= nil and client().id ~= fallen.id and #findings() > 0 end)
result.recovered = list(findings())

-- The program is gone: nothing breaks, `:ThinkTwice` sends to :checkhealth, which says what to do.
client():stop()
wait('the end of the server', function() return client() == nil end)
result.stopped = true
vim.lsp.config('thinktwice', { cmd = { '/nowhere/thinktwice', 'lsp' } })
vim.cmd.edit({ bang = true })
vim.cmd('ThinkTwice review')
wait('the message about the server', told('checkhealth thinktwice says why'))
vim.cmd('checkhealth thinktwice')
result.missing = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
vim.fn.writefile({ vim.json.encode(result) }, os.getenv('RESULT'))
vim.cmd('qall!')
