//! What one file defines, by path.
//!
//! There is one for each file of a workspace, so names are kept as their hashes, in order.

use rustc_hash::FxHashSet;
use thinktwice_engine::facts::{DefinitionKind, FileFacts};
use xxhash_rust::xxh3::xxh3_64;

/// Something that a file defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// Place in the file's functions.
    Function(u32),
    /// Place in the file's definitions.
    Class(u32),
    /// Place in the file's definitions.
    Value(u32),
}

/// The names of one file.
#[derive(Debug, Default)]
pub(super) struct Table {
    symbols: ByName<Symbol>,
    /// Places in the file's imports, by local name.
    imports: ByName<u32>,
    /// Places of star imports.
    stars: Box<[u32]>,
    /// Modules inside the file.
    inner: Box<[u64]>,
}

/// Several things of one name stand in the order in which they came.
#[derive(Debug)]
struct ByName<T> {
    names: Box<[u64]>,
    things: Box<[T]>,
}

impl<T> Default for ByName<T> {
    fn default() -> ByName<T> {
        ByName { names: Box::default(), things: Box::default() }
    }
}

impl<T> ByName<T> {
    fn new(mut named: Vec<(u64, T)>) -> ByName<T> {
        named.sort_by_key(|(name, _)| *name);
        let (names, things): (Vec<u64>, Vec<T>) = named.into_iter().unzip();
        ByName { names: names.into(), things: things.into() }
    }

    fn get(&self, name: &str) -> &[T] {
        let name = hash_of(name);
        let first = self.names.partition_point(|known| *known < name);
        let count = self.names[first..].iter().take_while(|known| **known == name).count();
        &self.things[first..first + count]
    }
}

impl Table {
    pub(super) fn new(facts: &FileFacts) -> Table {
        let functions = (0..).zip(&facts.functions);
        let mut symbols: Vec<(u64, Symbol)> =
            functions.map(|(index, function)| (hash_of(&function.path), Symbol::Function(index))).collect();
        symbols.extend((0..).zip(&facts.definitions).filter_map(|(index, definition)| {
            let symbol = match definition.kind {
                DefinitionKind::Class => Symbol::Class(index),
                DefinitionKind::Value | DefinitionKind::Member => Symbol::Value(index),
                DefinitionKind::Extension => return None,
            };
            Some((hash_of(&definition.path), symbol))
        }));
        let symbols = ByName::new(symbols);

        let (mut imports, mut stars): (Vec<(u64, u32)>, Vec<u32>) = Default::default();
        let mut seen: FxHashSet<(&str, &str, &str)> = FxHashSet::default();
        let mut inner: Vec<u64> = Vec::new();
        let mut last = "";
        for (index, import) in (0..).zip(&facts.imports) {
            if !seen.insert((&import.local, &import.path, &import.scope)) {
                continue;
            }
            if import.local == "*" {
                stars.push(index);
            } else {
                imports.push((hash_of(&import.local), index));
            }
            if !import.scope.is_empty() && import.scope != last {
                last = &import.scope;
                inner.push(hash_of(last));
            }
        }
        let scopes = facts.functions.iter().map(|function| (&function.path, function.traits.is_method));
        let scopes = scopes.chain(facts.definitions.iter().map(|definition| {
            (
                &definition.path,
                definition.kind == DefinitionKind::Member || definition.kind == DefinitionKind::Extension,
            )
        }));
        for (path, is_in_class) in scopes {
            if let Some((scope, _)) = path.rsplit_once('.')
                && !is_in_class
                && !scope.is_empty()
                && symbols.get(scope).is_empty()
            {
                inner.push(hash_of(scope));
            }
        }
        inner.sort_unstable();
        inner.dedup();
        Table { symbols, imports: ByName::new(imports), stars: stars.into(), inner: inner.into() }
    }

    /// What is defined at a path.
    pub(super) fn get(&self, path: &str) -> &[Symbol] {
        self.symbols.get(path)
    }

    /// Imports of a name.
    pub(super) fn imports(&self, local: &str) -> &[u32] {
        self.imports.get(local)
    }

    /// Star imports.
    pub(super) fn stars(&self) -> &[u32] {
        &self.stars
    }

    /// Whether the path is a module inside the file.
    pub(super) fn is_inner_module(&self, path: &str) -> bool {
        self.inner.binary_search(&hash_of(path)).is_ok()
    }
}

fn hash_of(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}
