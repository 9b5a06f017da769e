//! What the tests of a file check, assertion by assertion: for those who compare two versions of a test.
//!
//! An assertion is taken apart into what it looks at and what it demands of it. What is no assertion of Python's or
//! Rust's own, nor of unittest or pytest, is known by its text alone.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::document::Document;
use crate::facts::Function;
use crate::items::items;
use crate::language::Role;
use crate::names::is_assertion;
use crate::scope::last_name;
use crate::text::Span;
use crate::tree::{Flattener, NodeId, Selection, SyntaxTree};

/// A test and what it checks.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// Names around it and its own, joined by dots.
    pub path: String,
    /// The name alone.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// What keeps it from running, or its failure from counting.
    pub skip: Option<String>,
    /// Its assertions in order.
    pub checks: Vec<Check>,
    /// Last names of what it calls, sorted, assertions left out.
    pub calls: Vec<String>,
    /// Equal for tests that do the same around their assertions.
    pub arrangement: u64,
    /// Hashes of the lines of its body, sorted.
    pub lines: Vec<u64>,
    /// It runs once for each row of a table, or checks in a loop.
    pub is_repeated: bool,
}

/// One assertion.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// As it is written, on one line, its message left out.
    pub text: String,
    /// What it looks at.
    pub subject: String,
    /// What it demands.
    pub demand: Demand,
    /// The value that is demanded, the classes of a failure; empty where there is none.
    pub expected: String,
    /// The expected value is written out, so that a reader can tell where it came from.
    pub is_written_out: bool,
    /// How far off a number may be.
    pub slack: Option<f64>,
}

/// What is demanded, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// Known by its text alone.
    Other,
    /// That there is something.
    Existence,
    /// That it lies in a range, holds something, is none of a kind.
    Relation,
    /// That it is this value.
    Equality,
    /// That this failure comes.
    Failure,
}

/// The tests among the functions of a parsed document that are wanted.
pub fn of(
    document: &Document,
    functions: &[Function],
    is_wanted: &dyn Fn(&Function) -> bool,
) -> Vec<TestCase> {
    let wanted: Vec<&Function> =
        functions.iter().filter(|function| function.traits.is_test && is_wanted(function)).collect();
    let Some(tree) = document.tree().filter(|_| !wanted.is_empty()) else { return Vec::new() };
    let text = document.text();
    let language = document.language();
    let mut flattener = Flattener::new(language);
    let mut found = Vec::new();
    for item in items(language, tree, &text).iter().filter(|item| !item.is_shell) {
        let Some(function) = wanted.iter().find(|function| item.span.contains(function.name_span)) else {
            continue;
        };
        let selection = Selection { outer: &item.outer, children: &item.children, pruned: &item.pruned };
        let tree = flattener.flatten(&text, &selection);
        found.extend(test_case(&tree, function));
        flattener.recycle(tree);
    }
    found
}

fn test_case(tree: &SyntaxTree<'_>, function: &Function) -> Option<TestCase> {
    let node = tree.all().find(|&node| {
        tree.is(node, Role::Function)
            && tree.field(node, "name").is_some_and(|name| tree.span(name) == function.name_span)
    })?;
    let body = tree.field(node, "body")?;
    let mut checks = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    let mut calls: Vec<String> = Vec::new();
    for below in tree.descendants(body) {
        let span = tree.span(below);
        let is_inside = places.last().is_some_and(|place: &Span| place.contains(span));
        if tree.is(below, Role::Assertion) {
            places.push(span);
            let condition = tree.content(below).next()?;
            checks_of(tree, condition, &shown(tree.text(condition)), &mut checks);
        } else if tree.is(below, Role::Call)
            && let Some(name) = callee_name(tree, below)
        {
            if !is_inside && is_assertion(name) {
                places.push(span);
                checks.extend(called(tree, below, name));
            } else if !is_assertion(name) {
                calls.push(name.to_owned());
            }
        }
    }
    calls.sort_unstable();
    calls.dedup();
    let marks: Vec<String> = marks(tree).collect();
    let is_loop = |&below: &NodeId| tree.is(below, Role::Loop) || tree.is(below, Role::Comprehension);
    let is_table = |mark: &String| {
        ["parametrize", "rstest", "case", "given", "expand", "values"].iter().any(|word| mark.contains(word))
    };
    let text = tree.text(body);
    let skip = marks.into_iter().find(|mark| is_skipping(mark)).or_else(|| {
        let first = tree.content(body).find(|&statement| tree.is(statement, Role::Statement))?;
        let text = shown(tree.text(first));
        let skips = ["pytest.skip(", "pytest.xfail(", "self.skipTest(", "raise unittest.SkipTest"];
        skips.iter().any(|sign| text.starts_with(sign)).then_some(text)
    });
    let is_repeated =
        tree.descendants(body).any(|below| is_loop(&below)) || self::marks(tree).any(|mark| is_table(&mark));
    Some(TestCase {
        path: function.path.to_string(),
        name: function.name().to_owned(),
        name_span: function.name_span,
        skip,
        checks,
        calls,
        arrangement: arrangement(text, tree.span(body).start, &places),
        lines: line_hashes(text),
        is_repeated,
    })
}

