//! Predicates about the shape of code.

use super::names::{receiver_of, resolved, value_is};
use super::text::{content, name_of};
use super::{Call, Check, Cx};
use crate::flow::{Origin, assigned_to, inline_names, origins_of_inline};
use crate::language::{KindSet, Language, Role};
use crate::template::in_a_sentence;
use crate::tree::NodeId;

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("has-parent", |cx, call| {
        cx.tree.parent(call.node).is_some_and(|parent| call.kinds.has(cx.tree.kind_id(parent)))
    }),
    ("has-ancestor", |cx, call| {
        cx.tree.ancestors(call.node).any(|around| call.kinds.has(cx.tree.kind_id(around)))
    }),
    ("inside", |cx, call| own_ancestors(cx, call.node).any(|around| call.kinds.has(cx.tree.kind_id(around)))),
    ("nearest", |cx, call| {
        let found = own_ancestors(cx, call.node).find(|&around| call.kinds.has(cx.tree.kind_id(around)));
        found
            .is_some_and(|around| call.texts.raw().first().is_some_and(|first| first == cx.tree.kind(around)))
    }),
    ("has-child", |cx, call| cx.tree.children(call.node).any(|child| call.kinds.has(cx.tree.kind_id(child)))),
    ("contains", |cx, call| {
        cx.tree.own_descendants(call.node).any(|below| call.kinds.has(cx.tree.kind_id(below)))
    }),
    ("only-child", |cx, call| siblings(cx, call.node).all(|sibling| sibling == call.node)),
    ("first-child", |cx, call| siblings(cx, call.node).next() == Some(call.node)),
    ("last-child", |cx, call| siblings(cx, call.node).last() == Some(call.node)),
    ("trivial", |cx, call| is_trivial(cx, call.node)),
    ("literal", |cx, call| is_literal(cx, call.node)),
    ("constant", |cx, call| is_constant(cx, call.node)),
    ("interpolated", |cx, call| is_interpolated(cx, call.node)),
    ("starts-with", starts_with),
    ("has-argument", has_argument),
    ("has-key", has_key),
    ("argument-count", |cx, call| call.texts.compare(arguments(cx, call.node).len() as f64)),
    ("count", |_, call| call.texts.compare(call.count as f64)),
    ("statements", |cx, call| {
        let deep = call.texts.raw().iter().any(|text| text == "deep");
        call.texts.compare(f64::from(statements(cx, call.node, deep)))
    }),
    ("lines", |cx, call| call.texts.compare(cx.tree.text(call.node).lines().count() as f64)),
    ("nesting", |cx, call| call.texts.compare(f64::from(nesting(cx, call.node)))),
    ("complexity", |cx, call| call.texts.compare(f64::from(complexity(cx, call.node)))),
];

/// The nodes around, up to the enclosing function or lambda itself.
pub(super) fn own_ancestors<'a>(cx: &'a Cx<'_, '_>, node: NodeId) -> impl Iterator<Item = NodeId> + 'a {
    let mut passed = false;
    cx.tree.ancestors(node).take_while(move |&around| {
        let go_on = !passed;
        passed |= cx.tree.is(around, Role::Function) || cx.tree.is(around, Role::Lambda);
        go_on
    })
}

fn siblings<'a>(cx: &'a Cx<'_, '_>, node: NodeId) -> impl Iterator<Item = NodeId> + 'a {
    cx.tree.parent(node).into_iter().flat_map(|parent| cx.tree.content(parent))
}

/// Does nothing: `pass`, `...`, `continue`, a docstring, an empty block.
pub(super) fn is_trivial(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let idle = |node: NodeId| tree.is(node, Role::Idle) || tree.is(node, Role::String);
    if idle(node) {
        return true;
    }
    let is_block = tree.is(node, Role::Body) || tree.kind(node) == "block";
    if !is_block {
        return tree.kind(node) == "expression_statement" && tree.content(node).all(idle);
    }
    tree.content(node).all(|statement| {
        idle(statement) || tree.kind(statement) == "expression_statement" && tree.content(statement).all(idle)
    })
}

fn is_literal(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    tree.subtree(node).filter(|&part| tree.is_named(part)).all(|part| {
        tree.is(part, Role::Literal)
            || tree.is(part, Role::Collection)
            || tree.is(part, Role::StringContent)
            || tree.is(part, Role::Comment)
            || matches!(
                tree.kind(part),
                "string_start" | "string_end" | "escape_sequence" | "escape_interpolation"
            )
            || is_empty_macro(cx, part)
            || tree
                .ancestors(part)
                .take_while(|&around| around >= node)
                .any(|around| is_empty_macro(cx, around))
    })
}

