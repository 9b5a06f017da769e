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
    winnow(&tokens.windows(SHINGLE).map(|run| hash(run, 0)).collect::<Vec<u32>>(), WINDOW)
}

/// The shingles that stand for tokens whose names were taken away; they never equal those of tokens with names.
pub fn blind_shingles(blind: &[u16]) -> Vec<Shingle> {
    winnow(&blind.windows(BLIND_SHINGLE).map(|run| hash(run, 1)).collect::<Vec<u32>>(), BLIND_WINDOW)
}

fn winnow(hashes: &[u32], window: usize) -> Vec<Shingle> {
    let mut taken: Vec<Shingle> = Vec::with_capacity(hashes.len() / 2 + 1);
    let window = window.min(hashes.len()).max(1);
    for (start, inside) in hashes.windows(window).enumerate() {
        let newest = inside[window - 1];
        // The rightmost of equal ones, so that a long repetition gives one shingle a window and not all.
        let lowest = match taken.last() {
            Some(last) if usize::from(last.at) >= start && last.hash < newest => continue,
            Some(last) if usize::from(last.at) >= start => window - 1,
            _ => (0..window).rev().min_by_key(|&at| inside[at]).unwrap_or_default(),
        };
        taken.push(Shingle { hash: inside[lowest], at: (start + lowest) as u16 });
    }
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