/// Decorators or attributes of the test and of what stands around it, without white space and sign.
fn marks<'a>(tree: &'a SyntaxTree<'a>) -> impl Iterator<Item = String> + 'a {
    let own = tree.all().filter(|&node| tree.is(node, Role::AttributeMark)).map(|node| tree.text(node));
    let around = tree.outer().iter().flat_map(|scope| scope.marks.iter().map(String::as_str));
    own.chain(around).map(|mark| {
        let text: String = mark.split_whitespace().collect::<Vec<_>>().join(" ");
        text.trim_start_matches(['@', '#', '!', '[']).trim_end_matches(']').to_owned()
    })
}

/// A mark that keeps a test from running or its failure from counting, whatever the platform.
fn is_skipping(mark: &str) -> bool {
    let head = mark.split(['(', '=', ' ']).next().unwrap_or_default();
    let last = head.rsplit('.').next().unwrap_or(head);
    match last {
        "skip" | "expectedFailure" | "ignore" => true,
        "xfail" => !mark.contains("sys.") && !mark.contains("platform"),
        _ => false,
    }
}

fn callee_name<'t>(tree: &SyntaxTree<'t>, call: NodeId) -> Option<&'t str> {
    let callee = ["function", "macro"].iter().find_map(|field| tree.field(call, field))?;
    last_name(tree, callee)
}