/// `vec![]` and `String::new()` have no kind of their own.
fn is_empty_macro(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tree.is(node, Role::Macro) && matches!(cx.tree.text(node), "vec![]")
}

/// UPPER_CASE, by convention or because the module binds it once to a literal.
fn is_constant_name(cx: &Cx<'_, '_>, name: &str) -> bool {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    let upper = last.len() > 1
        && last.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
        && last.contains(char::is_alphabetic);
    upper || cx.scope.constants.contains(name) && !cx.scope.rebound.contains(name)
}

pub(super) fn is_constant(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    constant_at(cx, node, 0)
}

fn constant_at(cx: &Cx<'_, '_>, node: NodeId, depth: usize) -> bool {
    let tree = cx.tree;
    if depth > 8 {
        return false;
    }
    if (tree.is(node, Role::Identifier) || tree.is(node, Role::Path)) && is_constant_name(cx, tree.text(node))
    {
        return true;
    }
    cx.origins(node).iter().all(|origin| match *origin {
        Origin::Expression(value) => {
            if tree.is(value, Role::Interpolation) {
                return tree.content(value).next().is_none_or(|inside| constant_at(cx, inside, depth + 1));
            }
            let is_part = |part: NodeId| {
                tree.is(part, Role::StringContent)
                    || tree.is(part, Role::Comment)
                    || matches!(
                        tree.kind(part),
                        "string_start"
                            | "string_end"
                            | "escape_sequence"
                            | "escape_interpolation"
                            | "format_specifier"
                            | "type_conversion"
                    )
            };
            let is_whole = tree.is(value, Role::Literal)
                || tree.is(value, Role::Collection)
                || tree.is(value, Role::Binary)
                || tree.kind(value) == "parenthesized_expression";
            if is_whole {
                return tree
                    .named_children(value)
                    .all(|part| is_part(part) || constant_at(cx, part, depth + 1));
            }
            if tree.is(value, Role::Macro) && name_of(cx, value) == Some("concat") {
                return true;
            }
            // `", ".join(["?"] * 3)`, `"x".to_string()`: a method of a constant with constant arguments.
            if tree.is(value, Role::Call) {
                return receiver_of(cx, value).is_some_and(|receiver| {
                    tree.is(receiver, Role::String) && constant_at(cx, receiver, depth + 1)
                }) && arguments(cx, value)
                    .iter()
                    .all(|&argument| constant_at(cx, argument, depth + 1));
            }
            (tree.is(value, Role::Identifier) || tree.is(value, Role::Path))
                && is_constant_name(cx, tree.text(value))
        }
        Origin::Augmented(statement) => {
            tree.field(statement, "right").is_some_and(|right| constant_at(cx, right, depth + 1))
        }
        Origin::Free(name) => is_constant_name(cx, tree.text(name)),
        // An element of a constant collection is a constant. One that begins empty is filled later.
        Origin::PartOf(value) => {
            let begins_empty = |origin: &Origin| {
                matches!(*origin, Origin::Expression(whole)
                    if tree.is(whole, Role::Collection) && tree.named_children(whole).next().is_none())
            };
            !cx.origins(value).iter().any(begins_empty) && constant_at(cx, value, depth + 1)
        }
        Origin::Parameter(_) => false,
    })
}

pub(super) fn is_interpolated(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.origins(node).iter().any(|origin| match *origin {
        Origin::Expression(value) => puts_in(cx, value, 0),
        Origin::Augmented(statement) => {
            cx.tree.field(statement, "right").is_some_and(|right| !is_harmless(cx, right))
                && cx.tree.kind(statement) != "compound_assignment_expr"
        }
        _ => false,
    })
}

/// Cannot carry text from outside: constants, numbers, lengths, placeholders in a row.
fn is_harmless(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    is_constant(cx, node)
        || is_repetition(cx, node)
        || matches!(cx.tree.kind(node), "tuple" | "tuple_expression" | "dictionary" | "list") && {
            let mut parts = cx.tree.content(node).peekable();
            parts.peek().is_some()
                && parts.all(|part| is_harmless(cx, cx.tree.field(part, "value").unwrap_or(part)))
        }
        || {
            let origins = cx.origins(node);
            !origins.is_empty() && origins.iter().all(|origin| is_harmless_origin(cx, origin))
        }
}

