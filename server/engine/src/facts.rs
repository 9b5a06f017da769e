//! What a file says about itself to the rest of the workspace: functions, references, imports, tests, allowances.
//!
//! Facts hold no tree and no text beyond names, since closed files keep nothing else.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// The facts of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Imports in file order.
    pub imports: Vec<Import>,
    /// Functions and methods, outermost first, in file order.
    pub functions: Vec<Function>,
    /// References made outside of any function (module level), with resolved paths.
    pub references: Vec<Reference>,
    /// Names defined at module level: functions, classes, constants.
    pub definitions: Vec<Definition>,
    /// `mod name;` of Rust.
    pub modules: Vec<ModuleDeclaration>,
    /// `thinktwice: allow <rule> -- <reason>` comments and those of other linters.
    pub allows: Vec<Allow>,
    /// The file says that a program wrote it.
    pub is_generated: bool,
    /// The file is test code as a whole: by its path, or because another file declares it so.
    pub is_test: bool,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Import {
    /// Name in this file; `*` for a star import or glob.
    pub local: String,
    /// Full dotted path of what it stands for (`os.path.join`; `std.fs.read`); leading dots are relative to the file.
    pub path: String,
    /// The import statement.
    pub span: Span,
    /// Under `try/except ImportError`, `TYPE_CHECKING`, a version or platform test, or `cfg`.
    pub is_guarded: bool,
    /// `pub use`, or an import in a module's `__init__`.
    pub is_reexport: bool,
}

/// A function, method or test.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Last name.
    pub name: String,
    /// Names around it and its own, joined by dots: `Client.charge`.
    pub path: String,
    /// The whole definition with decorators or attributes.
    pub span: Span,
    /// The name alone: where a finding about the function is shown.
    pub name_span: Span,
    /// The body.
    pub body_span: Span,
    /// What kind of function it is.
    pub traits: FunctionTraits,
    /// Parameter names, the receiver left out.
    pub parameters: Vec<String>,
    /// Declared return type as written, empty for none.
    pub returns: String,
    /// Statements in the body, nested ones included.
    pub statements: u32,
    /// What it mentions: calls and names.
    pub references: Vec<Reference>,
    /// Names of the class's bases, or the trait of the `impl`, where it is a method.
    pub bases: Vec<String>,
    /// Resolved decorators or attributes.
    pub marks: Vec<String>,
    /// Normalised tokens for clone detection.
    pub clone_tokens: CloneTokens,
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
    /// Behind `cfg`, a version test or a feature: there may be twins.
    pub is_conditional: bool,
}

/// The name of something in other code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Dotted path after this file's imports (`app.billing.charge`, `self.charge`); a method on something unknown
    /// begins with a dot (`.charge`).
    pub path: String,
    /// Where.
    pub span: Span,
    /// Whether it is called there.
    pub is_call: bool,
}

/// A name that a file defines at its top level, or a member of a class there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// `name` or `Class.member`.
    pub path: String,
    /// Where.
    pub span: Span,
}

/// `mod name;`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleDeclaration {
    /// The module.
    pub name: String,
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
}

/// The body of a function as a sequence of numbers that is equal for equal code after renaming.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloneTokens {
    /// Hashes of normalised tokens in order; empty for functions too short to compare.
    pub tokens: Vec<u32>,
    /// Byte offset of each token, from the function's start.
    pub offsets: Vec<u32>,
}
