//! Findings as JSON, for programs that are no SARIF readers. The shape is that of the structs below and is described
//! in the README; fields are added and not changed within a `version`.

use serde::Serialize;
use thinktwice_engine::finding::Level;
use thinktwice_engine::text::Span;

use crate::cli::check::{Item, Report, Source};
use crate::judge::explain;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    findings: Vec<JsonFinding<'r>>,
    problems: Vec<JsonProblem<'r>>,
    files: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct JsonFinding<'r> {
    rule: &'r str,
    family: &'r str,
    level: Level,
    message: &'r str,
    question: &'r str,
    fine_when: &'r str,
    #[serde(flatten)]
    place: JsonPlace<'r>,
    scope: &'r str,
    fingerprint: &'r str,
    evidence: Vec<Remark<'r>>,
    related: Vec<Remark<'r>>,
    page: Option<String>,
}

/// A place: lines and columns from 1, columns in characters, bytes from 0. In a notebook the line is the cell's and the
/// bytes are those of the code.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct JsonPlace<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start_byte: u32,
    end_byte: u32,
}

#[derive(Serialize)]
struct Remark<'r> {
    text: &'r str,
    #[serde(flatten)]
    place: Option<JsonPlace<'r>>,
}

#[derive(Serialize)]
struct JsonProblem<'r> {
    file: &'r str,
    line: Option<u32>,
    message: &'r str,
}

pub(crate) fn render(report: &Report) -> String {
    let document = Document {
        version: 1,
        findings: report.items.iter().map(finding).collect(),
        problems: report
            .problems
            .iter()
            .map(|problem| JsonProblem {
                file: &problem.origin,
                line: problem.line,
                message: &problem.message,
            })
            .collect(),
        files: report.files,
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn finding(item: &Item) -> JsonFinding<'_> {
    let finding = &item.finding;
    let evidence = finding.evidence.iter().zip(&item.evidence).map(|(evidence, file)| Remark {
        text: &evidence.text,
        place: evidence.place.as_ref().and_then(|(_, span)| Some(place(file.as_deref()?, *span))),
    });
    let related = finding.related.iter().zip(&item.related).map(|(related, file)| Remark {
        text: &related.text,
        place: file.as_deref().map(|file| place(file, related.span)),
    });
    JsonFinding {
        rule: &finding.rule.name,
        family: &finding.rule.family,
        level: finding.level,
        message: &finding.message,
        question: &finding.question,
        fine_when: &finding.rule.header.fine_when,
        place: place(&item.file, finding.span),
        scope: &finding.scope,
        fingerprint: &item.fingerprint,
        evidence: evidence.collect(),
        related: related.collect(),
        page: explain::page_address(&finding.rule),
    }
}

fn place(file: &Source, span: Span) -> JsonPlace<'_> {
    let (start, end) = (file.place(span.start), file.place(span.end));
    JsonPlace {
        path: &file.path,
        cell: start.cell,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        start_byte: span.start,
        end_byte: span.end,
    }
}
