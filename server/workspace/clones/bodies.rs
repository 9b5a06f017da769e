//! All function bodies of the workspace, and which of them resemble which.
//!
//! Knows no files and no names. What two bodies have in common depends on these two alone and on how rare their
//! shingles are, so it does not matter in what order they came.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use thinktwice_engine::clones::shingles::{Shingle, blind_shingles, shingles};
use thinktwice_engine::clones::{CloneTokens, blind};

use super::comparison::{Hint, Sketches, Subject};
use super::postings::Postings;
use crate::workspace::threads::on_all_cores;

/// A shingle that more bodies hold is an idiom.
const MOST_HOLDERS: usize = 200;
/// Two bodies that share fewer rare shingles are not compared,
const FEWEST_SHARED: u16 = 4;
/// nor those that share less than this part of the shorter one's,
const LEAST_SHARE: f32 = 0.06;
/// unless they share so many: a run is worth looking at however long the bodies around it are.
const ENOUGH_SHARED: u16 = 8;
/// A run holds more of them.
const FEWEST_SHARED_RUN: u16 = 5;
/// Of shingles without names so many are enough.
const FEWEST_SHARED_BLIND: u16 = 2;

/// Where all bodies are compared, each thread keeps what it derived from so many: some ten megabytes.
const SKETCHES_OF_ALL: usize = 1 << 14;

/// What two bodies must have in common to be called alike. Found by measuring: copies that were edited by a machine
/// are found down to these, and what careful projects have below them is mostly idiom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Likeness, from 0 to 1.
    pub likeness: f32,
    /// What whole bodies share has to say so many bits.
    pub substance: f32,
    /// What a run in bodies shares.
    pub run_substance: f32,
    /// What such a run shares if its names were changed.
    pub renamed_run_substance: f32,
    /// Tokens of a body or run.
    pub tokens: usize,
    /// Statements of a body or run,
    pub statements: usize,
    /// unless it has so many tokens.
    pub many_tokens: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            likeness: 0.7,
            substance: 55.0,
            run_substance: 75.0,
            renamed_run_substance: 70.0,
            tokens: 24,
            statements: 5,
            many_tokens: 60,
        }
    }
}

/// How two bodies are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// As wholes.
    Whole,
    /// As wholes, but for the names of what they call, read or build, which were changed throughout.
    Renamed,
    /// In a run of their tokens.
    Run,
}

/// What two bodies have in common. Small, since there may be many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The other body.
    pub other: u32,
    /// How.
    pub kind: Kind,
    /// Likeness in per cent, rounded down: 100 means equal.
    pub percent: u8,
    /// What they share says so many bits.
    pub substance: u16,
    /// Tokens here, from and to.
    pub here: (u16, u16),
    /// Tokens in the other body.
    pub there: (u16, u16),
}

impl Match {
    /// Whether nothing but local names and literals differs.
    pub fn is_equal(&self) -> bool {
        self.kind == Kind::Whole && self.percent == 100
    }

    /// Whether it is about a part of the bodies.
    pub fn is_run(&self) -> bool {
        self.kind == Kind::Run
    }

    /// How long it is where it is shorter.
    pub fn tokens(&self) -> u16 {
        (self.here.1 - self.here.0).min(self.there.1 - self.there.0)
    }

    /// The same from the other body's side.
    pub fn turned(&self, body: u32) -> Match {
        Match { other: body, here: self.there, there: self.here, ..*self }
    }
}

/// A body in the index.
#[derive(Clone, Debug)]
struct Body {
    tokens: Arc<CloneTokens>,
    /// Bodies of different languages are never alike.
    language: u32,
}

/// The bodies of all functions.
#[derive(Debug, Default)]
pub struct Bodies {
    bodies: Vec<Option<Body>>,
    postings: Postings,
    /// Numbers of bodies that were taken out, for others.
    free: Vec<u32>,
    /// Questions may be asked. Before that nothing has to be kept up to date, which is what makes a scan cheap.
    is_settled: bool,
}

/// What somebody wants to know of two bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// Whether they are equal.
    WhetherEqual,
    /// All that they have in common.
    All,
}

/// Memory that questions use again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Shared shingles with each body: with names, without.
    shared: Vec<(u16, u16)>,
    seen: Vec<u32>,
    sketches: Sketches,
}

