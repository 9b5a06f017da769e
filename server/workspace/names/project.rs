//! The rule `unknown-project-name`: names that a module of the workspace, or of an installed package, does not define.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::{FileFacts, Function, Way};
use thinktwice_engine::finding::{Evidence, Finding};
use thinktwice_engine::text::Span;
use thinktwice_engine::{Analyzer, Engine, FileInput, RuleSelection};

use super::modules::{self, Found};
use super::{State, Taken, nearest, written};
use crate::workspace::source;

/// The rule.
pub(super) const RULE: &str = "unknown-project-name";

/// What a module defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds {
    /// What it imports as a whole.
    names: Lines,
    /// What it defines, or imports out of another module: in a package it covers the module of that name.
    made: Lines,
    /// It may hold more: a star import, `__getattr__`, names that are made at run time, text that cannot be read.
    is_open: bool,
}

impl Holds {
    /// Reads a module's facts.
    pub(super) fn new(facts: &FileFacts) -> Holds {
        fn head(path: &str) -> &str {
            path.split('.').next().unwrap_or_default()
        }
        let mut names: FxHashMap<&str, bool> =
            facts.definitions.iter().map(|defined| (head(&defined.path), true)).collect();
        names.extend(facts.functions.iter().map(|function| (head(&function.path), true)));
        // `from .client import client`; `from . import client` is the module itself.
        let is_out_of_module = |path: &str| match path.trim_start_matches('.').rsplit_once('.') {
            Some((module, name)) => path.starts_with('.') || module.rsplit('.').next() == Some(name),
            None => false,
        };
        for import in &facts.imports {
            let is_whole = !import.local.contains('.');
            let is_made = is_whole && import.scope.is_empty() && is_out_of_module(&import.path);
            *names.entry(head(&import.local)).or_default() |= is_made;
        }
        let is_open = ["*", "__getattr__"].iter().any(|name| names.contains_key(name))
            || facts.is_generated
            || is_open(facts);
        let of_kind = |wanted: bool| names.iter().filter(move |(_, is_made)| **is_made == wanted);
        let lines = |wanted: bool| of_kind(wanted).map(|(name, _)| *name).collect();
        Holds { names: lines(false), made: lines(true), is_open }
    }

    fn has(&self, name: &str) -> bool {
        self.is_open || self.makes(name) || self.names.has(name)
    }

    fn makes(&self, name: &str) -> bool {
        self.made.has(name)
    }

    fn nearest(&self, name: &str) -> Option<String> {
        nearest(name, self.names.iter().chain(self.made.iter())).map(str::to_owned)
    }
}

/// Names in order, each between two line ends: a workspace has many, and asks for few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lines(Box<str>);

impl Lines {
    fn has(&self, name: &str) -> bool {
        memchr::memmem::find(self.0.as_bytes(), format!("\n{name}\n").as_bytes()).is_some()
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split('\n').filter(|name| !name.is_empty())
    }
}

impl<'n> FromIterator<&'n str> for Lines {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Lines {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        Lines(match names.is_empty() {
            true => Box::default(),
            false => format!("\n{}\n", names.join("\n")).into(),
        })
    }
}

/// Whether two versions of a module have the same facts of which [`Holds`] is made. It says so soon: most are shared.
pub(super) fn holds_the_same(old: &FileFacts, new: &FileFacts) -> bool {
    let is_same_function =
        |(old, new): (&Function, &Function)| Arc::ptr_eq(&old.facts, &new.facts) || old.path == new.path;
    old.is_generated == new.is_generated
        && old.functions.len() == new.functions.len()
        && old.functions.iter().zip(&new.functions).all(is_same_function)
        && old.definitions.iter().map(|defined| &defined.facts).eq(new.definitions.iter().map(|it| &it.facts))
        && old.imports.iter().map(|import| &import.facts).eq(new.imports.iter().map(|it| &it.facts))
        && is_open(old) == is_open(new)
}

fn is_open(facts: &FileFacts) -> bool {
    facts.uses().any(|(used, _)| used.path == "*" && used.way == Way::Set)
}

/// A name that is not there.
struct Missing<'t> {
    name: &'t str,
    /// How many segments of the path lead to it, its own included.
    segments: usize,
    module: String,
    file: PathBuf,
    nearest: Option<String>,
}

