//! Which patterns can match in an item at all, by the words it holds.
//!
//! Most rules name things: `pickle.loads`, `verify_ssl`, "rest of the code", names that begin with `test_` or have
//! `password` in them, comments that fit an expression with "TODO" in it. An item (with what the file's scope adds:
//! imports and the like) that lacks the words cannot match, so the pattern is not even tried there. This is what
//! keeps the cost of many rules near that of few; `benches/cost.rs` measures it.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::lazy_regex::required_texts;
use crate::query::{Argument, CaptureId, Pattern};

/// What patterns ask words for, by number.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// Whole words.
    whole: FxHashMap<String, u32>,
    /// Parts of names in lower case: `password` of `db_password` and `dbPassword`.
    parts: FxHashMap<String, u32>,
    /// What stands somewhere in a word, whatever its case: `test` of `test_*`.
    pieces: FxHashMap<String, u32>,
    /// The pieces as the searcher knows them.
    searched: Vec<(String, u32)>,
    searcher: Option<AhoCorasick>,
}

/// The words of the dictionary that occur in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Words {
    bits: Vec<u64>,
}

/// What a pattern needs: of each group, one alternative.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    groups: Vec<Group>,
}

/// Alternatives; of one, all words have to occur.
#[derive(Debug)]
struct Group {
    alternatives: Vec<Vec<u32>>,
    /// The first word of each alternative, as bits from the one with number `64 * first` on: where none occurs,
    /// nothing else needs to be asked.
    heads: Vec<u64>,
    first: usize,
    /// Alternatives are single words, so that a head is all there is to ask.
    is_plain: bool,
}

impl Group {
    fn new(alternatives: Vec<Vec<u32>>) -> Group {
        let places = || alternatives.iter().map(|words| words[0] as usize);
        let first = places().min().unwrap_or(0) / 64;
        let mut heads = vec![0; places().max().unwrap_or(0) / 64 + 1 - first];
        for place in places() {
            heads[place / 64 - first] |= 1 << (place % 64);
        }
        let is_plain = alternatives.iter().all(|words| words.len() == 1);
        Group { alternatives, heads, first, is_plain }
    }

    fn is_met(&self, words: &Words) -> bool {
        let there = words.bits.get(self.first..).unwrap_or_default();
        self.heads.iter().zip(there).any(|(heads, there)| heads & there != 0)
            && (self.is_plain || self.alternatives.iter().any(|all| all.iter().all(|&word| words.has(word))))
    }
}

impl Dictionary {
    fn next(&self) -> u32 {
        (self.whole.len() + self.parts.len() + self.pieces.len()) as u32
    }

    fn whole(&mut self, word: &str) -> u32 {
        let next = self.next();
        *self.whole.entry(word.to_owned()).or_insert(next)
    }

    fn part(&mut self, part: &str) -> u32 {
        let next = self.next();
        *self.parts.entry(part.to_owned()).or_insert(next)
    }

    fn piece(&mut self, piece: &str) -> u32 {
        let next = self.next();
        *self.pieces.entry(piece.to_lowercase()).or_insert(next)
    }

    /// To be called once all are there.
    fn make_searcher(&mut self) {
        self.searched = self.pieces.iter().map(|(piece, &number)| (piece.clone(), number)).collect();
        self.searched.sort_unstable();
        // Cannot fail: the pieces are some hundred short texts. Without a searcher, no piece is ever missing.
        self.searcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(self.searched.iter().map(|(piece, _)| piece))
            .ok();
    }

