//! The edges of one file: what its functions and its top level mention, resolved.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use thinktwice_engine::facts::signs::{
    ANY_MEMBER, CONVERTED, INSIDE, NUMBER, OWN_KIND, PROGRAM, UNKNOWN, WORD,
};
use thinktwice_engine::facts::{DefinitionKind, FileFacts, Function, Reference};

use super::arguments::{self, Misfit};
use super::edges::{Edge, Edges, Parts};
use super::methods::{
    HASHING, HASHING_ANYTHING, MEASURING, SAME_INSIDE, SERVING, SHOWING, SHOWING_ANYTHING, compared,
    is_error, is_of_reference, is_variant, library_in, method_name, names_by_sign, runs_unnamed, sides,
};
use super::names::{NameId, Names};
use super::places::Layout;
use super::resolve::{Base, Entity, Trace, World};
use super::table::{Key, Symbol, noting};
use super::vocabulary::{CLIENTS, FOLDING, FORMATS_OF_SERDE, GIVING_CLIENTS, GLUE, HOLDING};
use super::{ClassId, File, FileId, FnId, Kept};

/// The edges of a file.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Links {
    /// In the order of the file's functions.
    pub(super) functions: Vec<Edges>,
    /// What the top level calls.
    pub(super) calls: Edges,
    /// What the top level mentions.
    pub(super) mentions: Edges,
    /// What the top level does only where the file is run as a program.
    pub(super) program: Edges,
    /// What test code outside of functions mentions.
    pub(super) tests: Edges,
    /// Files that are run because this one imports them.
    pub(super) loads: Box<[FileId]>,
    /// Classes of what the members of each class hold, in the order of the definitions.
    pub(super) members: Vec<(ClassId, ClassId)>,
    /// What functions make of what they are given, where nobody knows what that is. Few make anything of it.
    pub(super) conversions: BTreeMap<u32, Edges>,
    /// Calls that do not fit what they call, by the function in which they stand. Few have any.
    pub(super) misfits: BTreeMap<u32, Box<[Misfit]>>,
}

/// What tables were asked for when a file's links were found: as long as they would answer the same, the links are what
/// they were. Kept for files that somebody edits, and for those that such a file concerns.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    /// By function.
    pub(super) functions: Vec<Box<[Key]>>,
    pub(super) top_level: Box<[Key]>,
    pub(super) members: Box<[Key]>,
    pub(super) hierarchy: Box<[Key]>,
}

impl Lookups {
    /// What is as it was after tables have changed at these keys.
    pub(super) fn kept(&self, changed: &FxHashSet<Key>) -> Kept {
        let is_kept = |keys: &[Key]| changed.iter().all(|key| keys.binary_search(key).is_err());
        Kept {
            functions: self.functions.iter().map(|keys| is_kept(keys)).collect(),
            top_level: is_kept(&self.top_level),
            members: is_kept(&self.members),
            hierarchy: is_kept(&self.hierarchy),
        }
    }
}

/// Does some work, with what tables were asked for in it put into its place, if it has one.
pub(super) fn noted<T>(place: Option<&mut Box<[Key]>>, work: impl FnOnce() -> T) -> T {
    let Some(place) = place else { return work() };
    let (result, keys) = noting(work);
    *place = keys;
    result
}

/// Where the classes of one file stand among others.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Hierarchy {
    /// Bases of the definitions that are classes and have some.
    pub(super) bases: BTreeMap<u32, Box<[Base]>>,
    /// The class of each function that is a method.
    pub(super) owners: Vec<Option<ClassId>>,
    /// The trait of this workspace that each function is a method of; none at all where none is one.
    pub(super) traits: Vec<Option<ClassId>>,
    /// Each function: called by the language or by a library, not by its name.
    pub(super) is_glue: Vec<bool>,
    /// More bases of classes, by `impl`.
    pub(super) extended: Vec<(ClassId, Base)>,
}

/// Bases of libraries whose code never calls a method that it does not name itself.
const PASSIVE: [&str; 38] = [
    "Collection",
    "Iterable",
    "Iterator",
    "MutableSequence",
    "MutableSet",
    "Set",
    "object",
    "ABC",
    "ABCMeta",
    "Generic",
    "Protocol",
    "NamedTuple",
    "TypedDict",
    "Enum",
    "IntEnum",
    "StrEnum",
    "Flag",
    "IntFlag",
    "BaseModel",
    "Struct",
    "Base",
    "Model",
    "dict",
    "list",
    "set",
    "tuple",
    "str",
    "int",
    "float",
    "bytes",
    "UserDict",
    "UserList",
    "OrderedDict",
    "defaultdict",
    "Mapping",
    "MutableMapping",
    "Sequence",
    "namedtuple",
];

