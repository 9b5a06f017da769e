//! The walk of one edit through the engine: items, their trees, the file's scope, findings and facts.
//!
//! What an item gave is kept under the hash of its text and surroundings, so an edit looks again at the item it
//! touched and at the shells around it. When the file's scope changes (imports, constants, asserting helpers), the
//! items that mention what changed are looked at again too.

use std::sync::Arc;
use std::time::{Duration, Instant};

use memchr::memmem::Finder;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tree_sitter::Parser;

use crate::document::Document;
use crate::engine::{CompiledPattern, Engine, LanguageRules};
use crate::facts::{Depth, FileFacts, FileKind, ItemFacts, assemble, doctests};
use crate::finding::{Finding, Level, Related};
use crate::items::{Anchor, Item, Shift, items};
use crate::language::Role;
use crate::prefilter::{Dictionary, KnownWords, Words};
use crate::profile::{Profile, Stage};
use crate::query::{Candidates, Captures, Matcher};
use crate::rule::{Effect, Once, Rule};
use crate::scope::{Difference, FileScope, ScopePart};
use crate::selection::RuleSelection;
use crate::template::{fill, in_a_sentence};
use crate::text::{Span, equal_end, equal_start};
use crate::tree::{Flattener, NodeId, Selection, SyntaxTree};
use crate::vocabulary::{Cx, asserts, bound_text, is_explained, is_in_entry_point, is_in_test};

/// What is known of a file besides its text.
#[derive(Clone, Copy, Debug)]
pub struct FileInput<'a> {
    /// Path relative to its root, with `/`.
    pub path: &'a str,
    /// Another file says that this one is test code: `#[cfg(test)] mod name;`.
    pub is_declared_test: bool,
    /// Which rules run.
    pub rules: &'a RuleSelection,
}

/// Everything that the engine says of one version of a file.
#[derive(Debug)]
pub struct FileAnalysis {
    /// Findings in order of their place.
    pub findings: Vec<Finding>,
    /// Facts for the index.
    pub facts: Arc<FileFacts>,
    /// False when the deadline came first: what is here holds, but there may be more.
    pub is_complete: bool,
    /// Rules that took too long on this file. None of their findings are here.
    pub slow_rules: Vec<Arc<Rule>>,
    items: FxHashMap<u128, Known>,
    rules: RuleSelection,
    kind: FileKind,
    text: String,
    scope: Arc<FileScope>,
    /// Equal for versions whose items tell the same of the file.
    told: u64,
}

/// An item that is known from this version of the file or from one before.
#[derive(Clone, Debug)]
struct Known {
    analysis: Arc<ItemAnalysis>,
    /// The scope in which it holds.
    scope: Arc<FileScope>,
    /// For how many versions it has not been there.
    age: u8,
}

/// What is gone for a moment (an undone edit, all behind a quote that is being typed) is kept for so many versions.
const MAX_AGE: u8 = 6;

/// What one item gave.
#[derive(Debug)]
struct ItemAnalysis {
    anchor: Anchor,
    part: ScopePart,
    facts: ItemFacts,
    findings: Vec<Found>,
    comments: u32,
    /// Where the item began, if a text says the number of a line in it.
    row_told: Option<usize>,
    /// Names whose lines all over the file were looked at: not to be kept when such a line changes.
    sought: Box<[Box<str>]>,
    /// A predicate asked what the file imports: not to be kept when that changes.
    asked_for_imports: bool,
    /// It tells the numbers of lines that can move by more than one distance.
    tells_lines_apart: bool,
    /// Rules that took too long here.
    slow: Vec<usize>,
}

/// A finding before it is known how many others there are.
#[derive(Clone, Debug)]
struct Found {
    finding: Finding,
    rule: usize,
    merges_lines: bool,
}

/// More findings than anybody reads; a generated megabyte must not become a megabyte of messages.
const MAX_FINDINGS: usize = 2_000;

/// Steps that one pattern may take in one item before its rule is switched off for the file: a net under rules that would
/// not end. Counted, not timed, so that a busy machine finds the same.
const MAX_STEPS: u32 = 20_000_000;

/// Parses and analyses files, one at a time. Each thread has its own.
pub struct Analyzer<'e> {
    engine: &'e Engine,
    parser: Parser,
    /// By the language's number.
    workers: Workers,
    depth: Depth,
    profile: Option<Profile>,
}

/// What an analyzer works with, for each language of its engine. The next analyzer takes it over: an editor makes one
/// for each keystroke, and the words that it has read are those that it will meet again.
pub(crate) type Workers = Vec<(Flattener, Scratch)>;

