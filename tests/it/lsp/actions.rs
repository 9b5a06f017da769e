//! Code actions and their commands.

use serde_json::{Value, json};

use super::client::{Client, Setup, has, uri};
use super::{PYTHON, RUST, folder, twin};

fn opened(setup: Setup, file: &str) -> (Client, Value) {
    let mut client = setup.start();
    client.open(file, "python", PYTHON);
    let found = client.diagnostics_that(file, "the finding", |found| has(found, "swallowed-exception"));
    let range = found.iter().find(|found| found["code"] == "swallowed-exception").unwrap()["range"].clone();
    (client, range)
}

fn titled<'a>(actions: &'a [Value], start: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(start));
    found.unwrap_or_else(|| panic!("no action `{start}` among {actions:#?}"))
}

/// The edits of a workspace edit, applied to a text of characters that are all one unit.
fn applied(text: &str, edit: &Value) -> String {
    let changes = &edit["documentChanges"][0]["edits"];
    let changes = if changes.is_null() {
        edit["changes"].as_object().unwrap().values().next().unwrap()
    } else {
        changes
    };
    let change = &changes[0];
    let start = &change["range"]["start"];
    let line = start["line"].as_u64().unwrap() as usize;
    let line_start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let at = line_start + start["character"].as_u64().unwrap() as usize;
    format!("{}{}{}", &text[..at], change["newText"].as_str().unwrap(), &text[at..])
}

#[test]
fn evidence_comes_first_and_keeping_last() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let (mut client, range) = opened(Setup::new(root.path()), &file);
    let actions = client.actions(&file, &range);
    let titles: Vec<&str> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "Explain this: swallowed-exception",
            "Keep it, because ... (swallowed-exception)",
            "Not useful (swallowed-exception)"
        ]
    );
    for action in &actions {
        assert_eq!(action["kind"], "quickfix");
        assert_eq!(action["diagnostics"][0]["range"], range);
    }
    let params = json!({ "textDocument": { "uri": file }, "range": range,
        "context": { "diagnostics": [], "only": ["source.fixAll"] } });
    assert_eq!(client.request("textDocument/codeAction", params).unwrap(), Value::Null);
    let elsewhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 3 } });
    assert!(client.actions(&file, &elsewhere).is_empty());
    // Neovim asks with the cursor anywhere on the line, and names the line's diagnostics.
    let found = client.diagnostics(&file);
    let cursor = json!({ "start": { "line": 5, "character": 0 }, "end": { "line": 5, "character": 0 } });
    let params =
        json!({ "textDocument": { "uri": file }, "range": cursor, "context": { "diagnostics": found } });
    assert_eq!(client.request("textDocument/codeAction", params).unwrap().as_array().unwrap().len(), 3);
}

#[test]
fn the_page_is_shown_with_the_names_of_the_finding() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let (mut client, range) = opened(Setup::new(root.path()), &file);
    let actions = client.actions(&file, &range);
    let explained =
        client.request("workspace/executeCommand", titled(&actions, "Explain")["command"].clone()).unwrap();
    let markdown = explained["markdown"].as_str().unwrap();
    assert!(markdown.contains("`load_settings`") && markdown.contains("## Ways out"), "{markdown}");
    let shown = client.wait_for("the document", |message| message["method"] == "window/showDocument");
    assert_eq!(shown["params"]["uri"], explained["uri"]);
    let path = explained["uri"].as_str().unwrap().strip_prefix("file://").unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), markdown);

    // A client that opens nothing gets the page as the command's result.
    let setup = Setup::new(root.path()).with("window/showDocument", Value::Null);
    let (mut client, range) = opened(setup, &file);
    let actions = client.actions(&file, &range);
    let explained =
        client.request("workspace/executeCommand", titled(&actions, "Explain")["command"].clone()).unwrap();
    assert!(explained["markdown"].as_str().unwrap().contains("`load_settings`"));
    assert_eq!(client.count("window/showDocument"), 0);
}

