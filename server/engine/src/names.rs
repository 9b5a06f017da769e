//! Names across imports: what a dotted name in a file stands for.
//!
//! Paths use dots in every language (`std.fs.read`), so tables and rules are written one way.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::facts::{Import, ImportFacts};
use crate::guard::Guards;
use crate::language::Role;
use crate::tree::{NodeId, SyntaxTree};

/// Whether a callee of this last name asserts, waits for a failure, or fails on purpose.
pub(crate) fn is_assertion(name: &str) -> bool {
    name.starts_with("assert")
        || name.starts_with("debug_assert")
        || name.starts_with("prop_assert")
        || matches!(name, "panic" | "unreachable" | "fail" | "raises" | "warns" | "AssertionError")
}

/// The imported names of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    by_local: FxHashMap<String, Vec<String>>,
    /// Where modules inside the file import different things under one name: each path, and the module that imports it.
    by_module: FxHashMap<String, Vec<(String, String)>>,
    globs: Vec<String>,
}

impl Names {
    /// Names from pairs of local name and path; `*` stands for a star import or glob.
    pub fn new<'i>(imports: impl IntoIterator<Item = (&'i str, &'i str)>) -> Names {
        let mut names = Names::default();
        for (local, path) in imports {
            if local == "*" {
                names.globs.push(path.to_owned());
            } else {
                let paths = names.by_local.entry(local.to_owned()).or_default();
                if !paths.iter().any(|known| known == path) {
                    paths.push(path.to_owned());
                }
            }
        }
        names
    }

    /// The same of imports of which it is known in which module inside the file they stand.
    pub fn of_modules(imports: &[(&str, &str, &str)]) -> Names {
        let mut names = Names::new(imports.iter().map(|&(local, path, _)| (local, path)));
        if imports.iter().all(|(.., module)| module.is_empty()) {
            return names;
        }
        for &(local, path, module) in imports {
            if names.by_local.get(local).is_some_and(|paths| paths.len() > 1) {
                let known = names.by_module.entry(local.to_owned()).or_default();
                known.push((path.to_owned(), module.to_owned()));
            }
        }
        names
    }

    /// The full path of a dotted name as a module inside the file knows it.
    pub fn resolve_in(&self, module: &str, dotted: &str) -> String {
        self.resolve_all_in(module, dotted).swap_remove(0)
    }

    /// The paths that a dotted name may have in a module inside the file. Never empty.
    pub fn resolve_all_in(&self, module: &str, dotted: &str) -> Vec<String> {
        let (head, rest) = dotted.split_at(dotted.find('.').unwrap_or(dotted.len()));
        let Some(imports) = self.by_module.get(head) else { return self.resolve_all(dotted) };
        let is_around = |around: &str| {
            module
                .strip_prefix(around)
                .is_some_and(|rest| around.is_empty() || rest.is_empty() || rest.starts_with('.'))
        };
        let nearest = imports.iter().map(|(_, around)| around.as_str()).filter(|around| is_around(around));
        let Some(nearest) = nearest.max_by_key(|around| around.len()) else {
            return self.resolve_all(dotted);
        };
        let mut found: Vec<String> = Vec::new();
        for (path, _) in imports.iter().filter(|(_, around)| around == nearest) {
            let path = format!("{path}{rest}");
            if !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }

    /// The full path of a dotted name; a name that is not imported stands for itself.
    pub fn resolve(&self, dotted: &str) -> String {
        self.resolve_all(dotted).swap_remove(0)
    }

    /// The paths that a dotted name may have: functions may import different things under one name. Never empty.
    pub fn resolve_all(&self, dotted: &str) -> Vec<String> {
        // `import os.path` binds the name `os.path`, so longer heads come after the first segment.
        let mut end = dotted.find('.').unwrap_or(dotted.len());
        loop {
            if let Some(paths) = self.by_local.get(&dotted[..end]) {
                return paths.iter().map(|path| format!("{path}{}", &dotted[end..])).collect();
            }
            if end == dotted.len() {
                return vec![dotted.to_owned()];
            }
            end = dotted[end + 1..].find('.').map_or(dotted.len(), |next| end + 1 + next);
        }
    }

    /// The paths that a dotted name may have if its head is imported; none if it is not.
    pub fn resolve_imported(&self, dotted: &str) -> Vec<String> {
        let mut end = dotted.find('.').unwrap_or(dotted.len());
        let mut found = Vec::new();
        loop {
            for path in self.by_local.get(&dotted[..end]).into_iter().flatten() {
                let path = format!("{path}{}", &dotted[end..]);
                if !found.contains(&path) {
                    found.push(path);
                }
            }
            if end == dotted.len() {
                return found;
            }
            end = dotted[end + 1..].find('.').map_or(dotted.len(), |next| end + 1 + next);
        }
    }

    /// Whether the name is bound by an import.
    pub fn is_imported(&self, local: &str) -> bool {
        self.by_local.contains_key(local)
    }

    /// Local names with their paths; a star import's name is `*`.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self
            .by_local
            .iter()
            .flat_map(|(local, paths)| paths.iter().map(move |path| (local.as_str(), path.as_str())));
        named.chain(self.globs.iter().map(|path| ("*", path.as_str())))
    }

    /// Every imported path, and the modules of star imports.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_local.values().flatten().chain(&self.globs).map(String::as_str)
    }

    /// The first segments of local names that stand for other paths than in another file's names, or are not there.
    pub(crate) fn changed_heads<'n>(&'n self, other: &'n Names) -> impl Iterator<Item = &'n str> {
        let changed = self.by_local.iter().filter(|(local, paths)| {
            other.by_local.get(*local) != Some(*paths)
                || other.by_module.get(*local) != self.by_module.get(*local)
        });
        changed.map(|(local, _)| local.split('.').next().unwrap_or(local))
    }

    /// Modules of star imports and globs.
    pub fn globs(&self) -> &[String] {
        &self.globs
    }
}

