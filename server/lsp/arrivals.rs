//! Blocks that arrive at once, as the server sees them come: large edits are handed to the judge in their order, away
//! from everything that has to answer quickly.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ropey::Rope;
use tower_lsp::lsp_types::request::CodeLensRefresh;

use super::client::ask;
use super::session::Session;
use super::snapshot::Snapshot;
use crate::judge::arrivals::Edited;

const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Edits of fewer lines are typing.
const LEAST_LINES: usize = 5;

/// What waits to be looked at.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    waiting: Mutex<VecDeque<Edit>>,
    /// One after the other, or undo would come before what it takes back.
    turn: Mutex<()>,
    is_asking: AtomicBool,
}

/// One notification's worth of edits.
#[derive(Debug)]
pub(crate) struct Edit {
    path: Arc<Path>,
    before: Rope,
    after: Rope,
    old: String,
    new: String,
}

impl Edit {
    /// The edits that came in one notification; `None` if they are too small to be looked at.
    pub(crate) fn new(path: &Arc<Path>, before: Rope, after: Rope, old: String, new: String) -> Option<Edit> {
        let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        let is_large = lines(&old).max(lines(&new)) + 1 >= LEAST_LINES;
        is_large.then(|| Edit { path: path.clone(), before, after, old, new })
    }
}

impl Arrivals {
    /// Looks at an edit, soon.
    pub(crate) fn edited(session: &Arc<Session>, edit: Edit) {
        session.arrivals.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(edit);
        let later = session.clone();
        session.pool.spawn_other(move || later.arrivals.work(&later));
    }

    /// A document was closed: what is on disk afterwards is what it was saved as.
    pub(crate) fn closed(session: &Arc<Session>, snapshot: &Arc<Snapshot>) {
        let (later, snapshot) = (session.clone(), snapshot.clone());
        session.pool.spawn_other(move || {
            if let Some(review) = later.review() {
                review.shown(&snapshot.path, &snapshot.rope().to_string());
            }
        });
    }

    fn work(&self, session: &Arc<Session>) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let (Some(edit), Some(review)) = (next, session.review()) else { return };
            let edited = Edited {
                before: edit.before.to_string(),
                after: edit.after.to_string(),
                old: edit.old,
                new: edit.new,
            };
            if review.edited(&edit.path, &edited) {
                Arrivals::changed(session);
            }
        }
    }

    /// Tells a client that shows lenses that there may be other ones.
    pub(crate) fn changed(session: &Arc<Session>) {
        if !session.facts().refreshes_lenses || session.arrivals.is_asking.swap(true, Ordering::SeqCst) {
            return;
        }
        let session = session.clone();
        session.clone().runtime.spawn(async move {
            session.arrivals.is_asking.store(false, Ordering::SeqCst);
            ask::<CodeLensRefresh>(&session.client, (), TIME_LIMIT).await;
        });
    }
}
