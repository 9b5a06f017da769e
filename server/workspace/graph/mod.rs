//! The reference graph: which code mentions which, across all files, and what a test can reach.
//!
//! Facts come in file by file and are kept; everything else is derived when it is asked for, and only for the files
//! that a change can concern: those that asked the changed one when they were resolved. Nothing here knows the
//! text of a file. The rule `untested-change` lives in [`untested`].

mod arguments;
mod classes;
pub mod coverage;
mod database;
mod deprecated;
mod edges;
mod helpers;
mod link;
mod manifest;
mod methods;
mod names;
mod nearness;
mod places;
mod reach;
mod resolve;
mod stored;
mod table;
mod untested;
mod vocabulary;

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};
use thinktwice_engine::facts::{Definition, DefinitionKind, FileFacts, Function};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Problem;
use thinktwice_engine::text::Span;

use super::across::{Across, Concerned, Question};
use super::cache::News;
use super::threads::on_all_cores;

use classes::Classes;
use coverage::{Coverage, Measured, Measurement};
use edges::{Edge, Edges};
use link::{Changed, Hierarchy, Links, Lookups};
use manifest::Manifests;
use names::{NameIds, Names};
use places::{Layout, Places};
use reach::Reach;
pub use reach::{Tier, Why};
use resolve::{Base, Entity, Trace, World};
use table::{Key, Symbol, Table, noting};

/// What tests reach in a workspace of so many functions is found in about a millisecond.
const FEW_FUNCTIONS: usize = 2_000;

/// So many files are linked sooner by one thread than others are started.
const FEW_FILES: usize = 32;

/// So many files that somebody edits are got ready for it: more were written by a program.
const MOST_EDITED: usize = 64;

/// Files beside code, from the folder of a project, that are read here: manifests and coverage reports.
pub fn surroundings() -> impl Iterator<Item = &'static str> {
    manifest::NAMES.into_iter().chain(coverage::REPORTS)
}

/// Whether a file is a coverage report, by its name.
pub fn is_coverage_report(path: &Path) -> bool {
    coverage::REPORTS.into_iter().any(|name| path.ends_with(name))
}

/// Number of a file.
type FileId = u32;

/// A function of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
struct FnId {
    file: FileId,
    /// Place in the file's functions.
    index: u32,
}

/// A class of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// The facts whose functions were numbered last.
    numbered: Arc<FileFacts>,
    table: Table,
    hierarchy: Hierarchy,
    links: Links,
    lookups: Option<Box<Lookups>>,
    /// It was told more than once.
    is_edited: bool,
    /// Files that were asked for the hierarchy and the links.
    asked: FxHashSet<FileId>,
    /// What of it has to be derived anew.
    stale: Stale,
    /// The names that it defines or mentions; found when they are first asked for.
    words: OnceLock<FxHashSet<u64>>,
}

/// What of a file has to be derived anew.
#[derive(Debug)]
enum Stale {
    Nothing,
    Links(Kept),
    Everything,
}

/// Which links of a file are what they were.
#[derive(Debug, Default)]
pub(in crate::workspace::graph) struct Kept {
    /// By function.
    functions: Vec<bool>,
    /// Those of what stands outside of functions.
    top_level: bool,
    /// Classes of what the members of classes hold.
    members: bool,
    /// Bases and owners.
    hierarchy: bool,
}

impl Kept {
    /// Of two versions of a file that give other files the same answers.
    fn between(old: &FileFacts, new: &FileFacts) -> Kept {
        let functions = old.functions.iter().zip(&new.functions);
        Kept {
            functions: functions.map(|(old, new)| is_same_mentions(old, new)).collect(),
            top_level: old.references.say_the_same(&new.references)
                && old.test_references.say_the_same(&new.test_references),
            members: true,
            hierarchy: true,
        }
    }

    /// Of two versions that define as many things in the same order, of which some are others.
    fn between_others(old: &FileFacts, new: &FileFacts) -> Kept {
        let mut kept = Kept::between(old, new);
        for (kept, (old, new)) in kept.functions.iter_mut().zip(old.functions.iter().zip(&new.functions)) {
            *kept &= is_same_function(old, new);
        }
        // Which libraries tests of Rust have at work is found by where tests stand.
        let tests = old.functions.iter().zip(&new.functions).filter(|(old, new)| !is_same_function(old, new));
        kept.top_level &= !tests.into_iter().any(|(old, new)| old.traits.is_in_test || new.traits.is_in_test);
        kept.members = same(&old.definitions, &new.definitions, |old, new| old.facts == new.facts);
        kept.hierarchy = false;
        kept
    }

    fn is_everything(&self) -> bool {
        self.functions.iter().all(|kept| *kept) && self.top_level && self.members && self.hierarchy
    }

    /// What both kept.
    fn and(mut self, later: &Kept) -> Kept {
        self.functions.iter_mut().zip(&later.functions).for_each(|(kept, later)| *kept &= later);
        self.top_level &= later.top_level;
        self.members &= later.members;
        self.hierarchy &= later.hierarchy;
        self
    }
}

impl Stale {
    /// Adds that nothing but these links are what they were.
    fn keep(&mut self, kept: Kept) {
        *self = match std::mem::replace(self, Stale::Nothing) {
            Stale::Nothing if kept.is_everything() => Stale::Nothing,
            Stale::Nothing => Stale::Links(kept),
            Stale::Links(before) => Stale::Links(before.and(&kept)),
            Stale::Everything => Stale::Everything,
        };
    }
}

