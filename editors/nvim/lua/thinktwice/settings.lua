---@meta thinktwice.settings

-- Made from the schema of the configuration by the tests with THINKTWICE_UPDATE=1.

---What a hover shows before anyone asks.
---@alias thinktwice.Explain
---| 'at-once' # What is here, the facts, the question, and when it is fine.
---| 'ask-first' # What is here and the question; the rest is behind "Explain this".

---The limit of a class of code.
---@class thinktwice.Limit
---@field ['min-tokens'] integer? Words of code, brackets and commas left out; less than 24 is not looked for.
---@field ['similarity'] integer? Likeness in per cent; less than 70 is not looked for.

---From where on code counts as duplicated.
---@class thinktwice.Limits
---@field ['blocks'] thinktwice.Limit? Runs of statements inside functions.
---@field ['functions'] thinktwice.Limit? Whole functions.
---@field ['tests'] thinktwice.TestLimit? Tests and examples that repeat each other.

---How loud findings on old lines are.
---@alias thinktwice.OldCode
---| 'quiet' # They are hints.
---| 'loud' # As loud as on new lines.

---Settings for some paths.
---@class thinktwice.PathOverride
---@field ['families'] table<string, thinktwice.Setting>? Family name -> whether its rules speak there, or how loud.
---@field ['ignore'] string[]? Not these rules and families there.
---@field ['paths'] string[] The paths, as patterns of `.gitignore`, from the workspace's root.
---@field ['rules'] table<string, thinktwice.Setting>? Rule name -> whether it speaks there, or how loud.

---Which rules speak by themselves.
---@alias thinktwice.Profile
---| 'default' # Every rule that is on.
---| 'strict' # Those on trial too.
---| 'security' # The families `security` and `dependencies`, those on trial too.

---Whether a rule speaks, or how loud.
---@alias thinktwice.Setting
---| 'off'
---| 'on'
---| 'hint'
---| 'info'
---| 'warning'
---| 'error'

---Whether something is done.
---@alias thinktwice.Switch
---| 'on'
---| 'off'

---The limit of test code.
---@class thinktwice.TestLimit
---@field ['max-places'] integer? More places alike than this are a table of cases, of which nothing is said.
---@field ['min-tokens'] integer? Words of code, brackets and commas left out.
---@field ['similarity'] integer? Likeness in per cent; less than 70 is not looked for.

---What a project wants of thinktwice.
---@class thinktwice.Settings
---@field ['base'] string? The change under review starts where this branch left this revision (`main`, `origin/main`); without one, at the last commit.
---@field ['cache'] thinktwice.Switch? Whether what files gave is kept in the user's cache folder, so that the next start reads only what changed.
---@field ['duplicates'] thinktwice.Limits? From where on code counts as duplicated.
---@field ['exclude'] string[]? Files and folders that are not looked at, as patterns of `.gitignore`.
---@field ['explain'] thinktwice.Explain? What a hover shows before anyone asks.
---@field ['families'] table<string, thinktwice.Setting>? Family name -> whether its rules speak, or how loud.
---@field ['ignore'] string[]? Not these rules and families, by name.
---@field ['old-code'] thinktwice.OldCode? How loud findings on lines are that are not in the change under review: in the editor, and in `check --diff`.
---@field ['overrides'] thinktwice.PathOverride[]? Other settings for some paths; the last one that fits wins.
---@field ['profile'] thinktwice.Profile? Which rules speak by themselves.
---@field ['rules'] table<string, thinktwice.Setting>? Rule name -> whether it speaks, or how loud.
---@field ['select'] string[]? Only these rules and families, by name.
