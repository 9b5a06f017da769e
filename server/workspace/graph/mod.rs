//! The reference graph: which code mentions which, across all files, and what a test can reach.
//!
//! Facts come in file by file and are kept; everything else is derived when it is asked for, and only for the files
//! that a change can concern: those that asked the changed one when they were resolved. Nothing here knows the
//! text of a file. The rule `untested-change` lives in [`untested`].

mod link;
mod manifest;
mod places;
mod reach;
mod resolve;
mod table;
mod untested;

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::{FileFacts, Function};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;

use super::across::Across;

use link::{Edge, Hierarchy, Links, NameIds};
use manifest::Manifests;
use places::{Layout, Places};
use reach::Reach;
pub use reach::Tier;
use resolve::{Base, Entity, Trace, World};
use table::{Symbol, Table};

/// Number of a file.
type FileId = u32;

/// A function of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct FnId {
    file: FileId,
    /// Place in the file's functions.
    index: u32,
}

/// A class of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct ClassId {
    file: FileId,
    /// Place in the file's definitions.
    index: u32,
}

/// A file and what was derived from it.
#[derive(Debug)]
struct File {
    path: Arc<Path>,
    layout: Layout,
    facts: Arc<FileFacts>,
    table: Table,
    /// Equal for equal answers to other files' questions.
    interface: u64,
    hierarchy: Hierarchy,
    links: Links,
    /// Files that were asked for the hierarchy and the links.
    asked: FxHashSet<FileId>,
    is_linked: bool,
}

/// What files add to the classes of others.
#[derive(Debug, Default)]
struct Extensions {
    bases: FxHashMap<ClassId, Vec<Base>>,
    methods: FxHashMap<ClassId, FxHashMap<Box<str>, FnId>>,
}

impl Extensions {
    fn method(&self, class: ClassId, name: &str) -> Option<FnId> {
        self.methods.get(&class)?.get(name).copied()
    }

    fn bases(&self, class: ClassId) -> impl Iterator<Item = Base> + '_ {
        self.bases.get(&class).into_iter().flatten().copied()
    }
}

/// The graph over all files.
#[derive(Debug)]
pub struct Graph {
    files: Vec<Option<File>>,
    numbers: FxHashMap<Arc<Path>, FileId>,
    manifests: Manifests,
    places: Places,
    extensions: Extensions,
    names: NameIds,
    reach: Reach,
    /// Who mentions the functions that no test reaches; found when it is first asked for.
    callers: OnceLock<FxHashMap<FnId, Vec<Caller>>>,
    /// What stands for the workspace where it has no tests; found when it is first asked for.
    spokesmen: OnceLock<untested::Spokesmen>,
    /// Files came or went since the places were read.
    has_new_places: bool,
    /// Edges changed since what is reached was found.
    is_stale: bool,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph {
            files: Vec::new(),
            numbers: FxHashMap::default(),
            manifests: Manifests::default(),
            places: Places::new(std::iter::empty(), &mut Manifests::default()),
            extensions: Extensions::default(),
            names: NameIds::default(),
            reach: Reach::default(),
            callers: OnceLock::new(),
            spokesmen: OnceLock::new(),
            has_new_places: false,
            is_stale: false,
        }
    }
}

/// Who mentions a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    Function(FnId),
    /// The top level of a file.
    File(FileId),
}

/// A function and how tests reach it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'g> {
    /// The function.
    pub function: &'g Function,
    /// How it is reached.
    pub tier: Tier,
}

impl Graph {
    /// Puts a file's facts in place of what was known of it.
    pub fn update(&mut self, path: &Path, facts: Arc<FileFacts>) {
        let Some(layout) = Layout::of(path) else { return };
        let interface = interface(&facts);
        let table = Table::new(&facts);
        match self.numbers.get(path) {
            Some(&id) => {
                let is_same_outside =
                    self.files[id as usize].as_ref().is_some_and(|file| file.interface == interface);
                if !is_same_outside {
                    self.unlink_askers(id);
                }
                if let Some(file) = &mut self.files[id as usize] {
                    (file.facts, file.table, file.interface, file.is_linked) =
                        (facts, table, interface, false);
                }
            }
            None => {
                let id = self.files.iter().position(Option::is_none).unwrap_or(self.files.len());
                let path: Arc<Path> = Arc::from(path);
                let file = File {
                    path: Arc::clone(&path),
                    layout,
                    facts,
                    table,
                    interface,
                    hierarchy: Hierarchy::default(),
                    links: Links::default(),
                    asked: FxHashSet::default(),
                    is_linked: false,
                };
                if id == self.files.len() {
                    self.files.push(Some(file));
                } else {
                    self.files[id] = Some(file);
                }
                self.numbers.insert(path, id as FileId);
                self.has_new_places = true;
            }
        }
        self.is_stale = true;
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &Path) {
        if let Some(id) = self.numbers.remove(path) {
            self.files[id as usize] = None;
            self.has_new_places = true;
            self.is_stale = true;
        }
    }

