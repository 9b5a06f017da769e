//! The server for agents over its real pipes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::Workspace;

struct Agent {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    last: u64,
}

impl Agent {
    fn start(workspace: &Workspace) -> Agent {
        let mut process = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
            .arg("mcp")
            .current_dir(workspace.root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut agent = Agent { process, input, output, last: 0 };
        let client = json!({ "name": "test", "version": "1" });
        let said = agent.ask(
            "initialize",
            json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client }),
        );
        assert_eq!(said["serverInfo"]["name"], "thinktwice");
        assert!(said["instructions"].as_str().unwrap().contains("theirs to decide"));
        agent.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        agent
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has gone");
            let answer: Value = serde_json::from_str(&line).unwrap();
            if answer["id"] == self.last {
                assert_eq!(answer["error"], Value::Null);
                return answer["result"].clone();
            }
        }
    }

    /// Whether the tool failed, and its text.
    fn call(&mut self, tool: &str, arguments: Value) -> (bool, String) {
        let result = self.ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        let text = result["content"][0]["text"].as_str().unwrap().to_string();
        (result["isError"] == true, text)
    }

    /// Ends its input, and waits for its end.
    fn end(mut self) -> bool {
        drop(self.input.take());
        self.process.wait().unwrap().success()
    }
}

const CODE: &str = "\
def sync(client):
    try:
        client.push()
    except Exception:
        pass

def probe(client):
    try:
        client.ping()
    except Exception:  # thinktwice: allow swallowed-exception -- the caller polls again in a second
        pass
";

#[test]
fn an_agent_meets_the_questions_and_cannot_decide() {
    let workspace = Workspace::new(&[("src/a.py", CODE), ("src/b.py", "x = 1\n")]);
    let mut agent = Agent::start(&workspace);
    let tools = agent.ask("tools/list", json!({}))["tools"].clone();
    let mut names: Vec<&str> =
        tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["check", "decisions", "explain"]);
    assert!(tools.as_array().unwrap().iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));

    let (failed, text) = agent.call("check", json!({ "select": ["errors"] }));
    assert!(!failed, "{text}");
    assert_eq!(crate::support::places(&text, "swallowed-exception"), ["src/a.py:4"]);
    assert!(text.contains("What does the code after it work with?"));
    let (_, text) = agent.call("check", json!({ "paths": ["src/b.py"] }));
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["files"], 1);
    // It sees what was written since.
    workspace.write("src/b.py", CODE.as_bytes());
    let (_, text) = agent.call("check", json!({ "paths": ["src/b.py"], "select": ["errors"] }));
    assert_eq!(crate::support::places(&text, "swallowed-exception"), ["src/b.py:4"]);

    let (failed, text) = agent.call("explain", json!({ "rule": "swallowed-exception" }));
    assert!(!failed && text.starts_with("# Swallowed exception\n") && !text.contains("**Here:**"), "{text}");
    let (_, text) =
        agent.call("explain", json!({ "rule": "swallowed-exception", "path": "src/a.py", "line": 4 }));
    assert!(text.contains("**Here:** `sync` ignores every failure of `client.push`"), "{text}");

    let (_, text) = agent.call("decisions", json!({}));
    let decisions: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        decisions["decisions"][0],
        json!({
            "path": "src/a.py",
            "line": 10,
            "rule": "swallowed-exception",
            "reason": "the caller polls again in a second",
        })
    );
    assert!(agent.end());
}

#[test]
fn what_an_agent_may_not_or_cannot_ask_is_said_in_words() {
    let workspace = Workspace::new(&[("a.py", CODE)]);
    let mut agent = Agent::start(&workspace);
    for (tool, arguments, said) in [
        ("check", json!({ "paths": [".."] }), "..: outside of "),
        ("check", json!({ "paths": ["/etc"] }), "/etc: outside of "),
        ("check", json!({ "paths": ["gone.py"] }), "gone.py: there is no such file or folder"),
        ("check", json!({ "select": ["eror"] }), "the nearest is `errors`"),
        ("explain", json!({ "rule": "nothing" }), "there is no rule `nothing`"),
        (
            "explain",
            json!({ "rule": "swallowed-exception", "path": "a.py", "line": 1 }),
            "`swallowed-exception` finds nothing there",
        ),
    ] {
        let (failed, text) = agent.call(tool, arguments);
        assert!(failed && text.contains(said), "{tool}: {text}");
    }
    assert!(agent.end());
}
