//! The command `thinktwice.review`: every question of the workspace, file by file, with what was decided. What the
//! editors' review lists are made of; a client asks when its list is on the screen.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Range, Url};

use crate::judge::Review;
use crate::lsp::diagnostics::shortened;
use crate::lsp::places;
use crate::lsp::position::marked;
use crate::lsp::session::Session;

const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Nobody reads a longer list; the counts are those of all.
const MAX_QUESTIONS: usize = 2_000;

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    files: Vec<File>,
    open: usize,
    decided: usize,
    /// Whether all files have been read.
    is_complete: bool,
}

#[derive(Serialize)]
struct File {
    uri: Url,
    /// From the folder's root.
    path: String,
    questions: Vec<Question>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    rule: String,
    title: String,
    level: &'static str,
    message: String,
    question: String,
    range: Range,
    /// The reason for which it is kept; missing while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Part of the change under review.
    is_new: bool,
}

/// The answer, made away from the threads that answer quickly.
pub(crate) async fn answer(session: &Arc<Session>) -> Result<Option<Value>> {
    let open: Vec<Url> = session.documents.iter().map(|open| open.uri.clone()).collect();
    for uri in open {
        session.current(&uri, TIME_LIMIT).await;
    }
    let (sender, answer) = tokio::sync::oneshot::channel();
    let session = session.clone();
    session.clone().pool.spawn_other(move || {
        // Nobody listens if the request was cancelled.
        let _ = sender.send(session.review().map(|review| collect(&session, &review)).unwrap_or_default());
    });
    let answer = answer.await.map_err(|_| Error::internal_error())?;
    Ok(serde_json::to_value(answer).ok())
}

fn collect(session: &Session, review: &Review) -> Answer {
    let mut answer = Answer { is_complete: review.is_indexed(), ..Answer::default() };
    for path in review.known_files() {
        let questions = questions(session, review, &path);
        if questions.is_empty() {
            continue;
        }
        let decided = questions.iter().filter(|question| question.reason.is_some()).count();
        let listed = answer.open + answer.decided;
        answer.decided += decided;
        answer.open += questions.len() - decided;
        let open = session.open_at(&path).map(|snapshot| snapshot.uri.clone());
        if let Some(uri) = open.or_else(|| places::uri(&path)).filter(|_| listed < MAX_QUESTIONS) {
            answer.files.push(File { uri, path: review.shown_path(&path), questions });
        }
    }
    answer
}

/// The open questions and the decided ones, by place.
fn questions(session: &Session, review: &Review, path: &Path) -> Vec<Question> {
    let (findings, kept) = (review.findings(path), review.kept(path));
    if findings.is_empty() && kept.is_empty() {
        return Vec::new();
    }
    let open = session.open_at(path).map(|snapshot| snapshot.rope().clone());
    let Some(rope) = open.or_else(|| session.texts.read(path)) else { return Vec::new() };
    let change = review.changed(path);
    let range = |span| session.encoding().range(&rope, marked(&rope, span));
    let open = findings.iter().map(|finding| Question {
        rule: finding.rule.name.clone(),
        title: finding.rule.header.title.clone(),
        level: finding.level.name(),
        message: shortened(&finding.message),
        question: shortened(&finding.question),
        range: range(finding.span),
        reason: None,
        is_new: change.touches(finding.span),
    });
    let decided = kept.iter().map(|(rule, allow)| Question {
        rule: rule.name.clone(),
        title: rule.header.title.clone(),
        level: rule.header.severity.name(),
        message: shortened(&allow.reason),
        question: String::new(),
        range: range(allow.span),
        reason: Some(shortened(&allow.reason)),
        is_new: change.touches(allow.span),
    });
    let mut questions: Vec<Question> = open.chain(decided).collect();
    questions.sort_by_key(|question| (question.range.start.line, question.range.start.character));
    questions
}