/// A file whose links are to be found, taken out of the graph with what it has of them.
struct Linking {
    id: FileId,
    kept: Kept,
    links: Links,
    lookups: Option<Box<Lookups>>,
}

/// The same with its links found.
struct Linked {
    linking: Linking,
    /// Files that were asked for them.
    asked: FxHashSet<FileId>,
    changed: Changed,
}

impl Linking {
    /// `None` where a file's links are what they were.
    fn of(id: FileId, file: &mut File) -> Option<Linking> {
        if let Stale::Nothing = file.stale {
            return None;
        }
        // Until they are put back: whoever looks after a fault finds them all anew.
        let kept = match std::mem::replace(&mut file.stale, Stale::Everything) {
            Stale::Links(kept) => kept,
            Stale::Nothing | Stale::Everything => Kept::default(),
        };
        Some(Linking { id, kept, links: std::mem::take(&mut file.links), lookups: file.lookups.take() })
    }

    fn done<'g>(mut self, world: World<'g>, names: &mut Names<'g>) -> Linked {
        let mut trace = Trace::default();
        let lookups = self.lookups.as_deref_mut();
        let changed = link::update(world, self.id, &mut self.links, &self.kept, lookups, names, &mut trace);
        Linked { linking: self, asked: trace.asked, changed }
    }
}

/// What files add to the classes of others.
#[derive(Debug, Default)]
struct Extensions {
    bases: FxHashMap<ClassId, Vec<Base>>,
    methods: FxHashMap<ClassId, FxHashMap<Box<str>, Vec<FnId>>>,
}

impl Extensions {
    fn methods(&self, class: ClassId, name: &str) -> &[FnId] {
        let methods = self.methods.get(&class).and_then(|methods| methods.get(name));
        methods.map(Vec::as_slice).unwrap_or_default()
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
    coverage: Coverage,
    places: Places,
    extensions: Extensions,
    names: NameIds,
    classes: Classes,
    reach: Reach,
    /// Where each file's functions stand in what is reached.
    shown: Vec<std::ops::Range<usize>>,
    /// Who mentions the functions that no test reaches; found when it is first asked for.
    callers: OnceLock<FxHashMap<FnId, Vec<Caller>>>,
    /// What stands for the workspace where it has no tests; found when it is first asked for.
    spokesmen: OnceLock<untested::Spokesmen>,
    /// What is marked as deprecated; found when it is first asked for.
    marked: OnceLock<deprecated::Marked>,
    /// Files that asked one of which something else is said now.
    news: FxHashSet<FileId>,
    /// Files came or went since the places were read.
    has_new_places: bool,
    /// Facts changed since links were found.
    is_stale: bool,
    /// Edges changed since what is reached was found.
    has_new_edges: bool,
    /// What is reached was found once for these files.
    is_followed: bool,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph {
            files: Vec::new(),
            numbers: FxHashMap::default(),
            manifests: Manifests::default(),
            coverage: Coverage::default(),
            places: Places::new(std::iter::empty(), &mut Manifests::default()),
            extensions: Extensions::default(),
            names: NameIds::default(),
            classes: Classes::default(),
            reach: Reach::default(),
            shown: Vec::new(),
            callers: OnceLock::new(),
            spokesmen: OnceLock::new(),
            marked: OnceLock::new(),
            news: FxHashSet::default(),
            has_new_places: false,
            // Nobody has asked yet: a scan swaps files in and derives nothing.
            is_stale: true,
            has_new_edges: false,
            is_followed: false,
        }
    }
}

/// The names that a file defines, and the last names of what it mentions.
fn last_names(facts: &FileFacts) -> impl Iterator<Item = &str> {
    let inside = facts.functions.iter().flat_map(|function| function.references.iter());
    let references = inside.chain(facts.references.iter()).chain(facts.test_references.iter());
    // A comparison names a method and what stands on both sides.
    let paths = references.flat_map(|reference| reference.path.split('='));
    let paths = paths.chain(facts.definitions.iter().map(|definition| &*definition.path));
    let paths = paths.chain(facts.imports.iter().map(|import| &*import.path));
    let names = paths.filter_map(|path| path.trim_end_matches(['(', ')']).rsplit(['.', '?']).next());
    names.chain(facts.functions.iter().map(|function| function.name()))
}

fn hash_of(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Who mentions a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    Function(FnId),
    /// The top level of a file.
    File(FileId),
}

/// A function and how tests reach it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Names around it and its own, joined by dots.
    pub path: String,
    /// The name alone.
    pub name_span: Span,
    /// The whole definition.
    pub span: Span,
    /// Statements in the body.
    pub statements: u32,
    /// Part of the tests, not of what they test.
    pub is_in_test: bool,
    /// Only declares: there is nothing to run.
    pub is_stub: bool,
    /// How it is reached.
    pub tier: Tier,
    /// What led to it.
    pub why: Why,
    /// The coverage report that says so, where one does.
    pub report: Option<&'static str>,
}

/// How many pieces of code mention a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Functions and top levels that are no tests.
    pub callers: u32,
    /// Tests, and what only tests use.
    pub tests: u32,
}