    /// Manifests are read again before the next answer.
    pub fn forget_manifests(&mut self) {
        self.manifests.forget();
        self.has_new_places = true;
        self.is_stale = true;
    }

    fn unlink_askers(&mut self, changed: FileId) {
        for file in self.files.iter_mut().flatten() {
            if file.asked.contains(&changed) {
                file.is_linked = false;
            }
        }
    }

    /// Derives what is missing. Says for which files the answers of [`Graph::standing`] may be others than before.
    pub fn settle(&mut self) -> Vec<PathBuf> {
        if !self.is_stale {
            return Vec::new();
        }
        self.is_stale = false;
        let mut touched: FxHashSet<FileId> = FxHashSet::default();
        if std::mem::take(&mut self.has_new_places) {
            let paths = self.files.iter().enumerate();
            let paths = paths.filter_map(|(id, file)| Some((id as FileId, &*file.as_ref()?.path)));
            self.places = Places::new(paths, &mut self.manifests);
            for file in self.files.iter_mut().flatten() {
                file.is_linked = false;
            }
        }
        let open: Vec<FileId> = (0..self.files.len() as FileId)
            .filter(|&id| self.files[id as usize].as_ref().is_some_and(|file| !file.is_linked))
            .collect();
        self.find_hierarchies(&open);
        for &id in &open {
            let mut trace = Trace::default();
            let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
            let links = link::links(world, id, &mut self.names, &mut trace);
            if let Some(file) = &mut self.files[id as usize] {
                // Who calls a function is part of what is said of it.
                touched.extend(
                    targets(&file.links).symmetric_difference(&targets(&links)).map(|target| target.file),
                );
                file.links = links;
                file.asked.extend(trace.asked);
                file.asked.remove(&id);
                file.is_linked = true;
            }
        }
        let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
        for file in self.files.iter().flatten() {
            for function in file.facts.functions.iter().filter(|function| function.traits.is_method) {
                self.names.of(&function.name);
            }
        }
        let reach = reach::reach(world, &self.names);
        for id in 0..self.files.len() as FileId {
            if reach.of_file(id) != self.reach.of_file(id) {
                touched.insert(id);
            }
        }
        self.reach = reach;
        (self.callers, self.spokesmen) = (OnceLock::new(), OnceLock::new());
        let touched = touched.into_iter().filter_map(|id| self.files[id as usize].as_ref());
        touched.map(|file| file.path.to_path_buf()).collect()
    }

