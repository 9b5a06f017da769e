//! What a file says about itself to the rest of the workspace: functions, references, imports, tests, allowances.
//!
//! Facts hold no tree and no text beyond names, since closed files keep nothing else. [`Extractor::extract`] takes
//! them from one item, [`assemble`] joins those of a file. What counts as a binding, a definition or a member is
//! said by `queries/languages/<language>/facts.scm`; what a path means is decided by whoever sees all files.
//!
//! Paths use dots and stand as they do after the file's imports. `()` behind a segment is what a call of it gives,
//! or an object of that class: `app.Client().charge`, `self.client.charge`. A leading `?` is something of which
//! nothing is known (`?.charge`), in test code with the name of the parameter that holds it (`?client.charge`); leading dots are relative to
//! the file. A leading `$` names a program that is run: a console script, a binary. A leading `"` is a word that a test gives to
//! a program it calls, alone if it may be any. In Rust `std()` is an object of one of the
//! language's own types, whichever: `std().len`. A `|` behind the name of a method is what it takes out of its object for a
//! closure: `self.orders.iter().map|.price`.
//! What stands behind a `=` tells one of several methods of a path from another: what the object meets (`self.name.eq='&str`), or
//! whether it is the object itself or a reference to it that is taken (`self.rows.into_iter=&`, `&mut` or `*`).

mod allows;
mod chain;
mod details;
pub(crate) mod doctests;
mod extract;
mod kind;
mod mentions;
mod operands;
mod parameters;
mod signature;
pub mod signs;
mod table;
mod texts;
mod uses;

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use crate::clones::CloneTokens;
use crate::items::Shift;
use crate::text::Span;

use details::Details;
pub use extract::Extractor;
pub use kind::FileKind;
use mentions::Mention;
pub use mentions::{ArgumentList, ArgumentLists, Reference, References};
pub use signature::{Signature, Takes};

/// How much is taken of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// All there is.
    #[default]
    Everything,
    /// Functions and their tokens, for whoever asks for duplicates alone.
    Bodies {
        /// What functions of these names mention is taken, too.
        mentions_of: &'static [&'static str],
    },
}

/// The facts of one item: a function with all that stands in it, or the shell of a file, class or `impl`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemFacts {
    pub(crate) imports: Vec<Import>,
    pub(crate) functions: Vec<Function>,
    pub(crate) references: References,
    pub(crate) test_references: References,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) modules: Vec<ModuleDeclaration>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) uses: Arc<[Use]>,
    pub(crate) script: Option<Arc<str>>,
}

impl ItemFacts {
    pub(crate) fn add_test_references(&mut self, found: &[Mention]) {
        if !found.is_empty() {
            let found = found.iter().map(|mention| mention.counted_from(0));
            self.test_references = self.test_references.iter().chain(found).collect();
        }
    }

    /// The functions of the item, outermost first.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }
}

