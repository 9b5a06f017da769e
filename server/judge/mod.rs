//! Findings as they are shown: what the workspace found, less what was answered and what is no part of the change
//! under review, at the configured level. The editor's and the command's only door: for the same bytes and the same
//! configuration both are told the same.
//!
//! Knows git, but neither the protocol nor the terminal.

pub mod allow;
pub mod change;
pub mod examples;
pub mod explain;
pub mod repository;
pub mod told;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Instant;

use dashmap::DashMap;
use ignore::gitignore::Gitignore;
use serde_json::Value;
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::Allow;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::language::Language;
use thinktwice_engine::rule::{Problem, Rule, Scope};
use thinktwice_engine::text::Span;
use thinktwice_engine::{Engine, FileAnalysis};

pub use crate::workspace::clones::limits::Limits;
pub use crate::workspace::clones::{DUPLICATE_FUNCTION, Family, NEAR_DUPLICATE};
pub use crate::workspace::config::Profile;
pub use crate::workspace::graph::{Mentions, Standing, Tier};
pub use crate::workspace::settings::Overrides;

use crate::workspace::catalogue::Catalogue;
use crate::workspace::config::{self, Config};
use crate::workspace::index::{FileEntry, FileSettings, Index};
use crate::workspace::packages::manifest;
use crate::workspace::settings::{self, Settings};
use crate::workspace::{discovery, roots, source};
use allow::reason_problem as reason_fault;
use change::{Base, Change, Committed};
pub use explain::ExplainedPage;
pub use told::Told;

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
    /// Committed texts of open files, so that a key stroke asks git nothing. `None`: not in the commit.
    committed: DashMap<PathBuf, Option<Arc<Committed>>>,
}

/// What the configuration made.
struct State {
    engine: Arc<Engine>,
    roots: Vec<Root>,
    /// For files outside of every root.
    elsewhere: Settings,
    /// What is wrong with the configuration, among all problems.
    config_problems: Vec<Problem>,
}

