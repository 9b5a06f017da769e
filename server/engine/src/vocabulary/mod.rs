//! The predicates of rules: the words in which a rule says what it looks for.
//!
//! `queries/README.md` explains each with an example. Every predicate is a function of the match and the item; new
//! ones are added to the table of their group.

mod context;
mod docs;
mod effects;
mod flow;
mod names;
mod shape;
mod text;
mod texts;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::flow::{Bindings, Origin};
use crate::language::{KindSet, Language, Role};
use crate::lazy_regex::LazyRegex;
use crate::query::{Argument, CaptureId, Captures, Predicate};
use crate::scope::FileScope;
use crate::tree::{NodeId, SyntaxTree};

pub(crate) use context::{is_explained, is_in_entry_point, is_in_test};
pub(crate) use effects::asserts;
pub(crate) use shape::bound_text;
pub(crate) use texts::{Prose, TextSet, glob_fits, words};

/// Decorators or attributes, with what their names resolve to.
pub(crate) type Marks = Rc<[(NodeId, String)]>;

/// An item under the eyes of the rules.
pub(crate) struct Cx<'a, 't> {
    pub(crate) tree: &'a SyntaxTree<'t>,
    pub(crate) scope: &'a FileScope,
    pub(crate) tables: &'a Tables,
    bindings: OnceCell<Bindings<'t>>,
    comments: OnceCell<Vec<NodeId>>,
    resolved: RefCell<FxHashMap<NodeId, Rc<[String]>>>,
    origins: RefCell<FxHashMap<NodeId, Rc<[Origin]>>>,
    /// The text that phrases were looked for last: many patterns ask about one comment.
    prose: RefCell<Option<(NodeId, Rc<Prose>)>>,
    /// Names of the class around, by its node.
    classes: RefCell<FxHashMap<NodeId, Rc<[String]>>>,
    /// What else was found out about a node.
    marks: RefCell<FxHashMap<NodeId, Marks>>,
    assertions: RefCell<FxHashMap<NodeId, Rc<[NodeId]>>>,
    comment_kinds: RefCell<FxHashMap<NodeId, &'static str>>,
    tests: RefCell<FxHashMap<NodeId, bool>>,
    /// Whether a function's name is one of a predicate's texts, by the place of these.
    named_functions: RefCell<FxHashMap<(usize, NodeId), bool>>,
    /// Statements by their block: a pattern asks once a statement, and blocks of a million have been seen.
    statement_counts: RefCell<FxHashMap<NodeId, u32>>,
    /// Names whose lines all over the file were looked at.
    sought: RefCell<Vec<Box<str>>>,
    asked_for_imports: Cell<bool>,
    told_a_line: Cell<bool>,
}

/// A name where it stands in the file, with the rest of its line.
pub(crate) struct Occurrence<'t> {
    /// Its first byte.
    pub(crate) at: usize,
    /// The line before it.
    pub(crate) before: &'t str,
    /// The line after it.
    pub(crate) after: &'t str,
}

impl<'a, 't> Cx<'a, 't> {
    pub(crate) fn new(tree: &'a SyntaxTree<'t>, scope: &'a FileScope, tables: &'a Tables) -> Cx<'a, 't> {
        Cx {
            tree,
            scope,
            tables,
            bindings: OnceCell::new(),
            comments: OnceCell::new(),
            resolved: RefCell::default(),
            origins: RefCell::default(),
            prose: RefCell::default(),
            classes: RefCell::default(),
            marks: RefCell::default(),
            assertions: RefCell::default(),
            comment_kinds: RefCell::default(),
            tests: RefCell::default(),
            named_functions: RefCell::default(),
            statement_counts: RefCell::default(),
            sought: RefCell::default(),
            asked_for_imports: Cell::new(false),
            told_a_line: Cell::new(false),
        }
    }

