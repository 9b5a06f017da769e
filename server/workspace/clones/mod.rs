//! Code that the workspace has twice: the rules of the family `duplication` that look across files.
//!
//! The engine normalises each function, [`bodies`] knows which resemble which, and this file says which of these are
//! worth a reader's time and what to call them. One edit asks again for the functions that it changed.

pub mod bodies;
mod postings;

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::{FileFacts, Function};
use thinktwice_engine::finding::{Evidence, Finding, Level, Related};

use super::across::Across;
use bodies::{Bodies, Bounds, Match, Scratch};

/// The rule about whole functions.
pub const DUPLICATE_FUNCTION: &str = "duplicate-function";

/// A body of this many tokens is worth a report however few statements it has; a token is a word of the code.
const ENOUGH_TOKENS: usize = 32;
/// A shorter body has to have so many statements.
const ENOUGH_STATEMENTS: u32 = 6;
/// What a trait or a base class asks for looks alike in small things; this is no small thing.
const LONG_TOKENS: usize = 80;
/// So many other places are listed; nobody reads more.
const MOST_PLACES: usize = 20;

/// The index of duplicated code.
#[derive(Debug, Default)]
pub struct Clones {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    bodies: Bodies,
    files: FxHashMap<Arc<Path>, File>,
    /// Body -> its file and the place of its function in the file's facts.
    owners: FxHashMap<u32, (Arc<Path>, usize)>,
    /// Before the first question nothing has to be kept up to date, which is what makes a scan cheap.
    is_asked: bool,
    answers: Mutex<Answers>,
}

#[derive(Debug)]
struct File {
    facts: Arc<FileFacts>,
    /// Bodies by the place of their function.
    bodies: Vec<(usize, u32)>,
}

/// What was asked before and still holds.
#[derive(Debug, Default)]
struct Answers {
    known: FxHashMap<u32, Arc<Vec<Match>>>,
    /// Body -> bodies in whose answers it stands.
    named_by: FxHashMap<u32, FxHashSet<u32>>,
    scratch: Scratch,
}

impl Across for Clones {
    fn rules(&self) -> &'static [&'static str] {
        &[DUPLICATE_FUNCTION]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        self.state.write().unwrap_or_else(PoisonError::into_inner).swap(path, facts)
    }

    fn findings(&self, path: &Path, engine: &Engine) -> Vec<Finding> {
        let is_ready = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            state.is_asked
        };
        if !is_ready {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            state.bodies.settle();
            state.is_asked = true;
        }
        self.state.read().unwrap_or_else(PoisonError::into_inner).findings(path, engine)
    }
}

impl State {
    fn swap(&mut self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        let before = self.files.remove(path);
        let mut touched = FxHashSet::default();
        // Bodies that are the same as before keep their number and with it what is known of them.
        let mut left: Vec<(usize, u32)> = before.as_ref().map(|file| file.bodies.clone()).unwrap_or_default();
        let mut bodies = Vec::new();
        let mut new = Vec::new();
        let functions = facts.filter(|facts| !facts.is_generated).map(|facts| facts.functions.as_slice());
        for (place, function) in functions.unwrap_or_default().iter().enumerate() {
            if function.clone_tokens.tokens.is_empty() || function.traits.is_stub {
                continue;
            }
            let same = left.iter().position(|&(_, body)| {
                self.bodies.tokens(body).is_some_and(|known| *known == function.clone_tokens)
            });
            match (same, &before) {
                (Some(at), Some(before)) => {
                    let (old_place, body) = left.remove(at);
                    bodies.push((place, body));
                    if before.facts.functions[old_place] != *function {
                        self.name_touched(body, &mut touched);
                    }
                }
                _ => new.push(place),
            }
        }
        for (_, body) in left {
            self.forget(body, &mut touched);
        }
        let language = language_number(path);
        for place in new {
            let Some(facts) = facts else { break };
            let tokens = Arc::clone(&facts.functions[place].clone_tokens);
            let body = self.bodies.add(tokens, language, !self.is_asked);
            bodies.push((place, body));
        }
        bodies.sort_unstable();
        for &(place, body) in &bodies {
            self.owners.insert(body, (Arc::clone(path), place));
        }
        if let Some(facts) = facts {
            self.files.insert(Arc::clone(path), File { facts: Arc::clone(facts), bodies: bodies.clone() });
        }
        if self.is_asked {
            self.bodies.settle();
            for &(_, body) in &bodies {
                self.introduce(body, &mut touched);
            }
        }
        touched.remove(&**path);
        touched.into_iter().collect()
    }

