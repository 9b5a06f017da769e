//! All function bodies of the workspace, and which of them resemble which.
//!
//! Knows no files and no names. What two bodies have in common depends on these two alone and on how rare their
//! shingles are, so it does not matter in what order they came.

use std::ops::Range;
use std::sync::Arc;

use thinktwice_engine::clones::CloneTokens;
use thinktwice_engine::clones::likeness::{Masks, likeness_of_pairs, shared_run};
use thinktwice_engine::clones::shingles::{Shingle, shingles};

use super::postings::Postings;

/// A shingle that more bodies hold is an idiom.
const MOST_HOLDERS: usize = 200;
/// Two bodies that share fewer rare shingles are not compared.
const FEWEST_SHARED: u16 = 3;
/// Of more candidates only the nearest are compared: no question may take long.
const MOST_CANDIDATES: usize = 400;
/// Products of lengths above this are not compared token by token: no question may take long.
const MOST_WORK: usize = 1 << 24;

/// What two bodies must have in common to be called alike.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Likeness of whole bodies, from 0 to 1.
    pub whole: f32,
    /// Likeness inside a shared run.
    pub run: f32,
    /// Tokens of a shared run.
    pub run_tokens: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { whole: 0.7, run: 0.7, run_tokens: 24 }
    }
}

/// What two bodies have in common. Small, since there may be many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The other body.
    pub other: u32,
    /// Likeness in per cent, rounded down: 100 means equal.
    pub percent: u8,
    /// The bodies as wholes are alike; otherwise a run in them.
    pub is_whole: bool,
    /// Tokens here, from and to.
    pub here: (u16, u16),
    /// Tokens in the other body.
    pub there: (u16, u16),
}

impl Match {
    /// Whether nothing but names and literals differs.
    pub fn is_equal(&self) -> bool {
        self.is_whole && self.percent == 100
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
    gone: usize,
    postings: Postings,
}

/// Memory that questions use again.
#[derive(Debug, Default)]
pub struct Scratch {
    shared: Vec<u16>,
    seen: Vec<u32>,
    holders: Vec<u32>,
}

impl Bodies {
    /// Adds a body; `is_scan` promises a [`Bodies::settle`] before the next question.
    pub fn add(&mut self, tokens: Arc<CloneTokens>, language: u32, is_scan: bool) -> u32 {
        let number = self.bodies.len() as u32;
        let hashes = distinct(&shingles(&tokens.tokens), language);
        if is_scan {
            self.postings.add_loose(number, &hashes);
        } else {
            self.postings.add(number, &hashes);
        }
        self.bodies.push(Some(Body { tokens, language }));
        number
    }

    /// Takes a body out.
    pub fn remove(&mut self, body: u32) {
        if let Some(place) = self.bodies.get_mut(body as usize)
            && place.take().is_some()
        {
            self.gone += 1;
        }
    }

    /// The tokens of a body.
    pub fn tokens(&self, body: u32) -> Option<&Arc<CloneTokens>> {
        self.bodies.get(body as usize)?.as_ref().map(|body| &body.tokens)
    }

    /// Makes everything findable that was added.
    pub fn settle(&mut self) {
        if self.postings.is_unsettled() {
            let bodies = &self.bodies;
            self.postings.settle(&|body| bodies.get(body as usize).is_some_and(Option::is_some));
        }
    }

    /// The bodies that resemble this one.
    pub fn matches(&self, number: u32, bounds: &Bounds, scratch: &mut Scratch) -> Vec<Match> {
        let Some(Some(body)) = self.bodies.get(number as usize) else { return Vec::new() };
        let own = shingles(&body.tokens.tokens);
        let candidates = self.candidates(number, &distinct(&own, body.language), scratch);
        if candidates.is_empty() {
            return Vec::new();
        }
        let masks = Masks::new(&body.tokens.tokens);
        let compared = candidates.into_iter().filter_map(|other| {
            let there = &self.bodies.get(other as usize)?.as_ref()?.tokens;
            compare(&masks, &own, &body.tokens.tokens, &there.tokens, bounds)
                .map(|found| Match { other, ..found })
        });
        compared.collect()
    }

