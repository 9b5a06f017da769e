//! `textDocument/hover`: what is here, what can be checked, and one question.
//!
//! At most 12 lines and about 90 words; the whole page is one step away. No remedy, no blame.

use std::time::Duration;

use serde_json::json;
use thinktwice_engine::finding::{Evidence, Finding};
use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::execute_command::{self, EXPLAIN};
use crate::judge::{Reviewed, explain};
use crate::lsp::diagnostics::shortened;
use crate::lsp::places::Locator;
use crate::lsp::position::marked;
use crate::lsp::session::Session;
use crate::lsp::snapshot::Snapshot;

/// A hover that comes later is not looked at; then the findings of the text before the last keys have to do.
const TIME_LIMIT: Duration = Duration::from_millis(60);
const MAX_WORDS: usize = 90;
const MAX_FACTS: usize = 3;

/// The answer; nothing where no finding is.
pub(crate) async fn answer(session: &Session, params: HoverParams) -> Option<Hover> {
    let at = params.text_document_position_params;
    let snapshot = session.current(&at.text_document.uri, TIME_LIMIT).await?;
    let rope = snapshot.rope();
    let byte = snapshot.byte(session.encoding(), &at.text_document.uri, at.position)? as u32;
    let mut here: Vec<Finding> = snapshot.findings();
    here.retain(|finding| {
        let span = marked(rope, finding.span);
        span.start <= byte && (byte < span.end || span.start == span.end)
    });
    // The loudest, and of these the one about the least code.
    here.sort_by_key(|finding| (std::cmp::Reverse(finding.level), finding.span.end - finding.span.start));
    let first = here.first()?;
    let range = snapshot.text().location(session.encoding(), marked(rope, first.span))?.range;
    let (kind, style) = match session.facts().markdown {
        true => (MarkupKind::Markdown, Style::Markdown),
        false => (MarkupKind::PlainText, Style::Plain),
    };
    let value = text(session, &snapshot, first, &here[1..], style);
    Some(Hover { contents: HoverContents::Markup(MarkupContent { kind, value }), range: Some(range) })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Markdown,
    Plain,
}

impl Style {
    /// A sentence with names of the code in back quotes.
    fn sentence(self, text: &str) -> String {
        match self {
            Style::Markdown => explain::escaped(&shortened(text)),
            Style::Plain => shortened(text),
        }
    }

    fn bold(self, text: &str) -> String {
        match self {
            Style::Markdown => format!("**{text}**"),
            Style::Plain => text.to_owned(),
        }
    }

    fn link(self, text: &str, to: &str) -> String {
        match self {
            Style::Markdown => format!("[{text}]({to})"),
            Style::Plain => format!("{text}: {to}"),
        }
    }
}

