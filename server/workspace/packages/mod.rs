//! Packages that code imports, against what the project says that it needs: the rules of the family `dependencies`.
//!
//! A name is looked up from near to far: the standard library, the workspace's own modules, what the manifests above
//! the file declare, what is locked, what is installed, and the names that the index is known to have. Only what is
//! nowhere is unknown.

pub mod environment;
pub mod known;
pub mod layout;
pub mod manifest;
mod python;
mod rust;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::{FileFacts, Import};
use thinktwice_engine::finding::{Evidence, Finding, Related};
use thinktwice_engine::rule::Problem;
use thinktwice_engine::text::Span;

use super::across::{Across, Concerned, Question};
use super::clones::report::shown;
use super::names::stdlib;
use environment::Environment;
use layout::Layout;
use manifest::{Ecosystem, Kind, Manifest, normalized};

/// The rules that are asked here.
pub const UNKNOWN: &str = "unknown-package";
const UNDECLARED: &str = "undeclared-dependency";
const LOOKALIKE: &str = "lookalike-package";
const WILDCARD: &str = "wildcard-version";

/// So many other places are listed; nobody reads more.
const MOST_PLACES: usize = 20;
/// So many of them stand in a hover.
const MOST_FACTS: usize = 2;

/// Imports and manifests of the workspace.
#[derive(Debug, Default)]
pub struct Packages {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    files: FxHashMap<Arc<Path>, Arc<FileFacts>>,
    manifests: FxHashMap<Arc<Path>, Manifest>,
    /// What follows from which files there are and from all manifests; made when it is asked for.
    view: OnceLock<View>,
    /// By folder of a project.
    environments: Mutex<FxHashMap<PathBuf, Option<Arc<Environment>>>>,
    /// What there is to say of the imports of a file of Python, for as long as they stay as they are.
    said: Mutex<FxHashMap<Arc<Path>, Said>>,
    /// By topic: where it comes up, in the order of paths.
    places: Mutex<FxHashMap<Arc<str>, Places>>,
}

/// Files with a place in each.
type Places = Arc<[(Arc<Path>, Span)]>;

/// What there is to say of a file.
#[derive(Debug)]
struct Said {
    facts: Arc<FileFacts>,
    sayings: Arc<[Saying]>,
}

/// Something to say of an import.
#[derive(Debug)]
struct Saying {
    /// Its number among the imports of the file.
    import: usize,
    rule: &'static str,
    /// The project and the package.
    topic: Arc<str>,
    /// The names in the rule's texts.
    values: Vec<(&'static str, String)>,
}

/// What a file has to say something about, and where.
#[derive(Debug, PartialEq)]
struct Topic {
    name: Arc<str>,
    /// The top-level name that is imported.
    top: String,
    place: Span,
}

/// What follows from which files there are and what all manifests say.
#[derive(Debug, Default)]
struct View {
    layout: Layout,
    /// The folder that holds everything: the names above it say nothing about what is in it.
    top: PathBuf,
    /// Folders in which projects of Python begin, with what they declare.
    projects: FxHashMap<PathBuf, Project>,
    /// Normalised names of the workspace's own projects.
    own: FxHashSet<String>,
    /// Some manifest of Python takes packages from elsewhere.
    has_other_index: bool,
}

/// What the manifests of a folder declare.
#[derive(Debug, Default)]
struct Project {
    declared: FxHashSet<String>,
    locked: FxHashSet<String>,
    /// Some of what is needed is not to be read from its files.
    is_open: bool,
    has_manifest: bool,
    minimum_python: Option<(u8, u8)>,
}

impl Across for Packages {
    fn rules(&self) -> &'static [&'static str] {
        &[UNKNOWN, UNDECLARED, LOOKALIKE, WILDCARD]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let known = match facts {
            Some(facts) => state.files.insert(Arc::clone(path), Arc::clone(facts)),
            None => state.files.remove(path),
        };
        if let (Some(known), Some(facts)) = (&known, facts) {
            return state.moved(path, known, facts);
        }
        state.forget_said();
        if state.view.take().is_none() {
            return Vec::new();
        }
        // A module came or went: it may be what others import, and what it imports may be counted by others.
        let mut names: FxHashSet<&str> =
            path.iter().filter_map(|part| part.to_str()?.split('.').next()).collect();
        let gone_or_new = known.as_ref().or(facts);
        let imported = gone_or_new.into_iter().flat_map(|facts| tops(facts));
        names.extend(imported.filter(|top| !stdlib::has(top)));
        state.importing(&names)
    }

