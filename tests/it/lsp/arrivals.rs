//! Blocks that arrive at once: what is left to read, where it stands, and how long it stays.

use std::sync::Arc;

use serde_json::{Value, json};

use super::PYTHON;
use super::client::{Client, Setup, state, uri};
use crate::support::Workspace;

/// A function of `3 + lines` lines that are like no others.
pub(super) fn function(name: &str, lines: usize) -> String {
    let body: String =
        (0..lines).map(|at| format!("    step_{name}_{at} = compute_{name}(rows, {at})\n")).collect();
    format!("def {name}(rows):\n    total = 0\n{body}    return total\n")
}

/// A session in a repository with two committed files.
pub(super) struct Desk {
    pub(super) workspace: Workspace,
    pub(super) client: Client,
    state: Arc<tempfile::TempDir>,
    sentinels: usize,
}

impl Desk {
    pub(super) fn new() -> Desk {
        let workspace = Workspace::new(&[("a.py", PYTHON), ("b.py", &function("old", 12))]);
        workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
        workspace.git(&["init", "-q", "-b", "main"]);
        workspace.git(&["add", "."]);
        workspace.git(&["commit", "-q", "-m", "first"]);
        let state = state();
        let client = Desk::start(&workspace, &state);
        let mut desk = Desk { workspace, client, state, sentinels: 0 };
        desk.open("a.py");
        desk
    }

    fn start(workspace: &Workspace, state: &Arc<tempfile::TempDir>) -> Client {
        let client = Setup { state: state.clone(), ..Setup::new(&workspace.root()) }.start();
        client.indexed();
        client
    }

    pub(super) fn uri(&self, path: &str) -> String {
        uri(&self.workspace.root().join(path))
    }

    pub(super) fn open(&mut self, path: &str) {
        let text = self.workspace.read(path);
        self.client.open(&self.uri(path), "python", &text);
    }

    pub(super) fn edit(&mut self, path: &str, range: [u32; 4], text: &str) {
        let uri = self.uri(path);
        self.client.edit(&uri, range, text);
    }

    /// Types lines at the beginning of a line, as keys come: a line break, then what stands before it.
    pub(super) fn types(&mut self, path: &str, line: u32, text: &str) {
        for (at, words) in (line..).zip(text.lines()) {
            self.edit(path, [at, 0, at, 0], "\n");
            self.edit(path, [at, 0, at, 0], words);
        }
    }

    pub(super) fn whole(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.client.change(&uri, json!([{ "text": text }]));
    }

    pub(super) fn on_disk(&mut self, paths: &[&str]) {
        let changes: Vec<Value> =
            paths.iter().map(|path| json!({ "uri": self.uri(path), "type": 2 })).collect();
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    pub(super) fn lenses(&mut self, path: &str) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        let answer = self.client.request("textDocument/codeLens", params).unwrap();
        let all = answer.as_array().cloned().unwrap_or_default();
        all.into_iter().filter(|lens| lens["command"]["command"] == "thinktwice.markRead").collect()
    }

    /// Waits until everything that came before has been looked at: blocks are looked at in their order.
    pub(super) fn settle(&mut self) {
        self.sentinels += 1;
        let name = format!("sentinel_{}.py", self.sentinels);
        let uri = self.uri(&name);
        self.client.open(&uri, "python", "x = 1\n");
        self.client.edit(&uri, [1, 0, 1, 0], &function(&format!("sentinel_{}", self.sentinels), 30));
        while self.lenses(&name).is_empty() {
            std::thread::yield_now();
        }
    }

    /// Waits until the server has read what was written on disk: it reads files by their names, and this one last.
    pub(super) fn read_from_disk(&mut self) {
        self.sentinels += 1;
        let name = format!("zz_{}.py", self.sentinels);
        self.workspace.write(&name, PYTHON.as_bytes());
        self.on_disk(&[&name]);
        let review = json!({ "command": "thinktwice.review", "arguments": [] });
        while !self
            .client
            .request("workspace/executeCommand", review.clone())
            .unwrap()
            .to_string()
            .contains(&name)
        {
            std::thread::yield_now();
        }
    }

    /// Ends the server and starts it again.
    pub(super) fn restart(&mut self) {
        let client = Desk::start(&self.workspace, &self.state);
        std::mem::replace(&mut self.client, client).stop();
    }

    /// How many lines each unread block of a file had, and the line where it stands.
    pub(super) fn unread(&mut self, path: &str) -> Vec<(u64, u64)> {
        self.settle();
        let lenses = self.lenses(path);
        let size = |lens: &Value| {
            let title = lens["command"]["title"].as_str().unwrap();
            title.split(' ').next().unwrap().parse::<u64>().unwrap()
        };
        lenses.iter().map(|lens| (size(lens), lens["range"]["start"]["line"].as_u64().unwrap())).collect()
    }
}

