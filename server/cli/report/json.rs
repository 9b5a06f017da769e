//! The report as JSON, for programs. Fields are added and not changed within a `version`.

use serde_json::{Value, json};

use crate::judge::Review;
use crate::judge::decisions::Answer;
use crate::judge::report::{ChangeReport, Entry};

pub(crate) fn render(review: &Review, report: &ChangeReport) -> String {
    let entries = |entries: &[Entry]| entries.iter().map(|entry| entry_of(review, entry)).collect::<Vec<_>>();
    let open: Vec<Value> = report
        .open
        .iter()
        .map(|group| json!({ "rule": group.rule.name, "title": group.rule.header.title, "findings": entries(&group.entries) }))
        .collect();
    let stale: Vec<Value> = report
        .stale
        .iter()
        .map(|decision| json!({ "rule": decision.rule, "path": decision.path, "reason": decision.reason }))
        .collect();
    let repeats: Vec<Value> =
        report.repeats.iter().map(|(reason, count)| json!({ "reason": reason, "count": count })).collect();
    let document = json!({
        "version": 1,
        "base": report.base,
        "files": report.files.iter().map(|path| review.shown_path(path)).collect::<Vec<_>>(),
        "deleted-files": report.deleted_files.iter().map(|path| review.shown_path(path)).collect::<Vec<_>>(),
        "lines": report.lines,
        "deleted-lines": report.deleted_lines,
        "open": open,
        "decided": entries(&report.decided),
        "surroundings-changed": entries(&report.surroundings),
        "due": entries(&report.due),
        "stale": stale,
        "repeated-reasons": repeats,
        "origins": report.origins,
        "orphaned-notes": report.orphans,
        "doubtful-rules": report.doubtful,
        "questions": report.questions,
    });
    format!("{document:#}\n")
}

fn entry_of(review: &Review, entry: &Entry) -> Value {
    let finding = &entry.reviewed.finding;
    let answer = entry.reviewed.answer.as_ref();
    let decision = match answer {
        Some(Answer::Decision { decision, .. }) => Some(decision.kind),
        _ => None,
    };
    json!({
        "rule": finding.rule.name,
        "level": finding.level,
        "path": review.shown_path(&entry.path),
        "line": entry.line,
        "message": finding.message,
        "question": finding.question,
        "fingerprint": entry.reviewed.identity.fingerprint,
        "tier": entry.origin.tier,
        "by": entry.origin.by,
        "decision": decision,
        "reason": answer.map(Answer::reason),
    })
}