/// Memory that is used again for each item.
#[derive(Default)]
pub(crate) struct Scratch {
    captures: Captures,
    /// Patterns that report.
    candidates: Candidates,
    /// All patterns of rules that have something to report, those that keep it quiet, too.
    doubted: Candidates,
    /// Patterns that can match somewhere in the file.
    patterns: Vec<u32>,
    /// What these patterns and those that report were chosen by: mostly a key brings no word that any rule asks for.
    chosen_by: Option<ChosenBy>,
    /// Steps that each pattern has taken in the item.
    steps: Vec<u32>,
    words: KnownWords,
    asked: Asked,
}

/// All that decides which patterns are looked for in the changed items of a file.
#[derive(PartialEq)]
struct ChosenBy {
    /// Equal only to itself: it is kept here, so that no other one can have its address.
    scope: SameScope,
    words: Words,
    rules: RuleSelection,
}

struct SameScope(Arc<FileScope>);

impl PartialEq for SameScope {
    fn eq(&self, other: &SameScope) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What the prefilter said of a pattern in the item at hand: most patterns have nothing to begin at in most items, so
/// it is asked when a node is found.
#[derive(Default)]
struct Asked {
    item: u32,
    /// By pattern: the item in which it was asked about, and the answer.
    answers: Vec<(u32, bool)>,
}

impl Asked {
    fn begin(&mut self, patterns: usize) {
        self.item = self.item.wrapping_add(1);
        if self.answers.len() != patterns || self.item == 0 {
            self.item = 1;
            self.answers = vec![(0, false); patterns];
        }
    }

    fn lets(&mut self, pattern: u32, ask: impl FnOnce() -> bool) -> bool {
        let answer = &mut self.answers[pattern as usize];
        if answer.0 != self.item {
            *answer = (self.item, ask());
        }
        answer.1
    }
}

impl<'e> Analyzer<'e> {
    /// An analyzer of this engine.
    pub fn new(engine: &'e Engine) -> Analyzer<'e> {
        let make = || engine.languages().map(|language| (Flattener::new(language), Scratch::default()));
        Analyzer {
            engine,
            parser: Parser::new(),
            workers: engine.take_workers().unwrap_or_else(|| make().collect()),
            depth: Depth::Everything,
            profile: None,
        }
    }

    /// One that takes no more facts than these.
    pub fn to_depth(mut self, depth: Depth) -> Analyzer<'e> {
        self.depth = depth;
        self
    }