const END: [u32; 4] = [8, 0, 8, 0];

#[test]
fn an_accepted_suggestion_is_unread_until_somebody_says_so() {
    let mut desk = Desk::new();
    desk.edit(
        "a.py",
        END,
        &(function("fresh", 37)
            + "\ndef g():\n    try:\n        push()\n    except Exception:\n        pass\n"),
    );
    assert_eq!(desk.unread("a.py"), [(45, 8)]);
    let lens = desk.lenses("a.py").remove(0);
    let title = lens["command"]["title"].as_str().unwrap().to_string();
    assert!(
        title.contains("45 lines arrived at once - 1 question open") && title.ends_with(" - mark as read"),
        "{title}"
    );
    let place =
        json!({ "textDocument": { "uri": desk.uri("a.py") }, "position": { "line": 52, "character": 6 } });
    let mut hover = || desk.client.request("textDocument/hover", place.clone()).unwrap().to_string();
    let footer = " · arrived at once · undecided · ";
    assert!(hover().contains(footer), "{}", hover());
    assert_eq!(desk.client.request("workspace/executeCommand", lens["command"].clone()).unwrap(), true);
    assert_eq!(desk.unread("a.py"), []);
    let read = desk.client.request("textDocument/hover", place).unwrap().to_string();
    assert!(read.contains(" · undecided · ") && !read.contains("arrived"), "{read}");
}

#[test]
fn an_edit_that_comes_before_the_rules_were_read_is_an_arrival_too() {
    let mut desk = Desk::new();
    let (workspace, state) = (&desk.workspace, desk.state.clone());
    let client = Setup { state, ..Setup::new(&workspace.root()) }.start();
    std::mem::replace(&mut desk.client, client).stop();
    desk.open("a.py");
    desk.edit("a.py", END, &function("fresh", 37));
    desk.edit("a.py", [0, 0, 0, 0], "# ");
    desk.client.indexed();
    assert_eq!(desk.unread("a.py"), [(40, 8)]);
}

#[test]
fn undo_takes_it_away_and_redo_brings_it_back() {
    let mut desk = Desk::new();
    let block = function("fresh", 37);
    desk.edit("a.py", END, &block);
    assert_eq!(desk.unread("a.py").len(), 1);
    desk.edit("a.py", [8, 0, 48, 0], "");
    assert_eq!(desk.unread("a.py"), []);
    desk.edit("a.py", END, &block);
    assert_eq!(desk.unread("a.py"), [(40, 8)]);
    // Undoing a deletion brings nothing new.
    let uri = desk.uri("a.py");
    let mark = json!({ "command": "thinktwice.markRead", "arguments": [{ "uri": uri, "line": 8 }] });
    desk.client.request("workspace/executeCommand", mark).unwrap();
    desk.edit("a.py", [0, 0, 48, 0], "");
    desk.whole("a.py", &format!("{PYTHON}{block}"));
    assert_eq!(desk.unread("a.py"), []);
}

#[test]
fn typing_and_small_pastes_are_no_arrivals() {
    let mut desk = Desk::new();
    desk.types("a.py", 8, &function("typed", 20));
    assert_eq!(desk.unread("a.py"), []);
    desk.edit("a.py", [0, 0, 0, 0], "import os\nimport json\nimport sys\nimport re\n");
    assert_eq!(desk.unread("a.py"), []);
    // Nor does an import list of blank lines and brackets make a block.
    desk.edit("a.py", [0, 0, 0, 0], "\n\n\n\n)\n)\n)\n)\n)\n");
    assert_eq!(desk.unread("a.py"), []);
}

