//! Takes the facts of one item from its flat tree: one pass for what `facts.scm` names, one for what is mentioned.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::chain::{Chains, MAX_PATH, Source, is_known, is_of_containers, macro_name};
use super::details::Details;
use super::mentions::{Mention, given_to};
use super::operands::{is_result, operands, outcomes, takes_object};
use super::signs::{ANY_MEMBER, NUMBER, OWN_KIND, PROGRAM, UNKNOWN, WORD};
use super::table::NameTable;
use super::texts::{is_path, members_in, names_a_class, names_a_definition};
use super::{
    ArgumentList, Definition, DefinitionFacts, DefinitionKind, Depth, FileKind, Function, FunctionFacts,
    FunctionTraits, ItemFacts, ModuleDeclaration, References, Signature, Takes, allows, parameters, uses,
};
use crate::clones::{CloneTokens, clone_tokens};
use crate::guard::Guards;
use crate::language::{Language, Role};
use crate::lazy_regex::LazyRegex;
use crate::names::{self, Names};
use crate::query::{self, Argument, Captures, Matcher, Query};
use crate::text::Span;
use crate::tree::{NodeId, SyntaxTree};

/// What a capture of `facts.scm` says of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Capture {
    Bind,
    Parameter,
    Value,
    Failure,
    Inside,
    Closure,
    Type,
    Generic,
    Outer,
    Member,
    SelfName,
    Owner,
    Class,
    Base,
    Registered,
    Extension,
    Alias,
    Public,
    Result,
    Module,
    Field,
    Applied,
    /// A method of the object is called; the number is that of the capture, whose name says which.
    Calls(u16),
    /// What the object is compared with.
    Operand,
    /// The same of an object that nobody sees.
    CallsAny(u16),
    /// A program that is run: the number is that of the capture.
    Program,
    ProgramModule,
    /// What a test gives to a program.
    Commands,
    Skip,
}

impl Capture {
    fn named(number: u16, name: &str) -> Option<Capture> {
        Some(match name {
            "bind" => Capture::Bind,
            "parameter" => Capture::Parameter,
            "value" => Capture::Value,
            "failure" => Capture::Failure,
            "inside" => Capture::Inside,
            "closure" => Capture::Closure,
            "type" => Capture::Type,
            "generic" => Capture::Generic,
            "outer" => Capture::Outer,
            "member" => Capture::Member,
            "self" => Capture::SelfName,
            "owner" => Capture::Owner,
            "class" => Capture::Class,
            "base" => Capture::Base,
            "registered" => Capture::Registered,
            "extension" => Capture::Extension,
            "alias" => Capture::Alias,
            "public" => Capture::Public,
            "result" => Capture::Result,
            "module" => Capture::Module,
            "field" => Capture::Field,
            "applied" => Capture::Applied,
            "skip" => Capture::Skip,
            "operand" => Capture::Operand,
            "program" => Capture::Program,
            "program.module" => Capture::ProgramModule,
            "commands" => Capture::Commands,
            _ if name.starts_with(CALLS_ANY) => Capture::CallsAny(number),
            _ if name.starts_with(CALLS) => Capture::Calls(number),
            _ => return None,
        })
    }
}

/// How captures begin that name a method.
const CALLS: &str = "calls.";

/// How captures begin that name a method of something that does not stand there.
const CALLS_ANY: &str = "calls.any.";

/// Whether it is one of the operators `<`, `<=`, `>`, `>=`. Where nothing is known of either side they compare numbers nearly
/// always, and `partial_cmp` stands for the rest.
fn is_order(method: &str) -> bool {
    matches!(method, "lt" | "le" | "gt" | "ge")
}

/// Methods that make one type of another.
const CONVERSIONS: [&str; 2] = ["from", "try_from"];

/// `(#match? @capture "regex")`, the one condition that `facts.scm` may set.
#[derive(Debug)]
struct Condition {
    capture: u16,
    regex: LazyRegex,
    negated: bool,
    is_late: bool,
}

impl Condition {
    fn holds(&self, tree: &SyntaxTree<'_>, captures: &Captures) -> bool {
        let fits = |node| self.regex.is_match(tree.text(node)) != self.negated;
        captures.first(self.capture).is_none_or(fits)
    }
}

/// Takes facts from trees of one language.
#[derive(Debug)]
pub struct Extractor {
    pub(super) language: Language,
    query: Query,
    matcher: Matcher,
    captures: Vec<Option<Capture>>,
    /// By pattern; those that the matcher does not ask on its way are `is_late`.
    conditions: Vec<Vec<Condition>>,
    /// Kinds of nodes that define more of a class which is defined elsewhere.
    extension_kinds: FxHashSet<u16>,
    pub(super) tables: Tables,
    /// Whether the language says how code asks what there is: without that, members of modules are not looked at.
    knows_guards: bool,
}

/// The tables of a language that facts ask.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) builtins: NameTable,
    pub(super) builtin_types: NameTable,
    pub(super) own_types: NameTable,
    pub(super) type_wrappers: NameTable,
    test_attributes: NameTable,
    test_names: NameTable,
    test_classes: NameTable,
    test_hooks: NameTable,
    fixture_marks: NameTable,
    entry_marks: NameTable,
    entry_names: NameTable,
    stub_marks: NameTable,
    required_marks: NameTable,
    property_marks: NameTable,
    passive_decorators: NameTable,
}

impl Extractor {
    /// An extractor that follows `facts.scm`.
    ///
    /// # Errors
    /// What is wrong in the file, with the line.
    pub fn new(language: Language, facts_scm: &str) -> Result<Extractor, String> {
        let mut query = query::parse(facts_scm, language)?;
        let matcher = Matcher::new(language, query.patterns.iter());
        let captures =
            (0..).zip(&query.captures).map(|(number, name)| Capture::named(number, name)).collect();
        let mut conditions = Vec::new();
        for pattern in &mut query.patterns {
            let mut own: Vec<Condition> = Vec::new();
            for predicate in std::mem::take(&mut pattern.predicates) {
                let (Some(Argument::Capture(capture)), Some(Argument::Text(regex))) =
                    (predicate.arguments.first(), predicate.arguments.get(1))
                else {
                    return Err(format!(
                        "line {}: facts know only (#match? @capture \"regex\")",
                        predicate.line
                    ));
                };
                let regex =
                    LazyRegex::new(regex).map_err(|error| format!("line {}: {error}", predicate.line))?;
                let is_late = !pattern.ask_early(own.len() as u16, &[*capture]);
                own.push(Condition { capture: *capture, regex, negated: predicate.negated, is_late });
            }
            conditions.push(own);
        }
        let extension = query.capture("extension");
        let mut extension_kinds = FxHashSet::default();
        for kind in 0..language.kind_count() as u16 {
            let defines = matcher.candidates(kind).any(|number| {
                extension.is_some_and(|extension| query.patterns[number as usize].has_capture(extension))
            });
            if defines {
                extension_kinds.insert(kind);
            }
        }
        let table = |name| NameTable::of(language, name);
        let tables = Tables {
            builtins: table("builtins"),
            builtin_types: table("builtin-types"),
            own_types: table("own-types"),
            type_wrappers: table("type-wrappers"),
            test_attributes: table("test-attribute"),
            test_names: table("test-names"),
            test_classes: table("test-classes"),
            test_hooks: table("test-hooks"),
            fixture_marks: table("fixture-marks"),
            entry_marks: table("entry-marks"),
            entry_names: table("entry-names"),
            stub_marks: table("stub-marks"),
            required_marks: table("required-marks"),
            property_marks: table("property-marks"),
            passive_decorators: table("passive-decorators"),
        };
        let knows_guards = language.tables.contains_key("guard-words");
        Ok(Extractor {
            knows_guards,
            language,
            query,
            matcher,
            captures,
            conditions,
            extension_kinds,
            tables,
        })
    }

