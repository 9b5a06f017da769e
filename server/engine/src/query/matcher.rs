//! Finds the matches of many patterns in one pass over a flat tree.

use super::{CaptureId, Element, KindTest, NodePattern, Pattern, Quantifier, Shape};
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
    /// The kinds at which a pattern can begin, by its number, with the signs that a node of this kind needs; a kind
    /// past the grammar's is a syntax error.
    kinds: Vec<Vec<(u16, u64)>>,
    kind_count: usize,
    all: Candidates,
}

/// The patterns to be tried in one item, by the kind at which they begin. Made once and filled for each item.
#[derive(Debug, Default)]
pub struct Candidates {
    by_kind: Vec<Vec<(u32, u64)>>,
    touched: Vec<u16>,
}

impl Candidates {
    /// The patterns to be tried at a node of this kind whose children have these [signs](child_signs).
    fn at(&self, kind: u16, signs: u64) -> impl Iterator<Item = u32> + '_ {
        let listed = self.by_kind.get(kind as usize).or(self.by_kind.last());
        // Most patterns fail here, before they are looked at.
        let fits = move |&&(_, needed): &&(u32, u64)| needed & !signs == 0;
        listed.into_iter().flatten().filter(fits).map(|&(number, _)| number)
    }

    /// The patterns to be tried at this node.
    pub fn at_node(&self, tree: &SyntaxTree<'_>, node: NodeId) -> impl Iterator<Item = u32> + '_ {
        self.at(tree.kind_id(node), tree.signs_below(node))
    }
}

/// Tries that one pattern may take at one node. Real rules need a few hundred; a pattern that explodes on hostile
/// code stops here and reports what it has found.
const FUEL: u32 = 50_000;

impl Matcher {
    /// A matcher for the patterns, which are known by their place in the sequence.
    pub fn new<'p>(language: Language, patterns: impl Iterator<Item = &'p Pattern>) -> Matcher {
        let kind_count = language.kind_count();
        let kinds = patterns
            .map(|pattern| {
                let mut kinds = Vec::new();
                root_kinds(&pattern.elements[0], language, &mut kinds);
                kinds.iter_mut().for_each(|(kind, _)| *kind = (*kind).min(kind_count as u16));
                kinds.sort_unstable();
                // What may begin in two ways needs what both need.
                kinds.dedup_by(|(later, signs), (earlier, common)| {
                    let is_same = later == earlier;
                    if is_same {
                        *common &= *signs;
                    }
                    is_same
                });
                kinds
            })
            .collect::<Vec<Vec<(u16, u64)>>>();
        let mut matcher = Matcher { kinds, kind_count, all: Candidates::default() };
        let mut all = Candidates::default();
        matcher.fill(0..matcher.kinds.len() as u32, &mut all);
        matcher.all = all;
        matcher
    }

    /// All patterns that can begin at a node of this kind.
    pub fn candidates(&self, kind: u16) -> impl Iterator<Item = u32> + '_ {
        self.all.at(kind, u64::MAX)
    }

    /// All patterns that can begin at this node.
    pub fn candidates_at(&self, tree: &SyntaxTree<'_>, node: NodeId) -> impl Iterator<Item = u32> + '_ {
        self.all.at_node(tree, node)
    }

    /// Fills `candidates` with these patterns, given in ascending order.
    pub fn fill(&self, patterns: impl Iterator<Item = u32>, candidates: &mut Candidates) {
        candidates.by_kind.resize(self.kind_count + 1, Vec::new());
        for kind in candidates.touched.drain(..) {
            candidates.by_kind[kind as usize].clear();
        }
        for number in patterns {
            for &(kind, signs) in &self.kinds[number as usize] {
                let list = &mut candidates.by_kind[kind as usize];
                if list.is_empty() {
                    candidates.touched.push(kind);
                }
                list.push((number, signs));
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

fn root_kinds(element: &Element, language: Language, kinds: &mut Vec<(u16, u64)>) {
    match &element.shape {
        Shape::Node(node) => {
            let mut add = |kind| kinds.push((kind, node.signs));
            match &node.kind {
                KindTest::One(id) => add(*id),
                KindTest::Kinds(ids) => ids.iter().copied().for_each(add),
                KindTest::Any | KindTest::Missing => (0..=language.kind_count() as u16).for_each(add),
                KindTest::AnyNamed => {
                    (0..=language.kind_count() as u16).filter(|&kind| language.is_named(kind)).for_each(add);
                }
            }
        }
        Shape::Choice(choices) => choices.iter().for_each(|choice| root_kinds(choice, language, kinds)),
        Shape::Group(elements) => {
            elements.iter().take(1).for_each(|first| root_kinds(first, language, kinds))
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
            && pattern.signs & !self.tree.signs_below(node) == 0
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