/// Finds the bases and owners of one file.
pub(super) fn hierarchy(world: World<'_>, file: FileId, trace: &mut Trace) -> Hierarchy {
    let mut found = Hierarchy::default();
    let Some(here) = world.file(file) else { return found };
    let facts = &here.facts;
    found.owners.reserve_exact(facts.functions.len());
    found.is_glue.reserve_exact(facts.functions.len());
    found.traits.reserve_exact(facts.functions.len());
    for (index, definition) in (0..).zip(&facts.definitions) {
        let bases: Box<[Base]> =
            definition.bases.iter().map(|base| base_of(world, file, &definition.path, base, trace)).collect();
        match definition.kind {
            DefinitionKind::Class if !bases.is_empty() => drop(found.bases.insert(index, bases)),
            DefinitionKind::Extension => {
                if let Some(class) = world.class_named(file, &definition.path, trace, 0) {
                    found.extended.extend(bases.into_iter().map(|base| (class, base)));
                }
            }
            _ => {}
        }
    }
    for function in &facts.functions {
        let owner =
            function.traits.is_method.then(|| world.class_around(file, &function.path, trace, 0)).flatten();
        let own_trait =
            function.bases().filter(|_| here.layout == Layout::Rust).find_map(|base| {
                match base_of(world, file, &function.path, base, trace) {
                    Base::Class(class) => Some(class),
                    _ => None,
                }
            });
        let is_glue = match here.layout {
            Layout::Python => GLUE.contains(&function.name()) || is_registered(world, file, function, trace),
            Layout::Rust => function.traits.is_required && own_trait.is_none() && runs_unnamed(function),
        };
        found.is_glue.push(is_glue);
        found.owners.push(owner);
        found.traits.push(own_trait);
    }
    if found.traits.iter().all(Option::is_none) {
        found.traits = Vec::new();
    }
    found
}

/// Whether a mark of Python hands the function to something that calls it: `@app.route("/")`, `@migration` after
/// `migration = MIGRATIONS.append`, or `@checks("date")` where what it is marked with gives it back as it is.
fn is_registered(world: World<'_>, file: FileId, function: &Function, trace: &mut Trace) -> bool {
    let scope = function.path.rsplit_once('.').map_or("", |(scope, _)| scope);
    // What a function takes and decorates another with is its own affair.
    let is_outside = scope.is_empty() || function.traits.is_method;
    let is_value_here = |mark: &str| {
        let table = world.file(file).map(|here| &here.table);
        table.is_some_and(|table| table.get(mark).iter().any(|symbol| matches!(symbol, Symbol::Value(_))))
    };
    let mut registers = |mark: &str| {
        let is_name = !mark.contains('.');
        if is_name && is_value_here(mark) {
            return true;
        }
        match world.resolve(file, scope, mark, trace) {
            Entity::Value(_) | Entity::Unknown => is_name,
            Entity::Function(id) | Entity::Method(id, _) => gives_back(world, id),
            _ => false,
        }
    };
    !function.traits.is_in_test
        && function.marks().any(|mark| function.traits.is_entry || is_outside && registers(mark))
}

/// Whether a decorator gives back what it decorates, itself or by a function inside it: nothing is wrapped then, only
/// noted.
fn gives_back(world: World<'_>, id: FnId) -> bool {
    let Some(functions) = world.file(id.file).and_then(|file| file.facts.functions.get(id.index as usize..))
    else {
        return false;
    };
    let Some((decorator, behind)) = functions.split_first() else { return false };
    let is_inside = |function: &&Function| {
        function.path.strip_prefix(&*decorator.path).is_some_and(|rest| rest.starts_with('.'))
    };
    decorator.traits.gives_back
        || behind.iter().take_while(is_inside).any(|function| function.traits.gives_back)
}

fn base_of(world: World<'_>, file: FileId, scope: &str, path: &str, trace: &mut Trace) -> Base {
    match world.resolve(file, scope, path, trace) {
        Entity::Class(class) | Entity::Instance(class) => Base::Class(class),
        Entity::Unknown | Entity::Value(_) => Base::Caller,
        _ => {
            let last = path.rsplit('.').next().unwrap_or(path);
            let is_passive = path.contains('=') || PASSIVE.contains(&last) || is_error(last);
            if is_passive { Base::Passive } else { Base::Caller }
        }
    }
}

/// What [`update`] changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Anything at all.
    pub(super) has_news: bool,
    /// Files of functions that are mentioned now and were not, or the other way round.
    pub(super) targets: FxHashSet<FileId>,
}

impl Changed {
    fn put(&mut self, links: &mut Edges, new: Edges) {
        if *links == new {
            return;
        }
        let (before, after): (FxHashSet<Edge>, FxHashSet<Edge>) =
            (links.iter().collect(), new.iter().collect());
        let differing = before.symmetric_difference(&after);
        self.targets.extend(differing.filter_map(|edge| match edge {
            Edge::Function(id) => Some(id.file),
            _ => None,
        }));
        self.set(links, new);
    }

    fn set<T: PartialEq>(&mut self, links: &mut T, new: T) {
        self.has_news |= *links != new;
        *links = new;
    }
}

