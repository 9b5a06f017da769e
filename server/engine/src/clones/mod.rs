//! Function bodies as sequences of numbers that are equal for equal code after renaming.
//!
//! Layout, comments and brackets are dropped; local names and literals are blinded; what is called, read or built is
//! kept by name. Which token is which is said by `queries/languages/<language>/clones.toml`. Knows one function at a
//! time: who resembles whom is decided by whoever sees all of them.

pub mod likeness;
pub mod shingles;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::language::Role;
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// A body with fewer tokens is too short to be a copy of anything.
pub const MIN_TOKENS: usize = 24;

/// Longer bodies are generated, or tables; places in a body are counted in sixteen bits.
const MAX_TOKENS: usize = u16::MAX as usize;

/// Any local name.
pub const LOCAL: u16 = 1022;
/// Any literal.
pub const LITERAL: u16 = 1023;
/// Tokens from here on are kept names; those below are kinds of the grammar.
pub const FIRST_NAME: u16 = 1024;

/// The body of a function, normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloneTokens {
    /// The tokens in order; empty for functions too short to compare.
    pub tokens: Box<[u16]>,
    /// The statements, packed: most functions are never asked for them.
    statements: Box<[u8]>,
}

/// A statement of a normalised body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Number of its first token.
    pub token: u16,
    /// Number of the token after its last.
    pub end_token: u16,
    /// Its bytes, from the start of the function.
    pub span: Span,
}

impl CloneTokens {
    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<CloneTokens>() + 2 * size_of::<usize>() + self.tokens.len() * 2 + self.statements.len()
    }

    /// The statements of the body, nested ones after those around them.
    pub fn statements(&self) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut bytes = self.statements.iter().copied();
        let mut number = || -> Option<u32> {
            let mut value = 0;
            for shift in (0..32).step_by(7) {
                let byte = bytes.next()?;
                value |= u32::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            Some(value)
        };
        let (mut token, mut start) = (0, 0);
        while let (Some(tokens), Some(bytes), Some(count), Some(length)) =
            (number(), number(), number(), number())
        {
            token += tokens;
            start += bytes;
            let end_token = (token + count).min(MAX_TOKENS as u32) as u16;
            statements.push(Statement {
                token: token as u16,
                end_token,
                span: Span::new(start, start + length),
            });
        }
        statements
    }
}

/// What becomes of a kind of node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Treatment {
    #[default]
    Keep,
    Drop,
    Literal,
    Name,
}

/// The file `clones.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TableFile {
    drop: Vec<String>,
    literal: Vec<String>,
    bare_statement: Vec<String>,
    name: Vec<String>,
    keep_kinds: Vec<String>,
    blocks: Vec<String>,
    keep: std::collections::BTreeMap<String, Vec<String>>,
}

/// How a language's tokens are normalised, by kind and field numbers.
#[derive(Debug, Default)]
pub struct CloneTable {
    treatments: Vec<Treatment>,
    bare_statements: FxHashSet<u16>,
    kept_kinds: FxHashSet<u16>,
    kept_fields: FxHashSet<(u16, u16)>,
    kept_below: FxHashSet<u16>,
    blocks: FxHashSet<u16>,
}

impl CloneTable {
    /// Reads `clones.toml`. `kinds` and `field` look up the grammar's numbers.
    ///
    /// # Errors
    /// A sentence that says what is wrong: an unknown key, a kind or field that the grammar lacks.
    pub(crate) fn read(
        text: &str,
        kinds: &dyn Fn(&str) -> Vec<u16>,
        field: &dyn Fn(&str) -> Option<u16>,
    ) -> Result<CloneTable, String> {
        let file: TableFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let ids = |names: &[String]| -> Result<FxHashSet<u16>, String> {
            let mut found = FxHashSet::default();
            for name in names {
                let ids = kinds(name);
                if ids.is_empty() {
                    return Err(format!("the grammar has no node kind `{name}`"));
                }
                found.extend(ids);
            }
            Ok(found)
        };
        let mut table = CloneTable {
            bare_statements: ids(&file.bare_statement)?,
            kept_kinds: ids(&file.keep_kinds)?,
            blocks: ids(&file.blocks)?,
            ..CloneTable::default()
        };
        for (names, treatment) in [
            (&file.drop, Treatment::Drop),
            (&file.literal, Treatment::Literal),
            (&file.name, Treatment::Name),
        ] {
            for id in ids(names)? {
                let needed = usize::from(id) + 1;
                if table.treatments.len() < needed {
                    table.treatments.resize(needed, Treatment::Keep);
                }
                table.treatments[usize::from(id)] = treatment;
            }
        }
        for (parent, fields) in &file.keep {
            for parent in ids(std::slice::from_ref(parent))? {
                for name in fields {
                    if name == "*" {
                        table.kept_below.insert(parent);
                    } else {
                        let id = field(name).ok_or(format!("the grammar has no field `{name}`"))?;
                        table.kept_fields.insert((parent, id));
                    }
                }
            }
        }
        Ok(table)
    }