    /// One that measures what it does by this clock.
    pub fn measuring(engine: &'e Engine, clock: fn() -> Duration) -> Analyzer<'e> {
        let mut analyzer = Analyzer::new(engine);
        analyzer.profile = Some(Profile::new(clock));
        analyzer
    }

    /// What was measured so far.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Brings the document's tree up to its text. False when the deadline came first.
    pub fn parse(&mut self, document: &mut Document, deadline: Option<Instant>) -> bool {
        self.profile.iter_mut().for_each(Profile::begin);
        let is_parsed = document.parse(&mut self.parser, deadline).is_some();
        self.ended(Stage::Parse);
        is_parsed
    }

    fn ended(&mut self, stage: Stage) {
        self.profile.iter_mut().for_each(|profile| profile.end(stage));
    }

    /// Findings and facts of a parsed document. `previous` is what this document gave before; items that have not
    /// changed since are taken from there.
    pub fn analyze(
        &mut self,
        document: &Document,
        input: &FileInput<'_>,
        previous: Option<&FileAnalysis>,
        deadline: Option<Instant>,
    ) -> FileAnalysis {
        let empty = || FileAnalysis {
            findings: Vec::new(),
            facts: Arc::default(),
            is_complete: false,
            slow_rules: Vec::new(),
            items: FxHashMap::default(),
            rules: input.rules.clone(),
            kind: FileKind::default(),
            text: String::new(),
            scope: Arc::default(),
            told: 0,
        };
        let language = document.language();
        let number = self.engine.languages().position(|known| known == language);
        let (Some(tree), Some(rules), Some(number)) =
            (document.tree(), self.engine.rules_of(language), number)
        else {
            return empty();
        };
        let (flattener, scratch) = &mut self.workers[number];
        let profile = &mut self.profile;
        profile.iter_mut().for_each(Profile::begin);
        let text = document.text();
        let kind = FileKind::new(language, input.path, &text, input.is_declared_test);
        // What was found holds for the same rules in the same kind of file only.
        let previous = previous.filter(|previous| {
            previous.rules == *input.rules && previous.kind == kind && previous.is_complete
        });

        let all = items(language, tree, &text);
        let keys: Vec<u128> = all.iter().map(|item| item.key(&text)).collect();
        let in_tests = kind.is_test || has_tests(&text);
        let known = |key: &u128| previous.and_then(|previous| previous.items.get(key));
        let known_part = |key: &u128| known(key).map(|item| &item.analysis.part);
        let mut trees: Vec<Option<SyntaxTree<'_>>> = Vec::with_capacity(all.len());
        let mut parts: Vec<Option<ScopePart>> = Vec::with_capacity(all.len());
        for (item, key) in all.iter().zip(&keys) {
            if known(key).is_some() {
                trees.push(None);
                parts.push(None);
                continue;
            }
            if is_over(deadline) {
                return empty();
            }
            let tree = flatten(flattener, &text, item);
            parts.push(Some(ScopePart::new(&tree, &|node| asserts(&tree, node), in_tests)));
            trees.push(Some(tree));
        }
        let all_parts = keys.iter().zip(&parts).filter_map(|(key, part)| match part {
            Some(part) => Some(part),
            None => known_part(key),
        });
        let told = ScopePart::hash_of_all(all_parts.clone());
        let scope = match previous {
            Some(previous) if previous.told == told => Arc::clone(&previous.scope),
            _ => {
                let mut scope = FileScope::new(input.path, kind.is_test, all_parts);
                scope.read_words(rules.prefilter.dictionary(), &mut scratch.words);
                previous.iter().for_each(|previous| scope.take_from(&previous.scope));
                Arc::new(scope)
            }
        };
        let mut is_same_to_rules = |before: &FileScope| {
            let Some(item) = all.first() else { return false };
            let tree = flatten(flattener, &text, item);
            fitting(before, rules, &tree) == fitting(&scope, rules, &tree)
        };
        let scopes = keys.iter().filter_map(known).map(|known| &known.scope);
        let changes = ScopeChanges::new(scopes, &scope, &mut is_same_to_rules);
        let lines = previous.map(|previous| ChangedLines::new(&previous.text, &text));
        let row = |item: &Item<'_>| item.children.first().map(|first| first.start_position().row);
        let shared_scope = changes.equal_before().unwrap_or(&scope);
        let kept: Vec<Option<&Arc<ItemAnalysis>>> = all
            .iter()
            .zip(&keys)
            .map(|(item, key)| {
                let known = known(key)?;
                let kept = &known.analysis;
                let lines = lines.as_ref().filter(|_| known.age == 0);
                let stays = (kept.row_told.is_none() || kept.row_told == row(item))
                    && (!kept.tells_lines_apart || lines.is_some_and(|lines| !lines.move_others()));
                let is_same_around =
                    kept.sought.is_empty() || lines.is_some_and(|lines| !lines.mention(&kept.sought));
                let holds = stays && is_same_around && !changes.concern(known, item, &text);
                holds.then_some(kept)
            })
            .collect();
        // Who asks for duplicates alone has no rule that sees one file alone.
        let looks =
            kind.is_reviewed() && rules.patterns.iter().any(|compiled| input.rules.has(compiled.rule));
        let dictionary = rules.prefilter.dictionary();
        let mut file_words = scope.words.clone();
        let mut words: Vec<Words> = vec![Words::default(); all.len()];
        if looks {
            for ((item, kept), words) in all.iter().zip(&kept).zip(&mut words) {
                if kept.is_none() {
                    words.add(&scope.words);
                    mark_words(dictionary, item, &text, words, &mut scratch.words);
                    file_words.add(words);
                }
            }
        }
        let chosen_by =
            ChosenBy { scope: SameScope(Arc::clone(&scope)), words: file_words, rules: input.rules.clone() };
        // The first item at hand answers what is the same all over the file.
        let mut is_narrowed = scratch.chosen_by.as_ref() == Some(&chosen_by);
        if looks && !is_narrowed {
            scratch.chosen_by = None;
            rules.prefilter.patterns(&chosen_by.words, &mut scratch.patterns);
        }

        profile.iter_mut().for_each(|profile| profile.end(Stage::Items));
        let mut is_complete = true;
        let mut analysed: Vec<(Arc<ItemAnalysis>, Anchor)> = Vec::with_capacity(all.len());
        let mut cache = FxHashMap::with_capacity_and_hasher(
            all.len().max(previous.map_or(0, |previous| previous.items.len())),
            FxBuildHasher,
        );
        let mut chosen_by = Some(chosen_by).filter(|_| looks && previous.is_some());
        for (index, item) in all.iter().enumerate() {
            let analysis = match kept[index] {
                Some(kept) => kept.clone(),
                None => {
                    if is_over(deadline) {
                        is_complete = false;
                        break;
                    }
                    let tree = trees[index].take().unwrap_or_else(|| flatten(flattener, &text, item));
                    let part =
                        parts[index].take().or_else(|| known_part(&keys[index]).cloned()).unwrap_or_default();
                    let cx = Cx::new(&tree, &scope, &rules.tables);
                    if !is_narrowed {
                        is_narrowed = true;
                        // All patterns are asked about where the next version will ask again.
                        let fitting = previous.map(|_| fitting(&scope, rules, &tree));
                        scratch.patterns.retain(|&number| {
                            let compiled = &rules.patterns[number as usize];
                            input.rules.has(compiled.rule)
                                && fitting.map_or_else(
                                    || compiled.fits_file(&cx),
                                    |fitting| fitting[number as usize],
                                )
                        });
                        let reports = |number: &u32| !rules.patterns[*number as usize].is_exception;
                        let reporting = scratch.patterns.iter().copied().filter(reports);
                        rules.matcher.fill(reporting, &mut scratch.candidates);
                        scratch.chosen_by = chosen_by.take();
                    }
                    profile.iter_mut().for_each(|profile| profile.end(Stage::Items));
                    let searched = if looks {
                        find(self.engine, rules, &cx, &words[index], scratch, profile.as_mut(), deadline)
                    } else {
                        Some(Searched::default())
                    };
                    profile.iter_mut().for_each(|profile| profile.end(Stage::Match));
                    let Some(Searched { found: findings, slow }) = searched else {
                        is_complete = false;
                        break;
                    };
                    // The lines of a shell move by more than one distance.
                    let told_a_line = cx.told_a_line();
                    let mut facts = rules.extractor.extract(&tree, &scope.names, kind, self.depth);
                    if self.depth == Depth::Everything {
                        facts.add_test_references(&doctests::references(&tree, &rules.extractor, flattener));
                    }
                    let analysis = ItemAnalysis {
                        anchor: item.anchor(),
                        part,
                        facts,
                        findings,
                        comments: cx.comments().len() as u32,
                        sought: cx.take_sought(),
                        asked_for_imports: cx.asked_for_imports(),
                        tells_lines_apart: told_a_line && item.is_shell,
                        row_told: row(item).filter(|_| told_a_line),
                        slow,
                    };
                    profile.iter_mut().for_each(|profile| profile.end(Stage::Facts));
                    drop(cx);
                    flattener.recycle(tree);
                    Arc::new(analysis)
                }
            };
            let known = Known { analysis: analysis.clone(), scope: shared_scope.clone(), age: 0 };
            cache.insert(keys[index], known);
            analysed.push((analysis, item.anchor()));
        }
        for (key, known) in previous.iter().flat_map(|previous| &previous.items) {
            if known.age < MAX_AGE && is_complete {
                cache.entry(*key).or_insert_with(|| Known { age: known.age + 1, ..known.clone() });
            }
        }
        let facts =
            assemble(analysed.iter().map(|(item, to)| (&item.facts, Shift { from: &item.anchor, to })), kind);
        let slow: FxHashSet<usize> =
            analysed.iter().flat_map(|(item, _)| item.slow.iter().copied()).collect();
        let findings = settle(self.engine, &analysed, &slow, &text);
        profile.iter_mut().for_each(|profile| profile.end(Stage::Join));
        FileAnalysis {
            findings,
            facts: Arc::new(facts),
            is_complete,
            slow_rules: slow.iter().map(|&rule| self.engine.rules()[rule].clone()).collect(),
            items: cache,
            rules: input.rules.clone(),
            kind,
            text,
            scope,
            told,
        }
    }
}

impl Drop for Analyzer<'_> {
    fn drop(&mut self) {
        // What was in the middle of something when it fell is not to be trusted.
        if !std::thread::panicking() {
            self.engine.keep_workers(std::mem::take(&mut self.workers));
        }
    }
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// How a file's scope differs from those in which its items were looked at.
struct ScopeChanges<'s> {
    /// By the scope of before; `None` if everything may be another.
    by_scope: Vec<(&'s Arc<FileScope>, Option<Change<'s>>)>,
}

/// What differs, and how its names are found in a text.
struct Change<'s> {
    difference: Difference<'s>,
    finders: Vec<Finder<'s>>,
}

