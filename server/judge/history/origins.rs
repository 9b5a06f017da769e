//! Where the lines of the mainline's commits come from: what notes attest line by line, and what commits declare.
//! A merge brings the work of other commits: what their notes attest is found in it by content, and it declares an
//! assistant only where all of them do. What is counted is a lower bound.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::replay::Attest;
use super::{Asked, DeclaredCounts, NoteCounts, Told};
use crate::judge::git::Git;
use crate::judge::provenance::{
    By, Declared, Note, Notes, Orphans, Remembered, Tier, Whence, declared, is_bot,
};

/// What is known of the origins of a history's lines.
pub(super) struct Origins {
    counts: NoteCounts,
    declarations: DeclaredCounts,
    /// Mainline commit -> its note.
    notes: FxHashMap<String, Note>,
    orphans: Orphans,
    /// Lines of commits that merges brought.
    merged: Remembered,
    /// Mainline commits that declare an assistant.
    declared: FxHashSet<String>,
    /// Only commits of this address count.
    mine: Option<String>,
}

impl Origins {
    pub(super) fn read(git: &Git, asked: &Asked, is_code: &dyn Fn(&Path) -> bool) -> Result<Origins, String> {
        let mine = match asked.mine {
            true => {
                let address = git.text(&["config", "user.email"]);
                Some(address.map_err(|_| {
                    "git knows no `user.email` here, so it cannot be said what is yours".to_string()
                })?)
            }
            false => None,
        };
        let commits = Commits::read(git, asked)?;
        let list = Notes::list(git);
        let history = git.text(&["rev-list", "HEAD"])?;
        let history: Vec<String> = history.lines().map(str::to_string).collect();
        let mut counts = NoteCounts { notes: list.len(), ..NoteCounts::default() };
        let mut notes = Notes::default();
        let mut attesting: FxHashSet<&str> = FxHashSet::default();
        let on_history: FxHashSet<&str> = history.iter().map(String::as_str).collect();
        for (commit, object) in &list {
            let is_on_history = on_history.contains(commit.as_str());
            counts.on_history += usize::from(is_on_history);
            let Ok(note) = Notes::one(git, object) else {
                counts.broken += 1;
                continue;
            };
            for (by, lines) in note.lines() {
                match by {
                    By::Tool(tool) => *counts.tools.entry(tool.clone()).or_default() += lines,
                    By::Person => counts.people_lines += lines,
                }
            }
            if note.tool_lines() > 0 {
                counts.with_tool_lines += 1;
                counts.on_history_with_tool_lines += usize::from(is_on_history);
                attesting.insert(commit);
            }
            if is_on_history {
                notes.by_commit.insert(commit.clone(), note);
            }
        }
        let declarations = commits.declarations(&attesting);
        let orphans = Orphans::attach(git, &list, &mut notes, &history, asked.since.seconds(), &|path| {
            is_code(Path::new(path))
        });
        notes.add_traces(git);
        let mut merged = Remembered::default();
        for (commit, by) in &commits.merged_by {
            merged.add(git, &notes, commit, Whence::Merged { by: by.clone() }, &|path| {
                is_code(Path::new(path))
            });
        }
        let of_mainline = |commit: &String, _: &mut Note| commits.mainline.contains(commit);
        notes.by_commit.retain(of_mainline);
        let declared = commits.declared();
        Ok(Origins { counts, declarations, notes: notes.by_commit, orphans, merged, declared, mine })
    }

    /// What notes attest and commits declare, when everything was looked at.
    pub(super) fn into_counts(self) -> (NoteCounts, DeclaredCounts) {
        (NoteCounts { orphaned: self.orphans.counts(), ..self.counts }, self.declarations)
    }

    /// Whether a commit is one of those that are asked about.
    pub(super) fn counts(&self, told: &Told) -> bool {
        self.mine.as_ref().is_none_or(|address| told.author.ends_with(&format!("<{address}>")))
    }

    /// Says of added lines whether a note attests them; `None` where there are no notes.
    pub(super) fn attest(&self) -> Option<Box<Attest<'_>>> {
        let has_notes =
            !self.notes.is_empty() || !self.merged.is_empty() || !self.orphans.remembered.is_empty();
        has_notes.then(|| {
            Box::new(|told: &Told, path: &str, first: u32, lines: &[&str]| {
                self.attested(told, path, first, lines)
            }) as Box<Attest<'_>>
        })
    }

    fn attested(&self, told: &Told, path: &str, first: u32, lines: &[&str]) -> Vec<bool> {
        let note = self.notes.get(&told.hash);
        let of_note =
            (first..).map(|line| matches!(note.and_then(|note| note.by(path, line)), Some(By::Tool(_))));
        let of_merged =
            self.merged.tools_of(lines, &|whence| *whence == Whence::Merged { by: told.hash.clone() });
        let of_orphans = self.orphans.remembered.tools_of(lines, &|whence| match whence {
            Whence::Orphan { moment } => *moment <= told.time,
            Whence::Merged { .. } => false,
        });
        let by_content =
            of_merged.into_iter().zip(of_orphans).map(|(merged, orphan)| merged.or(orphan).is_some());
        of_note.zip(by_content).map(|(note, content)| note || content).collect()
    }

    /// How well the origin of a line is known.
    pub(super) fn tier(&self, told: &Told, is_attested: bool) -> Tier {
        match is_attested {
            true => Tier::Attested,
            false if self.declared.contains(&told.hash) => Tier::Declared,
            false => Tier::Unknown,
        }
    }

    /// The added lines of a commit by tier.
    pub(super) fn split(&self, told: &Told) -> [(Tier, u64); 2] {
        let (added, attested) = (u64::from(told.added), u64::from(told.attested));
        [(Tier::Attested, attested), (self.tier(told, false), added - attested)]
    }
}