fn text(
    session: &Session,
    snapshot: &Snapshot,
    finding: &Finding,
    others: &[Finding],
    style: Style,
) -> String {
    let locator = Locator::new(session, snapshot.text());
    let what = style.sentence(&finding.message);
    let question = format!("{} {}", style.bold("Ask yourself:"), style.sentence(&finding.question));
    let fine = format!("Fine when {}.", style.sentence(finding.rule.header.fine_when.trim_end_matches('.')));
    let footer = footer(session, snapshot, finding, others, style);
    let mut facts: Vec<String> =
        finding.evidence.iter().take(MAX_FACTS).map(|fact| checkable(&locator, fact, style)).collect();
    if let Some(fact) = callers(session, snapshot, finding, style) {
        facts.truncate(1);
        facts.push(fact);
    }
    let rest = words(&what) + words(&question) + words(&fine) + words(&footer);
    while !facts.is_empty() && rest + facts.iter().map(|fact| words(fact)).sum::<usize>() > MAX_WORDS {
        facts.pop();
    }
    let asks_first = session.review().is_some_and(|review| review.asks_first(&snapshot.path));
    if asks_first {
        return [what, question, footer].join("\n\n");
    }
    let facts = (!facts.is_empty()).then(|| facts.join("\n"));
    let what = (!session.facts().hovers_diagnostics).then_some(what);
    let parts = [what, facts, Some(question), Some(fine), Some(footer)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

/// Who relies on the place that a duplicate resembles: a reason to call it and not to repeat it.
fn callers(session: &Session, snapshot: &Snapshot, finding: &Finding, style: Style) -> Option<String> {
    let twin = finding.related.first().filter(|_| finding.rule.family == "duplication")?;
    let review = session.review()?;
    let path = twin.path.as_deref().unwrap_or(&snapshot.path);
    let callers = review.callers(path, twin.span);
    let named = match callers.as_slice() {
        [] => return None,
        [one] => format!("`{one}` calls it"),
        [one, other] => format!("`{one}` and `{other}` call it"),
        [one, other, ..] => format!("`{one}`, `{other}` and {} more call it", callers.len() - 2),
    };
    Some(format!("- {}", style.sentence(&format!("there already: {named}"))))
}

fn checkable(locator: &Locator<'_>, fact: &Evidence, style: Style) -> String {
    let text = style.sentence(&fact.text);
    let place = fact.place.as_ref().and_then(|(path, span)| locator.location(path.as_deref(), *span));
    let Some(place) = place else { return format!("- {text}") };
    let line = place.range.start.line + 1;
    let name = place.uri.path_segments().and_then(Iterator::last).unwrap_or_default();
    let link = style.link(&format!("{name}:{line}"), &format!("{}#L{line}", place.uri));
    format!("- {text} ({link})")
}

/// What was decided about a finding that is shown all the same.
fn state(session: &Session, snapshot: &Snapshot, finding: &Finding) -> &'static str {
    let Some(review) = session.review() else { return "undecided" };
    let is_it = |other: &Finding| other.rule.name == finding.rule.name && other.span == finding.span;
    let reviewed = review.reviewed(&snapshot.path).into_iter().find(|reviewed| is_it(&reviewed.finding));
    match reviewed {
        Some(Reviewed { answer: Some(_), .. }) => "put off until now",
        Some(Reviewed { offered: Some(_), .. }) => "decided before the code moved",
        _ => "undecided",
    }
}

/// Whether nobody has marked the place as read since it arrived at once.
fn is_unread(session: &Session, snapshot: &Snapshot, finding: &Finding) -> bool {
    let Some(review) = session.review() else { return false };
    let rope = snapshot.rope();
    let line = rope.byte_to_line((finding.span.start as usize).min(rope.len_bytes())) as u32;
    review.unread(&snapshot.path, &rope.to_string()).iter().any(|block| block.lines.contains(&line))
}

/// Rule, how sure it is, whether it arrived at once, what was decided, and the way to the whole page.
fn footer(
    session: &Session,
    snapshot: &Snapshot,
    finding: &Finding,
    others: &[Finding],
    style: Style,
) -> String {
    let rule = &finding.rule;
    let mut parts = vec![style.bold(&rule.name), explain::confidence(rule)];
    if is_unread(session, snapshot, finding) {
        parts.push("arrived at once".to_owned());
    }
    parts.push(state(session, snapshot, finding).to_owned());
    if let Some(other) = others.first() {
        let more = if others.len() > 1 { ", ..." } else { "" };
        parts.push(format!("also here: {}{more}", other.rule.name));
    }
    if session.facts().shows_pages {
        let argument = json!([execute_command::target(session, snapshot, finding)]).to_string();
        parts.push(style.link("Explain this", &format!("command:{EXPLAIN}?{}", percent_encoded(&argument))));
        return parts.join(" · ");
    }
    let page = session.review().map(|review| review.explain(finding));
    if let Some(uri) = page.and_then(|page| session.pages.write(&rule.name, &page.markdown)) {
        parts.push(style.link("Explain this", uri.as_str()));
    }
    parts.join(" · ")
}

/// Safe in a link's address, and in Markdown's round brackets.
fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}
