//! The engine of thinktwice: text, parsing, rules, matching, facts, clone tokens, fingerprints.
//!
//! Pure: no files, no clock but a caller's deadline, no tokio, no protocol types. The same input gives the same output.

pub mod document;
pub mod facts;
pub mod finding;
pub mod items;
pub mod language;
pub mod names;
pub mod page;
pub mod query;
pub mod rule;
pub mod selection;
pub mod template;
pub mod text;
pub mod tree;
