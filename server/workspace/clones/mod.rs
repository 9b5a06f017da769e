//! Code that the workspace has twice: the rules of the family `duplication` that look across files.
//!
//! The engine normalises each function, [`bodies`] knows which resemble which, [`select`] says which of these are worth
//! a reader's time, [`report`] what to call them. One edit asks again for the functions that it changed.

pub mod bodies;
mod comparison;
mod family;
mod helper;
pub mod limits;
mod postings;
pub(in crate::workspace) mod report;
mod select;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::clones::CloneTokens;
use thinktwice_engine::facts::{Depth, FileFacts, Function};
use thinktwice_engine::finding::Finding;

use super::across::{Across, Concerned, Question};
use super::cache::News;
pub use family::{Family, Member};
pub use helper::REIMPLEMENTED_HELPER;

use bodies::{Asked, Bodies, Bounds, Match, Scratch};
use limits::Limits;
use select::{Alike, Selection};

/// The rule about functions that are equal.
pub const DUPLICATE_FUNCTION: &str = "duplicate-function";
/// The rule about functions and blocks that are nearly equal.
pub const NEAR_DUPLICATE: &str = "near-duplicate-block";

/// When one in so many files was asked about, all others are expected to be.
const PART: usize = 16;

/// The facts that [`Clones::families`] needs.
pub const DEPTH: Depth = Depth::Bodies { mentions_of: &select::CONSTRUCTORS };

/// Of the facts of a file what [`Clones::families`] needs.
pub fn kept(facts: &FileFacts) -> FileFacts {
    let functions = facts.functions.iter().filter(|function| may_be_copied(facts, function));
    let kept = functions.map(|function| Function {
        facts: Arc::new(function.of_body(select::needed_references(function))),
        ..*function
    });
    FileFacts {
        functions: kept.collect(),
        is_generated: facts.is_generated,
        is_test: facts.is_test,
        is_example: facts.is_example,
        ..FileFacts::default()
    }
}

/// Whether a function is compared with others.
fn may_be_copied(facts: &FileFacts, function: &Function) -> bool {
    !facts.is_generated && !function.traits.is_stub && !function.clone_tokens.tokens.is_empty()
}

/// Whether two versions of a file are alike to all that is read of them here, but for where their functions stand.
fn says_the_same(before: &FileFacts, now: &FileFacts) -> bool {
    let is_same = |(before, now): (&Function, &Function)| {
        (&before.path, before.traits) == (&now.path, now.traits)
            && (&before.signature, &before.clone_tokens) == (&now.signature, &now.clone_tokens)
            && before.references.say_the_same(&now.references)
    };
    (before.is_generated, before.is_test, before.is_example)
        == (now.is_generated, now.is_test, now.is_example)
        && before.functions.len() == now.functions.len()
        && before.functions.iter().zip(&now.functions).all(is_same)
}

/// The index of duplicated code.
#[derive(Debug, Default)]
pub struct Clones {
    state: RwLock<State>,
    /// All that is known may be asked about.
    expects_all: AtomicBool,
    /// How many questions there were.
    questions: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    bodies: Bodies,
    files: FxHashMap<Arc<Path>, File>,
    /// By body: its file and the place of its function in the file's facts.
    owners: Vec<Option<(Arc<Path>, u32)>>,
    names: helper::Names,
    answers: Mutex<Answers>,
}

#[derive(Debug)]
struct File {
    facts: Arc<FileFacts>,
    /// Bodies by the place of their function.
    bodies: Box<[(u32, u32)]>,
}

/// What was asked before and still holds.
#[derive(Debug, Default)]
struct Answers {
    known: FxHashMap<u32, Answer>,
    /// Body -> bodies in whose answers it stands.
    named_by: FxHashMap<u32, FxHashSet<u32>>,
    scratch: Scratch,
}

/// What resembles a body.
#[derive(Debug, Default)]
struct Answer {
    matches: Arc<Vec<Match>>,
    /// What was read to say how the body and one that resembles it differ.
    words: FxHashMap<u32, Arc<report::Words>>,
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
        is_test(&self.file.facts, self.function)
    }
}

