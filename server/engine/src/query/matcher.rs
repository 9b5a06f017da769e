//! Finds the matches of many patterns in one pass over a flat tree.

use super::{CaptureId, Element, KindTest, NodePattern, Pattern, Quantifier, Shape, Signs};
use crate::language::{Language, Role};
use crate::tree::{NodeId, SyntaxTree};

/// What the captures of a match stand for, in the order in which they were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures(Vec<(CaptureId, NodeId)>);

impl Captures {
    /// The first node of a capture.
    pub fn first(&self, capture: CaptureId) -> Option<NodeId> {
        self.all(capture).next()
    }

    /// All nodes of a capture.
    pub fn all(&self, capture: CaptureId) -> impl Iterator<Item = NodeId> + '_ {
        self.0.iter().filter(move |(known, _)| *known == capture).map(|&(_, node)| node)
    }

    /// Every pair of capture and node.
    pub fn iter(&self) -> impl Iterator<Item = (CaptureId, NodeId)> + '_ {
        self.0.iter().copied()
    }
}

/// Which patterns can begin at which kind of node.
#[derive(Debug)]
pub struct Matcher {
    /// Where a pattern can begin, by its number.
    starts: Vec<Vec<Start>>,
    kind_count: usize,
    all: Candidates,
}

/// A kind of node at which a pattern can begin.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Start {
    /// One past the grammar's is a syntax error.
    kind: u16,
    signs: Signs,
    /// What has to be there under a field.
    children: Vec<NeededChild>,
}

/// A child that a pattern cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NeededChild {
    field: u16,
    /// Its kind, where there is only one.
    kind: Option<u16>,
    /// Of its own children.
    signs: Signs,
}

impl NeededChild {
    /// What an element needs, if it stands under a field.
    fn of(element: &Element) -> Option<NeededChild> {
        let field =
            element.field.filter(|_| matches!(element.quantifier, Quantifier::One | Quantifier::Some))?;
        let of = |element: &Element| match &element.shape {
            Shape::Node(NodePattern { kind: KindTest::One(kind), signs, .. }) => (Some(*kind), *signs),
            Shape::Node(node) => (None, node.signs),
            Shape::Choice(_) | Shape::Group(_) => (None, Signs::default()),
        };
        let (kind, signs) = match &element.shape {
            Shape::Choice(choices) => choices
                .iter()
                .map(of)
                .reduce(|one, two| (one.0.filter(|_| one.0 == two.0), one.1.common(two.1)))?,
            _ => of(element),
        };
        Some(NeededChild { field, kind, signs })
    }
}

/// The patterns to be tried in one item, by the kind at which they begin. Made once and filled for each item.
#[derive(Debug, Default)]
pub struct Candidates {
    by_kind: Vec<Vec<Candidate>>,
    /// What the patterns in `by_kind` need, each from its start to its end.
    children: Vec<NeededChild>,
    touched: Vec<u16>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    number: u32,
    signs: Signs,
    children: (u32, u32),
}

impl Candidates {
    /// The patterns to be tried at this node, by what it and its children are: most fail here, before they are looked
    /// at.
    pub fn at_node<'a>(&'a self, tree: &'a SyntaxTree<'_>, node: NodeId) -> impl Iterator<Item = u32> + 'a {
        let signs = tree.signs_below(node);
        let listed = self.by_kind.get(tree.kind_id(node) as usize).or(self.by_kind.last());
        let mut children = None;
        let fits = move |candidate: &&Candidate| {
            let (start, end) = candidate.children;
            candidate.signs.let_through(signs)
                && (start == end || {
                    let children: &Children = children.get_or_insert_with(|| Children::of(tree, node));
                    self.children[start as usize..end as usize].iter().all(|needed| children.have(needed))
                })
        };
        listed.into_iter().flatten().filter(fits).map(|candidate| candidate.number)
    }
}

/// The first children of a node that stand under fields: field, kind, signs of their own children.
struct Children {
    known: [(u16, u16, u64); Children::MOST],
    count: usize,
}

impl Children {
    const MOST: usize = 6;

    fn of(tree: &SyntaxTree<'_>, node: NodeId) -> Children {
        let mut children = Children { known: [(0, 0, 0); Children::MOST], count: 0 };
        for child in tree.children(node).filter(|&child| tree.field_id(child) != 0) {
            if let Some(place) = children.known.get_mut(children.count) {
                *place = (tree.field_id(child), tree.kind_id(child), tree.signs_below(child));
            }
            children.count += 1;
        }
        children
    }

