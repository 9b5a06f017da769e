//! What other files have to say to a rule that sees one: helpers that assert for a test which seems to check nothing, or
//! little, and classes that have what a base leaves to them.

use rustc_hash::FxHashSet;
use thinktwice_engine::facts::Function;
use thinktwice_engine::text::Span;

use super::edges::{Edge, Edges};
use super::methods::method_name;
use super::{File, FileId, FnId, Graph};

/// Rules that see one file, and what in another takes their word back.
pub(super) const RULES: [&str; 4] = ["test-without-assertion", "weak-assertion-only", "mock-only-test", STUB];
/// Speaks of functions, the others of tests.
const STUB: &str = "stub-body";

/// A helper of a helper of a helper: what lies deeper is no longer the test's own check.
const MAX_DEPTH: u32 = 3;

/// Whether what one of these rules said of a place is not so.
pub(super) fn withdraws(graph: &Graph, path: &std::path::Path, place: Span, rule: &str) -> bool {
    if rule == STUB {
        is_left_to_others(graph, path, place)
    } else {
        checks_elsewhere(graph, path, place, rule)
    }
}

/// Whether the method in which the place stands is one that a class has in its own way which inherits it.
fn is_left_to_others(graph: &Graph, path: &std::path::Path, place: Span) -> bool {
    let Some((file, index)) = around(graph, path, place, &|_| true) else { return false };
    let Some(here) = graph.files[file as usize].as_ref() else { return false };
    let owner = here.hierarchy.owners.get(index).copied().flatten();
    let name = graph.names.known(&method_name(&here.facts.functions[index]));
    let classes = &graph.classes;
    owner.zip(name).is_some_and(|(owner, name)| classes.is_overridden(classes.class(owner), name))
}

/// The innermost function around a place that is wanted: its file and its number there.
fn around(
    graph: &Graph,
    path: &std::path::Path,
    place: Span,
    is_wanted: &dyn Fn(&Function) -> bool,
) -> Option<(FileId, usize)> {
    let &file = graph.numbers.get(path)?;
    let functions = graph.files[file as usize].as_ref()?.facts.functions.iter().enumerate().rev();
    let mut around = functions.filter(|(_, function)| {
        function.span.start <= place.start && place.start < function.span.end && is_wanted(function)
    });
    around.next().map(|(index, _)| (file, index))
}

/// Whether the test in which the place stands leaves checking to a helper.
fn checks_elsewhere(graph: &Graph, path: &std::path::Path, place: Span, rule: &str) -> bool {
    let Some((file, index)) = around(graph, path, place, &|function| function.traits.is_test) else {
        return false;
    };
    // A fixture that asserts checks its own work; only where a test has nothing else is that something.
    let counts_fixtures = rule == RULES[0];
    let start = FnId { file, index: index as u32 };
    let mut seen: FxHashSet<FnId> = FxHashSet::from_iter([start]);
    let mut open = vec![(start, 0)];
    while let Some((at, depth)) = open.pop() {
        let Some(from) = graph.files[at.file as usize].as_ref() else { continue };
        for edge in from.links.functions.get(at.index as usize).into_iter().flat_map(Edges::iter) {
            for target in graph.targets(&edge) {
                let Some((there, function)) = graph.function(target) else { continue };
                if !is_helper(there, function) || !seen.insert(target) {
                    continue;
                }
                if function.traits.asserts && (counts_fixtures || !function.traits.is_entry) {
                    return true;
                }
                if depth + 1 < MAX_DEPTH {
                    open.push((target, depth + 1));
                }
            }
        }
    }
    false
}

/// Code that is there to check other code. An assertion elsewhere says what its function takes for granted.
fn is_helper(file: &File, function: &Function) -> bool {
    let is_word = |word: &str| {
        ["test", "tests", "testing", "testutil", "testutils", "conftest", "check", "checks"].contains(&word)
    };
    let has_word = |name: &str| name.split(['_', '.', '-']).any(is_word);
    let is_named_so =
        ["assert", "check", "verify", "expect", "ensure", "evaluate", "_assert", "_check", "_verify"]
            .iter()
            .any(|sign| function.name().starts_with(sign));
    function.traits.is_in_test
        || file.facts.is_test
        || is_named_so
        || file.path.iter().rev().take(4).filter_map(|part| part.to_str()).any(has_word)
}

impl Graph {
    /// The functions that an edge names, those of bases included.
    pub(super) fn targets(&self, edge: &Edge) -> Vec<FnId> {
        match *edge {
            Edge::Function(id) => vec![id],
            Edge::Dispatch(class, name) | Edge::After(class, name) => {
                let found = self.classes.lookup(self.classes.class(class), name);
                found.iter().map(|&number| self.classes.function_id(number)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn function(&self, id: FnId) -> Option<(&File, &Function)> {
        let file = self.files[id.file as usize].as_ref()?;
        Some((file, file.facts.functions.get(id.index as usize)?))
    }

    /// The functions outside of tests that the one whose name stands there runs, as far as they are named.
    pub(super) fn run_by(&self, path: &std::path::Path, name_span: Span) -> Vec<FnId> {
        const MOST: usize = 200;
        const DEPTH: u32 = 4;
        let start = self.numbers.get(path).and_then(|&file| {
            let functions = &self.files[file as usize].as_ref()?.facts.functions;
            let index = functions.iter().position(|function| function.name_span == name_span)?;
            Some(FnId { file, index: index as u32 })
        });
        let mut seen: FxHashSet<FnId> = start.into_iter().collect();
        let mut open: Vec<(FnId, u32)> = start.into_iter().map(|start| (start, 0)).collect();
        let mut found = Vec::new();
        let mut next = 0;
        while let Some(&(at, depth)) = open.get(next).filter(|_| open.len() < MOST) {
            next += 1;
            let Some(from) = self.files[at.file as usize].as_ref() else { continue };
            for edge in from.links.functions.get(at.index as usize).into_iter().flat_map(Edges::iter) {
                for target in self.targets(&edge) {
                    let is_new = seen.insert(target);
                    let Some((file, function)) = self.function(target).filter(|_| is_new) else { continue };
                    if !function.traits.is_in_test && !file.facts.is_test {
                        found.push(target);
                    }
                    if depth + 1 < DEPTH {
                        open.push((target, depth + 1));
                    }
                }
            }
        }
        found
    }
}