    fn read_manifest(&self, path: &Arc<Path>, text: Option<&str>) -> (Vec<PathBuf>, Option<Problem>) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let manifest = text.and_then(|text| manifest::read(path, text));
        let problem = manifest.as_ref().and_then(|manifest| manifest.problem(path));
        match manifest {
            Some(manifest) => state.manifests.insert(Arc::clone(path), manifest),
            None => state.manifests.remove(path),
        };
        state.environments.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        state.forget_said();
        if state.view.take().is_none() {
            return (Vec::new(), problem);
        }
        let files = state.files.keys().chain(state.manifests.keys());
        (files.map(|path| path.to_path_buf()).collect(), problem)
    }

    fn concerned(&self, path: &Path, before: &FileFacts, now: &FileFacts) -> Concerned {
        let is_same_place = |(before, now): (&Import, &Import)| is_plain(before) == is_plain(now);
        let is_same = before.is_generated == now.is_generated
            && has_same_imports(before, now)
            && before.imports.iter().zip(&now.imports).all(is_same_place)
            && (!is_rust(path) || rust::has_same_names(before, now));
        if is_same { Concerned::Nobody } else { Concerned::Anybody }
    }

    fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        let Question { path, engine, .. } = *question;
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        if let Some(manifest) = state.manifests.get(path) {
            found.extend(match manifest.ecosystem {
                Ecosystem::Python => python::in_manifest(&state, path, manifest, engine),
                Ecosystem::Rust => rust::in_manifest(&state, manifest, engine),
            });
        }
        if let Some((path, facts)) = state.files.get_key_value(path) {
            let sayings = state.sayings(path, facts);
            found.extend(sayings.iter().filter_map(|saying| state.finding(engine, path, facts, saying)));
        }
        found
    }
}

impl State {
    fn view(&self) -> &View {
        self.view.get_or_init(|| View::new(self))
    }

    /// What there is to say of the imports of a file.
    fn sayings(&self, path: &Arc<Path>, facts: &Arc<FileFacts>) -> Arc<[Saying]> {
        if !facts.is_reviewed() {
            return Arc::from([]);
        }
        if is_rust(path) {
            return rust::in_file(self, path, facts).into();
        }
        let said = || self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = said().get(path).filter(|known| has_same_imports(&known.facts, facts)) {
            return Arc::clone(&known.sayings);
        }
        let sayings: Arc<[Saying]> = python::in_file(self, path, facts).into();
        said().insert(Arc::clone(path), Said { facts: Arc::clone(facts), sayings: Arc::clone(&sayings) });
        sayings
    }

    /// The finding that says it, with the other places of which the same is to be said.
    fn finding(&self, engine: &Engine, path: &Path, facts: &FileFacts, saying: &Saying) -> Option<Finding> {
        let rule = engine.rule(saying.rule)?;
        let import = &facts.imports[saying.import];
        let places = self.places(&saying.topic, top_of(&import.path), is_rust(path));
        let others = || places.iter().filter(|(other, _)| **other != *path);
        let value = |key: &str| match (key, others().count()) {
            ("elsewhere", 0) => None,
            ("elsewhere", 1) => Some(" here and in one other file".to_owned()),
            ("elsewhere", many) => Some(format!(" here and in {many} other files")),
            _ => saying.values.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()),
        };
        let mut finding = rule.finding(marked(path, import), import.scope.to_string(), &value);
        finding.topic = Some(Arc::clone(&saying.topic));
        for (other, span) in others().take(MOST_PLACES) {
            let text = format!("also imported in {}", shown(path, other));
            finding.related.push(Related { path: Some(Arc::clone(other)), span: *span, text });
        }
        let facts = finding.related.iter().take(MOST_FACTS);
        finding.evidence = facts
            .map(|related| Evidence {
                text: related.text.clone(),
                place: Some((related.path.clone(), related.span)),
            })
            .collect();
        Some(finding)
    }

    /// Where a topic comes up that is about imports of this top-level name: the first place of each file.
    fn places(&self, topic: &Arc<str>, top: &str, is_of_rust: bool) -> Places {
        let known = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = known().get(topic) {
            return Arc::clone(places);
        }
        let imports_it =
            |path: &Path, facts: &FileFacts| is_rust(path) == is_of_rust && tops(facts).any(|it| it == top);
        let files = self.files.iter().filter(|(path, facts)| imports_it(path, facts));
        let mut places: Vec<(Arc<Path>, Span)> = files
            .filter_map(|(path, facts)| {
                let sayings = self.sayings(path, facts);
                let saying = sayings.iter().find(|saying| saying.topic == *topic)?;
                Some((Arc::clone(path), marked(path, &facts.imports[saying.import])))
            })
            .collect();
        places.sort();
        let places = Places::from(places);
        known().insert(Arc::clone(topic), Arc::clone(&places));
        places
    }

    /// Takes note that the imports of a file are others, or stand elsewhere. Says which files speak of them too.
    fn moved(&mut self, path: &Arc<Path>, before: &Arc<FileFacts>, now: &Arc<FileFacts>) -> Vec<PathBuf> {
        let stands_as_before = || {
            before.imports.iter().map(|import| import.span).eq(now.imports.iter().map(|import| import.span))
        };
        let is_as_before = before.is_generated == now.is_generated && has_same_imports(before, now);
        if is_as_before && stands_as_before() {
            return Vec::new();
        }
        // While nobody has asked, nobody waits for news.
        if self.view.get().is_none() {
            return Vec::new();
        }
        let topics = |facts: &Arc<FileFacts>| -> Vec<Topic> {
            let sayings = self.sayings(path, facts);
            let topics = sayings.iter().map(|saying| {
                let import = &facts.imports[saying.import];
                let top = top_of(&import.path).to_owned();
                Topic { name: Arc::clone(&saying.topic), top, place: marked(path, import) }
            });
            topics.collect()
        };
        let (old, new) = (topics(before), topics(now));
        let gone = old.iter().filter(|topic| !new.contains(topic));
        let news: Vec<&Topic> = gone.chain(new.iter().filter(|topic| !old.contains(topic))).collect();
        let mut known = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        news.iter().for_each(|topic| drop(known.remove(&topic.name)));
        drop(known);
        self.importing(&news.iter().map(|topic| topic.top.as_str()).collect())
    }

    /// The files that import something of these top-level names.
    fn importing(&self, names: &FxHashSet<&str>) -> Vec<PathBuf> {
        if names.is_empty() {
            return Vec::new();
        }
        let importing = self.files.iter().filter(|(_, facts)| tops(facts).any(|top| names.contains(top)));
        importing.map(|(path, _)| path.to_path_buf()).collect()
    }

    fn forget_said(&mut self) {
        self.said.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self.places.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The environment that lies nearest above a file.
    fn environment(&self, file: &Path) -> Option<Arc<Environment>> {
        let mut known = self.environments.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = file.parent()?;
        let found = known.entry(folder.to_path_buf()).or_insert_with(|| {
            let projects = self.manifests.keys().filter_map(|manifest| manifest.parent());
            Environment::above(file, projects).map(Arc::new)
        });
        found.clone()
    }
}

