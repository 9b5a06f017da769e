//! What an expression stands for, as a path: `client.charge` is `?.charge`, or `app.Client().charge` where the
//! function says what `client` is.

use rustc_hash::FxHashMap;

use super::extract::{Extractor, plain_name};
use super::operands::{is_outcome, own_type, sign_of_type, type_of_comparison};
use super::signs::{CONVERTED, INSIDE, NUMBER, OWN_KIND, UNKNOWN};
use crate::language::Role;
use crate::names::{self, Names};
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// Where the value of a name comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// It holds what this expression gives.
    Value(NodeId),
    /// It is declared to be of this type.
    Type(NodeId),
    /// It holds the error that this expression gives.
    Failure(NodeId),
    /// A closure is given what this member, a method that is called with the closure, takes out of its object.
    Inside(NodeId),
}

/// What is known of a local name.
#[derive(Clone, Debug, Default)]
struct Local {
    sources: Vec<Source>,
    /// Declared `global`, or a function or class that is defined inside: the path finds it.
    is_defined: bool,
    /// The node from which on the name is seen. Before it, and in what a `let` gives it, the name is that of something
    /// else: `let (op, rest) = op(text)` calls the function.
    seen_from: u32,
}

/// A parameter of a closure, which is seen in the closure alone.
#[derive(Debug)]
struct Inner {
    start: u32,
    end: u32,
    local: Local,
}

