//! Findings as JUnit XML: a suite for each file, a case for each finding. Those that make the command fail are
//! failures; quieter ones have passed and say what they say as output.

use std::fmt::Write as _;

use crate::cli::check::{Item, Report};
use crate::cli::output::safe;

pub(crate) fn render(report: &Report) -> String {
    let fails = |item: &Item| report.limit.is_some_and(|limit| item.finding.level >= limit);
    let failures = |items: &[Item]| items.iter().filter(|item| fails(item)).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let count = report.items.len().max(1);
    let failed = failures(&report.items);
    let _ = writeln!(
        text,
        "<testsuites name=\"thinktwice\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\">"
    );
    if report.items.is_empty() {
        // Readers take a report without any case for one that was cut off.
        let _ = writeln!(text, "  <testsuite name=\"thinktwice\" tests=\"1\" failures=\"0\" errors=\"0\">");
        let _ = writeln!(text, "    <testcase name=\"no findings\" classname=\"thinktwice\"/>");
        let _ = writeln!(text, "  </testsuite>");
    }
    for items in report.items.chunk_by(|left, right| left.file.path == right.file.path) {
        let path = escape(&items[0].file.in_repository());
        let (count, failed) = (items.len(), failures(items));
        let _ = writeln!(
            text,
            "  <testsuite name=\"{path}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\">"
        );
        for item in items {
            case(&mut text, item, &path, fails(item));
        }
        let _ = writeln!(text, "  </testsuite>");
    }
    text.push_str("</testsuites>\n");
    text
}

fn case(text: &mut String, item: &Item, path: &str, fails: bool) {
    let finding = &item.finding;
    let place = item.file.place(finding.span.start);
    let (rule, level, line) =
        (escape(&finding.rule.name), finding.level, item.file.place_in_file(finding.span.start).line);
    let _ = writeln!(
        text,
        "    <testcase name=\"{rule} at {place}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\">"
    );
    let words = format!("{}\n{}", finding.message, finding.question);
    let body = escape(&format!("{}:{place}: {level}: {words}", item.file.in_repository()));
    if fails {
        let message = escape(&finding.message);
        let _ = writeln!(text, "      <failure type=\"{level}\" message=\"{message}\">{body}</failure>");
    } else {
        let _ = writeln!(text, "      <system-out>{body}</system-out>");
    }
    text.push_str("    </testcase>\n");
}

/// For an attribute or an element's text, without the characters that XML cannot hold.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in safe(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
