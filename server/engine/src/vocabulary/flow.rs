//! Predicates about where values come from and go to.

use super::names::{call_is, resolved};
use super::shape::own_ancestors;
use super::{Call, Check, Cx, Occurrence, TextSet};
use crate::flow::{BindingKind, Origin, assigned_to, is_value_name};
use crate::language::Role;
use crate::scope::last_name;
use crate::tree::{NodeId, SyntaxTree};

pub(super) const CHECKS: &[(&str, Check)] = &[
    // The object itself is nothing that the caller passes.
    ("from-parameter", |cx, call| {
        cx.ingredients(call.node).iter().any(|origin| match origin {
            Origin::Parameter(parameter) => !matches!(cx.tree.text(parameter.target), "self" | "cls"),
            _ => false,
        })
    }),
    ("external", |cx, call| is_external(cx, call.node)),
    ("from-call", |cx, call| from_call(cx, call.node, call.texts)),
    ("reaches", |cx, call| reaches(cx, call.node, call.texts)),
    ("read-later", |cx, call| {
        targets(cx, call.node).iter().any(|&target| !later_uses(cx, target, call.node).is_empty())
    }),
    ("checked-before", checked_before),
    ("discarded", |cx, call| {
        let mut node = call.node;
        while let Some(parent) = cx.tree.parent(node).filter(|&parent| cx.tree.is(parent, Role::Transparent))
        {
            node = parent;
        }
        cx.tree.parent(node).is_some_and(|parent| cx.tree.kind(parent) == "expression_statement")
    }),
    ("success-ignored", success_ignored),
    ("assigned", |cx, call| !assigned_to(cx.tree, call.node).is_empty()),
    ("returned", |cx, call| is_returned(cx, call.node)),
    ("awaited", |cx, call| {
        cx.tree
            .ancestors(call.node)
            .find(|&around| cx.tree.kind(around) != "parenthesized_expression")
            .is_some_and(|around| cx.tree.is(around, Role::Await))
    }),
    ("in-with", in_with),
    ("passed", |cx, call| is_passed(cx, call.node)),
    ("attribute-read", attribute_read),
    ("mutated", mutated),
    ("escapes", escapes),
    ("wrapped-in", wrapped_in),
    ("scope-calls", scope_calls),
    ("varies-in-loop", varies_in_loop),
    ("loop-over", loop_over),
    ("loop-variable", loop_variable),
    ("alive-at", alive_at),
];

/// What the call gives back when it works is dropped, though its error may be looked at: `f()?;`, `f().await.unwrap();`
/// (methods of the texts), `if let Ok(_) = f()`, `match f() { Ok(_) => .. }`.
fn success_ignored(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let drops = |pattern: NodeId| {
        let text: String = tree.text(pattern).split_whitespace().collect();
        matches!(text.as_str(), "Ok(_)" | "Ok(..)")
    };
    let gives_up = |value: NodeId| matches!(super::text::name_of(cx, value), Some("panic" | "unreachable"));
    let mut node = call.node;
    let mut looked = false;
    while let Some(parent) = tree.parent(node) {
        let kind = tree.kind(parent);
        if tree.is(parent, Role::Transparent) || tree.is(parent, Role::Await) || kind == "try_expression" {
            looked |= kind == "try_expression";
            node = parent;
            continue;
        }
        let step = tree
            .parent(parent)
            .filter(|&step| tree.is(step, Role::Call) && tree.field(step, "function") == Some(parent));
        if let Some(step) = step
            && tree.is(parent, Role::Member)
            && last_name(tree, parent).is_some_and(|name| call.texts.has(name))
        {
            looked = true;
            node = step;
            continue;
        }
        return match kind {
            "expression_statement" => looked,
            "let_condition" => tree.field(parent, "pattern").is_some_and(drops),
            "match_expression" => tree.field(parent, "body").is_some_and(|body| {
                let mut arms = tree.content(body).filter_map(|arm| {
                    let pattern =
                        tree.field(arm, "pattern").filter(|&part| tree.text(part).starts_with("Ok"))?;
                    Some((pattern, tree.field(arm, "value")?))
                });
                arms.next().is_some_and(|(pattern, value)| drops(pattern) && !gives_up(value))
            }),
            _ => false,
        };
    }
    false
}

