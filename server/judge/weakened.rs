//! The rule `test-weakened`: what tests demanded before the change under review, and do not demand any more.
//!
//! Compares two versions of one file's tests. Tests that moved or got another name are followed; an assertion that now
//! stands in another test, in a helper or in a table is not missed; a test goes with the code that it tested.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use thinktwice_engine::checks::{self, Check, Demand, TestCase};
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::{FileFacts, Function};
use thinktwice_engine::finding::{Evidence, Finding, Level};
use thinktwice_engine::language::Language;
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::Span;
use thinktwice_engine::{Analyzer, Engine, FileInput, RuleSelection};

use super::change::Change;
use crate::workspace::index::Index;

/// The rule.
pub(super) const RULE: &str = "test-weakened";

/// A test of which so many lines stand in another is that test under another name.
const LIKENESS: f64 = 0.5;
/// Of more tests that are gone at once only these are named.
const MOST_NAMED: usize = 20;

/// What has to be known of other files. Only where something became less is anything asked of the index, which has to
/// derive it first.
pub(super) struct Around<'a> {
    index: &'a Index,
    path: &'a Path,
    change_of: &'a dyn Fn(&Path) -> Change,
}

impl<'a> Around<'a> {
    /// Around the file at this path.
    pub(super) fn of(index: &'a Index, path: &'a Path, change_of: &'a dyn Fn(&Path) -> Change) -> Around<'a> {
        Around { index, path, change_of }
    }

    /// Whether a test of this name came to another file with the change.
    fn is_moved(&self, name: &str) -> bool {
        let mut others =
            self.index.tests().tests_named(name).into_iter().filter(|(path, _)| path != self.path);
        others.any(|(path, span)| (self.change_of)(&path).touches(span))
    }

    /// Where the code stands that a test names: a place outside of tests.
    fn subject(&self, test: &TestCase) -> Option<(PathBuf, Span, String)> {
        let in_checks = test.checks.iter().flat_map(|check| called_in(&check.text));
        in_checks
            .chain(test.calls.iter().map(String::as_str))
            .find_map(|name| self.index.tests().definition_of(name))
    }

    /// Whether nothing in the workspace defines or mentions this name.
    fn is_gone(&self, name: &str) -> bool {
        !self.index.tests().mentions_name(name)
    }

    /// The code that the test runs and the change edits.
    fn edited_subject(&self, name_span: Span) -> Option<String> {
        let run = self.index.tests().run_by(self.path, name_span);
        let is_edited = |path: &Path, span| match (self.change_of)(path) {
            // What is new altogether was not edited.
            Change::Everything => false,
            change => change.touches(span),
        };
        run.into_iter().find(|(path, span, _)| is_edited(path, *span)).map(|(.., name)| name)
    }
}

/// What became less.
struct Loss {
    kind: Kind,
    /// What was demanded.
    old: String,
    /// What is demanded now.
    new: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Edited,
    Loosened,
    Removed,
    Skipped,
}

/// The tests in a text that is not parsed yet.
pub(super) fn read(
    engine: &Engine,
    language: Language,
    path: &str,
    text: &str,
    is_declared_test: bool,
) -> Arc<[TestCase]> {
    if !may_hold_tests(Path::new(path), text) {
        return Arc::from([]);
    }
    let mut analyzer = Analyzer::new(engine);
    let mut document = Document::new(language, text);
    analyzer.parse(&mut document, None);
    let input = FileInput { path, is_declared_test, rules: &RuleSelection::default() };
    let facts = analyzer.analyze(&document, &input, None, None).facts;
    tests_of(&document, &facts, Path::new(path), text)
}

/// The tests of a parsed document with this text.
pub(super) fn tests_of(document: &Document, facts: &FileFacts, path: &Path, text: &str) -> Arc<[TestCase]> {
    if !may_hold_tests(path, text) {
        return Arc::from([]);
    }
    let mut tests = checks::of(document, &facts.functions, &|_| true);
    for test in &mut tests {
        test.checks.retain(|check| !ends_by_design(check));
    }
    tests.into()
}

/// Whether the demand is that something is said to end: it goes when that does.
fn ends_by_design(check: &Check) -> bool {
    ["DeprecationWarning", "deprecated_call"].iter().any(|sign| check.text.contains(sign))
}

/// What the tests of a file demanded `before` and do not demand now.
pub(super) fn findings(
    rule: &Arc<Rule>,
    before: &[TestCase],
    (now, facts): (&Document, &FileFacts),
    change: &Change,
    around: &Around<'_>,
) -> Vec<Finding> {
    let after = checks::of(now, &facts.functions, &|function| change.touches(function.span));
    let here: FxHashSet<&str> = facts.functions.iter().map(|function| &*function.path).collect();
    let known: FxHashSet<&str> = before.iter().map(|test| test.path.as_str()).collect();
    let (kept, new): (Vec<&TestCase>, Vec<&TestCase>) =
        after.iter().partition(|test| known.contains(test.path.as_str()));
    let elsewhere: FxHashSet<&str> =
        new.iter().flat_map(|test| &test.checks).map(|check| check.text.as_str()).collect();
    let mut pairs: Vec<(&TestCase, &TestCase)> = Vec::new();
    for test in kept {
        pairs.extend(before.iter().find(|old| old.path == test.path).map(|old| (old, test)));
    }
    let mut gone: Vec<&TestCase> = Vec::new();
    for old in before.iter().filter(|old| !here.contains(old.path.as_str())) {
        let alike = new.iter().map(|test| (likeness(old, test), *test));
        let best = alike.max_by(|left, right| left.0.total_cmp(&right.0));
        match best {
            Some((likeness, test)) if likeness >= LIKENESS => pairs.push((old, test)),
            _ => gone.push(old),
        }
    }
    let mut found: Vec<Finding> = Vec::new();
    for (old, test) in pairs {
        let losses = losses(old, test, &elsewhere, around);
        found.extend(reported(rule, facts, test, losses));
    }
    gone.retain(|old| old.skip.is_none() && !old.checks.is_empty() && !is_replaced(old, &new, around));
    found.extend(deleted(rule, before, facts, &gone));
    found
}

/// The share of lines that both have, of the longer one.
fn likeness(old: &TestCase, new: &TestCase) -> f64 {
    let (mut at, mut other, mut count) = (0, 0, 0_usize);
    while at < old.lines.len() && other < new.lines.len() {
        match old.lines[at].cmp(&new.lines[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => (at, other, count) = (at + 1, other + 1, count + 1),
        }
    }
    let share = count as f64 / old.lines.len().max(new.lines.len()).max(1) as f64;
    // Of equally alike ones the name decides.
    share + if old.name == new.name { 0.25 } else { 0.0 }
}

/// Whether what a test that is gone checked is checked elsewhere, or went with it.
fn is_replaced(old: &TestCase, new: &[&TestCase], around: &Around<'_>) -> bool {
    let subject_calls = |test: &TestCase| -> FxHashSet<String> {
        test.checks.iter().flat_map(|check| called_in(&check.text)).map(str::to_owned).collect()
    };
    let own = subject_calls(old);
    let is_rewritten = new.iter().any(|test| {
        !test.checks.is_empty()
            && (subject_calls(test).intersection(&own).next().is_some()
                || test.calls.iter().filter(|call| old.calls.contains(call)).count() * 2 > old.calls.len())
    });
    let named = old.checks.iter().flat_map(|check| named_in(&check.text));
    is_rewritten
        || around.is_moved(&old.name)
        || old.calls.iter().map(String::as_str).chain(named).any(|name| around.is_gone(name))
}

/// Names in a piece of code that only its own workspace can have given: what is called, classes, attributes.
fn named_in(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = called_in(text).collect();
    let mut quote = None;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_part = quote.is_none() && (c.is_alphanumeric() || c == '_');
        match (is_part, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let name = &text[from..at];
                let is_attribute = text[..from].ends_with('.');
                // A class that nothing is asked of may be the language's own: `ValueError`, `True`.
                if is_attribute && !name.starts_with(char::is_numeric)
                    || name.starts_with(char::is_uppercase) && c == '.'
                {
                    names.push(name);
                }
                start = None;
            }
            _ => {}
        }
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    names
}

/// The last names of what is called in a piece of code.
fn called_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let before = &text[..at];
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        let start = (start..=at).find(|&at| text.is_char_boundary(at))?;
        let name = &text[start..at];
        (!name.is_empty() && !name.starts_with("assert")).then_some(name)
    })
}

