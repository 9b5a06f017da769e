//! Names of a language's tables, made ready for one question: is this name among them?

use rustc_hash::FxHashSet;

use super::kind::fits_name;
use crate::language::Language;

/// A set of names: texts without a dot are last names, those with a dot whole paths, `*` stands for anything.
#[derive(Debug, Default)]
pub(super) struct NameTable {
    exact: FxHashSet<String>,
    globs: Vec<String>,
}

impl NameTable {
    /// The table of the language; an empty one if it has none of this name.
    pub(super) fn of(language: Language, name: &str) -> NameTable {
        let mut table = NameTable::default();
        for text in language.tables.get(name).into_iter().flatten() {
            if text.contains('*') {
                table.globs.push(text.clone());
            } else {
                table.exact.insert(text.clone());
            }
        }
        table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.globs.is_empty()
    }

    /// Whether the name, or the last segment of the path, is listed.
    pub(super) fn has(&self, path: &str) -> bool {
        let last = path.rsplit('.').next().unwrap_or(path);
        self.exact.contains(path)
            || self.exact.contains(last)
            || self.globs.iter().any(|glob| fits_name(glob, if glob.contains('.') { path } else { last }))
    }
}
