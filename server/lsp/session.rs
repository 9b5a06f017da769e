//! What all parts of the server share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use dashmap::DashMap;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use tower_lsp::Client;
use tower_lsp::lsp_types::{MessageType, ShowMessageParams, Url};

use super::analysis::Pool;
use super::arrivals::Arrivals;
use super::background::Background;
use super::client::ClientFacts;
use super::documents::{Event, Inbox};
use super::faults::Faults;
use super::pages::Pages;
use super::places::{self, Texts};
use super::position::Encoding;
use super::snapshot::{Snapshot, Text};
use super::stages::Stages;
use super::transport::Outgoing;
use super::uris;
use crate::judge::{Caching, Options, Review, Subject};

/// The shared state. Documents are written by the one writer of [`super::documents`] only.
pub(crate) struct Session {
    /// The way to the client for requests.
    pub(crate) client: Client,
    /// The way to the client for notifications.
    pub(crate) outgoing: Arc<Outgoing>,
    /// Where tasks run.
    pub(crate) runtime: Handle,
    /// Open documents as last published by their writer.
    pub(crate) documents: DashMap<Url, Arc<Snapshot>>,
    /// The notebooks of open cells.
    pub(crate) notebooks: DashMap<Url, Url>,
    /// Closed files that diagnostics point at.
    pub(crate) texts: Texts,
    /// Work on files.
    pub(crate) background: Background,
    /// Work on documents.
    pub(crate) pool: Pool,
    /// Rule pages shown to the user.
    pub(crate) pages: Pages,
    /// Blocks that came at once.
    pub(crate) arrivals: Arrivals,
    /// Panics so far.
    pub(crate) faults: Faults,
    /// How long things took.
    pub(crate) stages: Stages,
    /// When the server was started.
    pub(crate) begun: std::time::Instant,
    /// How often diagnostics have changed since the client was last asked to pull them.
    pub(crate) stale: AtomicU64,
    /// How the workspace is opened.
    pub(crate) workspace: Mutex<Workspace>,
    facts: OnceLock<ClientFacts>,
    review: RwLock<Option<Arc<Review>>>,
    /// Events for the documents' writer.
    pub(crate) inbox: Inbox,
    /// How many document notifications came, and how many of them are done.
    came: AtomicU64,
    done: watch::Sender<u64>,
    /// Counts published results.
    published: watch::Sender<u64>,
    /// Whether documents are known by their language.
    is_ready: watch::Sender<bool>,
}

/// Folders and settings, which the client can change.
#[derive(Clone, Default)]
pub(crate) struct Workspace {
    /// Folders.
    pub(crate) roots: Vec<PathBuf>,
    /// Settings of the schema of `thinktwice.toml`.
    pub(crate) settings: Value,
    /// The configuration file named at the start of the server.
    pub(crate) config_file: Option<PathBuf>,
    /// Whether what files gave is kept on disk.
    pub(crate) caching: Caching,
}

impl Workspace {
    /// As the judge wants it.
    pub(crate) fn options(&self) -> Options {
        let settings = Some(self.settings.clone()).filter(Value::is_object);
        Options {
            config_file: self.config_file.clone(),
            settings,
            subject: Subject::Change,
            caching: self.caching,
            ..Options::default()
        }
    }
}

impl Session {
    /// A session before `initialize`.
    pub(crate) fn new(
        client: Client,
        outgoing: Arc<Outgoing>,
        runtime: Handle,
        workspace: Workspace,
    ) -> Session {
        Session {
            client,
            outgoing,
            runtime,
            documents: DashMap::new(),
            notebooks: DashMap::new(),
            texts: Texts::default(),
            background: Background::default(),
            pool: Pool::new(),
            pages: Pages::default(),
            arrivals: Arrivals::default(),
            faults: Faults::default(),
            stages: Stages::default(),
            begun: std::time::Instant::now(),
            stale: AtomicU64::new(0),
            workspace: Mutex::new(workspace),
            facts: OnceLock::new(),
            review: RwLock::new(None),
            inbox: Inbox::default(),
            came: AtomicU64::new(0),
            done: watch::Sender::new(0),
            published: watch::Sender::new(0),
            is_ready: watch::Sender::new(false),
        }
    }

    /// Takes what the client said of itself.
    pub(crate) fn set_facts(&self, facts: ClientFacts) {
        {
            let mut workspace = self.workspace();
            workspace.roots.clone_from(&facts.roots);
            workspace.settings = facts.settings.clone();
        }
        // A second `initialize` is refused by tower-lsp, and does not change the facts either.
        let _ = self.facts.set(facts);
    }