/// The context of a `with`, at once or through a name: `f = open(p)`, `with f:`; or handed to an exit stack.
fn in_with(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let entered = |node: NodeId| {
        own_ancestors(cx, node).take_while(|&around| !cx.tree.is(around, Role::Body)).any(|around| {
            cx.tree.kind(around) == "with_item"
                || cx.tree.is(around, Role::Call)
                    && matches!(
                        super::text::name_of(cx, around),
                        Some("closing" | "aclosing" | "enter_context" | "enter_async_context")
                    )
        })
    };
    entered(call.node)
        || targets(cx, call.node)
            .iter()
            .any(|&target| later_uses(cx, target, call.node).iter().any(|&used| entered(used)))
}

/// The names that hold the node's value: itself where it is a name.
fn targets(cx: &Cx<'_, '_>, node: NodeId) -> Vec<NodeId> {
    let tree = cx.tree;
    if tree.is(node, Role::Identifier) {
        return vec![node];
    }
    for field in ["left", "pattern", "name"] {
        if tree.is(node, Role::Assignment)
            && let Some(target) = tree.field(node, field)
        {
            return tree.subtree(target).filter(|&part| tree.kind(part) == "identifier").collect();
        }
    }
    assigned_to(tree, node)
}

/// Uses of a name in its scope after a place, or anywhere in a loop around both.
fn later_uses(cx: &Cx<'_, '_>, target: NodeId, place: NodeId) -> Vec<NodeId> {
    let tree = cx.tree;
    let name = tree.text(target);
    let scope = tree.enclosing_scope(target);
    let end = tree.span(place).end;
    let around_loop = tree
        .ancestors(place)
        .take_while(|&around| around != scope)
        .find(|&around| tree.is(around, Role::Loop));
    tree.descendants(scope)
        .filter(|&node| {
            node != target
                && (matches!(tree.kind(node), "identifier" | "shorthand_field_initializer")
                    && tree.text(node) == name
                    || tree.is(node, Role::Macro) && tree.text(node).contains(&format!("{{{name}")))
                && (tree.span(node).start >= end
                    || around_loop.is_some_and(|around| tree.encloses(around, node)))
                && !is_only_target(cx, node)
        })
        .collect()
}

/// Whether the name is written, not read, here.
fn is_only_target(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tree.parent(node).is_some_and(|parent| {
        matches!(cx.tree.kind(parent), "assignment" | "assignment_expression")
            && cx.tree.field(parent, "left") == Some(node)
            || cx.tree.kind(parent) == "let_declaration" && cx.tree.field(parent, "pattern") == Some(node)
            || cx.tree.is(parent, Role::KeywordArgument) && cx.tree.field(parent, "name") == Some(node)
    })
}

fn is_external(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let is_listed = |node: NodeId| {
        (tree.is(node, Role::Call) || tree.is(node, Role::Path) || tree.is(node, Role::Identifier))
            && resolved(cx, node).iter().any(|path| cx.tables.external.has(path))
    };
    cx.ingredients(node).iter().any(|origin| match *origin {
        Origin::Expression(value) | Origin::PartOf(value) | Origin::Augmented(value) => {
            tree.subtree(value).any(is_listed)
        }
        Origin::Free(name) => is_listed(name),
        Origin::Parameter(parameter) => {
            let name = tree.text(parameter.target);
            let handler = tree
                .enclosing_function(parameter.by)
                .is_some_and(|function| super::names::decorated(cx, function, &cx.tables.route));
            let extractor = tree.field(parameter.by, "type").is_some_and(|kind| {
                tree.subtree(kind)
                    .any(|part| resolved(cx, part).iter().any(|path| cx.tables.web_request.has(path)))
            });
            handler || extractor || cx.tables.external_parameters.has(name)
        }
    })
}

