//! Work on the files of the workspace: reading the rules, indexing, and following changes on disk.
//!
//! One thread does it, one thing after another; what is asked for meanwhile is gathered, so that a storm of ten
//! thousand notifications is one piece of work.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashSet;
use thinktwice_engine::rule::Problem;
use tower_lsp::lsp_types::MessageType;

use super::arrivals::Arrivals;
use super::documents::Event;
use super::progress::Progress;
use super::requests::{document_diagnostic, watched_files};
use super::session::Session;
use super::transport::log;
use crate::judge::Review;

/// More problems than this are counted only: a broken configuration has many followers.
const MAX_SHOWN_PROBLEMS: usize = 5;

/// What is to be done.
#[derive(Default)]
pub(crate) struct Background {
    wanted: Mutex<Wanted>,
    changed: Condvar,
    /// Ends the present indexing.
    stop: AtomicBool,
    shown: Mutex<BTreeSet<String>>,
}

#[derive(Default)]
struct Wanted {
    review: bool,
    index: bool,
    /// A commit or a checkout may have happened.
    repositories: bool,
    /// Somebody may have decided something.
    decisions: bool,
    /// Whether each of them was open already when it changed: what an editor shows it has written itself, or read.
    files: BTreeMap<PathBuf, bool>,
    is_over: bool,
}

impl Background {
    /// Reads configuration and rules anew, then the files.
    pub(crate) fn open_review(&self) {
        let mut wanted = self.lock();
        wanted.review = true;
        self.stop.store(true, Ordering::SeqCst);
        self.changed.notify_all();
    }

    /// Files have changed on disk, or were closed so that the text on disk counts again.
    pub(crate) fn changed(&self, session: &Session, paths: impl IntoIterator<Item = PathBuf>) {
        let open: FxHashSet<Arc<Path>> = session.documents.iter().map(|open| open.path.clone()).collect();
        let mut wanted = self.lock();
        for path in paths {
            let is_open = open.contains(path.as_path());
            let mut insert = |path| {
                wanted.files.entry(path).and_modify(|was_open| *was_open &= is_open).or_insert(is_open);
            };
            match Kind::of(&path) {
                Kind::Setting => {
                    insert(path);
                    wanted.review = true;
                    self.stop.store(true, Ordering::SeqCst);
                }
                Kind::Decision => wanted.decisions = true,
                Kind::Repository => wanted.repositories = true,
                Kind::Content => insert(path),
            }
        }
        self.changed.notify_all();
    }

    /// The repository may have another commit, as after a save.
    pub(crate) fn repositories(&self) {
        self.lock().repositories = true;
        self.changed.notify_all();
    }

    /// A decision was made.
    pub(crate) fn decisions(&self) {
        self.lock().decisions = true;
        self.changed.notify_all();
    }

    /// Ends the thread.
    pub(crate) fn end(&self) {
        let mut wanted = self.lock();
        wanted.is_over = true;
        self.stop.store(true, Ordering::SeqCst);
        self.changed.notify_all();
    }

    /// Works until the end.
    pub(crate) fn run(session: &Arc<Session>) {
        while let Some(task) = session.background.next() {
            let stages = &session.stages;
            session.faults.guard(session, "work on files", || match task {
                Task::Open => stages.run("open", "configuration and rules", || open(session)),
                Task::Reload(files) => {
                    let about = format!("{} changed files", files.len());
                    stages.run("reload", &about, || reload(session, files));
                }
                // The end is told when nothing is left to do: who waits for it may ask for what was done, or stop the server.
                Task::Index => {
                    if let Some(progress) = stages.run("index", "all files", || index(session)) {
                        progress.end();
                    }
                }
                Task::Judge { decisions } => {
                    stages.run("judge again", "open documents", || judge_again(session, decisions));
                }
            });
        }
    }

