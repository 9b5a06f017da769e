//! All function bodies of the workspace, and which of them resemble which.
//!
//! Knows no files and no names. What two bodies have in common depends on these two alone and on how rare their
//! shingles are, so it does not matter in what order they came.

use std::ops::Range;
use std::sync::Arc;

use thinktwice_engine::clones::likeness::{
    Chain, Masks, by_hash, consistency, likeness_of_pairs, ratio, shared_run, substance,
};
use thinktwice_engine::clones::shingles::{Shingle, blind_shingles, shingles};
use thinktwice_engine::clones::{CloneTokens, blind};

use super::postings::Postings;

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
/// Products of lengths above this are not compared token by token: no question may take long.
const MOST_WORK: usize = 1 << 24;

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

/// A body that may resemble another one.
#[derive(Clone, Copy, Debug)]
struct Hint {
    other: u32,
    /// As a whole with other names.
    may_be_renamed: bool,
    /// In a run of tokens.
    may_share_run: bool,
    /// In a run of tokens with other names.
    may_share_renamed_run: bool,
}

/// Memory that questions use again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Shared shingles with each body: with names, without.
    shared: Vec<(u16, u16)>,
    seen: Vec<u32>,
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
        if let Some(holders) = self.postings.holders(hash, count) {
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

    /// The bodies that resemble this one. Of those that `only_equal` names nothing is asked but whether they are equal.
    pub fn matches(
        &self,
        number: u32,
        bounds: &Bounds,
        only_equal: &dyn Fn(u32) -> bool,
        scratch: &mut Scratch,
    ) -> Vec<Match> {
        let Some(Some(body)) = self.bodies.get(number as usize) else { return Vec::new() };
        let subject = Subject::new(&body.tokens.tokens);
        let candidates = self.candidates(number, &subject, body.language, scratch);
        let compared = candidates.into_iter().filter_map(|hint| {
            let other = hint.other;
            let there = self.tokens(other)?;
            if only_equal(other) && body.tokens.tokens != there.tokens {
                return None;
            }
            let found = subject.compare(&there.tokens, hint, bounds)?;
            let is_long = |tokens: &CloneTokens, run: (u16, u16)| {
                usize::from(run.1 - run.0) >= bounds.many_tokens
                    || tokens.statements(run) >= bounds.statements
            };
            let is_enough = is_long(&body.tokens, found.here) && is_long(there, found.there);
            is_enough.then_some(Match { other, ..found })
        });
        compared.collect()
    }

    /// The bodies that may resemble this one, and how.
    fn candidates(
        &self,
        number: u32,
        subject: &Subject<'_>,
        language: u32,
        scratch: &mut Scratch,
    ) -> Vec<Hint> {
        scratch.shared.resize(self.bodies.len(), (0, 0));
        for (is_blind, own) in [(false, &subject.shingles), (true, &subject.blind_shingles)] {
            for hash in distinct(own, language) {
                for holder in self.postings.holders(hash, MOST_HOLDERS).into_iter().flatten() {
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
            if holder == number || shared < FEWEST_SHARED && blind < FEWEST_SHARED_BLIND {
                continue;
            }
            let Some(other) = self.tokens(holder) else { continue };
            // Every second token begins a shingle that is taken.
            let shorter = own.min(other.tokens.len()) as f32 / 2.0;
            let is_near = shared >= ENOUGH_SHARED
                || shared >= FEWEST_SHARED && f32::from(shared) >= shorter * LEAST_SHARE;
            let may_be_renamed = blind >= FEWEST_SHARED_BLIND;
            if is_near || may_be_renamed {
                found.push(Hint {
                    other: holder,
                    may_be_renamed,
                    may_share_run: shared >= FEWEST_SHARED_RUN,
                    may_share_renamed_run: blind >= FEWEST_SHARED_BLIND,
                });
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

/// Tokens around a chain of shingles that may still belong to the run.
const MARGIN: usize = 12;
/// Bodies whose names were changed are alike in nearly everything else,
const RENAMED_LIKENESS: f32 = 0.9;
/// and the names were changed throughout.
const RENAMED_CONSISTENCY: f32 = 0.9;

/// A body made ready to be compared with many others.
struct Subject<'a> {
    tokens: &'a [u16],
    shingles: Vec<Shingle>,
    blind_shingles: Vec<Shingle>,
    masks: Masks,
    blind_masks: Masks,
}

impl<'a> Subject<'a> {
    fn new(tokens: &'a [u16]) -> Subject<'a> {
        let blind = blind(tokens);
        Subject {
            shingles: by_hash(&shingles(tokens)),
            blind_shingles: blind_shingles(&blind),
            masks: Masks::new(tokens),
            blind_masks: Masks::new(&blind),
            tokens,
        }
    }

    fn compare(&self, other: &[u16], hint: Hint, bounds: &Bounds) -> Option<Match> {
        let (shorter, longer) = (self.tokens.len().min(other.len()), self.tokens.len().max(other.len()));
        if shorter < bounds.tokens {
            return None;
        }
        // However much of the shorter one stands in the longer one, more likeness is not possible.
        let is_possible = ratio(shorter, shorter, longer) >= bounds.likeness;
        let whole =
            (is_possible && shorter * longer <= MOST_WORK).then(|| self.whole(other, hint, bounds)).flatten();
        whole
            .or_else(|| hint.may_share_run.then(|| self.run(other, bounds)).flatten())
            .or_else(|| hint.may_share_renamed_run.then(|| self.renamed_run(other, bounds)).flatten())
    }

    fn whole(&self, other: &[u16], hint: Hint, bounds: &Bounds) -> Option<Match> {
        let found = |kind, likeness: f32, substance: f32| Match {
            other: 0,
            kind,
            percent: (likeness * 100.0) as u8,
            substance: substance as u16,
            here: (0, self.tokens.len() as u16),
            there: (0, other.len() as u16),
        };
        let mut likeness = self.masks.likeness(other);
        if likeness < RENAMED_LIKENESS && hint.may_be_renamed {
            let nameless = blind(other);
            if self.blind_masks.likeness(&nameless) >= RENAMED_LIKENESS {
                let shared = Shared::of(self.tokens, other, &blind);
                if shared.substance >= bounds.substance
                    && consistency(self.tokens, other, &shared.pairs) >= RENAMED_CONSISTENCY
                {
                    let likeness = ratio(shared.pairs.len(), self.tokens.len(), other.len());
                    return Some(found(Kind::Renamed, likeness, shared.substance));
                }
            }
        }
        if likeness < bounds.likeness && likeness >= 0.5 {
            likeness = likeness.max(likeness_of_pairs(self.tokens, other));
        }
        if likeness < bounds.likeness {
            return None;
        }
        let shared = Shared::of(self.tokens, other, &<[u16]>::to_vec);
        (shared.substance >= bounds.substance).then(|| found(Kind::Whole, likeness, shared.substance))
    }

    /// A run in both, but for edits.
    fn run(&self, other: &[u16], bounds: &Bounds) -> Option<Match> {
        let chain = self.chain(&self.shingles, &by_hash(&shingles(other)), other, Chain::NAMED)?;
        let found = self.aligned(other, chain, &<[u16]>::to_vec, 0.0, bounds)?;
        (f32::from(found.substance) >= bounds.run_substance).then_some(found)
    }

    /// A run in both, but for names that were changed throughout.
    fn renamed_run(&self, other: &[u16], bounds: &Bounds) -> Option<Match> {
        let others = by_hash(&blind_shingles(&blind(other)));
        let chain = self.chain(&by_hash(&self.blind_shingles), &others, other, Chain::BLIND)?;
        let found = self.aligned(other, chain, &blind, RENAMED_CONSISTENCY, bounds)?;
        let is_enough = f32::from(found.substance) >= bounds.renamed_run_substance;
        (is_enough && f32::from(found.percent) >= RENAMED_LIKENESS * 100.0).then_some(found)
    }

    /// Where both have the same shingles in one order.
    fn chain(
        &self,
        own: &[Shingle],
        others: &[Shingle],
        other: &[u16],
        chain: Chain,
    ) -> Option<(Range<usize>, Range<usize>)> {
        if comes_first(self.tokens, other) {
            shared_run(own, others, chain)
        } else {
            shared_run(others, own, chain).map(|(there, here)| (here, there))
        }
    }

    /// The run around a chain of shingles, token by token, if the names in it became others so consistently.
    fn aligned(
        &self,
        other: &[u16],
        (here, there): (Range<usize>, Range<usize>),
        view: &dyn Fn(&[u16]) -> Vec<u16>,
        least_consistency: f32,
        bounds: &Bounds,
    ) -> Option<Match> {
        let widen = |run: Range<usize>, length: usize| {
            run.start.saturating_sub(MARGIN)..(run.end + MARGIN).min(length)
        };
        let (here, there) = (widen(here, self.tokens.len()), widen(there, other.len()));
        if here.len() * there.len() > MOST_WORK {
            return None;
        }
        let (own, others) = (&self.tokens[here.clone()], &other[there.clone()]);
        let shared = Shared::of(own, others, view);
        let run = shared.pairs.get(shared.best.clone())?;
        let (&first, &last) = (run.first()?, run.last()?);
        if least_consistency > 0.0 && consistency(own, others, run) < least_consistency {
            return None;
        }
        let (here, there) =
            (here.start + first.0..here.start + last.0 + 1, there.start + first.1..there.start + last.1 + 1);
        let likeness = ratio(run.len(), here.len(), there.len());
        let is_enough = likeness >= bounds.likeness && here.len().min(there.len()) >= bounds.tokens;
        let found = Match {
            other: 0,
            kind: Kind::Run,
            percent: (likeness * 100.0) as u8,
            substance: shared.substance as u16,
            here: (here.start as u16, here.end as u16),
            there: (there.start as u16, there.end as u16),
        };
        is_enough.then_some(found)
    }
}

/// What two sequences share, token by token. The same whichever of them is asked.
struct Shared {
    /// Places on the left and on the right.
    pairs: Vec<(usize, usize)>,
    substance: f32,
    /// The pairs that say most.
    best: Range<usize>,
}

impl Shared {
    /// Aligns what `view` shows of the tokens.
    fn of(left: &[u16], right: &[u16], view: &dyn Fn(&[u16]) -> Vec<u16>) -> Shared {
        if !comes_first(left, right) {
            let mut shared = Shared::of(right, left, view);
            shared.pairs.iter_mut().for_each(|(here, there)| std::mem::swap(here, there));
            return shared;
        }
        let pairs = Masks::new(&view(left)).alignment(&view(right));
        let (substance, best) = substance(left, right, &pairs);
        Shared { pairs, substance, best }
    }
}

/// Of two sequences the one that is taken for the left side, so that both get the same answer.
fn comes_first(left: &[u16], right: &[u16]) -> bool {
    (left.len(), left) <= (right.len(), right)
}