    /// Whether the language's own types have no methods but their own.
    fn knows_classes(&self) -> bool {
        !self.tables.builtin_types.is_empty()
    }

    /// The facts of one item.
    pub fn extract(&self, tree: &SyntaxTree<'_>, names: &Names, kind: FileKind, depth: Depth) -> ItemFacts {
        let mut taking = Taking {
            extractor: self,
            tree,
            kind,
            depth,
            chains: Chains::new(self, tree, names, kind.is_test),
            skipped: FxHashSet::default(),
            fields: FxHashSet::default(),
            applied: FxHashSet::default(),
            operated: FxHashMap::default(),
            programs: FxHashMap::default(),
            commands: FxHashSet::default(),
            public: FxHashSet::default(),
            results: FxHashMap::default(),
            pending: Vec::new(),
            classes: Vec::new(),
            registered: Vec::new(),
            facts: ItemFacts { imports: names::imports(tree), ..ItemFacts::default() },
        };
        taking.read_patterns();
        taking.define();
        taking.walk();
        if depth != Depth::Everything {
            return taking.facts;
        }
        taking.facts.allows = allows::of(tree);
        if self.knows_guards {
            taking.facts.uses = uses::of(tree, names, &taking.chains).into();
            taking.facts.script = script(tree);
        }
        taking.facts
    }
}

/// A name stands so deep in the pattern of a `let`.
const MOST_OF_PATTERN: usize = 8;
/// What a call gives is looked at up to here.
const MOST_GIVEN: usize = 6;
/// So many words of what a program is given are looked at.
const MOST_WORDS: usize = 60;
/// A property is made of so many methods.
const MOST_METHODS: usize = 4;

/// A definition whose value is looked up once all bindings are known.
struct Pending {
    path: String,
    span: Span,
    kind: DefinitionKind,
    source: Option<Source>,
    alias: Option<NodeId>,
    /// The function in which the value stands.
    function: Option<NodeId>,
}

struct Class {
    /// The node that defines it.
    node: NodeId,
    name: NodeId,
    bases: Vec<NodeId>,
    is_extension: bool,
}

struct Taking<'a, 't> {
    extractor: &'a Extractor,
    tree: &'a SyntaxTree<'t>,
    kind: FileKind,
    depth: Depth,
    chains: Chains<'a, 't>,
    skipped: FxHashSet<NodeId>,
    fields: FxHashSet<NodeId>,
    applied: FxHashSet<NodeId>,
    /// Methods that are called on nodes, and what they are given where that is known to matter.
    operated: FxHashMap<NodeId, Vec<(u16, Option<NodeId>)>>,
    programs: FxHashMap<NodeId, Capture>,
    commands: FxHashSet<NodeId>,
    public: FxHashSet<NodeId>,
    results: FxHashMap<NodeId, Vec<NodeId>>,
    pending: Vec<Pending>,
    classes: Vec<Class>,
    /// Names of classes that decorators get.
    registered: Vec<NodeId>,
    facts: ItemFacts,
}

/// A function whose end the walk has not seen yet.
struct Open<'t> {
    node: NodeId,
    end: u32,
    body_kind: Option<u16>,
    statements: u32,
    asserts: bool,
    /// What it mentions is asked for.
    is_deep: bool,
    mentions: Mentions,
    calls: Vec<ArgumentList<'t>>,
    place: usize,
}

/// What is mentioned, each path once.
#[derive(Default)]
struct Mentions {
    known: FxHashMap<String, usize>,
    references: Vec<Mention>,
    /// What is added now stands where the file is run as a program.
    is_of_program: bool,
}

impl Mentions {
    /// The place of the path among all.
    fn add(&mut self, path: String, span: Span, is_call: bool) -> usize {
        if let Some(&at) = self.known.get(path.as_str()) {
            self.references[at].is_call |= is_call;
            self.references[at].is_of_program &= self.is_of_program;
            return at;
        }
        let at = self.references.len();
        self.known.insert(path.clone(), at);
        self.references.push(Mention { path, span, is_call, is_of_program: self.is_of_program });
        at
    }

    /// With places that count from `origin`.
    fn references(&self, origin: u32) -> References {
        self.references.iter().map(|mention| mention.counted_from(origin)).collect()
    }
}

impl<'a, 't> Taking<'a, 't> {
    /// First pass: names, definitions and what not to read.
    fn read_patterns(&mut self) {
        let (extractor, tree) = (self.extractor, self.tree);
        let mut around: Vec<(NodeId, u32)> = Vec::new();
        let mut captures = Captures::default();
        let mut found: Vec<Vec<(Capture, NodeId)>> = Vec::new();
        for node in tree.all() {
            while around.last().is_some_and(|&(_, end)| node.0 >= end) {
                around.pop();
            }
            for number in extractor.matcher.candidates_at(tree, node) {
                let pattern = &extractor.query.patterns[number as usize];
                let conditions = &extractor.conditions[number as usize];
                let early =
                    |number: u16, captures: &Captures| conditions[number as usize].holds(tree, captures);
                Matcher::matches(pattern, tree, node, &mut captures, &early, |captures| {
                    let mut late = conditions.iter().filter(|condition| condition.is_late);
                    if late.all(|condition| condition.holds(tree, captures)) {
                        let said = captures
                            .iter()
                            .filter_map(|(id, node)| Some((extractor.captures[id as usize]?, node)));
                        found.push(said.collect());
                    }
                    true
                });
            }
            for said in found.drain(..) {
                self.note(node, around.last().map(|&(function, _)| function), &said);
            }
            if tree.is(node, Role::Function) && !tree.is_outer(node) {
                if let (Some(&(function, _)), Some(name)) = (around.last(), tree.name(node)) {
                    self.chains.define_inside(function, name);
                }
                around.push((node, tree.next_index(Some(node))));
            }
        }
    }