fn from_call(cx: &Cx<'_, '_>, node: NodeId, texts: &TextSet) -> bool {
    let tree = cx.tree;
    let fits = |node: NodeId| {
        tree.is(node, Role::Call) && call_is(cx, node, texts)
            || (tree.is(node, Role::Path) || tree.is(node, Role::Identifier))
                && resolved(cx, node).iter().any(|path| texts.has(path))
    };
    tree.subtree(node).any(|part| tree.is(part, Role::Call) && fits(part))
        || cx.ingredients(node).iter().any(|origin| match *origin {
            Origin::Expression(value) | Origin::PartOf(value) | Origin::Augmented(value) => {
                tree.subtree(value).any(fits)
            }
            Origin::Free(name) => fits(name),
            Origin::Parameter(_) => false,
        })
}

fn reaches(cx: &Cx<'_, '_>, node: NodeId, texts: &TextSet) -> bool {
    let tree = cx.tree;
    let passed_to = |node: NodeId| {
        tree.ancestors(node)
            .take_while(|&around| !tree.is(around, Role::Function) && !tree.is(around, Role::Body))
            .filter(|&around| tree.is(around, Role::Call))
            .any(|call| {
                let callee = ["function", "macro"].iter().find_map(|field| tree.field(call, field));
                callee.is_some_and(|callee| !tree.encloses(callee, node)) && call_is(cx, call, texts)
            })
    };
    let mut open = vec![node];
    let mut seen: Vec<NodeId> = Vec::new();
    while let Some(node) = open.pop() {
        if seen.contains(&node) || seen.len() > 64 {
            continue;
        }
        seen.push(node);
        if passed_to(node) {
            return true;
        }
        // A string is put together before it is assigned.
        let mut whole = node;
        while let Some(parent) = tree.parent(whole).filter(|&parent| {
            tree.is(parent, Role::Binary)
                || tree.is(parent, Role::Interpolation)
                || tree.is(parent, Role::String)
                || tree.kind(parent) == "concatenated_string"
                || tree.is(parent, Role::Transparent)
        }) {
            whole = parent;
        }
        let names = if node == whole && tree.is(node, Role::Identifier) && is_only_target(cx, node) {
            vec![node]
        } else {
            let mut names = assigned_to(tree, whole);
            if let Some(parent) =
                tree.parent(whole).filter(|&parent| tree.kind(parent) == "augmented_assignment")
            {
                names.extend(tree.field(parent, "left"));
            }
            names
        };
        for name in names {
            open.extend(later_uses(cx, name, whole));
        }
    }
    false
}

fn checked_before(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let name = tree.text(call.node);
    let scope = tree.enclosing_scope(call.node);
    let start = tree.span(call.node).start;
    tree.descendants(scope).take_while(|&node| tree.span(node).start < start).any(|node| {
        let is_and_or = tree.kind(node) == "binary_expression"
            && tree
                .field(node, "operator")
                .is_some_and(|operator| matches!(tree.text(operator), "&&" | "||"));
        if is_and_or && let Some(left) = tree.field(node, "left") {
            return tree.encloses(node, call.node)
                && !tree.encloses(left, call.node)
                && tree.text(left).contains(name);
        }
        tree.is(node, Role::Condition)
            && ["condition", "value"]
                .iter()
                .filter_map(|field| tree.field(node, field))
                .chain(
                    (tree.kind(node) == "assert_statement" || tree.kind(node) == "boolean_operator")
                        .then_some(node),
                )
                .any(|test| {
                    tree.span(test).start < start && !tree.encloses(test, call.node) && {
                        let single = tree.is(call.node, Role::Identifier);
                        if !call.texts.is_empty() {
                            tree.subtree(test).any(|part| compares(tree, part, name, call.texts))
                        } else if single {
                            tree.subtree(test)
                                .any(|part| tree.is(part, Role::Identifier) && tree.text(part) == name)
                        } else {
                            tree.text(test).contains(name)
                        }
                    }
                })
    })
}

