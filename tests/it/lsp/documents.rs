//! Texts under edit: every unit of columns, every line end, and changes that make no sense.

use serde_json::{Value, json};

use super::client::{Client, Setup, has, range_of, rules, uri};
use super::{PYTHON, RUST, folder};

/// The line (from 1) of the first finding of `swallowed-exception`.
fn line(diagnostics: &[Value]) -> Option<u64> {
    rules(diagnostics).into_iter().find(|(rule, _)| rule == "swallowed-exception").map(|(_, line)| line)
}

fn start(root: &std::path::Path) -> (Client, String) {
    (Setup::new(root).start(), uri(&root.join("a.py")))
}

#[test]
fn findings_come_and_go_while_one_types() {
    let root = folder();
    let (mut client, python) = start(root.path());
    let rust = uri(&root.path().join("a.rs"));
    client.open(&python, "python", PYTHON);
    client.open(&rust, "rust", RUST);
    assert_eq!(line(&client.diagnostics(&python)), Some(6));
    assert!(rules(&client.diagnostics(&rust)).contains(&("discarded-result".to_owned(), 5)));
    client.edit(&python, [6, 8, 6, 12], "raise");
    assert_eq!(line(&client.diagnostics(&python)), None);
    client.edit(&python, [6, 8, 6, 13], "pass");
    assert_eq!(line(&client.diagnostics(&python)), Some(6));
    client.edit(&python, [0, 0, 0, 0], "\n\n");
    assert_eq!(line(&client.diagnostics(&python)), Some(8));
    client.edit(&rust, [4, 4, 4, 34], "fs::write(path, text).is_ok();");
    assert!(!has(&client.diagnostics(&rust), "discarded-result"));
}

#[test]
fn a_burst_of_edits_is_analysed_once_or_twice() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    let before = client.count("textDocument/publishDiagnostics");
    for column in 0..40 {
        client.edit(&file, [7, 19 + column, 7, 19 + column], "x");
    }
    assert_eq!(line(&client.diagnostics(&file)), Some(6));
    let published = client.count("textDocument/publishDiagnostics") - before;
    assert!(published <= 2, "{published} publishes");
}

#[test]
fn a_broken_text_is_read_anew_when_typing_pauses() {
    let text = format!(
        "{PYTHON}\n\ndef remove(path):\n    try:\n        path.unlink()\n    except Exception:\n        pass\n"
    );
    let shown = |diagnostics: Vec<Value>| -> Vec<Value> {
        diagnostics.iter().map(|item| json!([item["range"], item["code"], item["message"]])).collect()
    };
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", &text);
    client.diagnostics(&file);
    // How a parser recovers depends on the tree before the edit: a lost colon, an open string.
    client.edit(&file, [2, 4, 2, 8], "try");
    client.diagnostics(&file);
    client.edit(&file, [10, 11, 10, 11], "\"\"\"");
    client.wait("diagnostics of a tree made anew", |messages| {
        let published = messages.iter().filter(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == file
                && message["params"]["version"] == 3
        });
        (published.count() == 2).then_some(())
    });
    let typed = shown(client.diagnostics(&file));

    let text = text.replacen("try:", "try", 1).replacen("remove(", "remove(\"\"\"", 1);
    let other_root = folder();
    let (mut other, file) = start(other_root.path());
    other.open(&file, "python", &text);
    assert_eq!(typed, shown(other.diagnostics(&file)));
}

#[test]
fn columns_count_in_the_units_that_were_agreed_on() {
    let root = folder();
    let text = format!("# 😀日é = 'x'\n{PYTHON}");
    // Where the line's x stands in each unit.
    for (encoding, column) in [("utf-8", 16), ("utf-16", 10), ("utf-32", 9)] {
        let mut client = Setup::new(root.path()).encoding(encoding).start();
        assert_eq!(client.initialized["capabilities"]["positionEncoding"], encoding);
        let file = uri(&root.path().join("a.py"));
        client.open(&file, "python", &text);
        assert_eq!(line(&client.diagnostics(&file)), Some(7), "{encoding}");
        // The apostrophe before x becomes a line break and code, the one after it a comment's begin.
        client.edit(&file, [0, column - 1, 0, column], "\n\n");
        assert_eq!(line(&client.diagnostics(&file)), Some(9), "{encoding}");
        client.edit(&file, [2, 0, 2, 2], "pass # ");
        let found = client.diagnostics(&file);
        assert_eq!(line(&found), Some(9), "{encoding}");
        // The finding after wide characters on its own line.
        client.edit(&file, [7, 0, 8, 12], "    except Exception: pass; x = '😀日é'; y = 1");
        client.edit(&file, [7, 0, 7, 0], "");
        client.diagnostics(&file);
        assert_eq!(client.stop().code(), Some(0));
    }
}