fn is_harmless_origin(cx: &Cx<'_, '_>, origin: &Origin) -> bool {
    let tree = cx.tree;
    match *origin {
        Origin::Expression(value) => {
            is_constant(cx, value)
                || is_repetition(cx, value)
                || tree.is(value, Role::Call)
                    && resolved(cx, value).iter().any(|path| cx.tables.numeric.has(path))
        }
        Origin::Parameter(parameter) => {
            tree.field(parameter.by, "type").is_some_and(|kind| is_numeric_type(tree.text(kind)))
        }
        _ => false,
    }
}

/// Types whose values hold no text of anybody's choice.
fn is_numeric_type(kind: &str) -> bool {
    let mut words =
        kind.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| {
            matches!(
                word,
                "int"
                    | "float"
                    | "bool"
                    | "complex"
                    | "Decimal"
                    | "UUID"
                    | "uuid"
                    | "date"
                    | "datetime"
                    | "timedelta"
                    | "None"
                    | "Optional"
                    | "list"
                    | "List"
                    | "Sequence"
                    | "i8"
                    | "i16"
                    | "i32"
                    | "i64"
                    | "i128"
                    | "isize"
                    | "u8"
                    | "u16"
                    | "u32"
                    | "u64"
                    | "u128"
                    | "usize"
                    | "f32"
                    | "f64"
                    | "Uuid"
                    | "Option"
                    | "mut"
            )
        })
}

/// `"?" * n`, `["?"] * n`, `", ".join("?" for _ in ids)`, `vec!["?"; n].join(",")`: constants in a row.
fn is_repetition(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let mut inner = node;
    while tree.is(inner, Role::Transparent) {
        match tree.content(inner).next() {
            Some(below) => inner = below,
            None => return false,
        }
    }
    if tree.is(inner, Role::Binary) {
        let sides = [tree.field(inner, "left"), tree.field(inner, "right")];
        let times = tree.field(inner, "operator").is_some_and(|operator| tree.text(operator) == "*");
        return times
            && sides.into_iter().flatten().any(|side| {
                is_constant(cx, side) && !matches!(tree.kind(side), "integer" | "integer_literal")
            });
    }
    if tree.is(inner, Role::Comprehension) {
        return tree.field(inner, "body").is_some_and(|body| is_constant(cx, body));
    }
    if !tree.is(inner, Role::Call)
        || !matches!(
            name_of(cx, inner),
            Some("join" | "repeat" | "collect" | "take" | "map" | "rstrip" | "strip" | "trim_end_matches")
        )
    {
        return false;
    }
    let elements = |node: NodeId| {
        is_constant(cx, node)
            || is_repetition(cx, node)
            || is_constant_list(cx, node)
            || tree.kind(node) == "closure_expression"
                && tree.field(node, "body").is_some_and(|body| is_constant(cx, body))
            || tree.is(node, Role::Macro)
                && tree.text(node).starts_with("vec![\"")
                && tree.text(node).contains("; ")
            || tree.kind(node) == "range_expression"
    };
    let receiver = receiver_of(cx, inner);
    let arguments = arguments(cx, inner);
    match name_of(cx, inner) {
        // The closure gives the elements, whatever it runs over.
        Some("map") => arguments.iter().all(|&argument| elements(argument)),
        Some("repeat") if receiver.is_none() => arguments.iter().all(|&argument| is_constant(cx, argument)),
        Some("take") => receiver.is_some_and(elements),
        Some("repeat") => receiver.is_some_and(elements),
        _ => receiver.is_some_and(elements) && arguments.iter().all(|&argument| elements(argument)),
    }
}

/// A local list that is only ever given constants.
fn is_constant_list(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    if tree.kind(node) != "identifier" {
        return false;
    }
    let name = tree.text(node);
    let starts_constant = cx.origins(node).iter().all(|origin| match *origin {
        Origin::Expression(value) => {
            matches!(tree.kind(value), "list" | "array_expression") && is_constant(cx, value)
                || tree.is(value, Role::Macro) && tree.text(value) == "vec![]"
                || tree.is(value, Role::Call) && name_of(cx, value) == Some("new")
        }
        Origin::Augmented(statement) => {
            tree.field(statement, "right").is_some_and(|right| is_constant(cx, right))
        }
        _ => false,
    });
    starts_constant
        && tree
            .descendants(tree.enclosing_scope(node))
            .filter(|&call| {
                tree.is(call, Role::Call)
                    && receiver_of(cx, call).is_some_and(|object| tree.text(object) == name)
            })
            .filter(|&call| matches!(name_of(cx, call), Some("append" | "extend" | "insert" | "push")))
            .all(|call| arguments(cx, call).iter().all(|&argument| is_constant(cx, argument)))
}