/// Whether a comparison by one of these operators has the name on its left.
fn compares(tree: &SyntaxTree<'_>, node: NodeId, name: &str, operators: &TextSet) -> bool {
    tree.kind(node) == "comparison_operator"
        && tree.content(node).next().is_some_and(|left| tree.text(left) == name)
        && tree.children(node).any(|sign| operators.has(tree.text(sign)))
}

fn is_returned(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let directly = |node: NodeId| {
        for around in own_ancestors(cx, node) {
            if tree.is(around, Role::Return) || tree.is(around, Role::Yield) {
                return true;
            }
            if tree.is(around, Role::Lambda)
                && tree.field(around, "body").is_some_and(|body| tree.encloses(body, node))
            {
                return true;
            }
            if tree.kind(around) == "block" || tree.is(around, Role::Body) {
                // A block's last expression is its value.
                let last = tree.content(around).last();
                let is_last = last.is_some_and(|last| {
                    tree.encloses(last, node)
                        && !tree.is(last, Role::Statement)
                        && !tree.kind(last).ends_with("_statement")
                });
                return is_last && tree.parent(around).is_some_and(|parent| tree.is(parent, Role::Function));
            }
            if tree.is(around, Role::Call) || tree.is(around, Role::Statement) {
                return false;
            }
        }
        false
    };
    directly(node)
        || targets(cx, node)
            .iter()
            .any(|&target| later_uses(cx, target, node).iter().any(|&used| directly(used)))
}

fn is_passed(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    for around in own_ancestors(cx, node) {
        if tree.is(around, Role::Arguments) {
            return true;
        }
        if tree.is(around, Role::Statement) || tree.is(around, Role::Body) || tree.is(around, Role::Call) {
            return false;
        }
    }
    false
}

/// `name.attribute`, `name[...]` ("subscript"), `len(name)` ("len"), `del name[...]` ("del") after a place.
fn attribute_read(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let member_read = |used: NodeId| {
        let Some(parent) = tree.parent(used) else { return false };
        if tree.is(parent, Role::Member)
            && tree.field(parent, "attribute").or(tree.field(parent, "field")) != Some(used)
        {
            return last_name(tree, parent).is_some_and(|name| {
                call.texts.has(name)
                    || call
                        .texts
                        .raw()
                        .iter()
                        .filter_map(|text| text.strip_prefix("finally:"))
                        .any(|text| text == name)
                        && tree
                            .ancestors(parent)
                            .any(|around| matches!(tree.kind(around), "finally_clause" | "except_clause"))
            });
        }
        if matches!(tree.kind(parent), "subscript" | "index_expression") {
            let deleted = tree.parent(parent).is_some_and(|around| tree.kind(around) == "delete_statement");
            return call.texts.has("subscript") || deleted && call.texts.has("del");
        }
        tree.is(parent, Role::Arguments)
            && tree
                .parent(parent)
                .and_then(|call| tree.field(call, "function"))
                .is_some_and(|callee| call.texts.has(tree.text(callee)))
    };
    let mut outer = call.node;
    while let Some(parent) = tree.parent(outer).filter(|&parent| tree.is(parent, Role::Transparent)) {
        outer = parent;
    }
    member_read(outer)
        || targets(cx, call.node)
            .iter()
            .any(|&target| later_uses(cx, target, call.node).iter().any(|&used| member_read(used)))
        || own_attribute_target(cx, call.node).is_some_and(|name| used_in_file(cx, name, call.texts))
        || targets(cx, call.node)
            .iter()
            .filter(|&&target| tree.enclosing_scope(target) == tree.root())
            .any(|&target| used_in_file(cx, tree.text(target), call.texts))
}

