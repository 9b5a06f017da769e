//! Languages as data: a grammar and a table that says what its node kinds mean.
//!
//! Code asks for roles ("is this a call?"), never for the name of one grammar's node, wherever the question makes
//! sense in more than one language. Adding a language starts with `queries/languages/<language>/`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use crate::clones::CloneTable;
use crate::rule::Problem;

/// What a kind of node is in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are the words of the language tables, where they are explained by example"
)]
pub enum Role {
    Root,
    Function,
    Lambda,
    Container,
    Apart,
    Wrapper,
    Body,
    Class,
    Call,
    Macro,
    TokenTree,
    MacroDefinition,
    Arguments,
    KeywordArgument,
    SpreadArgument,
    Member,
    Path,
    Generic,
    Index,
    Construction,
    Identifier,
    Loop,
    Comprehension,
    Comment,
    String,
    StringContent,
    Literal,
    Collection,
    Interpolation,
    Binary,
    Assignment,
    Await,
    Return,
    Yield,
    Raise,
    Condition,
    Handler,
    Try,
    With,
    Import,
    Assertion,
    AttributeMark,
    Parameters,
    Statement,
    Transparent,
    Idle,
    AsyncBlock,
}

/// Several roles at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u64);

impl Roles {
    /// Whether `role` is among them.
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u8;
    }
}

/// Kinds of nodes of one language. Syntax errors, whose number lies past the grammar's kinds, are a kind too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KindSet {
    bits: Vec<u64>,
}

impl KindSet {
    fn add(&mut self, kind: u16) {
        let at = kind as usize / 64;
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        self.bits[at] |= 1 << (kind % 64);
    }

    /// Whether a node's kind is among them.
    pub(crate) fn has(&self, kind: u16) -> bool {
        self.bits.get(kind as usize / 64).is_some_and(|bits| bits & (1 << (kind % 64)) != 0)
    }
}

impl FromIterator<u16> for KindSet {
    fn from_iter<T: IntoIterator<Item = u16>>(kinds: T) -> KindSet {
        let mut set = KindSet::default();
        kinds.into_iter().for_each(|kind| set.add(kind));
        set
    }
}

/// The file `language.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LanguageFile {
    name: String,
    grammar: String,
    extensions: Vec<String>,
    test_paths: Vec<String>,
    example_paths: Vec<String>,
    #[serde(default)]
    benchmark_paths: Vec<String>,
    generated_paths: Vec<String>,
    stub_extensions: Vec<String>,
    self_names: Vec<String>,
    line_comment: String,
    #[serde(default)]
    doctest_comments: Vec<String>,
    #[serde(default)]
    expression_macros: Vec<String>,
    roles: BTreeMap<Role, Vec<String>>,
}

/// The files of one language's folder: `language.toml` and `tables/*.toml`.
#[derive(Clone, Debug, Hash)]
pub struct LanguageSource {
    /// Folder name.
    pub name: String,
    /// The folder, for messages.
    pub origin: String,
    /// Path inside the folder, and text.
    pub files: Vec<(String, String)>,
}

/// Everything known of one language. Made once at start-up and kept for the life of the process.
#[derive(Debug)]
pub struct LanguageData {
    /// Lower-case name, as in rule headers: `python`.
    pub name: String,
    /// File name extensions without the dot.
    pub extensions: Vec<String>,
    /// Globs of files that are test code.
    pub test_paths: Vec<String>,
    /// Globs of files that show how something is used, and are no test code.
    pub example_paths: Vec<String>,
    /// Globs of test code that measures and checks nothing.
    pub benchmark_paths: Vec<String>,
    /// Globs of files that a program wrote.
    pub generated_paths: Vec<String>,
    /// Extensions of files that only declare.
    pub stub_extensions: Vec<String>,
    /// What the receiver is called: `self`.
    pub self_names: Vec<String>,
    /// What a comment to the end of the line begins with.
    pub line_comment: String,
    /// How comments of documentation begin whose examples run as tests.
    pub doctest_comments: Vec<String>,
    /// Macros whose token tree is a list of expressions.
    pub expression_macros: Vec<String>,
    /// Families of names: table name -> texts.
    pub tables: FxHashMap<String, Vec<String>>,
    /// How code is made equal before it is compared.
    pub clones: CloneTable,
    grammar: tree_sitter::Language,
    roles: Vec<Roles>,
    kinds: FxHashMap<&'static str, Vec<u16>>,
    kind_names: Vec<&'static str>,
    fields: FxHashMap<&'static str, u16>,
    named: Vec<bool>,
}

