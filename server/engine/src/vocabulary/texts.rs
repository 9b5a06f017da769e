//! Sets of texts: the arguments of predicates and the tables they name.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lazy_regex::LazyRegex;

/// Texts and globs (`*` stands for anything).
#[derive(Clone, Debug, Default)]
pub(crate) struct TextSet {
    raw: Vec<String>,
    exact: FxHashSet<String>,
    /// By the first byte, those that begin with `*` by the last byte, and those that do neither.
    globs_by_first: FxHashMap<u8, Vec<Glob>>,
    globs_by_last: FxHashMap<u8, Vec<Glob>>,
    open_globs: Vec<Glob>,
    inside: Inside,
    phrases: Phrases,
    /// As `#word?` looks for them: words in a row, without the first, by the first.
    words: FxHashMap<String, Vec<Vec<String>>>,
    pub(crate) regex: Option<LazyRegex>,
}

/// A text with `*` in it, its ends found once.
#[derive(Clone, Debug)]
struct Glob {
    text: Box<str>,
    /// Where the first and the last `*` stand.
    stars: (usize, usize),
}

impl Glob {
    /// `None` for a text without `*`.
    fn new(text: &str) -> Option<Glob> {
        Some(Glob { text: text.into(), stars: (text.find('*')?, text.rfind('*')?) })
    }

    fn fits(&self, text: &str) -> bool {
        ends_fit(&self.text, self.stars, text)
    }
}

/// The texts of globs such as `*password*`: of many, all are looked for at once.
#[derive(Clone, Debug, Default)]
struct Inside {
    texts: Vec<Box<str>>,
    searcher: OnceLock<Option<AhoCorasick>>,
}

impl Inside {
    fn stands_in(&self, text: &str) -> bool {
        if self.texts.len() < 4 {
            return self
                .texts
                .iter()
                .any(|part| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some());
        }
        // Cannot fail: tables are some dozen short texts.
        let searcher = self
            .searcher
            .get_or_init(|| AhoCorasick::new(self.texts.iter().map(|part| part.as_bytes())).ok());
        searcher.as_ref().is_some_and(|searcher| searcher.is_match(text))
    }
}

/// Texts as `#phrase?` looks for them.
#[derive(Clone, Debug, Default)]
struct Phrases {
    /// With punctuation they mean the very characters.
    literal: Vec<String>,
    /// Words in a row, `*` for any, by the first of them.
    by_word: FxHashMap<String, Vec<Vec<String>>>,
    /// Those that begin with any word.
    open: Vec<Vec<String>>,
}

impl Phrases {
    fn add(&mut self, text: &str) {
        if text.chars().any(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '*' | '\'' | '_' | '-' | ',')) {
            return self.literal.push(text.to_lowercase());
        }
        let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '\'' | '_'));
        let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        match words.first().map(String::as_str) {
            None => {}
            Some("*") => self.open.push(words),
            Some(first) => self.by_word.entry(first.to_owned()).or_default().push(words),
        }
    }
}

/// A text in lower case and its words, made ready for `#phrase?`.
#[derive(Debug)]
pub(crate) struct Prose {
    text: String,
    words: Vec<std::ops::Range<u32>>,
}

impl Prose {
    pub(crate) fn new(text: &str) -> Prose {
        let text = text.to_lowercase();
        let words = text
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '_')
            .filter(|word| !word.is_empty())
            .map(|word| {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                start as u32..(start + word.len()) as u32
            })
            .collect();
        Prose { text, words }
    }

    fn word(&self, range: &std::ops::Range<u32>) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

