//! What is known of packages without asking anybody: which names there are, which are used much, what they provide.
//!
//! A snapshot of the index's project names ships in the binary, made by `data/refresh_names.py`. It says "no" only to
//! names that were not there on its date, and "yes" to one in about 1,200 that were not. All tables are read when they
//! are asked for the first time.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::manifest::normalized;
use crate::workspace::embedded;

static NAMES: &[u8] = include_bytes!("data/known-names.bin");
static POPULAR: LazyLock<String> =
    LazyLock::new(|| embedded::text(include_bytes!(concat!(env!("OUT_DIR"), "/popular-names.deflate"))));
/// The same names without their hyphens, a line each, and where the line of each name starts.
static JOINED: LazyLock<(String, Vec<(usize, &'static str)>)> = LazyLock::new(|| {
    let (mut joined, mut starts) = (String::with_capacity(POPULAR.len()), Vec::new());
    for name in POPULAR.lines() {
        starts.push((joined.len(), name));
        joined.extend(name.split('-'));
        joined.push('\n');
    }
    (joined, starts)
});
static NPM: LazyLock<String> =
    LazyLock::new(|| embedded::text(include_bytes!(concat!(env!("OUT_DIR"), "/npm-names.deflate"))));
static IMPORTS: LazyLock<String> =
    LazyLock::new(|| embedded::text(include_bytes!(concat!(env!("OUT_DIR"), "/import-names.deflate"))));

/// Bytes before the index of buckets.
const HEAD: usize = 24;
/// One bucket in so many has its first name's number written down.
const STEP: usize = 256;
/// A name is taken for a slip only of one that is used as much as these.
const MUCH_USED: usize = 5_000;

static RANKS: LazyLock<FxHashMap<&'static str, usize>> =
    LazyLock::new(|| POPULAR.lines().enumerate().map(|(rank, name)| (name, rank)).collect());
static OF_NPM: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| NPM.lines().collect());
static PROVIDERS: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = IMPORTS.lines().filter(|line| !line.starts_with('#'));
    let split = lines.filter_map(|line| line.split_once(' '));
    split.map(|(import, distributions)| (import, distributions.split(' ').collect())).collect()
});
/// Distributions of which the table says what they provide.
static TOLD: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| PROVIDERS.values().flatten().copied().collect());

/// The date of the snapshot.
pub fn date() -> &'static str {
    NAMES.get(14..HEAD).and_then(|date| std::str::from_utf8(date).ok()).unwrap_or_default()
}

/// Whether the index had a project of this normalised name.
pub fn is_known(name: &str) -> bool {
    holds(name).unwrap_or(true)
}

/// The layout is that of `data/refresh_names.py`.
fn holds(name: &str) -> Option<bool> {
    let names = u32::from_le_bytes(*NAMES.get(8..)?.first_chunk()?) as usize;
    let (bucket_bits, kept_bits) = (usize::from(*NAMES.get(12)?), usize::from(*NAMES.get(13)?));
    let buckets = 1 << bucket_bits;
    let hash = hashed(name) as usize;
    let (bucket, kept) = (hash & (buckets - 1), (hash >> bucket_bits) & ((1 << kept_bits) - 1));
    let (starts, rest) = NAMES.get(HEAD..)?.split_at_checked(4 * buckets / STEP)?;
    let (counts, bits) = rest.split_at_checked((names + buckets).div_ceil(8))?;
    let word = |bits: &[u8], at: usize| {
        let word = u32::from_le_bytes(*bits.get(at / 8..)?.first_chunk()?);
        Some((word >> (at % 8)) as usize)
    };
    let is_one = |at: usize| Some(counts.get(at / 8)? >> (at % 8) & 1 == 1);
    // From the last bucket whose first name's number is known, past the names of those between.
    let mut number = word(starts, 32 * (bucket / STEP))?;
    let mut at = number + bucket / STEP * STEP;
    let mut between = bucket % STEP;
    loop {
        match (is_one(at)?, between) {
            (true, 0) if word(bits, number * kept_bits)? & ((1 << kept_bits) - 1) == kept => {
                return Some(true);
            }
            (true, _) => number += 1,
            (false, 0) => return Some(false),
            (false, _) => between -= 1,
        }
        at += 1;
    }
}