/// What a chain of members and calls begins with.
enum Head<'t> {
    Name(&'t str),
    /// A name that no variable has where it stands.
    Module(&'t str),
    /// Something of the language itself: what follows is not the workspace's.
    Builtin,
    Unknown,
}

/// A name can be followed through so many assignments.
const MAX_DEPTH: usize = 4;
/// Links of a chain that are read; a name that is longer is nobody's, and reading all of each is quadratic.
const MAX_LINKS: usize = 48;
/// A name can be one of so many things.
const MAX_SOURCES: usize = 3;
/// Longer paths say nothing that is worth their memory.
pub(super) const MAX_PATH: usize = 160;

/// The attribute of an object that is its class.
const CLASS_OF: &str = "__class__";
/// An object of a type of the language's own, whichever: no class of the workspace has its methods, but a trait may give
/// it some.
const OF_LANGUAGE: &str = "std()";
/// An object of which only is known that it can be shown.
const SHOWN: &str = "std.fmt.Display()";
/// Numbers from one to another: `0..count`.
const RANGE: &str = "range_expression";
/// A function without a name.
const CLOSURE: &str = "closure_expression";

/// Macros that format what they are given.
const FORMATTING: [&str; 8] =
    ["format", "format_args", "print", "println", "eprint", "eprintln", "write", "writeln"];
/// What methods give whose names are those of the language for it, whoever has them.
const OF_METHODS: [(&str, &str); 6] = [
    ("as_bytes", "&[]"),
    ("as_str", "&str"),
    ("into_bytes", "Vec"),
    ("to_ascii_lowercase", "String"),
    ("to_string", "String"),
    ("to_vec", "Vec"),
];

/// Methods of the library's types that give something of another type than what they are called on holds.
const CHANGING: [&str; 32] = [
    "and_then",
    "as_bytes",
    "as_str",
    "bytes",
    "char_indices",
    "chars",
    "chunks",
    "chunks_exact",
    "count",
    "entry",
    "enumerate",
    "filter_map",
    "find_map",
    "flat_map",
    "fold",
    "keys",
    "len",
    "lines",
    "map",
    "map_err",
    "map_or",
    "map_or_else",
    "map_while",
    "position",
    "scan",
    "split",
    "split_whitespace",
    "then",
    "to_string",
    "try_fold",
    "windows",
    "zip",
];

/// Reads paths in one item.
pub(super) struct Chains<'a, 't> {
    extractor: &'a Extractor,
    tree: &'a SyntaxTree<'t>,
    names: &'a Names,
    locals: FxHashMap<(Option<NodeId>, &'t str), Local>,
    /// Parameters of closures by their names.
    inner: FxHashMap<&'t str, Vec<Inner>>,
    /// Functions around the place of the walk, the innermost last.
    functions: Vec<NodeId>,
    /// Whether each of them is a method that a trait gives to one of the language's own types.
    own_receivers: Vec<bool>,
    /// Modules inside the file around the item.
    module: String,
    /// In test code a parameter is asked for by its name.
    is_test: bool,
}

impl<'a, 't> Chains<'a, 't> {
    pub(super) fn new(
        extractor: &'a Extractor,
        tree: &'a SyntaxTree<'t>,
        names: &'a Names,
        is_test: bool,
    ) -> Chains<'a, 't> {
        let innermost = tree.all().take_while(|&node| tree.is_outer(node)).last();
        // The first node below the surroundings is inside all of them.
        let inside = innermost.map(|outer| NodeId(outer.0 + 1)).filter(|node| (node.0 as usize) < tree.len());
        let module = inside.map(|node| names::inner_module(tree, node)).unwrap_or_default();
        Chains {
            extractor,
            tree,
            names,
            locals: FxHashMap::default(),
            inner: FxHashMap::default(),
            functions: Vec::new(),
            own_receivers: Vec::new(),
            module,
            is_test,
        }
    }

    /// A type that a module inside the file mentions outside of functions, as the file itself would write it.
    pub(super) fn see_from_file(&self, path: &mut String) {
        let is_bare = path.starts_with(|c: char| c.is_ascii_uppercase()) && !path.contains('=');
        if is_bare && !self.module.is_empty() {
            *path = format!("self.{}.{path}", self.module);
        }
    }

    /// The name lives in the function.
    pub(super) fn bind(&mut self, function: NodeId, name: &'t str, source: Option<Source>, seen_from: u32) {
        let key = (Some(function), name);
        let is_first = !self.locals.contains_key(&key);
        self.bind_generic(Some(function), name, source);
        let local = self.locals.entry(key).or_default();
        local.seen_from = if is_first { seen_from } else { local.seen_from.min(seen_from) };
    }

    /// The name is that of a parameter of the closure around it.
    pub(super) fn bind_inside(&mut self, parameter: NodeId, source: Option<Source>) {
        let tree = self.tree;
        let Some(closure) = tree.ancestors(parameter).find(|&around| tree.kind(around) == CLOSURE) else {
            return;
        };
        let closures = self.inner.entry(tree.text(parameter)).or_default();
        let known = closures.iter_mut().find(|known| known.start == closure.0);
        match known {
            Some(known) => known.local.sources.extend(source),
            None => closures.push(Inner {
                start: closure.0,
                end: tree.next_index(Some(closure)),
                local: Local { sources: source.into_iter().collect(), ..Local::default() },
            }),
        }
    }

    /// The type parameter stands for one of its bounds.
    pub(super) fn bind_generic(&mut self, function: Option<NodeId>, name: &'t str, source: Option<Source>) {
        let local = self.locals.entry((function, name)).or_default();
        if local.sources.len() < MAX_SOURCES {
            local.sources.extend(source);
        }
    }

    /// The function only borrows the name.
    pub(super) fn borrow_outer(&mut self, function: NodeId, name: &'t str) {
        self.locals.entry((Some(function), name)).or_default().is_defined = true;
    }

    /// A function or class of this name stands inside the function.
    pub(super) fn define_inside(&mut self, function: NodeId, name: &'t str) {
        self.borrow_outer(function, name);
    }

    /// The walk goes into a function.
    pub(super) fn enter(&mut self, function: NodeId) {
        self.functions.push(function);
        self.own_receivers.push(self.is_method_of_language(function));
    }

    /// Whether the function is a method of one of the language's own types, which points to nothing else.
    fn is_method_of_language(&self, function: NodeId) -> bool {
        let tree = self.tree;
        let Some(class) = tree.ancestors(function).find(|&around| tree.is(around, Role::Class)) else {
            return false;
        };
        let declared = match tree.is_outer(class) {
            true => tree.outer().get(class.0 as usize).map(|outer| &*outer.name),
            false => tree.field(class, "type").map(|declared| tree.text(declared)),
        };
        let name = declared.map(type_of_comparison).unwrap_or_default();
        let is_own = name == "[]" || self.extractor.tables.own_types.has(&name) && !self.is_own_type(&name);
        is_own && name != "Box"
    }

    /// The walk leaves the innermost function.
    pub(super) fn leave(&mut self) {
        self.functions.pop();
        self.own_receivers.pop();
    }

    /// What is called, if the node is a call.
    pub(super) fn callee(&self, node: NodeId) -> Option<NodeId> {
        if !self.tree.is(node, Role::Call) {
            return None;
        }
        self.tree.content(node).next()
    }

    /// Whether the node is a part of a longer path or a callee, which speaks for it.
    pub(super) fn is_part(&self, node: NodeId) -> bool {
        let Some(parent) = self.tree.parent(node) else { return false };
        let is = |role| self.tree.is(parent, role);
        is(Role::Member)
            || is(Role::Path)
            || (is(Role::Call) || is(Role::Generic) || is(Role::Construction))
                && self.tree.content(parent).next() == Some(node)
    }

    /// The last name of a path: where a reference is shown.
    pub(super) fn last_name(&self, node: NodeId) -> Span {
        let mut node = node;
        loop {
            let next = if self.tree.is(node, Role::Generic) || self.tree.is(node, Role::Construction) {
                self.tree.content(node).next()
            } else if self.tree.is(node, Role::Member) || self.tree.is(node, Role::Path) {
                self.tree.content(node).last()
            } else {
                None
            };
            match next {
                Some(next) => node = next,
                None => return self.tree.span(node),
            }
        }
    }

    /// What the expression stands for; several paths where a name can be several things, none for the language's
    /// own names and for unknown things of which nothing is asked.
    pub(super) fn of(&self, node: NodeId) -> Vec<String> {
        let function = self.functions.last().copied();
        // A local name that stands alone says nothing that its assignment has not said.
        if self.tree.is(node, Role::Identifier) && self.local(self.tree.text(node), function, node).is_some()
        {
            return Vec::new();
        }
        let mut found = self.paths(node, function, 0);
        found.retain(|path| is_telling(path));
        found
    }

    /// What is called: an object of which nothing is known, too.
    pub(super) fn of_callee(&self, node: NodeId) -> Vec<String> {
        let function = self.functions.last().copied();
        let is_local = self.tree.is(node, Role::Identifier)
            && self.local(self.tree.text(node), function, node).is_some();
        if !is_local {
            return self.of(node);
        }
        let mut found = self.paths(node, function, 0);
        for path in found.iter_mut().filter(|path| path.starts_with(UNKNOWN) && !path.contains('.')) {
            path.push_str(".__call__");
        }
        found.retain(|path| path.len() <= MAX_PATH);
        found
    }

    /// What an operator works on: something unknown, too; none for the language's own.
    pub(super) fn of_object(&self, node: NodeId) -> Vec<String> {
        if self.holds_own_value(node) {
            return vec![OF_LANGUAGE.to_owned()];
        }
        let mut found = self.paths(node, self.functions.last().copied(), 0);
        found.retain(|path| path.len() <= MAX_PATH);
        found
    }

    /// Whether the node is a variable that holds a number or a text.
    fn holds_own_value(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let local = || self.local(tree.text(node), self.functions.last().copied(), node);
        tree.is(node, Role::Identifier) && local().is_some_and(|local| self.is_own_value(local))
    }

    /// One side of a comparison: the path of the object, the kind of what is the language's own (`'&str`), or `?`.
    pub(super) fn side(&self, node: NodeId) -> String {
        if let Some(kind) = self.own_kind(node, 0) {
            return format!("{OWN_KIND}{kind}");
        }
        let (node, _) = self.without_signs(node);
        // A part of an object is of another type.
        if self.tree.is(node, Role::Index) {
            return UNKNOWN.to_owned();
        }
        let path = self.of_object(node).into_iter().find(|path| is_known(path) && path != OF_LANGUAGE);
        path.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// What stands behind `&`, `*` and parentheses, and the signs.
    fn without_signs(&self, node: NodeId) -> (NodeId, Vec<char>) {
        let tree = self.tree;
        let (mut node, mut signs) = (node, Vec::new());
        while signs.len() < MAX_DEPTH
            && let Some(sign) = tree.text(node).chars().next().filter(|sign| ['&', '*', '('].contains(sign))
            && tree.is(node, Role::Collection)
            && (sign != '(' || tree.content(node).count() == 1)
            && let Some(inner) = tree.field(node, "value").or_else(|| tree.content(node).last())
        {
            signs.push(sign);
            node = inner;
        }
        (node, signs)
    }

    /// The type of a literal, or of what is declared or made to be of the language's own.
    fn own_kind(&self, node: NodeId, depth: usize) -> Option<String> {
        let tree = self.tree;
        let (node, signs) = self.without_signs(node);
        let mut is_borrowed = signs.contains(&'&');
        if tree.is(node, Role::Transparent)
            && let Some(cast) = tree.field(node, "type")
        {
            return Some(own_type(tree.text(cast)).unwrap_or_else(|| NUMBER.to_owned()));
        }
        let borrowed =
            |is_borrowed: bool, kind: &str| Some(format!("{}{kind}", if is_borrowed { "&" } else { "" }));
        if tree.is(node, Role::Index) {
            let mut content = tree.content(node);
            let whole = content.next().filter(|_| depth < MAX_DEPTH)?;
            content.last().filter(|range| tree.text(*range).contains(".."))?;
            let part = match self.own_kind(whole, depth + 1)?.trim_start_matches('&') {
                "str" | "String" => "str",
                "[]" | "Vec" => "[]",
                _ => return None,
            };
            return borrowed(is_borrowed, part);
        }
        if tree.is(node, Role::String) {
            is_borrowed |= !signs.contains(&'*');
            return borrowed(is_borrowed, if tree.text(node).starts_with('b') { "[]" } else { "str" });
        }
        if tree.text(node).starts_with('[') {
            return borrowed(is_borrowed, "[]");
        }
        if tree.is(node, Role::Literal) {
            return Some(NUMBER.to_owned());
        }
        if tree.is(node, Role::Macro) {
            return match tree.field(node, "macro").map(|name| tree.text(name))? {
                "vec" => Some("Vec".to_owned()),
                "format" => Some("String".to_owned()),
                _ => None,
            };
        }
        if let Some(callee) = self.callee(node) {
            let name = tree.text(callee);
            let is_text = tree.is(callee, Role::Member)
                && tree.content(callee).next().is_some_and(|object| tree.is(object, Role::String))
                && (name.ends_with(".to_string") || name.ends_with(".to_owned"));
            let made = ["String", "Vec"]
                .into_iter()
                .find(|made| name.strip_prefix(made).is_some_and(|rest| rest.starts_with("::")));
            let known = OF_METHODS.iter().find(|(method, _)| {
                tree.is(callee, Role::Member)
                    && tree.content(callee).last().is_some_and(|last| tree.text(last) == *method)
            });
            let known = known.map(|(_, kind)| *kind);
            return made.or(is_text.then_some("String")).or(known).map(str::to_owned);
        }
        if !tree.is(node, Role::Identifier) || depth >= MAX_DEPTH {
            return None;
        }
        match *self.local(tree.text(node), self.functions.last().copied(), node)?.sources.first()? {
            Source::Value(value) if tree.kind(value) == RANGE && is_looped_over(tree, value) => {
                Some(NUMBER.to_owned())
            }
            Source::Value(value) => self.own_kind(value, depth + 1),
            Source::Type(declared) => own_type(tree.text(declared)),
            Source::Failure(_) | Source::Inside(_) => None,
        }
    }

    /// Whether an expression gives an object (`*`) or a reference to one (`&`, `&mut`); `None` where that is not known.
    pub(super) fn sign(&self, node: NodeId) -> Option<&'static str> {
        self.sign_at(node, 0)
    }

    fn sign_at(&self, node: NodeId, depth: usize) -> Option<&'static str> {
        const OBJECT: Option<&str> = Some("*");
        let tree = self.tree;
        let text = tree.text(node);
        if text.starts_with('&') && tree.is(node, Role::Collection) {
            return Some(if text[1..].trim_start().starts_with("mut ") { "&mut" } else { "&" });
        }
        if text.starts_with('(') && tree.content(node).count() == 1 {
            return self.sign_at(tree.content(node).next()?, depth);
        }
        if tree.is(node, Role::Macro) || tree.is(node, Role::Construction) {
            return OBJECT;
        }
        if let Some(callee) = self.callee(node) {
            let name = tree.text(callee);
            let (of, name) = name.rsplit_once("::").or(name.rsplit_once('.')).unwrap_or(("", name));
            let of = of.rsplit("::").find(|part| !part.starts_with('<')).unwrap_or(of);
            let is_constructor =
                tree.is(callee, Role::Path) && of.starts_with(|c: char| c.is_ascii_uppercase());
            return if is_constructor || ["clone", "collect"].contains(&name) { OBJECT } else { None };
        }
        let function = self.functions.last().copied();
        if self.is_self_name(text) {
            let list = function.and_then(|function| tree.field(function, "parameters"))?;
            return match tree.text(tree.content(list).next()?) {
                "self" | "mut self" => OBJECT,
                receiver => sign_of_type(receiver),
            };
        }
        if !tree.is(node, Role::Identifier) || depth >= MAX_DEPTH {
            return None;
        }
        let sign_of = |source: &Source| match *source {
            Source::Type(declared) => {
                let is_parameter = || self.local(tree.text(declared), function, declared).is_some();
                sign_of_type(tree.text(declared)).or(if is_parameter() { None } else { OBJECT })
            }
            Source::Value(value)
                if tree.parent(value).is_some_and(|around| tree.kind(around) == "let_declaration") =>
            {
                self.sign_at(value, depth + 1)
            }
            _ => None,
        };
        // One name may be that of several variables.
        let mut signs = self.local(text, function, node)?.sources.iter().map(sign_of);
        let first = signs.next()??;
        signs.all(|sign| sign == Some(first)).then_some(first)
    }

    /// What something is turned into whose type only says that, and by which method: `crate.Name` and `try_from` of what is
    /// declared as `impl TryInto<Name>`, or as `T` where `T: TryInto<Name>`.
    pub(super) fn conversion(
        &self,
        declared: NodeId,
        function: Option<NodeId>,
    ) -> Option<(String, &'static str)> {
        let target = |bound: NodeId| {
            let text = self.tree.text(bound).trim_start_matches("impl ");
            let (_, method) = [("Into<", "from"), ("TryInto<", "try_from")]
                .into_iter()
                .find(|(of, _)| text.starts_with(of))?;
            Some((self.types(bound, function).into_iter().next()?, method))
        };
        target(declared).or_else(|| {
            let bounds = &self.local(self.tree.text(declared), function, declared)?.sources;
            bounds.iter().find_map(|bound| match bound {
                Source::Type(bound) => target(*bound),
                _ => None,
            })
        })
    }

    /// The kind of a type of the language's own whose name stands there.
    pub(super) fn own_type_at(&self, node: NodeId) -> Option<String> {
        let name = self.tree.text(node);
        let is_number = || {
            name.starts_with(|c: char| c.is_ascii_lowercase()) && self.extractor.tables.own_types.has(name)
        };
        let own = own_type(name).or_else(|| is_number().then(|| NUMBER.to_owned()))?;
        let path = name.split('<').next().unwrap_or_default().replace("::", ".");
        (!self.is_own_type(&path)).then_some(own)
    }

    /// The type that a name is declared to be of.
    fn declared(&self, node: NodeId) -> Option<NodeId> {
        let is_name = self.tree.is(node, Role::Identifier);
        let local = self.local(self.tree.text(node), self.functions.last().copied(), node);
        local.filter(|_| is_name)?.sources.iter().find_map(|source| match source {
            Source::Type(declared) => Some(*declared),
            _ => None,
        })
    }

    /// The path of what a list holds that is written out in Rust: `crate.Node.new()` of `all` after `let all = [&Node::new()]`.
    pub(super) fn element(&self, node: NodeId) -> Option<String> {
        if !self.tree.is(node, Role::Identifier) {
            return None;
        }
        let local = self.local(self.tree.text(node), self.functions.last().copied(), node)?;
        let first = local.sources.iter().find_map(|source| match source {
            Source::Value(list) if self.tree.kind(*list) == "array_expression" => {
                self.tree.content(*list).next()
            }
            _ => None,
        })?;
        Some(self.side(first)).filter(|path| is_known(path) && !path.starts_with(OWN_KIND))
    }

    /// Whether a parameter is only said to become something else: what it is those know who call.
    pub(super) fn is_to_be_converted(&self, node: NodeId) -> bool {
        let function = self.functions.last().copied();
        self.declared(node).is_some_and(|declared| self.conversion(declared, function).is_some())
    }

    /// What an argument is, as [`Reference::given`](super::Reference::given) says it.
    pub(super) fn given(&self, argument: NodeId) -> String {
        if let Some(declared) = self.declared(argument) {
            let function = self.functions.last().copied();
            if self.conversion(declared, function).is_some() {
                return CONVERTED.to_owned();
            }
            // It may be anything that has the trait.
            let text = self.tree.text(declared).trim_start_matches('&');
            let is_parameter = self.local(text, function, declared).is_some();
            if is_parameter || text.contains("impl ") || text.contains("dyn ") {
                return UNKNOWN.to_owned();
            }
        }
        let side = self.side(argument);
        if side.contains(',') { UNKNOWN.to_owned() } else { side }
    }

    /// The path of what the source gives, looked at from inside `function`.
    pub(super) fn of_source(&self, source: Source, function: Option<NodeId>) -> Option<String> {
        self.choices(source, function).next()
    }

    /// The paths of all that the source may give: `given or Default()`.
    pub(super) fn choices(&self, source: Source, function: Option<NodeId>) -> impl Iterator<Item = String> {
        self.source_paths(source, function, 0).into_iter().filter(|path| is_telling(path))
    }

    /// The classes that a type names, its wrappers left aside.
    pub(super) fn types(&self, node: NodeId, function: Option<NodeId>) -> Vec<String> {
        self.type_paths(node, function, 0)
    }

    /// A path as written in the surroundings (`queue::Queue<T>`) after imports.
    pub(super) fn resolve_written(&self, text: &str) -> String {
        let text = text.split(['<', '[', '(']).next().unwrap_or_default();
        let text = text.rsplit([' ', '&']).next().unwrap_or_default();
        self.names.resolve_in(&self.module, &text.replace("::", "."))
    }

    fn paths(&self, node: NodeId, function: Option<NodeId>, depth: usize) -> Vec<String> {
        let tree = self.tree;
        let mut segments: Vec<&'t str> = Vec::new();
        let mut node = node;
        // `limit::new` is of a module, whatever else is called `limit` here.
        let mut begins_a_path = false;
        let head = loop {
            if segments.len() > MAX_LINKS {
                break Head::Unknown;
            }
            if tree.is(node, Role::Generic) || tree.is(node, Role::Index) {
                match tree.content(node).next() {
                    Some(inner) => node = inner,
                    None => break Head::Unknown,
                }
            } else if tree.is(node, Role::Member) || tree.is(node, Role::Path) {
                begins_a_path = !tree.is(node, Role::Member);
                let mut parts = tree.content(node);
                match (parts.next(), parts.last()) {
                    // What the class has, the object has.
                    (Some(inner), Some(name)) if tree.text(name) == CLASS_OF => node = inner,
                    (Some(inner), Some(name)) => {
                        segments.push(tree.text(name));
                        node = inner;
                    }
                    // `::std`
                    (Some(only), None) => break Head::Name(tree.text(only)),
                    _ => break Head::Unknown,
                }
            } else if tree.is(node, Role::Macro) {
                let name = tree.field(node, "macro").map(|name| tree.text(name)).unwrap_or_default();
                break if self.extractor.tables.builtins.has(name) { Head::Builtin } else { Head::Unknown };
            } else if let Some(object) = self.typed(node) {
                node = object;
            } else if let Some((declared, value)) = self.cast(node).filter(|_| depth < MAX_DEPTH) {
                let declared = self.source_paths(Source::Type(declared), function, depth + 1);
                if !declared.is_empty() {
                    segments.reverse();
                    return declared.into_iter().map(|path| extended(path, &segments)).collect();
                }
                node = value;
            } else if tree.is(node, Role::Call) || tree.is(node, Role::Construction) {
                segments.push("()");
                match tree.content(node).next() {
                    Some(inner) => node = inner,
                    None => break Head::Unknown,
                }
            } else if tree.is(node, Role::Identifier) {
                let name = tree.text(node);
                break match begins_a_path && name.starts_with(|c: char| c.is_lowercase()) {
                    true => Head::Module(name),
                    false => Head::Name(name),
                };
            } else if tree.is(node, Role::Transparent) {
                match tree.field(node, "value").or_else(|| tree.content(node).next()) {
                    Some(inner) => node = inner,
                    None => break Head::Unknown,
                }
            } else if tree.kind(node) == RANGE
                || [Role::Literal, Role::String, Role::Comprehension, Role::Collection]
                    .iter()
                    .any(|&role| tree.is(node, role))
            {
                break Head::Builtin;
            } else if tree.is(node, Role::Condition) && depth < MAX_DEPTH {
                // `client or Client()`: one of several things.
                segments.reverse();
                let choices = tree.content(node).flat_map(|choice| self.paths(choice, function, depth + 1));
                let mut found: Vec<String> =
                    choices.filter(|path| is_known(path)).map(|path| extended(path, &segments)).collect();
                found.truncate(MAX_SOURCES);
                return if found.is_empty() { vec![extended(UNKNOWN.to_owned(), &segments)] } else { found };
            } else {
                break Head::Unknown;
            }
        };
        segments.reverse();
        self.after_head(head, node, &segments, function, depth)
    }

    /// The object whose class is asked for: `type(self)`.
    fn typed(&self, node: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        let callee = self.callee(node).filter(|&callee| tree.text(callee) == "type")?;
        let is_builtin = !self.names.is_imported("type") && self.extractor.tables.builtins.has("type");
        let mut arguments = tree.content(tree.field(node, "arguments").filter(|&list| list != callee)?);
        let only = arguments.next().filter(|_| is_builtin && arguments.next().is_none());
        only.filter(|&only| tree.is(only, Role::Identifier) && self.is_self_name(tree.text(only)))
    }

    /// What something is said to be, and what it is: `typing.cast(Client, value)`.
    fn cast(&self, node: NodeId) -> Option<(NodeId, NodeId)> {
        let tree = self.tree;
        let callee = self.callee(node).filter(|&callee| tree.text(callee).ends_with("cast"))?;
        let list = tree.field(node, "arguments").filter(|&list| list != callee)?;
        let mut arguments = tree.content(list);
        let both = arguments.next().zip(arguments.next())?;
        (self.resolve_written(tree.text(callee)) == "typing.cast").then_some(both)
    }

    fn after_head(
        &self,
        head: Head<'t>,
        at: NodeId,
        segments: &[&str],
        function: Option<NodeId>,
        depth: usize,
    ) -> Vec<String> {
        let tables = &self.extractor.tables;
        let unknown = || vec![extended(UNKNOWN.to_owned(), segments)];
        // Where types of the language can be given more methods, one that a class of the workspace has is not meant.
        let of_language = || match segments {
            [method] if *method != "()" => vec![format!("{OF_LANGUAGE}.{method}")],
            _ => unknown(),
        };
        let (name, may_be_local) = match head {
            Head::Unknown => return unknown(),
            Head::Builtin if tables.builtin_types.is_empty() => {
                let is_own = self.tree.kind(at) == RANGE || self.own_kind(at, 0).is_some();
                return if is_own { of_language() } else { unknown() };
            }
            Head::Builtin => return Vec::new(),
            Head::Name(name) => (name, true),
            Head::Module(name) => (name, false),
        };
        if self.is_self_name(name) && !self.is_imported_inside(name, function) {
            // `impl Priced for str`: what the language's own type has is no method of a class.
            return match segments {
                [method] if *method != "()" && self.own_receivers.last() == Some(&true) => of_language(),
                _ => vec![extended("self".to_owned(), segments)],
            };
        }
        if name == "super" && segments.first() != Some(&"()") {
            return vec![names::seen_from_file(&extended(name.to_owned(), segments), &self.module)];
        }
        if let Some(local) = self.local(name, function, at).filter(|_| may_be_local) {
            // What is made of itself is what it was before: `entry = entry.or_insert(1)`.
            if depth >= MAX_DEPTH {
                return Vec::new();
            }
            if local.sources.is_empty() {
                return if self.is_test && self.is_parameter(name, function) {
                    vec![extended(format!("{UNKNOWN}{name}"), segments)]
                } else {
                    unknown()
                };
            }
            if self.is_own_value(local) {
                return of_language();
            }
            let mut found: Vec<String> = Vec::new();
            for &source in &local.sources {
                for base in self.source_paths(source, function, depth + 1) {
                    let path = extended(base, segments);
                    if !found.contains(&path) {
                        found.push(path);
                    }
                }
            }
            return match found.is_empty() {
                true if self.is_test && self.is_anything_shown(local, function) => {
                    vec![extended(SHOWN.to_owned(), segments)]
                }
                true if self.is_of_language(local) => of_language(),
                // Others that the name may stand for say more.
                true if depth > 0 => found,
                true => unknown(),
                false => found,
            };
        }
        if !segments.is_empty() && !self.names.is_imported(name) && tables.own_types.has(name) {
            // `Vec::new`
            return of_language();
        }
        if !self.names.is_imported(name) && tables.builtins.has(name) {
            let is_known = segments.len() < 2 || tables.builtin_types.has(name);
            return match (name, is_known) {
                ("super", _) => vec![extended(name.to_owned(), segments)],
                (_, true) if !tables.builtin_types.is_empty() || segments.is_empty() => Vec::new(),
                _ => unknown(),
            };
        }
        let plain = segments.iter().position(|&segment| segment == "()").unwrap_or(segments.len());
        let dotted = extended(name.to_owned(), &segments[..plain]);
        // Functions of one file may import different things under one name.
        let mut paths = self.names.resolve_all_in(&self.module, &dotted);
        paths.truncate(MAX_SOURCES);
        paths.into_iter().map(|path| extended(path, &segments[plain..])).collect()
    }

    /// Whether a variable is declared to be of a type of the language's own, whatever it may hold.
    fn is_of_language(&self, local: &Local) -> bool {
        let is_own = |source: &Source| match *source {
            Source::Type(declared) => {
                let name = type_of_comparison(self.tree.text(declared));
                let name = name.trim_start_matches('&');
                name == "[]" || self.extractor.tables.own_types.has(name) && !self.names.is_imported(name)
            }
            Source::Value(_) | Source::Failure(_) | Source::Inside(_) => false,
        };
        local.sources.iter().all(is_own)
    }

    /// Whether a variable holds a number or a text, as far as is seen.
    fn is_own_value(&self, local: &Local) -> bool {
        let tree = self.tree;
        let is_own = |source: &Source| match *source {
            Source::Value(value) => {
                let kind = self.own_kind(value, 0);
                let is_single = kind.is_some_and(|kind| [NUMBER, "str", "&str", "String"].contains(&&*kind));
                is_single || is_looped_over(tree, value) && self.gives_own_elements(value)
            }
            Source::Inside(member) => {
                let object = tree.content(member).next();
                object.is_some_and(|object| self.gives_own_elements(object))
            }
            Source::Type(_) | Source::Failure(_) => false,
        };
        // In Python `None` stands for anything that is there later.
        let knows_types = self.extractor.tables.builtin_types.is_empty();
        knows_types && !local.sources.is_empty() && local.sources.iter().all(is_own)
    }

    /// Whether what one goes through is made of numbers or characters: `0..count`, `text.chars()`.
    fn gives_own_elements(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let (node, _) = self.without_signs(node);
        let method = self.callee(node).filter(|&callee| tree.is(callee, Role::Member));
        let method = method.and_then(|callee| tree.content(callee).last()).map(|name| tree.text(name));
        tree.kind(node) == RANGE || method.is_some_and(|method| ["bytes", "chars"].contains(&method))
    }

    /// Whether all that is said of a variable is that it can be shown: `value: impl Display`, `value: T` where `T: Display`.
    fn is_anything_shown(&self, local: &Local, function: Option<NodeId>) -> bool {
        let says_so = |source: &Source| match *source {
            Source::Type(declared) => self.tree.text(declared).contains("Display"),
            _ => false,
        };
        local.sources.iter().any(|source| {
            says_so(source)
                || match *source {
                    Source::Type(declared) => {
                        let bounds = self.local(self.tree.text(declared), function, declared);
                        bounds.is_some_and(|bounds| bounds.sources.iter().any(says_so))
                    }
                    _ => false,
                }
        })
    }

    fn is_parameter(&self, name: &str, function: Option<NodeId>) -> bool {
        let list = function.and_then(|function| self.tree.field(function, "parameters"));
        list.is_some_and(|list| self.tree.content(list).any(|parameter| self.tree.text(parameter) == name))
    }

    /// With what the name of a member begins that is made at run time: the text beside the object.
    pub(super) fn name_prefix(&self, object: NodeId) -> String {
        let tree = self.tree;
        let mut beside = std::iter::successors(tree.next_sibling(object), |&next| tree.next_sibling(next));
        let Some(mut name) = beside.find(|&next| tree.is_named(next)) else { return String::new() };
        if tree.is(name, Role::Identifier)
            && let Some(local) = self.local(tree.text(name), self.functions.last().copied(), name)
            && let Some(Source::Value(value)) = local.sources.first()
        {
            name = *value;
        }
        let content = tree
            .subtree(name)
            .take_while(|&part| !tree.is(part, Role::Interpolation) && !tree.is(part, Role::Identifier));
        let text =
            content.filter(|&part| tree.is(part, Role::StringContent)).map(|part| tree.text(part)).next();
        let text = text.map(|text| text.split(['%', '{']).next().unwrap_or_default()).unwrap_or_default();
        if text.chars().all(|c| c.is_alphanumeric() || c == '_') { text.to_owned() } else { String::new() }
    }

    fn source_paths(&self, source: Source, function: Option<NodeId>, depth: usize) -> Vec<String> {
        match source {
            Source::Value(node) => self.paths(node, function, depth),
            Source::Type(node) => {
                let types = self.type_paths(node, function, depth);
                types.into_iter().map(|path| path + "()").collect()
            }
            Source::Failure(node) => {
                let found = self.paths(node, function, depth);
                let found = found.into_iter().filter(|path| is_known(path) && path.ends_with("()"));
                found.map(|path| extended(path, &["unwrap_err", "()"])).collect()
            }
            Source::Inside(member) => self.inside(member, function, depth),
        }
    }

    /// What a method takes out of its object for a closure: `self.orders.each|` of the `order` in
    /// `self.orders.each(|order| ..)`.
    fn inside(&self, member: NodeId, function: Option<NodeId>, depth: usize) -> Vec<String> {
        let tree = self.tree;
        let mut parts = tree.content(member);
        let Some((object, method)) = parts.next().zip(parts.last()) else { return Vec::new() };
        let mut at = object;
        for _ in 0..MAX_LINKS {
            let Some(callee) = self.callee(at).filter(|&callee| tree.is(callee, Role::Member)) else { break };
            let mut parts = tree.content(callee);
            let Some((inner, name)) = parts.next().zip(parts.last()) else { break };
            if CHANGING.contains(&tree.text(name)) {
                return Vec::new();
            }
            at = inner;
        }
        let found = self.paths(object, function, depth).into_iter().filter(|path| is_known(path));
        found.map(|path| format!("{path}.{}{INSIDE}", tree.text(method))).collect()
    }

    fn type_paths(&self, node: NodeId, function: Option<NodeId>, depth: usize) -> Vec<String> {
        let tree = self.tree;
        let tables = &self.extractor.tables;
        let mut found = Vec::new();
        let mut wrappers = Vec::new();
        let mut at = node.0;
        let end = tree.next_index(Some(node));
        while at < end && found.len() < MAX_SOURCES {
            let part = NodeId(at);
            at += 1;
            if tree.kind(part) == "lifetime" {
                at = tree.next_index(Some(part));
                continue;
            }
            let text = if tree.is(part, Role::StringContent) {
                // A class that is defined further down.
                tree.text(part)
            } else if tree.is(part, Role::Identifier) || tree.is(part, Role::Path) {
                at = tree.next_index(Some(part));
                tree.text(part)
            } else {
                continue;
            };
            let is_label = tree.parent(part).is_some_and(|parent| {
                tree.kind(parent) == "type_binding" && tree.field(parent, "name") == Some(part)
            });
            if is_label {
                continue;
            }
            let dotted = text.split(['<', '[', '|']).next().unwrap_or_default().trim().replace("::", ".");
            let last = plain_name(dotted.rsplit('.').next().unwrap_or_default());
            let is_name = dotted.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
            let is_of_library = tables.type_wrappers.has(last) && !self.is_own_type(&dotted);
            if is_of_library && is_name {
                wrappers.extend(self.of_a_library(&dotted));
            }
            let is_wrapper = is_of_library || is_outcome(tree, part, last);
            let is_inferred = dotted == "_" && tables.builtin_types.is_empty();
            if dotted.is_empty() || !is_name || is_inferred || is_wrapper || tables.builtins.has(&dotted) {
                continue;
            }
            if last == "Self" {
                found.push("self".to_owned());
                continue;
            }
            match self.local(&dotted, function, part).filter(|local| !local.sources.is_empty()) {
                Some(local) if depth < MAX_DEPTH => {
                    for &source in &local.sources {
                        if let Source::Type(bound) = source {
                            found.extend(self.type_paths(bound, function, depth + 1));
                        }
                    }
                }
                _ => found.push(self.names.resolve_in(&self.module, &dotted)),
            }
        }
        found.extend(wrappers);
        found
    }

    /// The path of a type that has the name of a wrapper and is no type of the language's: the tests of the library that
    /// defines it import it from there.
    fn of_a_library(&self, dotted: &str) -> Option<String> {
        let is_imported = self.names.is_imported(dotted.split('.').next().unwrap_or_default())
            && self.extractor.tables.builtin_types.is_empty();
        let path = is_imported.then(|| self.names.resolve_in(&self.module, dotted))?;
        let head = path.split('.').next().unwrap_or_default();
        let is_of_language = ["std", "core", "alloc", "crate", "self", "super"].contains(&head);
        (!is_of_language && path.contains('.')).then_some(path)
    }

    /// Whether a type that has the name of a library's is one of the crate: defined in this file, or taken from the crate.
    fn is_own_type(&self, dotted: &str) -> bool {
        match self.names.is_imported(dotted.split('.').next().unwrap_or_default()) {
            true => ["crate.", "self.", "super."]
                .iter()
                .any(|own| self.names.resolve_in(&self.module, dotted).starts_with(own)),
            false => !dotted.contains('.') && !self.extractor.tables.builtins.has(dotted),
        }
    }

    /// What the functions around say of the name where it stands; `None` for names that are not theirs.
    fn local<'n>(&'n self, name: &'n str, function: Option<NodeId>, at: NodeId) -> Option<&'n Local> {
        let locals: &'n FxHashMap<(Option<NodeId>, &'n str), Local> = &self.locals;
        let mut around = function;
        loop {
            if let Some(local) = locals.get(&(around, name)).filter(|local| local.seen_from <= at.0) {
                // Where a variable has the name of a closure's parameter, which one is meant is not looked at.
                let inner = if local.sources.is_empty() { self.parameter_of_closure(name, at) } else { None };
                return (!local.is_defined).then_some(inner.unwrap_or(local));
            }
            around = self.tree.enclosing_function(around?).filter(|&function| !self.tree.is_outer(function));
        }
    }

    /// The parameter of the innermost closure around that has one of this name.
    fn parameter_of_closure(&self, name: &str, at: NodeId) -> Option<&Local> {
        let closures = self.inner.get(name)?.iter();
        let around = closures.filter(|closure| (closure.start..closure.end).contains(&at.0));
        around.max_by_key(|closure| closure.start).map(|closure| &closure.local)
    }

    /// Whether the name is one of the functions around, not the file's.
    pub(super) fn is_local(&self, name: &str, function: Option<NodeId>, at: NodeId) -> bool {
        self.local(name, function, at).is_some()
    }

    fn is_self_name(&self, name: &str) -> bool {
        name == "Self" || self.extractor.language.self_names.iter().any(|known| known == name)
    }

    /// Whether the function imports something under the name: `from .parts import Part as cls`.
    fn is_imported_inside(&self, name: &str, function: Option<NodeId>) -> bool {
        let is_here = |node| self.tree.is(node, Role::Import) && self.tree.text(node).ends_with(name);
        self.names.is_imported(name)
            && function.is_some_and(|function| self.tree.subtree(function).any(is_here))
    }

    /// Names in the text of a macro that formats: `format!("{name:?}")`.
    pub(super) fn formatted(&self, node: NodeId, mut found: impl FnMut(String, Span)) {
        let tree = self.tree;
        let name = tree.field(node, "macro").map(|name| tree.text(name)).unwrap_or_default();
        if !FORMATTING.contains(&name) {
            return;
        }
        let arguments = tree.content(node).filter(|&part| tree.kind(part) == "arguments");
        let text = arguments.flat_map(|list| tree.content(list)).find(|&part| tree.is(part, Role::String));
        let Some(text) = text else { return };
        for hole in tree.text(text).replace("{{", "").split('{').skip(1) {
            let Some((hole, _)) = hole.split_once('}') else { continue };
            let (name, how) = hole.split_once(':').unwrap_or((hole, ""));
            let function = self.functions.last().copied();
            let of_trait = trait_of_format(how);
            if let Some((&(_, name), _)) = self.locals.get_key_value(&(function, name)) {
                let method = format!("fmt-{of_trait}");
                let paths = self.after_head(Head::Name(name), text, &[&method], function, 0);
                for path in paths.into_iter().filter(|path| path.len() <= MAX_PATH) {
                    found(path, tree.span(text));
                }
            }
        }
    }

    /// The place behind `::<Row, 4>` in the tokens of a macro, where that stands at this place.
    fn after_turbofish(&self, tokens: &[NodeId], at: usize) -> usize {
        let text = |at: usize| tokens.get(at).map_or("", |&token| self.tree.text(token));
        if text(at) != "::" || text(at + 1) != "<" {
            return at;
        }
        let mut open = 0_usize;
        for end in (at + 1..tokens.len()).take(MAX_LINKS) {
            match text(end) {
                "<" => open += 1,
                ">" => open = open.saturating_sub(1),
                ">>" => open = open.saturating_sub(2),
                _ => {}
            }
            if open == 0 {
                return end + 1;
            }
        }
        at
    }

    /// Names in the arguments of a macro that could not be parsed.
    pub(super) fn tokens(&self, token_tree: NodeId, mut found: impl FnMut(String, Span, bool)) {
        let tree = self.tree;
        let tokens: Vec<NodeId> = tree.children(token_tree).collect();
        let mut at = 0;
        while at < tokens.len() {
            if !tree.is(tokens[at], Role::Identifier) {
                at += 1;
                continue;
            }
            let is_member = at > 0 && tree.text(tokens[at - 1]) == ".";
            let first = match tree.text(tokens[at]) {
                "$crate" => "crate",
                written => written,
            };
            let mut segments = Vec::new();
            let mut last = tokens[at];
            at += 1;
            loop {
                at = self.after_turbofish(&tokens, at);
                match tokens.get(at..at + 2) {
                    Some(&[sign, name]) if tree.text(sign) == "::" && tree.is(name, Role::Identifier) => {
                        last = name;
                        segments.push(tree.text(last));
                        at += 2;
                    }
                    _ => break,
                }
            }
            let next = tokens.get(at);
            let is_macro = next.is_some_and(|&next| tree.text(next) == "!");
            let is_call = is_macro
                || next
                    .is_some_and(|&next| tree.is(next, Role::TokenTree) && tree.text(next).starts_with('('));
            let function = self.functions.last().copied();
            let paths = if is_member {
                if is_call { vec![format!("{UNKNOWN}.{first}")] } else { Vec::new() }
            } else if segments.is_empty() && self.local(first, function, last).is_some() {
                Vec::new()
            } else {
                self.after_head(Head::Name(first), last, &segments, function, 0)
            };
            let name = tree.text(last);
            if is_macro && !self.extractor.tables.builtins.has(name) {
                found(format!("{UNKNOWN}.{}", macro_name(name)), tree.span(last), true);
            }
            // The name of a method that a macro is to call.
            if !is_member && !is_call && segments.is_empty() && first.contains('_') {
                found(format!("{UNKNOWN}.{first}"), tree.span(last), false);
            }
            for path in paths.into_iter().filter(|path| is_telling(path)) {
                found(path, tree.span(last), is_call);
            }
        }
    }
}