impl Graph {
    /// Puts a file's facts in place of what was known of it. The table of a file of which nothing is known may be made
    /// before.
    fn update(&mut self, path: &Path, facts: Arc<FileFacts>, table: Option<Table>) {
        let Some(layout) = Layout::of(path) else { return };
        self.is_stale = true;
        let known = self.numbers.get(path).copied();
        if let Some(file) = known.and_then(|id| self.files[id as usize].as_mut()) {
            file.is_edited = true;
            file.words.take();
            if gives_the_same(&file.facts, &facts) {
                file.stale.keep(Kept::between(&file.facts, &facts));
                file.facts = facts;
                return;
            }
            let says_else = !promises_the_same(&file.facts, &facts);
            let table = Table::new(&facts);
            let changed = changed_keys(file, &facts, &table);
            match (&changed, &file.lookups) {
                (Some(changed), Some(lookups)) => {
                    let kept = Kept::between_others(&file.facts, &facts).and(&lookups.kept(changed));
                    file.stale.keep(kept);
                }
                _ => file.stale = Stale::Everything,
            }
            (file.table, file.facts) = (table, facts);
            if let Some(id) = known {
                self.unlink_askers(id, changed.as_ref(), says_else);
            }
            return;
        }
        let path: Arc<Path> = Arc::from(path);
        let file = File {
            path: Arc::clone(&path),
            layout,
            table: table.unwrap_or_else(|| Table::new(&facts)),
            numbered: Arc::default(),
            facts,
            hierarchy: Hierarchy::default(),
            links: Links::default(),
            lookups: None,
            is_edited: false,
            asked: FxHashSet::default(),
            stale: Stale::Everything,
            words: OnceLock::new(),
        };
        let id = self.files.iter().position(Option::is_none).unwrap_or(self.files.len());
        if id == self.files.len() {
            self.files.push(Some(file));
        } else {
            self.files[id] = Some(file);
        }
        self.numbers.insert(path, id as FileId);
        self.has_new_places = true;
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

    /// Has those who asked a file do so again, as far as they asked for what has changed if that is known.
    fn unlink_askers(&mut self, of: FileId, changed: Option<&FxHashSet<Key>>, says_else: bool) {
        for (id, file) in (0..).zip(&mut self.files) {
            if let Some(file) = file.as_mut().filter(|file| file.asked.contains(&of)) {
                match (changed, &file.lookups) {
                    (Some(changed), Some(lookups)) => file.stale.keep(lookups.kept(changed)),
                    _ => file.stale = Stale::Everything,
                }
                if says_else {
                    self.news.insert(id);
                }
            }
        }
    }

    /// Derives what is missing. Says for which files the answers of [`Graph::standing`] may be others than before.
    pub fn settle(&mut self) -> Vec<PathBuf> {
        let mut touched = self.relink_files();
        touched.extend(self.follow_tests());
        self.paths_of(touched)
    }

    /// The same without what tests reach: in a large workspace it takes longer than a keystroke may, so it stays what it
    /// was for each function until [`Graph::settle`].
    pub fn relink(&mut self) -> Vec<PathBuf> {
        let mut touched = self.relink_files();
        if !self.is_followed {
            touched.extend(self.follow_tests());
        }
        self.paths_of(touched)
    }

    fn relink_files(&mut self) -> FxHashSet<FileId> {
        if !self.is_stale {
            return FxHashSet::default();
        }
        self.is_stale = false;
        let has_new_numbers = std::mem::take(&mut self.has_new_places);
        if has_new_numbers {
            self.number_files();
            for file in self.files.iter_mut().flatten() {
                file.stale = Stale::Everything;
            }
            self.is_followed = false;
        }
        // Nobody edits all files, and what is noted takes memory.
        let is_noting = !has_new_numbers;
        let has_new_classes = self.find_hierarchies(is_noting) || has_new_numbers;
        let (mut touched, has_new_edges) = self.find_links();
        touched.extend(self.news.drain());
        if has_new_classes {
            self.number_classes();
            // What was found by the numbers of functions, or is a part of what a file says to others.
            (self.callers, self.spokesmen, self.marked) = Default::default();
        }
        self.has_new_edges |= has_new_classes || has_new_edges;
        touched
    }

    /// Numbers the files, and finds the places of their modules.
    fn number_files(&mut self) {
        self.put_in_order();
        let paths = self.files.iter().enumerate();
        let paths = paths.filter_map(|(id, file)| Some((id as FileId, &*file.as_ref()?.path)));
        self.places = Places::new(paths, &mut self.manifests);
    }

    /// Numbers the classes and functions.
    fn number_classes(&mut self) {
        let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
        self.classes = Classes::new(world, &mut self.names);
        self.renumber_reach();
    }

    /// Keeps what is known of functions under the numbers that they have now; one is known by its path in its file.
    fn renumber_reach(&mut self) {
        let before = std::mem::take(&mut self.reach);
        let had = std::mem::take(&mut self.shown);
        self.shown = (0..self.files.len() as FileId).map(|id| self.classes.functions_of(id)).collect();
        let mut new: Vec<Option<u32>> = vec![None; before.tiers.len()];
        for ((file, had), shown) in self.files.iter_mut().zip(had).zip(&self.shown) {
            let Some(file) = file else { continue };
            let by_path = || {
                let named = file.facts.functions.iter().map(|function| &*function.path);
                named.zip(shown.clone()).collect::<FxHashMap<&str, usize>>()
            };
            let by_path = (!Arc::ptr_eq(&file.numbered, &file.facts)).then(by_path);
            for ((old, function), same) in
                had.zip(&file.numbered.functions).zip(shown.clone().map(Some).chain(std::iter::repeat(None)))
            {
                let now = by_path.as_ref().map_or(same, |by_path| by_path.get(&*function.path).copied());
                new[old] = now.map(|number| number as u32);
            }
            file.numbered = Arc::clone(&file.facts);
        }
        self.reach = before.renumbered(&new, self.classes.function_count());
    }

    /// Follows what tests reach, if anything has changed that they may. Says in which files something else is reached.
    fn follow_tests(&mut self) -> FxHashSet<FileId> {
        self.is_followed = true;
        if !std::mem::take(&mut self.has_new_edges) {
            return FxHashSet::default();
        }
        let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
        self.classes.read_held(world);
        let before = std::mem::replace(&mut self.reach, reach::reach(world, &self.classes, &self.names));
        (self.callers, self.spokesmen) = Default::default();
        let of = |reach: &Reach, id: usize| reach.tiers.get(self.shown[id].clone()).map(<[Tier]>::to_vec);
        let differs = |&id: &usize| of(&before, id) != of(&self.reach, id);
        (0..self.files.len()).filter(differs).map(|id| id as FileId).collect()
    }

    /// Numbers the files by their paths: of several ways to a function the first is told, and it must not depend on the
    /// order in which a scan found the files. To be followed by deriving everything anew.
    fn put_in_order(&mut self) {
        let mut files: Vec<(FileId, File)> =
            (0..).zip(self.files.drain(..)).filter_map(|(id, file)| Some((id, file?))).collect();
        files.sort_unstable_by(|(_, left), (_, right)| left.path.cmp(&right.path));
        let new: FxHashMap<FileId, FileId> = (0..).zip(&files).map(|(new, (old, _))| (*old, new)).collect();
        self.news = self.news.drain().filter_map(|old| new.get(&old).copied()).collect();
        let shown = files.iter().map(|(old, _)| self.shown.get(*old as usize).cloned().unwrap_or_default());
        self.shown = shown.collect();
        self.numbers = (0..).zip(&files).map(|(new, (_, file))| (Arc::clone(&file.path), new)).collect();
        self.files = files.into_iter().map(|(_, file)| Some(file)).collect();
        // They stand in the room of what came in, which grew by doubling.
        self.files.shrink_to_fit();
        self.extensions = Extensions::default();
    }

    fn paths_of(&self, files: FxHashSet<FileId>) -> Vec<PathBuf> {
        let files = files.into_iter().filter_map(|id| self.files[id as usize].as_ref());
        files.map(|file| file.path.to_path_buf()).collect()
    }

    /// Derives the links that are missing. Says whose callers changed, and whether anything did.
    fn find_links(&mut self) -> (FxHashSet<FileId>, bool) {
        let open: Vec<Linking> =
            (0..).zip(&mut self.files).filter_map(|(id, file)| Linking::of(id, file.as_mut()?)).collect();
        let is_much = open.len() > FEW_FILES;
        let (open, names) = (Mutex::new(open.into_iter()), Mutex::new(&mut self.names));
        let next = || open.lock().unwrap_or_else(PoisonError::into_inner).next();
        let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
        let work = || {
            let mut names = Names::new(&names);
            std::iter::from_fn(next).map(|linking| linking.done(world, &mut names)).collect::<Vec<Linked>>()
        };
        // All others wait for what is linked here, and the files do not ask each other for their links.
        let linked = if is_much { on_all_cores(work) } else { vec![work()] };
        let mut touched: FxHashSet<FileId> = FxHashSet::default();
        let mut has_news = false;
        for Linked { linking, asked, changed } in linked.into_iter().flatten() {
            let Linking { id, links, lookups, .. } = linking;
            let Some(file) = &mut self.files[id as usize] else { continue };
            (file.links, file.lookups, file.stale) = (links, lookups, Stale::Nothing);
            file.asked.extend(asked);
            file.asked.remove(&id);
            // Who calls a function is part of what is said of it.
            touched.extend(changed.targets);
            has_news |= changed.has_news;
        }
        (touched, has_news)
    }

    /// How a function is reached.
    fn tier(&self, id: FnId) -> Tier {
        self.reach.tiers.get(self.classes.function(id) as usize).copied().unwrap_or_default()
    }

    /// What led to a function.
    fn why(&self, id: FnId) -> Why {
        self.reach.whys.get(self.classes.function(id) as usize).copied().unwrap_or_default()
    }

    fn world(&self) -> World<'_> {
        World { files: &self.files, places: &self.places, extensions: &self.extensions }
    }

