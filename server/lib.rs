//! thinktwice: a language server and command that asks the question a good reviewer would ask before AI-written code
//! is accepted.
//!
//! Layers: `lsp -> judge -> workspace -> engine` and `cli -> judge -> workspace -> engine`; the two faces never see
//! each other.

pub mod cli;
pub mod judge;
pub mod lsp;
pub mod workspace;
