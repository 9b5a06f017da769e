//! `thinktwice check` as people and programs see it.

use crate::support::{Workspace, places, repository_file};

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

#[test]
fn a_finding_is_shown_with_its_line_and_its_question() {
    let workspace = Workspace::new(&[("src/a.py", SWALLOWS)]);
    let run = workspace.run(&["check"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    insta::assert_snapshot!(run.out, @r"
    error[swallowed-exception]: `sync` ignores every failure of `client.push`
     --> src/a.py:4:5
      |
    4 |     except Exception:
      |     ^^^^^^^^^^^^^^^^^
      |
      = ask: When `client.push` fails in `sync`, nothing is recorded. What does the code after it work with?

    1 finding (1 error) in 1 of 1 file
    ");
}

#[test]
fn the_exit_code_follows_the_level() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS), ("b/fine.py", "x = 1\n")]);
    workspace.write("thinktwice.toml", b"rules = { swallowed-exception = \"info\" }\n");
    let code = |arguments: &[&str]| workspace.run(&[&["check"], arguments].concat()).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--fail-on", "info"]), 1);
    assert_eq!(code(&["--fail-on", "hint"]), 1);
    assert_eq!(code(&["--fail-on", "never"]), 0);
    assert_eq!(code(&["--fail-on", "hint", "b"]), 0);
    assert_eq!(code(&["--fail-on", "hint", "--ignore", "errors"]), 0);
    assert_eq!(code(&["--fail-on", "loud"]), 2);
}

