//! Examples in the comments of documentation, where the runner of a language's tests runs them: what they mention, a
//! test mentions.

use super::mentions::{Mention, given_to};
use crate::facts::{Depth, Extractor, FileKind};
use crate::items::items;
use crate::language::Role;
use crate::names::{self, Names};
use crate::text::Span;
use crate::tree::{Flattener, Selection, SyntaxTree};

/// Longer examples are no examples.
const MOST_BYTES: usize = 20_000;
/// What may stand behind the fence of an example that is run.
const IS_RUN: [&str; 3] = ["rust", "should_panic", "test_harness"];

/// An example, as the runner sees it.
struct Example {
    /// The comment lines that it stands in.
    span: Span,
    code: String,
}

/// What the examples in an item's comments mention, each path once.
pub(crate) fn references(
    tree: &SyntaxTree<'_>,
    extractor: &Extractor,
    flattener: &mut Flattener,
) -> Vec<Mention> {
    let language = tree.language();
    if language.doctest_comments.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Mention> = Vec::new();
    for example in examples(tree) {
        let Some(parsed) = flattener.parse(&example.code) else { continue };
        for item in items(language, &parsed, &example.code) {
            let selection = Selection { outer: &item.outer, children: &item.children, pruned: &item.pruned };
            let part = flattener.flatten(&example.code, &selection);
            let imports = names::imports(&part);
            let pairs = imports.iter().map(|import| (&*import.local, &*import.path));
            let kind = FileKind { is_test: true, ..FileKind::default() };
            let facts = extractor.extract(&part, &Names::new(pairs), kind, Depth::Everything);
            let inside = facts.functions.iter().flat_map(|function| function.references.iter());
            for reference in inside.chain(facts.references.iter()).chain(facts.test_references.iter()) {
                let head = reference.path.split(['.', '(']).next().unwrap_or_default();
                // What the example itself defines is not to be found in the file.
                let path = match facts.functions.iter().any(|function| function.name() == head) {
                    true => match reference.path.rsplit_once('.') {
                        Some((_, last)) => format!("?.{last}"),
                        None => continue,
                    },
                    false => reference.path.to_owned(),
                };
                let path = given_to(path, reference.given);
                match found.iter_mut().find(|known| known.path == path) {
                    Some(known) => known.is_call |= reference.is_call,
                    None => found.push(Mention {
                        path,
                        span: example.span,
                        is_call: reference.is_call,
                        is_of_program: reference.is_of_program,
                    }),
                }
            }
            flattener.recycle(part);
        }
    }
    found
}

fn examples(tree: &SyntaxTree<'_>) -> Vec<Example> {
    let mut found = Vec::new();
    // The example that is open: where it began, the code so far; `None` for one that is not run.
    let mut open: Option<Option<Example>> = None;
    let comments = tree.all().filter(|&node| tree.is(node, Role::Comment) && !tree.is_outer(node));
    for comment in comments {
        // The documentation of the item before has ended, and with it an example that nobody closed.
        if !tree.previous_sibling(comment).is_some_and(|before| tree.is(before, Role::Comment)) {
            found.extend(open.take().flatten().map(wrapped));
        }
        let text = tree.text(comment);
        let marks = &tree.language().doctest_comments;
        let Some(line) = marks.iter().find_map(|mark| text.strip_prefix(mark.as_str())) else {
            // Examples do not go on behind other comments.
            open = None;
            continue;
        };
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let span = tree.span(comment);
        if let Some(fence) = line.trim_start().strip_prefix("```") {
            open = match open.take() {
                Some(example) => {
                    found.extend(example.map(wrapped));
                    None
                }
                None => Some(is_run(fence).then(|| Example { span, code: String::new() })),
            };
            continue;
        }
        if let Some(Some(example)) = &mut open {
            let hidden = line.trim_start();
            let shown = match hidden.strip_prefix('#') {
                Some(rest) if rest.is_empty() || rest.starts_with(' ') => rest,
                _ => line,
            };
            example.code.push_str(shown);
            example.code.push('\n');
            if example.code.len() > MOST_BYTES {
                open = Some(None);
            }
        }
    }
    found.extend(open.flatten().map(wrapped));
    found
}

/// The code as it is run: inside `main`, if it has none.
fn wrapped(example: Example) -> Example {
    match example.code.contains("fn main(") {
        true => example,
        false => Example { code: format!("fn main() {{\n{}\n}}\n", example.code), ..example },
    }
}

fn is_run(fence: &str) -> bool {
    let words = fence.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.into_iter().all(|word| IS_RUN.contains(&word) || word.starts_with("edition"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_of_examples_that_are_run() {
        for fence in ["", "rust", "should_panic", "rust,edition2021", " rust "] {
            assert!(is_run(fence), "{fence}");
        }
        for fence in ["no_run", "ignore", "rust,ignore", "compile_fail", "text", "toml", "rust,no_run"] {
            assert!(!is_run(fence), "{fence}");
        }
    }
}
