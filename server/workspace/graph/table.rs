//! What one file defines, by path.
//!
//! There is one for each file of a workspace, so names are kept as their hashes, in order.

use std::cell::RefCell;

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

/// A path that a table was asked for, whichever table it was.
pub(super) type Key = u32;

thread_local! {
    /// What tables are asked for while somebody notes it. All of resolution asks tables, and hardly ever does anybody want
    /// to know, so it is not handed through.
    static NOTED: RefCell<Option<Vec<Key>>> = const { RefCell::new(None) };
}

/// Does some work, and says what tables were asked for in it, in order and each once.
pub(super) fn noting<T>(work: impl FnOnce() -> T) -> (T, Box<[Key]>) {
    let before = NOTED.replace(Some(Vec::new()));
    let result = work();
    let mut noted = NOTED.replace(before).unwrap_or_default();
    noted.sort_unstable();
    noted.dedup();
    (result, noted.into())
}

/// Notes what is not a table's answer, but turns on the same.
pub(super) fn note(path: &str) {
    note_key(hash_of(path));
}

/// How much is noted so far.
pub(super) fn noted() -> usize {
    NOTED.with_borrow(|noted| noted.as_ref().map_or(0, Vec::len))
}

/// What was noted since then.
pub(super) fn noted_since(start: usize) -> Box<[Key]> {
    NOTED.with_borrow(|noted| noted.as_ref().map_or(Box::default(), |noted| noted[start..].into()))
}

/// Notes it once more.
pub(super) fn note_all(keys: &[Key]) {
    NOTED.with_borrow_mut(|noted| noted.iter_mut().for_each(|noted| noted.extend_from_slice(keys)));
}

fn note_key(hash: u64) {
    NOTED.with_borrow_mut(|noted| noted.iter_mut().for_each(|noted| noted.push(key_of(hash))));
}

fn key_of(hash: u64) -> Key {
    hash as Key
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
        note_key(name);
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
            if &*import.local == "*" {
                stars.push(index);
            } else {
                imports.push((hash_of(&import.local), index));
            }
            if !import.scope.is_empty() && *import.scope != *last {
                last = &import.scope;
                inner.push(hash_of(last));
            }
        }
        let scopes = facts.functions.iter().map(|function| (&*function.path, function.traits.is_method));
        let scopes = scopes.chain(facts.definitions.iter().map(|definition| {
            (
                &*definition.path,
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
        let path = hash_of(path);
        note_key(path);
        self.inner.binary_search(&path).is_ok()
    }

    /// The keys at which a later table of as many things in the same order answers otherwise: those of the paths at which
    /// something else stands, and of modules that came or went.
    pub(super) fn keys_of_change<'p>(
        &self,
        later: &Table,
        paths: impl Iterator<Item = &'p str>,
    ) -> FxHashSet<Key> {
        let (before, after): (FxHashSet<u64>, FxHashSet<u64>) =
            (self.inner.iter().copied().collect(), later.inner.iter().copied().collect());
        let modules = before.symmetric_difference(&after).copied();
        modules.chain(paths.map(hash_of)).map(key_of).collect()
    }
}

fn hash_of(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}
