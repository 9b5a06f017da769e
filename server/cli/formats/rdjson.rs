//! Findings as reviewdog's JSON, which it writes to any forge it knows. Its columns are bytes, from 1.

use serde_json::{Value, json};
use thinktwice_engine::finding::Level;
use thinktwice_engine::text::Span;

use super::message;
use crate::cli::check::{Item, Report, Source};
use crate::judge::explain;

pub(crate) fn render(report: &Report) -> String {
    let document = json!({
        "source": { "name": "thinktwice", "url": env!("CARGO_PKG_REPOSITORY") },
        "diagnostics": report.items.iter().map(diagnostic).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn diagnostic(item: &Item) -> Value {
    let finding = &item.finding;
    let related = finding.related.iter().zip(&item.related).filter_map(|(related, file)| {
        Some(json!({ "message": related.text, "location": location(file.as_deref()?, related.span) }))
    });
    let mut code = json!({ "value": finding.rule.name });
    if let Some(page) = explain::page_address(&finding.rule) {
        code["url"] = page.into();
    }
    json!({
        "message": message(item),
        "severity": match finding.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info | Level::Hint => "INFO",
        },
        "code": code,
        "location": location(&item.file, finding.span),
        "related_locations": related.collect::<Vec<_>>(),
    })
}

fn location(file: &Source, span: Span) -> Value {
    let place = |offset: u32| {
        if file.notebook.is_some() {
            return json!({ "line": file.place_in_file(offset).line });
        }
        let (line, column) = file.lines.position(offset.min(file.text.len() as u32));
        json!({ "line": line.0 + 1, "column": column.0 + 1 })
    };
    json!({ "path": file.in_repository(), "range": { "start": place(span.start), "end": place(span.end) } })
}
