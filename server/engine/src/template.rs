//! Texts with placeholders: `{name}`, or `{name|what to say when there is none}`.

/// Fills the placeholders. What has no value and no alternative becomes "it".
pub fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        filled.push_str(&rest[..open]);
        let inside = &rest[open + 1..open + length];
        let (name, otherwise) = inside.split_once('|').unwrap_or((inside, "it"));
        match value(name).filter(|text| !text.is_empty()) {
            Some(text) => filled.push_str(&text),
            None => {
                // `{call|the block}` inside backticks is a name when known and a plain phrase when not.
                let in_backticks = filled.ends_with('`') && rest[open + length + 1..].starts_with('`');
                if in_backticks {
                    filled.pop();
                    filled.push_str(otherwise);
                    rest = &rest[open + length + 2..];
                    continue;
                }
                filled.push_str(otherwise);
            }
        }
        rest = &rest[open + length + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The names of the placeholders in a text, each with what to say when there is none.
pub fn placeholders(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        let inside = &rest[open + 1..open + length];
        names.push(inside.split_once('|').map_or((inside, None), |(name, other)| (name, Some(other))));
        rest = &rest[open + length + 1..];
    }
    names
}

/// Code as it fits into a sentence: one line, single spaces, at most `limit` characters.
pub fn in_a_sentence(code: &str, limit: usize) -> String {
    let mut text = String::new();
    // Signs that no screen shows are kept out here, or each face would put something else in their place.
    let is_between = |character: char| character.is_whitespace() || character.is_control();
    let words = code.lines().flat_map(|line| {
        let words = line.split(is_between).filter(|word| !word.is_empty()).enumerate();
        // A chain of calls goes on in the next line as if it were one.
        words.map(|(at, word)| (at == 0 && is_method(word), word))
    });
    for (goes_on, word) in words {
        if !text.is_empty() && !goes_on {
            text.push(' ');
        }
        text.push_str(word);
        if text.chars().count() > limit {
            let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
            short.push('…');
            return short;
        }
    }
    // A backtick would end the code span that the text stands in.
    text.replace('`', "'")
}

/// Whether a word begins as `.parse(` does.
fn is_method(word: &str) -> bool {
    word.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_or_spoken_around() {
        let value = |name: &str| (name == "call").then(|| "load".to_owned());
        assert_eq!(fill("`{call}` fails in `{function|this module}`", &value), "`load` fails in this module");
        assert_eq!(fill("{x|} {", &value), " {");
        assert_eq!(placeholders("{a} and {b|c}"), [("a", None), ("b", Some("c"))]);
    }

    #[test]
    fn code_in_a_sentence_has_no_signs_that_cannot_be_shown() {
        assert_eq!(in_a_sentence("  a\r\n\tb\u{1b}[1m `c`\rd ", 60), "a b [1m 'c' d");
        assert_eq!(in_a_sentence("name_of_a_function", 8), "name_of…");
        assert_eq!(
            in_a_sentence("parser\n    .parse(text)\n    .or (a, .5)", 60),
            "parser.parse(text).or (a, .5)"
        );
    }
}
