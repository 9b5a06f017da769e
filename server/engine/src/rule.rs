//! A rule: its header, its page, its patterns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Level;

/// How sure a rule is that a reviewer would want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are those of the rule headers")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// Whether a rule speaks by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Speaks.
    On,
    /// Speaks when it is selected by name, or in the strict profile.
    Trial,
    /// Speaks only when it is selected by name.
    Off,
}

/// What a context does to a rule's level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing.
    #[default]
    Keep,
    /// One step down.
    Milder,
    /// The rule is quiet there.
    Off,
    /// The rule speaks only there.
    Only,
}

/// Contexts that every rule shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Contexts {
    /// Test code.
    pub tests: Effect,
    /// Start-up code: `main`, `build.rs`, statics, `if __name__ == "__main__"`.
    pub entry: Effect,
    /// A comment of three or more words on the line or above it.
    pub explained: Effect,
}

/// When many small hits count as one report for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Density {
    /// At least so many hits in the file.
    pub at_least: u32,
    /// And at least so many for each thousand comments.
    #[serde(default)]
    pub per_thousand_comments: u32,
    /// And at least so many for each thousand lines.
    #[serde(default)]
    pub per_thousand_lines: u32,
}

/// What code a rule speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All code.
    #[default]
    All,
    /// Code that the change under review adds or edits; all code with `--all` or where no base is known.
    Change,
}

/// The TOML header of `rule.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Header {
    /// Short name for people.
    pub title: String,
    /// Level before contexts.
    pub severity: Level,
    /// How sure.
    pub confidence: Confidence,
    /// Whether it speaks.
    pub status: Status,
    /// Names of languages.
    pub languages: Vec<String>,
    /// What is here; placeholders in braces.
    pub message: String,
    /// The question; placeholders in braces.
    pub question: String,
    /// The honest exception.
    pub fine_when: String,
    /// CWE numbers.
    #[serde(default)]
    pub cwe: Vec<String>,
    /// Effects of contexts.
    #[serde(default)]
    pub contexts: Contexts,
    /// Linter -> codes that say the same.
    #[serde(default)]
    pub equivalents: BTreeMap<String, Vec<String>>,
    /// Report once a file, when dense.
    #[serde(default)]
    pub density: Option<Density>,
    /// What code it speaks of.
    #[serde(default)]
    pub scope: Scope,
    /// Share of judged reports that were right, if any were judged: written by the judgments' script.
    #[serde(default)]
    pub precision: Option<f32>,
}

/// A rule as loaded: everything but its compiled patterns.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Folder name: `swallowed-exception`.
    pub name: String,
    /// Folder above it: `errors`; `workspace` for users' rules.
    pub family: String,
    /// The header.
    pub header: Header,
    /// The page below the header, as Markdown.
    pub page: String,
}