    fn note(&mut self, root: NodeId, function: Option<NodeId>, said: &[(Capture, NodeId)]) {
        let get =
            |wanted: Capture| said.iter().find(|(capture, _)| *capture == wanted).map(|&(_, node)| node);
        let source = get(Capture::Type)
            .map(Source::Type)
            .or(get(Capture::Value).map(Source::Value))
            .or(get(Capture::Failure).map(Source::Failure))
            .or(get(Capture::Inside).map(Source::Inside));
        for &(capture, node) in said {
            match capture {
                Capture::Bind => {
                    self.skipped.insert(node);
                    let span = self.tree.span(node);
                    match function {
                        Some(function) => {
                            let seen_from = self.seen_from(node);
                            self.chains.bind(function, self.tree.text(node), source, seen_from);
                        }
                        None => {
                            let around = self.scope_around(root);
                            let kind = if self.in_class(root) {
                                DefinitionKind::Member
                            } else {
                                DefinitionKind::Value
                            };
                            let path = joined(&around, self.tree.text(node));
                            self.pending.push(Pending {
                                path,
                                span,
                                kind,
                                source,
                                alias: get(Capture::Alias),
                                function: None,
                            });
                        }
                    }
                }
                Capture::Parameter => {
                    self.skipped.insert(node);
                    if let Some(function) = function {
                        self.chains.bind(function, self.tree.text(node), source, self.seen_from(node));
                    }
                }
                Capture::Closure => self.chains.bind_inside(node, source),
                Capture::Generic => {
                    self.skipped.insert(node);
                    self.chains.bind_generic(function, self.tree.text(node), source);
                }
                Capture::Outer => {
                    self.skipped.insert(node);
                    if let Some(function) = function {
                        self.chains.borrow_outer(function, self.tree.text(node));
                    }
                }
                Capture::Member => {
                    let owner = match (get(Capture::Owner), get(Capture::SelfName)) {
                        (Some(owner), _) => joined(&self.scope_around(root), self.tree.text(owner)),
                        (None, Some(receiver)) if self.is_self_name(self.tree.text(receiver)) => {
                            match function.map(|function| self.scope_around(function)) {
                                Some(class) if function.is_some_and(|function| self.in_class(function)) => {
                                    class
                                }
                                _ => continue,
                            }
                        }
                        _ => continue,
                    };
                    self.pending.push(Pending {
                        path: joined(&owner, self.tree.text(node)),
                        span: self.tree.span(node),
                        kind: DefinitionKind::Member,
                        source,
                        alias: None,
                        function,
                    });
                }
                Capture::Class | Capture::Extension => {
                    self.skipped.insert(node);
                    if let Some(function) = function {
                        self.chains.define_inside(function, self.tree.text(node));
                    }
                    let bases =
                        said.iter().filter(|(capture, _)| *capture == Capture::Base).map(|&(_, base)| base);
                    match self.classes.iter_mut().find(|class| class.node == root) {
                        Some(class) => class.bases.extend(bases),
                        None => self.classes.push(Class {
                            node: root,
                            name: node,
                            bases: bases.collect(),
                            is_extension: capture == Capture::Extension,
                        }),
                    }
                }
                Capture::Registered => {
                    let definition = self.tree.parent(node).unwrap_or(node);
                    let passive = &self.extractor.tables.passive_decorators;
                    if self.marks(definition).iter().any(|mark| !passive.has(&mark.path)) {
                        self.registered.push(node);
                    }
                }
                Capture::Public => drop(self.public.insert(node)),
                Capture::Result => {
                    if let Some(function) = function {
                        self.results.entry(function).or_default().push(node);
                    }
                }
                Capture::Module => {
                    self.skipped.insert(node);
                    let module = self.module(root, node);
                    self.facts.modules.push(module);
                }
                Capture::Field => drop(self.fields.insert(node)),
                Capture::Applied => drop(self.applied.insert(node)),
                Capture::Program | Capture::ProgramModule => drop(self.programs.insert(node, capture)),
                Capture::Commands => drop(self.commands.insert(node)),
                Capture::Calls(number) | Capture::CallsAny(number) => {
                    self.operated.entry(node).or_default().push((number, get(Capture::Operand)))
                }
                Capture::Skip => drop(self.skipped.insert(node)),
                Capture::Value
                | Capture::Failure
                | Capture::Inside
                | Capture::Type
                | Capture::SelfName
                | Capture::Owner
                | Capture::Base
                | Capture::Operand
                | Capture::Alias => {}
            }
        }
    }

    /// The node from which on a bound name is seen: a `let` brings it only to what follows.
    fn seen_from(&self, name: NodeId) -> u32 {
        let tree = self.tree;
        let lets =
            tree.ancestors(name).take(MOST_OF_PATTERN).filter(|&around| tree.is(around, Role::Assignment));
        let mut patterns = lets.filter_map(|around| Some((around, tree.field(around, "pattern")?)));
        let binds = patterns.find(|&(_, pattern)| pattern <= name && name.0 < tree.next_index(Some(pattern)));
        binds.map_or(0, |(binding, _)| tree.next_index(Some(binding)))
    }

    fn module(&self, root: NodeId, name: NodeId) -> ModuleDeclaration {
        let marks = self.marks(root);
        let path = marks.iter().find_map(|mark| {
            let value = mark.text.strip_prefix("path=")?.trim_matches('"');
            Some(value.to_owned())
        });
        ModuleDeclaration {
            name: self.tree.text(name).to_owned(),
            scope: self.tree.scope_path(root),
            path,
            is_test: marks.iter().any(|mark| is_for_tests(&mark.text)) || self.is_around_for_tests(root),
        }
    }

