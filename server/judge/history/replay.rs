//! The mainline told again, commit by commit: each line of each file knows the commit that wrote it, so that it can be
//! said of a deleted line how old it was and whose it was. One pass over git's log; memory grows with the files, not
//! with the history.

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::judge::git::Stream;

/// The owner of lines from before the history that is looked at.
const OLD: u32 = u32::MAX >> 1;
/// Beside the owner: a note attests the line to a tool.
const ATTESTED: u32 = 1 << 31;
/// Lines that are deleted so soon were not meant to stay.
pub const CHURN_DAYS: i64 = 14;
/// A fix that comes later is rarely of that change.
const FIX_DAYS: i64 = 90;
/// Lines in a row that stand elsewhere already are a copy.
const COPIED_RUN: usize = 5;
/// Places that copies are looked for in; older ones are kept, and newer ones not added.
const MOST_RUNS: usize = 4_000_000;
/// Files of more lines are data.
const MOST_LINES: usize = 200_000;

/// What is told of a commit of the mainline: a merge, or work that was put there in one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its hash.
    pub hash: String,
    /// Seconds since 1970.
    pub time: i64,
    /// `name <address>`.
    pub author: String,
    /// The message.
    pub message: String,
    /// Files that it changes.
    pub files: u32,
    /// Lines that it adds.
    pub added: u32,
    /// Lines that it deletes.
    pub deleted: u32,
    /// Of the added lines, those that were deleted within 14 days.
    pub churned: u32,
    /// Of the added lines, those that it deletes elsewhere.
    pub moved: u32,
    /// Of the added lines, those in runs that stood elsewhere before.
    pub copied: u32,
    /// Of the added lines, those that a note attests to a tool.
    pub attested: u32,
    /// Commits whose lines it deletes while it says that it is a fix: their numbers.
    pub traced: Vec<u32>,
    /// The commit that it names as the one that it fixes or reverts.
    pub named: Option<String>,
}

/// The state of the telling.
#[derive(Debug, Default)]
pub struct Replay {
    /// The commits so far, in order.
    pub commits: Vec<Told>,
    /// Path -> each line's owner.
    files: FxHashMap<String, Vec<u32>>,
    /// Path -> how many commits changed it, and how many lines.
    pub heat: FxHashMap<String, (u32, u32)>,
    runs: FxHashSet<u64>,
}

/// Which of some lines that a commit adds to a file, the first of them at a line from 1, a note attests to tools.
pub(super) type Attest<'a> = dyn Fn(&Told, &str, u32, &[&str]) -> Vec<bool> + 'a;

/// What belongs to the commit that is being told.
#[derive(Default)]
struct Work {
    /// Marks of the deleted lines that have not been met among the added ones.
    deleted: FxHashMap<u64, u32>,
    added: Vec<u64>,
    /// Runs of added lines, new with this commit.
    runs: Vec<u64>,
    owners: FxHashMap<u32, u32>,
    file: Option<String>,
    from: Option<String>,
    /// The lines of the file as they will be, and how many of the old ones are used.
    next: Vec<u32>,
    used: usize,
}

impl Replay {
    /// The log of the mainline, oldest commit first.
    pub const MAINLINE: [&str; 3] = ["log", "--first-parent", "--reverse"];
    /// How the log is written that is told.
    pub const PATCHES: [&str; 10] = [
        "--diff-merges=first-parent",
        "-p",
        "-U0",
        "-w",
        "-M",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--no-prefix",
        "--format=%x01%H%x00%ct%x00%an <%ae>%n%B%x02",
    ];

