//! The formats of `check` that CI systems read, each by the rules of its reader.

#![allow(dead_code, reason = "the fields say what may stand in a report, and a field too many is a fault")]

use serde::Deserialize;

use crate::support::{Workspace, run_in};

const SWALLOWS: &str =
    "def s_ü(client):\n    try:\n        client.push(\"ü\")\n    except Exception:\n        pass\n";

/// A repository with the project in a folder of it: forges know paths from the repository's top.
fn project() -> Workspace {
    let workspace = Workspace::new(&[
        ("service/thinktwice.toml", "rules = { open-todo = \"info\" }\n"),
        ("service/a,b%.py", SWALLOWS),
        ("service/c.py", "x = 1  # TODO: ü & <more> \"here\"\n"),
    ]);
    workspace.git(&["init", "-q"]);
    workspace
}

#[test]
fn github_gets_one_command_a_finding_with_everything_escaped() {
    let run = run_in(&project().root().join("service"), &["check", "--all", "--format", "github"]);
    assert_eq!(run.code, 1, "{}", run.err);
    insta::assert_snapshot!(run.out, @r#"
    ::error file=service/a%2Cb%25.py,line=4,col=5,endColumn=22,title=thinktwice%3A swallowed-exception::`s_ü` ignores every failure of `client.push`%0AWhen `client.push` fails in `s_ü`, nothing is recorded. What does the code after it work with?
    ::notice file=service/c.py,line=1,col=8,endColumn=33,title=thinktwice%3A open-todo::`this module` leaves work as a note: "TODO: ü & <more> "here""%0AWho will do "TODO: ü & <more> "here"", and what tells them that it is still open?
    "#);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: Severity,
    location: IssueLocation,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Info,
    Minor,
    Major,
    Critical,
    Blocker,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueLocation {
    path: String,
    lines: IssueLines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueLines {
    begin: u32,
    end: u32,
}

#[test]
fn gitlab_gets_a_code_quality_report_with_a_fingerprint_for_each() {
    let workspace = project();
    // Twice the same in one scope: readers drop an issue whose fingerprint they have seen.
    let twice = SWALLOWS.replace(
        "        pass\n",
        "        pass\n    try:\n        client.push(\"ü\")\n    except Exception:\n        pass\n",
    );
    workspace.write("service/a,b%.py", twice.as_bytes());
    let run = workspace.run(&["check", "--all", "--format", "gitlab", "service"]);
    let issues: Vec<Issue> = serde_json::from_str(&run.out).unwrap();
    let of = |name: &str| issues.iter().filter(|issue| issue.check_name == name).collect::<Vec<_>>();
    let swallowed = of("swallowed-exception");
    let places: Vec<_> =
        swallowed.iter().map(|issue| (issue.location.path.as_str(), issue.location.lines.begin)).collect();
    assert_eq!(places, [("service/a,b%.py", 4), ("service/a,b%.py", 8)]);
    assert_eq!(swallowed[0].severity, Severity::Critical);
    assert_eq!(of("open-todo")[0].severity, Severity::Minor);
    let mut prints: Vec<&str> = issues.iter().map(|issue| issue.fingerprint.as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), issues.len());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiagnosticResult {
    source: RdSource,
    diagnostics: Vec<RdDiagnostic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdSource {
    name: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdDiagnostic {
    message: String,
    severity: String,
    code: RdCode,
    location: RdLocation,
    related_locations: Vec<RdRelated>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdCode {
    value: String,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdRelated {
    message: String,
    location: RdLocation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdLocation {
    path: String,
    range: RdRange,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdRange {
    start: RdPosition,
    end: RdPosition,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct RdPosition {
    line: u32,
    column: u32,
}

#[test]
fn rdjson_counts_columns_in_bytes() {
    let workspace = project();
    let text = "def f(log, password):\n    x = \"üü\"; log.info(f\"{password}\")\n";
    workspace.write("service/c.py", text.as_bytes());
    let run = workspace.run(&["check", "--all", "--format", "rdjson", "service"]);
    let report: DiagnosticResult = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report.source.name, "thinktwice");
    let of = |name: &str| report.diagnostics.iter().find(|found| found.code.value == name).unwrap();
    let leak = of("secret-in-log");
    assert_eq!((leak.severity.as_str(), leak.location.path.as_str()), ("ERROR", "service/c.py"));
    let start = &leak.location.range.start;
    assert_eq!(start.line, 2);
    // Bytes from 1: two characters before it take two bytes each.
    let json = workspace.run(&["check", "--all", "--format", "json", "--select", "secret-in-log", "service"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["findings"][0]["column"], start.column - 2);
    assert!(of("swallowed-exception").code.url.as_deref().unwrap().ends_with("rule.md"));
}

#[test]
fn junit_has_a_failure_for_what_fails_the_command_only() {
    let workspace = project();
    let report = |arguments: &[&str]| {
        let run = workspace.run(&[&["check", "--all", "--format", "junit"], arguments].concat());
        (run.out, run.code)
    };
    let (text, code) = report(&["service"]);
    let document = roxmltree::Document::parse(&text).unwrap();
    let suites = document.root_element();
    assert_eq!((suites.tag_name().name(), code), ("testsuites", 1));
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    let failures: Vec<_> = document.descendants().filter(|node| node.has_tag_name("failure")).collect();
    assert_eq!(suites.attribute("tests"), Some(cases.len().to_string().as_str()));
    assert_eq!(suites.attribute("failures"), Some(failures.len().to_string().as_str()));
    for suite in suites.children().filter(roxmltree::Node::is_element) {
        let count = suite.children().filter(|node| node.has_tag_name("testcase")).count();
        assert_eq!(suite.attribute("tests"), Some(count.to_string().as_str()));
    }
    let named =
        |name: &str| cases.iter().find(|case| case.attribute("name").unwrap().starts_with(name)).unwrap();
    let swallowed = named("swallowed-exception");
    assert_eq!(swallowed.attribute("name"), Some("swallowed-exception at 4:5"));
    assert_eq!(
        (swallowed.attribute("file"), swallowed.attribute("line")),
        (Some("service/a,b%.py"), Some("4"))
    );
    let failure = swallowed.children().find(|node| node.has_tag_name("failure")).unwrap();
    assert_eq!(failure.attribute("message"), Some("`s_ü` ignores every failure of `client.push`"));
    assert!(!named("open-todo").children().any(|node| node.has_tag_name("failure")));
    // A level that fails nothing fails no case, and nothing found is a case that passed.
    let (text, code) = report(&["--fail-on", "never", "service"]);
    assert_eq!((text.contains("<failure"), code), (false, 0));
    let (text, _) = report(&["--select", "lock-held-across-await", "service"]);
    assert!(
        roxmltree::Document::parse(&text).unwrap().descendants().any(|node| node.has_tag_name("testcase"))
    );
}

#[test]
fn a_finding_in_a_notebook_names_cell_and_line_in_every_format() {
    let workspace = project();
    let notebook = serde_json::json!({
        "cells": [
            { "cell_type": "markdown", "source": ["# a\n", "b"] },
            { "cell_type": "code", "source": ["%matplotlib inline\n", "import requests"], "outputs": [] },
            { "cell_type": "code", "source": SWALLOWS.split_inclusive('\n').collect::<Vec<_>>(), "outputs": [] },
            { "cell_type": "code", "source": ["requests.get(\"https://example.org\")"], "outputs": [] },
        ],
        "metadata": { "language_info": { "name": "python" } },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    let text = format!("{notebook:#}\n");
    let file_line = text.lines().position(|line| line.contains("except Exception")).unwrap() + 1;
    workspace.write("service/n.ipynb", text.as_bytes());
    let report = |format: &str| workspace.run(&["check", "--all", "--format", format, "service/n.ipynb"]).out;

    let text = report("text");
    assert!(text.contains("--> service/n.ipynb:cell 3:4:5"), "{text}");
    // The import of one cell is known in the other.
    assert!(text.contains("[http-call-without-timeout]") && text.contains("n.ipynb:cell 4:1:1"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    let of_rule = |found: &&serde_json::Value| found["rule"] == "swallowed-exception";
    let found = json["findings"].as_array().unwrap().iter().find(of_rule).unwrap();
    assert_eq!((&found["cell"], &found["line"], &found["column"]), (&3.into(), &4.into(), &5.into()));
    for format in ["sarif", "github", "gitlab", "rdjson"] {
        let said = report(format);
        assert!(said.contains("cell 3, line 4: `s_ü` ignores every failure"), "{format}: {said}");
        assert!(said.contains(&file_line.to_string()), "{format}: {said}");
    }
    let junit = report("junit");
    assert!(junit.contains("swallowed-exception at cell 3:4:5\""), "{junit}");
    assert!(junit.contains(&format!("line=\"{file_line}\"")), "{junit}");
    // A function in a notebook is nobody's untested change.
    assert!(!text.contains("untested-change"), "{text}");

    workspace.write("service/n.ipynb", b"{}");
    let run = workspace.run(&["check", "service"]);
    assert!(run.err.contains("n.ipynb: skipped: not a notebook of format 4"), "{}", run.err);
}

#[test]
fn new_cells_of_a_notebook_are_the_change_and_old_ones_are_not() {
    let workspace = Workspace::new(&[("a.py", "x = 1\n")]);
    assert_eq!(workspace.run(&["rules", "new", "new-legacy"]).code, 0);
    let page = workspace.read(".thinktwice/rules/new-legacy/rule.md");
    let page = page.replace("status = \"on\"", "status = \"on\"\nscope = \"change\"");
    workspace.write(".thinktwice/rules/new-legacy/rule.md", page.as_bytes());
    let write = |cells: &[&str]| {
        let cell =
            |source: &&str| serde_json::json!({ "cell_type": "code", "source": [source], "outputs": [] });
        let cells: Vec<_> = cells.iter().map(cell).collect();
        workspace.write("n.ipynb", format!("{:#}", serde_json::json!({ "cells": cells })).as_bytes());
    };
    write(&["legacy_api(1)"]);
    workspace.git(&["init", "-q"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    let found = || {
        let run = workspace.run(&["check", "--format", "json"]);
        crate::support::places(&run.out, "new-legacy").len()
    };
    assert_eq!(found(), 0);
    write(&["x = 1", "legacy_api(1)", "legacy_api(2)"]);
    assert_eq!(found(), 1);
}
