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

/// A sequence of so many times 64 tokens is long.
const LONG_WORDS: usize = 6;
/// After so many tokens it is looked whether two sequences can still be alike enough.
const TOKENS_A_LOOK: usize = 128;

/// A body made ready to be compared with many others.
#[derive(Debug)]
pub struct Masks {
    length: usize,
    words: usize,
    rows: FxHashMap<u16, u32>,
    bits: Vec<u64>,
    /// How often each token stands there, by row.
    counts: Vec<u32>,
}

impl Masks {
    /// Notes where each token stands.
    pub fn new(tokens: &[u16]) -> Masks {
        let words = tokens.len().div_ceil(64).max(1);
        let (rows, bits, counts) = Default::default();
        let mut masks = Masks { length: tokens.len(), words, rows, bits, counts };
        for (at, token) in tokens.iter().enumerate() {
            let next = masks.rows.len() as u32;
            let row = *masks.rows.entry(*token).or_insert(next) as usize;
            if row == masks.counts.len() {
                masks.bits.resize((row + 1) * words, 0);
                masks.counts.push(0);
            }
            masks.bits[row * words + at / 64] |= 1 << (at % 64);
            masks.counts[row] += 1;
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

    /// Whether sequences, of which one is long, may have such a share of their tokens in common. That counts them in any
    /// order, in a fraction of the time of [`Masks::likeness`]; for short ones it would be as much.
    pub fn may_share(&self, right: &[u16], least: f32) -> bool {
        if self.words < LONG_WORDS {
            return true;
        }
        let mut unmet = self.counts.clone();
        let mut common = 0;
        for token in right {
            if let Some(&row) = self.rows.get(token)
                && unmet[row as usize] > 0
            {
                unmet[row as usize] -= 1;
                common += 1;
            }
        }
        ratio(common, self.length, right.len()) >= least
    }

    /// Share of the tokens that both have in the same order, from 0 to 1; 0 if it is less than `least`, which is seen
    /// early.
    pub fn likeness(&self, right: &[u16], least: f32) -> f32 {
        let needed = (least * (self.length + right.len()) as f32 / 2.0) as usize;
        // Bits past the last token are in no mask and stay open.
        let mut open = vec![!0u64; self.words];
        let (mut common, mut unread) = (0, right.len());
        for tokens in right.chunks(TOKENS_A_LOOK) {
            tokens.iter().for_each(|&token| self.step(token, &mut open));
            common = open.iter().map(|word| word.count_zeros() as usize).sum();
            unread -= tokens.len();
            if common + unread < needed {
                return 0.0;
            }
        }
        ratio(common, self.length, right.len())
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
const MOST_REPEATS: u8 = 8;
/// So many pairs of places are looked at, those nearest to the beginning.
const MOST_SEEDS: usize = 2000;
/// How many seeds back a chain is continued from,
const LOOK_BACK: usize = 64;
/// so many of them at a time.
const LOOK: usize = 16;

/// What makes a chain of shingles.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// Tokens in a shingle.
    shingle: usize,
    /// A chain that is worth less, in seeds, is no run.
    least: u16,
}

impl Chain {
    /// Of shingles with names.
    pub const NAMED: Chain = Chain { shingle: SHINGLE, least: 5 };
    /// Of shingles without names, which are longer and fewer.
    pub const BLIND: Chain = Chain { shingle: BLIND_SHINGLE, least: 3 };
}

/// The shingles of a body that is compared with many others, by hash.
#[derive(Debug)]
pub struct ShingleIndex {
    /// With [`spread`] hashes.
    sorted: Vec<Shingle>,
    /// Where in `sorted` each value of a hash's first bits begins. There are some times as many as shingles: most that
    /// are looked up are not there, and that is seen here.
    buckets: Vec<u16>,
    /// Bits of a hash that do not choose its bucket.
    other_bits: u32,
}

impl ShingleIndex {
    /// Sorts them.
    pub fn new(mut shingles: Vec<Shingle>) -> ShingleIndex {
        shingles.iter_mut().for_each(|shingle| shingle.hash = spread(shingle.hash));
        shingles.sort_unstable();
        let bits = shingles.len().max(1).ilog2() + 1;
        let other_bits = u32::BITS - bits;
        let mut buckets = vec![0; (1 << bits) + 1];
        for shingle in &shingles {
            buckets[(shingle.hash >> other_bits) as usize + 1] += 1;
        }
        for bucket in 1..buckets.len() {
            buckets[bucket] += buckets[bucket - 1];
        }
        ShingleIndex { sorted: shingles, buckets, other_bits }
    }

    /// Each hash once.
    pub fn hashes(&self) -> impl Iterator<Item = u32> + '_ {
        self.sorted.chunk_by(|left, right| left.hash == right.hash).map(|same| spread(same[0].hash))
    }

    /// Where the first shingles with this hash are in `sorted`, so many of them at most.
    fn places(&self, hash: u32, most: usize) -> Range<usize> {
        let hash = spread(hash);
        let bucket = (hash >> self.other_bits) as usize;
        let (start, end) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        let bucket = &self.sorted[start..end];
        let before = bucket.iter().take_while(|known| known.hash < hash).count();
        let same = bucket[before..].iter().take(most).take_while(|known| known.hash == hash).count();
        start + before..start + before + same
    }

    /// Pairs of places, on the left and on the right, where both have the same shingle.
    fn seeds(&self, others: &[Shingle], is_left: bool) -> Vec<(u16, u16)> {
        let mut seeds = Vec::new();
        // By the place of the first of those with the same hash.
        let mut repeats = vec![0u8; if is_left { self.sorted.len() } else { 0 }];
        let most = if is_left { usize::MAX } else { usize::from(MOST_REPEATS) };
        for other in others {
            let places = self.places(other.hash, most);
            let own = &self.sorted[places.clone()];
            if own.is_empty() {
                continue;
            }
            if is_left {
                if repeats[places.start] < MOST_REPEATS {
                    repeats[places.start] += 1;
                    seeds.extend(own.iter().map(|own| (own.at, other.at)));
                }
            } else {
                seeds.extend(own.iter().map(|own| (other.at, own.at)));
            }
        }
        seeds.sort_unstable();
        seeds.truncate(MOST_SEEDS);
        seeds
    }

    /// The longest run of shared shingles in one order: tokens here and in the other body. Of the two, the left one is
    /// read first: what they share does not depend on which of them is indexed.
    pub fn shared_run(
        &self,
        others: &[Shingle],
        is_left: bool,
        chain: Chain,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let seeds = self.seeds(others, is_left);
        let (first, last) = longest_chain(&seeds, chain.least)?;
        let run = |from: u16, to: u16| usize::from(from)..usize::from(to) + chain.shingle;
        let (left, right) = (run(first.0, last.0), run(first.1, last.1));
        Some(if is_left { (left, right) } else { (right, left) })
    }
}

/// A hash with its evenly spread end in front, and the other way round: of those in a window the lowest one is taken, so
/// that most begin with a few values.
fn spread(hash: u32) -> u32 {
    hash.swap_bytes()
}

/// What a seed adds to a chain. Each token takes one away that one side has more between two seeds than the other.
const SEED: u16 = 25;

/// What a chain is worth that goes on from earlier seeds, of which it is known what theirs is worth, to this one; 0 from those
/// that are not near. And the most of it.
// By itself, so that it is eight places at once however much the compiler sees around it.
#[inline(never)]
fn gained(
    seed: (u16, u16),
    left: &[u16; LOOK],
    right: &[u16; LOOK],
    worth: &[u16; LOOK],
) -> ([u16; LOOK], u16) {
    let mut gained = [0; LOOK];
    for (gained, ((left, right), worth)) in gained.iter_mut().zip(left.iter().zip(right).zip(worth)) {
        // As the distance of a seed that is not earlier wraps around, it is too far away.
        let (on_left, on_right) = (seed.0.wrapping_sub(*left), seed.1.wrapping_sub(*right));
        let is_near = on_left.wrapping_sub(1) < LONGEST_GAP && on_right.wrapping_sub(1) < LONGEST_GAP;
        let whole = (worth + SEED).saturating_sub(on_left.abs_diff(on_right));
        *gained = if is_near { whole } else { 0 };
    }
    let most = gained.iter().copied().fold(0, u16::max);
    (gained, most)
}

/// The first and the last seed of the chain that is worth most, if it is worth so many seeds.
fn longest_chain(seeds: &[(u16, u16)], least: u16) -> Option<((u16, u16), (u16, u16))> {
    if seeds.len() < usize::from(least) {
        return None;
    }
    // In front of the seeds so many that continue nothing: each seed looks back over as many places.
    let padded = LOOK_BACK + seeds.len();
    let (mut left, mut right, mut worth) = (vec![0; padded], vec![0; padded], vec![0; padded]);
    let mut before = vec![0u16; padded];
    let mut best = LOOK_BACK;
    for (here, &seed) in (LOOK_BACK..).zip(seeds) {
        (left[here], right[here]) = seed;
        let (mut most, mut from) = (SEED, here);
        for start in (here - LOOK_BACK..here).step_by(LOOK).rev() {
            let window = start..start + LOOK;
            let earlier = (left[window.clone()].first_chunk(), right[window.clone()].first_chunk());
            let (Some(on_left), Some(on_right)) = earlier else { continue };
            let Some(known) = worth[window].first_chunk() else { continue };
            let (gained, best) = gained(seed, on_left, on_right, known);
            if best > most
                && let Some(at) = gained.iter().rposition(|&gained| gained == best)
            {
                (most, from) = (best, start + at);
            }
            // Seeds are in order: the ones before it are farther away.
            if seed.0 - on_left[0] > LONGEST_GAP {
                break;
            }
        }
        (worth[here], before[here]) = (most, from as u16);
        if worth[here] > worth[best] {
            best = here;
        }
    }
    if worth[best] < least * SEED {
        return None;
    }
    let mut first = best;
    while usize::from(before[first]) != first {
        first = usize::from(before[first]);
    }
    Some(((left[first], right[first]), (left[best], right[best])))
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
