//! The rule `deprecated-api` for what the workspace itself has marked: calls of functions and classes that are
//! `#[deprecated]` or `@deprecated`.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use thinktwice_engine::facts::References;
use thinktwice_engine::finding::{Evidence, Finding, Level};
use thinktwice_engine::rule::Rule;

use super::edges::Edge;
use super::resolve::{Entity, Trace};
use super::{ClassId, FileId, FnId, Graph};

/// The rule's name.
pub(super) const RULE: &str = "deprecated-api";

/// What is marked.
#[derive(Debug, Default)]
pub(super) struct Marked {
    functions: FxHashSet<FnId>,
    classes: FxHashSet<ClassId>,
}

impl Marked {
    fn new(graph: &Graph) -> Marked {
        let mut found = Marked::default();
        for (file, there) in (0..).zip(&graph.files) {
            let Some(there) = there.as_ref().filter(|there| !there.facts.is_test) else { continue };
            for (index, function) in (0..).zip(&there.facts.functions) {
                if is_marked(function.marks()) {
                    found.functions.insert(FnId { file, index });
                }
            }
            for (index, definition) in (0..).zip(&there.facts.definitions) {
                if is_marked(definition.marks.iter().map(String::as_str)) {
                    found.classes.insert(ClassId { file, index });
                }
            }
        }
        found
    }

    fn is_empty(&self) -> bool {
        self.functions.is_empty() && self.classes.is_empty()
    }
}

/// Whether a definition says of itself that it is deprecated.
pub(super) fn is_marked<'m>(mut marks: impl Iterator<Item = &'m str>) -> bool {
    marks.any(|mark| mark.rsplit('.').next() == Some("deprecated"))
}

/// The findings in one file of a settled graph.
pub(super) fn findings(graph: &Graph, path: &Path, rule: &Arc<Rule>) -> Vec<Finding> {
    let marked = graph.marked.get_or_init(|| Marked::new(graph));
    let file = graph.numbers.get(path).filter(|_| !marked.is_empty()).copied();
    let Some((file, here)) = file.and_then(|file| Some((file, graph.files[file as usize].as_ref()?))) else {
        return Vec::new();
    };
    // That a test still calls it is as it should be.
    if here.facts.is_test {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (function, edges) in here.facts.functions.iter().zip(&here.links.functions) {
        let knows = function.traits.is_in_test
            || is_marked(function.marks())
            || function.marks().any(|mark| mark.contains("(deprecated"))
            || graph.is_in_marked_class(file, &function.path, marked);
        if !knows && edges.iter().any(|edge| names(graph, &edge, marked)) {
            let scope = &*function.path;
            let start = function.span.start;
            found.extend(graph.marked_calls(file, scope, &function.references, start, marked, rule));
        }
    }
    if here.links.calls.iter().chain(here.links.program.iter()).any(|edge| names(graph, &edge, marked)) {
        found.extend(graph.marked_calls(file, "", &here.facts.references, 0, marked, rule));
    }
    found
}

fn names(graph: &Graph, edge: &Edge, marked: &Marked) -> bool {
    match edge {
        Edge::New(class) => marked.classes.contains(class),
        edge => graph.targets(edge).iter().any(|target| marked.functions.contains(target)),
    }
}

impl Graph {
    fn is_in_marked_class(&self, file: FileId, path: &str, marked: &Marked) -> bool {
        let Some(here) = self.files[file as usize].as_ref() else { return false };
        let mut classes = marked.classes.iter().filter(|class| class.file == file);
        classes.any(|class| {
            let definition = here.facts.definitions.get(class.index as usize);
            definition.is_some_and(|definition| {
                path.strip_prefix(&*definition.path).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    }

    fn marked_calls(
        &self,
        file: FileId,
        scope: &str,
        references: &References,
        start: u32,
        marked: &Marked,
        rule: &Arc<Rule>,
    ) -> Vec<Finding> {
        let world = self.world();
        let calls = references.iter().filter(|reference| reference.is_call);
        let found = calls.filter_map(|call| {
            let entity = world.resolve(file, scope, call.path, &mut Trace::default());
            let (there, name, name_span) = match entity {
                Entity::Function(id) | Entity::Method(id, _) | Entity::Inherited(id, _)
                    if marked.functions.contains(&id) =>
                {
                    let function = world.function(id)?;
                    (id.file, &*function.path, function.name_span)
                }
                Entity::Class(class) if marked.classes.contains(&class) => {
                    let definition = world.file(class.file)?.facts.definitions.get(class.index as usize)?;
                    (class.file, &*definition.path, definition.span)
                }
                _ => return None,
            };
            let value = |key: &str| match key {
                "name" => Some(name.to_owned()),
                "function" => Some(if scope.is_empty() { "this module" } else { scope }.to_owned()),
                _ => None,
            };
            let span = call.span.shifted(i64::from(start));
            let mut finding = rule.finding(span, scope.to_owned(), &value);
            finding.level = Level::Info;
            let where_from = if scope.is_empty() { String::new() } else { format!(", used in `{scope}`,") };
            finding.message = format!("`{name}`{where_from} is marked as deprecated");
            finding.question = format!(
                "`{name}` will go, and its replacement behaves differently. Does the difference matter here?"
            );
            let other = &world.file(there)?.path;
            let place = ((there != file).then(|| Arc::clone(other)), name_span);
            finding.evidence.push(Evidence { text: format!("`{name}` says so"), place: Some(place) });
            Some(finding)
        });
        found.collect()
    }
}
