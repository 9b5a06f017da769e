//! Where lines come from, in four tiers that are never blended: attested by a tool's note, declared by the commit,
//! arrived at once in this editor, unknown. There is no tier "human".
//!
//! Origin orders and groups; it never decides whether a rule speaks. Assistants' own logs are not read. What is
//! counted is a lower bound.

mod attach;
mod declared;
mod notes;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use similar::{Algorithm, DiffOp};

pub use attach::{OrphanCounts, Orphans, Remembered, Whence};
pub use declared::{Declared, Sign, declared, is_bot};
pub use notes::{By, Note, Notes};

use super::change::Committed;
use super::git::Git;

/// Work that is squashed was not begun longer ago, in seconds before the base.
const LONGEST_BRANCH: i64 = 30 * 86_400;

/// How well the origin of a line is known, from the best down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// A note or a trace covers the line.
    Attested,
    /// The commit says so, of all of its lines.
    Declared,
    /// It came at once into an editor on this machine.
    Arrived,
    /// Nothing is known.
    Unknown,
}

impl Tier {
    /// All of them.
    pub const ALL: [Tier; 4] = [Tier::Attested, Tier::Declared, Tier::Arrived, Tier::Unknown];

    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Attested => "attested",
            Tier::Declared => "declared",
            Tier::Arrived => "arrived at once",
            Tier::Unknown => "unknown",
        }
    }
}

/// Where a line comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// How well it is known.
    pub tier: Tier,
    /// The tool or the assistant; empty where none is known.
    pub by: String,
}

impl Origin {
    /// Nothing is known.
    pub fn unknown() -> Origin {
        Origin { tier: Tier::Unknown, by: String::new() }
    }
}

/// What the commits since a base say of their lines.
#[derive(Debug)]
pub struct Provenance {
    git: Arc<Git>,
    base: String,
    commits: FxHashSet<String>,
    notes: Notes,
    declared: FxHashMap<String, String>,
    orphans: Orphans,
}

impl Provenance {
    /// Reads what is known of the commits since `base`, for the lines of these files.
    pub fn read(git: Arc<Git>, base: &str, files: &[String]) -> Provenance {
        let commits = commits(&git, &[&format!("{base}..HEAD")]);
        let declared = commits
            .iter()
            .filter_map(|commit| {
                Some((commit.hash.clone(), declared(&commit.author, &commit.message)?.assistant))
            })
            .collect();
        let hashes: Vec<String> = commits.into_iter().map(|commit| commit.hash).collect();
        let told: FxHashSet<String> = hashes.iter().cloned().collect();
        let mut notes = Notes::default();
        let list = Notes::list(&git);
        notes.read(&git, &list, hashes.iter().map(String::as_str));
        let began =
            git.text(&["show", "-s", "--format=%ct", base]).ok().and_then(|text| text.parse::<i64>().ok());
        let since = began.unwrap_or_default() - LONGEST_BRANCH;
        // A file that was moved since keeps its name more often than its folder.
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
        let names: FxHashSet<String> = files.iter().map(|path| name(path)).collect();
        let is_meant = |path: &str| names.contains(&name(path));
        let orphans = Orphans::attach(&git, &list, &mut notes, &hashes, since, &is_meant);
        notes.add_traces(&git);
        Provenance { git, base: base.to_string(), commits: told, notes, declared, orphans }
    }

    /// How the notes that sit on no commit of this history were dealt with.
    pub fn orphans(&self) -> OrphanCounts {
        self.orphans.counts()
    }

    /// The origin of each line of a file as it is now. Lines older than the base are unknown.
    pub fn of_file(&self, path: &str, text: &str) -> Vec<Origin> {
        let lines = text.lines().count();
        let mut origins = vec![Origin::unknown(); lines];
        let Some(committed) = self.git.blob(&format!("HEAD:{path}")) else {
            self.orphans.remembered.claim(text, &mut origins);
            return origins;
        };
        let is_told = |commit: &String| self.commits.contains(commit);
        let says_something = !self.declared.is_empty() || self.notes.by_commit.keys().any(is_told);
        let blamed = if says_something { self.blame(path) } else { FxHashMap::default() };
        let (old, new) = (Committed::new(&committed), Committed::new(text.as_bytes()));
        for step in similar::capture_diff_slices(Algorithm::Myers, &old.lines, &new.lines) {
            let DiffOp::Equal { old_index, new_index, len } = step else { continue };
            for at in 0..len {
                if let (Some(known), Some(origin)) =
                    (blamed.get(&(old_index + at)), origins.get_mut(new_index + at))
                {
                    origin.clone_from(known);
                }
            }
        }
        self.orphans.remembered.claim(text, &mut origins);
        origins
    }

    /// Line of the last commit's text, from 0 -> origin, for lines newer than the base.
    fn blame(&self, path: &str) -> FxHashMap<usize, Origin> {
        let range = format!("{}..HEAD", self.base);
        let answer = self.git.read(&["blame", "--porcelain", "-w", "--no-textconv", &range, "--", path]);
        let answer = String::from_utf8_lossy(&answer.unwrap_or_default()).into_owned();
        let mut origins = FxHashMap::default();
        // What the header of a commit's first line says holds for its others.
        let mut files: FxHashMap<String, String> = FxHashMap::default();
        let mut older: Vec<String> = Vec::new();
        let mut here = (String::new(), 0_u32, 0_usize);
        for line in answer.lines() {
            if line.starts_with('\t') {
                let (commit, before, now) = &here;
                if !older.contains(commit) {
                    let file = files.get(commit).map_or(path, String::as_str);
                    origins.insert(now.saturating_sub(1), self.origin(commit, file, *before));
                }
            } else if let Some(name) = line.strip_prefix("filename ") {
                files.insert(here.0.clone(), name.to_string());
            } else if line == "boundary" {
                older.push(here.0.clone());
            } else {
                let mut words = line.split(' ');
                let (Some(commit), Some(before), Some(now)) = (words.next(), words.next(), words.next())
                else {
                    continue;
                };
                if let (40 | 64, Ok(before), Ok(now)) = (commit.len(), before.parse(), now.parse()) {
                    here = (commit.to_string(), before, now);
                }
            }
        }
        origins
    }

    fn origin(&self, commit: &str, path: &str, line: u32) -> Origin {
        match self.notes.by_commit.get(commit).and_then(|note| note.by(path, line)) {
            Some(By::Tool(tool)) => return Origin { tier: Tier::Attested, by: tool.clone() },
            Some(By::Person) => return Origin { tier: Tier::Attested, by: "a person".to_string() },
            None => {}
        }
        match self.declared.get(commit) {
            Some(name) => Origin { tier: Tier::Declared, by: name.clone() },
            None => Origin::unknown(),
        }
    }
}

/// A commit, as far as its origin is asked about.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its hash.
    pub hash: String,
    /// `name <address>`.
    pub author: String,
    /// The whole message.
    pub message: String,
}

/// The commits of these revisions, merges left out.
pub fn commits(git: &Git, revisions: &[&str]) -> Vec<Commit> {
    let arguments = ["log", "--no-merges", "-z", "--format=%H%n%an <%ae>%n%B", "--end-of-options"];
    let answer = git.read(&[&arguments, revisions].concat()).unwrap_or_default();
    let answer = String::from_utf8_lossy(&answer);
    let commit = |entry: &str| {
        let (hash, rest) = entry.split_once('\n')?;
        let (author, message) = rest.split_once('\n').unwrap_or((rest, ""));
        Some(Commit { hash: hash.to_string(), author: author.to_string(), message: message.to_string() })
    };
    answer.split('\0').filter_map(commit).collect()
}