#[test]
fn a_reason_is_asked_for_by_a_diagnostic_where_the_client_cannot_ask() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let (mut client, range) = opened(Setup::new(root.path()), &file);
    let actions = client.actions(&file, &range);
    let keep = titled(&actions, "Keep it, because");
    assert_eq!(keep["command"], Value::Null);
    assert_eq!(keep["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": file, "version": 1 }));
    let text = applied(PYTHON, &keep["edit"]);
    let line = "    # thinktwice: allow swallowed-exception -- \n    except Exception:\n";
    assert!(text.contains(line), "{text}");
    client.change(&file, json!([{ "text": text }]));
    let found = client.diagnostics(&file);
    assert!(has(&found, "allow-without-reason"), "{found:#?}");
    let text = text.replace("-- \n", "-- defaults are good enough for a first start\n");
    client.change(&file, json!([{ "text": text }]));
    assert_eq!(client.diagnostics(&file), [] as [Value; 0]);
    let text = text.replace("except Exception:\n        pass", "except Exception:\n        raise");
    client.change(&file, json!([{ "text": text }]));
    let found =
        client.diagnostics_that(&file, "the comment is not needed", |found| has(found, "unused-allow"));
    assert_eq!(found[0]["tags"], json!([1]));
}

#[test]
fn a_reason_comes_with_the_command_where_the_client_can_ask() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let setup = Setup { initialization_options: json!({ "asksForReason": true }), ..Setup::new(root.path()) };
    let (mut client, range) = opened(setup, &file);
    let actions = client.actions(&file, &range);
    let keep = titled(&actions, "Keep it, because");
    assert_eq!(keep["edit"], Value::Null);
    let mut with_reason = |reason: Value| {
        let mut command = keep["command"].clone();
        command["arguments"][0]["reason"] = reason;
        client.request("workspace/executeCommand", command)
    };
    for reason in [
        Value::Null,
        json!(""),
        json!("too short"),
        json!("Swallowed exception"),
        json!("the failure is expected here and a comment says why."),
    ] {
        let refused = with_reason(reason.clone()).expect_err("a reason that says nothing");
        assert_eq!(refused["code"], -32602, "{reason}");
    }
    with_reason(json!("  defaults are good\n enough here ")).unwrap();
    let edit =
        client.wait_for("the edit", |message| message["method"] == "workspace/applyEdit")["params"]["edit"]
            .clone();
    let text = applied(PYTHON, &edit);
    let line = "    # thinktwice: allow swallowed-exception -- defaults are good enough here\n    except Exception:\n";
    assert!(text.contains(line), "{text}");
    client.change(&file, json!([{ "text": text }]));
    assert_eq!(client.diagnostics(&file), [] as [Value; 0]);
}

#[test]
fn older_clients_get_commands() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let setup = Setup::new(root.path()).with("textDocument/codeAction", Value::Null);
    let (mut client, range) = opened(setup, &file);
    let actions = client.actions(&file, &range);
    let keep = titled(&actions, "Keep it, because");
    assert_eq!(keep["command"], "thinktwice.keep");
    client.request("workspace/executeCommand", keep.clone()).unwrap();
    let edit =
        client.wait_for("the edit", |message| message["method"] == "workspace/applyEdit")["params"]["edit"]
            .clone();
    assert!(applied(PYTHON, &edit).contains("# thinktwice: allow swallowed-exception -- \n"));
}

#[test]
fn the_comment_stands_where_it_is_one() {
    let root = folder();
    let keep = |name: &str, language: &str, text: &str, rule: &str| {
        let file = uri(&root.path().join(name));
        let mut client = Setup::new(root.path()).start();
        client.open(&file, language, text);
        let found = client.diagnostics_that(&file, "the finding", |found| has(found, rule));
        let range = found.iter().find(|found| found["code"] == rule).unwrap()["range"].clone();
        let actions = client.actions(&file, &range);
        let kept = applied(text, &titled(&actions, &format!("Keep it, because ... ({rule})"))["edit"]);
        // With a reason the finding is gone, wherever the comment stands.
        let kept = kept.replace("-- ", "-- it was looked at with care");
        client.change(&file, json!([{ "text": kept }]));
        client.diagnostics_that(&file, "silence", |found| !has(found, rule));
        kept
    };
    let rust = keep("a.rs", "rust", RUST, "discarded-result");
    assert!(
        rust.contains(
            "\n    // thinktwice: allow discarded-result -- it was looked at with care\n    let _ ="
        ),
        "{rust}"
    );
    let crlf = keep("b.rs", "rust", &RUST.replace('\n', "\r\n"), "discarded-result");
    assert!(crlf.contains("care\r\n    let _ ="), "{crlf:?}");
    // The line above belongs to a string.
    let string = "import subprocess\n\ndef go(name):\n    text = \"\"\"a\n\"\"\"; assert (name, 'is empty')\n    return text\n";
    let kept = keep("test_c.py", "python", string, "tautological-assertion");
    assert!(kept.contains("\n\"\"\"; assert (name, 'is empty')  # thinktwice: allow"), "{kept}");
}