fn losses(old: &TestCase, new: &TestCase, elsewhere: &FxHashSet<&str>, around: &Around<'_>) -> Vec<Loss> {
    if old.skip.is_none()
        && let Some(skip) = &new.skip
    {
        let old = old.checks.first().map(|check| check.text.clone()).unwrap_or_default();
        return vec![Loss { kind: Kind::Skipped, old, new: skip.clone() }];
    }
    let mut left: Vec<&Check> = new.checks.iter().collect();
    let mut missing: Vec<&Check> = Vec::new();
    for check in &old.checks {
        match left.iter().position(|other| other.text == check.text) {
            Some(at) => drop(left.remove(at)),
            None => missing.push(check),
        }
    }
    missing.retain(|check| !elsewhere.contains(check.text.as_str()));
    let mut found = Vec::new();
    missing.retain(|check| {
        let fits = |other: &&Check| {
            other.demand != Demand::Other
                && check.demand != Demand::Other
                && (other.subject == check.subject
                    || other.demand == Demand::Failure && check.demand == Demand::Failure)
        };
        let Some(at) = left.iter().position(fits) else { return true };
        let other = left.remove(at);
        let loss = |kind| Loss { kind, old: check.text.clone(), new: other.text.clone() };
        if is_loosened(check, other) {
            found.push(loss(Kind::Loosened));
        } else if is_expectation_edited(check, other)
            && old.arrangement == new.arrangement
            && let Some(subject) = around.edited_subject(new.name_span)
        {
            found.push(Loss {
                new: format!("{}`, and `{subject}` changed with it", other.text),
                ..loss(Kind::Edited)
            });
        }
        false
    });
    // What stands in a helper or a table now is not seen here.
    let is_moved_out = new.is_repeated && !old.is_repeated
        || new.calls.iter().any(|call| is_helper(call) && !old.calls.contains(call));
    missing.retain(|check| !named_in(&check.text).into_iter().any(|name| around.is_gone(name)));
    if missing.len() > left.len() && !is_moved_out {
        let new = if new.checks.is_empty() { "nothing" } else { "" };
        found.push(Loss { kind: Kind::Removed, old: missing[0].text.clone(), new: new.to_owned() });
    }
    found
}

