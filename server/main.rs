//! Reads the command line.

use std::process::ExitCode;

use clap::Parser;
use thinktwice::Allocator;
use thinktwice::cli::{self, Command};
use thinktwice::lsp::{self, Ending};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

fn main() -> ExitCode {
    // With pages of two megabytes a server takes a sixth more memory, and a scan clears pages for twice as long. A system
    // that knows no such pages has nothing to refuse.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    match cli::Arguments::parse().command {
        Command::Lsp(arguments) => {
            let options = lsp::Options {
                config_file: arguments.config,
                log_code: arguments.log_code,
                log_file: arguments.log,
                is_cached: !arguments.no_cache,
            };
            match lsp::run(options) {
                Ok(Ending::Clean) => ExitCode::SUCCESS,
                Ok(Ending::Abrupt) => ExitCode::from(1),
                Err(_) => ExitCode::from(2),
            }
        }
        command => cli::run(command),
    }
}