impl<'s> ScopeChanges<'s> {
    /// `is_same_to_rules` says whether the same patterns can match in a file of that scope.
    fn new(
        before: impl Iterator<Item = &'s Arc<FileScope>>,
        now: &'s FileScope,
        is_same_to_rules: &mut dyn FnMut(&FileScope) -> bool,
    ) -> ScopeChanges<'s> {
        let mut by_scope: Vec<(&Arc<FileScope>, Option<Change<'_>>)> = Vec::new();
        for scope in before {
            // Most items share the newest.
            if !by_scope.iter().any(|(known, _)| Arc::ptr_eq(known, scope)) {
                let difference = scope.difference(now);
                let difference =
                    difference.filter(|difference| !difference.imports || is_same_to_rules(scope));
                let change = difference.map(|difference| Change {
                    finders: difference.names.iter().map(|name| Finder::new(*name)).collect(),
                    difference,
                });
                by_scope.push((scope, change));
            }
        }
        ScopeChanges { by_scope }
    }

    /// A scope of before that says the same.
    fn equal_before(&self) -> Option<&'s Arc<FileScope>> {
        self.by_scope
            .iter()
            .find(|(_, change)| change.as_ref().is_some_and(|change| change.finders.is_empty()))
            .map(|(scope, _)| *scope)
    }

    /// Whether an item, or what it stands in, mentions what has changed since it was looked at.
    fn concern(&self, known: &Known, item: &Item<'_>, text: &str) -> bool {
        let before = self.by_scope.iter().find(|(before, _)| Arc::ptr_eq(before, &known.scope));
        let Some((_, Some(Change { difference, finders }))) = before else { return true };
        difference.imports && known.analysis.asked_for_imports
            || finders.iter().any(|name| {
                item.pieces().any(|piece| has_word(piece.of(text), name))
                    || item.outer.iter().any(|(_, around)| {
                        let mut texts = [&around.name].into_iter().chain(&around.bases).chain(&around.marks);
                        texts.any(|text| has_word(text, name))
                    })
            })
    }
}

