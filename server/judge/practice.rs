//! Exercises from the project's own past: judge first, then see what happened. Findings that were fixed later, and
//! decisions with their reasons. What was done stays on this machine.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::fingerprint::token_text;
use thinktwice_engine::text::{Line, LineIndex};

use super::Review;
use super::change::differences;
use super::decisions::state_folder;
use super::git::Git;
use crate::workspace::write;

/// Nobody waits longer for an exercise.
const TIME: Duration = Duration::from_secs(10);
/// Commits that are looked through.
const COMMITS: &str = "400";
/// Lines that are shown around a finding.
const AROUND: u32 = 6;
/// A change so many lines from a finding may be about it; one further off may have had something else in mind.
const NEAR: usize = 3;

/// Something to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// The same in another session.
    pub id: String,
    /// Where it was, for people.
    pub place: String,
    /// The code, some lines of it.
    pub code: String,
    /// The question.
    pub question: String,
    /// What happened.
    pub outcome: Outcome,
}

/// What happened to the code of an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was changed by a commit, which says why.
    Fixed {
        /// The short hash.
        commit: String,
        /// The first line of its message.
        subject: String,
        /// What the commit made of the lines.
        after: String,
    },
    /// It is what a commit made of something that was asked about: there is nothing left to ask.
    Fine {
        /// The short hash.
        commit: String,
        /// The first line of its message.
        subject: String,
        /// What stood there before.
        before: String,
    },
    /// It was decided about.
    Decided {
        /// What, in words.
        verdict: String,
        /// Why.
        reason: String,
    },
}

impl Review {
    /// The exercises of a project that have not been done, at most `most`.
    pub fn exercises(&self, root: &Path, most: usize) -> Vec<Exercise> {
        let done = done(root);
        let is_new = |exercise: &Exercise| !done.contains(&exercise.id);
        let mut exercises: Vec<Exercise> = self.decided_exercises(root).into_iter().filter(is_new).collect();
        exercises.truncate(most.div_ceil(2));
        let missing = most - exercises.len();
        exercises.extend(self.fixed_exercises(root, missing, &is_new));
        exercises
    }

    /// Remembers that an exercise was done.
    pub fn set_done(&self, root: &Path, exercise: &Exercise) {
        let mut done = done(root);
        done.insert(exercise.id.clone());
        if let Some(file) = done_file(root) {
            // What cannot be remembered comes again; nothing else depends on it.
            drop(write::whole(&file, done.into_iter().collect::<Vec<_>>().join("\n").as_bytes()));
        }
    }

    fn decided_exercises(&self, root: &Path) -> Vec<Exercise> {
        let mut exercises = Vec::new();
        for decision in self.decisions() {
            let path = root.join(&decision.path);
            let Some(text) = self.text(&path) else { continue };
            let found = self
                .reviewed(&path)
                .into_iter()
                .find(|reviewed| reviewed.decision().is_some_and(|known| known.file == decision.file));
            let Some(found) = found else { continue };
            exercises.push(Exercise {
                id: decision.fingerprint.clone(),
                place: decision.path.clone(),
                code: around(&text, &found.finding),
                question: found.finding.question,
                outcome: Outcome::Decided {
                    verdict: decision.kind.words().to_string(),
                    reason: decision.reason.clone(),
                },
            });
        }
        exercises
    }

    /// Findings that went with what a commit of the mainline changed there, while their function stayed.
    fn fixed_exercises(&self, root: &Path, most: usize, is_new: &dyn Fn(&Exercise) -> bool) -> Vec<Exercise> {
        let mut exercises = Vec::new();
        let Ok(git) = Git::open(root) else { return exercises };
        let arguments = [
            "log",
            "--first-parent",
            "--diff-merges=first-parent",
            "-n",
            COMMITS,
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--diff-filter=M",
            "--format=%x01%H %s",
        ];
        let Ok(mut stream) = git.stream(&arguments) else { return exercises };
        let end = Instant::now() + TIME;
        let mut commit = (String::new(), String::new());
        while let Some(line) = stream.line().filter(|_| exercises.len() < most && Instant::now() < end) {
            if let Some(head) = line.strip_prefix('\u{1}') {
                let (hash, subject) = head.split_once(' ').unwrap_or((head, ""));
                commit = (hash[..hash.len().min(10)].to_string(), subject.to_string());
                continue;
            }
            let Some((facts, inside)) = line.split_once('\t') else { continue };
            let path = git.top().join(inside);
            let hashes: Vec<&str> = facts.split(' ').skip(2).take(2).collect();
            let (true, &[before, after]) = (self.language_of(&path).is_some(), hashes.as_slice()) else {
                continue;
            };
            let text = |hash: &str| git.blob(hash).map(|text| String::from_utf8_lossy(&text).into_owned());
            let (Some(before), Some(after)) = (text(before), text(after)) else { continue };
            let Some(fixed) = self.fixed(&path, inside, &before, &after, &commit) else { continue };
            // Who knows that something is always wrong has nothing to judge: each third one is what became of it.
            let exercise = if exercises.len() % 3 == 2 { near_miss(fixed) } else { fixed };
            exercises.extend(Some(exercise).filter(|exercise| is_new(exercise)));
        }
        exercises
    }