    /// Definitions, now that every binding is known.
    fn define(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let mut values: Vec<String> = match (pending.alias, pending.source) {
                (Some(alias), _) => {
                    // An alias of `Result` that leaves open what it is a result of.
                    let failure = outcomes(self.tree, alias).map(|(_, failure)| failure);
                    self.chains.types(failure.unwrap_or(alias), None).into_iter().take(1).collect()
                }
                (None, Some(source)) => self.chains.choices(source, pending.function).collect(),
                (None, None) => Vec::new(),
            };
            values.retain(|path| is_known(path) && !is_of_containers(path));
            if pending.kind == DefinitionKind::Member && pending.function.is_none() {
                values.extend(self.methods_in(pending.source));
            }
            values.dedup();
            if values.is_empty() {
                values.push(String::new());
            }
            for value in values {
                let facts = DefinitionFacts {
                    path: pending.path.as_str().into(),
                    kind: pending.kind,
                    value: value.into(),
                    bases: Box::default(),
                    marks: Box::default(),
                };
                let span = pending.span;
                self.facts.definitions.push(Definition { span, facts: Arc::new(facts) });
            }
        }
        for class in std::mem::take(&mut self.classes) {
            let bases =
                class.bases.iter().map(|&base| self.chains.resolve_written(self.tree.text(base))).collect();
            let name = plain_name(self.tree.text(class.name));
            let facts = DefinitionFacts {
                path: joined(&self.scope_around(class.node), name).into(),
                kind: if class.is_extension { DefinitionKind::Extension } else { DefinitionKind::Class },
                value: Box::default(),
                bases,
                marks: self
                    .marks(class.node)
                    .into_iter()
                    .map(|mark| mark.path)
                    .chain(self.metaclass(class.node))
                    .collect(),
            };
            let span = self.tree.span(class.name);
            self.facts.definitions.push(Definition { span, facts: Arc::new(facts) });
        }
    }

    /// Methods that a member of a class may be made of, where it is defined in the class itself: `pop = refuse`,
    /// `status = property(read, write)`.
    fn methods_in(&self, source: Option<Source>) -> Vec<String> {
        let Some(Source::Value(value)) = source else { return Vec::new() };
        let tree = self.tree;
        let name = |node: NodeId| {
            let name = if tree.is(node, Role::Identifier) { tree.text(node) } else { "" };
            let may_be = name.starts_with(|c: char| c == '_' || c.is_ascii_lowercase());
            may_be.then(|| format!("self.{name}"))
        };
        if !tree.is(value, Role::Call) {
            return name(value).into_iter().collect();
        }
        let arguments = tree.field(value, "arguments").into_iter().flat_map(|list| tree.content(list));
        let given = arguments.map(|argument| tree.field(argument, "value").unwrap_or(argument));
        given.filter_map(name).map(|method| method + "()").take(MOST_METHODS).collect()
    }

    /// Methods that the language calls on what stands there.
    fn operate(&self, node: NodeId, mentions: &mut Mentions) {
        let Some(methods) = self.operated.get(&node) else { return };
        let span = self.tree.span(node);
        let named = |method: u16| self.extractor.query.captures[method as usize].as_str();
        let is_known_by_callers =
            |method: &str| CONVERSIONS.contains(&method) && self.chains.is_to_be_converted(node);
        for method in methods.iter().filter_map(|&(method, _)| named(method).strip_prefix(CALLS_ANY)) {
            if is_known_by_callers(method) {
                continue;
            }
            mentions.add(format!("?.{method}"), span, true);
            if let Some(element) = self.chains.element(node) {
                mentions.add(format!("{element}.{method}"), span, true);
            }
        }
        // An element may be of another class than what holds it.
        if self.kind.is_test && self.extractor.knows_classes() && self.tree.is(node, Role::Index) {
            for method in methods.iter().filter_map(|&(method, _)| named(method).strip_prefix(CALLS)) {
                mentions.add(format!("{UNKNOWN}.{method}"), span, true);
            }
        }
        for &(method, operand) in methods {
            if let Some(operand) = operand
                && let Some(path) = self.comparison(node, &named(method)[CALLS.len()..], operand)
            {
                mentions.add(path, span, false);
            }
        }
        for path in self.chains.of_object(node) {
            let alone = methods.iter().filter(|(_, operand)| operand.is_none());
            let own = alone.map(|&(method, _)| named(method)).filter(|name| !name.starts_with(CALLS_ANY));
            for method in own.map(|name| &name[CALLS.len()..]) {
                let prefix = if method == ANY_MEMBER { self.chains.name_prefix(node) } else { String::new() };
                let sign = self.sign_for(method, node).map(|sign| format!("={sign}"));
                mentions.add(format!("{path}.{method}{prefix}{}", sign.unwrap_or_default()), span, true);
            }
        }
    }

    /// What a comparison calls: which of an object's methods depends on both sides. `None` where nothing is known that
    /// would tell one from another.
    fn comparison(&self, left_node: NodeId, method: &str, right_node: NodeId) -> Option<String> {
        if CONVERSIONS.contains(&method) {
            // `fn name(value: impl Into<Name>)`: what it is made of is given by those who call.
            if left_node == right_node && self.chains.is_to_be_converted(right_node) {
                return None;
            }
            let given = self.chains.side(right_node);
            // `Error::from(given)`: which of its methods of this name depends on what is given, if that is known.
            let made = match self.chains.own_type_at(left_node).filter(|_| left_node != right_node) {
                // `String::from(order)`
                Some(own) => format!("{OWN_KIND}{own}"),
                None if left_node == right_node => UNKNOWN.to_owned(),
                None => self.made_last(left_node).unwrap_or_else(|| self.chains.side(left_node)),
            };
            if made.starts_with(OWN_KIND) {
                // What the language's own is made of is more often its own, too.
                if given == UNKNOWN || given.starts_with(OWN_KIND) {
                    return None;
                }
                let path = format!("{made}.{method}={given}");
                return (path.len() <= MAX_PATH).then_some(path);
            }
            if made != UNKNOWN {
                let path = format!("{made}.{method}={given}");
                return (path.len() <= MAX_PATH).then_some(path);
            }
            let is_path = given != UNKNOWN && !given.starts_with(OWN_KIND);
            let path = format!("{UNKNOWN}.{method}={given}");
            return (is_path && path.len() <= MAX_PATH).then_some(path);
        }
        let (left, right) = (self.chains.side(left_node), self.chains.side(right_node));
        let is_known = |side: &str| side != UNKNOWN;
        let is_own = |side: &str| side.starts_with(OWN_KIND);
        let is_number = |side: &str| side.strip_prefix(OWN_KIND) == Some(NUMBER);
        let is_telling = if is_number(&left) || is_number(&right) {
            let is_class = |side: &str| is_known(side) && !is_own(side);
            is_class(&left) && method != "eq" || is_class(&right) && is_number(&left)
        } else {
            (is_known(&left) || is_known(&right)) && !(is_own(&left) && is_own(&right))
        };
        let path = if is_telling {
            let sign = if is_own(&left) || is_own(&right) { "" } else { self.signs(left_node, right_node) };
            format!("{left}.{method}={sign}{right}")
        } else if method != "eq" && !is_known(&left) && !is_number(&right) && !is_order(method) {
            // Something is compared with another of its kind.
            format!("{UNKNOWN}.{method}")
        } else {
            return None;
        };
        (path.len() <= MAX_PATH).then_some(path)
    }

    /// The type that `TryFrom::try_from(given)` makes at the end of a function: what the function gives.
    fn made_last(&self, of_trait: NodeId) -> Option<String> {
        let tree = self.tree;
        if !["From", "TryFrom"].contains(&tree.text(of_trait)) {
            return None;
        }
        let call = tree.parent(of_trait).and_then(|path| tree.parent(path))?;
        let function = tree.enclosing_function(call)?;
        tree.content(tree.field(function, "body")?).last().filter(|&last| last == call)?;
        let declared = tree.field(function, "return_type")?;
        let made = outcomes(tree, declared).map_or(declared, |(result, _)| result);
        self.chains.types(made, Some(function)).into_iter().next()
    }

    /// What stands before the right side of a comparison where it is known that one side is an object and the other a
    /// reference to one: `&` where the right one is the reference, `*` where it is the left one.
    fn signs(&self, left: NodeId, right: NodeId) -> &'static str {
        let is_reference = |node| matches!(self.chains.sign(node), Some("&" | "&mut"));
        // `Kind::LOW`
        let is_object = |node| self.tree.is(node, Role::Path) || self.chains.sign(node) == Some("*");
        match () {
            () if is_object(left) && is_reference(right) => "&",
            () if is_reference(left) && is_object(right) => "*",
            () => "",
        }
    }

    /// Second pass: what is mentioned, and by whom.
    fn walk(&mut self) {
        let tree = self.tree;
        let mut open: Vec<Open<'t>> = Vec::new();
        let mut outside = Mentions::default();
        let mut done: Vec<(usize, Function)> = Vec::new();
        let mut opened = 0;
        let mut replaced: FxHashSet<&str> = FxHashSet::default();
        // Tests that are left out, or run only here and there, may call what is not there yet.
        let guards = self.kind.is_test.then(|| Guards::new(tree));
        let mut at = 0;
        let mut program_end = 0;
        while (at as usize) < tree.len() {
            let node = NodeId(at);
            if open.is_empty() && self.runs_as_program(node) {
                program_end = tree.next_index(Some(node));
            }
            outside.is_of_program = at < program_end;
            while let Some(last) = open.pop_if(|last| at >= last.end) {
                self.chains.leave();
                done.push((last.place, self.function(last)));
            }
            if self.skipped.contains(&node) || tree.is(node, Role::Import) || tree.is(node, Role::Comment) {
                // A name that is bound anew can be worked on by the same stroke: `total += part`.
                if self.depth == Depth::Everything {
                    self.operate(node, open.last_mut().map_or(&mut outside, |last| &mut last.mentions));
                }
                at = tree.next_index(Some(node));
                continue;
            }
            at += 1;
            if tree.is_outer(node) || tree.is_pruned(node) || !tree.is_named(node) {
                continue;
            }
            if let Some(last) = open.last_mut()
                && let Some(parent) = tree.parent(node)
                && Some(tree.kind_id(parent)) == last.body_kind
                && !is_docstring(tree, node)
            {
                last.statements += 1;
            }
            // What a macro says stands where it is used: so whoever uses it mentions what it mentions.
            if tree.is(node, Role::Function) || tree.is(node, Role::MacroDefinition) {
                let body = tree.field(node, "body");
                open.push(Open {
                    node,
                    end: tree.next_index(Some(node)),
                    body_kind: body.map(|body| tree.kind_id(body)),
                    statements: 0,
                    asserts: false,
                    is_deep: self.is_deep(node),
                    mentions: Mentions::default(),
                    calls: Vec::new(),
                    place: opened,
                });
                self.chains.enter(node);
                opened += 1;
                if let Some(name) = tree.field(node, "name") {
                    self.skipped.insert(name);
                }
                continue;
            }
            if self.depth != Depth::Everything && !open.last().is_some_and(|last| last.is_deep) {
                continue;
            }
            if tree.is(node, Role::Assignment)
                && let Some(target) = tree.field(node, "left").filter(|&left| tree.is(left, Role::Member))
            {
                replaced.extend(tree.content(target).last().map(|name| tree.text(name)));
            }
            if (tree.is(node, Role::Assertion) || tree.is(node, Role::Call))
                && open.last().is_some_and(|last| !last.asserts)
                && is_assertion(tree, node)
            {
                open.iter_mut().for_each(|around| around.asserts = true);
            }
            let mentions = open.last_mut().map_or(&mut outside, |last| &mut last.mentions);
            if tree.is(node, Role::TokenTree) {
                self.chains.tokens(node, |path, span, is_call| {
                    mentions.add(path, span, is_call);
                });
                continue;
            }
            if tree.is(node, Role::Macro)
                && let Some(name) = tree.field(node, "macro")
            {
                let span = self.chains.last_name(name);
                let last = span.of(tree.source());
                if !self.extractor.tables.builtins.has(last) {
                    mentions.add(format!("{UNKNOWN}.{}", macro_name(last)), span, true);
                }
            }
            self.operate(node, mentions);
            if tree.is(node, Role::Macro) {
                self.chains.formatted(node, |path, span| {
                    mentions.add(path, span, true);
                });
            }
            if let Some(&kind) = self.programs.get(&node) {
                let name = tree.text(node).trim_matches('"');
                let path = match kind {
                    Capture::ProgramModule => format!("{name}.__main__"),
                    _ => format!("{PROGRAM}{}", name.strip_prefix("CARGO_BIN_EXE_").unwrap_or(name)),
                };
                mentions.add(path, tree.span(node), true);
            }
            if self.kind.is_test && self.commands.contains(&node) {
                for word in self.words(node) {
                    mentions.add(format!("{WORD}{word}"), tree.span(node), false);
                }
            }
            if self.kind.is_test && tree.is(node, Role::StringContent) && self.extractor.knows_guards {
                // Templates and code in the texts of tests: `{{ loop.first }}`.
                for name in members_in(tree.text(node)) {
                    mentions.add(format!("?.{name}"), tree.span(node), false);
                }
            }
            let callee = self.chains.callee(node);
            if let Some(callee) = callee {
                let span = self.chains.last_name(callee);
                let paths = self.chains.of_callee(callee);
                let is_certain =
                    paths.len() == 1 && is_known(&paths[0]) && !self.is_of_part(callee, &paths[0]);
                if self.kind.is_test && self.extractor.knows_classes() && self.is_of_element(callee) {
                    mentions.add(format!("{UNKNOWN}.{}", span.of(tree.source())), span, true);
                }
                let mut reference = 0;
                let sign = self.sign_of_call(callee);
                let given = self.given(node, callee, &paths);
                for path in paths {
                    let path = match sign {
                        Some(sign) if path.contains('.') => format!("{path}={sign}"),
                        _ => given_to(path, &given),
                    };
                    reference = mentions.add(path, span, true);
                }
                // Somebody puts something else there: `session.connect = Mock()`.
                let is_replaced = tree.is(callee, Role::Member) && replaced.contains(span.of(tree.source()));
                let is_meant = || guards.as_ref().is_none_or(|guards| !guards.is_guarded(node));
                if let Some(last) = open.last_mut().filter(|_| is_certain && !is_replaced && is_meant()) {
                    last.calls.extend(parameters::arguments(tree, node, reference as u32, span));
                }
                continue;
            }
            let is_name = [Role::Identifier, Role::Member, Role::Path, Role::Generic, Role::Construction]
                .iter()
                .any(|&role| tree.is(node, role));
            let in_tokens = tree.parent(node).is_some_and(|parent| tree.is(parent, Role::TokenTree));
            if is_name && !in_tokens && !self.fields.contains(&node) && !self.chains.is_part(node) {
                let span = self.chains.last_name(node);
                let is_applied = self.applied.contains(&node);
                for path in self.chains.of(node) {
                    mentions.add(path, span, is_applied);
                }
            } else if tree.is(node, Role::StringContent)
                && names_a_class(tree.text(node))
                && !is_export_list(tree, node)
            {
                // `"LoopContext"`: generated code and registries know classes by their names.
                mentions.add(tree.text(node).to_owned(), tree.span(node), false);
            } else if tree.is(node, Role::StringContent) && names_a_definition(tree.text(node)) {
                // `"app.handlers.charge"`: what is to be imported at run time.
                mentions.add(tree.text(node).replace(':', "."), tree.span(node), false);
            } else if tree.is(node, Role::StringContent)
                && tree.ancestors(node).take(4).any(|around| tree.is(around, Role::AttributeMark))
                && tree.ancestors(node).take(3).any(|around| tree.is(around, Role::TokenTree))
                && is_path(tree.text(node))
            {
                // `#[serde(default = "port")]`
                mentions.add(tree.text(node).replace("::", "."), tree.span(node), true);
            }
        }
        while let Some(last) = open.pop() {
            self.chains.leave();
            done.push((last.place, self.function(last)));
        }
        done.sort_by_key(|(place, _)| *place);
        self.facts.functions = done.into_iter().map(|(_, function)| function).collect();
        for node in std::mem::take(&mut self.registered) {
            let definition = tree.parent(node).unwrap_or(node);
            outside.add(joined(&self.scope_around(definition), tree.text(node)), tree.span(node), false);
        }
        if !self.extractor.knows_classes() {
            outside.references.iter_mut().for_each(|mention| self.chains.see_from_file(&mut mention.path));
        }
        let for_tests =
            self.kind.is_test || tree.all().last().is_some_and(|last| self.is_around_for_tests(last));
        if for_tests {
            self.facts.test_references = outside.references(0);
        } else {
            self.facts.references = outside.references(0);
        }
    }

    /// The words that a test gives to a program. Where the first that is no option is not written out it may be any in the
    /// test, its marks included; an empty one stands for those that a helper is given.
    fn words(&self, given: NodeId) -> Vec<&'t str> {
        let tree = self.tree;
        let is_list = tree.is(given, Role::Collection);
        let is_option = |&part: &NodeId| {
            let mut texts = tree.subtree(part).filter(|&part| tree.is(part, Role::StringContent));
            tree.is(part, Role::String) && texts.next().is_some_and(|text| tree.text(text).starts_with('-'))
        };
        let first = if is_list { tree.content(given).find(|part| !is_option(part)) } else { Some(given) };
        let Some(first) = first else { return Vec::new() };
        if tree.is(first, Role::String) {
            return self.words_in(tree.subtree(given)).collect();
        }
        let test = tree.enclosing_function(given).and_then(|test| tree.name(test));
        if test.is_some_and(|name| self.extractor.tables.test_names.has(name)) {
            self.words_in(tree.all()).collect()
        } else {
            vec![""]
        }
    }

    /// Words in texts that may be those of commands.
    fn words_in(&self, nodes: impl Iterator<Item = NodeId>) -> impl Iterator<Item = &'t str> {
        let tree = self.tree;
        let is_word = |word: &&str| {
            word.starts_with(|c: char| c.is_ascii_alphabetic())
                && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        let texts = nodes.filter(move |&part| tree.is(part, Role::StringContent));
        texts.flat_map(|text| tree.text(text).split_whitespace()).filter(is_word).take(MOST_WORDS)
    }

    /// What a call gives to a function of the workspace, as far as it is known: [`Reference::given`].
    fn given(&self, call: NodeId, callee: NodeId, paths: &[String]) -> String {
        let tree = self.tree;
        let is_theirs = |path: &String| !is_known(path) || is_of_language(path);
        if self.extractor.knows_classes() || paths.iter().all(is_theirs) {
            return String::new();
        }
        let list = tree.field(call, "arguments").filter(|&list| list != callee);
        let arguments = list.into_iter().flat_map(|list| tree.content(list)).take(MOST_GIVEN);
        let kinds: Vec<String> = arguments.map(|argument| self.chains.given(argument)).collect();
        let given = kinds.join(",");
        let says_nothing = kinds.iter().all(|kind| kind == UNKNOWN) || given.len() > MAX_PATH;
        if says_nothing { String::new() } else { given }
    }

    /// Parameters that are only said to become something else: [`FunctionFacts::conversions`].
    fn conversions(&self, function: NodeId) -> String {
        let tree = self.tree;
        let list = tree.field(function, "parameters").filter(|_| !self.extractor.knows_classes());
        let parameters = list.into_iter().flat_map(|list| tree.content(list));
        let declared = parameters.filter(|&parameter| tree.kind(parameter) != "self_parameter");
        let made = (0..MOST_GIVEN).zip(declared).filter_map(|(place, parameter)| {
            let (target, method) = self.chains.conversion(tree.field(parameter, "type")?, Some(function))?;
            Some(format!("{place}={target}.{method}"))
        });
        made.collect::<Vec<String>>().join(",")
    }

    /// Whether a method that takes its object is given it or a reference to it, where that is known.
    fn sign_for(&self, method: &str, object: NodeId) -> Option<&'static str> {
        let asks = takes_object(method) && !self.extractor.knows_classes();
        asks.then(|| self.chains.sign(object)).flatten()
    }

    /// The same of a call.
    fn sign_of_call(&self, callee: NodeId) -> Option<&'static str> {
        let mut parts = self.tree.content(callee).take(2);
        let (object, name) = (parts.next()?, parts.next()?);
        if !self.tree.is(callee, Role::Member) {
            return None;
        }
        self.sign_for(self.tree.text(name), object)
    }

    /// Whether a method of an element is called: `table["rows"].append`.
    fn is_of_element(&self, callee: NodeId) -> bool {
        let tree = self.tree;
        tree.is(callee, Role::Member)
            && tree.content(callee).next().is_some_and(|object| tree.is(object, Role::Index))
    }

    /// Whether a method of an element is called that was taken out before, too: `for one in self: one.close()`. It has a
    /// class of its own, whatever its path says.
    fn is_of_part(&self, callee: NodeId, path: &str) -> bool {
        let head = self.tree.text(callee).split('.').next().unwrap_or_default();
        self.is_of_element(callee) || path.starts_with("self.") && !self.is_self_name(head)
    }

    /// Whether what a function mentions is asked for.
    fn is_deep(&self, function: NodeId) -> bool {
        match self.depth {
            Depth::Everything => true,
            Depth::Bodies { mentions_of } => {
                let name = self.tree.field(function, "name");
                name.is_some_and(|name| mentions_of.contains(&self.tree.text(name)))
            }
        }
    }

    /// `if __name__ == "__main__":`
    fn runs_as_program(&self, node: NodeId) -> bool {
        let tree = self.tree;
        if !tree.is(node, Role::Condition) || !self.extractor.knows_guards {
            return false;
        }
        tree.field(node, "condition").is_some_and(|condition| {
            let text = tree.text(condition);
            text.starts_with("__name__") && text.contains("__main__")
        })
    }

    fn function(&self, mut open: Open<'t>) -> Function {
        let (tree, tables) = (self.tree, &self.extractor.tables);
        let node = open.node;
        let name_node = tree.field(node, "name").unwrap_or(node);
        let is_macro = tree.is(node, Role::MacroDefinition);
        let name = match is_macro {
            true => macro_name(tree.text(name_node)),
            false => tree.text(name_node).to_owned(),
        };
        let body = tree.field(node, "body");
        let whole = tree.parent(node).filter(|&parent| tree.is(parent, Role::Wrapper)).unwrap_or(node);
        let marks = self.marks(node);
        // `@click.group(cls=DefaultGroup, default="sell")`: what is run where no command is named.
        for mark in marks.iter().filter(|mark| mark.path.ends_with(".group")) {
            let default =
                mark.text.split_once("default=").and_then(|(_, text)| text.split(['"', '\'']).nth(1));
            if let Some(name) = default {
                open.mentions.add(format!("{WORD}{name}"), mark.span, false);
            }
        }
        let span = Span::new(
            marks
                .iter()
                .map(|mark| mark.span.start)
                .chain([tree.span(whole).start])
                .min()
                .unwrap_or_default(),
            tree.span(whole).end,
        );
        let scope = self.scope_around(node);
        let class = self.class_around(node);
        let in_class = class.is_some();
        let bases = match class {
            Some(ClassAround::Node(class)) => self.bases_of(class),
            Some(ClassAround::Outer(at)) => {
                tree.outer()[at].bases.iter().map(|base| self.chains.resolve_written(base)).collect()
            }
            None => Vec::new(),
        };
        let header = match class {
            Some(ClassAround::Node(class)) => {
                let field = |name| tree.field(class, name).map(|node| tree.text(node));
                field("trait").zip(field("type"))
            }
            Some(ClassAround::Outer(at)) => {
                let outer = &tree.outer()[at];
                outer.bases.first().map(|of_trait| (of_trait.as_str(), &*outer.name))
            }
            None => None,
        };
        let operands =
            header.map(|(of_trait, of_type)| operands(of_trait, of_type, &name)).unwrap_or_default();
        let is_extension = match class {
            Some(ClassAround::Node(class)) => self.extractor.extension_kinds.contains(&tree.kind_id(class)),
            Some(ClassAround::Outer(at)) => self.extractor.extension_kinds.contains(&tree.outer()[at].kind),
            None => false,
        };
        let mark_fits = |table: &NameTable| marks.iter().any(|mark| table.has(&mark.path));
        let in_function = tree.enclosing_function(node).is_some();
        let is_fixture = mark_fits(&tables.fixture_marks);
        let class_name = scope.rsplit('.').next().unwrap_or_default();
        let in_test_class = bases.iter().any(|base| tables.test_classes.has(base))
            || self.kind.is_test && tables.test_classes.has(class_name);
        let for_tests = self.kind.is_test
            || in_test_class && bases.iter().any(|base| tables.test_classes.has(base))
            || marks.iter().any(|mark| is_for_tests(&mark.text))
            || self.is_around_for_tests(node);
        // `quickcheck! { fn sorted(values: Vec<u8>) -> bool { ... } }`
        let in_macro = || tree.ancestors(node).any(|around| tree.is(around, Role::Macro));
        let is_test = mark_fits(&tables.test_attributes)
            || self.kind.is_test && !in_function && in_macro()
            || tables.test_names.has(&name)
                && !is_fixture
                && !is_macro
                && !in_function
                && if in_class { in_test_class } else { self.kind.is_test };
        let parameters = self.parameters(node, in_class);
        let has_receiver = in_class
            && tree.field(node, "parameters").is_some_and(|list| {
                let first = tree.content(list).next();
                first.is_some_and(|first| tree.subtree(first).any(|part| self.is_self_name(tree.text(part))))
            });
        // What a method without a receiver takes depends on how it is got at.
        let is_static = marks.iter().any(|mark| mark.path == "staticmethod");
        let is_unsaid =
            in_class && !has_receiver && !is_static || parameters.iter().any(|(_, takes)| takes.is_none());
        let is_dunder = name.len() > 4 && name.starts_with("__") && name.ends_with("__");
        let is_in_extension_of_trait = is_extension && !bases.is_empty();
        let traits = FunctionTraits {
            is_in_test: for_tests || is_test,
            is_test,
            is_method: in_class || has_receiver,
            is_public: !in_function && (self.public.contains(&node) || is_in_extension_of_trait),
            is_required: is_dunder || is_in_extension_of_trait || mark_fits(&tables.required_marks),
            is_entry: is_fixture
                || mark_fits(&tables.entry_marks)
                || for_tests && tables.test_hooks.has(&name)
                || scope.is_empty() && tables.entry_names.has(&name),
            is_stub: mark_fits(&tables.stub_marks) || body.is_none_or(|body| is_stub_body(tree, body)),
            is_property: mark_fits(&tables.property_marks),
            is_conditional: tree
                .ancestors(node)
                .any(|around| tree.is(around, Role::Condition) || tree.is(around, Role::Try))
                || marks.iter().any(|mark| mark.text.starts_with("cfg(") && !is_for_tests(&mark.text)),
            asserts: open.asserts,
            is_macro,
            // Where more is said of a class elsewhere, nothing but a trait has methods in its own body.
            is_default: in_class && !is_extension && !self.extractor.extension_kinds.is_empty(),
            gives_back: self.gives_back(node, parameters.first().map(|&(name, _)| name)),
        };
        let returns = tree.field(node, "return_type").map(|node| tree.text(node)).unwrap_or_default();
        let parameters = parameters.into_iter().map(|(name, takes)| (name, takes.filter(|_| !is_unsaid)));
        let object_of = |declared| {
            let types = self.chains.types(declared, Some(node));
            types.into_iter().next().map(|path| path + "()")
        };
        let outcomes = tree.field(node, "return_type").and_then(|declared| outcomes(tree, declared));
        let failure = outcomes.and_then(|(_, failure)| {
            let text = tree.text(failure);
            if is_result(plain_name(text)) {
                Some(self.chains.resolve_written(text))
            } else {
                object_of(failure)
            }
        });
        let result = match outcomes.map(|(result, _)| result).or(tree.field(node, "return_type")) {
            Some(declared) => object_of(declared),
            None => self.results.get(&node).into_iter().flatten().find_map(|&value| {
                self.chains.of_source(Source::Value(value), Some(node)).filter(|path| is_known(path))
            }),
        };
        let calls = open.calls.into_iter().map(|call| call.shifted(-i64::from(span.start)));
        let facts = FunctionFacts {
            path: joined(&scope, &name).into(),
            traits,
            signature: Signature::new(parameters, returns),
            statements: open.statements,
            references: open.mentions.references(span.start),
            calls: calls.collect(),
            details: Details::new(
                &result.unwrap_or_default(),
                &failure.unwrap_or_default(),
                &operands,
                &self.conversions(node),
                &bases,
                &marks.into_iter().map(|mark| mark.path).collect::<Vec<String>>(),
            ),
            // A function inside a function is part of the outer one's body.
            clone_tokens: match body.filter(|_| !in_function) {
                Some(body) => clone_tokens(tree, body, span.start).shared(),
                None => CloneTokens::default().shared(),
            },
        };
        Function {
            span,
            name_span: tree.span(name_node),
            body_span: body.map(|body| tree.span(body)).unwrap_or_default(),
            facts: Arc::new(facts),
        }
    }

    /// Whether a function returns nothing but what has the name of this parameter.
    fn gives_back(&self, function: NodeId, first: Option<&str>) -> bool {
        let Some((first, results)) = first.zip(self.results.get(&function)) else { return false };
        results.iter().all(|&result| self.tree.text(result) == first)
    }

    /// The names of the parameters and how they get their values, the receiver left out.
    fn parameters(&self, function: NodeId, in_class: bool) -> Vec<(&'t str, Option<Takes>)> {
        let tree = self.tree;
        let Some(list) = tree.field(function, "parameters") else { return Default::default() };
        let named = tree.content(list).zip(parameters::takes(tree, list)).filter_map(|(parameter, takes)| {
            let name = tree.subtree(parameter).find(|&part| tree.is(part, Role::Identifier))?;
            Some((tree.text(name), takes))
        });
        let own =
            named.enumerate().filter(|&(at, (name, _))| at > 0 || !in_class || !self.is_self_name(name));
        own.map(|(_, parameter)| parameter).collect()
    }

    fn bases_of(&self, class: NodeId) -> Vec<String> {
        // Where the class is not in the item, its bases stand in the surroundings.
        let found = self.facts.definitions.iter().find(|defined| {
            self.tree.span(class).contains(defined.span) && {
                self.tree.children(class).any(|child| self.tree.span(child) == defined.span)
            }
        });
        found.map(|defined| defined.bases.to_vec()).unwrap_or_default()
    }

    fn is_self_name(&self, name: &str) -> bool {
        self.extractor.language.self_names.iter().any(|known| known == name)
    }

    fn class_around(&self, node: NodeId) -> Option<ClassAround> {
        let tree = self.tree;
        for around in tree.ancestors(node) {
            if tree.is(around, Role::Class) {
                let is_outer = tree.is_outer(around);
                return Some(if is_outer {
                    ClassAround::Outer(around.0 as usize)
                } else {
                    ClassAround::Node(around)
                });
            }
            if tree.is(around, Role::Function) || tree.is(around, Role::Container) {
                return None;
            }
        }
        None
    }

    fn in_class(&self, node: NodeId) -> bool {
        self.class_around(node).is_some()
    }

    /// Names of the definitions around a node, joined by dots.
    fn scope_around(&self, node: NodeId) -> String {
        let tree = self.tree;
        let mut names: Vec<&str> = Vec::new();
        for around in tree.ancestors(node) {
            if tree.is_outer(around) {
                if let Some(scope) =
                    tree.outer().get(around.0 as usize).filter(|scope| !scope.name.is_empty())
                {
                    names.push(plain_name(&scope.name));
                }
            } else if [Role::Function, Role::Container, Role::Class].iter().any(|&role| tree.is(around, role))
                && let Some(name) = defined_name(tree, around)
            {
                names.push(plain_name(name));
            }
        }
        names.reverse();
        names.join(".")
    }

    fn is_around_for_tests(&self, node: NodeId) -> bool {
        let tree = self.tree;
        tree.ancestors(node).any(|around| {
            if tree.is_outer(around) {
                tree.outer()
                    .get(around.0 as usize)
                    .is_some_and(|scope| scope.marks.iter().any(|mark| is_for_tests(mark)))
            } else {
                // `#[cfg(test)] mod tests;` says nothing of what stands beside it.
                tree.is(around, Role::Container)
                    && tree.field(around, "body").is_some()
                    && self.marks(around).iter().any(|mark| is_for_tests(&mark.text))
            }
        })
    }

    /// Decorators or attributes of a definition.
    fn marks(&self, node: NodeId) -> Vec<Mark> {
        let tree = self.tree;
        let mut found = Vec::new();
        match tree.parent(node).filter(|&parent| tree.is(parent, Role::Wrapper)) {
            Some(wrapper) => {
                found.extend(tree.children(wrapper).filter(|&child| tree.is(child, Role::AttributeMark)))
            }
            None => {
                let mut at = node;
                while let Some(before) = tree.previous_sibling(at) {
                    if tree.is(before, Role::AttributeMark) {
                        found.push(before);
                    } else if !tree.is(before, Role::Comment) {
                        break;
                    }
                    at = before;
                }
                found.reverse();
            }
        }
        found.into_iter().flat_map(|mark| self.mark(mark)).collect()
    }

    /// Python's `class Unit(metaclass=Maker)`: like a decorator it may do anything when an object is made.
    fn metaclass(&self, class: NodeId) -> Option<String> {
        let tree = self.tree;
        let bases = tree.field(class, "superclasses")?;
        let metaclass = tree.content(bases).find(|&base| {
            tree.kind(base) == "keyword_argument"
                && tree.field(base, "name").is_some_and(|name| tree.text(name) == "metaclass")
        })?;
        let path = self.chains.resolve_written(tree.text(tree.field(metaclass, "value")?));
        // It only asks whether something is left abstract.
        (path != "abc.ABCMeta").then_some(path)
    }

    /// What a decorator says. The name that it gives to a command is one more, behind [`WORD`].
    fn mark(&self, node: NodeId) -> Vec<Mark> {
        let tree = self.tree;
        let span = tree.span(node);
        let text: String = tree.text(node).chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_start_matches(['@', '#', '!', '[']).trim_end_matches(']').to_owned();
        let head: String = text.split(['(', '=', '[']).next().unwrap_or_default().replace("::", ".");
        if let Some(derived) = text.strip_prefix("derive(") {
            let names = derived.trim_end_matches(')').split(',').filter(|name| !name.is_empty());
            return names
                .map(|name| Mark { path: self.chains.resolve_written(name), text: text.clone(), span })
                .collect();
        }
        let is_whole = head == "cfg" || ["allow(deprecated)", "expect(deprecated)"].contains(&text.as_str());
        let path = if is_whole { text.clone() } else { self.chains.resolve_written(&head) };
        // `@cli.command("sell")`, which has a name of its own.
        let given = if path.ends_with(".command") { text.split(['"', '\'']).nth(1) } else { None };
        let given = given.map(|name| Mark { path: format!("{WORD}{name}"), text: String::new(), span });
        std::iter::once(Mark { path, text, span }).chain(given).collect()
    }
}

