//! Function bodies as sequences of numbers that are equal for equal code after renaming.
//!
//! Layout, comments and brackets are dropped; local names and literals are blinded; what is called, read or built is
//! kept by name. Which token is which is said by `queries/languages/<language>/clones.toml`. Knows one function at a
//! time: who resembles whom is decided by whoever sees all of them.

pub mod difference;
pub mod likeness;
pub mod shingles;

use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::language::Role;
use crate::packed::{Bytes, Writer};
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
/// Any name, where kept ones are blinded too.
pub const NAME: u16 = 1021;
/// Tokens from here on are kept names; those below are kinds of the grammar.
pub const FIRST_NAME: u16 = 1024;
/// Tokens from here on are names that few projects use.
pub const FIRST_OWN_NAME: u16 = 4096;

/// The body of a function, normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloneTokens {
    /// The tokens in order; empty for functions too short to compare.
    pub tokens: Box<[u16]>,
    /// Hash of the tokens with all names and literals: equal for bodies that are the same word for word.
    pub exact: u32,
    /// Where the tokens stand and how the statements lie, packed: most functions are never asked.
    places: Bytes,
}

/// A statement of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Statement {
    /// Numbers of its first token and of the token after its last.
    tokens: (u16, u16),
    /// Its bytes, from the start of the function.
    span: Span,
}

/// Tokens by which a run may miss the border of a statement and still mean it.
const SLACK: u16 = 3;

impl CloneTokens {
    /// The bytes of a run of tokens, from the start of the function: whole statements where the run is nearly that.
    pub fn span(&self, run: (u16, u16)) -> Span {
        let starts: Vec<u32> = self.starts().collect();
        let statements: Vec<Statement> = self.all_statements().collect();
        let start_of = |token: u16| starts.get(usize::from(token)).copied().unwrap_or_default();
        let mut span = Span::new(start_of(run.0), start_of(run.1.saturating_sub(1)) + 1);
        let begins = statements.iter().filter(|statement| statement.tokens.0.abs_diff(run.0) <= SLACK);
        if let Some(nearest) = begins.min_by_key(|statement| statement.tokens.0.abs_diff(run.0)) {
            span.start = nearest.span.start;
        }
        let ends = statements.iter().filter(|statement| {
            statement.tokens.1.abs_diff(run.1) <= SLACK && statement.span.start >= span.start
        });
        if let Some(nearest) = ends.min_by_key(|statement| statement.tokens.1.abs_diff(run.1)) {
            span.end = nearest.span.end;
        }
        Span::new(span.start, span.end.max(span.start))
    }

    /// How many statements begin in a run of tokens, nested ones included.
    pub fn statements(&self, run: (u16, u16)) -> usize {
        self.statements_of(run).count()
    }

    /// How many statements begin in a run of tokens that are unlike those before them: another shape, another callee.
    /// Stops counting at `most`.
    pub fn kinds_of_statements(&self, run: (u16, u16), most: usize) -> usize {
        let (mut shapes, mut heads) = (FxHashSet::default(), FxHashSet::default());
        let is_new = self.statements_of(run).filter(|statement| {
            let (from, to) = statement.tokens;
            let tokens = self.tokens.get(usize::from(from)..usize::from(to)).unwrap_or_default();
            let is_new_shape = shapes.insert(blind(tokens));
            // What is called, or the object and its field.
            let head = tokens.get(..2).filter(|head| head[1] >= FIRST_NAME);
            let is_new_head = head.is_none_or(|head| heads.insert(head));
            is_new_shape && is_new_head && !tokens.is_empty()
        });
        is_new.take(most).count()
    }

