//! What the header of an `impl` or of a function of Rust says of the types that meet in it.

use super::extract::plain_name;
use super::signs::NUMBER;
use crate::tree::{NodeId, SyntaxTree};

/// Types of the language's own that others are turned into.
const OWN_TYPES: [&str; 11] =
    ["str", "[]", "Vec", "String", "Box", "Rc", "Arc", "Cow", "PathBuf", "Option", "Result"];

/// The types that an `impl` compares, where they differ: `Bytes=str` of `impl PartialEq<str> for Bytes`; and those that
/// it makes of the workspace's, where they are the language's own: `Vec=Bytes` of `impl From<Bytes> for Vec<u8>`. The sign
/// of the type, where a method takes its object: `&` of `impl IntoIterator for &Bytes`.
pub(super) fn operands(of_trait: &str, of_type: &str, method: &str) -> String {
    if takes_object(method) {
        return sign_of_type(of_type).unwrap_or_default().to_owned();
    }
    let Some((name, given)) = of_trait.split_once('<') else { return String::new() };
    let is_number = |name: &str| {
        !name.is_empty()
            && name != "str"
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let left = type_of_comparison(of_type);
    let left = if is_number(&left) { NUMBER.to_owned() } else { left };
    let is_alone = match plain_name(name) {
        "PartialEq" | "PartialOrd" => false,
        "From" | "TryFrom" => !OWN_TYPES.contains(&left.trim_start_matches('&')),
        _ => return String::new(),
    };
    let right = type_of_comparison(given.strip_suffix('>').unwrap_or(given));
    let bare = right.trim_start_matches('&');
    // A parameter may be anything, and numbers are compared in too many ways.
    let is_parameter = ["Self", "Rhs"].contains(&bare) || bare.len() <= 2 && bare != "[]";
    if left == right || is_parameter || is_number(bare) {
        String::new()
    } else if is_alone {
        // The method is looked for by its type; what is given tells it from others there.
        format!("={right}")
    } else {
        format!("{left}={right}")
    }
}

/// Whether a method of Rust takes its object, by its name: `into_iter` of a type and that of a reference to it are
/// different methods.
pub(super) fn takes_object(method: &str) -> bool {
    method.starts_with("into_")
}

/// What a function gives when it succeeds and when it does not, as its declared type says: `Result<Name, Error>`, or an
/// alias of that which names the error itself.
pub(super) fn outcomes(tree: &SyntaxTree<'_>, declared: NodeId) -> Option<(NodeId, NodeId)> {
    let name = tree.field(declared, "type").filter(|&name| is_result(plain_name(tree.text(name))))?;
    let mut given = given_types(tree, declared);
    Some((given.next()?, given.next().unwrap_or(name)))
}

/// Whether the name of a type is that of the library's `Result`, or of an alias: `ConfigResult`.
pub(super) fn is_result(name: &str) -> bool {
    name.ends_with("Result")
}

/// Whether the name `name` at `node` stands for what a function gives when it succeeds: `ConfigResult<Self>`. A type of
/// one's own that is called so, `SearchResult`, seldom holds others.
pub(super) fn is_outcome(tree: &SyntaxTree<'_>, node: NodeId, name: &str) -> bool {
    let declared = || tree.parent(node).filter(|&declared| tree.field(declared, "type") == Some(node));
    is_result(name) && declared().is_some_and(|declared| given_types(tree, declared).next().is_some())
}

/// The types that are given to a generic one.
fn given_types(tree: &SyntaxTree<'_>, declared: NodeId) -> impl Iterator<Item = NodeId> {
    let list = tree.field(declared, "type_arguments");
    let given = list.into_iter().flat_map(|list| tree.content(list));
    given.filter(|&given| tree.kind(given) != "lifetime")
}

/// A type as comparisons name it: `&str`, `[]`, `Vec`, `Bytes`.
pub(super) fn type_of_comparison(text: &str) -> String {
    let text = text.trim();
    let bare = text.trim_start_matches('&').trim_start();
    let is_borrowed = bare.len() < text.len();
    let bare = without_lifetime(bare);
    let bare = bare.strip_prefix("mut ").unwrap_or(bare);
    let name = if bare.starts_with('[') { "[]" } else { plain_name(bare) };
    format!("{}{name}", if is_borrowed { "&" } else { "" })
}

/// The sign of a reference's type.
pub(super) fn sign_of_type(text: &str) -> Option<&'static str> {
    let rest = text.trim().strip_prefix('&')?.trim_start();
    Some(if without_lifetime(rest).starts_with("mut ") { "&mut" } else { "&" })
}

fn without_lifetime(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(lifetime) => lifetime.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start(),
        None => text,
    }
}

/// The kind of a type of the language's own that is told from others where values of it meet.
pub(super) fn own_type(text: &str) -> Option<String> {
    let name = type_of_comparison(text);
    ["str", "[]", "Vec", "String"].contains(&name.trim_start_matches('&')).then_some(name)
}