    /// Marks the words of `text`.
    pub(crate) fn mark(&self, text: &str, words: &mut Words, known: &mut KnownWords) {
        words.bits.resize((self.next() as usize).div_ceil(64), 0);
        if self.next() == 0 {
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !IS_WORD[bytes[at] as usize] {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && IS_WORD[bytes[at] as usize] {
                at += 1;
            }
            self.mark_word(text.get(start..at).unwrap_or_default(), words, known);
        }
    }

    fn mark_word(&self, word: &str, words: &mut Words, known: &mut KnownWords) {
        // Nobody writes these twice.
        if word.len() > KnownWords::LONGEST {
            return self.read(word).into_iter().for_each(|number| words.set(number));
        }
        known.each(word, || self.read(word), |number| words.set(number));
    }

    /// The numbers of what a word holds.
    fn read(&self, word: &str) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.whole.get(word).copied().into_iter().collect();
        // Phrases are compared without case.
        if word.chars().any(char::is_uppercase) {
            numbers.extend(self.whole.get(&word.to_lowercase()));
        }
        if !self.parts.is_empty() {
            numbers.extend(crate::vocabulary::words(word).iter().filter_map(|part| self.parts.get(part)));
        }
        match &self.searcher {
            Some(searcher) => numbers.extend(
                searcher.find_overlapping_iter(word).map(|found| self.searched[found.pattern().as_usize()].1),
            ),
            None => numbers.extend(self.pieces.values()),
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Bytes of words: of identifiers in any language, and all that is not ASCII.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize || byte >= 0x80;
        byte += 1;
    }
    table
};

/// What was read of words before: the same ones stand in a file again and again. When there are too many, those go that
/// were not met since the last time; a large project has more words than are kept, and most of them only once.
#[derive(Debug, Default)]
pub(crate) struct KnownWords {
    met: FxHashMap<Box<str>, Box<[u32]>>,
    before: FxHashMap<Box<str>, Box<[u32]>>,
}

impl KnownWords {
    const LONGEST: usize = 48;
    /// Twice as many take a megabyte or two.
    const MOST: usize = 10_000;

    /// What the word holds, read if it is not known.
    fn each(&mut self, word: &str, read: impl FnOnce() -> Vec<u32>, found: impl FnMut(u32)) {
        if let Some(numbers) = self.met.get(word) {
            return numbers.iter().copied().for_each(found);
        }
        let numbers = self.before.remove(word).unwrap_or_else(|| read().into());
        numbers.iter().copied().for_each(found);
        if self.met.len() >= KnownWords::MOST {
            self.before = std::mem::take(&mut self.met);
        }
        self.met.insert(word.into(), numbers);
    }
}

impl Words {
    /// Adds the words of another text.
    pub(crate) fn add(&mut self, other: &Words) {
        self.bits.resize(self.bits.len().max(other.bits.len()), 0);
        for (bits, more) in self.bits.iter_mut().zip(&other.bits) {
            *bits |= more;
        }
    }

    fn set(&mut self, number: u32) {
        self.bits[number as usize / 64] |= 1 << (number % 64);
    }

    fn has(&self, number: u32) -> bool {
        self.bits.get(number as usize / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }
}

/// Predicates that can only hold where the words of one of their texts occur.
const NAMING: [&str; 16] = [
    "word",
    "match",
    "in-function",
    "wrapped-in",
    "returns",
    "resolves-to",
    "named",
    "any-of",
    "eq",
    "method",
    "calls",
    "from-call",
    "receiver",
    "phrase",
    "reaches",
    "decorated",
];

impl Needs {
    /// The needs of a pattern's predicates.
    pub(crate) fn new(pattern: &Pattern, language: Language, dictionary: &mut Dictionary) -> Needs {
        let mut needs = Needs::default();
        for predicate in
            pattern.predicates.iter().filter(|predicate| !predicate.negated && !predicate.directive)
        {
            let captures: Vec<CaptureId> = predicate
                .arguments
                .iter()
                .filter_map(|argument| match argument {
                    Argument::Capture(capture) => Some(*capture),
                    Argument::Text(_) => None,
                })
                .collect();
            // A predicate holds where its capture takes no part.
            if captures.len() != 1 || !pattern.always_captures(captures[0]) {
                continue;
            }
            let texts: Vec<&str> = predicate
                .arguments
                .iter()
                .flat_map(|argument| match argument {
                    Argument::Text(text) => language.table_or_text(text),
                    Argument::Capture(_) => Vec::new(),
                })
                .collect();
            let texts = match predicate.name.as_str() {
                name if NAMING.contains(&name) => texts,
                name => match implied(name, &texts, language) {
                    Some(texts) => texts,
                    None => continue,
                },
            };
            let alternatives: Vec<Vec<u32>> = match predicate.name.as_str() {
                "match" => {
                    let required = texts.first().and_then(|regex| required_texts(regex)).unwrap_or_default();
                    required.iter().map(|text| pieces(text, dictionary)).collect()
                }
                "word" => texts
                    .iter()
                    .map(|text| text.split('_').map(|part| dictionary.part(part)).collect())
                    .collect(),
                "phrase" => texts.iter().map(|text| phrase(text, dictionary)).collect(),
                _ => texts.iter().map(|text| name(text, dictionary)).collect(),
            };
            // An alternative without words may hold anywhere.
            if !alternatives.is_empty() && alternatives.iter().all(|words| !words.is_empty()) {
                needs.groups.push(Group::new(alternatives));
            }
        }
        needs
    }