/// Joins the facts of a file's items, each moved to where its item stands now.
pub fn assemble<'i>(
    items: impl IntoIterator<Item = (&'i ItemFacts, Shift<'i>)>,
    kind: FileKind,
) -> FileFacts {
    let mut facts = FileFacts {
        is_generated: kind.is_generated,
        is_stub: kind.is_stub,
        is_test: kind.is_test,
        is_example: kind.is_example,
        is_benchmark: kind.is_benchmark,
        ..FileFacts::default()
    };
    let (mut references, mut test_references) = (Vec::new(), Vec::new());
    for (item, shift) in items {
        facts.imports.extend(item.imports.iter().map(|import| Import {
            span: shift.span(import.span),
            name_span: shift.span(import.name_span),
            facts: Arc::clone(&import.facts),
        }));
        facts.functions.extend(item.functions.iter().map(|function| Function {
            span: shift.span(function.span),
            name_span: shift.span(function.name_span),
            body_span: shift.span(function.body_span),
            facts: Arc::clone(&function.facts),
        }));
        let moved = |reference: Reference<'i>| Reference { span: shift.span(reference.span), ..reference };
        references.extend(item.references.iter().map(moved));
        test_references.extend(item.test_references.iter().map(moved));
        facts.definitions.extend(
            item.definitions.iter().map(|defined| Definition {
                span: shift.span(defined.span),
                facts: Arc::clone(&defined.facts),
            }),
        );
        facts.modules.extend(item.modules.iter().cloned());
        if !item.uses.is_empty() {
            let places = item.uses.iter().map(|used| shift.span(used.span)).collect();
            facts.uses.push(PlacedUses { places, uses: Arc::clone(&item.uses) });
        }
        facts.script = facts.script.or_else(|| item.script.clone());
        facts.allows.extend(item.allows.iter().map(|allow| Allow {
            span: shift.span(allow.span),
            scope: if allow.is_for_file { allow.scope } else { shift.span(allow.scope) },
            ..allow.clone()
        }));
    }
    facts.imports.sort_by_key(|import| import.span.start);
    facts.functions.sort_by_key(|function| function.span.start);
    facts.references = references.into_iter().collect();
    facts.test_references = test_references.into_iter().collect();
    // They are kept for every file of a workspace.
    facts.imports.shrink_to_fit();
    facts.functions.shrink_to_fit();
    facts.definitions.shrink_to_fit();
    facts.uses.shrink_to_fit();
    facts
}

/// The facts of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Imports in file order.
    pub imports: Vec<Import>,
    /// Functions and methods, outermost first, in file order.
    pub functions: Vec<Function>,
    /// References made outside of any function (module level), with resolved paths.
    pub references: References,
    /// The same in test code: tables of cases, macros that make tests.
    pub test_references: References,
    /// Names defined at module level: functions, classes, constants.
    pub definitions: Vec<Definition>,
    /// `mod name;` of Rust.
    pub modules: Vec<ModuleDeclaration>,
    /// `thinktwice: allow <rule> -- <reason>` comments and those of other linters.
    pub allows: Vec<Allow>,
    /// Members of imported names, one list an item.
    pub uses: Vec<PlacedUses>,
    /// What a script says of itself in its comments (`# /// script`): TOML.
    pub script: Option<Arc<str>>,
    /// The file says that a program wrote it.
    pub is_generated: bool,
    /// The file only declares, for type checkers.
    pub is_stub: bool,
    /// The file is test code as a whole: by its path, or because another file declares it so.
    pub is_test: bool,
    /// Shows how something is used, for readers who copy it.
    pub is_example: bool,
    /// Test code that measures and checks nothing.
    pub is_benchmark: bool,
}

impl FileFacts {
    /// Whether anything is said of the file: not of what a program wrote, nor of what only declares.
    pub fn is_reviewed(&self) -> bool {
        !(self.is_generated || self.is_stub)
    }

    /// Members of imported names, at their places in the file.
    pub fn uses(&self) -> impl Iterator<Item = (&Use, Span)> {
        self.uses.iter().flat_map(|item| item.uses.iter().zip(item.places.iter().copied()))
    }
}

/// One imported name where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The import statement.
    pub span: Span,
    /// What is imported, as it stands there; the module of a star import.
    pub name_span: Span,
    /// The rest.
    pub facts: Arc<ImportFacts>,
}

impl Deref for Import {
    type Target = ImportFacts;

    fn deref(&self) -> &ImportFacts {
        &self.facts
    }
}

/// What is said of an import wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFacts {
    /// Name in this file; `*` for a star import or glob.
    pub local: Box<str>,
    /// Modules inside the file around the import, joined by dots (Rust's `mod tests { use super::*; }`).
    pub scope: Box<str>,
    /// Full dotted path of what it stands for (`os.path.join`; `std.fs.read`); leading dots are relative to the file.
    pub path: Box<str>,
    /// Under `try/except ImportError`, `TYPE_CHECKING`, a version or platform test, or `cfg`.
    pub is_guarded: bool,
    /// `pub use`, or an import in a module's `__init__`.
    pub is_reexport: bool,
    /// In the body of a function: it happens when that is called.
    pub is_late: bool,
}