/// Uses of a module-level name, or of `self.x`, anywhere in the file: `name.member`, `name[k] = v` ("[]="),
/// `del name[k]` ("del"), `len(name)` ("len"); through one lock, too: `NAME.lock().unwrap().member`.
fn used_in_file(cx: &Cx<'_, '_>, name: &str, texts: &TextSet) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    cx.occurrences(name).any(|Occurrence { before, after: line, .. }| {
        if texts.has("del") && before.trim_end().ends_with("del")
            || texts.has("len") && before.ends_with("len(")
        {
            return true;
        }
        if line.starts_with('[') {
            return texts.has("[]=")
                && line.split_once(']').is_some_and(|(_, rest)| {
                    rest.trim_start().starts_with('=') && !rest.trim_start().starts_with("==")
                })
                || texts.has("subscript");
        }
        let chain = line.strip_prefix('.').unwrap_or_default();
        chain
            .split('.')
            .take(4)
            .any(|link| texts.has(link.split(|c: char| !is_part(c)).next().unwrap_or_default()))
    })
}

/// `self.x` where the value is stored there.
fn own_attribute_target<'t>(cx: &Cx<'_, 't>, node: NodeId) -> Option<&'t str> {
    let tree = cx.tree;
    let parent = tree.parent(node)?;
    let target = tree.field(parent, "left").filter(|_| tree.is(parent, Role::Assignment))?;
    tree.is(target, Role::Member).then(|| tree.text(target))
}

fn mutated(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let mut names: Vec<NodeId> = targets(cx, call.node);
    if let Some(parameter) = names.is_empty().then(|| tree.field(call.node, "name")).flatten() {
        names.push(parameter);
    }
    let mut seen = 0;
    while let Some(name) = names.pop() {
        seen += 1;
        if seen > 8 {
            break;
        }
        let text = tree.text(name);
        let scope = match tree.ancestors(name).find(|&around| tree.is(around, Role::Parameters)) {
            Some(list) => tree.parent(list).unwrap_or(tree.root()),
            None => tree.enclosing_scope(name),
        };
        for used in tree
            .descendants(scope)
            .filter(|&node| tree.kind(node) == "identifier" && tree.text(node) == text && node != name)
        {
            let Some(parent) = tree.parent(used) else { continue };
            let is_head =
                ["object", "value", "argument"].iter().any(|field| tree.field(parent, field) == Some(used));
            if tree.is(parent, Role::Member) && is_head {
                let called = tree.parent(parent).is_some_and(|call| {
                    tree.is(call, Role::Call) && tree.field(call, "function") == Some(parent)
                });
                let wanted = if call.texts.is_empty() { &cx.tables.mutators } else { call.texts };
                if called && last_name(tree, parent).is_some_and(|method| wanted.has(method)) {
                    return true;
                }
            }
            let changed = tree.parent(parent).is_some_and(|around| {
                tree.is(around, Role::Assignment) && tree.field(around, "left") == Some(parent)
                    || tree.kind(around) == "delete_statement"
            });
            if (is_head || matches!(tree.kind(parent), "subscript" | "index_expression"))
                && changed
                && call.texts.is_empty()
            {
                return true;
            }
            if tree.kind(parent) == "augmented_assignment"
                && tree.field(parent, "left") == Some(used)
                && call.texts.is_empty()
            {
                return true;
            }
            if tree.kind(parent) == "assignment" && tree.field(parent, "right") == Some(used) {
                names.extend(tree.field(parent, "left").filter(|&left| tree.is(left, Role::Identifier)));
            }
        }
    }
    false
}

fn escapes(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let stored = |node: NodeId| {
        let mut inner = node;
        for around in own_ancestors(cx, node) {
            if tree.is(around, Role::Return) || tree.is(around, Role::Yield) {
                return true;
            }
            if tree.is(around, Role::Assignment) {
                let left = tree.field(around, "left").or(tree.field(around, "pattern"));
                return left.is_some_and(|left| {
                    left != inner
                        && (tree.is(left, Role::Member)
                            || matches!(tree.kind(left), "subscript" | "index_expression"))
                });
            }
            if matches!(tree.kind(around), "field_initializer" | "shorthand_field_initializer") {
                return true;
            }
            if tree.is(around, Role::Call)
                && tree.field(around, "function").is_some_and(|callee| !tree.encloses(callee, node))
            {
                return super::text::name_of(cx, around).is_some_and(|name| cx.tables.mutators.has(name));
            }
            if tree.is(around, Role::Member) || tree.is(around, Role::Statement) {
                return false;
            }
            inner = around;
        }
        false
    };
    stored(call.node)
        || is_returned(cx, call.node)
        || targets(cx, call.node).iter().any(|&target| {
            later_uses(cx, target, call.node)
                .iter()
                .any(|&used| stored(used) || is_returned(cx, used) && is_whole(cx, used))
        })
}