    /// Who mentions a function that no test reaches.
    fn callers(&self, id: FnId) -> &[Caller] {
        let all = self.callers.get_or_init(|| {
            let mut found: FxHashMap<FnId, Vec<Caller>> = FxHashMap::default();
            let mut note = |caller: Caller, edges: &Edges| {
                for target in edges.iter().filter_map(|edge| self.target(&edge)) {
                    if self.tier(target) == Tier::None && caller != Caller::Function(target) {
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
                note(Caller::File(id), &file.links.program);
            }
            found
        });
        all.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of those who mention the function whose name stands there, tests and itself left out. Looks through
    /// all edges: for a reader who asks, not for every edit.
    fn callers_outside_tests(&self, path: &Path, name_span: Span) -> Vec<String> {
        let id = self.numbers.get(path).and_then(|&file| {
            let functions = &self.files[file as usize].as_ref()?.facts.functions;
            let index = functions.iter().position(|function| function.name_span == name_span)?;
            Some(FnId { file, index: index as u32 })
        });
        let mut names = Vec::new();
        for file in self.files.iter().flatten().filter(|file| id.is_some() && !file.facts.is_test) {
            for (function, edges) in file.facts.functions.iter().zip(&file.links.functions) {
                let is_itself = *file.path == *path && function.name_span == name_span;
                let is_named = || edges.iter().any(|edge| self.target(&edge) == id);
                if !function.traits.is_in_test && !is_itself && is_named() {
                    names.push(function.name().to_string());
                }
            }
        }
        names
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
                (&*function.path, &function.references, function.span.start)
            }
            Caller::File(_) => ("", &file.facts.references, 0),
        };
        let world = self.world();
        let path = &world.function(target)?.path;
        let place = references.iter().find(|reference| {
            match world.resolve(id, scope, reference.path, &mut Trace::default()) {
                Entity::Function(found) | Entity::Method(found, _) | Entity::Inherited(found, _) => {
                    found.file == target.file
                        && world.function(found).is_some_and(|function| function.path == *path)
                }
                _ => false,
            }
        })?;
        Some((file, place.span.shifted(i64::from(start))))
    }

    /// Finds the classes that are not known yet. Says whether any changed, or any function came or went.
    fn find_hierarchies(&mut self, is_noting: bool) -> bool {
        let is_open = |file: &File| match &file.stale {
            Stale::Nothing => false,
            Stale::Links(kept) => !kept.hierarchy,
            Stale::Everything => true,
        };
        let is_open = |file: &Option<File>| file.as_ref().is_some_and(is_open);
        let mut open: Vec<FileId> =
            (0..).zip(&self.files).filter(|(_, file)| is_open(file)).map(|(id, _)| id).collect();
        if open.is_empty() {
            return false;
        }
        // Bases of bases are not needed to find a base, so one round does.
        while let Some(id) = open.pop() {
            let mut trace = Trace::default();
            let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
            let mut noted = Box::default();
            let find = || link::hierarchy(world, id, &mut trace);
            let hierarchy = link::noted(is_noting.then_some(&mut noted), find);
            let Some(file) = &mut self.files[id as usize] else { continue };
            let is_another = file.hierarchy != hierarchy;
            file.hierarchy = hierarchy;
            if let Stale::Everything = file.stale {
                file.asked = trace.asked;
                file.lookups = is_noting.then(Box::default);
            } else {
                file.asked.extend(trace.asked);
                file.asked.remove(&id);
                if is_another {
                    // Who looks for a member asks for it in bases, which have no key.
                    file.stale = Stale::Everything;
                    for (asker, file) in (0..).zip(&mut self.files) {
                        let asker_of = |file: &&mut File| asker == id || file.asked.contains(&id);
                        if let Some(file) = file.as_mut().filter(asker_of) {
                            file.stale = Stale::Everything;
                            open.push(asker);
                        }
                    }
                    continue;
                }
            }
            if let Some(lookups) = &mut file.lookups {
                lookups.hierarchy = noted;
            }
        }
        self.extend_classes();
        true
    }

    /// Gathers what files add to the classes of others.
    fn extend_classes(&mut self) {
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
                    let name = file.facts.functions[index].name().into();
                    extensions.methods.entry(*class).or_default().entry(name).or_default().push(function);
                }
            }
        }
        self.extensions = extensions;
    }

    /// Notes what the links of files ask for that somebody has begun to edit, so that they need not be found anew when the
    /// names there change.
    fn note_lookups(&mut self) {
        let is_open =
            |file: &File| file.is_edited && file.lookups.is_none() && matches!(file.stale, Stale::Nothing);
        let is_open = |file: &Option<File>| file.as_ref().is_some_and(is_open);
        let open: Vec<FileId> =
            (0..).zip(&self.files).filter(|(_, file)| is_open(file)).map(|(id, _)| id).collect();
        if open.len() > MOST_EDITED {
            return;
        }
        for id in open {
            let (mut trace, mut links, mut lookups) =
                (Trace::default(), Links::default(), Lookups::default());
            let world = World { files: &self.files, places: &self.places, extensions: &self.extensions };
            let (_, noted) = noting(|| link::hierarchy(world, id, &mut Trace::default()));
            lookups.hierarchy = noted;
            let (nothing, names) = (Kept::default(), Mutex::new(&mut self.names));
            let mut names = Names::new(&names);
            link::update(world, id, &mut links, &nothing, Some(&mut lookups), &mut names, &mut trace);
            if let Some(file) = &mut self.files[id as usize] {
                file.lookups = Some(Box::new(lookups));
            }
        }
    }

    /// Whether the method stands at another path than below its class: an `impl` in another module of the file.
    fn is_defined_elsewhere(&self, file: &File, function: usize, class: ClassId) -> bool {
        let definition = file.facts.definitions.get(class.index as usize);
        let path = file.facts.functions[function].path.rsplit_once('.').map_or("", |(owner, _)| owner);
        definition.is_none_or(|definition| *definition.path != *path)
    }

    /// How tests reach the functions of a file. Call [`Graph::settle`] before.
    pub fn standing(&self, path: &Path) -> Vec<Standing> {
        let Some(&id) = self.numbers.get(path) else { return Vec::new() };
        let Some(file) = &self.files[id as usize] else { return Vec::new() };
        let measurement = self.coverage.of_file(path);
        let functions = (0..).zip(&file.facts.functions);
        functions
            .map(|(index, function)| {
                let at = FnId { file: id, index };
                let (tier, measured) = self.verdict(at, function, measurement.as_ref());
                Standing {
                    path: function.path.to_string(),
                    name_span: function.name_span,
                    span: function.span,
                    statements: function.statements,
                    is_in_test: function.traits.is_in_test || file.facts.is_test,
                    is_stub: function.traits.is_stub,
                    tier,
                    why: self.why(at),
                    report: measured.map(|measured| measured.report),
                }
            })
            .collect()
    }

    /// How a function is reached: as it was measured, or else as far as can be seen.
    fn verdict(
        &self,
        at: FnId,
        function: &Function,
        measurement: Option<&Measurement<'_>>,
    ) -> (Tier, Option<Measured>) {
        let body = function.body_span.start..function.body_span.end;
        match measurement.and_then(|measured| measured.of(function.name(), function.name_span.start, body)) {
            Some(measured) if measured.has_run => (self.tier(at).max(Tier::Implicit), Some(measured)),
            Some(measured) => (Tier::None, Some(measured)),
            None => (self.tier(at), None),
        }
    }

    /// Reads the coverage reports of the projects around a file, if that was not done yet.
    fn read_coverage(&mut self, path: &Path) {
        for folder in path.ancestors().skip(1).filter(|folder| folder.is_absolute()) {
            if self.manifests.is_project(folder) {
                self.coverage.read(folder);
            }
        }
    }

    /// Who mentions each function of a file.
    fn mentions(&self, path: &Path) -> Vec<Mentions> {
        let Some(&id) = self.numbers.get(path) else { return Vec::new() };
        let Some(file) = &self.files[id as usize] else { return Vec::new() };
        let mut found = vec![Mentions::default(); file.facts.functions.len()];
        let mut seen: FxHashSet<FnId> = FxHashSet::default();
        let mut note = |from: Option<FnId>, is_test: bool, edges: &Edges| {
            seen.clear();
            for edge in edges.iter() {
                let is_here = match edge {
                    Edge::Function(target) => target.file == id,
                    Edge::Dispatch(class, _) => class.file == id,
                    _ => false,
                };
                let target = if is_here { self.target(&edge) } else { None };
                if let Some(target) = target
                    && Some(target) != from
                    && seen.insert(target)
                    && let Some(mentions) = found.get_mut(target.index as usize)
                {
                    *(if is_test { &mut mentions.tests } else { &mut mentions.callers }) += 1;
                }
            }
        };
        for (number, there) in (0..).zip(&self.files) {
            let Some(there) = there else { continue };
            for (index, (function, edges)) in
                (0..).zip(there.facts.functions.iter().zip(&there.links.functions))
            {
                note(Some(FnId { file: number, index }), function.traits.is_in_test, edges);
            }
            note(None, there.facts.is_test, &there.links.calls);
            note(None, there.facts.is_test, &there.links.mentions);
            note(None, there.facts.is_test, &there.links.program);
            note(None, true, &there.links.tests);
        }
        found
    }
}

