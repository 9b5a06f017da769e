//! How the findings of a run are written: for people, for programs, and for the forges that show them in a review.

mod github;
mod gitlab;
pub(crate) mod json;
mod junit;
mod rdjson;
pub(crate) mod sarif;
mod text;

use clap::ValueEnum;

use super::check::{Item, Report};
use super::output::Output;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal
    Text,
    /// Described in the README
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// JUnit XML, which most CI systems show
    Junit,
    /// JSON for reviewdog
    Rdjson,
}

/// Writes what was found.
pub(crate) fn print(format: Format, report: &Report, is_quiet: bool, output: &mut Output) {
    match format {
        Format::Text => text::print(report, is_quiet, output),
        Format::Json => output.print_json(&json::render(report)),
        Format::Sarif => output.print_json(&sarif::render(report)),
        Format::Github => output.print(&github::render(report)),
        Format::Gitlab => output.print_json(&gitlab::render(report)),
        Format::Junit => output.print(&junit::render(report)),
        Format::Rdjson => output.print_json(&rdjson::render(report)),
    }
}

/// What a format with one field for words says of a finding: the cell of a notebook, what is there, the question.
fn message(item: &Item) -> String {
    let finding = &item.finding;
    format!("{}{}\n{}", item.file.cell(finding.span.start), finding.message, finding.question)
}