    fn world(&self) -> World<'_> {
        World { files: &self.files, places: &self.places, extensions: &self.extensions }
    }

    /// Who mentions a function that no test reaches.
    fn callers(&self, id: FnId) -> &[Caller] {
        let all = self.callers.get_or_init(|| {
            let mut found: FxHashMap<FnId, Vec<Caller>> = FxHashMap::default();
            let mut note = |caller: Caller, edges: &[Edge]| {
                for target in edges.iter().filter_map(|edge| self.target(edge)) {
                    if self.reach.tier(target) == Tier::None && caller != Caller::Function(target) {
                        found.entry(target).or_default().push(caller);
                    }
                }
            };
            for (number, file) in self.files.iter().enumerate() {
                let Some(file) = file else { continue };
                let id = number as FileId;
                for (index, edges) in file.links.functions.iter().enumerate() {
                    note(Caller::Function(FnId { file: id, index: index as u32 }), edges);
                }
                note(Caller::File(id), &file.links.calls);
                note(Caller::File(id), &file.links.mentions);
            }
            found
        });
        all.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The function that an edge names, if it names one.
    fn target(&self, edge: &Edge) -> Option<FnId> {
        match edge {
            Edge::Function(id) => Some(*id),
            Edge::Dispatch(class, name) => {
                let file = self.files[class.file as usize].as_ref()?;
                let path = &file.facts.definitions.get(class.index as usize)?.path;
                let path = format!("{path}.{}", self.names.text(*name));
                file.table.get(&path).iter().find_map(|&symbol| match symbol {
                    Symbol::Function(index) => Some(FnId { file: class.file, index }),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// Where `caller` mentions `target`.
    fn site(&self, caller: Caller, target: FnId) -> Option<(&File, Span)> {
        let id = match caller {
            Caller::Function(id) => id.file,
            Caller::File(id) => id,
        };
        let file = self.files[id as usize].as_ref()?;
        let (scope, references, start) = match caller {
            Caller::Function(id) => {
                let function = file.facts.functions.get(id.index as usize)?;
                (function.path.as_str(), &function.references[..], function.span.start)
            }
            Caller::File(_) => ("", file.facts.references.as_slice(), 0),
        };
        let world = self.world();
        let path = world.function(target)?.path.as_str();
        let place = references.iter().find(|reference| {
            match world.resolve(id, scope, &reference.path, &mut Trace::default()) {
                Entity::Function(found) | Entity::Method(found, _) | Entity::Inherited(found, _) => {
                    found.file == target.file
                        && world.function(found).is_some_and(|function| function.path == path)
                }
                _ => false,
            }
        })?;
        Some((file, place.span.shifted(i64::from(start))))
    }

    fn find_hierarchies(&mut self, open: &[FileId]) {
        // Bases of bases are not needed to find a base, so one round does.
        for &id in open {
            let mut trace = Trace::default();
            let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
            let hierarchy = link::hierarchy(world, id, &mut trace);
            if let Some(file) = &mut self.files[id as usize] {
                file.hierarchy = hierarchy;
                file.asked = trace.asked;
            }
        }
        let mut extensions = Extensions::default();
        for (id, file) in self.files.iter().enumerate() {
            let Some(file) = file else { continue };
            for &(class, base) in &file.hierarchy.extended {
                extensions.bases.entry(class).or_default().push(base);
            }
            for (index, owner) in file.hierarchy.owners.iter().enumerate() {
                let function = FnId { file: id as FileId, index: index as u32 };
                if let Some(class) = owner
                    && (class.file != function.file || self.is_defined_elsewhere(file, index, *class))
                {
                    let name = file.facts.functions[index].name.as_str().into();
                    extensions.methods.entry(*class).or_default().entry(name).or_insert(function);
                }
            }
        }
        self.extensions = extensions;
    }

    /// Whether the method stands at another path than below its class: an `impl` in another module of the file.
    fn is_defined_elsewhere(&self, file: &File, function: usize, class: ClassId) -> bool {
        let definition = file.facts.definitions.get(class.index as usize);
        let path = file.facts.functions[function].path.rsplit_once('.').map_or("", |(owner, _)| owner);
        definition.is_none_or(|definition| definition.path != path)
    }

    /// How tests reach the functions of a file. Call [`Graph::settle`] before.
    pub fn standing(&self, path: &Path) -> Vec<Standing<'_>> {
        let Some(&id) = self.numbers.get(path) else { return Vec::new() };
        let Some(file) = &self.files[id as usize] else { return Vec::new() };
        let functions = file.facts.functions.iter().enumerate();
        functions
            .map(|(index, function)| Standing {
                function,
                tier: self.reach.tier(FnId { file: id, index: index as u32 }),
            })
            .collect()
    }
}

/// The functions that a file's edges name.
fn targets(links: &Links) -> FxHashSet<FnId> {
    let all =
        links.functions.iter().flat_map(|edges| edges.iter()).chain(&links.calls).chain(&links.mentions);
    all.filter_map(|edge| if let Edge::Function(id) = edge { Some(*id) } else { None }).collect()
}

/// The graph as one of the indexes across files.
#[derive(Default)]
pub struct Tests {
    graph: Mutex<Graph>,
}

impl Tests {
    fn graph(&self) -> std::sync::MutexGuard<'_, Graph> {
        self.graph.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Across for Tests {
    fn rules(&self) -> &'static [&'static str] {
        &[untested::RULE]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        let mut graph = self.graph();
        // While nobody has asked yet there is nothing that could be stale.
        let was_asked = !graph.is_stale;
        match facts {
            Some(facts) => graph.update(path, Arc::clone(facts)),
            None => graph.remove(path),
        }
        if was_asked { graph.settle() } else { Vec::new() }
    }

    fn findings(&self, path: &Path, engine: &Engine) -> Vec<Finding> {
        let Some(rule) = engine.rule(untested::RULE) else { return Vec::new() };
        let mut graph = self.graph();
        graph.settle();
        untested::findings(&graph, path, rule)
    }
}

/// A number that is equal where other files would get the same answers.
fn interface(facts: &FileFacts) -> u64 {
    let mut hasher = FxHasher::default();
    for import in &facts.imports {
        (&import.local, &import.path, &import.scope).hash(&mut hasher);
    }
    for definition in &facts.definitions {
        (&definition.path, &definition.value, &definition.bases, definition.kind as u8).hash(&mut hasher);
    }
    for function in &facts.functions {
        (&function.path, &function.result, function.traits.is_property, &function.bases).hash(&mut hasher);
    }
    hasher.finish()
}