/// What those have to ask for to whom a file says something else now; `None` if it does not define as many things in the
/// same order as before, or imports others: all links into it may be of something else then.
fn changed_keys(file: &File, facts: &FileFacts, table: &Table) -> Option<FxHashSet<Key>> {
    let old = &*file.facts;
    let is_comparable = (old.is_test, old.is_generated) == (facts.is_test, facts.is_generated)
        && old.functions.len() == facts.functions.len()
        && old.definitions.len() == facts.definitions.len()
        && has_same_imports(old, facts);
    if !is_comparable {
        return None;
    }
    let functions = old.functions.iter().zip(&facts.functions);
    let functions = functions.filter(|(old, new)| !is_same_function(old, new));
    // A method may be known by its name alone: it may extend the class of another file.
    let functions = functions.flat_map(|(old, new)| [&*old.path, &*new.path, old.name(), new.name()]);
    let definitions = old.definitions.iter().zip(&facts.definitions);
    let definitions = definitions.filter(|(old, new)| old.facts != new.facts);
    let definitions = definitions.flat_map(|(old, new)| [&*old.path, &*new.path]);
    Some(file.table.keys_of_change(table, functions.chain(definitions)))
}

/// Whether two versions of a function mention the same; where they do so does not matter.
fn is_same_mentions(old: &Function, new: &Function) -> bool {
    Arc::ptr_eq(&old.facts, &new.facts)
        || old.references.say_the_same(&new.references) && old.calls.give_the_same(&new.calls)
}

