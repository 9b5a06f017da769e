//! Python's standard library: which modules and names there are, and in which versions.
//!
//! The table is made by `data/stdlib.py` from type stubs, all platforms together. Modules are found by one look-up; the
//! names of a module are read when they are asked for the first time.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::workspace::embedded;

static TABLE: LazyLock<String> =
    LazyLock::new(|| embedded::text(include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.deflate"))));

static MODULES: LazyLock<FxHashMap<&'static str, Module>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (head, names) = line.split_once(' ').unwrap_or((line, ""));
            let (name, life) = marked(head);
            (name, Module { life, text: names, names: OnceLock::new() })
        })
        .collect()
});

/// In which versions something is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The first minor version of Python 3 that has it, if that is not the first in the table.
    pub added: Option<u8>,
    /// The first that has it no more.
    pub removed: Option<u8>,
}

/// A module.
#[derive(Debug)]
pub struct Module {
    /// In which versions it is there.
    pub life: Life,
    text: &'static str,
    names: OnceLock<FxHashMap<&'static str, Life>>,
}

impl Module {
    fn names(&self) -> &FxHashMap<&'static str, Life> {
        self.names.get_or_init(|| self.text.split(' ').filter(|name| !name.is_empty()).map(marked).collect())
    }

    /// In which versions it has the name; `None` if in none.
    pub fn name(&self, name: &str) -> Option<Life> {
        self.names().get(name).copied()
    }

    /// Whether it is known what the module holds.
    pub fn is_told(&self) -> bool {
        !self.text.is_empty()
    }

    /// Its names.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names().keys().copied()
    }
}

/// The module of this dotted name.
pub fn module(name: &str) -> Option<&'static Module> {
    MODULES.get(name)
}

/// Whether some version has a top-level module of this name.
pub fn has(top: &str) -> bool {
    module(top).is_some()
}

/// `name+9-12`
fn marked(text: &'static str) -> (&'static str, Life) {
    let end = text.find(['+', '-']).unwrap_or(text.len());
    let (name, marks) = text.split_at(end);
    let (added, removed) = marks.split_once('-').unwrap_or((marks, ""));
    (name, Life { added: added.trim_start_matches('+').parse().ok(), removed: removed.parse().ok() })
}
