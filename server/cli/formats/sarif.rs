//! Findings as SARIF 2.1.0, for forges and viewers.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use thinktwice_engine::finding::Level;
use thinktwice_engine::rule::{Problem, Rule};
use thinktwice_engine::text::Span;

use super::message;
use crate::cli::check::{Item, Report, Source};
use crate::judge::decisions::{Answer, Kind};
use crate::judge::explain;

pub(crate) fn render(report: &Report) -> String {
    let mut rules: Vec<&Arc<Rule>> = report.items.iter().map(|item| &item.finding.rule).collect();
    rules.sort_by_key(|rule| &rule.name);
    rules.dedup_by_key(|rule| &rule.name);
    let index = |name: &str| rules.iter().position(|rule| rule.name == name);
    let results: Vec<Value> =
        report.items.iter().map(|item| result(item, index(&item.finding.rule.name))).collect();
    let descriptors: Vec<Value> = rules.iter().map(|rule| descriptor(rule)).collect();
    let mut document = document(descriptors, results);
    document["runs"][0]["invocations"] = json!([{
        "executionSuccessful": true,
        "toolExecutionNotifications": report.problems.iter().map(notification).collect::<Vec<_>>(),
    }]);
    format!("{document:#}\n")
}

/// A log of one run of this program. Columns are counted in characters.
pub(crate) fn document(rules: Vec<Value>, results: Vec<Value>) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "thinktwice",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let page = explain::page(rule).markdown;
    let mut descriptor = json!({
        "id": rule.name,
        "name": rule.header.title,
        "shortDescription": { "text": rule.header.title },
        "fullDescription": { "text": rule.section("What it finds").unwrap_or(&rule.header.title) },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.header.severity) },
        "properties": {
            "tags": rule.header.cwe.iter().map(|cwe| format!("external/cwe/{}", cwe.to_lowercase()))
                .chain([rule.family.clone()]).collect::<Vec<_>>(),
            "precision": rule.header.confidence,
        },
    });
    if let (Some(address), Some(fields)) = (explain::page_address(rule), descriptor.as_object_mut()) {
        fields.insert("helpUri".to_string(), address.into());
    }
    descriptor
}

fn result(item: &Item, rule: Option<usize>) -> Value {
    let finding = &item.finding;
    let mut places: Vec<(&str, &Source, Span)> = Vec::new();
    for (related, file) in finding.related.iter().zip(&item.related) {
        places.extend(file.as_deref().map(|file| (related.text.as_str(), file, related.span)));
    }
    for (evidence, file) in finding.evidence.iter().zip(&item.evidence) {
        let Some((file, (_, span))) = file.as_deref().zip(evidence.place.as_ref()) else { continue };
        // A fact about a place that is named already adds no place.
        if !places.iter().any(|(_, known, at)| known.path == file.path && at == span) {
            places.push((&evidence.text, file, *span));
        }
    }
    let related: Vec<Value> = places
        .into_iter()
        .enumerate()
        .map(|(number, (text, file, span))| {
            let mut location = location(file, span);
            if let Some(fields) = location.as_object_mut() {
                fields.insert("id".to_string(), (number + 1).into());
                fields.insert(
                    "message".to_string(),
                    json!({ "text": format!("{}{text}", file.cell(span.start)) }),
                );
            }
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.rule.name,
        "ruleIndex": rule,
        "level": level(finding.level),
        "message": { "text": message(item) },
        "locations": [location(&item.file, finding.span)],
        "relatedLocations": related,
        "partialFingerprints": { "thinktwice/v1": item.fingerprint },
        "properties": { "level": finding.level, "question": finding.question, "scope": finding.scope },
    });
    if let (Some(answer), Some(fields)) = (&item.answer, result.as_object_mut()) {
        fields.insert("suppressions".to_string(), json!([suppression(answer)]));
    }
    result
}

/// What was decided. Consumers still show what is only put off.
fn suppression(answer: &Answer) -> Value {
    let (kind, status) = match answer {
        Answer::Comment { .. } => ("inSource", "accepted"),
        Answer::Decision { decision, .. } if decision.kind == Kind::Later => ("external", "underReview"),
        Answer::Decision { .. } => ("external", "accepted"),
    };
    json!({ "kind": kind, "status": status, "justification": answer.reason() })
}

fn location(file: &Source, span: Span) -> Value {
    let (start, end) = (file.place_in_file(span.start), file.place_in_file(span.end));
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": encode(&file.in_repository()) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }})
}

fn notification(problem: &Problem) -> Value {
    let text = problem.to_string();
    json!({ "level": "warning", "message": { "text": text } })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "note",
    }
}

/// A relative path as a URI reference.
pub(crate) fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
