//! Repositories that are not a plain clone with a branch: each works, or says what is missing.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Run, Workspace, git, places, run_in};

fn swallows(name: &str) -> String {
    format!("def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n")
}

/// One committed finding.
fn repository() -> Workspace {
    let workspace = Workspace::new(&[("src/old.py", &swallows("first"))]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    workspace
}

/// Where an empty folder may stand.
fn elsewhere(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().canonicalize().unwrap().join("it")
}

/// The findings of the change, by each of its two commands.
fn change(folder: &Path, base: &str) -> Vec<String> {
    let check = run_in(folder, &["check", "--diff", base, "--format", "json"]);
    let found = places(&check.out, "swallowed-exception");
    let report = run_in(folder, &["report", "--diff", base, "--format", "json"]);
    let report_json: Value = serde_json::from_str(&report.out).unwrap_or_else(|_| panic!("{}", report.err));
    let groups = report_json["open"].as_array().unwrap();
    let reported: Vec<String> = groups
        .iter()
        .flat_map(|group| group["findings"].as_array().unwrap())
        .map(|finding| format!("{}:{}", finding["path"].as_str().unwrap(), finding["line"]))
        .collect();
    assert_eq!(reported, found);
    assert_eq!((check.code, report.code), (i32::from(!found.is_empty()), i32::from(!found.is_empty())));
    found
}

fn commits(run: &Run) -> u64 {
    assert_eq!(run.code, 0, "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    told["months"].as_array().unwrap().iter().filter_map(|month| month["commits"].as_u64()).sum()
}

#[test]
fn without_a_repository_everything_is_new_and_the_past_is_missing() {
    let workspace = Workspace::new(&[("src/old.py", &swallows("first"))]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    assert_eq!(workspace.run(&["check"]).code, 1);
    for command in [&["check", "--diff", "main"][..], &["report", "--diff", "main"], &["history"]] {
        let run = workspace.run(command);
        assert_eq!(run.code, 2, "{command:?}: {}", run.out);
        assert!(run.err.contains("repository"), "{command:?}: {}", run.err);
    }
    // A decision is a file, and needs no repository.
    let reason = "the caller counts failures by itself";
    assert_eq!(workspace.run(&["decide", "src/old.py:4", "--keep", "--because", reason]).code, 0);
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn a_shallow_clone_has_the_change_and_a_part_of_the_past() {
    let workspace = repository();
    workspace.write("src/more.py", b"x = 1\n");
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "second"]);
    let folder = tempfile::tempdir().unwrap();
    let clone = elsewhere(&folder);
    let url = format!("file://{}", workspace.root().display());
    git(&workspace.root(), &["clone", "-q", "--depth", "1", &url, &clone.display().to_string()]);
    std::fs::write(clone.join("src/new.py"), swallows("third")).unwrap();
    assert_eq!(change(&clone, "HEAD"), ["src/new.py:4"]);
    let run = run_in(&clone, &["report", "--diff", "HEAD~1"]);
    assert!(run.code == 2 && run.err.contains("shallow"), "{}", run.err);
    let told = run_in(&clone, &["history", "--since", "2020-01-01", "--format", "json"]);
    // What its first commit changed cannot be known.
    assert_eq!(commits(&told), 0);
    assert!(told.err.contains("the clone is shallow"), "{}", told.err);
    git(&clone, &["fetch", "-q", "--deepen", "1"]);
    let told = run_in(&clone, &["history", "--since", "2020-01-01", "--format", "json"]);
    assert_eq!((commits(&told), told.err.as_str()), (2, ""));
    assert_eq!(commits(&workspace.run(&["history", "--since", "2020-01-01", "--format", "json"])), 2);
}

#[test]
fn a_bare_repository_has_a_past_and_its_working_trees_a_change() {
    let workspace = repository();
    let folder = tempfile::tempdir().unwrap();
    let bare = elsewhere(&folder);
    git(&workspace.root(), &["clone", "-q", "--bare", ".", &bare.display().to_string()]);
    let told = run_in(&bare, &["history", "--since", "2020-01-01", "--format", "json"]);
    assert_eq!(commits(&told), 1);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["months"][0]["findings"]["errors"], 1, "{told:#}");
    let run = run_in(&bare, &["check", "--diff", "HEAD"]);
    assert!(run.code == 2 && run.err.contains("the repository is bare"), "{}", run.err);
    let tree = folder.path().canonicalize().unwrap().join("tree");
    git(&bare, &["worktree", "add", "-q", &tree.display().to_string(), "-b", "other"]);
    std::fs::write(tree.join("src/new.py"), swallows("third")).unwrap();
    assert_eq!(change(&tree, "main"), ["src/new.py:4"]);
    git(&tree, &["add", "."]);
    git(&tree, &["commit", "-q", "-m", "third"]);
    assert_eq!(change(&tree, "main"), ["src/new.py:4"]);
    assert_eq!(change(&tree, "HEAD"), Vec::<String>::new());
    assert_eq!(commits(&run_in(&tree, &["history", "--since", "2020-01-01", "--format", "json"])), 2);
}

#[test]
fn a_submodule_has_a_change_of_its_own() {
    let (outer, inner) = (repository(), repository());
    let source = inner.root().display().to_string();
    git(&outer.root(), &["submodule", "--quiet", "add", &source, "inner"]);
    outer.git(&["commit", "-q", "-m", "with a submodule"]);
    assert_eq!(change(&outer.root(), "HEAD"), Vec::<String>::new());
    outer.write("inner/src/new.py", swallows("third").as_bytes());
    // From its own folder its paths are its own; its last commit is what counts, not the outer one's.
    assert_eq!(change(&outer.root().join("inner"), "HEAD"), ["src/new.py:4"]);
    let sub = outer.root().join("inner");
    git(&sub, &["add", "."]);
    git(&sub, &["commit", "-q", "-m", "inside"]);
    assert_eq!(change(&sub, "HEAD"), Vec::<String>::new());
    assert_eq!(change(&sub, "HEAD~1"), ["src/new.py:4"]);
    assert_eq!(commits(&run_in(&sub, &["history", "--since", "2020-01-01", "--format", "json"])), 2);
    // The outer repository's past has the submodule as one entry, which is no code.
    assert_eq!(commits(&outer.run(&["history", "--since", "2020-01-01", "--format", "json"])), 1);
}

#[test]
fn with_a_detached_head_everything_works() {
    let workspace = repository();
    workspace.write("src/more.py", swallows("second").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "second"]);
    workspace.git(&["checkout", "-q", "--detach"]);
    workspace.write("src/new.py", swallows("third").as_bytes());
    assert_eq!(change(&workspace.root(), "HEAD"), ["src/new.py:4"]);
    assert_eq!(change(&workspace.root(), "HEAD~1"), ["src/more.py:4", "src/new.py:4"]);
    assert_eq!(commits(&workspace.run(&["history", "--since", "2020-01-01", "--format", "json"])), 2);
    let reason = "the caller counts failures by itself";
    assert_eq!(workspace.run(&["decide", "src/new.py:4", "--keep", "--because", reason]).code, 0);
    assert_eq!(change(&workspace.root(), "HEAD"), Vec::<String>::new());
}
