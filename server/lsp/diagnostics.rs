//! Findings as the client wants them.

use std::path::Path;

use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::rule::Rule;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    NumberOrString, Url,
};
use xxhash_rust::xxh3::xxh3_64;

use super::places::{self, Locator};
use super::position::marked;
use super::session::Session;
use super::snapshot::{Results, Snapshot};
use crate::judge::explain;

/// A file with more findings was written by a program; nobody reads on, and the message would be megabytes.
const MAX_FINDINGS: usize = 1000;
/// Other places shown with one finding.
const MAX_RELATED: usize = 10;
/// Names in minified code are as long as the file.
const MAX_TEXT: usize = 600;

/// Rules whose places are code that does nothing.
const UNNECESSARY: [&str; 4] = ["unused-allow", "dead-code", "unused-parameter", "commented-out-code"];
/// Rules whose places are names that go away.
const DEPRECATED: [&str; 1] = ["deprecated-api"];

/// The results of a document.
pub(crate) fn results(session: &Session, snapshot: &Snapshot, mut findings: Vec<Finding>) -> Results {
    findings.truncate(MAX_FINDINGS);
    let locator = Locator::new(session, snapshot.text());
    let parts = snapshot.parts().into_iter();
    let mut diagnostics: Vec<(Url, Vec<Diagnostic>)> = parts.map(|(uri, _)| (uri, Vec::new())).collect();
    for finding in &findings {
        let Some((uri, diagnostic)) = diagnostic(session, &locator, finding) else { continue };
        if let Some((_, own)) = diagnostics.iter_mut().find(|(own, _)| *own == uri) {
            own.push(diagnostic);
        }
    }
    Results { revision: snapshot.revision, findings, diagnostics }
}

/// Equal for equal diagnostics, also in another session.
pub(crate) fn id(diagnostics: &[Diagnostic]) -> String {
    let bytes = serde_json::to_vec(diagnostics).unwrap_or_default();
    format!("{:016x}", xxh3_64(&bytes))
}

/// One finding of the locator's document, and the document or cell in which it stands.
pub(crate) fn diagnostic(
    session: &Session,
    locator: &Locator<'_>,
    finding: &Finding,
) -> Option<(Url, Diagnostic)> {
    let place = locator.location(None, marked(locator.rope(), finding.span))?;
    let facts = session.facts();
    let rule = &finding.rule;
    let related = finding.related.iter().take(if facts.related_information { MAX_RELATED } else { 0 });
    let related: Vec<DiagnosticRelatedInformation> = related
        .filter_map(|related| {
            let location = locator.location(related.path.as_deref(), related.span)?;
            Some(DiagnosticRelatedInformation { location, message: shortened(&related.text) })
        })
        .collect();
    let page = if facts.code_description { page_address(rule) } else { None };
    let diagnostic = Diagnostic {
        range: place.range,
        severity: Some(severity(finding.level)),
        code: Some(NumberOrString::String(rule.name.clone())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some("thinktwice".to_owned()),
        message: shortened(&finding.message),
        related_information: (!related.is_empty()).then_some(related),
        tags: if facts.tags { tags(rule) } else { None },
        data: None,
    };
    Some((place.uri, diagnostic))
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}

fn tags(rule: &Rule) -> Option<Vec<DiagnosticTag>> {
    let name = rule.name.as_str();
    if UNNECESSARY.contains(&name) {
        Some(vec![DiagnosticTag::UNNECESSARY])
    } else if DEPRECATED.contains(&name) {
        Some(vec![DiagnosticTag::DEPRECATED])
    } else {
        None
    }
}

/// Where the rule's page is read: in the project's repository, or in the workspace for a rule of its own.
fn page_address(rule: &Rule) -> Option<Url> {
    match explain::page_address(rule) {
        Some(address) => Url::parse(&address).ok(),
        None => places::uri(Path::new(&rule.origin)),
    }
}

/// The text on one line, and no longer than a screen holds.
pub(crate) fn shortened(text: &str) -> String {
    let mut short: String =
        text.chars().take(MAX_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
