//! Findings as they are shown: what the workspace found, less what was answered and what is no part of the change
//! under review, at the configured level. The editor's and the command's only door: for the same bytes and the same
//! configuration both are told the same.
//!
//! Knows git, but neither the protocol nor the terminal.

pub mod allow;
pub mod arrivals;
pub mod change;
pub mod day;
mod decide;
pub mod decisions;
pub mod examples;
pub mod explain;
pub mod git;
pub mod history;
pub mod practice;
pub mod profile;
pub mod provenance;
pub mod queue;
pub mod report;
pub mod repository;
mod sight;
pub mod told;
mod versions;
mod weakened;

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Instant;

use dashmap::DashMap;
use ignore::gitignore::Gitignore;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use thinktwice_engine::checks::TestCase;
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::FileKind;
use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::language::Language;
use thinktwice_engine::rule::{Problem, Rule, RuleSource, Scope};
use thinktwice_engine::text::Span;
use thinktwice_engine::{Analyzer, Engine, FileAnalysis};

pub use crate::workspace::clones::limits::Limits;
pub use crate::workspace::clones::{DUPLICATE_FUNCTION, Family, NEAR_DUPLICATE};
pub use crate::workspace::config::Profile;
pub use crate::workspace::graph::{Mentions, Standing, Tier};
pub use crate::workspace::settings::Overrides;

pub use crate::workspace::cache::Caching;

use crate::workspace::cache::{Cache, View};
use crate::workspace::catalogue::{self, Catalogue};
use crate::workspace::config::{self, Config, Explain, OldCode, Switch};
use crate::workspace::index::{FileEntry, FileSettings, Index};
use crate::workspace::packages::manifest;
use crate::workspace::settings::{self, Settings};
use crate::workspace::{discovery, roots, source};
use change::{Against, Base, Change, Repositories};
use day::Day;
pub use decide::{Commented, DecisionState, Wish, Wished};
use decisions::{Answer, Candidate, Decision, Identity, Ledger, identities};
pub use explain::ExplainedPage;
use rayon::prelude::*;
use sight::Sight;
pub use told::Told;
use versions::{TIME_FOR_A_TEXT, Versions};
use xxhash_rust::xxh3::Xxh3;

/// How a review is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// In place of the roots' own configuration files.
    pub config_file: Option<PathBuf>,
    /// What the command line says over the configuration.
    pub overrides: Overrides,
    /// What the editor says over the configuration, in the shape of `thinktwice.toml`.
    pub settings: Option<Value>,
    /// Rules and languages from this folder in place of those built in.
    pub rules_folder: Option<PathBuf>,
    /// What the findings are asked for.
    pub subject: Subject,
    /// Whether what is known of files by their contents is kept on disk.
    pub caching: Caching,
}

/// What the findings are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Files, whenever they were written: findings have their level.
    #[default]
    Files,
    /// The change since the configuration's base: findings on old lines are hints.
    Change,
    /// The same against something else.
    ChangeAgainst(Against),
}

/// A finding as the judge sees it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The finding, at the level that is shown.
    pub finding: Finding,
    /// What makes it this finding. Empty unless it was asked for.
    pub identity: Identity,
    /// Whether it is about the change under review; true where only files were asked about.
    pub is_new: bool,
    /// How it was answered.
    pub answer: Option<Answer>,
    /// A decision that may be about it: somebody has to say so.
    pub offered: Option<Arc<Decision>>,
}

impl Reviewed {
    /// Whether nobody has answered it, or the answer has ended.
    pub fn is_open(&self, today: Day) -> bool {
        self.answer.as_ref().is_none_or(|answer| !answer.holds(today))
    }

    /// The decision about it, or the one that may be.
    pub fn decision(&self) -> Option<&Arc<Decision>> {
        match &self.answer {
            Some(Answer::Decision { decision, .. }) => Some(decision),
            _ => self.offered.as_ref(),
        }
    }
}

/// What an editor's version of a file gave.
#[derive(Clone, Debug)]
pub struct Checked {
    /// To be handed back with the next version.
    pub analysis: Arc<FileAnalysis>,
    /// Other files whose findings may have changed.
    pub touched: Vec<PathBuf>,
}

/// Some folders under review. Safe from many threads.
pub struct Review {
    folders: Vec<PathBuf>,
    options: RwLock<Options>,
    state: RwLock<Arc<State>>,
    index: Index,
    repositories: Repositories,
    book: Mutex<arrivals::Book>,
    /// The tests of open files as the base has them.
    tests_before: DashMap<PathBuf, (Arc<Base>, Arc<[TestCase]>)>,
    /// What is said of whole files of tests that are gone, by the file on whose code it is said.
    deleted_tests: OnceLock<FxHashMap<PathBuf, Vec<Finding>>>,
}

