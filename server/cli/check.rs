//! stub
use clap::Args;
use super::{Failure, Outcome};
use super::output::Output;
/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {}
pub(crate) fn run(_: CheckArguments, _: &mut Output) -> Result<Outcome, Failure> { Err("not yet".to_string().into()) }
