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
use thinktwice_engine::facts::{FileFacts, Import};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Problem;

use super::across::{Across, Question};
use environment::Environment;
use layout::Layout;
use manifest::{Ecosystem, Kind, Manifest, normalized};

/// The rules that are asked here.
pub const UNKNOWN: &str = "unknown-package";
const UNDECLARED: &str = "undeclared-dependency";
const LOOKALIKE: &str = "lookalike-package";
const WILDCARD: &str = "wildcard-version";

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
    /// What was said of a file of Python, for as long as its imports stay as they are.
    said: Mutex<FxHashMap<Arc<Path>, Said>>,
}

/// What was said of a file.
#[derive(Debug)]
struct Said {
    facts: Arc<FileFacts>,
    /// Each with the number of its import.
    findings: Vec<(usize, Finding)>,
}

/// What follows from which files there are and what all manifests say.
#[derive(Debug, Default)]
struct View {
    layout: Layout,
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
        if known.is_some() == facts.is_some() {
            return Vec::new();
        }
        state.forget_said();
        if state.view.take().is_none() {
            return Vec::new();
        }
        // A module came or went: it may be what others import.
        let names: FxHashSet<&str> =
            path.iter().filter_map(|part| part.to_str()?.split('.').next()).collect();
        let imports_it = |facts: &FileFacts| {
            facts
                .imports
                .iter()
                .any(|import| names.contains(import.path.split('.').next().unwrap_or_default()))
        };
        let touched = state.files.iter().filter(|(_, facts)| imports_it(facts));
        touched.map(|(path, _)| path.to_path_buf()).collect()
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
        if let Some(facts) = state.files.get(path).filter(|facts| !facts.is_generated) {
            found.extend(match path.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => rust::in_file(&state, path, facts, engine),
                _ => state.said_of(path, facts, || python::in_file(&state, path, facts, engine)),
            });
        }
        found
    }
}

impl State {
    fn view(&self) -> &View {
        self.view.get_or_init(|| View::new(self))
    }

    /// What there is to say of the imports of a file, found out again only when they have changed.
    fn said_of(
        &self,
        path: &Path,
        facts: &Arc<FileFacts>,
        say: impl FnOnce() -> Vec<(usize, Finding)>,
    ) -> Vec<Finding> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same_import = |known: &FileFacts, (old, new): (&Import, &Import)| {
            (&old.local, &old.scope, &old.path, old.is_guarded, old.is_reexport)
                == (&new.local, &new.scope, &new.path, new.is_guarded, new.is_reexport)
                && known.is_in_function(old.span) == facts.is_in_function(new.span)
        };
        let is_same = |known: &FileFacts| {
            known.imports.len() == facts.imports.len()
                && known.imports.iter().zip(&facts.imports).all(|pair| is_same_import(known, pair))
                && known.script == facts.script
                && known.is_test == facts.is_test
        };
        let known = match said.get(path).filter(|known| is_same(&known.facts)) {
            Some(known) => &known.findings,
            None => {
                let known = Said { facts: Arc::clone(facts), findings: say() };
                said.insert(Arc::from(path), known);
                &said[path].findings
            }
        };
        let placed = known.iter().map(|(import, finding)| Finding {
            span: python::marked(&facts.imports[*import]),
            ..finding.clone()
        });
        placed.collect()
    }

    fn forget_said(&mut self) {
        self.said.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
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
            view.has_other_index |= manifest.has_other_index;
        }
        for project in view.projects.values_mut() {
            project.is_open = project.declared.is_empty();
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

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}