    fn next(&self) -> Option<Task> {
        let mut wanted = self.lock();
        loop {
            self.stop.store(false, Ordering::SeqCst);
            if wanted.is_over {
                return None;
            }
            if std::mem::take(&mut wanted.review) {
                wanted.index = true;
                return Some(Task::Open);
            }
            if !wanted.files.is_empty() {
                return Some(Task::Reload(std::mem::take(&mut wanted.files)));
            }
            let decisions = std::mem::take(&mut wanted.decisions);
            if std::mem::take(&mut wanted.repositories) || decisions {
                return Some(Task::Judge { decisions });
            }
            if std::mem::take(&mut wanted.index) {
                return Some(Task::Index);
            }
            wanted = self.changed.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Task {
    Open,
    Reload(BTreeMap<PathBuf, bool>),
    Index,
    Judge { decisions: bool },
}

/// What a file on disk is to the server.
enum Kind {
    /// Configuration, rules, and what is ignored.
    Setting,
    Decision,
    /// Git's own.
    Repository,
    Content,
}

impl Kind {
    fn of(path: &Path) -> Kind {
        let has = |name: &str| path.components().any(|part| part.as_os_str() == name);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match name {
            _ if has(".git") => Kind::Repository,
            _ if has(".thinktwice") && has("decisions") => Kind::Decision,
            _ if has(".thinktwice") => Kind::Setting,
            "thinktwice.toml" | "pyproject.toml" | ".gitignore" | ".ignore" => Kind::Setting,
            _ => Kind::Content,
        }
    }
}

fn open(session: &Arc<Session>) {
    let workspace = session.workspace().clone();
    let options = workspace.options();
    let (review, problems) = Review::open(workspace.roots, options);
    review.let_lag();
    show(session, &problems);
    let is_first = session.review().is_none();
    let languages = review.languages();
    session.set_review(Arc::new(review));
    if is_first {
        watched_files::register(session, &languages);
    }
}

/// Each problem is shown once, until the workspace is opened without it.
fn show(session: &Session, problems: &[Problem]) {
    let mut shown = session.background.shown.lock().unwrap_or_else(PoisonError::into_inner);
    let lines: BTreeSet<String> = problems.iter().map(Problem::to_string).collect();
    let new: Vec<&String> = lines.difference(&shown).collect();
    for line in &new {
        log(line);
    }
    for line in new.iter().take(MAX_SHOWN_PROBLEMS) {
        session.show(MessageType::WARNING, line.as_str());
    }
    if new.len() > MAX_SHOWN_PROBLEMS {
        let rest = new.len() - MAX_SHOWN_PROBLEMS;
        session.show(MessageType::WARNING, format!("{rest} more problems are in the server's log"));
    }
    *shown = lines;
}

fn reload(session: &Arc<Session>, files: BTreeMap<PathBuf, bool>) {
    let Some(review) = session.review() else { return };
    let mut touched = Vec::new();
    let mut have_arrived = false;
    for (path, was_open) in files {
        let exists = path.is_file();
        let is_checked = exists && review.is_checked(&path);
        // Who opens a file sooner than it is looked at has not read it by that.
        have_arrived |= is_checked && !was_open && review.written(&path);
        if session.open_at(&path).is_some() {
            // The text in the editor counts, whatever is on disk.
            session.send(Event::OnDisk(path, exists));
        } else if is_checked {
            touched.extend(review.reload(&path));
        } else {
            touched.extend(review.remove(&path));
        }
    }
    if have_arrived {
        Arrivals::changed(session);
    }
    touched.extend(review.catch_up());
    session.send(Event::Touched(touched));
}

/// Asks the judge again where the text is the same but the commit or the decisions are not.
fn judge_again(session: &Arc<Session>, decisions: bool) {
    let Some(review) = session.review() else { return };
    if decisions {
        review.reload_decisions().iter().for_each(|problem| log(&problem.to_string()));
    }
    if review.follow_repositories() || decisions {
        session.send(Event::Touched(session.documents.iter().map(|open| open.path.to_path_buf()).collect()));
        document_diagnostic::ask_to_pull_again(session);
    }
}

/// Looks at all files; gives the progress that is still to be ended.
fn index(session: &Arc<Session>) -> Option<Arc<Progress>> {
    let review = session.review()?;
    let files = review.files();
    let progress = Progress::begin(session, "Indexing");
    // One core is left for the document under the fingers.
    let jobs = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
    review.index(&files, jobs, &|done, total| progress.report(done, total), &session.background.stop);
    review.remember().iter().for_each(|fault| log(fault));
    review.take_problems().iter().for_each(|problem| log(&problem.to_string()));
    session.send(Event::Touched(session.documents.iter().map(|open| open.path.to_path_buf()).collect()));
    Some(progress)
}