struct Root {
    settings: Settings,
    base: OnceLock<Option<Base>>,
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
            committed: DashMap::new(),
        };
        (review, problems)
    }

    /// Reads configuration and rules again. What was known of files is of the old ones until they are checked and
    /// indexed anew.
    pub fn reload_config(&self) -> Vec<Problem> {
        let (state, problems) = State::new(&self.folders, &self.options());
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.committed.clear();
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
        self.index.scan(&state.engine, files, jobs, &|path| state.file_settings(path), progress, stop);
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
        Checked { analysis: Arc::new(analysis), touched }
    }

    /// Takes a file out. Says which other files' findings may have changed.
    pub fn remove(&self, path: &Path) -> Vec<PathBuf> {
        self.committed.remove(path);
        let state = self.state();
        self.index.remove(&state.engine, path, &|path| state.file_settings(path))
    }

    /// Reads a file from disk again, whatever an editor had of it. Says which other files' findings may have changed.
    pub fn reload(&self, path: &Path) -> Vec<PathBuf> {
        self.committed.remove(path);
        let state = self.state();
        if !self.is_checked(path) || !path.exists() {
            return self.remove(path);
        }
        self.index.load(&state.engine, path, &|path| state.file_settings(path))
    }

    /// Forgets what was read from the repository: after a commit, a checkout, a save.
    pub fn forget_base(&self) {
        self.committed.clear();
    }

    /// The findings of a file as they are shown, sorted by place.
    pub fn findings(&self, path: &Path) -> Vec<Finding> {
        let Some(file) = self.index.file(path) else { return Vec::new() };
        let state = self.state();
        let engine = &state.engine;
        let settings = state.settings(path).of_path(path);
        let mut findings: Vec<Finding> = file.findings.to_vec();
        if !file.marks.is_generated {
            let limits = state.settings(path).duplicates();
            findings.extend(self.index.findings_across(path, engine, limits, &|rule| settings.is_on(rule)));
        }
        findings.retain(|finding| settings.is_on(&finding.rule));
        let language = self.language_of(path);
        let is_scanned = self.index.is_scanned();
        let has_run = |rule: &Rule| {
            let speaks_here = language.is_none_or(|language| rule.header.languages.contains(&language.name));
            let waits = !is_scanned && self.index.rules_across().any(|name| name == rule.name);
            settings.is_on(rule) && speaks_here && !waits && !file.marks.is_generated
        };
        let mut findings = allow::settle(engine, findings, &file.marks.allows, &has_run);
        if findings.iter().any(|finding| finding.rule.header.scope == Scope::Change) {
            let change = self.change(&state, path, &file);
            findings.retain(|finding| {
                finding.rule.header.scope != Scope::Change || change.touches(extent(&file, finding.span))
            });
        }
        findings.sort_by(|left, right| (left.span, &left.rule.name).cmp(&(right.span, &right.rule.name)));
        let mut told = Told::default();
        findings.retain(|finding| told.is_news(path, finding));
        for finding in &mut findings {
            finding.level = settings.level(&finding.rule, finding.level);
        }
        findings
    }

    /// What a file's comments keep quiet, with the reason that will do.
    pub fn kept(&self, path: &Path) -> Vec<(Arc<Rule>, Allow)> {
        let Some(file) = self.index.file(path).filter(|file| !file.marks.is_generated) else {
            return Vec::new();
        };
        let own = file.marks.allows.iter().filter(|allow| allow.is_own);
        let named = own.flat_map(|allow| allow.rules.iter().map(move |name| (self.rule(name), allow)));
        let known = named.filter_map(|(rule, allow)| Some((rule?, allow.clone())));
        known.filter(|(rule, allow)| reason_fault(&allow.reason, rule).is_none()).collect()
    }

    /// From where on code counts as duplicated, as the configuration of the root around a path has it.
    pub fn duplicate_limits(&self, path: &Path) -> Limits {
        self.state().settings(path).duplicates().clone()
    }

    /// Everything that stands in several places, as families.
    pub fn duplicates(&self, limits: &Limits) -> Vec<Family> {
        self.index.clones.families(limits, &|path| self.index.text(path))
    }

    /// The names of those who call or mention the function whose name stands there, tests left out.
    pub fn callers(&self, path: &Path, name_span: Span) -> Vec<String> {
        self.index.tests.callers_of(path, name_span)
    }

    /// The bytes that a place speaks of: the whole function if it is a function's name.
    pub fn extent(&self, path: &Path, span: Span) -> Span {
        self.index.file(path).map_or(span, |file| extent(&file, span))
    }

    /// Which of a file's bytes are new against the last commit.
    pub fn changed(&self, path: &Path) -> Change {
        self.index.file(path).map_or(Change::Everything, |file| self.change(&self.state(), path, &file))
    }

    fn change(&self, state: &State, path: &Path, file: &FileEntry) -> Change {
        if self.options().overrides.all {
            return Change::Everything;
        }
        let Some(base) = state.root(path).and_then(Root::base) else { return Change::Everything };
        let read = || base.committed(path).map(Arc::new);
        let (committed, text) = match &file.document {
            Some(document) => {
                let known = self.committed.get(path).map(|known| known.clone());
                let committed = known.unwrap_or_else(|| {
                    let committed = read();
                    self.committed.insert(path.to_path_buf(), committed.clone());
                    committed
                });
                (committed, Some(document.rope().to_string()))
            }
            None => (read(), source::read(path).ok()),
        };
        match (committed, text) {
            (Some(committed), Some(text)) => committed.change(&text),
            _ => Change::Everything,
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

/// What is wrong with a reason for keeping a rule quiet; `None` if it will do.
pub fn reason_problem(reason: &str, rule: &Rule) -> Option<String> {
    reason_fault(reason, rule)
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
        let (engine, faults) = Engine::new(&catalogue.languages, &catalogue.rules);
        problems.extend(faults);
        let engine = Arc::new(engine);
        let mut config_problems = Vec::new();
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
            settings
        };
        let elsewhere = ready(Path::new(""), options.config_file.clone());
        let roots = roots.iter().map(|root| {
            let file = options.config_file.clone().or_else(|| config::find(root));
            Root { settings: ready(root, file), base: OnceLock::new() }
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
        (State { engine, roots, elsewhere, config_problems }, problems)
    }

    /// The innermost root that holds a path.
    fn root(&self, path: &Path) -> Option<&Root> {
        let holding = self.roots.iter().filter(|root| path.starts_with(root.settings.root()));
        holding.max_by_key(|root| root.settings.root().components().count())
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
    fn base(&self) -> Option<&Base> {
        self.base.get_or_init(|| Base::open(self.settings.root())).as_ref()
    }
}

/// The bytes that a finding speaks of: the whole function if it is shown at a function's name.
fn extent(file: &FileEntry, span: Span) -> Span {
    let function = file.marks.functions.iter().find(|(name, _)| name.contains(span));
    function.map_or(span, |(_, whole)| *whole)
}
