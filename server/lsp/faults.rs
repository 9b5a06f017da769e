//! Panics: caught, told to the user once, and logged so that they can be reproduced, without the user's code.

use std::backtrace::Backtrace;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::lsp_types::MessageType;

use super::session::Session;
use super::transport::log;

/// What went wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    is_told: AtomicBool,
    /// A text whose analysis panics, for tests.
    #[cfg(test)]
    pub(crate) provoking: std::sync::OnceLock<&'static str>,
}

impl Faults {
    /// Does `work`; a panic in it is reported and gives `None`.
    pub(crate) fn guard<T>(&self, session: &Session, what: &str, work: impl FnOnce() -> T) -> Option<T> {
        let outcome = panic::catch_unwind(AssertUnwindSafe(work)).ok();
        if outcome.is_none() {
            self.report(session, what);
        }
        outcome
    }

    /// Logs that `what` panicked, and tells the user if this is the first time.
    pub(crate) fn report(&self, session: &Session, what: &str) {
        log(&format!("internal error in {what}"));
        if !self.is_told.swap(true, Ordering::SeqCst) {
            let message = "thinktwice had an internal error and goes on without that result; the server's log says \
                           where, please report it";
            session.show(MessageType::ERROR, message);
        }
    }

    #[cfg(test)]
    pub(crate) fn provoke(&self, snapshot: &super::snapshot::Snapshot) {
        let text = snapshot.document.text();
        assert!(!self.provoking.get().is_some_and(|provoking| text.contains(provoking)), "provoked");
    }
}

/// Logs each panic with its place. The message of a panic may quote the text that was worked on, so it is left out
/// unless `with_code` is set.
pub(crate) fn log_panics(with_code: bool) {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let message =
            payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
        let message = message.filter(|_| with_code).unwrap_or_default();
        log(&format!("panic at {place} {message}\n{}", Backtrace::force_capture()));
    }));
}
