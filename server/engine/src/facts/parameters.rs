//! How functions take their arguments, and what calls give them: in languages whose arguments have names.

use super::{ArgumentList, Takes};
use crate::language::Role;
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// How each parameter of a list gets its value; `None` for what is none that this knows.
pub(super) fn takes<'a>(
    tree: &'a SyntaxTree<'_>,
    list: NodeId,
) -> impl Iterator<Item = Option<Takes>> + use<'a> {
    // Up to `/` by position alone, behind `*` or `*args` by name alone.
    let is_named_too = !tree.content(list).any(|part| tree.kind(part) == "positional_separator");
    let mut by_name = is_named_too;
    let mut by_position = true;
    tree.content(list).collect::<Vec<_>>().into_iter().map(move |part| {
        let plain = Takes { by_position, by_name, is_optional: false, is_rest: false };
        Some(match rest_or_kind(tree, part) {
            "positional_separator" => {
                by_name = true;
                Takes::default()
            }
            "keyword_separator" => {
                by_position = false;
                Takes::default()
            }
            "list_splat_pattern" => {
                by_position = false;
                Takes { by_position: true, by_name: false, is_optional: true, is_rest: true }
            }
            "dictionary_splat_pattern" => {
                Takes { by_position: false, by_name: true, is_optional: true, is_rest: true }
            }
            "identifier" | "typed_parameter" => plain,
            "default_parameter" | "typed_default_parameter" => Takes { is_optional: true, ..plain },
            _ => return None,
        })
    })
}

/// The kind of a parameter; that of the pattern where it has a type: `*args: int`.
fn rest_or_kind(tree: &SyntaxTree<'_>, part: NodeId) -> &'static str {
    match (tree.kind(part), tree.content(part).next().map(|inner| tree.kind(inner))) {
        ("typed_parameter", Some(inner @ ("list_splat_pattern" | "dictionary_splat_pattern"))) => inner,
        (kind, _) => kind,
    }
}

/// What a call gives. `None` in a language without named arguments, and where the call may well be meant to fail.
pub(super) fn arguments<'t>(
    tree: &SyntaxTree<'t>,
    call: NodeId,
    reference: u32,
    span: Span,
) -> Option<ArgumentList<'t>> {
    if tree.kind(call) != "call" {
        return None;
    }
    let list = tree.field(call, "arguments").filter(|&list| tree.kind(list) == "argument_list")?;
    let mut found = ArgumentList {
        reference,
        span,
        positional: 0,
        has_more_positional: false,
        has_more_named: false,
        named: Vec::new(),
    };
    for argument in tree.content(list) {
        match tree.kind(argument) {
            "keyword_argument" => {
                let name = tree.field(argument, "name")?;
                found.named.push((tree.text(name), tree.span(name)));
            }
            "list_splat" => found.has_more_positional = true,
            "dictionary_splat" => found.has_more_named = true,
            "line_continuation" => {}
            _ => found.positional += 1,
        }
    }
    (!may_fail(tree, call)).then_some(found)
}

/// Under a `try`, or a `with` that waits for an error.
fn may_fail(tree: &SyntaxTree<'_>, call: NodeId) -> bool {
    let around = tree.ancestors(call).take_while(|&around| !tree.is(around, Role::Function));
    let mut waits = around.filter(|&around| match tree.kind(around) {
        "with_statement" => {
            let heads = tree.content(around).take_while(|&part| tree.kind(part) != "block");
            heads.into_iter().any(|head| {
                let text = tree.text(head);
                ["aises", "suppress", "warns"].iter().any(|word| text.contains(word))
            })
        }
        // `assertRaises(TypeError, lambda: f(x=1))`
        "lambda" => true,
        _ => tree.is(around, Role::Try),
    });
    waits.next().is_some()
}
