//! Where changed lines come from: notes, traces, what commits say; also after a squash.

use serde_json::{Value, json};

use crate::support::Workspace;

const CODE: &str = "def total(rows):\n    amount = sum(row.amount for row in rows)\n    taxes = amount * settings.rate\n    return amount + taxes\n";

fn repository() -> Workspace {
    let workspace = Workspace::new(&[("a.py", "x = 1\n")]);
    workspace.git(&["init", "-q", "-b", "main"]);
    commit(&workspace, "first");
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace
}

fn commit(workspace: &Workspace, message: &str) -> String {
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", message]);
    workspace.git(&["rev-parse", "HEAD"]).trim().to_string()
}

fn note(workspace: &Workspace, commit: &str, lines: &str) {
    let facts = json!({
        "schema_version": "authorship/3.0.0", "base_commit_sha": commit, "prompts": {},
        "sessions": { "s_00000000000001": { "agent_id": { "tool": "codex", "id": "1", "model": "m" } } },
    });
    let text = format!("{lines}---\n{facts}");
    workspace.git(&["notes", "--ref=ai", "add", "-m", &text, commit]);
}

fn report(workspace: &Workspace) -> Value {
    let run = workspace.run(&["report", "--diff", "main", "--format", "json", "--fail-on", "never"]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err))
}

#[test]
fn a_note_attests_the_lines_that_it_names() {
    let workspace = repository();
    workspace.write("b.py", format!("{CODE}\ny = 2\n").as_bytes());
    let work = commit(&workspace, "work");
    note(&workspace, &work, "b.py\n  s_00000000000001::t_00000000000001 1-4\n");
    workspace.write("a.py", b"x = 1\nz = 3\n");
    let origins = report(&workspace)["origins"].clone();
    assert_eq!(
        origins,
        json!([{ "tier": "attested", "by": "codex", "lines": 4 }, { "tier": "unknown", "by": "", "lines": 2 }])
    );
    // Lines that were edited since are nobody's.
    workspace.write("b.py", format!("{CODE}\ny = 2\n").replace("settings.rate", "rate").as_bytes());
    assert_eq!(report(&workspace)["origins"][0]["lines"], 3);
}

#[test]
fn a_rebased_commit_gets_its_note_back_and_a_squashed_one_its_lines() {
    let workspace = repository();
    workspace.write("b.py", CODE.as_bytes());
    let first = commit(&workspace, "work");
    note(&workspace, &first, "b.py\n  s_00000000000001::t_00000000000001 1-4\n");
    workspace.git(&["commit", "-q", "--amend", "-m", "work, in better words"]);
    let rebased = report(&workspace);
    assert_eq!(rebased["origins"][0], json!({ "tier": "attested", "by": "codex", "lines": 4 }));
    assert_eq!(rebased["orphaned-notes"]["by-patch"], 1);
    workspace.write("b.py", format!("import settings\n\n\n{CODE}").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "--amend", "-m", "squashed with more"]);
    let squashed = report(&workspace);
    assert_eq!(squashed["origins"][0], json!({ "tier": "attested", "by": "codex", "lines": 4 }));
    assert_eq!(squashed["origins"][1], json!({ "tier": "unknown", "by": "", "lines": 1 }));
    assert_eq!(squashed["orphaned-notes"]["by-content"], 1);
}

#[test]
fn traces_and_trailers_are_read_and_logs_of_assistants_are_not() {
    let workspace = repository();
    workspace.write("b.py", CODE.as_bytes());
    let work = commit(&workspace, "work");
    workspace.write("c.py", b"y = 1\n");
    commit(&workspace, "more\n\nAssisted-by: SomeTool:model");
    let trace = json!({
        "version": "0.1.0", "vcs": { "type": "git", "revision": work }, "tool": { "name": "cursor" },
        "files": [{ "path": "b.py", "conversations": [
            { "contributor": { "type": "ai" }, "ranges": [{ "start_line": 1, "end_line": 2 }] }
        ]}],
    });
    workspace.write(".agent-trace/traces.jsonl", format!("{trace}\nnot json\n").as_bytes());
    assert_eq!(
        report(&workspace)["origins"],
        json!([
            { "tier": "attested", "by": "cursor", "lines": 2 },
            { "tier": "declared", "by": "sometool", "lines": 1 },
            { "tier": "unknown", "by": "", "lines": 2 },
        ])
    );
}