    /// The number of the commit that wrote each line of a file, where it belongs to the history that is looked at, and
    /// whether a note attests the line. `None` for a file of which nothing was told.
    pub fn owners(&self, path: &str) -> Option<impl Iterator<Item = (Option<usize>, bool)> + '_> {
        let owners = self.files.get(path)?.iter();
        Some(owners.map(|owner| {
            let number = owner & !ATTESTED;
            ((number != OLD).then_some(number as usize), owner & ATTESTED != 0)
        }))
    }

    /// Tells the log to its end. `turn` is called before each commit, with what was told before it and its time.
    pub fn run(
        &mut self,
        stream: &mut Stream,
        attest: Option<&Attest<'_>>,
        turn: &mut dyn FnMut(&Replay, i64),
    ) {
        let mut work = Work::default();
        while let Some(line) = stream.line() {
            if let Some(head) = line.strip_prefix('\u{1}') {
                self.finish(std::mem::take(&mut work));
                let mut told = header(head);
                while let Some(line) = stream.line() {
                    match line.strip_suffix('\u{2}') {
                        Some(last) => {
                            told.message.push_str(last);
                            break;
                        }
                        None => told.message.push_str(&(line + "\n")),
                    }
                }
                told.named = named(&told.message);
                turn(self, told.time);
                self.commits.push(told);
            } else if line.starts_with("diff --git ") {
                self.close_file(&mut work);
            } else if let Some(path) = line.strip_prefix("rename from ") {
                work.from = Some(path.to_string());
            } else if let Some(path) = line.strip_prefix("rename to ") {
                work.file = Some(path.to_string());
            } else if let Some(path) = line.strip_prefix("--- ") {
                work.from = work.from.or(path_of(path));
            } else if let Some(path) = line.strip_prefix("+++ ") {
                work.file = path_of(path);
            } else if let Some(place) = line.strip_prefix("@@ ").and_then(extent) {
                self.hunk(&mut work, stream, attest, place);
            }
        }
        self.finish(work);
    }

    fn hunk(
        &mut self,
        work: &mut Work,
        stream: &mut Stream,
        attest: Option<&Attest<'_>>,
        ((start, old), (new_start, new)): Extent,
    ) {
        let number = (self.commits.len().max(1) - 1) as u32;
        let time = self.commits.last().map_or(0, |told| told.time);
        // With no old line, the hunk stands after the line that it names.
        let start = if old == 0 { start } else { start.saturating_sub(1) };
        let before: &[u32] =
            work.from.as_ref().and_then(|path| self.files.get(path)).map_or(&[], Vec::as_slice);
        let owner_of = |at: usize| before.get(at).copied().unwrap_or(OLD);
        work.next.extend((work.used..start.min(MOST_LINES)).map(owner_of));
        let owners: Vec<u32> =
            (start..(start + old).min(MOST_LINES)).map(|at| owner_of(at) & !ATTESTED).collect();
        work.used = start + old;
        let (mut left, mut right, mut run, mut added) = (old, new, Vec::new(), Vec::new());
        while left > 0 || right > 0 {
            let Some(line) = stream.line() else { break };
            match line.as_bytes().first() {
                Some(b'-') if left > 0 => {
                    let owner = owners.get(old - left).copied().unwrap_or(OLD);
                    left -= 1;
                    if let Some(mark) = mark(&line[1..]) {
                        *work.deleted.entry(mark).or_default() += 1;
                        *work.owners.entry(owner).or_default() += 1;
                    }
                    if let Some(told) = self.commits.get_mut(owner as usize)
                        && time - told.time <= CHURN_DAYS * 86_400
                    {
                        told.churned += 1;
                    }
                }
                Some(b'+') if right > 0 => {
                    right -= 1;
                    run.push(mark(&line[1..]));
                    added.extend(attest.is_some().then(|| line[1..].to_string()));
                }
                _ => {}
            }
        }
        let attested = match (attest, self.commits.last(), &work.file) {
            (Some(attest), Some(told), Some(file)) => {
                let lines: Vec<&str> = added.iter().map(String::as_str).collect();
                attest(told, file, new_start as u32, &lines)
            }
            _ => Vec::new(),
        };
        let is_attested = |at: usize| attested.get(at).copied().unwrap_or_default();
        work.next.extend(
            (0..new.min(MOST_LINES)).map(|at| if is_attested(at) { number | ATTESTED } else { number }),
        );
        let marks: Vec<u64> = run.into_iter().flatten().collect();
        work.runs.extend(marks.windows(COPIED_RUN).map(joined));
        let mut copied = vec![false; marks.len()];
        for (at, window) in marks.windows(COPIED_RUN).enumerate() {
            if self.runs.contains(&joined(window)) {
                copied[at..at + COPIED_RUN].fill(true);
            }
        }
        work.added.extend(&marks);
        if let Some(told) = self.commits.last_mut() {
            told.added += new as u32;
            told.attested += attested.iter().filter(|attested| **attested).count() as u32;
            told.deleted += old as u32;
            told.copied += copied.iter().filter(|copied| **copied).count() as u32;
        }
        let path = work.file.as_ref().or(work.from.as_ref());
        if let Some(path) = path {
            self.heat.entry(path.clone()).or_default().1 += (old + new) as u32;
        }
    }

    /// The file of the diff is told: what was not touched keeps its owners.
    fn close_file(&mut self, work: &mut Work) {
        let (from, file) = (work.from.take(), work.file.take());
        let mut lines = std::mem::take(&mut work.next);
        let used = std::mem::take(&mut work.used);
        if from.is_none() && file.is_none() {
            return;
        }
        let before = from.as_ref().and_then(|path| self.files.remove(path)).unwrap_or_default();
        lines.extend(before.iter().skip(used));
        if let Some(told) = self.commits.last_mut() {
            told.files += 1;
        }
        if let Some(file) = file {
            self.heat.entry(file.clone()).or_default().0 += 1;
            self.files.insert(file, lines);
        }
    }

    /// The commit is told: what it moved, what it fixed, and what may be copied from it.
    fn finish(&mut self, mut work: Work) {
        self.close_file(&mut work);
        let Some(told) = self.commits.last() else { return };
        let (time, is_fix) = (told.time, told.named.is_none() && is_fix(&told.message));
        let mut moved = 0;
        for mark in &work.added {
            if let Some(count) = work.deleted.get_mut(mark).filter(|count| **count > 0) {
                *count -= 1;
                moved += 1;
            }
        }
        let is_recent = |owner: &u32| {
            self.commits.get(*owner as usize).is_some_and(|told| time - told.time <= FIX_DAYS * 86_400)
        };
        let mut traced: Vec<u32> =
            work.owners.keys().copied().filter(|owner| is_fix && is_recent(owner)).collect();
        traced.sort_unstable();
        if let Some(told) = self.commits.last_mut() {
            told.moved = moved;
            // What only changed its place is no copy.
            told.copied = told.copied.saturating_sub(moved);
            told.traced = traced;
        }
        if self.runs.len() + work.runs.len() <= MOST_RUNS {
            self.runs.extend(work.runs);
        }
    }
}

