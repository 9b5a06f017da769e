-- What `:ThinkTwice` does. Nothing here has to be called by a user, and nothing is loaded before it is needed.
local M = {}

local TIME_LIMIT = 10000 -- ms; a large workspace is read in less

---@param message string
local function tell(message)
  vim.notify('thinktwice: ' .. message, vim.log.levels.WARN)
end

---The running client of a buffer, or any. Says so when there is none.
---@param buffer integer?
---@return vim.lsp.Client?
local function client_of(buffer)
  local clients = vim.lsp.get_clients({ name = 'thinktwice', bufnr = buffer })
  local client = clients[1] or vim.lsp.get_clients({ name = 'thinktwice' })[1]
  if not client then
    tell("the server does not run; :checkhealth thinktwice says why")
  end
  return client
end

---@param client vim.lsp.Client
---@param command string
---@param argument table
---@param on_result fun(result: any)
local function execute(client, command, argument, on_result)
  local params = { command = command, arguments = { argument } }
  client:request('workspace/executeCommand', params, function(problem, result)
    if problem then
      tell(problem.message)
    else
      on_result(result)
    end
  end)
end

---Asks for the reason of a decision and runs the command; asks again while the server wants a better one.
---@param command lsp.Command
---@param context { client_id: integer, bufnr: integer }
---@param before string? what was answered before
function M.ask_and_run(command, context, before)
  local target = command.arguments[1] ---@type thinktwice.Target
  local prompts = { dismiss = 'Not true here, because: ', later = 'Later, because: ' }
  vim.ui.input({ prompt = prompts[target.decision] or 'Keep it, because: ', default = before }, function(reason)
    local client = vim.lsp.get_client_by_id(context.client_id)
    if not reason or vim.trim(reason) == '' or not client then
      return
    end
    local argument = vim.tbl_extend('force', target, { reason = reason })
    local params = { command = command.command, arguments = { argument } }
    client:request('workspace/executeCommand', params, function(problem)
      if problem then
        vim.notify(problem.message, vim.log.levels.WARN)
        vim.schedule(function()
          M.ask_and_run(command, context, reason)
        end)
      end
    end, context.bufnr)
  end)
end

---The finding under the cursor, else one on its line.
---@return vim.Diagnostic?
local function finding_at_cursor()
  local line, column = vim.api.nvim_win_get_cursor(0)[1] - 1, vim.api.nvim_win_get_cursor(0)[2]
  local own = vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'thinktwice'
  end, vim.diagnostic.get(0, { lnum = line }))
  for _, diagnostic in ipairs(own) do
    if diagnostic.col <= column and (diagnostic.end_lnum > line or column < diagnostic.end_col) then
      return diagnostic
    end
  end
  if #own == 0 then
    tell('no question on this line')
  end
  return own[1]
end

---The whole page of the finding at the cursor, in a window of its own.
function M.explain()
  local client, finding = client_of(0), finding_at_cursor()
  if not client or not finding then
    return
  end
  local range = vim.tbl_get(finding, 'user_data', 'lsp', 'range')
  local target = { uri = vim.uri_from_bufnr(0), rule = finding.code, range = range }
  execute(client, 'thinktwice.explain', target, function(page)
    -- A server that opens documents has done it.
    if not page.uri then
      M.show(vim.split(page.markdown, '\n'))
    end
  end)
end

---What there is to decide about the finding at the cursor.
function M.decide()
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      local command = type(action.command) == 'table' and action.command.command or action.command
      return vim.tbl_contains({ 'thinktwice.keep', 'thinktwice.decide', 'thinktwice.notUseful' }, command)
    end,
  })
end

---@param on_review fun(review: thinktwice.Review, client: vim.lsp.Client)
local function with_review(on_review)
  local client = client_of()
  if not client then
    return
  end
  local ended = vim.uv.now() + TIME_LIMIT
  local function ask()
    execute(client, 'thinktwice.review', vim.empty_dict(), function(review)
      if review.isComplete or vim.uv.now() > ended then
        on_review(review, client)
      else
        vim.defer_fn(ask, 200)
      end
    end)
  end
  ask()
end

local KINDS = { error = 'E', warning = 'W', info = 'I', hint = 'N' }

---@param file thinktwice.File
---@param question thinktwice.Question
---@param client vim.lsp.Client
---@return vim.quickfix.entry
local function entry(file, question, client)
  local place = { { uri = file.uri, range = question.range } }
  local item = vim.lsp.util.locations_to_items(place, client.offset_encoding)[1]
  item.type = KINDS[question.level]
  item.text = ('%s [%s] %s'):format(question.message, question.rule, question.question)
  return item
end

---A float over the code would hide the list below it.
local function close_float()
  local float = vim.b.lsp_floating_preview
  if float and vim.api.nvim_win_is_valid(float) then
    vim.api.nvim_win_close(float, true)
  end
end

---Open questions as a list: of the change under review into the quickfix list, of `all` code likewise, or of this
---file (`here`) into the window's location list.
---@param what 'change'|'all'|'here'|nil
function M.review(what)
  local here = vim.api.nvim_buf_get_name(0)
  local window = vim.api.nvim_get_current_win()
  close_float()
  with_review(function(review, client)
    local items = {}
    for _, file in ipairs(review.files) do
      if what ~= 'here' or vim.uri_to_fname(file.uri) == here then
        for _, question in ipairs(file.questions) do
          if not question.reason and (question.isNew or what == 'all' or what == 'here') then
            items[#items + 1] = entry(file, question, client)
          end
        end
      end
    end
    local list = { title = ('thinktwice: %d open, %d decided'):format(#items, review.decided), items = items }
    if what == 'here' then
      vim.fn.setloclist(window, {}, ' ', list)
    else
      vim.fn.setqflist({}, ' ', list)
    end
    if #items == 0 then
      return tell(what == 'all' and 'no open question' or 'no open question here; `:ThinkTwice review all` looks at all code')
    end
    vim.cmd(what == 'here' and 'lopen' or 'botright copen')
  end)
end

---Everything that is open and everything that was decided, as Markdown to read or to paste into a pull request.
function M.report()
  with_review(function(review)
    local lines = { ('# %d open, %d decided'):format(review.open, review.decided) }
    for _, file in ipairs(review.files) do
      vim.list_extend(lines, { '', '## ' .. file.path, '' })
      for _, question in ipairs(file.questions) do
        local line = question.range.start.line + 1
        local mark, text = ' ', ('%s *%s*'):format(question.message, question.question)
        if question.reason then
          mark, text = 'x', ('%s: "%s"'):format(question.title, question.reason)
        end
        lines[#lines + 1] = ('- [%s] line %d, `%s`: %s'):format(mark, line, question.rule, text)
      end
    end
    M.show(lines)
  end)
end

---@param lines string[] Markdown
function M.show(lines)
  vim.cmd.new()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile, vim.bo.modifiable = 'nofile', 'wipe', false, false
  vim.bo.filetype = 'markdown'
end

return M