    /// Notes the files whose findings name a body.
    fn name_touched(&self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        for namer in answers.named_by.get(&body).into_iter().flatten() {
            if let Some((path, _)) = self.owners.get(namer) {
                touched.insert(path.to_path_buf());
            }
        }
    }

    /// Takes a body out, and out of what is known of others.
    fn forget(&mut self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        self.name_touched(body, touched);
        self.disturb(body, touched);
        let answers = self.answers.get_mut().unwrap_or_else(PoisonError::into_inner);
        answers.drop_answer(body);
        for namer in answers.named_by.remove(&body).unwrap_or_default() {
            if let Some(known) = answers.known.get_mut(&namer) {
                Arc::make_mut(known).retain(|found| found.other != body);
            }
        }
        self.bodies.remove(body);
        self.owners.remove(&body);
    }

    /// Puts a body that is new into what is known of others. They find each other both ways.
    fn introduce(&mut self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        let answers = self.answers.get_mut().unwrap_or_else(PoisonError::into_inner);
        if answers.known.contains_key(&body) {
            return;
        }
        let found = self.bodies.matches(body, &Bounds::default(), &mut answers.scratch);
        for found in &found {
            let Some(known) = answers.known.get_mut(&found.other) else { continue };
            if known.iter().any(|known| known.other == body) {
                continue;
            }
            let turned = Match { other: body, here: found.there, there: found.here, ..*found };
            Arc::make_mut(known).push(turned);
            answers.named_by.entry(body).or_default().insert(found.other);
            if let Some((path, _)) = self.owners.get(&found.other) {
                touched.insert(path.to_path_buf());
            }
        }
        answers.put(body, Arc::new(found));
        self.disturb(body, touched);
    }

    /// Drops what is known of bodies to which a shingle of this one becomes, or ceases to be, an idiom.
    fn disturb(&mut self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        let answers = self.answers.get_mut().unwrap_or_else(PoisonError::into_inner);
        for other in self.bodies.crowded_with(body) {
            if other != body
                && answers.drop_answer(other)
                && let Some((path, _)) = self.owners.get(&other)
            {
                touched.insert(path.to_path_buf());
            }
        }
    }

    fn matches(&self, body: u32) -> Arc<Vec<Match>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers.known.get(&body) {
            return Arc::clone(known);
        }
        let mut scratch = std::mem::take(&mut answers.scratch);
        drop(answers);
        let found = Arc::new(self.bodies.matches(body, &Bounds::default(), &mut scratch));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.scratch = scratch;
        answers.put(body, Arc::clone(&found));
        found
    }

    fn findings(&self, path: &Path, engine: &Engine) -> Vec<Finding> {
        let Some(file) = self.files.get(path) else { return Vec::new() };
        let Some(rule) = engine.rule(DUPLICATE_FUNCTION) else { return Vec::new() };
        let mut findings = Vec::new();
        let mut spoken: FxHashSet<u32> = FxHashSet::default();
        for &(place, body) in &file.bodies {
            let here = Place { path, file, function: &file.facts.functions[place] };
            if !here.is_large() || spoken.contains(&body) {
                continue;
            }
            let mut twins: Vec<(Match, Place<'_>)> = Vec::new();
            for found in self.matches(body).iter().filter(|found| found.is_equal()) {
                if let Some(there) = self.place(found.other)
                    && here.may_be_merged_with(&there)
                {
                    twins.push((*found, there));
                }
            }
            // Another file first: that is the one which the reader does not see.
            twins.sort_by_key(|(found, there)| {
                (there.path == path, u8::MAX - found.percent, there.path, there.function.span)
            });
            if twins.is_empty() {
                continue;
            }
            spoken.extend(twins.iter().filter(|(_, there)| there.path == path).map(|(found, _)| found.other));
            findings.push(duplicate(rule, &here, &twins));
        }
        findings
    }

    fn place(&self, body: u32) -> Option<Place<'_>> {
        let (path, place) = self.owners.get(&body)?;
        let file = self.files.get(path)?;
        Some(Place { path, file, function: file.facts.functions.get(*place)? })
    }
}