/// The name that a node spells: `a.b.c` for names, members and paths; `None` for anything else.
pub fn dotted(tree: &SyntaxTree<'_>, node: NodeId) -> Option<String> {
    let mut segments: Vec<&str> = Vec::new();
    let mut node = node;
    loop {
        if tree.is(node, Role::Identifier) {
            segments.push(tree.text(node));
            break;
        }
        let head = match tree.kind(node) {
            "attribute" | "field_expression" | "scoped_identifier" | "scoped_type_identifier" => {
                let last = ["attribute", "field", "name"].iter().find_map(|field| tree.field(node, field))?;
                segments.push(tree.text(last));
                match ["object", "value", "path"].iter().find_map(|field| tree.field(node, field)) {
                    Some(head) => head,
                    // `::std::fs` begins with nothing.
                    None => break,
                }
            }
            "generic_function" => tree.field(node, "function")?,
            "generic_type" | "generic_type_with_turbofish" => tree.field(node, "type")?,
            "dotted_name" => {
                segments.extend(
                    tree.named_children(node).map(|name| tree.text(name)).collect::<Vec<_>>().iter().rev(),
                );
                break;
            }
            "parenthesized_expression" => tree.content(node).next()?,
            _ => return None,
        };
        node = head;
    }
    segments.reverse();
    Some(segments.join("."))
}

/// The imports below a node.
pub fn imports(tree: &SyntaxTree<'_>) -> Vec<Import> {
    let mut found = Vec::new();
    let mut guards = None;
    for node in tree.all().filter(|&node| tree.is(node, Role::Import)) {
        let guards = guards.get_or_insert_with(|| Guards::new(tree));
        let guarded = guards.is_guarded_import(node) || has_cfg(tree, node);
        let reexport = tree.children(node).any(|child| tree.kind(child) == "visibility_modifier");
        let scope = inner_module(tree, node);
        let is_late = tree.ancestors(node).any(|around| tree.is(around, Role::Function));
        let mut add = |local: String, path: String, name: NodeId| {
            let path = seen_from_file(&path, &scope).into();
            let facts = ImportFacts {
                local: local.into(),
                scope: scope.as_str().into(),
                path,
                is_guarded: guarded,
                is_reexport: reexport,
                is_late,
            };
            let (span, name_span) = (tree.span(node), tree.span(name));
            found.push(Import { span, name_span, facts: Arc::new(facts) });
        };
        match tree.kind(node) {
            "import_statement" => {
                for name in tree.content(node).filter(|&name| tree.kind(name) != "line_continuation") {
                    match (tree.field(name, "name"), tree.field(name, "alias")) {
                        (Some(path), Some(alias)) => {
                            add(tree.text(alias).to_owned(), spaceless(tree.text(path)), path)
                        }
                        _ => add(spaceless(tree.text(name)), spaceless(tree.text(name)), name),
                    }
                }
            }
            "import_from_statement" => {
                let Some(module) = tree.field(node, "module_name") else { continue };
                let module_text = spaceless(tree.text(module));
                let join = |name: &str| {
                    let dot = if module_text.ends_with('.') { "" } else { "." };
                    format!("{module_text}{dot}{name}")
                };
                let is_name = |&name: &NodeId| name != module && tree.kind(name) != "line_continuation";
                for name in tree.content(node).filter(is_name) {
                    match (tree.kind(name), tree.field(name, "name"), tree.field(name, "alias")) {
                        ("wildcard_import", ..) => add("*".to_owned(), module_text.clone(), module),
                        (_, Some(path), Some(alias)) => {
                            add(tree.text(alias).to_owned(), join(tree.text(path)), path)
                        }
                        _ => add(tree.text(name).to_owned(), join(tree.text(name)), name),
                    }
                }
            }
            "use_declaration" => {
                if let Some(argument) = tree.field(node, "argument") {
                    use_tree(tree, argument, &mut add);
                }
            }
            "extern_crate_declaration" => {
                if let Some(name) = tree.field(node, "name") {
                    let local = tree.field(node, "alias").unwrap_or(name);
                    add(tree.text(local).to_owned(), tree.text(name).to_owned(), name);
                }
            }
            _ => {}
        }
    }
    found
}

