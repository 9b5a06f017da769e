//! A client that speaks the real protocol with the real binary over its pipes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes, also on a machine that is busy with other things. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a client presents itself.
pub(super) struct Setup {
    pub(super) roots: Vec<PathBuf>,
    pub(super) capabilities: Value,
    pub(super) initialization_options: Value,
    /// What it says when it is asked for its settings.
    pub(super) settings: Value,
    /// Whether requests of the server are answered at all.
    pub(super) answers: bool,
    pub(super) process: Option<u32>,
    /// Where the server keeps what stays on this machine.
    pub(super) state: Arc<tempfile::TempDir>,
    /// More arguments of the server.
    pub(super) arguments: Vec<String>,
}

impl Setup {
    /// A client that can everything but pull, in one folder.
    pub(super) fn new(root: &Path) -> Setup {
        Setup {
            roots: vec![root.to_owned()],
            capabilities: capabilities(),
            initialization_options: Value::Null,
            settings: Value::Null,
            answers: true,
            process: Some(std::process::id()),
            state: state(),
            arguments: Vec::new(),
        }
    }

    /// Sets a capability, by its JSON pointer without the leading slash.
    pub(super) fn with(mut self, pointer: &str, value: Value) -> Setup {
        let mut place = &mut self.capabilities;
        for key in pointer.split('/') {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[key];
        }
        *place = value;
        self
    }

    /// Asks for diagnostics instead of being sent them.
    pub(super) fn pulling(self) -> Setup {
        self.with("textDocument/diagnostic", json!({ "dynamicRegistration": false }))
            .with("workspace/diagnostics", json!({ "refreshSupport": true }))
    }

    pub(super) fn encoding(self, name: &str) -> Setup {
        self.with("general/positionEncodings", json!([name]))
    }

    pub(super) fn start(self) -> Client {
        Client::start(self)
    }
}

/// A folder for what the server keeps of a user.
pub(super) fn state() -> Arc<tempfile::TempDir> {
    Arc::new(tempfile::tempdir().expect("a temporary folder can be made"))
}

fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "publishDiagnostics": {
                "versionSupport": true, "relatedInformation": true, "codeDescriptionSupport": true,
                "tagSupport": { "valueSet": [1, 2] }
            },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix"] } } }
        },
        "window": { "workDoneProgress": true, "showDocument": { "support": true } },
        "workspace": {
            "configuration": true, "workspaceFolders": true, "applyEdit": true,
            "workspaceEdit": { "documentChanges": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true }
        }
    })
}

/// The running server with everything it said.
pub(super) struct Client {
    child: Child,
    input: Arc<Mutex<Option<ChildStdin>>>,
    log: Arc<(Mutex<Log>, Condvar)>,
    settings: Arc<Mutex<Value>>,
    next_id: i64,
    versions: HashMap<String, i32>,
    pub(super) initialized: Value,
    state: Arc<tempfile::TempDir>,
}

#[derive(Default)]
struct Log {
    messages: Vec<Value>,
    is_over: bool,
}

impl Client {
    fn start(setup: Setup) -> Client {
        let mut client = Client::spawn_in(setup.settings, setup.answers, setup.state, &setup.arguments);
        let folders: Vec<Value> =
            setup.roots.iter().map(|root| json!({ "uri": uri(root), "name": "folder" })).collect();
        let params = json!({
            "processId": setup.process,
            "rootUri": setup.roots.first().map(|root| uri(root)),
            "workspaceFolders": folders,
            "capabilities": setup.capabilities,
            "initializationOptions": setup.initialization_options,
        });
        client.initialized = client.request("initialize", params).expect("initialize is answered");
        client.notify("initialized", json!({}));
        client
    }

    /// The server before `initialize`.
    pub(super) fn spawn(settings: Value, answers: bool) -> Client {
        Client::spawn_in(settings, answers, state(), &[])
    }

