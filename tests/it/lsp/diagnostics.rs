//! Diagnostics, sent and asked for.

use serde_json::{Value, json};

use super::client::{Client, Setup, has, published, rules, uri};
use super::{PYTHON, RUST, folder, twin, write};

#[test]
fn a_diagnostic_says_where_what_and_how_to_learn_more() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    let found = client.diagnostics(&file);
    insta::assert_json_snapshot!(found, @r#"
    [
      {
        "code": "swallowed-exception",
        "codeDescription": {
          "href": "https://github.com/thinktwice-dev/thinktwice/blob/main/queries/errors/swallowed-exception/rule.md"
        },
        "message": "`load_settings` ignores every failure of `open`",
        "range": {
          "end": {
            "character": 21,
            "line": 5
          },
          "start": {
            "character": 4,
            "line": 5
          }
        },
        "severity": 1,
        "source": "thinktwice"
      }
    ]
    "#);
}

#[test]
fn a_closed_document_keeps_no_diagnostics() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    client.close(&file);
    client.wait("empty diagnostics", |messages| {
        let last = published(messages, &file).pop()?;
        (last["diagnostics"] == json!([])).then_some(())
    });
}

#[test]
fn a_deleted_file_keeps_no_diagnostics() {
    let root = folder();
    write(root.path(), "a.py", PYTHON);
    let path = root.path().join("a.py");
    let file = uri(&path);
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    std::fs::remove_file(&path).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": file, "type": 3 }] }));
    client.diagnostics_that(&file, "no diagnostics", <[Value]>::is_empty);
    // An editor that saves by renaming deletes and creates.
    std::fs::write(&path, PYTHON).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": file, "type": 1 }] }));
    client.diagnostics_that(&file, "the finding again", |found| has(found, "swallowed-exception"));
}

#[test]
fn a_client_that_can_pull_is_sent_nothing() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).pulling().start();
    let provider = &client.initialized["capabilities"]["diagnosticProvider"];
    assert_eq!(provider["workspaceDiagnostics"], true, "{provider}");
    client.open(&file, "python", PYTHON);
    let ask = |client: &mut Client, previous: Option<&Value>| {
        let params = json!({ "textDocument": { "uri": file }, "previousResultId": previous });
        client.request("textDocument/diagnostic", params).unwrap()
    };
    let first = ask(&mut client, None);
    assert_eq!(first["kind"], "full");
    assert!(has(first["items"].as_array().unwrap(), "swallowed-exception"));
    let again = ask(&mut client, Some(&first["resultId"]));
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    client.edit(&file, [0, 0, 0, 0], "\n");
    let moved = ask(&mut client, Some(&first["resultId"]));
    assert_eq!((&moved["kind"], rules(moved["items"].as_array().unwrap())[0].1), (&json!("full"), 7));
    client.close(&file);
    assert_eq!(ask(&mut client, None)["items"], json!([]));
    assert_eq!(client.count("textDocument/publishDiagnostics"), 0);
}

#[test]
fn every_pull_of_a_burst_sees_its_own_edit() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).pulling().start();
    client.open(&file, "python", PYTHON);
    let asked: Vec<(u64, i64)> = (0..40)
        .map(|number| {
            client.edit(&file, [0, 0, 0, 0], "\n");
            (7 + number, client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": file } })))
        })
        .collect();
    for (line, id) in asked {
        let report = client.answer(id).unwrap();
        let found = rules(report["items"].as_array().unwrap());
        assert!(found[0].1 >= line, "{found:?} is older than line {line}");
    }
}

#[test]
fn the_whole_workspace_can_be_pulled() {
    let root = folder();
    write(root.path(), "a.py", PYTHON);
    write(root.path(), "src/b.rs", RUST);
    write(root.path(), "c.py", "x = 1\n");
    let (a, b) = (uri(&root.path().join("a.py")), uri(&root.path().join("src/b.rs")));
    let mut client = Setup::new(root.path()).pulling().start();
    client.open(&a, "python", "x = 1\n");
    client.indexed();
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let items = report["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 1, "the open text of a.py counts, not the file: {items:#?}");
    assert_eq!((&items[0]["uri"], &items[0]["kind"]), (&json!(b), &json!("full")));
    assert!(has(items[0]["items"].as_array().unwrap(), "discarded-result"));

    let known = json!([
        { "uri": b, "value": items[0]["resultId"] },
        { "uri": uri(&root.path().join("gone.py")), "value": "1" },
    ]);
    client.edit(&a, [0, 0, 1, 0], PYTHON);
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": known })).unwrap();
    let mut kinds: Vec<(String, String, usize)> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let text = |key: &str| item[key].as_str().unwrap().to_owned();
            (text("uri"), text("kind"), item["items"].as_array().map_or(0, Vec::len))
        })
        .collect();
    kinds.sort();
    let gone = uri(&root.path().join("gone.py"));
    let full = |uri: String, count| (uri, "full".to_owned(), count);
    let expected = [full(a, 1), full(gone, 0), (b, "unchanged".to_owned(), 0)];
    assert_eq!(kinds, expected);
}

