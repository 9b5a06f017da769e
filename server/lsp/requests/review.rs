//! The command `thinktwice.review`: every question of the workspace, file by file, with what was decided. What the
//! editors' review lists are made of; a client asks when its list is on the screen.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Location, Range, Url};

use crate::judge::day::Day;
use crate::judge::{Review, Reviewed};
use crate::lsp::diagnostics::shortened;
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
    session.all_current(TIME_LIMIT).await;
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
        let decided = questions.iter().filter(|(_, question)| question.reason.is_some()).count();
        let listed = answer.open + answer.decided;
        answer.decided += decided;
        answer.open += questions.len() - decided;
        if listed >= MAX_QUESTIONS {
            continue;
        }
        let shown = review.shown_path(&path);
        for (uri, question) in questions {
            match answer.files.last_mut().filter(|file| file.uri == uri) {
                Some(file) => file.questions.push(question),
                None => answer.files.push(File { uri, path: shown.clone(), questions: vec![question] }),
            }
        }
    }
    answer
}

/// The open questions and the decided ones, by place, each with its document or notebook's cell.
fn questions(session: &Session, review: &Review, path: &Path) -> Vec<(Url, Question)> {
    let mut reviewed = review.reviewed(path);
    let today = Day::today();
    // A comment for another tool answers too, but says nothing.
    let reason = |reviewed: &Reviewed| {
        let answer = reviewed.answer.as_ref().filter(|_| !reviewed.is_open(today));
        answer.map(|answer| shortened(answer.reason()))
    };
    reviewed.retain(|reviewed| reason(reviewed).is_none_or(|reason| !reason.is_empty()));
    if reviewed.is_empty() {
        return Vec::new();
    }
    let Some(text) = session.text_at(path) else { return Vec::new() };
    let questions = reviewed.iter().filter_map(|reviewed| {
        let finding = &reviewed.finding;
        let Location { uri, range } = text.location(session.encoding(), marked(&text.rope, finding.span))?;
        let question = Question {
            rule: finding.rule.name.clone(),
            title: finding.rule.header.title.clone(),
            level: finding.level.name(),
            message: shortened(&finding.message),
            question: shortened(&finding.question),
            range,
            reason: reason(reviewed),
            is_new: reviewed.is_new,
        };
        Some((uri, question))
    });
    questions.collect()
}