/// The graph as one of the indexes across files.
#[derive(Default)]
pub struct Tests {
    graph: Mutex<Graph>,
    /// What tests reach may be what it was a moment ago.
    may_lag: AtomicBool,
}

impl Tests {
    /// The names of those who mention a function, tests left out.
    pub fn callers_of(&self, path: &Path, name_span: Span) -> Vec<String> {
        let graph = self.derived();
        graph.callers_outside_tests(path, name_span)
    }

    /// The facts of a file.
    pub fn facts(&self, path: &Path) -> Option<Arc<FileFacts>> {
        let graph = self.graph();
        let &id = graph.numbers.get(path)?;
        Some(Arc::clone(&graph.files[id as usize].as_ref()?.facts))
    }

    /// Where tests of this name stand.
    pub fn tests_named(&self, name: &str) -> Vec<(PathBuf, Span)> {
        let graph = self.graph();
        let tests = graph.files.iter().flatten().flat_map(|file| {
            let named = file.facts.functions.iter();
            let named = named.filter(|function| function.traits.is_test && *function.name() == *name);
            named.map(|function| (file.path.to_path_buf(), function.span))
        });
        tests.collect()
    }

    /// Where a function or class of this name is defined outside of tests: the file, the name, the path to it.
    pub fn definition_of(&self, name: &str) -> Option<(PathBuf, Span, String)> {
        let graph = self.graph();
        let files = graph.files.iter().flatten().filter(|file| !file.facts.is_test);
        let found = files.filter_map(|file| {
            let mut functions = file.facts.functions.iter();
            let function =
                functions.find(|function| *function.name() == *name && !function.traits.is_in_test);
            let class = || {
                let mut classes = file.facts.definitions.iter();
                classes.find(|class| {
                    class.kind == DefinitionKind::Class && class.path.rsplit('.').next() == Some(name)
                })
            };
            let (span, path) = function
                .map(|function| (function.name_span, &*function.path))
                .or_else(|| class().map(|class| (class.span, &*class.path)))?;
            Some((file.path.to_path_buf(), span, path.to_owned()))
        });
        found.min()
    }

