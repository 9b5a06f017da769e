//! `thinktwice config`: what there is to configure.

use clap::{Args, Subcommand};

use super::output::Output;
use super::{Failure, Outcome};
use crate::workspace::config;

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the JSON schema of `thinktwice.toml`
    Schema,
}

pub(crate) fn run(arguments: ConfigArguments, output: &mut Output) -> Result<Outcome, Failure> {
    match arguments.command {
        ConfigCommand::Schema => output.print(&format!("{:#}\n", config::schema().as_value())),
    }
    Ok(Outcome::Fine)
}
