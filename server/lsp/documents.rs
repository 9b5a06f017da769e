//! The one writer of open documents.
//!
//! Notifications about documents come here in the order of the wire and are applied at once; nothing here waits for
//! the client, the disk or an analysis. Readers see each state as a [`Snapshot`]. The writer has no thread of its own:
//! whoever brings an event to the [`Inbox`] is the writer for that time, so that a key wakes only who analyses it.
//!
//! When a document is analysed: at once after an edit that comes by itself, so that a keystroke shows its effect
//! without delay; once after the last of edits that come faster than their diagnostics can be looked at; and once more
//! when typing pauses in a text with syntax errors, from a tree that does not depend on how it was typed.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use thinktwice_engine::FileAnalysis;
use thinktwice_engine::document::Document;
use thinktwice_engine::language::Language;
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, PublishDiagnosticsParams, TextDocumentContentChangeEvent, Url,
};

use super::analysis::{Analyzed, Job, Work};
use super::arrivals::{self, Arrivals};
use super::cells::{self, Notebooks};
use super::places;
use super::requests::{document_diagnostic, watched_files};
use super::session::Session;
use super::snapshot::Snapshot;
use crate::judge::Review;
use crate::workspace::source;

/// An edit that comes so soon after the diagnostics of the one before was not made by someone who saw them.
const UNSEEN: Duration = Duration::from_micros(9_500);
/// A burst is over when nothing came for so long.
const QUIET: Duration = Duration::from_millis(30);
/// Nobody types so slowly in the middle of a word.
const PAUSE: Duration = Duration::from_millis(600);
/// In an endless burst, results are shown at least so often.
const LONGEST_SILENCE: Duration = Duration::from_millis(800);
/// More edits than this since the last results are not worth following: the findings are then asked for anew.
const MAX_CARRIED_EDITS: usize = 1000;

/// What the writer is told.
pub(crate) enum Event {
    /// `textDocument/didOpen`
    Opened(DidOpenTextDocumentParams),
    /// `textDocument/didChange`
    Changed(DidChangeTextDocumentParams),
    /// `textDocument/didClose`
    Closed(DidCloseTextDocumentParams),
    /// `notebookDocument/didOpen`
    NotebookOpened(cells::Opened),
    /// `notebookDocument/didChange`
    NotebookChanged(cells::Changed),
    /// `notebookDocument/didClose`
    NotebookClosed(cells::Closed),
    /// `workspace/didChangeWatchedFiles`; in its place among the others it says which files were open when they changed.
    Watched(DidChangeWatchedFilesParams),
    /// There is a judge, or another one than before.
    Reviewed,
    /// Findings of these files may have changed through other files.
    Touched(Vec<PathBuf>),
    /// The file of an open document is there, or is not there any more.
    OnDisk(PathBuf, bool),
    /// A job is done.
    Analyzed(Box<Analyzed>),
    /// The server ends.
    End,
}

struct OpenDocument {
    snapshot: Arc<Snapshot>,
    language_id: String,
    /// The analysis of the newest revision that has one.
    analysis: Option<Arc<FileAnalysis>>,
    /// Its file was deleted, and nothing was analysed since.
    is_gone: bool,
    wanted: Option<Work>,
    /// When diagnostics were last sent.
    shown: Option<Instant>,
    /// When the burst began and when it will have been quiet for long enough.
    burst: Option<(Instant, Instant)>,
    /// When what edits left behind is made good: a tree with syntax errors is made anew, the judge catches up.
    unsettled: Option<Instant>,
}

struct Running {
    /// Whether the document is still open since the job began.
    is_same_opening: bool,
    /// As it was when it was closed meanwhile.
    closed: Option<Arc<Snapshot>>,
    /// What has to be done again to the parsed document that comes back.
    edits: Vec<Edit>,
}

enum Edit {
    Part(Range<usize>, String),
    Whole(Document),
}

/// The events of the documents' writer, in their order.
#[derive(Default)]
pub(crate) struct Inbox {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    /// Those that came from the client have a number.
    waiting: VecDeque<(Option<u64>, Event)>,
    /// `None` while somebody is at it, before the beginning and after the end.
    writer: Option<Writer>,
    /// When there is something to do without an event.
    due: Option<Instant>,
    /// Until when [`Inbox::run`] sleeps; `None` while it is awake, or sleeps until it is woken.
    alarm: Option<Instant>,
    is_over: bool,
}

