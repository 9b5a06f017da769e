//! `thinktwice tests`: per module, which functions tests reach, and which tests check nothing.

mod html;
mod json;
mod text;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::LineIndex;

use super::output::Output;
use super::{CacheArguments, Failure, Outcome, check};
use crate::judge::{Options, Overrides, Review, Standing, Tier};

/// Arguments of `tests`.
#[derive(Debug, Args)]
pub struct TestsArguments {
    /// Files and folders; without any, the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How many files are read at a time; 0 means as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    #[command(flatten)]
    cache: CacheArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
}

/// A file that is no test.
pub(crate) struct Module {
    pub(crate) path: String,
    pub(crate) functions: Vec<Reached>,
}

/// A function and how tests reach it.
pub(crate) struct Reached {
    pub(crate) standing: Standing,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
}

/// A test that would not notice a fault.
pub(crate) struct Hollow {
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) finding: Finding,
}

/// What a run found.
pub(crate) struct Report {
    pub(crate) modules: Vec<Module>,
    pub(crate) hollow: Vec<Hollow>,
}

impl Module {
    pub(crate) fn count(&self, tier: Tier) -> usize {
        self.of(tier).count()
    }

    fn of(&self, tier: Tier) -> impl Iterator<Item = &Reached> {
        self.functions.iter().filter(move |function| function.standing.tier == tier)
    }

    /// Statements of its functions, each counted as one at least.
    pub(crate) fn weight(&self) -> u32 {
        self.functions.iter().map(|function| function.standing.statements.max(1)).sum()
    }

    /// The same of those that are reached so.
    pub(crate) fn weight_of(&self, tier: Tier) -> u32 {
        self.of(tier).map(|function| function.standing.statements.max(1)).sum()
    }
}

/// The rules that speak of tests which would not notice a fault.
const HOLLOW: [&str; 7] = [
    "expected-from-implementation",
    "mock-only-test",
    "mocked-subject",
    "tautological-assertion",
    "test-accepts-any-outcome",
    "test-without-assertion",
    "weak-assertion-only",
];

pub(crate) fn run(arguments: TestsArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let here =
        std::env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    let targets = check::targets(&arguments.paths, &here)?;
    let roots = check::roots_of(&targets);
    let select = HOLLOW.iter().map(|rule| (*rule).to_string()).collect();
    let options = Options {
        config_file: arguments.config.clone(),
        overrides: Overrides { select, all: true, ..Overrides::default() },
        caching: arguments.cache.caching(),
        ..Options::default()
    };
    let (review, problems) = Review::open(roots.clone(), options);
    let faults = review.config_problems();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (reported, all) = check::files(&review, &targets, &roots);
    let bar = output.progress(all.len() > 200);
    bar.set_length(all.len() as u64);
    review.index(&all, arguments.jobs, &|_, _| bar.inc(1), &AtomicBool::new(false));
    bar.finish_and_clear();
    for problem in problems.into_iter().chain(review.take_problems()) {
        output.complain("warning", &problem.to_string());
    }
    let report = gather(&review, &reported);
    let _ = review.remember();
    match arguments.format {
        Format::Text => output.print(&text::render(&report)),
        Format::Json => output.print_json(&json::render(&report)),
        Format::Html => output.print(&html::render(&report)),
    }
    Ok(Outcome::Fine)
}

fn gather(review: &Review, files: &[PathBuf]) -> Report {
    let mut report = Report { modules: Vec::new(), hollow: Vec::new() };
    for file in files {
        let Some(text) = review.text(file) else { continue };
        let lines = LineIndex::new(&text);
        let line = |offset: u32| lines.position(offset).0.0 + 1;
        let path = review.shown_path(file);
        let standing = review.standing(file).into_iter();
        let counted = standing.filter(|standing| !standing.is_in_test && !standing.is_stub);
        let functions: Vec<Reached> = counted
            .map(|standing| Reached {
                line: line(standing.name_span.start),
                end_line: line(standing.span.end.saturating_sub(1)),
                standing,
            })
            .collect();
        let hollow = review.findings(file).into_iter();
        report.hollow.extend(hollow.map(|finding| Hollow {
            path: path.clone(),
            line: line(finding.span.start),
            finding,
        }));
        if !functions.is_empty() {
            report.modules.push(Module { path, functions });
        }
    }
    report
}