/// What the configuration made.
struct State {
    engine: Arc<Engine>,
    roots: Vec<Root>,
    /// For files outside of every root.
    elsewhere: Settings,
    /// What is wrong with the configuration, among all problems.
    config_problems: Vec<Problem>,
    /// Equal for equal texts of rules and languages.
    sources: u64,
}

struct Root {
    settings: Settings,
    against: Against,
    /// Whether findings on old lines are hints.
    quiets_old: bool,
    /// Whether facts wait until they are asked for.
    asks_first: bool,
    /// Whether what is known of its files may be kept on disk.
    is_cached: bool,
    ledger: RwLock<Arc<Ledger>>,
}

impl Review {
    /// Opens some folders. Whatever is wrong with a configuration or a rule is a problem; the rest works.
    pub fn open(roots: Vec<PathBuf>, options: Options) -> (Review, Vec<Problem>) {
        let (state, problems) = State::new(&roots, &options);
        let review = Review {
            folders: roots,
            options: RwLock::new(options),
            state: RwLock::new(Arc::new(state)),
            index: Index::default(),
            repositories: Repositories::default(),
            book: Mutex::default(),
            tests_before: DashMap::new(),
            deleted_tests: OnceLock::new(),
        };
        (review, problems)
    }

    /// Reads configuration and rules again. What was known of files is of the old ones until they are checked and
    /// indexed anew.
    pub fn reload_config(&self) -> Vec<Problem> {
        let (state, problems) = State::new(&self.folders, &self.options());
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.repositories.forget();
        problems
    }

    /// The same with other settings of the editor.
    pub fn reload_config_with(&self, settings: Option<Value>) -> Vec<Problem> {
        self.options.write().unwrap_or_else(PoisonError::into_inner).settings = settings;
        self.reload_config()
    }

    fn options(&self) -> Options {
        self.options.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is wrong with the configuration; defaults are used in its place.
    pub fn config_problems(&self) -> Vec<Problem> {
        self.state().config_problems.clone()
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The folders under review.
    pub fn roots(&self) -> &[PathBuf] {
        &self.folders
    }

    /// All rules, whatever their status.
    pub fn rules(&self) -> Vec<Arc<Rule>> {
        self.state().engine.rules().to_vec()
    }

    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<Arc<Rule>> {
        self.state().engine.rule(name).cloned()
    }

    /// The languages.
    pub fn languages(&self) -> Vec<Language> {
        self.state().engine.languages().collect()
    }

    /// The language of a file, by its name.
    pub fn language_of(&self, path: &Path) -> Option<Language> {
        self.state().engine.language_of(path.to_str()?)
    }

    /// The engine, for those who ask it directly (`thinktwice query`).
    pub fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.state().engine)
    }

    /// The files under review: ignore files, hidden and vendored folders and the configuration's excludes honoured.
    pub fn files(&self) -> Vec<PathBuf> {
        let roots = self.folders.clone();
        roots.iter().flat_map(|root| self.files_in(root)).collect()
    }

    /// The files below a folder, by the same rules.
    pub fn files_in(&self, folder: &Path) -> Vec<PathBuf> {
        let state = self.state();
        let languages: Vec<Language> = state.engine.languages().collect();
        let extensions: Vec<&str> =
            languages.iter().flat_map(|language| language.extensions.iter().map(String::as_str)).collect();
        let nothing = Gitignore::empty();
        let exclude = state.root(folder).map_or(&nothing, |root| root.settings.exclude());
        let is_wanted =
            |path: &Path| discovery::has_extension(path, &extensions) || manifest::is_manifest(path);
        let (files, problems) = discovery::files(folder, exclude, &is_wanted);
        problems.into_iter().for_each(|problem| self.index.report(problem));
        files
    }

    /// Whether a file is under review: in a known language or a manifest, and either outside of every root (where nothing says
    /// that it is not) or found by `files`. The file need not exist yet.
    pub fn is_checked(&self, path: &Path) -> bool {
        let state = self.state();
        let is_known = path.to_str().is_some_and(|path| state.engine.language_of(path).is_some());
        (is_known || manifest::is_manifest(path))
            && state.root(path).is_none_or(|root| {
                discovery::would_be_found(root.settings.root(), root.settings.exclude(), path)
            })
    }

    /// Whether a file of this path is code under review, by its names alone: of a version of the project that is not the
    /// one on disk.
    pub fn is_code(&self, path: &Path) -> bool {
        let state = self.state();
        let is_known = path.to_str().is_some_and(|path| state.engine.language_of(path).is_some());
        is_known
            && state.root(path).is_none_or(|root| {
                discovery::is_named_for_review(root.settings.root(), root.settings.exclude(), path)
            })
    }

    /// Reads all these files from disk, in place of what was known of closed files; those given to `check_document`
    /// stay as they were given. `jobs` 0 means as many as there are processors.
    pub fn index(
        &self,
        files: &[PathBuf],
        jobs: usize,
        progress: &(dyn Fn(usize, usize) + Sync),
        stop: &AtomicBool,
    ) {
        let state = self.state();
        self.index.use_cache(self.cache(&state));
        self.index.scan(&state.engine, files, jobs, &|path| state.file_settings(path), progress, stop);
        self.take_staged(&state);
    }