    /// Whether there may be such a child.
    fn have(&self, needed: &NeededChild) -> bool {
        let fits = |&(field, kind, signs): &(u16, u16, u64)| {
            field == needed.field
                && needed.kind.is_none_or(|needed| needed == kind)
                && needed.signs.let_through(signs)
        };
        self.count > Children::MOST || self.known[..self.count].iter().any(fits)
    }
}

/// Tries that one pattern may take at one node. Real rules need a few hundred; a pattern that explodes on hostile
/// code stops here and reports what it has found.
const FUEL: u32 = 50_000;

impl Matcher {
    /// A matcher for the patterns, which are known by their place in the sequence.
    pub fn new<'p>(language: Language, patterns: impl Iterator<Item = &'p Pattern>) -> Matcher {
        let kind_count = language.kind_count();
        let starts = patterns
            .map(|pattern| {
                let mut starts = Vec::new();
                add_starts(&pattern.elements[0], language, &mut starts);
                starts.iter_mut().for_each(|start| start.kind = start.kind.min(kind_count as u16));
                starts.sort_by_key(|start| start.kind);
                // What may begin in two ways needs what both need.
                starts.dedup_by(|later, earlier| {
                    let is_same = later.kind == earlier.kind;
                    if is_same {
                        earlier.signs = earlier.signs.common(later.signs);
                        earlier.children.retain(|child| later.children.contains(child));
                    }
                    is_same
                });
                starts
            })
            .collect::<Vec<Vec<Start>>>();
        let mut matcher = Matcher { starts, kind_count, all: Candidates::default() };
        let mut all = Candidates::default();
        matcher.fill(0..matcher.starts.len() as u32, &mut all);
        matcher.all = all;
        matcher
    }

    /// All patterns that can begin at a node of this kind.
    pub fn candidates(&self, kind: u16) -> impl Iterator<Item = u32> + '_ {
        let listed = self.all.by_kind.get(kind as usize).or(self.all.by_kind.last());
        listed.into_iter().flatten().map(|candidate| candidate.number)
    }

    /// All patterns that can begin at this node.
    pub fn candidates_at<'a>(
        &'a self,
        tree: &'a SyntaxTree<'_>,
        node: NodeId,
    ) -> impl Iterator<Item = u32> + 'a {
        self.all.at_node(tree, node)
    }

    /// Fills `candidates` with these patterns, given in ascending order.
    pub fn fill(&self, patterns: impl Iterator<Item = u32>, candidates: &mut Candidates) {
        candidates.by_kind.resize(self.kind_count + 1, Vec::new());
        candidates.children.clear();
        for kind in candidates.touched.drain(..) {
            candidates.by_kind[kind as usize].clear();
        }
        for number in patterns {
            for Start { kind, signs, children } in &self.starts[number as usize] {
                let list = &mut candidates.by_kind[*kind as usize];
                if list.is_empty() {
                    candidates.touched.push(*kind);
                }
                let start = candidates.children.len() as u32;
                candidates.children.extend(children);
                let children = (start, candidates.children.len() as u32);
                list.push(Candidate { number, signs: *signs, children });
            }
        }
    }

    /// Every match of `pattern` that begins at `node`. `early` answers the predicates that are asked before the match
    /// is whole, by their numbers; `found` says whether to go on. Says how many steps were taken.
    pub fn matches(
        pattern: &Pattern,
        tree: &SyntaxTree<'_>,
        node: NodeId,
        captures: &mut Captures,
        early: &dyn Fn(u16, &Captures) -> bool,
        mut found: impl FnMut(&Captures) -> bool,
    ) -> u32 {
        let Some((first, rest)) = pattern.elements.split_first() else { return 0 };
        captures.0.clear();
        let mut attempt = Attempt { tree, early, fuel: FUEL, stopped: false };
        if !attempt.may_stand(first, node) {
            return 1;
        }
        let end = tree.next_index(tree.parent(node));
        attempt.element(first, node, end, captures, &mut |attempt, captures, after| {
            attempt.row(rest, after, end, false, false, captures, &mut |attempt, captures, _| {
                if !found(captures) {
                    attempt.stopped = true;
                }
            });
        });
        FUEL - attempt.fuel + 1
    }
}