fn is_helper(name: &str) -> bool {
    ["assert", "check", "verify", "expect", "ensure", "validate", "_assert", "_check", "compare"]
        .iter()
        .any(|sign| name.starts_with(sign))
}

fn is_loosened(old: &Check, new: &Check) -> bool {
    if old.demand == Demand::Failure && new.demand == Demand::Failure {
        let is_broad = |classes: &str| {
            ["Exception", "BaseException"].iter().any(|broad| {
                classes.split(|c: char| !c.is_alphanumeric() && c != '_').any(|class| class == *broad)
            })
        };
        let gets_broad = is_broad(&new.expected) && !is_broad(&old.expected);
        let loses_pattern = !old.subject.is_empty() && new.subject.is_empty() && old.expected == new.expected;
        return gets_broad || loses_pattern;
    }
    if old.demand != new.demand {
        return new.demand < old.demand;
    }
    match (old.slack, new.slack) {
        (Some(old), Some(new)) => new > old * 1.000_001,
        (None, Some(_)) => old.demand == Demand::Equality && old.expected == new.expected,
        _ => false,
    }
}

fn is_expectation_edited(old: &Check, new: &Check) -> bool {
    old.demand == Demand::Equality
        && new.demand == Demand::Equality
        && old.expected != new.expected
        && old.is_written_out
        && new.is_written_out
        && !old.text.contains("snapshot")
}

/// One finding a test: the worst, with the others as evidence.
fn reported(rule: &Arc<Rule>, facts: &FileFacts, test: &TestCase, mut losses: Vec<Loss>) -> Option<Finding> {
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.kind));
    let first = losses.first()?;
    let (change, now) = match first.kind {
        Kind::Skipped => (format!("is skipped now: `{}`", first.new), "it does not run".to_owned()),
        Kind::Removed if first.new.is_empty() => {
            (format!("does not check `{}` any more", first.old), "nothing in its place".to_owned())
        }
        Kind::Removed => (format!("checked `{}` and checks nothing now", first.old), "nothing".to_owned()),
        Kind::Loosened => {
            (format!("demanded `{}`, now only `{}`", first.old, first.new), format!("`{}`", first.new))
        }
        Kind::Edited => (format!("demanded `{}`, now `{}", first.old, first.new), format!("`{}", first.new)),
    };
    let function = facts.functions.iter().find(|function| function.name_span == test.name_span)?;
    let mut finding =
        filled(rule, (function.name_span, function.path.to_string()), &test.name, &change, &first.old, &now);
    if first.kind == Kind::Edited {
        finding.level = Level::Info;
    }
    for loss in losses.iter().skip(1) {
        let text = match loss.kind {
            Kind::Removed => format!("`{}` is gone", loss.old),
            _ => format!("`{}` became `{}`", loss.old, loss.new.trim_end_matches('`')),
        };
        finding.evidence.push(Evidence { text, place: None });
    }
    Some(finding)
}