    /// The cache for the files as they are looked at now.
    fn cache(&self, state: &State) -> Option<Cache> {
        let options = self.options();
        if !self.is_cached() {
            return None;
        }
        let mut view = View::default();
        view.add(&state.sources);
        // Whether rules speak of all code is decided when they have spoken.
        view.add(&Overrides { all: false, ..options.overrides });
        view.add(&self.index.keeps_only_clones());
        let mut question = Xxh3::new();
        state.roots.iter().for_each(|root| root.settings.duplicates().hash(&mut question));
        Cache::open(&self.folders, view, question.finish(), options.caching, &state.engine)
    }

    /// Whether what is known of files is kept on disk: it was asked for, and no configuration forbids it.
    pub fn is_cached(&self) -> bool {
        self.options().caching != Caching::Off && self.state().roots.iter().all(|root| root.is_cached)
    }

    /// Writes to the cache what the files gave, once everything was asked. Says what kept it from that.
    pub fn remember(&self) -> Option<String> {
        self.index.remember().err()
    }

    /// How many files had to be parsed, since a cache did not know them.
    pub fn parsed_files(&self) -> usize {
        self.index.parsed_files()
    }

    /// Whether every file was read once.
    pub fn is_indexed(&self) -> bool {
        self.index.is_scanned()
    }

    /// The files that are known, in order.
    pub fn known_files(&self) -> Vec<PathBuf> {
        self.index.paths()
    }

    /// Adds to what kept files from being read.
    pub fn report(&self, problem: Problem) {
        self.index.report(problem);
    }

    /// What kept files from being read since this was last asked: one message each.
    pub fn take_problems(&self) -> Vec<Problem> {
        self.index.take_problems()
    }

    /// Takes in what an editor has of a file: a parsed document. The file stays as it was given until `reload` or
    /// `remove`. The path may be of no file on disk. An analysis that is not complete changes nothing.
    pub fn check_document(
        &self,
        path: &Path,
        document: &Document,
        previous: Option<&FileAnalysis>,
        deadline: Option<Instant>,
    ) -> Checked {
        let state = self.state();
        let (analysis, touched) =
            self.index
                .check(&state.engine, path, document, previous, deadline, &|path| state.file_settings(path));
        Checked { analysis: Arc::new(analysis), touched: self.with_open_tests(path, touched) }
    }

    /// Adds the open files whose tests were compared with the commit and speak of what stands in an edited one.
    fn with_open_tests(&self, edited: &Path, mut touched: Vec<PathBuf>) -> Vec<PathBuf> {
        let tests = self.index.tests();
        let concerned = self.tests_before.iter().filter(|entry| !entry.value().1.is_empty());
        let concerned = concerned.map(|entry| entry.key().clone());
        let concerned: Vec<PathBuf> =
            concerned.filter(|path| path != edited && tests.asks(path, edited)).collect();
        touched.extend(concerned.into_iter().filter(|path| !touched.contains(path)).collect::<Vec<_>>());
        touched
    }

    /// For who asks while somebody types: what tests reach, which takes long in a large workspace, is what it was at the
    /// last [`Review::catch_up`].
    pub fn let_lag(&self) {
        self.index.let_lag();
    }

    /// Does what typing put off. Says which files' findings may have changed.
    pub fn catch_up(&self) -> Vec<PathBuf> {
        self.index.catch_up()
    }

    /// Takes a file out. Says which other files' findings may have changed.
    pub fn remove(&self, path: &Path) -> Vec<PathBuf> {
        self.repositories.close(path);
        let state = self.state();
        self.index.remove(&state.engine, path, &|path| state.file_settings(path))
    }

    /// Reads a file from disk again, whatever an editor had of it. Says which other files' findings may have changed.
    pub fn reload(&self, path: &Path) -> Vec<PathBuf> {
        self.repositories.close(path);
        let state = self.state();
        if !self.is_checked(path) || !path.exists() {
            return self.remove(path);
        }
        self.index.load(&state.engine, path, &|path| state.file_settings(path))
    }

    /// Looks whether a commit, a checkout or a fetch has moved what the change is compared with. Says whether
    /// findings may have changed by that.
    pub fn follow_repositories(&self) -> bool {
        let have_moved = self.repositories.have_moved();
        if have_moved {
            self.repositories.forget();
        }
        have_moved
    }