fn has_cfg(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    let mut at = node;
    while let Some(before) = tree.previous_sibling(at) {
        if !tree.is(before, Role::AttributeMark) {
            return false;
        }
        if tree.text(before).starts_with("#[cfg") {
            return true;
        }
        at = before;
    }
    false
}

fn use_tree(tree: &SyntaxTree<'_>, argument: NodeId, add: &mut impl FnMut(String, String, NodeId)) {
    let mut open = vec![(String::new(), argument)];
    while let Some((prefix, node)) = open.pop() {
        let join = |text: &str| {
            let text = spaceless(text).replace("::", ".");
            let text = text.trim_start_matches('.');
            if prefix.is_empty() { text.to_owned() } else { format!("{prefix}.{text}") }
        };
        match tree.kind(node) {
            "use_list" => open.extend(tree.content(node).map(|child| (prefix.clone(), child))),
            "scoped_use_list" => {
                let path = tree.field(node, "path").map_or(prefix.clone(), |path| join(tree.text(path)));
                if let Some(list) = tree.field(node, "list") {
                    open.push((path, list));
                }
            }
            "use_as_clause" => {
                if let (Some(path), Some(alias)) = (tree.field(node, "path"), tree.field(node, "alias")) {
                    add(tree.text(alias).to_owned(), join(tree.text(path)), path);
                }
            }
            "use_wildcard" => {
                let path = tree.content(node).next().map_or(prefix.clone(), |path| join(tree.text(path)));
                add("*".to_owned(), path, node);
            }
            "self" => {
                let local = prefix.rsplit('.').next().unwrap_or_default().to_owned();
                add(local, prefix.clone(), node);
            }
            _ => {
                let path = join(tree.text(node));
                add(path.rsplit('.').next().unwrap_or_default().to_owned(), path, node);
            }
        }
    }
}

fn spaceless(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A path that begins with `self` or `super`, written in the module `scope` of a file, as the file itself would
/// write it: `super.parse` in `tests` is `self.parse`.
pub(crate) fn seen_from_file(path: &str, scope: &str) -> String {
    let mut around: Vec<&str> = scope.split('.').filter(|name| !name.is_empty()).collect();
    let mut segments = path.split('.').peekable();
    if around.is_empty() || !matches!(segments.peek(), Some(&"self" | &"super")) {
        return path.to_owned();
    }
    let mut above = Vec::new();
    while let Some(step) = segments.next_if(|&segment| segment == "self" || segment == "super") {
        if step == "super" && around.pop().is_none() {
            above.push("super");
        }
    }
    if above.is_empty() {
        above.push("self");
    }
    above.into_iter().chain(around).chain(segments).collect::<Vec<_>>().join(".")
}

/// Modules inside the file around a node, joined by dots.
pub(crate) fn inner_module(tree: &SyntaxTree<'_>, node: NodeId) -> String {
    let is_module = |kind: u16| {
        let roles = tree.language().roles(kind);
        roles.has(Role::Container) && !roles.has(Role::Class)
    };
    let mut names: Vec<&str> = tree
        .ancestors(node)
        .filter(|&around| !tree.is_outer(around) && is_module(tree.kind_id(around)))
        .filter_map(|around| tree.name(around))
        .collect();
    names.reverse();
    let outer = tree.outer().iter().filter(|scope| is_module(scope.kind)).map(|scope| scope.name.as_str());
    outer.chain(names).collect::<Vec<_>>().join(".")
}