fn puts_in(cx: &Cx<'_, '_>, value: NodeId, depth: usize) -> bool {
    let tree = cx.tree;
    if depth > 8 {
        return false;
    }
    match tree.kind(value) {
        "string" => tree
            .children(value)
            .filter(|&part| tree.is(part, Role::Interpolation))
            .filter_map(|part| tree.content(part).next())
            .any(|inside| !is_harmless(cx, inside)),
        "concatenated_string" | "parenthesized_expression" | "reference_expression" => {
            tree.content(value).any(|part| puts_in(cx, part, depth + 1))
        }
        "binary_operator" | "binary_expression" => {
            let (Some(left), Some(right)) = (tree.field(value, "left"), tree.field(value, "right")) else {
                return false;
            };
            let operator = tree.field(value, "operator").map(|operator| tree.text(operator));
            match operator {
                Some("%") => is_text(cx, left, depth) && !is_harmless(cx, right),
                Some("+") => {
                    let textual = is_text(cx, left, depth) || is_text(cx, right, depth);
                    textual && !(is_harmless(cx, left) && is_harmless(cx, right))
                }
                _ => false,
            }
        }
        _ if tree.is(value, Role::Macro) => {
            let Some(name) = name_of(cx, value) else { return false };
            if !matches!(name, "format" | "format_args" | "write" | "writeln") {
                return false;
            }
            let arguments = arguments(cx, value);
            let text = arguments.iter().find(|&&argument| tree.is(argument, Role::String));
            let inline = text.is_some_and(|&text| {
                inline_names(content(cx, text)).any(|name| {
                    let origins = origins_of_inline(tree, cx.bindings(), text, name);
                    !is_constant_name(cx, name)
                        && !origins.iter().all(|origin| is_harmless_origin(cx, origin))
                })
            });
            let after = arguments.iter().skip_while(|&&argument| Some(&argument) != text).skip(1);
            inline
                || after.into_iter().any(|&argument| {
                    // `name = value` of a format macro.
                    let value = tree.field(argument, "right").filter(|_| tree.is(argument, Role::Assignment));
                    !is_harmless(cx, value.unwrap_or(argument))
                })
        }
        _ if tree.is(value, Role::Call) => {
            let Some(receiver) = receiver_of(cx, value) else { return false };
            match name_of(cx, value) {
                Some("format" | "format_map") => {
                    is_text(cx, receiver, depth) && arguments(cx, value).iter().any(|&argument| !is_harmless(cx, argument))
                }
                Some("join") => {
                    tree.is(receiver, Role::String) && arguments(cx, value).iter().any(|&argument| !is_harmless(cx, argument))
                }
                Some("strip" | "lower" | "upper" | "encode" | "replace" | "to_string" | "as_str" | "to_owned" | "into" | "dedent" | "clone" | "as_ref" | "as_bytes") => {
                    cx.origins(receiver).iter().any(|origin| matches!(*origin, Origin::Expression(inner) if inner != value && puts_in(cx, inner, depth + 1)))
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether the expression shows itself to be a text.
fn is_text(cx: &Cx<'_, '_>, node: NodeId, depth: usize) -> bool {
    let tree = cx.tree;
    if depth > 8 {
        return false;
    }
    cx.origins(node).iter().any(|origin| match *origin {
        Origin::Expression(value) => {
            tree.is(value, Role::String)
                || tree.is(value, Role::Macro)
                || tree.is(value, Role::Binary)
                    && ["left", "right"]
                        .iter()
                        .filter_map(|field| tree.field(value, field))
                        .any(|side| is_text(cx, side, depth + 1))
                || tree.is(value, Role::Call)
                    && matches!(
                        name_of(cx, value),
                        Some(
                            "format"
                                | "join"
                                | "to_string"
                                | "to_owned"
                                | "strip"
                                | "lower"
                                | "upper"
                                | "dedent"
                        )
                    )
        }
        _ => false,
    })
}

/// The fixed text at the start of a string that may be put together.
pub(super) fn leading_text(cx: &Cx<'_, '_>, node: NodeId) -> Vec<String> {
    let tree = cx.tree;
    let mut found = Vec::new();
    let mut open = vec![node];
    let mut steps = 0;
    while let Some(node) = open.pop() {
        steps += 1;
        if steps > 32 {
            break;
        }
        for &origin in cx.origins(node).iter() {
            let (Origin::Expression(value) | Origin::PartOf(value)) = origin else { continue };
            match tree.kind(value) {
                "concatenated_string" | "parenthesized_expression" | "reference_expression" => {
                    open.extend(tree.content(value).next())
                }
                "binary_operator" | "binary_expression" => open.extend(tree.field(value, "left")),
                _ if tree.is(value, Role::String) => {
                    let text = content(cx, value);
                    let text = if tree.children(value).any(|part| tree.is(part, Role::Interpolation)) {
                        text.split('{').next().unwrap_or_default()
                    } else {
                        text
                    };
                    found.push(text.trim_start().to_owned());
                }
                _ if tree.is(value, Role::Macro) => {
                    open.extend(
                        arguments(cx, value).into_iter().find(|&argument| tree.is(argument, Role::String)),
                    );
                }
                _ if tree.is(value, Role::Call) => {
                    open.extend(receiver_of(cx, value).or(arguments(cx, value).first().copied()))
                }
                _ => {}
            }
        }
    }
    found
}

/// A text as `#starts-with?` compares it: in lower case, and open at its end if it is a glob.
pub(super) fn beginning(text: &str) -> String {
    let open = if text.contains('*') { "*" } else { "" };
    text.to_lowercase() + open
}

fn starts_with(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    leading_text(cx, call.node).iter().any(|text| {
        let text = text.to_lowercase();
        call.texts.raw().iter().any(|wanted| match wanted.ends_with('*') {
            true => super::glob_fits(wanted, &text),
            false => text.starts_with(wanted),
        })
    })
}

/// The arguments of a call, comments left out.
pub(super) fn arguments(cx: &Cx<'_, '_>, call: NodeId) -> Vec<NodeId> {
    let tree = cx.tree;
    let list =
        tree.field(call, "arguments").or(tree.children(call).find(|&child| tree.is(child, Role::Arguments)));
    match list {
        Some(list) if tree.is(list, Role::Arguments) => tree.content(list).collect(),
        // `f(x for x in y)`: the generator is the argument list.
        Some(list) => vec![list],
        None => Vec::new(),
    }
}

/// The value of an argument by keyword, or by `#n` among the positional ones.
pub(super) fn argument(cx: &Cx<'_, '_>, call: NodeId, name: &str) -> Option<NodeId> {
    let tree = cx.tree;
    let arguments = arguments(cx, call);
    if let Some(position) = name.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) {
        return arguments
            .into_iter()
            .filter(|&argument| {
                !tree.is(argument, Role::KeywordArgument) && !tree.is(argument, Role::SpreadArgument)
            })
            .nth(position);
    }
    arguments
        .into_iter()
        .filter(|&argument| tree.is(argument, Role::KeywordArgument))
        .find(|&argument| {
            tree.field(argument, "name").is_some_and(|found| super::glob_fits(name, tree.text(found)))
        })
        .and_then(|argument| tree.field(argument, "value"))
}

fn has_argument(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let Some((name, values)) = call.texts.raw().split_first() else { return false };
    match argument(cx, call.node, name) {
        Some(value) => values.is_empty() || value_is(cx, value, values),
        None => {
            values.is_empty()
                && !name.starts_with('#')
                && arguments(cx, call.node).iter().any(|&argument| {
                    cx.tree.is(argument, Role::SpreadArgument) && cx.tree.text(argument).starts_with("**")
                })
        }
    }
}

/// A key of a dictionary, `dict(...)`, struct literal or `json!({...})`; `key=value` asks for a constant value.
fn has_key(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let wanted = |key: &str, value: Option<NodeId>| {
        let key = key.trim_matches(['"', '\'']);
        call.texts.raw().iter().any(|text| match text.split_once('=') {
            Some((name, constant)) => {
                name == key
                    && value.is_some_and(|value| tree.text(value).trim_matches(['"', '\'']) == constant)
            }
            None => text == key,
        })
    };
    cx.origins(call.node).iter().any(|origin| {
        let Origin::Expression(value) = *origin else { return false };
        tree.subtree(value).any(|part| match tree.kind(part) {
            "pair" => {
                tree.field(part, "key").is_some_and(|key| wanted(tree.text(key), tree.field(part, "value")))
            }
            "keyword_argument" => {
                tree.field(part, "name").is_some_and(|key| wanted(tree.text(key), tree.field(part, "value")))
            }
            "field_initializer" => {
                let name = tree.field(part, "field").or(tree.field(part, "name"));
                name.is_some_and(|key| wanted(tree.text(key), tree.field(part, "value")))
            }
            "shorthand_field_initializer" => wanted(tree.text(part), None),
            "dictionary_splat" | "base_field_initializer" => true,
            // The keys of `json!({...})` are tokens.
            "string_literal" => {
                tree.ancestors(part).any(|around| tree.is(around, Role::TokenTree))
                    && wanted(tree.text(part), None)
            }
            _ => false,
        })
    })
}

/// Statements of a block; `deep` counts those of nested blocks too.
pub(super) fn statements(cx: &Cx<'_, '_>, node: NodeId, deep: bool) -> u32 {
    let tree = cx.tree;
    let body = tree.is(node, Role::Function).then(|| tree.field(node, "body")).flatten();
    let block = body.unwrap_or(node);
    let is_statement =
        |node: NodeId| tree.is(node, Role::Statement) || tree.kind(node).ends_with("_statement");
    if deep {
        return tree.own_descendants(block).filter(|&node| is_statement(node)).count() as u32;
    }
    // A block's last expression is a statement to its reader.
    cx.statement_count(block)
}

fn nesting(cx: &Cx<'_, '_>, function: NodeId) -> u32 {
    let tree = cx.tree;
    let depth = |node: NodeId| {
        tree.ancestors(node)
            .take_while(|&around| around != function)
            .filter(|&around| is_nesting(cx, around))
            .count() as u32
    };
    tree.own_descendants(function)
        .filter(|&node| cx.tables.deciding.has(tree.kind_id(node)) && is_nesting(cx, node))
        .map(|node| depth(node) + 1)
        .max()
        .unwrap_or(0)
}

fn is_nesting(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    tree.is(node, Role::Loop)
        || tree.is(node, Role::Try)
        || tree.is(node, Role::With)
        || matches!(
            tree.kind(node),
            "if_statement" | "if_expression" | "match_expression" | "match_statement"
        ) && tree.parent(node).is_none_or(|parent| tree.kind(parent) != "else_clause")
}

/// The kinds that [`nesting`] and [`complexity`] look at.
pub(super) fn deciding(language: Language) -> KindSet {
    language.kinds_where(|kind| {
        let of_role = |role| language.kind_ids(kind, true).iter().any(|&id| language.roles(id).has(role));
        [Role::Loop, Role::Try, Role::With, Role::Handler].into_iter().any(of_role)
            || matches!(
                kind,
                "if_statement"
                    | "if_expression"
                    | "match_expression"
                    | "match_statement"
                    | "else_clause"
                    | "elif_clause"
                    | "conditional_expression"
                    | "boolean_operator"
                    | "binary_expression"
            )
    })
}

/// Cognitive complexity after Campbell (Sonar, 2018): breaks in the flow, weighted by how deep they stand.
fn complexity(cx: &Cx<'_, '_>, function: NodeId) -> u32 {
    let tree = cx.tree;
    let mut total = 0;
    for node in tree.own_descendants(function).filter(|&node| cx.tables.deciding.has(tree.kind_id(node))) {
        let depth = || {
            tree.ancestors(node)
                .take_while(|&around| around != function)
                .filter(|&around| {
                    tree.is(around, Role::Loop)
                        || tree.is(around, Role::Handler)
                        || matches!(
                            tree.kind(around),
                            "if_statement"
                                | "if_expression"
                                | "match_expression"
                                | "match_statement"
                                | "conditional_expression"
                        ) && tree.parent(around).is_none_or(|parent| tree.kind(parent) != "else_clause")
                })
                .count() as u32
        };
        match tree.kind(node) {
            "if_statement" | "if_expression" => {
                let is_else_if = tree.parent(node).is_some_and(|parent| tree.kind(parent) == "else_clause");
                total += if is_else_if { 0 } else { 1 + depth() };
            }
            "else_clause" | "elif_clause" => total += 1,
            "conditional_expression" | "match_expression" | "match_statement" => total += 1 + depth(),
            "boolean_operator" => total += 1,
            "binary_expression" => {
                let logical = tree
                    .field(node, "operator")
                    .is_some_and(|operator| matches!(tree.text(operator), "&&" | "||"));
                total += u32::from(logical);
            }
            _ if tree.is(node, Role::Loop) || tree.is(node, Role::Handler) => total += 1 + depth(),
            _ => {}
        }
    }
    total
}

/// The text that `(#bind! name @capture "what")` gives a name.
pub(crate) fn bound_text(cx: &Cx<'_, '_>, node: NodeId, count: usize, what: &str) -> Option<String> {
    let tree = cx.tree;
    let short = |node: NodeId| in_a_sentence(tree.text(node), 60);
    let line = |offset: u32| cx.line(offset).to_string();
    let text = match what {
        "first-call" => {
            let calls = || tree.subtree(node).filter(|&below| tree.is(below, Role::Call));
            callee_text(cx, calls().find(|&call| says_something(cx, call)).or_else(|| calls().next())?)?
        }
        "last-call" => callee_text(cx, last_call(cx, node)?)?,
        "asserted-call" => callee_text(cx, asserted_call(cx, node)?)?,
        "callee" => callee_text(cx, node)?,
        "name" => name_of(cx, node)?.to_owned(),
        "value" => short(["value", "right"].iter().find_map(|field| tree.field(node, field)).unwrap_or(node)),
        "operand" => short(
            ["left", "argument", "value"]
                .iter()
                .find_map(|field| tree.field(node, field))
                .or(tree.content(node).next())?,
        ),
        "target" => match assigned_to(tree, node).first() {
            Some(&target) => short(target),
            None => short(["left", "pattern", "name"].iter().find_map(|field| tree.field(node, field))?),
        },
        "type" => short(["type", "return_type"].iter().find_map(|field| tree.field(node, field))?),
        "parameters" => short(tree.field(node, "parameters")?).trim_matches(['(', ')', '|']).to_owned(),
        "receiver" => short(receiver_of(cx, node)?),
        "line" => line(tree.span(node).start),
        "last-line" => line(tree.span(node).end),
        "count" => count.to_string(),
        "lines" => tree.text(node).lines().count().to_string(),
        "statements" => statements(cx, node, true).to_string(),
        "complexity" => complexity(cx, node).to_string(),
        "nesting" => nesting(cx, node).to_string(),
        "resolved" => resolved(cx, node).first().cloned()?,
        "string" => in_a_sentence(content(cx, node), 60),
        "comment" => in_a_sentence(
            tree.text(node).trim_start_matches(['#', '/', '*', '!', ' ']).trim_end_matches(['*', '/', ' ']),
            60,
        ),
        "undocumented" => super::docs::undocumented(cx, node, &["parameter", "exception", "return"])?,
        "loop-source" => {
            let around = own_ancestors(cx, node)
                .find(|&around| tree.is(around, Role::Loop) || tree.is(around, Role::Comprehension))?;
            let clause =
                tree.children(around).find(|&child| tree.kind(child) == "for_in_clause").unwrap_or(around);
            short(["right", "value"].iter().find_map(|field| tree.field(clause, field))?)
        }
        "loop-variable" => {
            let around = own_ancestors(cx, node)
                .find(|&around| tree.is(around, Role::Loop) || tree.is(around, Role::Comprehension))?;
            let clause =
                tree.children(around).find(|&child| tree.kind(child) == "for_in_clause").unwrap_or(around);
            short(["left", "pattern"].iter().find_map(|field| tree.field(clause, field))?)
        }
        _ => short(argument(cx, node, what.strip_prefix("argument:")?)?),
    };
    Some(text)
}

/// The call at the end of a body, in the last of its statements that has one: what the others lead up to.
pub(super) fn last_call(cx: &Cx<'_, '_>, body: NodeId) -> Option<NodeId> {
    let tree = cx.tree;
    let telling = |statement: NodeId| {
        tree.subtree(statement).find(|&below| {
            tree.is(below, Role::Call)
                && says_something(cx, below)
                && !name_of(cx, below).is_some_and(|name| {
                    matches!(
                        name,
                        "eprintln"
                            | "eprint"
                            | "info"
                            | "debug"
                            | "warn"
                            | "trace"
                            | "append"
                            | "insert"
                            | "push"
                    )
                })
        })
    };
    let mut block = body;
    let mut found = None;
    // Each turn goes one block deeper.
    while let Some((statement, call)) = tree
        .content(block)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .find_map(|statement| Some((statement, telling(statement)?)))
    {
        found = Some(call);
        let inner = tree
            .subtree(statement)
            .find(|&below| below != block && tree.kind(below) == "block" && telling(below).is_some());
        match inner {
            Some(inner) => block = inner,
            None => break,
        }
    }
    found
}

/// What a plain assertion is about, without the message behind it.
fn asserted(cx: &Cx<'_, '_>, place: NodeId) -> NodeId {
    let condition = if cx.tree.is(place, Role::Assertion) {
        cx.tree.content(place).next()
    } else if matches!(name_of(cx, place), Some("assert" | "debug_assert" | "assertTrue")) {
        arguments(cx, place).first().copied()
    } else {
        None
    };
    condition.unwrap_or(place)
}

/// The call whose result the first assertion below is about, directly or through a local name.
pub(super) fn asserted_call(cx: &Cx<'_, '_>, body: NodeId) -> Option<NodeId> {
    let tree = cx.tree;
    let telling = |node: NodeId| {
        tree.subtree(node).find(|&below| {
            tree.is(below, Role::Call)
                && says_something(cx, below)
                && !name_of(cx, below).is_some_and(|name| {
                    name.starts_with("assert")
                        || name.starts_with("is_")
                        || matches!(
                            name,
                            "hasattr" | "callable" | "debug_assert" | "get" | "as_ref" | "as_str"
                        )
                })
        })
    };
    super::effects::assertions(cx, body).iter().find_map(|&place| {
        let place = asserted(cx, place);
        telling(place).or_else(|| {
            tree.subtree(place).filter(|&below| tree.is(below, Role::Identifier)).find_map(|name| {
                cx.origins(name).iter().find_map(|origin| match *origin {
                    crate::flow::Origin::Expression(value) | crate::flow::Origin::PartOf(value) => {
                        telling(value)
                    }
                    _ => None,
                })
            })
        })
    })
}

/// Whether a reader learns from the name of the call what is done: no adaptors, assertions, records, constructors of values.
fn says_something(cx: &Cx<'_, '_>, call: NodeId) -> bool {
    let Some(name) = name_of(cx, call) else { return false };
    let is_plain = matches!(
        name,
        "unwrap"
            | "expect"
            | "ok"
            | "into"
            | "clone"
            | "to_string"
            | "to_owned"
            | "map_err"
            | "context"
            | "with_context"
            | "unwrap_or"
            | "unwrap_or_default"
            | "unwrap_or_else"
            | "vec"
            | "format"
            | "println"
            | "print"
            | "len"
            | "isinstance"
            | "type"
            | "time"
            | "str"
            | "list"
            | "dict"
            | "set"
            | "int"
            | "float"
            | "bool"
            | "tuple"
            | "Some"
            | "Ok"
            | "Err"
            | "Path"
            | "String"
            | "Mock"
            | "MagicMock"
            | "AsyncMock"
            | "patch"
            | "range"
            | "sorted"
            | "super"
            | "iter"
            | "collect"
            | "as_ref"
            | "as_str"
            | "raises"
            | "skip"
    );
    let is_constructor = matches!(name, "new" | "from" | "default")
        && cx.tree.field(call, "function").is_some_and(|callee| {
            ["Box::", "Arc::", "Rc::", "String::", "Vec::", "TempDir::", "Mutex::", "HashMap::", "RefCell::"]
                .iter()
                .any(|class| cx.tree.text(callee).starts_with(class))
        });
    let is_record = super::names::call_is(cx, call, &cx.tables.logging);
    !is_plain
        && !is_constructor
        && !is_record
        && !name.starts_with("assert")
        && !name.starts_with("debug_assert")
}

fn callee_text(cx: &Cx<'_, '_>, call: NodeId) -> Option<String> {
    let callee = ["function", "macro"].iter().find_map(|field| cx.tree.field(call, field))?;
    let text = cx.tree.text(callee);
    // A chain of calls reads better by its last link.
    if text.contains('(') || text.len() > 48 {
        name_of(cx, call).map(str::to_owned)
    } else {
        Some(in_a_sentence(text, 48))
    }
}
