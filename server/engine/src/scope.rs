//! What one item's rules may know of the rest of its file.
//!
//! Each item gives a [`ScopePart`]; together they are the [`FileScope`]. An edit inside one function leaves it alone;
//! another import, name or value at module level concerns the items that mention it.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::language::Role;
use crate::names::{self, Names, dotted};
use crate::prefilter::{Dictionary, KnownWords, Words};
use crate::tree::{NodeId, SyntaxTree};

/// What one item tells the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScopePart {
    imports: Vec<ImportKey>,
    values: Vec<ModuleValue>,
    functions: Vec<FunctionPart>,
    classes: Vec<String>,
    /// Of all that.
    hash: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ImportKey {
    local: Box<str>,
    path: Box<str>,
    module: Box<str>,
}

/// A name at module level or an attribute of `self`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ModuleValue {
    /// The class for `self.name`, empty for the module.
    class: String,
    name: String,
    /// Dotted callee where the value is a call, or declared type.
    made_by: Option<String>,
    is_constant: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct FunctionPart {
    name: String,
    returns: String,
    asserts: bool,
    calls: Vec<String>,
    is_top_level: bool,
}

/// What is known of the whole file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileScope {
    /// Imports.
    pub(crate) names: Names,
    /// Path relative to its root.
    pub(crate) path: String,
    /// The file is test code as a whole.
    pub(crate) is_test: bool,
    pub(crate) made_by: FxHashMap<(String, String), String>,
    pub(crate) constants: FxHashSet<String>,
    pub(crate) rebound: FxHashSet<String>,
    pub(crate) returns: FxHashMap<String, String>,
    pub(crate) asserting: FxHashSet<String>,
    pub(crate) definitions: FxHashSet<String>,
    /// The words that imports and known objects bring into every item.
    pub(crate) words: Words,
    /// By pattern: whether it can match anywhere in the file. Found out with the first item at hand.
    pub(crate) fitting: OnceLock<Arc<[bool]>>,
}

/// How two scopes of one file differ.
#[derive(Debug)]
pub(crate) struct Difference<'s> {
    /// The names of which they say something else.
    pub(crate) names: Vec<&'s str>,
    /// Whether imports are among them.
    pub(crate) imports: bool,
}