/// Examples repeat each other on purpose as tests do: each has to stand alone.
fn is_test(facts: &FileFacts, function: &Function) -> bool {
    facts.is_test || facts.is_example || function.traits.is_in_test
}

impl Across for Clones {
    fn rules(&self) -> &'static [&'static str] {
        &[DUPLICATE_FUNCTION, NEAR_DUPLICATE, REIMPLEMENTED_HELPER]
    }

    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        self.state.write().unwrap_or_else(PoisonError::into_inner).swap(path, facts)
    }

    fn concerned(&self, _path: &Path, before: &FileFacts, now: &FileFacts) -> Concerned {
        match says_the_same(before, now) {
            true => Concerned::Nobody,
            false => Concerned::Anybody,
        }
    }

    fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        self.questions.fetch_add(1, Ordering::Relaxed);
        self.ready();
        self.state.read().unwrap_or_else(PoisonError::into_inner).findings(question)
    }
}

impl Clones {
    /// The facts of a file.
    pub fn facts(&self, path: &Path) -> Option<Arc<FileFacts>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.files.get(path).map(|file| Arc::clone(&file.facts))
    }

    /// Bytes in memory, facts left out, which other indexes share.
    pub fn bytes(&self) -> usize {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let owners = state.owners.capacity() * size_of::<Option<(Arc<Path>, u32)>>();
        let files: usize = state.files.values().map(|file| size_of_val(&*file.bodies)).sum();
        state.bodies.bytes() + state.names.bytes() + owners + files
    }

    /// All places that are alike, as families.
    pub fn families(&self, limits: &Limits, text: &dyn Fn(&Path) -> Option<String>) -> Vec<Family> {
        self.ready();
        self.state.read().unwrap_or_else(PoisonError::into_inner).families(limits, text)
    }

    /// Nearly all files may be asked about: once some were, all answers are found together, for half of what they cost one
    /// by one. Before that it may be only the few that changed.
    pub fn expect_all(&self) {
        self.expects_all.store(true, Ordering::Release);
    }

    /// Whose findings are others than they were before the news. Everything else that is known is as it was then.
    pub fn concerned_by(&self, news: &[News]) -> FxHashSet<PathBuf> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let swap_back = |state: &mut State, News { path, before }: &News| {
            let now = state.files.get(path.as_path()).map(|file| Arc::clone(&file.facts));
            let path: Arc<Path> = Arc::from(path.as_path());
            state.swap(&path, before.as_ref());
            (path, now)
        };
        let news: Vec<(Arc<Path>, Option<Arc<FileFacts>>)> =
            news.iter().map(|news| swap_back(&mut state, news)).collect();
        state.bodies.settle();
        let mut concerned = FxHashSet::default();
        for (path, now) in news {
            state.match_bodies_of(&path);
            concerned.extend(state.swap(&path, now.as_ref()));
            concerned.insert(path.to_path_buf());
        }
        concerned
    }

    /// Makes everything findable that a scan brought.
    fn ready(&self) {
        let asks_all = |state: &State| {
            let questions = self.questions.load(Ordering::Relaxed);
            self.expects_all.load(Ordering::Acquire) && questions * PART >= state.files.len()
        };
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if state.bodies.is_settled() && !asks_all(&state) {
            return;
        }
        drop(state);
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.bodies.settle();
        // After the answers are there, since others wait for them here.
        if asks_all(&state) {
            state.compare_all(false);
            self.expects_all.store(false, Ordering::Release);
        }
    }
}

