//! What a function's documentation promises, held against its signature and body.

use super::effects::raises;
use super::names::class_names;
use super::text::content;
use super::{Check, Cx};
use crate::language::Role;
use crate::tree::NodeId;

pub(super) const CHECKS: &[(&str, Check)] = &[("documents-missing", |cx, call| {
    let wanted: Vec<&str> = call.texts.raw().iter().map(String::as_str).collect();
    undocumented(cx, call.node, &wanted).is_some()
})];

/// The first item that the documentation names and the code lacks.
pub(super) fn undocumented(cx: &Cx<'_, '_>, function: NodeId, wanted: &[&str]) -> Option<String> {
    let tree = cx.tree;
    let parameters = tree.field(function, "parameters")?;
    // A base class may document what this one only passes on.
    if class_names(cx, function).len() > 1 || tree.field(function, "body").is_none() {
        return None;
    }
    let promised = promised(cx, function);
    let text = tree.text(parameters);
    if wanted.contains(&"parameter") && !text.contains('*') {
        let names: Vec<&str> = tree
            .subtree(parameters)
            .filter(|&node| tree.kind(node) == "identifier")
            .map(|node| tree.text(node).trim_start_matches('_'))
            .collect();
        if let Some(missing) =
            promised.parameters.iter().find(|name| !names.contains(&name.trim_start_matches('_')))
        {
            // Prose that happens to look like a list names nothing of the signature at all.
            if promised.parameters.iter().any(|name| names.contains(&name.as_str())) || promised.is_certain {
                return Some(missing.clone());
            }
        }
    }
    let body = tree.field(function, "body")?;
    let calls_nothing = !tree.own_descendants(body).any(|node| {
        tree.is(node, Role::Call) && !tree.parent(node).is_some_and(|parent| tree.is(parent, Role::Raise))
    });
    if wanted.contains(&"exception") && !promised.exceptions.is_empty() && raises(cx, body) && calls_nothing {
        let raised: Vec<&str> = tree
            .own_descendants(body)
            .filter(|&node| tree.is(node, Role::Identifier))
            .map(|node| tree.text(node))
            .collect();
        let missing = promised.exceptions.iter().find(|class| {
            let last = class.rsplit('.').next().unwrap_or(class);
            !raised.contains(&last)
        });
        if let Some(missing) = missing {
            return Some(missing.clone());
        }
    }
    let gives_value = tree.own_descendants(body).any(|node| {
        tree.is(node, Role::Yield)
            || tree.is(node, Role::Return)
                && tree.content(node).next().is_some_and(|value| tree.text(value) != "None")
    });
    let can_end = !matches!(tree.content(body).last().map(|last| tree.kind(last)), Some("raise_statement"));
    (wanted.contains(&"return")
        && promised.returns
        && !gives_value
        && can_end
        && !super::shape::is_trivial(cx, body))
    .then(|| "a return value".to_owned())
}

#[derive(Default)]
struct Promised {
    parameters: Vec<String>,
    exceptions: Vec<String>,
    returns: bool,
    /// A form that cannot be read otherwise: `:param x:`.
    is_certain: bool,
}

fn promised(cx: &Cx<'_, '_>, function: NodeId) -> Promised {
    let tree = cx.tree;
    if tree.language().name == "rust" {
        return promised_in_comments(cx, function);
    }
    let docstring = tree
        .field(function, "body")
        .and_then(|body| tree.content(body).next())
        .filter(|&first| tree.kind(first) == "expression_statement")
        .and_then(|first| tree.content(first).next())
        .filter(|&value| tree.is(value, Role::String));
    let Some(docstring) = docstring else { return Promised::default() };
    read_docstring(content(cx, docstring))
}

/// Google (`Args:`), NumPy (`Parameters` over dashes) and Sphinx (`:param x:`) forms.
fn read_docstring(text: &str) -> Promised {
    let mut promised = Promised::default();
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut section: Option<(&str, usize, Option<usize>)> = None;
    for (number, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        for (sign, is_parameter) in [(":param ", true), (":raises ", false)] {
            if let Some(rest) = trimmed.strip_prefix(sign)
                && let Some((name, _)) = rest.split_once(':')
            {
                let name =
                    name.split_whitespace().last().unwrap_or_default().trim_start_matches('*').to_owned();
                if is_parameter {
                    promised.is_certain = true;
                    promised.parameters.push(name);
                } else {
                    promised.exceptions.push(name);
                }
            }
        }
        promised.returns |= trimmed.starts_with(":return:") && !trimmed.ends_with("None");
        let underlined = lines
            .get(number + 1)
            .is_some_and(|next| next.trim().len() >= 3 && next.trim().chars().all(|c| c == '-'));
        let title = trimmed.trim_end_matches(':');
        let known = matches!(title, "Args" | "Arguments" | "Parameters" | "Raises" | "Returns" | "Yields");
        if known && (trimmed.ends_with(':') || underlined) {
            section = Some((title, indent(line), None));
            promised.returns |= title == "Returns"
                && !lines
                    .get(number + 1 + usize::from(underlined))
                    .is_some_and(|next| next.trim().starts_with("None"));
            continue;
        }
        let Some((title, outer, inner)) = &mut section else { continue };
        if trimmed.is_empty() || trimmed.chars().all(|c| c == '-') {
            continue;
        }
        let is_numpy = indent(line) == *outer
            && lines[..number]
                .iter()
                .rev()
                .any(|line| !line.trim().is_empty() && line.trim().chars().all(|c| c == '-'));
        if indent(line) <= *outer && !is_numpy || underlined {
            section = None;
            continue;
        }
        let level = *inner.get_or_insert(indent(line));
        if indent(line) != level {
            continue;
        }
        let separator = trimmed.find([':', '(']).unwrap_or(if is_numpy { trimmed.len() } else { 0 });
        let head = trimmed[..separator].trim().trim_start_matches('*').trim_matches('`');
        let is_name = !head.is_empty() && head.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        if is_name && matches!(*title, "Args" | "Arguments" | "Parameters") && !head.contains('.') {
            promised.parameters.push(head.to_owned());
        } else if is_name && *title == "Raises" {
            promised.exceptions.push(head.to_owned());
        }
    }
    promised
}

/// `# Arguments` with a list of names in backticks.
fn promised_in_comments(cx: &Cx<'_, '_>, function: NodeId) -> Promised {
    let tree = cx.tree;
    let mut lines = Vec::new();
    let mut before = tree.previous_sibling(function);
    while let Some(node) =
        before.filter(|&node| tree.is(node, Role::Comment) || tree.is(node, Role::AttributeMark))
    {
        if tree.is(node, Role::Comment) {
            lines.push(tree.text(node).trim_start_matches('/').trim());
        }
        before = tree.previous_sibling(node);
    }
    lines.reverse();
    let mut promised = Promised { is_certain: true, ..Promised::default() };
    let mut in_arguments = false;
    for line in lines {
        if let Some(title) = line.strip_prefix('#') {
            in_arguments = matches!(title.trim_start_matches('#').trim(), "Arguments" | "Parameters");
            continue;
        }
        let item = line.strip_prefix(['*', '-']).map(str::trim_start);
        let name = item.and_then(|item| item.strip_prefix('`')).and_then(|item| item.split('`').next());
        if in_arguments
            && let Some(name) = name.filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        {
            promised.parameters.push(name.to_owned());
        }
    }
    promised
}
