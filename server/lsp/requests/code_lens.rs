//! `textDocument/codeLens`: above each block that arrived at once, what is left to read; above each new or changed
//! function, who calls it and which tests do.

use std::time::Duration;

use serde_json::json;
use thinktwice_engine::finding::Level;
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command, Url};

use super::execute_command::MARK_READ;
use crate::judge::arrivals::Unread;
use crate::judge::{Mentions, Review, Standing, Tier};
use crate::lsp::session::Session;
use crate::lsp::snapshot::Snapshot;

/// A lens that comes later stands at the place of an older text.
const TIME_LIMIT: Duration = Duration::from_millis(500);

/// The answer; of functions nothing before every file was looked at once.
pub(crate) async fn answer(session: &Session, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = params.text_document.uri;
    let snapshot = session.current(&uri, TIME_LIMIT).await?;
    let review = session.review()?;
    let mut lenses = unread(session, &review, &snapshot);
    if snapshot.is_current() {
        lenses.extend(functions(session, &review, &snapshot));
    }
    Some(lenses.into_iter().filter(|(own, _)| *own == uri).map(|(_, lens)| lens).collect())
}

/// Lenses with the document or cell in which they stand.
type Lenses = Vec<(Url, CodeLens)>;

fn unread(session: &Session, review: &Review, snapshot: &Snapshot) -> Lenses {
    let rope = snapshot.rope();
    let text = snapshot.text();
    let findings = snapshot.findings();
    let line_of = |byte: u32| rope.byte_to_line((byte as usize).min(rope.len_bytes())) as u32;
    let lens = |block: Unread| {
        let is_asked =
            |level: Level, start: u32| level > Level::Hint && block.lines.contains(&line_of(start));
        let open = findings.iter().filter(|finding| is_asked(finding.level, finding.span.start)).count();
        let questions = match open {
            0 => String::new(),
            1 => " - 1 question open".to_owned(),
            count => format!(" - {count} questions open"),
        };
        let title = format!("{} lines arrived at once{questions} - mark as read", block.size);
        let start = rope.line_to_byte((block.lines.start as usize).min(rope.len_lines())) as u32;
        let place = text.location(session.encoding(), Span::new(start, start))?;
        let argument = json!({ "uri": place.uri, "line": place.range.start.line });
        let command = Command { title, command: MARK_READ.to_owned(), arguments: Some(vec![argument]) };
        Some((place.uri, CodeLens { range: place.range, command: Some(command), data: None }))
    };
    review.unread(&snapshot.path, &rope.to_string()).into_iter().filter_map(lens).collect()
}

fn functions(session: &Session, review: &Review, snapshot: &Snapshot) -> Lenses {
    let rope = snapshot.rope();
    let text = snapshot.text();
    let functions = review.changed_functions(&snapshot.path).into_iter();
    let shown = functions.filter(|(standing, _)| standing.name_span.end as usize <= rope.len_bytes());
    let lenses = shown.filter_map(|(standing, mentions)| {
        let place = text.location(session.encoding(), standing.name_span)?;
        let command = Command { title: title(&standing, mentions), ..Command::default() };
        Some((place.uri, CodeLens { range: place.range, command: Some(command), data: None }))
    });
    lenses.collect()
}

fn title(standing: &Standing, mentions: Mentions) -> String {
    let count =
        |count: u32, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let tests = match (standing.tier, mentions.tests, standing.report) {
        (Tier::None, _, Some(report)) => format!("not run in {report}"),
        (_, _, Some(report)) => format!("run in {report}"),
        (Tier::None, ..) => "0 tests".to_owned(),
        (_, 0, None) => "reached by tests".to_owned(),
        (_, tests, None) => count(tests, "test"),
    };
    format!("{} - {tests}", count(mentions.callers, "caller"))
}
