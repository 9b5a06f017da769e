//! What is known of every file: findings and facts, nothing else of closed files.
//!
//! A file is parsed once in a scan, or not at all where a cache knows it. One kind of fact travels between files before findings can be right:
//! `#[cfg(test)] mod name;` makes another file test code, so the few files to which that comes as news are looked
//! at again.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use dashmap::DashMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::{Allow, Depth, FileFacts, ModuleDeclaration};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::{Problem, Rule};
use thinktwice_engine::text::Span;
use thinktwice_engine::{Analyzer, Engine, FileAnalysis, FileInput, RuleSelection};

use super::across::{Across, Concerned, Question};
use super::cache::{self, Answers, Cache, Caching, FileVersion, Known, Moves, News, Packed, Reading, Stat};
use super::clones::limits::Limits;
use super::clones::{self, Clones, Family};
use super::discovery::path_order;
use super::graph::{Mentions, Standing, Tests};
use super::names::Names;
use super::packages::{Packages, manifest};
use super::source::{self, BlobName};
use super::threads::on_all_cores;

/// tree-sitter's own recursion over deeply nested code needs more than a thread's usual two megabytes.
pub const STACK_BYTES: usize = 16 * 1024 * 1024;

/// A file on disk that takes longer is given up: the patience of a person who waits for a whole scan.
const TIME_FOR_ONE_FILE: Duration = Duration::from_secs(10);

/// The place of the index of duplicated code among all,
const CLONES: usize = 0;
/// that of what tests reach,
const TESTS: usize = 1;
/// and that of names.
const NAMES: usize = 3;

/// The facts of a file before and after a change.
type Versions = (Arc<FileFacts>, Arc<FileFacts>);

/// So many files can be put at once: more than there are threads, so that they seldom wait for each other.
const PUTS: usize = 64;

/// What is known of a file.
#[derive(Clone)]
pub struct FileEntry {
    /// Findings of the rules that need this file alone.
    pub findings: Arc<[Finding]>,
    /// What is kept of its facts; the indexes across files keep what they need themselves.
    pub marks: Arc<FileMarks>,
    /// The text that an editor has of it; closed files keep none.
    pub document: Option<Document>,
    is_declared_test: bool,
    /// Of the text on disk; `None` while an editor has it.
    blob: Option<BlobName>,
}

/// The facts of a file that decide how its findings are shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileMarks {
    /// Something is said of it: no program wrote it, and it does not only declare.
    pub is_reviewed: bool,
    /// Tests stand in it.
    pub has_tests: bool,
    /// Comments that keep rules quiet.
    pub allows: Vec<Allow>,
    /// Name and whole extent of each function.
    pub functions: Box<[(Span, Span)]>,
    /// Files that it declares to be test code.
    declares: BTreeSet<PathBuf>,
}

impl FileMarks {
    fn new(path: &Path, facts: &FileFacts) -> FileMarks {
        FileMarks {
            is_reviewed: facts.is_reviewed(),
            has_tests: facts.is_test || facts.functions.iter().any(|function| function.traits.is_test),
            allows: facts.allows.clone(),
            functions: facts.functions.iter().map(|function| (function.name_span, function.span)).collect(),
            declares: declared_tests(path, facts),
        }
    }
}

/// Where a text comes from.
enum Version {
    /// An editor has just told it.
    OfEditor(Document),
    /// It was known already and is only looked at again.
    Again(Document),
    /// Read from disk.
    OfDisk(BlobName),
}

/// What a version of a file gave.
struct Gift {
    findings: Arc<[Finding]>,
    marks: Arc<FileMarks>,
    facts: Facts,
    is_declared_test: bool,
}

enum Facts {
    Here(Arc<FileFacts>),
    /// Not unpacked yet.
    Packed(Packed),
}

/// How a file is to be looked at: everything that depends on its place.
pub struct FileSettings {
    /// The path that rules see, relative to its root, with `/`.
    pub path: String,
    /// Which rules run.
    pub rules: RuleSelection,
}

