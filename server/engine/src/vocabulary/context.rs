//! Predicates about where code stands.

use super::names::{class_names, marks};
use super::shape::own_ancestors;
use super::text::name_of;
use super::{Call, Check, Cx};
use crate::language::Role;
use crate::text::Span;
use crate::tree::NodeId;

pub(super) const CHECKS: &[(&str, Check)] = &[
    ("in-test", |cx, call| is_in_test(cx, call.node)),
    ("in-entry-point", |cx, call| is_in_entry_point(cx, call.node)),
    ("in-loop", in_loop),
    ("in-async", |cx, call| in_async(cx, call.node)),
    ("in-handler", |cx, call| in_handler(cx, call.node)),
    ("in-comprehension", |cx, call| {
        own_ancestors(cx, call.node).any(|around| cx.tree.is(around, Role::Comprehension))
    }),
    ("at-module-level", |cx, call| {
        cx.tree.enclosing_function(call.node).is_none()
            && !cx.tree.ancestors(call.node).any(|around| cx.tree.is(around, Role::Class))
    }),
    ("in-route", in_route),
    ("explained", |cx, call| is_explained(cx, call.node)),
    ("documented", |cx, call| is_documented(cx, call.node)),
    ("safety-comment", safety_comment),
    ("public", |cx, call| is_public(cx, call.node)),
    ("overrides", overrides),
    ("comment-kind", |cx, call| call.texts.has(comment_kind(cx, call.node))),
    ("beside-comment", beside_comment),
    ("alone-on-line", |cx, call| own_line(cx.tree.source(), cx.tree.span(call.node).start)),
    ("callee-async", callee_async),
    ("mentioned", mentioned),
    ("used-as-value", used_as_value),
    ("patched", patched),
    ("fails-elsewhere", fails_elsewhere),
    ("unreachable", unreachable),
    ("restates", restates),
];

/// So many lines before or behind a call a test says that it fails.
const NEAR: usize = 8;

/// Whether the node stands in test code.
pub(crate) fn is_in_test(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    if cx.scope.is_test {
        return true;
    }
    let outer = tree.outer().iter().any(|scope| {
        scope.marks.iter().any(|mark| is_test_mark(mark))
            || scope.bases.iter().any(|base| base.ends_with("TestCase"))
    });
    outer
        || std::iter::once(node)
            .chain(tree.ancestors(node))
            .take_while(|&around| !tree.is_outer(around))
            .any(|around| is_definition(cx, around) && Cx::once(&cx.tests, around, || is_test(cx, around)))
}

/// A function, a container, or another item with a name.
pub(super) fn is_definition(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    cx.tables.definitions.has(cx.tree.kind_id(node))
}