/// The name itself, not a member of it.
fn is_whole(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tree
        .parent(node)
        .is_none_or(|parent| !cx.tree.is(parent, Role::Member) && !cx.tree.is(parent, Role::Call))
}

fn wrapped_in(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    tree.ancestors(call.node).take_while(|&around| !tree.is(around, Role::Function)).any(|around| {
        if tree.is(around, Role::Call) {
            let callee = ["function", "macro"].iter().find_map(|field| tree.field(around, field));
            return callee.is_some_and(|callee| !tree.encloses(callee, call.node))
                && call_is(cx, around, call.texts);
        }
        tree.is(around, Role::With)
            && tree.children(around).filter(|&clause| tree.kind(clause) == "with_clause").any(|clause| {
                tree.own_descendants(clause)
                    .any(|inner| tree.is(inner, Role::Call) && call_is(cx, inner, call.texts))
            })
    })
}

fn scope_calls(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let Some((place, names)) = call.texts.raw().split_first() else { return false };
    if place == "file" {
        let mut called = names.iter().filter_map(|name| name.rsplit('.').next());
        return called.any(|name| cx.occurrences(name).any(|occurrence| occurrence.after.starts_with('(')));
    }
    let around = match place.as_str() {
        "function" => tree.ancestors(call.node).find(|&around| tree.is(around, Role::Function)),
        "class" => tree.ancestors(call.node).find(|&around| tree.is(around, Role::Class)),
        _ => None,
    };
    let around = around.unwrap_or(tree.root());
    tree.descendants(around)
        .any(|node| node != call.node && tree.is(node, Role::Call) && call_is(cx, node, call.texts))
}

/// The loop, comprehension or iterator closure around a node, with its variable and what it runs over.
fn loops<'a>(
    cx: &'a Cx<'_, '_>,
    node: NodeId,
) -> impl Iterator<Item = (NodeId, Option<NodeId>, Option<NodeId>)> + 'a {
    let tree = cx.tree;
    tree.ancestors(node).take_while(move |&around| !tree.is(around, Role::Function)).filter_map(
        move |around| {
            if tree.is(around, Role::Loop) {
                let variable = ["left", "pattern"].iter().find_map(|field| tree.field(around, field));
                let over = ["right", "value"].iter().find_map(|field| tree.field(around, field));
                return Some((around, variable, over));
            }
            if tree.is(around, Role::Comprehension) {
                let clause = tree.children(around).find(|&child| tree.kind(child) == "for_in_clause")?;
                return Some((around, tree.field(clause, "left"), tree.field(clause, "right")));
            }
            if tree.is(around, Role::Lambda) {
                let call = tree
                    .parent(around)
                    .and_then(|list| tree.parent(list))
                    .filter(|&call| tree.is(call, Role::Call))?;
                let iterates = matches!(
                    super::text::name_of(cx, call),
                    Some(
                        "map"
                            | "for_each"
                            | "filter_map"
                            | "flat_map"
                            | "and_then"
                            | "filter"
                            | "then"
                            | "try_for_each"
                    )
                );
                return iterates.then(|| {
                    (around, tree.field(around, "parameters"), super::names::receiver_of(cx, call))
                });
            }
            None
        },
    )
}

