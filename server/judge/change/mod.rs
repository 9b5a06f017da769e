//! The change under review: which lines of a file are new, against a revision, in the index, or in a patch.
//!
//! git is asked for trees and contents only, and the comparison is made here: an editor's buffer and a file on disk
//! are compared in the same way, and nothing of an untrusted repository runs. Nothing polls: whether the revision is
//! still the one that was read is seen in a few small files of git's, each time that it is asked for.

mod base;
mod patch;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use dashmap::DashMap;
use memchr::memchr2;
use rustc_hash::FxBuildHasher;
use similar::{Algorithm, DiffOp};
use thinktwice_engine::text::{Line, LineIndex, Span, equal_end, equal_start};
use xxhash_rust::xxh3::xxh3_64;

pub use base::Base;
pub use patch::Patch;

use super::git::{Git, Stamp};

/// What the change under review is a change of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// The last commit.
    #[default]
    Head,
    /// The commit where this branch left a revision.
    Revision(String),
    /// The last commit, and only what is staged.
    Staged,
    /// The files before a patch.
    Patch(Arc<Patch>),
}

impl Against {
    /// The revision that is named besides HEAD.
    fn revision(&self) -> Option<&str> {
        match self {
            Against::Revision(revision) => Some(revision),
            Against::Head | Against::Staged | Against::Patch(_) => None,
        }
    }
}

/// Where the change in a repository starts, as far as git could say.
#[derive(Clone, Debug)]
struct Start {
    against: Against,
    /// `None` where nothing is committed; an error says why git does not tell.
    base: Result<Option<Arc<Base>>, String>,
    /// `None` where git cannot be asked at all.
    stamp: Option<Arc<Stamp>>,
}

impl Start {
    fn find(top: &Path, against: &Against) -> Start {
        let git = Git::open(top).map(Arc::new);
        // Before the commit is looked for: what moves meanwhile is seen the next time.
        let revisions = || against.revision().map(str::to_owned).into_iter().collect();
        let stamp = git.as_ref().ok().map(|git| Arc::new(Stamp::new(Arc::clone(git), revisions())));
        let base = git.and_then(|git| Base::open(git, against)).map(|base| base.map(Arc::new));
        Start { against: against.clone(), base, stamp }
    }

    fn base(&self) -> Option<Arc<Base>> {
        self.base.clone().ok().flatten()
    }

    fn is_current(&self) -> bool {
        self.stamp.as_ref().is_none_or(|stamp| stamp.is_current())
    }
}

/// The repositories of all files, each with the revision that its change starts from.
#[derive(Debug, Default)]
pub struct Repositories {
    /// By the folder of the working tree.
    starts: DashMap<PathBuf, Start>,
    /// Folder of files -> folder of the working tree around it.
    tops: DashMap<PathBuf, Option<PathBuf>, FxBuildHasher>,
    /// Many files ask at the same time, and one answer does for all.
    opening: Mutex<()>,
    /// Revisions count as what they were when they were first asked for.
    are_held: AtomicBool,
}

impl Repositories {
    /// Where the change of a file starts. `None` where everything is new.
    pub fn base(&self, path: &Path, against: &Against) -> Option<Arc<Base>> {
        self.start(self.top(path.parent()?)?, against, Start::base)
    }

    /// Why git does not tell where the change of the working tree in this folder starts.
    pub fn fault(&self, top: PathBuf, against: &Against) -> Option<String> {
        self.start(top, against, |start| start.base.clone().err())
    }

    /// Something of where the change of a working tree starts.
    fn start<T>(&self, top: PathBuf, against: &Against, part: impl Fn(&Start) -> T) -> T {
        if let Some(known) = self.known(&top, against, &part) {
            return known;
        }
        let _one_at_a_time = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.known(&top, against, &part) {
            return known;
        }
        let start = Start::find(&top, against);
        let found = part(&start);
        self.starts.insert(top, start);
        found
    }

    /// Whether there is anything that a file can be compared with, as far as was known when it was last looked at.
    pub fn has_base(&self, path: &Path, against: &Against) -> bool {
        let Some(top) = path.parent().and_then(|folder| self.top(folder)) else { return false };
        let known = self.starts.get(&top).map(|known| matches!(known.base, Ok(Some(_))));
        known.unwrap_or_else(|| self.base(path, against).is_some())
    }

    fn known<T>(&self, top: &Path, against: &Against, part: impl Fn(&Start) -> T) -> Option<T> {
        let known = self.starts.get(top)?;
        let may_have_moved = !self.are_held.load(Ordering::Relaxed);
        (known.against == *against && (!may_have_moved || known.is_current())).then(|| part(&known))
    }

    /// From now on nobody looks whether a revision has moved: one answer is about one state.
    pub fn hold(&self) {
        self.are_held.store(true, Ordering::Relaxed);
    }

