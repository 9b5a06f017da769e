//! Which of the places that resemble a function are worth a reader's time.
//!
//! Looks from one function at what resembles it, so that an edit elsewhere changes an answer only by changing what
//! resembles it. What careful projects repeat on purpose is left out here and nowhere else.

use std::path::Path;

use thinktwice_engine::facts::{Function, References};

use super::Place;
use super::bodies::{Kind, Match};
use super::limits::Limits;

/// What a trait or a base class asks for looks alike in small things; this is no small thing,
const LONG_TOKENS: usize = 80;
/// nor is this, where it was copied word for word.
const LONG_COPIED_TOKENS: usize = 40;
/// Tests repeat each other in all that tests do. Of what two of them share so many bits are more than that.
const TEST_SUBSTANCE: u16 = 150;
/// Likeness is shown that comes so near the greatest, in per cent: what is less alike is told by what is more alike.
const MARGIN: u8 = 10;
/// Of what is not equal so many places are shown; more is a pattern of the project.
const MOST_NEAR: usize = 3;
/// A function with fewer statements is no list of them.
const SHORTEST_LIST: usize = 3;
/// Names of functions that fill an object.
pub(super) const CONSTRUCTORS: [&str; 4] = ["__init__", "__new__", "new", "default"];

/// A place that resembles a function.
#[derive(Clone, Copy)]
pub(super) struct Alike<'a> {
    /// How it does.
    pub(super) found: Match,
    /// Where it is.
    pub(super) there: Place<'a>,
}

/// The places to speak of.
#[derive(Default)]
pub(super) struct Selection<'a> {
    /// Functions that are alike as wholes, nearest first.
    pub(super) wholes: Vec<Alike<'a>>,
    /// Runs of statements, the weightiest first, no two over the same lines.
    pub(super) runs: Vec<Alike<'a>>,
}

/// Selects from all that resembles the function at `here`.
pub(super) fn select<'a>(
    here: &Place<'a>,
    all: impl Iterator<Item = Alike<'a>>,
    limits: &Limits,
) -> Selection<'a> {
    let mut alike: Vec<Alike<'a>> =
        all.filter(|alike| is_enough(here, alike, limits) && may_be_merged(here, alike)).collect();
    let is_test_pair = |alike: &Alike<'_>| here.is_test() && alike.there.is_test();
    let tests = alike.iter().filter(|alike| is_test_pair(alike) && !is_word_for_word(here, alike)).count();
    if tests > usize::from(limits.tests.max_places) {
        alike.retain(|alike| !is_test_pair(alike) || is_word_for_word(here, alike));
    }
    let (mut wholes, mut runs): (Vec<_>, Vec<_>) =
        alike.into_iter().partition(|alike| alike.found.kind != Kind::Run);
    let nearest = wholes.iter().map(|alike| alike.found.percent).max().unwrap_or_default();
    wholes.retain(|alike| alike.found.percent + MARGIN >= nearest);
    // Another file first: that is the one which the reader does not see.
    wholes.sort_by_key(|alike| {
        let is_here = alike.there.path == here.path;
        (
            !alike.found.is_equal(),
            is_here && alike.found.is_equal(),
            u8::MAX - alike.found.percent,
            is_here,
            alike.order(),
        )
    });
    let equal = wholes.iter().take_while(|alike| alike.found.is_equal()).count();
    wholes.truncate(equal.max(MOST_NEAR));
    runs.sort_by_key(|alike| {
        (u16::MAX - alike.found.substance, alike.there.path == here.path, alike.order())
    });
    let mut selected: Vec<Alike<'a>> = Vec::new();
    for run in runs {
        let (from, to) = run.found.here;
        if selected.iter().all(|other| to <= other.found.here.0 || other.found.here.1 <= from) {
            selected.push(run);
        }
    }
    Selection { wholes, runs: selected }
}

impl<'a> Alike<'a> {
    /// An order that does not depend on how the bodies came into the index.
    fn order(&self) -> (&'a Path, u32, u16) {
        (self.there.path, self.there.function.span.start, self.found.there.0)
    }
}