/// The lines in which two versions of a text differ.
struct ChangedLines<'t> {
    old: &'t str,
    new: &'t str,
}

impl<'t> ChangedLines<'t> {
    fn new(old: &'t str, new: &'t str) -> ChangedLines<'t> {
        let (before, after) = (old.as_bytes(), new.as_bytes());
        let start = equal_start(before, after);
        let start = memchr::memrchr(b'\n', &before[..start]).map_or(0, |end| end + 1);
        let (before, after) = (&before[start..], &after[start..]);
        let end = equal_end(before, after);
        let end =
            before[before.len() - end..].iter().position(|&byte| byte == b'\n').map_or(0, |at| end - at);
        let of = |text: &'t str| text.get(start..text.len() - end).unwrap_or(text);
        ChangedLines { old: of(old), new: of(new) }
    }

    /// Whether lines behind them have other numbers now.
    fn move_others(&self) -> bool {
        let breaks = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let has_returns = |text: &str| memchr::memchr(b'\r', text.as_bytes()).is_some();
        breaks(self.old) != breaks(self.new) || has_returns(self.old) || has_returns(self.new)
    }

    /// Whether one of the names stands in them.
    fn mention(&self, names: &[Box<str>]) -> bool {
        let stands_in =
            |text: &str, name: &str| memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_some();
        // A name of more than one line may begin before them.
        names.iter().any(|name| name.contains('\n') || stands_in(self.old, name) || stands_in(self.new, name))
    }
}

fn has_word(text: &str, word: &Finder<'_>) -> bool {
    let bytes = text.as_bytes();
    let is_of_word = |at: usize| {
        bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii())
    };
    word.find_iter(bytes)
        .any(|at| !at.checked_sub(1).is_some_and(is_of_word) && !is_of_word(at + word.needle().len()))
}

