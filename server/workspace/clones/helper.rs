//! Functions that look like another way to write one that is there: by name, by what they take and by what they call.
//!
//! Their code may differ in every line, so this is a guess, and it is worded as a question.

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::facts::Function;
use thinktwice_engine::finding::{Evidence, Finding, Related};
use xxhash_rust::xxh3::xxh3_64;

use super::report::shown;
use super::{Place, State};
use crate::workspace::across::Question;

/// The rule.
pub const REIMPLEMENTED_HELPER: &str = "reimplemented-helper";

/// A word in the names of more functions says nothing about any of them.
const MOST_NAMED: usize = 64;
/// Likeness of two names by their words, of parameters, and of callees; from 0 to 1.
const NAME: f32 = 0.6;
const PARAMETERS: f32 = 0.6;
const CALLEES: f32 = 0.6;
/// So many callees are the same, or it is chance.
const FEWEST_CALLEES: usize = 3;

/// Functions by the words of their names.
#[derive(Debug, Default)]
pub(super) struct Names(FxHashMap<u32, Vec<u32>>);

impl Names {
    pub(super) fn add(&mut self, body: u32, name: &str) {
        for word in words(name) {
            self.0.entry(word).or_default().push(body);
        }
    }

    pub(super) fn remove(&mut self, body: u32, name: &str) {
        for word in words(name) {
            if let Some(bodies) = self.0.get_mut(&word) {
                bodies.retain(|&known| known != body);
            }
        }
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        let lists: usize = self.0.values().map(|bodies| bodies.capacity() * 4).sum();
        self.0.capacity() * size_of::<(u32, Vec<u32>)>() + lists
    }

    /// The functions that share a rare word with a name.
    pub(super) fn near(&self, name: &str) -> Vec<u32> {
        let rare = words(name).into_iter().filter_map(|word| self.0.get(&word));
        let mut found: Vec<u32> =
            rare.filter(|bodies| bodies.len() <= MOST_NAMED).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl State {
    /// The findings of the rule in a file; `is_told` knows the functions of which more is said already.
    pub(super) fn helpers(&self, question: &Question<'_>, is_told: &dyn Fn(u32) -> bool) -> Vec<Finding> {
        let rule = question.engine.rule(REIMPLEMENTED_HELPER).filter(|rule| (question.is_on)(rule));
        let Some(rule) = rule else { return Vec::new() };
        let Some((path, file)) = self.files.get_key_value(question.path) else { return Vec::new() };
        let mut findings = Vec::new();
        for &(place, body) in &*file.bodies {
            let here = Place { path, file, function: &file.facts.functions[place as usize] };
            if is_told(body) || !may_be_helper(&here) {
                continue;
            }
            let resembling = self.names.near(here.function.name()).into_iter().filter_map(|other| {
                let there = self.place(other)?;
                let is_known = || self.matches(body).iter().any(|found| found.other == other);
                let score = likeness(&here, &there)?;
                (!is_known()).then_some((score, there))
            });
            let best = resembling.max_by(|(left, one), (right, other)| {
                left.total_cmp(right)
                    .then_with(|| (other.path, other.function.span).cmp(&(one.path, one.function.span)))
            });
            let Some((_, there)) = best else { continue };
            let value = |name: &str| match name {
                "function" => Some(here.function.name().to_string()),
                "twin" => Some(there.function.name().to_string()),
                "file" => Some(shown(here.path, there.path)),
                _ => None,
            };
            let mut finding = rule.finding(here.function.name_span, here.function.path.to_string(), &value);
            let common = callees(here.function).intersection(&callees(there.function)).count();
            let span = there.function.name_span;
            let path = Some(there.path.into());
            finding.related.push(Related {
                path: Some(there.path.into()),
                span,
                text: format!("`{}` is there already", there.function.path),
            });
            finding.evidence.push(Evidence {
                text: format!("`{}` takes the same and has {common} callees in common", there.function.path),
                place: Some((path, span)),
            });
            findings.push(finding);
        }
        findings
    }
}

/// Whether it is a function that somebody could have looked for.
fn may_be_helper(place: &Place<'_>) -> bool {
    let traits = place.function.traits;
    !(place.is_test() || traits.is_required || traits.is_conditional || traits.is_entry || traits.is_stub)
}

/// How much two functions look like two ways to do one thing; `None` where they do not.
fn likeness(here: &Place<'_>, there: &Place<'_>) -> Option<f32> {
    let (left, right) = (here.function, there.function);
    let extension = |place: &Place<'_>| place.path.extension().map(ToOwned::to_owned);
    // Methods of one name are how classes of one family answer the same question.
    let are_siblings = left.name() == right.name() && left.traits.is_method && right.traits.is_method;
    if here.path == there.path || extension(here) != extension(there) || are_siblings || !may_be_helper(there)
    {
        return None;
    }
    let name = share(&set(words(left.name())), &set(words(right.name())));
    let taken = |function: &Function| set(function.signature.names().map(hash));
    let parameters = share(&taken(left), &taken(right));
    let (calls, other_calls) = (callees(left), callees(right));
    let common = calls.intersection(&other_calls).count();
    let called = share(&calls, &other_calls);
    // One that calls the other is built on it.
    let is_built_on = calls.contains(&hash(right.name())) || other_calls.contains(&hash(left.name()));
    let is_alike = name >= NAME && parameters >= PARAMETERS && called >= CALLEES && common >= FEWEST_CALLEES;
    (is_alike && !is_built_on).then_some(name + parameters + called)
}

/// The names of what a function calls.
fn callees(function: &Function) -> FxHashSet<u32> {
    let calls = function.references.iter().filter(|reference| reference.is_call);
    set(calls
        .map(|reference| hash(reference.path.rsplit('.').next().unwrap_or_default().trim_end_matches("()"))))
}

fn set(numbers: impl IntoIterator<Item = u32>) -> FxHashSet<u32> {
    numbers.into_iter().collect()
}

fn share(left: &FxHashSet<u32>, right: &FxHashSet<u32>) -> f32 {
    let common = left.intersection(right).count();
    if common == 0 { 0.0 } else { 2.0 * common as f32 / (left.len() + right.len()) as f32 }
}

fn hash(text: &str) -> u32 {
    xxh3_64(text.as_bytes()) as u32
}

/// The words of a name: `parseWhen`, `parse_when`.
fn words(name: &str) -> Vec<u32> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for character in name.chars().chain(['_']) {
        if character == '_' || character.is_uppercase() && was_lower {
            if word.len() > 1 {
                words.push(hash(&word));
            }
            word.clear();
        }
        if character != '_' {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    words.sort_unstable();
    words.dedup();
    words
}