/// All files of all roots.
pub struct Index {
    files: DashMap<PathBuf, FileEntry, FxBuildHasher>,
    /// One of them is held while a file is put into all indexes or taken out, so that two versions of it cannot cross. The
    /// entry in `files` is not: an index that answers looks there for texts, while it is locked itself.
    puts: [Mutex<()>; PUTS],
    /// Functions and blocks that stand in several places.
    clones: Clones,
    /// Who mentions whom, and what tests reach.
    tests: Tests,
    packages: Packages,
    names: Names,
    /// File that is test code by declaration -> files that declare it so.
    declared_tests: DashMap<PathBuf, BTreeSet<PathBuf>>,
    problems: Mutex<Vec<Problem>>,
    is_scanned: AtomicBool,
    cache: RwLock<Option<Arc<Cache>>>,
    /// How many files the last scan parsed: the others were known by the cache.
    parsed: AtomicUsize,
    /// Facts that the indexes have not got yet.
    packed: DashMap<PathBuf, Packed, FxBuildHasher>,
    unpacking: Mutex<()>,
    /// What rules across files said of just these files.
    answers: RwLock<Option<Arc<Answers>>>,
    /// Nothing but duplicates is asked for.
    only_clones: AtomicBool,
}

impl Default for Index {
    fn default() -> Index {
        Index {
            files: DashMap::default(),
            puts: std::array::from_fn(|_| Mutex::default()),
            clones: Clones::default(),
            tests: Tests::default(),
            packages: Packages::default(),
            names: Names::default(),
            declared_tests: DashMap::new(),
            problems: Mutex::default(),
            is_scanned: AtomicBool::new(false),
            cache: RwLock::default(),
            parsed: AtomicUsize::new(0),
            packed: DashMap::default(),
            unpacking: Mutex::default(),
            answers: RwLock::default(),
            only_clones: AtomicBool::new(false),
        }
    }
}

impl Index {
    /// What is known of a file.
    pub fn file(&self, path: &Path) -> Option<FileEntry> {
        self.files.get(path).map(|entry| entry.clone())
    }

    /// What git calls the text that a file had on disk when it was read; `None` while an editor has it.
    pub fn blob(&self, path: &Path) -> Option<BlobName> {
        self.files.get(path).and_then(|entry| entry.blob)
    }