    /// The bodies that hold a shingle of this one which has just one holder more than idioms may not have: whether
    /// it counts turns on this one.
    pub fn crowded_with(&self, number: u32) -> Vec<u32> {
        let Some(Some(body)) = self.bodies.get(number as usize) else { return Vec::new() };
        let mut crowd = Vec::new();
        for hash in distinct(&shingles(&body.tokens.tokens), body.language) {
            let start = crowd.len();
            let alive = self.postings.bodies(hash).filter(|&body| self.bodies[body as usize].is_some());
            crowd.extend(alive.take(MOST_HOLDERS + 2));
            if crowd.len() != start + MOST_HOLDERS + 1 {
                crowd.truncate(start);
            }
        }
        crowd.sort_unstable();
        crowd.dedup();
        crowd
    }

    fn candidates(&self, number: u32, hashes: &[u32], scratch: &mut Scratch) -> Vec<u32> {
        scratch.shared.resize(self.bodies.len(), 0);
        for &hash in hashes {
            scratch.holders.clear();
            let alive = self.postings.bodies(hash).filter(|&body| self.bodies[body as usize].is_some());
            scratch.holders.extend(alive.take(MOST_HOLDERS + 1));
            if scratch.holders.len() > MOST_HOLDERS {
                continue;
            }
            for &holder in &scratch.holders {
                let shared = &mut scratch.shared[holder as usize];
                if *shared == 0 {
                    scratch.seen.push(holder);
                }
                *shared += 1;
            }
        }
        let mut found: Vec<(u16, u32)> = Vec::new();
        for holder in scratch.seen.drain(..) {
            let shared = std::mem::take(&mut scratch.shared[holder as usize]);
            if shared >= FEWEST_SHARED && holder != number {
                found.push((shared, holder));
            }
        }
        if found.len() > MOST_CANDIDATES {
            found.sort_unstable_by_key(|&(shared, _)| std::cmp::Reverse(shared));
            found.truncate(MOST_CANDIDATES);
        }
        found.into_iter().map(|(_, holder)| holder).collect()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let tokens: usize = self.bodies.iter().flatten().map(|body| body.tokens.bytes()).sum();
        self.postings.bytes() + self.bodies.capacity() * size_of::<Option<Body>>() + tokens
    }
}

/// The hashes, each once, apart for each language.
fn distinct(shingles: &[Shingle], language: u32) -> Vec<u32> {
    let mut hashes: Vec<u32> = shingles.iter().map(|shingle| shingle.hash ^ language).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn compare(masks: &Masks, own: &[Shingle], left: &[u16], right: &[u16], bounds: &Bounds) -> Option<Match> {
    let (shorter, longer) = (left.len().min(right.len()), left.len().max(right.len()));
    let found = |likeness: f32, here: Range<usize>, there: Range<usize>, is_whole| Match {
        other: 0,
        percent: (likeness * 100.0) as u8,
        is_whole,
        here: (here.start as u16, here.end as u16),
        there: (there.start as u16, there.end as u16),
    };
    if shorter * 10 >= longer * 6 && shorter * longer <= MOST_WORK {
        let mut likeness = masks.likeness(right);
        if likeness >= 0.5 && likeness < bounds.whole {
            likeness = likeness.max(likeness_of_pairs(left, right));
        }
        if likeness >= bounds.whole {
            return Some(found(likeness, 0..left.len(), 0..right.len(), true));
        }
    }
    let (here, there) = shared_run(own, &shingles(right))?;
    if here.len().min(there.len()) < bounds.run_tokens || here.len() * there.len() > MOST_WORK {
        return None;
    }
    let likeness = Masks::new(&left[here.clone()]).likeness(&right[there.clone()]);
    (likeness >= bounds.run).then(|| found(likeness, here, there, false))
}
