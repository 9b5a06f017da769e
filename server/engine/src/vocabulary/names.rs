//! Predicates about what names stand for.

use std::rc::Rc;

use super::text::{content, name_of};
use super::{Call, Check, Cx, Marks, TextSet};
use crate::flow::{BindingKind, Origin};
use crate::language::Role;
use crate::names::dotted;
use crate::scope::{class_name, last_name};
use crate::tree::NodeId;

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("resolves-to", |cx, call| resolved(cx, call.node).iter().any(|path| call.texts.has(path))),
    ("method", |cx, call| {
        is_method_call(cx, call.node) && name_of(cx, call.node).is_some_and(|name| call.texts.has(name))
    }),
    ("receiver", |cx, call| receiver(cx, call.node, call.texts)),
    ("calls", |cx, call| calls(cx, call.node, call.texts)),
    ("uses", uses),
    ("decorated", |cx, call| decorated(cx, call.node, call.texts)),
    ("in-function", in_function),
    ("in-class", in_class),
    ("returns", |cx, call| {
        enclosing_return_type(cx, call.node).is_some_and(|kind| mentions(kind, call.texts))
    }),
    ("returns-nothing", |cx, call| {
        enclosing_return_type(cx, call.node).is_none_or(|kind| matches!(kind.trim(), "" | "None" | "()"))
    }),
    ("callee-returns", |cx, call| {
        callee_in_file(cx, call.node).is_some_and(|returns| mentions(returns, call.texts))
    }),
    ("callee-known", |cx, call| callee_in_file(cx, call.node).is_some()),
    ("namesake-returns", |cx, call| {
        name_of(cx, call.node)
            .and_then(|name| cx.scope.returns.get(name))
            .is_some_and(|returns| mentions(returns, call.texts))
    }),
    ("typed", typed),
    ("catches", |cx, call| caught(cx, call.node).iter().any(|class| call.texts.has_path_or_last(class))),
    ("imports", |cx, call| cx.imported_paths().any(|path| call.texts.has_path_or_around(path))),
    ("path", |cx, call| call.texts.has_file(&format!("/{}", cx.scope.path))),
];

/// A path's glob as a glob of texts: `**/` stands for any folders, none too.
pub(super) fn path_glob(text: &str) -> String {
    text.replace("**/", "*")
}

/// The dotted paths that a name, callee or call may stand for.
pub(crate) fn resolved(cx: &Cx<'_, '_>, node: NodeId) -> Rc<[String]> {
    // Many patterns ask about the same callee.
    Cx::once(&cx.resolved, node, || resolve_at(cx, node, 0).into())
}

/// Receivers of receivers; deeper chains say nothing more.
const MAX_CHAIN: usize = 12;

