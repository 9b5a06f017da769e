//! From `initialize` to the end, and clients that do not keep to the protocol.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Setup, has, uri};
use super::{PYTHON, folder};

#[test]
fn says_what_it_can() {
    let root = folder();
    let client = Setup::new(root.path()).start();
    insta::assert_json_snapshot!(client.initialized["capabilities"], @r#"
    {
      "codeActionProvider": {
        "codeActionKinds": [
          "quickfix"
        ]
      },
      "codeLensProvider": {
        "resolveProvider": false
      },
      "executeCommandProvider": {
        "commands": [
          "thinktwice.show",
          "thinktwice.explain",
          "thinktwice.keep",
          "thinktwice.review",
          "thinktwice.compare",
          "thinktwice.decide",
          "thinktwice.notUseful",
          "thinktwice.markRead",
          "thinktwice.next"
        ]
      },
      "hoverProvider": true,
      "positionEncoding": "utf-16",
      "textDocumentSync": {
        "change": 2,
        "openClose": true,
        "save": true
      },
      "workspace": {
        "workspaceFolders": {
          "changeNotifications": true,
          "supported": true
        }
      }
    }
    "#);
}

#[test]
fn ends_after_shutdown_and_exit_while_the_input_stays_open() {
    let root = folder();
    assert_eq!(Setup::new(root.path()).start().stop().code(), Some(0));
}

#[test]
fn exit_without_shutdown_is_an_abrupt_end() {
    let root = folder();
    let mut client = Setup::new(root.path()).start();
    client.notify("exit", Value::Null);
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn ends_with_its_input() {
    let root = folder();
    let mut client = Setup::new(root.path()).start();
    client.close_input();
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn ends_with_the_process_of_its_client() {
    let root = folder();
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let mut client = Setup { process: Some(editor.id()), ..Setup::new(root.path()) }.start();
    // The server has seen the process alive once it looks for it every two seconds.
    std::thread::sleep(Duration::from_secs(3));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.ended().code(), Some(0));
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut client = Client::spawn(Value::Null, true);
    client.open("file:///a.py", "python", PYTHON);
    let refused = client.request("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(refused["code"], -32002);
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    client.request("initialize", json!({ "capabilities": {} })).unwrap_err();
}

#[test]
fn malformed_messages_are_survived() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    for bytes in [
        &b"Content-Length: 5\r\n\r\n{\"a\":"[..],
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: nonsense\r\n\r\n",
        b"no header at all\r\n\r\n",
        b"Content-Length: 3\r\n\r\n\xff\xfe\xfd",
        b"Content-Length: 17\r\n\r\n{\"jsonrpc\":\"2.0\"}",
        b"content-length: 40\r\nX-Unknown: 1\r\nX-Two: 2\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":7777,\"result\":null}",
    ] {
        client.send_raw(bytes);
        client.assert_alive();
    }
    for (method, params) in [
        ("textDocument/didOpen", json!({ "nonsense": 1 })),
        ("textDocument/didChange", json!([1, 2])),
        (
            "textDocument/didChange",
            json!({ "textDocument": { "uri": "no uri", "version": 1 }, "contentChanges": [] }),
        ),
        ("textDocument/didClose", Value::Null),
        ("workspace/didChangeWatchedFiles", json!({ "changes": "all" })),
        ("workspace/didChangeConfiguration", json!({ "settings": 7 })),
        ("workspace/didChangeWorkspaceFolders", json!({})),
        ("$/cancelRequest", json!({ "id": 4711 })),
        ("$/unknown", json!({})),
        ("unknown/notification", json!({})),
    ] {
        client.notify(method, params);
        client.assert_alive();
    }
    assert_eq!(client.request("textDocument/hover", json!({ "zz": 1 })).unwrap_err()["code"], -32602);
    assert_eq!(client.request("unknown/request", json!({})).unwrap_err()["code"], -32601);
    client.request("workspace/executeCommand", json!({ "command": "thinktwice.explain" })).unwrap_err();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
}

#[test]
fn keys_it_does_not_know_are_ignored() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let setup = Setup::new(root.path())
        .pulling()
        .with("workspace/workspaceEdit/resourceOperations", json!(["create", "teleport"]))
        .with("textDocument/foldingRange", json!("a newer protocol"));
    let mut client = setup.start();
    client.open(&file, "python", PYTHON);
    // As Neovim 0.11 asks.
    let params = json!({
        "textDocument": { "uri": file, "extra": 1 }, "identifier": "thinktwice", "more": {},
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } },
    });
    let report = client.request("textDocument/diagnostic", params).unwrap();
    assert!(has(report["items"].as_array().unwrap(), "swallowed-exception"), "{report}");
}

#[test]
fn a_client_that_never_answers_is_served_all_the_same() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup { answers: false, ..Setup::new(root.path()) }.start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    for _ in 0..300 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    }
    client.edit(&file, [5, 4, 5, 21], "except KeyError:");
    client.diagnostics_that(&file, "no finding", |found| !has(found, "swallowed-exception"));
    assert_eq!(client.stop().code(), Some(0));
}

#[test]
fn a_client_that_stops_reading_holds_up_only_itself() {
    // The messages of this session are more than any pipe takes, and nobody reads them until the end.
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_thinktwice"))
        .args(["lsp", "--no-cache"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut send = |message: Value| {
        let body = message.to_string();
        std::io::Write::write_all(
            &mut input,
            format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
        )
        .unwrap();
    };
    send(json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }));
    send(json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let document = json!({ "uri": file, "languageId": "python", "version": 1, "text": PYTHON.repeat(300) });
    send(
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
    );
    for version in 2..300 {
        let change = json!({ "range": super::client::range_of([0, 0, 0, 0]), "text": "\n" });
        let document = json!({ "uri": file, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        send(json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params }));
        let at = json!({ "textDocument": { "uri": file }, "position": { "line": 5, "character": 6 } });
        send(json!({ "jsonrpc": "2.0", "id": version, "method": "textDocument/hover", "params": at }));
    }
    send(json!({ "jsonrpc": "2.0", "method": "exit" }));
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(1));
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "the server did not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_request_is_cancelled_while_others_wait() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).pulling().start();
    client.open(&file, "python", &PYTHON.repeat(200));
    let asked: Vec<i64> = (0..20)
        .map(|_| client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": file } })))
        .collect();
    for id in &asked {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in asked {
        if let Err(error) = client.answer(id) {
            assert_eq!(error["code"], -32800);
        }
    }
    assert!(has(&client.pull(&file), "swallowed-exception"));
}
