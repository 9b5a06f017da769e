//! Names that code takes from modules, against what the modules hold: the rules of the family `invention` that no
//! pattern can express.
//!
//! Only what is spelled out is judged (`os.path.join`, `from app.models import Order`), and only where the code does
//! not itself ask first whether the name is there.

mod modules;
mod project;
pub mod stdlib;
mod written;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::{FileFacts, Use, Way};
use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::rule::Problem;
use thinktwice_engine::text::Span;

use super::across::{Across, Concerned, Question};
use super::cache::News;
use super::packages::environment::Environment;
use super::packages::layout::{Layout, Own};
use super::packages::manifest::{self, Manifest};
use modules::Tree;
use project::Holds;
use stdlib::Life;
pub use written::WRITERS;

/// The rules that are asked here.
const STDLIB: &str = "nonexistent-stdlib-attribute";

/// A name is like another from this likeness on.
const ALIKE: f64 = 0.8;

/// Modules and names of the workspace's Python.
#[derive(Debug, Default)]
pub struct Names {
    state: RwLock<State>,
}

#[derive(Debug)]
struct File {
    facts: Arc<FileFacts>,
    holds: Holds,
}

#[derive(Debug, Default)]
struct State {
    files: FxHashMap<Arc<Path>, File>,
    /// By folder: what the manifests there say.
    manifests: FxHashMap<PathBuf, FxHashMap<Arc<Path>, Said>>,
    /// Which modules the files make; made when it is asked for.
    layout: OnceLock<Layout>,
    tree: OnceLock<Tree>,
    /// By folder of a file: the environment that it runs in.
    environments: Mutex<FxHashMap<PathBuf, Option<Arc<Environment>>>>,
    /// By file: what modules of environments define.
    installed: Mutex<FxHashMap<PathBuf, Arc<Holds>>>,
}

/// What a manifest says that matters to names.
#[derive(Debug, Default, PartialEq)]
struct Said {
    /// The oldest minor version of Python 3 that the project runs on.
    minimum: Option<u8>,
    /// The modules that it speaks of.
    modules: Box<[PathBuf]>,
}

impl Across for Names {
    fn rules(&self) -> &'static [&'static str] {
        &[STDLIB, project::RULE]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        if !is_python(path) {
            return Vec::new();
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let (Some(known), Some(facts)) = (state.files.get_mut(path), facts)
            && project::holds_the_same(&known.facts, facts)
        {
            known.facts = Arc::clone(facts);
            return Vec::new();
        }
        let file = facts.map(|facts| File { facts: Arc::clone(facts), holds: Holds::new(facts) });
        let before = match file {
            Some(file) => state.files.insert(Arc::clone(path), file),
            None => state.files.remove(path),
        };
        if before.is_some() != facts.is_some() {
            let was_asked = state.layout.take().is_some();
            state.tree.take();
            return if was_asked { state.importers(path) } else { Vec::new() };
        }
        let holds = before.map(|before| before.holds);
        if state.layout.get().is_some() && holds.as_ref() != state.files.get(path).map(|file| &file.holds) {
            return state.importers(path);
        }
        Vec::new()
    }

    fn read_manifest(&self, path: &Arc<Path>, text: Option<&str>) -> (Vec<PathBuf>, Option<Problem>) {
        let said = text.and_then(|text| manifest::read(path, text)).map(Said::new).unwrap_or_default();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let of_folder = state.manifests.entry(path.parent().unwrap_or(path).to_path_buf()).or_default();
        let is_news = match of_folder.get(path) {
            Some(before) => *before != said,
            None => said != Said::default(),
        };
        of_folder.insert(Arc::clone(path), said);
        state.environments.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        let touched = state.files.keys().filter(|_| is_news).map(|path| path.to_path_buf());
        (touched.collect(), None)
    }

    fn concerned(&self, path: &Path, before: &FileFacts, now: &FileFacts) -> Concerned {
        if !is_python(path) {
            return Concerned::Nobody;
        }
        if !project::holds_the_same(before, now) || !sets_the_same(before, now) {
            return Concerned::Anybody;
        }
        match takes_the_same(before, now) {
            true => Concerned::Nobody,
            false => Concerned::Itself,
        }
    }

    fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        let Question { path, engine, .. } = *question;
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = state.files.get(path).filter(|file| file.facts.is_reviewed()) else {
            return Vec::new();
        };
        state.findings(path, &file.facts, engine)
    }
}