impl Answers {
    fn put(&mut self, body: u32, found: Arc<Vec<Match>>) {
        for found in found.iter() {
            self.named_by.entry(found.other).or_default().insert(body);
        }
        self.known.insert(body, found);
    }

    /// Forgets an answer. Whether there was one.
    fn drop_answer(&mut self, body: u32) -> bool {
        let Some(known) = self.known.remove(&body) else { return false };
        for found in known.iter() {
            if let Some(namers) = self.named_by.get_mut(&found.other) {
                namers.remove(&body);
            }
        }
        true
    }
}

/// A function where it stands.
struct Place<'a> {
    path: &'a Path,
    file: &'a File,
    function: &'a Function,
}

impl Place<'_> {
    fn is_large(&self) -> bool {
        self.function.clone_tokens.tokens.len() >= ENOUGH_TOKENS
            || self.function.statements >= ENOUGH_STATEMENTS
    }

    fn is_test(&self) -> bool {
        self.file.facts.is_test || self.function.traits.is_in_test
    }

    /// Whether two equal functions are more than what the language or a platform asks for.
    fn may_be_merged_with(&self, other: &Place<'_>) -> bool {
        let (left, right) = (self.function, other.function);
        let same_name = left.name == right.name;
        let is_asked_for = left.traits.is_required && right.traits.is_required && same_name;
        let is_short = left.clone_tokens.tokens.len() < LONG_TOKENS;
        let are_variants = left.traits.is_conditional && right.traits.is_conditional && same_name;
        !(is_asked_for && is_short || are_variants)
    }
}

fn duplicate(
    rule: &Arc<thinktwice_engine::rule::Rule>,
    here: &Place<'_>,
    twins: &[(Match, Place<'_>)],
) -> Finding {
    let (_, first) = &twins[0];
    let twin_file = shown(here.path, first.path);
    let value = |name: &str| match name {
        "function" => Some(here.function.name.clone()),
        "twin" => Some(first.function.name.clone()),
        "file" => Some(twin_file.clone()),
        "more" if twins.len() > 1 => Some(format!(", and {} more places", twins.len() - 1)),
        _ => None,
    };
    let mut finding = rule.finding(here.function.name_span, here.function.path.clone(), &value);
    if here.is_test() && twins.iter().all(|(_, there)| there.is_test()) {
        finding.level = finding.level.milder().unwrap_or(Level::Hint);
    }
    let place = |there: &Place<'_>| (there.path != here.path).then(|| Arc::from(there.path));
    for (_, there) in twins.iter().take(MOST_PLACES) {
        finding.related.push(Related {
            path: place(there),
            span: there.function.name_span,
            text: format!("`{}` does the same", there.function.path),
        });
    }
    for (_, there) in twins.iter().take(2) {
        let file = shown(here.path, there.path);
        finding.evidence.push(Evidence {
            text: format!("`{}` in {file} is equal but for names and literals", there.function.path),
            place: Some((place(there), there.function.name_span)),
        });
    }
    finding
}

/// The path of one file as a reader of another would say it: from the folder that both are in.
fn shown(from: &Path, to: &Path) -> String {
    if from == to {
        return "this file".to_string();
    }
    let common = from.components().zip(to.components()).take_while(|(left, right)| left == right).count();
    let rest: Vec<_> = to
        .components()
        .skip(common)
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    rest.join("/")
}

/// A number that is the same for files of one language.
fn language_number(path: &Path) -> u32 {
    let extension = path.extension().unwrap_or_default();
    xxhash_rust::xxh3::xxh3_64(extension.as_encoded_bytes()) as u32
}
