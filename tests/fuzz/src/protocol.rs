//! What comes over the wire: frames, and whole sessions with a server.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thinktwice::lsp::{self, Incoming, Options};

use crate::input::Input;

/// By the first byte: bytes as they are, or a session of well-formed messages.
pub(crate) fn wire(data: &[u8]) {
    let Some((&kind, data)) = data.split_first() else { return };
    if kind % 2 == 0 { frames(data) } else { session(data) }
}

/// Bytes as they come: the reader ends, and finds a good frame behind any rubbish that ends its line.
fn frames(data: &[u8]) {
    let mut input = Cursor::new(data);
    let mut read = 0;
    while lsp::read(&mut input) != Incoming::End {
        read += 1;
        assert!(read <= data.len(), "more frames than bytes");
    }
}

/// A workspace that all sessions of the process share.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("thinktwice.toml"), "").expect("a file can be written");
    std::fs::write(folder.path().join("b.py"), "import a\n\n\ndef g():\n    return a.f()\n")
        .expect("another, too");
    folder
});

const TEXTS: [&str; 3] = [
    "def f(items=[]):\n    try:\n        g()\n    except Exception:\n        pass\n    return items\n",
    "fn f() {\n    g().unwrap();\n    let _ = h();\n}\n",
    "# 😀 é\r\nx = 1\ry = 'ab\n",
];

const METHODS: [&str; 9] = [
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWorkspaceFolders",
];

const COMMANDS: [&str; 9] = [
    "thinktwice.show",
    "thinktwice.explain",
    "thinktwice.keep",
    "thinktwice.review",
    "thinktwice.compare",
    "thinktwice.decide",
    "thinktwice.notUseful",
    "thinktwice.markRead",
    "thinktwice.next",
];

/// Up to thirty messages of a client in any order. Nothing panics, and every request has one answer.
fn session(data: &[u8]) {
    let _ = std::fs::remove_dir_all(FOLDER.path().join(".thinktwice"));
    let mut client = Client { wire: Vec::new(), asked: 0, root: FOLDER.path() };
    let mut input = Input::new(data);
    let encoding = *input.choose(&["utf-16", "utf-8", "utf-32"]);
    let pulls = input.byte() % 2 == 1;
    let mut text_document = json!({});
    if pulls {
        text_document["diagnostic"] = json!({});
    }
    client.ask(
        "initialize",
        json!({
            "rootUri": format!("file://{}", client.root.display()),
            "capabilities": { "general": { "positionEncodings": [encoding] }, "textDocument": text_document },
        }),
    );
    client.tell("initialized", json!({}));
    for version in 1..=30 {
        if input.is_empty() {
            break;
        }
        client.message(&mut input, version);
    }
    // An answer to this one comes after everything before was worked on.
    let document = client.document(0);
    client.ask("textDocument/diagnostic", json!({ "textDocument": document }));
    client.ask("shutdown", Value::Null);

    let asked = client.asked;
    let output = Output::default();
    let wire = Wire { sent: Cursor::new(client.wire), asked: client.asked, output: output.clone() };
    let ending = lsp::serve(wire, output.clone(), Options::default());
    assert!(ending.is_ok(), "the server starts");
    let answers = output.answers(asked);
    assert!(answers[1..].iter().all(|&count| count == 1), "answers by request: {answers:?}");
}

/// What a client sends; it goes away when everything that it asked is answered.
struct Wire {
    sent: Cursor<Vec<u8>>,
    asked: usize,
    output: Output,
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.sent.read(buffer)?;
        let begun = Instant::now();
        while read == 0
            && self.output.answers(self.asked).contains(&0)
            && begun.elapsed() < Duration::from_secs(20)
        {
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(read)
    }
}

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Output {
    /// How often each request was answered; nobody asks with the number 0, which counts as answered.
    fn answers(&self, asked: usize) -> Vec<u32> {
        let mut answers = vec![0; asked + 1];
        answers[0] = 1;
        let mut written = Cursor::new(self.0.lock().expect("nobody panicked").clone());
        while let Incoming::Message(message) = lsp::read(&mut written) {
            if message.get("method").is_none()
                && let Some(id) = message["id"].as_u64()
                && let Some(count) = answers.get_mut(id as usize)
            {
                *count += 1;
            }
        }
        answers
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Client<'r> {
    wire: Vec<u8>,
    asked: usize,
    root: &'r Path,
}

impl Client<'_> {
    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.wire.extend_from_slice(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.asked, "method": method, "params": params }));
    }

    fn document(&self, number: u8) -> Value {
        let root = self.root.display();
        let uris = [
            format!("file://{root}/a.py"),
            format!("file://{root}/b.rs"),
            "untitled:Untitled-1".to_string(),
            format!("file://{root}/%2e%2e/%ff.py"),
            "file:///C%3A/a.py".to_string(),
            format!("file://{root}/thinktwice.toml"),
        ];
        json!({ "uri": uris[usize::from(number) % uris.len()] })
    }

    fn message(&mut self, input: &mut Input<'_>, version: i32) {
        let mut document = self.document(input.byte());
        let position =
            |input: &mut Input<'_>| json!({ "line": input.number() % 12, "character": input.number() });
        let range = |input: &mut Input<'_>| json!({ "start": position(input), "end": position(input) });
        match input.byte() % 8 {
            0 => {
                document["languageId"] = (*input.choose(&["python", "rust", "plaintext"])).into();
                document["version"] = version.into();
                document["text"] = match input.byte() {
                    known @ 0..8 => TEXTS[usize::from(known) % TEXTS.len()].into(),
                    _ => input.text().into(),
                };
                self.tell("textDocument/didOpen", json!({ "textDocument": document }));
            }
            1 | 2 => {
                document["version"] = version.into();
                let mut changes = Vec::new();
                for _ in 0..=input.byte() % 3 {
                    let mut change = json!({ "text": input.text() });
                    if input.byte() % 8 != 7 {
                        change["range"] = range(input);
                    }
                    changes.push(change);
                }
                self.tell(
                    "textDocument/didChange",
                    json!({ "textDocument": document, "contentChanges": changes }),
                );
            }
            3 => self.tell("textDocument/didClose", json!({ "textDocument": document })),
            4 => {
                let command = *input.choose(&COMMANDS);
                let argument = json!({
                    "uri": document["uri"], "range": range(input), "line": input.number(),
                    "rule": input.choose(&["broad-except", "mutable-default-argument", "no-such-rule"]),
                    "reason": input.text(), "decision": input.choose(&["accept", "dismiss", "later"]),
                    "until": "2099-01-01",
                });
                self.ask("workspace/executeCommand", json!({ "command": command, "arguments": [argument] }));
            }
            5 => {
                // Parameters that nobody expects.
                let params = serde_json::from_str(&input.text()).unwrap_or_default();
                let method = *input.choose(&METHODS);
                if method.starts_with("workspace/did") {
                    self.tell(method, params)
                } else {
                    self.ask(method, params)
                }
            }
            6 => {
                let kind = 1 + input.byte() % 3;
                let changes = json!([{ "uri": document["uri"], "type": kind }]);
                self.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
            }
            _ => {
                let method = METHODS[usize::from(input.byte() % 4)];
                let (position, range) = (position(input), range(input));
                self.ask(
                    method,
                    json!({
                        "textDocument": document, "position": position, "range": range, "context": { "diagnostics": [] },
                    }),
                );
            }
        }
    }
}
