//! The change under review: which lines are new, against what, and that only they can fail.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Workspace, places};

fn swallows(name: &str) -> String {
    format!("def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n")
}

/// A repository with one old finding in `src/old.py`, all committed.
fn repository() -> Workspace {
    let workspace = Workspace::new(&[("src/old.py", &(swallows("first") + &swallows("second")))]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    workspace
}

fn found(workspace: &Workspace, arguments: &[&str]) -> (i32, Vec<String>) {
    let run = workspace.run(&[&["check", "--format", "json"], arguments].concat());
    assert!(run.code < 2, "{}", run.err);
    (run.code, places(&run.out, "swallowed-exception"))
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn old_lines_are_counted_and_cannot_fail() {
    let workspace = repository();
    assert_eq!(found(&workspace, &[]).0, 1);
    assert_eq!(found(&workspace, &["--diff", "HEAD"]), (0, none()));
    let edited = workspace.read("src/old.py") + &swallows("third");
    workspace.write("src/old.py", edited.as_bytes());
    assert_eq!(found(&workspace, &["--diff", "HEAD"]), (1, vec!["src/old.py:18".to_string()]));
    let run = workspace.run(&["check", "--diff", "HEAD"]);
    assert!(
        run.out.ends_with("1 finding (1 error) in 1 of 1 file; 2 findings on old lines not listed\n"),
        "{}",
        run.out
    );
    // A line that only moved is not new, and an edit beside it changes nothing.
    let moved = format!("import os\n\n\n{}", workspace.read("src/old.py").replace(&swallows("third"), ""));
    workspace.write("src/old.py", moved.as_bytes());
    assert_eq!(found(&workspace, &["--diff", "HEAD", "--fail-on", "hint"]), (0, none()));
}

#[test]
fn a_branch_is_compared_with_where_it_left() {
    let workspace = repository();
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace.write("src/new.py", swallows("third").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "work"]);
    // What came to main later is nothing that this branch did.
    workspace.git(&["checkout", "-q", "main"]);
    workspace.write("src/old.py", b"x = 1\n");
    workspace.git(&["commit", "-q", "-a", "-m", "main goes on"]);
    workspace.git(&["checkout", "-q", "work"]);
    assert_eq!(found(&workspace, &["--diff", "main"]), (1, vec!["src/new.py:4".to_string()]));
    assert_eq!(found(&workspace, &["--diff", "HEAD"]), (0, none()));
    workspace.git(&["checkout", "-q", "--detach"]);
    assert_eq!(found(&workspace, &["--diff", "main"]).1.len(), 1);
}

#[test]
fn a_moved_file_is_not_new() {
    let workspace = repository();
    let rename = |from: &str, to: &str| {
        std::fs::create_dir_all(workspace.root().join(to).parent().unwrap()).unwrap();
        std::fs::rename(workspace.root().join(from), workspace.root().join(to)).unwrap();
    };
    rename("src/old.py", "lib/moved.py");
    assert_eq!(found(&workspace, &["--diff", "HEAD"]), (0, none()));
    let edited = workspace.read("lib/moved.py") + &swallows("third");
    workspace.write("lib/moved.py", edited.as_bytes());
    assert_eq!(found(&workspace, &["--diff", "HEAD"]).1, ["lib/moved.py:18"]);
    // The same through the index, and through a commit of the branch.
    workspace.git(&["add", "-A"]);
    assert_eq!(found(&workspace, &["--diff", "HEAD"]).1, ["lib/moved.py:18"]);
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace.git(&["commit", "-q", "-m", "moved"]);
    assert_eq!(found(&workspace, &["--diff", "main"]).1, ["lib/moved.py:18"]);
    // A file that is like no other is new.
    workspace.write("lib/other.py", swallows("fourth").as_bytes());
    assert_eq!(found(&workspace, &["--diff", "main"]).1, ["lib/moved.py:18", "lib/other.py:4"]);
}

#[test]
fn what_is_staged_is_checked_as_it_is_staged() {
    let workspace = repository();
    workspace.write("src/a.py", swallows("staged").as_bytes());
    workspace.git(&["add", "src/a.py"]);
    workspace.write("src/a.py", b"x = 1\n");
    workspace.write("src/b.py", swallows("loose").as_bytes());
    assert_eq!(found(&workspace, &["--staged"]), (1, vec!["src/a.py:4".to_string()]));
    workspace.git(&["add", "src/a.py"]);
    assert_eq!(found(&workspace, &["--staged"]), (0, none()));
}

#[test]
fn a_patch_says_what_is_new() {
    let workspace = repository();
    let edited = workspace.read("src/old.py") + &swallows("third");
    workspace.write("src/old.py", edited.as_bytes());
    let diff = workspace.git(&["diff"]).into_bytes();
    let check = |patch: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
            .args(["check", "--no-cache", "--diff", "-", "--format", "json"])
            .current_dir(workspace.root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(patch).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, out, _) = check(&diff);
    assert_eq!((code, places(&out, "swallowed-exception")), (Some(1), vec!["src/old.py:18".to_string()]));
    let (code, _, err) = check(b"hello\n");
    assert_eq!(code, Some(2));
    assert!(err.contains("that is no patch"), "{err}");
    // A patch of another state of the file says so, and nothing is let through.
    workspace.write("src/old.py", format!("\n{edited}").as_bytes());
    let (code, _, err) = check(&diff);
    assert_eq!(code, Some(1));
    assert!(err.contains("apply it first"), "{err}");
}

#[test]
fn what_is_missing_is_said() {
    let workspace = repository();
    let fails = |arguments: &[&str]| {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 2, "{}", run.out);
        run.err
    };
    assert!(fails(&["check", "--diff", "nowhere"]).contains("git knows no revision `nowhere`"));
    assert!(fails(&["check", "--diff", "--upload-pack=x"]).contains("--upload-pack"));
    let bare = Workspace::new(&[("a.py", &swallows("first"))]);
    let run = bare.run(&["check", "--diff", "main"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no repository"), "{}", run.err);
    // Nothing committed yet: everything is new.
    bare.git(&["init", "-q"]);
    assert_eq!(found(&bare, &["--staged"]).1, none());
    assert_eq!(bare.run(&["check", "--diff", "HEAD"]).code, 1);
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let workspace = repository();
    workspace.write("src/b.py", b"x = 1\n");
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "second"]);
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", workspace.root().display());
    workspace.git(&["clone", "-q", "--depth", "1", &url, &clone.path().join("c").display().to_string()]);
    let run = crate::support::run_in(&clone.path().join("c"), &["check", "--diff", "HEAD~1"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("shallow"), "{}", run.err);
    assert_eq!(crate::support::run_in(&clone.path().join("c"), &["check", "--diff", "HEAD"]).code, 0);
}

#[test]
fn a_linked_working_tree_has_its_own_change() {
    let workspace = repository();
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().canonicalize().unwrap().join("tree");
    workspace.git(&["worktree", "add", "-q", &tree.display().to_string(), "-b", "other"]);
    std::fs::write(tree.join("src/new.py"), swallows("third")).unwrap();
    let run = crate::support::run_in(&tree, &["check", "--diff", "HEAD", "--format", "json"]);
    assert_eq!(places(&run.out, "swallowed-exception"), ["src/new.py:4"]);
    assert_eq!(found(&workspace, &["--diff", "HEAD"]), (0, none()));
}

/// How git was started, a line each time.
fn asked_of_git(workspace: &Workspace, arguments: &[&str]) -> Vec<String> {
    let said = workspace.cache().join("git");
    let mut command = Command::new(env!("CARGO_BIN_EXE_thinktwice"));
    command
        .args(["check", "--quiet", "--no-cache"])
        .args(arguments)
        .current_dir(workspace.root())
        .env("GIT_TRACE", &said);
    assert_eq!(command.output().unwrap().status.code(), Some(1));
    let trace = std::fs::read_to_string(&said).unwrap();
    std::fs::remove_file(said).unwrap();
    trace.lines().filter(|line| line.contains("trace: built-in:")).map(str::to_owned).collect()
}

#[test]
fn where_a_change_starts_is_asked_of_git_once() {
    let workspace = repository();
    workspace.write("src/new.py", swallows("third").as_bytes());
    let asked = asked_of_git(&workspace, &["--diff", "HEAD"]);
    let count = |sign: &str| asked.iter().filter(|line| line.contains(sign)).count();
    assert_eq!((count("--absolute-git-dir"), count("ls-tree"), count("merge-base")), (1, 1, 0), "{asked:?}");
}

#[test]
fn before_the_first_commit_git_is_not_asked_about_every_file() {
    let workspace = Workspace::new(&[("a.py", &swallows("a"))]);
    workspace.git(&["init", "-q"]);
    let asked = || asked_of_git(&workspace, &[]).len();
    let one = asked();
    for number in 0..20 {
        workspace.write(&format!("{number}.py"), swallows(&format!("f{number}")).as_bytes());
    }
    assert!(one > 0);
    assert_eq!(asked(), one);
}

#[test]
fn the_base_can_be_configured() {
    let workspace = repository();
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace.write("src/new.py", swallows("third").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "work"]);
    let (review, problems) = thinktwice::judge::Review::open(
        vec![workspace.root()],
        thinktwice::judge::Options { subject: thinktwice::judge::Subject::Change, ..Default::default() },
    );
    assert_eq!(problems, []);
    let index = || review.index(&review.files(), 1, &|_, _| {}, &std::sync::atomic::AtomicBool::new(false));
    let levels = || -> Vec<String> {
        ["src/new.py", "src/old.py"]
            .iter()
            .flat_map(|path| review.findings(&workspace.root().join(path)))
            .map(|finding| finding.level.to_string())
            .collect()
    };
    index();
    assert_eq!(levels(), ["hint", "hint", "hint"]);
    assert_eq!(review.reload_config_with(Some(serde_json::json!({ "base": "main" }))), []);
    index();
    assert_eq!(levels(), ["error", "hint", "hint"]);
    assert_eq!(review.reload_config_with(Some(serde_json::json!({ "old-code": "loud" }))), []);
    index();
    assert_eq!(levels(), ["error", "error", "error"]);
}