    fn statements_of(&self, run: (u16, u16)) -> impl Iterator<Item = Statement> + '_ {
        self.all_statements()
            .filter(move |statement| run.0 <= statement.tokens.0 && statement.tokens.0 < run.1)
    }

    /// Whether another body is the same but for local names, literals and layout.
    pub fn is_same(&self, other: &CloneTokens) -> bool {
        let runs = |tokens: &CloneTokens| -> Vec<(u16, u16)> {
            tokens.all_statements().map(|statement| statement.tokens).collect()
        };
        self.tokens == other.tokens && (self.places == other.places || runs(self) == runs(other))
    }

    /// Behind a pointer: one for all bodies that are too short to compare, since most are.
    pub fn shared(self) -> Arc<CloneTokens> {
        static NONE: LazyLock<Arc<CloneTokens>> = LazyLock::new(Arc::default);
        if self == **NONE { Arc::clone(&NONE) } else { Arc::new(self) }
    }

    /// A number that is the same for bodies that are [the same](CloneTokens::is_same).
    pub fn hash(&self) -> u64 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        self.tokens.hash(&mut hasher);
        hasher.finish()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<CloneTokens>() + 2 * size_of::<usize>() + self.tokens.len() * 2 + self.places.len()
    }

    /// Where each token starts, in bytes from the start of the function.
    fn starts(&self) -> impl Iterator<Item = u32> + '_ {
        let mut numbers = self.places.numbers();
        let mut at = 0;
        self.tokens.iter().map(move |_| {
            at += numbers.next().unwrap_or_default();
            at
        })
    }

    fn all_statements(&self) -> impl Iterator<Item = Statement> + '_ {
        // The starts of the tokens come first.
        let mut numbers = self.places.numbers().skip(self.tokens.len());
        let (mut token, mut start) = (0, 0);
        std::iter::from_fn(move || {
            let (tokens, bytes) = (numbers.next()?, numbers.next()?);
            let (count, length) = (numbers.next()?, numbers.next()?);
            token += tokens;
            start += bytes;
            Some(Statement {
                tokens: (token as u16, (token + count) as u16),
                span: Span::new(start, start + length),
            })
        })
    }
}

/// The tokens without any names: equal for code whose callees, fields and types were renamed too.
pub fn blind(tokens: &[u16]) -> Vec<u16> {
    tokens.iter().map(|&token| if token >= FIRST_NAME { NAME } else { token }).collect()
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
    common: FxHashSet<String>,
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
    common: FxHashSet<String>,
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
            common: file.common,
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

    /// The number of a kept name. Sixteen bits make two names alike now and then; whole bodies they do not.
    fn name_token(&self, name: &str) -> u16 {
        let range =
            if self.common.contains(name) { FIRST_NAME..FIRST_OWN_NAME } else { FIRST_OWN_NAME..u16::MAX };
        range.start + (xxhash_rust::xxh3::xxh3_64(name.as_bytes()) % range.len() as u64) as u16
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
    let mut starts: Vec<u32> = Vec::new();
    let mut statements: Vec<(NodeId, usize)> = Vec::new();
    let mut words = xxhash_rust::xxh3::Xxh3::new();
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
                    words.update(tree.text(node).as_bytes());
                    tokens.push(LITERAL);
                }
            }
            Treatment::Drop => at = next,
            Treatment::Name => {
                let name = tree.text(node);
                words.update(name.as_bytes());
                words.update(b" ");
                tokens.push(if table.keeps_name(tree, node) { table.name_token(name) } else { LOCAL });
            }
            Treatment::Keep if next == at && tree.span(node).start < tree.span(node).end => {
                words.update(&kind.to_le_bytes());
                tokens.push(kind % NAME);
            }
            Treatment::Keep => {}
        }
        if starts.len() < tokens.len() {
            starts.push(tree.span(node).start);
        }
        if tokens.len() >= MAX_TOKENS {
            return CloneTokens::default();
        }
    }
    if tokens.len() < MIN_TOKENS {
        return CloneTokens::default();
    }
    CloneTokens {
        exact: words.digest() as u32,
        places: pack(tree, &starts, &statements, origin),
        tokens: tokens.into_boxed_slice(),
    }
}

/// A number for each token, bytes since the one before; then four for each statement, tokens and bytes since the one
/// before and in it; each in as few bytes as it needs.
fn pack(tree: &SyntaxTree<'_>, starts: &[u32], statements: &[(NodeId, usize)], origin: u32) -> Bytes {
    let mut packed = Writer::default();
    let mut before = origin;
    for &start in starts {
        packed.number(start.saturating_sub(before));
        before = start;
    }
    let (mut token, mut start) = (0, origin);
    for (number, &(node, first)) in statements.iter().enumerate() {
        let after = tree.next_index(Some(node));
        let next = statements[number + 1..].iter().find(|(later, _)| later.0 >= after);
        let end = next.map_or(starts.len(), |&(_, at)| at);
        let span = tree.span(node);
        packed.number(first.saturating_sub(token) as u32);
        packed.number(span.start.saturating_sub(start));
        packed.number(end.saturating_sub(first) as u32);
        packed.number(span.end - span.start);
        (token, start) = (first, span.start);
    }
    packed.finish()
}
