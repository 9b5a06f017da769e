//! thinktwice for Zed: which program is started, and what it is told of the settings.

use zed_extension_api::{
    self as zed, serde_json::Value, settings::LspSettings, Command, LanguageServerId, Result, Worktree,
};

struct Thinktwice;

impl zed::Extension for Thinktwice {
    fn new() -> Self {
        Thinktwice
    }

    /// The program of the settings, else the one on the PATH.
    fn language_server_command(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let (path, arguments, env) = match LspSettings::for_worktree(server.as_ref(), worktree)?.binary {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = path.or_else(|| worktree.which("thinktwice")).ok_or(
            "there is no thinktwice on the PATH: install it, or say where it is in lsp.thinktwice.binary.path",
        )?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        // Git and Python environments are found as in a terminal.
        let env = env.map_or_else(|| worktree.shell_env(), |env| env.into_iter().collect());
        Ok(Command { command, args, env })
    }

    /// What the server asks for by the name of its section.
    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?.settings;
        Ok(settings.map(|keys| zed::serde_json::json!({ "thinktwice": keys })))
    }
}

zed::register_extension!(Thinktwice);
