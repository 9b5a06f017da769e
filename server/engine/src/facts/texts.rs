//! What a text of the code may name.

pub(super) fn is_path(text: &str) -> bool {
    text.split("::").all(|part| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The name of a class by its look: several words that begin with a large letter each.
pub(super) fn names_a_class(text: &str) -> bool {
    let humps = text
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_uppercase() && pair[1].is_ascii_lowercase());
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && humps.count() >= 2
}

/// Names of members in a text that may be code: `first` in `{{ loop.first }}`.
pub(super) fn members_in(text: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 4_000;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let text = if text.len() > MOST { "" } else { text };
    text.match_indices('.').filter_map(move |(at, _)| {
        let rest = &text[at + 1..];
        let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let is_member = text[..at].ends_with(is_name) && name.starts_with(|c: char| c.is_ascii_lowercase());
        is_member.then_some(name)
    })
}

/// A dotted path of names, as settings and registries have it: `app.handlers.charge`, `app.cli:main`.
pub(super) fn names_a_definition(text: &str) -> bool {
    text.len() <= 100
        && text.contains(['.', ':'])
        && text.split(['.', ':']).all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}
