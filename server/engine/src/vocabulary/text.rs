//! Predicates about texts.

use super::{Call, Check, Cx};
use crate::language::Role;
use crate::scope::last_name;
use crate::tree::NodeId;

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("eq", equal),
    ("any-of", |cx, call| call.texts.has(cx.tree.text(call.node))),
    ("match", |cx, call| {
        call.texts.regex.as_ref().is_some_and(|regex| regex.is_match(cx.tree.text(call.node)))
    }),
    ("named", |cx, call| name_of(cx, call.node).is_some_and(|name| call.texts.has(name))),
    ("word", word),
    ("phrase", phrase),
    ("same-text", |cx, call| {
        call.others.iter().all(|&other| significant(cx, call.node).eq(significant(cx, other)))
    }),
    ("length", |cx, call| call.texts.compare(content(cx, call.node).chars().count() as f64)),
    ("entropy", |cx, call| call.texts.compare(entropy(content(cx, call.node)))),
];

fn equal(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    match call.others.first() {
        Some(&other) => cx.tree.text(call.node) == cx.tree.text(other),
        None => call.texts.has(cx.tree.text(call.node)),
    }
}

/// The last name of a name, callee or definition.
pub(super) fn name_of<'t>(cx: &Cx<'_, 't>, node: NodeId) -> Option<&'t str> {
    let tree = cx.tree;
    if tree.is(node, Role::Call) {
        return ["function", "macro"]
            .iter()
            .find_map(|field| tree.field(node, field))
            .and_then(|callee| last_name(tree, callee));
    }
    if tree.is(node, Role::Function) || tree.is(node, Role::Container) {
        return tree.name(node);
    }
    last_name(tree, node)
}

fn word(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let name = if cx.tree.is(call.node, Role::String) {
        content(cx, call.node)
    } else {
        name_of(cx, call.node).unwrap_or(cx.tree.text(call.node))
    };
    call.texts.stands_in_name(name)
}

fn phrase(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    call.texts.stands_in(&cx.prose(call.node))
}

/// The tokens but comments; a literal text without parts put in is one token.
fn significant<'a>(cx: &'a Cx<'_, '_>, node: NodeId) -> impl Iterator<Item = &'a str> {
    let tree = cx.tree;
    let is_whole_text = move |node: NodeId| {
        (tree.is(node, Role::String) || tree.kind(node) == "char_literal")
            && !tree.descendants(node).any(|part| tree.is(part, Role::Interpolation))
            && tree.kind(node) != "concatenated_string"
            || tree.is(node, Role::StringContent)
    };
    let mut skip_until = 0;
    tree.subtree(node).filter_map(move |part| {
        if part.0 < skip_until || tree.is(part, Role::Comment) {
            return None;
        }
        let is_leaf = tree.children(part).next().is_none();
        if is_whole_text(part) {
            skip_until = tree.next_index(Some(part));
            return Some(tree.text(part));
        }
        (is_leaf && !tree.text(part).trim().is_empty()).then(|| tree.text(part))
    })
}

/// A string without its quotes; the text of anything else.
pub(super) fn content<'t>(cx: &Cx<'_, 't>, node: NodeId) -> &'t str {
    let text = cx.tree.text(node);
    if !cx.tree.is(node, Role::String) {
        return text;
    }
    let text = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '#');
    let text = text.trim_end_matches('#');
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner;
        }
    }
    text
}

/// Bits per character.
fn entropy(text: &str) -> f64 {
    let total = text.chars().count() as f64;
    let mut counts = rustc_hash::FxHashMap::default();
    for character in text.chars() {
        *counts.entry(character).or_insert(0u32) += 1;
    }
    let share = |&count: &u32| f64::from(count) / total;
    counts.values().map(|count| -share(count) * share(count).log2()).sum()
}