    fn spawn_in(
        settings: Value,
        answers: bool,
        state: Arc<tempfile::TempDir>,
        arguments: &[String],
    ) -> Client {
        let mut child = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
            .arg("lsp")
            .args(arguments)
            .env("XDG_STATE_HOME", state.path())
            .env("XDG_CACHE_HOME", state.path().join("cache"))
            .env("GIT_TRACE", state.path().join("git"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let input = Arc::new(Mutex::new(child.stdin.take()));
        let output = child.stdout.take().expect("standard output is a pipe");
        let log = Arc::new((Mutex::new(Log::default()), Condvar::new()));
        let settings = Arc::new(Mutex::new(settings));
        let reader = (input.clone(), log.clone(), settings.clone());
        std::thread::spawn(move || {
            let (input, log, settings) = reader;
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if answers && message.get("method").is_some() && message.get("id").is_some() {
                    let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer(&message, &settings) });
                    write(&input, &answer);
                }
                log.0.lock().unwrap().messages.push(message);
                log.1.notify_all();
            }
            log.0.lock().unwrap().is_over = true;
            log.1.notify_all();
        });
        Client {
            child,
            input,
            log,
            settings,
            next_id: 0,
            versions: HashMap::new(),
            initialized: Value::Null,
            state,
        }
    }

    /// Sends bytes as they are.
    pub(super) fn send_raw(&self, bytes: &[u8]) {
        if let Some(input) = self.input.lock().unwrap().as_mut() {
            input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
        }
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        write(&self.input, &json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and says its id.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        write(&self.input, &json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request: the result or the error.
    pub(super) fn answer(&self, id: i64) -> Result<Value, Value> {
        let message =
            self.wait_for("the answer", |message| message.get("method").is_none() && message["id"] == id);
        match message.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(message["result"].clone()),
        }
    }

    pub(super) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The first message that fits, already here or to come.
    #[track_caller]
    pub(super) fn wait_for(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.wait(what, |messages| messages.iter().find(|message| fits(message)).cloned())
    }

    /// Waits until `find` finds something in all messages so far.
    #[track_caller]
    pub(super) fn wait<T>(&self, what: &str, find: impl Fn(&[Value]) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut log = self.log.0.lock().unwrap();
        loop {
            if let Some(found) = find(&log.messages) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            let last: Vec<&Value> = log.messages.iter().rev().take(5).collect();
            assert!(!log.is_over, "the server ended before {what}; last messages: {last:#?}");
            assert!(!left.is_zero(), "{what} did not come; last messages: {last:#?}");
            log = self.log.1.wait_timeout(log, left).unwrap().0;
        }
    }

    /// All messages so far.
    pub(super) fn messages(&self) -> Vec<Value> {
        self.log.0.lock().unwrap().messages.clone()
    }

    /// How often git was run.
    pub(super) fn git_runs(&self) -> usize {
        let trace = std::fs::read_to_string(self.state.path().join("git")).unwrap_or_default();
        trace.matches("trace: built-in:").count()
    }

    pub(super) fn count(&self, method: &str) -> usize {
        self.messages().iter().filter(|message| message["method"] == method).count()
    }

    pub(super) fn set_settings(&self, settings: Value) {
        *self.settings.lock().unwrap() = settings;
    }

    pub(super) fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.versions.insert(uri.to_owned(), 1);
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": text } }),
        );
    }

    /// Sends changes as the next version.
    pub(super) fn change(&mut self, uri: &str, changes: Value) {
        let version = self.versions.entry(uri.to_owned()).or_insert(0);
        *version += 1;
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Puts `text` in place of a range: start line and column, end line and column.
    pub(super) fn edit(&mut self, uri: &str, range: [u32; 4], text: &str) {
        self.change(uri, json!([{ "range": range_of(range), "text": text }]));
    }

    pub(super) fn close(&self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Waits until the files of the workspace are known.
    #[track_caller]
    pub(super) fn indexed(&self) {
        self.wait_for("the end of indexing", |message| {
            message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end"
        });
    }

    /// The diagnostics that were sent for the present version.
    #[track_caller]
    pub(super) fn diagnostics(&self, uri: &str) -> Vec<Value> {
        self.diagnostics_that(uri, "diagnostics of the present version", |_| true)
    }

    /// The newest diagnostics of the present version that fit.
    #[track_caller]
    pub(super) fn diagnostics_that(
        &self,
        uri: &str,
        what: &str,
        fit: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        let version = self.versions.get(uri).copied();
        self.wait(what, |messages| {
            let sent = published(messages, uri).into_iter().next_back()?;
            let items = sent["diagnostics"].as_array()?.clone();
            (sent["version"].as_i64() == version.map(i64::from) && fit(&items)).then_some(items)
        })
    }

    /// The items of a pull.
    pub(super) fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report =
            self.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
        report["items"].as_array().cloned().unwrap_or_default()
    }

    pub(super) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }))
            .unwrap()
    }

    pub(super) fn actions(&mut self, uri: &str, range: &Value) -> Vec<Value> {
        let params =
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
        self.request("textDocument/codeAction", params).unwrap().as_array().cloned().unwrap_or_default()
    }

    /// Asserts that the server still answers.
    #[track_caller]
    pub(super) fn assert_alive(&mut self) {
        let answer = self.request(
            "textDocument/hover",
            json!({
                "textDocument": { "uri": "file:///nowhere.py" }, "position": { "line": 0, "character": 0 }
            }),
        );
        assert_eq!(answer, Ok(Value::Null));
    }

    /// Ends the server as the protocol says.
    pub(super) fn stop(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null).expect("shutdown is answered");
        self.notify("exit", Value::Null);
        self.ended()
    }

    /// The number of the server's process.
    #[cfg(target_os = "linux")]
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Closes the server's input.
    pub(super) fn close_input(&self) {
        self.input.lock().unwrap().take();
    }

    /// Waits for the end of the process.
    pub(super) fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the server did not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The parameters of everything published for a document.
