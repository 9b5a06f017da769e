//! What a rule says of a place.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::rule::Rule;
use crate::text::Span;

/// How loud a finding is, from the quietest up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// For the reader who looks.
    Hint,
    /// Worth knowing.
    Info,
    /// Worth an answer.
    Warning,
    /// Worth an answer before anything else.
    Error,
}

impl Level {
    /// One step quieter; `None` below a hint.
    pub fn milder(self) -> Option<Level> {
        match self {
            Level::Error => Some(Level::Warning),
            Level::Warning => Some(Level::Info),
            Level::Info => Some(Level::Hint),
            Level::Hint => None,
        }
    }

    /// The level of this name.
    pub fn from_name(name: &str) -> Option<Level> {
        [Level::Hint, Level::Info, Level::Warning, Level::Error]
            .into_iter()
            .find(|level| level.name() == name)
    }

    /// The name, as in rule headers and the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Level::Hint => "hint",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Another place that belongs to a finding: the twin of a duplicate, the nearest test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file; `None` is the finding's own.
    pub path: Option<Arc<Path>>,
    /// Bytes there.
    pub span: Span,
    /// What stands there: "`parse_when` does the same".
    pub text: String,
}

/// A fact that can be checked, with the place where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// One line.
    pub text: String,
    /// Where to look; `None` for a fact about the place itself.
    pub place: Option<(Option<Arc<Path>>, Span)>,
}

/// One report of one rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<Rule>,
    /// Bytes in the file.
    pub span: Span,
    /// The level after contexts, before configuration and decisions.
    pub level: Level,
    /// What is here, with the names of this code.
    pub message: String,
    /// The one question.
    pub question: String,
    /// Up to three checkable facts.
    pub evidence: Vec<Evidence>,
    /// Other places.
    pub related: Vec<Related>,
    /// Names of the definitions around it, joined by dots; part of its identity.
    pub scope: String,
    /// What it is about, where many places say the same: whoever lists them all tells it once.
    pub topic: Option<Arc<str>>,
}

impl Finding {
    /// The finding with its places in its own file moved.
    pub fn moved(&self, place: impl Fn(Span) -> Span) -> Finding {
        let mut moved = self.clone();
        moved.span = place(moved.span);
        for related in moved.related.iter_mut().filter(|related| related.path.is_none()) {
            related.span = place(related.span);
        }
        for evidence in &mut moved.evidence {
            if let Some((None, span)) = &mut evidence.place {
                *span = place(*span);
            }
        }
        moved
    }
}