/// A function, method or test where it stands. What is said of it wherever it stands is shared, so that moving it
/// copies nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// The whole definition with decorators or attributes.
    pub span: Span,
    /// The name alone: where a finding about the function is shown.
    pub name_span: Span,
    /// The body.
    pub body_span: Span,
    /// The rest.
    pub facts: Arc<FunctionFacts>,
}

impl Deref for Function {
    type Target = FunctionFacts;

    fn deref(&self) -> &FunctionFacts {
        &self.facts
    }
}

/// What is said of a function wherever it stands. A workspace has one for every ten lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionFacts {
    /// Names around it and its own, joined by dots: `Client.charge`.
    pub path: Box<str>,
    /// What kind of function it is.
    pub traits: FunctionTraits,
    /// How it is called, and what it says that it gives.
    pub signature: Signature,
    /// Statements in the body, nested ones included.
    pub statements: u32,
    /// What it mentions: calls and names, one entry a path, the first place of each. Spans count from the start of
    /// the function.
    pub references: References,
    /// The arguments of calls whose callee is known by its path; spans count from the start of the function, too.
    pub calls: ArgumentLists,
    details: Details,
    /// Normalised tokens for clone detection.
    #[serde(deserialize_with = "shared_tokens")]
    pub clone_tokens: Arc<CloneTokens>,
}

fn shared_tokens<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<CloneTokens>, D::Error> {
    CloneTokens::deserialize(deserializer).map(CloneTokens::shared)
}

impl FunctionFacts {
    /// Last name.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// The class of what it returns, if the declaration or the returns say so: `app.Client()`.
    pub fn result(&self) -> &str {
        self.details.result()
    }

    /// The class of the error that it may give instead, if the declaration says so: `crate.InvalidName()`.
    pub fn failure(&self) -> &str {
        self.details.failure()
    }

    /// What it compares, where the types differ: `Bytes=str` in `impl PartialEq<str> for Bytes`. What it makes of what,
    /// where that is the language's own: `Vec=Bytes` in `impl From<Bytes> for Vec<u8>`; else only what of: `=&str` in
    /// `impl From<&str> for Bytes`. The sign, `&` or `&mut`, where `self` is a borrowed object of the type:
    /// `impl IntoIterator for &Bytes`.
    pub fn operands(&self) -> &str {
        self.details.operands()
    }

    /// The parameters that are only said to become something else, by their places, and what makes it of them:
    /// `0`, `crate.Name.try_from` of `fn named(name: impl TryInto<Name>)`.
    pub fn conversions(&self) -> impl Iterator<Item = (usize, &str)> {
        self.details.conversions().split(',').filter_map(|conversion| {
            let (place, path) = conversion.split_once('=')?;
            Some((place.parse().ok()?, path))
        })
    }

    /// Names of the class's bases, or the trait of the `impl`, where it is a method.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        self.details.bases()
    }

    /// Resolved decorators or attributes.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.details.marks()
    }

    /// What those need who compare bodies, with only these references.
    pub fn of_body(&self, references: References) -> FunctionFacts {
        FunctionFacts {
            path: self.path.clone(),
            traits: self.traits,
            references,
            clone_tokens: Arc::clone(&self.clone_tokens),
            ..FunctionFacts::default()
        }
    }

    /// Whether both say the same of what the function gives, and of what stands around and above it.
    pub fn has_details_of(&self, other: &FunctionFacts) -> bool {
        self.details == other.details
    }
}

