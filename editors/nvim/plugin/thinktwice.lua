-- The command `:ThinkTwice`. Its work is loaded when it is first used.
if vim.g.loaded_thinktwice then
  return
end
vim.g.loaded_thinktwice = true

local arguments = { explain = {}, review = { 'change', 'all', 'here' }, decide = {}, report = {} }

vim.api.nvim_create_user_command('ThinkTwice', function(command)
  local name, argument = unpack(command.fargs)
  local known = arguments[name]
  if not known or (argument and not vim.tbl_contains(known, argument)) or #command.fargs > 2 then
    return vim.notify('thinktwice: explain, review [change|all|here], decide or report', vim.log.levels.ERROR)
  end
  require('thinktwice')[name](argument)
end, {
  nargs = '+',
  desc = 'Questions of thinktwice',
  complete = function(begun, line)
    local words = vim.split(line, '%s+')
    local offered = #words > 2 and (arguments[words[2]] or {}) or vim.tbl_keys(arguments)
    table.sort(offered)
    return vim.tbl_filter(function(word)
      return vim.startswith(word, begun)
    end, offered)
  end,
})
