//! Regular expressions that are compiled when something first fits all else that is asked with them. Rules bring
//! hundreds, a session needs a few, and compiling them all takes longer than opening a file may.

use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A sound regular expression, compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct LazyRegex {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// # Errors
    /// What is wrong with the expression.
    pub(crate) fn new(source: &str) -> Result<LazyRegex, String> {
        let source = of_ascii(source);
        regex_syntax::parse(&source).map_err(|error| error.to_string())?;
        let regex = LazyRegex { source, compiled: OnceLock::new() };
        // Only repetition makes a short expression too large, and only compiling it tells.
        if repetitions(&regex.source) > 10_000 {
            let compiled = Regex::new(&regex.source).map_err(|error| error.to_string())?;
            regex.compiled.get_or_init(|| Some(compiled));
        }
        Ok(regex)
    }

    /// Whether it matches somewhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.source).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// The same expression with the classes `\w`, `\d`, `\s` and `\b` of ASCII: with all letters of Unicode in them an
/// expression of ten words takes a fifth of a second to compile.
fn of_ascii(source: &str) -> String {
    let mut changed = String::with_capacity(source.len() * 2);
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            changed.push(c);
            continue;
        }
        match rest.next() {
            Some('w') => changed.push_str("[0-9A-Za-z_]"),
            Some('W') => changed.push_str("[^0-9A-Za-z_]"),
            Some('d') => changed.push_str("[0-9]"),
            Some('D') => changed.push_str("[^0-9]"),
            Some('s') => changed.push_str(r"[\t\n\x0B\f\r ]"),
            Some('S') => changed.push_str(r"[^\t\n\x0B\f\r ]"),
            Some('b') => changed.push_str(r"(?-u:\b)"),
            other => {
                changed.push(c);
                changed.extend(other);
            }
        }
    }
    changed
}

/// The product of the counts in an expression.
fn repetitions(source: &str) -> u64 {
    let counts = source.split('{').skip(1).filter_map(|rest| {
        let (counts, _) = rest.split_once('}')?;
        counts.rsplit(',').find_map(|count| count.trim().parse::<u64>().ok())
    });
    counts.fold(1, |product, count| product.saturating_mul(count.max(1)))
}

/// Texts in lower case of which one stands, whatever its case, in everything that the expression matches. `None` where
/// nothing is known.
pub(crate) fn required_texts(source: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(source).ok()?;
    Known::of(&hir).best()
}

/// More texts than this say little.
const MOST_TEXTS: usize = 48;

/// What is known of the texts that an expression matches.
struct Known {
    /// All of them, if they are few.
    all: Option<Vec<String>>,
    /// One of these stands in each.
    inside: Option<Vec<String>>,
}

impl Known {
    fn of(hir: &Hir) -> Known {
        let nothing = Known { all: None, inside: None };
        let all = |all: Vec<String>| Known { all: Some(all), inside: None };
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => all(vec![String::new()]),
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => all(vec![text.to_lowercase()]),
                Err(_) => nothing,
            },
            HirKind::Class(Class::Unicode(class)) => {
                let count = class.ranges().iter().map(|range| range.len()).sum::<usize>();
                if count > 12 {
                    return nothing;
                }
                let signs = class.ranges().iter().flat_map(|range| range.start()..=range.end());
                // Unicode folds two signs that nobody types to `k` and `s`.
                let mut texts: Vec<String> = signs
                    .filter(|sign| !matches!(sign, '\u{212a}' | '\u{17f}'))
                    .map(|sign| sign.to_lowercase().collect())
                    .collect();
                texts.sort_unstable();
                texts.dedup();
                all(texts)
            }
            HirKind::Class(Class::Bytes(_)) => nothing,
            HirKind::Capture(capture) => Known::of(&capture.sub),
            HirKind::Repetition(repetition) => {
                let known = Known::of(&repetition.sub);
                match (repetition.min, repetition.max) {
                    (1, Some(1)) => known,
                    (0, Some(1)) => Known {
                        all: known.all.map(|all| all.into_iter().chain([String::new()]).collect()),
                        inside: None,
                    },
                    (0, _) => nothing,
                    _ => Known { all: None, inside: known.best() },
                }
            }
            HirKind::Concat(parts) => Known::of_row(parts),
            HirKind::Alternation(choices) => {
                let known: Vec<Known> = choices.iter().map(Known::of).collect();
                let join = |texts: Option<Vec<Vec<String>>>| {
                    texts.map(|texts| texts.concat()).filter(|texts| texts.len() <= MOST_TEXTS)
                };
                Known {
                    all: join(known.iter().map(|known| known.all.clone()).collect()),
                    inside: join(known.into_iter().map(Known::best).collect()),
                }
            }
        }
    }

    fn of_row(parts: &[Hir]) -> Known {
        let mut row = vec![String::new()];
        let mut is_whole = true;
        let mut best: Option<Vec<String>> = None;
        let mut offer = |texts: Vec<String>| {
            if best.as_ref().is_none_or(|best| worth(&texts) > worth(best)) {
                best = Some(texts);
            }
        };
        for part in parts {
            let known = Known::of(part);
            match known.all {
                Some(all) if all.len() * row.len() <= MOST_TEXTS => {
                    row = row
                        .iter()
                        .flat_map(|head| all.iter().map(move |tail| format!("{head}{tail}")))
                        .collect();
                }
                all => {
                    is_whole = false;
                    offer(std::mem::replace(&mut row, all.unwrap_or_else(|| vec![String::new()])));
                    known.inside.into_iter().for_each(&mut offer);
                }
            }
        }
        if is_whole {
            return Known { all: Some(row), inside: None };
        }
        offer(row);
        Known { all: None, inside: best }
    }

    fn best(self) -> Option<Vec<String>> {
        let texts = [self.all, self.inside].into_iter().flatten();
        texts.filter(|texts| worth(texts) > 0).max_by_key(|texts| worth(texts))
    }
}

/// The length of the longest run of letters in the text that says least.
fn worth(texts: &[String]) -> usize {
    let run = |text: &String| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map(str::len).max().unwrap_or(0)
    };
    texts.iter().map(run).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_ascii() {
        assert_eq!(of_ascii(r"(?i)\bfor [\w.]+\\w\B"), r"(?i)(?-u:\b)for [[0-9A-Za-z_].]+\\w\B");
        let regex = LazyRegex::new(r"^#\s*(?:…|\.{3})\W*\w+\b\d?$").unwrap();
        assert!(regex.is_match("# … rest") && regex.is_match("# ...é rest1") && !regex.is_match("# … été"));
    }

    #[test]
    fn required_texts_are_those_without_which_nothing_matches() {
        let required = |source: &str| required_texts(source).unwrap_or_default();
        assert_eq!(required("(^|[^A-Za-z0-9])(AKIA|ASIA)[0-9A-Z]{16}"), ["akia", "asia"]);
        assert_eq!(required("(?i)^#+\\s*(todo|fixme)\\b"), ["todo", "fixme"]);
        assert_eq!(required("a[bc]def?"), ["abdef", "abde", "acdef", "acde"]);
        assert_eq!(required("(?:abc)?x|def"), ["abcx", "x", "def"]);
        assert_eq!(required("(?:abc)*|def"), [""; 0]);
        assert_eq!(required("[a-z]+ only \\d"), [" only "]);
        assert_eq!(required("[A-Za-z]{4}"), [""; 0]);
    }
}