#[test]
fn ranges_are_reported_in_the_units_that_were_agreed_on() {
    let root = folder();
    let text = "def f(a, b):\n    x = '😀日'; a.go(b) if b else a.stop(); assert True, '😀日'\n";
    let mut columns = Vec::new();
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut client = Setup::new(root.path()).encoding(encoding).start();
        let file = uri(&root.path().join("test_a.py"));
        client.open(&file, "python", text);
        let found = client.diagnostics_that(&file, "a finding", |found| has(found, "tautological-assertion"));
        let assertion = found.iter().find(|found| found["code"] == "tautological-assertion").unwrap();
        columns.push(assertion["range"]["start"]["character"].as_u64().unwrap());
    }
    let before = "    x = '😀日'; a.go(b) if b else a.stop(); ";
    let expected = [before.len(), before.encode_utf16().count(), before.chars().count()];
    assert_eq!(columns, expected.map(|column| column as u64));
}

#[test]
fn positions_inside_a_character_mean_its_start() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", &format!("# 😀😀 é\n{PYTHON}"));
    client.edit(&file, [0, 3, 0, 5], "\n#");
    assert_eq!(line(&client.diagnostics(&file)), Some(8));
    let hover = client.hover(&file, 7, 6);
    assert!(hover.to_string().contains("load_settings"), "{hover}");
}

#[test]
fn ranges_are_clamped_and_turned_round() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", PYTHON);
    client.edit(&file, [99, 99, 120, 5], "\n# at the end");
    assert_eq!(line(&client.diagnostics(&file)), Some(6));
    client.edit(&file, [5, 99, 6, 99], " ...");
    assert_eq!(line(&client.diagnostics(&file)), Some(6));
    client.edit(&file, [1, 0, 0, 0], "");
    assert_eq!(line(&client.diagnostics(&file)), Some(5));
    client.edit(&file, [4_000_000_000, 0, 4_294_967_295, 4_294_967_295], "# more");
    client.diagnostics(&file);
    client.notify(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": file, "version": 90 },
            "contentChanges": [{ "range": range_of([0, 0, 0, 0]), "rangeLength": 77, "text": "\n" }],
        }),
    );
    client.wait("version 90", |messages| {
        let sent = super::client::published(messages, &file);
        sent.iter().find(|sent| sent["version"] == 90).map(|sent| {
            assert_eq!(line(sent["diagnostics"].as_array().unwrap()), Some(6));
        })
    });
}

#[test]
fn lines_end_as_the_protocol_says() {
    let root = folder();
    let (mut client, file) = start(root.path());
    // Neither U+2028 nor the vertical tab ends a line; CR alone, CR LF and LF do.
    let text = format!("a = '\u{2028}'\rb = 2\r\n\rc = '\u{b}'\n{}", PYTHON.replace('\n', "\r\n"));
    client.open(&file, "python", &text);
    let position = |found: &[Value]| line(found);
    assert_eq!(position(&client.diagnostics(&file)), Some(10));
    client.edit(&file, [1, 0, 2, 0], "");
    assert_eq!(position(&client.diagnostics(&file)), Some(9));
    client.edit(&file, [0, 99, 1, 0], "\n");
    assert_eq!(position(&client.diagnostics(&file)), Some(9));
    // Splits a pair: the line feed stays with what comes after.
    client.edit(&file, [3, 24, 4, 0], "\r");
    client.edit(&file, [4, 0, 4, 0], "\n");
    assert_eq!(position(&client.diagnostics(&file)), Some(9));
}

#[test]
fn changes_are_applied_in_the_order_of_the_wire() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", "");
    let mut expected = String::new();
    for number in 0..1000_usize {
        let line = format!("x{number} = {number}\n");
        // Each edit needs the one before it.
        client.edit(&file, [number as u32, 0, number as u32, 0], &line);
        expected.push_str(&line);
    }
    client.edit(&file, [1000, 0, 1000, 0], PYTHON);
    assert_eq!(line(&client.diagnostics(&file)), Some(1006));
}

