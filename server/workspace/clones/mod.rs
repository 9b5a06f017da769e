//! Code that the workspace has twice: the rules of the family `duplication` that look across files.
//!
//! The engine normalises each function, [`bodies`] knows which resemble which, [`select`] says which of these are worth
//! a reader's time, [`report`] what to call them. One edit asks again for the functions that it changed.

pub mod bodies;
mod family;
mod helper;
pub mod limits;
mod postings;
mod report;
mod select;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::clones::CloneTokens;
use thinktwice_engine::facts::{FileFacts, Function};
use thinktwice_engine::finding::Finding;

use super::across::{Across, Question};
pub use family::{Family, Member};
pub use helper::REIMPLEMENTED_HELPER;

use bodies::{Bodies, Bounds, Match, Scratch};
use limits::Limits;
use select::{Alike, Selection};

/// The rule about functions that are equal.
pub const DUPLICATE_FUNCTION: &str = "duplicate-function";
/// The rule about functions and blocks that are nearly equal.
pub const NEAR_DUPLICATE: &str = "near-duplicate-block";

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
    names: helper::Names,
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
    /// What was read to say how two pieces of code differ; a body stays what it is, so this holds as long as the two.
    words: FxHashMap<(u32, u32), Arc<report::Words>>,
    scratch: Scratch,
}

/// A function where it stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a Path,
    file: &'a File,
    function: &'a Function,
}

impl Place<'_> {
    fn is_test(&self) -> bool {
        self.file.facts.is_test || self.function.traits.is_in_test
    }
}

impl Across for Clones {
    fn rules(&self) -> &'static [&'static str] {
        &[DUPLICATE_FUNCTION, NEAR_DUPLICATE, REIMPLEMENTED_HELPER]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        self.state.write().unwrap_or_else(PoisonError::into_inner).swap(path, facts)
    }

    fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        self.ready();
        self.state.read().unwrap_or_else(PoisonError::into_inner).findings(question)
    }
}

impl Clones {
    /// All places that are alike, as families.
    pub fn families(&self, limits: &Limits, text: &dyn Fn(&Path) -> Option<String>) -> Vec<Family> {
        self.ready();
        self.state.read().unwrap_or_else(PoisonError::into_inner).families(limits, text)
    }

    /// Makes everything findable that a scan brought.
    fn ready(&self) {
        if !self.state.read().unwrap_or_else(PoisonError::into_inner).is_asked {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            state.bodies.settle();
            state.is_asked = true;
        }
    }
}

impl State {
    fn swap(&mut self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        let before = self.files.remove(path);
        let mut touched = FxHashSet::default();
        // Bodies that are the same as before keep their number and with it what is known of them.
        let mut left = Left::new(before.as_ref());
        let mut bodies = Vec::new();
        let mut new = Vec::new();
        let functions = facts.filter(|facts| !facts.is_generated).map(|facts| facts.functions.as_slice());
        for (place, function) in functions.unwrap_or_default().iter().enumerate() {
            if function.clone_tokens.tokens.is_empty() || function.traits.is_stub {
                continue;
            }
            match left.take(&function.clone_tokens) {
                Some((old, body)) => {
                    bodies.push((place, body));
                    if old.name != function.name {
                        self.names.remove(body, &old.name);
                        self.names.add(body, &function.name);
                    }
                    if old != function {
                        self.name_touched(body, &mut touched);
                    }
                }
                None => new.push(place),
            }
        }
        for (old, body) in left.rest() {
            self.names.remove(body, &old.name);
            self.forget(body, &mut touched);
        }
        let language = language_number(path);
        for place in new {
            let Some(facts) = facts else { break };
            let tokens = Arc::clone(&facts.functions[place].clone_tokens);
            let body = self.bodies.add(tokens, language, !self.is_asked);
            self.names.add(body, &facts.functions[place].name);
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
        answers.words.retain(|&(here, there), _| here != body && there != body);
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
            Arc::make_mut(known).push(found.turned(body));
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

    /// What is worth saying of the functions of a file.
    fn selections(&self, path: &Path, limits: &Limits) -> Vec<(u32, Place<'_>, Selection<'_>)> {
        let Some((path, file)) = self.files.get_key_value(path) else { return Vec::new() };
        let mut selections: Vec<(u32, Place<'_>, Selection<'_>)> = Vec::new();
        for &(place, body) in &file.bodies {
            let here = Place { path, file, function: &file.facts.functions[place] };
            let known = self.matches(body);
            let alike = known
                .iter()
                .filter_map(|found| Some(Alike { found: *found, there: self.place(found.other)? }));
            let mut selection = select::select(&here, alike, limits);
            // What is said of a function is said of the functions in it.
            let is_said = selections.iter().any(|(_, around, said)| {
                !said.wholes.is_empty() && around.function.span.contains(here.function.span)
            });
            if is_said {
                continue;
            }
            if !selection.wholes.is_empty() {
                selection.runs.clear();
            }
            if !selection.wholes.is_empty() || !selection.runs.is_empty() {
                selections.push((body, here, selection));
            }
        }
        selections
    }

    fn place(&self, body: u32) -> Option<Place<'_>> {
        let (path, place) = self.owners.get(&body)?;
        let file = self.files.get(path)?;
        Some(Place { path, file, function: file.facts.functions.get(*place)? })
    }
}

/// The bodies that a file had and that are not found again yet, by what their tokens are.
struct Left<'f> {
    before: Option<&'f File>,
    bodies: FxHashMap<(u32, usize), Vec<(usize, u32)>>,
}

impl<'f> Left<'f> {
    fn new(before: Option<&'f File>) -> Left<'f> {
        let mut bodies: FxHashMap<(u32, usize), Vec<(usize, u32)>> = FxHashMap::default();
        if let Some(file) = before {
            for &(place, body) in &file.bodies {
                let tokens = &file.facts.functions[place].clone_tokens;
                bodies.entry((tokens.exact, tokens.tokens.len())).or_default().push((place, body));
            }
        }
        Left { before, bodies }
    }

    /// The function that had these tokens, and its body.
    fn take(&mut self, tokens: &Arc<CloneTokens>) -> Option<(&'f Function, u32)> {
        let functions = &self.before?.facts.functions;
        let same = self.bodies.get_mut(&(tokens.exact, tokens.tokens.len()))?;
        let at = same.iter().position(|&(place, _)| {
            let known = &functions[place].clone_tokens;
            Arc::ptr_eq(known, tokens) || known == tokens
        })?;
        let (place, body) = same.remove(at);
        Some((&functions[place], body))
    }

    /// Those that are not there any more.
    fn rest(self) -> impl Iterator<Item = (&'f Function, u32)> {
        let functions = self.before.map(|file| file.facts.functions.as_slice()).unwrap_or_default();
        self.bodies.into_values().flatten().map(|(place, body)| (&functions[place], body))
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

/// A number that is the same for files of one language.
fn language_number(path: &Path) -> u32 {
    let extension = path.extension().unwrap_or_default();
    xxhash_rust::xxh3::xxh3_64(extension.as_encoded_bytes()) as u32
}
