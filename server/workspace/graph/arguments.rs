//! The rule `unknown-keyword-argument`: calls that give a function of the workspace what it does not take, or not
//! what it needs.
//!
//! A call is judged where it is certain what it calls: one function, undecorated or decorated with what keeps its
//! parameters, in no place where somebody may have put another one.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thinktwice_engine::facts::{ArgumentList, DefinitionKind, Function, Import, Reference};
use thinktwice_engine::finding::{Evidence, Finding};
use thinktwice_engine::rule::Rule;

use super::places::Layout;
use super::resolve::{Base, Entity, World};
use super::table::{self, Symbol};
use super::{ClassId, File, FnId, Graph};

/// The rule's name.
pub(super) const RULE: &str = "unknown-keyword-argument";

/// Decorators that leave the parameters as they are.
const KEEPING: [&str; 15] = [
    "staticmethod",
    "classmethod",
    "functools.cache",
    "functools.lru_cache",
    "lru_cache",
    "cache",
    "contextlib.contextmanager",
    "contextmanager",
    "contextlib.asynccontextmanager",
    "asynccontextmanager",
    "typing.final",
    "typing.override",
    "typing_extensions.override",
    "warnings.deprecated",
    "typing_extensions.deprecated",
];

/// Methods whose first argument is given or not, depending on who calls.
const UNBOUND: [&str; 3] = ["__new__", "__init_subclass__", "__class_getitem__"];

/// A call that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Misfit {
    /// Place of the call in its function.
    call: u32,
    callee: FnId,
    /// The class of the object whose method it is: a subclass may have another.
    receiver: Option<ClassId>,
}

impl Misfit {
    /// Whether what it speaks of is such a function and class.
    pub(super) fn is_of(
        &self,
        is_function: &dyn Fn(FnId) -> bool,
        is_class: &dyn Fn(ClassId) -> bool,
    ) -> bool {
        is_function(self.callee) && self.receiver.is_none_or(is_class)
    }
}

