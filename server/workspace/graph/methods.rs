//! By which name a method is looked for, and which run without their name.

use thinktwice_engine::facts::Function;
use thinktwice_engine::facts::signs::WORD;

use super::vocabulary::{COMMAND, ENDS_OF_COMMANDS, GLUE_OF_RUST, SERVED};

/// Whether a method of a trait that is not of this workspace runs without its name. Of a trait of the language the
/// list says so; any other library calls what it asks for, but for what is only there for its messages.
pub(super) fn runs_unnamed(function: &Function) -> bool {
    let is_of_language = function.bases().any(|base| !base.contains('.') || is_of_language(base));
    // A map calls its hasher.
    if function.bases().any(|base| base.rsplit('.').next() == Some("Hasher")) {
        return true;
    }
    if is_of_language {
        // Of different types only those meet that some code compares.
        return GLUE_OF_RUST.contains(&function.name()) && sides(function).is_none();
    }
    function.name() != "expecting"
}

fn is_of_language(path: &str) -> bool {
    // `use crate::std::convert::TryFrom`, where a crate does without the library on demand.
    let path = path.strip_prefix("crate.").unwrap_or(path);
    ["std.", "core.", "alloc."].iter().any(|library| path.starts_with(library))
}

/// The library that the path begins with, if it is one that a manifest names.
pub(super) fn library_in(path: &str) -> Option<&str> {
    let (head, _) = path.split_once('.')?;
    let is_name = head.starts_with(|c: char| c.is_ascii_lowercase())
        && head.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_name && !is_of_language(path) && !["crate", "self", "super"].contains(&head)).then_some(head)
}

/// The library whose trait asks for the method, where it is one of Rust that the language does not bring. What hashes
/// counts as one, too: a `HashMap` calls it.
pub(super) fn library_of(function: &Function) -> Option<&str> {
    if function.name() == "hash" && function.bases().any(|base| base.ends_with("Hash")) {
        return Some(HASHING);
    }
    function.bases().find_map(|base| library_in(base))
}

/// The method that makes a text of an object.
pub(super) const SHOWING: &str = "fmt-Display";
/// The same of whatever object a function is given.
pub(super) const SHOWING_ANYTHING: &str = "fmt-Display-anything";

/// The method by which an iterator says how much is left of it.
pub(super) const MEASURING: &str = "size_hint";

/// Calls that give what a `Result` or an `Option` holds.
pub(super) const SAME_INSIDE: [&str; 3] = [".unwrap", ".expect", ".clone"];

/// What stands for a library where a map of the language hashes.
pub(super) const HASHING: &str = "Hash";
/// The same where code hashes whatever it is given: `fn index<K: Hash>(key: &K)`.
pub(super) const HASHING_ANYTHING: &str = "Hash-anything";

/// What stands for a library where tests give a program commands and requests.
pub(super) const SERVING: &str = "serving";

/// Whether a mark of Python makes the function a command, or an answer to requests.
pub(super) fn is_served(function: &Function) -> bool {
    let last = |mark: &str| mark.rsplit_once('.').is_some_and(|(_, last)| SERVED.contains(&last));
    function.traits.is_entry && function.marks().any(last)
}

/// The words by which a command is called on a program's command line, if the function is one: the name that its mark gives
/// it, or its own without what libraries leave out of it. With them the mark.
pub(super) fn words_of_command(function: &Function) -> Option<(&str, Vec<String>)> {
    let mark = function.marks().find(|mark| mark.ends_with(COMMAND))?;
    let given = function.marks().filter(|mark| mark.starts_with(WORD)).map(str::to_owned);
    let name = function.name();
    let bare = ENDS_OF_COMMANDS.iter().find_map(|end| name.strip_suffix(end));
    let own =
        [Some(name), bare].into_iter().flatten().map(|name| format!("{WORD}{}", name.replace('_', "-")));
    Some((mark, given.chain(own).chain([WORD.to_owned()]).collect()))
}

/// Whether a class of Python is one of errors, by its name.
pub(super) fn is_error(name: &str) -> bool {
    ["Error", "Exception", "Warning"].iter().any(|end| name.ends_with(end))
}

/// The name by which a method is looked for: `fmt` is that of many traits, of which an object has several.
pub(super) fn method_name(function: &Function) -> std::borrow::Cow<'_, str> {
    if is_of_reference(function) {
        return compared(function.name(), function.operands()).into();
    }
    if sides(function).is_some() {
        return compared(function.name(), function.operands()).into();
    }
    match function.bases().next().and_then(|base| base.rsplit('.').next()) {
        Some(of_trait) if function.name() == "fmt" => format!("fmt-{of_trait}").into(),
        // That of an iterator is called where one is collected.
        Some(of_trait) if function.name() == MEASURING && of_trait != "Iterator" => {
            format!("{MEASURING}-{of_trait}").into()
        }
        _ => function.name().into(),
    }
}

/// Whether the method takes a reference to an object where one of the same name takes the object.
pub(super) fn is_of_reference(function: &Function) -> bool {
    function.operands().starts_with('&') && !function.operands().contains('=')
}

/// The names that a method has which may be given an object or a reference to one.
pub(super) fn names_by_sign(method: &str) -> impl Iterator<Item = String> {
    let signs: &[&str] = if method.starts_with("into_") { &["&", "&mut"] } else { &[] };
    std::iter::once(method.to_owned()).chain(signs.iter().map(move |sign| compared(method, sign)))
}

/// Whether the last name of a path is that of a variant, by its look.
pub(super) fn is_variant(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The two types that meet in a method, where it is looked for by both of them.
pub(super) fn sides(function: &Function) -> Option<(&str, &str)> {
    function.operands().split_once('=').filter(|(left, _)| !left.is_empty())
}

/// The name of a method that compares different types.
pub(super) fn compared(method: &str, operands: &str) -> String {
    format!("{method}-{operands}")
}
