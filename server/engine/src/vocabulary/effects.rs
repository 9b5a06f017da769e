//! Predicates about what code does besides its value.

use std::rc::Rc;

use super::names::{call_is, caught};
use super::text::name_of;
use super::{Call, Check, Cx};
use crate::language::Role;
use crate::tree::{NodeId, SyntaxTree};

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("raises", |cx, call| raises(cx, call.node)),
    ("logs", |cx, call| super::names::calls(cx, call.node, &cx.tables.logging)),
    ("asserts", |cx, call| asserts_here(cx, call.node)),
    ("handles", |cx, call| handles(cx, call.node)),
    ("asserts-only", asserts_only),
    ("assertions-inside", |cx, call| {
        let places = assertions(cx, call.node);
        !places.is_empty()
            && call.others.iter().all(|&other| places.iter().all(|&place| cx.tree.encloses(other, place)))
    }),
];

pub(super) fn raises(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    std::iter::once(node).chain(tree.own_descendants(node)).any(|below| {
        tree.is(below, Role::Raise)
            || tree.is(below, Role::Return)
                && tree.content(below).next().is_some_and(|value| is_error_value(cx, value))
            || tree.is(below, Role::Call) && call_is(cx, below, &cx.tables.raising)
    }) || tree.language().name == "rust"
        && tree.content(node).last().is_some_and(|last| is_error_value(cx, last))
        || tree.language().name == "rust" && is_error_value(cx, node)
}

/// `Err(..)`
fn is_error_value(cx: &Cx<'_, '_>, value: NodeId) -> bool {
    cx.tree.kind(value) == "call_expression" && name_of(cx, value) == Some("Err")
}

/// Whether the text of a callee's last name is that of an assertion.
fn is_assertion_name(name: &str) -> bool {
    name.starts_with("assert")
        || name.starts_with("debug_assert")
        || name.starts_with("prop_assert")
        || name.starts_with("insta_assert")
        || name.starts_with("_assert")
        || name.starts_with("expect_")
        || name.starts_with("verify_")
        || name.starts_with("check_")
}

/// Direct assertions below a node: for the closure over helpers, which must not ask itself.
pub(crate) fn asserts(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.descendants(node).any(|below| {
        if tree.is(below, Role::Assertion) {
            return true;
        }
        if !tree.is(below, Role::Call) {
            return false;
        }
        let callee = ["function", "macro"].iter().find_map(|field| tree.field(below, field));
        callee
            .and_then(|callee| crate::scope::last_name(tree, callee))
            .is_some_and(crate::names::is_assertion)
    })
}

/// The assertions in a node. Several patterns ask about the body of one test.
pub(super) fn assertions(cx: &Cx<'_, '_>, node: NodeId) -> Rc<[NodeId]> {
    Cx::once(&cx.assertions, node, || {
        cx.tree.subtree(node).filter(|&below| is_assertion(cx, below)).collect()
    })
}

fn is_assertion(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    is_plain_assertion(cx, node)
        || cx.tree.is(node, Role::Call)
            && (name_of(cx, node).is_some_and(|name| cx.scope.asserting.contains(name))
                || call_is(cx, node, &cx.tables.asserting))
}

/// One that is known without asking what a name means.
fn is_plain_assertion(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tree.is(node, Role::Assertion)
        || cx.tree.is(node, Role::Call) && name_of(cx, node).is_some_and(is_assertion_name)
}

fn asserts_here(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    tree.subtree(node).any(|below| is_plain_assertion(cx, below))
        || tree.subtree(node).any(|below| is_assertion(cx, below))
        || tree.language().name == "rust"
            && tree.subtree(node).any(|below| {
                tree.is(below, Role::Call) && matches!(name_of(cx, below), Some("panic" | "unreachable"))
            })
}

fn handles(cx: &Cx<'_, '_>, clause: NodeId) -> bool {
    let tree = cx.tree;
    if raises(cx, clause) {
        return true;
    }
    let logs_with_trace = tree.own_descendants(clause).any(|below| {
        if !tree.is(below, Role::Call) {
            return false;
        }
        let argument = |name| super::shape::argument(cx, below, name).map(|value| tree.text(value));
        call_is(cx, below, &cx.tables.tracing)
            || argument("exc_info").is_some_and(|value| !matches!(value, "False" | "None"))
            || argument("#0").is_none_or(|given| given == "None")
                && call_is(cx, below, &cx.tables.tracing_unless_given)
    });
    if logs_with_trace {
        return true;
    }
    // The bound name, used for more than nothing.
    let bound = tree
        .descendants(clause)
        .find(|&node| tree.kind(node) == "as_pattern_target")
        .map(|target| tree.text(target));
    bound.is_some_and(|bound| {
        tree.descendants(clause).any(|node| {
            tree.kind(node) == "identifier"
                && tree.text(node) == bound
                && tree.parent(node).is_none_or(|parent| tree.kind(parent) != "as_pattern_target")
        })
    }) && !caught(cx, clause).is_empty()
}