    /// Whether one file was looked into to find what another one mentions.
    pub fn asks(&self, path: &Path, other: &Path) -> bool {
        let graph = self.graph();
        let file = graph.numbers.get(path).and_then(|&id| graph.files[id as usize].as_ref());
        graph.numbers.get(other).is_some_and(|other| file.is_some_and(|file| file.asked.contains(other)))
    }

    /// Whether any file defines or mentions something of this name.
    pub fn mentions_name(&self, name: &str) -> bool {
        let graph = self.graph();
        let hash = hash_of(name);
        let files = || graph.files.iter().flatten();
        // Others have most names of a file that is being edited. Its own would be of no use after the next edit.
        let (known, unknown): (Vec<&File>, Vec<&File>) = files().partition(|file| file.words.get().is_some());
        let is_known =
            known.into_iter().any(|file| file.words.get().is_some_and(|words| words.contains(&hash)));
        is_known
            || match unknown[..] {
                [edited] => last_names(&edited.facts).any(|known| known == name),
                _ => unknown.into_iter().any(|file| {
                    let words = || last_names(&file.facts).map(hash_of).collect();
                    file.words.get_or_init(words).contains(&hash)
                }),
            }
    }

    /// Functions outside of tests that the one whose name stands there runs, as far as they are named: where each
    /// stands and what it is called.
    pub fn run_by(&self, path: &Path, name_span: Span) -> Vec<(PathBuf, Span, String)> {
        let graph = self.derived();
        let run = graph.run_by(path, name_span).into_iter().filter_map(|id| {
            let file = graph.files[id.file as usize].as_ref()?;
            let function = file.facts.functions.get(id.index as usize)?;
            Some((file.path.to_path_buf(), function.span, function.name().to_string()))
        });
        run.collect()
    }

    /// From now on what tests reach in a large workspace is found when [`Tests::catch_up`] is called, not with every
    /// edit.
    pub fn let_lag(&self) {
        self.may_lag.store(true, Ordering::Relaxed);
    }

    /// Finds what tests reach now. Says for which files that may make a difference.
    pub fn catch_up(&self) -> Vec<PathBuf> {
        let mut graph = self.graph();
        // While nobody has asked yet there is nothing to catch up with.
        if !graph.is_followed {
            return Vec::new();
        }
        let touched = graph.settle();
        graph.note_lookups();
        touched
    }

    /// What was derived, for [`Tests::resume`]; `None` if nobody has asked for it.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        self.graph().to_bytes()
    }

    /// Takes what was derived before some files changed, and derives anew what they concern.
    pub fn resume(&self, bytes: &[u8], news: &[News]) {
        let mut graph = self.graph();
        if graph.resume(bytes, news) {
            self.derive(&mut graph);
        }
    }

    fn derive(&self, graph: &mut Graph) -> Vec<PathBuf> {
        let may_lag = self.may_lag.load(Ordering::Relaxed) && graph.classes.function_count() > FEW_FUNCTIONS;
        if may_lag { graph.relink() } else { graph.settle() }
    }

    fn derived(&self) -> MutexGuard<'_, Graph> {
        let mut graph = self.graph();
        self.derive(&mut graph);
        graph
    }

    fn graph(&self) -> MutexGuard<'_, Graph> {
        self.graph.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tests {
    /// How tests reach the functions of a file.
    pub fn standing(&self, path: &Path) -> Vec<Standing> {
        let mut graph = self.derived();
        graph.read_coverage(path);
        graph.standing(path)
    }

    /// Who mentions each function of a file, in the order of [`Tests::standing`].
    pub fn mentions(&self, path: &Path) -> Vec<Mentions> {
        let graph = self.derived();
        graph.mentions(path)
    }
}