    /// The innermost folder with a `.git` around a folder: submodules and linked working trees are their own.
    pub fn top(&self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.tops.get(folder) {
            return known.clone();
        }
        let top = match folder.join(".git").exists() {
            true => Some(folder.to_path_buf()),
            false => folder.parent().and_then(|around| self.top(around)),
        };
        self.tops.insert(folder.to_path_buf(), top.clone());
        top
    }

    /// Whether a revision has moved since it was read.
    pub fn have_moved(&self) -> bool {
        // Where git could not be asked it may be possible now.
        self.starts.iter().any(|start| start.stamp.is_none() || !start.is_current())
    }

    /// Forgets everything: folders may have become repositories.
    pub fn forget(&self) {
        self.starts.clear();
        self.tops.clear();
    }

    /// Forgets the committed text of a file that was open.
    pub fn close(&self, path: &Path) {
        for start in &self.starts {
            start.base().iter().for_each(|base| base.close(path));
        }
    }
}

/// What is new in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Everything: an untracked file, or no repository.
    Everything,
    /// The bytes of these lines, in order. A deletion is an empty span where the lines were.
    Lines(Vec<Span>),
}

impl Change {
    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        matches!(self, Change::Lines(spans) if spans.is_empty())
    }

    /// Whether any of the bytes are new.
    pub fn touches(&self, span: Span) -> bool {
        match self {
            Change::Everything => true,
            Change::Lines(spans) => {
                let first = spans.partition_point(|changed| changed.end < span.start);
                spans[first..].iter().take_while(|changed| changed.start <= span.end).any(|changed| {
                    let overlaps = changed.start < span.end && span.start < changed.end;
                    let is_deletion_inside = changed.start == changed.end
                        && span.start < changed.start
                        && changed.start < span.end;
                    overlaps || is_deletion_inside
                })
            }
        }
    }
}

/// A committed text, as far as a comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Hashes of the lines.
    pub(super) lines: Vec<u64>,
    /// The text itself, if many versions of it are going to be compared: typing changes a few lines.
    text: Option<Box<[u8]>>,
}

impl Committed {
    /// Reads a committed text.
    pub fn new(text: &[u8]) -> Committed {
        Committed { lines: hash_lines(text), text: None }
    }

    /// The same, for more than one comparison.
    pub fn keeping(text: Vec<u8>) -> Committed {
        // Lines with other ends are equal ones, but their bytes are not.
        let has_plain_lines = has_plain_lines(&text);
        Committed { lines: hash_lines(&text), text: has_plain_lines.then(|| text.into()) }
    }

    /// What a text adds to it or changes in it.
    pub fn change(&self, text: &str) -> Change {
        match &self.text {
            Some(before) if has_plain_lines(text.as_bytes()) => change_between(before, text),
            _ => self.change_by_lines(&hash_lines(text.as_bytes()), text),
        }
    }

    fn change_by_lines(&self, lines: &[u64], text: &str) -> Change {
        let steps = self.steps(lines);
        if steps.is_empty() {
            return Change::Lines(Vec::new());
        }
        let index = LineIndex::new(text);
        let start_of = |line: usize| index.start(Line(line as u32));
        let span = |lines: Range<usize>| Span::new(start_of(lines.start), start_of(lines.end));
        Change::Lines(steps.into_iter().map(|(_, new)| span(new)).collect())
    }

    /// The lines that differ from those of another text: here, and what stands there in their place.
    fn steps(&self, new: &[u64]) -> Vec<(Range<usize>, Range<usize>)> {
        // Typing changes a few lines: what is equal at both ends needs no comparison.
        let same_start = self.lines.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = self.lines.len().min(new.len()) - same_start;
        let from_end = self.lines.iter().rev().zip(new.iter().rev()).take(rest);
        let same_end = from_end.take_while(|(old, new)| old == new).count();
        let old_middle = same_start..self.lines.len() - same_end;
        let new_middle = same_start..new.len() - same_end;
        if old_middle.is_empty() && new_middle.is_empty() {
            return Vec::new();
        }
        // Past the deadline the comparison gets coarser, not wrong: it calls more lines changed.
        let deadline = Some(Instant::now() + Duration::from_millis(200));
        let steps = similar::capture_diff_slices_deadline(
            Algorithm::Myers,
            &self.lines[old_middle],
            &new[new_middle],
            deadline,
        );
        let shifted = |lines: Range<usize>| same_start + lines.start..same_start + lines.end;
        let steps = steps.into_iter().filter(|step| !matches!(step, DiffOp::Equal { .. }));
        steps.map(|step| (shifted(step.old_range()), shifted(step.new_range()))).collect()
    }
}

/// Whether all lines end with LF, and the first begins where the text does.
fn has_plain_lines(text: &[u8]) -> bool {
    memchr::memchr(b'\r', text).is_none() && !text.starts_with(BYTE_ORDER_MARK)
}