#[test]
fn a_rule_that_does_not_exist_cannot_be_selected() {
    let run = Workspace::new(&[]).run(&["check", "--select", "swalowed-exception"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.err, @"error: there is no rule or family `swalowed-exception`; the nearest is `swallowed-exception`");
}

#[test]
fn ignore_files_count_outside_of_repositories_and_vendored_code_is_left_out() {
    let workspace = Workspace::new(&[
        ("a.py", SWALLOWS),
        ("build/b.py", SWALLOWS),
        ("local/c.py", SWALLOWS),
        (".hidden/d.py", SWALLOWS),
        ("node_modules/x/e.py", SWALLOWS),
        ("{{cookiecutter.name}}/g.py", SWALLOWS),
        ("env/lib/f.py", SWALLOWS),
        ("env/pyvenv.cfg", ""),
        (".gitignore", "build/\n"),
        (".ignore", "local/\n"),
    ]);
    let found = |arguments: &[&str]| {
        places(
            &workspace.run(&[&["check", "--format", "json"], arguments].concat()).out,
            "swallowed-exception",
        )
    };
    assert_eq!(found(&[]), ["a.py:4"]);
    // A file that is named is meant.
    assert_eq!(found(&["build/b.py"]), ["build/b.py:4"]);
}

#[test]
fn quiet_findings_past_twenty_are_folded_into_one_line() {
    let functions: String =
        (0..30).map(|number| SWALLOWS.replace("sync", &format!("sync_{number}"))).collect();
    let workspace = Workspace::new(&[("a.py", &functions)]);
    workspace.write("thinktwice.toml", b"rules = { swallowed-exception = \"hint\" }\n");
    let run = workspace.run(&["check", "--ignore", "duplication,tests"]);
    assert_eq!(run.out.matches("hint[swallowed-exception]: `sync_").count(), 20);
    assert!(
        run.out.contains("hint[swallowed-exception]: 10 more; `--select swallowed-exception` lists them\n"),
        "{}",
        run.out
    );
    let run = workspace.run(&["check", "--select", "swallowed-exception"]);
    assert_eq!(run.out.matches("hint[swallowed-exception]: `sync_").count(), 30);
}

#[test]
fn no_escape_sequence_of_a_file_reaches_the_terminal() {
    let hostile = SWALLOWS
        .replace("Exception:", "Exception:  # \u{1b}]0;title\u{7}\u{202e}")
        .replace("client.push", "c.\u{1b}[31m");
    let workspace = Workspace::new(&[("a.py", &hostile), ("b\u{1b}[2J.py", SWALLOWS)]);
    for format in ["text", "json", "sarif"] {
        let run = workspace.run(&["check", "--format", format]);
        let harmful = |character: char| character.is_control() && character != '\n';
        assert!(
            !run.out.contains(harmful) && !run.out.contains('\u{202e}') || format != "text",
            "{}",
            run.out
        );
        assert!(!run.out.contains('\u{1b}'), "{format}: {}", run.out);
        assert!(run.out.contains("swallowed-exception"), "{}", run.out);
    }
}

#[test]
fn json_has_the_fields_that_the_readme_names() {
    let workspace = Workspace::new(&[("src/a.py", SWALLOWS)]);
    let run = workspace.run(&["check", "--format", "json"]);
    insta::assert_snapshot!(run.out);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let readme = repository_file("README.md");
    for field in report["findings"][0].as_object().unwrap().keys().chain(report.as_object().unwrap().keys()) {
        assert!(readme.contains(&format!("`{field}`")), "the README does not speak of `{field}`");
    }
}

#[test]
fn sarif_is_valid_and_names_rule_place_and_page() {
    let workspace =
        Workspace::new(&[("src/a b.py", SWALLOWS), ("src/c.py", &SWALLOWS.replace("sync", "again"))]);
    workspace.write("bad.py", b"\0");
    let run = workspace.run(&["check", "--format", "sarif", "--all"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(&repository_file("tests/it/fixtures/sarif-2.1.0.schema.json")).unwrap();
    let faults: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let run = &report["runs"][0];
    let results = run["results"].as_array().unwrap();
    let result = results.iter().find(|result| result["ruleId"] == "swallowed-exception").unwrap();
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/a%20b.py");
    assert_eq!(place["region"]["startLine"], 4);
    assert!(result["partialFingerprints"]["thinktwice/v1"].as_str().unwrap().starts_with("v1:"));
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(rule["id"], "swallowed-exception");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why it matters"));
    assert!(rule["helpUri"].as_str().unwrap().ends_with("queries/errors/swallowed-exception/rule.md"));
    assert!(
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
            .as_str()
            .unwrap()
            .contains("bad.py")
    );
}

#[test]
fn an_allow_comment_with_a_reason_answers_and_one_without_does_not() {
    let allowed = SWALLOWS.replace(
        "Exception:",
        "Exception:  # thinktwice: allow swallowed-exception -- the process ends right after this",
    );
    let bare = SWALLOWS.replace("Exception:", "Exception:  # thinktwice: allow swallowed-exception");
    let unused = "# thinktwice: allow swallowed-exception -- the process ends right after this\nx = 1\n";
    let workspace = Workspace::new(&[("allowed.py", &allowed), ("bare.py", &bare), ("unused.py", unused)]);
    let out = workspace.run(&["check", "--format", "json"]).out;
    assert_eq!(places(&out, "swallowed-exception"), ["bare.py:4"]);
    assert_eq!(places(&out, "allow-without-reason"), ["bare.py:4"]);
    assert_eq!(places(&out, "unused-allow"), ["unused.py:1"]);
    // What did not run cannot be known to be unneeded.
    let out = workspace.run(&["check", "--format", "json", "--ignore", "errors"]).out;
    assert_eq!(places(&out, "unused-allow"), Vec::<String>::new());
}

#[test]
fn names_in_an_allow_comment_end_at_any_white_space() {
    let comment =
        "# thinktwice: allow nothing-known\rswallowed-exception -- the process ends right after this";
    let workspace =
        Workspace::new(&[("a.py", &SWALLOWS.replace("Exception:", &format!("Exception:  {comment}")))]);
    let out = workspace.run(&["check", "--format", "json"]).out;
    assert_eq!(places(&out, "swallowed-exception"), Vec::<String>::new());
    assert!(out.contains("`nothing-known`"), "{out}");
}

#[test]
fn another_linters_suppression_with_a_reason_is_understood() {
    let said = SWALLOWS.replace("Exception:", "Exception:  # noqa: S110 - the process ends right after this");
    let bare = SWALLOWS.replace("Exception:", "Exception:  # noqa: S110");
    let workspace = Workspace::new(&[("said.py", &said), ("bare.py", &bare)]);
    assert_eq!(
        places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception"),
        ["bare.py:4"]
    );
}

/// A rule of the workspace that speaks of changed code only.
fn rule_about_changes(workspace: &Workspace) {
    assert_eq!(workspace.run(&["rules", "new", "new-legacy"]).code, 0);
    let page = workspace.read(".thinktwice/rules/new-legacy/rule.md");
    let page = page.replace("status = \"on\"", "status = \"on\"\nscope = \"change\"");
    workspace.write(".thinktwice/rules/new-legacy/rule.md", page.as_bytes());
}

#[test]
fn rules_about_the_change_speak_of_new_lines_only() {
    let workspace =
        Workspace::new(&[("src/old.py", "def a():\n    return legacy_api(1)\n\n\ndef b():\n    return 2\n")]);
    rule_about_changes(&workspace);
    let found = |arguments: &[&str]| {
        places(&workspace.run(&[&["check", "--format", "json"], arguments].concat()).out, "new-legacy")
    };
    // Without a repository everything is new.
    assert_eq!(found(&[]), ["src/old.py:2"]);
    workspace.git(&["init", "-q"]);
    assert_eq!(found(&[]), ["src/old.py:2"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    assert_eq!(found(&[]), Vec::<String>::new());
    assert_eq!(found(&["--all"]), ["src/old.py:2"]);
    workspace
        .write("src/old.py", b"def a():\n    return legacy_api(1)\n\n\ndef b():\n    return legacy_api(2)\n");
    workspace.write("src/new.py", b"def c():\n    return legacy_api(3)\n");
    assert_eq!(found(&[]), ["src/new.py:2", "src/old.py:6"]);
    // From a folder inside the repository too.
    assert_eq!(found(&["src/new.py"]), ["src/new.py:2"]);
}

#[test]
fn a_repository_runs_nothing_of_its_own() {
    let workspace = Workspace::new(&[("a.py", "def a():\n    return legacy_api(1)\n")]);
    rule_about_changes(&workspace);
    workspace.git(&["init", "-q"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    let trap = workspace.root().join("trap.sh");
    workspace.write("trap.sh", b"#!/bin/sh\ntouch sprung\ncat\n");
    #[cfg(unix)]
    std::fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let trap = trap.display().to_string();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "core.sshCommand",
    ] {
        workspace.git(&["config", key, &trap]);
    }
    workspace.git(&["config", "core.hooksPath", &workspace.root().display().to_string()]);
    workspace.write(".gitattributes", b"*.py diff=x filter=x\n");
    workspace.write("a.py", b"def a():\n    return legacy_api(2)\n");
    let run = workspace.run(&["check", "--format", "json"]);
    assert_eq!(places(&run.out, "new-legacy"), ["a.py:2"]);
    assert!(!workspace.root().join("sprung").exists(), "a program of the repository was run");
}