impl View {
    fn new(state: &State) -> View {
        let python = |path: &&Arc<Path>| path.extension().is_none_or(|extension| extension != "rs");
        let mut view = View {
            layout: Layout::new(state.files.keys().filter(python).map(|path| &**path)),
            ..View::default()
        };
        let folders = state.files.keys().chain(state.manifests.keys()).filter_map(|path| path.parent());
        view.top = folders.reduce(layout::common).map(Path::to_path_buf).unwrap_or_default();
        let manifests =
            || state.manifests.iter().filter(|(_, manifest)| manifest.ecosystem == Ecosystem::Python);
        for (path, manifest) in manifests().filter(|(_, manifest)| manifest.kind == Kind::Project) {
            let project = view.projects.entry(folder_of(path)).or_default();
            project.minimum_python = project.minimum_python.or(manifest.minimum_python);
            view.own.extend(manifest.name.as_deref().map(normalized));
        }
        for (path, manifest) in manifests() {
            let folder = match manifest.kind {
                Kind::Requirements | Kind::Tool => view.home(path),
                Kind::Project | Kind::Lock => folder_of(path),
            };
            let project = view.projects.entry(folder).or_default();
            let names = manifest.entries.iter().map(|entry| normalized(&entry.name));
            if manifest.kind == Kind::Lock {
                project.locked.extend(names);
            } else {
                project.declared.extend(names);
                project.has_manifest |= manifest.kind != Kind::Tool;
            }
            project.is_open |= manifest.problem.is_some();
            view.has_other_index |= manifest.has_other_index;
        }
        for project in view.projects.values_mut() {
            project.is_open |= project.declared.is_empty();
        }
        view
    }

    /// The project to which a list of requirements belongs: the nearest around it; where there is none, the folder
    /// above one that only holds such lists.
    fn home(&self, path: &Path) -> PathBuf {
        let folder = folder_of(path);
        let project = folder.ancestors().find(|above| self.projects.contains_key(*above));
        match project {
            Some(project) => project.to_path_buf(),
            None => {
                let list = folder.ancestors().take(2).find(|above| manifest::is_list_folder(above));
                list.map(folder_of).unwrap_or(folder)
            }
        }
    }

    /// The projects around a file, the nearest first.
    fn around<'v>(&'v self, file: &'v Path) -> impl Iterator<Item = &'v Project> + Clone {
        file.ancestors().skip(1).filter_map(|folder| self.projects.get(folder))
    }
}

/// Whether what is said of the imports of a file is said of another version of it.
fn has_same_imports(known: &FileFacts, facts: &FileFacts) -> bool {
    let is_same_import = |(old, new): (&Import, &Import)| {
        (&old.local, &old.scope, &old.path, old.is_guarded, old.is_reexport, old.is_late)
            == (&new.local, &new.scope, &new.path, new.is_guarded, new.is_reexport, new.is_late)
    };
    known.imports.len() == facts.imports.len()
        && known.imports.iter().zip(&facts.imports).all(is_same_import)
        && known.script == facts.script
        && known.is_test == facts.is_test
}

/// What is marked of an import: of Python's `from a.b import c` the statement, else the name.
fn marked(path: &Path, import: &Import) -> Span {
    if is_plain(import) || is_rust(path) { import.name_span } else { import.span }
}

/// Whether the whole path of an import is its name.
fn is_plain(import: &Import) -> bool {
    (import.name_span.end - import.name_span.start) as usize == import.path.len()
}

/// The top-level names of what a file imports.
fn tops(facts: &FileFacts) -> impl Iterator<Item = &str> {
    facts.imports.iter().map(|import| top_of(&import.path))
}

fn top_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}