impl Names {
    /// Whose findings may be others than before the news; `None` if that may be anybody's.
    pub fn concerned_by(&self, news: &[News]) -> Option<FxHashSet<PathBuf>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let mut concerned = FxHashSet::default();
        for News { path, before } in news.iter().filter(|news| is_python(&news.path)) {
            let now = &state.files.get(path.as_path())?.facts;
            if !sets_the_same(before.as_ref()?, now) {
                return None;
            }
            concerned.extend(state.importers(path));
            concerned.insert(path.clone());
        }
        Some(concerned)
    }
}

impl Said {
    fn new(manifest: Manifest) -> Said {
        let minimum = manifest.minimum_python.filter(|(major, _)| *major == 3).map(|(_, minor)| minor);
        Said { minimum, modules: manifest.modules.into() }
    }
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension != "rs")
}

/// A name that a file takes from somewhere.
struct Taken<'f> {
    /// Its whole path.
    path: &'f str,
    /// The name alone, where the end of the path stands.
    span: Span,
    /// Whether the span is that of the whole path, not of its last name.
    is_spelled_out: bool,
}

impl<'f> Taken<'f> {
    /// The path up to its first so many segments.
    fn leading(&self, segments: usize) -> &'f str {
        let mut ends = self.path.match_indices('.').map(|(at, _)| at);
        segments.checked_sub(1).and_then(|last| ends.nth(last)).map_or(self.path, |end| &self.path[..end])
    }

    /// Where the first so many segments of the path end in one of their own: the last of these.
    fn place(&self, segments: usize) -> Span {
        let all = self.path.split('.').count();
        if !self.is_spelled_out {
            return self.span;
        }
        let behind: usize = self.path.split('.').skip(segments).map(|segment| segment.len() + 1).sum();
        let own = self.path.split('.').nth(segments - 1).map_or(0, str::len);
        let end = self.span.end.saturating_sub(behind as u32);
        let start = end.saturating_sub(own as u32);
        // With white space in it the name is somewhere else.
        if segments <= all && start >= self.span.start { Span::new(start, end) } else { self.span }
    }
}

/// What the file takes without asking first.
fn taken(facts: &FileFacts) -> Vec<Taken<'_>> {
    let made: FxHashSet<&str> =
        facts.uses().filter(|(used, _)| used.way != Way::Read).map(|(used, _)| used.path.as_str()).collect();
    // A name that the file defines too is not the imported one, or not everywhere.
    let defined: FxHashSet<&str> = facts.definitions.iter().map(|defined| &*defined.path).collect();
    let is_made = |path: &str| {
        let mut ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        ends.any(|end| made.contains(&path[..end]))
    };
    // `@url.setter` speaks of the property above it, not of a module of that name.
    let properties: FxHashSet<&str> =
        facts.functions.iter().filter(|it| it.traits.is_property).map(|it| it.name()).collect();
    let is_of_property = |used: &Use| {
        let last = used.path.rsplit('.').next().unwrap_or_default();
        ["setter", "getter", "deleter"].contains(&last) && properties.contains(used.local.as_str())
    };
    let imports = facts.imports.iter().filter(|import| !import.is_guarded && !is_made(&import.path));
    let mut found: Vec<Taken<'_>> = imports
        .map(|import| Taken { path: &import.path, span: import.name_span, is_spelled_out: false })
        .collect();
    for (used, span) in facts.uses() {
        let is_judged = used.way == Way::Read
            && !used.is_guarded
            && !defined.contains(used.local.as_str())
            && !is_of_property(used)
            && !is_made(&used.path);
        if is_judged {
            found.push(Taken { path: &used.path, span, is_spelled_out: true });
        }
    }
    found
}