impl LanguageData {
    fn all_kind_ids(&self, name: &str) -> Vec<u16> {
        self.kinds.get(name).cloned().unwrap_or_default()
    }
}

/// A language: a name for its data.
#[derive(Clone, Copy, Debug)]
pub struct Language(&'static LanguageData);

impl PartialEq for Language {
    fn eq(&self, other: &Language) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for Language {}

impl std::ops::Deref for Language {
    type Target = LanguageData;
    fn deref(&self) -> &LanguageData {
        self.0
    }
}

impl Language {
    /// Reads the files of a language's folder. The same files give the same language for the life of the process, so
    /// that documents outlive the engine that their language came from.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file.
    pub fn read(source: &LanguageSource) -> Result<Language, Problem> {
        static KNOWN: Mutex<Vec<(u128, Language)>> = Mutex::new(Vec::new());
        let mut hasher = Xxh3::new();
        for (file, text) in &source.files {
            hasher.update(&(file.len() as u64).to_le_bytes());
            hasher.update(file.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        let key = hasher.digest128();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, language)) = known.iter().find(|(other, _)| *other == key) {
            return Ok(*language);
        }
        let language = Language::read_anew(source)?;
        known.push((key, language));
        Ok(language)
    }

    fn read_anew(source: &LanguageSource) -> Result<Language, Problem> {
        let mut tables: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for (file, text) in source.files.iter().filter(|(file, _)| file.starts_with("tables/")) {
            let origin = format!("{}/{file}", source.origin);
            let topic: BTreeMap<String, Vec<String>> = toml::from_str(text).map_err(|error| {
                let start = error.span().map_or(0, |span| span.start.min(text.len()));
                let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
                Problem::new(&origin, error.message()).at(line)
            })?;
            for (name, texts) in topic {
                if tables.insert(name.clone(), texts).is_some() {
                    return Err(Problem::new(
                        origin,
                        format!("another file has a table `{name}` too: join them"),
                    ));
                }
            }
        }
        let origin = format!("{}/language.toml", source.origin);
        let table = source.files.iter().find(|(file, _)| file == "language.toml");
        let (_, table) = table.ok_or_else(|| Problem::new(&origin, "every language needs this file"))?;
        let mut data = load(table, &tables).map_err(|message| Problem::new(&origin, message))?;
        if let Some((file, text)) = source.files.iter().find(|(file, _)| file == "clones.toml") {
            data.clones = CloneTable::read(text, &|name| data.all_kind_ids(name), &|name| {
                data.fields.get(name).copied()
            })
            .map_err(|message| Problem::new(format!("{}/{file}", source.origin), message))?;
        }
        Ok(Language(Box::leak(Box::new(data))))
    }

    /// The grammar.
    pub fn grammar(self) -> tree_sitter::Language {
        self.0.grammar.clone()
    }

    /// What nodes of this kind are.
    pub fn roles(self, kind: u16) -> Roles {
        self.0.roles.get(kind as usize).copied().unwrap_or_default()
    }

    /// Whether nodes of this kind have a name (punctuation and keywords have not).
    pub fn is_named(self, kind: u16) -> bool {
        self.0.named.get(kind as usize).copied().unwrap_or(true)
    }

    /// The ids of a kind; empty if the grammar has none. `named` chooses between `"async"` and `(async)`.
    pub fn kind_ids(self, name: &str, named: bool) -> Vec<u16> {
        let ids = self.0.kinds.get(name).map(Vec::as_slice).unwrap_or_default();
        ids.iter().copied().filter(|&id| self.is_named(id) == named).collect()
    }

    /// The name of a kind.
    pub fn kind_name(self, kind: u16) -> &'static str {
        self.0.kind_names.get(kind as usize).copied().unwrap_or("ERROR")
    }

    /// The number of a field name.
    pub fn field_id(self, name: &str) -> Option<u16> {
        self.0.fields.get(name).copied()
    }

    /// The texts of the table that `:name` names; any other text stands for itself.
    pub(crate) fn table_or_text(self, text: &str) -> Vec<&str> {
        match text.strip_prefix(':').and_then(|name| self.0.tables.get(name)) {
            Some(texts) => texts.iter().map(String::as_str).collect(),
            None => vec![text],
        }
    }

    /// The kinds whose names fit.
    pub(crate) fn kinds_where(self, fits: impl Fn(&str) -> bool) -> KindSet {
        let all = (0..self.kind_count() as u16).chain([u16::MAX]);
        all.filter(|&kind| fits(self.kind_name(kind))).collect()
    }

    /// How many kinds there are.
    pub fn kind_count(self) -> usize {
        self.0.roles.len()
    }
}

/// Reads `language.toml` and the tables (name -> texts; a text that begins with `:` names another table).
///
/// Fails with a sentence that says what is wrong: unknown keys, a kind that the grammar lacks, a grammar nobody built in.
fn load(language_toml: &str, tables: &FxHashMap<String, Vec<String>>) -> Result<LanguageData, String> {
    let file: LanguageFile = toml::from_str(language_toml).map_err(|error| error.to_string())?;
    let grammar: tree_sitter::Language = match file.grammar.as_str() {
        "python" => tree_sitter_python::LANGUAGE.into(),
        "rust" => tree_sitter_rust::LANGUAGE.into(),
        other => return Err(format!("grammar `{other}` is not built in")),
    };
    let count = grammar.node_kind_count();
    let mut kinds: FxHashMap<&'static str, Vec<u16>> = FxHashMap::default();
    let mut kind_names = vec!["ERROR"; count];
    // The grammar's own look-ups search and measure C strings at every call.
    let fields = (1..=grammar.field_count() as u16)
        .filter_map(|id| Some((grammar.field_name_for_id(id)?, id)))
        .collect();
    let mut named = vec![false; count];
    for id in 0..count as u16 {
        if let Some(kind) = grammar.node_kind_for_id(id) {
            kinds.entry(kind).or_default().push(id);
            kind_names[id as usize] = kind;
            // A backslash at a line's end is no part of what it stands in, though the grammar gives it a name.
            named[id as usize] =
                grammar.node_kind_is_named(id) && grammar.node_kind_for_id(id) != Some("line_continuation");
        }
    }
    let mut roles = vec![Roles::default(); count];
    for (role, names) in &file.roles {
        for name in names {
            let ids = kinds.get(name.as_str()).ok_or(format!("the grammar has no node kind `{name}`"))?;
            for &id in ids.iter().filter(|&&id| named[id as usize]) {
                roles[id as usize].add(*role);
            }
        }
    }
    let mut data = LanguageData {
        name: file.name,
        extensions: file.extensions,
        test_paths: file.test_paths,
        example_paths: file.example_paths,
        benchmark_paths: file.benchmark_paths,
        generated_paths: file.generated_paths,
        stub_extensions: file.stub_extensions,
        self_names: file.self_names,
        line_comment: file.line_comment,
        doctest_comments: file.doctest_comments,
        expression_macros: file.expression_macros,
        tables: FxHashMap::default(),
        clones: CloneTable::default(),
        grammar,
        roles,
        kinds,
        kind_names,
        fields,
        named,
    };
    data.tables = flatten_tables(tables)?;
    Ok(data)
}

fn flatten_tables(tables: &FxHashMap<String, Vec<String>>) -> Result<FxHashMap<String, Vec<String>>, String> {
    let mut flat = FxHashMap::default();
    for name in tables.keys() {
        let mut texts = Vec::new();
        let mut open = vec![name.as_str()];
        let mut seen = vec![name.as_str()];
        while let Some(table) = open.pop() {
            for text in
                tables.get(table).ok_or(format!("table `:{name}` names `:{table}`, which does not exist"))?
            {
                match text.strip_prefix(':') {
                    Some(other) if !seen.contains(&other) => {
                        seen.push(other);
                        open.push(other);
                    }
                    Some(_) => {}
                    None => texts.push(text.clone()),
                }
            }
        }
        flat.insert(name.clone(), texts);
    }
    Ok(flat)
}
