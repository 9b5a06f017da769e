//! Findings for people at a terminal: the source line, what is there, and the question.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level as Tone, Origin, Renderer, Snippet};
use thinktwice_engine::finding::Level;
use thinktwice_engine::text::{Line, Span};

use crate::cli::check::{Item, Report, Source};
use crate::cli::output::{Output, plural, safe};

/// Quiet findings of one rule past this many are told as a number.
const LISTED: usize = 20;

/// A longer line is not shown: it is data, and its place says enough.
const LONGEST_LINE: u32 = 2_000;

pub(crate) fn print(report: &Report, is_quiet: bool, output: &mut Output) {
    let renderer = Renderer::styled().term_width(output.width());
    let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut folded: BTreeMap<(&str, Level), usize> = BTreeMap::new();
    for item in &report.items {
        let name = item.finding.rule.name.as_str();
        if item.finding.level <= Level::Info && !report.asked.iter().any(|asked| asked == name) {
            let count = listed.entry(name).or_default();
            *count += 1;
            if *count > LISTED {
                *folded.entry((name, item.finding.level)).or_default() += 1;
                continue;
            }
        }
        output.print(&render(item, &renderer));
        output.print("\n\n");
    }
    for ((name, level), count) in folded {
        output.print(&format!("{level}[{name}]: {count} more; `--select {name}` lists them\n"));
    }
    if !is_quiet {
        output.print(&summary(report));
    }
}

fn render(item: &Item, renderer: &Renderer) -> String {
    let finding = &item.finding;
    let tone = match finding.level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
        Level::Info => Tone::INFO,
        Level::Hint => Tone::HELP.with_name("hint"),
    };
    let message = safe(&finding.message);
    let question = safe(&finding.question);
    let title = tone.primary_title(message).id(finding.rule.name.as_str());
    let mut main = add_place(Group::with_title(title), &item.file, finding.span, AnnotationKind::Primary);
    for evidence in &finding.evidence {
        main = main.element(Tone::NOTE.with_name("fact").message(safe(&evidence.text)));
    }
    main = main.element(Tone::HELP.with_name("ask").message(question));
    let mut groups = vec![main];
    for (related, file) in finding.related.iter().zip(&item.related) {
        let group = Group::with_title(Tone::NOTE.secondary_title(safe(&related.text)));
        groups.push(match file {
            Some(file) => add_place(group, file, related.span, AnnotationKind::Context),
            None => group,
        });
    }
    renderer.render(&groups)
}

/// Adds the first line of the span, marked.
fn add_place<'a>(group: Group<'a>, file: &'a Source, span: Span, kind: AnnotationKind) -> Group<'a> {
    let (line, column) = file.lines.position(span.start.min(file.text.len() as u32));
    let whole = file.lines.span(line);
    let code = whole.of(&file.text).trim_end_matches(['\n', '\r']);
    let place = file.place(span.start);
    let shown = match place.cell {
        Some(cell) => format!("{}:cell {cell}", safe(&file.shown)),
        None => safe(&file.shown),
    };
    if code.len() as u32 > LONGEST_LINE {
        let origin = Origin::path(shown).line(place.line as usize).char_column(place.column as usize);
        return group.element(origin);
    }
    let start = (column.0 as usize).min(code.len());
    let is_one_line = file.lines.line(span.end) == Line(line.0);
    let end = if is_one_line { start + (span.end - span.start) as usize } else { code.len() };
    let end = end.clamp(start, code.len());
    let snippet = Snippet::source(code).path(shown).line_start(place.line as usize).fold(false);
    group.element(snippet.annotation(kind.span(start..end)))
}

fn summary(report: &Report) -> String {
    let checked = plural(report.files, "file");
    let old = match report.old {
        0 => String::new(),
        count => format!("; {} on old lines not listed", plural(count, "finding")),
    };
    if report.items.is_empty() {
        return format!("no findings in {checked}{old}\n");
    }
    let mut text = plural(report.items.len(), "finding");
    let levels = [Level::Error, Level::Warning, Level::Info, Level::Hint];
    let counted: Vec<String> = levels
        .into_iter()
        .map(|level| (level, report.items.iter().filter(|item| item.finding.level == level).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| plural(count, level.name()))
        .collect();
    let mut files: Vec<&str> = report.items.iter().map(|item| item.file.path.as_str()).collect();
    files.dedup();
    let _ = writeln!(text, " ({}) in {} of {checked}{old}", counted.join(", "), files.len());
    text
}
