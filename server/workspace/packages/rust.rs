//! What the rules about packages say of Rust.
//!
//! Which crates exist is not known here: cargo's own files list those that some project has asked for. So only what
//! is not declared is spoken of.

use std::path::Path;

use rustc_hash::FxHashSet;
use thinktwice_engine::Engine;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;

use super::manifest::{Ecosystem, Entry, Kind, Manifest, Wanted};
use super::{Saying, State, UNDECLARED, WILDCARD, python, top_of, tops};

/// Heads of paths that lead to no package.
const OWN: [&str; 9] = ["self", "super", "crate", "std", "core", "alloc", "proc_macro", "test", "Self"];

/// What there is to say of the imports of a file.
pub(super) fn in_file(state: &State, path: &Path, facts: &FileFacts) -> Vec<Saying> {
    let Some((folder, manifest)) = manifest_of(state, path) else { return Vec::new() };
    let declares = |head: &str| {
        let named = manifest.entries.iter().any(|entry| entry.alias.as_deref() == Some(head));
        let own = manifest.library.iter().chain(&manifest.name).any(|name| name.replace('-', "_") == head);
        named || own || manifest.entries.iter().any(|entry| may_bring(&entry.name, head))
    };
    // What the compiler itself is made of comes with it, and nobody declares it: `extern crate rustc_ast`.
    let is_of_compiler = |head: &str| head.starts_with("rustc_") && !declares(head);
    if tops(facts).any(is_of_compiler) {
        return Vec::new();
    }
    // What a glob brings in cannot be seen from here.
    let has_glob =
        facts.imports.iter().any(|import| &*import.local == "*" && !OWN.contains(&top_of(&import.path)));
    let mut seen = FxHashSet::default();
    let mut names: Option<FxHashSet<&str>> = None;
    let mut said = Vec::new();
    for (number, import) in facts.imports.iter().enumerate().filter(|(_, import)| !import.is_guarded) {
        let head = top_of(&import.path);
        let is_crate = head.starts_with(|c: char| c.is_ascii_lowercase()) && !OWN.contains(&head);
        if !is_crate || declares(head) || !seen.insert(head) {
            continue;
        }
        let names = names.get_or_insert_with(|| names_in(state, folder));
        // The name that this import makes is no reason to think that there is another of it.
        if has_glob || names.contains(head) {
            continue;
        }
        let locked = state.manifests.iter().any(|(lock, manifest)| {
            manifest.kind == Kind::Lock
                && manifest.ecosystem == Ecosystem::Rust
                && lock.parent().is_some_and(|above| folder.starts_with(above))
                && manifest.entries.iter().any(|entry| entry.name.replace('-', "_") == head)
        });
        let mut values = vec![("module", head.to_owned()), ("distribution", head.to_owned())];
        let because = || "the lock file has it because something else needs it".to_owned();
        values.extend(locked.then(|| ("because", because())));
        let topic = format!("{}:{head}", folder.display()).into();
        said.push(Saying { import: number, rule: UNDECLARED, topic, values });
    }
    said
}

/// Whether the library of a package may have this name, other than by `-` for `_`: `Inflector` has `inflector`, `md-5`
/// `md5`, `xml-rs` `xml`, `rust-ini` `ini`.
fn may_bring(package: &str, head: &str) -> bool {
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let package = package.to_ascii_lowercase();
    let core = package.strip_prefix("rust-").or_else(|| package.strip_suffix("-rs")).unwrap_or(&package);
    [package.as_str(), core].iter().any(|name| plain(name) == plain(head))
}

/// The manifest of the crate that the file belongs to. Before the edition of 2018 a path may begin anywhere, so
/// nothing is said of such a crate.
fn manifest_of<'s>(state: &'s State, path: &'s Path) -> Option<(&'s Path, &'s Manifest)> {
    let found = path
        .ancestors()
        .skip(1)
        .find_map(|folder| Some((folder, state.manifests.get(folder.join("Cargo.toml").as_path())?)));
    found.filter(|(_, manifest)| manifest.name.is_some() && !manifest.is_dynamic)
}

/// Every name that the crate's files make.
fn names_in<'s>(state: &'s State, folder: &Path) -> FxHashSet<&'s str> {
    let mut names = FxHashSet::default();
    for (_, facts) in state.files.iter().filter(|(path, _)| path.starts_with(folder)) {
        for module in &facts.modules {
            names.insert(module.name.as_str());
            names.extend(module.scope.split('.'));
        }
        names.extend(facts.definitions.iter().flat_map(|defined| defined.path.split('.')));
        names.extend(facts.functions.iter().flat_map(|function| function.path.split('.')));
        for import in &facts.imports {
            names.extend(import.scope.split('.'));
            // `use foo::bar` makes `bar`; `use foo` and `use foo::{self}` make only what they name.
            if *import.local != *top_of(&import.path) {
                names.insert(&import.local);
            }
        }
    }
    names
}

/// Whether two versions of a file make the same names, but for those that imports make.
pub(super) fn has_same_names(before: &FileFacts, now: &FileFacts) -> bool {
    before.modules == now.modules
        && before.definitions.iter().map(|it| &it.path).eq(now.definitions.iter().map(|it| &it.path))
        && before.functions.iter().map(|it| &it.path).eq(now.functions.iter().map(|it| &it.path))
}

/// The findings in a `Cargo.toml`.
pub(super) fn in_manifest(_: &State, manifest: &Manifest, engine: &Engine) -> Vec<Finding> {
    if manifest.kind != Kind::Project {
        return Vec::new();
    }
    let is_open = |entry: &&Entry| matches!(entry.wanted, Wanted::Anything | Wanted::Branch);
    let open: Vec<&Entry> = manifest.entries.iter().filter(is_open).collect();
    engine.rule(WILDCARD).and_then(|rule| python::any_version(rule, &open)).into_iter().collect()
}
