//! Reads the command line.

use std::process::ExitCode;

use clap::Parser;
use thinktwice::cli;

fn main() -> ExitCode {
    cli::run(cli::Arguments::parse().command)
}