    /// The assignments of the item, read when first asked for.
    pub(crate) fn bindings(&self) -> &Bindings<'t> {
        self.bindings.get_or_init(|| Bindings::new(self.tree, &self.tables.binding))
    }

    /// How many statements stand in a block, those inside them left out.
    pub(crate) fn statement_count(&self, block: NodeId) -> u32 {
        Cx::once(&self.statement_counts, block, || self.tree.content(block).count() as u32)
    }

    /// The comments of the item.
    pub(crate) fn comments(&self) -> &[NodeId] {
        self.comments
            .get_or_init(|| self.tree.all().filter(|&node| self.tree.is(node, Role::Comment)).collect())
    }

    /// Where a name stands as a word, anywhere in the file. What is found holds until a line with the name changes:
    /// nothing outside of these lines may decide.
    pub(crate) fn occurrences<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = Occurrence<'t>> + use<'n, 't> {
        let mut sought = self.sought.borrow_mut();
        if !sought.iter().any(|known| **known == *name) {
            sought.push(name.into());
        }
        let text = self.tree.source();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        memchr::memmem::find_iter(text.as_bytes(), name).filter_map(move |at| {
            let (before, after) = (text.get(..at)?, text.get(at + name.len()..)?);
            let is_word = !name.is_empty() && !before.ends_with(is_part) && !after.starts_with(is_part);
            is_word.then(|| Occurrence {
                at,
                before: &before[memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1)..],
                after: &after[..memchr::memchr(b'\n', after.as_bytes()).unwrap_or(after.len())],
            })
        })
    }

    /// The text of the file. What is found holds until anything in it changes.
    pub(crate) fn whole_file(&self) -> &'t str {
        // Each change has to do with the ends of lines.
        self.sought.borrow_mut().push("\n".into());
        self.tree.source()
    }

    /// The names that were looked for all over the file.
    pub(crate) fn take_sought(&self) -> Box<[Box<str>]> {
        self.sought.take().into()
    }

    /// The paths that the file imports. What is found holds until they change.
    pub(crate) fn imported_paths(&self) -> impl Iterator<Item = &'a str> {
        self.asked_for_imports.set(true);
        self.scope.names.paths()
    }

    /// Whether a predicate asked what the file imports, whether or not the item mentions it.
    pub(crate) fn asked_for_imports(&self) -> bool {
        self.asked_for_imports.get()
    }

    /// The number of the line that holds the byte, from 1, for a text. What says it holds only while the item stays
    /// on its lines.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        self.told_a_line.set(true);
        let before = self.tree.source().as_bytes().get(..offset as usize).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() as u32 + 1
    }

    /// Whether a text says the number of a line.
    pub(crate) fn told_a_line(&self) -> bool {
        self.told_a_line.get()
    }

    /// What `known` holds for the key, found out when it is first asked for.
    fn once<K: std::hash::Hash + Eq + Copy, V: Clone>(
        known: &RefCell<FxHashMap<K, V>>,
        key: K,
        find_out: impl FnOnce() -> V,
    ) -> V {
        if let Some(value) = known.borrow().get(&key) {
            return value.clone();
        }
        let value = find_out();
        known.borrow_mut().insert(key, value.clone());
        value
    }

    pub(crate) fn origins(&self, node: NodeId) -> Rc<[Origin]> {
        Cx::once(&self.origins, node, || crate::flow::origins(self.tree, self.bindings(), node).into())
    }

    pub(crate) fn prose(&self, node: NodeId) -> Rc<Prose> {
        let mut last = self.prose.borrow_mut();
        match last.as_ref().filter(|(known, _)| *known == node) {
            Some((_, prose)) => prose.clone(),
            None => last.insert((node, Rc::new(Prose::new(self.tree.text(node))))).1.clone(),
        }
    }

    pub(crate) fn ingredients(&self, node: NodeId) -> Vec<Origin> {
        crate::flow::ingredients(self.tree, self.bindings(), node)
    }
}

/// Tables that the predicates themselves use, compiled once a language.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) logging: TextSet,
    pub(crate) tracing: TextSet,
    pub(crate) tracing_unless_given: TextSet,
    pub(crate) asserting: TextSet,
    pub(crate) external: TextSet,
    pub(crate) external_parameters: TextSet,
    pub(crate) route: TextSet,
    pub(crate) raising: TextSet,
    pub(crate) numeric: TextSet,
    pub(crate) directives: TextSet,
    pub(crate) mutators: TextSet,
    pub(crate) web_request: TextSet,
    pub(crate) same_class: TextSet,
    pub(crate) mock_assertions: TextSet,
    pub(crate) existence_assertions: TextSet,
    pub(crate) overriding: TextSet,
    /// Kinds of nodes at which the flow may go more than one way.
    pub(crate) deciding: KindSet,
    /// Kinds of nodes that give names their values.
    pub(crate) binding: KindSet,
    /// Kinds of definitions that can bear a decorator or attribute.
    pub(crate) definitions: KindSet,
}