/// What does not fit.
enum Fault<'c> {
    /// No parameter has this name.
    Unknown(&'c str),
    /// More without a name than there are places for.
    TooMany(usize),
    /// This parameter gets nothing.
    Missing(&'c str),
}

/// The calls of a function that do not fit what they call: `references` are its references and what they stand for.
pub(super) fn misfits(
    world: World<'_>,
    here: &File,
    function: &Function,
    references: &[(Reference<'_>, Entity)],
) -> Box<[Misfit]> {
    if here.layout != Layout::Python {
        return Box::default();
    }
    let calls = (0..).zip(function.calls.iter());
    let found = calls.filter_map(|(number, call)| {
        let (Reference { path, .. }, entity) = references.get(call.reference as usize)?;
        let (callee, receiver) = callee(world, path, entity)?;
        let is_misfit = faulty(world, callee, &call)? && is_certain(&here.facts.imports, path);
        is_misfit.then_some(Misfit { call: number, callee, receiver })
    });
    found.collect()
}

/// The function that a call runs, and the class of its object.
fn callee(world: World<'_>, path: &str, entity: &Entity) -> Option<(FnId, Option<ClassId>)> {
    let is_of_object = path.starts_with("self.") || path.contains("().");
    let last = path.rsplit('.').next();
    let (id, receiver) = match *entity {
        _ if !is_short(path) => return None,
        Entity::Class(class) => return maker(world, class).map(|id| (id, None)),
        Entity::Function(id) => (id, None),
        Entity::Method(id, class) if is_of_object => (id, Some(class)),
        _ => return None,
    };
    let function = world.function(id).filter(|function| last == Some(function.name()))?;
    // A method that is taken from its class gets its object as the first argument; a function that a class holds
    // under a name gets the object, too.
    let is_static = function.marks().any(|mark| mark == "staticmethod" || mark == "classmethod");
    let is_bound_as_written = match receiver {
        Some(_) => function.traits.is_method,
        None if is_of_object => is_static,
        None => !function.traits.is_method || is_static,
    };
    is_bound_as_written.then_some((id, receiver))
}

/// Whether a path names its target without a guess: something imported or defined here, `self.method`,
/// `Class().method`. What attributes hold and functions give is known well enough to follow, not to find fault.
fn is_short(path: &str) -> bool {
    match (path.strip_prefix("self."), path.rsplit_once("().")) {
        (Some(member), _) => !member.contains(['.', '(']),
        (None, Some((class, member))) => {
            let name = class.rsplit('.').next().unwrap_or(class);
            !member.contains(['.', '(']) && !class.contains('(') && name.starts_with(char::is_uppercase)
        }
        (None, None) => !path.contains('('),
    }
}

/// The `__init__` that an object of the class is made with, if nothing else can have a say.
fn maker(world: World<'_>, class: ClassId) -> Option<FnId> {
    let mut class = class;
    for _ in 0..16 {
        let file = world.file(class.file)?;
        let definition = file.facts.definitions.get(class.index as usize)?;
        table::note(&definition.path);
        let of = |name: &str| file.table.get(&format!("{}.{name}", definition.path));
        if !definition.marks.is_empty() || !of("__new__").is_empty() {
            return None;
        }
        match of("__init__") {
            [Symbol::Function(index)] => {
                let bases: Vec<Base> = world.bases(class).collect();
                // A base of a library may make objects in its own way.
                let is_plain = bases.iter().all(|base| matches!(base, Base::Class(_)));
                return is_plain.then_some(FnId { file: class.file, index: *index });
            }
            [] => {
                let bases: Vec<Base> = world.bases(class).collect();
                let [Base::Class(base)] = bases.as_slice() else { return None };
                class = *base;
            }
            _ => return None,
        }
    }
    None
}

/// Whether the call fits none of the twins of the function. `None` where that is not known.
fn faulty(world: World<'_>, callee: FnId, call: &ArgumentList<'_>) -> Option<bool> {
    let file = world.file(callee.file)?;
    let path = &world.function(callee)?.path;
    let mut is_faulty = true;
    for symbol in file.table.get(path) {
        // The name gets another value somewhere.
        let Symbol::Function(index) = symbol else { return None };
        let function = file.facts.functions.get(*index as usize)?;
        if !is_plain(file, function) {
            return None;
        }
        is_faulty &= fault(function, call).is_some();
    }
    Some(is_faulty)
}

/// Whether the parameters are what callers have to give.
fn is_plain(file: &File, function: &Function) -> bool {
    file.layout == Layout::Python
        && !file.facts.is_generated
        && function.signature.parameters().all(|(_, takes)| takes.is_some())
        && !UNBOUND.contains(&function.name())
        && function.marks().all(|mark| KEEPING.contains(&mark))
}

fn fault<'c>(function: &'c Function, call: &ArgumentList<'c>) -> Option<Fault<'c>> {
    let parameters = || function.signature.parameters().filter_map(|(name, takes)| Some((name, takes?)));
    let unknown = call.named.iter().find(|(name, _)| {
        !parameters().any(|(known, takes)| takes.by_name && (takes.is_rest || known == *name))
    });
    if let Some((name, _)) = unknown {
        return Some(Fault::Unknown(name));
    }
    let places = parameters().filter(|(_, takes)| takes.by_position && !takes.is_rest).count();
    let takes_rest = parameters().any(|(_, takes)| takes.by_position && takes.is_rest);
    if usize::from(call.positional) > places && !takes_rest {
        return Some(Fault::TooMany(places));
    }
    if call.has_more_positional || call.has_more_named {
        return None;
    }
    let mut at = 0;
    for (name, takes) in parameters() {
        let is_given = takes.by_position && !takes.is_rest && at < usize::from(call.positional)
            || takes.by_name && call.named.iter().any(|(given, _)| *given == name);
        at += usize::from(takes.by_position && !takes.is_rest);
        if !is_given && !takes.is_optional {
            return Some(Fault::Missing(name));
        }
    }
    None
}

/// Whether no import of the path is a guarded one, nor one of several for its name.
fn is_certain(imports: &[Import], path: &str) -> bool {
    let is_on_path = |import: &&Import| {
        path.strip_prefix(&*import.path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
    };
    imports.iter().filter(is_on_path).all(|import| {
        let twins = imports.iter().filter(|other| other.local == import.local && other.path != import.path);
        !import.is_guarded && twins.count() == 0
    })
}

/// The findings in one file of a settled graph.
pub(super) fn findings(graph: &Graph, path: &Path, rule: &Arc<Rule>) -> Vec<Finding> {
    let Some(&id) = graph.numbers.get(path) else { return Vec::new() };
    let Some(here) = graph.files[id as usize].as_ref().filter(|file| file.facts.is_reviewed()) else {
        return Vec::new();
    };
    let world = graph.world();
    let with_misfits = here
        .links
        .misfits
        .iter()
        .filter_map(|(&function, misfits)| Some((here.facts.functions.get(function as usize)?, misfits)));
    let all =
        with_misfits.flat_map(|(function, misfits)| misfits.iter().map(move |misfit| (function, misfit)));
    all.filter_map(|(function, misfit)| {
        let call = function.calls.iter().nth(misfit.call as usize)?;
        let callee = world.function(misfit.callee)?;
        if misfit.receiver.is_some_and(|class| graph.may_be_overridden(class, misfit.callee)) {
            return None;
        }
        let shown = match callee.name() {
            "__init__" => callee.path.rsplit('.').nth(1).unwrap_or(callee.name()),
            name => name,
        };
        let mut span = call.span;
        let fault = match fault(callee, &call)? {
            Fault::Unknown(name) => {
                span = call.named.iter().find(|(given, _)| *given == name)?.1;
                format!("has no parameter `{name}`{}", nearest(name, callee))
            }
            Fault::TooMany(most) => {
                format!("has room for {most} arguments without a name, and gets {}", call.positional)
            }
            Fault::Missing(name) => format!("needs `{name}` and does not get it"),
        };
        let signature = callee.signature.names().collect::<Vec<&str>>().join(", ");
        let value = |key: &str| match key {
            "call" => Some(shown.to_owned()),
            "fault" => Some(fault.clone()),
            "signature" => {
                Some(if signature.is_empty() { "nothing".to_owned() } else { format!("`{signature}`") })
            }
            _ => None,
        };
        let span = span.shifted(i64::from(function.span.start));
        let mut finding = rule.finding(span, function.path.to_string(), &value);
        let there = world.file(misfit.callee.file)?;
        let place = ((there.path != here.path).then(|| Arc::clone(&there.path)), callee.name_span);
        finding.evidence.push(Evidence { text: format!("`{shown}` is defined here"), place: Some(place) });
        Some(finding)
    })
    .collect()
}

fn nearest(name: &str, callee: &Function) -> String {
    let alike = callee.signature.names().map(|known| (strsim::jaro_winkler(name, known), known));
    let best = alike.filter(|(likeness, _)| *likeness >= 0.8);
    let best = best.max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)));
    best.map(|(_, known)| format!("; the nearest is `{known}`")).unwrap_or_default()
}

impl Graph {
    /// Whether an object of the class may have something else under the method's name: a subclass's, or a value.
    fn may_be_overridden(&self, class: ClassId, method: FnId) -> bool {
        let Some(name) = self.world().function(method).map(|function| function.name()) else {
            return true;
        };
        let base = self.classes.class(class);
        (0..self.classes.class_count() as u32).any(|number| {
            if !self.classes.above(number).contains(&base) {
                return false;
            }
            let id = self.classes.class_id(number);
            let Some(file) = self.files[id.file as usize].as_ref() else { return false };
            let Some(definition) = file.facts.definitions.get(id.index as usize) else { return false };
            if definition.kind != DefinitionKind::Class {
                return false;
            }
            let symbols = file.table.get(&format!("{}.{name}", definition.path));
            symbols.iter().any(|symbol| match symbol {
                Symbol::Function(index) => FnId { file: id.file, index: *index } != method,
                _ => true,
            })
        })
    }
}
