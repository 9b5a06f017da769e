//! Decisions: written by the command, kept through a project's life, and merged without conflict.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use thinktwice::judge::day::Day;
use thinktwice::judge::decisions::{Answer, Kind, Match};
use thinktwice::judge::{DecisionState, Options, Review, Wish};

use crate::support::{Workspace, places};

fn swallows(name: &str) -> String {
    format!("def {name}(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n\n\n")
}

fn project(files: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::new(files);
    workspace.write("thinktwice.toml", b"select = [\"swallowed-exception\", \"errors\"]\n");
    workspace
}

fn open(workspace: &Workspace) -> Review {
    let (review, problems) = Review::open(vec![workspace.root()], Options::default());
    assert_eq!(problems, []);
    review.index(&review.files(), 2, &|_, _| {}, &AtomicBool::new(false));
    review
}

const REASON: &str = "the caller counts failures by itself and shows them";

#[test]
fn a_decision_keeps_a_finding_quiet_and_says_why() {
    let workspace = project(&[("src/a.py", &(swallows("one") + &swallows("two")))]);
    let decide = |arguments: &[&str]| workspace.run(&[&["decide"], arguments].concat());
    let run = decide(&["src/a.py:4", "--keep", "--because", REASON]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let file = run.out.split(": ").next().unwrap().to_string();
    assert!(file.starts_with(".thinktwice/decisions/swallowed-exception/"), "{file}");
    let text = workspace.read(&file);
    assert!(
        text.starts_with(
            "decision: accept\nwhere: src/a.py :: one\nline: except Exception:\nfingerprint: v1:"
        ),
        "{text}"
    );
    assert!(text.ends_with(&format!("\n\n{REASON}\n")), "{text}");
    let left = || places(&workspace.run(&["check", "--format", "json"]).out, "swallowed-exception");
    assert_eq!(left(), ["src/a.py:11"]);
    // Edits elsewhere, formatting, and the same code in another place change nothing.
    let edited = format!(
        "import os\n\n\n{}",
        workspace.read("src/a.py").replace("except Exception:", "except  Exception :")
    );
    workspace.write("src/a.py", edited.as_bytes());
    assert_eq!(left(), ["src/a.py:14"]);
    let list = decide(&["--list"]).out;
    assert!(list.contains("src/a.py in one: swallowed-exception kept") && list.contains(REASON), "{list}");
    assert!(list.ends_with("1 decision\n"), "{list}");
    // A comment beside the code is a decision, too.
    let beside = "except Exception:  # thinktwice: allow swallowed-exception -- the process ends after this";
    workspace.write("src/b.py", swallows("three").replace("except Exception:", beside).as_bytes());
    let list = decide(&["--list"]).out;
    let told = "src/b.py:4: swallowed-exception kept, in a comment\n  the process ends after this\n";
    assert!(list.contains(told) && list.ends_with("1 decision and 1 comment\n"), "{list}");
    let list = decide(&["--list", "--format", "json"]).out;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["comments"][0]["reason"], "the process ends after this");
    std::fs::remove_file(workspace.root().join("src/b.py")).unwrap();
    // The finding goes, and its decision with it.
    workspace.write("src/a.py", swallows("two").as_bytes());
    assert!(decide(&["--list"]).out.contains("the finding has gone"));
    assert_eq!(left(), ["src/a.py:4"]);
    assert!(decide(&["--prune"]).out.ends_with("1 decision removed\n"));
    assert!(!workspace.root().join(file).exists());
}

#[test]
fn a_reason_is_ones_own_and_a_day_lies_ahead() {
    let workspace =
        project(&[("src/a.py", &(1..6).map(|number| swallows(&format!("f{number}"))).collect::<String>())]);
    let refused = |arguments: &[&str]| {
        let run = workspace.run(&[&["decide"], arguments].concat());
        assert_eq!(run.code, 2, "{}", run.out);
        run.err
    };
    assert!(refused(&["src/a.py:4", "--keep", "--because", "fine"]).contains("15 characters"));
    assert!(
        refused(&["src/a.py:4", "--keep", "--because", "Swallowed exception"]).contains("rule's own text")
    );
    let filled = "f1 ignores every failure of client.push";
    assert!(refused(&["src/a.py:4", "--keep", "--because", filled]).contains("rule's own text"));
    assert!(refused(&["src/a.py:4", "--later", "2020-01-01", "--because", REASON]).contains("is not later"));
    assert!(refused(&["src/a.py:4", "--later", "soon", "--because", REASON]).contains("no day"));
    assert!(refused(&["src/a.py:1", "--keep", "--because", REASON]).contains("nothing is found there"));
    assert!(refused(&["src/a.py", "--keep", "--because", REASON]).contains("no place"));
    assert!(refused(&["src/a.py:4", "--keep"]).contains("--because"));
    // The same words twice may be right; a third time they are no thought about this place.
    for line in ["4", "11"] {
        assert_eq!(
            workspace.run(&["decide", &format!("src/a.py:{line}"), "--keep", "--because", REASON]).code,
            0
        );
    }
    let again = format!("  {}", REASON.to_uppercase());
    assert!(refused(&["src/a.py:18", "--keep", "--because", &again]).contains("2 other decisions"));
}

