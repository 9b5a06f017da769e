//! Blocks that arrived at once: an accepted suggestion, a paste, a file that an agent wrote. Remembered as not yet
//! read, by their content, so that they are found again after edits and restarts. They stay on this machine.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp};
use thinktwice_engine::fingerprint::token_text;
use xxhash_rust::xxh3::xxh3_64;

use super::Review;
use super::decisions::state_folder;
use super::provenance::{Origin, Tier};
use crate::workspace::{source, write};

/// Fewer lines are typed, or come from a snippet.
const LEAST_LINES: usize = 5;
/// A block of which less is left has been rewritten: it was read.
const LEAST_LEFT: f64 = 0.5;
/// Words that both have, of those that a text had before: more, and it was only laid out anew.
const SAME_WORDS: f64 = 0.9;
/// For so long after it came, what is filled in at several places of a block is a snippet's; in seconds.
const FILLING: u64 = 120;
/// Blocks that are remembered for a root.
const MOST_BLOCKS: usize = 2_000;

/// How a block came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By one edit in the editor.
    Edit,
    /// On disk, written by another program.
    Disk,
}

/// A block that nobody has marked as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Arrival {
    /// The file, from the root.
    pub path: String,
    /// How it came.
    pub way: Way,
    /// When, in seconds since 1970.
    pub at: u64,
    /// Hashes of its lines that are not blank.
    lines: Vec<u64>,
}

impl Arrival {
    /// A block of a text that came at once; `None` if it is too small to be one.
    pub fn new(path: &str, way: Way, at: u64, block: &str) -> Option<Arrival> {
        let lines: Vec<u64> = block.lines().filter_map(mark).collect();
        (lines.len() >= LEAST_LINES).then(|| Arrival { path: path.to_string(), way, at, lines })
    }

    /// Where it stands now: lines from 0, and how many of them are its own. `None` once most of it is gone.
    pub fn find(&self, text: &str) -> Option<(Range<u32>, usize)> {
        self.find_in(&Marked::new(text))
    }

    fn find_in(&self, text: &Marked) -> Option<(Range<u32>, usize)> {
        let least = LEAST_LEFT * self.lines.len() as f64;
        // Most blocks stand there as they came, or not at all: neither takes a comparison.
        let equal: Vec<Range<usize>> = match text.place_of(&self.lines) {
            Some(place) => vec![place],
            None if (text.count_of(&self.lines) as f64) < least => return None,
            None => {
                let deadline = Some(Instant::now() + Duration::from_millis(50));
                let (own, marks) = (&self.lines, &text.marks);
                let steps = similar::capture_diff_slices_deadline(Algorithm::Patience, own, marks, deadline);
                let equal = steps.iter().filter_map(|step| match *step {
                    DiffOp::Equal { new_index, len, .. } => Some(new_index..new_index + len),
                    _ => None,
                });
                equal.collect()
            }
        };
        // A line that only happens to stand elsewhere too is no part of it.
        let slack = LEAST_LINES.max(self.lines.len() / 4) as u32;
        let mut best: Option<(Range<u32>, usize)> = None;
        let mut here: Option<(Range<u32>, usize)> = None;
        for at in equal.into_iter().flatten().map(|index| text.places[index]) {
            here = match here {
                Some((range, count)) if at - range.end <= slack => Some((range.start..at + 1, count + 1)),
                _ => Some((at..at + 1, 1)),
            };
            if here.as_ref().map(|(_, count)| *count) > best.as_ref().map(|(_, count)| *count) {
                best.clone_from(&here);
            }
        }
        best.filter(|(_, count)| *count as f64 >= least)
    }

    /// How many lines came.
    pub fn size(&self) -> usize {
        self.lines.len()
    }
}

/// The lines of a text that are not blank.
struct Marked {
    /// Their numbers, from 0.
    places: Vec<u32>,
    marks: Vec<u64>,
}

impl Marked {
    fn new(text: &str) -> Marked {
        let marked = (0_u32..).zip(text.lines()).filter_map(|(at, line)| Some((at, mark(line)?)));
        let (places, marks) = marked.unzip();
        Marked { places, marks }
    }

