//! Frames on standard input and output.
//!
//! tower-lsp's own `Server` ends at the first malformed message, keeps at most four handlers going, and waits for
//! input after `exit`. Here one thread reads and routes each message as it comes, and one thread writes, so that a
//! client that stops reading blocks nobody but the writer.

use std::collections::{HashMap, VecDeque};
use std::fs::OpenOptions;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tower_lsp::lsp_types::{PublishDiagnosticsParams, Url};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;

/// What came in.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A JSON value.
    Message(Value),
    /// A frame whose body is no JSON.
    Malformed,
    /// The end of the input.
    End,
}

/// Reads the next frame. Lines that are no header are skipped, so that the next good frame is found again.
pub fn read(input: &mut impl BufRead) -> Incoming {
    let mut length: Option<u64> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Incoming::End,
            Ok(_) => {}
        }
        let header = line.trim_ascii();
        if header.is_empty() {
            if length.is_some() {
                break;
            }
            continue;
        }
        // After a frame with a wrong length, the rest of its body stands before the next header.
        let text = String::from_utf8_lossy(header).to_ascii_lowercase();
        if let Some((_, value)) = text.rsplit_once("content-length:") {
            length = value.trim().parse().ok();
        }
    }
    let mut body = Vec::new();
    match input.take(length.unwrap_or_default()).read_to_end(&mut body) {
        Ok(read) if Some(read as u64) == length => {}
        _ => return Incoming::End,
    }
    serde_json::from_slice(&body).map_or(Incoming::Malformed, Incoming::Message)
}

/// Messages on their way to the client, in order.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Slot>,
    /// Diagnostics not yet written: newer ones of the same document take their place.
    publishes: HashMap<Url, PublishDiagnosticsParams>,
    is_writing: bool,
    is_closed: bool,
}

#[derive(Debug)]
enum Slot {
    Message(Vec<u8>),
    Publish(Url),
}

#[derive(Serialize)]
struct Notification<'a, P> {
    jsonrpc: &'static str,
    method: &'a str,
    params: P,
}

impl Outgoing {
    /// Sends a request or a response.
    pub(crate) fn send(&self, message: &impl Serialize) {
        if let Ok(body) = serde_json::to_vec(message) {
            self.lock().waiting.push_back(Slot::Message(body));
            self.changed.notify_all();
        }
    }

    /// Sends a notification.
    pub(crate) fn notify(&self, method: &str, params: impl Serialize) {
        self.send(&Notification { jsonrpc: "2.0", method, params });
    }

    /// Sends the diagnostics of a document.
    pub(crate) fn publish(&self, params: PublishDiagnosticsParams) {
        let mut queue = self.lock();
        let uri = params.uri.clone();
        if queue.publishes.insert(uri.clone(), params).is_none() {
            queue.waiting.push_back(Slot::Publish(uri));
        }
        // Who wakes shall find it unlocked.
        drop(queue);
        self.changed.notify_all();
    }

    /// Writes until the queue is closed or the client has gone.
    pub(crate) fn write_to(&self, mut output: impl Write) {
        while let Some(body) = self.next() {
            let written = write!(output, "Content-Length: {}\r\n\r\n", body.len())
                .and_then(|()| output.write_all(&body))
                .and_then(|()| output.flush());
            if written.is_err() {
                self.close();
            }
        }
    }

    /// Nothing is sent any more.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.is_closed = true;
        queue.waiting.clear();
        self.changed.notify_all();
    }

    /// Waits until everything is written, but no longer than `limit`.
    pub(crate) fn drain(&self, limit: Duration) {
        let end = Instant::now() + limit;
        let mut queue = self.lock();
        while queue.is_writing || !queue.waiting.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = self.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn next(&self) -> Option<Vec<u8>> {
        let mut queue = self.lock();
        queue.is_writing = false;
        self.changed.notify_all();
        loop {
            if queue.is_closed {
                return None;
            }
            match queue.waiting.pop_front() {
                Some(Slot::Message(body)) => {
                    queue.is_writing = true;
                    return Some(body);
                }
                Some(Slot::Publish(uri)) => {
                    let Some(params) = queue.publishes.remove(&uri) else { continue };
                    queue.is_writing = true;
                    drop(queue);
                    let message =
                        Notification { jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params };
                    match serde_json::to_vec(&message) {
                        Ok(body) => return Some(body),
                        Err(_) => queue = self.lock(),
                    }
                }
                None => queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a line to the log, which is standard error: editors keep it. A log that cannot be written is no reason to
/// stop.
pub(crate) fn log(line: &str) {
    let _ = writeln!(io::stderr(), "thinktwice: {line}");
    tracing::info!("{line}");
}

/// Adds the log to a file from now on, with a line for each stage of the work.
pub(crate) fn log_to(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_target(false)
        .with_thread_names(true)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(Mutex::new(file));
    // Messages of libraries may quote what they were given.
    let own = Targets::new().with_target("thinktwice", LevelFilter::DEBUG);
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(own));
    tracing::subscriber::set_global_default(subscriber).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8]) -> Vec<Incoming> {
        let mut input = bytes;
        let mut frames = Vec::new();
        loop {
            match read(&mut input) {
                Incoming::End => return frames,
                frame => frames.push(frame),
            }
        }
    }

    #[test]
    fn the_next_good_frame_is_found_after_a_bad_one() {
        let good = "content-length: 2\r\nX-Other: y\r\nContent-Type: a; charset=utf-8\r\n\r\n{}";
        for bad in [
            "Content-Length: 5\r\n\r\n{\"a\":",
            "Content-Length: 3\r\n\r\n{\"method\":1}",
            "no header\r\n\r\n",
            "Content-Length: x\r\n\r\n",
            "Content-Length: 2\r\n\r\n\u{e9}",
        ] {
            let found = frames(format!("{bad}{good}").as_bytes());
            assert_eq!(found.last(), Some(&Incoming::Message(Value::Object(Default::default()))), "{bad}");
        }
        assert_eq!(frames(b"Content-Length: 9\r\n\r\n{}"), []);
    }

    #[test]
    fn waiting_diagnostics_are_replaced_by_newer_ones() {
        let outgoing = Outgoing::default();
        let uri = Url::parse("file:///a.py").unwrap();
        for version in 1..=40 {
            outgoing.publish(PublishDiagnosticsParams::new(uri.clone(), Vec::new(), Some(version)));
        }
        outgoing.notify("last", Value::Null);
        let first = String::from_utf8(outgoing.next().unwrap()).unwrap();
        assert!(first.contains("\"version\":40"), "{first}");
        assert!(String::from_utf8(outgoing.next().unwrap()).unwrap().contains("last"));
    }
}