fn add_starts(element: &Element, language: Language, starts: &mut Vec<Start>) {
    match &element.shape {
        Shape::Node(node) => {
            let children: Vec<NeededChild> = node.children.iter().filter_map(NeededChild::of).collect();
            let mut add = |kind| starts.push(Start { kind, signs: node.signs, children: children.clone() });
            match &node.kind {
                KindTest::One(id) => add(*id),
                KindTest::Kinds(ids) => ids.iter().copied().for_each(add),
                KindTest::Any | KindTest::Missing => (0..=language.kind_count() as u16).for_each(add),
                KindTest::AnyNamed => {
                    (0..=language.kind_count() as u16).filter(|&kind| language.is_named(kind)).for_each(add);
                }
            }
        }
        Shape::Choice(choices) => choices.iter().for_each(|choice| add_starts(choice, language, starts)),
        Shape::Group(elements) => {
            elements.iter().take(1).for_each(|first| add_starts(first, language, starts))
        }
    }
}

/// What goes on after a part has matched: with the captures so far and the index after the matched sibling.
type Next<'n> = &'n mut dyn FnMut(&mut Attempt<'_, '_>, &mut Captures, u32);

struct Attempt<'a, 't> {
    tree: &'a SyntaxTree<'t>,
    early: &'a dyn Fn(u16, &Captures) -> bool,
    fuel: u32,
    stopped: bool,
}

impl Attempt<'_, '_> {
    fn out_of_fuel(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.stopped |= self.fuel == 0;
        self.stopped
    }

    /// Whether the node alone lets the element stand here: its field, its kind, what children it has.
    fn may_stand(&self, element: &Element, node: NodeId) -> bool {
        if element.field.is_some_and(|field| self.tree.field_id(node) != field) {
            return false;
        }
        match &element.shape {
            Shape::Node(pattern) => self.fits(pattern, node),
            Shape::Choice(choices) => {
                element.kinds.as_ref().is_none_or(|kinds| kinds.has(self.tree.kind_id(node)))
                    && choices.iter().any(|choice| self.may_stand(choice, node))
            }
            Shape::Group(elements) => elements.first().is_some_and(|first| self.may_stand(first, node)),
        }
    }

    /// The element, its quantifier left aside, at this very node, where it [may stand](Attempt::may_stand).
    fn element(
        &mut self,
        element: &Element,
        node: NodeId,
        end: u32,
        captures: &mut Captures,
        next: Next<'_>,
    ) {
        if self.out_of_fuel() {
            return;
        }
        let mark = captures.0.len();
        captures.0.extend(element.captures.iter().map(|&capture| (capture, node)));
        if element.early.iter().all(|&number| (self.early)(number, captures)) {
            let after = self.tree.next_index(Some(node));
            match &element.shape {
                Shape::Node(pattern) if pattern.children.is_empty() => next(self, captures, after),
                Shape::Node(pattern) => self.row(
                    &pattern.children,
                    node.0 + 1,
                    after,
                    pattern.anchored_end,
                    false,
                    captures,
                    &mut |attempt, captures, _| next(attempt, captures, after),
                ),
                Shape::Choice(choices) => {
                    for choice in choices {
                        if self.may_stand(choice, node) {
                            self.element(choice, node, end, captures, next);
                        }
                        if self.stopped {
                            break;
                        }
                    }
                }
                Shape::Group(elements) => {
                    if let Some((first, rest)) = elements.split_first() {
                        self.element(first, node, end, captures, &mut |attempt, captures, after| {
                            attempt.row(rest, after, end, false, false, captures, next);
                        });
                    }
                }
            }
        }
        captures.0.truncate(mark);
    }

    fn fits(&self, pattern: &NodePattern, node: NodeId) -> bool {
        let kind = self.tree.kind_id(node);
        let right_kind = match &pattern.kind {
            KindTest::One(only) => *only == kind,
            KindTest::Kinds(kinds) => kinds.contains(&kind),
            KindTest::Any => true,
            // A comment between two arguments is not an argument.
            KindTest::AnyNamed => self.tree.is_named(node) && !self.tree.is(node, Role::Comment),
            KindTest::Missing => self.tree.is_missing(node),
        };
        right_kind
            && pattern.signs.let_through(self.tree.signs_below(node))
            && pattern
                .negated_fields
                .iter()
                .all(|&field| self.tree.children(node).all(|child| self.tree.field_id(child) != field))
    }