    /// Where these lines stand one behind the other.
    fn place_of(&self, lines: &[u64]) -> Option<Range<usize>> {
        let start = self.marks.windows(lines.len().max(1)).position(|marks| *marks == *lines)?;
        Some(start..start + lines.len())
    }

    /// How many of these lines stand anywhere.
    fn count_of(&self, lines: &[u64]) -> usize {
        let wanted: FxHashSet<u64> = lines.iter().copied().collect();
        let there: FxHashSet<u64> = self.marks.iter().copied().filter(|mark| wanted.contains(mark)).collect();
        lines.iter().filter(|line| there.contains(line)).count()
    }
}

/// The blocks of a root.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Arrivals {
    #[serde(skip)]
    file: Option<PathBuf>,
    blocks: Vec<Arrival>,
}

impl Arrivals {
    /// Reads what is remembered of a root. What cannot be read is forgotten.
    pub fn read(root: &Path) -> Arrivals {
        let file = state_folder(root).map(|folder| folder.join("arrivals.json"));
        let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let arrivals: Arrivals = serde_json::from_str(&text).unwrap_or_default();
        Arrivals { file, ..arrivals }
    }

    /// Writes them down. Without a state folder they are known until the end of the session.
    pub fn write(&self) {
        let Some(file) = &self.file else { return };
        let text = serde_json::to_string(self).unwrap_or_default();
        // What cannot be kept is forgotten at the end of the session; nothing else depends on it.
        drop(write::whole(file, text.as_bytes()));
    }

    /// The blocks of a file.
    pub fn of_file<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Arrival> {
        self.blocks.iter().filter(move |block| block.path == path)
    }

    /// The files that have blocks, in order.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = self.blocks.iter().map(|block| block.path.clone()).collect();
        files.sort();
        files.dedup();
        files
    }

    /// Adds a block. It takes the place of those whose lines it has: of itself, and of its beginning.
    pub fn add(&mut self, block: Arrival) {
        let is_within =
            |known: &Arrival| block.lines.windows(known.lines.len()).any(|lines| *lines == known.lines);
        self.blocks.retain(|known| known.path != block.path || !is_within(known));
        self.blocks.push(block);
        let surplus = self.blocks.len().saturating_sub(MOST_BLOCKS);
        self.blocks.drain(..surplus);
    }

    /// An undo or a redo went from one text to the other: blocks that are only in the one rest until they are back.
    fn again(&mut self, path: &str, before: &str, after: &str) -> bool {
        let (before, after) = (Marked::new(before), Marked::new(after));
        self.of_file(path).any(|block| block.find_in(&before).is_some() != block.find_in(&after).is_some())
    }

    /// Somebody has read the block that stands at a line.
    fn mark_read(&mut self, path: &str, text: &str, line: u32) -> bool {
        let (before, text) = (self.blocks.len(), Marked::new(text));
        self.blocks.retain(|block| {
            block.path != path || block.find_in(&text).is_none_or(|(range, _)| !range.contains(&line))
        });
        before != self.blocks.len()
    }

    /// Names were filled in on these lines: a block there that has only just come is a snippet.
    fn filled_in(&mut self, path: &str, text: &str, lines: &Range<u32>) -> bool {
        let (before, text) = (self.blocks.len(), Marked::new(text));
        let since = now().saturating_sub(FILLING);
        self.blocks.retain(|block| {
            let may_be = block.path == path && block.way == Way::Edit && block.at >= since;
            let place = may_be.then(|| block.find_in(&text)).flatten();
            !place.is_some_and(|(range, _)| range.start <= lines.start && lines.end <= range.end)
        });
        before != self.blocks.len()
    }

    /// Marks the lines of a file that arrived at once and of which nothing better is known.
    pub fn claim(&self, path: &str, text: &str, origins: &mut [Origin]) {
        let text = Marked::new(text);
        for (range, _) in self.of_file(path).filter_map(|block| block.find_in(&text)) {
            let lines = origins.iter_mut().take(range.end as usize).skip(range.start as usize);
            for origin in lines.filter(|origin| origin.tier == Tier::Unknown) {
                *origin = Origin { tier: Tier::Arrived, by: String::new() };
            }
        }
    }
}

