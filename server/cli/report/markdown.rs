//! The report as Markdown, for a comment in the review.

use std::fmt::Write as _;

use super::{extent, origin_line, orphan_line, short, verdict};
use crate::cli::output::{plural, safe};
use crate::judge::Review;
use crate::judge::decisions::Answer;
use crate::judge::explain::{escaped, page_address};
use crate::judge::provenance::Tier;
use crate::judge::report::{ChangeReport, Entry};

/// Places of one question that are listed; the rest is a number.
const LISTED: usize = 10;

pub(crate) fn render(review: &Review, report: &ChangeReport) -> String {
    let mut text = String::from("## thinktwice\n\n");
    let open: usize = report.open.iter().map(|group| group.entries.len()).sum();
    let since = report.base.as_deref().map(|base| format!(" since `{}`", short(base))).unwrap_or_default();
    let _ = writeln!(
        text,
        "{}{since}: **{} open**, {} decided here.\n",
        extent(report),
        plural(open, "question"),
        report.decided.len()
    );
    section(&mut text, "New and undecided", &report.open, |text, group| {
        let name = match page_address(&group.rule) {
            Some(page) => format!("[`{}`]({page})", group.rule.name),
            None => format!("`{}`", group.rule.name),
        };
        let _ = writeln!(text, "#### {} ({name})\n", escaped(&group.rule.header.title));
        for entry in group.entries.iter().take(LISTED) {
            let finding = &entry.reviewed.finding;
            let mut lines =
                vec![format!("- {} {}{}", place(review, entry), escaped(&finding.message), origin(entry))];
            if !entry.is_asked {
                lines.push(format!("*{}*", escaped(&finding.question)));
            }
            if let Some(offered) = &entry.reviewed.offered {
                let reason = quoted(&offered.reason);
                lines.push(format!("Decided before, and the code has moved: {reason} Still true?"));
            }
            let _ = writeln!(text, "{}", lines.join("  \n  "));
        }
        if group.entries.len() > LISTED {
            let _ = writeln!(text, "- and {} more", group.entries.len() - LISTED);
        }
        text.push('\n');
    });
    section(&mut text, "Decided here", &report.decided, |text, entry| decided(text, review, entry));
    end(&mut text, &report.decided);
    section(&mut text, "Surroundings changed: still true?", &report.surroundings, |text, entry| {
        decided(text, review, entry)
    });
    end(&mut text, &report.surroundings);
    section(&mut text, "Due", &report.due, |text, entry| decided(text, review, entry));
    end(&mut text, &report.due);
    section(&mut text, "Decisions whose finding has gone", &report.stale, |text, decision| {
        let _ = writeln!(
            text,
            "- `{}` in `{}`: `thinktwice decide --prune` removes it",
            decision.rule,
            safe(&decision.path)
        );
    });
    end(&mut text, &report.stale);
    section(&mut text, "The same words for several findings", &report.repeats, |text, (reason, count)| {
        let _ = writeln!(text, "- {count} times: {}", quoted(reason));
    });
    end(&mut text, &report.repeats);
    if report.origins.iter().any(|share| share.tier != Tier::Unknown) {
        text.push_str(
            "### Where the changed lines come from\n\n| origin | lines, at least |\n| --- | ---: |\n",
        );
        for share in &report.origins {
            let _ = writeln!(text, "| {} | {} |", escaped(&origin_line(share)), share.lines);
        }
        text.push('\n');
    }
    if let Some(line) = orphan_line(report) {
        let _ = writeln!(text, "{line}\n");
    }
    section(&mut text, "Rules that are often not right here", &report.doubtful, |text, rate| {
        let _ = writeln!(
            text,
            "- `{}`: {} not true here and {} not useful, of {}",
            rate.rule,
            rate.dismissed,
            rate.not_useful,
            plural(rate.answers, "answer")
        );
    });
    end(&mut text, &report.doubtful);
    section(&mut text, "Questions for the reviewer", &report.questions, |text, question| {
        let _ = writeln!(text, "- [ ] {}", escaped(question));
    });
    let length = text.trim_end().len();
    text.truncate(length);
    text.push('\n');
    text
}

fn section<T>(text: &mut String, title: &str, items: &[T], mut each: impl FnMut(&mut String, &T)) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "### {title}\n");
    items.iter().for_each(|item| each(text, item));
}

fn end<T>(text: &mut String, items: &[T]) {
    if !items.is_empty() {
        text.push('\n');
    }
}

fn decided(text: &mut String, review: &Review, entry: &Entry) {
    let answer = entry.reviewed.answer.as_ref();
    let verdict = answer.map(verdict).unwrap_or_default();
    let reason = answer.map_or("", Answer::reason);
    let _ = writeln!(
        text,
        "- {} `{}` {verdict}: {}",
        place(review, entry),
        entry.reviewed.finding.rule.name,
        quoted(reason)
    );
}

fn place(review: &Review, entry: &Entry) -> String {
    // A back quote in a path would end the code that it stands in.
    format!("`{}:{}`", safe(&review.shown_path(&entry.path)).replace('`', "'"), entry.line)
}

fn origin(entry: &Entry) -> String {
    match entry.origin.tier {
        Tier::Unknown => String::new(),
        tier if entry.origin.by.is_empty() => format!(" ({})", tier.name()),
        tier => format!(" ({}: {})", tier.name(), escaped(&entry.origin.by)),
    }
}

fn quoted(reason: &str) -> String {
    format!("\u{201c}{}\u{201d}", escaped(&reason.split_whitespace().collect::<Vec<_>>().join(" ")))
}