impl TextSet {
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> TextSet {
        let mut set = TextSet::default();
        for text in texts {
            set.raw.push(text.to_owned());
            let Some(glob) = Glob::new(text) else {
                set.exact.insert(text.to_owned());
                continue;
            };
            match (text.bytes().next(), text.bytes().last()) {
                (Some(first), _) if first != b'*' => set.globs_by_first.entry(first).or_default().push(glob),
                (_, Some(last)) if last != b'*' => set.globs_by_last.entry(last).or_default().push(glob),
                _ => match text.trim_matches('*') {
                    part if part.is_empty() || part.contains('*') => set.open_globs.push(glob),
                    part => set.inside.texts.push(part.into()),
                },
            }
        }
        set
    }

    /// The same texts, ready to be looked for as phrases.
    pub(crate) fn with_phrases(mut self) -> TextSet {
        self.raw.iter().for_each(|text| self.phrases.add(text));
        self
    }

    /// The same texts, ready to be looked for as words of names.
    pub(crate) fn with_words(mut self) -> TextSet {
        for text in &self.raw {
            let mut words = text.split('_').map(str::to_owned);
            let first = words.next().unwrap_or_default();
            self.words.entry(first).or_default().push(words.collect());
        }
        self
    }

    /// Whether the words of one of the texts stand in a row in a name.
    pub(crate) fn stands_in_name(&self, name: &str) -> bool {
        // Most names are one word.
        if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return self.words.get(name).is_some_and(|listed| listed.iter().any(Vec::is_empty));
        }
        let words = words(name);
        words.iter().enumerate().any(|(at, word)| {
            let mut listed = self.words.get(word).into_iter().flatten();
            listed.any(|rest| words[at + 1..].starts_with(rest))
        })
    }

    /// Whether one of the phrases stands in the text.
    pub(crate) fn stands_in(&self, prose: &Prose) -> bool {
        let begins = |at: usize, phrase: &[String]| {
            let fits = |(range, wanted): (_, &String)| wanted == "*" || prose.word(range) == wanted;
            prose.words.get(at..at + phrase.len()).is_some_and(|words| words.iter().zip(phrase).all(fits))
        };
        let Phrases { literal, by_word, open } = &self.phrases;
        literal.iter().any(|text| prose.text.contains(text))
            || prose.words.iter().enumerate().any(|(at, range)| {
                let phrases = by_word.get(prose.word(range)).into_iter().flatten().chain(open);
                phrases.into_iter().any(|phrase| begins(at, phrase))
            })
    }

    /// The texts as written.
    pub(crate) fn raw(&self) -> &[String] {
        &self.raw
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Whether the text is one of them.
    pub(crate) fn has(&self, text: &str) -> bool {
        let of = |globs: &FxHashMap<u8, Vec<Glob>>, byte: Option<u8>| {
            let listed = byte.filter(|_| !globs.is_empty()).and_then(|byte| globs.get(&byte));
            listed.is_some_and(|globs| globs.iter().any(|glob| glob.fits(text)))
        };
        !self.exact.is_empty() && self.exact.contains(text)
            || of(&self.globs_by_first, text.bytes().next())
            || of(&self.globs_by_last, text.bytes().last())
            || self.open_globs.iter().any(|glob| glob.fits(text))
            || self.inside.stands_in(text)
    }

    /// Whether a path fits one of them. It begins with `/`, which only `*` stands for.
    pub(crate) fn has_file(&self, from_root: &str) -> bool {
        let path = from_root.trim_start_matches('/');
        let fits = |globs: &FxHashMap<u8, Vec<Glob>>, byte: Option<u8>, text: &str| {
            let listed = byte.and_then(|byte| globs.get(&byte));
            listed.is_some_and(|globs| globs.iter().any(|glob| glob.fits(text)))
        };
        self.exact.contains(path)
            || fits(&self.globs_by_first, path.bytes().next(), path)
            || fits(&self.globs_by_last, path.bytes().last(), from_root)
            || self.open_globs.iter().any(|glob| glob.fits(from_root))
            || self.inside.stands_in(from_root)
    }

    /// Whether a dotted path, or what it stands in, is one of them.
    pub(crate) fn has_path_or_around(&self, path: &str) -> bool {
        self.has(path) || path.match_indices('.').any(|(dot, _)| self.exact.contains(&path[..dot]))
    }

    /// Whether a dotted path is one of them, or ends in one that has a single segment.
    pub(crate) fn has_path_or_last(&self, path: &str) -> bool {
        self.has(path) || path.rsplit_once('.').is_some_and(|(_, last)| self.has(last))
    }

    /// The number among the texts: `">=" "3"` compares with 3.
    pub(crate) fn compare(&self, value: f64) -> bool {
        let mut texts = self.raw.iter().map(String::as_str);
        let (operator, number) = match (texts.next(), texts.next()) {
            (Some(operator), Some(number)) => (operator, number),
            (Some(number), None) => ("==", number),
            _ => return false,
        };
        let Ok(number) = number.parse::<f64>() else { return false };
        match operator {
            "<" => value < number,
            "<=" => value <= number,
            ">" => value > number,
            ">=" => value >= number,
            "!=" => value != number,
            _ => value == number,
        }
    }
}

