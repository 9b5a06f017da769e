//! `thinktwice practice`: judge code of the project's own past first, then see what happened.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;

use super::output::{Output, safe};
use super::project::Project;
use super::{Failure, Outcome, RuleFolder};
use crate::judge::practice;

/// Arguments of `practice`.
#[derive(Debug, Args)]
pub struct PracticeArguments {
    /// How many exercises
    #[arg(long, value_name = "N", default_value_t = 3)]
    count: usize,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    folder: RuleFolder,
}

pub(crate) fn run(arguments: PracticeArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let project = Project::whole(arguments.config.clone(), &arguments.folder, output)?;
    let exercises = project.review.exercises(&project.root, arguments.count);
    project.remember();
    if exercises.is_empty() {
        output.print(
            "nothing to practise on: no decisions, and no finding that was fixed later and is new to you\n",
        );
        return Ok(Outcome::Fine);
    }
    let mut input = std::io::stdin().lock();
    let count = exercises.len();
    for (number, exercise) in (1..).zip(&exercises) {
        output.print(&safe(&format!(
            "{number} of {count}: {}\n\n{}\n{}\n",
            exercise.place, exercise.code, exercise.question
        )));
        output.print("What would you do, and why? (Enter shows what happened) ");
        let mut answer = String::new();
        // Without anyone to answer, what happened is shown at once.
        drop(input.read_line(&mut answer));
        let outcome = match &exercise.outcome {
            practice::Outcome::Fixed { commit, subject, after } => {
                format!("\nIt was changed by {commit}: {subject}\n\n{after}\n")
            }
            practice::Outcome::Fine { commit, subject, before } => {
                format!("\nThere is nothing left to ask: {commit} made it of this ({subject})\n\n{before}\n")
            }
            practice::Outcome::Decided { verdict, reason } => {
                format!("\nIt was decided, {verdict}: {reason}\n\n")
            }
        };
        output.print(&safe(&outcome));
        project.review.set_done(&project.root, exercise);
    }
    Ok(Outcome::Fine)
}
