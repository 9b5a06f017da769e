//! The report as one page that needs nothing else.

use std::fmt::Write as _;

use super::{extent, origin_line, orphan_line, short, verdict};
use crate::cli::output::{plural, safe};
use crate::judge::Review;
use crate::judge::decisions::Answer;
use crate::judge::explain::page_address;
use crate::judge::provenance::Tier;
use crate::judge::report::{ChangeReport, Entry};

pub(crate) fn render(review: &Review, report: &ChangeReport) -> String {
    let mut body = String::new();
    let open: usize = report.open.iter().map(|group| group.entries.len()).sum();
    let since =
        report.base.as_deref().map(|base| format!(" since <code>{}</code>", short(base))).unwrap_or_default();
    let _ = write!(
        body,
        "<p>{}{since}: <strong>{} open</strong>, {} decided here.</p>",
        extent(report),
        plural(open, "question"),
        report.decided.len()
    );
    if !report.open.is_empty() {
        body.push_str("<section><h2>New and undecided</h2>");
        for group in &report.open {
            let name = escaped(&group.rule.name);
            let name = match page_address(&group.rule) {
                Some(page) => format!("<a href=\"{}\"><code>{name}</code></a>", escaped(&page)),
                None => format!("<code>{name}</code>"),
            };
            let _ = write!(body, "<h3>{} {name}</h3><ul>", code(&group.rule.header.title));
            for entry in &group.entries {
                let finding = &entry.reviewed.finding;
                let origin = match entry.origin.tier {
                    Tier::Unknown => String::new(),
                    tier => format!(" <small>{} {}</small>", tier.name(), escaped(&entry.origin.by)),
                };
                let question = match entry.is_asked {
                    true => String::new(),
                    false => format!("<br><em>{}</em>", code(&finding.question)),
                };
                let _ = write!(
                    body,
                    "<li class=\"{}\"><code>{}</code> {}{origin}{question}</li>",
                    finding.level,
                    place(review, entry),
                    code(&finding.message),
                );
            }
            body.push_str("</ul>");
        }
        body.push_str("</section>");
    }
    for (title, entries) in [
        ("Decided here", &report.decided),
        ("Surroundings changed: still true?", &report.surroundings),
        ("Due", &report.due),
    ] {
        let items = entries.iter().map(|entry| {
            let answer = entry.reviewed.answer.as_ref();
            format!(
                "<li><code>{}</code> <code>{}</code> {}: <q>{}</q></li>",
                place(review, entry),
                escaped(&entry.reviewed.finding.rule.name),
                escaped(&answer.map(verdict).unwrap_or_default()),
                escaped(answer.map_or("", Answer::reason))
            )
        });
        list(&mut body, title, items);
    }
    list(
        &mut body,
        "Decisions whose finding has gone",
        report.stale.iter().map(|decision| {
            format!(
                "<li><code>{}</code> in <code>{}</code></li>",
                escaped(&decision.rule),
                escaped(&decision.path)
            )
        }),
    );
    list(
        &mut body,
        "The same words for several findings",
        report
            .repeats
            .iter()
            .map(|(reason, count)| format!("<li>{count} times: <q>{}</q></li>", escaped(reason))),
    );
    list(
        &mut body,
        "Where the changed lines come from (at least)",
        report.origins.iter().map(|share| {
            format!("<li>{}: {}</li>", escaped(&origin_line(share)), plural(share.lines, "line"))
        }),
    );
    if let Some(line) = orphan_line(report) {
        let _ = write!(body, "<p>{}</p>", escaped(&line));
    }
    list(
        &mut body,
        "Rules that are often not right here",
        report.doubtful.iter().map(|rate| {
            format!(
                "<li><code>{}</code>: {} not true here and {} not useful, of {}</li>",
                escaped(&rate.rule),
                rate.dismissed,
                rate.not_useful,
                plural(rate.answers, "answer")
            )
        }),
    );
    if !report.questions.is_empty() {
        let questions = report.questions.iter().map(|question| format!("<li>{}</li>", code(question)));
        let _ = write!(
            body,
            "<section><h2>Questions for the reviewer</h2><ol>{}</ol></section>",
            questions.collect::<String>()
        );
    }
    page("thinktwice: the change", &body)
}

/// A page around a body, readable on a phone and on paper.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n{body}\n</body>\n</html>\n",
        escaped(title),
        escaped(title)
    )
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\
    h1{font-size:1.5rem}h2{font-size:1.2rem;border-bottom:1px solid #8886;margin-top:2rem}h3{font-size:1rem}\
    code{font-size:.9em;overflow-wrap:anywhere}li{margin:.4rem 0}li.error::marker{color:#c33}li.warning::marker{color:#b70}\
    small{opacity:.7}q{font-style:italic}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left}\
    td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}figure{margin:1.5rem 0}svg{width:100%;max-width:40rem;height:auto}\
    .wide{overflow-x:auto}.wide td,.wide th:first-child{white-space:nowrap}\
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));column-gap:2rem}@media print{body{max-width:none}a{color:inherit}section,figure{break-inside:avoid}}";

fn list(body: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: String = items.collect();
    if !items.is_empty() {
        let _ = write!(body, "<section><h2>{title}</h2><ul>{items}</ul></section>");
    }
}

fn place(review: &Review, entry: &Entry) -> String {
    escaped(&format!("{}:{}", review.shown_path(&entry.path), entry.line))
}

/// Text with names of the code in back quotes.
fn code(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escaped).collect();
    if parts.len().is_multiple_of(2) {
        return parts.join("`");
    }
    let part = |(at, part): (usize, &String)| match at % 2 {
        0 => part.clone(),
        _ => format!("<code>{part}</code>"),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Names and reasons are other people's text: nothing of it is markup.
pub(crate) fn escaped(text: &str) -> String {
    safe(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
