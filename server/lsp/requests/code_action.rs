//! `textDocument/codeAction`: the evidence first, then the page, and last the way to keep the code as it is.
//!
//! There is no "keep all".

use std::time::Duration;

use serde_json::{Value, json};
use thinktwice_engine::finding::Finding;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, Diagnostic, Location,
    NumberOrString,
};

use super::execute_command::{EXPLAIN, KEEP, SHOW};
use crate::lsp::diagnostics::{self, shortened};
use crate::lsp::keep;
use crate::lsp::position::marked;
use crate::lsp::session::Session;
use crate::lsp::snapshot::Snapshot;

const TIME_LIMIT: Duration = Duration::from_millis(250);
/// Other places of one finding that get an action; all are in the diagnostic.
const MAX_PLACES: usize = 5;

/// The answer.
pub(crate) async fn answer(session: &Session, params: CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
    let kinds = params.context.only.as_ref();
    let is_wanted = |kind: &CodeActionKind| kind.as_str().is_empty() || *kind == CodeActionKind::QUICKFIX;
    if kinds.is_some_and(|kinds| !kinds.iter().any(is_wanted)) {
        return None;
    }
    let snapshot = session.current(&params.text_document.uri, TIME_LIMIT).await?;
    let findings: Vec<Finding> = snapshot
        .findings()
        .into_iter()
        .filter(|finding| is_meant(session, &snapshot, finding, &params))
        .collect();
    let of_all = |actions: fn(&Session, &Snapshot, &Finding) -> Vec<CodeAction>| {
        findings.iter().flat_map(|finding| actions(session, &snapshot, finding)).collect::<Vec<_>>()
    };
    let actions = [of_all(evidence), of_all(explanation), of_all(keeping)].concat();
    let as_client_takes = |action: CodeAction| match (session.facts().action_literals, action) {
        (true, action) => Some(CodeActionOrCommand::CodeAction(action)),
        (false, CodeAction { command, .. }) => command.map(CodeActionOrCommand::Command),
    };
    Some(actions.into_iter().filter_map(as_client_takes).collect())
}

/// Under the cursor, or among the diagnostics that the client asks about (all of the line, in some).
fn is_meant(session: &Session, snapshot: &Snapshot, finding: &Finding, params: &CodeActionParams) -> bool {
    let rope = snapshot.rope();
    let span = marked(rope, finding.span);
    let asked = session.encoding().bytes(rope, params.range);
    let line = session.encoding().position(rope, span.start as usize).line;
    let is_about = |diagnostic: &Diagnostic| {
        diagnostic.range.start.line == line
            && matches!(&diagnostic.code, Some(NumberOrString::String(code)) if *code == finding.rule.name)
    };
    (asked.start <= span.end as usize && span.start as usize <= asked.end)
        || params.context.diagnostics.iter().any(is_about)
}

fn evidence(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Vec<CodeAction> {
    if !session.facts().shows_documents {
        return Vec::new();
    }
    let related =
        finding.related.iter().map(|related| (&related.text, related.path.as_deref(), related.span));
    let facts = finding.evidence.iter().filter_map(|fact| {
        let (path, span) = fact.place.as_ref()?;
        Some((&fact.text, path.as_deref(), *span))
    });
    let mut seen: Vec<Location> = Vec::new();
    let mut actions = Vec::new();
    for (text, path, span) in related.chain(facts) {
        let Some(place) = session.location((&snapshot.uri, snapshot.rope()), path, span) else { continue };
        if seen.contains(&place) {
            continue;
        }
        let name = place.uri.path_segments().and_then(Iterator::last).unwrap_or_default();
        let line = place.range.start.line + 1;
        let title = format!("Show the evidence: {} ({name}:{line})", shortened(text));
        let argument = json!({ "uri": place.uri, "range": place.range });
        actions.push(action(session, snapshot, finding, title, SHOW, argument));
        seen.push(place);
        if seen.len() == MAX_PLACES {
            break;
        }
    }
    actions
}

fn explanation(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Vec<CodeAction> {
    let title = format!("Explain this: {}", finding.rule.name);
    vec![action(session, snapshot, finding, title, EXPLAIN, target(session, snapshot, finding))]
}

fn keeping(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Vec<CodeAction> {
    let title = format!("Keep it, because ... ({})", finding.rule.name);
    let mut keeping = action(session, snapshot, finding, title, KEEP, target(session, snapshot, finding));
    if session.facts().action_literals && !session.facts().asks_for_reason {
        // The reason is asked for by a diagnostic at the comment.
        keeping.edit = Some(keep::edit(session, snapshot, finding, ""));
        keeping.command = None;
    }
    vec![keeping]
}

/// What a command needs to find the finding again.
fn target(session: &Session, snapshot: &Snapshot, finding: &Finding) -> Value {
    let range = session.encoding().range(snapshot.rope(), marked(snapshot.rope(), finding.span));
    json!({ "uri": snapshot.uri, "rule": finding.rule.name, "range": range })
}

fn action(
    session: &Session,
    snapshot: &Snapshot,
    finding: &Finding,
    title: String,
    command: &str,
    argument: Value,
) -> CodeAction {
    let command =
        Command { title: title.clone(), command: command.to_owned(), arguments: Some(vec![argument]) };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostics::diagnostic(session, (&snapshot.uri, snapshot.rope()), finding)]),
        command: Some(command),
        ..CodeAction::default()
    }
}
