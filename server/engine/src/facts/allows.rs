//! Comments and attributes that keep a rule quiet, ours and those of other linters.

use super::Allow;
use crate::language::Role;
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// The allowances that stand in the item.
pub(super) fn of(tree: &SyntaxTree<'_>) -> Vec<Allow> {
    let mut found = Vec::new();
    for node in tree.all().filter(|&node| !tree.is_outer(node) && !tree.is_pruned(node)) {
        if tree.is(node, Role::Comment) {
            if let Some(allow) = own(tree, node) {
                found.push(allow);
            } else if let Some(allow) = foreign_comment(tree, node) {
                found.push(allow);
            }
        } else if tree.is(node, Role::AttributeMark)
            && let Some(allow) = attribute(tree, node)
        {
            found.push(allow);
        }
    }
    found
}

/// `thinktwice: allow rule, other-rule -- reason` and `thinktwice: allow-file rule -- reason`.
fn own(tree: &SyntaxTree<'_>, node: NodeId) -> Option<Allow> {
    let text = tree.text(node);
    let at = text.find("thinktwice:")?;
    // The sign has to be the comment's first word: prose may speak of it.
    if text[..at].chars().any(char::is_alphanumeric) {
        return None;
    }
    let said = text[at + "thinktwice:".len()..].trim_start();
    let (is_for_file, said) = match said.strip_prefix("allow-file") {
        Some(rest) => (true, rest),
        None => (false, said.strip_prefix("allow")?),
    };
    if !said.is_empty() && !said.starts_with(char::is_whitespace) {
        return None;
    }
    let said = said.trim_end_matches("*/");
    let (rules, reason) = said.split_once("--").unwrap_or((said, ""));
    // A lone CR ends no comment of Python.
    let is_between = |character: char| character == ',' || character.is_whitespace();
    let rules = rules.split(is_between).filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
    let scope = if is_for_file { Span::new(0, u32::MAX) } else { scope_of_comment(tree, node) };
    Some(Allow {
        rules,
        reason: reason.trim().to_owned(),
        span: tree.span(node),
        scope,
        is_own: true,
        is_for_file,
    })
}

/// `# noqa: S110 - reason`, `# nosec B110 reason`, `# pylint: disable=W0703 -- reason`: those that say why.
fn foreign_comment(tree: &SyntaxTree<'_>, node: NodeId) -> Option<Allow> {
    let text = tree.text(node).trim_start_matches(['#', '/', '*', ' ']);
    let lower = text.to_ascii_lowercase();
    let (linter, said) = [
        ("ruff", "noqa:"),
        ("bandit", "nosec"),
        ("pylint", "pylint: disable="),
        ("pylint", "pylint:disable="),
    ]
    .into_iter()
    .find_map(|(linter, sign)| lower.starts_with(sign).then(|| (linter, &text[sign.len()..])))?;
    let mut rules = Vec::new();
    let mut rest = said.trim_start_matches([':', ' ']);
    loop {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        let code = &rest[..end];
        let is_code = match linter {
            "pylint" => !code.is_empty() && (rules.is_empty() || rest.len() < said.len()),
            _ => {
                code.starts_with(|c: char| c.is_ascii_uppercase())
                    && code.ends_with(|c: char| c.is_ascii_digit())
            }
        };
        if !is_code {
            break;
        }
        rules.push(format!("{linter}:{code}"));
        rest = &rest[end..];
        match rest.trim_start().strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if linter == "pylint" => break,
            None => rest = rest.trim_start(),
        }
    }
    let reason = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).trim();
    let is_next_sign =
        reason.starts_with("noqa") || reason.starts_with("type:") || reason.starts_with("pylint:");
    if rules.is_empty() || reason.split_whitespace().count() < 2 || is_next_sign {
        return None;
    }
    Some(Allow {
        rules,
        reason: reason.to_owned(),
        span: tree.span(node),
        scope: scope_of_comment(tree, node),
        is_own: false,
        is_for_file: false,
    })
}

