//! Our matcher against tree-sitter's own cursor: the same queries over the same sources capture the same nodes.
//!
//! Two differences are meant, since rules read better so: `(_)` never takes a comment, and anchors step over comments.
//! The sources are therefore looked at without their comments.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::Engine;
use thinktwice_engine::language::{Language, Role};
use thinktwice_engine::query::{Captures, Matcher, parse};
use thinktwice_engine::tree::{Flattener, OuterScope, Selection};
use tree_sitter::{Node, Parser, QueryCursor, StreamingIterator, Tree};

/// One feature of the query language each. A repetition is left out: our matcher takes the longest run and no other,
/// tree-sitter some of its parts, too.
const PYTHON: &[&str] = &[
    "(call function: (identifier) @callee) @call",
    "(call function: (attribute object: (_) @object attribute: (identifier) @method) arguments: (argument_list) @a)",
    "(function_definition name: (identifier) @name parameters: (parameters (identifier) @parameter)) @function",
    "(function_definition !return_type name: (identifier) @name)",
    "[(integer) (float) (string)] @literal",
    "(assignment left: (_) @left right: [(call) (list) (dictionary)] @right)",
    "(block . (_) @first)",
    "(block (_) @last .)",
    "(block (_) @before . (return_statement) @after)",
    "(binary_operator operator: \"%\" @operator)",
    "(if_statement condition: (_) @condition consequence: (block (return_statement)? @return))",
    "(argument_list . (_) @first . (_) @second .)",
    "((expression_statement) @one . (expression_statement) @two)",
    "(keyword_argument name: (identifier) @name value: (_) @value)",
    "(return_statement _ @any)",
];

const RUST: &[&str] = &[
    "(call_expression function: (field_expression field: (field_identifier) @method)) @call",
    "(function_item name: (identifier) @name return_type: (_) @returns body: (block) @body)",
    "(function_item !return_type name: (identifier) @name)",
    "(let_declaration pattern: (identifier) @name value: [(call_expression) (string_literal)] @value)",
    "(match_arm pattern: (_) @pattern value: (_) @value)",
    "(block (_) @last .)",
    "(block . (let_declaration) @first . (_) @second)",
    "(if_expression condition: (_) @condition alternative: (else_clause)? @otherwise)",
    "(binary_expression operator: [\"&&\" \"||\"] @operator) @both",
    "(arguments . (_) @only .)",
    "(generic_type type: (type_identifier) @type type_arguments: (type_arguments (_) @argument))",
    "((let_declaration) @one . (let_declaration) @two)",
];

type Found = BTreeSet<Vec<(String, usize, usize, u16)>>;

#[test]
fn our_matcher_finds_what_the_cursor_of_tree_sitter_finds() {
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &[]);
    let mut matches = 0;
    for (name, patterns) in [("python", PYTHON), ("rust", RUST)] {
        let language = engine.language_named(name).expect("the language is built in");
        for file in sources(language) {
            let text = std::fs::read_to_string(&file).expect("a source can be read");
            let text = without_comments(language, &text);
            let tree = parsed(language, &text);
            if tree.root_node().has_error() {
                continue;
            }
            for pattern in patterns {
                let (ours, theirs) = (ours(language, pattern, &tree, &text), theirs(pattern, &tree, &text));
                matches += theirs.len();
                let missing: Vec<_> = theirs.difference(&ours).take(3).collect();
                let extra: Vec<_> = ours.difference(&theirs).take(3).collect();
                assert!(
                    missing.is_empty() && extra.is_empty(),
                    "{}: {pattern}\nmissing {missing:#?}\ntoo many {extra:#?}",
                    file.display()
                );
            }
        }
    }
    assert!(matches > 1_000, "the sources hold hardly anything that matches: {matches}");
}

#[test]
fn a_wildcard_takes_no_comment_and_an_anchor_steps_over_one() {
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &[]);
    let python = engine.language_named("python").expect("the language is built in");
    let text = "def f():\n    a()\n    # why\n    b()\n";
    let tree = parsed(python, text);
    let pattern = "(block (_) @one . (_) @two)";
    let texts = |found: Found| -> Vec<String> {
        found
            .iter()
            .map(|captures| {
                let parts: Vec<&str> = captures.iter().map(|&(_, start, end, _)| &text[start..end]).collect();
                parts.join(" | ")
            })
            .collect()
    };
    assert_eq!(texts(ours(python, pattern, &tree, text)), ["a() | b()"]);
    assert_eq!(texts(theirs(pattern, &tree, text)), ["a() | # why", "# why | b()"]);
}

/// The sample workspace's sources, and this repository's own.
fn sources(language: Language) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open = vec![root.join("tests/sample"), root.join("server"), root.join("tests/it")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder can be read").flatten() {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() {
                open.push(path);
            } else if language.extensions.iter().any(|known| known == extension) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "there are sources in {}", language.name);
    found
}

fn parsed(language: Language, text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language.grammar()).expect("the grammar fits");
    parser.parse(text, None).expect("without a deadline the parser ends")
}

/// Spaces in place of comments.
fn without_comments(language: Language, text: &str) -> String {
    let tree = parsed(language, text);
    let mut bytes = text.as_bytes().to_vec();
    let mut open = vec![tree.root_node()];
    while let Some(node) = open.pop() {
        if language.roles(node.kind_id()).has(Role::Comment) {
            let own = &mut bytes[node.byte_range()];
            own.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
            continue;
        }
        open.extend(node.children(&mut node.walk()));
    }
    String::from_utf8(bytes).expect("comments are replaced whole")
}

fn ours(language: Language, pattern: &str, tree: &Tree, text: &str) -> Found {
    let query = parse(pattern, language).expect("the pattern is sound");
    let root = tree.root_node();
    let outer = [(root, OuterScope::default())];
    let children: Vec<Node<'_>> = root.children(&mut root.walk()).collect();
    let selection = Selection { outer: &outer, children: &children, pruned: &[] };
    let flat = Flattener::without_macros(language).flatten(text, &selection);
    let mut captures = Captures::default();
    let mut found = Found::new();
    for node in flat.all().skip(1) {
        Matcher::matches(&query.patterns[0], &flat, node, &mut captures, &|_, _| true, |captures| {
            let named = captures.iter().map(|(capture, node)| {
                let span = flat.span(node);
                let name = query.captures[capture as usize].clone();
                (name, span.start as usize, span.end as usize, flat.kind_id(node))
            });
            found.insert(named.collect::<BTreeSet<_>>().into_iter().collect());
            true
        });
    }
    found
}

fn theirs(pattern: &str, tree: &Tree, text: &str) -> Found {
    let query = tree_sitter::Query::new(&tree.language(), pattern).expect("the pattern is sound");
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = Found::new();
    while let Some(one) = matches.next() {
        let named = one.captures.iter().map(|capture| {
            let name = query.capture_names()[capture.index as usize].to_owned();
            (name, capture.node.start_byte(), capture.node.end_byte(), capture.node.kind_id())
        });
        found.insert(named.collect::<BTreeSet<_>>().into_iter().collect());
    }
    found
}
