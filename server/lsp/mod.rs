//! The protocol face: thinktwice as a language server on standard input and output.
//!
//! [`transport`] reads messages, [`service`] keeps them in order, [`documents`] is the one writer of open texts,
//! [`analysis`] works on them elsewhere, [`background`] looks after the files of the workspace, and [`requests`] has
//! a file for each thing that a client can ask. The only layer that knows the protocol's types and UTF-16; it asks
//! the judge, and knows nothing of the command.

mod analysis;
mod arrivals;
mod backend;
mod background;
mod cells;
mod client;
mod diagnostics;
mod documents;
mod faults;
mod keep;
mod pages;
mod places;
mod position;
mod progress;
mod requests;
mod service;
mod session;
mod snapshot;
mod stages;
mod transport;
mod uris;

use std::future::poll_fn;
use std::io::{self, BufReader, Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::watch;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, LspService};

use crate::judge::Caching;
use backend::Backend;
use documents::Event;
use service::InOrder;
use session::{Session, Workspace};
pub use transport::{Incoming, read};
use transport::{Outgoing, log};

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A configuration file to use in place of those of the workspace.
    pub config_file: Option<PathBuf>,
    /// Log messages of panics as they are, even where they quote the user's code.
    pub log_code: bool,
    /// A file to which the log is added, with a line for each piece of work and how long it took.
    pub log_file: Option<PathBuf>,
    /// Keep on disk what files gave, for the next start.
    pub is_cached: bool,
}

/// How the server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client asked for it in the right order, or went away.
    Clean,
    /// The client said `exit` without `shutdown`.
    Abrupt,
}

/// How often the client's process is looked for.
const WATCH_EVERY: Duration = Duration::from_secs(2);
/// How long answers that are on their way are waited for at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Serves one client on standard input and output until it says `exit`, closes the input, or its process is gone.
///
/// # Errors
/// When threads cannot be started.
pub fn run(options: Options) -> io::Result<Ending> {
    faults::log_panics(options.log_code);
    if let Some(path) = &options.log_file
        && let Err(error) = transport::log_to(path)
    {
        log(&format!("{}: cannot be written: {error}", path.display()));
        return Err(error);
    }
    serve(io::stdin(), io::stdout(), options)
        .inspect_err(|error| log(&format!("the server cannot start: {error}")))
}

/// Serves one client on any two streams. A panic is caught and told; the caller's hook sees it.
///
/// # Errors
/// When threads cannot be started.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    options: Options,
) -> io::Result<Ending> {
    serve_prepared(BufReader::new(input), output, options, |_| {})
}

fn serve_prepared(
    input: BufReader<impl Read + Send + 'static>,
    output: impl Write + Send + 'static,
    options: Options,
    prepare: impl FnOnce(&Session),
) -> io::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outgoing = Arc::new(Outgoing::default());
    let mut made = None;
    let (inner, socket) = LspService::build(|client| {
        let session = Arc::new(Session::new(
            client,
            outgoing.clone(),
            runtime.handle().clone(),
            Workspace {
                config_file: options.config_file,
                caching: if options.is_cached { Caching::ForEditing } else { Caching::Off },
                ..Workspace::default()
            },
        ));
        made = Some(session.clone());
        Backend(session)
    })
    .custom_method(requests::status::METHOD, Backend::status)
    .finish();
    let Some(session) = made else { return Err(io::Error::other("the service was not made")) };
    prepare(&session);

    let (ended, ending) = mpsc::channel();
    session.inbox.begin(&session);
    spawn("documents", &session, |session| session.inbox.run())?;
    spawn("background", &session, background::Background::run)?;
    spawn("writer", &session, move |session| session.outgoing.write_to(output))?;
    let in_flight = watch::Sender::new(0_usize);
    let reader = Reader { runtime: runtime.handle().clone(), in_flight: in_flight.clone() };
    spawn("reader", &session, move |session| {
        let service = InOrder { inner, session: session.clone() };
        // The main thread is gone only when the process ends.
        let _ = ended.send(reader.run(input, service, socket));
    })?;

    let ending = wait(&session, &ending);
    end(&session, runtime, &in_flight);
    Ok(ending)
}

fn spawn(
    name: &str,
    session: &Arc<Session>,
    work: impl FnOnce(&Arc<Session>) + Send + 'static,
) -> io::Result<()> {
    let session = session.clone();
    thread::Builder::new().name(name.to_owned()).spawn(move || work(&session))?;
    Ok(())
}

