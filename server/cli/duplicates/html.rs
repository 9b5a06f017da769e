//! Families as one page without anything from elsewhere: a picture of the files by the lines they share, the numbers,
//! and each family side by side.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Group, Report, pair, share};

/// Files in the picture; the rest share little.
const MOST_FILES: usize = 36;
/// Families with their code; more make a page that no browser likes.
const MOST_FAMILIES: usize = 300;
const RADIUS: f64 = 300.0;

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; --dim: #777; --mark: #e0a03033; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.dim { color: var(--dim); } svg { width: 100%; max-width: 860px; height: auto; display: block; margin: auto; }
svg text { font-size: 11px; fill: currentColor; } svg .tie { opacity: .35; } svg .tie:hover { opacity: .9; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .1rem .8rem .1rem 0; }
details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
.pair { width: 100%; table-layout: fixed; font: 12px/1.4 ui-monospace, monospace; }
.pair td { white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; padding: 0 .5rem; color: var(--dim); }
.pair tr.changed td { background: var(--mark); color: inherit; }
";

pub(super) fn render(report: &Report) -> String {
    let totals = &report.totals;
    let mut page = String::from("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    let _ = write!(
        page,
        "<title>Duplicated code</title><style>{STYLE}</style></head><body>\n<h1>Duplicated code</h1>\n"
    );
    let _ = writeln!(
        page,
        "<p>{} of {} lines ({:.1} %) stand more than once, {:.0} % of them across files. {} families in {} files; merging would save about {} lines. {}</p>",
        totals.duplicated,
        totals.lines,
        share(totals.duplicated, totals.lines),
        share(totals.across_files, totals.duplicated),
        report.families.len(),
        totals.files,
        totals.saves,
        escaped(totals.left_out()),
    );
    page += &picture(report);
    page += "<h2>By folder</h2>\n<table><tr><th>folder</th><th>duplicated lines</th><th>share</th></tr>\n";
    let mut folders: Vec<_> = totals.folders.iter().filter(|(_, counts)| counts.0 > 0).collect();
    folders.sort_by_key(|(name, counts)| (usize::MAX - counts.0, name.as_str()));
    for (name, (duplicated, lines)) in folders {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{duplicated}</td><td>{:.1} %</td></tr>",
            escaped(name),
            share(*duplicated, *lines)
        );
    }
    page += "</table>\n<h2>Families, the most saving first</h2>\n";
    for (number, family) in report.families.iter().take(MOST_FAMILIES).enumerate() {
        page += &section(number + 1, family);
    }
    if report.families.len() > MOST_FAMILIES {
        let _ = writeln!(
            page,
            "<p class=\"dim\">and {} more, which save less each</p>",
            report.families.len() - MOST_FAMILIES
        );
    }
    page + "</body></html>\n"
}

fn section(number: usize, family: &Group) -> String {
    let (first, second) = (&family.places[0], &family.places[1]);
    let mut text = format!(
        "<details{}><summary>{number}. <b>{}</b> and {} more: {} {}s, {} the same, saves {} lines</summary>\n<p>",
        if number <= 3 { " open" } else { "" },
        escaped(&first.function),
        family.places.len() - 1,
        family.places.len(),
        family.what(),
        family.likeness(),
        family.saves,
    );
    for place in &family.places {
        let _ = writeln!(
            text,
            "{}:{}-{} <span class=\"dim\">{} {} %</span><br>",
            escaped(&place.file),
            place.lines.0,
            place.lines.1,
            escaped(&place.function),
            place.percent
        );
    }
    let _ = writeln!(
        text,
        "</p><p>The first two differ in: {}</p><table class=\"pair\">",
        escaped(&family.difference)
    );
    for row in pair::rows(&first.text, &second.text) {
        let class = if row.is_same { "" } else { " class=\"changed\"" };
        let _ = writeln!(
            text,
            "<tr{class}><td>{}</td><td>{}</td></tr>",
            escaped(row.left.unwrap_or_default()),
            escaped(row.right.unwrap_or_default())
        );
    }
    text + "</table></details>\n"
}