impl FileScope {
    /// Puts the parts of a file together.
    pub(crate) fn new<'p>(
        path: &str,
        is_test: bool,
        parts: impl Iterator<Item = &'p ScopePart>,
    ) -> FileScope {
        let mut scope = FileScope { path: path.to_owned(), is_test, ..FileScope::default() };
        let mut imports = Vec::new();
        let mut calls: Vec<&FunctionPart> = Vec::new();
        for part in parts {
            imports.extend(part.imports.iter().map(|key| (&*key.local, &*key.path, &*key.module)));
            for value in &part.values {
                let known = !scope.definitions.insert(value.name.clone()) && value.class.is_empty();
                if value.is_constant && value.class.is_empty() && !known {
                    scope.constants.insert(value.name.clone());
                } else if known {
                    scope.rebound.insert(value.name.clone());
                }
                if let Some(callee) = &value.made_by {
                    scope.made_by.insert((value.class.clone(), value.name.clone()), callee.clone());
                }
            }
            for function in &part.functions {
                if function.is_top_level {
                    scope.definitions.insert(function.name.clone());
                }
                scope.returns.entry(function.name.clone()).or_insert_with(|| function.returns.clone());
                if function.asserts {
                    scope.asserting.insert(function.name.clone());
                } else {
                    calls.push(function);
                }
            }
            scope.definitions.extend(part.classes.iter().cloned());
        }
        // Helpers of helpers: each round finds the functions that call one found before.
        loop {
            let before = scope.asserting.len();
            let found: Vec<String> = calls
                .iter()
                .filter(|function| function.calls.iter().any(|callee| scope.asserting.contains(callee)))
                .map(|function| function.name.clone())
                .collect();
            scope.asserting.extend(found);
            if scope.asserting.len() == before {
                break;
            }
        }
        scope.names = Names::of_modules(&imports);
        scope
    }

    /// Marks the words that it brings into every item.
    pub(crate) fn read_words(&mut self, dictionary: &Dictionary, known: &mut KnownWords) {
        let FileScope { names, made_by, words, .. } = self;
        for (local, path) in names.pairs() {
            dictionary.mark(local, words, known);
            dictionary.mark(path, words, known);
        }
        for callee in made_by.values() {
            dictionary.mark(callee, words, known);
        }
    }

    /// Takes over from another scope of the same file what holds for this one, too: which patterns can match anywhere
    /// turns on nothing but the file's path and imports.
    pub(crate) fn take_from(&mut self, before: &FileScope) {
        let has_same_imports = self.path == before.path
            && self.is_test == before.is_test
            && self.names.globs() == before.names.globs()
            && self.names.changed_heads(&before.names).next().is_none()
            && before.names.changed_heads(&self.names).next().is_none();
        if has_same_imports {
            self.fitting = before.fitting.clone();
        }
    }

    /// The names of which another scope of the same file says something else; `None` if it differs in what concerns
    /// every item, or in more names than are worth looking for.
    pub(crate) fn difference<'s>(&'s self, other: &'s FileScope) -> Option<Difference<'s>> {
        /// Each name is looked for in the whole text.
        const MOST: usize = 32;
        if self.path != other.path
            || self.is_test != other.is_test
            || self.names.globs() != other.names.globs()
        {
            return None;
        }
        let mut names: FxHashSet<&str> = FxHashSet::default();
        for (one, two) in [(self, other), (other, self)] {
            names.extend(one.names.changed_heads(&two.names));
        }
        let imports = !names.is_empty();
        for (one, two) in [(self, other), (other, self)] {
            let made_by = one.made_by.iter().filter(|(key, callee)| two.made_by.get(key) != Some(callee));
            names.extend(made_by.map(|((_, name), _)| name.as_str()));
            let returns = one.returns.iter().filter(|(name, kind)| two.returns.get(*name) != Some(kind));
            names.extend(returns.map(|(name, _)| name.as_str()));
            for (one, two) in [
                (&one.constants, &two.constants),
                (&one.rebound, &two.rebound),
                (&one.asserting, &two.asserting),
                (&one.definitions, &two.definitions),
            ] {
                names.extend(one.difference(two).map(String::as_str));
            }
        }
        // What was made by something that means another thing now is another thing, too.
        let mut known = 0;
        while known < names.len() && names.len() <= MOST {
            known = names.len();
            for scope in [self, other] {
                let is_of_changed = |text: &str| words(text).any(|word| names.contains(word));
                let made = scope.made_by.iter().filter(|(_, callee)| is_of_changed(callee));
                let made = made.map(|((_, name), _)| name.as_str());
                let returning = scope.returns.iter().filter(|(_, kind)| is_of_changed(kind));
                let more: Vec<&str> = made.chain(returning.map(|(name, _)| name.as_str())).collect();
                names.extend(more);
            }
        }
        (names.len() <= MOST).then(|| Difference { names: names.into_iter().collect(), imports })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

impl ScopePart {
    /// Equal for the same parts in the same order; those that say nothing do not count.
    pub(crate) fn hash_of_all<'p>(parts: impl Iterator<Item = &'p ScopePart>) -> u64 {
        let mut hasher = FxHasher::default();
        parts.filter(|part| !part.is_empty()).for_each(|part| part.hash.hash(&mut hasher));
        hasher.finish()
    }

    fn is_empty(&self) -> bool {
        self.imports.is_empty()
            && self.values.is_empty()
            && self.functions.is_empty()
            && self.classes.is_empty()
    }

    /// Reads an item.
    pub(crate) fn new(tree: &SyntaxTree<'_>, asserts: &dyn Fn(NodeId) -> bool, in_tests: bool) -> ScopePart {
        let mut part = ScopePart {
            imports: names::imports(tree)
                .into_iter()
                .map(|import| ImportKey {
                    local: import.local.clone(),
                    path: import.path.clone(),
                    module: import.scope.clone(),
                })
                .collect(),
            ..ScopePart::default()
        };
        for node in tree.all().filter(|&node| !tree.is_outer(node)) {
            if tree.is(node, Role::Assignment) {
                part.read_value(tree, node);
            } else if tree.is(node, Role::Function) && !tree.is_pruned(node) {
                part.read_function(tree, node, asserts, in_tests);
            } else if tree.is(node, Role::Container)
                && !tree.is_pruned(node)
                && let Some(name) = tree.name(node)
            {
                part.classes.push(name.to_owned());
            }
        }
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        (&part.imports, &part.values, &part.functions, &part.classes).hash(&mut hasher);
        part.hash = hasher.finish();
        part
    }

    fn read_value(&mut self, tree: &SyntaxTree<'_>, node: NodeId) {
        let target = ["left", "name", "pattern"].iter().find_map(|field| tree.field(node, field));
        let Some(target) = target else { return };
        let value = ["right", "value"].iter().find_map(|field| tree.field(node, field));
        let at_module_level = tree.enclosing_scope(node) == tree.root();
        let (class, name) = if at_module_level && tree.is(target, Role::Identifier) {
            let in_class = tree.ancestors(node).find(|&around| tree.is(around, Role::Class));
            (in_class.and_then(|class| class_name(tree, class)).unwrap_or_default(), tree.text(target))
        } else if tree.kind(target) == "attribute"
            && tree
                .field(target, "object")
                .is_some_and(|object| tree.language().self_names.iter().any(|name| name == tree.text(object)))
        {
            let class = tree.ancestors(node).find(|&around| tree.is(around, Role::Class));
            let Some(attribute) = tree.field(target, "attribute") else { return };
            (class.and_then(|class| class_name(tree, class)).unwrap_or_default(), tree.text(attribute))
        } else {
            return;
        };
        let declared =
            tree.field(node, "type").and_then(|kind| dotted(tree, tree.content(kind).next().unwrap_or(kind)));
        let made_by = value.and_then(|value| callee_of(tree, value)).or(declared);
        let is_constant = matches!(tree.kind(node), "const_item")
            || value.is_some_and(|value| is_plain_constant(tree, value));
        self.values.push(ModuleValue { class, name: name.to_owned(), made_by, is_constant });
    }

    fn read_function(
        &mut self,
        tree: &SyntaxTree<'_>,
        node: NodeId,
        asserts: &dyn Fn(NodeId) -> bool,
        in_tests: bool,
    ) {
        let Some(name) = tree.name(node) else { return };
        let returns =
            tree.field(node, "return_type").map(|kind| tree.text(kind).to_owned()).unwrap_or_default();
        let is_top_level = tree.enclosing_function(node).is_none()
            && !tree.ancestors(node).any(|around| tree.is(around, Role::Class));
        let asserts = in_tests && asserts(node);
        let calls = if in_tests && !asserts {
            let mut calls: Vec<String> = tree
                .descendants(node)
                .filter(|&call| tree.is(call, Role::Call))
                .filter_map(|call| tree.field(call, "function").and_then(|callee| last_name(tree, callee)))
                .map(str::to_owned)
                .collect();
            calls.sort_unstable();
            calls.dedup();
            calls
        } else {
            Vec::new()
        };
        self.functions.push(FunctionPart { name: name.to_owned(), returns, asserts, calls, is_top_level });
    }
}