impl Bodies {
    /// Whether [`Bodies::settle`] made everything findable, as it stays from then on.
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// Adds a body. `disturbed` gets the bodies that may resemble others now, since a shingle of theirs became, or
    /// ceased to be, an idiom.
    pub fn add(&mut self, tokens: Arc<CloneTokens>, language: u32, disturbed: &mut Vec<u32>) -> u32 {
        let number = self.free.pop().unwrap_or(self.bodies.len() as u32);
        let hashes = hashes(&tokens.tokens, language);
        self.bodies.resize(self.bodies.len().max(number as usize + 1), None);
        self.bodies[number as usize] = Some(Body { tokens, language });
        if self.is_settled {
            self.post(number, &[], &hashes, disturbed);
        } else {
            self.postings.add_loose(number, &hashes);
        }
        number
    }

    /// Puts other tokens in place of a body's. `disturbed` is filled as by [`Bodies::add`].
    pub fn change(&mut self, number: u32, tokens: Arc<CloneTokens>, disturbed: &mut Vec<u32>) {
        let Some(Some(body)) = self.bodies.get_mut(number as usize) else { return };
        let language = body.language;
        let before = std::mem::replace(&mut body.tokens, Arc::clone(&tokens));
        if before.tokens == tokens.tokens {
            return;
        }
        let (before, after) = (hashes(&before.tokens, language), hashes(&tokens.tokens, language));
        self.post(number, &before, &after, disturbed);
    }

    /// Takes a body out. `disturbed` is filled as by [`Bodies::add`].
    pub fn remove(&mut self, number: u32, disturbed: &mut Vec<u32>) {
        let Some(body) = self.bodies.get_mut(number as usize).and_then(Option::take) else { return };
        // What a scan posted is not looked through yet: the number would stand there for the body that was.
        if self.is_settled {
            self.post(number, &hashes(&body.tokens.tokens, body.language), &[], disturbed);
            self.free.push(number);
        }
    }

    /// Posts a body under what it is found by now and was not before, and the other way round.
    fn post(&mut self, number: u32, before: &[u32], after: &[u32], disturbed: &mut Vec<u32>) {
        for &hash in before.iter().filter(|hash| after.binary_search(hash).is_err()) {
            self.postings.remove(number, hash);
            self.disturb(hash, MOST_HOLDERS, disturbed);
        }
        for &hash in after.iter().filter(|hash| before.binary_search(hash).is_err()) {
            self.postings.add(number, hash);
            self.disturb(hash, MOST_HOLDERS + 1, disturbed);
        }
    }

    /// The holders of a shingle are disturbed if there are just so many: whether it counts turned on one of them.
    fn disturb(&self, hash: u32, count: usize, disturbed: &mut Vec<u32>) {
        if let Some(holders) = self.postings.holders(hash, count, 0) {
            let start = disturbed.len();
            disturbed.extend(holders);
            if disturbed.len() != start + count {
                disturbed.truncate(start);
            }
        }
    }

    /// The tokens of a body.
    pub fn tokens(&self, body: u32) -> Option<&Arc<CloneTokens>> {
        self.bodies.get(body as usize)?.as_ref().map(|body| &body.tokens)
    }

    /// Makes everything findable that was added.
    pub fn settle(&mut self) {
        self.is_settled = true;
        if self.postings.is_unsettled() {
            let bodies = &self.bodies;
            self.postings.settle(&|body| bodies.get(body as usize).is_some_and(Option::is_some));
        }
    }

    /// The bodies that resemble this one, as far as that is asked.
    pub fn matches(
        &self,
        number: u32,
        bounds: &Bounds,
        asked: &dyn Fn(u32) -> Asked,
        scratch: &mut Scratch,
    ) -> Vec<Match> {
        self.matches_from(0, number, bounds, asked, scratch)
    }

