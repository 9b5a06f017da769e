//! How much of two bodies is the same, and where.
//!
//! The longest common subsequence of the tokens finds what was copied and edited; a bag of token pairs finds what was
//! copied and reordered; chains of shared shingles find a run that was copied into something else.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::shingles::{BLIND_SHINGLE, SHINGLE, Shingle};
use super::{FIRST_NAME, FIRST_OWN_NAME, LITERAL, LOCAL};

/// Twice the share that `common` of `left + right` is, from 0 to 1.
pub fn ratio(common: usize, left: usize, right: usize) -> f32 {
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

    /// One step of the longest common subsequence (Hyyrö's bit-parallel form: 64 tokens of the left side at once).
    /// A zero bit in `open` is a token of the left side at which the subsequence grows.
    fn step(&self, token: u16, open: &mut [u64]) {
        let Some(&row) = self.rows.get(&token) else { return };
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

    /// Length of the longest common subsequence.
    pub fn common(&self, right: &[u16]) -> usize {
        let mut open = vec![!0u64; self.words];
        for &token in right {
            self.step(token, &mut open);
        }
        let unused = self.words * 64 - self.length;
        if unused > 0
            && let Some(last) = open.last_mut()
        {
            *last |= !0 << (64 - unused);
        }
        open.iter().map(|word| word.count_zeros() as usize).sum()
    }

    /// The longest common subsequence: places on the left and on the right, in order.
    pub fn alignment(&self, right: &[u16]) -> Vec<(usize, usize)> {
        let mut rows = vec![!0u64; self.words];
        rows.reserve(self.words * right.len());
        for (at, &token) in right.iter().enumerate() {
            rows.extend_from_within(at * self.words..);
            self.step(token, &mut rows[(at + 1) * self.words..]);
        }
        let grows =
            |left: usize, right: usize| rows[right * self.words + left / 64] & (1 << (left % 64)) == 0;
        let mut pairs = Vec::new();
        let (mut left, mut right) = (self.length, right.len());
        while left > 0 && right > 0 {
            if !grows(left - 1, right) {
                left -= 1;
            } else if grows(left - 1, right - 1) {
                right -= 1;
            } else {
                (left, right) = (left - 1, right - 1);
                pairs.push((left, right));
            }
        }
        pairs.reverse();
        pairs
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
/// A shingle that stands in many places says little about where; so many of them are looked at.
const MOST_REPEATS: usize = 8;
/// So many pairs of places are looked at, those nearest to the beginning.
const MOST_SEEDS: usize = 2000;
/// How many seeds back a chain is continued from.
const LOOK_BACK: usize = 64;

/// What makes a chain of shingles.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// Tokens in a shingle.
    shingle: usize,
    /// A chain that is worth less, in seeds, is no run.
    least: f32,
}

impl Chain {
    /// Of shingles with names.
    pub const NAMED: Chain = Chain { shingle: SHINGLE, least: 5.0 };
    /// Of shingles without names, which are longer and fewer.
    pub const BLIND: Chain = Chain { shingle: BLIND_SHINGLE, least: 3.0 };
}

/// Shingles in the order of their hashes, as [`shared_run`] wants them.
pub fn by_hash(shingles: &[Shingle]) -> Vec<Shingle> {
    let mut sorted = shingles.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The longest run of shared shingles in one order: tokens of the left and of the right side. Both sides are sorted
/// by hash.
pub fn shared_run(left: &[Shingle], right: &[Shingle], chain: Chain) -> Option<(Range<usize>, Range<usize>)> {
    let mut seeds: Vec<(u16, u16)> = Vec::new();
    let mut first = 0;
    for shingle in left {
        while right.get(first).is_some_and(|other| other.hash < shingle.hash) {
            first += 1;
        }
        let there = right[first..].iter().take_while(|other| other.hash == shingle.hash).take(MOST_REPEATS);
        seeds.extend(there.map(|other| (shingle.at, other.at)));
    }
    if (seeds.len() as f32) < chain.least {
        return None;
    }
    seeds.sort_unstable();
    seeds.truncate(MOST_SEEDS);
    let mut score = vec![1.0f32; seeds.len()];
    let mut before = vec![usize::MAX; seeds.len()];
    let mut best = 0;
    for here in 0..seeds.len() {
        for earlier in (here.saturating_sub(LOOK_BACK)..here).rev() {
            let on_left = seeds[here].0 - seeds[earlier].0;
            if on_left > LONGEST_GAP {
                break;
            }
            let Some(on_right) = seeds[here].1.checked_sub(seeds[earlier].1) else { continue };
            if on_left == 0 || on_right == 0 || on_right > LONGEST_GAP {
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
    if score[best] < chain.least {
        return None;
    }
    let last = seeds[best];
    let mut first = best;
    while before[first] != usize::MAX {
        first = before[first];
    }
    let first = seeds[first];
    let run = |from: u16, to: u16| usize::from(from)..usize::from(to) + chain.shingle;
    Some((run(first.0, last.0), run(first.1, last.1)))
}

/// How much it says, in bits, that two bodies share a token: a local name next to nothing, a name that few projects
/// use much.
fn weight(token: u16) -> f32 {
    if token == LOCAL || token == LITERAL {
        1.0
    } else if token < FIRST_NAME {
        2.0
    } else if token < FIRST_OWN_NAME {
        5.0
    } else {
        10.0
    }
}

/// The same for a name that became another one, as it did everywhere.
const RENAMED: f32 = 4.0;

/// What one token that only one side has takes away from a run.
const GAP: f32 = 2.0;

/// What aligned tokens say together, in bits, and where they say most of it: the first and the last pair of the run.
///
/// What repeats says less each time, so that a table or a chain of calls is not long for being a long list.
pub fn substance(left: &[u16], right: &[u16], pairs: &[(usize, usize)]) -> (f32, Range<usize>) {
    let mut seen: FxHashMap<(u16, u16, u16), f32> = FxHashMap::default();
    let (mut sum, mut start) = (0.0f32, 0);
    let mut best = (0.0f32, 0..0);
    for (number, &(here, there)) in pairs.iter().enumerate() {
        if let Some(&(before, before_there)) = number.checked_sub(1).and_then(|earlier| pairs.get(earlier)) {
            sum -= GAP * (here - before - 1 + there - before_there - 1) as f32;
        }
        if sum <= 0.0 {
            (sum, start) = (0.0, number);
        }
        let token = |back: usize| here.checked_sub(back).map_or(0, |at| left[at]);
        let times = seen.entry((token(0), token(1), token(2))).or_default();
        *times += 1.0;
        sum += if left[here] == right[there] { weight(left[here]) } else { RENAMED } / *times;
        if sum > best.0 {
            best = (sum, start..number + 1);
        }
    }
    best
}

/// How consistently names on the left became other names on the right, from 0 to 1: the share of aligned names that
/// stand for the name which stands for them most often.
pub fn consistency(left: &[u16], right: &[u16], pairs: &[(usize, usize)]) -> f32 {
    let mut together: FxHashMap<(u16, u16), u32> = FxHashMap::default();
    for &(here, there) in pairs {
        if left[here] >= FIRST_NAME {
            *together.entry((left[here], right[there])).or_default() += 1;
        }
    }
    let (mut to_right, mut to_left): (FxHashMap<u16, u32>, FxHashMap<u16, u32>) = Default::default();
    for (&(here, there), &count) in &together {
        let best = to_right.entry(here).or_default();
        *best = count.max(*best);
        let best = to_left.entry(there).or_default();
        *best = count.max(*best);
    }
    let (mut total, mut agreed) = (0u32, 0u32);
    for (&(here, there), &count) in &together {
        total += count;
        if to_right[&here] == count && to_left[&there] == count {
            agreed += count;
        }
    }
    if total == 0 { 0.0 } else { agreed as f32 / total as f32 }
}