/// `#[allow(clippy::unwrap_used, reason = "...")]` and `#[expect(...)]`.
fn attribute(tree: &SyntaxTree<'_>, node: NodeId) -> Option<Allow> {
    let text = tree.text(node).trim_start_matches(['#', '!', '[']).trim_start();
    let said =
        text.strip_prefix("allow").or_else(|| text.strip_prefix("expect"))?.trim_start().strip_prefix('(')?;
    let (lints, reason) = said.split_once("reason")?;
    let reason = reason.trim_start().strip_prefix('=')?.trim();
    let reason = reason.trim_end_matches([']', ')', ',', ' ', '\n', '\r']).trim_start_matches(['r', '#']);
    let reason = reason.trim_end_matches('#').trim_matches('"').trim();
    let rules: Vec<String> = lints
        .split(',')
        .map(|lint| lint.split_whitespace().collect::<String>())
        .filter(|lint| !lint.is_empty())
        .map(|lint| match lint.strip_prefix("clippy::") {
            Some(lint) => format!("clippy:{lint}"),
            None => format!("rustc:{lint}"),
        })
        .collect();
    if rules.is_empty() || reason.is_empty() {
        return None;
    }
    let is_inner = tree.text(node).starts_with("#!");
    let is_for_file = is_inner && tree.parent(node).is_some_and(|parent| tree.is(parent, Role::Root));
    let scope = if is_for_file {
        Span::new(0, u32::MAX)
    } else if is_inner {
        tree.parent(node).map_or(tree.span(node), |parent| tree.span(parent))
    } else {
        Span::new(
            tree.span(node).start,
            next_item(tree, node).map_or(tree.span(node).end, |item| tree.span(item).end),
        )
    };
    Some(Allow { rules, reason: reason.to_owned(), span: tree.span(node), scope, is_own: false, is_for_file })
}

/// The line on which the comment stands, or, where it stands alone, what follows it: an item wholly, of anything
/// else the first line.
fn scope_of_comment(tree: &SyntaxTree<'_>, node: NodeId) -> Span {
    let span = tree.span(node);
    let source = tree.source();
    let line_start = tree.line_start(span.start);
    let is_alone = source[line_start as usize..span.start as usize].trim().is_empty();
    if !is_alone {
        return Span::new(line_start, line_end(source, span.end));
    }
    // The comment can be the last of its block while what it speaks of stands outside; lines decide then.
    let next_line = next_code_line(source, span.end);
    let next = next_item(tree, node).filter(|&next| tree.span(next).start < line_end(source, next_line));
    let end = match next {
        Some(next) if tree.is_pruned(next) || is_definition(tree, next) => tree.span(next).end,
        _ => line_end(source, next_line),
    };
    Span::new(span.start, end)
}

fn is_definition(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    [Role::Function, Role::Container, Role::Class, Role::Wrapper].iter().any(|&role| tree.is(node, role))
}

/// The next sibling that is no comment and no attribute.
fn next_item(tree: &SyntaxTree<'_>, node: NodeId) -> Option<NodeId> {
    let after = |&node: &NodeId| tree.next_sibling(node);
    std::iter::successors(tree.next_sibling(node), after).find(|&next| {
        tree.is_named(next) && !tree.is(next, Role::Comment) && !tree.is(next, Role::AttributeMark)
    })
}

fn line_end(source: &str, from: u32) -> u32 {
    let rest = &source.as_bytes()[from as usize..];
    memchr::memchr2(b'\n', b'\r', rest).map_or(source.len() as u32, |at| from + at as u32)
}

/// Where the next line begins that is neither empty nor a comment.
fn next_code_line(source: &str, from: u32) -> u32 {
    let mut at = line_end(source, from);
    while (at as usize) < source.len() {
        let start = at + 1;
        let end = line_end(source, start.min(source.len() as u32));
        let line = source.get(start as usize..end as usize).unwrap_or_default().trim();
        if !line.is_empty() && !line.starts_with(['#', '/', '*']) || line.starts_with("#[") {
            return start;
        }
        at = end;
    }
    source.len() as u32
}