#[test]
fn findings_across_files_follow_edits_in_other_files() {
    let root = folder();
    write(root.path(), "a.py", &twin("first"));
    write(root.path(), "b.py", "x = 1\n");
    let (a, b) = (uri(&root.path().join("a.py")), uri(&root.path().join("b.py")));
    let mut client = Setup::new(root.path()).start();
    client.open(&a, "python", &twin("first"));
    client.open(&b, "python", "x = 1\n");
    assert!(!has(&client.diagnostics(&a), "duplicate-function"));
    client.edit(&b, [0, 0, 1, 0], &twin("second"));
    let found = client.diagnostics_that(&a, "the twin", |found| has(found, "duplicate-function"));
    let duplicate = found.iter().find(|found| found["code"] == "duplicate-function").unwrap();
    assert_eq!(duplicate["relatedInformation"][0]["location"]["uri"], b);
    client.edit(&b, [0, 0, 99, 0], "");
    client.diagnostics_that(&a, "no twin", |found| !has(found, "duplicate-function"));
    // A closed document counts with its text on disk.
    client.edit(&b, [0, 0, 0, 0], &twin("second"));
    client.diagnostics_that(&a, "the twin again", |found| has(found, "duplicate-function"));
    client.close(&b);
    client.diagnostics_that(&a, "no twin on disk", |found| !has(found, "duplicate-function"));
}

#[test]
fn an_import_that_other_files_have_too_names_them() {
    let root = folder();
    write(root.path(), "pyproject.toml", "[project]\nname = \"shop\"\ndependencies = [\"flask>=3\"]\n");
    write(root.path(), "shop/a.py", "import requests\n");
    write(root.path(), "shop/b.py", "import flask\n");
    let (a, b) = (uri(&root.path().join("shop/a.py")), uri(&root.path().join("shop/b.py")));
    let mut client = Setup::new(root.path()).start();
    client.open(&a, "python", "import requests\n");
    let alone = "`requests` is imported, but no manifest declares `requests`";
    client.diagnostics_that(&a, "alone", |found| found.iter().any(|found| found["message"] == alone));
    // The file in which it is new hears it, whatever others say.
    client.open(&b, "python", "import flask\n");
    client.edit(&b, [1, 0, 1, 0], "import requests\n");
    let both = "`requests` is imported here and in one other file, but no manifest declares `requests`";
    let is_told = |found: &[Value]| found.iter().any(|found| found["message"] == both);
    for (file, other) in [(&a, &b), (&b, &a)] {
        let found = client.diagnostics_that(file, "both", is_told);
        let said = found.iter().find(|found| found["message"] == both).unwrap();
        assert_eq!(said["relatedInformation"][0]["location"]["uri"], **other);
    }
    client.edit(&b, [1, 0, 2, 0], "");
    client.diagnostics_that(&a, "alone again", |found| found.iter().any(|found| found["message"] == alone));
}

#[test]
fn a_client_that_pulls_is_told_when_other_files_change_its_findings() {
    let root = folder();
    write(root.path(), "b.py", "x = 1\n");
    let (a, b) = (uri(&root.path().join("a.py")), uri(&root.path().join("b.py")));
    let mut client = Setup::new(root.path()).pulling().start();
    client.open(&a, "python", &twin("first"));
    client.indexed();
    assert!(!has(&client.pull(&a), "duplicate-function"));
    let before = client.count("workspace/diagnostic/refresh");
    client.open(&b, "python", &twin("second"));
    client.wait("a refresh", |messages| {
        let told =
            messages.iter().filter(|message| message["method"] == "workspace/diagnostic/refresh").count();
        (told > before).then_some(())
    });
    assert!(has(&client.pull(&a), "duplicate-function"));
}
