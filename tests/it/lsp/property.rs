//! Over random edits: what the server found edit by edit, what a fresh server finds in the text that came of them,
//! and what the command finds in the same bytes, are one and the same.

use std::collections::BTreeSet;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::client::{Client, Setup, uri};
use super::{PYTHON, RUST, folder};

/// Pieces of code that open and close strings, blocks and findings, and characters of every width.
const PIECES: &[&str] = &[
    "",
    "x",
    "\n",
    "\r\n",
    "\r",
    "    ",
    "\"",
    "'''",
    "#",
    "//",
    "/*",
    "*/",
    "{",
    "}",
    "(",
    ")",
    "é",
    "日本",
    "😀",
    "\u{2028}",
    "    try:\n        send(path)\n    except Exception:\n        pass\n",
    "    return None\n",
    "except Exception:\n",
    "pass",
    "raise",
    "def again(items=[]):\n    items.append(1)\n",
    "    # thinktwice: allow swallowed-exception -- the caller asks again\n",
    "    let _ = fs::write(path, text);\n",
    ".unwrap()",
    "if let Err(_) = go() {}\n",
    "fn more() { todo!() }\n",
    "#[test]\nfn works() { assert!(true); }\n",
    "// thinktwice: allow discarded-result -- nobody reads it again\n",
];

#[derive(Clone, Debug)]
struct Edit {
    /// Places in the text as shares of its length.
    from: u16,
    length: u8,
    piece: usize,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (any::<u16>(), prop_oneof![3 => Just(0), 2 => 0..40_u8], 0..PIECES.len())
        .prop_map(|(from, length, piece)| Edit { from, length, piece });
    prop::collection::vec(edit, 1..12)
}

#[test]
fn editor_and_command_say_the_same() {
    let root = folder();
    super::write(root.path(), "thinktwice.toml", "");
    super::write(
        root.path(),
        "tests/test_a.py",
        "from a import again\n\ndef test_again():\n    assert again() == [1]\n",
    );
    super::write(root.path(), "b/twin.py", PYTHON);
    let seen = std::cell::Cell::new(0);
    // The same edits each time, so that nobody's change fails by chance; PROPTEST_CASES=500 looks for new ones.
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = if std::env::var_os("PROPTEST_CASES").is_some() {
        TestRunner::new(config)
    } else {
        let source = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(Config { cases: 48, ..config }, source)
    };
    for (encoding, language, name, text) in [
        ("utf-16", "python", "a.py", PYTHON),
        ("utf-8", "rust", "a.rs", RUST),
        ("utf-32", "python", "b.py", PYTHON),
    ] {
        let file = root.path().join(name);
        let document = uri(&file);
        let client = std::cell::RefCell::new(Setup::new(root.path()).encoding(encoding).start());
        client.borrow().indexed();
        let outcome = runner.run(&edits(), |edits| {
            let mut client = client.borrow_mut();
            let mut now = text.repeat(3);
            client.open(&document, language, &now);
            for edit in &edits {
                now = apply(&mut client, &document, encoding, &now, edit);
            }
            let edited = shown(&client.diagnostics(&document));
            seen.set(seen.get() + edited.len());
            client.close(&document);

            let mut fresh = Setup::new(root.path()).encoding(encoding).start();
            fresh.indexed();
            fresh.open(&document, language, &now);
            let opened = shown(&fresh.diagnostics(&document));
            prop_assert_eq!(&edited, &opened, "edit by edit, and opened anew: {:?}", now);

            std::fs::write(&file, &now).unwrap();
            let checked = command(root.path(), name, &now, encoding);
            std::fs::remove_file(&file).unwrap();
            prop_assert_eq!(&edited, &checked, "in the editor, and by the command: {:?}", now);
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{encoding} {name}: {failure}"));
    }
    assert!(seen.get() > 100, "edits that leave nothing to find prove nothing");
}

/// Sends an edit and makes it.
fn apply(client: &mut Client, document: &str, encoding: &str, text: &str, edit: &Edit) -> String {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| is_place(text, at)).unwrap_or(0);
    let start = floor(text.len() * usize::from(edit.from) / usize::from(u16::MAX));
    let end = floor(start + usize::from(edit.length)).max(start);
    let ([line, column], [end_line, end_column]) =
        (position(text, start, encoding), position(text, end, encoding));
    client.edit(document, [line, column, end_line, end_column], PIECES[edit.piece]);
    format!("{}{}{}", &text[..start], PIECES[edit.piece], &text[end..])
}

/// Between characters, and not within a pair of CR and LF, which no position names.
fn is_place(text: &str, at: usize) -> bool {
    text.is_char_boundary(at) && !(text[..at].ends_with('\r') && text[at..].starts_with('\n'))
}

fn position(text: &str, at: usize, encoding: &str) -> [u32; 2] {
    let mut line = 0;
    let mut start = 0;
    for (index, found) in text[..at].match_indices(['\n', '\r']) {
        if !(found == "\r" && text[index + 1..].starts_with('\n')) {
            line += 1;
            start = index + 1;
        }
    }
    let before = &text[start..at];
    let column = match encoding {
        "utf-8" => before.len(),
        "utf-16" => before.encode_utf16().count(),
        _ => before.chars().count(),
    };
    [line, column as u32]
}

/// Rule, range, severity and message.
type Shown = BTreeSet<(String, [u64; 4], u64, String)>;

fn shown(diagnostics: &[Value]) -> Shown {
    let show = |found: &Value| {
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        let at = |pointer: &str| found["range"].pointer(pointer).and_then(Value::as_u64).unwrap();
        let range = ["/start/line", "/start/character", "/end/line", "/end/character"].map(at);
        (text("code"), range, found["severity"].as_u64().unwrap(), text("message"))
    };
    diagnostics.iter().map(show).collect()
}

fn command(root: &std::path::Path, name: &str, text: &str, encoding: &str) -> Shown {
    let output = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
        .args(["check", "--no-cache", "--format", "json", name])
        .current_dir(root)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let show = |found: &Value| {
        let byte = |key: &str| found[key].as_u64().unwrap() as usize;
        let start = byte("start-byte");
        // The editor marks the first line of what the command reports.
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        let end = byte("end-byte").min(line_end);
        let ([line, column], [end_line, end_column]) =
            (position(text, start, encoding), position(text, end, encoding));
        let severity = match found["level"].as_str().unwrap() {
            "error" => 1,
            "warning" => 2,
            "info" => 3,
            _ => 4,
        };
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("rule"), [line, column, end_line, end_column].map(u64::from), severity, text("message"))
    };
    report["findings"].as_array().unwrap().iter().map(show).collect()
}