/// Whether a loop goes through what stands there.
fn is_looped_over(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.parent(node).is_some_and(|around| tree.kind(around) == "for_expression")
}

/// The trait by which something is formatted that stands in braces, by what follows the colon there.
fn trait_of_format(how: &str) -> &'static str {
    match how.chars().last() {
        Some('?') => "Debug",
        Some('x') => "LowerHex",
        Some('X') => "UpperHex",
        Some('b') => "Binary",
        Some('o') => "Octal",
        Some('e') => "LowerExp",
        Some('E') => "UpperExp",
        Some('p') => "Pointer",
        _ => "Display",
    }
}

/// Macros have names of their own: a function may have the same.
pub(super) fn macro_name(name: &str) -> String {
    format!("{name}!")
}

fn is_telling(path: &str) -> bool {
    path != "self" && (!path.starts_with(UNKNOWN) || path.contains('.')) && path.len() <= MAX_PATH
}

pub(super) fn is_known(path: &str) -> bool {
    !path.starts_with(UNKNOWN)
}

/// What holds things and is made by a library of the language: of what it holds nothing is known.
pub(super) fn is_of_containers(path: &str) -> bool {
    path.starts_with("collections.") && path.contains("()")
}

fn extended(mut path: String, segments: &[&str]) -> String {
    for segment in segments {
        if *segment == "()" {
            // What an unknown thing gives is unknown.
            if path != UNKNOWN {
                path.push_str(segment);
            }
        } else {
            path.push('.');
            path.push_str(segment);
        }
    }
    path
}