/// What this session saw of texts that came at once.
#[derive(Debug, Default)]
pub struct Book {
    /// By root.
    arrivals: FxHashMap<PathBuf, Arrivals>,
    /// By file.
    pasts: FxHashMap<PathBuf, Past>,
    /// The lines that a file has had: what is put aside and taken out again was there before.
    seen: FxHashMap<PathBuf, Seen>,
    /// Lines that were taken out somewhere: when they come back elsewhere, they were moved.
    cut: FxHashSet<u64>,
}

/// So many lines that were taken out are remembered: nobody puts so much back.
const MOST_CUT: usize = 100_000;

/// Marks of lines, in order and by half of their bits: they are kept for each file that anybody writes, for days.
#[derive(Clone, Debug, Default)]
struct Seen(Box<[u32]>);

impl Seen {
    fn has(&self, mark: u64) -> bool {
        self.0.binary_search(&(mark as u32)).is_ok()
    }

    fn and(&self, marks: impl Iterator<Item = u64>) -> Seen {
        let mut all: Vec<u32> = self.0.iter().copied().chain(marks.map(|mark| mark as u32)).collect();
        all.sort_unstable();
        all.dedup();
        Seen(all.into())
    }
}

/// One notification's worth of edits to a document.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
    /// What was taken out.
    pub old: String,
    /// What was put in.
    pub new: String,
}

/// A block that nobody has marked as read, at its present place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The lines, from 0.
    pub lines: Range<u32>,
    /// How many lines came.
    pub size: usize,
    /// How it came.
    pub way: Way,
}

impl Review {
    /// Takes note of edits in an editor. Says whether the file's blocks are others now.
    pub fn edited(&self, path: &Path, edit: &Edited) -> bool {
        let Some(root) = self.root_of(path) else { return false };
        let shown = self.shown_path(path);
        let mut book = self.book();
        let coming = book.pasts.entry(path.to_path_buf()).or_default().judge(edit);
        let cut: Vec<u64> = edit.old.lines().filter_map(mark).collect();
        let is_arrival = coming == Coming::Arrived && !self.is_committed(path, &edit.after);
        let blocks = if is_arrival { new_blocks(&edit.old, &edit.new) } else { Vec::new() };
        let is_moved = |block: &String| {
            let marks: Vec<u64> = block.lines().filter_map(mark).collect();
            let known = marks.iter().filter(|mark| book.cut.contains(mark)).count();
            known as f64 >= SAME_WORDS * marks.len().max(1) as f64
        };
        let blocks: Vec<String> = blocks.into_iter().filter(|block| !is_moved(block)).collect();
        if coming == Coming::Arrived || coming == Coming::Typed {
            if book.cut.len() + cut.len() > MOST_CUT {
                book.cut.clear();
            }
            book.cut.extend(cut);
        }
        let arrivals = book.arrivals_of(&root);
        let withdrawn = match coming {
            // Undo takes a block away, redo brings it back.
            Coming::Again => arrivals.again(&shown, &edit.before, &edit.after),
            _ => false,
        };
        let mut has_changed = withdrawn;
        for block in blocks.iter().filter_map(|block| Arrival::new(&shown, Way::Edit, now(), block)) {
            arrivals.add(block);
            has_changed = true;
        }
        if has_changed {
            arrivals.write();
        }
        has_changed
    }

    /// Takes note that names were filled in on lines, from 0, of a text: who expands a snippet knows it.
    pub fn filled_in(&self, path: &Path, before: &str, lines: &Range<u32>) -> bool {
        let Some(root) = self.root_of(path) else { return false };
        let shown = self.shown_path(path);
        let mut book = self.book();
        let arrivals = book.arrivals_of(&root);
        let has_changed = arrivals.filled_in(&shown, before, lines);
        if has_changed {
            arrivals.write();
        }
        has_changed
    }

