//! `workspace/executeCommand`: what the code actions do.
//!
//! `thinktwice.compare` changes nothing and opens nothing: it gives a client that shows two texts side by side what it
//! needs for that. It is offered to clients that say `compares: true` in their initialization options. Argument:
//! `{ uri, rule, range, place }`, where `place` numbers the finding's other places from 0. Result: `{ title, left, right }`,
//! each side `{ uri, range, text }`: the piece of code as it is known to the server, without the indentation that its
//! lines share, and where it stands. `left` is the finding's own side.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use thinktwice_engine::finding::Finding;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::{ApplyWorkspaceEdit, ShowDocument};
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, ExecuteCommandParams, Location, MessageType, Position, Range,
    ShowDocumentParams, Url,
};

use super::review;
use crate::judge::allow::reason_problem;
use crate::judge::day::Day;
use crate::judge::decisions::Kind;
use crate::judge::{Wish, without_indentation};
use crate::lsp::arrivals::Arrivals;
use crate::lsp::client::ask;
use crate::lsp::keep;
use crate::lsp::places::{self, Locator};
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
/// Writes a decision about a finding into its file below `.thinktwice/decisions`.
pub(crate) const DECIDE: &str = "thinktwice.decide";
/// Notes on this machine that a finding was of no use.
pub(crate) const NOT_USEFUL: &str = "thinktwice.notUseful";
/// Says that a block that arrived at once has been read.
pub(crate) const MARK_READ: &str = "thinktwice.markRead";
/// Goes to the next open question of the change.
pub(crate) const NEXT_QUESTION: &str = "thinktwice.next";
/// All of them.
pub(crate) const COMMANDS: [&str; 9] =
    [SHOW, EXPLAIN, KEEP, REVIEW, COMPARE, DECIDE, NOT_USEFUL, MARK_READ, NEXT_QUESTION];

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
    /// With `thinktwice.decide`: `accept`, `dismiss` or `later`.
    decision: Option<Kind>,
    /// With `thinktwice.decide`: the day on which it ends, as `2027-03-01`.
    until: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    uri: Url,
    line: u32,
}

/// Where the user is; without it, the first question comes.
#[derive(Default, Deserialize)]
struct After {
    uri: Option<Url>,
    line: Option<u32>,
    /// Whether the server opens the place.
    #[serde(default)]
    show: bool,
}