    /// Reads the decisions again, as when somebody has made one or another branch was checked out.
    pub fn reload_decisions(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for root in &self.state().roots {
            let (ledger, faults) = Ledger::read(root.settings.root());
            problems.extend(faults);
            *root.ledger.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ledger);
        }
        problems
    }

    /// The findings of a file that nobody has answered, as they are shown, sorted by place.
    pub fn findings(&self, path: &Path) -> Vec<Finding> {
        let today = Day::today();
        let state = self.state();
        let is_decided = state.root(path).is_some_and(|root| !root.ledger().is_empty());
        let reviewed = self.look(&Sight::new(self, &state, path), is_decided).into_iter();
        reviewed.filter(|reviewed| reviewed.is_open(today)).map(|reviewed| reviewed.finding).collect()
    }

    /// All findings of a file with what makes them the same ones and how they were answered, sorted by place.
    pub fn reviewed(&self, path: &Path) -> Vec<Reviewed> {
        self.reviewed_in_text(path).0
    }

    /// The same with the text of the file, where it was read for that.
    pub fn reviewed_in_text(&self, path: &Path) -> (Vec<Reviewed>, Option<String>) {
        let state = self.state();
        let sight = Sight::new(self, &state, path);
        (self.look(&sight, true), sight.into_text())
    }

    fn look(&self, sight: &Sight<'_>, is_identified: bool) -> Vec<Reviewed> {
        let (state, path) = (sight.state, sight.path);
        let is_changed = |span| sight.asked_change().touches(span);
        let may_skip = self.may_skip_unchanged(state, path)
            && sight.asked_change().is_empty()
            && self.of_deleted_tests(path).is_empty();
        let is_wanted = |rule: &Rule| !may_skip || rule.header.scope != Scope::Change;
        let Some((file, findings)) = self.found(sight, &is_changed, &is_wanted) else {
            return Vec::new();
        };
        let settings = state.settings(path).of_path(path);
        let language = self.language_of(path);
        let is_scanned = self.index.is_scanned();
        let has_run = |rule: &Rule| {
            let speaks_here = language.is_none_or(|language| rule.header.languages.contains(&language.name));
            let waits = !is_scanned && self.index.rules_across().any(|name| name == rule.name);
            settings.is_on(rule) && speaks_here && !waits && file.marks.is_reviewed
        };
        let (allows, faults) = allow::settle(&state.engine, &findings, &file.marks.allows, &has_run);
        if findings.is_empty() && faults.is_empty() {
            return Vec::new();
        }
        let allows: Vec<Option<Answer>> = allows
            .into_iter()
            .map(|allow| allow.map(|allow| Answer::Comment { reason: allow.reason.clone() }))
            .chain(faults.iter().map(|_| None))
            .collect();
        let mut findings: Vec<(Finding, Option<Answer>)> =
            findings.into_iter().chain(faults).zip(allows).collect();
        findings.sort_by(|(left, _), (right, _)| {
            (left.span, &left.rule.name).cmp(&(right.span, &right.rule.name))
        });
        let (findings, allows): (Vec<Finding>, Vec<Option<Answer>>) = findings.into_iter().unzip();

        let is_change = self.options().subject != Subject::Files;
        let quiets_old = is_change && state.quiets_old(path);
        let about_change = findings.iter().any(|finding| finding.rule.header.scope == Scope::Change);
        let asks_change = is_change && (is_identified || quiets_old) || about_change;
        let change = if asks_change { sight.asked_change() } else { &Change::Everything };
        let text = if is_identified { sight.text() } else { None };
        let shown = state.file_settings(path).path;
        let identities = match text {
            Some(text) => identities(&shown, text, &findings),
            None => vec![Identity::default(); findings.len()],
        };
        let candidates = match state.root(path).filter(|_| is_identified && text.is_some()) {
            Some(root) => {
                let is_gone = |decision: &Decision| self.is_gone(state, root, decision);
                let has_gone = |path: &str| !root.settings.root().join(path).exists();
                decisions::matches(&root.ledger(), &shown, &findings, &identities, &is_gone, &has_gone)
            }
            None => vec![Candidate::default(); findings.len()],
        };
        let parts = findings.into_iter().zip(allows).zip(identities).zip(candidates);
        let reviewed = parts.filter_map(|(((mut finding, allow), identity), candidate)| {
            // A test that is gone leaves nothing behind that could be touched.
            let is_new = change.touches(extent(&file, finding.span)) || finding.rule.name == weakened::RULE;
            if !is_new && finding.rule.header.scope == Scope::Change {
                return None;
            }
            finding.level = settings.level(&finding.rule, finding.level);
            if quiets_old && !is_new {
                finding.level = Level::Hint;
            }
            let decided = candidate.decision.map(|(decision, found)| Answer::Decision { decision, found });
            let (answer, offered) = (allow.or(decided), candidate.offered);
            // Where files are asked about, whenever they were written, everything in them counts.
            Some(Reviewed { finding, identity, is_new: is_new || !is_change, answer, offered })
        });
        let mut told = Told::default();
        reviewed
            .filter(|reviewed| reviewed.answer.is_some() || told.is_news(path, &reviewed.finding))
            .collect()
    }

    /// What rules that need one file alone say of a text and no comment in it answers: of a version of a file that is
    /// not the one on disk.
    pub fn findings_in(&self, path: &Path, text: &str) -> Vec<Finding> {
        let findings = self.findings_of(path, text).into_iter();
        findings.filter(|(_, is_answered)| !is_answered).map(|(finding, _)| finding).collect()
    }

    /// The same with those that a comment answers, each with whether one does.
    pub fn findings_of(&self, path: &Path, text: &str) -> Vec<(Finding, bool)> {
        Versions::new(self, path).findings(text)
    }

    /// What rules say of a file, before anything was answered.
    fn found(
        &self,
        sight: &Sight<'_>,
        is_changed: &dyn Fn(Span) -> bool,
        is_wanted: &dyn Fn(&Rule) -> bool,
    ) -> Option<(FileEntry, Vec<Finding>)> {
        let (state, path) = (sight.state, sight.path);
        let file = self.index.file(path)?;
        let settings = state.settings(path).of_path(path);
        let mut findings: Vec<Finding> = file.findings.to_vec();
        if file.marks.is_reviewed {
            let limits = state.settings(path).duplicates();
            let is_on = |rule: &Rule| settings.is_on(rule) && is_wanted(rule);
            findings.retain(|finding| !self.index.withdraws(path, finding));
            findings.extend(self.index.findings_across(path, &state.engine, limits, &is_on, is_changed));
            if state.engine.rule(weakened::RULE).is_some_and(|rule| is_on(rule)) {
                findings.extend(self.weakened(sight, &file));
                findings.extend_from_slice(self.of_deleted_tests(path));
            }
        }
        findings.retain(|finding| settings.is_on(&finding.rule) && is_wanted(&finding.rule));
        findings.sort_by(|left, right| (left.span, &left.rule.name).cmp(&(right.span, &right.rule.name)));
        Some((file, findings))
    }

    /// What the file's tests demanded before the change under review, and do not demand any more.
    fn weakened(&self, sight: &Sight<'_>, file: &FileEntry) -> Vec<Finding> {
        let nothing = Vec::new;
        let (state, path) = (sight.state, sight.path);
        let Some(rule) = state.engine.rule(weakened::RULE) else { return nothing() };
        let against = state.against(path);
        // Without a base there is nothing before; asking the index would have it derive everything.
        if !matches!(against, Against::Patch(_)) && !self.repositories.has_base(path, &against) {
            return nothing();
        }
        let is_open = file.document.is_some();
        // All files are looked at where the change alone is asked about, which touches few.
        let is_asked = file.marks.has_tests || is_open || self.options().subject != Subject::Files;
        let Some(language) = self.language_of(path).filter(|_| is_asked && self.is_indexed()) else {
            return nothing();
        };
        let change = sight.change();
        // Nothing is read or unpacked where nothing has changed.
        if change.is_empty() && !is_open {
            return nothing();
        }
        let (Some(text), Some(facts)) = (sight.text(), self.index.facts(path)) else { return nothing() };
        let base = sight.base();
        let known = self.tests_before.get(path).filter(|_| is_open);
        let known = known.and_then(|known| {
            base.is_some_and(|base| Arc::ptr_eq(base, &known.0)).then(|| Arc::clone(&known.1))
        });
        let keep = |tests: &Arc<[TestCase]>| {
            if let Some(base) = base.filter(|_| is_open) {
                self.tests_before.insert(path.to_path_buf(), (Arc::clone(base), Arc::clone(tests)));
            }
        };
        if change.is_empty() {
            // The first key need not look at the text before then, which is this one still.
            if let Some(document) = file.document.as_ref().filter(|_| known.is_none()) {
                keep(&weakened::tests_of(document, &facts, path, text));
            }
            return nothing();
        }
        let shown = state.file_settings(path).path;
        let before = known.unwrap_or_else(|| {
            let before = sight.text_before().unwrap_or_default();
            let tests = weakened::read(&state.engine, language, &shown, &before, facts.is_test);
            keep(&tests);
            tests
        });
        if before.is_empty() {
            return nothing();
        }
        let document = match &file.document {
            Some(document) if document.tree().is_some() => document.clone(),
            _ => {
                let mut document = Document::new(language, text);
                Analyzer::new(&state.engine).parse(&mut document, Some(Instant::now() + TIME_FOR_A_TEXT));
                document
            }
        };
        let change_of = |path: &Path| self.changed(path);
        weakened::findings(
            rule,
            &before,
            (&document, &facts),
            change,
            &weakened::Around::of(&self.index, path, &change_of),
        )
    }

    /// Finds out which files of the base are not there any more, which others would wait for. These are known to be there.
    pub fn look_for_deleted_files(&self, there: &[PathBuf]) {
        let state = self.state();
        for root in &state.roots {
            let inside = root.settings.root().join("x");
            let base = self.repositories.base(&inside, &state.against(&inside));
            base.iter().for_each(|base| base.look_for_deleted(there));
        }
    }

    /// Looks for whole files of tests that the change deletes: what is said of one stands on the code that it tested.
    /// For a change that is asked about as a whole and once; all files have to be known.
    pub fn look_for_deleted_tests(&self) {
        let state = self.state();
        self.deleted_tests.get_or_init(|| self.find_deleted_tests(&state));
    }

    fn of_deleted_tests(&self, path: &Path) -> &[Finding] {
        self.deleted_tests.get().and_then(|found| found.get(path)).map(Vec::as_slice).unwrap_or_default()
    }

    fn find_deleted_tests(&self, state: &State) -> FxHashMap<PathBuf, Vec<Finding>> {
        let mut found: FxHashMap<PathBuf, Vec<Finding>> = FxHashMap::default();
        let Some(rule) = state.engine.rule(weakened::RULE) else { return found };
        let change_of = |path: &Path| self.changed(path);
        for (path, text) in self.deleted_files(state) {
            let Some(language) = self.language_of(&path) else { continue };
            let shown = state.file_settings(&path).path;
            let tests = weakened::read(&state.engine, language, &shown, &text, false);
            let around = weakened::Around::of(&self.index, &path, &change_of);
            let finding = weakened::deleted_file(rule, &shown, &tests, &around);
            if let Some((place, finding)) = finding {
                found.entry(place).or_default().push(finding);
            }
        }
        found
    }

    /// Whether rules about changed code need not be asked of a file if nothing in it has changed: what they would have
    /// to derive first can take longer than all else. Where a comment may answer one of them they are asked, since only
    /// they know whether the comment is needed.
    fn may_skip_unchanged(&self, state: &State, path: &Path) -> bool {
        let settings = state.settings(path).of_path(path);
        let speaks_of_change = |name: &str| {
            state
                .engine
                .rule(name)
                .is_some_and(|rule| rule.header.scope == Scope::Change && settings.is_on(rule))
        };
        if !self.index.is_scanned() || !self.index.rules_across().any(speaks_of_change) {
            return false;
        }
        let Some(file) = self.index.file(path) else { return false };
        let against = state.against(path);
        let has_base = matches!(against, Against::Patch(_)) || self.repositories.has_base(path, &against);
        let may_be_answered = file.marks.allows.iter().any(|allow| allow.is_own);
        // What an editor has open is asked about again and again, and will change.
        has_base && !may_be_answered && file.document.is_none()
    }

    /// From where on code counts as duplicated, as the configuration of the root around a path has it.
    pub fn duplicate_limits(&self, path: &Path) -> Limits {
        self.state().settings(path).duplicates().clone()
    }

    /// Whether a file is test code or an example by its place; nothing for a file that is no code.
    pub fn is_in_tests(&self, path: &Path) -> Option<bool> {
        let state = self.state();
        let language = state.engine.language_of(path.to_str()?)?;
        let kind = FileKind::new(language, &state.file_settings(path).path, "", false);
        Some(kind.is_test || kind.is_example)
    }

    /// Says that nearly all files are going to be asked about, each once, which makes the answers cheaper.
    pub fn expect_all(&self) {
        self.index.expect_all();
    }

    /// Says that this is all for one answer, which is about one state of the repositories: whether a revision has moved since
    /// need not be looked at for each file.
    pub fn expect_one_answer(&self) {
        self.repositories.hold();
    }

    /// From now on only [`Review::duplicates`] is asked.
    pub fn ask_only_for_duplicates(&self) {
        self.index.keep_only_clones();
    }

    /// Everything that stands in several places, as families.
    pub fn duplicates(&self, limits: &Limits) -> Vec<Family> {
        self.index.families(limits)
    }

    /// The names of those who call or mention the function whose name stands there, tests left out.
    pub fn callers(&self, path: &Path, name_span: Span) -> Vec<String> {
        self.index.callers(path, name_span)
    }

    /// The bytes that a place speaks of: the whole function if it is a function's name.
    pub fn extent(&self, path: &Path, span: Span) -> Span {
        self.index.file(path).map_or(span, |file| extent(&file, span))
    }

    /// Whether the place that a decision was made about has no such finding any more.
    fn is_gone(&self, state: &State, root: &Root, decision: &Decision) -> bool {
        let path = root.settings.root().join(&decision.path);
        let sight = Sight::new(self, state, &path);
        match self.found(&sight, &|_| false, &|_| true) {
            Some((_, findings)) => {
                let Some(text) = sight.text() else { return true };
                let known = identities(&decision.path, text, &findings);
                known.iter().all(|identity| identity.fingerprint != decision.fingerprint)
            }
            // Before everything was read, "nowhere" means "not yet".
            None => !path.exists(),
        }
    }

    /// Whether a hover holds its facts back until somebody asks for them.
    pub fn asks_first(&self, path: &Path) -> bool {
        self.state().root(path).is_some_and(|root| root.asks_first)
    }

    /// What is new in a file.
    pub fn changed(&self, path: &Path) -> Change {
        Sight::new(self, &self.state(), path).asked_change().clone()
    }

    /// Those of the files that the change under review touches, or whose tests it deletes as far as that was looked for.
    pub fn changed_files(&self, files: &[PathBuf]) -> Vec<PathBuf> {
        let speaks =
            |path: &PathBuf| !self.changed(path).is_empty() || !self.of_deleted_tests(path).is_empty();
        files.par_iter().filter(|path| speaks(path)).cloned().collect()
    }

    /// A patch names files from the repository's top, or from the root where there is none.
    fn patched_path(&self, state: &State, path: &Path) -> String {
        let top = path.parent().and_then(|folder| self.repositories.top(folder));
        let top = top.unwrap_or_else(|| state.settings(path).root().to_path_buf());
        path.strip_prefix(top).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    /// The files of the base that are not there any more, under no other path either, with their texts.
    fn deleted_files(&self, state: &State) -> Vec<(PathBuf, String)> {
        let files = self.known_files();
        let base_of = |path: &PathBuf| self.repositories.base(path, &state.against(path));
        let with_base = files.par_iter().filter_map(|path| Some((path, base_of(path)?)));
        let with_base: Vec<(&PathBuf, Arc<Base>)> = with_base.collect();
        let new = with_base.iter().filter(|(path, base)| !base.has(path));
        let moved: FxHashSet<PathBuf> =
            new.filter_map(|(path, base)| base.path_before(path, &self.text(path)?)).collect();
        let mut bases: Vec<&Arc<Base>> = Vec::new();
        for (_, base) in &with_base {
            if !bases.iter().any(|known| Arc::ptr_eq(known, base)) {
                bases.push(base);
            }
        }
        let deleted = bases.iter().flat_map(|base| base.deleted());
        deleted.filter(|(path, _)| !moved.contains(path) && self.is_code(path)).collect()
    }

    /// Where the change of a file starts: the repository and the commit. `None` where everything is new.
    pub fn base(&self, path: &Path) -> Option<Arc<Base>> {
        self.repositories.base(path, &self.state().against(path))
    }

    /// Why the change that was asked for cannot be seen, root by root.
    pub fn change_faults(&self) -> Vec<String> {
        let state = self.state();
        let fault = |root: &Root| {
            let folder = root.settings.root();
            let against = state.against(&folder.join("x"));
            if matches!(against, Against::Patch(_)) {
                return None;
            }
            let Some(top) = self.repositories.top(folder) else {
                let why = match git::Git::open(folder).is_ok_and(|git| git.is_bare()) {
                    true => {
                        "the repository is bare: it has a past, and no files in which something could change"
                    }
                    false => "there is no repository, so there is no change to look at",
                };
                return Some(format!("{}: {why}", folder.display()));
            };
            let why = self.repositories.fault(top, &against)?;
            Some(format!("{}: {why}", folder.display()))
        };
        state.roots.iter().filter_map(fault).collect()
    }

    /// Takes the staged texts for those on disk, where the change under review is what is staged.
    fn take_staged(&self, state: &State) {
        for root in &state.roots {
            if root.against != Against::Staged {
                continue;
            }
            let folder = root.settings.root();
            let Some(base) = self.repositories.base(&folder.join("x"), &Against::Staged) else { continue };
            for (path, content) in base.staged() {
                let (Some(language), Some(text)) =
                    (self.language_of(&path), source::of_bytes(&path, content))
                else {
                    continue;
                };
                let is_as_on_disk = source::read(&path).is_ok_and(|on_disk| on_disk == text);
                if is_as_on_disk || !path.starts_with(folder) || !self.is_checked(&path) {
                    continue;
                }
                let mut document = Document::new(language, &text);
                document.parse(&mut tree_sitter::Parser::new(), None);
                self.check_document(&path, &document, None, None);
            }
        }
    }

    /// The text of a file as it is known: the editor's, or what is on disk.
    pub fn text(&self, path: &Path) -> Option<String> {
        self.index.text(path)
    }

    /// How tests reach the functions of a file.
    pub fn standing(&self, path: &Path) -> Vec<Standing> {
        self.index.standing(path)
    }

    /// The functions of a file that belong to the change under review, with who mentions them; tests are left out.
    pub fn changed_functions(&self, path: &Path) -> Vec<(Standing, Mentions)> {
        if !self.is_indexed() {
            return Vec::new();
        }
        let change = self.changed(path);
        let all = self.index.standing(path).into_iter().zip(self.index.mentions(path));
        all.filter(|(standing, _)| !standing.is_in_test && !standing.is_stub && change.touches(standing.span))
            .collect()
    }

    /// The rule's page with this finding's names.
    pub fn explain(&self, finding: &Finding) -> ExplainedPage {
        explain::page_of(finding)
    }

    /// The path that is shown for a file: relative to its root, with `/`.
    pub fn shown_path(&self, path: &Path) -> String {
        self.state().file_settings(path).path
    }

    /// What is wrong with the names of rules and families in the options.
    pub fn option_faults(&self) -> Vec<String> {
        settings::faults(&self.options().overrides, &self.rules())
    }
}