/// The TOML in the comments `# /// script` ... `# ///`.
fn script(tree: &SyntaxTree<'_>) -> Option<Arc<str>> {
    let mut comments = tree.all().filter(|&node| tree.is(node, Role::Comment)).map(|node| tree.text(node));
    comments.find(|text| text.trim_end() == "# /// script")?;
    let mut text = String::new();
    for line in comments.take_while(|line| line.trim_end() != "# ///") {
        text.push_str(line.trim_start_matches('#').trim_start_matches(' '));
        text.push('\n');
    }
    Some(text.into())
}

enum ClassAround {
    Node(NodeId),
    /// Place in the surroundings.
    Outer(usize),
}

struct Mark {
    path: String,
    /// All of it without white space and sign.
    text: String,
    span: Span,
}

fn defined_name<'t>(tree: &SyntaxTree<'t>, node: NodeId) -> Option<&'t str> {
    ["type", "name"].iter().find_map(|field| tree.field(node, field)).map(|name| tree.text(name))
}

/// The bare name in a type: `Queue` for `&'a mut queue::Queue<T>`.
pub(super) fn plain_name(text: &str) -> &str {
    let text = text.split('<').next().unwrap_or_default();
    let text = text.rsplit([' ', '&', '*', ':']).find(|part| !part.is_empty()).unwrap_or(text);
    text.trim()
}