/// Every assertion below is of a listed class: `existence`, `mock`, `constant`.
fn asserts_only(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    // Most tests have one of another class, and it is found by its name.
    let first = tree.subtree(call.node).find(|&below| is_plain_assertion(cx, below));
    let stands_alone = |place: NodeId| {
        let mut around = tree.ancestors(place).take_while(|&around| around != call.node);
        !around.any(|around| tree.is(around, Role::Call) || tree.is(around, Role::Assertion))
    };
    if first.is_some_and(|place| stands_alone(place) && !call.texts.has(assertion_class(cx, place))) {
        return false;
    }
    let places = assertions(cx, call.node);
    // An assertion inside another (`assert check_x(..)`) is judged as a part of it; what is outside comes first.
    let mut last = None;
    for &place in &*places {
        if last.is_some_and(|outer| tree.encloses(outer, place)) {
            continue;
        }
        if !call.texts.has(assertion_class(cx, place)) {
            return false;
        }
        last = Some(place);
    }
    last.is_some()
}

fn assertion_class(cx: &Cx<'_, '_>, place: NodeId) -> &'static str {
    let tree = cx.tree;
    if matches!(tree.kind(place), "call") && name_of(cx, place) == Some("assertIsInstance") {
        let class = super::shape::arguments(cx, place).get(1).map(|&class| tree.text(class));
        let builtin = matches!(
            class,
            Some(
                "dict"
                    | "list"
                    | "str"
                    | "int"
                    | "float"
                    | "bool"
                    | "tuple"
                    | "set"
                    | "bytes"
                    | "object"
                    | "type"
            )
        );
        return if builtin { "existence" } else { "other" };
    }
    let name = name_of(cx, place).filter(|_| tree.is(place, Role::Call)).unwrap_or_default();
    if cx.tables.mock_assertions.has(name) {
        return "mock";
    }
    let arguments = if tree.is(place, Role::Assertion) {
        tree.content(place).take(1).collect()
    } else {
        super::shape::arguments(cx, place)
    };
    if cx.tables.existence_assertions.has(name) {
        let is_found = arguments.first().is_some_and(|&argument| is_search(cx, argument));
        return if is_found { "other" } else { "existence" };
    }
    let plain = tree.is(place, Role::Assertion) || matches!(name, "assert" | "assertTrue" | "debug_assert");
    let Some(&condition) = arguments.first().filter(|_| plain) else { return "other" };
    condition_class(cx, condition)
}

/// Whether the name is that of a question with yes or no for an answer.
fn is_question(name: &str) -> bool {
    super::words(name).first().is_some_and(|word| {
        matches!(word.as_str(), "is" | "has" | "can" | "should" | "was" | "found" | "ok" | "any" | "all")
    })
}

/// Whether the name is that of a method that compares two values: its answer says how they stand to each other.
fn is_comparison(name: &str) -> bool {
    matches!(
        name,
        "eq" | "ne"
            | "lt"
            | "le"
            | "gt"
            | "ge"
            | "equals"
            | "contains"
            | "contains_key"
            | "starts_with"
            | "ends_with"
            | "startswith"
            | "endswith"
            | "matches"
    )
}

/// Whether what meets a condition is asked for, or the first of it: that there is some says that something meets it.
fn is_search(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let searches = |node: NodeId| {
        tree.is(node, Role::Call)
            && name_of(cx, node) == Some("next")
            && tree.subtree(node).any(|below| tree.kind(below) == "if_clause")
            || tree.is(node, Role::Call) && picks_out(cx, node)
            || tree.is(node, Role::Comprehension)
                && tree.children(node).any(|part| tree.kind(part) == "if_clause")
    };
    searches(node)
        || tree.is(node, Role::Identifier)
            && (cx
                .origins(node)
                .iter()
                .any(|origin| matches!(*origin, crate::flow::Origin::Expression(value) if searches(value)))
                || is_found_in_loop(cx, node))
}

/// `found = None` before a loop, and another value where the loop meets one that fits.
fn is_found_in_loop(cx: &Cx<'_, '_>, name: NodeId) -> bool {
    let tree = cx.tree;
    let Some(function) = tree.enclosing_function(name) else { return false };
    let given: Vec<NodeId> = tree
        .descendants(function)
        .filter(|&node| {
            tree.is(node, Role::Assignment)
                && tree.field(node, "left").is_some_and(|left| tree.text(left) == tree.text(name))
        })
        .collect();
    let is_nothing =
        |&given: &NodeId| tree.field(given, "right").is_some_and(|value| tree.kind(value) == "none");
    let is_picked = |&given: &NodeId| {
        let around = || tree.ancestors(given).take_while(|&around| around != function);
        around().any(|around| tree.is(around, Role::Loop))
            && around().any(|around| tree.kind(around) == "if_statement")
    };
    given.iter().any(is_nothing) && given.iter().any(is_picked)
}