#[test]
fn json_says_what_is_new() {
    let workspace = repository();
    workspace.write("src/new.py", swallows("third").as_bytes());
    let run = workspace.run(&["check", "--format", "json", "--diff", "HEAD"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn files_that_are_asked_about_are_listed_whatever_changed() {
    let workspace = repository();
    // A rule about the change makes git be asked, and hides nothing of the others.
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\", \"untested-change\"]\n");
    workspace.write("src/old.py", (workspace.read("src/old.py") + &swallows("third")).as_bytes());
    assert_eq!(found(&workspace, &[]).1.len(), 3);
}

/// A cart, its tests in two files, all committed.
fn tested() -> Workspace {
    let workspace = Workspace::new(&[
        ("shop.py", "def total(rows):\n    return sum(rows)\n\n\ndef count(rows):\n    return len(rows)\n"),
        (
            "tests/test_total.py",
            "from shop import total\n\n\ndef test_total():\n    assert total([2, 3]) == 5\n",
        ),
        (
            "tests/test_count.py",
            "from shop import count\n\n\ndef test_count():\n    assert count([2]) == 1\n\n\ndef test_none():\n    assert count([]) == 0\n",
        ),
    ]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    workspace
}

#[test]
fn a_deleted_file_of_tests_is_told_on_the_code_that_it_tested() {
    let workspace = tested();
    let check = |workspace: &Workspace| {
        let run =
            workspace.run(&["check", "--diff", "HEAD", "--select", "test-weakened", "--format", "json"]);
        (run.code, places(&run.out, "test-weakened"), run.out)
    };
    assert_eq!(check(&workspace).1, none());
    workspace.git(&["rm", "-q", "tests/test_count.py"]);
    let (code, found, out) = check(&workspace);
    assert_eq!((code, found), (1, vec!["shop.py:5".to_string()]), "{out}");
    assert!(
        out.contains("`tests/test_count.py` is gone with 2 tests; `test_count` checked `count([2]) == 1`"),
        "{out}"
    );

    // What it tested is gone too.
    let shop = workspace.read("shop.py");
    workspace.write("shop.py", shop.split("\n\n\ndef count").next().expect("the first function").as_bytes());
    assert_eq!(check(&workspace).1, none());
    workspace.write("shop.py", shop.as_bytes());

    // It has another name, or its tests stand in another file.
    let tests = "from shop import count\n\n\ndef test_count():\n    assert count([2]) == 1\n\n\ndef test_none():\n    assert count([]) == 0\n";
    workspace.write("tests/test_counting.py", tests.as_bytes());
    assert_eq!(check(&workspace).1, none());
    workspace.git(&["rm", "-q", "--cached", "tests/test_total.py"]);
    let both = workspace.read("tests/test_total.py") + &tests.replace("from shop import count\n", "");
    std::fs::remove_file(workspace.root().join("tests/test_counting.py")).expect("the file of another name");
    workspace.write("tests/test_total.py", both.replace("import total", "import count, total").as_bytes());
    workspace.git(&["add", "."]);
    assert_eq!(check(&workspace).1, none());
}