/// Yes-or-no facts of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionTraits {
    /// Runs as a test, or is a fixture or helper in test code.
    pub is_in_test: bool,
    /// Runs as a test.
    pub is_test: bool,
    /// Has a receiver, or stands in a class or impl.
    pub is_method: bool,
    /// Can be called from elsewhere by its name's convention or visibility.
    pub is_public: bool,
    /// Required to be so by a trait, protocol or base class.
    pub is_required: bool,
    /// `main`, a route handler, a console entry point, a fixture: called by a framework.
    pub is_entry: bool,
    /// Abstract, overload, stub: has no body of its own.
    pub is_stub: bool,
    /// Read like an attribute, without a call.
    pub is_property: bool,
    /// Behind `cfg`, a version test or a feature: there may be twins.
    pub is_conditional: bool,
    /// An assertion, an expected failure or a failure on purpose stands in it.
    pub asserts: bool,
    /// A macro of Rust, `name!` by name: who uses it mentions what stands in it. It is a stub, too.
    pub is_macro: bool,
    /// A trait of Rust has it: all that implement the trait do, types of others too, but for those that bring their own.
    pub is_default: bool,
    /// All that it returns has the name of the parameter that it takes first.
    pub gives_back: bool,
}

/// A member of an imported module or object, spelled out: `os.path.join`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Use {
    /// Dotted path after this file's imports.
    pub path: String,
    /// The imported name in this file with which it begins.
    pub local: String,
    /// The whole name, where it stood when its item was read; [`FileFacts::uses`] says where it stands now.
    pub span: Span,
    /// What is done with it.
    pub way: Way,
    /// The code asks first whether it is there: a test of version or platform, a `try` that catches its lack.
    pub is_guarded: bool,
}

/// The uses in one item and where they stand now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlacedUses {
    places: Box<[Span]>,
    uses: Arc<[Use]>,
}

impl PartialEq for PlacedUses {
    /// Where the uses stood before says nothing about where they stand.
    fn eq(&self, other: &PlacedUses) -> bool {
        self.places == other.places
            && self.uses.len() == other.uses.len()
            && self.uses.iter().zip(&*other.uses).all(|(one, two)| {
                (&one.path, &one.local, one.way, one.is_guarded)
                    == (&two.path, &two.local, two.way, two.is_guarded)
            })
    }
}

/// What is done with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Way {
    /// It has to be there.
    Read,
    /// It gets a value, or goes away.
    Set,
    /// `hasattr(os, "fork")` and its like.
    Asked,
}

/// A name that a file defines at its top level, or a member of a class there; functions are listed apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Where.
    pub span: Span,
    /// The rest.
    pub facts: Arc<DefinitionFacts>,
}

impl Deref for Definition {
    type Target = DefinitionFacts;

    fn deref(&self) -> &DefinitionFacts {
        &self.facts
    }
}

/// What is said of a definition wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionFacts {
    /// `name` or `Class.member`.
    pub path: Box<str>,
    /// What is defined.
    pub kind: DefinitionKind,
    /// Path of what it holds, if that is evident: `app.Client()` for `client = Client()`, `app.charge` for an alias.
    pub value: Box<str>,
    /// Resolved bases of a class, supertraits of a trait, the trait of an `impl`.
    pub bases: Box<[String]>,
    /// Resolved decorators, attributes or derives of a class.
    pub marks: Box<[String]>,
}

/// What a [`Definition`] defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefinitionKind {
    /// A class, struct, enum, union or trait.
    Class,
    /// More of a class that is defined elsewhere: an `impl`.
    Extension,
    /// A constant, variable, alias or macro at the top level.
    Value,
    /// An attribute of a class or object.
    Member,
}

/// `mod name;`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleDeclaration {
    /// The module.
    pub name: String,
    /// The modules around it in this file, joined by dots.
    pub scope: String,
    /// `#[path = "..."]`, if any.
    pub path: Option<String>,
    /// Under `#[cfg(test)]`: the file it names is test code.
    pub is_test: bool,
}

/// A comment that keeps a rule quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allow {
    /// Rule names; for other linters' comments the codes, as `ruff:S110`, `clippy:unwrap_used`.
    pub rules: Vec<String>,
    /// The reason, empty if none was given.
    pub reason: String,
    /// The comment or attribute.
    pub span: Span,
    /// Bytes for which it speaks: its line, the item below it, or the file.
    pub scope: Span,
    /// Ours (`thinktwice: allow`), which must have a reason and must be needed.
    pub is_own: bool,
    /// Speaks for the whole file, wherever it stands.
    pub is_for_file: bool,
}