#[test]
fn formatting_brings_nothing_new() {
    let mut desk = Desk::new();
    desk.open("b.py");
    let wide = function("old", 12)
        .replace("(rows, ", "(\n        rows,\n        ")
        .replace(")\n", ",\n    )\n")
        .replace("def old(rows,\n    ):", "def old(rows):");
    desk.whole("b.py", &wide);
    assert_eq!(desk.unread("b.py"), []);
    desk.whole("b.py", &function("old", 12).replace("    ", "\t"));
    assert_eq!(desk.unread("b.py"), []);
    // By ranges, as a server's formatting edits come.
    let uri = desk.uri("b.py");
    let changes: Vec<Value> = (0..15)
        .map(|line| json!({ "range": { "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 1 } }, "text": if line == 0 { "d" } else { "    " } }))
        .collect();
    desk.client.change(&uri, json!(changes));
    assert_eq!(desk.unread("b.py"), []);
}

#[test]
fn what_is_cut_and_pasted_was_there_before() {
    let mut desk = Desk::new();
    desk.open("b.py");
    desk.edit("b.py", [0, 0, 15, 0], "");
    desk.edit("a.py", [0, 0, 0, 0], &function("old", 12));
    assert_eq!(desk.unread("a.py"), []);
    assert_eq!(desk.unread("b.py"), []);
}

#[test]
fn a_branch_switch_is_no_arrival() {
    let mut desk = Desk::new();
    desk.workspace.git(&["checkout", "-q", "-b", "other"]);
    let other = format!("{PYTHON}\n\n{}", function("theirs", 30));
    desk.workspace.write("a.py", other.as_bytes());
    desk.workspace.write("c.py", function("more", 30).as_bytes());
    desk.workspace.git(&["add", "."]);
    desk.workspace.git(&["commit", "-q", "-m", "other"]);
    desk.workspace.git(&["checkout", "-q", "main"]);
    desk.workspace.git(&["checkout", "-q", "other"]);
    // The editor reads the files again.
    desk.whole("a.py", &other);
    desk.on_disk(&["a.py", "b.py", "c.py", ".git/HEAD"]);
    desk.open("c.py");
    assert_eq!(desk.unread("a.py"), []);
    assert_eq!(desk.unread("c.py"), []);
}

#[test]
fn an_agent_writes_three_files() {
    let mut desk = Desk::new();
    desk.workspace.write("b.py", (function("old", 12) + "\n\n" + &function("agent_b", 9)).as_bytes());
    desk.workspace.write("new/c.py", function("agent_c", 20).as_bytes());
    desk.workspace.write("d.py", b"x = 1\n");
    desk.on_disk(&["b.py", "new/c.py", "d.py"]);
    desk.client.diagnostics(&desk.uri("a.py"));
    for (path, size) in [("b.py", 12), ("new/c.py", 23)] {
        desk.open(path);
        // The disk is looked at by another thread than the edits.
        while desk.lenses(path).is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(desk.unread(path).iter().map(|(size, _)| *size).collect::<Vec<_>>(), [size]);
    }
    desk.open("d.py");
    assert_eq!(desk.unread("d.py"), []);
    // The same for a file that is open, by way of the editor.
    let text = format!("{PYTHON}\n\n{}", function("agent_a", 12));
    desk.workspace.write("a.py", text.as_bytes());
    desk.whole("a.py", &text);
    desk.on_disk(&["a.py"]);
    assert_eq!(desk.unread("a.py"), [(15, 10)]);
}

#[test]
fn who_opens_a_file_before_it_was_looked_at_has_not_read_it() {
    let mut desk = Desk::new();
    desk.workspace.write("c.py", function("agent_c", 20).as_bytes());
    desk.on_disk(&["c.py"]);
    desk.open("c.py");
    // The disk is looked at by another thread than the edits.
    while desk.lenses("c.py").is_empty() {
        std::thread::yield_now();
    }
    assert_eq!(desk.unread("c.py"), [(23, 0)]);
    // A file that is written while it is open comes by way of the editor.
    desk.workspace.write("c.py", (function("agent_c", 20) + &function("other", 20)).as_bytes());
    desk.on_disk(&["c.py"]);
    desk.read_from_disk();
    assert_eq!(desk.unread("c.py"), [(23, 0)]);
}

#[test]
fn ones_own_save_is_nobody_elses_writing() {
    let mut desk = Desk::new();
    let text = PYTHON.to_string() + &function("typed", 20);
    desk.types("a.py", 8, &function("typed", 20));
    desk.workspace.write("a.py", text.as_bytes());
    let uri = desk.uri("a.py");
    desk.client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    desk.client.close(&uri);
    desk.settle();
    desk.on_disk(&["a.py"]);
    desk.open("a.py");
    assert_eq!(desk.unread("a.py"), []);
}

#[test]
fn it_stays_through_edits_and_a_restart() {
    let mut desk = Desk::new();
    desk.edit("a.py", END, &function("fresh", 37));
    desk.edit("a.py", [12, 4, 12, 12], "renamed");
    desk.edit("a.py", [20, 0, 21, 0], "");
    desk.edit("a.py", [0, 0, 0, 0], "import os\n\n\n");
    assert_eq!(desk.unread("a.py"), [(40, 11)]);
    let text = format!("import os\n\n\n{PYTHON}{}", function("fresh", 37));
    desk.workspace.write("a.py", text.as_bytes());
    desk.restart();
    desk.open("a.py");
    assert_eq!(desk.unread("a.py"), [(40, 11)]);
    // Nothing of it is in the workspace.
    assert!(!desk.workspace.root().join(".thinktwice").exists());
    // Written anew by hand, it is one's own.
    for line in 12..45 {
        desk.edit("a.py", [line, 4, line + 1, 0], &format!("mine_{line} = {line}\n"));
    }
    assert_eq!(desk.unread("a.py"), []);
}

#[test]
fn an_agent_in_the_editor_writes_in_pieces() {
    let mut desk = Desk::new();
    let text = function("streamed", 27);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (at, piece) in (8..).step_by(3).zip(lines.chunks(3)) {
        desk.edit("a.py", [at, 0, at, 0], &piece.concat());
    }
    // One block, not one for each piece.
    assert_eq!(desk.unread("a.py"), [(30, 8)]);
}

#[test]
fn a_block_whose_names_are_typed_in_several_places_is_a_snippet() {
    let mut desk = Desk::new();
    desk.edit("a.py", END, &function("fresh", 9));
    let several = |desk: &mut Desk, text: &str| {
        let place = |line: u32| {
            let at = json!({ "line": line, "character": 4 });
            json!({ "range": { "start": at, "end": at }, "text": text })
        };
        let uri = desk.uri("a.py");
        desk.client.change(&uri, json!([place(11), place(10)]));
    };
    // A renaming, which puts in whole words, says nothing of where the block is from.
    several(&mut desk, "first_");
    assert_eq!(desk.unread("a.py"), [(12, 8)]);
    several(&mut desk, "x");
    assert_eq!(desk.unread("a.py"), []);
    // Nor does what is typed beside a block.
    desk.edit("a.py", END, &function("more", 9));
    let place = |line: u32| {
        let at = json!({ "line": line, "character": 0 });
        json!({ "range": { "start": at, "end": at }, "text": "#" })
    };
    let uri = desk.uri("a.py");
    desk.client.change(&uri, json!([place(9), place(7)]));
    assert_eq!(desk.unread("a.py"), [(12, 8)]);
}

#[test]
fn a_selection_that_is_replaced_is_an_arrival_of_what_is_new() {
    let mut desk = Desk::new();
    desk.edit("a.py", [0, 0, 8, 0], &function("instead", 27));
    assert_eq!(desk.unread("a.py"), [(30, 0)]);
    // What is no file stays unnoticed, and does no harm.
    desk.client.open("untitled:a", "python", "");
    desk.client.edit("untitled:a", [0, 0, 0, 0], &function("loose", 30));
    desk.settle();
    let params = json!({ "textDocument": { "uri": "untitled:a" } });
    let lenses = desk.client.request("textDocument/codeLens", params).unwrap();
    assert!(!lenses.to_string().contains("arrived at once"), "{lenses:#}");
}

#[test]
fn the_queue_goes_through_the_open_questions() {
    let mut desk = Desk::new();
    let swallows = |name: &str| {
        format!(
            "def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n"
        )
    };
    let uri = desk.uri("a.py");
    desk.edit("a.py", [0, 0, 0, 0], &swallows("typed"));
    desk.edit(
        "a.py",
        [0, 0, 0, 0],
        &function("fresh", 10).replace(
            "    return",
            "    try:\n        push()\n    except Exception:\n        pass\n    return",
        ),
    );
    desk.settle();
    let mut next = |argument: Value| {
        let command = json!({ "command": "thinktwice.next", "arguments": [argument] });
        desk.client.request("workspace/executeCommand", command).unwrap()
    };
    let first = next(json!({}));
    assert_eq!(first["open"], 2, "{first:#}");
    let line = |answer: &Value| answer["next"]["range"]["start"]["line"].clone();
    assert_eq!((line(&first), &first["next"]["arrived"]), (json!(14), &json!(true)));
    assert!(first["next"]["question"].is_string());
    let second = next(json!({ "uri": uri, "line": 14 }));
    assert_eq!(line(&second), json!(20));
    assert_eq!(line(&next(json!({ "uri": uri, "line": 20 }))), json!(14));
}

#[test]
fn the_queue_goes_on_from_where_the_user_is() {
    let mut desk = Desk::new();
    let uris = ["a.py", "b.py"].map(|name| desk.uri(name));
    desk.open("b.py");
    let swallows =
        "def typed(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n";
    for name in ["a.py", "b.py"] {
        desk.types(name, 0, swallows);
    }
    desk.settle();
    let mut next = |line: Option<u32>, uri: &str| {
        let command = json!({ "command": "thinktwice.next", "arguments": [{ "uri": uri, "line": line }] });
        let answer = desk.client.request("workspace/executeCommand", command).unwrap();
        assert_eq!((&answer["open"], &answer["next"]["arrived"]), (&json!(2), &json!(false)), "{answer:#}");
        answer["next"]["uri"].as_str().unwrap().to_owned()
    };
    // Before the first of a file comes that one, and not the first of all.
    assert_eq!(next(Some(0), &uris[1]), uris[1]);
    assert_eq!(next(Some(4), &uris[1]), uris[0]);
    assert_eq!(next(Some(0), &uris[0]), uris[0]);
    assert_eq!(next(Some(4), &uris[0]), uris[1]);
}
