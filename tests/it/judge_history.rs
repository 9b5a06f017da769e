//! The history: its figures are those of a slow and plain computation, and its page needs nothing from elsewhere.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Workspace;

const DAY: i64 = 86_400;
/// 1 March 2026.
const BEGIN: i64 = 1_772_323_200;

fn history(workspace: &Workspace, arguments: &[&str]) -> Value {
    let run = workspace.run(&[&["history", "--since", "2026-01-01", "--format", "json"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// A repository whose files grow, shrink, move and are fixed, all by the numbers of `seed`; some of its commits declare
/// an assistant, and notes attest lines of others.
fn project(seed: u64) -> Workspace {
    let workspace = Workspace::new(&[]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\", \"mutable-default-argument\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let mut state = seed;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..24 {
        let name = format!("src/file_{}.py", below(3));
        let other = files.values().map(|lines| lines.iter().take(7).cloned().collect::<Vec<_>>()).next();
        let lines = files.entry(name.clone()).or_default();
        for at in 0..4 + below(5) {
            let place = below(lines.len() + 1);
            lines.insert(place, format!("value_{number}_{at} = compute({number}, {at})"));
        }
        for _ in 0..below(4) {
            let place = below(lines.len());
            lines.remove(place);
        }
        match number % 4 {
            1 => lines.extend(
                ["def push_", "    try:", "        client.push()", "    except Exception:", "        pass"]
                    .map(|line| {
                        if line.ends_with('_') {
                            format!("{line}{number}(client, seen=[]):")
                        } else {
                            line.to_string()
                        }
                    }),
            ),
            // What stands elsewhere is copied.
            2 => lines.extend(other.unwrap_or_default()),
            _ => {}
        }
        // A part of one file goes to another.
        if number % 8 == 4 && files.len() > 1 {
            let from = files.values_mut().next().unwrap();
            let part = from.split_off(from.len().saturating_sub(4));
            files.values_mut().next_back().unwrap().extend(part);
        }
        if number % 7 == 6 {
            let lines = files.remove(&name).unwrap();
            files.insert(format!("src/moved_{number}.py"), lines);
        }
        drop(std::fs::remove_dir_all(workspace.root().join("src")));
        for (path, lines) in &files {
            workspace.write(path, (lines.join("\n") + "\n").as_bytes());
        }
        let message = match number % 10 {
            4 => "fix: a wrong value".to_string(),
            6 => format!("correct a value\n\nFixes: {}", &workspace.git(&["rev-parse", "HEAD~1"])[..12]),
            7 => "add values\n\nCo-authored-by: Claude <noreply@anthropic.com>".to_string(),
            _ => "add values".to_string(),
        };
        workspace.commit_at(BEGIN + number * 4 * DAY + seed as i64, &message);
        if number % 6 == 5 {
            let attested: String =
                files.keys().map(|path| format!("{path}\n  0123456789abcdef 1-6\n")).collect();
            let facts = serde_json::json!({
                "schema_version": "authorship/3.0.0", "base_commit_sha": "",
                "prompts": { "0123456789abcdef": { "agent_id": { "tool": "cursor", "id": "1", "model": "m" } } },
            });
            workspace.git(&["notes", "--ref=ai", "add", "-m", &format!("{attested}---\n{facts}"), "HEAD"]);
        }
    }
    workspace
}

/// The figures of a month, computed plainly.
#[derive(Debug, Default, PartialEq)]
struct Plain {
    commits: u64,
    added: u64,
    deleted: u64,
    churned: u64,
    moved: u64,
    copied: u64,
    fixes_named: u64,
    fixed_named: u64,
    fixed_estimate: u64,
    sizes: Vec<u64>,
    files: Vec<u64>,
    tiers: BTreeMap<String, u64>,
    findings: BTreeMap<String, u64>,
    lines: u64,
}

/// A line that says something.
fn telling(line: &str) -> Option<String> {
    let line = line.trim();
    (line.chars().filter(|character| character.is_alphanumeric()).count() >= 4).then(|| line.to_string())
}

/// All figures by month: each commit's own diff, and blame for each line that it deletes.
fn plainly(workspace: &Workspace) -> BTreeMap<String, Plain> {
    let log = workspace.git(&["log", "--first-parent", "--reverse", "--format=%H %ct"]);
    let commits: Vec<(&str, i64)> = log
        .lines()
        .map(|line| line.split_once(' ').map(|(hash, time)| (hash, time.parse().unwrap())).unwrap())
        .collect();
    let newest = commits.last().unwrap().1;
    let month = |time: i64| thinktwice::judge::day::Day::of_seconds(time).to_string()[..7].to_string();
    let number_of = |hash: &str| commits.iter().position(|(known, _)| known.starts_with(hash)).unwrap();
    let empty = workspace.git(&["hash-object", "-t", "tree", "/dev/null"]);
    let mut months: BTreeMap<String, Plain> = BTreeMap::new();
    let mut hunks_before: Vec<Vec<String>> = Vec::new();
    let (mut named, mut traced) = (Vec::new(), Vec::new());
    for (number, (hash, time)) in commits.iter().enumerate() {
        let parent = if number == 0 { empty.trim() } else { commits[number - 1].0 };
        let diff = workspace.git(&["diff", "-U0", "-w", "-M", "--no-prefix", parent, hash, "--", "*.py"]);
        let message = workspace.git(&["log", "-1", "--format=%B", hash]);
        let fixes = message.lines().find_map(|line| line.strip_prefix("Fixes: "));
        named.extend(fixes.map(number_of));
        let attested = workspace.git(&["log", "-1", "--notes=ai", "--format=%N", hash]).contains("1-6");
        let (mut path, mut line_number) = (String::new(), 0);
        let (mut added, mut deleted) = (Vec::new(), Vec::new());
        let (mut of_notes, mut hunk, mut hunks) = (0, Vec::new(), Vec::new());
        for line in diff.lines() {
            if let Some(from) = line.strip_prefix("--- ") {
                path = from.to_string();
            } else if line.starts_with("+++ ") || line.starts_with("diff --git ") {
            } else if let Some(place) = line.strip_prefix("@@ -") {
                hunks.push(std::mem::take(&mut hunk));
                let mut words = place.split(' ');
                let mut pair = |sign: &str| {
                    let word = words.next().unwrap().trim_start_matches(sign);
                    let (start, length) = word.split_once(',').unwrap_or((word, "1"));
                    (start.parse::<u64>().unwrap(), length.parse::<u64>().unwrap())
                };
                let (start, length) = pair("-");
                line_number = pair("+").0;
                for at in start..start + length {
                    let place = format!("{at},{at}");
                    let blame =
                        workspace.git(&["blame", "-w", "-l", "-s", "-L", &place, parent, "--", &path]);
                    let owner = number_of(blame.split(' ').next().unwrap().trim_start_matches('^'));
                    let written = commits[owner].1;
                    if time - written <= 14 * DAY && newest - written >= 14 * DAY {
                        months.entry(month(written)).or_default().churned += 1;
                    }
                    let text = blame.split_once(") ").map_or("", |(_, text)| text);
                    if message.starts_with("fix") && telling(text).is_some() && time - written <= 90 * DAY {
                        traced.push(owner);
                    }
                }
            } else if let Some(line) = line.strip_prefix('+') {
                added.push(line.to_string());
                hunk.extend(telling(line));
                of_notes += u64::from(attested && line_number <= 6);
                line_number += 1;
            } else if let Some(line) = line.strip_prefix('-') {
                deleted.push(line.to_string());
            }
        }
        hunks.push(hunk);
        let here = months.entry(month(*time)).or_default();
        here.commits += 1;
        here.added += added.len() as u64;
        here.deleted += deleted.len() as u64;
        here.fixes_named += u64::from(fixes.is_some());
        here.sizes.push((added.len() + deleted.len()) as u64);
        here.files.push(
            workspace.git(&["diff", "-w", "-M", "--name-only", parent, hash, "--", "*.py"]).lines().count()
                as u64,
        );
        let mut gone: Vec<String> = deleted.iter().filter_map(|line| telling(line)).collect();
        let mut moved = 0;
        for line in added.iter().filter_map(|line| telling(line)) {
            if let Some(at) = gone.iter().position(|gone| *gone == line) {
                gone.swap_remove(at);
                moved += 1;
            }
        }
        here.moved += moved;
        let stood =
            |run: &[String]| hunks_before.iter().any(|hunk| hunk.windows(5).any(|known| known == run));
        let copied: u64 = hunks
            .iter()
            .map(|hunk| {
                let starts: Vec<usize> =
                    (0..hunk.len().saturating_sub(4)).filter(|at| stood(&hunk[*at..at + 5])).collect();
                (0..hunk.len())
                    .filter(|at| starts.iter().any(|start| (*start..start + 5).contains(at)))
                    .count() as u64
            })
            .sum();
        here.copied += copied.saturating_sub(moved);
        hunks_before.extend(hunks);
        for (tier, lines) in [
            ("attested", of_notes),
            (if message.contains("Claude") { "declared" } else { "unknown" }, added.len() as u64 - of_notes),
        ] {
            if lines > 0 {
                *here.tiers.entry(tier.to_string()).or_default() += lines;
            }
        }
        if commits.get(number + 1).is_none_or(|(_, next)| month(*next) != month(*time)) {
            workspace.git(&["checkout", "-q", hash]);
            let run = workspace.run(&["check", "--all", "--format", "json"]);
            let told: Value = serde_json::from_str(&run.out).unwrap();
            for finding in told["findings"].as_array().unwrap() {
                *here.findings.entry(finding["family"].as_str().unwrap().to_string()).or_default() += 1;
            }
            let listed = workspace.git(&["ls-files", "*.py"]);
            here.lines = listed.lines().map(|path| workspace.read(path).lines().count() as u64).sum();
            workspace.git(&["checkout", "-q", "main"]);
        }
    }
    for (number, (_, time)) in commits.iter().enumerate() {
        let here = months.get_mut(&month(*time)).unwrap();
        here.fixed_named += u64::from(named.contains(&number));
        here.fixed_estimate += u64::from(traced.contains(&number) && !named.contains(&number));
    }
    months.values_mut().for_each(|month| {
        month.sizes.sort_unstable();
        month.files.sort_unstable();
    });
    months
}

#[test]
fn figures_are_those_of_a_plain_computation() {
    for seed in [1, 2, 3] {
        let workspace = project(seed);
        let told = history(&workspace, &[]);
        let plain = plainly(&workspace);
        let at = |sorted: &[u64], share: usize| sorted[sorted.len() * share / 100];
        for month in told["months"].as_array().unwrap() {
            let plain = &plain[month["month"].as_str().unwrap()];
            let wanted = serde_json::json!({
                "commits": plain.commits, "added": plain.added, "deleted": plain.deleted, "churned": plain.churned,
                "moved": plain.moved, "copied": plain.copied, "fixes-named": plain.fixes_named,
                "fixed-named": plain.fixed_named, "fixed-estimate": plain.fixed_estimate,
                "size-median": at(&plain.sizes, 50), "size-ninety": at(&plain.sizes, 90),
                "files-median": at(&plain.files, 50), "tiers": plain.tiers, "findings": plain.findings,
                "lines": plain.lines,
            });
            for (figure, value) in wanted.as_object().unwrap() {
                assert_eq!(month[figure], *value, "seed {seed}, {}: {figure}", month["month"]);
            }
            let sum =
                |tiers: &Value| tiers.as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
            assert_eq!(sum(&month["line-tiers"]), plain.lines);
            assert_eq!(sum(&month["finding-tiers"]), plain.findings.values().sum::<u64>());
        }
        assert_eq!(told["months"].as_array().unwrap().len(), plain.len());
        // Each figure has something to count.
        let some = |figure: fn(&Plain) -> u64| plain.values().map(figure).sum::<u64>() > 0;
        assert!(
            some(|month| month.churned) && some(|month| month.copied) && some(|month| month.moved),
            "{plain:?}"
        );
        assert!(some(|month| month.fixed_named) && some(|month| month.fixed_estimate), "{plain:?}");
        for tier in ["attested", "declared", "unknown"] {
            assert!(plain.values().any(|month| month.tiers.contains_key(tier)), "{tier}: {plain:?}");
        }
        assert_eq!(told["notes"]["notes"], 4);
        let declared = serde_json::json!({
            "commits": 24, "declaring": 2, "signs": { "co-author": 2 }, "assistants": { "claude": 2 }, "bots": 0, "attested": 4,
            "both": 1,
        });
        assert_eq!(told["declared"], declared);
        // Told again from what was kept.
        assert_eq!(history(&workspace, &[]), told);
    }
}

#[test]
fn a_merge_brings_what_its_commits_attest_and_declare() {
    let workspace = Workspace::new(&[("a.py", "import os\n")]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.commit_at(BEGIN, "first");
    let block = |name: &str| -> String {
        (0..8).map(|at| format!("{name}_{at} = price_of_{name}(item, {at})\n")).collect()
    };
    let trailer = "\n\nCo-authored-by: Claude <noreply@anthropic.com>";
    let branch = |name: &str, at: i64, messages: [&str; 2]| {
        workspace.git(&["checkout", "-q", "-b", name, "main"]);
        for (number, message) in messages.iter().enumerate() {
            workspace.write(&format!("{name}_{number}.py"), block(&format!("{name}_{number}")).as_bytes());
            workspace.commit_at(BEGIN + (at + number as i64) * DAY, message);
            if number == 0 && name == "noted" {
                let text = "noted_0.py\n  0123456789abcdef 1-8\n---\n{\"schema_version\": \"authorship/3.0.0\", \"prompts\": {}}";
                workspace.git(&["notes", "--ref=ai", "add", "-m", text, "HEAD"]);
            }
        }
        workspace.git(&["checkout", "-q", "main"]);
        workspace.git_at(BEGIN + (at + 2) * DAY, &["merge", "-q", "--no-ff", "-m", "Merge", name]);
    };
    // All declare; one of two does; one has a note.
    branch("all", 1, [&format!("x{trailer}"), &format!("y{trailer}")]);
    branch("some", 5, [&format!("x{trailer}"), "y"]);
    branch("noted", 9, ["x", "y"]);
    // An Agent Trace file speaks of the first commit.
    let first = workspace.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let trace = serde_json::json!({
        "vcs": { "type": "git", "revision": first.trim() }, "tool": { "name": "cursor" },
        "files": [{ "path": "a.py", "conversations": [
            { "contributor": { "type": "ai" }, "ranges": [{ "start_line": 1, "end_line": 1 }] },
        ]}],
    });
    workspace.write(".agent-trace/traces.jsonl", format!("{trace}\n").as_bytes());
    let told = history(&workspace, &[]);
    let month = &told["months"][0];
    assert_eq!(month["commits"], 4);
    assert_eq!(
        month["tiers"],
        serde_json::json!({ "attested": 9, "declared": 16, "unknown": 24 }),
        "{told:#}"
    );
    assert_eq!(month["line-tiers"], month["tiers"]);
    assert_eq!(told["notes"]["on-history-with-tool-lines"], 1);
}

#[test]
fn findings_of_a_month_are_decided_or_not() {
    let workspace = Workspace::new(&[]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let swallows = |name: &str, remark: &str| {
        format!(
            "def {name}(client):\n    try:\n        client.push()\n    except Exception:{remark}\n        pass\n\n\n"
        )
    };
    let allowed = "  # thinktwice: allow swallowed-exception -- the caller counts failures by itself";
    workspace.write("a.py", (swallows("old", "") + &swallows("told", allowed)).as_bytes());
    workspace.commit_at(BEGIN, "first");
    workspace.write("b.py", (swallows("kept", "") + &swallows("open", "")).as_bytes());
    let reason = "the caller counts failures by itself";
    assert_eq!(workspace.run(&["decide", "b.py:4", "--keep", "--because", reason]).code, 0);
    workspace.commit_at(BEGIN + 40 * DAY, "second");
    let told = history(&workspace, &[]);
    let figures = |month: usize| {
        ["findings", "undecided", "new-findings", "new-undecided", "decisions"].map(|figure| {
            let value = &told["months"][month][figure];
            value.as_u64().unwrap_or_else(|| value["errors"].as_u64().unwrap())
        })
    };
    assert_eq!((figures(0), figures(1)), ([2, 1, 2, 1, 0], [4, 2, 2, 1, 1]), "{told:#}");
    let text = workspace.run(&["history", "--since", "2026-01-01"]).out;
    assert!(text.contains("undecided/commit"), "{text}");
}

#[test]
fn what_was_kept_holds_for_the_text_of_rules() {
    let workspace = Workspace::new(&[("a.py", "legacy_api()\n")]);
    workspace.run(&["rules", "new", "no-legacy"]);
    workspace.git(&["init", "-q", "-b", "main"]);
    workspace.commit_at(BEGIN, "first");
    let found = || history(&workspace, &[])["months"][0]["findings"].as_object().unwrap().len();
    assert_eq!(found(), 1);
    let pattern = workspace.read(".thinktwice/rules/no-legacy/python.scm");
    workspace.write(
        ".thinktwice/rules/no-legacy/python.scm",
        pattern.replace("legacy_api", "other_api").as_bytes(),
    );
    assert_eq!(found(), 0);
}

#[test]
fn moves_copies_fixes_and_findings_are_counted() {
    let workspace = Workspace::new(&[]);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\"]\n");
    workspace.git(&["init", "-q", "-b", "main"]);
    let block: String = (0..8).map(|at| format!("amount_{at} = price_of(item, {at})\n")).collect();
    workspace.write("a.py", block.as_bytes());
    workspace.commit_at(BEGIN, "first\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    workspace.write("a.py", b"import os\n");
    workspace.write("b.py", block.as_bytes());
    workspace.commit_at(BEGIN + DAY, "move");
    workspace.write("c.py", format!("import json\n{block}").as_bytes());
    let swallows =
        "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";
    workspace.write("d.py", swallows.as_bytes());
    workspace.commit_at(BEGIN + 2 * DAY, "copy");
    let copied = workspace.git(&["rev-parse", "HEAD"]);
    workspace.write("c.py", b"import json\n");
    workspace.commit_at(BEGIN + 40 * DAY, &format!("Take it out\n\nFixes: {}", &copied[..12]));
    let told = history(&workspace, &[]);
    let (march, april) = (&told["months"][0], &told["months"][1]);
    assert_eq!((&march["month"], &april["month"]), (&"2026-03".into(), &"2026-04".into()));
    assert_eq!((&march["moved"], &march["copied"]), (&8.into(), &8.into()), "{march:#}");
    assert_eq!((&march["fixed-named"], &april["fixes-named"]), (&1.into(), &1.into()));
    assert_eq!(march["fixed-estimate"], 0);
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
    for said in [
        "2 of 24 commits without merges declare an assistant (8.3 %): 2 by a co-author",
        "by assistant: claude 2",
        "4 of them have a note with lines of tools; 1 of these declare an assistant too (25.0 %)",
    ] {
        assert!(text.contains(said) && page.contains(said), "{said}: {text}");
    }
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
    workspace.commit_at(BEGIN, "first");
    workspace.write("a.py", (swallows("fixed").replace("pass", "raise") + &swallows("kept")).as_bytes());
    let reason = "the caller counts failures by itself";
    assert_eq!(workspace.run(&["decide", "a.py:11", "--keep", "--because", reason]).code, 0);
    workspace.commit_at(BEGIN + DAY, "Tell the caller when a push fails");
    let run = workspace.run(&["practice"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let at = |text: &str| run.out.find(text).unwrap_or_else(|| panic!("no {text}: {}", run.out));
    assert!(at("2 of 2: a.py") < at("Tell the caller when a push fails"));
    assert!(at("nothing is recorded") < at(reason));
    // Once is enough.
    assert!(workspace.run(&["practice"]).out.starts_with("nothing to practise on"));
}