/// Whether two versions of a file that [hold the same](project::holds_the_same) take the same, wherever it stands.
fn takes_the_same(before: &FileFacts, now: &FileFacts) -> bool {
    fn uses(facts: &FileFacts) -> impl Iterator<Item = (&str, &str, Way, bool)> {
        facts.uses().map(|(used, _)| (used.path.as_str(), used.local.as_str(), used.way, used.is_guarded))
    }
    fn functions(facts: &FileFacts) -> impl Iterator<Item = (&str, bool)> {
        facts.functions.iter().map(|function| (function.name(), function.traits.is_property))
    }
    before.script == now.script && uses(before).eq(uses(now)) && functions(before).eq(functions(now))
}

/// Whether two versions of a file give names to the same modules.
fn sets_the_same(before: &FileFacts, now: &FileFacts) -> bool {
    fn set(facts: &FileFacts) -> FxHashSet<&str> {
        facts.uses().filter(|(used, _)| used.way == Way::Set).map(|(used, _)| used.path.as_str()).collect()
    }
    set(before) == set(now)
}

/// What is wrong with a name.
enum Fault {
    /// No version has it.
    Nowhere,
    /// It is gone since this version, and the project asks for a newer one.
    Gone(u8),
    /// It came with this version, and the project runs on older ones.
    NotYet(u8),
}

impl State {
    fn findings(&self, path: &Path, facts: &FileFacts, engine: &Engine) -> Vec<Finding> {
        let minimum = self.minimum(path, facts);
        let layout = self.layout();
        let mut found = Vec::new();
        // Each path is asked about once: most stand in a file again and again. Of several that lead through one name which is
        // not there, the first is told, which is the import.
        let (mut seen, mut told): (FxHashSet<&str>, FxHashSet<&str>) = Default::default();
        for taken in taken(facts).into_iter().filter(|taken| seen.insert(taken.path)) {
            let top = taken.path.split('.').next().unwrap_or_default();
            if stdlib::has(top) && layout.own(top, path) == Own::Yes {
                // Two modules of one name: which is meant depends on how the code is run.
                continue;
            }
            let fault = if stdlib::has(top) {
                in_stdlib(taken.path, minimum).and_then(|(segments, module, fault)| {
                    let finding = stdlib_finding(engine, &taken, segments, module, &fault, minimum)?;
                    Some((segments, finding))
                })
            } else {
                project::finding(self, path, &taken, engine)
            };
            if let Some((segments, finding)) = fault
                && told.insert(taken.leading(segments))
            {
                found.push(finding);
            }
        }
        found
    }

    fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(self.files.keys().map(|path| &**path)))
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::new(self.files.keys().map(|path| &**path)))
    }

    /// The files that may take something from this one, by the names on what they import and use; of a package everything
    /// in it may, which need not name it.
    fn importers(&self, path: &Path) -> Vec<PathBuf> {
        let stem = path.file_stem().filter(|stem| *stem != "__init__");
        let package = if stem.is_none() { path.parent() } else { None };
        let name =
            stem.or_else(|| path.parent()?.file_name()).and_then(|name| name.to_str()).unwrap_or_default();
        let has_name = |path: &str| path.split('.').any(|segment| segment == name);
        let may_take = |(other, file): &(&Arc<Path>, &File)| {
            package.is_some_and(|package| other.starts_with(package))
                || file.facts.imports.iter().any(|import| has_name(&import.path))
                || file.facts.uses().any(|(used, _)| has_name(&used.path))
        };
        self.files.iter().filter(may_take).map(|(path, _)| path.to_path_buf()).collect()
    }

    /// Whether some file gives a module this name: `mail.outbox = []`.
    fn is_set_somewhere(&self, module: &str, name: &str) -> bool {
        let sets = |path: &str| {
            path.rsplit_once('.').is_some_and(|(head, last)| last == name && module.ends_with(head))
        };
        self.files.values().any(|file| {
            file.facts.uses().any(|(used, _)| used.way == Way::Set && sets(used.path.trim_start_matches('.')))
        })
    }

    /// The environment that lies nearest above a file.
    fn environment(&self, file: &Path) -> Option<Arc<Environment>> {
        let mut known = self.environments.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = file.parent()?;
        let found = known.entry(folder.to_path_buf()).or_insert_with(|| {
            Environment::above(file, self.manifests.keys().map(PathBuf::as_path)).map(Arc::new)
        });
        found.clone()
    }

    fn holds_installed(&self, module: &Path, read: impl FnOnce() -> Holds) -> Arc<Holds> {
        let mut known = self.installed.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(module.to_path_buf()).or_insert_with(|| Arc::new(read())).clone()
    }

    /// The oldest minor version of Python 3 that a file has to run on, if anything says so.
    fn minimum(&self, path: &Path, facts: &FileFacts) -> Option<u8> {
        let script = facts.script.as_deref().and_then(|text| manifest::script(text).minimum_python);
        let of_project = || {
            path.ancestors()
                .skip(1)
                .find_map(|folder| self.manifests.get(folder)?.values().filter_map(|said| said.minimum).min())
        };
        script.map(|(_, minor)| minor).or_else(of_project)
    }
}