/// Whether a path begins in the library of the language.
fn is_of_language(path: &str) -> bool {
    ["std.", "core.", "alloc.", "std()"].iter().any(|library| path.starts_with(library))
}

fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// `cfg(test)`, alone or with other conditions, but not `cfg(not(test))`.
fn is_for_tests(mark: &str) -> bool {
    let Some(condition) = mark.trim_start_matches(['#', '!', '[']).strip_prefix("cfg(") else { return false };
    let mut quoted = false;
    let words: String = condition
        .chars()
        .map(|c| {
            quoted ^= c == '"';
            if quoted || !(c.is_alphanumeric() || c == '_' || c == '(') { ' ' } else { c }
        })
        .collect();
    !words.contains("not(test") && words.replace('(', " ").split_whitespace().any(|word| word == "test")
}

/// `__all__ = ["LoopContext"]` says what may be imported, not what is used.
fn is_export_list(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    let assignment = tree.ancestors(node).take(4).find(|&around| tree.is(around, Role::Assignment));
    let target = assignment.and_then(|assignment| tree.field(assignment, "left"));
    target.is_some_and(|target| tree.text(target) == "__all__")
}

/// An assertion, or a call of one by its name, or of what fails on purpose or expects a failure.
fn is_assertion(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    if tree.is(node, Role::Assertion) {
        return true;
    }
    let callee = ["function", "macro"].iter().find_map(|field| tree.field(node, field));
    callee.and_then(|callee| crate::scope::last_name(tree, callee)).is_some_and(names::is_assertion)
}