impl Across for Tests {
    fn rules(&self) -> &'static [&'static str] {
        &[untested::RULE, arguments::RULE, deprecated::RULE]
    }

    fn concerned(&self, _path: &Path, before: &FileFacts, now: &FileFacts) -> Concerned {
        match says_the_same(before, now) {
            true => Concerned::Nobody,
            false => Concerned::Anybody,
        }
    }

    fn withdrawing(&self) -> &'static [&'static str] {
        &helpers::RULES
    }

    fn withdraws(&self, path: &Path, finding: &Finding) -> bool {
        if !helpers::RULES.contains(&finding.rule.name.as_str()) {
            return false;
        }
        let graph = self.derived();
        helpers::withdraws(&graph, path, finding.span, &finding.rule.name)
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        // Nobody waits while the tables of a whole workspace are made.
        let new = facts.filter(|_| !self.graph().numbers.contains_key(path));
        let table = new.map(|facts| Table::new(facts));
        let mut graph = self.graph();
        // While nobody has asked yet there is nothing that could be stale.
        let was_asked = !graph.is_stale;
        match facts {
            Some(facts) => graph.update(path, Arc::clone(facts), table),
            None => graph.remove(path),
        }
        if was_asked { self.derive(&mut graph) } else { Vec::new() }
    }

    fn read_manifest(&self, path: &Arc<Path>, _text: Option<&str>) -> (Vec<PathBuf>, Option<Problem>) {
        // Of a setup.py only counts that it is there, and a file that comes or goes is followed anyway.
        if path.ends_with("setup.py") || !manifest::NAMES.into_iter().any(|name| path.ends_with(name)) {
            return (Vec::new(), None);
        }
        let mut graph = self.graph();
        let was_asked = !graph.is_stale;
        graph.forget_manifests();
        // What runs when a program is called, and where modules begin, may be said of any file.
        (if was_asked { self.derive(&mut graph) } else { Vec::new() }, None)
    }

    fn noticed(&self, path: &Path) -> Vec<PathBuf> {
        if !is_coverage_report(path) {
            return Vec::new();
        }
        let mut graph = self.graph();
        graph.coverage.forget();
        graph.numbers.keys().map(|path| path.to_path_buf()).collect()
    }

    fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        let Question { path, engine, is_changed, .. } = *question;
        let mut graph = self.derived();
        graph.read_coverage(path);
        let mut found = Vec::new();
        found.extend(
            engine.rule(untested::RULE).map(|rule| untested::findings(&graph, path, rule, is_changed)),
        );
        found.extend(engine.rule(arguments::RULE).map(|rule| arguments::findings(&graph, path, rule)));
        found.extend(engine.rule(deprecated::RULE).map(|rule| deprecated::findings(&graph, path, rule)));
        found.into_iter().flatten().collect()
    }
}

/// Whether other files say the same of the functions and classes of two versions of a file.
fn promises_the_same(old: &FileFacts, new: &FileFacts) -> bool {
    same(&old.functions, &new.functions, |old, new| {
        let is_marked = |function: &Function| deprecated::is_marked(function.marks());
        Arc::ptr_eq(&old.facts, &new.facts)
            || (&old.path, old.traits.asserts, &old.signature)
                == (&new.path, new.traits.asserts, &new.signature)
                && is_marked(old) == is_marked(new)
    }) && same(&old.definitions, &new.definitions, |old, new| {
        let is_marked =
            |definition: &Definition| deprecated::is_marked(definition.marks.iter().map(String::as_str));
        Arc::ptr_eq(&old.facts, &new.facts) || old.path == new.path && is_marked(old) == is_marked(new)
    })
}

/// Whether two versions of a file are alike to all that is read of them here, but for where things stand.
fn says_the_same(old: &FileFacts, new: &FileFacts) -> bool {
    let is_same_to_reader =
        |old: &Function, new: &Function| old.traits == new.traits && untested::are_as_long(old, new);
    gives_the_same(old, new)
        && Kept::between(old, new).is_everything()
        && same(&old.functions, &new.functions, is_same_to_reader)
        && same(&old.imports, &new.imports, |old, new| old.facts == new.facts)
        && old.modules == new.modules
}

/// Whether other files would get the same answers from two versions of a file.
fn gives_the_same(old: &FileFacts, new: &FileFacts) -> bool {
    (old.is_test, old.is_generated) == (new.is_test, new.is_generated)
        && same(&old.functions, &new.functions, is_same_function)
        && same(&old.definitions, &new.definitions, |old, new| old.facts == new.facts)
        && has_same_imports(old, new)
}

fn has_same_imports(old: &FileFacts, new: &FileFacts) -> bool {
    same(&old.imports, &new.imports, |old, new| {
        Arc::ptr_eq(&old.facts, &new.facts)
            || (&old.local, &old.path, &old.scope) == (&new.local, &new.path, &new.scope)
    })
}

fn is_same_function(old: &Function, new: &Function) -> bool {
    Arc::ptr_eq(&old.facts, &new.facts) || is_same_interface(old, new)
}

fn is_same_interface(old: &Function, new: &Function) -> bool {
    let traits = |function: &Function| {
        let traits = function.traits;
        [
            traits.asserts,
            traits.is_test,
            traits.is_in_test,
            traits.is_entry,
            traits.is_property,
            traits.is_method,
            traits.is_required,
            traits.gives_back,
        ]
    };
    (&old.path, &old.signature) == (&new.path, &new.signature)
        && old.has_details_of(new)
        && traits(old) == traits(new)
}

fn same<T>(old: &[T], new: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}