/// The last name of a callee.
pub(crate) fn last_name<'t>(tree: &SyntaxTree<'t>, node: NodeId) -> Option<&'t str> {
    let mut node = node;
    loop {
        if tree.is(node, Role::Identifier) {
            return Some(tree.text(node));
        }
        node = match tree.kind(node) {
            "generic_function" => tree.field(node, "function")?,
            "parenthesized_expression" => tree.content(node).next()?,
            _ => ["attribute", "field", "name"].iter().find_map(|field| tree.field(node, field))?,
        };
    }
}

/// The name of a class or the type of an `impl`, without its arguments.
pub(crate) fn class_name(tree: &SyntaxTree<'_>, class: NodeId) -> Option<String> {
    if tree.is_outer(class) {
        return tree.outer().get(class.0 as usize).map(|scope| without_arguments(&scope.name));
    }
    tree.name(class).map(without_arguments)
}

fn without_arguments(name: &str) -> String {
    name.split(['<', '[']).next().unwrap_or(name).trim().to_owned()
}

/// Dotted callee of a call through what wraps it: `await`, `?`, brackets.
fn callee_of(tree: &SyntaxTree<'_>, value: NodeId) -> Option<String> {
    let mut value = value;
    while tree.is(value, Role::Transparent) {
        value = tree.content(value).next()?;
    }
    if tree.is(value, Role::Call) {
        return dotted(tree, tree.field(value, "function")?);
    }
    None
}

/// Literals and collections of literals.
pub(crate) fn is_plain_constant(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.subtree(node).filter(|&part| tree.is_named(part)).all(|part| {
        tree.is(part, Role::Literal)
            || tree.is(part, Role::Collection)
            || tree.is(part, Role::Comment)
            || tree.is(part, Role::StringContent)
            || tree.kind(part) == "binary_operator"
            || matches!(tree.kind(part), "string_start" | "string_end" | "escape_sequence")
    })
}