    fn treatment(&self, kind: u16) -> Treatment {
        self.treatments.get(usize::from(kind)).copied().unwrap_or_default()
    }

    fn keeps_name(&self, tree: &SyntaxTree<'_>, node: NodeId) -> bool {
        let text = tree.text(node);
        if self.kept_kinds.contains(&tree.kind_id(node))
            || text.starts_with(|first: char| first.is_uppercase())
        {
            return true;
        }
        tree.parent(node).is_some_and(|parent| {
            let parent = tree.kind_id(parent);
            self.kept_below.contains(&parent) || self.kept_fields.contains(&(parent, tree.field_id(node)))
        })
    }
}

/// Normalises the body of a function that begins at byte `origin`.
pub fn clone_tokens(tree: &SyntaxTree<'_>, body: NodeId, origin: u32) -> CloneTokens {
    let language = tree.language();
    let table = &language.clones;
    let mut tokens: Vec<u16> = Vec::new();
    let mut statements: Vec<(NodeId, usize)> = Vec::new();
    let mut at = body.0;
    let end = tree.next_index(Some(body));
    while at < end {
        let node = NodeId(at);
        let next = tree.next_index(Some(node));
        at += 1;
        let kind = tree.kind_id(node);
        if tree.is(node, Role::Comment) {
            at = next;
            continue;
        }
        let parent = tree.parent(node);
        if tree.is_named(node) && parent.is_some_and(|parent| table.blocks.contains(&tree.kind_id(parent))) {
            statements.push((node, tokens.len()));
        }
        match table.treatment(kind) {
            Treatment::Literal => {
                at = next;
                let is_alone = parent.is_some_and(|parent| {
                    table.bare_statements.contains(&tree.kind_id(parent)) && tree.content(parent).count() == 1
                });
                if !is_alone {
                    tokens.push(LITERAL);
                }
            }
            Treatment::Drop => {}
            Treatment::Name => {
                tokens.push(if table.keeps_name(tree, node) { name_token(tree.text(node)) } else { LOCAL })
            }
            Treatment::Keep if next == at && tree.span(node).start < tree.span(node).end => {
                tokens.push(kind % LOCAL)
            }
            Treatment::Keep => {}
        }
        if tokens.len() >= MAX_TOKENS {
            return CloneTokens::default();
        }
    }
    if tokens.len() < MIN_TOKENS {
        return CloneTokens::default();
    }
    CloneTokens {
        statements: pack(tree, &statements, tokens.len(), origin),
        tokens: tokens.into_boxed_slice(),
    }
}

/// The number of a kept name. Sixteen bits make two names alike now and then; whole bodies they do not.
fn name_token(name: &str) -> u16 {
    let names = u64::from(u16::MAX - FIRST_NAME) + 1;
    FIRST_NAME + (xxhash_rust::xxh3::xxh3_64(name.as_bytes()) % names) as u16
}

/// Four numbers a statement in as few bytes as they need: tokens and bytes since the one before, tokens and bytes in it.
fn pack(tree: &SyntaxTree<'_>, statements: &[(NodeId, usize)], total: usize, origin: u32) -> Box<[u8]> {
    let mut packed = Vec::with_capacity(statements.len() * 5);
    let mut push = |mut value: u32| {
        while value >= 0x80 {
            packed.push(value as u8 | 0x80);
            value >>= 7;
        }
        packed.push(value as u8);
    };
    let (mut token, mut start) = (0, origin);
    for (number, &(node, first)) in statements.iter().enumerate() {
        let after = tree.next_index(Some(node));
        let last =
            statements[number + 1..].iter().find(|(later, _)| later.0 >= after).map_or(total, |&(_, at)| at);
        let span = tree.span(node);
        push((first - token) as u32);
        push(span.start.saturating_sub(start));
        push((last - first) as u32);
        push(span.end - span.start);
        (token, start) = (first, span.start);
    }
    packed.into_boxed_slice()
}