    /// Takes note of a file that was written by another program than this editor.
    pub fn written(&self, path: &Path) -> bool {
        let (Some(root), Ok(text)) = (self.root_of(path), source::read(path)) else { return false };
        let marks: FxHashSet<u64> = text.lines().filter_map(mark).collect();
        let shown = self.shown_path(path);
        let committed = self.head_text(path);
        let mut book = self.book();
        let seen = book.seen.entry(path.to_path_buf()).or_default();
        let now_seen = seen.and(marks.iter().copied());
        let known = std::mem::replace(seen, now_seen);
        let is_checked_out = committed.as_ref() == Some(&text);
        if is_checked_out {
            return false;
        }
        let committed = committed.unwrap_or_default();
        // What a formatter makes of lines is not new: they are gone, and their words are here.
        let gone = committed.lines().filter(|line| mark(line).is_some_and(|mark| !marks.contains(&mark)));
        let gone = gone.collect::<Vec<_>>().join("\n");
        let committed: FxHashSet<u64> = committed.lines().filter_map(mark).collect();
        let mut blocks = blocks_beside(&text, |mark| known.has(mark) || committed.contains(&mark));
        blocks.retain(|block| !is_laid_out(&gone, block));
        let arrivals = book.arrivals_of(&root);
        let new: Vec<Arrival> =
            blocks.iter().filter_map(|block| Arrival::new(&shown, Way::Disk, now(), block)).collect();
        let has_new = !new.is_empty();
        new.into_iter().for_each(|block| arrivals.add(block));
        if has_new {
            arrivals.write();
        }
        has_new
    }

    /// The editor has shown or saved this text: when it is found on disk, nobody else wrote it.
    pub fn shown(&self, path: &Path, text: &str) {
        let mut book = self.book();
        let seen = book.seen.entry(path.to_path_buf()).or_default();
        *seen = seen.and(text.lines().filter_map(mark));
    }

    /// The blocks of a file that nobody has marked as read, by place.
    pub fn unread(&self, path: &Path, text: &str) -> Vec<Unread> {
        let Some(root) = self.root_of(path) else { return Vec::new() };
        let shown = self.shown_path(path);
        let mut book = self.book();
        let blocks = book.arrivals_of(&root).of_file(&shown);
        let text = Marked::new(text);
        let place = |block: &Arrival| {
            block.find_in(&text).map(|(lines, _)| Unread { lines, size: block.size(), way: block.way })
        };
        let mut unread: Vec<Unread> = blocks.filter_map(place).collect();
        unread.sort_by_key(|block| (block.lines.start, block.lines.end));
        unread.dedup_by_key(|block| block.lines.start);
        unread
    }

    /// The files with blocks that nobody has marked as read.
    pub fn unread_files(&self) -> Vec<PathBuf> {
        let roots = self.roots().to_vec();
        let mut book = self.book();
        let files = |root: &PathBuf| {
            let files = book.arrivals_of(root).files();
            files.into_iter().map(|file| root.join(file)).collect::<Vec<_>>()
        };
        roots.iter().flat_map(files).collect()
    }

