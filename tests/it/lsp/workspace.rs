//! Folders, settings, files on disk.

use serde_json::{Value, json};

use super::client::{Client, Setup, has, uri};
use super::{PYTHON, folder, write};

const RULE: &str = r#"+++
title = "Call of the old billing"
severity = "warning"
confidence = "high"
status = "on"
languages = ["python"]
message = "`{function}` calls `{callee}`"
question = "`{callee}` goes away in spring. What does `{function}` call then?"
fine-when = "it is the migration itself"
+++

## What it finds

Calls of the old billing.
"#;

const PATTERN: &str =
    "((call) @finding (#resolves-to? @finding \"billing.old.*\") (#bind! callee @finding \"callee\"))\n";

const CODE: &str = "import billing.old\n\ndef pay(order):\n    billing.old.charge(order)\n";

fn created(client: &Client, paths: &[&std::path::Path]) {
    let changes: Vec<Value> = paths.iter().map(|path| json!({ "uri": uri(path), "type": 1 })).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
}

#[test]
fn a_rule_added_while_it_runs_finds() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", CODE);
    assert!(!has(&client.diagnostics(&file), "old-billing"));
    write(root.path(), ".thinktwice/rules/old-billing/rule.md", RULE);
    write(root.path(), ".thinktwice/rules/old-billing/python.scm", PATTERN);
    let rule = root.path().join(".thinktwice/rules/old-billing");
    created(&client, &[&rule.join("rule.md"), &rule.join("python.scm")]);
    let found = client.diagnostics_that(&file, "the rule's finding", |found| has(found, "old-billing"));
    let found = found.iter().find(|found| found["code"] == "old-billing").unwrap();
    assert_eq!(found["message"], "`pay` calls `billing.old.charge`");
    assert_eq!(found["codeDescription"]["href"], uri(&rule.join("rule.md")));
    // The file under the fingers is as new to a rule as any other.
    std::fs::remove_dir_all(&rule).unwrap();
    created(&client, &[&rule.join("rule.md")]);
    client.diagnostics_that(&file, "no finding", |found| !has(found, "old-billing"));
}

#[test]
fn a_broken_rule_is_told_once_and_the_others_work() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    write(root.path(), ".thinktwice/rules/old-billing/rule.md", RULE);
    write(root.path(), ".thinktwice/rules/old-billing/python.scm", "(call");
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    let shown = client.wait_for("a message", |message| message["method"] == "window/showMessage");
    let text = shown["params"]["message"].as_str().unwrap();
    assert!(text.contains("old-billing") && text.contains("python.scm:1: "), "{text}");
    created(&client, &[&root.path().join(".thinktwice/rules/old-billing/rule.md")]);
    client.edit(&file, [0, 0, 0, 0], "\n");
    client.diagnostics(&file);
    assert_eq!(client.count("window/showMessage"), 1);
}

#[test]
fn settings_come_from_the_client_and_change() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let off = json!({ "rules": { "swallowed-exception": "off" } });
    let mut client = Setup { settings: off.clone(), ..Setup::new(root.path()) }.start();
    client.open(&file, "python", PYTHON);
    client.diagnostics_that(&file, "silence", |found| !has(found, "swallowed-exception"));
    client.set_settings(json!({ "rules": { "swallowed-exception": "hint" } }));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let found = client.diagnostics_that(&file, "a hint", |found| has(found, "swallowed-exception"));
    assert_eq!(found[0]["severity"], 4);

    // A client that cannot be asked sends them at the start and with the notification.
    let options = json!({ "settings": off });
    let setup = Setup { initialization_options: options, ..Setup::new(root.path()) };
    let mut client = setup.with("workspace/configuration", json!(false)).start();
    client.open(&file, "python", PYTHON);
    assert!(!has(&client.diagnostics(&file), "swallowed-exception"));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "thinktwice": {} } }));
    client.diagnostics_that(&file, "the finding", |found| has(found, "swallowed-exception"));
}

#[test]
fn a_configuration_file_is_followed() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    write(root.path(), "thinktwice.toml", "[rules]\nswallowed-exception = \"off\"\n");
    created(&client, &[&root.path().join("thinktwice.toml")]);
    client.diagnostics_that(&file, "silence", |found| !has(found, "swallowed-exception"));
    write(root.path(), "thinktwice.toml", "[ruels]\n");
    created(&client, &[&root.path().join("thinktwice.toml")]);
    let shown = client.wait_for("a message", |message| message["method"] == "window/showMessage");
    let text = shown["params"]["message"].as_str().unwrap();
    assert!(text.contains("thinktwice.toml") && text.contains("rules"), "{text}");
    client.diagnostics_that(&file, "the defaults", |found| has(found, "swallowed-exception"));
}

#[test]
fn the_client_is_asked_to_watch_what_matters() {
    let root = folder();
    let client = Setup::new(root.path()).start();
    let registered = client.wait_for("a registration", |message| {
        message["params"]["registrations"][0]["method"] == "workspace/didChangeWatchedFiles"
    });
    let text = registered.to_string();
    for glob in ["**/*.py", "**/*.rs", "**/.thinktwice/**", "thinktwice"] {
        assert!(text.contains(glob), "{glob} in {text}");
    }
}

