//! The threats of docs/security.md that have no test elsewhere: what a hostile project cannot do.

use std::time::{Duration, Instant};

use crate::support::{Workspace, places, repository_file};

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

const RULE: &str = "+++\ntitle = \"t\"\nseverity = \"warning\"\nconfidence = \"high\"\nstatus = \"on\"\n\
    languages = [\"python\"]\nmessage = \"{line}\"\nquestion = \"{line}?\"\nfine-when = \"never\"\n+++\n# t\n";

fn with_rule(name: &str, page: &str, patterns: &str) -> Workspace {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    workspace.write(&format!(".thinktwice/rules/{name}/rule.md"), page.as_bytes());
    workspace.write(&format!(".thinktwice/rules/{name}/python.scm"), patterns.as_bytes());
    workspace
}

/// Longer than a check of a small file takes on a busy machine.
const SOON: Duration = Duration::from_secs(60);

#[test]
fn a_regular_expression_is_no_bomb() {
    // One that backtracks for ever elsewhere, and one that would be compiled to gigabytes.
    for regex in ["^(a+)+$", "((a{1000}){1000}){1000}"] {
        let workspace =
            with_rule("bomb", RULE, &format!("((identifier) @finding (#match? @finding \"{regex}\"))\n"));
        workspace.write("b.py", format!("{}b = 1\n", "a".repeat(50_000)).as_bytes());
        let begun = Instant::now();
        let run = workspace.run(&["check", "--format", "json"]);
        assert!(begun.elapsed() < SOON, "{regex}: {:?}", begun.elapsed());
        assert_eq!(places(&run.out, "swallowed-exception"), ["a.py:4"], "{regex}: {}", run.err);
    }
}

#[test]
fn a_rule_that_takes_too_long_is_named_and_off_for_the_file() {
    let many = "(_) ".repeat(4);
    let workspace = with_rule("endless", RULE, &format!("(list {many} (string) @finding)\n"));
    let lists = format!("['s', {}],\n", "1, ".repeat(60)).repeat(800);
    workspace.write("b.py", format!("x = [\n{lists}]\n{SWALLOWS}").as_bytes());
    let run = workspace.run(&["check", "--format", "json"]);
    assert!(run.err.contains("/workspace/b.py: the rule endless takes too long on this file"), "{}", run.err);
    assert_eq!(places(&run.out, "swallowed-exception"), ["a.py:4", "b.py:806"]);
}

#[test]
fn deep_nesting_in_files_of_the_project_overflows_nothing() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    for (path, text) in [
        ("pyproject.toml", format!("[project]\ndependencies = {}\n", deep("[", "]"))),
        ("Cargo.toml", format!("x = {}\n", deep("{a=", "}"))),
        ("Pipfile.lock", format!("{{\"default\": {}}}", deep("[", "]"))),
        ("coverage.json", deep("[", "]")),
        ("coverage.xml", format!("<{}", deep("<a>", "</a>"))),
        ("n.ipynb", format!("{{\"cells\": {}}}", deep("[", "]"))),
    ] {
        workspace.write(path, text.as_bytes());
    }
    let run = workspace.run(&["check", "--format", "json"]);
    assert!(run.code < 2, "{} {}", run.code, run.err);
    assert_eq!(places(&run.out, "swallowed-exception"), ["a.py:4"], "{}", run.err);
    workspace.write("thinktwice.toml", format!("select = {}\n", deep("[", "]")).as_bytes());
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("thinktwice.toml:1"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let elsewhere = Workspace::new(&[("secret.py", SWALLOWS), ("rule/rule.md", RULE)]);
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    symlink(elsewhere.root().join("secret.py"), workspace.root().join("link.py")).unwrap();
    symlink(elsewhere.root(), workspace.root().join("folder")).unwrap();
    let found = |workspace: &Workspace| {
        places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception")
    };
    assert_eq!(found(&workspace), ["a.py:4"]);
    // A decision is written inside of the project or not at all.
    symlink(elsewhere.root(), workspace.root().join(".thinktwice")).unwrap();
    let decide = ["decide", "a.py:4", "--keep", "--because", "the caller polls again and counts what failed"];
    let run = workspace.run(&decide);
    assert_eq!(run.code, 2);
    assert!(run.err.contains(".thinktwice: is a link and may lead out of the project"), "{}", run.err);
    assert!(!elsewhere.root().join("decisions").exists());
}

#[test]
fn paths_in_files_of_the_project_stay_inside() {
    let elsewhere = Workspace::new(&[("secret.py", SWALLOWS)]);
    let outside = elsewhere.root().join("secret.py").display().to_string();
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    workspace.write(
        "lcov.info",
        format!("SF:{outside}\nDA:1,1\nend_of_record\nSF:../../x.py\nDA:1,1\n").as_bytes(),
    );
    workspace
        .write("Cargo.toml", format!("[package]\nname = \"x\"\n[lib]\npath = \"{outside}\"\n").as_bytes());
    workspace.write("src/lib.rs", format!("#[path = \"{outside}\"]\nmod secret;\n").as_bytes());
    let run = workspace.run(&["check", "--format", "json"]);
    assert!(!run.out.contains("secret.py") && !run.err.contains("secret.py"), "{} {}", run.out, run.err);
    workspace.write("thinktwice.toml", b"exclude = [\"../**\"]\n");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("thinktwice.toml:1"), "{}", run.err);
}

