//! Twenty sessions at an editor: what came at once is told from what did not. Some cases look the same on the wire, so
//! not all need be right; how many are is counted. A long snippet is an inserted text like any other until the first of
//! its names that stand in several places is typed.

use serde_json::json;

use super::PYTHON;
use super::arrivals::{Desk, function};

/// The sizes of the unread blocks that there ought to be, file by file.
type Left = Vec<(&'static str, Vec<u64>)>;

/// A session: its name, and what is done in it.
type Session = (&'static str, fn(&mut Desk) -> Left);

const END: [u32; 4] = [8, 0, 8, 0];

const SESSIONS: [Session; 20] = [
    ("a suggestion of 40 lines is accepted", |desk| {
        desk.edit("a.py", END, &function("fresh", 37));
        vec![("a.py", vec![40])]
    }),
    ("a suggestion is accepted and undone", |desk| {
        desk.edit("a.py", END, &function("fresh", 37));
        desk.edit("a.py", [8, 0, 48, 0], "");
        vec![("a.py", vec![])]
    }),
    ("a suggestion is accepted, undone and redone", |desk| {
        desk.edit("a.py", END, &function("fresh", 37));
        desk.edit("a.py", [8, 0, 48, 0], "");
        desk.edit("a.py", END, &function("fresh", 37));
        vec![("a.py", vec![40])]
    }),
    ("own code is deleted, and the deletion undone", |desk| {
        desk.edit("a.py", [0, 0, 8, 0], "");
        desk.edit("a.py", [0, 0, 0, 0], PYTHON);
        vec![("a.py", vec![])]
    }),
    ("a formatter lays the file out anew", |desk| {
        desk.open("b.py");
        let wide = function("old", 12)
            .replace("(rows, ", "(\n        rows,\n        ")
            .replace(")\n", ",\n    )\n")
            .replace("def old(rows,\n    ):", "def old(rows):");
        desk.whole("b.py", &wide);
        vec![("b.py", vec![])]
    }),
    ("a formatter in the terminal lays a closed file out anew", |desk| {
        let wide =
            function("old", 12).replace("(rows, ", "(\n        rows,\n        ").replace(")\n", ",\n    )\n");
        desk.workspace.write("b.py", wide.replace("def old(rows,\n    ):", "def old(rows):").as_bytes());
        desk.on_disk(&["b.py"]);
        desk.read_from_disk();
        desk.open("b.py");
        vec![("b.py", vec![])]
    }),
    ("another branch is checked out", |desk| {
        desk.workspace.git(&["checkout", "-q", "-b", "other"]);
        let other = format!("{PYTHON}\n\n{}", function("theirs", 30));
        desk.workspace.write("a.py", other.as_bytes());
        desk.workspace.write("c.py", function("more", 30).as_bytes());
        desk.workspace.git(&["add", "."]);
        desk.workspace.git(&["commit", "-q", "-m", "other"]);
        desk.whole("a.py", &other);
        desk.on_disk(&["a.py", "c.py", ".git/HEAD"]);
        desk.read_from_disk();
        desk.open("c.py");
        vec![("a.py", vec![]), ("c.py", vec![])]
    }),
    ("an agent writes three files", |desk| {
        desk.workspace.write("b.py", (function("old", 12) + "\n\n" + &function("agent_b", 9)).as_bytes());
        desk.workspace.write("new/c.py", function("agent_c", 20).as_bytes());
        desk.workspace.write("new/d.py", function("agent_d", 6).as_bytes());
        desk.on_disk(&["b.py", "new/c.py", "new/d.py"]);
        desk.read_from_disk();
        ["b.py", "new/c.py", "new/d.py"].iter().for_each(|path| desk.open(path));
        vec![("b.py", vec![12]), ("new/c.py", vec![23]), ("new/d.py", vec![9])]
    }),
    ("an agent in the editor writes in pieces of three lines", |desk| {
        let text = function("streamed", 27);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (at, piece) in (8..).step_by(3).zip(lines.chunks(3)) {
            desk.edit("a.py", [at, 0, at, 0], &piece.concat());
        }
        vec![("a.py", vec![30])]
    }),
    ("a snippet of four lines is expanded and filled in", |desk| {
        desk.edit("a.py", END, "for item in items:\n    if item:\n        use(item)\n    done(item)\n");
        desk.edit("a.py", [8, 12, 8, 17], "orders");
        vec![("a.py", vec![])]
    }),
    ("a snippet of nine lines is expanded and filled in", |desk| {
        let class = "class Name:\n    def __init__(self, arg):\n        self.arg = arg\n\n    def __repr__(self):\n        \
                     return self.arg\n\n    def __eq__(self, other):\n        return self.arg == other.arg\n";
        desk.edit("a.py", END, class);
        desk.edit("a.py", [8, 6, 8, 10], "Order");
        // The other name stands in several places, which get what is typed at the same time.
        let places = [(9, 23), (10, 13), (10, 19), (13, 20), (16, 20), (16, 33)];
        for (at, letter) in (0_u32..).zip(["n", "u", "m"]) {
            let place = |(line, from): (u32, u32)| {
                // What was typed before moves the second place of a line.
                let nth = places.iter().filter(|other| other.0 == line && other.1 < from).count() as u32;
                let (start, end) = match at {
                    0 => (from, from + 3),
                    _ => (from + at - nth * (3 - at), from + at - nth * (3 - at)),
                };
                let place = |character: u32| json!({ "line": line, "character": character });
                json!({ "range": { "start": place(start), "end": place(end) }, "text": letter })
            };
            // From the end, as editors send them: then each place is one of the text before.
            let changes: Vec<_> = places.into_iter().rev().map(place).collect();
            let uri = desk.uri("a.py");
            desk.client.change(&uri, json!(changes));
        }
        vec![("a.py", vec![])]
    }),
    ("code from elsewhere is pasted", |desk| {
        desk.edit("a.py", END, &function("pasted", 17));
        vec![("a.py", vec![20])]
    }),
    ("a function is cut here and pasted there", |desk| {
        desk.open("b.py");
        desk.edit("b.py", [0, 0, 15, 0], "");
        desk.edit("a.py", [0, 0, 0, 0], &function("old", 12));
        vec![("a.py", vec![]), ("b.py", vec![])]
    }),
    ("a name is changed everywhere", |desk| {
        desk.open("b.py");
        let text = function("old", 12).replace("rows", "records");
        desk.whole("b.py", &text);
        let places: Vec<_> = (2..14)
            .map(|line| json!({ "range": { "start": { "line": line, "character": 4 }, "end": { "line": line, "character": 8 } }, "text": "stage" }))
            .collect();
        let uri = desk.uri("b.py");
        desk.client.change(&uri, json!(places));
        vec![("b.py", vec![])]
    }),
    ("twenty lines become a comment, and code again", |desk| {
        desk.open("b.py");
        let comment: String = function("old", 12).lines().map(|line| format!("# {line}\n")).collect();
        desk.edit("b.py", [0, 0, 15, 0], &comment);
        desk.edit("b.py", [0, 0, 15, 0], &function("old", 12));
        vec![("b.py", vec![])]
    }),
    ("thirty lines are typed", |desk| {
        desk.types("a.py", 8, &function("typed", 27));
        vec![("a.py", vec![])]
    }),
    ("one's own work is put aside and taken out again", |desk| {
        desk.types("a.py", 8, &function("typed", 27));
        let text = PYTHON.to_string() + &function("typed", 27);
        desk.workspace.write("a.py", text.as_bytes());
        let uri = desk.uri("a.py");
        desk.client.close(&uri);
        desk.settle();
        desk.workspace.git(&["stash", "-q"]);
        desk.on_disk(&["a.py"]);
        desk.read_from_disk();
        desk.workspace.git(&["stash", "pop", "-q"]);
        desk.on_disk(&["a.py"]);
        desk.read_from_disk();
        desk.open("a.py");
        vec![("a.py", vec![])]
    }),
    ("a part of a function becomes one of its own", |desk| {
        desk.open("b.py");
        let text = function("old", 12);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let fresh = format!("def steps(rows):\n{}    return rows\n\n\n", lines[2..14].concat());
        let uri = desk.uri("b.py");
        let range = |from: u32, to: u32| json!({ "start": { "line": from, "character": 0 }, "end": { "line": to, "character": 0 } });
        desk.client.change(
            &uri,
            json!([
                { "range": range(2, 14), "text": "    steps(rows)\n" },
                { "range": range(0, 0), "text": fresh },
            ]),
        );
        vec![("b.py", vec![])]
    }),
    ("imports are put in order", |desk| {
        let imports: Vec<String> =
            "zlib ast sys re os json io csv".split(' ').map(|name| format!("import {name}\n")).collect();
        desk.types("a.py", 0, &imports.concat());
        let mut sorted = imports.clone();
        sorted.sort();
        desk.edit("a.py", [0, 0, 8, 0], &sorted.concat());
        vec![("a.py", vec![])]
    }),
    ("the server is started again, and the block is read", |desk| {
        desk.edit("a.py", END, &function("fresh", 37));
        desk.edit("a.py", [0, 0, 0, 0], &function("other", 9));
        desk.settle();
        let text = function("other", 9) + PYTHON + &function("fresh", 37);
        desk.workspace.write("a.py", text.as_bytes());
        desk.restart();
        desk.open("a.py");
        let uri = desk.uri("a.py");
        let mark = json!({ "command": "thinktwice.markRead", "arguments": [{ "uri": uri, "line": 3 }] });
        desk.client.request("workspace/executeCommand", mark).unwrap();
        vec![("a.py", vec![40])]
    }),
];

#[test]
fn at_least_eighteen_of_twenty_sessions_are_told_rightly() {
    let mut wrong = Vec::new();
    for (name, act) in SESSIONS {
        let mut desk = Desk::new();
        let wanted = act(&mut desk);
        let found: Left = wanted
            .iter()
            .map(|(path, _)| (*path, desk.unread(path).into_iter().map(|(size, _)| size).collect()))
            .collect();
        if found != wanted {
            wrong.push(format!("{name}: {found:?} in place of {wanted:?}"));
        }
        assert_no_network(&desk);
    }
    println!("{} of {} sessions are told rightly: {wrong:#?}", SESSIONS.len() - wrong.len(), SESSIONS.len());
    assert!(SESSIONS.len() - wrong.len() >= 18, "{wrong:#?}");
}

/// The server has no socket of the network.
#[cfg(target_os = "linux")]
fn assert_no_network(desk: &Desk) {
    let open = std::fs::read_dir(format!("/proc/{}/fd", desk.client.process())).unwrap();
    let links = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let own: Vec<String> = links
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_string()))
        .collect();
    for kind in ["tcp", "tcp6", "udp", "udp6", "raw"] {
        let known = std::fs::read_to_string(format!("/proc/{}/net/{kind}", desk.client.process()))
            .unwrap_or_default();
        for line in known.lines() {
            let number = line.split_whitespace().nth(9).unwrap_or_default();
            assert!(!own.iter().any(|own| own == number), "{kind}: {line}");
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn assert_no_network(_: &Desk) {}