#[test]
fn the_evidence_can_be_jumped_to() {
    let root = folder();
    super::write(root.path(), "b.py", &twin("second"));
    let (a, b) = (uri(&root.path().join("a.py")), uri(&root.path().join("b.py")));
    let mut client = Setup::new(root.path()).start();
    client.open(&a, "python", &twin("first"));
    let found = client.diagnostics_that(&a, "the twin", |found| has(found, "duplicate-function"));
    let range = found.iter().find(|found| found["code"] == "duplicate-function").unwrap()["range"].clone();
    let actions = client.actions(&a, &range);
    let show = titled(&actions, "Show the evidence");
    assert!(show["title"].as_str().unwrap().ends_with("(b.py:1)"), "{show}");
    client.request("workspace/executeCommand", show["command"].clone()).unwrap();
    let shown = client.wait_for("the document", |message| message["method"] == "window/showDocument");
    assert_eq!(
        (&shown["params"]["uri"], &shown["params"]["selection"]["start"]["line"]),
        (&json!(b), &json!(0))
    );
}

#[test]
fn a_duplicate_is_compared_with_its_twin_where_the_client_can() {
    let root = folder();
    let body = "    cleaned = text.strip().lower()\n    if not cleaned:\n        raise ValueError(\"empty\")\n    for pattern in DATE_PATTERNS:\n        try:\n            return datetime.strptime(cleaned, pattern).replace(tzinfo=UTC)\n        except ValueError:\n            continue\n    raise ValueError(cleaned)\n";
    let (own, twin) =
        (format!("def parse_when(text):\n{body}"), format!("class Dates:\n\n  def to_date(text):\n{body}"));
    std::fs::write(root.path().join("b.py"), &twin).unwrap();
    std::fs::write(
        root.path().join("c.py"),
        "from b import Dates\n\n\ndef bill(order):\n    return Dates.to_date(order.day)\n",
    )
    .unwrap();
    let file = uri(&root.path().join("a.py"));
    std::fs::write(root.path().join("a.py"), &own).unwrap();
    let setup = Setup { initialization_options: json!({ "compares": true }), ..Setup::new(root.path()) };
    let mut client = setup.start();
    client.open(&file, "python", &own);
    let found = client.diagnostics_that(&file, "the duplicate", |found| has(found, "duplicate-function"));
    let actions = client.actions(&file, &found[0]["range"]);
    let compare = titled(&actions, "Compare with b.py:3");
    let answer = client.request("workspace/executeCommand", compare["command"].clone()).unwrap();
    assert_eq!(answer["title"], "a.py:1 and b.py:3");
    assert_eq!(answer["left"]["text"].as_str().unwrap(), own.trim_end());
    assert_eq!(answer["right"]["range"]["start"]["line"], 2);
    assert!(
        answer["right"]["text"].as_str().unwrap().starts_with("def to_date(text):\n  cleaned"),
        "{answer}"
    );
    let hover = client.hover(&file, 0, 6)["contents"]["value"].as_str().unwrap().to_owned();
    assert!(hover.contains("there already: `bill` calls it"), "{hover}");
}

#[test]
fn a_decision_is_written_beside_the_code() {
    let root = folder();
    super::write(root.path(), "a.py", PYTHON);
    let file = uri(&root.path().join("a.py"));
    let setup = Setup { initialization_options: json!({ "asksForReason": true }), ..Setup::new(root.path()) };
    let (mut client, range) = opened(setup, &file);
    client.indexed();
    let actions = client.actions(&file, &range);
    let mut command = titled(&actions, "Not true here, because")["command"].clone();
    let refused = client.request("workspace/executeCommand", command.clone()).expect_err("no reason");
    assert_eq!(refused["code"], -32602);
    command["arguments"][0]["reason"] = json!("the settings of this tool are only a wish");
    let made = client.request("workspace/executeCommand", command).unwrap();
    let path = made["file"].as_str().unwrap().strip_prefix("file://").unwrap().to_string();
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("decision: dismiss\n"));
    client.diagnostics_that(&file, "silence", |found| !has(found, "swallowed-exception"));
    // Another program takes it back.
    std::fs::remove_file(&path).unwrap();
    let changes = json!({ "changes": [{ "uri": made["file"], "type": 3 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.diagnostics_that(&file, "the finding again", |found| has(found, "swallowed-exception"));
    assert!(titled(&actions, "Later, on 20")["command"]["arguments"][0]["until"].is_string());
    assert!(titled(&actions, "Keep it without a comment")["command"]["arguments"][0]["decision"] == "accept");
}
