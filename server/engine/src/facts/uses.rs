//! Members of imported modules and objects, as they are spelled out: `os.path.join`.
//!
//! Unlike references these keep every name apart from what is known of local objects, and say whether the code asks
//! first if the name is there.

use rustc_hash::FxHashMap;

use super::chain::Chains;
use super::{Use, Way};
use crate::guard::Guards;
use crate::language::Role;
use crate::names::{self, Names};
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// Calls that ask whether an object has a name, or give it one: the object and the name are their first arguments.
const ASKING: [&str; 4] = ["hasattr", "getattr", "setattr", "delattr"];

/// Calls that can give the module any name.
const MAKING: [&str; 8] =
    ["globals", "exec", "locals", "vars", "setattr", "recreate_module", "attach", "attach_stub"];
/// The path of a name that is not known before the code runs.
const ANY: &str = "*";

/// The uses in an item; spans count from the start of the file as the item was read.
pub(super) fn of(tree: &SyntaxTree<'_>, names: &Names, chains: &Chains<'_, '_>) -> Vec<Use> {
    let guards = Guards::new(tree);
    let mut found: Vec<Use> = Vec::new();
    let mut known: FxHashMap<(String, Way), usize> = FxHashMap::default();
    let mut add = |(path, local): (String, String), span: Span, way: Way, is_guarded: bool| {
        // One place a name will do, and one that is not guarded says more than one that is.
        match known.get(&(path.clone(), way)).map(|&at| &mut found[at]) {
            Some(known) if known.is_guarded && !is_guarded => (known.is_guarded, known.span) = (false, span),
            Some(_) => {}
            None => {
                known.insert((path.clone(), way), found.len());
                found.push(Use { path, local, span, way, is_guarded });
            }
        }
    };
    if let Some(error) = tree.all().find(|&node| tree.is_error(node)) {
        // What cannot be read may define anything.
        add((ANY.to_owned(), String::new()), tree.span(error), Way::Set, true);
    }
    let mut functions: Vec<(NodeId, u32)> = Vec::new();
    for node in tree.all() {
        while functions.pop_if(|&mut (_, end)| node.0 >= end).is_some() {}
        if tree.is(node, Role::Function) && !tree.is_outer(node) {
            functions.push((node, tree.next_index(Some(node))));
        }
        let function = functions.last().map(|&(function, _)| function);
        if tree.is(node, Role::Member) {
            let parent = tree.parent(node);
            if parent.is_some_and(|parent| tree.is(parent, Role::Member)) {
                continue;
            }
            let Some(name) = imported(tree, names, chains, node, function) else { continue };
            if name.0 == "sys.modules" && parent.is_some_and(|parent| is_of_this_module(tree, parent)) {
                // Whoever imports this module gets another object.
                add((ANY.to_owned(), String::new()), tree.span(node), Way::Set, true);
            }
            let is_set = parent.is_some_and(|parent| is_target(tree, parent, node));
            let way = if is_set { Way::Set } else { Way::Read };
            add(name, tree.span(node), way, guards.is_guarded(node));
        } else if tree.is(node, Role::Call) {
            let Some(callee) = tree.content(node).next() else { continue };
            let last = tree.text(callee).rsplit('.').next().unwrap_or_default();
            if MAKING.contains(&last) {
                add((ANY.to_owned(), String::new()), tree.span(node), Way::Set, true);
            }
            if !ASKING.contains(&last) {
                continue;
            }
            let arguments = tree.field(node, "arguments");
            let mut arguments = arguments.into_iter().flat_map(|list| tree.content(list));
            let (Some(object), Some(name)) = (arguments.next(), arguments.next()) else { continue };
            let (Some((object, local)), Some(name)) = (
                imported(tree, names, chains, object, function),
                tree.subtree(name).find(|&part| tree.is(part, Role::StringContent)),
            ) else {
                continue;
            };
            add((format!("{object}.{}", tree.text(name)), local), tree.span(node), Way::Asked, true);
        }
    }
    found
}

/// The path of a name that begins with an imported one, and that name in the file. `None` where the name may be
/// something else: a local one, or one of several imports.
fn imported(
    tree: &SyntaxTree<'_>,
    names: &Names,
    chains: &Chains<'_, '_>,
    node: NodeId,
    function: Option<NodeId>,
) -> Option<(String, String)> {
    let dotted = names::dotted(tree, node)?;
    let local = dotted.split('.').next().unwrap_or_default();
    let mut paths = names.resolve_imported(&dotted);
    let path = paths.pop().filter(|_| paths.is_empty())?;
    if chains.is_local(local, function, node) {
        return None;
    }
    Some((path, local.to_owned()))
}

/// `sys.modules[__name__] = ..`
fn is_of_this_module(tree: &SyntaxTree<'_>, entry: NodeId) -> bool {
    tree.field(entry, "subscript").is_some_and(|key| tree.text(key) == "__name__")
        && tree.parent(entry).is_some_and(|parent| is_target(tree, parent, entry))
}

/// Whether the parent gives the node a value, or takes it away.
fn is_target(tree: &SyntaxTree<'_>, parent: NodeId, node: NodeId) -> bool {
    tree.is(parent, Role::Assignment) && tree.field(parent, "left") == Some(node)
        || ["delete_statement", "pattern_list", "tuple_pattern"].contains(&tree.kind(parent))
}