#[test]
fn strange_orders_of_notifications_are_survived() {
    let root = folder();
    let (mut client, file) = start(root.path());
    // Before the opening, and after the closing.
    client.edit(&file, [0, 0, 0, 0], "x");
    client.close(&file);
    client.open(&file, "python", "x = 1\n");
    // A second opening replaces the text.
    client.open(&file, "python", PYTHON);
    assert_eq!(line(&client.diagnostics(&file)), Some(6));
    // Versions that stand still or go back: the text changes as the wire says.
    for version in [1, 1, 0] {
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": file, "version": version },
                "contentChanges": [{ "range": range_of([0, 0, 0, 0]), "text": "\n" }],
            }),
        );
    }
    client.edit(&file, [0, 0, 0, 0], "\n");
    client.diagnostics_that(&file, "the finding four lines down", |found| line(found) == Some(10));
    client.close(&file);
    client.close(&file);
    client.edit(&file, [0, 0, 0, 0], "x");
    client.assert_alive();
}

#[test]
fn a_change_may_replace_the_whole_text() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", "x = 1\n");
    assert!(client.diagnostics(&file).is_empty());
    client.change(&file, json!([{ "text": PYTHON }, { "range": range_of([0, 0, 0, 0]), "text": "\n" }]));
    assert_eq!(line(&client.diagnostics(&file)), Some(7));
    client.change(&file, json!([{ "range": range_of([0, 0, 0, 0]), "text": "x" }, { "text": "" }]));
    assert!(client.diagnostics(&file).is_empty());
}

#[test]
fn documents_that_are_no_files_are_checked_by_their_language() {
    let root = folder();
    let (mut client, _) = start(root.path());
    for (name, language, text, rule) in [
        ("untitled:Untitled-1", "python", PYTHON, "swallowed-exception"),
        ("untitled:a%20b/c", "rust", RUST, "discarded-result"),
        ("vscode-notebook-cell:/x.ipynb#W0sZmlsZQ", "python", PYTHON, "swallowed-exception"),
    ] {
        client.open(name, language, text);
        assert!(has(&client.diagnostics(name), rule), "{name}");
        client.edit(name, [0, 0, 0, 0], "\n");
        assert!(has(&client.diagnostics(name), rule), "{name}");
        client.close(name);
    }
    client.open("untitled:Untitled-2", "markdown", PYTHON);
    client.assert_alive();
    assert!(super::client::published(&client.messages(), "untitled:Untitled-2").is_empty());
}

#[test]
fn texts_that_nobody_writes_are_survived() {
    let root = folder();
    let (mut client, _) = start(root.path());
    let (python, rust) = (uri(&root.path().join("a.py")), uri(&root.path().join("a.rs")));
    let large = format!("x = '{}'\n", "y".repeat(6_000_000));
    let minified = format!("{}\n", "try:f()\nexcept Exception:pass;".to_owned() + &"a=1;".repeat(1_000_000));
    for text in [
        "(".repeat(100_000),
        "[".repeat(100_000) + &"]".repeat(100_000),
        format!("x = {}{}\n", "[".repeat(5_000), "]".repeat(5_000)),
        "\0\u{feff}a\0b = 1\n\u{2028}".to_owned(),
        "if x:\n".repeat(3_000),
        "a.".repeat(50_000),
        "-".repeat(100_000),
        minified,
        large,
    ] {
        client.open(&python, "python", &text);
        client.diagnostics(&python);
        client.edit(&python, [0, 0, 0, 1], "y");
        client.diagnostics(&python);
    }
    for text in [
        format!("fn f() {}{}", "{".repeat(50_000), "}".repeat(50_000)),
        "fn f() { ".to_owned() + &"a!(".repeat(20_000),
        format!("fn f() {{ x{} }}", ".unwrap()".repeat(20_000)),
        "&".repeat(100_000),
    ] {
        client.open(&rust, "rust", &text);
        client.diagnostics(&rust);
        client.edit(&rust, [0, 0, 0, 0], "\n");
        client.diagnostics(&rust);
    }
    client.open(&python, "python", PYTHON);
    assert_eq!(line(&client.diagnostics(&python)), Some(6));
    assert_eq!(client.stop().code(), Some(0));
}

#[test]
fn a_file_full_of_findings_is_no_megabyte_of_messages() {
    let root = folder();
    let (mut client, file) = start(root.path());
    client.open(&file, "python", &PYTHON.repeat(1_500));
    let found = client.diagnostics(&file);
    assert!(!found.is_empty() && found.len() <= 1_000, "{}", found.len());
    assert!(Value::from(found).to_string().len() < 1_000_000);
}