/// Files around a circle, as wide as the lines they share; a tie joins two files that share some.
fn picture(report: &Report) -> String {
    let mut ties: BTreeMap<(Arc<str>, Arc<str>), usize> = BTreeMap::new();
    for family in &report.families {
        let first = &family.places[0];
        for place in &family.places[1..] {
            let pair = if first.file <= place.file {
                (&first.file, &place.file)
            } else {
                (&place.file, &first.file)
            };
            *ties.entry((Arc::clone(pair.0), Arc::clone(pair.1))).or_default() += place.length();
        }
    }
    let mut weights: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for ((left, right), lines) in &ties {
        *weights.entry(Arc::clone(left)).or_default() += lines;
        *weights.entry(Arc::clone(right)).or_default() += lines;
    }
    let mut files: Vec<(Arc<str>, usize)> = weights.into_iter().collect();
    files.sort_by_key(|(file, lines)| (usize::MAX - lines, Arc::clone(file)));
    files.truncate(MOST_FILES);
    files.sort();
    let total: usize = files.iter().map(|(_, lines)| lines).sum();
    if total == 0 {
        return String::new();
    }
    let gap = TAU * 0.15 / files.len() as f64;
    let scale = (TAU - gap * files.len() as f64) / total as f64;
    // Where the next tie of a file begins.
    let mut next: BTreeMap<Arc<str>, f64> = BTreeMap::new();
    let mut arcs = String::new();
    let mut at = 0.0;
    for (number, (file, lines)) in files.iter().enumerate() {
        let end = at + *lines as f64 * scale;
        let hue = number * 360 / files.len();
        let _ = writeln!(
            arcs,
            "<path fill=\"none\" stroke=\"hsl({hue} 60% 50%)\" stroke-width=\"14\" d=\"{}\"><title>{}: {lines} shared lines</title></path>",
            arc(at, end, RADIUS),
            escaped(file)
        );
        let middle = (at + end) / 2.0;
        let (x, y) = point(middle, RADIUS + 14.0);
        let is_left = x < 0.0;
        let turn = middle.to_degrees() - 90.0 + if is_left { 180.0 } else { 0.0 };
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let anchor = if is_left { "end" } else { "start" };
        let _ = writeln!(
            arcs,
            "<text transform=\"translate({x:.1} {y:.1}) rotate({turn:.1})\" text-anchor=\"{anchor}\" dominant-baseline=\"middle\">{}</text>",
            escaped(name)
        );
        next.insert(Arc::clone(file), at);
        at = end + gap;
    }
    let mut chords = String::new();
    for ((left, right), lines) in &ties {
        let width = *lines as f64 * scale;
        let mut place = |file: &Arc<str>| {
            let start = next.get_mut(file)?;
            let range = (*start, *start + width);
            *start = range.1;
            Some(range)
        };
        let (Some(from), Some(to)) = (place(left), place(right)) else { continue };
        let hue = files.iter().position(|(file, _)| file == left).unwrap_or_default() * 360 / files.len();
        let _ = writeln!(
            chords,
            "<path class=\"tie\" fill=\"hsl({hue} 60% 50%)\" d=\"{}\"><title>{} and {}: {lines} lines</title></path>",
            tie(from, to),
            escaped(left),
            escaped(right)
        );
    }
    format!(
        "<svg viewBox=\"-480 -480 960 960\" role=\"img\" aria-label=\"files by the lines they share\">\n{chords}{arcs}</svg>\n"
    )
}

fn point(angle: f64, radius: f64) -> (f64, f64) {
    (radius * angle.sin(), -radius * angle.cos())
}

fn arc(from: f64, to: f64, radius: f64) -> String {
    let ((x, y), (end_x, end_y)) = (point(from, radius), point(to, radius));
    let is_large = u8::from(to - from > TAU / 2.0);
    format!("M{x:.1} {y:.1}A{radius} {radius} 0 {is_large} 1 {end_x:.1} {end_y:.1}")
}

fn tie(from: (f64, f64), to: (f64, f64)) -> String {
    let radius = RADIUS - 9.0;
    let (start_x, start_y) = point(from.0, radius);
    let (end_x, end_y) = point(to.1, radius);
    let far = arc(to.0, to.1, radius).split_off(1);
    let far = far.split_once('A').map(|(_, far)| far.to_owned()).unwrap_or_default();
    let (to_x, to_y) = point(to.0, radius);
    let _ = (end_x, end_y);
    format!("{}Q0 0 {to_x:.1} {to_y:.1}A{far}Q0 0 {start_x:.1} {start_y:.1}Z", arc(from.0, from.1, radius))
}

fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => shown += "&amp;",
            '<' => shown += "&lt;",
            '>' => shown += "&gt;",
            '"' => shown += "&quot;",
            _ => shown.push(character),
        }
    }
    shown
}
