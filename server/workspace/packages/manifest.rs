//! What a project says that it needs, read from its manifests and lock files.
//!
//! The readers know neither disk nor workspace: a text comes in, its entries and what is wrong with it come out. They
//! take what they understand and leave the rest, since a manifest is mostly read while somebody edits it.

mod cargo;
mod python;

pub(in crate::workspace) use python::script;

use std::path::{Path, PathBuf};

use thinktwice_engine::rule::Problem;
use thinktwice_engine::text::Span;

/// Whose packages a manifest names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ecosystem {
    /// Python's.
    Python,
    /// Rust's.
    Rust,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `pyproject.toml`, `setup.cfg`, `setup.py`, `Pipfile`, `Cargo.toml`: a project begins in its folder.
    Project,
    /// `requirements.txt` and its like: what is installed, without saying for which project.
    Requirements,
    /// What a tool resolved.
    Lock,
    /// `tox.ini`, `noxfile.py`, `environment.yml`, `hatch.toml`: tools that install things.
    Tool,
}

/// When an entry is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Always.
    Main,
    /// By an extra, a tool, a test or a build.
    Other,
}

/// Which versions an entry asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing is said.
    Nothing,
    /// `*`
    Anything,
    /// Some bound or a version.
    Bounded,
    /// A repository at no given commit or tag.
    Branch,
    /// A repository at a commit or tag, a file, an address, a folder, the workspace's own.
    Elsewhere,
}

/// A package that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As it is written.
    pub name: String,
    /// The name in code where the manifest gives it one (`foo = { package = "bar" }`).
    pub alias: Option<String>,
    /// Where.
    pub span: Span,
    /// When it is needed.
    pub group: Group,
    /// Which versions.
    pub wanted: Wanted,
}

/// What a manifest or lock file says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Whose packages.
    pub ecosystem: Ecosystem,
    /// What kind of file.
    pub kind: Kind,
    /// The project's name.
    pub name: Option<String>,
    /// The name of the library in code where it differs.
    pub library: Option<String>,
    /// The oldest version of Python that the project says it runs on: 3.8 is `(3, 8)`.
    pub minimum_python: Option<(u8, u8)>,
    /// What it names.
    pub entries: Vec<Entry>,
    /// Packages may come from somewhere else than the public index.
    pub has_other_index: bool,
    /// What code may name cannot be read from the file: it is put together when the project is built, or the
    /// language lets a path begin anywhere.
    pub is_dynamic: bool,
    /// Modules that it speaks of by their files or, where they are compiled, by their names, as paths without an
    /// extension. Where there is no such file the build writes it.
    pub modules: Vec<PathBuf>,
    /// What is wrong with the file.
    pub problem: Option<(u32, String)>,
}

impl Manifest {
    fn new(ecosystem: Ecosystem, kind: Kind) -> Manifest {
        Manifest {
            ecosystem,
            kind,
            name: None,
            library: None,
            minimum_python: None,
            entries: Vec::new(),
            has_other_index: false,
            is_dynamic: false,
            modules: Vec::new(),
            problem: None,
        }
    }

    /// What is wrong with the file, if anything is.
    pub fn problem(&self, path: &Path) -> Option<Problem> {
        let (line, message) = self.problem.as_ref()?;
        let message = format!("read in part only: {message}");
        Some(Problem::new(path.display().to_string(), message).at(*line))
    }
}

/// Whether a file is read here, by its name.
pub fn is_manifest(path: &Path) -> bool {
    reader(path).is_some()
}

/// Whether a file is read here and is no program, which would be read as one too.
pub fn is_plain_manifest(path: &Path) -> bool {
    is_manifest(path) && path.extension().is_none_or(|extension| extension != "py")
}

/// Reads a manifest or lock file; `None` for other files.
pub fn read(path: &Path, text: &str) -> Option<Manifest> {
    Some(reader(path)?(text))
}

fn reader(path: &Path) -> Option<fn(&str) -> Manifest> {
    let name = path.file_name()?.to_str()?;
    let in_requirements = || path.ancestors().skip(1).take(2).any(is_list_folder);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    Some(match (name, extension) {
        ("Cargo.toml", _) => cargo::manifest,
        ("Cargo.lock", _) => cargo::lock,
        ("pyproject.toml", _) => python::pyproject,
        ("hatch.toml", _) => python::hatch,
        ("setup.cfg", _) => python::setup_cfg,
        ("setup.py", _) => python::setup_py,
        ("noxfile.py", _) => python::noxfile,
        ("tox.ini", _) => python::tox,
        ("Pipfile", _) => python::pipfile,
        ("Pipfile.lock", _) => python::pipfile_lock,
        ("poetry.lock" | "uv.lock" | "pdm.lock" | "pylock.toml", _) => python::lock,
        (_, "toml") if name.starts_with("pylock.") => python::lock,
        (_, "yml" | "yaml") if stem.starts_with("environment") || stem.starts_with("conda") => {
            python::conda_environment
        }
        (_, "txt" | "in" | "pip")
            if stem.contains("requirements") || stem.contains("constraints") || in_requirements() =>
        {
            python::requirements
        }
        _ => return None,
    })
}

/// A package's name as indexes compare it: lower case, one `-` for any run of `-`, `_` and `.`.
pub fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            _ => normal.extend(c.to_lowercase()),
        }
    }
    normal
}

/// Whether a folder is one that only holds lists of requirements.
pub fn is_list_folder(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| ["requirements", "reqs", "requires", "deps"].contains(&name))
}

fn line_at(text: &str, start: usize) -> u32 {
    text.as_bytes().iter().take(start).filter(|&&byte| byte == b'\n').count() as u32 + 1
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

/// The table of a TOML file, as much of it as can be read, and what is wrong with the rest.
fn toml_table(text: &str) -> (toml::de::DeTable<'_>, Option<(u32, String)>) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let problem = errors.first().map(|error| {
        let start = error.span().map_or(0, |span| span.start);
        (line_at(text, start), error.message().replace('\n', " "))
    });
    (table.into_inner(), problem)
}

/// What stands at a path of keys.
fn at<'t, 's>(
    table: &'s toml::de::DeTable<'t>,
    keys: &[&str],
) -> Option<&'s toml::Spanned<toml::de::DeValue<'t>>> {
    let (first, rest) = keys.split_first()?;
    let mut value = table.get(*first)?;
    for key in rest {
        value = value.get_ref().get(*key)?;
    }
    Some(value)
}

fn table_at<'t, 's>(table: &'s toml::de::DeTable<'t>, keys: &[&str]) -> Option<&'s toml::de::DeTable<'t>> {
    at(table, keys)?.get_ref().as_table()
}

fn text_at<'s>(table: &'s toml::de::DeTable<'_>, keys: &[&str]) -> Option<&'s str> {
    at(table, keys)?.get_ref().as_str()
}