fn resolve_at(cx: &Cx<'_, '_>, node: NodeId, depth: usize) -> Vec<String> {
    let tree = cx.tree;
    if depth > MAX_CHAIN {
        return Vec::new();
    }
    if tree.is(node, Role::Call) {
        return match ["function", "macro"].iter().find_map(|field| tree.field(node, field)) {
            Some(callee) => resolve_at(cx, callee, depth + 1),
            None => Vec::new(),
        };
    }
    if tree.is(node, Role::Transparent) {
        return tree.content(node).next().map(|inner| resolve_at(cx, inner, depth + 1)).unwrap_or_default();
    }
    if tree.kind(node) == "generic_function" {
        return tree
            .field(node, "function")
            .map(|inner| resolve_at(cx, inner, depth + 1))
            .unwrap_or_default();
    }
    if tree.is(node, Role::Member) {
        let Some(object) = ["object", "value"].iter().find_map(|field| tree.field(node, field)) else {
            return Vec::new();
        };
        let Some(member) = last_name(tree, node) else { return Vec::new() };
        let heads = if is_own_receiver(cx, object) {
            own_attribute(cx, node, member)
        } else {
            objects(cx, object, depth + 1)
        };
        if is_own_receiver(cx, object) {
            return if heads.is_empty() { vec![format!("{}.{member}", tree.text(object))] } else { heads };
        }
        if heads.is_empty() {
            return vec![format!(".{member}")];
        }
        return heads.into_iter().map(|head| format!("{head}.{member}")).collect();
    }
    let Some(name) = dotted(tree, node) else { return Vec::new() };
    let head = name.split('.').next().unwrap_or_default();
    let resolved = cx.scope.names.resolve_all(&name);
    if resolved[0] != name || cx.scope.names.is_imported(head) {
        return resolved;
    }
    if tree.is(node, Role::Identifier) {
        let bindings = cx.bindings().reaching(tree, node);
        if !bindings.is_empty() || cx.scope.definitions.contains(&name) {
            // `get = requests.get` and then `get(...)`.
            let aliased: Vec<String> = bindings
                .iter()
                .filter(|binding| binding.kind == BindingKind::Assigned)
                .filter_map(|binding| binding.value)
                .filter(|&value| {
                    tree.is(value, Role::Path) || tree.is(value, Role::Identifier) && value != node
                })
                .flat_map(|value| resolve_at(cx, value, depth + 1))
                .collect();
            return if aliased.is_empty() { vec![format!("<here>.{name}")] } else { aliased };
        }
    }
    resolved
}

fn is_own_receiver(cx: &Cx<'_, '_>, object: NodeId) -> bool {
    let text = cx.tree.text(object);
    cx.tree.language().self_names.iter().any(|name| name == text)
}

/// `self.session` where some method says `self.session = requests.Session()`.
fn own_attribute(cx: &Cx<'_, '_>, node: NodeId, member: &str) -> Vec<String> {
    let class = cx.tree.ancestors(node).find(|&around| cx.tree.is(around, Role::Class));
    let class = class.and_then(|class| class_name(cx.tree, class)).unwrap_or_default();
    let made = cx.scope.made_by.get(&(class, member.to_owned()));
    made.map(|callee| vec![instance_of(&cx.scope.names.resolve(callee))]).unwrap_or_default()
}