fn filled(
    rule: &Arc<Rule>,
    (name_span, scope): (Span, String),
    test: &str,
    change: &str,
    old: &str,
    now: &str,
) -> Finding {
    let value = |name: &str| match name {
        "test" => Some(test.to_owned()),
        "change" => Some(change.to_owned()),
        "old" => Some(if old.is_empty() { "what it ran".to_owned() } else { old.to_owned() }),
        "now" => Some(now.to_owned()),
        _ => None,
    };
    rule.finding(name_span, scope, &value)
}

/// All tests that are gone, in one finding where the first of them stood: behind the test that came before it.
fn deleted(rule: &Arc<Rule>, before: &[TestCase], facts: &FileFacts, gone: &[&TestCase]) -> Option<Finding> {
    let first = gone.first()?;
    let stood = before.iter().position(|test| test.path == first.path)?;
    let is_here = |test: &&TestCase| facts.functions.iter().find(|function| *function.path == *test.path);
    let neighbour = before[..stood].iter().rev().find_map(|test| is_here(&test));
    let neighbour = neighbour.or_else(|| before[stood..].iter().find_map(|test| is_here(&test)));
    let nobody = Function::default();
    let place = neighbour.or(facts.functions.first()).unwrap_or(&nobody);
    let old = first.checks.first().map(|check| check.text.clone()).unwrap_or_default();
    let change = match gone.len() {
        1 => format!("is gone; it checked `{old}`"),
        2 => format!("and `{}` are gone; the first checked `{old}`", gone[1].name),
        more => format!("and {} other tests are gone; the first checked `{old}`", more - 1),
    };
    let mut finding =
        filled(rule, (place.name_span, place.path.to_string()), &first.name, &change, &old, "no test does");
    finding.level = finding.level.min(Level::Warning);
    for test in gone.iter().skip(1).take(MOST_NAMED) {
        let check = test.checks.first().map(|check| check.text.as_str()).unwrap_or_default();
        finding.evidence.push(Evidence { text: format!("`{}` checked `{check}`", test.name), place: None });
    }
    Some(finding)
}

/// The finding about a file of tests that is gone, on the code that the first of them tested. Nothing where they moved,
/// or where what they tested is gone too.
pub(super) fn deleted_file(
    rule: &Arc<Rule>,
    shown: &str,
    tests: &[TestCase],
    around: &Around<'_>,
) -> Option<(PathBuf, Finding)> {
    let mut gone: Vec<&TestCase> = tests.iter().collect();
    gone.retain(|test| test.skip.is_none() && !test.checks.is_empty() && !is_replaced(test, &[], around));
    let (first, (path, name_span, scope)) =
        gone.iter().find_map(|test| Some((*test, around.subject(test)?)))?;
    let old = &first.checks[0].text;
    let change = match gone.len() {
        1 => format!("is gone with `{}`, which checked `{old}`", first.name),
        more => format!("is gone with {more} tests; `{}` checked `{old}`", first.name),
    };
    let mut finding = filled(rule, (name_span, scope), shown, &change, old, "no test does");
    finding.level = finding.level.min(Level::Warning);
    let others = gone.iter().filter(|test| test.path != first.path).take(MOST_NAMED);
    finding.evidence.extend(others.map(|test| Evidence {
        text: format!("`{}` checked `{}`", test.name, test.checks[0].text),
        place: None,
    }));
    Some((path, finding))
}

/// Whether a text may hold tests at all: others are not looked at further.
fn may_hold_tests(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|end| end.to_str()) {
        Some("rs") => text.contains("test]") || text.contains("test("),
        _ => text.contains("def test") || text.contains("TestCase"),
    }
}
