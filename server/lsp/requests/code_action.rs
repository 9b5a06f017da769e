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

use super::execute_command::{COMPARE, DECIDE, EXPLAIN, KEEP, NOT_USEFUL, SHOW, target};
use crate::judge::day::Day;
use crate::lsp::diagnostics::{self, shortened};
use crate::lsp::keep;
use crate::lsp::places::Locator;
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
    Some(Here::new(session, &snapshot).actions(&params))
}

/// The document that is asked about.
struct Here<'a> {
    session: &'a Session,
    snapshot: &'a Snapshot,
    locator: Locator<'a>,
}

impl<'a> Here<'a> {
    fn new(session: &'a Session, snapshot: &'a Snapshot) -> Here<'a> {
        Here { session, snapshot, locator: Locator::new(session, snapshot.text()) }
    }

    fn actions(&self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let mut findings = self.snapshot.findings();
        findings.retain(|finding| self.is_meant(finding, params) == Some(true));
        let comparisons = findings.iter().flat_map(|finding| self.comparisons(finding));
        let evidence = findings.iter().flat_map(|finding| self.evidence(finding));
        let explanations = findings.iter().map(|finding| self.explanation(finding));
        let keeping = findings.iter().map(|finding| self.keeping(finding));
        let deciding = findings.iter().flat_map(|finding| self.deciding(finding));
        let actions = comparisons.chain(evidence).chain(explanations).chain(keeping).chain(deciding);
        if self.session.facts().action_literals {
            return actions.map(CodeActionOrCommand::CodeAction).collect();
        }
        actions.filter_map(|action| action.command).map(CodeActionOrCommand::Command).collect()
    }

    /// Under the cursor, or among the diagnostics that the client asks about (all of the line, in some).
    fn is_meant(&self, finding: &Finding, params: &CodeActionParams) -> Option<bool> {
        let span = marked(self.snapshot.rope(), finding.span);
        let uri = &params.text_document.uri;
        let byte = |position| self.snapshot.byte(self.session.encoding(), uri, position);
        let (one, other) = (byte(params.range.start)?, byte(params.range.end)?);
        let place = self.locator.location(None, span)?;
        let line = place.range.start.line;
        let is_about = |diagnostic: &Diagnostic| {
            diagnostic.range.start.line == line
                && matches!(&diagnostic.code, Some(NumberOrString::String(code)) if *code == finding.rule.name)
        };
        let is_under = one.min(other) <= span.end as usize && span.start as usize <= one.max(other);
        Some(place.uri == *uri && (is_under || params.context.diagnostics.iter().any(is_about)))
    }

    fn evidence(&self, finding: &Finding) -> Vec<CodeAction> {
        if !self.session.facts().shows_documents {
            return Vec::new();
        }
        let related = finding.related.iter();
        let related = related.map(|related| (&related.text, related.path.as_deref(), related.span));
        let facts = finding.evidence.iter().filter_map(|fact| {
            let (path, span) = fact.place.as_ref()?;
            Some((&fact.text, path.as_deref(), *span))
        });
        let mut seen: Vec<Location> = Vec::new();
        let mut actions = Vec::new();
        for (text, path, span) in related.chain(facts) {
            let Some(place) = self.locator.location(path, span) else { continue };
            if seen.contains(&place) {
                continue;
            }
            let name = place.uri.path_segments().and_then(Iterator::last).unwrap_or_default();
            let line = place.range.start.line + 1;
            let title = format!("Show the evidence: {} ({name}:{line})", shortened(text));
            let argument = json!({ "uri": place.uri, "range": place.range });
            actions.push(self.action(finding, title, SHOW, argument));
            seen.push(place);
            if seen.len() == MAX_PLACES {
                break;
            }
        }
        actions
    }

    /// For the places that a duplicate resembles, where the client can show two texts side by side.
    fn comparisons(&self, finding: &Finding) -> Vec<CodeAction> {
        if !self.session.facts().compares || finding.rule.family != "duplication" {
            return Vec::new();
        }
        let places = finding.related.iter().take(MAX_PLACES).enumerate().filter_map(|(number, related)| {
            let place = self.locator.location(related.path.as_deref(), related.span)?;
            let name = place.uri.path_segments().and_then(Iterator::last).unwrap_or_default();
            let title = format!("Compare with {name}:{}", place.range.start.line + 1);
            let mut argument = target(self.session, self.snapshot, finding);
            argument["place"] = number.into();
            Some(self.action(finding, title, COMPARE, argument))
        });
        places.collect()
    }

    fn explanation(&self, finding: &Finding) -> CodeAction {
        let title = format!("Explain this: {}", finding.rule.name);
        self.action(finding, title, EXPLAIN, target(self.session, self.snapshot, finding))
    }

    fn keeping(&self, finding: &Finding) -> CodeAction {
        let title = format!("Keep it, because ... ({})", finding.rule.name);
        let mut keeping = self.action(finding, title, KEEP, target(self.session, self.snapshot, finding));
        let facts = self.session.facts();
        if facts.action_literals && !facts.asks_for_reason {
            // The reason is asked for by a diagnostic at the comment.
            keeping.edit = Some(keep::edit(self.session, self.snapshot, finding, ""));
            keeping.command = None;
        }
        keeping
    }

    /// What is written down beside the code. A decision needs a reason, so only a client that asks for one gets it.
    fn deciding(&self, finding: &Finding) -> Vec<CodeAction> {
        let rule = &finding.rule.name;
        let decide = |title: String, kind: &str, until: Option<Day>| {
            let mut argument = target(self.session, self.snapshot, finding);
            argument["decision"] = kind.into();
            argument["until"] = until.map(|until| until.to_string()).into();
            self.action(finding, title, DECIDE, argument)
        };
        let week = Day::today().plus(7);
        let mut actions = Vec::new();
        if self.session.facts().asks_for_reason {
            actions.push(decide(format!("Keep it without a comment, because ... ({rule})"), "accept", None));
            actions.push(decide(format!("Not true here, because ... ({rule})"), "dismiss", None));
            actions.push(decide(format!("Later, on {week}, because ... ({rule})"), "later", Some(week)));
        }
        actions.push(self.action(
            finding,
            format!("Not useful ({rule})"),
            NOT_USEFUL,
            target(self.session, self.snapshot, finding),
        ));
        actions
    }

    fn action(&self, finding: &Finding, title: String, command: &str, argument: Value) -> CodeAction {
        let command =
            Command { title: title.clone(), command: command.to_owned(), arguments: Some(vec![argument]) };
        CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: diagnostics::diagnostic(self.session, &self.locator, finding)
                .map(|(_, diagnostic)| vec![diagnostic]),
            command: Some(command),
            ..CodeAction::default()
        }
    }
}