impl Tables {
    pub(crate) fn new(language: Language) -> Tables {
        let table = |name: &str| {
            TextSet::new(
                language.tables.get(name).map(Vec::as_slice).unwrap_or_default().iter().map(String::as_str),
            )
        };
        Tables {
            logging: table("logging"),
            tracing: table("tracing"),
            tracing_unless_given: table("tracing-unless-given"),
            asserting: table("asserting"),
            external: table("external"),
            external_parameters: table("external-parameters"),
            route: table("route"),
            raising: table("raising"),
            numeric: table("numeric"),
            directives: table("comment-directives"),
            mutators: table("mutators"),
            web_request: table("web-request"),
            same_class: table("same-class-methods"),
            mock_assertions: table("mock-assertions"),
            existence_assertions: table("existence-assertions"),
            overriding: TextSet::new(["override", "typing.override"].into_iter()),
            deciding: shape::deciding(language),
            binding: crate::flow::binding_kinds(language),
            definitions: language.kinds_where(|kind| {
                kind.ends_with("_item")
                    || language.kind_ids(kind, true).iter().any(|&id| {
                        let roles = language.roles(id);
                        roles.has(Role::Function) || roles.has(Role::Container)
                    })
            }),
        }
    }
}

/// What a predicate is asked about.
pub(crate) struct Call<'c> {
    /// The first capture's node.
    pub(crate) node: NodeId,
    /// How many nodes the first capture has.
    pub(crate) count: usize,
    /// Nodes of the captures after the first.
    pub(crate) others: &'c [NodeId],
    /// The text arguments.
    pub(crate) texts: &'c TextSet,
    /// The kinds of nodes whose names these are, for predicates that ask for kinds.
    pub(crate) kinds: &'c KindSet,
}

type Check = fn(&Cx<'_, '_>, &Call<'_>) -> bool;

/// What asking a predicate costs, roughly: the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost(u8);

impl Cost {
    /// Not more than going on with the match.
    pub(crate) const OF_A_LOOK: Cost = Cost(1);

    /// Asked once a file.
    const OF_A_FILE: Cost = Cost(2);

    fn of(predicate: &str) -> Cost {
        Cost(match predicate {
            "path" | "imports" => Cost::OF_A_FILE.0,
            // By the number of words, mostly.
            "restates" => 2,
            "eq" | "any-of" | "match" | "named" | "method" | "has-parent" | "first-child" | "last-child"
            | "only-child" | "length" | "has-child" => 0,
            "word" | "phrase" | "has-ancestor" | "inside" | "at-module-level" | "trivial"
            | "argument-count" => 1,
            "unreachable" | "nearest" | "in-function" | "comment-kind" | "same-text" | "starts-with"
            | "count" | "in-loop" | "in-async" | "in-comprehension" | "in-test" | "alone-on-line"
            | "public" | "literal" | "has-key" | "lines" | "in-class" | "returns-nothing" | "returns" => 3,
            "resolves-to" | "has-argument" | "decorated" | "catches" | "statements" | "explained"
            | "documented" | "overrides" | "contains" => 4,
            "calls" | "raises" | "asserts" | "logs" | "typed" | "constant" | "interpolated" | "receiver" => 5,
            _ => 6,
        })
    }
}

/// A predicate that can be asked.
pub(crate) struct Compiled {
    check: Check,
    cost: Cost,
    negated: bool,
    capture: CaptureId,
    others: Vec<CaptureId>,
    texts: TextSet,
    kinds: KindSet,
    /// Later captures stand for their texts.
    others_are_texts: bool,
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Compiled")
            .field("capture", &self.capture)
            .field("texts", &self.texts)
            .finish()
    }
}

/// Predicates that compare two captures as nodes; in the others a later capture stands for its text.
const COMPARING: &[&str] = &["eq", "same-text", "uses", "assertions-inside", "restates"];

/// Predicates whose texts are kinds of nodes.
const OF_KINDS: &[&str] =
    &["has-parent", "has-ancestor", "inside", "nearest", "has-child", "contains", "alive-at"];