#[test]
fn later_comes() {
    let workspace = project(&[("src/a.py", &swallows("one"))]);
    let run = workspace.run(&["decide", "src/a.py:4", "--later", "2999-01-01", "--because", REASON]);
    let file = run.out.split(": ").next().unwrap().to_string();
    assert_eq!(workspace.run(&["check"]).code, 0);
    let text = workspace.read(&file).replace("2999-01-01", "2020-01-01");
    workspace.write(&file, text.as_bytes());
    assert_eq!(workspace.run(&["check"]).code, 1);
    assert!(workspace.run(&["decide", "--list"]).out.contains("due: look at it again"));
    // A broken file is told, and decides nothing.
    workspace.write(&file, text.replace("until: 2020-01-01\n", "").as_bytes());
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("`until:` is missing"), "{}", run.err);
}

#[test]
fn other_surroundings_are_asked_about_and_a_moved_place_is_written_down() {
    let workspace = project(&[("src/a.py", &swallows("one"))]);
    assert_eq!(workspace.run(&["decide", "src/a.py:4", "--keep", "--because", REASON]).code, 0);
    let standing = || {
        let list: Value =
            serde_json::from_str(&workspace.run(&["decide", "--list", "--format", "json"]).out).unwrap();
        list["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["standing"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(standing(), ["holds"]);
    workspace.write("src/a.py", swallows("one").replace("client.push()", "client.push(2)").as_bytes());
    assert_eq!(standing(), ["surroundings-changed"]);
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(workspace.run(&["decide", "src/a.py:4", "--still-true"]).code, 0);
    assert_eq!(standing(), ["holds"]);
    std::fs::rename(workspace.root().join("src/a.py"), workspace.root().join("src/b.py")).unwrap();
    assert_eq!(standing(), ["moved"]);
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(workspace.run(&["decide", "src/b.py:4", "--still-true"]).code, 0);
    assert_eq!(standing(), ["holds"]);
    // Moved and edited at once: that is for a person to say.
    std::fs::rename(workspace.root().join("src/b.py"), workspace.root().join("src/c.py")).unwrap();
    workspace.write("src/c.py", swallows("one").replace("client.push()", "client.push(3)").as_bytes());
    assert_eq!(standing(), ["offered"]);
    assert_eq!(workspace.run(&["check"]).code, 1);
}

#[test]
fn not_useful_is_counted_on_this_machine_only() {
    let workspace = project(&[("src/a.py", &(swallows("one") + &swallows("two")))]);
    let state = tempfile::tempdir().unwrap();
    let click = |line: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_thinktwice"))
            .args(["decide", &format!("src/a.py:{line}"), "--not-useful"])
            .current_dir(workspace.root())
            .env("XDG_STATE_HOME", state.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(click("4").contains("1 finding of `swallowed-exception` not useful"));
    assert!(click("4").contains("1 finding of"));
    assert!(click("11").contains("2 findings of"));
    assert!(!workspace.root().join(".thinktwice").exists());
}

#[test]
fn branches_that_decide_different_things_merge() {
    let all: String = (0..9).map(|number| swallows(&format!("f{number}"))).collect();
    let workspace = project(&[("src/a.py", &all)]);
    workspace.git(&["init", "-q", "-b", "main"]);
    let line = |number: usize| format!("src/a.py:{}", 4 + 7 * number);
    let keep = |number: usize| {
        let reason = format!("{REASON}, as was seen in case {number}");
        assert_eq!(workspace.run(&["decide", &line(number), "--keep", "--because", &reason]).code, 0);
    };
    let commit = |message: &str| {
        workspace.git(&["add", "-A"]);
        workspace.git(&["commit", "-q", "-m", message]);
    };
    keep(0);
    keep(1);
    commit("base");
    workspace.git(&["checkout", "-q", "-b", "left"]);
    (2..5).for_each(keep);
    commit("left");
    workspace.git(&["checkout", "-q", "-b", "right", "main"]);
    (5..8).for_each(keep);
    let review = open(&workspace);
    let gone = review.decisions().into_iter().find(|decision| decision.scope == "f0").unwrap();
    std::fs::remove_file(&gone.file).unwrap();
    commit("right");
    workspace.git(&["merge", "-q", "--no-edit", "left"]);
    let mut scopes: Vec<String> =
        open(&workspace).decisions().iter().map(|decision| decision.scope.clone()).collect();
    scopes.sort();
    assert_eq!(scopes, ["f1", "f2", "f3", "f4", "f5", "f6", "f7"]);
}

/// A function of the scripted history: what its findings are called for the test.
#[derive(Clone)]
struct Function {
    id: usize,
    name: String,
    /// One try block each: number, whether it still swallows, how it is written.
    blocks: Vec<Block>,
    /// Statements above the first block.
    before: Vec<String>,
}

#[derive(Clone)]
struct Block {
    id: usize,
    swallows: bool,
    call: String,
    is_wide: bool,
}

impl Function {
    fn new(id: usize, blocks: usize) -> Function {
        let block = |nth| Block {
            id: id * 10 + nth,
            swallows: true,
            call: format!("client.push_{id}_{nth}(\"x\", 1)"),
            is_wide: false,
        };
        Function {
            id,
            name: format!("task_{id}"),
            blocks: (0..blocks).map(block).collect(),
            before: vec![format!("size = {id}")],
        }
    }

    fn text(&self) -> String {
        let mut text = format!("def {}(client):\n", self.name);
        self.before.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
        for block in &self.blocks {
            let call = match block.is_wide {
                true => block.call.replace("(\"x\", 1)", "(\n            'x',\n            1,\n        )"),
                false => block.call.clone(),
            };
            let rest = if block.swallows { "pass" } else { "raise" };
            text.push_str(&format!("    try:\n        {call}\n    except Exception:\n        {rest}\n"));
        }
        text + "\n\n"
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// One commit's worth of a project's life.
fn live(files: &mut BTreeMap<String, Vec<Function>>, dice: &mut Dice, commit: usize, next: &mut usize) {
    let names: Vec<String> = files.keys().cloned().collect();
    let some = names[dice.below(names.len())].clone();
    let at = dice.below(files[&some].len());
    for _ in 0..2 {
        match dice.below(12) {
            // A function moves to another file.
            0 | 1 if files[&some].len() > 2 => {
                let count = files[&some].len();
                let function = files.get_mut(&some).unwrap().remove(at % count);
                let other = names[dice.below(names.len())].clone();
                let place = dice.below(files[&other].len() + 1);
                files.get_mut(&other).unwrap().insert(place, function);
            }
            // A file is renamed.
            2 => {
                let functions = files.remove(&some).unwrap();
                files.insert(format!("src/module_{commit}_{}.py", files.len()), functions);
                return;
            }
            // A formatter runs.
            3 | 4 => files
                .get_mut(&some)
                .unwrap()
                .iter_mut()
                .flat_map(|function| &mut function.blocks)
                .for_each(|block| block.is_wide = !block.is_wide),
            // Lines above are edited.
            5 | 6 => {
                let functions = files.get_mut(&some).unwrap();
                let at = dice.below(functions.len());
                functions[at].before.push(format!("extra_{commit} = {commit}"));
            }
            // The call that fails is edited.
            7 => {
                let functions = files.get_mut(&some).unwrap();
                let at = dice.below(functions.len());
                let block = dice.below(functions[at].blocks.len());
                functions[at].blocks[block].call = format!("client.push_{commit}(\"x\", 1)");
            }
            // New code comes.
            8 => {
                *next += 1;
                let functions = files.get_mut(&some).unwrap();
                let place = dice.below(functions.len() + 1);
                functions.insert(place, Function::new(*next, 1));
            }
            // Something is fixed.
            9 => {
                let functions = files.get_mut(&some).unwrap();
                let at = dice.below(functions.len());
                let block = dice.below(functions[at].blocks.len());
                functions[at].blocks[block].swallows = false;
            }
            // A function gets another name.
            10 => {
                let functions = files.get_mut(&some).unwrap();
                let at = dice.below(functions.len());
                functions[at].name = format!("job_{}_{commit}", functions[at].id);
            }
            // Functions change places.
            _ => files.get_mut(&some).unwrap().reverse(),
        }
    }
}

/// The number that a reason of the scripted history names.
fn case(reason: &str) -> usize {
    reason.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Answers the report's "still true?" for decisions that hold among other lines or in another place.
fn say_what_is_still_true(workspace: &Workspace, files: &BTreeMap<String, Vec<Function>>) {
    let review = open(workspace);
    for path in files.keys() {
        let path = workspace.root().join(path);
        for found in review.reviewed(&path) {
            if let Some(Answer::Decision { decision, found: Match::Moved | Match::SurroundingsChanged }) =
                &found.answer
            {
                let wish =
                    Wish { kind: decision.kind, reason: decision.reason.clone(), until: decision.until };
                review.decide(&path, &found.finding, &wish).unwrap();
            }
        }
    }
}

#[test]
fn decisions_are_found_again_through_sixty_commits() {
    let mut next = 159;
    let functions = (0..160).map(|id| Function::new(id, if id % 4 == 0 { 2 } else { 1 }));
    let mut files: BTreeMap<String, Vec<Function>> = BTreeMap::new();
    for function in functions {
        files.entry(format!("src/file_{}.py", function.id / 10)).or_default().push(function);
    }
    let workspace = project(&[]);
    workspace.git(&["init", "-q", "-b", "main"]);
    let write = |files: &BTreeMap<String, Vec<Function>>| {
        drop(std::fs::remove_dir_all(workspace.root().join("src")));
        for (path, functions) in files {
            workspace.write(path, functions.iter().map(Function::text).collect::<String>().as_bytes());
        }
        workspace.git(&["add", "-A"]);
        workspace.git(&["commit", "-q", "--allow-empty", "-m", "a day's work"]);
    };
    write(&files);
    // Which block each finding of a file is.
    let blocks = |functions: &[Function]| -> Vec<usize> {
        functions
            .iter()
            .flat_map(|function| &function.blocks)
            .filter(|block| block.swallows)
            .map(|block| block.id)
            .collect()
    };
    let review = open(&workspace);
    let mut decided: Vec<usize> = Vec::new();
    for (path, functions) in &files {
        let path = workspace.root().join(path);
        let reviewed = review.reviewed(&path);
        assert_eq!(reviewed.len(), blocks(functions).len());
        for (found, id) in reviewed.iter().zip(blocks(functions)) {
            let reason = format!("case {id} was looked at: its caller counts the failures");
            let wish = Wish { kind: Kind::Accept, reason, until: None };
            review.decide(&path, &found.finding, &wish).unwrap();
            decided.push(id);
        }
    }
    assert_eq!(decided.len(), 200);
    let mut dice = Dice(0x7457_1ce5);
    for commit in 0..60 {
        live(&mut files, &mut dice, commit, &mut next);
        write(&files);
        // Every sixth commit is a review, whose report asks what is still true.
        if commit % 6 == 5 {
            say_what_is_still_true(&workspace, &files);
        }
    }
    let review = open(&workspace);
    let (mut again, mut elsewhere, mut kept) = (0, 0, 0);
    let mut lost = Vec::new();
    for (path, functions) in &files {
        let reviewed = review.reviewed(&workspace.root().join(path));
        for (found, id) in reviewed.iter().zip(blocks(functions)) {
            let was_decided = decided.contains(&id);
            kept += usize::from(was_decided);
            if was_decided && found.answer.is_none() {
                lost.push((id, found.finding.scope.clone(), found.offered.is_some()));
            }
            if let Some(Answer::Decision { decision, .. }) = &found.answer {
                match case(&decision.reason) == id {
                    true => again += 1,
                    false => elsewhere += 1,
                }
            }
        }
    }
    let gone = 200 - kept;
    assert!(kept > 150 && gone > 5, "{kept} kept, {gone} gone");
    assert!(again * 100 >= kept * 97, "{again} of {kept} kept decisions were found again; not {lost:?}");
    assert!(elsewhere * 100 <= 3 * 200, "{elsewhere} decisions landed on other code");
    let offered =
        review.standings().iter().filter(|(_, standing)| *standing == DecisionState::Offered).count();
    assert!(offered < 20, "{offered} are offered");
}

#[test]
fn a_later_day_ends_a_decision_in_the_judge() {
    let workspace = project(&[("src/a.py", &swallows("one"))]);
    let review = open(&workspace);
    let path = workspace.root().join("src/a.py");
    let found = review.reviewed(&path).remove(0);
    let until = Day::today().plus(3);
    let wish = Wish { kind: Kind::Later, reason: REASON.to_string(), until: Some(until) };
    review.decide(&path, &found.finding, &wish).unwrap();
    let found = review.reviewed(&path).remove(0);
    assert!(!found.is_open(Day::today()) && !found.is_open(until.plus(-1)));
    assert!(found.is_open(until));
}
