//! Notes whose commit is not the one that brought its lines here: squashed, rebased and merged work. Those of commits
//! that are in no history any more are given to the commit with the same patch; else their lines are looked for by
//! content; what finds no place is counted.

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{By, Notes, Origin, Tier};
use crate::judge::git::Git;

/// So many lines in a row are no coincidence.
const RUN: usize = 3;
/// Notes whose content is read at most.
const MOST: usize = 2_000;

/// What became of notes without a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OrphanCounts {
    /// Notes on commits that are in no history.
    pub count: usize,
    /// Of these, on commits that are not in the repository: nothing of them can be found.
    pub lost: usize,
    /// Of these, on commits older than what is asked about: not looked at.
    pub older: usize,
    /// Given to a commit with the same patch.
    pub by_patch: usize,
    /// Lines of theirs were found by content.
    pub by_content: usize,
    /// They attest no line to a tool.
    pub empty: usize,
    /// Nothing of them was found.
    pub unplaced: usize,
}

/// Notes without a commit.
#[derive(Debug, Default)]
pub struct Orphans {
    counts: OrphanCounts,
    /// Their lines, where only content can say where they are.
    pub remembered: Remembered,
}

impl Orphans {
    /// Deals with those of the listed notes that sit on no commit of the history. `recent` are the commits that are
    /// asked about, `since` the moment from which on orphans may belong to them, `is_meant` says of paths whether
    /// their content is.
    pub fn attach(
        git: &Git,
        list: &FxHashMap<String, String>,
        notes: &mut Notes,
        recent: &[String],
        since: i64,
        is_meant: &dyn Fn(&str) -> bool,
    ) -> Orphans {
        let mut orphans = Orphans::default();
        if list.is_empty() {
            return orphans;
        }
        let reachable = git.text(&["rev-list", "HEAD"]).unwrap_or_default();
        let reachable: FxHashSet<&str> = reachable.lines().collect();
        let mut without: Vec<&str> =
            list.keys().map(String::as_str).filter(|commit| !reachable.contains(commit)).collect();
        without.sort_unstable();
        orphans.counts.count = without.len();
        if without.is_empty() {
            return orphans;
        }
        let there = there(git, &without);
        orphans.counts.lost = without.len() - there.len();
        let mut waiting: Vec<(String, i64)> =
            there.iter().filter(|(_, moment)| *moment >= since).cloned().collect();
        waiting.sort();
        waiting.truncate(MOST);
        orphans.counts.older = there.len() - waiting.len();
        notes.read(git, list, waiting.iter().map(|(commit, _)| commit.as_str()));
        let (attesting, empty): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(commit, _)| notes.by_commit.get(commit).is_some_and(|note| note.tool_lines() > 0));
        orphans.counts.empty = empty.len();
        let targets = same_patches(git, &attesting, recent);
        for (commit, moment) in attesting {
            let target = targets.get(&commit).filter(|target| !notes.by_commit.contains_key(*target));
            match (target, notes.by_commit.get(&commit).cloned()) {
                (Some(target), Some(note)) => {
                    notes.by_commit.insert(target.clone(), note);
                    orphans.counts.by_patch += 1;
                }
                _ => orphans.remembered.add(git, notes, &commit, Whence::Orphan { moment }, is_meant),
            }
        }
        orphans
    }

    /// The counts, when everything was looked at: only then it is known what was found by content.
    pub fn counts(&self) -> OrphanCounts {
        let (by_content, unplaced) = self.remembered.orphans_found();
        OrphanCounts { by_content, unplaced, ..self.counts.clone() }
    }
}

/// Lines that notes attest to tools, known by their content.
#[derive(Debug, Default)]
pub struct Remembered {
    /// Hash of lines in a row -> the notes that have them.
    runs: FxHashMap<u64, Vec<Claim>>,
    notes: Vec<(Whence, AtomicBool)>,
    tools: Vec<String>,
}

/// Where a note is from whose lines are looked for by content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// Its commit is in no history. Its lines came later.
    Orphan {
        /// When the commit was made.
        moment: i64,
    },
    /// Its commit came to the mainline by this merge.
    Merged {
        /// The merge.
        by: String,
    },
}

#[derive(Clone, Copy, Debug)]
struct Claim {
    note: u32,
    tool: u32,
}

