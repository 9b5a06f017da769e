//! The history: its figures are those of a slow and plain computation, and its page needs nothing from elsewhere.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::support::Workspace;

const DAY: i64 = 86_400;
/// 1 March 2026.
const BEGIN: i64 = 1_772_323_200;

fn git(workspace: &Workspace, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(workspace.root()).args(arguments).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Commits everything at a moment.
fn commit(workspace: &Workspace, time: i64, message: &str) {
    workspace.git(&["add", "-A"]);
    let date = format!("{time} +0000");
    let status = Command::new("git")
        .current_dir(workspace.root())
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            message,
        ])
        .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
        .status()
        .unwrap();
    assert!(status.success());
}

fn history(workspace: &Workspace, arguments: &[&str]) -> Value {
    let run = workspace.run(&[&["history", "--since", "2026-01-01", "--format", "json"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// A repository whose files grow, shrink, move and are fixed, all by the numbers of `seed`.
fn project(seed: u64) -> Workspace {
    let workspace = Workspace::new(&[]);
    workspace.git(&["init", "-q", "-b", "main"]);
    let mut state = seed;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..24 {
        let name = format!("src/file_{}.py", below(3));
        let lines = files.entry(name.clone()).or_default();
        for at in 0..4 + below(5) {
            let place = below(lines.len() + 1);
            lines.insert(place, format!("value_{number}_{at} = compute({number}, {at})"));
        }
        for _ in 0..below(4) {
            let place = below(lines.len());
            lines.remove(place);
        }
        if number % 7 == 6 {
            let lines = files.remove(&name).unwrap();
            files.insert(format!("src/moved_{number}.py"), lines);
        }
        drop(std::fs::remove_dir_all(workspace.root().join("src")));
        for (path, lines) in &files {
            workspace.write(path, (lines.join("\n") + "\n").as_bytes());
        }
        let message = if number % 5 == 4 { "fix: a wrong value" } else { "add values" };
        commit(&workspace, BEGIN + number * 4 * DAY + seed as i64, message);
    }
    workspace
}

/// Churned lines by month, of commits that are 14 days old: each deleted line is looked up with blame.
fn plain_churn(workspace: &Workspace) -> BTreeMap<String, u64> {
    let log = git(workspace, &["log", "--first-parent", "--reverse", "--format=%H %ct"]);
    let commits: Vec<(String, i64)> = log
        .lines()
        .map(|line| {
            let (hash, time) = line.split_once(' ').unwrap();
            (hash.to_string(), time.parse().unwrap())
        })
        .collect();
    let newest = commits.last().unwrap().1;
    let time_of: BTreeMap<&str, i64> = commits.iter().map(|(hash, time)| (hash.as_str(), *time)).collect();
    let mut churn: BTreeMap<String, u64> = BTreeMap::new();
    for (hash, time) in commits.iter().skip(1) {
        let diff = git(
            workspace,
            &["diff", "-U0", "-w", "-M", "--no-prefix", &format!("{hash}^"), hash, "--", "*.py"],
        );
        let mut path = String::new();
        for line in diff.lines() {
            if let Some(from) = line.strip_prefix("--- ") {
                path = from.to_string();
            }
            let Some(hunk) = line.strip_prefix("@@ -") else { continue };
            let old = hunk.split(' ').next().unwrap();
            let (start, length) = old.split_once(',').unwrap_or((old, "1"));
            let (start, length): (u32, u32) = (start.parse().unwrap(), length.parse().unwrap());
            for at in start..start + length {
                let blame = git(
                    workspace,
                    &[
                        "blame",
                        "-w",
                        "-l",
                        "-s",
                        "-L",
                        &format!("{at},{at}"),
                        &format!("{hash}^"),
                        "--",
                        &path,
                    ],
                );
                let owner = blame.split(' ').next().unwrap().trim_start_matches('^');
                let written =
                    time_of.iter().find(|(hash, _)| hash.starts_with(owner)).map(|(_, time)| *time).unwrap();
                if time - written <= 14 * DAY && newest - written >= 14 * DAY {
                    let month = thinktwice::judge::day::Day::of_seconds(written).to_string()[..7].to_string();
                    *churn.entry(month).or_default() += 1;
                }
            }
        }
    }
    churn
}

#[test]
fn churn_is_what_blame_says() {
    for seed in [1, 2, 3] {
        let workspace = project(seed);
        let told = history(&workspace, &["--no-findings"]);
        let months = told["months"].as_array().unwrap();
        let churned: BTreeMap<String, u64> = months
            .iter()
            .filter(|month| month["churned"] != 0)
            .map(|month| (month["month"].as_str().unwrap().to_string(), month["churned"].as_u64().unwrap()))
            .collect();
        let plain = plain_churn(&workspace);
        assert!(plain.values().sum::<u64>() >= 3, "{plain:?}");
        assert_eq!(churned, plain, "seed {seed}");
        let added: u64 = months.iter().map(|month| month["added"].as_u64().unwrap()).sum();
        let numstat =
            git(&workspace, &["log", "--first-parent", "-w", "-M", "--numstat", "--format=", "--", "*.py"]);
        let plain: u64 =
            numstat.lines().filter_map(|line| line.split('\t').next()?.parse::<u64>().ok()).sum();
        assert_eq!(added, plain);
        assert!(months.iter().any(|month| month["fixed-estimate"] != 0));
        // Told again from what was kept.
        assert_eq!(history(&workspace, &["--no-findings"]), told);
    }
}

#[test]
fn moves_copies_fixes_and_findings_are_counted() {
    let workspace = Workspace::new(&[]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let block: String = (0..8).map(|at| format!("amount_{at} = price_of(item, {at})\n")).collect();
    workspace.write("a.py", block.as_bytes());
    commit(&workspace, BEGIN, "first\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    workspace.write("a.py", b"import os\n");
    workspace.write("b.py", block.as_bytes());
    commit(&workspace, BEGIN + DAY, "move");
    workspace.write("c.py", format!("import json\n{block}").as_bytes());
    let swallows =
        "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";
    workspace.write("d.py", swallows.as_bytes());
    commit(&workspace, BEGIN + 2 * DAY, "copy");
    let copied = git(&workspace, &["rev-parse", "HEAD"]);
    workspace.write("c.py", b"import json\n");
    commit(&workspace, BEGIN + 40 * DAY, &format!("Take it out\n\nFixes: {}", &copied[..12]));
    let told = history(&workspace, &[]);
    let (march, april) = (&told["months"][0], &told["months"][1]);
    assert_eq!((&march["month"], &april["month"]), (&"2026-03".into(), &"2026-04".into()));
    assert_eq!((&march["moved"], &march["copied"]), (&8.into(), &8.into()), "{march:#}");
    assert_eq!((&march["fixed-estimate"], &april["fixes-named"]), (&1.into(), &1.into()));
    assert_eq!(march["tiers"], serde_json::json!({ "declared": 8, "unknown": 23 }));
    assert_eq!((&march["findings"]["errors"], &april["findings"]["errors"]), (&1.into(), &1.into()));
    assert_eq!(told["hot"][0], serde_json::json!({ "path": "a.py", "commits": 2, "lines": 17 }));
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let workspace = project(4);
    let run =
        |arguments: &[&str]| workspace.run(&[&["history", "--since", "2026-01-01"], arguments].concat()).out;
    let page = run(&["--format", "html"]);
    assert!(page.matches("<svg").count() >= 3, "{page}");
    for other in ["src=", "href=\"http", "@import", "<script", "url("] {
        assert!(!page.contains(other), "{other}");
    }
    assert!(page.contains("<polyline") && page.contains("width=device-width"));
    let text = run(&["--no-findings"]);
    assert!(text.contains("2026-04") && text.contains("hot files"), "{text}");
    let csv = run(&["--format", "csv", "--no-findings"]);
    let columns: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(columns.len() > 3 && columns.iter().all(|count| *count == columns[0]), "{csv}");
}

#[test]
fn what_is_missing_is_said() {
    let bare = Workspace::new(&[]);
    let run = bare.run(&["history"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("git"), "{}", run.err);
    bare.git(&["init", "-q"]);
    assert!(bare.run(&["history"]).err.contains("nothing is committed yet"));
    assert!(bare.run(&["history", "--since", "yesterday"]).err.contains("no day"));
}

#[test]
fn practice_shows_the_past_after_the_question() {
    let workspace = Workspace::new(&[]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let swallows = |name: &str| {
        format!(
            "def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n"
        )
    };
    workspace.write("a.py", (swallows("fixed") + &swallows("kept")).as_bytes());
    commit(&workspace, BEGIN, "first");
    workspace.write("a.py", (swallows("fixed").replace("pass", "raise") + &swallows("kept")).as_bytes());
    let reason = "the caller counts failures by itself";
    assert_eq!(workspace.run(&["decide", "a.py:11", "--keep", "--because", reason]).code, 0);
    commit(&workspace, BEGIN + DAY, "Tell the caller when a push fails");
    let run = workspace.run(&["practice"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let at = |text: &str| run.out.find(text).unwrap_or_else(|| panic!("no {text}: {}", run.out));
    assert!(at("2 of 2: a.py") < at("Tell the caller when a push fails"));
    assert!(at("nothing is recorded") < at(reason));
    // Once is enough.
    assert!(workspace.run(&["practice"]).out.starts_with("nothing to practise on"));
}
