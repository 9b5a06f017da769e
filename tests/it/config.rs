//! The configuration: what it changes, and what is said of a wrong one.

use crate::support::{Workspace, places};

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

fn level_of(workspace: &Workspace, path: &str) -> Vec<String> {
    let run = workspace.run(&["check", "--format", "json", "--select", "swallowed-exception", path]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["level"].as_str().unwrap().to_string()).collect()
}

#[test]
fn levels_are_set_for_rules_and_for_paths() {
    let workspace =
        Workspace::new(&[("src/a.py", SWALLOWS), ("scripts/b.py", SWALLOWS), ("old/c.py", SWALLOWS)]);
    let config = "[rules]\nswallowed-exception = \"warning\"\n\n\
                  [[overrides]]\npaths = [\"scripts/\"]\nrules = { swallowed-exception = \"hint\" }\n\n\
                  [[overrides]]\npaths = [\"old/**\"]\nignore = [\"errors\"]\n";
    workspace.write("thinktwice.toml", config.as_bytes());
    assert_eq!(level_of(&workspace, "src"), ["warning"]);
    assert_eq!(level_of(&workspace, "scripts"), ["hint"]);
    assert_eq!(level_of(&workspace, "old"), Vec::<String>::new());
}

#[test]
fn what_select_and_ignore_leave_out_no_path_brings_back() {
    let workspace = Workspace::new(&[("scripts/b.py", SWALLOWS)]);
    let config = "[[overrides]]\npaths = [\"scripts/\"]\nrules = { swallowed-exception = \"error\" }\n";
    workspace.write("thinktwice.toml", config.as_bytes());
    let found = |more: &[&str]| {
        let mut arguments = vec!["check", "--format", "json"];
        arguments.extend(more);
        places(&workspace.run(&arguments).out, "swallowed-exception")
    };
    assert_eq!(found(&[]), ["scripts/b.py:4"]);
    assert_eq!(found(&["--select", "security"]), Vec::<String>::new());
    assert_eq!(found(&["--ignore", "swallowed-exception"]), Vec::<String>::new());
}

#[test]
fn pyproject_is_read_and_our_own_file_goes_before_it() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    std::fs::remove_file(workspace.root().join("thinktwice.toml")).unwrap();
    workspace.write(
        "pyproject.toml",
        b"[project]\nname = \"x\"\n\n[tool.thinktwice.rules]\nswallowed-exception = \"info\"\n",
    );
    assert_eq!(level_of(&workspace, "."), ["info"]);
    workspace.write("thinktwice.toml", b"rules = { swallowed-exception = \"hint\" }\n");
    assert_eq!(level_of(&workspace, "."), ["hint"]);
}

#[test]
fn families_can_be_switched_off_and_named_rules_stay() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    workspace.write("thinktwice.toml", b"[families]\nerrors = \"off\"\n");
    let found = |workspace: &Workspace| {
        places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception")
    };
    assert_eq!(found(&workspace), Vec::<String>::new());
    workspace
        .write("thinktwice.toml", b"[families]\nerrors = \"off\"\n[rules]\nswallowed-exception = \"on\"\n");
    assert_eq!(found(&workspace), ["a.py:4"]);
    workspace.write("thinktwice.toml", b"ignore = [\"swallowed-exception\"]\n");
    assert_eq!(found(&workspace), Vec::<String>::new());
}

#[test]
fn excluded_files_are_not_looked_at() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS), ("gen/b.py", SWALLOWS), ("lib/c_pb.py", SWALLOWS)]);
    workspace.write("thinktwice.toml", b"exclude = [\"gen/\", \"*_pb.py\"]\n");
    assert_eq!(places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception"), ["a.py:4"]);
}

#[test]
fn what_is_wrong_is_named_with_file_and_line_and_the_nearest_name() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    let said = |config: &str| {
        workspace.write("thinktwice.toml", config.as_bytes());
        let run = workspace.run(&["check"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        run.err
    };
    insta::assert_snapshot!(said("profile = \"strict\"\n\n[rule]\nx = \"off\"\n"), @"error: /workspace/thinktwice.toml:3: there is no key `rule`; the nearest is `rules`");
    insta::assert_snapshot!(said("[rules]\nswalowed-exception = \"off\"\n"), @"error: /workspace/thinktwice.toml:2: there is no rule `swalowed-exception`; the nearest is `swallowed-exception`");
    insta::assert_snapshot!(said("\nselect = [\n  \"errors\",\n  \"securty\",\n]\n"), @"error: /workspace/thinktwice.toml:4: there is no rule or family `securty`; the nearest is `security`");
    insta::assert_snapshot!(said("exclude = [\"../other\"]\n"), @"error: /workspace/thinktwice.toml:1: `../other` leads out of the workspace: name paths inside it");
    insta::assert_snapshot!(said("[[overrides]]\npath = [\"a\"]\n"), @"error: /workspace/thinktwice.toml:2: there is no key `path`; the nearest is `paths`");
    assert!(
        said("[rules]\nswallowed-exception = \"loud\"\n")
            .contains("thinktwice.toml:2: unknown variant `loud`")
    );
    assert!(said("rules = [\n").contains("thinktwice.toml:"));
}

#[test]
fn a_configuration_can_be_named() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS), ("other/quiet.toml", "ignore = [\"errors\"]\n")]);
    let run = workspace.run(&["check", "--format", "json", "--config", "other/quiet.toml"]);
    assert_eq!(places(&run.out, "swallowed-exception"), Vec::<String>::new());
    let run = workspace.run(&["check", "--config", "missing.toml"]);
    assert_eq!((run.code, run.err.as_str()), (2, "error: missing.toml: there is no such file\n"));
}
