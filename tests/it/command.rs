//! The subcommands besides `check`.

use crate::support::Workspace;

#[test]
fn a_new_rule_passes_its_tests_and_finds_without_any_other_edit() {
    for (language, file, text) in [
        ("python", "src/a.py", "def load():\n    return legacy_api(1)\n"),
        ("rust", "src/a.rs", "fn load() -> u32 {\n    legacy_api(1)\n}\n"),
    ] {
        let workspace = Workspace::new(&[(file, text)]);
        let run = workspace.run(&["rules", "new", "no-legacy", "--language", language]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let run = workspace.run(&["rules", "test"]);
        assert_eq!((run.code, run.out.as_str()), (0, "1 rule: 3 examples passed, 0 failed\n"), "{}", run.err);
        let run = workspace.run(&["check", "--select", "no-legacy"]);
        assert_eq!(run.code, 1);
        assert!(run.out.contains("warning[no-legacy]: `load` calls `legacy_api`"), "{}", run.out);
        assert_eq!(workspace.run(&["rules", "new", "no-legacy"]).code, 2);
    }
}

#[test]
fn an_example_that_is_not_as_its_page_says_is_told_with_lines_and_messages() {
    let workspace = Workspace::new(&[]);
    workspace.run(&["rules", "new", "no-legacy"]);
    let page = workspace.read(".thinktwice/rules/no-legacy/rule.md");
    workspace.write(".thinktwice/rules/no-legacy/rule.md", page.replace("lines=2", "lines=1").as_bytes());
    let run = workspace.run(&["rules", "test", ".thinktwice/rules/no-legacy"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.out, @r"
    /workspace/.thinktwice/rules/no-legacy/rule.md:29: no-legacy expects lines 1, got lines 2
        2: warning: `load` calls `legacy_api`
    1 rule: 2 examples passed, 1 failed
    ");
}

#[test]
fn explain_shows_the_whole_page() {
    let workspace = Workspace::new(&[]);
    let run = workspace.run(&["explain", "swallowed-exception"]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("# Swallowed exception\n"), "{}", run.out);
    for part in ["**Fine when**", "## What it finds", "## Examples", "## Ways out"] {
        assert!(run.out.contains(part), "{part}");
    }
    let run = workspace.run(&["explain", "swallowed-exceptions"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "error: there is no rule `swallowed-exceptions`; the nearest is `swallowed-exception`\n")
    );
}

#[test]
fn the_list_of_rules_is_for_people_and_for_programs() {
    let workspace = Workspace::new(&[]);
    let list: serde_json::Value =
        serde_json::from_str(&workspace.run(&["rules", "--format", "json"]).out).unwrap();
    let rule = list.as_array().unwrap().iter().find(|rule| rule["name"] == "swallowed-exception").unwrap();
    assert_eq!((rule["family"].as_str(), rule["severity"].as_str()), (Some("errors"), Some("error")));
    let text = workspace.run(&["rules"]).out;
    assert_eq!(text.lines().filter(|line| line.starts_with("  ")).count(), list.as_array().unwrap().len());
}

#[test]
fn a_pattern_shows_what_it_matches() {
    let workspace = Workspace::new(&[("a.py", "def f():\n    print(1)\n    return g(2)\n")]);
    let run =
        workspace.run(&["query", "a.py", "(call function: (identifier) @callee (#named? @callee \"g\"))"]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out, @r"
    a.py:3: in `f`
            return g(2)
    1 match
    ");
    let run = workspace.run(&["query", "a.py", "(call nothing: (identifier))"]);
    assert_eq!(run.code, 2);
    let tree = workspace.run(&["query", "a.py"]).out;
    assert!(tree.contains("function: (identifier) \"print\""), "{tree}");
}

#[test]
fn the_schema_is_printed() {
    let run = Workspace::new(&[]).run(&["config", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert!(schema["properties"]["overrides"].is_object());
}