    /// Somebody has read the block at a line, from 0.
    pub fn mark_read(&self, path: &Path, text: &str, line: u32) -> bool {
        let Some(root) = self.root_of(path) else { return false };
        let shown = self.shown_path(path);
        let mut book = self.book();
        let arrivals = book.arrivals_of(&root);
        let is_marked = arrivals.mark_read(&shown, text, line);
        if is_marked {
            arrivals.write();
        }
        is_marked
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn root_of(&self, path: &Path) -> Option<PathBuf> {
        self.state().root(path).map(|root| root.settings.root().to_path_buf())
    }

    /// Whether a text is the one of the last commit: then it came by a checkout, or by taking changes back.
    fn is_committed(&self, path: &Path, text: &str) -> bool {
        self.head_text(path).is_some_and(|committed| committed == text)
    }

    fn head_text(&self, path: &Path) -> Option<String> {
        let base = self.base(path)?;
        let inside = base.git().inside(path)?;
        let content = base.git().blob(&format!("HEAD:{inside}"))?;
        source::of_bytes(path, content)
    }
}

impl Book {
    fn arrivals_of(&mut self, root: &Path) -> &mut Arrivals {
        self.arrivals.entry(root.to_path_buf()).or_insert_with(|| Arrivals::read(root))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// What an edit was, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coming {
    /// Lines that were not there: a paste, an accepted suggestion.
    Arrived,
    /// The text is one that it was before: undo, redo.
    Again,
    /// The same words laid out anew.
    LaidOut,
    /// Too little to tell from typing.
    Typed,
}

/// The texts that a document had, as far as they are worth remembering: those around large edits.
#[derive(Clone, Debug, Default)]
pub struct Past {
    texts: Vec<u64>,
}

/// Undo goes no further back.
const MOST_TEXTS: usize = 500;

impl Past {
    /// What an edit was that turned `before` into `after`, taking `old` out and putting `new` in.
    pub fn judge(&mut self, edit: &Edited) -> Coming {
        let Edited { before, after, old, new } = edit;
        let is_small = lines_of(old) < LEAST_LINES && lines_of(new) < LEAST_LINES;
        if is_small {
            return Coming::Typed;
        }
        let (was, is) = (xxh3_64(before.as_bytes()), xxh3_64(after.as_bytes()));
        let is_known = self.texts.contains(&is);
        for text in [was, is] {
            self.texts.retain(|known| *known != text);
            self.texts.push(text);
        }
        let surplus = self.texts.len().saturating_sub(MOST_TEXTS);
        self.texts.drain(..surplus);
        match () {
            () if is_known => Coming::Again,
            () if lines_of(new) < LEAST_LINES => Coming::Typed,
            () if is_laid_out(old, new) => Coming::LaidOut,
            () => Coming::Arrived,
        }
    }
}

/// Whether `new` has no more words than `old` had: formatters add and take white space, commas and brackets.
fn is_laid_out(old: &str, new: &str) -> bool {
    if token_text(old) == token_text(new) {
        return true;
    }
    let words = |text: &str| -> Vec<u64> {
        let parts = text.split(|character: char| !(character.is_alphanumeric() || character == '_'));
        let mut words: Vec<u64> =
            parts.filter(|word| !word.is_empty()).map(|word| xxh3_64(word.as_bytes())).collect();
        words.sort_unstable();
        words
    };
    let (old, new) = (words(old), words(new));
    let (mut at, mut shared) = (0, 0_usize);
    for word in &new {
        while at < old.len() && old[at] < *word {
            at += 1;
        }
        if at < old.len() && old[at] == *word {
            shared += 1;
            at += 1;
        }
    }
    !new.is_empty() && shared as f64 >= SAME_WORDS * new.len() as f64
}

/// The lines that `after` has and `before` has not, as blocks of lines without a gap.
fn new_blocks(before: &str, after: &str) -> Vec<String> {
    let known: FxHashSet<u64> = before.lines().filter_map(mark).collect();
    blocks_beside(after, |mark| known.contains(&mark))
}

/// The lines of a text that are not known, as blocks.
fn blocks_beside(text: &str, is_known: impl Fn(u64) -> bool) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    // A known line inside (`return None`) is a part of the block; two in a row end it.
    let mut known_in_row = 0;
    for line in text.lines() {
        match mark(line) {
            Some(mark) if is_known(mark) => known_in_row += 1,
            Some(_) => known_in_row = 0,
            None => {}
        }
        if known_in_row > 1 {
            blocks.push(std::mem::take(&mut block));
        } else if known_in_row == 0 || !block.is_empty() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks.push(block);
    blocks
}

fn lines_of(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// The mark of a line; `None` where it is blank or nothing but brackets.
fn mark(line: &str) -> Option<u64> {
    let text = token_text(line);
    text.chars().any(char::is_alphanumeric).then(|| xxh3_64(text.as_bytes()))
}
