//! Findings as workflow commands of GitHub Actions: each becomes a remark at its line of the pull request.

use std::cmp::Reverse;
use std::fmt::Write as _;

use thinktwice_engine::finding::Level;

use super::message;
use crate::cli::check::{Item, Report};
use crate::cli::output::safe;

pub(crate) fn render(report: &Report) -> String {
    // GitHub shows the first ten of a kind: the loudest go first.
    let mut items: Vec<&Item> = report.items.iter().collect();
    items.sort_by_key(|item| Reverse(item.finding.level));
    let mut text = String::new();
    for item in items {
        let kind = match item.finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Hint => "notice",
        };
        let (start, end) = (
            item.file.place_in_file(item.finding.span.start),
            item.file.place_in_file(item.finding.span.end),
        );
        let _ = write!(text, "::{kind} file={},line={}", property(&item.file.in_repository()), start.line);
        // Columns are understood on one line only.
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        } else {
            let _ = write!(text, ",endLine={}", end.line);
        }
        let title = format!("thinktwice: {}", item.finding.rule.name);
        let _ = writeln!(text, ",title={}::{}", property(&title), data(&message(item)));
    }
    text
}

fn data(text: &str) -> String {
    safe(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