pub(super) fn published(messages: &[Value], uri: &str) -> Vec<Value> {
    let of_it = |message: &&Value| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
    };
    messages.iter().filter(of_it).map(|message| message["params"].clone()).collect()
}

/// Rule and line (from 1) of diagnostics.
pub(super) fn rules(diagnostics: &[Value]) -> Vec<(String, u64)> {
    let line = |diagnostic: &Value| diagnostic["range"]["start"]["line"].as_u64().unwrap() + 1;
    diagnostics.iter().map(|found| (found["code"].as_str().unwrap().to_owned(), line(found))).collect()
}

/// Whether some diagnostic is of this rule.
pub(super) fn has(diagnostics: &[Value], rule: &str) -> bool {
    diagnostics.iter().any(|found| found["code"] == rule)
}

pub(super) fn range_of([line, character, end_line, end_character]: [u32; 4]) -> Value {
    json!({
        "start": { "line": line, "character": character }, "end": { "line": end_line, "character": end_character }
    })
}

pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn answer(request: &Value, settings: &Mutex<Value>) -> Value {
    match request["method"].as_str().unwrap_or_default() {
        "workspace/configuration" => json!([settings.lock().unwrap().clone()]),
        "window/showDocument" => json!({ "success": true }),
        "workspace/applyEdit" => json!({ "applied": true }),
        _ => Value::Null,
    }
}

fn write(input: &Mutex<Option<ChildStdin>>, message: &Value) {
    let body = message.to_string();
    if let Some(input) = input.lock().unwrap().as_mut() {
        // The server may be gone, which the reader notices.
        let _ = write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).and_then(|()| input.flush());
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                length = header.strip_prefix("Content-Length: ").expect("a known header").parse().ok()?
            }
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("the server writes JSON"))
}
