//! Findings as a code quality report of GitLab, which its merge requests show beside the change.

use serde_json::{Value, json};
use thinktwice_engine::finding::Level;

use super::message;
use crate::cli::check::{Item, Report};

pub(crate) fn render(report: &Report) -> String {
    let issues: Vec<Value> = report.items.iter().map(issue).collect();
    format!("{:#}\n", Value::from(issues))
}

fn issue(item: &Item) -> Value {
    let (start, end) =
        (item.file.place_in_file(item.finding.span.start), item.file.place_in_file(item.finding.span.end));
    json!({
        "description": message(item),
        "check_name": item.finding.rule.name,
        "fingerprint": item.fingerprint,
        "severity": match item.finding.level {
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Info => "minor",
            Level::Hint => "info",
        },
        "location": {
            "path": item.file.in_repository(),
            "lines": { "begin": start.line, "end": end.line },
        },
    })
}
