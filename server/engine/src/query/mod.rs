//! tree-sitter queries, read into our own matcher.
//!
//! Rule files are plain tree-sitter queries. tree-sitter's cursor costs 0.4 of a parse even for sixteen bare
//! patterns and its compiler 65-116 ms for sixty; this matcher dispatches on the kind of each node in one pass over
//! the flat tree, and compiles in microseconds. `tests/it/query.rs` holds the two against each other.

mod matcher;
mod parse;

pub use matcher::{Candidates, Captures, Matcher};
pub use parse::parse;

use crate::language::KindSet;
use crate::tree::child_signs;

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

impl Pattern {
    /// Has the predicate with this number asked as soon as its captures are taken, if it may be. Where none of them can
    /// be left out or taken again and again, what fails early is the very match that would have failed when whole.
    /// Returns whether it may.
    pub(crate) fn ask_early(&mut self, number: u16, captures: &[CaptureId]) -> bool {
        let sound = self.elements.iter().all(|element| element.takes_surely(captures, true));
        if sound {
            self.elements.iter_mut().for_each(|element| element.attach(number, captures));
        }
        sound
    }
}

impl Element {
    /// Whether none of the captures stands where a part may be left out or repeated.
    fn takes_surely(&self, captures: &[CaptureId], sure: bool) -> bool {
        let sure = sure && self.quantifier == Quantifier::One;
        (sure || !self.captures.iter().any(|capture| captures.contains(capture)))
            && self.parts().iter().all(|part| part.takes_surely(captures, sure))
    }

    fn attach(&mut self, number: u16, captures: &[CaptureId]) {
        if self.captures.iter().any(|capture| captures.contains(capture)) {
            self.early.push(number);
        }
        let parts = match &mut self.shape {
            Shape::Node(node) => &mut node.children,
            Shape::Choice(parts) | Shape::Group(parts) => parts,
        };
        parts.iter_mut().for_each(|part| part.attach(number, captures));
    }

    fn parts(&self) -> &[Element] {
        match &self.shape {
            Shape::Node(node) => &node.children,
            Shape::Choice(parts) | Shape::Group(parts) => parts,
        }
    }

    /// Signs that the parent of what matches has: see [`child_signs`].
    fn signs(&self) -> u64 {
        if matches!(self.quantifier, Quantifier::Any | Quantifier::Optional) {
            return 0;
        }
        let field = child_signs(None, self.field);
        let common = |signs: &mut dyn Iterator<Item = u64>| signs.reduce(|all, one| all & one).unwrap_or(0);
        field
            | match &self.shape {
                Shape::Node(node) => match &node.kind {
                    KindTest::One(kind) => child_signs(Some(*kind), None),
                    KindTest::Kinds(kinds) => {
                        common(&mut kinds.iter().map(|&kind| child_signs(Some(kind), None)))
                    }
                    KindTest::Any | KindTest::AnyNamed | KindTest::Missing => 0,
                },
                Shape::Choice(parts) => common(&mut parts.iter().map(Element::signs)),
                Shape::Group(parts) => parts.iter().map(Element::signs).fold(0, |all, one| all | one),
            }
    }

    /// Signs of which the parent of what matches has one; `None` if it may have none.
    fn kinds(&self) -> Option<u64> {
        if matches!(self.quantifier, Quantifier::Any | Quantifier::Optional) {
            return None;
        }
        match &self.shape {
            Shape::Choice(parts) => parts.iter().map(Element::kinds).try_fold(0, |all, one| Some(all | one?)),
            Shape::Group(parts) => parts.first()?.kinds(),
            shape @ Shape::Node(_) => {
                let kinds = shape.first_kinds()?;
                Some(
                    kinds.into_iter().map(|kind| child_signs(Some(kind), None)).fold(0, |all, one| all | one),
                )
            }
        }
    }

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
    /// Predicates that are asked once these captures are taken.
    pub(crate) early: Vec<u16>,
    /// The kinds of what a choice can begin with, where they are known.
    pub(crate) kinds: Option<KindSet>,
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
    /// The children that have to be there.
    pub(crate) signs: Signs,
}

/// What children a node has to have, by their [signs](child_signs): what shows that a pattern cannot match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// All of these.
    all: u64,
    /// One of these, if there are any.
    one_of: u64,
}

impl Signs {
    /// Whether a node with these signs of children may be meant.
    pub(crate) fn let_through(self, below: u64) -> bool {
        self.all & !below == 0 && (self.one_of == 0 || self.one_of & below != 0)
    }

    /// What both need.
    pub(crate) fn common(self, other: Signs) -> Signs {
        let is_open = self.one_of == 0 || other.one_of == 0;
        Signs { all: self.all & other.all, one_of: if is_open { 0 } else { self.one_of | other.one_of } }
    }
}

impl Shape {
    /// The kinds of node with which it can begin; `None` for any.
    fn first_kinds(&self) -> Option<Vec<u16>> {
        match self {
            Shape::Node(node) => match &node.kind {
                KindTest::One(kind) => Some(vec![*kind]),
                KindTest::Kinds(kinds) => Some(kinds.clone()),
                KindTest::Any | KindTest::AnyNamed | KindTest::Missing => None,
            },
            Shape::Choice(parts) => {
                let kinds: Option<Vec<Vec<u16>>> =
                    parts.iter().map(|part| part.shape.first_kinds()).collect();
                kinds.map(|kinds| kinds.concat())
            }
            Shape::Group(parts) => parts.first()?.shape.first_kinds(),
        }
    }
}

impl NodePattern {
    fn new(kind: KindTest, children: Vec<Element>) -> NodePattern {
        let signs = Signs {
            all: children.iter().map(Element::signs).fold(0, |all, one| all | one),
            one_of: children
                .iter()
                .filter_map(Element::kinds)
                .min_by_key(|kinds| kinds.count_ones())
                .unwrap_or(0),
        };
        NodePattern { kind, negated_fields: Vec::new(), children, anchored_end: false, signs }
    }
}

#[derive(Debug)]
pub(crate) enum KindTest {
    /// `_`
    Any,
    /// `(_)`
    AnyNamed,
    /// A kind.
    One(u16),
    /// A kind for whose name the grammar has several numbers.
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
