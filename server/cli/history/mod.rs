//! `thinktwice history`: what the mainline's past says, month by month.

mod html;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome, RuleFolder, origins};
use crate::judge::day::Day;
use crate::judge::history::{Asked, History, Month, NoteCounts};
use crate::judge::{Caching, Subject};

/// Arguments of `history`.
#[derive(Debug, Args)]
pub struct HistoryArguments {
    /// From this day on, as 2026-01-31; without it, a year
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Only your own commits, by git's `user.email`
    #[arg(long)]
    mine: bool,
    /// Leave out the findings at the end of each month, which take the most time
    #[arg(long)]
    no_findings: bool,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    folder: RuleFolder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// A page with charts that needs nothing else
    Html,
}

pub(crate) fn run(arguments: HistoryArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let since = match &arguments.since {
        Some(text) => Day::parse(text).ok_or_else(|| format!("`{text}` is no day like 2026-01-31"))?,
        None => Day::today().plus(-365),
    };
    let project =
        Project::open(arguments.config.clone(), &arguments.folder, Subject::Files, Caching::Off, output)?;
    let asked = Asked { since, mine: arguments.mine, findings: !arguments.no_findings };
    let history = project.review.history(&project.root, &asked)?;
    if history.is_shallow {
        output.complain("warning", "the clone is shallow: months before it are missing");
    }
    output.print(&match arguments.format {
        Format::Text => text(&history),
        Format::Json => format!("{:#}\n", serde_json::to_value(&history).unwrap_or_default()),
        Format::Csv => csv(&history),
        Format::Html => html::render(&history),
    });
    Ok(Outcome::Fine)
}

/// The columns of the table: a name, and the figure of a month.
type Column = (&'static str, fn(&Month) -> String);

const COLUMNS: [Column; 15] = [
    ("commits", |month| month.commits.to_string()),
    ("added", |month| month.added.to_string()),
    ("deleted", |month| month.deleted.to_string()),
    ("churned %", |month| share(month.churned, month.ripe)),
    ("moved %", |month| share(month.moved, month.added)),
    ("copied %", |month| share(month.copied, month.added)),
    ("fixed, named", |month| month.fixed_named.to_string()),
    ("fixed, estimate", |month| month.fixed_estimate.to_string()),
    ("size, middle", |month| month.size_median.to_string()),
    ("size, 9 of 10", |month| month.size_ninety.to_string()),
    ("files, middle", |month| month.files_median.to_string()),
    ("findings/commit", |month| per_commit(month, month.end.new_findings)),
    ("undecided/commit", |month| per_commit(month, month.end.new_undecided)),
    ("findings/1000 lines", |month| per_thousand(month.end.findings.values().sum(), month.end.lines)),
    ("cost/1000 lines", |month| {
        per_thousand(month.end.findings.get("cost").copied().unwrap_or_default(), month.end.lines)
    }),
];

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { String::new() } else { format!("{:.1}", part as f64 * 100.0 / whole as f64) }
}

/// Findings that came in a month and stayed to its end, for each commit or merge.
fn per_commit(month: &Month, count: u64) -> String {
    if month.end.lines == 0 {
        String::new()
    } else {
        format!("{:.2}", count as f64 / month.commits.max(1) as f64)
    }
}

fn per_thousand(count: u64, lines: u64) -> String {
    if lines == 0 { String::new() } else { format!("{:.2}", count as f64 * 1000.0 / lines as f64) }
}

fn text(history: &History) -> String {
    let mut text = String::new();
    let width = |name: &str| name.chars().count().max(7);
    let _ = write!(text, "{:<8}", "month");
    for (name, _) in COLUMNS {
        let _ = write!(text, "  {name:>width$}", width = width(name));
    }
    text.push('\n');
    for month in &history.months {
        let _ = write!(text, "{:<8}", month.month);
        for (name, figure) in COLUMNS {
            let _ = write!(text, "  {:>width$}", figure(month), width = width(name));
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "\nadded lines by what is known of their origin, at least; findings per 1000 lines at the end:"
    );
    let last = history.months.last();
    for tier in TIERS {
        let lines: u64 = history.months.iter().filter_map(|month| month.tiers.get(tier)).sum();
        let _ = writeln!(
            text,
            "  {tier:<10} {lines:>9} {:>7}",
            last.map(|month| of_tier(month, tier)).unwrap_or_default()
        );
    }
    if let Some((from, to, families)) = families(history) {
        let _ = writeln!(text, "\nfindings per 1000 lines by family, at the end of {from} and of {to}:");
        for (family, figures) in families {
            let _ = writeln!(text, "  {family:<14} {:>7} {:>7}", figures[0], figures[1]);
        }
    }
    let _ = writeln!(text, "\n{}", origins::declarations(&history.declared));
    if history.notes.notes > 0 {
        text.push_str(&notes(&history.notes));
    }
    if !history.later_days.is_empty() {
        let longest = history.later_days.first().copied().unwrap_or_default();
        let _ = writeln!(
            text,
            "{} decisions are put off, the longest for {longest} days",
            history.later_days.len()
        );
    }
    let _ = writeln!(text, "\nhot files (commits, lines):");
    for hot in &history.hot {
        let _ = writeln!(text, "  {:>5} {:>7}  {}", hot.commits, hot.lines, super::output::safe(&hot.path));
    }
    text
}

/// The tiers that a history can know.
const TIERS: [&str; 3] = ["attested", "declared", "unknown"];

/// Findings per 1,000 lines of the lines of a tier at a month's end.
fn of_tier(month: &Month, tier: &str) -> String {
    let count = |of: &BTreeMap<String, u64>| of.get(tier).copied().unwrap_or_default();
    per_thousand(count(&month.end.finding_tiers), count(&month.end.line_tiers))
}

/// A family, and its findings per 1,000 lines at the ends of two months.
type Family<'h> = (&'h str, [String; 2]);