impl Inbox {
    /// Begins with the events that have come already.
    pub(crate) fn begin(&self, session: &Arc<Session>) {
        let mut queue = self.lock();
        queue.writer = Some(Writer::new(session.clone()));
        self.work(queue);
    }

    /// Handles an event, or leaves it to who is at the events before it.
    pub(crate) fn put(&self, number: Option<u64>, event: Event) {
        let mut queue = self.lock();
        if !queue.is_over {
            queue.waiting.push_back((number, event));
            self.work(queue);
        }
    }

    /// Does what is to be done without an event, until the end.
    pub(crate) fn run(&self) {
        let mut queue = self.lock();
        while !queue.is_over {
            let now = Instant::now();
            let due = queue.due.filter(|_| queue.writer.is_some());
            if due.is_some_and(|due| due <= now) {
                self.work(queue);
                queue = self.lock();
                continue;
            }
            queue.alarm = due;
            queue = match due {
                Some(due) => {
                    self.changed.wait_timeout(queue, due - now).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
            };
            queue.alarm = None;
        }
    }

    /// Handles what is due and all events there are, unless somebody is at it, who will see them.
    fn work<'q>(&'q self, mut queue: MutexGuard<'q, Queue>) {
        let Some(mut writer) = queue.writer.take() else { return };
        if queue.waiting.is_empty() {
            drop(queue);
            writer.end_waits();
            queue = self.lock();
        }
        while let Some((number, event)) = queue.waiting.pop_front() {
            if matches!(event, Event::End) {
                queue.is_over = true;
                queue.waiting.clear();
                self.changed.notify_all();
                return;
            }
            drop(queue);
            writer.take(number, event);
            queue = self.lock();
        }
        queue.due = writer.due();
        queue.writer = Some(writer);
        if queue.due.is_some_and(|due| queue.alarm.is_none_or(|alarm| due < alarm)) {
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenDocument {
    /// When it has to be looked at without an event.
    fn due(&self) -> Option<Instant> {
        self.burst.map(|(_, end)| end).or(self.unsettled)
    }
}

/// A document that was opened before the rules were read, so that it is not known yet in what language.
struct Waiting {
    opened: DidOpenTextDocumentParams,
    /// What was edited since, in its order: who edits must not wait, and each edit may be an arrival.
    changes: Vec<DidChangeTextDocumentParams>,
}

struct Writer {
    session: Arc<Session>,
    open: HashMap<Url, OpenDocument>,
    notebooks: Notebooks,
    /// At most one job a document; it may outlive the document.
    running: HashMap<Url, Running>,
    revision: u64,
    waiting: Vec<Waiting>,
}

impl Writer {
    fn new(session: Arc<Session>) -> Writer {
        Writer {
            session,
            open: HashMap::new(),
            notebooks: Notebooks::default(),
            running: HashMap::new(),
            revision: 0,
            waiting: Vec::new(),
        }
    }

    fn take(&mut self, number: Option<u64>, event: Event) {
        let session = self.session.clone();
        session.faults.guard(&session, "document notification", || self.handle(event));
        if let Some(number) = number {
            session.set_done(number);
        }
        self.end_waits();
    }

    /// When there is something to do without an event.
    fn due(&self) -> Option<Instant> {
        self.open.values().filter_map(OpenDocument::due).min()
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Opened(params) => self.opened(params),
            Event::Changed(params) => self.changed(params),
            Event::Closed(params) => self.closed(&params.text_document.uri),
            Event::NotebookOpened(params) => {
                let params = self.notebooks.opened(params);
                self.know_cells(&params.text_document.uri);
                self.opened(params);
            }
            Event::NotebookChanged(params) => {
                if let Some(params) = self.notebooks.changed(params, self.session.encoding()) {
                    self.know_cells(&params.text_document.uri);
                    self.changed(params);
                }
            }
            Event::NotebookClosed(params) => {
                let uri = params.notebook_document.uri;
                self.notebooks.closed(&uri);
                self.know_cells(&uri);
                self.closed(&uri);
            }
            Event::Watched(params) => watched_files::changed(&self.session, &params),
            Event::Reviewed => self.reviewed(),
            Event::Touched(paths) => self.touched(&paths),
            Event::OnDisk(path, exists) => self.on_disk(&path, exists),
            Event::Analyzed(analyzed) => self.analyzed(*analyzed),
            Event::End => {}
        }
    }

    /// The notebook's cells are these now; of those that it had before, nothing is shown any more.
    fn know_cells(&self, notebook: &Url) {
        let cells = self.notebooks.cells(notebook);
        let present: HashSet<&Url> =
            cells.iter().flat_map(|cells| cells.documents()).map(|(uri, _)| uri).collect();
        let mut gone = Vec::new();
        self.session.notebooks.retain(|cell, of| {
            let is_gone = of == notebook && !present.contains(cell);
            gone.extend(is_gone.then(|| cell.clone()));
            !is_gone
        });
        for cell in present {
            self.session.notebooks.insert(cell.clone(), notebook.clone());
        }
        gone.into_iter().for_each(|cell| self.show_nothing(cell));
    }

    fn show_nothing(&self, uri: Url) {
        self.session.outgoing.publish(PublishDiagnosticsParams::new(uri, Vec::new(), None));
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let Some(review) = self.session.review() else {
            self.waiting.retain(|waiting| waiting.opened.text_document.uri != params.text_document.uri);
            self.waiting.push(Waiting { opened: params, changes: Vec::new() });
            return;
        };
        let opened = params.text_document;
        let Some(language) = language(&review, &opened.uri, &opened.language_id) else { return };
        let extension = language.extensions.first().map_or("", String::as_str);
        let path: Arc<Path> = places::path(&opened.uri, extension).into();
        if !review.is_checked(&path) {
            return;
        }
        self.revision += 1;
        let snapshot = Arc::new(Snapshot {
            uri: opened.uri.clone(),
            path,
            version: opened.version,
            revision: self.revision,
            cells: self.notebooks.cells(&opened.uri),
            document: Document::new(language, &opened.text),
            results: None,
            edits: Vec::new(),
        });
        self.session.documents.insert(opened.uri.clone(), snapshot.clone());
        let document = OpenDocument {
            snapshot,
            language_id: opened.language_id,
            analysis: None,
            is_gone: false,
            wanted: None,
            shown: None,
            burst: None,
            unsettled: None,
        };
        self.open.insert(opened.uri.clone(), document);
        if let Some(running) = self.running.get_mut(&opened.uri) {
            running.is_same_opening = false;
            running.closed = None;
        }
        self.start(&opened.uri, Work::Analysis);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri.clone();
        let encoding = self.session.encoding();
        let waiting = self.waiting.iter_mut().find(|waiting| waiting.opened.text_document.uri == uri);
        if let Some(waiting) = waiting {
            waiting.changes.push(params);
            return;
        }
        // A change before the opening, or of a document that is not checked.
        let Some(document) = self.open.get_mut(&uri) else { return };
        let mut running = self.running.get_mut(&uri);
        self.revision += 1;
        let snapshot = Arc::make_mut(&mut document.snapshot);
        snapshot.revision = self.revision;
        snapshot.version = params.text_document.version;
        snapshot.cells = self.notebooks.cells(&uri);
        let before = snapshot.rope().clone();
        let (mut old, mut new, mut place) = (String::new(), String::new(), 0..0);
        let filled = arrivals::filled(&params.content_changes);
        for change in params.content_changes {
            let taken = change
                .range
                .map_or(0..snapshot.rope().len_bytes(), |range| encoding.bytes(snapshot.rope(), range));
            place = taken.start..taken.start + change.text.len();
            old.extend(snapshot.rope().byte_slice(taken).chunks());
            new.push_str(&change.text);
            let edit = apply(snapshot, encoding, change);
            if let Some(running) = &mut running {
                if let Edit::Whole(_) = edit {
                    running.edits.clear();
                }
                running.edits.push(edit);
            }
        }
        let after = snapshot.rope().clone();
        let path = snapshot.path.clone();
        Arrivals::edited(&self.session, arrivals::Edit { path, before, after, old, new, place, filled });
        self.session.documents.insert(uri.clone(), document.snapshot.clone());

        let now = Instant::now();
        document.unsettled = Some(now + PAUSE);
        let is_quick =
            running.is_some() || document.shown.is_some_and(|shown| now.duration_since(shown) < UNSEEN);
        match &mut document.burst {
            Some((began, end)) => *end = (now + QUIET).min(*began + LONGEST_SILENCE),
            None if is_quick => document.burst = Some((now, now + QUIET)),
            None => self.start(&uri, Work::Analysis),
        }
    }

    fn closed(&mut self, uri: &Url) {
        self.waiting.retain(|waiting| waiting.opened.text_document.uri != *uri);
        let Some(document) = self.open.remove(uri) else { return };
        self.session.documents.remove(uri);
        self.session.set_published();
        if is_pushed(&self.session, &document.snapshot) {
            document.snapshot.parts().into_iter().for_each(|(part, _)| self.show_nothing(part));
        }
        match self.running.get_mut(uri) {
            // The job may tell the judge of a text that is closed by now.
            Some(running) => running.closed = Some(document.snapshot),
            None => Arrivals::closed(&self.session, document.snapshot),
        }
    }

    fn reviewed(&mut self) {
        let Some(review) = self.session.review() else { return };
        for uri in self.open.keys().cloned().collect::<Vec<_>>() {
            let Some(document) = self.open.get_mut(&uri) else { continue };
            // Languages and the rules about what is checked may be others now.
            let snapshot = Arc::make_mut(&mut document.snapshot);
            let language = language(&review, &uri, &document.language_id);
            match language.filter(|_| review.is_checked(&snapshot.path)) {
                Some(language) => {
                    let text = snapshot.document.text();
                    snapshot.document = Document::new(language, &text);
                    self.revision += 1;
                    snapshot.revision = self.revision;
                    document.analysis = None;
                    self.session.documents.insert(uri.clone(), document.snapshot.clone());
                    if let Some(running) = self.running.get_mut(&uri) {
                        running.edits = vec![Edit::Whole(document.snapshot.document.clone())];
                    }
                    self.start(&uri, Work::Analysis);
                }
                None => self.closed(&uri),
            }
        }
        for waiting in std::mem::take(&mut self.waiting) {
            self.opened(waiting.opened);
            waiting.changes.into_iter().for_each(|change| self.changed(change));
        }
        self.session.set_ready();
        document_diagnostic::ask_to_pull_again(&self.session);
    }

    fn touched(&mut self, paths: &[PathBuf]) {
        let is_touched = |document: &OpenDocument| paths.iter().any(|path| *document.snapshot.path == **path);
        let uris: Vec<Url> = self
            .open
            .iter()
            .filter(|(_, document)| is_touched(document))
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in uris {
            self.start(&uri, Work::Refresh);
        }
    }

    /// The text of a deleted file stays open, but speaks of no file any more: it is quiet until it is edited or
    /// saved again.
    fn on_disk(&mut self, path: &Path, exists: bool) {
        let open = self.open.values_mut().find(|document| *document.snapshot.path == *path);
        let Some(document) = open else { return };
        let uri = document.snapshot.uri.clone();
        if !exists {
            document.is_gone = true;
            self.start(&uri, Work::Silence);
        } else if document.is_gone {
            self.start(&uri, Work::Analysis);
        }
    }

    fn end_waits(&mut self) {
        let now = Instant::now();
        let is_over = |document: &OpenDocument| document.due().is_some_and(|due| due <= now);
        let over: Vec<Url> =
            self.open.iter().filter(|(_, document)| is_over(document)).map(|(uri, _)| uri.clone()).collect();
        for uri in over {
            let Some(document) = self.open.get_mut(&uri) else { continue };
            if document.burst.take().is_some() {
                self.start(&uri, Work::Analysis);
            } else if self.running.contains_key(&uri) {
                document.unsettled = Some(now + PAUSE);
            } else {
                document.unsettled = None;
                if Arc::make_mut(&mut document.snapshot).document.settle() {
                    self.start(&uri, Work::Analysis);
                }
                self.catch_up();
            }
        }
    }

    /// Has the judge do what it put off while somebody typed.
    fn catch_up(&self) {
        let Some(review) = self.session.review() else { return };
        let session = self.session.clone();
        self.session.pool.spawn_other(move || {
            let touched = session.stages.run("catch up", "what tests reach", || review.catch_up());
            if !touched.is_empty() {
                session.send(Event::Touched(touched));
            }
        });
    }

    /// Starts a job, or remembers it for when the present one is done.
    fn start(&mut self, uri: &Url, work: Work) {
        let (Some(document), Some(review)) = (self.open.get_mut(uri), self.session.review()) else { return };
        // What the judge knows is about the text that was analysed last.
        let work = match work {
            Work::Refresh if !document.snapshot.is_current() && !document.is_gone => Work::Analysis,
            work => work,
        };
        let work = match document.wanted.take() {
            // What was to be analysed is of a file that is not there any more.
            Some(wanted) if work != Work::Silence => wanted.max(work),
            _ => work,
        };
        document.is_gone &= work != Work::Analysis;
        if self.running.contains_key(uri) {
            document.wanted = Some(work);
            return;
        }
        self.running.insert(uri.clone(), Running { is_same_opening: true, closed: None, edits: Vec::new() });
        let previous = document.analysis.clone();
        let job = Job { snapshot: document.snapshot.clone(), previous, work };
        self.session.pool.spawn(self.session.clone(), review, job);
    }

    fn analyzed(&mut self, analyzed: Analyzed) {
        let uri = analyzed.uri;
        let Some(running) = self.running.remove(&uri) else { return };
        let Some(document) = self.open.get_mut(&uri) else {
            running.closed.into_iter().for_each(|closed| Arrivals::closed(&self.session, closed));
            return;
        };
        let snapshot = Arc::make_mut(&mut document.snapshot);
        let revision = analyzed.results.revision;
        let is_newest = snapshot.revision == revision;
        if !running.is_same_opening {
            self.start(&uri, Work::Analysis);
            return;
        }
        if let Some(mut parsed) = analyzed.document {
            for edit in running.edits {
                match edit {
                    Edit::Part(range, text) => parsed.edit(range, &text),
                    Edit::Whole(document) => parsed = document,
                }
            }
            snapshot.document = parsed;
        }
        document.analysis = analyzed.analysis.or(document.analysis.take());
        let before = snapshot.results.clone();
        let shown = before.as_ref().map(|results| &results.diagnostics);
        let changed = shown != Some(&analyzed.results.diagnostics);
        if is_newest {
            snapshot.edits.clear();
            snapshot.results = Some(analyzed.results);
            document.shown = Some(Instant::now());
            self.session.documents.insert(uri.clone(), document.snapshot.clone());
            let snapshot = document.snapshot.clone();
            if !is_pushed(&self.session, &snapshot) {
                // The client may have the results of this text already.
                if changed && before.as_ref().is_some_and(|before| before.revision == revision) {
                    document_diagnostic::ask_to_pull_again(&self.session);
                }
            } else if changed || analyzed.work == Work::Analysis {
                let results = snapshot.results.iter();
                for (part, version) in snapshot.parts() {
                    let own = results.clone().flat_map(|results| results.of(&part).to_vec()).collect();
                    // A notebook may have hundreds of cells, of which an edit concerns a few.
                    let is_known = snapshot.cells.is_some()
                        && before.as_ref().is_some_and(|before| before.has(&part) && before.of(&part) == own);
                    if !is_known {
                        let params = PublishDiagnosticsParams::new(part, own, Some(version));
                        self.session.outgoing.publish(params);
                    }
                }
            }
            self.session.set_published();
        }
        let wanted = document.wanted.take();
        let in_burst = document.burst.is_some();
        if let Some(work) = wanted.or((!is_newest && !in_burst).then_some(Work::Analysis)) {
            self.start(&uri, work);
        }
        let touched: Vec<PathBuf> =
            analyzed.touched.into_iter().filter(|path| *path != analyzed.path).collect();
        if !touched.is_empty() {
            self.touched(&touched);
        }
        // Also when an index has become complete, so that the first key afterwards finds nothing left to do.
        if self.open.values().all(|document| document.unsettled.is_none()) {
            self.catch_up();
        }
    }
}

/// Whether the client is sent findings that it has not asked for. Those of cells always are: VS Code asks for the cells on
/// the screen only, and forgets what it had of the others.
fn is_pushed(session: &Session, snapshot: &Snapshot) -> bool {
    snapshot.cells.is_some() || !session.facts().pulls
}

fn apply(
    snapshot: &mut Snapshot,
    encoding: super::position::Encoding,
    change: TextDocumentContentChangeEvent,
) -> Edit {
    match change.range {
        Some(range) => {
            let bytes = encoding.bytes(snapshot.rope(), range);
            snapshot.document.edit(bytes.clone(), &change.text);
            snapshot.edits.push((bytes.clone(), change.text.len()));
            if snapshot.edits.len() > MAX_CARRIED_EDITS {
                snapshot.results = None;
                snapshot.edits.clear();
            }
            Edit::Part(bytes, change.text)
        }
        None => {
            snapshot.document = Document::new(snapshot.document.language(), &change.text);
            snapshot.results = None;
            snapshot.edits.clear();
            Edit::Whole(snapshot.document.clone())
        }
    }
}

/// By the name that the client gives to the language, else by the file's extension.
fn language(review: &Review, uri: &Url, language_id: &str) -> Option<Language> {
    let by_name = review.languages().into_iter().find(|language| language.name == language_id);
    // The text of a notebook's file is not its code.
    by_name.or_else(|| {
        places::file(uri).filter(|path| !source::is_notebook(path)).and_then(|path| review.language_of(&path))
    })
}
