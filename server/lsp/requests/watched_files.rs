//! Changes on disk, as the client sees them.

use std::sync::Arc;
use std::time::Duration;

use thinktwice_engine::language::Language;
use tower_lsp::lsp_types::request::RegisterCapability;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern,
    Registration, RegistrationParams,
};

use crate::lsp::client::ask;
use crate::lsp::places;
use crate::lsp::session::Session;

const TIME_LIMIT: Duration = Duration::from_secs(10);
const SETTINGS: [&str; 7] = [
    "**/{thinktwice,pyproject,Cargo,pylock}.toml",
    "**/{.gitignore,.ignore}",
    "**/.thinktwice/**",
    "**/{*.lock,Pipfile,Pipfile.lock,setup.cfg,tox.ini}",
    "**/{*requirements*,requirements/*,constraints*,environment*}.{txt,in,yml,yaml}",
    "**/{.coverage,coverage.json,coverage.xml,cobertura.xml,lcov.info}",
    "**/.git/{HEAD,index,packed-refs,refs/heads/**}",
];

/// Asks the client to watch the files of these languages, the configuration and the workspace's own rules.
pub(crate) fn register(session: &Arc<Session>, languages: &[Language]) {
    if !session.facts().registers_watchers {
        return;
    }
    let sources = languages.iter().flat_map(|language| &language.extensions).map(|end| format!("**/*.{end}"));
    let globs = sources.chain(SETTINGS.map(str::to_owned));
    let watchers =
        globs.map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
    let registration = Registration {
        id: "watched-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    let session = session.clone();
    session.clone().runtime.spawn(async move {
        let params = RegistrationParams { registrations: vec![registration] };
        ask::<RegisterCapability>(&session.client, params, TIME_LIMIT).await;
    });
}

/// `workspace/didChangeWatchedFiles`
pub(crate) fn changed(session: &Session, params: &DidChangeWatchedFilesParams) {
    session.background.changed(session, params.changes.iter().filter_map(|change| places::file(&change.uri)));
}
