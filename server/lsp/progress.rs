//! Work-done progress. The work never waits for the client to allow it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::client::ask;
use super::session::Session;

/// A bar that moves more often than this only costs.
const REPORT_EVERY: Duration = Duration::from_millis(100);
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// One piece of work as the client shows it.
pub(crate) struct Progress {
    session: Arc<Session>,
    token: NumberOrString,
    state: Mutex<State>,
}

struct State {
    /// The client has made the bar.
    is_begun: bool,
    is_over: bool,
    reported: Instant,
}

impl Progress {
    /// Asks for a bar, if the client has any.
    pub(crate) fn begin(session: &Arc<Session>, title: &'static str) -> Arc<Progress> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let progress = Arc::new(Progress {
            session: session.clone(),
            token: NumberOrString::String(format!("thinktwice-{number}")),
            state: Mutex::new(State { is_begun: false, is_over: false, reported: Instant::now() }),
        });
        if session.facts().progress {
            let begun = progress.clone();
            session.runtime.spawn(async move {
                let params = WorkDoneProgressCreateParams { token: begun.token.clone() };
                if ask::<WorkDoneProgressCreate>(&begun.session.client, params, TIME_LIMIT).await.is_some() {
                    begun.made(title);
                }
            });
        }
        progress
    }

    /// Says how far the work is.
    pub(crate) fn report(&self, done: usize, total: usize) {
        let mut state = self.state();
        if !state.is_begun || state.is_over || state.reported.elapsed() < REPORT_EVERY {
            return;
        }
        state.reported = Instant::now();
        self.send(WorkDoneProgress::Report(WorkDoneProgressReport {
            cancellable: None,
            message: Some(format!("{done}/{total} files")),
            percentage: Some((100 * done / total.max(1)).min(100) as u32),
        }));
    }

    /// Says that the work is done.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.is_over = true;
        if state.is_begun {
            self.send(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    fn made(&self, title: &str) {
        let mut state = self.state();
        state.is_begun = true;
        self.send(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(false),
            message: None,
            percentage: Some(0),
        }));
        if state.is_over {
            self.send(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }

    fn send(&self, progress: WorkDoneProgress) {
        let params =
            ProgressParams { token: self.token.clone(), value: ProgressParamsValue::WorkDone(progress) };
        self.session.outgoing.notify("$/progress", params);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