    /// How all bodies resemble each other, as far as that is asked of two of them; by body. What two have in common is
    /// the same from either side, and is looked at once.
    pub fn all_matches(
        &self,
        bounds: &Bounds,
        asked: &(dyn Fn(u32, u32) -> Asked + Sync),
    ) -> Vec<Vec<Match>> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut scratch = Scratch { sketches: Sketches::keeping(SKETCHES_OF_ALL), ..Scratch::default() };
            let mut found: Vec<(u32, Match)> = Vec::new();
            loop {
                let body = next.fetch_add(1, Ordering::Relaxed);
                if body >= self.bodies.len() {
                    return found;
                }
                let body = body as u32;
                let later =
                    self.matches_from(body + 1, body, bounds, &|other| asked(body, other), &mut scratch);
                found.extend(later.into_iter().map(|found| (body, found)));
            }
        };
        let mut by_body: Vec<Vec<Match>> = vec![Vec::new(); self.bodies.len()];
        for (body, found) in on_all_cores(work).into_iter().flatten() {
            by_body[found.other as usize].push(found.turned(body));
            by_body[body as usize].push(found);
        }
        by_body
    }

    /// The same of bodies with this number or a higher one.
    fn matches_from(
        &self,
        first: u32,
        number: u32,
        bounds: &Bounds,
        asked: &dyn Fn(u32) -> Asked,
        scratch: &mut Scratch,
    ) -> Vec<Match> {
        let Some(Some(body)) = self.bodies.get(number as usize) else { return Vec::new() };
        let subject = Subject::new(&body.tokens.tokens);
        let candidates = self.candidates(first, number, &subject, body.language, scratch);
        let compared = candidates.into_iter().filter_map(|(other, hint)| {
            let there = self.tokens(other)?;
            let is_asked = match asked(other) {
                Asked::Nothing => false,
                Asked::WhetherEqual => body.tokens.tokens == there.tokens,
                Asked::All => true,
            };
            if !is_asked {
                return None;
            }
            let found = subject.compare(scratch.sketches.of(other, there), hint, bounds)?;
            let is_long = |tokens: &CloneTokens, run: (u16, u16)| {
                usize::from(run.1 - run.0) >= bounds.many_tokens
                    || tokens.statements(run) >= bounds.statements
            };
            let is_enough = is_long(&body.tokens, found.here) && is_long(there, found.there);
            is_enough.then_some(Match { other, ..found })
        });
        compared.collect()
    }

    /// The bodies from `first` on that may resemble this one, and how.
    fn candidates(
        &self,
        first: u32,
        number: u32,
        subject: &Subject<'_>,
        language: u32,
        scratch: &mut Scratch,
    ) -> Vec<(u32, Hint)> {
        scratch.shared.resize(self.bodies.len(), (0, 0));
        for (is_blind, own) in [(false, &subject.shingles), (true, &subject.blind_shingles)] {
            for hash in own.hashes() {
                let holders =
                    self.postings.holders(hash ^ language, MOST_HOLDERS, first).into_iter().flatten();
                for holder in holders.filter(|&holder| holder != number) {
                    let shared = &mut scratch.shared[holder as usize];
                    if *shared == (0, 0) {
                        scratch.seen.push(holder);
                    }
                    let count = if is_blind { &mut shared.1 } else { &mut shared.0 };
                    *count = count.saturating_add(1);
                }
            }
        }
        let own = subject.tokens.len();
        let mut found = Vec::new();
        for holder in scratch.seen.drain(..) {
            let (shared, blind) = std::mem::take(&mut scratch.shared[holder as usize]);
            if shared < FEWEST_SHARED && blind < FEWEST_SHARED_BLIND {
                continue;
            }
            let Some(other) = self.tokens(holder) else { continue };
            // Every second token begins a shingle that is taken.
            let shorter = own.min(other.tokens.len()) as f32 / 2.0;
            let is_near = shared >= ENOUGH_SHARED
                || shared >= FEWEST_SHARED && f32::from(shared) >= shorter * LEAST_SHARE;
            let may_be_renamed = blind >= FEWEST_SHARED_BLIND;
            if is_near || may_be_renamed {
                let hint = Hint {
                    may_be_renamed,
                    may_share_run: shared >= FEWEST_SHARED_RUN,
                    may_share_renamed_run: blind >= FEWEST_SHARED_BLIND,
                };
                found.push((holder, hint));
            }
        }
        found
    }

    /// How many bodies there were at most at a time.
    pub fn count(&self) -> usize {
        self.bodies.len()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let tokens: usize = self.bodies.iter().flatten().map(|body| body.tokens.bytes()).sum();
        self.postings.bytes() + self.bodies.capacity() * size_of::<Option<Body>>() + tokens
    }
}

/// What a body is found by, in order.
fn hashes(tokens: &[u16], language: u32) -> Vec<u32> {
    let mut all = shingles(tokens);
    all.extend(blind_shingles(&blind(tokens)));
    distinct(&all, language)
}

/// The hashes, each once, apart for each language.
fn distinct(shingles: &[Shingle], language: u32) -> Vec<u32> {
    let mut hashes: Vec<u32> = shingles.iter().map(|shingle| shingle.hash ^ language).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
