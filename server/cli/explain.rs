//! `thinktwice explain`: the whole page of a rule.

use clap::Args;
use thinktwice_engine::Engine;

use super::output::{Output, safe};
use super::rules::catalogue;
use super::{Failure, Outcome, RuleFolder};
use crate::judge::explain;
use crate::workspace::config::Names;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The rule's name
    rule: String,
    #[command(flatten)]
    folder: RuleFolder,
}

pub(crate) fn run(arguments: ExplainArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let catalogue = catalogue(&arguments.folder)?;
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    match engine.rule(&arguments.rule) {
        Some(rule) => {
            output.print(&safe(&explain::page(rule).markdown));
            Ok(Outcome::Fine)
        }
        None => {
            let nearest = Names::new(engine.rules()).nearest_rule(&arguments.rule).map(ToString::to_string);
            let hint = nearest.map_or(String::new(), |nearest| format!("; the nearest is `{nearest}`"));
            Err(format!("there is no rule `{}`{hint}", arguments.rule).into())
        }
    }
}