impl State {
    fn swap(&mut self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf> {
        let before = self.files.remove(path);
        let mut touched = FxHashSet::default();
        // Bodies that are the same as before keep their number and with it what is known of them.
        let mut left = Left::new(before.as_ref());
        let mut bodies: Vec<(u32, u32)> = Vec::new();
        let mut others = Vec::new();
        // Of what is known something has changed for the disturbed, and nothing is known of the new.
        let (mut disturbed, mut new) = (Vec::new(), Vec::new());
        let functions = facts.into_iter().flat_map(|facts| facts.functions.iter().map(move |it| (facts, it)));
        for (place, (facts, function)) in functions.enumerate() {
            if !may_be_copied(facts, function) {
                continue;
            }
            if let Some((old, body)) = left.take(&function.clone_tokens) {
                self.keep(body, old, function, &mut touched);
                bodies.push((place as u32, body));
                // Tests are compared with less than other code.
                if before
                    .as_ref()
                    .is_some_and(|before| is_test(&before.facts, old) != is_test(facts, function))
                {
                    self.forget(body, &mut touched);
                    new.push(body);
                }
            } else {
                others.push((place as u32, function));
            }
        }
        let mut left: Vec<(&Function, u32)> = left.rest().collect();
        let language = language_number(path);
        for (place, function) in others {
            let tokens = Arc::clone(&function.clone_tokens);
            // A function that was edited is the same body: only what changed in it is posted anew.
            let edited = left.iter().position(|(old, _)| old.path == function.path);
            let body = match edited.filter(|_| self.bodies.is_settled()) {
                Some(at) => {
                    let (_, body) = left.swap_remove(at);
                    self.forget(body, &mut touched);
                    self.near_touched(function.name(), &mut touched);
                    self.bodies.change(body, tokens, &mut disturbed);
                    body
                }
                None => {
                    let body = self.bodies.add(tokens, language, &mut disturbed);
                    if self.bodies.is_settled() {
                        self.near_touched(function.name(), &mut touched);
                    }
                    self.names.add(body, function.name());
                    body
                }
            };
            bodies.push((place, body));
            new.push(body);
        }
        for (old, body) in left {
            self.names.remove(body, old.name());
            self.forget(body, &mut touched);
            if self.bodies.is_settled() {
                self.near_touched(old.name(), &mut touched);
            }
            self.bodies.remove(body, &mut disturbed);
            self.owners[body as usize] = None;
        }
        bodies.sort_unstable();
        for &(place, body) in &bodies {
            let body = body as usize;
            self.owners.resize(self.owners.len().max(body + 1), None);
            self.owners[body] = Some((Arc::clone(path), place));
        }
        if let Some(facts) = facts {
            let file = File { facts: Arc::clone(facts), bodies: bodies.into() };
            self.files.insert(Arc::clone(path), file);
        }
        if self.bodies.is_settled() {
            self.bodies.settle();
            self.doubt(&disturbed, &mut touched);
            for body in new {
                self.introduce(body, &mut touched);
            }
        }
        touched.remove(&**path);
        touched.into_iter().collect()
    }

    /// Notes what changed about a function whose body is what it was but for local names and literals.
    fn keep(&mut self, body: u32, old: &Function, new: &Function, touched: &mut FxHashSet<PathBuf>) {
        if old == new {
            return;
        }
        if old.name() != new.name() {
            self.names.remove(body, old.name());
            self.near_touched(old.name(), touched);
            self.near_touched(new.name(), touched);
            self.names.add(body, new.name());
        } else if !Arc::ptr_eq(&old.facts, &new.facts) && old.facts != new.facts {
            self.near_touched(new.name(), touched);
        }
        self.name_touched(body, touched);
        if old.clone_tokens != new.clone_tokens {
            self.bodies.change(body, Arc::clone(&new.clone_tokens), &mut Vec::new());
            self.answers.get_mut().unwrap_or_else(PoisonError::into_inner).drop_words(body);
        }
    }

    /// Notes the files whose findings may name a body: those of bodies in whose answers it stands and, since bodies
    /// resemble each other both ways, of those in its own.
    fn name_touched(&self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let namers = answers.named_by.get(&body).into_iter().flatten().copied();
        let own = answers.known.get(&body).into_iter().flat_map(|known| known.matches.iter());
        self.touch(namers.chain(own.map(|found| found.other)), touched);
    }

    /// Notes the files in which another way to write a function may have been seen in this one.
    fn near_touched(&self, name: &str, touched: &mut FxHashSet<PathBuf>) {
        self.touch(self.names.near(name), touched);
    }

    fn touch(&self, bodies: impl IntoIterator<Item = u32>, touched: &mut FxHashSet<PathBuf>) {
        touched.extend(bodies.into_iter().filter_map(|body| self.path(body)).map(Path::to_path_buf));
    }

    /// The file that a body stands in.
    fn path(&self, body: u32) -> Option<&Path> {
        self.owners.get(body as usize)?.as_ref().map(|(path, _)| &**path)
    }

    /// Takes a body out of what is known.
    fn forget(&mut self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        self.name_touched(body, touched);
        let answers = self.answers.get_mut().unwrap_or_else(PoisonError::into_inner);
        answers.drop_answer(body);
        for namer in answers.named_by.remove(&body).unwrap_or_default() {
            if let Some(known) = answers.known.get_mut(&namer) {
                Arc::make_mut(&mut known.matches).retain(|found| found.other != body);
                known.words.remove(&body);
            }
        }
    }

    /// Puts a body of which nothing is known into what is known of others. They find each other both ways.
    fn introduce(&mut self, body: u32, touched: &mut FxHashSet<PathBuf>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.compare(body, &mut answers.scratch);
        self.touch(found.iter().map(|found| found.other), touched);
        for found in &found {
            let Some(known) = answers.known.get_mut(&found.other) else { continue };
            if known.matches.iter().any(|known| known.other == body) {
                continue;
            }
            Arc::make_mut(&mut known.matches).push(found.turned(body));
            answers.named_by.entry(body).or_default().insert(found.other);
        }
        answers.put(body, Arc::new(found));
    }

    /// Drops what is known of bodies that may resemble others now.
    fn doubt(&mut self, bodies: &[u32], touched: &mut FxHashSet<PathBuf>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.iter().for_each(|&body| answers.drop_answer(body));
        drop(answers);
        self.touch(bodies.iter().copied(), touched);
    }

    /// What resembles a body.
    fn compare(&self, body: u32, scratch: &mut Scratch) -> Vec<Match> {
        self.bodies.matches(body, &Bounds::default(), &|other| self.asked(body, other), scratch)
    }

    /// What is asked of two bodies. Of the tests of one file only those that are equal are ever told: each of the others
    /// shares its setup with its neighbours.
    fn asked(&self, body: u32, other: u32) -> Asked {
        let owner = |body: u32| self.owners.get(body as usize)?.as_ref();
        let are_in_one_file =
            owner(body).zip(owner(other)).is_some_and(|(left, right)| Arc::ptr_eq(&left.0, &right.0));
        if are_in_one_file && self.is_test(body) && self.is_test(other) {
            Asked::WhetherEqual
        } else {
            Asked::All
        }
    }

    fn is_test(&self, body: u32) -> bool {
        self.place(body).is_some_and(|place| place.is_test())
    }

    /// Compares all bodies with each other, those of tests only if that is wanted.
    fn compare_all(&self, leaves_out_tests: bool) {
        let is_test: Vec<bool> = (0..self.bodies.count() as u32).map(|body| self.is_test(body)).collect();
        let asked = |body: u32, other: u32| match (is_test[body as usize], is_test[other as usize]) {
            (false, false) => Asked::All,
            _ if leaves_out_tests => Asked::Nothing,
            _ => self.asked(body, other),
        };
        let found = self.bodies.all_matches(&Bounds::default(), &asked);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        for (body, found) in found.into_iter().enumerate() {
            answers.put(body as u32, Arc::new(found));
        }
    }

    /// Drops all that is known of bodies.
    fn forget_all(&self) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        (answers.known, answers.named_by) = Default::default();
    }