/// A piece of code without the indentation that all its lines share.
pub fn without_indentation(code: &str) -> String {
    let written = code.lines().filter(|line| !line.trim().is_empty());
    let shared = written.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = code.lines().map(|line| line.get(shared..).unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

impl State {
    fn new(folders: &[PathBuf], options: &Options) -> (State, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut catalogue = match &options.rules_folder {
            Some(folder) => Catalogue::read(folder).unwrap_or_else(|problem| {
                problems.push(problem);
                Catalogue::embedded()
            }),
            None => Catalogue::embedded(),
        };
        // An editor may have opened a part of a project; configuration and rules are the project's.
        let mut roots: Vec<PathBuf> = folders
            .iter()
            .map(|folder| roots::marked_root(folder).unwrap_or_else(|| folder.clone()))
            .collect();
        roots.sort();
        roots.dedup();
        for root in &roots {
            problems.extend(catalogue.add_user_rules(root));
        }
        let mut sources = Xxh3::new();
        catalogue.hash(&mut sources);
        // What is built in was tested; a user may have made a slip.
        let is_whole =
            |source: &RuleSource| options.rules_folder.is_none() && source.family != catalogue::USER_FAMILY;
        let (engine, faults) = Engine::trusting(&catalogue.languages, &catalogue.rules, &is_whole);
        problems.extend(faults);
        let engine = Arc::new(engine);
        let mut config_problems = Vec::new();
        let mut ledger_problems = Vec::new();
        let mut ready = |folder: &Path, file: Option<PathBuf>| {
            let mut config = match file.map(|file| Config::read(&file, engine.rules())) {
                Some(Ok(config)) => config,
                Some(Err(faults)) => {
                    config_problems.extend(faults);
                    Config::default()
                }
                None => Config::default(),
            };
            if let Some(said) = &options.settings {
                config_problems.extend(config.merge(said, engine.rules()));
            }
            let (settings, faults) = Settings::new(folder, &config, &options.overrides, Arc::clone(&engine));
            config_problems.extend(faults);
            (settings, config)
        };
        let (elsewhere, _) = ready(Path::new(""), options.config_file.clone());
        let roots = roots.iter().map(|root| {
            let file = options.config_file.clone().or_else(|| config::find(root));
            let (settings, config) = ready(root, file);
            let (ledger, faults) = Ledger::read(root);
            ledger_problems.extend(faults);
            Root {
                settings,
                against: match (&options.subject, config.base) {
                    (Subject::ChangeAgainst(against), _) => against.clone(),
                    (_, Some(revision)) => Against::Revision(revision),
                    (_, None) => Against::Head,
                },
                quiets_old: config.old_code == OldCode::Quiet
                    || matches!(options.subject, Subject::ChangeAgainst(_)),
                asks_first: config.explain == Explain::AskFirst,
                is_cached: config.cache == Switch::On,
                ledger: RwLock::new(Arc::new(ledger)),
            }
        });
        let roots = roots.collect();
        // One file may be read for several roots.
        let mut seen: Vec<Problem> = Vec::new();
        config_problems.retain(|problem| {
            let is_new = !seen.contains(problem);
            seen.extend(is_new.then(|| problem.clone()));
            is_new
        });
        problems.extend(config_problems.iter().cloned());
        problems.extend(ledger_problems);
        (State { engine, roots, elsewhere, config_problems, sources: sources.finish() }, problems)
    }

    /// The innermost root that holds a path.
    fn root(&self, path: &Path) -> Option<&Root> {
        let holding = self.roots.iter().filter(|root| path.starts_with(root.settings.root()));
        holding.max_by_key(|root| root.settings.root().components().count())
    }

    fn against(&self, path: &Path) -> Against {
        self.root(path).map_or(Against::Head, |root| root.against.clone())
    }

    fn quiets_old(&self, path: &Path) -> bool {
        self.root(path).is_some_and(|root| root.quiets_old)
    }

    fn settings(&self, path: &Path) -> &Settings {
        self.root(path).map_or(&self.elsewhere, |root| &root.settings)
    }

    fn file_settings(&self, path: &Path) -> FileSettings {
        let settings = self.settings(path);
        let inside = path.strip_prefix(settings.root()).unwrap_or(path);
        let shown = inside.to_string_lossy().replace('\\', "/");
        FileSettings {
            path: shown.trim_start_matches('/').to_string(),
            rules: settings.of_path(path).selection.clone(),
        }
    }
}

impl Root {
    fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.ledger.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The bytes that a finding speaks of: the whole function if it is shown at a function's name.
fn extent(file: &FileEntry, span: Span) -> Span {
    let function = file.marks.functions.iter().find(|(name, _)| name.contains(span));
    function.map_or(span, |(_, whole)| *whole)
}