/// Resolves what a file mentions, but for what is `kept` as it was.
pub(super) fn update<'g>(
    world: World<'g>,
    file: FileId,
    links: &mut Links,
    kept: &Kept,
    mut lookups: Option<&mut Lookups>,
    names: &mut Names<'g>,
    trace: &mut Trace,
) -> Changed {
    let mut changed = Changed::default();
    let Some(here) = world.file(file) else { return changed };
    let facts = &*here.facts;
    let mut linker = Linker {
        world,
        file,
        here,
        names,
        trace,
        edges: FxHashSet::default(),
        own: "",
        converting: FxHashSet::default(),
        is_in_test: false,
        is_inside: true,
    };
    changed.has_news |= links.functions.len() != facts.functions.len();
    // Those of functions that are gone.
    let gone = links.functions.split_off(links.functions.len().min(facts.functions.len()));
    gone.into_iter().for_each(|mut edges| changed.put(&mut edges, Edges::default()));
    links.functions.resize_with(facts.functions.len(), Edges::default);
    links.misfits.retain(|&function, _| (function as usize) < facts.functions.len());
    links.conversions.retain(|&function, _| (function as usize) < facts.functions.len());
    if let Some(lookups) = &mut lookups {
        lookups.functions.resize_with(facts.functions.len(), Box::default);
    }
    let open = facts.functions.iter().enumerate();
    for (index, function) in
        open.filter(|(index, _)| !kept.functions.get(*index).copied().unwrap_or_default())
    {
        noted(lookups.as_mut().map(|lookups| &mut lookups.functions[index]), || {
            linker.own = function.operands().split_once('=').map_or("", |(left, _)| left);
            linker.converting = conversions(here.layout, function);
            linker.is_in_test = function.traits.is_in_test;
            let references = function.references.iter();
            let references: Vec<(Reference<'_>, Entity)> =
                references.map(|reference| (reference, linker.add(&function.path, reference))).collect();
            let misfits = arguments::misfits(world, here, function, &references);
            let known = match misfits.is_empty() {
                true => links.misfits.remove(&(index as u32)),
                false => links.misfits.insert(index as u32, misfits.clone()),
            };
            changed.has_news |= known.unwrap_or_default() != misfits;
            if function.traits.is_in_test {
                linker.add_fixtures(function);
            }
            changed.put(&mut links.functions[index], linker.take());
            if here.layout == Layout::Rust {
                linker.convert_all(&function.path, function);
                let mut conversions = links.conversions.remove(&(index as u32)).unwrap_or_default();
                changed.put(&mut conversions, linker.take());
                if conversions != Edges::default() {
                    links.conversions.insert(index as u32, conversions);
                }
            }
        });
    }
    linker.own = "";
    linker.is_in_test = false;
    linker.converting = FxHashSet::default();
    if !kept.top_level {
        noted(lookups.as_mut().map(|lookups| &mut lookups.top_level), || {
            top_level(&mut linker, facts, links, &mut changed);
        });
    }
    if !kept.members {
        noted(lookups.map(|lookups| &mut lookups.members), || {
            changed.set(&mut links.members, linker.members(facts));
        });
    }
    changed
}

/// The path of an import without its last name: `.orders.price`, `.orders`, `.`.
fn shortened(path: &str) -> Option<&str> {
    let end = path.rfind('.')?;
    let is_relative = path[..end].bytes().all(|byte| byte == b'.');
    let shorter = &path[..end + usize::from(is_relative)];
    (shorter.len() < path.len()).then_some(shorter)
}

/// Whether tests of Python give a program commands or requests.
fn has_clients(facts: &FileFacts) -> bool {
    let is_client = |path: &str| {
        CLIENTS.iter().any(|client| {
            path.strip_prefix(client).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let is_giving = |name: &str| GIVING_CLIENTS.contains(&name.trim_end_matches("()"));
    let gives_client = |path: &str| path.split('.').any(is_giving);
    facts.imports.iter().any(|import| is_client(&import.path))
        || facts.functions.iter().any(|function| {
            function.traits.is_in_test
                && function.references.iter().any(|reference| gives_client(reference.path))
        })
}

/// The calls of a function that make one type of another and say what of.
fn conversions(layout: Layout, function: &Function) -> FxHashSet<&str> {
    if layout != Layout::Rust {
        return FxHashSet::default();
    }
    let compared = function.references.iter().filter_map(|reference| reference.path.split_once('='));
    compared.map(|(call, _)| call).filter(|call| is_conversion(call) && !call.starts_with(UNKNOWN)).collect()
}

fn is_conversion(path: &str) -> bool {
    path.ends_with(".from") || path.ends_with(".try_from")
}

/// Resolves what a file mentions outside of functions.
fn top_level(linker: &mut Linker<'_, '_>, facts: &FileFacts, links: &mut Links, changed: &mut Changed) {
    linker.is_inside = false;
    let (program, imported): (Vec<Reference<'_>>, Vec<Reference<'_>>) =
        facts.references.iter().partition(|reference| reference.is_of_program);
    let (calls, mentions): (Vec<Reference<'_>>, Vec<Reference<'_>>) =
        imported.into_iter().partition(|reference| reference.is_call);
    for (references, links) in
        [(program, &mut links.program), (calls, &mut links.calls), (mentions, &mut links.mentions)]
    {
        references.into_iter().for_each(|reference| drop(linker.add("", reference)));
        changed.put(links, linker.take());
    }
    linker.is_inside = true;
    facts.test_references.iter().for_each(|reference| drop(linker.add("", reference)));
    linker.add_libraries_of_tests(facts);
    changed.set(&mut links.tests, linker.take());
    changed.set(&mut links.loads, linker.loads(facts));
}

struct Linker<'a, 'g> {
    world: World<'g>,
    file: FileId,
    here: &'g File,
    names: &'a mut Names<'g>,
    trace: &'a mut Trace,
    edges: FxHashSet<Edge>,
    /// The type of `self` where it is one of the language's own.
    own: &'g str,
    /// Calls of `from` and `try_from` of which it is looked at what they are given: `crate.Error.from`.
    converting: FxHashSet<&'g str>,
    /// What is looked at is the code of tests.
    is_in_test: bool,
    /// What is looked at runs: it is no header of an `impl`.
    is_inside: bool,
}

/// A side of a comparison.
enum Side<'p> {
    Class(ClassId),
    /// The language's own, as `'&str`.
    Own(&'p str),
    Unknown,
}

impl<'g> Linker<'_, 'g> {
    fn take(&mut self) -> Edges {
        let mut edges: Vec<Edge> = self.edges.drain().collect();
        edges.sort_unstable_by(|left, right| self.order(left, right));
        edges.into_iter().collect()
    }

    /// Edges come from a set, and the order in which they are followed must depend neither on that nor on the order in which
    /// names got their numbers.
    fn order(&self, left: &Edge, right: &Edge) -> Ordering {
        let (left, right) = (left.parts(), right.parts());
        let place = |parts: Parts| (parts.kind, parts.file, parts.index);
        let text = |name: Option<NameId>| name.map(|name| self.names.text(name));
        place(left).cmp(&place(right)).then_with(|| {
            if left.name == right.name { Ordering::Equal } else { text(left.name).cmp(&text(right.name)) }
        })
    }

    /// Adds the edge of a reference. Says what it stands for.
    fn add(&mut self, scope: &str, reference: Reference<'_>) -> Entity {
        if self.here.layout == Layout::Rust
            && let Some((left, right)) = reference.path.split_once('=')
            && let Some((left, method)) = left.rsplit_once('.')
        {
            match right {
                "*" | "&" | "&mut" => self.call_by_sign(scope, reference, left, method, right),
                _ => self.compare(scope, left, method, right),
            }
            return Entity::External;
        }
        if reference.path.starts_with(WORD) {
            let word = self.names.of(reference.path);
            self.edges.insert(Edge::Library(word));
            return Entity::External;
        }
        if let Some(module) = reference.path.strip_suffix(".__main__") {
            self.run_module(module);
            return Entity::External;
        }
        if self.converting.contains(reference.path) {
            return Entity::External;
        }
        let found = match (reference.path.strip_prefix(UNKNOWN), reference.path.strip_prefix(PROGRAM)) {
            (Some(path), _) => self.on_unknown(path),
            (_, Some(program)) => self.world.program(self.file, program, self.trace),
            _ => self.world.resolve(self.file, scope, reference.path, self.trace),
        };
        // What holds the objects that a closure is given may be a library's: what they are is not known.
        let found = match found {
            Entity::External if reference.path.contains(INSIDE) => Entity::Unknown,
            found => found,
        };
        for (id, class) in std::mem::take(&mut self.trace.properties) {
            self.method(id, class);
        }
        let last = || {
            let last = reference.path.rsplit('.').next().unwrap_or(reference.path);
            last.trim_end_matches("()")
        };
        if self.here.layout == Layout::Rust {
            if self.is_in_test {
                self.outcomes(&found);
            }
            self.give(scope, &found, reference.given);
        }
        match found.clone() {
            Entity::Function(id) => self.function(id),
            Entity::Method(id, class) => self.method(id, class),
            Entity::Inherited(id, class) => {
                self.function(id);
                let name = self.names.of(last());
                self.edges.insert(Edge::After(class, name));
            }
            Entity::Missing(class) if reference.path.starts_with("super()") => {
                let name = self.names.of(last());
                self.edges.insert(Edge::After(class, name));
            }
            Entity::Missing(class) if last().starts_with(ANY_MEMBER) => {
                let prefix = self.names.of(&last()[ANY_MEMBER.len()..]);
                self.edges.insert(Edge::AnyOf(class, prefix));
            }
            Entity::Class(class) => {
                self.edges.insert(if reference.is_call { Edge::New(class) } else { Edge::Class(class) });
            }
            // `cls()`
            Entity::Instance(class) if reference.is_call && reference.path == "self" => {
                self.edges.insert(Edge::New(class));
            }
            Entity::Instance(class) => {
                if reference.is_call {
                    let name = self.names.of("__call__");
                    self.edges.insert(Edge::Dispatch(class, name));
                }
                // Who reads a variable of Python makes none of the objects that it may hold.
                if self.here.layout == Layout::Rust || self.is_in_test || reference.is_call {
                    self.edges.insert(Edge::Class(class));
                }
            }
            Entity::Missing(class) => {
                let name = self.names.of(last());
                if self.here.layout == Layout::Rust {
                    self.edges.insert(Edge::Class(class));
                }
                self.edges.insert(Edge::Dispatch(class, name));
                self.references_to(last(), |name| Edge::Dispatch(class, name));
                // `ExactSizeIterator` has it of the other.
                if self.here.layout == Layout::Rust && last() == "len" {
                    let name = self.names.of(MEASURING);
                    self.edges.insert(Edge::Dispatch(class, name));
                }
                // What `Iterator` has for those that walk all of it.
                if self.here.layout == Layout::Rust && FOLDING.contains(&last()) {
                    let name = self.names.of("fold");
                    self.edges.insert(Edge::Dispatch(class, name));
                }
            }
            Entity::Value(file) => {
                if file != self.file {
                    self.edges.insert(Edge::Load(file));
                }
            }
            Entity::Unknown => {
                let name = last();
                if !name.is_empty() && !name.starts_with(UNKNOWN) && !name.starts_with(ANY_MEMBER) {
                    let number = self.names.of(name);
                    self.edges.insert(Edge::ByName(number));
                    self.references_to(name, Edge::ByName);
                }
            }
            Entity::External
                if reference.is_call
                    && self.here.layout == Layout::Rust
                    && reference.path.contains("().") =>
            {
                let name = self.names.of(last());
                self.edges.insert(Edge::Foreign(name));
                if self.is_in_test && last() == SHOWING && reference.path.contains("Display().") {
                    let name = self.names.of(SHOWING_ANYTHING);
                    self.edges.insert(Edge::ByName(name));
                }
                self.references_to(last(), Edge::Foreign);
                self.library(reference.path);
            }
            Entity::Place(_) | Entity::Inner(..) if reference.is_call && self.here.layout == Layout::Rust => {
                self.functions_for_serde(scope, reference.path);
            }
            Entity::External if self.here.layout == Layout::Rust => self.library(reference.path),
            Entity::External
                if self.here.layout == Layout::Python
                    && HOLDING.iter().any(|holder| reference.path.starts_with(holder))
                    && reference.path.contains("().") =>
            {
                let name = self.names.of(last());
                self.edges.insert(Edge::ByName(name));
            }
            Entity::Bases(_) | Entity::Place(_) | Entity::Inner(..) | Entity::External => {}
        }
        found
    }

    /// The same of a method of this name that takes a reference to its object.
    fn references_to(&mut self, method: &str, edge: impl Fn(NameId) -> Edge) {
        if self.here.layout == Layout::Rust {
            for name in names_by_sign(method).skip(1) {
                self.edges.insert(edge(self.names.of(&name)));
            }
        }
    }

    /// `for line in &order`: the method of the reference, if the class has one.
    fn call_by_sign(
        &mut self,
        scope: &str,
        reference: Reference<'_>,
        object: &str,
        method: &str,
        sign: &str,
    ) {
        let path = format!("{object}.{method}");
        let meant = if sign == "*" { method.to_owned() } else { compared(method, sign) };
        match self.world.resolve(self.file, scope, &path, self.trace) {
            Entity::Method(id, class) if self.has_twin(id, &meant) => {
                let name = self.names.of(&meant);
                self.edges.insert(Edge::Dispatch(class, name));
            }
            Entity::Unknown => {
                let name = self.names.of(&meant);
                self.edges.insert(Edge::ByName(name));
            }
            _ => drop(self.add(scope, Reference { path: &path, ..reference })),
        }
        self.trace.properties.clear();
    }

    /// Whether one of the methods that share a path is looked for by this name.
    fn has_twin(&self, id: FnId, name: &str) -> bool {
        self.twins(id).any(|twin| method_name(twin) == name)
    }

    /// The functions of a file that have the path of this one.
    fn twins(&self, id: FnId) -> impl Iterator<Item = &'g Function> + use<'g> {
        let file = self.world.file(id.file);
        let path = self.world.function(id).map(|function| &*function.path);
        let symbols = file.zip(path).map(|(file, path)| file.table.get(path)).unwrap_or_default().iter();
        symbols.filter_map(move |&symbol| match symbol {
            Symbol::Function(index) => file?.facts.functions.get(index as usize),
            _ => None,
        })
    }

    /// A test has in hand what it gets from a call, the error included.
    fn outcomes(&mut self, callee: &Entity) {
        if !matches!(callee, Entity::Function(_) | Entity::Method(..)) {
            return;
        }
        for outcome in self.world.outcomes_of(callee, self.trace) {
            if let Entity::Instance(class) | Entity::Class(class) = outcome {
                self.edges.insert(Edge::Class(class));
            }
        }
        self.trace.properties.clear();
    }

    /// `#[serde(with = "crate::dates")]`: the library finds functions of the module by their names.
    fn functions_for_serde(&mut self, scope: &str, module: &str) {
        for name in ["serialize", "deserialize"] {
            let path = format!("{module}.{name}");
            if let Entity::Function(id) = self.world.resolve(self.file, scope, &path, self.trace) {
                self.function(id);
            }
        }
    }

    /// Which method a comparison calls, by the types of both sides.
    fn compare(&mut self, scope: &str, left: &str, method: &str, right: &str) {
        if method.ends_with("from") && !left.starts_with(UNKNOWN) && !left.starts_with(OWN_KIND) {
            if self.convert(scope, left, method, right) {
                return;
            }
            self.library(left);
        }
        let signs = match right.as_bytes().first() {
            Some(b'&') => Some(("", "&")),
            Some(b'*') => Some(("&", "")),
            _ => None,
        };
        let right = if signs.is_some() { &right[1..] } else { right };
        let (left, right) = (self.side(scope, left), self.side(scope, right));
        let world = self.world;
        let name = |class: ClassId| world.class_name(class);
        let borrowed = |own: &str| {
            let bare = own.trim_start_matches('&');
            [bare.to_owned(), format!("&{bare}")]
        };
        let mut found: Vec<(Option<ClassId>, String)> = Vec::new();
        match (left, right) {
            (Side::Class(left), Side::Class(right)) if left == right => {
                found.push((Some(left), method.into()));
                if let Some(((of_left, of_right), name)) = signs.zip(name(left)) {
                    let operands = format!("{of_left}{name}={of_right}{name}");
                    found.push((Some(left), compared(method, &operands)));
                }
            }
            (Side::Class(class), Side::Class(right)) => {
                if let (Some(left), Some(right)) = (name(class), name(right)) {
                    found.push((Some(class), compared(method, &format!("{left}={right}"))));
                }
            }
            (Side::Class(class), Side::Own(own)) => {
                if let Some(left) = name(class) {
                    let both = borrowed(own).map(|own| compared(method, &format!("{left}={own}")));
                    found.extend(both.into_iter().map(|name| (Some(class), name)));
                }
            }
            (Side::Own(own), Side::Class(class)) => {
                if let Some(right) = name(class) {
                    // Two that are borrowed are compared as what they point to.
                    let both = borrowed(own).map(|own| compared(method, &format!("{own}={right}")));
                    found.extend(both.into_iter().map(|name| (None, name)));
                }
            }
            // `.into()`
            (Side::Unknown, Side::Class(class)) if method.ends_with("from") => {
                if let Some(right) = name(class) {
                    found
                        .extend(borrowed(right).map(|given| (None, compared(method, &format!("?={given}")))));
                }
            }
            (Side::Class(class), Side::Unknown) | (Side::Unknown, Side::Class(class)) => {
                if method != "eq" && !method.ends_with("from") {
                    found.push((Some(class), method.into()));
                }
            }
            // What is compared with a text is nearly always another.
            (Side::Unknown, Side::Own(own)) if own != "&str" => {
                found.extend(borrowed(own).map(|own| (None, compared(method, &format!("?={own}")))));
            }
            (Side::Own(own), Side::Unknown) if !["&str", "String"].contains(&own) => {
                found.push((None, compared(method, &format!("{own}=?"))));
            }
            (Side::Unknown, Side::Own(_)) | (Side::Own(_), Side::Unknown | Side::Own(_)) => {}
            (Side::Unknown, Side::Unknown) => {
                if method != "eq" && !method.ends_with("from") {
                    found.push((None, method.into()));
                }
            }
        }
        for (class, name) in found {
            let name = self.names.of(&name);
            self.edges.insert(match class {
                Some(class) => Edge::Dispatch(class, name),
                None => Edge::ByName(name),
            });
        }
    }

    /// `Error::from(given)`: the `impl` for what is given, each of them where that is not known. Says whether the type is one
    /// of this workspace.
    fn convert(&mut self, scope: &str, left: &str, method: &str, right: &str) -> bool {
        let given = self.side(scope, right);
        self.convert_in(self.file, scope, &format!("{left}.{method}"), &given)
    }

    /// The same of a path of another file.
    fn convert_in(&mut self, file: FileId, scope: &str, path: &str, given: &Side<'_>) -> bool {
        let found = self.world.resolve(file, scope, path, self.trace);
        self.trace.properties.clear();
        let (Entity::Function(id) | Entity::Method(id, _)) = found else {
            return false;
        };
        let Some((file, function)) = self.world.file(id.file).zip(self.world.function(id)) else {
            return false;
        };
        let twins: Vec<u32> = file
            .table
            .get(&function.path)
            .iter()
            .filter_map(|&symbol| match symbol {
                Symbol::Function(index) => Some(index),
                _ => None,
            })
            .collect();
        let takes = |index: u32| {
            let operands = file.facts.functions[index as usize].operands();
            operands.split_once('=').map_or("", |(_, takes)| takes)
        };
        let those = |is_meant: &dyn Fn(&str) -> bool| -> Vec<u32> {
            twins.iter().copied().filter(|&index| is_meant(takes(index))).collect()
        };
        let given = match *given {
            // Of numbers the `impl` does not tell which.
            Side::Own(NUMBER) => Some(""),
            Side::Own(own) => Some(own),
            Side::Class(class) => self.world.class_name(class),
            Side::Unknown => None,
        };
        let mut meant = given.map(|given| those(&|takes| takes == given)).unwrap_or_default();
        if let Some(given) = given.filter(|given| meant.is_empty() && !given.is_empty()) {
            let bare = given.trim_start_matches('&');
            meant = those(&|takes| takes.trim_start_matches('&') == bare);
        }
        for index in if meant.is_empty() { twins } else { meant } {
            self.edges.insert(Edge::Function(FnId { file: id.file, index }));
        }
        true
    }

    /// What a call gives to parameters that are only said to become something else: `named("x")` of
    /// `fn named(name: impl TryInto<Name>)`.
    fn give<'p>(&mut self, scope: &str, callee: &Entity, given: &'p str)
    where
        'g: 'p,
    {
        let (Entity::Function(id) | Entity::Method(id, _)) = *callee else { return };
        let Some(function) = self.world.function(id) else { return };
        for (place, path) in function.conversions() {
            let side = match given.split(',').nth(place) {
                // What is itself to be converted is known by those who call this function.
                Some(CONVERTED) => continue,
                Some(kind) if !kind.is_empty() => self.side(scope, kind),
                _ => Side::Unknown,
            };
            if !self.is_itself(id.file, &function.path, path, &side) {
                self.convert_in(id.file, &function.path, path, &side);
            }
        }
    }

    /// Whether what is given is already what the method at the path makes.
    fn is_itself(&mut self, file: FileId, scope: &str, path: &str, given: &Side<'_>) -> bool {
        let (Side::Class(class), Some((made, _))) = (given, path.rsplit_once('.')) else { return false };
        let made = self.world.resolve(file, scope, made, self.trace);
        matches!(made, Entity::Class(made) | Entity::Instance(made) if made == *class)
    }

    /// What a function makes of what it is given, whatever that is.
    fn convert_all(&mut self, scope: &str, function: &Function) {
        for (_, path) in function.conversions() {
            self.convert_in(self.file, scope, path, &Side::Unknown);
        }
    }

    fn side<'p>(&mut self, scope: &str, path: &'p str) -> Side<'p>
    where
        'g: 'p,
    {
        if let Some(own) = path.strip_prefix(OWN_KIND) {
            return Side::Own(own);
        }
        if path.starts_with(UNKNOWN) {
            return Side::Unknown;
        }
        let path = path.strip_suffix("()").map_or(path, |callee| {
            SAME_INSIDE.iter().find_map(|method| callee.strip_suffix(method)).unwrap_or(path)
        });
        // What a method gives that the class does not show is more often another's: that of what it points to.
        let callee =
            path.strip_suffix("()").map(|callee| self.world.resolve(self.file, scope, callee, self.trace));
        let found = match callee {
            Some(Entity::Missing(_)) if !is_variant(path) => Entity::Unknown,
            _ => self.world.resolve(self.file, scope, path, self.trace),
        };
        self.trace.properties.clear();
        match found {
            // `Kind::Large`, a variant that holds nothing or several things.
            Entity::Missing(class) if is_variant(path) => Side::Class(class),
            // `struct Unit;` is its only object.
            Entity::Instance(class) | Entity::Class(class) => Side::Class(class),
            _ if path == "self" && !self.own.is_empty() => Side::Own(self.own),
            _ => Side::Unknown,
        }
    }

    /// The library that a path begins with, and those of which it is a part: `serde_json` calls what is `serde`'s.
    fn library(&mut self, path: &str) {
        if !self.is_inside {
            return;
        }
        let Some(library) = library_in(path) else {
            if path.contains(HASHING) {
                let is_anything = path.contains("Hash().");
                let name = self.names.of(if is_anything { HASHING_ANYTHING } else { HASHING });
                self.edges.insert(Edge::Library(name));
            }
            return;
        };
        let ends = library.match_indices('_').map(|(end, _)| end).chain([library.len()]);
        for end in ends {
            let name = self.names.of(&library[..end]);
            self.edges.insert(Edge::Library(name));
        }
        if FORMATS_OF_SERDE.contains(&library) {
            let name = self.names.of("serde");
            self.edges.insert(Edge::Library(name));
        }
    }

    /// A test that imports a library has it at work, by macros and methods that do not show its name.
    fn add_libraries_of_tests(&mut self, facts: &FileFacts) {
        if self.here.layout == Layout::Python {
            if facts.is_test && has_clients(facts) {
                let name = self.names.of(SERVING);
                self.edges.insert(Edge::Library(name));
            }
            return;
        }
        for import in &facts.imports {
            let is_inside =
                |path: &str| path.strip_prefix(&*import.scope).is_some_and(|rest| rest.starts_with('.'));
            let mut functions = facts.functions.iter().filter(|function| function.traits.is_in_test);
            if facts.is_test
                || !import.scope.is_empty() && functions.any(|function| is_inside(&function.path))
            {
                self.library(&import.path);
            }
        }
    }

    /// `python -m module`: the module is run, or what the package has for that.
    fn run_module(&mut self, module: &str) {
        let world = self.world;
        let Entity::Place(place) = world.resolve(self.file, "", module, self.trace) else { return };
        let main = world.places.child(place, "__main__").unwrap_or(place);
        for file in world.places.files(main, Layout::Python) {
            self.trace.asked.insert(file);
            self.edges.insert(Edge::Run(file));
            for &symbol in world.file(file).map(|there| there.table.get("main")).unwrap_or_default() {
                if let Symbol::Function(index) = symbol {
                    self.edges.insert(Edge::Function(FnId { file, index }));
                }
            }
        }
    }

    /// A path on something unknown: the parameter of a test that a fixture of its name gives.
    fn on_unknown(&mut self, path: &str) -> Entity {
        let (parameter, rest) = path.split_once('.').unwrap_or((path, ""));
        let fixture = if parameter.is_empty() { None } else { self.fixture(parameter) };
        match fixture {
            Some(fixture) => self.world.result_of(fixture, rest, self.trace),
            None => Entity::Unknown,
        }
    }

    fn method(&mut self, id: FnId, class: ClassId) {
        let Some(function) = self.world.function(id) else { return };
        let name = method_name(function);
        // Of an object only an iterator's is asked for.
        if function.name() == MEASURING && name != MEASURING {
            return;
        }
        let name = self.names.of(&name);
        self.edges.insert(Edge::Dispatch(class, name));
        // What it is compared with, and whether it is given a reference, is not seen where the method is called by its
        // name.
        for twin in self
            .twins(id)
            .filter(|twin| sides(twin).is_some() || is_of_reference(twin) || is_of_reference(function))
        {
            let name = self.names.of(&method_name(twin));
            self.edges.insert(Edge::Dispatch(class, name));
        }
    }

    /// The function and its twins of the same path.
    fn function(&mut self, id: FnId) {
        let Some(file) = self.world.file(id.file) else { return };
        let Some(function) = file.facts.functions.get(id.index as usize) else { return };
        // A method of the type's own hides those of traits.
        let is_own = |index: u32| file.facts.functions[index as usize].bases().next().is_none();
        let twins = file.table.get(&function.path).iter().filter_map(|&symbol| match symbol {
            Symbol::Function(index) => Some(index),
            _ => None,
        });
        let hides = self.here.layout == Layout::Rust && twins.clone().any(is_own);
        for index in twins.filter(|&index| !hides || is_own(index)) {
            self.edges.insert(Edge::Function(FnId { file: id.file, index }));
        }
        // `impl Digest<u16>` and `impl Digest<u32>`, each in a file of its own.
        let owner = file.hierarchy.owners.get(id.index as usize).copied().flatten();
        if hides && let Some(owner) = owner {
            for &other in self.world.extending(owner, function.name()) {
                if self.world.function(other).is_some_and(|other| other.bases().next().is_none()) {
                    self.trace.asked.insert(other.file);
                    self.edges.insert(Edge::Function(other));
                }
            }
        }
    }

    /// Fixtures are asked for by the names of parameters.
    fn add_fixtures(&mut self, function: &Function) {
        for parameter in function.signature.names() {
            if let Some(fixture) = self.fixture(parameter) {
                self.edges.insert(Edge::Function(fixture));
            }
        }
    }

    /// The fixture of this name: of this file, or of the nearest `conftest`.
    fn fixture(&mut self, name: &str) -> Option<FnId> {
        let world = self.world;
        if self.here.layout != Layout::Python {
            return None;
        }
        let shared = world.places.of(self.file).into_iter().flat_map(|place| world.places.conftests(place));
        [self.file].into_iter().chain(shared).find_map(|file| {
            let there = world.file(file)?;
            self.trace.asked.insert(file);
            there.table.get(name).iter().find_map(|&symbol| match symbol {
                Symbol::Function(index) => Some(FnId { file, index }),
                _ => None,
            })
        })
    }

    /// Imports run modules in Python: the module itself and the packages around it.
    fn loads(&mut self, facts: &FileFacts) -> Box<[FileId]> {
        if self.here.layout != Layout::Python {
            return Box::default();
        }
        let world = self.world;
        let mut found: FxHashSet<FileId> = FxHashSet::default();
        for import in &facts.imports {
            // The longest beginning that is a module: after `from app.main import app`, `app` is still one here.
            let mut paths = std::iter::successors(Some(&*import.path), |path| shortened(path));
            let module = paths.find_map(|path| world.module_named(self.file, path, self.trace));
            for place in module.into_iter().flat_map(|module| world.places.packages_around(module)) {
                found.extend(world.places.files(place, Layout::Python));
            }
        }
        // Importing a module runs the packages around it first.
        if let Some(place) = world.places.of(self.file) {
            for place in world.places.packages_around(place) {
                found.extend(world.places.files(place, Layout::Python));
            }
        }
        found.remove(&self.file);
        let mut found: Vec<FileId> = found.into_iter().collect();
        found.sort_unstable();
        found.into()
    }

    fn members(&mut self, facts: &FileFacts) -> Vec<(ClassId, ClassId)> {
        let mut found = Vec::new();
        for definition in
            facts.definitions.iter().filter(|definition| definition.kind == DefinitionKind::Member)
        {
            if definition.value.is_empty() {
                continue;
            }
            let owner = self.world.class_around(self.file, &definition.path, self.trace, 0);
            let held = self.world.resolve(self.file, &definition.path, &definition.value, self.trace);
            if let (Some(owner), Entity::Instance(held) | Entity::Class(held)) = (owner, held)
                && owner != held
            {
                found.push((owner, held));
            }
        }
        self.trace.properties.clear();
        found.sort_unstable_by_key(|(owner, held)| (owner.file, owner.index, held.file, held.index));
        found.dedup();
        found
    }
}