/// Whether a file that is not test code as a whole may hold some.
fn has_tests(text: &str) -> bool {
    ["#[cfg(test)]", "#[test]", "::test]", "def test_"]
        .iter()
        .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// Marks the words of the item's own text.
fn mark_words(
    dictionary: &Dictionary,
    item: &Item<'_>,
    text: &str,
    words: &mut Words,
    known: &mut KnownWords,
) {
    item.pieces().for_each(|piece| dictionary.mark(piece.of(text), words, known));
}

/// By pattern: whether it can match anywhere in a file of this scope; any of the file's trees will do to find out.
fn fitting<'s>(scope: &'s FileScope, rules: &LanguageRules, tree: &SyntaxTree<'_>) -> &'s [bool] {
    scope.fitting.get_or_init(|| {
        let cx = Cx::new(tree, scope, &rules.tables);
        rules.patterns.iter().map(|compiled| compiled.fits_file(&cx)).collect()
    })
}

fn flatten<'t>(flattener: &mut Flattener, text: &'t str, item: &Item<'_>) -> SyntaxTree<'t> {
    flattener.flatten(text, &Selection { outer: &item.outer, children: &item.children, pruned: &item.pruned })
}

/// What was found in one item.
#[derive(Default)]
struct Searched {
    found: Vec<Found>,
    /// Rules that took too long.
    slow: Vec<usize>,
}

/// The findings of one item; `None` when the deadline came first.
///
/// Most items have nothing to report, so patterns that keep a rule quiet are only tried where the rule would speak: it
/// is then searched for once more with all of its patterns.
fn find(
    engine: &Engine,
    rules: &LanguageRules,
    cx: &Cx<'_, '_>,
    words: &Words,
    scratch: &mut Scratch,
    mut profile: Option<&mut Profile>,
    deadline: Option<Instant>,
) -> Option<Searched> {
    let Scratch { captures, candidates, doubted, patterns, asked, steps, .. } = scratch;
    asked.begin(rules.patterns.len());
    let place = Place { engine, rules, cx, words, deadline };
    let mut searched = search(&place, candidates, captures, asked, steps, profile.as_deref_mut())?;
    let speaks = |searched: &Searched, rule: usize| {
        searched.found.iter().any(|found| found.rule == rule) || searched.slow.contains(&rule)
    };
    let mut in_doubt: Vec<usize> = patterns
        .iter()
        .map(|&number| &rules.patterns[number as usize])
        .filter(|compiled| compiled.is_exception && speaks(&searched, compiled.rule))
        .map(|compiled| compiled.rule)
        .collect();
    in_doubt.dedup();
    if in_doubt.is_empty() {
        return Some(searched);
    }
    let of_these = |number: &u32| in_doubt.contains(&rules.patterns[*number as usize].rule);
    rules.matcher.fill(patterns.iter().copied().filter(of_these), doubted);
    let again = search(&place, doubted, captures, asked, steps, profile)?;
    searched.found.retain(|found| !in_doubt.contains(&found.rule));
    searched.slow.retain(|rule| !in_doubt.contains(rule));
    searched.found.extend(again.found);
    searched.slow.extend(again.slow);
    Some(searched)
}

/// What a search in one item reads.
struct Place<'a, 'c, 't> {
    engine: &'a Engine,
    rules: &'a LanguageRules,
    cx: &'a Cx<'c, 't>,
    words: &'a Words,
    deadline: Option<Instant>,
}

/// What these patterns find; `None` when the deadline came first.
fn search(
    place: &Place<'_, '_, '_>,
    candidates: &Candidates,
    captures: &mut Captures,
    asked: &mut Asked,
    steps: &mut Vec<u32>,
    mut profile: Option<&mut Profile>,
) -> Option<Searched> {
    let &Place { engine, rules, cx, words, deadline } = place;
    let tree = cx.tree;
    steps.clear();
    steps.resize(rules.patterns.len(), 0);
    let mut slow: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    let mut spoken: FxHashSet<(usize, NodeId)> = FxHashSet::default();
    let mut skip_until = 0;
    for node in tree.all() {
        if node.0 < skip_until {
            continue;
        }
        if tree.is(node, Role::MacroDefinition) {
            skip_until = tree.next_index(Some(node));
            continue;
        }
        if tree.is_outer(node) {
            continue;
        }
        // Asking the clock costs as much as a small pattern.
        if node.0.is_multiple_of(32) && is_over(deadline) {
            return None;
        }
        for number in candidates.at_node(tree, node) {
            if !asked.lets(number, || rules.prefilter.lets(number, words)) {
                continue;
            }
            let compiled = &rules.patterns[number as usize];
            if !slow.is_empty() && slow.contains(&compiled.rule) {
                continue;
            }
            let begun = profile.as_ref().map(|profile| (profile.now(), found.len()));
            let holds =
                |number: u16, captures: &Captures| compiled.predicates[number as usize].holds(cx, captures);
            let taken = Matcher::matches(&compiled.pattern, tree, node, captures, &holds, |captures| {
                let Some(place) = captures.first(compiled.finding) else { return true };
                let is_whole = place == node;
                if spoken.contains(&(compiled.rule, place)) {
                    return !is_whole;
                }
                if tree.is_pruned(place) || stands_in_error(tree, place) {
                    return !is_whole;
                }
                if !compiled.late.iter().all(|&number| holds(number, captures)) {
                    return true;
                }
                spoken.insert((compiled.rule, place));
                if !compiled.error_lines.is_empty() {
                    found.extend(report_lines(engine, cx, compiled, captures, place));
                    return !is_whole;
                }
                if !compiled.is_exception
                    && let Some(finding) = report(engine, cx, compiled, captures, place, None)
                {
                    found.push(Found { finding, rule: compiled.rule, merges_lines: compiled.merges_lines });
                }
                !is_whole && found.len() < MAX_FINDINGS
            });
            let taken_so_far = &mut steps[number as usize];
            *taken_so_far += taken;
            if *taken_so_far > MAX_STEPS {
                slow.push(compiled.rule);
            }
            if let (Some(profile), Some((since, before))) = (&mut profile, begun) {
                profile.tried(compiled.rule, since, found.len() - before);
            }
        }
        if found.len() >= MAX_FINDINGS {
            break;
        }
    }
    Some(Searched { found, slow })
}