    /// Finds what resembles the functions of a file, if that is not known.
    fn match_bodies_of(&self, path: &Path) {
        let bodies = self.files.get(path).into_iter().flat_map(|file| file.bodies.iter());
        bodies.for_each(|&(_, body)| drop(self.matches(body)));
    }

    fn matches(&self, body: u32) -> Arc<Vec<Match>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers.known.get(&body) {
            return Arc::clone(&known.matches);
        }
        let mut scratch = std::mem::take(&mut answers.scratch);
        drop(answers);
        let found = Arc::new(self.compare(body, &mut scratch));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.scratch = scratch;
        answers.put(body, Arc::clone(&found));
        found
    }

    /// What is worth saying of the functions of a file; `says_all` also of runs in functions that are told as wholes.
    fn selections(
        &self,
        path: &Path,
        limits: &Limits,
        says_all: bool,
    ) -> Vec<(u32, Place<'_>, Selection<'_>)> {
        let Some((path, file)) = self.files.get_key_value(path) else { return Vec::new() };
        let mut selections: Vec<(u32, Place<'_>, Selection<'_>)> = Vec::new();
        for &(place, body) in &*file.bodies {
            let here = Place { path, file, function: &file.facts.functions[place as usize] };
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
            if !says_all && !selection.wholes.is_empty() {
                selection.runs.clear();
            }
            if !selection.wholes.is_empty() || !selection.runs.is_empty() {
                selections.push((body, here, selection));
            }
        }
        selections
    }

    fn place(&self, body: u32) -> Option<Place<'_>> {
        let (path, place) = self.owners.get(body as usize)?.as_ref()?;
        let file = self.files.get(path)?;
        Some(Place { path, file, function: file.facts.functions.get(*place as usize)? })
    }
}

