//! Sets of texts: the arguments of predicates and the tables they name.

use rustc_hash::FxHashSet;

/// Texts and globs (`*` stands for anything).
#[derive(Clone, Debug, Default)]
pub(crate) struct TextSet {
    raw: Vec<String>,
    exact: FxHashSet<String>,
    globs: Vec<String>,
    pub(crate) regex: Option<regex::Regex>,
}

impl TextSet {
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> TextSet {
        TextSet::with_regex(texts, false)
    }

    pub(crate) fn with_regex<'t>(texts: impl Iterator<Item = &'t str>, is_regex: bool) -> TextSet {
        let mut set = TextSet::default();
        for text in texts {
            set.raw.push(text.to_owned());
            if text.contains('*') {
                set.globs.push(text.to_owned());
            } else {
                set.exact.insert(text.to_owned());
            }
        }
        if is_regex {
            // Was compiled once before, so it is sound; a set without one fits nothing.
            set.regex = set.raw.first().and_then(|pattern| regex::Regex::new(pattern).ok());
        }
        set
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
        self.exact.contains(text) || self.globs.iter().any(|glob| glob_fits(glob, text))
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
    let mut parts = glob.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The words of a name, in lower case: `getHTTPPassword_v2` is get, http, password, v2.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = name.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1);
        let begins = character.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || before.is_some_and(char::is_uppercase) && after.is_some_and(|after| after.is_lowercase()));
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(character.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
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
    }
}