/// What an expression is an object of: paths of the classes or factories that made it.
fn objects(cx: &Cx<'_, '_>, object: NodeId, depth: usize) -> Vec<String> {
    let tree = cx.tree;
    if depth > MAX_CHAIN {
        return Vec::new();
    }
    let mut found = Vec::new();
    for &origin in cx.origins(object).iter() {
        match origin {
            Origin::Expression(value) if tree.is(value, Role::Call) => {
                let paths = resolve_at(cx, value, depth + 1);
                // What a method of an object gives is not that object, but for builders and the like.
                let keeps_class = tree.language().name == "rust"
                    || is_called_on_import(cx, value)
                    || name_of(cx, value).is_some_and(|name| cx.tables.same_class.has(name));
                found.extend(
                    paths.into_iter().map(|path| if keeps_class { instance_of(&path) } else { path }),
                );
            }
            Origin::Expression(value) if tree.is(value, Role::Path) || tree.is(value, Role::Identifier) => {
                found.extend(resolve_at(cx, value, depth + 1));
            }
            Origin::Parameter(parameter) => {
                if let Some(kind) = tree.field(parameter.by, "type").and_then(|kind| type_name(cx, kind)) {
                    found.push(kind);
                } else {
                    found.push(format!("<parameter>.{}", tree.text(parameter.target)));
                }
            }
            Origin::Free(name) => {
                let text = tree.text(name);
                match cx.scope.made_by.get(&(String::new(), text.to_owned())) {
                    Some(callee) if !cx.scope.names.is_imported(text) => {
                        found.push(instance_of(&cx.scope.names.resolve(callee)));
                    }
                    _ => found.extend(cx.scope.names.resolve_all(text)),
                }
            }
            _ => {}
        }
    }
    // A declared type says what no assignment here tells.
    if found.is_empty() && tree.is(object, Role::Identifier) {
        for binding in cx.bindings().reaching(tree, object) {
            found.extend(binding.declared_type.and_then(|kind| type_name(cx, kind)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the callee is a dotted name that begins with an import or a definition of this file.
fn is_called_on_import(cx: &Cx<'_, '_>, call: NodeId) -> bool {
    let name = cx.tree.field(call, "function").and_then(|callee| dotted(cx.tree, callee));
    name.is_some_and(|name| {
        let head = name.split('.').next().unwrap_or_default();
        cx.scope.names.is_imported(head) || cx.scope.definitions.contains(head) || !name.contains('.')
    })
}

/// `Client::new()` is a `Client`; `requests.Session()` is what it says.
fn instance_of(path: &str) -> String {
    let mut segments = path.rsplit('.');
    let (last, before) = (segments.next(), segments.next());
    let is_type = |name: Option<&str>| name.is_some_and(|name| name.starts_with(char::is_uppercase));
    match path.rsplit_once('.') {
        Some((class, _)) if is_type(before) && !is_type(last) => class.to_owned(),
        _ => path.to_owned(),
    }
}

fn type_name(cx: &Cx<'_, '_>, kind: NodeId) -> Option<String> {
    let tree = cx.tree;
    let mut inner = kind;
    for _ in 0..4 {
        match tree.kind(inner) {
            "type" | "reference_type" | "mutable_specifier" => {
                inner = tree
                    .content(inner)
                    .find(|&part| !matches!(tree.kind(part), "lifetime" | "mutable_specifier"))?;
            }
            _ => break,
        }
    }
    dotted(tree, inner).map(|name| cx.scope.names.resolve(&name))
}

pub(super) fn is_method_call(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tree.is(node, Role::Call)
        && cx.tree.field(node, "function").is_some_and(|callee| {
            let callee = if cx.tree.kind(callee) == "generic_function" {
                cx.tree.field(callee, "function").unwrap_or(callee)
            } else {
                callee
            };
            cx.tree.is(callee, Role::Member)
        })
}

/// The object of a method call.
pub(super) fn receiver_of(cx: &Cx<'_, '_>, call: NodeId) -> Option<NodeId> {
    let mut callee = cx.tree.field(call, "function")?;
    if cx.tree.kind(callee) == "generic_function" {
        callee = cx.tree.field(callee, "function")?;
    }
    ["object", "value"].iter().find_map(|field| cx.tree.field(callee, field))
}

fn receiver(cx: &Cx<'_, '_>, node: NodeId, texts: &TextSet) -> bool {
    let tree = cx.tree;
    let start = if tree.is(node, Role::Call) { receiver_of(cx, node) } else { Some(node) };
    let Some(start) = start else { return false };
    let mut open = vec![(start, 0)];
    let mut seen = Vec::new();
    while let Some((node, depth)) = open.pop() {
        if depth > MAX_CHAIN || seen.contains(&node) {
            continue;
        }
        seen.push(node);
        for &origin in cx.origins(node).iter() {
            let (Origin::Expression(value) | Origin::PartOf(value)) = origin else {
                if let Origin::Free(name) = origin
                    && resolved(cx, name).iter().any(|path| texts.has(path))
                {
                    return true;
                }
                continue;
            };
            if tree.is(value, Role::Call) {
                if resolved(cx, value).iter().any(|path| texts.has(path))
                    || is_method_call(cx, value) && name_of(cx, value).is_some_and(|name| texts.has(name))
                {
                    return true;
                }
                open.extend(receiver_of(cx, value).map(|receiver| (receiver, depth + 1)));
            } else if tree.is(value, Role::Member) {
                if resolved(cx, value).iter().any(|path| texts.has(path)) {
                    return true;
                }
                let object = ["object", "value"].iter().find_map(|field| tree.field(value, field));
                open.extend(object.map(|object| (object, depth + 1)));
            } else if matches!(origin, Origin::PartOf(_)) {
                open.push((value, depth + 1));
            } else if resolved(cx, value).iter().any(|path| texts.has(path)) {
                return true;
            }
        }
    }
    false
}

/// Whether a call below resolves to one of the texts, or ends in one.
pub(super) fn calls(cx: &Cx<'_, '_>, node: NodeId, texts: &TextSet) -> bool {
    std::iter::once(node)
        .chain(cx.tree.own_descendants(node))
        .filter(|&call| cx.tree.is(call, Role::Call))
        .any(|call| call_is(cx, call, texts))
}

pub(super) fn call_is(cx: &Cx<'_, '_>, call: NodeId, texts: &TextSet) -> bool {
    name_of(cx, call).is_some_and(|name| texts.has(name))
        || resolved(cx, call).iter().any(|path| texts.has(path))
}

fn uses(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    call.others.iter().any(|&other| {
        let name = tree.text(other);
        tree.subtree(call.node).any(|node| {
            node != other && tree.is(node, Role::Identifier) && tree.text(node) == name
                || tree.is(node, Role::Macro)
                    && (tree.text(node).contains(&format!("{{{name}"))
                        || tree.text(node).contains(&format!("{name}$")))
        })
    })
}

/// Decorators or attributes of a function, class or statement, resolved.
pub(crate) fn marks(cx: &Cx<'_, '_>, definition: NodeId) -> Marks {
    Cx::once(&cx.marks, definition, || read_marks(cx, definition).into())
}

fn read_marks(cx: &Cx<'_, '_>, definition: NodeId) -> Vec<(NodeId, String)> {
    let tree = cx.tree;
    let mut found = Vec::new();
    let wrapper = tree.parent(definition).filter(|&parent| tree.is(parent, Role::Wrapper));
    if let Some(wrapper) = wrapper {
        for mark in tree.children(wrapper).filter(|&child| tree.is(child, Role::AttributeMark)) {
            let Some(expression) = tree.content(mark).next() else { continue };
            let callee = if tree.is(expression, Role::Call) {
                tree.field(expression, "function")
            } else {
                Some(expression)
            };
            if let Some(name) = callee.and_then(|callee| dotted(tree, callee)) {
                found.push((mark, cx.scope.names.resolve(&name)));
            }
        }
    }
    let mut before = tree.previous_sibling(definition);
    while let Some(mark) =
        before.filter(|&mark| tree.is(mark, Role::AttributeMark) || tree.is(mark, Role::Comment))
    {
        if let Some(attribute) = tree.content(mark).next().filter(|_| tree.is(mark, Role::AttributeMark)) {
            let path = tree.content(attribute).next();
            if let Some(name) = path.and_then(|path| dotted(tree, path)) {
                found.push((mark, cx.scope.names.resolve(&name)));
            }
        }
        before = tree.previous_sibling(mark);
    }
    found
}

pub(super) fn decorated(cx: &Cx<'_, '_>, node: NodeId, texts: &TextSet) -> bool {
    let tree = cx.tree;
    let definition = if super::context::is_definition(cx, node) {
        Some(node)
    } else if tree.is(node, Role::Wrapper) {
        tree.field(node, "definition")
    } else {
        tree.enclosing_function(node)
    };
    definition.is_some_and(|definition| {
        marks(cx, definition).iter().any(|(mark, name)| {
            texts.has_path_or_last(name)
                || tree.language().name == "rust"
                    && texts.has(tree.text(*mark).trim_start_matches(['#', '!', '[']).trim_end_matches(']'))
        })
    })
}

fn in_function(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let mut function = cx.tree.enclosing_function(call.node);
    if cx.tree.is(call.node, Role::Function) {
        function = Some(call.node);
    }
    let Some(function) = function else { return false };
    // The texts of a predicate live as long as the engine; joined with those of other captures they do not.
    if !call.others.is_empty() {
        return cx.tree.name(function).is_some_and(|name| call.texts.has(name));
    }
    let texts: *const TextSet = call.texts;
    Cx::once(&cx.named_functions, (texts as usize, function), || {
        cx.tree.name(function).is_some_and(|name| call.texts.has(name))
    })
}

/// Names of the class around a node: its own, its bases, its traits.
pub(super) fn class_names(cx: &Cx<'_, '_>, node: NodeId) -> Rc<[String]> {
    let tree = cx.tree;
    let Some(class) = tree.ancestors(node).find(|&around| tree.is(around, Role::Class)) else {
        return Rc::default();
    };
    if let Some(known) = cx.classes.borrow().get(&class) {
        return known.clone();
    }
    let mut bases: Vec<&str> = Vec::new();
    if tree.is_outer(class) {
        let scope = tree.outer().get(class.0 as usize);
        bases.extend(scope.into_iter().flat_map(|scope| &scope.bases).map(String::as_str));
    } else {
        for list in [tree.field(class, "superclasses"), tree.field(class, "trait")].into_iter().flatten() {
            if tree.is(list, Role::Arguments) {
                bases.extend(tree.content(list).map(|base| tree.text(base)));
            } else {
                bases.push(tree.text(list));
            }
        }
    }
    let resolve = |base: &str| {
        let base = base.split(['<', '[', '(']).next().unwrap_or_default().replace("::", ".");
        cx.scope.names.resolve(base.trim())
    };
    let names: Rc<[String]> =
        class_name(tree, class).into_iter().chain(bases.into_iter().map(resolve)).collect();
    cx.classes.borrow_mut().insert(class, names.clone());
    names
}

fn in_class(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    class_names(cx, call.node).iter().any(|name| call.texts.has_path_or_last(name))
}

fn enclosing_return_type<'t>(cx: &Cx<'_, 't>, node: NodeId) -> Option<&'t str> {
    let tree = cx.tree;
    let function = if tree.is(node, Role::Function) { Some(node) } else { tree.enclosing_function(node) };
    tree.field(function?, "return_type").map(|kind| tree.text(kind))
}

/// Whether a type mentions one of the names as a whole word.
fn mentions(kind: &str, texts: &TextSet) -> bool {
    kind.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| !word.is_empty() && texts.has(word))
        || texts.has(kind.trim())
}

fn callee_in_file<'a>(cx: &'a Cx<'_, '_>, call: NodeId) -> Option<&'a str> {
    let name = name_of(cx, call)?;
    let callee = cx.tree.field(call, "function")?;
    let is_own = match receiver_of(cx, call) {
        Some(object) => is_own_receiver(cx, object),
        None => {
            let text = cx.tree.text(callee);
            let class = text.split("::").next().unwrap_or_default();
            cx.tree.is(callee, Role::Identifier)
                || class == "Self"
                || text.contains("::") && cx.scope.definitions.contains(class)
        }
    };
    (is_own && !cx.scope.names.is_imported(name))
        .then(|| cx.scope.returns.get(name).map(String::as_str))
        .flatten()
}

fn typed(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let fits = |kind: NodeId| {
        mentions(tree.text(kind), call.texts) || type_name(cx, kind).is_some_and(|name| call.texts.has(&name))
    };
    if tree.is(call.node, Role::Identifier) {
        let reaching = cx.bindings().reaching(tree, call.node);
        if reaching.iter().filter_map(|binding| binding.declared_type).any(fits) {
            return true;
        }
    }
    if let Some(kind) = tree.field(call.node, "type") {
        return fits(kind);
    }
    cx.origins(call.node).iter().any(|origin| match origin {
        Origin::Parameter(parameter) => tree.field(parameter.by, "type").is_some_and(fits),
        Origin::Expression(value) => evident_type(cx, *value).is_some_and(|kind| call.texts.has(&kind)),
        _ => false,
    })
}

/// The type that a literal or a constructor shows.
fn evident_type(cx: &Cx<'_, '_>, value: NodeId) -> Option<String> {
    let tree = cx.tree;
    let name = match tree.kind(value) {
        "string" | "concatenated_string" => "str",
        "string_literal" | "raw_string_literal" => "str",
        "integer" => "int",
        "float" => "float",
        "true" | "false" => "bool",
        "none" => "None",
        "list" | "list_comprehension" => "list",
        "dictionary" | "dictionary_comprehension" => "dict",
        "set" | "set_comprehension" => "set",
        "tuple" => "tuple",
        "integer_literal" => "integer",
        "boolean_literal" => "bool",
        "array_expression" => "array",
        // A whole number can be added to, or taken from, nothing but numbers.
        "binary_operator" | "binary_expression"
            if tree.field(value, "operator").is_some_and(|sign| matches!(tree.text(sign), "+" | "-"))
                && ["left", "right"]
                    .iter()
                    .filter_map(|side| tree.field(value, side))
                    .any(|side| matches!(tree.kind(side), "integer" | "integer_literal")) =>
        {
            if tree.kind(value) == "binary_operator" { "int" } else { "integer" }
        }
        _ if tree.is(value, Role::Macro) => {
            return name_of(cx, value).map(|name| {
                if name == "format" {
                    "String"
                } else if name == "vec" {
                    "Vec"
                } else {
                    name
                }
                .to_owned()
            });
        }
        _ if tree.is(value, Role::Call) => {
            let path = resolved(cx, value).first().cloned()?;
            return instance_of(&path).rsplit('.').next().map(str::to_owned);
        }
        _ => return None,
    };
    Some(name.to_owned())
}

/// Classes of an except clause, resolved; a bare one catches `BaseException`.
pub(super) fn caught(cx: &Cx<'_, '_>, clause: NodeId) -> Vec<String> {
    let tree = cx.tree;
    let mut classes = Vec::new();
    let mut open: Vec<NodeId> = tree
        .content(clause)
        .filter(|&child| !tree.kind(child).ends_with("block") && tree.kind(child) != "as_pattern_target")
        .collect();
    let is_bare = open.is_empty();
    while let Some(node) = open.pop() {
        match tree.kind(node) {
            "tuple" | "parenthesized_expression" | "expression_list" => open.extend(tree.content(node)),
            "as_pattern" => open.extend(tree.content(node).next()),
            _ => {
                let bound = cx.bindings().reaching(tree, node);
                let values: Vec<NodeId> = bound.iter().filter_map(|binding| binding.value).collect();
                if tree.is(node, Role::Identifier)
                    && !values.is_empty()
                    && values.iter().all(|&value| tree.kind(value) == "tuple")
                {
                    open.extend(values.iter().flat_map(|&value| tree.content(value)));
                } else if let Some(name) = dotted(tree, node) {
                    classes.push(cx.scope.names.resolve(&name));
                }
            }
        }
    }
    if is_bare {
        classes.push("BaseException".to_owned());
    }
    classes
}

/// Whether a string's content, or a name, is one of the texts: for values of arguments.
pub(super) fn value_is(cx: &Cx<'_, '_>, value: NodeId, texts: &[String]) -> bool {
    let has = |text: &str| texts.iter().any(|known| super::glob_fits(known, text));
    let fits = |node: NodeId| {
        has(cx.tree.text(node))
            || cx.tree.is(node, Role::String) && has(content(cx, node))
            || (cx.tree.is(node, Role::Path) || cx.tree.is(node, Role::Identifier))
                && resolved(cx, node).iter().any(|path| has(path))
    };
    fits(value)
        || cx.origins(value).iter().any(|origin| matches!(origin, Origin::Expression(value) if fits(*value)))
}