    /// The elements in order among the siblings from `at` to `end`. `adjoining`: the first of them may not skip.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one step of the search; a struct would only rename it"
    )]
    fn row(
        &mut self,
        elements: &[Element],
        at: u32,
        end: u32,
        to_end: bool,
        adjoining: bool,
        captures: &mut Captures,
        next: Next<'_>,
    ) {
        if self.out_of_fuel() {
            return;
        }
        let Some((element, rest)) = elements.split_first() else {
            if !to_end || self.named_from(at, end).is_none() {
                next(self, captures, at);
            }
            return;
        };
        let mut matched = false;
        let repeated = matches!(element.quantifier, Quantifier::Any | Quantifier::Some);
        let mut sibling = at;
        while sibling < end && !self.out_of_fuel() {
            let node = NodeId(sibling);
            let after = self.tree.next_index(Some(node));
            let mut here = false;
            if self.may_stand(element, node) {
                self.element(element, node, end, captures, &mut |attempt, captures, after| {
                    here = true;
                    if repeated {
                        attempt.repeat(element, rest, after, end, to_end, captures, next);
                    } else {
                        attempt.row(rest, after, end, to_end, false, captures, next);
                    }
                });
            }
            matched |= here;
            // A repetition takes all it can: what begins later is a part of what was found.
            if here && repeated {
                break;
            }
            let strict = element.anchored || adjoining;
            if strict && (self.is_content(node, element) || self.anonymous(element)) {
                break;
            }
            sibling = after;
        }
        if !matched && matches!(element.quantifier, Quantifier::Any | Quantifier::Optional) {
            self.row(rest, at, end, to_end, element.anchored, captures, next);
        }
    }

    /// More of a repeated element, as many as stand together, and then the rest.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one step of the search; a struct would only rename it"
    )]
    fn repeat(
        &mut self,
        element: &Element,
        rest: &[Element],
        at: u32,
        end: u32,
        to_end: bool,
        captures: &mut Captures,
        next: Next<'_>,
    ) {
        let mut more = false;
        let mut sibling = at;
        while sibling < end && !self.out_of_fuel() {
            let node = NodeId(sibling);
            if self.may_stand(element, node) {
                self.element(element, node, end, captures, &mut |attempt, captures, after| {
                    more = true;
                    attempt.repeat(element, rest, after, end, to_end, captures, next);
                });
            }
            if more || self.is_content(node, element) {
                break;
            }
            sibling = self.tree.next_index(Some(node));
        }
        if !more {
            self.row(rest, at, end, to_end, false, captures, next);
        }
    }

    /// Whether an anchored element may not step over the node: named, and no comment unless comments are looked for.
    fn is_content(&self, node: NodeId, element: &Element) -> bool {
        self.tree.is_named(node) && (!self.tree.is(node, Role::Comment) || self.seeks_comments(element))
    }

    fn seeks_comments(&self, element: &Element) -> bool {
        match &element.shape {
            Shape::Node(node) => match &node.kind {
                KindTest::One(kind) => self.tree.language().roles(*kind).has(Role::Comment),
                KindTest::Kinds(kinds) => {
                    kinds.iter().any(|&kind| self.tree.language().roles(kind).has(Role::Comment))
                }
                _ => false,
            },
            Shape::Choice(parts) | Shape::Group(parts) => parts.iter().any(|part| self.seeks_comments(part)),
        }
    }

    fn anonymous(&self, element: &Element) -> bool {
        match &element.shape {
            Shape::Node(node) => match &node.kind {
                KindTest::One(kind) => !self.tree.language().is_named(*kind),
                KindTest::Kinds(kinds) => kinds.iter().all(|&kind| !self.tree.language().is_named(kind)),
                KindTest::Any => true,
                _ => false,
            },
            _ => false,
        }
    }

    fn named_from(&self, at: u32, end: u32) -> Option<NodeId> {
        let mut sibling = at;
        while sibling < end {
            let node = NodeId(sibling);
            if self.tree.is_named(node) && !self.tree.is(node, Role::Comment) {
                return Some(node);
            }
            sibling = self.tree.next_index(Some(node));
        }
        None
    }
}
