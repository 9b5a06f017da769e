//! `textDocument/codeLens`: above each new or changed function, who calls it and which tests do.

use std::time::Duration;

use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command};

use crate::judge::{Mentions, Standing, Tier};
use crate::lsp::session::Session;

/// A lens that comes later stands at the place of an older text.
const TIME_LIMIT: Duration = Duration::from_millis(500);

/// The answer; nothing before every file was looked at once.
pub(crate) async fn answer(session: &Session, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let snapshot = session.current(&params.text_document.uri, TIME_LIMIT).await?;
    let review = session.review()?;
    if !snapshot.is_current() {
        return None;
    }
    let rope = snapshot.rope();
    let functions = review.changed_functions(&snapshot.path).into_iter();
    let shown = functions.filter(|(standing, _)| standing.name_span.end as usize <= rope.len_bytes());
    let lenses = shown.map(|(standing, mentions)| CodeLens {
        range: session.encoding().range(rope, standing.name_span),
        command: Some(Command { title: title(&standing, mentions), ..Command::default() }),
        data: None,
    });
    Some(lenses.collect())
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
