//! The editor's settings: section `thinktwice`, of the same schema as `thinktwice.toml`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tower_lsp::lsp_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::lsp_types::{ConfigurationItem, ConfigurationParams, Registration, RegistrationParams};

use crate::lsp::client::ask;
use crate::lsp::session::Session;

const SECTION: &str = "thinktwice";
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// After `initialized`: asks to be told of changes, and for the settings as they are.
pub(crate) fn initialized(session: &Arc<Session>) {
    if session.facts().registers_configuration {
        let session = session.clone();
        session.clone().runtime.spawn(async move {
            let registration = Registration {
                id: "configuration".to_owned(),
                method: "workspace/didChangeConfiguration".to_owned(),
                register_options: Some(serde_json::json!({ "section": SECTION })),
            };
            let params = RegistrationParams { registrations: vec![registration] };
            ask::<RegisterCapability>(&session.client, params, TIME_LIMIT).await;
        });
    }
    fetch(session);
}

/// `workspace/didChangeConfiguration`: clients that can be asked send nothing of use in the notification itself.
pub(crate) fn changed(session: &Arc<Session>, settings: &Value) {
    if session.facts().configuration {
        fetch(session);
    } else {
        take(session, settings.get(SECTION).unwrap_or(settings).clone());
    }
}

fn fetch(session: &Arc<Session>) {
    if !session.facts().configuration {
        return;
    }
    let session = session.clone();
    session.clone().runtime.spawn(async move {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        let params = ConfigurationParams { items: vec![item] };
        let answer = ask::<WorkspaceConfiguration>(&session.client, params, TIME_LIMIT).await;
        if let Some(settings) = answer.and_then(|mut settings| settings.pop()) {
            take(&session, settings);
        }
    });
}

/// An answer of `null` says nothing about the settings given at the start.
fn take(session: &Session, settings: Value) {
    let mut workspace = session.workspace();
    if settings.is_object() && settings != workspace.settings {
        workspace.settings = settings;
        drop(workspace);
        session.background.open_review();
    }
}
