//! The change under review in the editor: it follows saves, commits and checkouts.

use serde_json::{Value, json};

use super::PYTHON;
use super::client::{Setup, uri};
use crate::support::Workspace;

fn severity(found: &[Value]) -> Option<u64> {
    found.iter().find(|found| found["code"] == "swallowed-exception")?["severity"].as_u64()
}

#[test]
fn a_commit_makes_lines_old_and_a_checkout_makes_them_new_again() {
    let workspace = Workspace::new(&[("a.py", PYTHON)]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "thinktwice.toml"]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    let file = uri(&workspace.root().join("a.py"));
    let mut client = Setup::new(&workspace.root()).start();
    client.open(&file, "python", PYTHON);
    client.indexed();
    client.diagnostics_that(&file, "a loud finding", |found| severity(found) == Some(1));
    workspace.git(&["add", "a.py"]);
    workspace.git(&["commit", "-q", "-m", "second"]);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
    client.diagnostics_that(&file, "an old finding", |found| severity(found) == Some(4));
    // As another program's checkout is seen: by way of the client's watchers.
    workspace.git(&["update-ref", "refs/heads/main", "HEAD~1"]);
    let reference = uri(&workspace.root().join(".git/refs/heads/main"));
    let changes = json!({ "changes": [{ "uri": reference, "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.diagnostics_that(&file, "a loud finding again", |found| severity(found) == Some(1));
    // Typing alone follows too.
    workspace.git(&["update-ref", "refs/heads/main", "HEAD@{1}"]);
    client.edit(&file, [0, 0, 0, 0], "\n");
    client.diagnostics_that(&file, "an old finding again", |found| severity(found) == Some(4));
}

#[test]
fn before_the_first_commit_keys_do_not_run_git_and_after_it_lines_are_old() {
    let workspace = Workspace::new(&[("a.py", PYTHON)]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let file = uri(&workspace.root().join("a.py"));
    let mut client = Setup::new(&workspace.root()).start();
    client.open(&file, "python", PYTHON);
    client.indexed();
    client.diagnostics_that(&file, "a loud finding", |found| severity(found) == Some(1));
    let before = client.git_runs();
    assert!(before > 0);
    for line in 0..3 {
        client.edit(&file, [0, 0, 0, 0], "\n");
        client.diagnostics_that(&file, "the finding where it stands now", |found| {
            found.iter().any(|found| found["range"]["start"]["line"] == 6 + line)
        });
    }
    assert_eq!(client.git_runs(), before);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    client.edit(&file, [0, 0, 0, 0], "\n");
    client.diagnostics_that(&file, "an old finding", |found| severity(found) == Some(4));
}

#[test]
fn a_linked_working_tree_and_a_detached_head_are_followed_on_save() {
    let workspace = Workspace::new(&[("b.py", "x = 1\n")]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().canonicalize().unwrap().join("tree");
    // Its `.git` is a file, and no watcher of the folder sees what git does elsewhere.
    workspace.git(&["worktree", "add", "-q", "--detach", &tree.display().to_string()]);
    std::fs::write(tree.join("a.py"), PYTHON).unwrap();
    let file = uri(&tree.join("a.py"));
    let mut client = Setup::new(&tree).start();
    client.open(&file, "python", PYTHON);
    client.indexed();
    client.diagnostics_that(&file, "a loud finding", |found| severity(found) == Some(1));
    let tree = tree.display().to_string();
    workspace.git(&["-C", &tree, "add", "a.py"]);
    workspace.git(&["-C", &tree, "commit", "-q", "-m", "second"]);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
    client.diagnostics_that(&file, "an old finding", |found| severity(found) == Some(4));
    workspace.git(&["-C", &tree, "checkout", "-q", "--force", "HEAD~1"]);
    client.edit(&file, [0, 0, 0, 0], "\n");
    client.diagnostics_that(&file, "a loud finding again", |found| severity(found) == Some(1));
}