/// `plan.find_operations(Join)`, `list(page.find_all("a"))`: those of one kind are picked out of what there is.
fn picks_out(cx: &Cx<'_, '_>, call: NodeId) -> bool {
    let tree = cx.tree;
    let arguments = super::shape::arguments(cx, call);
    let name = name_of(cx, call).unwrap_or_default();
    if matches!(name, "list" | "tuple" | "set" | "sorted") {
        return arguments.first().is_some_and(|&given| tree.is(given, Role::Call) && picks_out(cx, given));
    }
    let is_class = |&given: &NodeId| {
        let name = tree.text(given).rsplit('.').next().unwrap_or_default();
        let mut letters = name.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    };
    let finds = ["find", "filter", "select", "query"].iter().any(|word| name.starts_with(word));
    matches!(name, "find_all" | "findall" | "finditer" | "xpath" | "cssselect" | "walk_type")
        || finds
            && arguments
                .iter()
                .any(|given| matches!(tree.kind(*given), "identifier" | "attribute") && is_class(given))
}

/// Whether something is asked for as one of the kinds that it may be: `value.as_table()`, `value.downcast_ref::<Table>()`,
/// not `text.as_str()`.
fn asks_for_kind(cx: &Cx<'_, '_>, condition: NodeId) -> bool {
    let views = ["as_ref", "as_mut", "as_deref", "as_deref_mut", "as_str", "as_bytes", "as_slice", "as_path"];
    cx.tree.subtree(condition).any(|below| {
        cx.tree.is(below, Role::Call)
            && name_of(cx, below).is_some_and(|name| {
                name.starts_with("as_") && !views.contains(&name) || name.starts_with("downcast")
            })
    })
}

/// Whether what is asked for was looked for by a condition: `numbers.find(|number| *number > 100)`; or by its text in
/// another: `memmem::find(&answer, b"Date:")`.
fn is_found_by_condition(cx: &Cx<'_, '_>, condition: NodeId) -> bool {
    let tree = cx.tree;
    let is_given = |call: NodeId| match *super::shape::arguments(cx, call) {
        [first] => tree.is(first, Role::Lambda) || tree.text(first).starts_with("b\""),
        [first, second, ..] => tree.is(first, Role::Lambda) || tree.is(second, Role::String),
        [] => false,
    };
    let looks = |node: NodeId| {
        tree.subtree(node).any(|below| {
            tree.is(below, Role::Call)
                && name_of(cx, below)
                    .is_some_and(|name| name.starts_with("find") || name.ends_with("position"))
                && is_given(below)
        })
    };
    let is_from_search = |name: NodeId| {
        cx.origins(name)
            .iter()
            .any(|origin| matches!(*origin, crate::flow::Origin::Expression(value) if looks(value)))
    };
    looks(condition)
        || tree.subtree(condition).any(|below| tree.is(below, Role::Identifier) && is_from_search(below))
}

/// Whether the test around `hasattr(module, "STRING")` is called after what it asks for.
fn is_named_after(cx: &Cx<'_, '_>, call: NodeId) -> bool {
    let tree = cx.tree;
    let asked = super::shape::arguments(cx, call).get(1).copied();
    let asked =
        asked.filter(|&asked| tree.is(asked, Role::String)).map(|asked| super::text::content(cx, asked));
    let test = tree.enclosing_function(call).and_then(|function| tree.field(function, "name"));
    match (asked, test) {
        (Some(asked), Some(test)) if asked.len() > 2 => {
            tree.text(test).to_lowercase().contains(&asked.to_lowercase())
        }
        _ => false,
    }
}