fn header(text: &str) -> Told {
    let mut parts = text.splitn(3, '\0');
    let mut part = || parts.next().unwrap_or_default().to_string();
    let (hash, time, author) = (part(), part(), part());
    Told { hash, time: time.parse().unwrap_or_default(), author, ..Told::default() }
}

/// First line and length of the old and of the new lines.
type Extent = ((usize, usize), (usize, usize));

/// Reads `-1,2 +3,4 @@ ...`.
fn extent(text: &str) -> Option<Extent> {
    let mut words = text.split(' ');
    let (old, new) = (words.next()?.strip_prefix('-')?, words.next()?.strip_prefix('+')?);
    let pair = |word: &str| -> Option<(usize, usize)> {
        let (start, length) = word.split_once(',').unwrap_or((word, "1"));
        Some((start.parse().ok()?, length.parse().ok()?))
    };
    Some((pair(old)?, pair(new)?))
}

fn path_of(text: &str) -> Option<String> {
    let path = text.trim_end_matches('\t').trim_matches('"');
    (path != "/dev/null").then(|| path.to_string())
}

/// The mark of a line that says something; `None` where it is blank or too short to be told from others.
fn mark(line: &str) -> Option<u64> {
    let text = line.trim();
    (text.chars().filter(|character| character.is_alphanumeric()).count() >= 4)
        .then(|| xxh3_64(text.as_bytes()))
}

fn joined(marks: &[u64]) -> u64 {
    let bytes: Vec<u8> = marks.iter().flat_map(|mark| mark.to_le_bytes()).collect();
    xxh3_64(&bytes)
}

/// The commit that a message names as the one that it fixes or reverts.
fn named(message: &str) -> Option<String> {
    message.lines().find_map(|line| {
        let line = line.trim();
        let rest = line.strip_prefix("Fixes:").or_else(|| line.strip_prefix("This reverts commit"))?;
        let hash = rest.trim().split(|character: char| !character.is_ascii_hexdigit()).next()?;
        (hash.len() >= 7).then(|| hash.to_string())
    })
}

/// Whether the first line says so.
fn is_fix(message: &str) -> bool {
    let subject = message.lines().next().unwrap_or_default().to_lowercase();
    let mut words = subject.split(|character: char| !character.is_alphanumeric());
    words.any(|word| matches!(word, "fix" | "fixes" | "fixed" | "fixing" | "bugfix" | "hotfix" | "bug"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_are_known_by_their_words() {
        assert!(is_fix("fix(parser): accept empty input") && is_fix("Bug in the parser"));
        assert!(!is_fix("Add a prefix option") && !is_fix("Feature\n\nfixes nothing"));
        assert_eq!(named("x\n\nFixes: 0123456789ab (\"y\")").as_deref(), Some("0123456789ab"));
        assert_eq!(
            named("Revert x\n\nThis reverts commit 0123456789abcdef.").as_deref(),
            Some("0123456789abcdef")
        );
        assert_eq!(named("Fixes: #12"), None);
    }
}