    /// Whether the words suffice.
    fn are_met(&self, words: &Words) -> bool {
        self.groups.iter().all(|group| group.is_met(words))
    }
}

/// The texts of a predicate that names them itself.
fn implied<'t>(predicate: &str, texts: &[&str], language: Language) -> Option<Vec<&'t str>> {
    match predicate {
        "patched" => Some(vec!["patch", "object", "setattr"]),
        "asserts-only" if texts == ["mock"] => {
            let tables = [":mock-assertions", ":mock-records"];
            Some(tables.into_iter().flat_map(|table| language.table_or_text(table)).collect())
        }
        _ => None,
    }
}

/// The words of a dotted name that may have `*` in it.
fn name(text: &str, dictionary: &mut Dictionary) -> Vec<u32> {
    let mut words = Vec::new();
    // `.` in other texts (`0.0.0.0`, `*.execute`) splits the same way in the code.
    for segment in text.split(['.', ' ', '-', '\'', ',']) {
        let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        if segment.is_empty() {
        } else if is_plain(segment) {
            words.push(dictionary.whole(segment));
        } else if segment.split('*').all(is_plain) {
            words.extend(segment.split('*').flat_map(|piece| pieces(piece, dictionary)));
        }
    }
    words
}

/// The words of a phrase. With other signs it means the very characters.
fn phrase(text: &str, dictionary: &mut Dictionary) -> Vec<u32> {
    if text.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '_' | ' ' | '*' | '.' | '-' | '\'' | ','))) {
        return Vec::new();
    }
    text.split([' ', '-', '\'', ',', '.', '*'])
        .filter(|word| !word.is_empty())
        .map(|word| dictionary.whole(&word.to_lowercase()))
        .collect()
}

/// The parts of a text that stand inside words. Two signs stand in most.
fn pieces(text: &str, dictionary: &mut Dictionary) -> Vec<u32> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|piece| piece.len() > 2)
        .map(|piece| dictionary.piece(piece))
        .collect()
}

/// Which patterns to look at when a word occurs.
#[derive(Debug, Default)]
pub(crate) struct Prefilter {
    dictionary: Dictionary,
    needs: Vec<Needs>,
    /// Patterns that need no words.
    always: Vec<u32>,
    /// By word: the patterns one of whose alternatives begins with it.
    by_word: Vec<Vec<u32>>,
}

impl Prefilter {
    /// A filter for the patterns in their order.
    pub(crate) fn new(mut dictionary: Dictionary, needs: Vec<Needs>) -> Prefilter {
        dictionary.make_searcher();
        let mut always = Vec::new();
        let mut by_word = vec![Vec::new(); dictionary.next() as usize];
        for (number, needs) in needs.iter().enumerate() {
            // The group with the fewest alternatives is the one that is missing most often.
            match needs.groups.iter().min_by_key(|group| group.alternatives.len()) {
                None => always.push(number as u32),
                Some(group) => {
                    for alternative in &group.alternatives {
                        let list: &mut Vec<u32> = &mut by_word[alternative[alternative.len() - 1] as usize];
                        if list.last() != Some(&(number as u32)) {
                            list.push(number as u32);
                        }
                    }
                }
            }
        }
        Prefilter { dictionary, needs, always, by_word }
    }

    /// The words that patterns ask for.
    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Whether the pattern can match where these words occur.
    pub(crate) fn lets(&self, pattern: u32, words: &Words) -> bool {
        self.needs[pattern as usize].are_met(words)
    }

    /// The patterns that can match where these words occur, in ascending order.
    pub(crate) fn patterns(&self, words: &Words, found: &mut Vec<u32>) {
        found.clear();
        found.extend(&self.always);
        for (index, &bits) in words.bits.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let word = index * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let listed = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
                found.extend(listed);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|&number| self.lets(number, words));
    }
}