/// Waits for the end of the input, and looks after the client's process meanwhile: the input stays open when
/// another process has inherited it.
fn wait(session: &Session, ending: &mpsc::Receiver<Ending>) -> Ending {
    let mut seen_alive = false;
    loop {
        match ending.recv_timeout(WATCH_EVERY) {
            Ok(ending) => return ending,
            Err(RecvTimeoutError::Disconnected) => return Ending::Abrupt,
            Err(RecvTimeoutError::Timeout) => {}
        }
        // A number that was never alive belongs to another machine or container.
        let is_alive = session.facts().process.is_some_and(is_alive);
        if seen_alive && !is_alive {
            return Ending::Clean;
        }
        seen_alive |= is_alive;
    }
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else {
        return false;
    };
    // The process may be somebody else's.
    !matches!(rustix::process::test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}

fn end(session: &Session, runtime: Runtime, in_flight: &watch::Sender<usize>) {
    let mut answers = in_flight.subscribe();
    // Those that are not done by then are for nobody.
    let _ = runtime.block_on(async {
        tokio::time::timeout(LAST_ANSWERS, answers.wait_for(|&count| count == 0)).await.is_ok()
    });
    session.outgoing.drain(LAST_ANSWERS);
    session.outgoing.close();
    session.background.end();
    session.send(Event::End);
    session.pages.clear();
    runtime.shutdown_background();
}

struct Reader {
    runtime: Handle,
    in_flight: watch::Sender<usize>,
}

impl Reader {
    /// Routes messages until the end of the input or `exit`.
    fn run(&self, mut input: BufReader<impl Read>, mut service: InOrder, socket: ClientSocket) -> Ending {
        let session = service.session.clone();
        let (mut requests, mut answers) = socket.split();
        let outgoing = session.outgoing.clone();
        self.runtime.spawn(async move {
            while let Some(request) = requests.next().await {
                outgoing.send(&request);
            }
        });
        let mut is_shut_down = false;
        loop {
            let message = match transport::read(&mut input) {
                Incoming::Message(message) => message,
                Incoming::Malformed => {
                    log("a malformed message is ignored");
                    session.outgoing.send(&Response::from_error(Id::Null, Error::parse_error()));
                    continue;
                }
                Incoming::End => return Ending::Clean,
            };
            if message.get("method").is_none() {
                if let Ok(answer) = serde_json::from_value::<Response>(message) {
                    // Refused only after the end.
                    let _ = self.runtime.block_on(answers.send(answer));
                }
                continue;
            }
            let request = match serde_json::from_value::<Request>(message) {
                Ok(request) => request,
                Err(_) => {
                    session.outgoing.send(&Response::from_error(Id::Null, Error::invalid_request()));
                    continue;
                }
            };
            match request.method() {
                "exit" => return if is_shut_down { Ending::Clean } else { Ending::Abrupt },
                "shutdown" => is_shut_down = true,
                _ => {}
            }
            self.route(&session, &mut service, request);
        }
    }

    fn route(&self, session: &Arc<Session>, service: &mut InOrder, request: Request) {
        let id = request.id().cloned();
        let method = request.method().to_owned();
        let called = session.faults.guard(session, &method, || {
            // An edit wakes nobody but who works on it.
            let request = service.hand_over_document(request)?;
            let ready = self.runtime.block_on(poll_fn(|context| service.poll_ready(context)));
            Some(ready.map(|()| service.call(request)))
        });
        let answer = match called {
            Some(Some(Ok(answer))) => answer,
            Some(None) => return,
            Some(Some(Err(_))) | None => {
                if let Some(id) = id {
                    session.outgoing.send(&Response::from_error(id, Error::internal_error()));
                }
                return;
            }
        };
        self.in_flight.send_modify(|count| *count += 1);
        let (session, in_flight) = (session.clone(), self.in_flight.clone());
        self.runtime.spawn(async move {
            let response = match AssertUnwindSafe(answer).catch_unwind().await {
                Ok(Ok(response)) => response,
                Ok(Err(_)) => None,
                Err(_) => {
                    session.faults.report(&session, &method);
                    id.map(|id| Response::from_error(id, Error::internal_error()))
                }
            };
            if let Some(response) = response {
                session.outgoing.send(&response);
            }
            in_flight.send_modify(|count| *count -= 1);
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn frame(message: &Value) -> Vec<u8> {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    /// A rule that panics is met in the analysis of the one document, and the server goes on.
    #[test]
    fn a_panic_is_told_once_and_survived() {
        let (server_input, mut input) = io::pipe().unwrap();
        let (output, server_output) = io::pipe().unwrap();
        let server = thread::spawn(move || {
            let prepare = |session: &Session| {
                let _ = session.faults.provoking.set("provoke");
            };
            serve_prepared(BufReader::new(server_input), server_output, Options::default(), prepare)
        });
        let mut send = |method: &str, id: Option<i64>, params: Value| {
            let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
            if let Some(id) = id {
                message["id"] = id.into();
            }
            input.write_all(&frame(&message)).unwrap();
        };
        let open = |version: i32, text: &str| {
            json!({ "textDocument": {
                "uri": "untitled:a", "languageId": "python", "version": version, "text": text
            } })
        };
        send("initialize", Some(1), json!({ "capabilities": {} }));
        send("initialized", None, json!({}));
        let bad = "def f(items=[]):\n    items.append(1)\n    return items\n";
        let mut output = BufReader::new(output);
        let mut messages = Vec::new();
        let mut published = |version: i32| loop {
            let Incoming::Message(message) = transport::read(&mut output) else { panic!("the server ended") };
            messages.push(message.clone());
            if message["params"]["version"] == version {
                return (message["params"]["diagnostics"].clone(), messages.clone());
            }
        };
        for (version, text) in [(1, "provoke = 1\n"), (2, bad), (3, "provoke = 2\n"), (4, bad)] {
            send("textDocument/didOpen", None, open(version, text));
            let (diagnostics, _) = published(version);
            assert_eq!(diagnostics != json!([]), text == bad, "{diagnostics}");
        }
        let (_, messages) = {
            send("textDocument/didOpen", None, open(5, bad));
            published(5)
        };
        let told = messages.iter().filter(|message| message["method"] == "window/showMessage").count();
        assert_eq!(told, 1, "{messages:#?}");
        send("shutdown", Some(2), Value::Null);
        send("exit", None, Value::Null);
        assert_eq!(server.join().unwrap().unwrap(), Ending::Clean);
    }
}
