//! Short runs of tokens, a few of which stand for all: who shares some of them may share code.

/// Tokens in a shingle. Fewer are shared by chance, more miss what was edited.
pub const SHINGLE: usize = 4;

/// Of so many neighbouring shingles at least one is taken, the same one wherever the same tokens stand (winnowing).
const WINDOW: usize = 3;

/// The same for tokens without names, which say less each.
pub(super) const BLIND_SHINGLE: usize = 12;
const BLIND_WINDOW: usize = 6;

/// A run of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shingle {
    /// Hash of its tokens.
    pub hash: u32,
    /// Number of its first token.
    pub at: u16,
}

/// The shingles that stand for these tokens, in order.
pub fn shingles(tokens: &[u16]) -> Vec<Shingle> {
    winnow::<WINDOW>(&tokens.windows(SHINGLE).map(|run| hash(run, 0)).collect::<Vec<u32>>())
}

/// The shingles that stand for tokens whose names were taken away; they never equal those of tokens with names.
pub fn blind_shingles(blind: &[u16]) -> Vec<Shingle> {
    winnow::<BLIND_WINDOW>(&blind.windows(BLIND_SHINGLE).map(|run| hash(run, 1)).collect::<Vec<u32>>())
}

fn winnow<const WINDOW: usize>(hashes: &[u32]) -> Vec<Shingle> {
    // Of equal ones the rightmost is lower, so that a long repetition gives one shingle a window and not all.
    let keys: Vec<u64> =
        (0..).zip(hashes).map(|(at, &hash)| u64::from(hash) << 32 | u64::from(u32::MAX - at)).collect();
    let lowest = |window: &[u64]| window.iter().copied().fold(u64::MAX, u64::min);
    let mut taken = vec![Shingle { hash: 0, at: 0 }; keys.len()];
    let (mut count, mut last) = (0, None);
    for window in keys.windows(WINDOW.min(keys.len()).max(1)) {
        let key = lowest(window);
        // Written where the next one comes unless it is the last one again: whether it is can be foretold badly.
        count += usize::from(last != Some(key));
        last = Some(key);
        taken[count - 1] = Shingle { hash: (key >> 32) as u32, at: (u32::MAX - key as u32) as u16 };
    }
    taken.truncate(count);
    taken.shrink_to_fit();
    taken
}

fn hash(tokens: &[u16], seed: u64) -> u32 {
    let mut hash: u64 = 0x9e37_79b9_7f4a_7c15 + seed;
    for &token in tokens {
        hash = (hash ^ u64::from(token)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 32;
    }
    (hash >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_of_each_window_is_taken_once_and_of_equal_ones_the_last() {
        let taken =
            |hashes: &[u32]| winnow::<3>(hashes).iter().map(|it| (it.hash, it.at)).collect::<Vec<_>>();
        assert_eq!(taken(&[5, 3, 9, 8, 7, 1]), [(3, 1), (7, 4), (1, 5)]);
        assert_eq!(taken(&[4, 4, 4, 4]), [(4, 2), (4, 3)]);
        assert_eq!(taken(&[6, 2]), [(2, 1)]);
        assert_eq!(taken(&[u32::MAX]), [(u32::MAX, 0)]);
        assert_eq!(taken(&[]), []);
    }
}
