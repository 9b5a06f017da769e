//! What one file defines, by path.

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::facts::{DefinitionKind, FileFacts};

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
    symbols: FxHashMap<Box<str>, Vec<Symbol>>,
    /// Local name -> places in the file's imports.
    imports: FxHashMap<Box<str>, Vec<u32>>,
    /// Places of star imports.
    stars: Vec<u32>,
    /// Modules inside the file.
    inner: FxHashSet<Box<str>>,
}

impl Table {
    pub(super) fn new(facts: &FileFacts) -> Table {
        let mut table = Table::default();
        for (index, function) in facts.functions.iter().enumerate() {
            table.add(&function.path, Symbol::Function(index as u32));
        }
        for (index, definition) in facts.definitions.iter().enumerate() {
            let symbol = match definition.kind {
                DefinitionKind::Class => Symbol::Class(index as u32),
                DefinitionKind::Value | DefinitionKind::Member => Symbol::Value(index as u32),
                DefinitionKind::Extension => continue,
            };
            table.add(&definition.path, symbol);
        }
        for (index, import) in facts.imports.iter().enumerate() {
            let known = if import.local == "*" {
                &mut table.stars
            } else {
                table.imports.entry(import.local.as_str().into()).or_default()
            };
            let is_same = |&other: &u32| {
                let other = &facts.imports[other as usize];
                other.path == import.path && other.scope == import.scope
            };
            if !known.iter().any(is_same) {
                known.push(index as u32);
            }
            table.add_inner(&import.scope);
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
                && !table.symbols.contains_key(scope)
            {
                table.add_inner(scope);
            }
        }
        table
    }

    fn add(&mut self, path: &str, symbol: Symbol) {
        match self.symbols.get_mut(path) {
            Some(symbols) => symbols.push(symbol),
            None => drop(self.symbols.insert(path.into(), vec![symbol])),
        }
    }

    fn add_inner(&mut self, scope: &str) {
        if !scope.is_empty() && !self.inner.contains(scope) {
            self.inner.insert(scope.into());
        }
    }

    /// What is defined at a path.
    pub(super) fn get(&self, path: &str) -> &[Symbol] {
        self.symbols.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// Imports of a name.
    pub(super) fn imports(&self, local: &str) -> &[u32] {
        self.imports.get(local).map(Vec::as_slice).unwrap_or_default()
    }

    /// Star imports.
    pub(super) fn stars(&self) -> &[u32] {
        &self.stars
    }

    /// Whether the path is a module inside the file.
    pub(super) fn is_inner_module(&self, path: &str) -> bool {
        self.inner.contains(path)
    }
}
