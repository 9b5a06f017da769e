//! How much of two bodies is the same, and where.
//!
//! The longest common subsequence of the tokens finds what was copied and edited; a bag of token pairs finds what was
//! copied and reordered; chains of shared shingles find a run that was copied into something else.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::shingles::{SHINGLE, Shingle};

/// Twice the share that `common` of `left + right` is, from 0 to 1.
fn ratio(common: usize, left: usize, right: usize) -> f32 {
    if left + right == 0 { 0.0 } else { 2.0 * common as f32 / (left + right) as f32 }
}

/// A body made ready to be compared with many others.
#[derive(Debug)]
pub struct Masks {
    length: usize,
    words: usize,
    rows: FxHashMap<u16, u32>,
    bits: Vec<u64>,
}

impl Masks {
    /// Notes where each token stands.
    pub fn new(tokens: &[u16]) -> Masks {
        let words = tokens.len().div_ceil(64).max(1);
        let mut masks = Masks { length: tokens.len(), words, rows: FxHashMap::default(), bits: Vec::new() };
        for (at, token) in tokens.iter().enumerate() {
            let next = masks.rows.len() as u32;
            let row = *masks.rows.entry(*token).or_insert(next) as usize * words;
            if row == masks.bits.len() {
                masks.bits.resize(row + words, 0);
            }
            masks.bits[row + at / 64] |= 1 << (at % 64);
        }
        masks
    }

    /// Length of the longest common subsequence (Hyyrö's bit-parallel form: 64 tokens of the left side a step).
    pub fn common(&self, right: &[u16]) -> usize {
        let mut open = vec![!0u64; self.words];
        for token in right {
            let Some(&row) = self.rows.get(token) else { continue };
            let row = row as usize * self.words;
            let mut carry = false;
            for (state, mask) in open.iter_mut().zip(&self.bits[row..row + self.words]) {
                let matched = *state & mask;
                let (sum, first) = state.overflowing_add(matched);
                let (sum, second) = sum.overflowing_add(u64::from(carry));
                carry = first || second;
                *state = sum | (*state & !mask);
            }
        }
        let unused = self.words * 64 - self.length;
        if unused > 0
            && let Some(last) = open.last_mut()
        {
            *last |= !0 << (64 - unused);
        }
        open.iter().map(|word| word.count_zeros() as usize).sum()
    }

    /// Share of the tokens that both have in the same order, from 0 to 1.
    pub fn likeness(&self, right: &[u16]) -> f32 {
        ratio(self.common(right), self.length, right.len())
    }
}

/// Share of the neighbouring token pairs that both have, in any order, from 0 to 1.
pub fn likeness_of_pairs(left: &[u16], right: &[u16]) -> f32 {
    let mut pairs: FxHashMap<(u16, u16), u32> = FxHashMap::default();
    for pair in left.windows(2) {
        *pairs.entry((pair[0], pair[1])).or_default() += 1;
    }
    let mut common = 0;
    for pair in right.windows(2) {
        if let Some(count) = pairs.get_mut(&(pair[0], pair[1]))
            && *count > 0
        {
            *count -= 1;
            common += 1;
        }
    }
    ratio(common, left.len().saturating_sub(1), right.len().saturating_sub(1))
}

/// Tokens between two shared shingles that still belong to one run.
const LONGEST_GAP: u16 = 30;
/// A shingle that stands in many places says little about where; more pairs than this are not looked at.
const MOST_SEEDS: usize = 600;
/// How many seeds back a chain is continued from.
const LOOK_BACK: usize = 64;

/// The longest run of shared shingles in one order: tokens of the left and of the right side.
pub fn shared_run(left: &[Shingle], right: &[Shingle]) -> Option<(Range<usize>, Range<usize>)> {
    let mut places: FxHashMap<u32, Vec<u16>> = FxHashMap::default();
    for shingle in right {
        places.entry(shingle.hash).or_default().push(shingle.at);
    }
    let mut seeds: Vec<(u16, u16)> = Vec::new();
    for shingle in left {
        let there = places.get(&shingle.hash).map(Vec::as_slice).unwrap_or_default();
        seeds.extend(there.iter().take(8).map(|&at| (shingle.at, at)));
        if seeds.len() > MOST_SEEDS {
            break;
        }
    }
    let mut score = vec![1.0f32; seeds.len()];
    let mut before = vec![usize::MAX; seeds.len()];
    let mut best = 0;
    for here in 0..seeds.len() {
        for earlier in (here.saturating_sub(LOOK_BACK)..here).rev() {
            let (Some(on_left), Some(on_right)) =
                (seeds[here].0.checked_sub(seeds[earlier].0), seeds[here].1.checked_sub(seeds[earlier].1))
            else {
                continue;
            };
            if on_left == 0 || on_right == 0 || on_left > LONGEST_GAP || on_right > LONGEST_GAP {
                continue;
            }
            let gained = score[earlier] + 1.0 - 0.04 * f32::from(on_left.abs_diff(on_right));
            if gained > score[here] {
                (score[here], before[here]) = (gained, earlier);
            }
        }
        if score[here] > score[best] {
            best = here;
        }
    }
    let last = *seeds.get(best)?;
    let mut first = best;
    while before[first] != usize::MAX {
        first = before[first];
    }
    let first = seeds[first];
    let run = |from: u16, to: u16| usize::from(from)..usize::from(to) + SHINGLE;
    Some((run(first.0, last.0), run(first.1, last.1)))
}