fn stands_in_error(tree: &SyntaxTree<'_>, place: NodeId) -> bool {
    tree.has_error()
        && !tree.is_error(place)
        && (tree.holds_error(place) || tree.parent(place).is_some_and(|parent| tree.is_error(parent)))
}

/// Whether a node stands in a context.
type ContextCheck = fn(&Cx<'_, '_>, NodeId) -> bool;

/// The level after the contexts that every rule shares; `None` where the rule is quiet.
fn level(cx: &Cx<'_, '_>, rule: &Rule, own: Option<Level>, place: NodeId) -> Option<Level> {
    let contexts = rule.header.contexts;
    let mut level = own.unwrap_or(rule.header.severity);
    let checks: [(Effect, ContextCheck); 3] = [
        (contexts.tests, is_in_test),
        (contexts.entry, is_in_entry_point),
        (contexts.explained, is_explained),
    ];
    for (effect, holds) in checks {
        match effect {
            Effect::Keep => {}
            Effect::Milder => {
                if holds(cx, place) {
                    level = level.milder().unwrap_or(Level::Hint);
                }
            }
            Effect::Off => {
                if holds(cx, place) {
                    return None;
                }
            }
            Effect::Only => {
                if !holds(cx, place) {
                    return None;
                }
            }
        }
    }
    Some(level)
}

/// One finding for each line of a syntax error that fits.
fn report_lines(
    engine: &Engine,
    cx: &Cx<'_, '_>,
    compiled: &CompiledPattern,
    captures: &Captures,
    place: NodeId,
) -> Vec<Found> {
    let tree = cx.tree;
    let span = tree.span(place);
    let mut start = tree.line_start(span.start);
    let mut found = Vec::new();
    let rest = tree.source().get(start as usize..).unwrap_or_default();
    for line in rest.split_inclusive(['\n', '\r']) {
        if start > span.end {
            break;
        }
        let text = line.trim_end();
        if compiled.error_lines.iter().any(|regex| regex.is_match(text))
            && let Some(mut finding) = report(engine, cx, compiled, captures, place, Some(text))
        {
            finding.span = Span::new(start, start + text.len() as u32);
            found.push(Found { finding, rule: compiled.rule, merges_lines: false });
        }
        start += line.len() as u32;
    }
    found
}

fn report(
    engine: &Engine,
    cx: &Cx<'_, '_>,
    compiled: &CompiledPattern,
    captures: &Captures,
    place: NodeId,
    error_line: Option<&str>,
) -> Option<Finding> {
    let tree = cx.tree;
    let rule = &engine.rules()[compiled.rule];
    let level = level(cx, rule, compiled.level, place)?;
    let function = if tree.is(place, Role::Function) { Some(place) } else { tree.enclosing_function(place) };
    let value = |name: &str| -> Option<String> {
        if let Some(line) = error_line.filter(|_| name == "text" || name == "line-text") {
            return Some(in_a_sentence(line, 60));
        }
        if let Some((_, capture, what)) = compiled.binds.iter().find(|(known, ..)| known == name) {
            let node = captures.first(*capture)?;
            return bound_text(cx, node, captures.all(*capture).count(), what);
        }
        match name {
            "function" => {
                return Some(
                    function.and_then(|function| tree.name(function)).unwrap_or("this module").to_owned(),
                );
            }
            "class" => {
                let class = tree.ancestors(place).find(|&around| tree.is(around, Role::Class));
                return class.and_then(|class| crate::scope::class_name(tree, class));
            }
            "line" => return bound_text(cx, place, 1, "line"),
            "file" => return Some(cx.scope.path.clone()),
            // Known only when all of the file's hits are: filled by `settle`.
            "count" | "density" if rule.header.density.is_some() => return Some(format!("{{{name}}}")),
            _ => {}
        }
        let capture = compiled.captures.iter().position(|known| known == name)? as u16;
        captures.first(capture).map(|node| in_a_sentence(tree.text(node), 60))
    };
    let message = compiled.message.as_deref().unwrap_or(&rule.header.message);
    let question = compiled.question.as_deref().unwrap_or(&rule.header.question);
    Some(Finding {
        rule: rule.clone(),
        span: shown(tree, place),
        level,
        message: fill(message, &value),
        question: fill(question, &value),
        evidence: Vec::new(),
        related: Vec::new(),
        scope: tree.scope_path(place),
        topic: None,
    })
}

/// What is underlined: the name of a definition, else the node's first line.
fn shown(tree: &SyntaxTree<'_>, place: NodeId) -> Span {
    let definition =
        if tree.is(place, Role::Wrapper) { tree.field(place, "definition").unwrap_or(place) } else { place };
    if (tree.is(definition, Role::Function) || tree.is(definition, Role::Container))
        && let Some(name) = tree.field(definition, "name")
    {
        return tree.span(name);
    }
    let span = tree.span(place);
    let text = tree.text(place);
    let first_line = text.find(['\n', '\r']).unwrap_or(text.len());
    Span::new(span.start, span.start + text[..first_line].trim_end().len() as u32)
}

