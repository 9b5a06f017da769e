//! Which patterns can match in an item at all, by the words it holds.
//!
//! Most rules name things: `pickle.loads`, `verify_ssl`, "rest of the code". An item (with what the file's scope adds:
//! imports and the like) that lacks the words cannot match, so the pattern is not even tried there. This is what
//! keeps the cost of many rules near that of few.

use rustc_hash::FxHashMap;

use crate::language::Language;
use crate::query::{Argument, CaptureId, Pattern};

/// Words that patterns ask for, by number.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    numbers: FxHashMap<String, u32>,
}

/// The words of the dictionary that occur in a text.
#[derive(Clone, Debug, Default)]
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
    fn number(&mut self, word: &str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(word.to_owned()).or_insert(next)
    }

    /// Marks the words of `text`.
    pub(crate) fn mark(&self, text: &str, words: &mut Words) {
        words.bits.resize(self.numbers.len().div_ceil(64), 0);
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !is_word(bytes[at]) {
                at += 1;
                continue;
            }
            let start = at;
            let mut has_upper = false;
            while at < bytes.len() && is_word(bytes[at]) {
                has_upper |= bytes[at].is_ascii_uppercase();
                at += 1;
            }
            let word = text.get(start..at).unwrap_or_default();
            self.mark_word(word, words);
            // Phrases are compared without case.
            if has_upper && word.len() <= 24 {
                self.mark_word(&word.to_ascii_lowercase(), words);
            }
        }
    }

    fn mark_word(&self, word: &str, words: &mut Words) {
        if let Some(&number) = self.numbers.get(word) {
            words.bits[number as usize / 64] |= 1 << (number % 64);
        }
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

    fn has(&self, number: u32) -> bool {
        self.bits.get(number as usize / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }
}

/// Predicates that can only hold where the words of one of their texts occur.
const NAMING: [&str; 11] = [
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
            if captures.len() != 1
                || !pattern.always_captures(captures[0])
                || !NAMING.contains(&predicate.name.as_str())
            {
                continue;
            }
            let texts = predicate.arguments.iter().flat_map(|argument| match argument {
                Argument::Text(text) => language.table_or_text(text),
                Argument::Capture(_) => Vec::new(),
            });
            let is_phrase = predicate.name == "phrase";
            let mut group = Vec::new();
            for text in texts {
                let has_other_signs = text
                    .chars()
                    .any(|c| !(c.is_alphanumeric() || matches!(c, '_' | ' ' | '*' | '.' | '-' | '\'' | ',')));
                let separators: &[char] =
                    if is_phrase { &[' ', '-', '\'', ',', '.', '*'] } else { &['.', ' ', '-', '\'', ','] };
                let mut words: Vec<u32> = Vec::new();
                if !(is_phrase && has_other_signs) {
                    for word in text.split(separators) {
                        let plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
                        // `.` in other texts (`0.0.0.0`, `*.execute`) splits the same way in the code.
                        if plain {
                            let word = if is_phrase { word.to_lowercase() } else { word.to_owned() };
                            words.push(dictionary.number(&word));
                        }
                    }
                }
                group.push(words);
            }
            // An alternative without words may hold anywhere.
            if !group.is_empty() && group.iter().all(|words| !words.is_empty()) {
                needs.groups.push(Group::new(group));
            }
        }
        needs
    }

    /// Whether the words suffice.
    fn are_met(&self, words: &Words) -> bool {
        self.groups.iter().all(|group| group.is_met(words))
    }
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
    pub(crate) fn new(dictionary: Dictionary, needs: Vec<Needs>) -> Prefilter {
        let mut always = Vec::new();
        let mut by_word = vec![Vec::new(); dictionary.numbers.len()];
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
                found.extend(listed.iter().filter(|&&number| self.needs[number as usize].are_met(words)));
            }
        }
        found.sort_unstable();
        found.dedup();
    }
}