/// The finding about a name, if the module that should hold it is known and does not, and how many segments of the path
/// lead to that name.
pub(super) fn finding(
    state: &State,
    file: &Path,
    taken: &Taken<'_>,
    engine: &Engine,
) -> Option<(usize, Finding)> {
    let missing = match modules::relative(file, taken.path) {
        Some((folder, rest)) => relative(state, file, &folder, rest)?,
        None => absolute(state, file, taken.path).or_else(|| installed(state, file, taken.path, engine))?,
    };
    let dots = taken.path.len() - taken.path.trim_start_matches('.').len();
    let value = |key: &str| match key {
        "name" => Some(missing.name.to_owned()),
        "module" => Some(missing.module.clone()),
        "nearest" => missing.nearest.as_ref().map(|like| format!("; the nearest name there is `{like}`")),
        _ => None,
    };
    // Leading dots are segments to those who count dots.
    let segments = missing.segments + dots;
    let mut finding = engine.rule(RULE)?.finding(taken.place(segments), String::new(), &value);
    finding.evidence.push(Evidence {
        text: format!("`{}` is read from here", missing.module),
        place: Some((Some(missing.file.into()), Span::default())),
    });
    Some((segments, finding))
}

fn relative<'t>(state: &State, file: &Path, folder: &Path, rest: &'t str) -> Option<Missing<'t>> {
    let segments: Vec<&str> = rest.split('.').filter(|segment| !segment.is_empty()).collect();
    let tree = state.tree();
    let init = folder.join("__init__.py");
    let base = state.files.contains_key(init.as_path()).then(|| Found {
        file: init,
        segments: 0,
        folder: Some(folder.to_path_buf()),
    });
    let found = tree.follow(folder, &segments, |file, name| covers(state, file, name)).or_else(|| {
        // Below a folder that is no package nothing is known.
        let first = segments.first()?;
        base.filter(|_| !tree.has_module(folder, first))
    })?;
    missing(state, found, &segments, folder, file)
}

fn absolute<'t>(state: &State, file: &Path, path: &'t str) -> Option<Missing<'t>> {
    let segments: Vec<&str> = path.split('.').collect();
    let root = state.layout().root(segments.first()?, file)?;
    let found = state.tree().follow(root, &segments, |file, name| covers(state, file, name))?;
    missing(state, found, &segments, root, file)
}

fn covers(state: &State, package: &Path, name: &str) -> bool {
    state.files.get(package).is_some_and(|file| file.holds.makes(name))
}

fn missing<'t>(
    state: &State,
    found: Found,
    segments: &[&'t str],
    root: &Path,
    file: &Path,
) -> Option<Missing<'t>> {
    let name = *segments.get(found.segments)?;
    // A script whose name is that of what it imports does not mean itself.
    if found.file == file {
        return None;
    }
    let holds = &state.files.get(found.file.as_path())?.holds;
    // A stub beside the module may say more.
    let stub = found.file.with_extension("pyi");
    let module = segments[..found.segments].join(".");
    let is_there = name.starts_with("__")
        || holds.has(name)
        || state.is_set_somewhere(&module, name)
        || found.folder.as_ref().is_some_and(|folder| state.tree().has_module(folder, name))
        || state.files.get(stub.as_path()).is_some_and(|stub| stub.holds.has(name))
        || found.folder.as_ref().is_some_and(|folder| written::is_written(state, folder, name));
    if is_there {
        return None;
    }
    let shown = match found.segments {
        0 => root.file_name()?.to_string_lossy().into_owned(),
        count => segments[..count].join("."),
    };
    Some(Missing {
        name,
        segments: found.segments + 1,
        module: shown,
        file: found.file,
        nearest: holds.nearest(name),
    })
}

/// The same for a package that is installed in an environment of the workspace.
fn installed<'t>(state: &State, file: &Path, path: &'t str, engine: &Engine) -> Option<Missing<'t>> {
    let environment = state.environment(file)?;
    let segments: Vec<&str> = path.split('.').collect();
    let ends: Vec<usize> = path.match_indices('.').map(|(at, _)| at).collect();
    let (mut module, mut count) = (None, 0);
    for (number, end) in (1..).zip(&ends) {
        match environment.file(&path[..*end]) {
            Some(found) => (module, count) = (Some(found), number),
            None => break,
        }
    }
    let module = module?;
    let name = *segments.get(count)?;
    if name.starts_with("__") || name == "*" || environment.has_in(&segments[..count].join("."), name) {
        return None;
    }
    let holds = state.holds_installed(&module, || read_installed(&module, engine));
    if holds.has(name) || module.with_extension("pyi").is_file() {
        return None;
    }
    Some(Missing {
        name,
        segments: count + 1,
        module: segments[..count].join("."),
        file: module,
        nearest: holds.nearest(name),
    })
}

/// What a file of an environment defines; everything, if it cannot be read.
fn read_installed(path: &Path, engine: &Engine) -> Holds {
    let everything = Holds { is_open: true, ..Holds::default() };
    let language = path.to_str().and_then(|path| engine.language_of(path));
    let (Some(language), Ok(text)) = (language, source::read(path)) else { return everything };
    let mut analyzer = Analyzer::new(engine);
    let mut document = Document::new(language, &text);
    analyzer.parse(&mut document, None);
    let input = FileInput { path: "installed.py", is_declared_test: false, rules: &RuleSelection::default() };
    Holds::new(&analyzer.analyze(&document, &input, None, None).facts)
}