/// On one line, as long as anybody reads.
fn shown(text: &str) -> String {
    const MOST: usize = 160;
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

fn arrangement(text: &str, start: u32, places: &[Span]) -> u64 {
    let mut hasher = FxHasher::default();
    let mut at = 0;
    for place in places {
        let (from, to) = ((place.start - start) as usize, (place.end - start) as usize);
        if from >= at {
            text[at..from].split_whitespace().for_each(|word| word.hash(&mut hasher));
            at = to;
        }
    }
    text[at.min(text.len())..].split_whitespace().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

fn line_hashes(text: &str) -> Vec<u64> {
    let lines = text.lines().map(str::trim).filter(|line| line.len() > 1);
    let mut hashes: Vec<u64> = lines
        .map(|line| {
            let mut hasher = FxHasher::default();
            line.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    hashes.sort_unstable();
    hashes
}

fn arguments(tree: &SyntaxTree<'_>, call: NodeId) -> Vec<NodeId> {
    let list = tree.children(call).find(|&child| tree.is(child, Role::Arguments));
    list.map(|list| tree.content(list).collect()).unwrap_or_default()
}

fn named<'t>(tree: &SyntaxTree<'t>, arguments: &[NodeId], name: &str) -> Option<&'t str> {
    let found = arguments.iter().find(|&&argument| {
        tree.is(argument, Role::KeywordArgument)
            && tree.field(argument, "name").is_some_and(|at| tree.text(at) == name)
    })?;
    tree.field(*found, "value").map(|value| tree.text(value))
}

/// An assertion that is a call: of unittest, pytest, mock, or a macro.
fn called(tree: &SyntaxTree<'_>, call: NodeId, name: &str) -> Vec<Check> {
    let all = arguments(tree, call);
    let plain: Vec<NodeId> =
        all.iter().copied().filter(|&argument| !tree.is(argument, Role::KeywordArgument)).collect();
    let text = shown(tree.text(call));
    let pair = |demand: Demand| match (plain.first(), plain.get(1)) {
        (Some(&subject), Some(&expected)) => Some(compared(tree, subject, expected, demand, &text)),
        _ => None,
    };
    let one = |demand: Demand| {
        plain.first().map(|&subject| Check { subject: shown(tree.text(subject)), demand, ..other(&text) })
    };
    let object = || {
        let callee = tree.field(call, "function").map(|callee| tree.text(callee)).unwrap_or_default();
        callee.rsplit_once('.').map_or(callee, |(object, _)| object).to_owned()
    };
    let of_mock = |demand: Demand| {
        let expected = shown(&plain.iter().map(|&part| tree.text(part)).collect::<Vec<_>>().join(", "));
        Check { subject: object(), demand, expected, ..other(&text) }
    };
    let found = match name {
        "assertEqual"
        | "assertEquals"
        | "assertIs"
        | "assertDictEqual"
        | "assertListEqual"
        | "assertSequenceEqual"
        | "assertTupleEqual"
        | "assertSetEqual"
        | "assertMultiLineEqual"
        | "assert_eq"
        | "debug_assert_eq"
        | "prop_assert_eq"
        | "assert_equal" => pair(Demand::Equality),
        "assertAlmostEqual" | "assert_almost_equal" | "assert_allclose" => {
            pair(Demand::Equality).map(|check| {
                let places = named(tree, &all, "places").or(named(tree, &all, "decimal"));
                let exact = |name: &str| named(tree, &all, name).and_then(|value| value.parse::<f64>().ok());
                let slack = exact("delta").or(exact("rtol")).or(exact("atol")).unwrap_or_else(|| {
                    let places = places.and_then(|places| places.parse::<i32>().ok()).unwrap_or(7);
                    10_f64.powi(-places)
                });
                Check { slack: Some(slack), ..check }
            })
        }
        "assertCountEqual" | "assertItemsEqual" | "assertIn" | "assertNotIn" | "assertNotEqual"
        | "assert_ne" | "debug_assert_ne" | "prop_assert_ne" | "assertIsNot" | "assertGreater"
        | "assertGreaterEqual" | "assertLess" | "assertLessEqual" | "assertRegex" => pair(Demand::Relation),
        "assertIsNone" => one(Demand::Equality).map(|check| Check { expected: "None".to_owned(), ..check }),
        "assertIsNotNone" | "assertIsInstance" => one(Demand::Existence),
        "assertFalse" => one(Demand::Relation),
        "assert" | "debug_assert" | "prop_assert" | "assertTrue" | "assert_" | "assert_true" => {
            let mut checks = Vec::new();
            if let Some(&condition) = plain.first() {
                checks_of(tree, condition, &shown(tree.text(condition)), &mut checks);
            }
            return checks;
        }
        "assertRaises" | "assertRaisesRegex" | "assertWarns" | "raises" | "warns" => {
            let pattern = match name {
                "assertRaisesRegex" => plain.get(1).map(|&pattern| tree.text(pattern)),
                _ => named(tree, &all, "match"),
            };
            let classes = plain.first().map(|&class| shown(tree.text(class))).unwrap_or_default();
            Some(Check {
                subject: pattern.unwrap_or_default().to_owned(),
                demand: Demand::Failure,
                expected: classes,
                ..other(&text)
            })
        }
        "assert_called_once_with"
        | "assert_called_with"
        | "assert_awaited_once_with"
        | "assert_awaited_with"
        | "assert_has_calls" => Some(of_mock(Demand::Equality)),
        "assert_any_call" | "assert_called_once" | "assert_awaited_once" => Some(of_mock(Demand::Relation)),
        "assert_called" | "assert_awaited" => Some(of_mock(Demand::Existence)),
        _ => None,
    };
    vec![found.unwrap_or_else(|| other(&text))]
}

fn other(text: &str) -> Check {
    Check {
        text: text.to_owned(),
        subject: text.to_owned(),
        demand: Demand::Other,
        expected: String::new(),
        is_written_out: false,
        slack: None,
    }
}

fn compared(tree: &SyntaxTree<'_>, subject: NodeId, expected: NodeId, demand: Demand, text: &str) -> Check {
    // The value may stand first: `assert_eq!(3, total())`.
    let is_value = |node: NodeId| is_literal(tree, node);
    let (subject, expected) = match is_value(subject) && !is_value(expected) {
        true => (expected, subject),
        false => (subject, expected),
    };
    let (expected, slack) = approximate(tree, expected);
    Check {
        text: text.to_owned(),
        subject: shown(tree.text(subject)),
        demand,
        expected: shown(tree.text(expected)),
        is_written_out: is_literal(tree, expected),
        slack,
    }
}

/// The value in `pytest.approx(value, abs=0.1)` and how far off it may be.
fn approximate(tree: &SyntaxTree<'_>, expected: NodeId) -> (NodeId, Option<f64>) {
    if !tree.is(expected, Role::Call) || callee_name(tree, expected) != Some("approx") {
        return (expected, None);
    }
    let all = arguments(tree, expected);
    let exact = |name: &str| named(tree, &all, name).and_then(|value| value.parse::<f64>().ok());
    let slack = exact("rel").or(exact("abs")).unwrap_or(1e-6);
    (all.first().copied().unwrap_or(expected), Some(slack))
}

fn is_literal(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.subtree(node).filter(|&part| tree.is_named(part)).all(|part| {
        tree.is(part, Role::Literal)
            || tree.is(part, Role::Collection)
            || tree.is(part, Role::StringContent)
            || ["string_start", "string_end", "escape_sequence"].contains(&tree.kind(part))
    })
}

/// The checks in a condition: one for each part of an `and`.
fn checks_of(tree: &SyntaxTree<'_>, condition: NodeId, text: &str, found: &mut Vec<Check>) {
    let mut open = vec![(condition, text.to_owned())];
    while let Some((condition, text)) = open.pop() {
        let parts: Vec<NodeId> = tree.content(condition).collect();
        let operator = tree
            .field(condition, "operator")
            .map(|sign| tree.text(sign))
            .or_else(|| {
                tree.children(condition).find(|&part| !tree.is_named(part)).map(|sign| tree.text(sign))
            })
            .unwrap_or_default();
        match (tree.kind(condition), parts.as_slice()) {
            ("parenthesized_expression", &[inner]) => open.push((inner, text)),
            ("boolean_operator" | "binary_expression", parts) if matches!(operator, "and" | "&&") => {
                open.extend(parts.iter().rev().map(|&part| (part, shown(tree.text(part)))));
            }
            // One of several will do.
            ("boolean_operator" | "binary_expression", &[first, ..]) if matches!(operator, "or" | "||") => {
                let mut inner = Vec::new();
                checks_of_one(tree, first, &text, &mut inner);
                found.extend(inner.into_iter().map(|check| Check {
                    demand: check.demand.min(Demand::Relation),
                    text: text.clone(),
                    expected: String::new(),
                    ..check
                }));
            }
            _ => checks_of_one(tree, condition, &text, found),
        }
    }
}

fn checks_of_one(tree: &SyntaxTree<'_>, condition: NodeId, text: &str, found: &mut Vec<Check>) {
    let parts: Vec<NodeId> = tree.content(condition).collect();
    let whole = |demand: Demand| Check { subject: shown(tree.text(condition)), demand, ..other(text) };
    let of =
        |subject: NodeId, demand: Demand| Check { subject: shown(tree.text(subject)), demand, ..other(text) };
    let check = match (tree.kind(condition), parts.as_slice()) {
        ("comparison_operator" | "binary_expression", &[left, right]) => {
            let signs: Vec<&str> = tree
                .children(condition)
                .filter(|&part| !tree.is_named(part))
                .map(|part| tree.text(part))
                .collect();
            let is_none = tree.kind(right) == "none";
            match signs.join(" ").as_str() {
                "==" | "is" => compared(tree, left, right, Demand::Equality, text),
                "!=" | "is not" if is_none => of(left, Demand::Existence),
                // `abs(a - b) < 0.01`
                "<" | "<=" if is_distance(tree, left) => Check {
                    slack: tree.text(right).trim_end_matches("f64").parse().ok(),
                    ..of(left, Demand::Equality)
                },
                _ => compared(tree, left, right, Demand::Relation, text),
            }
        }
        ("not_operator", &[inner]) => of(inner, Demand::Relation),
        ("unary_expression", &[inner]) => of(inner, Demand::Relation),
        ("call" | "call_expression", _) => match callee_name(tree, condition) {
            Some("isinstance" | "hasattr" | "callable" | "len" | "bool") => arguments(tree, condition)
                .first()
                .map_or_else(|| whole(Demand::Existence), |&subject| of(subject, Demand::Existence)),
            Some("is_ok" | "is_some" | "is_err" | "is_none") => {
                let receiver =
                    tree.field(condition, "function").and_then(|callee| tree.field(callee, "value"));
                receiver.map_or_else(|| whole(Demand::Existence), |receiver| of(receiver, Demand::Existence))
            }
            _ => whole(Demand::Existence),
        },
        ("macro_invocation", _) if callee_name(tree, condition) == Some("matches") => {
            match arguments(tree, condition).first() {
                Some(&subject) => of(subject, Demand::Relation),
                None => whole(Demand::Relation),
            }
        }
        ("identifier" | "attribute" | "field_expression" | "subscript" | "await" | "await_expression", _) => {
            whole(Demand::Existence)
        }
        _ => other(text),
    };
    found.push(check);
}

/// `abs(a - b)`, `(a - b).abs()`
fn is_distance(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.is(node, Role::Call) && callee_name(tree, node) == Some("abs")
}