/// What one text of plain lines adds to or changes in another: nothing is done to the lines around that but to compare
/// their bytes.
fn change_between(old: &[u8], new: &str) -> Change {
    let after_line = |text: &[u8]| memchr::memrchr(b'\n', text).map_or(0, |end| end + 1);
    let start = after_line(&old[..equal_start(old, new.as_bytes())]);
    let (old, rest) = (&old[start..], &new[start..]);
    let same = equal_end(old, rest.as_bytes());
    let end = memchr::memchr(b'\n', &old[old.len() - same..]).map_or(0, |at| same - at - 1);
    let (old, middle) = (&old[..old.len() - end], &rest[..rest.len() - end]);
    let old = Committed { lines: hash_lines_inside(old), text: None };
    match old.change_by_lines(&hash_lines_inside(middle.as_bytes()), middle) {
        Change::Lines(spans) => {
            Change::Lines(spans.into_iter().map(|span| span.shifted(start as i64)).collect())
        }
        everything => everything,
    }
}

/// The lines of a text that differ from another's, and those that stand in their place there.
pub fn differences(before: &str, after: &str) -> Vec<(Range<usize>, Range<usize>)> {
    Committed::new(before.as_bytes()).steps(&hash_lines(after.as_bytes()))
}

/// How many lines of a text went without one in their place, blank ones left out.
pub fn deleted_lines(before: &str, after: &str) -> usize {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let filled = |lines: &[&str], range: Range<usize>| {
        let lines = lines.get(range).unwrap_or_default();
        lines.iter().filter(|line| !line.trim().is_empty()).count()
    };
    let steps = differences(before, after).into_iter();
    steps.map(|(old, new)| filled(&old_lines, old).saturating_sub(filled(&new_lines, new))).sum()
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Hashes of the lines, without their line breaks: a checkout may have turned LF into CR LF.
fn hash_lines(text: &[u8]) -> Vec<u64> {
    hash_lines_inside(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// The same of a part of a text.
fn hash_lines_inside(text: &[u8]) -> Vec<u64> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = memchr2(b'\n', b'\r', &text[start..]).map_or(text.len(), |at| start + at);
        lines.push(xxh3_64(&text[start..end]));
        start = if text[end.min(text.len())..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed<'t>(old: &str, new: &'t str) -> Vec<&'t str> {
        match Committed::new(old.as_bytes()).change(new) {
            Change::Everything => vec![new],
            Change::Lines(spans) => spans.into_iter().map(|span| span.of(new)).collect(),
        }
    }

    #[test]
    fn added_and_edited_lines_are_new_and_moved_line_ends_are_not() {
        assert_eq!(changed("a\nb\nc\n", "a\nB\nc\nd\n"), ["B\n", "d\n"]);
        assert_eq!(changed("a\nb\n", "a\r\nb\r\n"), Vec::<&str>::new());
        assert_eq!(changed("", "a\n"), ["a\n"]);
        assert_eq!(changed("a\nb\n", "a\n"), [""]);
    }

    #[test]
    fn a_kept_text_is_compared_as_its_lines_are() {
        let texts = [
            "",
            "a",
            "a\n",
            "a\na",
            "a\na\n",
            "a\na\na\n",
            "a\nb\n",
            "b\na\n",
            "a\nb\na\n",
            "a\nb",
            "\na\n",
            "a\n\n",
            "ab\nb\n",
            "b\nab\n",
            "a\r\nb\r\n",
            "a\r\na\nb\n",
            "\u{feff}a\nb\n",
            "a\n\u{feff}b\n",
            "é\nè\n",
            "è\né\n",
            "a\nb\na\nb\n",
        ];
        for (old, new) in texts.iter().flat_map(|old| texts.iter().map(move |new| (old, new))) {
            let kept = Committed::keeping(old.as_bytes().to_vec()).change(new);
            assert_eq!(kept, Committed::new(old.as_bytes()).change(new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn lines_are_deleted_where_none_takes_their_place() {
        assert_eq!(deleted_lines("a\n\nb\nc\n", "a\n\nB\nc\n"), 0);
        assert_eq!(deleted_lines("a\n\nb\nc\n", "a\nc\n"), 1);
        assert_eq!(deleted_lines("a\nb\nc\nd\n", "a\nBC\nd\n"), 1);
        assert_eq!(deleted_lines("a\nb\n", ""), 2);
    }

    #[test]
    fn a_deleted_line_changes_what_stood_around_it() {
        let change =
            Committed::new(b"def f():\n    check()\n    return 1\n").change("def f():\n    return 1\n");
        assert!(change.touches(Span::new(0, 22)));
        assert!(!change.touches(Span::new(9, 22)));
    }
}
