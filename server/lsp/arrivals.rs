//! Blocks that arrive at once, as the server sees them come: large edits are handed to the judge in their order, away
//! from everything that has to answer quickly.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ropey::Rope;
use tower_lsp::lsp_types::TextDocumentContentChangeEvent;
use tower_lsp::lsp_types::request::CodeLensRefresh;

use super::client::ask;
use super::session::Session;
use super::snapshot::Snapshot;
use crate::judge::arrivals::Edited;

const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Edits of fewer lines are typing.
const LEAST_LINES: usize = 5;
/// Pieces that come so soon one after the other are one block that a program writes.
const STREAMED: Duration = Duration::from_millis(500);

/// What waits to be looked at.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    waiting: Mutex<VecDeque<Edit>>,
    /// One after the other, or undo would come before what it takes back.
    turn: Mutex<()>,
    is_asking: AtomicBool,
    stream: Mutex<Option<Stream>>,
}

/// Pieces of whole lines, one after the other, as an agent in the editor writes them.
#[derive(Debug)]
struct Stream {
    path: Arc<Path>,
    before: Rope,
    new: String,
    /// Where it ends, in bytes.
    end: usize,
    last: Instant,
}

/// One notification's worth of edits.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) path: Arc<Path>,
    pub(crate) before: Rope,
    pub(crate) after: Rope,
    /// What was taken out.
    pub(crate) old: String,
    /// What was put in.
    pub(crate) new: String,
    /// Where what was put in stands, in bytes.
    pub(crate) place: Range<usize>,
    /// The lines in which names of a snippet were filled in.
    pub(crate) filled: Option<Range<u32>>,
}

/// The lines of changes that type the same at several places at once, as names are filled in that stand more than once
/// in a snippet. A renaming puts in whole words.
pub(crate) fn filled(changes: &[TextDocumentContentChangeEvent]) -> Option<Range<u32>> {
    let (mut texts, mut lines): (Vec<&str>, Option<Range<u32>>) = Default::default();
    for change in changes {
        let range = change.range.filter(|range| range.start.line == range.end.line)?;
        let mut typed = change.text.chars().filter(|character| !character.is_whitespace());
        if typed.next().is_none() || typed.next().is_some() {
            return None;
        }
        let line = range.start.line;
        texts.push(&change.text);
        lines = Some(lines.map_or(line..line + 1, |known| known.start.min(line)..known.end.max(line + 1)));
    }
    texts.sort_unstable();
    lines.filter(|_| texts.chunk_by(|one, other| one == other).all(|same| same.len() > 1))
}

impl Edit {
    fn is_large(&self) -> bool {
        let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        lines(&self.old).max(lines(&self.new)) + 1 >= LEAST_LINES
    }

    /// Whether it puts in whole lines and takes nothing out. Who types makes a line break, and then the words.
    fn is_piece(&self) -> bool {
        self.old.trim().is_empty() && self.new.contains('\n') && self.new.chars().any(char::is_alphanumeric)
    }
}

impl Arrivals {
    /// Looks at an edit, soon, if it is large enough or goes on with what comes in pieces.
    pub(crate) fn edited(session: &Arc<Session>, edit: Edit) {
        let edit = session.arrivals.joined(edit);
        if !edit.is_large() && edit.filled.is_none() {
            return;
        }
        session.arrivals.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(edit);
        let later = session.clone();
        session.pool.spawn_other(move || later.arrivals.work(&later));
    }

    /// An edit with the pieces that came just before it.
    fn joined(&self, edit: Edit) -> Edit {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let known = stream.take().filter(|known| {
            let goes_on = known.path == edit.path && known.end == edit.place.start && edit.is_piece();
            goes_on && now.duration_since(known.last) < STREAMED
        });
        let edit = match known {
            Some(known) => Edit { before: known.before, new: known.new + &edit.new, ..edit },
            None => edit,
        };
        if edit.is_piece() {
            let (path, before, new) = (edit.path.clone(), edit.before.clone(), edit.new.clone());
            *stream = Some(Stream { path, before, new, end: edit.place.end, last: now });
        }
        edit
    }

    /// A document was closed: what is on disk counts again. It is looked at only when it is known what was shown, or
    /// all of it would seem to have been written by somebody else.
    pub(crate) fn closed(session: &Arc<Session>, snapshot: Arc<Snapshot>) {
        let later = session.clone();
        session.pool.spawn_other(move || {
            if let Some(review) = later.review() {
                review.shown(&snapshot.path, &snapshot.rope().to_string());
            }
            later.background.changed(&later, [snapshot.path.to_path_buf()]);
        });
    }

    fn work(&self, session: &Arc<Session>) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let (Some(edit), Some(review)) = (next, session.review()) else { return };
            let before = edit.before.to_string();
            let has_changed = match edit.filled {
                Some(lines) => review.filled_in(&edit.path, &before, &lines),
                None => {
                    let after = edit.after.to_string();
                    review.edited(&edit.path, &Edited { before, after, old: edit.old, new: edit.new })
                }
            };
            if has_changed {
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