fn varies_in_loop(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    loops(cx, call.node).any(|(around, variable, _)| {
        let Some(variable) = variable else { return false };
        let mut changing: Vec<&str> = tree
            .subtree(variable)
            .filter(|&node| tree.kind(node) == "identifier")
            .map(|node| tree.text(node))
            .collect();
        // What is computed from it inside the loop varies as well; two rounds see a value made of a value.
        for _ in 0..2 {
            for node in tree.descendants(around).filter(|&node| tree.is(node, Role::Assignment)) {
                let (Some(target), Some(value)) = (
                    ["left", "pattern", "name"].iter().find_map(|field| tree.field(node, field)),
                    ["right", "value"].iter().find_map(|field| tree.field(node, field)),
                ) else {
                    continue;
                };
                let varies = tree
                    .subtree(value)
                    .any(|part| is_value_name(tree, part) && changing.contains(&tree.text(part)));
                if varies {
                    changing.extend(
                        tree.subtree(target)
                            .filter(|&part| tree.kind(part) == "identifier")
                            .map(|part| tree.text(part)),
                    );
                }
            }
        }
        tree.subtree(call.node).any(|part| {
            tree.kind(part) == "identifier" && changing.contains(&tree.text(part))
                || tree.is(part, Role::Macro)
                    && changing.iter().any(|name| tree.text(part).contains(&format!("{{{name}")))
        })
    })
}

fn loop_over(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let Some((_, _, Some(over))) = loops(cx, call.node).next() else { return false };
    // However a display's elements come about, its length is in the code.
    let is_display = |node: NodeId| {
        matches!(
            cx.tree.kind(node),
            "list" | "tuple" | "set" | "dictionary" | "array_expression" | "tuple_expression"
        )
    };
    call.texts.has("literal")
        && (super::shape::is_constant(cx, over)
            || cx
                .origins(over)
                .iter()
                .any(|origin| matches!(*origin, Origin::Expression(value) if is_display(value))))
        || cx.tree.subtree(over).any(|part| cx.tree.is(part, Role::Call) && call_is(cx, part, call.texts))
}

fn loop_variable(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    loops(cx, call.node).filter_map(|(_, variable, _)| variable).any(|variable| {
        cx.tree
            .subtree(variable)
            .filter(|&node| cx.tree.kind(node) == "identifier")
            .any(|node| super::words(cx.tree.text(node)).iter().any(|word| call.texts.has(word)))
    })
}

/// A guard lives to the end of its block unless it is dropped, moved or bound again before.
fn alive_at(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let name = tree.text(call.node);
    let scope = tree.enclosing_scope(call.node);
    let Some(block) =
        tree.ancestors(call.node).find(|&around| tree.kind(around) == "block" || tree.is(around, Role::Body))
    else {
        return false;
    };
    let statement =
        tree.ancestors(call.node).take_while(|&around| around != block).last().unwrap_or(call.node);
    let after = tree.span(statement).end;
    let is_async_inside = |node: NodeId| {
        tree.ancestors(node).take_while(|&around| around != block && around != scope).any(|around| {
            tree.is(around, Role::AsyncBlock)
                || tree.is(around, Role::Lambda)
                || tree.is(around, Role::Function)
        })
    };
    for node in tree.descendants(block).filter(|&node| tree.span(node).start >= after) {
        if call.kinds.has(tree.kind_id(node)) && !is_async_inside(node) {
            return true;
        }
        if tree.kind(node) != "identifier" || tree.text(node) != name {
            continue;
        }
        let Some(parent) = tree.parent(node) else { continue };
        let on_the_way = tree.ancestors(node).take_while(|&around| around != block).all(|around| {
            !matches!(tree.kind(around), "if_expression" | "match_arm" | "else_clause")
                && !tree.is(around, Role::Loop)
        });
        let is_moved = tree.is(parent, Role::Arguments)
            || tree.kind(parent) == "let_declaration"
            || tree.kind(parent) == "assignment_expression";
        let ends = tree.ancestors(node).take_while(|&around| around != block).any(|around| {
            tree.is(around, Role::Return)
                || matches!(tree.kind(around), "break_expression" | "continue_expression")
        });
        if is_moved
            && (on_the_way || ends)
            && !cx
                .bindings()
                .all(scope, name)
                .iter()
                .any(|binding| binding.target == node && binding.kind != BindingKind::Assigned)
        {
            return false;
        }
    }
    false
}