/// A string that stands alone at the head of its block.
fn is_docstring(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    let mut inner = tree.content(node);
    inner.next().is_some_and(|only| tree.is(only, Role::String))
        && inner.next().is_none()
        && tree.is(node, Role::Statement)
        && tree.previous_sibling(node).is_none_or(|before| tree.is(before, Role::Comment))
}

/// Nothing is done here: `pass`, `...`, a docstring, or only `raise NotImplementedError`.
fn is_stub_body(tree: &SyntaxTree<'_>, body: NodeId) -> bool {
    if !tree.is(body, Role::Body) {
        return false;
    }
    tree.content(body).filter(|&statement| !is_docstring(tree, statement)).all(|statement| {
        tree.is(statement, Role::Idle)
            || tree.content(statement).all(|part| tree.is(part, Role::Idle))
                && tree.content(statement).next().is_some()
            || tree.is(statement, Role::Raise) && tree.text(statement).contains("NotImplemented")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_conditions() {
        assert!(is_for_tests("cfg(test)"));
        assert!(is_for_tests("cfg(all(test,feature=\"x\"))"));
        assert!(!is_for_tests("cfg(not(test))"));
        assert!(!is_for_tests("cfg(feature=\"test\")"));
        assert!(!is_for_tests("cfg(test_util)"));
    }

    #[test]
    fn names_in_types() {
        assert_eq!(plain_name("&'a mut queue::Queue<T>"), "Queue");
        assert_eq!(plain_name("Queue"), "Queue");
    }
}
