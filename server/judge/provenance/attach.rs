//! Notes whose commit is in no history any more: squashed and rebased work. They are given to the commit with the
//! same patch; else their lines are looked for by content; what finds no place is counted.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::{By, Notes, Origin, Tier};
use crate::judge::git::Git;

/// So many lines in a row are no coincidence.
const RUN: usize = 3;
/// Commits whose patches are compared at most, and notes whose content is read.
const MOST: usize = 2_000;

/// What became of notes without a commit.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Orphans {
    /// Notes on commits that are in no history.
    pub count: usize,
    /// Of these, on commits that are not in the repository: nothing of them can be found.
    pub lost: usize,
    /// Of these, on commits older than what is asked about: not looked at.
    pub older: usize,
    /// Given to a commit with the same patch.
    pub by_patch: usize,
    /// Their lines can be found by content.
    pub by_content: usize,
    /// They attest no line to a tool.
    pub empty: usize,
    /// Hash of lines in a row -> who wrote them.
    #[serde(skip)]
    runs: FxHashMap<u64, String>,
}

impl Orphans {
    /// Deals with those of the listed notes that sit on no commit of the history. `recent` are the commits that are
    /// asked about, `since` the moment from which on orphans may belong to them.
    pub fn attach(
        git: &Git,
        list: &FxHashMap<String, String>,
        notes: &mut Notes,
        recent: &[String],
        since: i64,
    ) -> Orphans {
        let mut orphans = Orphans::default();
        let reachable = git.text(&["rev-list", "HEAD"]).unwrap_or_default();
        let reachable: FxHashSet<&str> = reachable.lines().collect();
        let mut without: Vec<&str> =
            list.keys().map(String::as_str).filter(|commit| !reachable.contains(commit)).collect();
        without.sort_unstable();
        orphans.count = without.len();
        if without.is_empty() {
            return orphans;
        }
        let there = there(git, &without);
        orphans.lost = without.len() - there.len();
        let mut waiting: Vec<String> =
            there.iter().filter(|(_, moment)| *moment >= since).map(|(commit, _)| commit.clone()).collect();
        waiting.sort();
        waiting.truncate(MOST);
        orphans.older = there.len() - waiting.len();
        notes.read(git, list, waiting.iter().map(String::as_str));
        let targets = patches(git, &recent[..recent.len().min(MOST)]);
        let targets: FxHashMap<&str, &str> =
            targets.iter().map(|(commit, patch)| (patch.as_str(), commit.as_str())).collect();
        let own: FxHashMap<String, String> = patches(git, &waiting).into_iter().collect();
        for commit in waiting {
            let target = own.get(&commit).and_then(|patch| targets.get(patch.as_str()).copied());
            let target = target.filter(|target| !notes.by_commit.contains_key(*target));
            let is_empty = notes.by_commit.get(&commit).is_none_or(|note| note.tool_lines() == 0);
            match (target, notes.by_commit.get(&commit).cloned()) {
                _ if is_empty => orphans.empty += 1,
                (Some(target), Some(note)) => {
                    notes.by_commit.insert(target.to_string(), note);
                    orphans.by_patch += 1;
                }
                _ => {
                    orphans.remember(git, notes, &commit);
                    orphans.by_content += 1;
                }
            }
        }
        orphans
    }

    /// Keeps the runs of lines that a note attests to tools.
    fn remember(&mut self, git: &Git, notes: &Notes, commit: &str) {
        let Some(note) = notes.by_commit.get(commit) else { return };
        for (path, ranges) in &note.files {
            let Some(content) = git.blob(&format!("{commit}:{path}")) else { continue };
            let text = String::from_utf8_lossy(&content);
            let lines: Vec<&str> = text.lines().collect();
            for (range, by) in ranges {
                let By::Tool(tool) = by else { continue };
                let start = (*range.start() as usize).saturating_sub(1).min(lines.len());
                let end = (*range.end() as usize).clamp(start, lines.len());
                for run in lines[start..end].windows(RUN) {
                    self.runs.extend(mark(run).map(|mark| (mark, tool.clone())));
                }
            }
        }
    }

    /// Marks the lines of a text that such a note attests and of which nothing better is known.
    pub fn claim(&self, text: &str, origins: &mut [Origin]) {
        if self.runs.is_empty() {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (at, run) in lines.windows(RUN).enumerate() {
            let Some(tool) = mark(run).and_then(|mark| self.runs.get(&mark)) else { continue };
            for origin in origins.iter_mut().skip(at).take(RUN).filter(|origin| origin.tier != Tier::Attested)
            {
                *origin = Origin { tier: Tier::Attested, by: tool.clone() };
            }
        }
    }
}

/// The mark of lines in a row; `None` where they are too little to be told from others.
fn mark(run: &[&str]) -> Option<u64> {
    let text: Vec<&str> = run.iter().map(|line| line.trim()).collect();
    let letters: usize = text.iter().map(|line| line.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    (letters >= 20).then(|| xxh3_64(text.join("\n").as_bytes()))
}

/// Those of the commits that are in the repository, with their moments.
fn there(git: &Git, commits: &[&str]) -> Vec<(String, i64)> {
    let arguments = ["log", "--no-walk=unsorted", "--ignore-missing", "--stdin", "--format=%H %ct"];
    let answer = git.read_with(&arguments, (commits.join("\n") + "\n").as_bytes()).unwrap_or_default();
    let line = |line: &str| {
        let (commit, moment) = line.split_once(' ')?;
        Some((commit.to_string(), moment.parse().ok()?))
    };
    String::from_utf8_lossy(&answer).lines().filter_map(line).collect()
}

/// Commits with the ids of their patches.
fn patches(git: &Git, commits: &[String]) -> Vec<(String, String)> {
    if commits.is_empty() {
        return Vec::new();
    }
    let input = commits.join("\n") + "\n";
    let arguments =
        ["diff-tree", "--stdin", "-p", "--no-ext-diff", "--no-textconv", "--no-renames", "--root"];
    let diffs = git.read_with(&arguments, input.as_bytes()).unwrap_or_default();
    let ids = git.read_with(&["patch-id", "--stable"], &diffs).unwrap_or_default();
    let line =
        |line: &str| line.split_once(' ').map(|(patch, commit)| (commit.to_string(), patch.to_string()));
    String::from_utf8_lossy(&ids).lines().filter_map(line).collect()
}
