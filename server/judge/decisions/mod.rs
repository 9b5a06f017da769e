//! What people decided about findings, and which finding each decision is about now.
//!
//! [`identity`] says what makes a finding the same one, [`file`] how a decision is written down, [`ledger`] where.
//! A decision holds where rule, path, scope, text and number agree; with other neighbours it holds and the report
//! asks again. Where the code was moved, it holds only if the neighbours came along and the old place is empty;
//! a mere likeness is offered, never applied.

pub mod file;
mod identity;
mod ledger;
mod local;
mod matching;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use identity::{Identity, identities};
pub use ledger::Ledger;
pub use local::{NotUseful, state_folder};
pub use matching::{Candidate, Match, matches};

use super::day::Day;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is as the rule says, and stays.
    Accept,
    /// What the rule says is not true here.
    Dismiss,
    /// It will be looked at again on a day.
    Later,
}

impl Kind {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Accept => "accept",
            Kind::Dismiss => "dismiss",
            Kind::Later => "later",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Accept => "kept",
            Kind::Dismiss => "not true here",
            Kind::Later => "later",
        }
    }

    fn from_name(name: &str) -> Option<Kind> {
        [Kind::Accept, Kind::Dismiss, Kind::Later].into_iter().find(|kind| kind.name() == name)
    }
}

/// One decision about one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub kind: Kind,
    /// About a finding of this rule.
    pub rule: String,
    /// In this file, from the root.
    pub path: String,
    /// The names around it.
    pub scope: String,
    /// The code, for people: its first line.
    pub line: String,
    /// What makes it that finding.
    pub fingerprint: String,
    /// What stood around it.
    pub context: String,
    /// When it ends.
    pub until: Option<Day>,
    /// Why, in somebody's own words.
    pub reason: String,
    /// The file that says so.
    pub file: PathBuf,
}

impl Decision {
    /// Whether it has ended.
    pub fn is_due(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until <= today)
    }
}

/// The fingerprint of the finding that a decision's text is about; `None` if it is no decision.
pub fn fingerprint_in(text: &str) -> Option<String> {
    file::read(text, "", Path::new("")).ok().map(|decision| decision.fingerprint)
}

/// How a finding was answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// By a comment beside the code, which says why.
    Comment {
        /// The reason.
        reason: String,
    },
    /// By a decision.
    Decision {
        /// Which one.
        decision: Arc<Decision>,
        /// How surely it is about this finding.
        found: Match,
    },
}

impl Answer {
    /// The reason, word for word.
    pub fn reason(&self) -> &str {
        match self {
            Answer::Comment { reason } => reason,
            Answer::Decision { decision, .. } => &decision.reason,
        }
    }

    /// Whether it keeps the finding quiet on a day.
    pub fn holds(&self, today: Day) -> bool {
        match self {
            Answer::Comment { .. } => true,
            Answer::Decision { decision, .. } => !decision.is_due(today),
        }
    }
}