/// The commits since a day, on the mainline and beside it.
struct Commits {
    mainline: FxHashSet<String>,
    /// Commit -> the merge that brought it to the mainline.
    merged_by: FxHashMap<String, String>,
    /// Merges, and whether everything that they brought was declared.
    merges: FxHashMap<String, bool>,
    /// Commits that are no merges.
    single: Vec<String>,
    /// Commits that declare an assistant.
    declaring: FxHashMap<String, Declared>,
    /// Commits without one whose author is a bot.
    bots: FxHashSet<String>,
}

impl Commits {
    fn read(git: &Git, asked: &Asked) -> Result<Commits, String> {
        let since = format!("--since={}T00:00:00Z", asked.since);
        let log = git.read(&["log", "--format=%H%x00%P%x00%an <%ae>%x00%B%x01", &since, "HEAD"])?;
        let log = String::from_utf8_lossy(&log);
        let mut parents: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let (mut single, mut declaring, mut bots) = (Vec::new(), FxHashMap::default(), FxHashSet::default());
        let mut newest = None;
        for entry in log.split('\u{1}') {
            let parts: Vec<&str> = entry.trim_start().splitn(4, '\0').collect();
            let &[hash, above, author, message] = parts.as_slice() else { continue };
            newest.get_or_insert(hash);
            let above: Vec<&str> = above.split_whitespace().collect();
            single.extend((above.len() < 2).then(|| hash.to_string()));
            parents.insert(hash, above);
            if let Some(declared) = declared(author, message) {
                declaring.insert(hash.to_string(), declared);
            } else if is_bot(author) {
                bots.insert(hash.to_string());
            }
        }
        let above = |commit: &str| parents.get(commit).map_or(&[][..], Vec::as_slice);
        let first =
            |commit: &&str| above(commit).first().copied().filter(|above| parents.contains_key(above));
        let mut mainline: Vec<&str> = std::iter::successors(newest, first).collect();
        mainline.reverse();
        let mut seen: FxHashSet<&str> = mainline.iter().copied().collect();
        let (mut merged_by, mut merges) = (FxHashMap::default(), FxHashMap::default());
        for merge in &mainline {
            let mut beside: Vec<&str> = above(merge).iter().skip(1).copied().collect();
            let (mut brought, mut declared) = (0_usize, 0_usize);
            while let Some(commit) = beside.pop() {
                if !parents.contains_key(commit) || !seen.insert(commit) {
                    continue;
                }
                // A merge of the mainline into the branch is no work of its own.
                if above(commit).len() < 2 {
                    brought += 1;
                    declared += usize::from(declaring.contains_key(commit));
                }
                merged_by.insert(commit.to_string(), (*merge).to_string());
                beside.extend(above(commit));
            }
            if brought > 0 {
                merges.insert((*merge).to_string(), brought == declared);
            }
        }
        let mainline = mainline.into_iter().map(str::to_string).collect();
        Ok(Commits { mainline, merged_by, merges, single, declaring, bots })
    }

    /// What the commits declare, beside what the notes of some of them attest.
    fn declarations(&self, attesting: &FxHashSet<&str>) -> DeclaredCounts {
        let mut counts = DeclaredCounts { commits: self.single.len(), ..DeclaredCounts::default() };
        for commit in &self.single {
            let is_attested = attesting.contains(commit.as_str());
            counts.attested += usize::from(is_attested);
            counts.bots += usize::from(self.bots.contains(commit));
            let Some(declared) = self.declaring.get(commit) else { continue };
            counts.declaring += 1;
            counts.both += usize::from(is_attested);
            declared.signs.iter().for_each(|sign| *counts.signs.entry(*sign).or_default() += 1);
            *counts.assistants.entry(declared.assistant.clone()).or_default() += 1;
        }
        counts
    }

    /// The mainline commits that declare an assistant, for themselves or for all that they brought.
    fn declared(&self) -> FxHashSet<String> {
        let says = |commit: &&String| {
            self.merges.get(*commit).copied().unwrap_or_else(|| self.declaring.contains_key(*commit))
        };
        self.mainline.iter().filter(says).cloned().collect()
    }
}
