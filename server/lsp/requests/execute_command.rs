//! `workspace/executeCommand`: what the code actions do.
//!
//! `thinktwice.compare` changes nothing and opens nothing: it gives a client that shows two texts side by side what it
//! needs for that. It is offered to clients that say `compares: true` in their initialization options. Argument:
//! `{ uri, rule, range, place }`, where `place` numbers the finding's other places from 0. Result: `{ title, left, right }`,
//! each side `{ uri, range, text }`: the piece of code as it is known to the server, without the indentation that its
//! lines share, and where it stands. `left` is the finding's own side.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use thinktwice_engine::finding::Finding;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::{ApplyWorkspaceEdit, ShowDocument};
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, ExecuteCommandParams, MessageType, Range, ShowDocumentParams, Url,
};

use super::review;
use crate::judge::reason_problem;
use crate::judge::without_indentation;
use crate::lsp::client::ask;
use crate::lsp::keep;
use crate::lsp::places::Locator;
use crate::lsp::position::marked;
use crate::lsp::session::Session;
use crate::lsp::snapshot::Snapshot;

/// Opens a place.
pub(crate) const SHOW: &str = "thinktwice.show";
/// Opens the rule's page with the names of a finding.
pub(crate) const EXPLAIN: &str = "thinktwice.explain";
/// Writes the comment that keeps a finding quiet.
pub(crate) const KEEP: &str = "thinktwice.keep";
/// Gives all questions of the workspace.
pub(crate) const REVIEW: &str = "thinktwice.review";
/// Gives two places that are alike, to be shown side by side.
pub(crate) const COMPARE: &str = "thinktwice.compare";
/// All of them.
pub(crate) const COMMANDS: [&str; 5] = [SHOW, EXPLAIN, KEEP, REVIEW, COMPARE];

const FINDING_LIMIT: Duration = Duration::from_secs(2);
const CLIENT_LIMIT: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
struct Place {
    uri: Url,
    range: Range,
}

#[derive(Deserialize)]
struct Target {
    uri: Url,
    rule: String,
    range: Range,
    /// Why the code is kept; missing where the client cannot ask.
    reason: Option<String>,
    /// Which of the finding's other places is meant, from 0.
    #[serde(default)]
    place: usize,
}

/// The argument by which a command finds a finding again.
pub(crate) fn target(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Value {
    let range = session.encoding().range(snapshot.rope(), marked(snapshot.rope(), finding.span));
    json!({ "uri": snapshot.uri, "rule": finding.rule.name, "range": range })
}

/// Does it.
pub(crate) async fn answer(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.into_iter().next().unwrap_or_default();
    match params.command.as_str() {
        SHOW => {
            let place: Place = read(argument)?;
            show(session, place.uri, Some(place.range));
            Ok(None)
        }
        EXPLAIN => explain(session, read(argument)?).await,
        KEEP => keep(session, read(argument)?).await,
        REVIEW => review::answer(session).await,
        COMPARE => compare(session, read(argument)?).await,
        other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
    }
}

fn read<T: for<'de> Deserialize<'de>>(argument: Value) -> Result<T> {
    serde_json::from_value(argument)
        .map_err(|error| Error::invalid_params(format!("the command's argument: {error}")))
}

/// The page goes to the screen of clients that open files, and back as the result for all.
async fn explain(session: &Arc<Session>, target: Target) -> Result<Option<Value>> {
    let (_, finding) = find(session, &target).await?;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let markdown = review.explain(&finding).markdown;
    if session.facts().shows_pages {
        return Ok(Some(json!({ "markdown": markdown })));
    }
    let uri = session.pages.write(&finding.rule.name, &markdown);
    if let Some(uri) = uri.clone().filter(|_| session.facts().shows_documents) {
        show(session, uri, None);
    }
    Ok(Some(json!({ "uri": uri, "markdown": markdown })))
}

async fn compare(session: &Arc<Session>, target: Target) -> Result<Option<Value>> {
    let (snapshot, finding) = find(session, &target).await?;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let gone = || Error::invalid_params("that place is not there any more");
    let related = finding.related.get(target.place).ok_or_else(gone)?;
    let locator = Locator::new(session, &snapshot.uri, snapshot.rope());
    let side = |path: Option<&Path>, span| {
        let file = path.unwrap_or(&snapshot.path);
        let span = review.extent(file, span);
        let place = locator.location(path, span)?;
        let text = match path {
            None => snapshot.rope().to_string(),
            Some(path) => review.text(path)?,
        };
        let start = text.get(..span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
        let piece = text.get(start..span.end as usize)?;
        let name = place.uri.path_segments().and_then(Iterator::last).unwrap_or_default();
        let title = format!("{name}:{}", place.range.start.line + 1);
        Some((title, json!({ "uri": place.uri, "range": place.range, "text": without_indentation(piece) })))
    };
    let (own, left) = side(None, finding.span).ok_or_else(gone)?;
    let (other, right) = side(related.path.as_deref(), related.span).ok_or_else(gone)?;
    Ok(Some(json!({ "title": format!("{own} and {other}"), "left": left, "right": right })))
}

async fn keep(session: &Arc<Session>, target: Target) -> Result<Option<Value>> {
    let (snapshot, finding) = find(session, &target).await?;
    let reason = match &target.reason {
        Some(reason) => {
            let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(problem) = reason_problem(&reason, &finding.rule) {
                return Err(Error::invalid_params(problem));
            }
            reason
        }
        None if session.facts().asks_for_reason => return Err(Error::invalid_params("say why it is kept")),
        None => String::new(),
    };
    let edit = keep::edit(session, &snapshot, &finding, &reason);
    if !session.facts().applies_edits {
        return Ok(serde_json::to_value(edit).ok());
    }
    let session = session.clone();
    session.clone().runtime.spawn(async move {
        let params = ApplyWorkspaceEditParams { label: Some("Keep it, because ...".to_owned()), edit };
        let answer = ask::<ApplyWorkspaceEdit>(&session.client, params, CLIENT_LIMIT).await;
        if let Some(refused) = answer.filter(|answer| !answer.applied) {
            let why = refused.failure_reason.unwrap_or_default();
            session.show(MessageType::WARNING, format!("the comment was not inserted {why}"));
        }
    });
    Ok(None)
}

async fn find(session: &Session, target: &Target) -> Result<(Arc<Snapshot>, Finding)> {
    let gone = || Error::invalid_params("that finding is not there any more");
    let snapshot = session.current(&target.uri, FINDING_LIMIT).await.ok_or_else(gone)?;
    let is_it = |finding: &Finding| {
        let span = marked(snapshot.rope(), finding.span);
        finding.rule.name == target.rule && session.encoding().range(snapshot.rope(), span) == target.range
    };
    let finding = snapshot.findings().into_iter().find(is_it).ok_or_else(gone)?;
    Ok((snapshot, finding))
}

fn show(session: &Arc<Session>, uri: Url, selection: Option<Range>) {
    let session = session.clone();
    session.clone().runtime.spawn(async move {
        let params = ShowDocumentParams { uri, external: Some(false), take_focus: Some(true), selection };
        ask::<ShowDocument>(&session.client, params, CLIENT_LIMIT).await;
    });
}
