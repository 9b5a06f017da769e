//! `thinktwice completions` and `thinktwice man`: made from the definition of the command line.

use std::io;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::Output;
use super::{Arguments, Failure, Outcome};

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArguments {
    /// Write a page for each subcommand into this folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn completions(arguments: &CompletionsArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "thinktwice", &mut script);
    output.print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Fine)
}

pub(crate) fn man(arguments: &ManArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let failed = |error: io::Error| format!("the manual cannot be written: {error}");
    let command = Arguments::command();
    match &arguments.folder {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(failed)?;
            clap_mangen::generate_to(command, folder).map_err(failed)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page).map_err(failed)?;
            output.print(&String::from_utf8_lossy(&page));
        }
    }
    Ok(Outcome::Fine)
}