/// FNV-1a, then mixed: `data/refresh_names.py` does the same.
fn hashed(name: &str) -> u64 {
    let fnv = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mixed = (fnv ^ (fnv >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}

/// The much-used names that hold these letters in a row, whatever hyphens stand between them; the most used first.
pub fn popular_with(letters: &str) -> impl Iterator<Item = &'static str> {
    let (joined, starts) = &*JOINED;
    let places = memchr::memmem::find_iter(joined.as_bytes(), letters).collect::<Vec<_>>();
    places.into_iter().map(|place| starts[starts.partition_point(|(start, _)| *start <= place) - 1].1)
}

/// The place of a normalised name among the most used; `None` for all others.
pub fn rank(name: &str) -> Option<usize> {
    RANKS.get(name).copied()
}

/// Whether this is the name of a much-used package of npm, and of none that is used in Python.
pub fn is_of_npm(name: &str) -> bool {
    name.len() >= 5
        && rank(name).is_none()
        && (OF_NPM.contains(name) || OF_NPM.contains(name.replace('-', "").as_str()))
}

/// The distributions that the table names for an import, the most used first: for `google.cloud.storage.Client` those
/// of the longest beginning that is listed.
pub fn providers(path: &str) -> &'static [&'static str] {
    let mut end = path.len();
    loop {
        if let Some(known) = PROVIDERS.get(&path[..end]) {
            return known;
        }
        match path[..end].rfind('.') {
            Some(dot) => end = dot,
            None => return &[],
        }
    }
}

/// Whether it is known what the distribution provides.
pub fn is_told(distribution: &str) -> bool {
    TOLD.contains(distribution)
}

/// The much-used name for which this one is a slip of one letter, or with its parts in another order.
pub fn slip_of(name: &str) -> Option<&'static str> {
    if name.len() < 5 || rank(name).is_some() {
        return None;
    }
    let swapped = name.split_once('-').map(|(first, second)| format!("{second}-{first}"));
    let plain = |name: &str| name.replace('-', "");
    let own = plain(name);
    let is_slip = |other: &str| {
        // Nobody slips on the first letter: `arequests` is a name of its own.
        let is_near = other.len() >= 5 && other.len().abs_diff(name.len()) <= 1;
        if !is_near || other.as_bytes()[0] != name.as_bytes()[0] {
            return false;
        }
        if swapped.as_deref() == Some(other) || plain(other) == own {
            return true;
        }
        // `boto2` is not a slip of `boto3`, nor `foo-py` of `foo-js`.
        let letters = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        letters(other) == other.len() && letters(name) == name.len() && strsim::osa_distance(other, name) == 1
    };
    POPULAR.lines().take(MUCH_USED).find(|other| is_slip(other))
}

/// The names that are used much and come nearest to a name of which nothing is known; the most likely first.
pub fn nearest(name: &str) -> Option<String> {
    let name = normalized(name);
    let distance_allowed = (name.len() / 4).clamp(1, 3);
    let close = POPULAR
        .lines()
        .filter(|other| other.len().abs_diff(name.len()) <= distance_allowed)
        .map(|other| (strsim::osa_distance(other, &name), other))
        .filter(|(distance, _)| *distance <= distance_allowed)
        .min_by_key(|(distance, _)| *distance);
    if let Some((_, other)) = close {
        return Some(other.to_owned());
    }
    // A name that is made of a known one and more words: `requests-toolkit`.
    let mut head = name.as_str();
    while let Some((shorter, _)) = head.rsplit_once('-') {
        head = shorter;
        if rank(head).is_some_and(|rank| rank < MUCH_USED) && head.len() > 3 {
            return Some(head.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snapshot_knows_what_there_is() {
        assert_eq!(date().len(), 10);
        for name in ["requests", "numpy", "django", "zope-interface", "0-0-1", "python-dateutil"] {
            assert!(is_known(name), "{name}");
        }
        assert!(POPULAR.lines().all(is_known));
    }

    #[test]
    fn a_false_yes_is_as_rare_as_its_page_says() {
        let wrong = (0..100_000).filter(|number| is_known(&format!("no-such-name-{number}-x"))).count();
        assert!(wrong < 150, "{wrong} of 100,000");
    }

    #[test]
    fn slips_of_much_used_names() {
        assert_eq!(slip_of("reqeusts"), Some("requests"));
        assert_eq!(slip_of("scikitlearn"), Some("scikit-learn"));
        assert_eq!(slip_of("requests"), None);
        assert_eq!(slip_of("boto2"), None);
        assert_eq!(nearest("pandsa").as_deref(), Some("pandas"));
        assert_eq!(nearest("requests-autoretry").as_deref(), Some("requests"));
    }

    #[test]
    fn imports_and_their_distributions() {
        assert_eq!(providers("yaml.safe_load"), ["pyyaml"]);
        assert_eq!(providers("google.cloud.storage.Client"), ["google-cloud-storage"]);
        assert_eq!(providers("strands_tools"), ["strands-agents-tools"]);
        // Many distributions have a folder of this name.
        assert!(providers("utils").is_empty() && providers("helpers").is_empty());
        assert!(providers("nothing.of.this").is_empty());
    }
}