    fn fixed(
        &self,
        path: &Path,
        inside: &str,
        before: &str,
        after: &str,
        (commit, subject): &(String, String),
    ) -> Option<Exercise> {
        let mark = |text: &str, finding: &Finding| {
            (finding.rule.name.clone(), finding.scope.clone(), token_text(finding.span.of(text)))
        };
        let left: FxHashSet<_> = self
            .findings_in(path, after)
            .iter()
            .map(|finding| (finding.rule.name.clone(), finding.scope.clone()))
            .collect();
        let differences = differences(before, after);
        let lines = LineIndex::new(before);
        // What the commit made of the lines around a finding.
        let made = |finding: &Finding| {
            let line = |byte: u32| lines.line(byte).0 as usize;
            let near = line(finding.span.start).saturating_sub(NEAR)..line(finding.span.end) + NEAR + 1;
            let touches = |old: &Range<usize>| old.start < near.end && near.start <= old.end;
            let new = differences.iter().filter(|(old, _)| touches(old)).map(|(_, new)| new.clone());
            new.reduce(|all, one| all.start..one.end)
        };
        let (gone, made) = self.findings_in(path, before).into_iter().find_map(|finding| {
            let name = finding.scope.rsplit('.').next().unwrap_or_default();
            let is_gone = !name.is_empty()
                && after.contains(name)
                && !left.contains(&(finding.rule.name.clone(), finding.scope.clone()));
            let made = made(&finding).filter(|_| is_gone)?;
            Some((finding, made))
        })?;
        let (rule, scope, code) = mark(before, &gone);
        let id = format!("{rule} {inside} {scope} {code}").split_whitespace().collect::<Vec<_>>().join(" ");
        let (from, to) = (made.start as u32, made.end as u32);
        Some(Exercise {
            id,
            place: inside.to_string(),
            code: around(before, &gone),
            question: gone.question.clone(),
            outcome: Outcome::Fixed {
                commit: commit.clone(),
                subject: subject.clone(),
                after: shown(after, &LineIndex::new(after), from.saturating_sub(AROUND), to + AROUND),
            },
        })
    }
}

/// The other side of a fix: the code that it made, which only looks like what was asked about.
fn near_miss(fixed: Exercise) -> Exercise {
    match fixed.outcome {
        Outcome::Fixed { commit, subject, after } => Exercise {
            id: format!("{} after", fixed.id),
            outcome: Outcome::Fine { commit, subject, before: fixed.code },
            code: after,
            ..fixed
        },
        _ => fixed,
    }
}

/// The code around a finding.
fn around(text: &str, finding: &Finding) -> String {
    let lines = LineIndex::new(text);
    let line = lines.line(finding.span.start).0;
    shown(text, &lines, line.saturating_sub(AROUND), line + AROUND)
}

fn shown(text: &str, lines: &LineIndex, from: u32, to: u32) -> String {
    (from..=to.min(lines.line_count().saturating_sub(1)))
        .map(|line| format!("{:>5}  {}\n", line + 1, lines.span(Line(line)).of(text).trim_end()))
        .collect()
}

fn done_file(root: &Path) -> Option<PathBuf> {
    state_folder(root).map(|folder| folder.join("practised.txt"))
}

fn done(root: &Path) -> BTreeSet<String> {
    let text = done_file(root).and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    text.lines().map(str::to_string).collect()
}