impl Compiled {
    /// Reads a predicate.
    ///
    /// # Errors
    /// What is wrong, without the line.
    pub(crate) fn new(predicate: &Predicate, language: Language) -> Result<Compiled, String> {
        let groups = [
            text::CHECKS,
            shape::CHECKS,
            names::CHECKS,
            flow::CHECKS,
            effects::CHECKS,
            context::CHECKS,
            docs::CHECKS,
        ];
        let known = || groups.iter().flat_map(|group| group.iter());
        let Some(&(_, check)) = known().find(|(name, _)| *name == predicate.name) else {
            let nearest = known()
                .map(|(name, _)| (strsim::damerau_levenshtein(name, &predicate.name), *name))
                .min()
                .map_or("", |(_, name)| name);
            return Err(format!(
                "there is no predicate `#{}?`; the nearest is `#{nearest}?`",
                predicate.name
            ));
        };
        let mut captures = Vec::new();
        let mut texts: Vec<&str> = Vec::new();
        for argument in &predicate.arguments {
            match argument {
                Argument::Capture(capture) => captures.push(*capture),
                Argument::Text(text) => {
                    let is_table = text.strip_prefix(':').is_some_and(|name| {
                        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-')
                    });
                    if is_table && !language.tables.contains_key(&text[1..]) {
                        return Err(format!("there is no table `{text}` for {}", language.name));
                    }
                    texts.extend(language.table_or_text(text));
                }
            }
        }
        let Some((&capture, others)) = captures.split_first() else {
            return Err(format!("`#{}?` needs a capture first", predicate.name));
        };
        let regex = texts.first().filter(|_| predicate.name == "match").map(|text| LazyRegex::new(text));
        let regex = regex.transpose().map_err(|error| format!("`#match?`: {error}"))?;
        let of = |prepare: fn(&str) -> String| {
            let texts: Vec<String> = texts.iter().map(|text| prepare(text)).collect();
            TextSet::new(texts.iter().map(String::as_str))
        };
        let mut set = match predicate.name.as_str() {
            "path" => of(names::path_glob),
            "starts-with" => of(shape::beginning),
            "phrase" => TextSet::new(texts.into_iter()).with_phrases(),
            "word" | "patched" => TextSet::new(texts.into_iter()).with_words(),
            _ => TextSet::new(texts.into_iter()),
        };
        set.regex = regex;
        Ok(Compiled {
            check,
            cost: Cost::of(&predicate.name),
            negated: predicate.negated,
            capture,
            others: others.to_vec(),
            kinds: if OF_KINDS.contains(&predicate.name.as_str()) {
                language.kinds_where(|kind| set.has(kind))
            } else {
                KindSet::default()
            },
            texts: set,
            others_are_texts: !COMPARING.contains(&predicate.name.as_str()),
        })
    }

    pub(crate) fn cost(&self) -> Cost {
        self.cost
    }

    /// Whether the answer is the same all over a file, wherever the predicate is asked.
    pub(crate) fn is_about_file(&self) -> bool {
        self.cost == Cost::OF_A_FILE
    }

    /// The answer of a predicate that is about the file.
    pub(crate) fn holds_in_file(&self, cx: &Cx<'_, '_>) -> bool {
        let node = cx.tree.root();
        let call = Call { node, count: 1, others: &[], texts: &self.texts, kinds: &self.kinds };
        (self.check)(cx, &call) != self.negated
    }

    /// Its captures.
    pub(crate) fn captures(&self) -> Vec<CaptureId> {
        std::iter::once(self.capture).chain(self.others.iter().copied()).collect()
    }

    /// Whether the match passes.
    pub(crate) fn holds(&self, cx: &Cx<'_, '_>, captures: &Captures) -> bool {
        let mut nodes = captures.all(self.capture);
        let Some(node) = nodes.next() else { return true };
        let count = 1 + nodes.count();
        let Compiled { texts, kinds, .. } = self;
        if self.others.is_empty() {
            return (self.check)(cx, &Call { node, count, others: &[], texts, kinds }) != self.negated;
        }
        let others: Vec<NodeId> = self.others.iter().filter_map(|&other| captures.first(other)).collect();
        if others.len() < self.others.len() {
            return true;
        }
        let joined;
        let texts = if self.others_are_texts {
            let all =
                texts.raw().iter().map(String::as_str).chain(others.iter().map(|&other| cx.tree.text(other)));
            joined = TextSet::new(all);
            &joined
        } else {
            texts
        };
        (self.check)(cx, &Call { node, count, others: &others, texts, kinds }) != self.negated
    }
}

/// The predicate that looks at lines of syntax errors, where there are no nodes to ask about.
pub(crate) const ERROR_LINE: &str = "error-line";

/// Reads the predicates of a pattern; directives are left to the caller.
pub(crate) fn compile(predicates: &[Predicate], language: Language) -> Result<Vec<Compiled>, (u32, String)> {
    predicates
        .iter()
        .filter(|predicate| !predicate.directive && predicate.name != ERROR_LINE)
        .map(|predicate| Compiled::new(predicate, language).map_err(|message| (predicate.line, message)))
        .collect()
}

/// The names of all predicates, for the docs and their test.
pub fn predicate_names() -> impl Iterator<Item = &'static str> {
    [text::CHECKS, shape::CHECKS, names::CHECKS, flow::CHECKS, effects::CHECKS, context::CHECKS, docs::CHECKS]
        .into_iter()
        .flat_map(|group| group.iter().map(|&(name, _)| name))
        .chain([ERROR_LINE])
}