impl Rule {
    /// A finding of a rule that no query expresses, with the header's texts and level.
    pub fn finding(
        self: &Arc<Rule>,
        span: Span,
        scope: String,
        value: &dyn Fn(&str) -> Option<String>,
    ) -> Finding {
        Finding {
            rule: self.clone(),
            span,
            level: self.header.severity,
            message: fill(&self.header.message, value),
            question: fill(&self.header.question, value),
            evidence: Vec::new(),
            related: Vec::new(),
            scope,
            topic: None,
        }
    }
}

/// Joins the items' findings: places moved, lines merged, functions' hits joined, densities weighed, sorted, each place
/// once a rule.
fn settle(
    engine: &Engine,
    items: &[(Arc<ItemAnalysis>, Anchor)],
    slow: &FxHashSet<usize>,
    text: &str,
) -> Vec<Finding> {
    let mut all: Vec<Found> = items
        .iter()
        .flat_map(|(item, to)| {
            let shift = Shift { from: &item.anchor, to };
            item.findings.iter().filter(|found| !slow.contains(&found.rule)).map(move |found| Found {
                finding: found.finding.moved(|span| shift.span(span)),
                rule: found.rule,
                merges_lines: found.merges_lines,
            })
        })
        .collect();
    all.sort_by_key(|found| (found.finding.span, found.rule));
    all.dedup_by(|later, earlier| later.rule == earlier.rule && later.finding.span == earlier.finding.span);
    let comments: u32 = items.iter().map(|(item, _)| item.comments).sum();
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32 + 1;

    let mut settled: Vec<Finding> = Vec::with_capacity(all.len());
    let mut last_merged: FxHashMap<usize, (usize, u32)> = FxHashMap::default();
    let mut dense: FxHashMap<usize, Vec<Finding>> = FxHashMap::default();
    let mut first_in: FxHashMap<(usize, Level, String), usize> = FxHashMap::default();
    for found in all {
        if found.merges_lines {
            if let Some((place, count)) = last_merged.get_mut(&found.rule) {
                let earlier = &mut settled[*place];
                let between =
                    text.get(earlier.span.end as usize..found.finding.span.start as usize).unwrap_or("x");
                if between.trim().is_empty() && between.matches('\n').count() <= 1 {
                    earlier.span.end = found.finding.span.end;
                    *count += 1;
                    continue;
                }
            }
            last_merged.insert(found.rule, (settled.len(), 1));
        }
        if engine.rules()[found.rule].header.density.is_some() {
            dense.entry(found.rule).or_default().push(found.finding);
            continue;
        }
        if engine.rules()[found.rule].header.once == Once::Function && !found.finding.scope.is_empty() {
            let key = (found.rule, found.finding.level, found.finding.scope.clone());
            if let Some(&first) = first_in.get(&key) {
                settled[first].related.push(as_related(found.finding));
                continue;
            }
            first_in.insert(key, settled.len());
        }
        settled.push(found.finding);
    }
    for (rule, hits) in dense {
        let rule = &engine.rules()[rule];
        let Some(density) = &rule.header.density else { continue };
        let count = hits.len() as u32;
        let over = |wanted: u32, of: u32| {
            wanted == 0 || u64::from(count) * 1000 >= u64::from(wanted) * u64::from(of.max(1))
        };
        let is_dense = count >= density.at_least
            && over(density.per_thousand_comments, comments)
            && over(density.per_thousand_lines, lines);
        if !is_dense {
            if density.singles {
                settled.extend(hits);
            }
            continue;
        }
        let level = hits.iter().map(|hit| hit.level).max().unwrap_or(Level::Hint);
        let mut hits = hits.into_iter();
        let Some(mut first) = hits.next() else { continue };
        let per_thousand = u64::from(count) * 1000 / u64::from(comments.max(1));
        first.level = level;
        if let Some(message) = &density.message {
            first.message.clone_from(message);
        }
        for text in [&mut first.message, &mut first.question] {
            *text =
                text.replace("{count}", &count.to_string()).replace("{density}", &per_thousand.to_string());
        }
        first.related = hits.take(20).map(as_related).collect();
        settled.push(first);
    }
    settled.sort_by_key(|finding| (finding.span, finding.rule.name.clone()));
    settled.truncate(MAX_FINDINGS);
    settled
}

/// A hit that is told at the place of another.
fn as_related(hit: Finding) -> Related {
    Related { path: None, span: hit.span, text: hit.message }
}