#[test]
fn a_storm_of_notifications_is_survived_and_answers_stay() {
    let root = folder();
    for number in 0..200 {
        write(root.path(), &format!("src/m{number}.py"), PYTHON);
        write(root.path(), &format!("ignored/m{number}.py"), PYTHON);
    }
    write(root.path(), ".gitignore", "ignored\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.path(), root.path().join("src/loop")).unwrap();
    let file = uri(&root.path().join("src/m0.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    let changes: Vec<Value> = (0..10_000)
        .map(|number| {
            let folder = ["src", "ignored", "gone", "src/loop/src"][number % 4];
            let path = root.path().join(format!("{folder}/m{}.py", number / 4));
            json!({ "uri": uri(&path), "type": 1 + number % 3 })
        })
        .collect();
    for part in changes.chunks(100) {
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": part }));
        client.edit(&file, [0, 0, 0, 0], "\n");
        let hover = client.hover(&file, 0, 0);
        assert_eq!(hover, Value::Null);
    }
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    assert_eq!(client.stop().code(), Some(0));
}

#[test]
fn ignored_files_are_quiet() {
    let root = folder();
    write(root.path(), ".gitignore", "build\n");
    write(root.path(), "build/a.py", PYTHON);
    let file = uri(&root.path().join("build/a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.assert_alive();
    let other = uri(&root.path().join("a.py"));
    client.open(&other, "python", PYTHON);
    assert!(has(&client.diagnostics(&other), "swallowed-exception"));
    assert!(super::client::published(&client.messages(), &file).is_empty());
}

#[test]
fn folders_come_and_go() {
    let (one, two) = (folder(), folder());
    write(two.path(), "thinktwice.toml", "[rules]\nswallowed-exception = \"off\"\n");
    let (a, b) = (uri(&one.path().join("a.py")), uri(&two.path().join("b.py")));
    let mut client =
        Setup { roots: vec![one.path().into(), two.path().into()], ..Setup::new(one.path()) }.start();
    client.open(&a, "python", PYTHON);
    client.open(&b, "python", PYTHON);
    assert!(has(&client.diagnostics(&a), "swallowed-exception"));
    assert!(!has(&client.diagnostics(&b), "swallowed-exception"));
    let folder = json!({ "uri": uri(two.path()), "name": "two" });
    let event =
        |added: &[&Value], removed: &[&Value]| json!({ "event": { "added": added, "removed": removed } });
    client.notify("workspace/didChangeWorkspaceFolders", event(&[], &[&folder]));
    client
        .diagnostics_that(&b, "defaults outside of every folder", |found| has(found, "swallowed-exception"));
    client.notify("workspace/didChangeWorkspaceFolders", event(&[&folder], &[]));
    client.diagnostics_that(&b, "the folder's settings", |found| !has(found, "swallowed-exception"));
    assert!(has(&client.diagnostics(&a), "swallowed-exception"));
}

#[test]
fn no_folder_and_a_vanished_folder_do() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup { roots: Vec::new(), ..Setup::new(root.path()) }.start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));

    let gone = root.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    write(&gone, "b.py", PYTHON);
    let mut client = Setup::new(&gone).start();
    let file = uri(&gone.join("b.py"));
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    std::fs::remove_dir_all(&gone).unwrap();
    client.edit(&file, [0, 0, 0, 0], "\n");
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    client.close(&file);
    client.assert_alive();
}

#[test]
fn files_that_cannot_be_read_are_passed_over() {
    let root = folder();
    std::fs::write(root.path().join("binary.py"), b"\x00\x01\xff\xfe\x00").unwrap();
    std::fs::write(root.path().join("bom.py"), format!("\u{feff}{PYTHON}")).unwrap();
    std::fs::create_dir(root.path().join("folder.py")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.path().join("nowhere"), root.path().join("dangling.py")).unwrap();
    let mut client = Setup::new(root.path()).pulling().start();
    client.indexed();
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{items:#?}");
    assert_eq!(items[0]["uri"], uri(&root.path().join("bom.py")));
}

#[test]
fn progress_begins_and_ends_and_answers_do_not_wait_for_it() {
    let root = folder();
    for number in 0..100 {
        write(
            root.path(),
            &format!("m{number}.py"),
            &PYTHON.replace("load_settings", &format!("load_{number}")).repeat(4),
        );
    }
    let file = uri(&root.path().join("m0.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    client.hover(&file, 5, 6);
    let kinds = client.wait("the end of indexing", |messages| {
        let kinds: Vec<String> = messages
            .iter()
            .filter(|message| message["method"] == "$/progress")
            .map(|message| message["params"]["value"]["kind"].as_str().unwrap().to_owned())
            .collect();
        (kinds.last()? == "end").then_some(kinds)
    });
    assert_eq!(kinds.first().map(String::as_str), Some("begin"));
    let created =
        client.wait_for("a request", |message| message["method"] == "window/workDoneProgress/create");
    let begun = client.wait_for("a begin", |message| message["method"] == "$/progress");
    assert_eq!(created["params"]["token"], begun["params"]["token"]);
}