fn is_test(cx: &Cx<'_, '_>, definition: NodeId) -> bool {
    let tree = cx.tree;
    marks(cx, definition).iter().any(|(mark, _)| is_test_mark(tree.text(*mark)))
        || tree.language().name == "python"
            && tree.is(definition, Role::Function)
            && tree.name(definition).is_some_and(|name| name.starts_with("test_"))
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[rstest]`.
fn is_test_mark(mark: &str) -> bool {
    let mark = mark.trim_start_matches(['#', '!', '[', '@']).trim_end_matches(']');
    let (path, rest) = mark.split_once('(').unwrap_or((mark, ""));
    let last = path.trim().rsplit("::").next().unwrap_or_default();
    match path.trim() {
        "cfg" | "cfg_attr" => {
            let words = rest.split(|c: char| !c.is_alphanumeric() && c != '_');
            let before_comma = rest.split(',').next().unwrap_or_default();
            words.clone().any(|word| word == "test" || word.ends_with("_test"))
                && !rest.contains("not(test")
                && (path.trim() == "cfg" || before_comma.contains("test"))
        }
        _ => matches!(
            last,
            "test"
                | "rstest"
                | "test_case"
                | "bench"
                | "quickcheck"
                | "proptest"
                | "test_log"
                | "parameterized"
                | "wasm_bindgen_test"
        ),
    }
}

/// Start-up code: `main`, build scripts, constants and statics, lazily made ones, `if __name__ == "__main__"`.
pub(crate) fn is_in_entry_point(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    if cx.scope.path.ends_with("build.rs") {
        return true;
    }
    std::iter::once(node).chain(tree.ancestors(node)).any(|around| match tree.kind(around) {
        "function_item" => {
            tree.name(around) == Some("main")
                && !tree.ancestors(around).any(|outer| tree.is(outer, Role::Class))
        }
        "const_item" | "static_item" => true,
        "macro_invocation" => matches!(name_of(cx, around), Some("lazy_static" | "thread_local")),
        "call_expression" => tree.field(around, "function").is_some_and(|callee| {
            let text = tree.text(callee);
            ["LazyLock::new", "Lazy::new", "OnceLock::new"].iter().any(|lazy| text.ends_with(lazy))
                || text.ends_with(".get_or_init")
        }),
        "if_statement" => tree.field(around, "condition").is_some_and(|condition| {
            tree.text(condition).contains("__name__") && tree.text(condition).contains("__main__")
        }),
        _ => false,
    })
}

fn in_loop(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let mut inner = call.node;
    for around in own_ancestors(cx, call.node) {
        if tree.is(around, Role::Loop) {
            // What a `for` runs over is computed once.
            let source = ["right", "value"].iter().find_map(|field| tree.field(around, field));
            let kind = match tree.kind(around) {
                "for_statement" | "for_expression" => "for",
                _ => "while",
            };
            if source != Some(inner) && (call.texts.is_empty() || call.texts.has(kind)) {
                return true;
            }
        }
        if tree.is(around, Role::Comprehension) && call.texts.has("comprehension") {
            let first = tree.children(around).find(|&child| tree.kind(child) == "for_in_clause");
            if first.is_none_or(|first| {
                tree.field(first, "right").is_none_or(|source| !tree.encloses(source, call.node))
            }) {
                return true;
            }
        }
        inner = around;
    }
    false
}

fn in_async(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    for around in tree.ancestors(node) {
        if tree.is(around, Role::AsyncBlock) {
            return true;
        }
        if tree.is(around, Role::Function) || tree.is(around, Role::Lambda) {
            return is_async(cx, around);
        }
    }
    false
}

fn is_async(cx: &Cx<'_, '_>, function: NodeId) -> bool {
    cx.tree.children(function).any(|child| {
        cx.tree.kind(child) == "async"
            || cx.tree.kind(child) == "function_modifiers"
                && cx.tree.children(child).any(|word| cx.tree.kind(word) == "async")
    })
}

fn in_handler(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    own_ancestors(cx, node).any(|around| {
        tree.is(around, Role::Handler)
            || matches!(tree.kind(around), "match_arm" | "let_condition")
                && tree
                    .field(around, "pattern")
                    .is_some_and(|pattern| tree.text(pattern).trim_start().starts_with("Err"))
            || tree.kind(around) == "if_expression"
                && tree.field(around, "condition").is_some_and(|condition| {
                    tree.text(condition).contains("Err(") && !tree.encloses(condition, node)
                })
    })
}

fn in_route(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let Some(function) = tree.enclosing_function(call.node) else { return false };
    let Some(parameters) = tree.field(function, "parameters") else { return false };
    if super::names::decorated(cx, function, &cx.tables.route) {
        return true;
    }
    let names: Vec<&str> = tree.content(parameters).map(|parameter| tree.text(parameter)).collect();
    names == ["event", "context"]
        || names.first().is_some_and(|first| *first == "request") && tree.language().name == "python"
        || names.iter().any(|parameter| {
            ["Json<", "Query<", "Path<", "State<", "Form<", "HttpRequest", "Extension<"]
                .iter()
                .any(|kind| parameter.contains(kind))
        })
}

/// A comment of three or more words, not a tool's, on the line, above it, or inside a short piece of code.
pub(crate) fn is_explained(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let span = tree.span(node);
    let text = tree.source();
    let first_line = tree.line_start(span.start);
    let first_line_end = line_end(text, span.start);
    let is_short = Span::of(span, text).lines().count() <= 5;
    let end = if is_short { line_end(text, span.end) } else { first_line_end };
    // A statement begins where its line does, even if the finding is a part of it.
    let statement = tree
        .ancestors(node)
        .take_while(|&around| {
            !tree.is(around, Role::Body) && tree.kind(around) != "block" && !tree.is_outer(around)
        })
        .last()
        .map_or(first_line, |statement| tree.line_start(tree.span(statement).start));
    let from = first_line.min(statement).max(if is_short { 0 } else { statement });
    let comments = cx.comments();
    let mut words = 0;
    for (index, &comment) in comments.iter().enumerate() {
        let at = tree.span(comment);
        if at.start > end {
            break;
        }
        let beside = at.start >= first_line && at.start <= end;
        let above = |line: u32, at: Span| {
            let between = text.get(at.end as usize..line as usize).unwrap_or("x");
            at.end <= line
                && between.trim().is_empty()
                && between.matches('\n').count() <= 1
                && own_line(text, at.start)
        };
        // A run of comment lines is one comment.
        let mut run_end = at;
        for &next in &comments[index + 1..] {
            let next = tree.span(next);
            let between = text.get(run_end.end as usize..next.start as usize).unwrap_or("x");
            if !between.trim().is_empty() || between.matches('\n').count() > 1 {
                break;
            }
            run_end = next;
        }
        if (beside || above(first_line, run_end) || above(from, run_end))
            && matches!(comment_kind(cx, comment), "prose" | "line")
        {
            words += tree
                .text(comment)
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphabetic))
                .count();
        }
    }
    words >= 3
}

fn own_line(text: &str, at: u32) -> bool {
    let before = &text[..at as usize];
    before.rsplit(['\n', '\r']).next().is_none_or(|line| line.trim().is_empty())
}

fn line_end(text: &str, at: u32) -> u32 {
    let rest = text.as_bytes().get(at as usize..).unwrap_or_default();
    memchr::memchr2(b'\n', b'\r', rest).map_or(text.len() as u32, |length| at + length as u32)
}

pub(super) fn is_documented(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let definition = if tree.is(node, Role::Function) || tree.is(node, Role::Container) {
        Some(node)
    } else {
        tree.enclosing_function(node)
    };
    let Some(definition) = definition else { return false };
    let docstring =
        tree.field(definition, "body").and_then(|body| tree.content(body).next()).is_some_and(|first| {
            tree.kind(first) == "expression_statement"
                && tree.content(first).next().is_some_and(|value| tree.is(value, Role::String))
        });
    let mut before = tree.previous_sibling(definition);
    while let Some(mark) = before {
        if tree.is(mark, Role::Comment) && comment_kind(cx, mark) == "doc" {
            return true;
        }
        if !tree.is(mark, Role::AttributeMark) && !tree.is(mark, Role::Comment) {
            break;
        }
        before = tree.previous_sibling(mark);
    }
    docstring
}

fn safety_comment(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let says = |comment: NodeId| {
        // An allow comment names the rule, which has the word in it, and promises nothing.
        tree.text(comment).to_lowercase().contains("safety") && comment_kind(cx, comment) != "directive"
    };
    if tree.descendants(call.node).any(|inside| tree.is(inside, Role::Comment) && says(inside)) {
        return true;
    }
    // Climb to the statement, then over comments and attributes before it; one comment may cover a run of them.
    let mut node = call.node;
    loop {
        let mut before = tree.previous_sibling(node);
        while let Some(sibling) = before {
            let skip = tree.is(sibling, Role::Comment)
                || tree.is(sibling, Role::AttributeMark)
                || !tree.is_named(sibling);
            if tree.is(sibling, Role::Comment) && says(sibling) {
                return true;
            }
            let is_unsafe_too = tree.subtree(sibling).take(64).any(|part| tree.kind(part) == "unsafe_block");
            if !skip && !is_unsafe_too {
                break;
            }
            before = tree.previous_sibling(sibling);
        }
        let Some(parent) = tree.parent(node) else { return false };
        if tree.kind(parent) == "block"
            || tree.is(parent, Role::Body)
            || tree.is(parent, Role::Root)
            || tree.is(parent, Role::Function)
        {
            return false;
        }
        node = parent;
    }
}

fn is_public(cx: &Cx<'_, '_>, node: NodeId) -> bool {
    let tree = cx.tree;
    if tree.language().name == "rust" {
        return tree.children(node).any(|child| tree.kind(child) == "visibility_modifier")
            || tree.ancestors(node).any(|around| tree.kind(around) == "trait_item");
    }
    tree.name(node)
        .is_some_and(|name| !name.starts_with('_') || name.starts_with("__") && name.ends_with("__"))
        && class_names(cx, node).first().is_none_or(|class| !class.starts_with('_'))
}

fn overrides(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let names = class_names(cx, call.node);
    names.len() > 1 && names[1..].iter().any(|base| base != "object" && base != "ABC")
        || super::names::decorated(cx, call.node, &cx.tables.overriding)
}

/// `doc`, `directive`, `code` or `prose`.
pub(super) fn comment_kind(cx: &Cx<'_, '_>, comment: NodeId) -> &'static str {
    Cx::once(&cx.comment_kinds, comment, || read_comment_kind(cx, comment))
}

fn read_comment_kind(cx: &Cx<'_, '_>, comment: NodeId) -> &'static str {
    let tree = cx.tree;
    let text = tree.text(comment);
    if tree.language().name == "rust" {
        let is_doc = (text.starts_with("///") && !text.starts_with("////"))
            || text.starts_with("//!")
            || (text.starts_with("/**") && !text.starts_with("/***") && text.len() > 5)
            || text.starts_with("/*!");
        if is_doc {
            return "doc";
        }
    }
    let inner = text.trim_start_matches(['#', '/', '*', '!', ' ', '\t']);
    let lower = inner.to_lowercase();
    let is_directive = text.starts_with("#!")
        || cx.tables.directives.raw().iter().any(|directive| {
            lower
                .strip_prefix(directive.as_str())
                .is_some_and(|rest| rest.is_empty() || !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
    if is_directive {
        return "directive";
    }
    let inner = inner.trim_end_matches(['*', '/']).trim();
    if reads_as_code(tree.language().name.as_str(), inner) && parses_as_code(tree.language(), inner) {
        "code"
    } else {
        "prose"
    }
}

/// Whether a comment's text is a statement of the language: marks of code, and no run of plain words.
fn reads_as_code(language: &str, text: &str) -> bool {
    let text = text.trim();
    if text.len() < 4 || text.ends_with(['.', '?', '!']) && !text.contains('(') {
        return false;
    }
    // An example of a form, and a label before one: `f(...)`, `Handle: x = f()`.
    let is_labelled = text.split_once(": ").is_some_and(|(label, _)| {
        label.starts_with(char::is_uppercase) && label.chars().all(|c| c.is_alphabetic() || c == ' ')
    });
    if text.contains("...") || text.contains('…') || is_labelled {
        return false;
    }
    let first = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let word_count = text
        .split_whitespace()
        .filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic))
        .count();
    let total = text.split_whitespace().count().max(1);
    match language {
        "python" => {
            let assignment = text.split_once('=').is_some_and(|(left, right)| {
                let left = left.trim_end_matches(['+', '-', '*', '/', '|', '&']).trim();
                !left.is_empty()
                    && left.chars().all(|c| {
                        c.is_alphanumeric()
                            || matches!(c, '_' | '.' | '[' | ']' | ',' | ' ' | '"' | '\'' | ':')
                    })
                    && left.split_whitespace().count() <= if left.contains([',', ':']) { 4 } else { 1 }
                    && !right.trim().is_empty()
                    && !right.starts_with(['=', '>'])
                    && (right.split_whitespace().count() <= 2
                        || right.contains(['(', '[', '{', '"', '\'', '+', '*']))
            });
            let call = text.ends_with(')')
                && text.split_once('(').is_some_and(|(head, _)| {
                    !head.is_empty()
                        && head.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
                        && !head.ends_with('.')
                });
            let compound = text.ends_with(':')
                && matches!(
                    first,
                    "if" | "for"
                        | "while"
                        | "def"
                        | "class"
                        | "with"
                        | "try"
                        | "else"
                        | "elif"
                        | "except"
                        | "finally"
                        | "async"
                )
                && (matches!(first, "try" | "else" | "finally") && total == 1
                    || text.contains(['(', '=', '<', '>', '.', '[', '_'])
                    || first == "for" && text.contains(" in "));
            let entry = text.ends_with(',')
                && text.starts_with(['"', '\''])
                && (text[1..].contains("\":") || text[1..].contains("':") || !text.contains(' '));
            let clause = matches!(text, "try:" | "except:" | "else:" | "finally:")
                || first == "except" && text.contains(':') && text.split_whitespace().count() <= 6
                || first == "case" && text.ends_with(':') && total == 2;
            let simple = entry
                || clause
                || match first {
                    "import" => total <= 4 && word_count <= 4,
                    "from" => text.contains(" import "),
                    "return" | "raise" | "del" | "assert" | "yield" => {
                        total == 2 || text.contains(['(', '[', '.', '=']) && word_count <= 3
                    }
                    "print" => text.starts_with("print("),
                    _ => false,
                };
            assignment || call || compound || simple || text.starts_with('@') && total == 1 && text.len() > 3
        }
        _ => {
            let ends = text.ends_with(';') || text.ends_with('{') || text == "}" || text.ends_with("},");
            let marks = text.contains(['(', '=', '.', ':']) || text == "}";
            let arm = text.ends_with(',') && text.contains("=>");
            arm || ends && marks && word_count * 2 <= total.max(2) + 2
                || first == "let" && text.contains('=')
                || text.ends_with(");")
        }
    }
}

thread_local! {
    /// For texts of comments.
    static PARSER: std::cell::RefCell<tree_sitter::Parser> = std::cell::RefCell::new(tree_sitter::Parser::new());
}

/// Whether the grammar takes the text for a statement or the head of one: prose around an `=` or a pair of
/// brackets has the marks of code, but does not parse.
fn parses_as_code(language: crate::language::Language, text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let closed = format!("{text}{}", closing_brackets(text));
    let wholes = if language.name == "python" {
        match first {
            "case" => return true,
            "else" | "elif" => vec![format!("if x:\n pass\n{closed}\n pass\n")],
            "except" | "finally" => {
                vec![format!("try:\n pass\n{closed}\n pass\n"), format!("try:\n pass\n{closed}\n")]
            }
            "try" => vec![format!("{closed}\n pass\nexcept E:\n pass\n")],
            _ if text.starts_with('@') => vec![format!("{closed}\ndef f(): pass\n")],
            _ if text.ends_with(',') => vec![format!("{{{closed}}}\n"), format!("f({closed})\n")],
            _ if text.ends_with(':') => vec![format!("{closed}\n pass\n")],
            "return" | "yield" => vec![format!("def f():\n {closed}\n")],
            _ => vec![format!("{closed}\n")],
        }
    } else if text.starts_with(['}', ')', ']', '.']) {
        return true;
    } else {
        vec![
            format!("fn f() {{ {closed} }}"),
            format!("fn f() {{ {closed}; }}"),
            format!("fn f() {{ match x {{ {closed} }} }}"),
            closed,
        ]
    };
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(&language.grammar()).is_ok()
            && wholes
                .iter()
                .any(|whole| parser.parse(whole, None).is_some_and(|tree| !tree.root_node().has_error()))
    })
}

/// What closes the brackets that the text leaves open.
fn closing_brackets(text: &str) -> String {
    let mut open = Vec::new();
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(mark), _) if mark == c => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some(c),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ')' | ']' | '}') => {
                open.pop();
            }
            _ => {}
        }
    }
    open.iter().rev().collect()
}

fn callee_async(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let Some(name) = name_of(cx, call.node) else { return false };
    tree.all()
        .any(|node| tree.is(node, Role::Function) && tree.name(node) == Some(name) && is_async(cx, node))
        || cx
            .scope
            .returns
            .get(name)
            .is_some_and(|kind| kind.contains("Future") && !cx.scope.names.is_imported(name))
}

fn mentioned(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let name = name_of(cx, call.node).unwrap_or(tree.text(call.node));
    let own = tree.span(call.node);
    let first = tree.text(call.node).find(name).map(|at| own.start as usize + at);
    cx.occurrences(name).any(|occurrence| Some(occurrence.at) != first)
}

fn used_as_value(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let name = name_of(cx, call.node).unwrap_or(cx.tree.text(call.node));
    cx.occurrences(name).any(|occurrence| {
        let before = occurrence.before.trim_end();
        let defines = before.ends_with("def") || before.ends_with("fn") || before.ends_with("class");
        !defines && !occurrence.after.trim_start().starts_with('(')
    })
}

/// Other code of the file expects that what the body tests fails: then that it does not says something.
fn fails_elsewhere(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let language = tree.language();
    let marks = language.tables.get("failure-marks").map(Vec::as_slice).unwrap_or_default();
    let tested =
        super::shape::asserted_call(cx, call.node).or_else(|| super::shape::last_call(cx, call.node));
    let Some(name) = tested.and_then(|tested| name_of(cx, tested)).filter(|_| !marks.is_empty()) else {
        return false;
    };
    let own = tree.span(call.node);
    let text = cx.whole_file();
    let is_own = |at: usize| (own.start as usize..own.end as usize).contains(&at);
    cx.occurrences(name)
        // Called, or handed to what calls it: `assert_raises(Error, client.send, 1)`.
        .filter(|occurrence| !is_own(occurrence.at) && occurrence.after.starts_with(['(', ':', ',']))
        .any(|occurrence| {
            let line = text[..occurrence.at].rfind('\n').map_or(0, |end| end + 1);
            let begins = |line: &str| line.contains("def ") || line.contains("fn ");
            let above = text[..line].lines().rev().take(NEAR).take_while(|line| !begins(line));
            let (here, below) = text[line..].split_once('\n').unwrap_or((&text[line..], ""));
            let below = below.lines().take(NEAR).take_while(|line| !begins(line));
            above.chain([here]).chain(below).any(|line| marks.iter().any(|mark| line.contains(mark.as_str())))
        })
}

/// The call's callee is replaced by a mock where it stands: a decorator, the `with` around it, a patch before it.
fn patched(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let Some(function) = tree.enclosing_function(call.node) else { return false };
    let Some(callee) = tree.field(call.node, "function") else { return false };
    let callee_text = tree.text(callee);
    // What the file has imported by name before is not reached by a patch of the module it comes from.
    let is_imported_inside = || {
        let imports = tree.subtree(function).filter(|&node| tree.is(node, Role::Import));
        imports.flat_map(|import| tree.subtree(import)).any(|part| tree.text(part) == callee_text)
    };
    if !callee_text.contains('.') && !is_imported_inside() {
        return false;
    }
    let paths = super::names::resolved(cx, call.node);
    let wrapper = tree.parent(function).filter(|&parent| tree.is(parent, Role::Wrapper));
    let region = wrapper.unwrap_or(function);
    // What stands in its place hands calls on to the thing itself, which was put aside: `real = os.dup`.
    let puts_aside = |node: NodeId| {
        tree.is(node, Role::Assignment)
            && tree.field(node, "right").is_some_and(|value| tree.text(value) == callee_text)
    };
    let is_target = |target: &str| {
        let last_two = |path: &str| path.rsplitn(3, '.').take(2).map(str::to_owned).collect::<Vec<_>>();
        paths.iter().any(|path| {
            path == target
                || path.contains('.')
                    && target.contains('.')
                    && !path.starts_with('<')
                    && last_two(path) == last_two(target)
        })
    };
    let is_patched =
        tree.subtree(region).filter(|&node| tree.is(node, Role::Call) && node != call.node).any(|patch| {
            let name = name_of(cx, patch).unwrap_or_default();
            let in_decorator = tree.ancestors(patch).any(|around| tree.is(around, Role::AttributeMark));
            let with = tree
                .ancestors(patch)
                .take_while(|&around| around != function)
                .find(|&around| tree.is(around, Role::With));
            let in_items = with
                .is_some_and(|with| tree.field(with, "body").is_none_or(|body| !tree.encloses(body, patch)));
            let reigns = if in_decorator {
                wrapper.is_some()
            } else if in_items {
                with.and_then(|with| tree.field(with, "body"))
                    .is_some_and(|body| tree.encloses(body, call.node))
            } else {
                // `monkeypatch.setattr(...)`, `mocker.patch(...)`, `patcher.start()` hold from there on.
                // Under a condition they hold only there: on other platforms, with another library.
                let is_conditional = tree
                    .ancestors(patch)
                    .take_while(|&around| around != function)
                    .any(|around| tree.kind(around) == "if_statement" && !tree.encloses(around, call.node));
                (name == "setattr" || tree.text(patch).starts_with("mocker."))
                    && tree.span(patch).end <= tree.span(call.node).start
                    && !is_conditional
            };
            if !reigns {
                return false;
            }
            // What fails when it is called is no result that a test could mistake for the real one: something handles it,
            // or has taken its place.
            let fails = super::shape::argument(cx, patch, "side_effect")
                .and_then(|value| name_of(cx, value).or(Some(tree.text(value))))
                .is_some_and(|name| name.ends_with("Error") || name.ends_with("Exception"));
            if fails || super::shape::argument(cx, patch, "wraps").is_some() {
                return false;
            }
            let arguments = super::shape::arguments(cx, patch);
            // So is what says by its name that it fails, or that it is the real thing, which a fixture has replaced.
            let replacement = arguments.last().filter(|_| arguments.len() > 1);
            if replacement.is_some_and(|&with| {
                tree.is(with, Role::Identifier) && call.texts.stands_in_name(tree.text(with))
            }) {
                return false;
            }
            let text = |at: usize| {
                arguments
                    .get(at)
                    .filter(|&&argument| tree.is(argument, Role::String))
                    .map(|&argument| super::text::content(cx, argument))
            };
            // The thing itself, unwrapped, stands in its own place.
            let last = callee_text.rsplit('.').next().unwrap_or(callee_text);
            let is_itself = |at: usize| arguments.get(at).is_some_and(|&with| tree.text(with).contains(last));
            match name {
                "patch" => text(0).is_some_and(is_target) && !is_itself(1),
                "object" | "setattr" => {
                    let owner = arguments.first().map(|&owner| tree.text(owner)).unwrap_or_default();
                    text(0).is_some_and(is_target)
                        || text(1).is_some_and(|member| callee_text == format!("{owner}.{member}"))
                }
                _ => false,
            }
        });
    is_patched && !tree.subtree(region).any(puts_aside)
}

/// Another comment of the same run (lines with nothing else on them, one under the other) is of one of these kinds.
fn beside_comment(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let text = tree.source();
    let comments = cx.comments();
    let Some(at) = comments.iter().position(|&comment| comment == call.node) else { return false };
    let stands_under = |above: NodeId, below: NodeId| {
        let between = text.get(tree.span(above).end as usize..tree.span(below).start as usize);
        own_line(text, tree.span(above).start)
            && own_line(text, tree.span(below).start)
            && between.is_some_and(|between| between.trim().is_empty() && between.matches('\n').count() == 1)
    };
    let above = comments[..=at]
        .windows(2)
        .rev()
        .take_while(|pair| stands_under(pair[0], pair[1]))
        .map(|pair| pair[0]);
    let below =
        comments[at..].windows(2).take_while(|pair| stands_under(pair[0], pair[1])).map(|pair| pair[1]);
    above.chain(below).any(|other| call.texts.has(comment_kind(cx, other)))
}

/// The statement before it never lets the flow through.
fn unreachable(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    let tree = cx.tree;
    let mut before = tree.previous_sibling(call.node);
    while let Some(sibling) =
        before.filter(|&sibling| tree.is(sibling, Role::Comment) || !tree.is_named(sibling))
    {
        before = tree.previous_sibling(sibling);
    }
    before.is_some_and(|statement| ends(cx, statement, 0))
}

fn ends(cx: &Cx<'_, '_>, statement: NodeId, depth: usize) -> bool {
    let tree = cx.tree;
    if depth > 6 {
        return false;
    }
    let last_ends = |block: NodeId| tree.content(block).last().is_some_and(|last| ends(cx, last, depth + 1));
    match tree.kind(statement) {
        "return_statement" | "raise_statement" | "break_statement" | "continue_statement" => true,
        "return_expression" | "break_expression" | "continue_expression" => true,
        "expression_statement" => {
            tree.content(statement).next().is_some_and(|value| ends(cx, value, depth + 1))
        }
        "call" | "call_expression" => super::names::resolved(cx, statement).iter().any(|path| {
            matches!(
                path.as_str(),
                "sys.exit"
                    | "os._exit"
                    | "os.abort"
                    | "std.process.exit"
                    | "std.process.abort"
                    | "process.exit"
            )
        }),
        "macro_invocation" => matches!(
            name_of(cx, statement),
            Some("panic" | "unreachable" | "todo" | "unimplemented" | "bail")
        ),
        "if_statement" => {
            let alternatives: Vec<NodeId> = tree
                .content(statement)
                .filter(|&child| matches!(tree.kind(child), "else_clause" | "elif_clause"))
                .collect();
            alternatives.iter().any(|&clause| tree.kind(clause) == "else_clause")
                && tree.field(statement, "consequence").is_some_and(last_ends)
                && alternatives.iter().all(|&clause| {
                    ["body", "consequence"]
                        .iter()
                        .find_map(|field| tree.field(clause, field))
                        .is_some_and(last_ends)
                })
        }
        "if_expression" => {
            let other = tree.field(statement, "alternative").and_then(|clause| tree.content(clause).next());
            tree.field(statement, "consequence").is_some_and(last_ends)
                && other.is_some_and(|other| {
                    if tree.kind(other) == "block" { last_ends(other) } else { ends(cx, other, depth + 1) }
                })
        }
        _ => false,
    }
}

/// All content words of a short comment occur in the statement.
fn restates(cx: &Cx<'_, '_>, call: &Call<'_>) -> bool {
    const STOP: &[&str] = &[
        "the", "a", "an", "to", "of", "and", "in", "for", "on", "with", "from", "by", "is", "are", "be",
        "this", "that", "it", "its", "as", "at", "into", "if", "we", "our", "all", "new", "then", "now",
        "any", "each",
    ];
    const REASONS: &[&str] = &[
        "because",
        "since",
        "so",
        "note",
        "warning",
        "must",
        "avoid",
        "why",
        "otherwise",
        "until",
        "todo",
        "fixme",
        "hack",
        "not",
        "only",
        "never",
        "always",
        "unless",
        "instead",
        "workaround",
    ];
    const MEANS: &[(&str, &[&str])] = &[
        ("initialize", &["init", "=", "new"]),
        ("initialise", &["init", "="]),
        ("create", &["=", "new", "make"]),
        ("set", &["="]),
        ("assign", &["="]),
        ("increment", &["+=", "inc"]),
        ("decrement", &["-="]),
        ("return", &["return"]),
        ("check", &["if", "assert"]),
        ("loop", &["for", "while"]),
        ("iterate", &["for"]),
        ("import", &["import", "use"]),
        ("call", &["("]),
        ("get", &["get", "="]),
        ("define", &["def", "fn", "="]),
        ("add", &["+", "append", "push", "insert"]),
        ("print", &["print", "println"]),
        ("raise", &["raise"]),
        ("open", &["open"]),
        ("close", &["close"]),
        ("append", &["append", "push"]),
    ];
    /// A comment that is underlined is the heading of more than one statement.
    const LINES: [&str; 7] = ["──", "━━", "══", "----", "====", "####", "****"];
    let tree = cx.tree;
    let comment = tree.text(call.node);
    // Most comments are longer, and are not cut into words to find that out.
    let is_word = |part: &&str| part.bytes().any(|byte| byte.is_ascii_alphabetic());
    if comment.split_ascii_whitespace().filter(is_word).nth(8).is_some()
        || comment.contains("http")
        || comment.chars().any(|c| c.is_numeric())
        || LINES.iter().any(|line| comment.contains(line))
    {
        return false;
    }
    let words: Vec<String> = super::words(comment);
    let wanted: Vec<&String> = words.iter().filter(|word| !STOP.contains(&word.as_str())).collect();
    if !(2..=8).contains(&words.len())
        || wanted.len() < 2
        || words.iter().any(|word| REASONS.contains(&word.as_str()))
    {
        return false;
    }
    let Some(&statement) = call.others.first() else { return false };
    let code = tree.text(statement);
    let code_words = super::words(code);
    let stem = |word: &str| {
        let word = word
            .strip_suffix("ing")
            .or(word.strip_suffix("ed"))
            .or(word.strip_suffix("es"))
            .or(word.strip_suffix('s'))
            .unwrap_or(word);
        word.strip_suffix('e').unwrap_or(word).to_owned()
    };
    let stems: Vec<String> = code_words.iter().map(|word| stem(word)).collect();
    let says_the_same = wanted.iter().all(|word| {
        stems.contains(&stem(word))
            || MEANS.iter().any(|(verb, signs)| {
                stem(verb) == stem(word)
                    && signs.iter().any(|sign| {
                        if sign.chars().all(char::is_alphabetic) {
                            code_words.iter().any(|word| word == sign)
                        } else {
                            code.contains(sign)
                        }
                    })
            })
    });
    // Whether it is prose is asked last: it takes a parse.
    says_the_same && comment_kind(cx, call.node) == "prose"
}