impl Remembered {
    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Keeps the runs of lines that a note attests to tools.
    pub fn add(
        &mut self,
        git: &Git,
        notes: &Notes,
        commit: &str,
        whence: Whence,
        is_meant: &dyn Fn(&str) -> bool,
    ) {
        let Some(note) = notes.by_commit.get(commit) else { return };
        let number = self.notes.len() as u32;
        self.notes.push((whence, AtomicBool::new(false)));
        for (path, ranges) in note.files.iter().filter(|(path, _)| is_meant(path)) {
            let Some(content) = git.blob(&format!("{commit}:{path}")) else { continue };
            let text = String::from_utf8_lossy(&content);
            let lines: Vec<&str> = text.lines().collect();
            for (range, by) in ranges {
                let By::Tool(tool) = by else { continue };
                let known = self.tools.iter().position(|known| known == tool);
                let tool = known.unwrap_or_else(|| {
                    self.tools.push(tool.clone());
                    self.tools.len() - 1
                });
                let claim = Claim { note: number, tool: tool as u32 };
                let start = (*range.start() as usize).saturating_sub(1).min(lines.len());
                let end = (*range.end() as usize).clamp(start, lines.len());
                for mark in lines[start..end].windows(RUN).filter_map(mark) {
                    let claims = self.runs.entry(mark).or_default();
                    if claims.last().is_none_or(|last| last.note != number) {
                        claims.push(claim);
                    }
                }
            }
        }
    }

    /// Marks the lines of a text that such a note attests and of which nothing better is known.
    pub fn claim(&self, text: &str, origins: &mut [Origin]) {
        let lines: Vec<&str> = text.lines().collect();
        for (origin, tool) in origins.iter_mut().zip(self.tools_of(&lines, &|_| true)) {
            if let (Some(tool), true) = (tool, origin.tier != Tier::Attested) {
                *origin = Origin { tier: Tier::Attested, by: tool.to_string() };
            }
        }
    }

    /// The tool of each line that stands in a run of a note that may be meant.
    pub fn tools_of(&self, lines: &[&str], may_be: &dyn Fn(&Whence) -> bool) -> Vec<Option<&str>> {
        let mut tools = vec![None; lines.len()];
        if self.is_empty() {
            return tools;
        }
        for (at, run) in lines.windows(RUN).enumerate() {
            let claims = mark(run).and_then(|mark| self.runs.get(&mark)).map_or(&[][..], Vec::as_slice);
            for claim in claims {
                let (whence, is_found) = &self.notes[claim.note as usize];
                if may_be(whence) {
                    is_found.store(true, Ordering::Relaxed);
                    tools[at..at + RUN].fill(self.tools.get(claim.tool as usize).map(String::as_str));
                }
            }
        }
        tools
    }

    /// How many orphans' lines were found, and how many orphans' were not.
    fn orphans_found(&self) -> (usize, usize) {
        let orphans = self.notes.iter().filter(|(whence, _)| matches!(whence, Whence::Orphan { .. }));
        let (found, rest): (Vec<_>, Vec<_>) =
            orphans.partition(|(_, is_found)| is_found.load(Ordering::Relaxed));
        (found.len(), rest.len())
    }
}

/// Orphan -> commit with the same patch.
fn same_patches(git: &Git, orphans: &[(String, i64)], recent: &[String]) -> FxHashMap<String, String> {
    let orphans: Vec<String> = orphans.iter().map(|(commit, _)| commit.clone()).collect();
    if orphans.is_empty() || recent.is_empty() {
        return FxHashMap::default();
    }
    // The same patch touches the same files: only of such commits the patches are compared.
    let (own, others) = (touched(git, &orphans), touched(git, recent));
    let both = |left: &FxHashMap<String, u64>, right: &FxHashMap<String, u64>| -> Vec<String> {
        let right: FxHashSet<u64> = right.values().copied().collect();
        left.iter().filter(|(_, files)| right.contains(files)).map(|(commit, _)| commit.clone()).collect()
    };
    let targets = patches(git, &both(&others, &own)).into_iter().map(|(commit, patch)| (patch, commit));
    let targets: FxHashMap<String, String> = targets.collect();
    let own = patches(git, &both(&own, &others)).into_iter();
    own.filter_map(|(commit, patch)| Some((commit, targets.get(&patch)?.clone()))).collect()
}

/// Commit -> a hash of the paths that it changes; merges are left out.
fn touched(git: &Git, commits: &[String]) -> FxHashMap<String, u64> {
    let input = commits.join("\n") + "\n";
    let arguments = ["diff-tree", "--stdin", "-r", "--root", "--no-renames", "--name-only"];
    let listed = git.read_with(&arguments, input.as_bytes()).unwrap_or_default();
    let mut touched: FxHashMap<String, u64> = FxHashMap::default();
    let mut commit = String::new();
    for line in String::from_utf8_lossy(&listed).lines() {
        let is_hash = matches!(line.len(), 40 | 64) && line.bytes().all(|byte| byte.is_ascii_hexdigit());
        match is_hash {
            true => commit = line.to_string(),
            false => {
                let files = touched.entry(commit.clone()).or_default();
                *files = files.wrapping_add(xxh3_64(line.as_bytes()));
            }
        }
    }
    touched
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