/// What is wrong with a path into the standard library: how many of its segments lead to the name, the module that
/// should hold it, and the fault.
fn in_stdlib(path: &str, minimum: Option<u8>) -> Option<(usize, &str, Fault)> {
    let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    let (mut module, mut known) = (path.split('.').next().unwrap_or_default(), None);
    let mut depth = 0;
    for (count, end) in (1..).zip(ends) {
        // Stubs came late to private modules, which says nothing of when the modules did.
        if path[..end].contains("._") {
            return None;
        }
        let Some(next) = stdlib::module(&path[..end]) else { break };
        if let Some(fault) = of_life(next.life, minimum) {
            return Some((count, module, fault));
        }
        (module, known, depth) = (&path[..end], Some(next), count);
    }
    let known = known.filter(|known| known.is_told())?;
    let name = path.get(module.len() + 1..)?.split('.').next()?;
    if name.is_empty() || name.starts_with('_') || name == "*" {
        return None;
    }
    let fault = match known.name(name) {
        None => Fault::Nowhere,
        Some(life) => of_life(life, minimum)?,
    };
    Some((depth + 1, module, fault))
}

fn of_life(life: Life, minimum: Option<u8>) -> Option<Fault> {
    let minimum = minimum?;
    match life {
        Life { removed: Some(removed), .. } if minimum >= removed => Some(Fault::Gone(removed)),
        Life { added: Some(added), .. } if minimum < added => Some(Fault::NotYet(added)),
        _ => None,
    }
}

fn stdlib_finding(
    engine: &Engine,
    taken: &Taken<'_>,
    segments: usize,
    module: &str,
    fault: &Fault,
    minimum: Option<u8>,
) -> Option<Finding> {
    let name = taken.path.split('.').nth(segments - 1)?;
    let minimum = minimum.map(|minor| format!("3.{minor}")).unwrap_or_default();
    // A module that is itself too old or too new stands in nothing.
    let holder = if name == module { "the standard library" } else { module };
    let holder = if name == module { holder.to_owned() } else { format!("`{holder}`") };
    let what = match fault {
        Fault::Nowhere => format!("is not in {holder}, in any version of Python from 3.8 on"),
        Fault::Gone(removed) => {
            format!(
                "is gone from {holder} since Python 3.{removed}, and this project asks for {minimum} or newer"
            )
        }
        Fault::NotYet(added) => {
            format!("came to {holder} with Python 3.{added}, and this project says that it runs on {minimum}")
        }
    };
    let nearest = match fault {
        Fault::Nowhere => stdlib::module(module).and_then(|module| nearest(name, module.all())),
        _ => None,
    };
    let value = |key: &str| match key {
        "name" => Some(name.to_owned()),
        "module" => Some(module.to_owned()),
        "what" => Some(what.clone()),
        "nearest" => nearest.map(|nearest| format!("; the nearest name there is `{nearest}`")),
        _ => None,
    };
    let mut finding = engine.rule(STDLIB)?.finding(taken.place(segments), String::new(), &value);
    if matches!(fault, Fault::NotYet(_)) {
        finding.level = finding.level.min(Level::Warning);
    }
    Some(finding)
}

/// The most alike of some names.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let alike = names
        .filter(|other| !other.starts_with('_'))
        .map(|other| (strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase()), other));
    let best = alike.filter(|(likeness, _)| *likeness >= ALIKE);
    // Of two that are equally alike the first by name, whatever the order of the table.
    best.max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, other)| other)
}