    /// The files that are known, in order.
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.files.iter().map(|entry| entry.key().clone()).collect();
        paths.par_sort_unstable_by(|left, right| path_order(left, right));
        paths
    }

    /// Whether every file was looked at once: before that, "nowhere" means "not yet".
    pub fn is_scanned(&self) -> bool {
        self.is_scanned.load(Ordering::Acquire)
    }

    /// How many files had to be parsed in the last scan and since.
    pub fn parsed_files(&self) -> usize {
        self.parsed.load(Ordering::Relaxed)
    }

    /// All indexes there are, [`CLONES`], [`TESTS`] and [`NAMES`] at their places. A new one is one line here.
    fn across(&self) -> Vec<&dyn Across> {
        if self.keeps_only_clones() {
            return vec![&self.clones];
        }
        vec![&self.clones, &self.tests, &self.packages, &self.names]
    }

    /// From now on only duplicates are asked for: what else could be known of files takes memory, and is not kept.
    pub fn keep_only_clones(&self) {
        self.only_clones.store(true, Ordering::Relaxed);
    }

    /// Whether only duplicates are asked for.
    pub fn keeps_only_clones(&self) -> bool {
        self.only_clones.load(Ordering::Relaxed)
    }

    /// The text of a file as it is known: the editor's, or what is on disk.
    pub fn text(&self, path: &Path) -> Option<String> {
        let open = self.file(path).and_then(|file| file.document);
        open.map(|document| document.text()).or_else(|| source::read(path).ok())
    }

    /// The names of the rules that look across files.
    pub fn rules_across(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.across().into_iter().flat_map(|index| index.rules().iter().copied())
    }

    /// Findings in a file that other files take part in. Indexes of which no rule is on are not asked: what they
    /// would have to derive first can take longer than all else.
    pub fn findings_across(
        &self,
        path: &Path,
        engine: &Engine,
        limits: &Limits,
        is_on: &dyn Fn(&Rule) -> bool,
        is_changed: &dyn Fn(Span) -> bool,
    ) -> Vec<Finding> {
        if !self.is_scanned() {
            return Vec::new();
        }
        let answers = read(&self.answers).clone();
        let told = RefCell::new(Vec::new());
        let asks_of_change = |span| {
            let is_changed = is_changed(span);
            told.borrow_mut().push((span, is_changed));
            is_changed
        };
        let (text, is_changed_here) = (&|path: &Path| self.text(path), &asks_of_change);
        let question = Question { path, engine, limits, text, is_on, is_changed: is_changed_here };
        let mut found: Vec<Finding> = Vec::new();
        for (number, index) in self.across().into_iter().enumerate() {
            let is_asked = |name: &&str| engine.rule(name).is_some_and(|rule| is_on(rule));
            let asked: Vec<bool> = index.rules().iter().map(is_asked).collect();
            if !asked.contains(&true) {
                continue;
            }
            if let Some(known) =
                answers.as_ref().and_then(|answers| answers.of(number, path, &asked, is_changed))
            {
                found.extend_from_slice(&known);
                continue;
            }
            self.unpack();
            let said = index.findings(&question);
            if let Some(answers) = &answers {
                answers.put(number, path, asked, told.take(), &said);
            }
            found.extend(said);
        }
        found
    }

    /// Says that [`Index::findings_across`] may be asked about nearly all files.
    pub fn expect_all(&self) {
        self.clones.expect_all();
    }

    /// Everything that stands in several places, as families.
    pub fn families(&self, limits: &Limits) -> Vec<Family> {
        let answers = read(&self.answers).clone();
        if let Some(known) = answers.as_ref().and_then(|answers| answers.families(limits)) {
            return known;
        }
        self.unpack();
        let found = self.clones.families(limits, &|path| self.text(path));
        if let Some(answers) = answers {
            answers.put_families(limits, &found);
        }
        found
    }

    /// The names of those who mention a function, tests left out.
    pub fn callers(&self, path: &Path, name_span: Span) -> Vec<String> {
        self.unpack();
        self.tests.callers_of(path, name_span)
    }

    /// Whether what a rule that sees one file alone said is not so, seen from all files.
    pub fn withdraws(&self, path: &Path, finding: &Finding) -> bool {
        if !self.is_scanned() {
            return false;
        }
        let mut taken_back = self.across().into_iter().flat_map(|index| index.withdrawing());
        if !taken_back.any(|rule| *rule == finding.rule.name) {
            return false;
        }
        let answers = read(&self.answers).clone();
        if let Some(known) = answers.as_ref().and_then(|answers| answers.is_withdrawn(path, finding)) {
            return known;
        }
        self.unpack();
        let is_withdrawn = self.across().into_iter().any(|index| index.withdraws(path, finding));
        if let Some(answers) = answers {
            answers.put_withdrawn(path, finding, is_withdrawn);
        }
        is_withdrawn
    }

    /// The graph of who mentions whom, over all files.
    pub fn tests(&self) -> &Tests {
        self.unpack();
        &self.tests
    }

    /// What takes longer than a keystroke may is done from now on when [`Index::catch_up`] is called.
    pub fn let_lag(&self) {
        self.tests.let_lag();
    }

    /// Does what was put off. Says for which files that may make a difference.
    pub fn catch_up(&self) -> Vec<PathBuf> {
        self.tests.catch_up()
    }

    /// How tests reach the functions of a file.
    pub fn standing(&self, path: &Path) -> Vec<Standing> {
        self.unpack();
        self.tests.standing(path)
    }

    /// Who mentions each function of a file, in the order of [`Index::standing`].
    pub fn mentions(&self, path: &Path) -> Vec<Mentions> {
        self.unpack();
        self.tests.mentions(path)
    }

    /// What kept files from being looked at since this was last asked.
    pub fn take_problems(&self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut *self.problems.lock().unwrap_or_else(PoisonError::into_inner));
        problems.sort_by(|left, right| (&left.origin, left.line).cmp(&(&right.origin, right.line)));
        problems.dedup();
        problems
    }

    /// Adds to what kept files from being looked at.
    pub fn report(&self, problem: Problem) {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    /// Takes what a cache knows of files for what they give, from the next scan on until [`Index::remember`].
    pub fn use_cache(&self, cache: Option<Cache>) {
        *write(&self.cache) = cache.map(Arc::new);
    }

    /// Writes to the cache what was new to it, and lets it go.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub fn remember(&self) -> Result<(), String> {
        let answers = read(&self.answers).clone();
        let cache = write(&self.cache).take();
        // A scan that was broken off has not seen what else there is.
        let Some(cache) = cache.filter(|_| self.is_scanned()) else { return Ok(()) };
        if let (Some(answers), Some(links)) = (&answers, self.tests.to_bytes()) {
            cache.put_links(answers, &links)?;
        }
        cache.save(answers.as_deref())
    }

    /// Gives the indexes all facts that they have not got yet.
    fn unpack(&self) {
        if self.packed.is_empty() {
            return;
        }
        let _only_one = self.unpacking.lock().unwrap_or_else(PoisonError::into_inner);
        let paths: Vec<PathBuf> = self.packed.iter().map(|entry| entry.key().clone()).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                // As in `put`, so that what is newer stays.
                let _alone = self.alone(path);
                let Some(packed) = self.packed.get(path).map(|packed| packed.clone()) else { continue };
                if let Some(facts) = packed.unpack() {
                    let (shared, facts) = (Arc::from(path.as_path()), Arc::new(facts));
                    self.across().into_iter().for_each(|index| drop(index.swap(&shared, Some(&facts))));
                } else {
                    let message = "an entry of the cache is damaged; check again";
                    self.report(Problem::new(path.display().to_string(), message));
                }
                // Last, since who finds nothing packed takes the indexes for whole.
                self.packed.remove(path);
            }
        };
        on_all_cores(work);
    }

    /// While it is held, nobody else puts the file or takes it out.
    fn alone(&self, path: &Path) -> MutexGuard<'_, ()> {
        let number = FxBuildHasher.hash_one(path) as usize % PUTS;
        self.puts[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of the workspace is no longer what the cache's answers are about.
    fn forget_answers(&self) {
        if self.is_scanned() && read(&self.answers).is_some() {
            write(&self.answers).take();
        }
    }

    /// Takes the answers that still hold from the cache.
    fn take_answers(&self, engine: &Engine, settings: &(dyn Fn(&Path) -> FileSettings + Sync)) {
        let cache = read(&self.cache).clone().filter(|cache| cache.caching() == Caching::ForOneAnswer);
        let Some(cache) = cache else { return };
        let mut files: Vec<(PathBuf, FileVersion)> = self
            .files
            .iter()
            .map(|entry| {
                let (blob, is_declared_test) = (entry.blob, entry.is_declared_test);
                (entry.key().clone(), FileVersion { blob, settings: 0, is_declared_test })
            })
            .collect();
        files.par_iter_mut().for_each(|(path, version)| version.settings = cache::number_of(&settings(path)));
        files.par_sort_unstable_by(|(left, _), (right, _)| path_order(left, right));
        let answers = cache.answers(files, engine, &|index| index == CLONES);
        let concerned = self.follow_news(&answers);
        // What is asked anew is unpacked.
        if !answers.holds() || !concerned.is_empty() {
            self.mend_damaged(engine, settings);
        }
        if !concerned.is_empty() {
            self.unpack();
        }
        // Each index knows only its own, so they find out at the same time.
        concerned.into_par_iter().for_each(|number| {
            let concerned = match number {
                CLONES => Some(self.clones.concerned_by(answers.news())),
                NAMES => self.names.concerned_by(answers.news()),
                TESTS => {
                    if let Some(links) = cache.links(&answers) {
                        self.tests.resume(&links, answers.news());
                    }
                    answers.drop_links();
                    None
                }
                _ => None,
            };
            match concerned {
                Some(files) => answers.drop_index(number, files.iter().map(PathBuf::as_path)),
                None => answers.drop_all(number),
            }
        });
        *write(&self.answers) = Some(Arc::new(answers));
    }

    /// Drops the answers that may be others since files changed, and moves those that only stand elsewhere. Says of which
    /// indexes anybody's may be others: which they are can only be known when all files are.
    fn follow_news(&self, answers: &Answers) -> Vec<usize> {
        let news = answers.news().iter().map(|News { path, before }| {
            let now = before.as_ref().and_then(|_| self.facts(path));
            (path.as_path(), before.clone().zip(now))
        });
        let news: Vec<(&Path, Option<Versions>)> = news.collect();
        let (mut moved, mut of_anybody) = (Vec::new(), Vec::new());
        for (number, index) in self.across().into_iter().enumerate() {
            let concerned = news.iter().map(|(path, versions)| match versions {
                Some((before, now)) => index.concerned(path, before, now),
                None => Concerned::Anybody,
            });
            match concerned.max().unwrap_or(Concerned::Nobody) {
                Concerned::Nobody => moved.push(number),
                Concerned::Itself => {
                    answers.drop_index(number, news.iter().map(|(path, _)| *path));
                    moved.push(number);
                }
                Concerned::Anybody => {
                    of_anybody.push(number);
                    if !index.withdrawing().is_empty() {
                        answers.drop_withdrawn();
                    }
                }
            }
        }
        for (path, versions) in news {
            if let Some((before, now)) = versions {
                answers.relocate(&moved, path, &Moves::between(&before, &now));
            }
        }
        of_anybody
    }

    /// The facts of a file.
    pub fn facts(&self, path: &Path) -> Option<Arc<FileFacts>> {
        if let Some(packed) = self.packed.get(path).map(|packed| packed.clone()) {
            return packed.unpack_alone().map(Arc::new);
        }
        if self.keeps_only_clones() { self.clones.facts(path) } else { self.tests.facts(path) }
    }

    /// Looks again at files of which the cache turns out to hold nothing whole.
    fn mend_damaged(&self, engine: &Engine, settings: &(dyn Fn(&Path) -> FileSettings + Sync)) {
        let packed: Vec<(PathBuf, Packed)> =
            self.packed.iter().map(|entry| (entry.key().clone(), entry.value().clone())).collect();
        packed.par_iter().filter(|(_, packed)| !packed.is_whole()).for_each_init(
            || self.analyzer(engine),
            |analyzer, (path, _)| drop(self.load_with(analyzer, engine, path, settings)),
        );
    }

    /// Looks at all these files from disk, in place of what was known of closed files before. `progress` is told
    /// how many are done; what an editor has open stays as the editor has it.
    pub fn scan(
        &self,
        engine: &Engine,
        files: &[PathBuf],
        jobs: usize,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
        progress: &(dyn Fn(usize, usize) + Sync),
        stop: &AtomicBool,
    ) {
        let kept: BTreeSet<&PathBuf> = files.iter().collect();
        for path in self.paths() {
            if !kept.contains(&path) && self.file(&path).is_some_and(|entry| entry.document.is_none()) {
                self.take_out(&path);
            }
        }
        write(&self.answers).take();
        self.parsed.store(0, Ordering::Relaxed);
        let done = AtomicUsize::new(0);
        let scan_all = || {
            files.par_iter().for_each_init(
                || self.analyzer(engine),
                |analyzer, path| {
                    if !stop.load(Ordering::Relaxed) {
                        self.load_with(analyzer, engine, path, settings);
                    }
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
                },
            );
            self.follow_declarations(engine, files, settings);
            self.take_answers(engine, settings);
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK_BYTES).build();
        match pool {
            Ok(pool) => pool.install(scan_all),
            Err(_) => scan_all(),
        }
        if !stop.load(Ordering::Relaxed) {
            self.is_scanned.store(true, Ordering::Release);
        }
    }

    /// Looks again at files that others turned out to declare test code, and at what those declare in turn.
    fn follow_declarations(
        &self,
        engine: &Engine,
        files: &[PathBuf],
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) {
        let mut news: Vec<PathBuf> = files.to_vec();
        // Each round goes one level deeper into modules of modules; a chain of files is no longer than a path.
        for _ in 0..64 {
            news.retain(|path| {
                self.file(path).is_some_and(|entry| entry.is_declared_test != self.is_declared_test(path))
            });
            if news.is_empty() {
                return;
            }
            news = news
                .par_iter()
                .map_init(
                    || self.analyzer(engine),
                    |analyzer, path| self.load_with(analyzer, engine, path, settings),
                )
                .flatten()
                .collect();
        }
    }

    /// Looks at a file from disk, whatever an editor had of it. Says which other files it may have changed.
    pub fn load(
        &self,
        engine: &Engine,
        path: &Path,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) -> Vec<PathBuf> {
        {
            let _alone = self.alone(path);
            if let Some(mut entry) = self.files.get_mut(path) {
                entry.document = None;
            }
        }
        let touched = self.load_with(&mut self.analyzer(engine), engine, path, settings);
        self.after(engine, touched, settings)
    }

    fn load_with<'e>(
        &self,
        analyzer: &mut Analyzer<'e>,
        engine: &'e Engine,
        path: &Path,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) -> Vec<PathBuf> {
        if manifest::is_plain_manifest(path) {
            return self.load_manifest(path);
        }
        let known = self.files.get(path).map(|entry| entry.document.clone());
        // What is looked at again may be test code now; at first nobody knows.
        let wanted = known.as_ref().map(|_| self.is_declared_test(path));
        let open = known.flatten();
        let is_open = open.is_some();
        let cache = read(&self.cache).clone().filter(|_| !is_open);
        let file_settings = settings(path);
        let stat = cache.as_ref().and_then(|_| Stat::of(path));
        if let Some(cache) = &cache
            && !manifest::is_manifest(path)
            && let Some(known) = cache.find(path, stat.as_ref(), &file_settings, wanted)
        {
            return self.put_known(path, known);
        }
        let mut reading = None;
        let document = match open {
            Some(document) => Some(Ok(document)),
            None => path
                .to_str()
                .and_then(|name| engine.language_of(name))
                .map(|language| {
                    let text = source::read(path)?;
                    reading = Some(Reading::new(&text, stat));
                    Ok((language, text))
                })
                .map(|read| read.map(|(language, text)| Document::new(language, &text))),
        };
        let mut document = match document {
            Some(Ok(document)) => document,
            Some(Err(problem)) => {
                self.report(problem);
                return self.take_out(path);
            }
            None => return self.take_out(path),
        };
        if let (Some(cache), Some(reading)) = (&cache, &reading)
            && let Some(known) = cache.find_text(path, reading, &file_settings, wanted)
        {
            let mut touched = self.tell_program(path, &document);
            touched.extend(self.put_known(path, known));
            return touched;
        }
        let deadline = Some(Instant::now() + TIME_FOR_ONE_FILE);
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            analyzer.parse(&mut document, deadline);
            self.analyze(analyzer, path, &document, None, deadline, &file_settings)
        }));
        let origin = || path.display().to_string();
        match outcome {
            Ok((analysis, is_declared_test)) => {
                if !analysis.is_complete {
                    self.report(Problem::new(
                        origin(),
                        "checked in part only: it took too long; exclude it if it is generated",
                    ));
                }
                for rule in &analysis.slow_rules {
                    let message =
                        format!("the rule {} takes too long on this file and is off for it", rule.name);
                    self.report(Problem::new(origin(), message));
                }
                let mut gift = Gift::new(path, &analysis, is_declared_test);
                let facts = if self.keeps_only_clones() {
                    Arc::new(clones::kept(&analysis.facts))
                } else {
                    Arc::clone(&analysis.facts)
                };
                gift.facts = Facts::Here(Arc::clone(&facts));
                if let (Some(cache), Some(reading), true) =
                    (&cache, reading, analysis.is_complete && analysis.slow_rules.is_empty())
                {
                    let given = (&gift.findings, &gift.marks, &*facts);
                    cache.put(path, reading, &file_settings, is_declared_test, given);
                }
                let mut touched = self.tell_program(path, &document);
                let version = match reading {
                    Some(reading) => Version::OfDisk(reading.blob),
                    None => Version::Again(document),
                };
                touched.extend(self.put(path, gift, version));
                touched
            }
            Err(_) => {
                *analyzer = self.analyzer(engine);
                self.report(Problem::new(
                    origin(),
                    "skipped: thinktwice failed on this file; please report it",
                ));
                self.take_out(path)
            }
        }
    }

    /// Puts what a cache knows of a file in place of what was known of it.
    fn put_known(&self, path: &Path, (known, packed): (Arc<Known>, Packed)) -> Vec<PathBuf> {
        let is_asked_once = read(&self.cache)
            .as_ref()
            .is_some_and(|cache| cache.caching() == Caching::ForOneAnswer && !self.is_scanned());
        let facts = if is_asked_once { None } else { packed.unpack().map(Arc::new) };
        let gift = Gift {
            findings: Arc::clone(&known.findings),
            marks: Arc::clone(&known.marks),
            facts: facts.map_or(Facts::Packed(packed), Facts::Here),
            is_declared_test: known.is_declared_test,
        };
        self.put(path, gift, Version::OfDisk(known.blob))
    }

    fn load_manifest(&self, path: &Path) -> Vec<PathBuf> {
        // A relative path is that of a file which is not on disk.
        if !path.is_absolute() {
            return Vec::new();
        }
        match source::read(path) {
            Ok(text) => self.read_manifest(path, &text),
            Err(problem) => {
                self.report(problem);
                self.take_out(path)
            }
        }
    }

    /// Takes in the text of a manifest or lock file. Says which files it may have changed.
    pub fn read_manifest(&self, path: &Path, text: &str) -> Vec<PathBuf> {
        self.forget_answers();
        let _alone = self.alone(path);
        let touched = self.tell_manifest(path, Some(text));
        let marks = Arc::new(FileMarks::new(path, &FileFacts::default()));
        let blob = Some(BlobName::of(text));
        let entry =
            FileEntry { findings: Arc::from([]), marks, document: None, is_declared_test: false, blob };
        self.files.insert(path.to_path_buf(), entry);
        unique(touched, path)
    }

    /// A program that is a manifest too: `setup.py`.
    fn tell_program(&self, path: &Path, document: &Document) -> Vec<PathBuf> {
        if !manifest::is_manifest(path) {
            return Vec::new();
        }
        unique(self.tell_manifest(path, Some(&document.text())), path)
    }

    fn tell_manifest(&self, path: &Path, text: Option<&str>) -> Vec<PathBuf> {
        let shared: Arc<Path> = Arc::from(path);
        let mut touched = Vec::new();
        for index in self.across() {
            let (files, problem) = index.read_manifest(&shared, text);
            touched.extend(files);
            problem.into_iter().for_each(|problem| self.report(problem));
        }
        touched
    }

    /// Takes in what an editor has of a file. Says which other files it may have changed.
    pub fn check(
        &self,
        engine: &Engine,
        path: &Path,
        document: &Document,
        previous: Option<&FileAnalysis>,
        deadline: Option<Instant>,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) -> (FileAnalysis, Vec<PathBuf>) {
        let mut analyzer = self.analyzer(engine);
        let (analysis, is_declared_test) =
            self.analyze(&mut analyzer, path, document, previous, deadline, &settings(path));
        if !analysis.is_complete {
            return (analysis, Vec::new());
        }
        let mut touched = self.tell_program(path, document);
        let gift = Gift::new(path, &analysis, is_declared_test);
        touched.extend(self.put(path, gift, Version::OfEditor(document.clone())));
        let touched = self.after(engine, touched, settings);
        (analysis, touched)
    }

    fn analyzer<'e>(&self, engine: &'e Engine) -> Analyzer<'e> {
        let depth = if self.keeps_only_clones() { clones::DEPTH } else { Depth::Everything };
        Analyzer::new(engine).to_depth(depth)
    }

    fn analyze(
        &self,
        analyzer: &mut Analyzer<'_>,
        path: &Path,
        document: &Document,
        previous: Option<&FileAnalysis>,
        deadline: Option<Instant>,
        settings: &FileSettings,
    ) -> (FileAnalysis, bool) {
        let is_declared_test = self.is_declared_test(path);
        // What was found under another declaration does not hold any more.
        let is_as_before =
            self.files.get(path).is_some_and(|entry| entry.is_declared_test == is_declared_test);
        let input = FileInput { path: &settings.path, is_declared_test, rules: &settings.rules };
        let analysis = analyzer.analyze(document, &input, previous.filter(|_| is_as_before), deadline);
        (analysis, is_declared_test)
    }

    /// Takes a file out. Says which other files that may have changed.
    pub fn remove(
        &self,
        engine: &Engine,
        path: &Path,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) -> Vec<PathBuf> {
        self.after(engine, self.take_out(path), settings)
    }

    fn take_out(&self, path: &Path) -> Vec<PathBuf> {
        if self.is_scanned() {
            self.unpack();
        }
        self.forget_answers();
        let _alone = self.alone(path);
        let Some(before) = self.file(path) else {
            return unique(self.across().into_iter().flat_map(|index| index.noticed(path)).collect(), path);
        };
        self.packed.remove(path);
        let mut touched = self.declare(path, Some(&before.marks), None);
        let shared: Arc<Path> = Arc::from(path);
        touched.extend(self.across().into_iter().flat_map(|index| index.swap(&shared, None)));
        if manifest::is_manifest(path) {
            touched.extend(self.tell_manifest(path, None));
        }
        self.files.remove(path);
        unique(touched, path)
    }

    /// Puts what a file gave in place of what was known of it, unless an editor has told something newer since.
    fn put(&self, path: &Path, gift: Gift, version: Version) -> Vec<PathBuf> {
        if self.is_scanned() {
            self.unpack();
        }
        self.forget_answers();
        let _alone = self.alone(path);
        let before = self.file(path);
        let open = before.as_ref().and_then(|before| before.document.as_ref());
        let (document, blob) = match (version, open) {
            (Version::OfEditor(document), _) => (Some(document), None),
            (Version::Again(document), Some(open)) if document.rope().is_instance(open.rope()) => {
                (Some(document), None)
            }
            (Version::OfDisk(blob), None) => (None, Some(blob)),
            (Version::Again(_) | Version::OfDisk(_), _) => return Vec::new(),
        };
        let declared = before.as_ref().map(|before| &*before.marks);
        let mut touched = self.declare(path, declared, Some(&gift.marks));
        match gift.facts {
            Facts::Packed(packed) => drop(self.packed.insert(path.to_path_buf(), packed)),
            Facts::Here(facts) => {
                self.packed.remove(path);
                let shared: Arc<Path> = Arc::from(path);
                touched.extend(self.across().into_iter().flat_map(|index| index.swap(&shared, Some(&facts))));
            }
        }
        let entry = FileEntry {
            findings: gift.findings,
            marks: gift.marks,
            document,
            is_declared_test: gift.is_declared_test,
            blob,
        };
        self.files.insert(path.to_path_buf(), entry);
        unique(touched, path)
    }

    /// Looks again at those of the touched files that are test code now and were not, or the other way round.
    fn after(
        &self,
        engine: &Engine,
        mut touched: Vec<PathBuf>,
        settings: &(dyn Fn(&Path) -> FileSettings + Sync),
    ) -> Vec<PathBuf> {
        let mut next = 0;
        while next < touched.len().min(10_000) {
            let path = touched[next].clone();
            next += 1;
            let news =
                self.file(&path).is_some_and(|entry| entry.is_declared_test != self.is_declared_test(&path));
            if news {
                let more = self.load_with(&mut self.analyzer(engine), engine, &path, settings);
                touched.extend(more.into_iter().filter(|path| !touched.contains(path)).collect::<Vec<_>>());
            }
        }
        touched
    }

    fn is_declared_test(&self, path: &Path) -> bool {
        self.declared_tests.get(path).is_some_and(|declaring| !declaring.is_empty())
    }

    /// Notes which files a file declares to be test code, and says for which of them that is news.
    fn declare(&self, path: &Path, old: Option<&FileMarks>, new: Option<&FileMarks>) -> Vec<PathBuf> {
        let none = BTreeSet::new();
        let old = old.map_or(&none, |marks| &marks.declares);
        let new = new.map_or(&none, |marks| &marks.declares);
        let mut news = Vec::new();
        for gone in old.difference(new) {
            if let Some(mut declaring) = self.declared_tests.get_mut(gone)
                && declaring.remove(path)
                && declaring.is_empty()
            {
                news.push(gone.clone());
            }
        }
        for come in new.difference(old) {
            let mut declaring = self.declared_tests.entry(come.clone()).or_default();
            declaring.insert(path.to_path_buf());
            if declaring.len() == 1 {
                news.push(come.clone());
            }
        }
        news
    }
}

