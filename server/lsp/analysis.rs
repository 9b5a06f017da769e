//! Analysing documents, away from everything that has to answer quickly.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use thinktwice_engine::FileAnalysis;
use thinktwice_engine::document::Document;
use thinktwice_engine::finding::Finding;
use tower_lsp::lsp_types::{MessageType, Url};
use tree_sitter::Parser;

use super::diagnostics;
use super::documents::Event;
use super::session::Session;
use super::snapshot::{Results, Snapshot};
use super::transport::log;
use crate::judge::Review;

/// The parser and the engine recurse little, but a small stack has been seen to end the process on 100,000 brackets.
const STACK: usize = 16 << 20;
/// No file that a person edits takes so long. One that does keeps the findings it had.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Larger texts are data, or were written by a program.
pub(crate) const MAX_BYTES: usize = 5_000_000;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Work {
    /// Asks the judge again for the findings of a text that was analysed before.
    Refresh,
    /// Takes the document out of the workspace.
    Silence,
    /// Parses and analyses.
    Analysis,
}

/// Work on one document.
pub(crate) struct Job {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) previous: Option<Arc<FileAnalysis>>,
    pub(crate) work: Work,
}

/// What came of a job.
pub(crate) struct Analyzed {
    pub(crate) uri: Url,
    pub(crate) path: PathBuf,
    pub(crate) work: Work,
    pub(crate) results: Arc<Results>,
    /// The document with its tree, to go on from.
    pub(crate) document: Option<Document>,
    pub(crate) analysis: Option<Arc<FileAnalysis>>,
    /// Other files whose findings may have changed.
    pub(crate) touched: Vec<PathBuf>,
}

type Task = Box<dyn FnOnce(&mut Parser) + Send>;

/// Threads that analyse. They end with the pool, once nothing is left to do.
pub(crate) struct Pool {
    tasks: Arc<Tasks>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.tasks.end();
    }
}

/// What is to be done, the oldest first. The thread that became idle last wakes for it: the caches of its core and its
/// memory still hold what the key before needed.
#[derive(Default)]
struct Tasks(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    tasks: VecDeque<Task>,
    idle: Vec<Thread>,
    /// Nothing will come any more.
    is_over: bool,
}

impl Tasks {
    fn add(&self, task: Task) {
        let mut waiting = self.lock();
        waiting.tasks.push_back(task);
        let idle = waiting.idle.pop();
        drop(waiting);
        idle.iter().for_each(Thread::unpark);
    }

    fn end(&self) {
        let mut waiting = self.lock();
        waiting.is_over = true;
        let idle = std::mem::take(&mut waiting.idle);
        drop(waiting);
        idle.iter().for_each(Thread::unpark);
    }

