//! Families for people at a terminal.

use clap::builder::styling::{AnsiColor, Style};

use super::super::output::{Output, plural, safe};
use super::{Group, Report, Totals, pair, share};

/// Rows of a comparison; the rest is told as a number.
const MOST_ROWS: usize = 30;
/// Places of one family that are listed.
const MOST_PLACES: usize = 8;
/// Folders in the summary.
const MOST_FOLDERS: usize = 8;

const SAME: Style = Style::new().dimmed();
const CHANGED: Style = AnsiColor::Yellow.on_default();
const HEADING: Style = Style::new().bold();

pub(super) fn print(report: &Report, top: usize, output: &mut Output) {
    let width = output.width();
    let shown = if top == 0 { report.families.len() } else { top };
    for (number, family) in report.families.iter().take(shown).enumerate() {
        output.print(&heading(number + 1, family));
        output.print(&places(family));
        output.print(&comparison(family, width));
        output.print("\n");
    }
    let more = report.families.len().saturating_sub(shown);
    if more > 0 {
        output.print(&format!("{} more; `--top 0` lists all\n\n", families(more)));
    }
    output.print(&summary(report.families.len(), &report.totals));
}

fn families(count: usize) -> String {
    if count == 1 { "1 family".to_owned() } else { format!("{count} families") }
}

fn heading(number: usize, family: &Group) -> String {
    let what = plural(family.places.len(), family.what());
    let tests = if family.places.iter().all(|place| place.is_test) { " of tests" } else { "" };
    let saves = plural(family.saves, "line");
    format!(
        "{HEADING}{number}. {what}{tests}, {} the same: one of them would save {saves}{HEADING:#}\n",
        family.likeness()
    )
}

fn places(family: &Group) -> String {
    let mut text = String::new();
    for place in family.places.iter().take(MOST_PLACES) {
        let likeness = if place.percent == 100 { String::new() } else { format!("  {} %", place.percent) };
        text += &format!(
            "   {}:{}-{}  {}{likeness}\n",
            safe(&place.file),
            place.lines.0,
            place.lines.1,
            safe(&place.function)
        );
    }
    let more = family.places.len().saturating_sub(MOST_PLACES);
    if more > 0 {
        text +=
            &format!("   and {}\n", if more == 1 { "one more".to_owned() } else { format!("{more} more") });
    }
    text + &format!("   the first two differ in: {}\n", safe(&family.difference))
}

/// The first two places side by side.
fn comparison(family: &Group, width: usize) -> String {
    let column = (width - 7) / 2;
    let (left, right) = (&family.places[0].text, &family.places[1].text);
    let rows = pair::rows(left, right);
    let mut text = String::new();
    for row in rows.iter().take(MOST_ROWS) {
        let (style, sign) = if row.is_same { (SAME, '|') } else { (CHANGED, '<') };
        let sign = if row.is_same {
            sign
        } else if row.left.is_none() {
            '>'
        } else if row.right.is_some() {
            '*'
        } else {
            sign
        };
        let (left, right) = (fitted(row.left, column), fitted(row.right, column));
        text += &format!("   {style}{left} {sign} {}{style:#}\n", right.trim_end());
    }
    if rows.len() > MOST_ROWS {
        text += &format!("   ({} rows more)\n", rows.len() - MOST_ROWS);
    }
    text
}

fn fitted(line: Option<&str>, width: usize) -> String {
    let line = safe(&line.unwrap_or_default().replace('\t', "    "));
    let cut: String = if line.chars().count() > width {
        line.chars().take(width - 1).chain(['…']).collect()
    } else {
        line
    };
    format!("{cut:width$}")
}

fn summary(count: usize, totals: &Totals) -> String {
    let left_out = match totals.left_out() {
        "" => String::new(),
        sentence => format!("{sentence}\n"),
    };
    if count == 0 {
        return format!(
            "no duplicates in {} ({})\n{left_out}",
            plural(totals.files, "file"),
            plural(totals.lines, "line")
        );
    }
    let mut text = format!(
        "{} in {}: {} of {} lines ({:.1} %) stand more than once, {:.0} % of them across files; merging would save about {}\n",
        families(count),
        plural(totals.files, "file"),
        totals.duplicated,
        totals.lines,
        share(totals.duplicated, totals.lines),
        share(totals.across_files, totals.duplicated),
        plural(totals.saves, "line"),
    );
    let mut folders: Vec<_> = totals.folders.iter().filter(|(_, counts)| counts.0 > 0).collect();
    folders.sort_by_key(|(name, counts)| (usize::MAX - counts.0, name.as_str()));
    for (name, (duplicated, lines)) in folders.iter().take(MOST_FOLDERS) {
        text += &format!("   {duplicated:6} lines, {:4.1} %  {}\n", share(*duplicated, *lines), safe(name));
    }
    text + &left_out
}
