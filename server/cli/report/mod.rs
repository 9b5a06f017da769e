//! `thinktwice report`: the change for the one who reviews it.

pub(super) mod html;
mod json;
mod markdown;

use std::path::PathBuf;

use super::check::{self, Collector, Item, Report};
use super::output::{Output, plural};
use super::project::Project;
use super::{CacheArguments, Failure, Outcome, RuleFolder, formats, origins};
use crate::judge::decisions::Answer;
use crate::judge::report::ChangeReport;
use crate::judge::{Reviewed, Subject};
use clap::{Args, ValueEnum};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// What changed since this branch left REV; `-` reads a patch from standard input. Without it, what is not
    /// committed, or what the configuration's `base` says
    #[arg(long, value_name = "REV|-")]
    diff: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// The level from which new and undecided findings make the command fail
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "warning")]
    fail_on: check::FailOn,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    folder: RuleFolder,
    #[command(flatten)]
    cache: CacheArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a comment in the review
    Markdown,
    /// A page of its own
    Html,
    /// SARIF 2.1.0 with decisions as suppressions
    Sarif,
    /// For programs
    Json,
    /// Annotations of GitHub Actions
    Github,
}

pub(crate) fn run(arguments: ReportArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let subject = match check::subject(arguments.diff.as_deref(), false)? {
        Subject::Files => Subject::Change,
        asked => asked,
    };
    let caching = arguments.cache.caching();
    let project = Project::open(arguments.config.clone(), &arguments.folder, subject, caching, output)?;
    let files = project.read(output);
    let report = project.review.report_change(&files);
    project.remember();
    match arguments.format {
        Format::Markdown => output.print(&markdown::render(&project.review, &report)),
        Format::Html => output.print(&html::render(&project.review, &report)),
        Format::Json => output.print_json(&json::render(&project.review, &report)),
        Format::Sarif => {
            formats::print(formats::Format::Sarif, &listed(&project, &report, true), true, output)
        }
        Format::Github => {
            formats::print(formats::Format::Github, &listed(&project, &report, false), true, output)
        }
    }
    let fails = arguments.fail_on.level().is_some_and(|level| report.fails(level));
    Ok(if fails { Outcome::Found } else { Outcome::Fine })
}

/// The report's findings as those of a check, with the answered ones where a format can say so.
fn listed(project: &Project, report: &ChangeReport, with_answered: bool) -> Report {
    let collector = Collector::new(&project.review, &project.here);
    let is_listed = |reviewed: &Reviewed| reviewed.is_new && (with_answered || reviewed.answer.is_none());
    let items: Vec<Item> =
        report.files.iter().flat_map(|path| collector.items_of(path, &is_listed)).collect();
    Report { items, problems: Vec::new(), files: report.files.len(), old: 0, asked: Vec::new(), limit: None }
}

/// How much the change is: what is new or other, and what went.
fn extent(report: &ChangeReport) -> String {
    let lines = match (report.lines, report.deleted_lines) {
        (changed, 0) => plural(changed, "changed line"),
        (0, deleted) => plural(deleted, "deleted line"),
        (changed, deleted) => format!("{changed} changed and {}", plural(deleted, "deleted line")),
    };
    let files = plural(report.files.len() + report.deleted_files.len(), "file");
    match report.deleted_files.len() {
        0 => format!("{lines} in {files}"),
        gone => format!("{lines} in {files}, {gone} of which went"),
    }
}

/// The short form of a commit.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// How an answer is called.
fn verdict(answer: &Answer) -> String {
    match answer {
        Answer::Comment { .. } => "kept, in a comment".to_string(),
        Answer::Decision { decision, .. } => match decision.until {
            Some(until) => format!("{} until {until}", decision.kind.words()),
            None => decision.kind.words().to_string(),
        },
    }
}

/// What the report says of where lines come from.
fn origin_line(share: &crate::judge::report::Share) -> String {
    let by = if share.by.is_empty() { String::new() } else { format!(" ({})", share.by) };
    format!("{}{by}", share.tier.name())
}

/// What became of notes without a commit.
fn orphan_line(report: &ChangeReport) -> Option<String> {
    Some(format!("{}.", origins::orphans(report.orphans.as_ref()?)))
}