fn is_word_for_word(here: &Place<'_>, alike: &Alike<'_>) -> bool {
    alike.found.is_equal() && here.function.clone_tokens.exact == alike.there.function.clone_tokens.exact
}

/// Whether the project wants to hear of it.
fn is_enough(here: &Place<'_>, alike: &Alike<'_>, limits: &Limits) -> bool {
    let found = &alike.found;
    let tokens = found.tokens();
    if here.is_test() && alike.there.is_test() {
        let says_enough =
            found.substance >= TEST_SUBSTANCE && (found.is_equal() || alike.there.path != here.path);
        return tokens >= limits.tests.min_tokens
            && (is_word_for_word(here, alike) || says_enough && found.percent >= limits.tests.similarity);
    }
    let limit = if found.kind == Kind::Run { limits.blocks } else { limits.functions };
    found.percent >= limit.similarity && tokens >= limit.min_tokens
}

/// Whether it is more than what the language, an interface or a platform asks for.
fn may_be_merged(here: &Place<'_>, alike: &Alike<'_>) -> bool {
    let (left, right) = (here.function, alike.there.function);
    let same_name = left.name() == right.name();
    let is_word_for_word = is_word_for_word(here, alike);
    if !is_word_for_word
        && (is_list(&alike.found, here, alike.found.here)
            || is_list(&alike.found, &alike.there, alike.found.there))
    {
        return false;
    }
    let long = if is_word_for_word { LONG_COPIED_TOKENS } else { LONG_TOKENS };
    // One expression that an interface asks for is a table: of examples, of options.
    let is_table = !alike.found.is_run() && left.clone_tokens.statements(alike.found.here) <= 1;
    let is_short = is_table || usize::from(alike.found.tokens()) < long;
    let is_asked_for = left.traits.is_required && right.traits.is_required && same_name && is_short;
    let are_variants = left.traits.is_conditional && right.traits.is_conditional && same_name;
    let only_fill = same_name && CONSTRUCTORS.contains(&left.name()) && only_fills(left) && only_fills(right);
    // A function in a function resembles the one around it.
    let is_inside =
        alike.there.path == here.path && (left.span.contains(right.span) || right.span.contains(left.span));
    let are_async_twins = alike.there.path == here.path && is_async_name(left.name(), right.name());
    !(is_asked_for || are_variants || only_fill || is_inside || are_async_twins)
}

/// Whether a piece is a list that is written as statements: of options, of fields, of arms.
fn is_list(found: &Match, place: &Place<'_>, run: (u16, u16)) -> bool {
    let tokens = &place.function.clone_tokens;
    match tokens.kinds_of_statements(run, 3) {
        0 | 1 => found.is_run() || tokens.statements(run) >= SHORTEST_LIST,
        2 => found.is_run() && usize::from(found.tokens()) < LONG_TOKENS,
        _ => false,
    }
}

/// Whether one name says that it is the other for callers that wait: `get` and `aget`, `send` and `async_send`.
fn is_async_name(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim_start_matches('_'), right.trim_start_matches('_'));
    let (shorter, longer) = if left.len() < right.len() { (left, right) } else { (right, left) };
    let rest = longer.strip_suffix("_async").or_else(|| longer.strip_prefix("async_"));
    rest == Some(shorter) || longer.strip_prefix('a') == Some(shorter)
}

/// What a function mentions, if that has a say in what is selected.
pub(super) fn needed_references(function: &Function) -> References {
    let is_asked = CONSTRUCTORS.contains(&function.name());
    if is_asked { function.references.clone() } else { References::default() }
}

/// A constructor that calls nothing but the one of its base.
fn only_fills(function: &Function) -> bool {
    let fills = |path: &str| {
        path.contains("super")
            || path.rsplit('.').next().is_some_and(|name| ["new", "default", "Ok", "Some"].contains(&name))
    };
    function.references.iter().all(|reference| !reference.is_call || fills(reference.path))
}