/// The first and the last month that findings are known of, and each family in them.
fn families(history: &History) -> Option<(&str, &str, Vec<Family<'_>>)> {
    let known = || history.months.iter().filter(|month| month.end.lines > 0);
    let (first, last) = (known().next()?, known().next_back()?);
    let mut names: Vec<&str> =
        [first, last].iter().flat_map(|month| month.end.findings.keys().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let of = |month: &Month, family: &str| {
        per_thousand(month.end.findings.get(family).copied().unwrap_or_default(), month.end.lines)
    };
    let families = names.into_iter().map(|family| (family, [of(first, family), of(last, family)]));
    Some((&first.month, &last.month, families.collect()))
}

/// What the notes of git-ai and others say, and what became of those without a commit.
fn notes(notes: &NoteCounts) -> String {
    let lines: u64 = notes.tools.values().sum();
    let mut text = format!(
        "{} notes, {} unreadable: {} attest {lines} lines to tools, and {} lines to people\n\
         {} sit on commits of this history ({} with lines of tools)\n",
        notes.notes,
        notes.broken,
        notes.with_tool_lines,
        notes.people_lines,
        notes.on_history,
        notes.on_history_with_tool_lines,
    );
    if notes.orphaned.count > 0 {
        let _ = writeln!(text, "{}", origins::orphans(&notes.orphaned));
    }
    let mut tools: Vec<(&String, &u64)> = notes.tools.iter().collect();
    tools.sort_by_key(|(name, lines)| (std::cmp::Reverse(**lines), (*name).clone()));
    let tools: Vec<String> =
        tools.iter().map(|(name, lines)| format!("{} {lines}", super::output::safe(name))).collect();
    let _ = writeln!(text, "by tool: {}", tools.join(", "));
    text
}

fn csv(history: &History) -> String {
    let mut families: Vec<&String> =
        history.months.iter().flat_map(|month| month.end.findings.keys()).collect();
    families.sort();
    families.dedup();
    let mut text = String::from(
        "month,commits,added,deleted,ripe,churned,moved,copied,fixes-named,fixed-named,fixed-estimate,size-median,size-ninety,\
         files-median,attested,declared,unknown,lines,decisions,undecided,new-findings,new-undecided,\
         lines-attested,lines-declared,lines-unknown,findings-on-attested,findings-on-declared,findings-on-unknown",
    );
    families.iter().for_each(|family| text.push_str(&format!(",findings-{family}")));
    text.push('\n');
    for month in &history.months {
        let tier = |name: &str| month.tiers.get(name).copied().unwrap_or_default();
        let of_lines = TIERS.map(|tier| month.end.line_tiers.get(tier).copied().unwrap_or_default());
        let of_findings = TIERS.map(|tier| month.end.finding_tiers.get(tier).copied().unwrap_or_default());
        let figures = [
            month.commits as u64,
            month.added,
            month.deleted,
            month.ripe,
            month.churned,
            month.moved,
            month.copied,
            month.fixes_named as u64,
            month.fixed_named as u64,
            month.fixed_estimate as u64,
            month.size_median,
            month.size_ninety,
            month.files_median,
            tier("attested"),
            tier("declared"),
            tier("unknown"),
            month.end.lines,
            month.end.decisions,
            month.end.undecided,
            month.end.new_findings,
            month.end.new_undecided,
        ];
        text.push_str(&month.month);
        figures
            .iter()
            .chain(&of_lines)
            .chain(&of_findings)
            .for_each(|figure| text.push_str(&format!(",{figure}")));
        for family in &families {
            let _ = write!(text, ",{}", month.end.findings.get(*family).copied().unwrap_or_default());
        }
        text.push('\n');
    }
    text
}
