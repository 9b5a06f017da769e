//! The report of a change, in all its forms.

use serde_json::Value;

use crate::support::{Run, Workspace, repository_file};

fn swallows(name: &str) -> String {
    format!("def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n")
}

/// One old finding, two new ones, one of them decided.
fn change() -> Workspace {
    let workspace = Workspace::new(&[("src/old.py", &swallows("old"))]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\nbase = \"main\"\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace
        .write("src/new.py", (swallows("one") + &swallows("two<b>`").replace("two<b>`", "two")).as_bytes());
    assert_eq!(workspace.run(&["decide", "src/new.py:11", "--keep", "--because", REASON]).code, 0);
    workspace.git(&["add", "."]);
    let message = "work\n\nCo-authored-by: Claude <noreply@anthropic.com>";
    workspace.git(&["commit", "-q", "-m", message]);
    workspace
}

const REASON: &str = "the <b>caller</b> counts failures and shows them";

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

#[test]
fn markdown_is_for_the_reviewer() {
    let workspace = change();
    let run = workspace.run(&["report"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let base = run.out.split("since `").nth(1).unwrap().split('`').next().unwrap().to_string();
    insta::assert_snapshot!(run.out.replace(&base, "BASE"));
    // What is decided does not fail, and old lines neither.
    assert_eq!(
        workspace
            .run(&["decide", "src/new.py:4", "--not-true", "--because", "push never raises in this client"])
            .code,
        0
    );
    let run = workspace.run(&["report", "--fail-on", "hint"]);
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn what_went_is_told() {
    let workspace = change();
    workspace.git(&["checkout", "-q", "-B", "main"]);
    workspace.write("src/old.py", b"def old(client):\n    client.push()\n");
    let run = workspace.run(&["report"]);
    assert!(run.out.contains("\n1 changed and 3 deleted lines in 1 file since"), "{}", run.out);
    workspace.write("src/old.py", b"");
    assert!(workspace.run(&["report"]).out.contains("\n5 deleted lines in 1 file since"));
    std::fs::remove_file(workspace.root().join("src/old.py")).unwrap();
    let run = workspace.run(&["report"]);
    assert!(run.out.contains("\n5 deleted lines in 1 file, 1 of which went since"), "{}", run.out);
    let report = json(&workspace.run(&["report", "--format", "json"]));
    assert_eq!((&report["deleted-files"][0], &report["deleted-lines"]), (&"src/old.py".into(), &5.into()));
    // A moved file did not go.
    workspace.write("src/moved.py", swallows("old").as_bytes());
    assert!(workspace.run(&["report"]).out.contains("\n0 changed lines in 0 files since"));
}

#[test]
fn what_is_decided_about_code_that_did_not_change_is_told() {
    let workspace = change();
    let decided =
        workspace.run(&["decide", "src/old.py:4", "--keep", "--because", "old is called at exit only"]);
    assert_eq!(decided.code, 0);
    let report = json(&workspace.run(&["report", "--format", "json"]));
    let decided = report["decided"].as_array().unwrap();
    assert!(decided.iter().any(|entry| entry["path"] == "src/old.py"), "{report:#}");
    assert_eq!((&report["files"], &report["lines"]), (&serde_json::json!(["src/new.py"]), &10.into()));
}

#[test]
fn json_names_every_part() {
    let workspace = change();
    let report = json(&workspace.run(&["report", "--format", "json"]));
    assert_eq!(report["open"][0]["findings"][0]["path"], "src/new.py");
    assert_eq!(report["open"][0]["findings"][0]["tier"], "declared");
    assert_eq!(report["decided"][0]["reason"], REASON);
    assert_eq!(report["decided"][0]["decision"], "accept");
    assert_eq!(report["origins"], serde_json::json!([{ "tier": "declared", "by": "claude", "lines": 10 }]));
    assert_eq!(report["questions"].as_array().unwrap().len(), 1);
    // The old finding is no part of it.
    assert!(!report.to_string().contains("src/old.py"));
}

#[test]
fn sarif_has_decisions_as_suppressions() {
    let workspace = change();
    workspace.write(
        "src/later.py",
        (swallows("late")
            + &swallows("beside").replace(
                "Exception:",
                "Exception:  # thinktwice: allow swallowed-exception -- the process ends after this",
            ))
            .as_bytes(),
    );
    assert_eq!(
        workspace
            .run(&[
                "decide",
                "src/later.py:4",
                "--later",
                "2999-01-01",
                "--because",
                "waits for the new client"
            ])
            .code,
        0
    );
    let run = workspace.run(&["report", "--format", "sarif"]);
    let report = json(&run);
    let schema: Value =
        serde_json::from_str(&repository_file("tests/it/fixtures/sarif-2.1.0.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&report));
    let results = report["runs"][0]["results"].as_array().unwrap();
    let of = |path: &str, line: u64| {
        let found = results.iter().find(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            place["artifactLocation"]["uri"] == path && place["region"]["startLine"] == line
        });
        found.unwrap_or_else(|| panic!("{path}:{line}: {results:#?}"))["suppressions"].clone()
    };
    assert_eq!(of("src/new.py", 4), Value::Null);
    assert_eq!(of("src/new.py", 11)[0]["status"], "accepted");
    assert_eq!(of("src/new.py", 11)[0]["justification"], REASON);
    assert_eq!(of("src/later.py", 4)[0]["status"], "underReview");
    assert_eq!(of("src/later.py", 11)[0]["kind"], "inSource");
}

#[test]
fn html_and_annotations_carry_no_markup_of_others() {
    let workspace = change();
    let page = workspace.run(&["report", "--format", "html"]).out;
    assert!(page.contains("the &lt;b&gt;caller&lt;/b&gt; counts") && !page.contains("<b>"), "{page}");
    assert!(page.starts_with("<!doctype html>") && !page.contains("src=") && !page.contains("@import"));
    let lines = workspace.run(&["report", "--format", "github"]).out;
    assert!(lines.starts_with("::error file=src/new.py,line=4,"), "{lines}");
    assert_eq!(lines.lines().count(), 1);
}

#[test]
fn at_most_five_questions_and_what_has_to_be_asked_again() {
    let workspace = change();
    workspace.git(&["checkout", "-q", "-B", "main"]);
    workspace.git(&["checkout", "-q", "-b", "more"]);
    workspace.write("thinktwice.toml", b"base = \"main\"\n");
    let edited = workspace.read("src/new.py").replacen("client.push()", "client.push(1)", 2);
    workspace.write("src/new.py", edited.as_bytes());
    let report = json(&workspace.run(&["report", "--format", "json"]));
    assert_eq!(report["surroundings-changed"][0]["reason"], REASON);
    let questions = report["questions"].as_array().unwrap();
    assert!(questions.len() <= 5);
    assert!(
        questions.iter().any(|question| question.as_str().unwrap().contains("still true")),
        "{questions:#?}"
    );
    // Fixed: its decision is stale.
    workspace.write("src/new.py", b"x = 1\n");
    let report = json(&workspace.run(&["report", "--format", "json"]));
    assert_eq!(report["stale"][0]["path"], "src/new.py");
}

#[test]
fn a_rule_that_is_often_not_true_here_is_named() {
    let all: String = (0..6).map(|number| swallows(&format!("f{number}"))).collect();
    let workspace = Workspace::new(&[("a.py", &all)]);
    for number in 0..6 {
        let reason = format!("this client of case {number} never raises at all");
        let place = format!("a.py:{}", 4 + 7 * number);
        assert_eq!(
            workspace
                .run(&["decide", &place, "--rule", "swallowed-exception", "--not-true", "--because", &reason])
                .code,
            0
        );
    }
    workspace.git(&["init", "-q"]);
    let report = json(&workspace.run(&["report", "--format", "json"]));
    assert_eq!(report["doubtful-rules"][0]["rule"], "swallowed-exception");
    assert_eq!(report["doubtful-rules"][0]["dismissed"], 6);
}