/// The bodies that a file had and that are not found again yet, by what their tokens are.
struct Left<'f> {
    bodies: FxHashMap<u64, Vec<(&'f Function, u32)>>,
}

impl<'f> Left<'f> {
    fn new(before: Option<&'f File>) -> Left<'f> {
        let mut bodies: FxHashMap<u64, Vec<(&'f Function, u32)>> = FxHashMap::default();
        for (file, &(place, body)) in
            before.into_iter().flat_map(|file| file.bodies.iter().map(move |it| (file, it)))
        {
            let function = &file.facts.functions[place as usize];
            bodies.entry(function.clone_tokens.hash()).or_default().push((function, body));
        }
        Left { bodies }
    }

    /// The function that had these tokens, and its body.
    fn take(&mut self, tokens: &Arc<CloneTokens>) -> Option<(&'f Function, u32)> {
        let alike = self.bodies.get_mut(&tokens.hash())?;
        let equal = alike.iter().position(|(function, _)| function.clone_tokens == *tokens);
        let at =
            equal.or_else(|| alike.iter().position(|(function, _)| function.clone_tokens.is_same(tokens)));
        at.map(|at| alike.remove(at))
    }

    /// Those that are not there any more.
    fn rest(self) -> impl Iterator<Item = (&'f Function, u32)> {
        self.bodies.into_values().flatten()
    }
}

impl Answers {
    fn put(&mut self, body: u32, matches: Arc<Vec<Match>>) {
        for found in matches.iter() {
            self.named_by.entry(found.other).or_default().insert(body);
        }
        self.known.insert(body, Answer { matches, words: FxHashMap::default() });
    }

    /// Forgets an answer.
    fn drop_answer(&mut self, body: u32) {
        let Some(known) = self.known.remove(&body) else { return };
        for found in known.matches.iter() {
            if let Some(namers) = self.named_by.get_mut(&found.other) {
                namers.remove(&body);
            }
        }
    }

    /// Forgets how a body differs from others.
    fn drop_words(&mut self, body: u32) {
        for namer in self.named_by.get(&body).into_iter().flatten() {
            if let Some(known) = self.known.get_mut(namer) {
                known.words.remove(&body);
            }
        }
        if let Some(known) = self.known.get_mut(&body) {
            known.words.clear();
        }
    }
}

/// A number that is the same for files of one language.
fn language_number(path: &Path) -> u32 {
    let extension = path.extension().unwrap_or_default();
    xxhash_rust::xxh3::xxh3_64(extension.as_encoded_bytes()) as u32
}
