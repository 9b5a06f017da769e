//! The command face: one file per subcommand, and the only place that prints.
//!
//! Exit codes: 0 nothing at or above the level, 1 findings, 2 the work could not be done.

mod check;
mod config;
mod decide;
mod doctor;
mod duplicates;
mod explain;
mod formats;
mod history;
mod init;
mod mcp;
mod origins;
mod output;
mod practice;
mod project;
mod query;
mod report;
mod rules;
mod shell;
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use thinktwice_engine::rule::Problem;

use crate::judge::Caching;
pub use check::CheckArguments;
use output::Output;

/// Asks the question a good reviewer would ask before AI-written code is accepted.
#[derive(Debug, Parser)]
#[command(name = "thinktwice", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files and folders
    Check(CheckArguments),
    /// List code that stands in several places, the most saving first
    Duplicates(duplicates::DuplicatesArguments),
    /// Decide about a finding, and see what was decided
    Decide(decide::DecideArguments),
    /// Show the whole page of a rule
    Explain(explain::ExplainArguments),
    /// Judge code of the project's own past, then see what happened
    Practice(practice::PracticeArguments),
    /// Report on a change to the one who reviews it
    Report(report::ReportArguments),
    /// What the mainline's past says, month by month
    History(history::HistoryArguments),
    /// List the rules, test their examples, or start a new one
    Rules(rules::RulesArguments),
    /// Show which functions tests reach, and which tests check nothing
    Tests(tests::TestsArguments),
    /// Show what a tree-sitter pattern matches in a file
    Query(query::QueryArguments),
    /// Run the language server on standard input and output
    Lsp(LspArguments),
    /// Answer agents by the Model Context Protocol on standard input and output
    Mcp,
    /// About the configuration
    Config(config::ConfigArguments),
    /// Write a configuration that fits the project
    Init(init::InitArguments),
    /// Say what thinktwice sees here, and what to do about each problem
    Doctor(doctor::DoctorArguments),
    /// Print the completions of a shell
    Completions(shell::CompletionsArguments),
    /// Print the manual page, or write one for each subcommand
    Man(shell::ManArguments),
}

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub struct LspArguments {
    /// Accepted for editors that add it: there is no other way to talk
    #[arg(long)]
    pub stdio: bool,
    /// Use this configuration file in place of those in the workspace
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Let the log of internal errors quote the code that was checked
    #[arg(long)]
    pub log_code: bool,
    /// Add the log to this file, with a line for each piece of work and how long it took; no code is quoted
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Look at every file anew, and keep nothing for the next start
    #[arg(long)]
    pub no_cache: bool,
}

/// Rules and languages from elsewhere than the binary.
#[derive(Debug, Default, Args)]
pub(crate) struct RuleFolder {
    /// Rules and languages from a folder laid out like `queries/`, in place of those built in
    #[arg(long = "rules", value_name = "DIR", hide_short_help = true)]
    pub(crate) rules: Option<PathBuf>,
}

/// Whether what files gave is kept for the next run.
#[derive(Debug, Default, Args)]
pub(crate) struct CacheArguments {
    /// Look at every file anew, and keep nothing for the next run
    #[arg(long)]
    no_cache: bool,
}

impl CacheArguments {
    pub(crate) fn caching(&self) -> Caching {
        if self.no_cache { Caching::Off } else { Caching::ForOneAnswer }
    }
}

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing at or above the level.
    Fine,
    /// Findings, or examples that are not as their page says.
    Found,
}

/// Why the work could not be done: one line each.
#[derive(Debug)]
pub(crate) struct Failure(Vec<String>);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure(vec![problem.to_string()])
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Failure {
        Failure(problems.iter().map(Problem::to_string).collect())
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Failure {
        Failure(vec![message.to_string()])
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure(vec![message])
    }
}

/// Runs a command other than `lsp`.
pub fn run(command: Command) -> ExitCode {
    // Deep code needs a deep stack, and the main thread's is not ours to choose.
    let worker =
        std::thread::Builder::new().stack_size(crate::workspace::index::STACK_BYTES).spawn(move || {
            let mut output = Output::new();
            let outcome = match command {
                Command::Check(arguments) => check::run(arguments, &mut output),
                Command::Duplicates(arguments) => duplicates::run(arguments, &mut output),
                Command::Decide(arguments) => decide::run(arguments, &mut output),
                Command::Explain(arguments) => explain::run(arguments, &mut output),
                Command::Practice(arguments) => practice::run(arguments, &mut output),
                Command::Report(arguments) => report::run(arguments, &mut output),
                Command::History(arguments) => history::run(arguments, &mut output),
                Command::Rules(arguments) => rules::run(arguments, &mut output),
                Command::Query(arguments) => query::run(arguments, &mut output),
                Command::Tests(arguments) => tests::run(arguments, &mut output),
                Command::Config(arguments) => config::run(arguments, &mut output),
                Command::Init(arguments) => init::run(arguments, &mut output),
                Command::Doctor(arguments) => doctor::run(arguments, &mut output),
                Command::Completions(arguments) => shell::completions(&arguments, &mut output),
                Command::Man(arguments) => shell::man(&arguments, &mut output),
                Command::Mcp => mcp::run(),
                Command::Lsp(_) => Err("the server is started by `main`".to_string().into()),
            };
            match outcome {
                Ok(Outcome::Fine) => 0,
                Ok(Outcome::Found) => 1,
                Err(Failure(lines)) => {
                    for line in lines {
                        output.complain("error", &line);
                    }
                    2
                }
            }
        });
    ExitCode::from(worker.map_or(2, |worker| worker.join().unwrap_or(2)))
}