    /// What the client said of itself.
    pub(crate) fn facts(&self) -> &ClientFacts {
        static UNKNOWN: OnceLock<ClientFacts> = OnceLock::new();
        self.facts.get().unwrap_or_else(|| UNKNOWN.get_or_init(ClientFacts::default))
    }

    /// Whether `initialize` has come.
    pub(crate) fn is_initialized(&self) -> bool {
        self.facts.get().is_some()
    }

    /// How the client counts columns.
    pub(crate) fn encoding(&self) -> Encoding {
        self.facts().encoding
    }

    /// Folders and settings.
    pub(crate) fn workspace(&self) -> std::sync::MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The judge, once the rules are read.
    pub(crate) fn review(&self) -> Option<Arc<Review>> {
        self.review.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a new judge in place of the old one.
    pub(crate) fn set_review(&self, review: Arc<Review>) {
        *self.review.write().unwrap_or_else(PoisonError::into_inner) = Some(review);
        self.send(Event::Reviewed);
    }

    /// Tells the documents' writer something that did not come from the client.
    pub(crate) fn send(&self, event: Event) {
        self.inbox.put(None, event);
    }

    /// Hands a notification of the client to the documents' writer, in the order of the wire.
    pub(crate) fn hand_over(&self, event: Event) {
        let number = self.came.fetch_add(1, Ordering::SeqCst) + 1;
        self.inbox.put(Some(number), event);
    }

    /// The number of the last notification handed over: what a request that comes now has to wait for.
    pub(crate) fn handed_over(&self) -> u64 {
        self.came.load(Ordering::SeqCst)
    }

    /// Says that a notification is done.
    pub(crate) fn set_done(&self, number: u64) {
        self.done.send_replace(number);
    }

    /// Waits until the writer has done this notification.
    pub(crate) async fn caught_up(&self, number: u64) {
        let mut done = self.done.subscribe();
        // The sender lives as long as the session.
        let _ = done.wait_for(|&done| done >= number).await;
    }

    /// Says that the rules are read and documents are known by their language.
    pub(crate) fn set_ready(&self) {
        self.is_ready.send_replace(true);
    }

    /// Wakes those who wait for results.
    pub(crate) fn set_published(&self) {
        self.published.send_modify(|count| *count += 1);
    }

    /// The document, or the notebook of a cell, with the results of its present text, or with older ones when the
    /// time is out.
    pub(crate) async fn current(&self, uri: &Url, limit: Duration) -> Option<Arc<Snapshot>> {
        let mut published = self.published.subscribe();
        let end = Instant::now() + limit;
        let mut is_ready = self.is_ready.subscribe();
        let _ = timeout_at(end, is_ready.wait_for(|&is_ready| is_ready)).await;
        loop {
            let notebook = self.notebooks.get(uri).map(|notebook| notebook.clone());
            let snapshot = self.documents.get(notebook.as_ref().unwrap_or(uri))?.clone();
            if snapshot.is_current() || !matches!(timeout_at(end, published.changed()).await, Ok(Ok(()))) {
                return Some(snapshot);
            }
        }
    }

    /// Waits until the open documents have the results of their present texts, or the time is out for one.
    pub(crate) async fn all_current(&self, limit: Duration) {
        let open: Vec<Url> = self.documents.iter().map(|open| open.uri.clone()).collect();
        for uri in open {
            self.current(&uri, limit).await;
        }
    }

    /// The open document at a path.
    pub(crate) fn open_at(&self, path: &Path) -> Option<Arc<Snapshot>> {
        match places::uri(path).and_then(|uri| self.documents.get(&uri).map(|snapshot| snapshot.clone())) {
            Some(snapshot) => Some(snapshot),
            // An editor may spell the URI of a file its own way.
            None => self
                .documents
                .iter()
                .find(|snapshot| uris::is_same_file(&snapshot.path, path))
                .map(|snapshot| snapshot.clone()),
        }
    }

    /// The text at a path: the one in the editor, else the one on disk.
    pub(crate) fn text_at(&self, path: &Path) -> Option<Text> {
        match self.open_at(path) {
            Some(open) => Some(open.text()),
            None => Some(Text { uri: places::uri(path)?, rope: self.texts.read(path)?, cells: None }),
        }
    }

    /// Shows a message to the user.
    pub(crate) fn show(&self, kind: MessageType, message: impl Into<String>) {
        self.outgoing.notify("window/showMessage", ShowMessageParams { typ: kind, message: message.into() });
    }
}