/// Whether `text` fits `glob`, in which `*` stands for any characters.
pub(crate) fn glob_fits(glob: &str, text: &str) -> bool {
    match (glob.find('*'), glob.rfind('*')) {
        (Some(first), Some(last)) => ends_fit(glob, (first, last), text),
        _ => glob == text,
    }
}

/// The same with the places of the first and the last `*` at hand.
fn ends_fit(glob: &str, (first_star, last_star): (usize, usize), text: &str) -> bool {
    // What most texts fail is asked first, on bytes.
    let (bytes, glob) = (text.as_bytes(), glob.as_bytes());
    let (first, last) = (&glob[..first_star], &glob[last_star + 1..]);
    if bytes.len() < first.len() + last.len() || !bytes.starts_with(first) || !bytes.ends_with(last) {
        return false;
    }
    if first_star == last_star {
        return true;
    }
    let mut rest = &bytes[first.len()..bytes.len() - last.len()];
    let middle = &glob[first_star + 1..last_star];
    middle.split(|byte| *byte == b'*').filter(|part| !part.is_empty()).all(|part| match memchr::memmem::find(
        rest, part,
    ) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// The words of a name as written: `getHTTPPassword_v2` is get, HTTP, Password, v2.
fn name_parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut before: Option<char> = None;
    let mut characters = name.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !character.is_alphanumeric() {
            parts.extend(start.take().map(|start| &name[start..at]));
        } else {
            let begins = character.is_uppercase()
                && before.is_some_and(|before| {
                    before.is_lowercase()
                        || before.is_numeric()
                        || before.is_uppercase()
                            && characters.peek().is_some_and(|(_, after)| after.is_lowercase())
                });
            if begins {
                parts.extend(start.take().map(|start| &name[start..at]));
            }
            start.get_or_insert(at);
        }
        before = Some(character);
    }
    parts.extend(start.map(|start| &name[start..]));
    parts
}

/// The words of a name, in lower case: `getHTTPPassword_v2` is get, http, password, v2.
pub(crate) fn words(name: &str) -> Vec<String> {
    let lower = |part: &str| match part.is_ascii() {
        true => part.to_ascii_lowercase(),
        false => part.chars().flat_map(char::to_lowercase).collect(),
    };
    name_parts(name).into_iter().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("getHTTPPassword_v2"), ["get", "http", "password", "v2"]);
        assert_eq!(words("API_KEY"), ["api", "key"]);
    }

    #[test]
    fn globs_fit() {
        assert!(glob_fits("requests.*", "requests.get"));
        assert!(glob_fits("*.execute", "db.cursor.execute"));
        assert!(glob_fits("a*b*c", "a1b2b3c"));
        assert!(!glob_fits("a*b", "ac"));
        assert!(!glob_fits("ab*ba", "aba"));
        assert!(glob_fits("a**b", "ab"));
        assert!(glob_fits("*", ""));
    }
}