    /// `None` when nothing will come any more.
    fn next(&self) -> Option<Task> {
        let own = thread::current();
        loop {
            let mut waiting = self.lock();
            // Who wakes without a reason is still among them.
            waiting.idle.retain(|idle| idle.id() != own.id());
            if let Some(task) = waiting.tasks.pop_front() {
                return Some(task);
            }
            if waiting.is_over {
                return None;
            }
            waiting.idle.push(own.clone());
            drop(waiting);
            thread::park();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// One thread a core, two at least, so that a slow file does not hold up the one under the fingers.
    pub(crate) fn new() -> Pool {
        let tasks = Arc::new(Tasks::default());
        let count = thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
        for number in 0..count {
            let tasks = Arc::clone(&tasks);
            let thread = thread::Builder::new().name(format!("analysis-{number}")).stack_size(STACK);
            // With fewer threads than wished for the work is done all the same.
            let _ = thread.spawn(move || work(&tasks));
        }
        Pool { tasks }
    }

    /// Does a job and tells the documents' writer.
    pub(crate) fn spawn(&self, session: Arc<Session>, review: Arc<Review>, job: Job) {
        let task = move |parser: &mut Parser| {
            let analyzed = session
                .faults
                .guard(&session, &describe(&job.snapshot), || run(&session, &review, parser, &job));
            let analyzed = analyzed.unwrap_or_else(|| {
                *parser = Parser::new();
                // What was found before, at its present places.
                outcome(&session, &job, job.snapshot.findings())
            });
            session.send(Event::Analyzed(Box::new(analyzed)));
        };
        self.tasks.add(Box::new(task));
    }

    /// Does something else that takes time.
    pub(crate) fn spawn_other(&self, task: impl FnOnce() + Send + 'static) {
        self.tasks.add(Box::new(|_| task()));
    }
}

fn work(tasks: &Tasks) {
    let mut parser = Parser::new();
    while let Some(task) = tasks.next() {
        task(&mut parser);
    }
}

fn run(session: &Session, review: &Review, parser: &mut Parser, job: &Job) -> Analyzed {
    let snapshot = &job.snapshot;
    let path: &Path = &snapshot.path;
    match job.work {
        Work::Silence => Analyzed { touched: review.remove(path), ..outcome(session, job, Vec::new()) },
        Work::Refresh => outcome(session, job, review.findings(path)),
        Work::Analysis if snapshot.rope().len_bytes() > MAX_BYTES => {
            if snapshot.results.is_none() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                session.show(MessageType::INFO, format!("{name} is larger than 5 MB and is not checked"));
            }
            Analyzed { touched: review.remove(path), ..outcome(session, job, Vec::new()) }
        }
        Work::Analysis => analyze(session, review, parser, job),
    }
}

fn analyze(session: &Session, review: &Review, parser: &mut Parser, job: &Job) -> Analyzed {
    let snapshot = &job.snapshot;
    #[cfg(test)]
    session.faults.provoke(snapshot);
    let deadline = Instant::now() + TIME_LIMIT;
    let mut document = snapshot.document.clone();
    let about = describe(snapshot);
    let stages = &session.stages;
    if stages.run("parse", &about, || document.parse(parser, Some(deadline)).is_none()) {
        log(&format!("{about}: not parsed in time"));
        return outcome(session, job, snapshot.findings());
    }
    let checked = stages.run("check", &about, || {
        review.check_document(&snapshot.path, &document, job.previous.as_deref(), Some(deadline))
    });
    let was_slow = job.previous.as_ref().map(|previous| &previous.slow_rules);
    for rule in &checked.analysis.slow_rules {
        if !was_slow.is_some_and(|known| known.iter().any(|known| known.name == rule.name)) {
            log(&format!("{about}: the rule {} takes too long and is off for this file", rule.name));
        }
    }
    if !checked.analysis.is_complete {
        log(&format!("{about}: not analysed in time"));
        return Analyzed { document: Some(document), ..outcome(session, job, snapshot.findings()) };
    }
    Analyzed {
        document: Some(document),
        analysis: Some(checked.analysis),
        touched: checked.touched,
        ..outcome(session, job, stages.run("judge", &about, || review.findings(&snapshot.path)))
    }
}

fn outcome(session: &Session, job: &Job, findings: Vec<Finding>) -> Analyzed {
    let snapshot = &job.snapshot;
    Analyzed {
        uri: snapshot.uri.clone(),
        path: snapshot.path.to_path_buf(),
        work: job.work,
        results: Arc::new(diagnostics::results(session, snapshot, findings)),
        document: None,
        analysis: None,
        touched: Vec::new(),
    }
}

/// Enough to find the document again, and nothing of its text.
fn describe(snapshot: &Snapshot) -> String {
    format!(
        "{} version {}, {} bytes of {}",
        snapshot.uri,
        snapshot.version,
        snapshot.rope().len_bytes(),
        snapshot.document.language().name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_does_what_it_was_given_and_ends_with_its_session() {
        let pool = Pool::new();
        let tasks = Arc::downgrade(&pool.tasks);
        let (done, results) = std::sync::mpsc::channel();
        for number in 0..20 {
            let done = done.clone();
            pool.spawn_other(move || assert!(done.send(number).is_ok()));
        }
        drop((pool, done));
        assert_eq!(results.iter().count(), 20);
        let end = Instant::now() + Duration::from_secs(10);
        while tasks.strong_count() > 0 {
            assert!(Instant::now() < end, "a thread of the pool is still there");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
