//! Families of duplicated code: places that are alike, each pair of them named once.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use thinktwice_engine::text::Span;

use super::bodies::Match;
use super::limits::Limits;
use super::{Place, State, report};

/// Places that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The place that the others are compared with, then the others, the nearest first.
    pub places: Vec<Member>,
    /// Whether they are runs inside functions rather than functions.
    pub is_run: bool,
    /// What differs between the first two, in words.
    pub difference: String,
}

/// A place of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The file.
    pub path: Arc<Path>,
    /// The function, or the run in it.
    pub span: Span,
    /// Names around the function and its own, joined by dots.
    pub function: String,
    /// Likeness to the first place in per cent.
    pub percent: u8,
    /// Test code.
    pub is_test: bool,
}

/// Two bodies that are alike.
#[derive(Clone, Copy)]
struct Edge {
    from: u32,
    found: Match,
}

/// Pieces of one body that share so much of their tokens are one piece.
const SAME_PIECE: f32 = 0.7;

impl State {
    /// All families, in order of the first place.
    pub(super) fn families(&self, limits: &Limits, text: &dyn Fn(&Path) -> Option<String>) -> Vec<Family> {
        self.compare_all(limits.leaves_out_tests());
        let (runs, wholes): (Vec<Edge>, Vec<Edge>) =
            self.edges(limits).into_iter().partition(|edge| edge.found.is_run());
        let mut covered: FxHashSet<(u32, u32)> = FxHashSet::default();
        let mut families = Vec::new();
        for edges in [wholes, runs] {
            self.group(edges, &mut covered, &mut |place, body, group| {
                families.push(self.family(place, body, group, text));
            });
        }
        if limits.leaves_out_tests() {
            // What tests share was not looked at, which is no answer to whoever asks next.
            self.forget_all();
        }
        families.sort_by(|left, right| {
            let first =
                |family: &Family| family.places.first().map(|place| (Arc::clone(&place.path), place.span));
            first(left).cmp(&first(right))
        });
        families
    }

    /// Tells the families that some edges make, but for pairs that are `covered`.
    fn group(
        &self,
        edges: Vec<Edge>,
        covered: &mut FxHashSet<(u32, u32)>,
        tell: &mut dyn FnMut(&Place<'_>, u32, Vec<Edge>),
    ) {
        // The body that most others resemble speaks for a family; among equals the first in the workspace.
        let mut by_body: FxHashMap<u32, Vec<Edge>> = FxHashMap::default();
        for edge in edges {
            by_body.entry(edge.from).or_default().push(edge);
            let turned = Edge { from: edge.found.other, found: edge.found.turned(edge.from) };
            by_body.entry(turned.from).or_default().push(turned);
        }
        let mut bodies: Vec<(usize, Place<'_>, u32)> = by_body
            .iter()
            .filter_map(|(&body, edges)| Some((usize::MAX - edges.len(), self.place(body)?, body)))
            .collect();
        bodies.sort_by_key(|&(degree, place, _)| (degree, place.path, place.function.span.start));
        for (_, place, body) in bodies {
            let mut open: Vec<Edge> = by_body.remove(&body).unwrap_or_default();
            open.retain(|edge| !covered.contains(&pair(body, edge.found.other)));
            open.sort_by_key(|edge| (edge.found.here, u8::MAX - edge.found.percent, self.order(edge)));
            while let Some(&first) = open.first() {
                let (group, rest): (Vec<Edge>, Vec<Edge>) =
                    open.into_iter().partition(|edge| is_same_piece(&first.found, &edge.found));
                open = rest;
                let bodies: Vec<u32> = group.iter().map(|edge| edge.found.other).chain([body]).collect();
                for (number, &left) in bodies.iter().enumerate() {
                    covered.extend(bodies[number + 1..].iter().map(|&right| pair(left, right)));
                }
                tell(&place, body, group);
            }
        }
    }

    /// What is selected from either side, each pair once.
    fn edges(&self, limits: &Limits) -> Vec<Edge> {
        let mut paths: Vec<&Arc<Path>> = self.files.keys().collect();
        paths.sort();
        let mut seen = FxHashSet::default();
        let mut edges = Vec::new();
        for path in paths {
            for (body, _, selection) in self.selections(path, limits, true) {
                for alike in selection.wholes.iter().chain(&selection.runs) {
                    if seen.insert(pair(body, alike.found.other)) {
                        edges.push(Edge { from: body, found: alike.found });
                    }
                }
            }
        }
        edges
    }

    fn family(
        &self,
        here: &Place<'_>,
        body: u32,
        mut group: Vec<Edge>,
        text: &dyn Fn(&Path) -> Option<String>,
    ) -> Family {
        group.sort_by_key(|edge| (u8::MAX - edge.found.percent, self.order(edge)));
        let member = |place: &Place<'_>, found: &Match, run, percent| Member {
            path: Arc::from(place.path),
            span: if found.is_run() { report::place_of(place, found, run) } else { place.function.span },
            function: place.function.path.to_string(),
            percent,
            is_test: place.is_test(),
        };
        let mut places: Vec<Member> = Vec::with_capacity(group.len() + 1);
        let mut difference = String::new();
        for Edge { found, .. } in &group {
            let Some(there) = self.place(found.other) else { continue };
            if places.is_empty() {
                places.push(member(here, found, found.here, 100));
                difference = self.words(text, body, here, found, &there).difference.clone();
            }
            places.push(member(&there, found, found.there, found.percent));
        }
        let is_run = group.first().is_some_and(|edge| edge.found.is_run());
        Family { places, is_run, difference }
    }

    fn order(&self, edge: &Edge) -> Option<(&Path, u32)> {
        self.place(edge.found.other).map(|place| (place.path, place.function.span.start))
    }
}

fn pair(left: u32, right: u32) -> (u32, u32) {
    (left.min(right), left.max(right))
}

/// Whether two matches of a body are about the same piece of it.
fn is_same_piece(left: &Match, right: &Match) -> bool {
    if !left.is_run() && !right.is_run() {
        return true;
    }
    let (from, to) = (left.here.0.max(right.here.0), left.here.1.min(right.here.1));
    let longer = (left.here.1 - left.here.0).max(right.here.1 - right.here.0);
    f32::from(to.saturating_sub(from)) >= SAME_PIECE * f32::from(longer)
}
