//! Files on disk: which there are, what they say, how they are configured, and the index across them.
//!
//! Knows nothing of changes under review, of allowances or of how findings are shown.

pub mod across;
pub mod cache;
pub mod catalogue;
pub mod clones;
pub mod config;
pub mod discovery;
pub mod embedded;
pub mod graph;
pub mod index;
pub mod names;
pub mod notebook;
pub mod packages;
pub mod roots;
pub mod settings;
pub mod source;
mod threads;
pub mod write;
