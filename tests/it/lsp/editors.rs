//! What editors with lists and panels of their own ask for.

use serde_json::{Value, json};

use super::client::{Client, Setup, uri};
use super::{PYTHON, RUST, folder, write};
use crate::support;

fn review(client: &mut Client) -> Value {
    let params = json!({ "command": "thinktwice.review", "arguments": [{}] });
    client.request("workspace/executeCommand", params).unwrap()
}

#[test]
fn the_review_has_the_questions_of_all_files_and_what_was_decided() {
    let root = folder();
    let kept =
        "    # thinktwice: allow swallowed-exception -- defaults are enough for a first start\n    except";
    write(root.path(), "lib/kept.py", &PYTHON.replace("    except", kept));
    write(root.path(), "lib/save.rs", RUST);
    write(root.path(), "quiet.py", "x = 1\n");
    let open = uri(&root.path().join("typed.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&open, "python", PYTHON);
    client.diagnostics_that(&open, "the finding", |found| !found.is_empty());
    client.indexed();
    let seen = review(&mut client);
    assert_eq!((&seen["open"], &seen["decided"], &seen["isComplete"]), (&json!(2), &json!(1), &json!(true)));
    let files: Vec<&str> =
        seen["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(files, ["lib/kept.py", "lib/save.rs", "typed.py"]);
    let decided = &seen["files"][0]["questions"][0];
    assert_eq!(decided["reason"], "defaults are enough for a first start");
    assert_eq!(decided["rule"], "swallowed-exception");
    let question = &seen["files"][2]["questions"][0];
    assert_eq!(question["reason"], Value::Null);
    assert_eq!(question["level"], "error");
    assert_eq!(question["range"]["start"], json!({ "line": 5, "character": 4 }));
    assert!(question["question"].as_str().unwrap().contains("What does the code after it work with?"));
    // Without a repository there is no older state: everything is new.
    assert_eq!(question["isNew"], true);
    // It follows what is typed.
    client.edit(&open, [6, 8, 6, 12], "log.exception(\"no settings\")");
    client.diagnostics_that(&open, "silence", <[Value]>::is_empty);
    assert_eq!(review(&mut client)["open"], 1);
}

#[test]
fn what_was_decided_in_a_file_of_its_own_is_listed_with_its_reason() {
    let root = folder();
    let open = uri(&root.path().join("typed.py"));
    write(root.path(), "typed.py", PYTHON);
    let mut client = Setup::new(root.path()).start();
    client.open(&open, "python", PYTHON);
    client.diagnostics_that(&open, "the finding", |found| !found.is_empty());
    client.indexed();
    let question = review(&mut client)["files"][0]["questions"][0].clone();
    let argument = json!({
        "uri": open, "rule": question["rule"], "range": question["range"],
        "decision": "accept", "reason": "defaults are enough for a first start",
    });
    let decide = json!({ "command": "thinktwice.decide", "arguments": [argument] });
    client.request("workspace/executeCommand", decide).unwrap();
    client.diagnostics_that(&open, "silence", <[Value]>::is_empty);
    let seen = review(&mut client);
    assert_eq!((&seen["open"], &seen["decided"]), (&json!(0), &json!(1)), "{seen:#}");
    let decided = &seen["files"][0]["questions"][0];
    assert_eq!(decided["reason"], "defaults are enough for a first start");
    assert_eq!(decided["range"], question["range"]);
}

#[test]
fn only_what_differs_from_the_commit_is_new() {
    let root = folder();
    write(root.path(), "old.py", PYTHON);
    let git = |arguments: &[&str]| support::git(root.path(), arguments);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    write(root.path(), "save.rs", RUST);
    let mut client = Setup::new(root.path()).start();
    client.indexed();
    let seen = review(&mut client);
    let is_new = |file: usize| seen["files"][file]["questions"][0]["isNew"].clone();
    assert_eq!((is_new(0), is_new(1)), (json!(false), json!(true)), "{seen:#}");
}

#[test]
fn an_editor_with_a_panel_gets_the_page_and_a_link_to_the_command() {
    let root = folder();
    let file = uri(&root.path().join("a b.py")).replace(' ', "%20");
    let mut setup = Setup::new(root.path());
    setup.initialization_options = json!({ "showsPages": true, "hoversDiagnostics": true });
    let mut client = setup.start();
    client.open(&file, "python", PYTHON);
    client.diagnostics_that(&file, "the finding", |found| !found.is_empty());
    let hover = client.hover(&file, 5, 8)["contents"]["value"].as_str().unwrap().to_owned();
    // What the diagnostic says stands above the hover already.
    assert!(hover.starts_with("**Ask yourself:**"), "{hover}");
    let (_, link) = hover.split_once("[Explain this](command:thinktwice.explain?").unwrap();
    let arguments: Value = serde_json::from_str(&decoded(link.trim_end_matches(')'))).unwrap();
    let params = json!({ "command": "thinktwice.explain", "arguments": arguments });
    let page = client.request("workspace/executeCommand", params).unwrap();
    assert!(page["markdown"].as_str().unwrap().contains("**Here:** `load_settings`"), "{page:#}");
    assert_eq!(page["uri"], Value::Null);
    assert_eq!(client.count("window/showDocument"), 0);
}

#[test]
fn diagnostics_of_open_files_only_when_the_editor_wants_no_others() {
    let root = folder();
    for (wants, offers) in [(json!({ "openFilesOnly": true }), false), (Value::Null, true)] {
        let mut setup = Setup::new(root.path()).pulling();
        setup.initialization_options = wants;
        let client = setup.start();
        let provider = &client.initialized["capabilities"]["diagnosticProvider"];
        assert_eq!(provider["workspaceDiagnostics"], offers, "{provider:#}");
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
        } else {
            byte
        });
    }
    String::from_utf8(bytes).unwrap()
}
