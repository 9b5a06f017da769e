//! The engine of thinktwice: text, parsing, rules, matching, facts, clone tokens, fingerprints.
//!
//! Pure: no files, no clock but a caller's deadline, no tokio, no protocol types. The same input gives the same output.

pub mod analysis;
pub mod checks;
pub mod clones;
pub mod document;
pub mod engine;
pub mod facts;
pub mod finding;
pub mod fingerprint;
mod flow;
mod guard;
pub mod items;
pub mod language;
mod lazy_regex;
pub mod names;
pub mod packed;
pub mod page;
mod prefilter;
pub mod profile;
pub mod query;
pub mod rule;
mod scope;
pub mod selection;
pub mod template;
pub mod text;
pub mod tree;
mod vocabulary;

pub use analysis::{Analyzer, FileAnalysis, FileInput};
pub use engine::Engine;
pub use selection::RuleSelection;
pub use vocabulary::predicate_names;