fn condition_class(cx: &Cx<'_, '_>, condition: NodeId) -> &'static str {
    let tree = cx.tree;
    if tree.kind(condition) == "parenthesized_expression"
        && let Some(inner) = tree.content(condition).next()
    {
        return condition_class(cx, inner);
    }
    if super::shape::is_constant(cx, condition) && !tree.is(condition, Role::Identifier) {
        return "constant";
    }
    let language = tree.language();
    let records = language.tables.get("mock-records");
    let is_record = |node: NodeId| {
        tree.is(node, Role::Member)
            && crate::scope::last_name(tree, node)
                .is_some_and(|name| records.is_some_and(|known| known.iter().any(|known| known == name)))
    };
    if tree.subtree(condition).any(is_record) {
        // "Not called" and "called three times" say something about the code under test.
        let negated = tree.kind(condition) == "not_operator"
            || tree.text(condition).contains("== 0")
            || tree.text(condition).contains("is False");
        let counts = tree.kind(condition) == "comparison_operator"
            && tree
                .content(condition)
                .last()
                .is_some_and(|number| tree.text(number) != "1" && tree.text(number) != "True");
        return if negated || counts { "other" } else { "mock" };
    }
    match tree.kind(condition) {
        // What stands alone in Rust's `assert!` is a truth.
        "identifier" if language.name == "rust" => "other",
        // The truth of an attribute (`order.paid`) says something; that of a local says that it is there, unless it
        // holds the answer to a question.
        "identifier" => {
            let answers = cx.origins(condition).iter().any(|origin| match *origin {
                crate::flow::Origin::Expression(value) => {
                    matches!(
                        tree.kind(value),
                        "comparison_operator" | "not_operator" | "boolean_operator" | "binary_expression"
                    ) || matches!(tree.kind(value), "true" | "false" | "boolean_literal")
                        // `.get_result::<bool>(..)`
                        || tree.text(value).contains("::<bool>")
                        || tree.is(value, Role::Call)
                            && name_of(cx, value).is_some_and(|name| is_question(name) || is_comparison(name))
                }
                crate::flow::Origin::Parameter(_) | crate::flow::Origin::PartOf(_) => true,
                _ => false,
            });
            if answers || is_question(tree.text(condition)) || is_search(cx, condition) {
                "other"
            } else {
                "existence"
            }
        }
        "call" | "call_expression" => match name_of(cx, condition) {
            // `isinstance` of a project's class says which one was made.
            Some("isinstance") => {
                match super::shape::arguments(cx, condition).get(1).map(|&class| tree.text(class)) {
                    Some(
                        "dict" | "list" | "str" | "int" | "float" | "bool" | "tuple" | "set" | "bytes"
                        | "object" | "type",
                    ) => "existence",
                    _ => "other",
                }
            }
            // `item.as_table().is_some()` asks which kind it is.
            Some("is_some") if asks_for_kind(cx, condition) || is_found_by_condition(cx, condition) => {
                "other"
            }
            // The answer of a question or a check: that there is one is the whole result.
            Some("is_ok" | "is_some") => {
                let asked = super::names::receiver_of(cx, condition)
                    .filter(|&receiver| tree.is(receiver, Role::Call))
                    .and_then(|receiver| name_of(cx, receiver))
                    .and_then(|name| super::words(name).into_iter().next());
                match asked.as_deref() {
                    Some(
                        "is" | "has" | "can" | "should" | "check" | "validate" | "verify" | "ensure"
                        | "enforce" | "contains" | "matches" | "detect" | "blocked" | "needs" | "wants"
                        | "requires" | "includes" | "looks",
                    ) => "other",
                    _ => "existence",
                }
            }
            Some("hasattr") if is_named_after(cx, condition) => "other",
            Some("hasattr" | "callable" | "len" | "bool") => "existence",
            _ => "other",
        },
        "comparison_operator" => {
            let operators: Vec<&str> = tree
                .children(condition)
                .filter(|&part| !tree.is_named(part))
                .map(|part| tree.text(part))
                .collect();
            let last = tree.content(condition).last();
            let against_none = last.is_some_and(|last| tree.kind(last) == "none");
            if against_none && (operators.contains(&"is not") || operators.contains(&"!=")) {
                let is_found = tree.content(condition).next().is_some_and(|first| is_search(cx, first));
                return if is_found { "other" } else { "existence" };
            }
            let zero = last.is_some_and(|last| matches!(tree.text(last), "0" | "1"));
            let first_is_length = tree.content(condition).next().is_some_and(|first| {
                name_of(cx, first) == Some("len")
                    && tree.is(first, Role::Call)
                    && !super::shape::arguments(cx, first).first().is_some_and(|&given| is_search(cx, given))
            });
            // More than one element says more than that there is something.
            let is_one = last.is_some_and(|last| tree.text(last) == "1");
            if zero && first_is_length && (operators.contains(&">") && !is_one || operators.contains(&">=")) {
                "existence"
            } else {
                "other"
            }
        }
        "unary_expression" => {
            let inner = tree.content(condition).next();
            if inner.is_some_and(|inner| name_of(cx, inner) == Some("is_empty")) {
                "existence"
            } else {
                "other"
            }
        }
        "boolean_operator" | "binary_expression" => {
            let classes: Vec<&str> = tree.content(condition).map(|part| condition_class(cx, part)).collect();
            if !classes.is_empty()
                && classes.iter().all(|&class| class == "existence")
                && matches!(tree.kind(condition), "boolean_operator")
            {
                "existence"
            } else {
                "other"
            }
        }
        _ => "other",
    }
}
