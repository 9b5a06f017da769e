//! Files and rules that cannot be used: one clear message each, and everything else still works.

use crate::support::{Workspace, places};

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

#[test]
fn unusable_files_get_one_message_each_and_the_rest_is_checked() {
    let workspace = Workspace::new(&[("good.py", SWALLOWS)]);
    workspace.write("bom.py", format!("\u{feff}{SWALLOWS}").as_bytes());
    workspace.write("binary.py", b"x = 1\0\x01\x02");
    workspace.write("latin.py", b"# one\nname = '\xe9'\n");
    workspace.write("wide.py", b"\xff\xfex\0=\x001\0");
    workspace.write("huge.py", "x = 1\n".repeat(1_000_000).as_bytes());
    let run = workspace.run(&["check", "--format", "json"]);
    assert_eq!(places(&run.out, "swallowed-exception"), ["bom.py:4", "good.py:4"]);
    insta::assert_snapshot!(run.err, @r"
    warning: /workspace/binary.py: skipped: holds NUL bytes, so it is binary or damaged
    warning: /workspace/huge.py: skipped: larger than 5 MB; add it to `exclude` to keep this quiet
    warning: /workspace/latin.py:2: skipped: not UTF-8: save it as UTF-8
    warning: /workspace/wide.py: skipped: UTF-16: save it as UTF-8
    ");
}

#[test]
fn a_file_that_was_named_and_cannot_be_read_is_a_failure() {
    let workspace = Workspace::new(&[("binary.py", "x\0")]);
    assert_eq!(workspace.run(&["check", "binary.py"]).code, 2);
    workspace.write("notes.txt", b"x");
    let run = workspace.run(&["check", "notes.txt"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.err, "warning: /workspace/notes.txt: skipped: no rule knows this kind of file\n");
    let run = workspace.run(&["check", "nowhere.py"]);
    assert_eq!((run.code, run.err.as_str()), (2, "error: nowhere.py: there is no such file or folder\n"));
}

#[test]
fn half_typed_and_deeply_nested_files_are_checked_as_far_as_they_go() {
    let workspace = Workspace::new(&[]);
    workspace.write(
        "half.py",
        format!("{SWALLOWS}\ndef broken(:\n    if x\n\n{}", SWALLOWS.replace("sync", "again")).as_bytes(),
    );
    workspace.write("deep.py", format!("x = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)).as_bytes());
    workspace.write(
        "deep.rs",
        format!("fn f() {{ {}1{} }}\n", "(".repeat(100_000), ")".repeat(100_000)).as_bytes(),
    );
    let run = workspace.run(&["check", "--format", "json"]);
    assert!(run.code != 2, "{}", run.err);
    assert!(places(&run.out, "swallowed-exception").contains(&"half.py:4".to_string()), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    let made = std::process::Command::new("mkfifo").arg(workspace.root().join("pipe.py")).status().unwrap();
    assert!(made.success());
    assert_eq!(places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception"), ["a.py:4"]);
    let run = workspace.run(&["check", "pipe.py"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("pipe.py: skipped: not a regular file"), "{}", run.err);
}

#[test]
fn links_in_a_circle_lead_nowhere() {
    let workspace = Workspace::new(&[("src/a.py", SWALLOWS)]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(workspace.root(), workspace.root().join("src/again")).unwrap();
    let run = workspace.run(&["check", "--format", "json"]);
    assert_eq!(places(&run.out, "swallowed-exception"), ["src/a.py:4"]);
}

#[test]
fn a_broken_rule_of_the_workspace_is_named_and_the_others_work() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    assert_eq!(workspace.run(&["rules", "new", "no-legacy"]).code, 0);
    let page = workspace.read(".thinktwice/rules/no-legacy/rule.md");
    let write = |name: &str, page: &str, pattern: &str| {
        workspace.write(&format!(".thinktwice/rules/{name}/rule.md"), page.as_bytes());
        workspace.write(&format!(".thinktwice/rules/{name}/python.scm"), pattern.as_bytes());
    };
    write("bad-header", &page.replace("severity = \"warning\"", "severity = \"loud\""), "(call) @finding");
    write("bad-pattern", &page, "\n(call function: (nonsense)) @finding");
    write(
        "bad-message",
        &page.replace("`{function}` calls `{callee}`", "somebody calls it"),
        "(call) @finding",
    );
    let pattern = "\n\n(call function: (_) @callee) @finding";
    write("bad-name", &page.replace("{callee}", "{callee} with {amount}"), pattern);
    let header = "status = \"on\"\nexceptions-of = \"no-such-rule\"";
    write("bad-other", &page.replace("status = \"on\"", header), "(call) @finding");
    let run = workspace.run(&["check", "--format", "json"]);
    assert_eq!(places(&run.out, "swallowed-exception"), ["a.py:4"]);
    assert!(
        run.err.contains("rules/bad-other/rule.md: `exceptions-of`: no rule has the name `no-such-rule`"),
        "{}",
        run.err
    );
    let said: Vec<&str> = run.err.lines().collect();
    let about = |rule: &str, line: u32| {
        let place = format!("rules/{rule}");
        let lines: Vec<&&str> = said.iter().filter(|text| text.contains(&place)).collect();
        assert_eq!(lines.len(), 1, "{}", run.err);
        assert!(lines[0].contains(&format!(":{line}: ")), "{}", lines[0]);
    };
    about("bad-header", 3);
    about("bad-pattern", 2);
    about("bad-message", 7);
    about("bad-name", 3);
}