/// The argument by which a command finds a finding again.
pub(crate) fn target(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Value {
    let place = snapshot.text().location(session.encoding(), marked(snapshot.rope(), finding.span));
    let (uri, range) = place.map(|place| (place.uri, place.range)).unzip();
    json!({ "uri": uri, "rule": finding.rule.name, "range": range })
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
        DECIDE => decide(session, read(argument)?).await,
        NOT_USEFUL => not_useful(session, read(argument)?).await,
        MARK_READ => mark_read(session, read(argument)?).await,
        NEXT_QUESTION => next_question(session, read(argument)?).await,
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
    let locator = Locator::new(session, snapshot.text());
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
            if let Some(problem) = reason_problem(&reason, &finding) {
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

/// Writes the decision down; the answer names its file.
async fn decide(session: &Arc<Session>, target: Target) -> Result<Option<Value>> {
    let (snapshot, finding) = find(session, &target).await?;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let kind = target
        .decision
        .ok_or_else(|| Error::invalid_params("`decision` is missing: accept, dismiss or later"))?;
    let until = match &target.until {
        Some(text) => Some(
            Day::parse(text)
                .ok_or_else(|| Error::invalid_params(format!("`{text}` is no day like 2027-03-01")))?,
        ),
        None => None,
    };
    let wish = Wish { kind, reason: target.reason.unwrap_or_default(), until };
    let made = review.decide(&snapshot.path, &finding, &wish);
    let made = made.map_err(|problem| Error::invalid_params(problem.message))?;
    session.background.decisions();
    Ok(Some(json!({ "file": places::uri(&made.file) })))
}

async fn not_useful(session: &Arc<Session>, target: Target) -> Result<Option<Value>> {
    let (snapshot, finding) = find(session, &target).await?;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let count = review.not_useful(&snapshot.path, &finding);
    let count = count.map_err(|problem| Error::invalid_params(problem.message))?;
    let rule = &finding.rule.name;
    session.show(MessageType::INFO, format!("Noted on this machine: {count} of {rule} not useful so far"));
    Ok(Some(json!({ "rule": rule, "count": count })))
}

/// The block at this line is read.
async fn mark_read(session: &Arc<Session>, line: Line) -> Result<Option<Value>> {
    let gone = || Error::invalid_params("that document is not open any more");
    let snapshot = session.current(&line.uri, FINDING_LIMIT).await.ok_or_else(gone)?;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let byte = snapshot.byte(session.encoding(), &line.uri, Position::new(line.line, 0)).ok_or_else(gone)?;
    let text = snapshot.rope();
    let is_marked = review.mark_read(&snapshot.path, &text.to_string(), text.byte_to_line(byte) as u32);
    if is_marked {
        Arrivals::changed(session);
    }
    Ok(Some(is_marked.into()))
}

/// The next open question, and how many are left. Described in `server/ARCHITECTURE.md`.
async fn next_question(session: &Arc<Session>, after: Option<After>) -> Result<Option<Value>> {
    // What has just been accepted has questions too.
    session.all_current(FINDING_LIMIT).await;
    let review = session.review().ok_or_else(Error::internal_error)?;
    let (sender, answer) = tokio::sync::oneshot::channel();
    session.pool.spawn_other(move || {
        // Nobody listens if the request was cancelled.
        let _ = sender.send(review.queue());
    });
    let queue = answer.await.map_err(|_| Error::internal_error())?;
    let after = after.unwrap_or_default();
    let place = after.uri.as_ref().zip(after.line).and_then(|(uri, line)| line_of_file(session, uri, line));
    let place = place.as_ref().map(|(path, line)| (&**path, *line));
    let next = queue.after(place).and_then(|question| {
        let text = session.text_at(&question.path)?;
        let span = marked(&text.rope, question.finding.span);
        let Location { uri, range } = text.location(session.encoding(), span)?;
        if after.show && session.facts().shows_documents {
            show(session, uri.clone(), Some(range));
        }
        Some(json!({
            "uri": uri,
            "range": range,
            "rule": question.finding.rule.name,
            "message": question.finding.message,
            "question": question.finding.question,
            "arrived": question.is_unread,
        }))
    });
    Ok(Some(json!({ "open": queue.open.len(), "answered": queue.answered, "next": next })))
}

/// The line that the judge knows a line of a document or of a notebook's cell by.
fn line_of_file(session: &Session, uri: &Url, line: u32) -> Option<(PathBuf, u32)> {
    let Some(notebook) = session.notebooks.get(uri).map(|notebook| notebook.clone()) else {
        return Some((places::file(uri)?, line));
    };
    let snapshot = session.documents.get(&notebook)?.clone();
    let byte = snapshot.byte(session.encoding(), uri, Position::new(line, 0))?;
    Some((snapshot.path.to_path_buf(), snapshot.rope().byte_to_line(byte) as u32))
}

async fn find(session: &Session, target: &Target) -> Result<(Arc<Snapshot>, Finding)> {
    let gone = || Error::invalid_params("that finding is not there any more");
    let snapshot = session.current(&target.uri, FINDING_LIMIT).await.ok_or_else(gone)?;
    let text = snapshot.text();
    let is_it = |finding: &Finding| {
        let span = marked(snapshot.rope(), finding.span);
        let is_there = |place: Location| place.uri == target.uri && place.range == target.range;
        finding.rule.name == target.rule && text.location(session.encoding(), span).is_some_and(is_there)
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