impl Gift {
    fn new(path: &Path, analysis: &FileAnalysis, is_declared_test: bool) -> Gift {
        Gift {
            findings: analysis.findings.as_slice().into(),
            marks: Arc::new(FileMarks::new(path, &analysis.facts)),
            facts: Facts::Here(Arc::clone(&analysis.facts)),
            is_declared_test,
        }
    }
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// The files that `mod name;` under `#[cfg(test)]`, or in a file that is test code, may name.
fn declared_tests(path: &Path, facts: &FileFacts) -> BTreeSet<PathBuf> {
    let declared = facts.modules.iter().filter(|module| module.is_test || facts.is_test);
    declared.flat_map(|module| module_files(path, module)).collect()
}

/// The places where Rust looks for the file of `mod name;`.
pub fn module_files(path: &Path, module: &ModuleDeclaration) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if let Some(named) = &module.path {
        return vec![folder.join(named)];
    }
    let stem = path.file_stem().unwrap_or_default();
    let is_folder_file = ["mod", "lib", "main"].iter().any(|name| stem == *name);
    let below = if is_folder_file { folder.to_path_buf() } else { folder.join(stem) };
    vec![below.join(format!("{}.rs", module.name)), below.join(&module.name).join("mod.rs")]
}

fn unique(mut paths: Vec<PathBuf>, but: &Path) -> Vec<PathBuf> {
    paths.retain(|path| path != but);
    paths.sort();
    paths.dedup();
    paths
}