#[test]
fn a_rule_of_the_project_cannot_put_markup_into_a_page() {
    let markup = "[x](command:evil) <img src=x onerror=alert(1)> ![y](http://z) {line}";
    let page =
        RULE.replace("{line}", markup).replace("fine-when = \"never\"", &format!("fine-when = \"{markup}\""));
    let workspace = with_rule("markup", &page, "(except_clause) @finding\n");
    workspace.git(&["init", "-q"]);
    workspace.git(&["add", "thinktwice.toml"]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    let report = |format: &str| {
        let run = workspace.run(&["report", "--format", format, "--fail-on", "never"]);
        assert!(run.out.contains("evil"), "{format}: {} {}", run.out, run.err);
        run.out
    };
    let html = report("html");
    assert!(!html.contains("<img src=x") && !html.contains("href=\"command:"), "{html}");
    let markdown = report("markdown");
    let unescaped = markdown.replace("\\[", "").replace("\\<", "");
    assert!(!unescaped.contains("[x") && !unescaped.contains("<img"), "{markdown}");
}

#[test]
fn the_path_from_a_workspace_counts_only_when_it_is_trusted() {
    let package: serde_json::Value =
        serde_json::from_str(&repository_file("editors/vscode/package.json")).unwrap();
    let restricted = &package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"];
    let settings = package["contributes"]["configuration"]["properties"].as_object().unwrap();
    let programs: Vec<&String> = settings.keys().filter(|name| name.ends_with(".path")).collect();
    assert!(!programs.is_empty());
    for name in programs {
        assert!(restricted.as_array().unwrap().iter().any(|known| known == name), "{name}: {restricted}");
    }
}

#[test]
fn crafted_notes_end() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.git(&["add", "thinktwice.toml"]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    workspace.git(&["checkout", "-q", "-b", "work"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "second"]);
    let ranges = "0-4294967295,9-1,".repeat(20_000);
    let lines = format!("../../etc/passwd\n  h_1 1\na.py\n  h_0123456789abcd {}1\n", ranges);
    workspace.write("note", format!("{lines}---\n{{\"schema_version\": \"authorship/3.0.0\"}}").as_bytes());
    workspace.git(&["notes", "--ref=ai", "add", "-F", "note", "HEAD"]);
    let begun = Instant::now();
    let run = workspace.run(&["report", "--diff", "main", "--format", "json", "--fail-on", "never"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(begun.elapsed() < SOON && !run.out.contains("passwd"), "{:?}", begun.elapsed());
}

#[test]
fn every_threat_names_a_test_that_exists() {
    let page = repository_file("docs/security.md");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders = vec![root.join("tests"), root.join("server")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() && !path.ends_with("target") => folders.push(path),
                Some(end) if end == "rs" => sources.push_str(&std::fs::read_to_string(path).unwrap()),
                _ => {}
            }
        }
    }
    let (threats, _) = page.split_once("## Dependencies").unwrap();
    let rows: Vec<&str> =
        threats.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| threat")).collect();
    let threats: Vec<&&str> = rows.iter().filter(|row| !row.starts_with("| ---")).collect();
    assert!(threats.len() >= 12, "{}", threats.len());
    for row in threats {
        let tests: Vec<&str> = row.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test: {row}");
        for test in tests {
            assert!(sources.contains(&format!("fn {test}()")), "there is no test {test}: {row}");
        }
    }
}

/// The platform of this compiler: what others need need not have been fetched.
fn host() -> String {
    let said = std::process::Command::new("rustc").arg("-vV").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn every_dependency_has_a_reason_and_a_known_licence() {
    let metadata = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", &host()])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let deny: toml::Table = repository_file("deny.toml").parse().unwrap();
    let allowed = deny["licenses"]["allow"].as_array().unwrap();
    let allowed: Vec<&str> = allowed.iter().filter_map(toml::Value::as_str).collect();
    let page = repository_file("docs/security.md");
    let mut faults = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        // `A OR B`, `A/B`: one of them; `A AND B`: all of them.
        let licence = licence.replace(['(', ')'], "").replace('/', " OR ");
        let is_allowed =
            licence.split(" AND ").all(|part| part.split(" OR ").any(|one| allowed.contains(&one.trim())));
        if !is_allowed {
            faults.push(format!("{name}: the licence `{licence}` is not in deny.toml"));
        }
        match package["source"].as_str() {
            None => {
                for dependency in package["dependencies"].as_array().unwrap() {
                    let needed = dependency["name"].as_str().unwrap();
                    if dependency["source"].is_string() && !page.contains(&format!("| `{needed}` |")) {
                        faults.push(format!("{name} needs {needed}: docs/security.md does not say why"));
                    }
                }
            }
            Some(source) if !source.starts_with("registry+") => {
                faults.push(format!("{name} comes from {source}"))
            }
            Some(_) => {}
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
