---@meta thinktwice

---What the server's command `thinktwice.review` gives.
---@class thinktwice.Review
---@field files thinktwice.File[]
---@field open integer
---@field decided integer
---@field isComplete boolean whether all files have been read

---@class thinktwice.File
---@field uri string
---@field path string from the project's root
---@field questions thinktwice.Question[]

---@class thinktwice.Question
---@field rule string
---@field title string
---@field level 'error'|'warning'|'info'|'hint'
---@field message string
---@field question string
---@field range lsp.Range
---@field reason string? why it is kept; missing while it is open
---@field isNew boolean part of the change under review

---How the server finds a finding again.
---@class thinktwice.Target
---@field uri string
---@field rule string
---@field range lsp.Range
---@field reason string?
---@field decision 'accept'|'dismiss'|'later'|nil
