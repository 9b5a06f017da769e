//! tree-sitter queries, read into our own matcher.
//!
//! Rule files are plain tree-sitter queries. tree-sitter's cursor costs 0.4 of a parse even for sixteen bare
//! patterns and its compiler 65-116 ms for sixty; this matcher dispatches on the kind of each node in one pass over
//! the flat tree, and compiles in microseconds. `tests/it/query.rs` holds the two against each other.

mod matcher;
mod parse;

pub use matcher::{Candidates, Captures, Matcher};
pub use parse::parse;

/// Number of a capture name in one [`Query`].
pub type CaptureId = u16;

/// The patterns of one file.
#[derive(Debug, Default)]
pub struct Query {
    /// Top-level patterns in file order.
    pub patterns: Vec<Pattern>,
    /// Names of the captures, without `@`; a [`CaptureId`] is an index.
    pub captures: Vec<String>,
}

impl Query {
    /// The number of a capture name.
    pub fn capture(&self, name: &str) -> Option<CaptureId> {
        self.captures.iter().position(|known| known == name).map(|at| at as CaptureId)
    }
}

/// One top-level pattern with its predicates.
#[derive(Debug)]
pub struct Pattern {
    /// What has to stand there: one element, or several siblings in a row.
    pub elements: Vec<Element>,
    /// `(#name? ...)` and `(#name! ...)` in order.
    pub predicates: Vec<Predicate>,
    /// Line of the pattern in its file, from 1.
    pub line: u32,
}

impl Pattern {
    /// Whether the pattern has this capture.
    pub fn has_capture(&self, capture: CaptureId) -> bool {
        self.elements.iter().any(|element| element.has_capture(capture))
    }
}

impl Pattern {
    /// Whether every match takes this capture: not where it stands in one of several choices or may be left out.
    pub(crate) fn always_captures(&self, capture: CaptureId) -> bool {
        self.elements.iter().any(|element| element.always_captures(capture))
    }
}

impl Element {
    fn always_captures(&self, capture: CaptureId) -> bool {
        if matches!(self.quantifier, Quantifier::Any | Quantifier::Optional) {
            return false;
        }
        self.captures.contains(&capture)
            || match &self.shape {
                Shape::Node(node) => node.children.iter().any(|child| child.always_captures(capture)),
                Shape::Group(parts) => parts.iter().any(|part| part.always_captures(capture)),
                Shape::Choice(parts) => parts.iter().all(|part| part.always_captures(capture)),
            }
    }

    fn has_capture(&self, capture: CaptureId) -> bool {
        self.captures.contains(&capture)
            || match &self.shape {
                Shape::Node(node) => node.children.iter().any(|child| child.has_capture(capture)),
                Shape::Choice(parts) | Shape::Group(parts) => {
                    parts.iter().any(|part| part.has_capture(capture))
                }
            }
    }
}

/// A part of a pattern among its siblings.
#[derive(Debug)]
pub struct Element {
    pub(crate) shape: Shape,
    pub(crate) quantifier: Quantifier,
    /// `.` before it: nothing named may stand between it and the one before.
    pub(crate) anchored: bool,
    /// The parent has to hold it under this field.
    pub(crate) field: Option<u16>,
    pub(crate) captures: Vec<CaptureId>,
}

#[derive(Debug)]
pub(crate) enum Shape {
    Node(NodePattern),
    Choice(Vec<Element>),
    Group(Vec<Element>),
}

#[derive(Debug)]
pub(crate) struct NodePattern {
    pub(crate) kind: KindTest,
    pub(crate) negated_fields: Vec<u16>,
    pub(crate) children: Vec<Element>,
    /// `.` after the last child.
    pub(crate) anchored_end: bool,
}

#[derive(Debug)]
pub(crate) enum KindTest {
    /// `_`
    Any,
    /// `(_)`
    AnyNamed,
    /// A kind; grammars have several numbers for some names.
    Kinds(Vec<u16>),
    /// `(MISSING)`
    Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    One,
    Optional,
    Any,
    Some,
}

/// `(#name? args)`, a condition, or `(#name! args)`, a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// Name without `#`, `?`, `!` and `not-`.
    pub name: String,
    /// Whether it began with `not-`.
    pub negated: bool,
    /// Whether it ended in `!`.
    pub directive: bool,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// Line in its file, from 1.
    pub line: u32,
}

/// An argument of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// `@name`
    Capture(CaptureId),
    /// `"text"` or a bare word.
    Text(String),
}
