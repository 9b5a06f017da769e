//! The review queue: the open questions of the change, one after the other, those in unread blocks first.

use std::path::{Path, PathBuf};

use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::text::LineIndex;

use super::day::Day;
use super::{Review, Told};

/// An open question at its place.
#[derive(Clone, Debug)]
pub struct Question {
    /// The file.
    pub path: PathBuf,
    /// The line, from 0.
    pub line: u32,
    /// What asks.
    pub finding: Finding,
    /// It stands in a block that arrived at once and is not marked as read.
    pub is_unread: bool,
}

/// The open questions, and how many have been answered.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// In the order in which they are asked.
    pub open: Vec<Question>,
    /// Answered ones of the change.
    pub answered: usize,
}

impl Queue {
    /// The question after a place; the first one after the last. From where none is behind, in the same file, the way
    /// leads on from there, unless something was not read yet.
    pub fn after(&self, place: Option<(&Path, u32)>) -> Option<&Question> {
        let first = self.open.first()?;
        let Some((path, line)) = place else { return Some(first) };
        let behind = self.open.iter().rposition(|question| question.path == path && question.line <= line);
        let next = match behind {
            Some(at) => self.open.get(at + 1),
            None if first.is_unread => None,
            None => self.open.iter().find(|question| (question.path.as_path(), question.line) > (path, line)),
        };
        next.or(Some(first))
    }
}

impl Review {
    /// The queue of the change under review.
    pub fn queue(&self) -> Queue {
        let today = Day::today();
        let mut files = self.changed_files(&self.known_files());
        files.extend(self.unread_files());
        files.sort();
        files.dedup();
        let mut queue = Queue::default();
        let mut told = Told::default();
        for path in files {
            let Some(text) = self.text(&path) else { continue };
            let unread = self.unread(&path, &text);
            let lines = LineIndex::new(&text);
            for reviewed in self.reviewed(&path) {
                let line = lines.line(reviewed.finding.span.start).0;
                let is_unread = unread.iter().any(|block| block.lines.contains(&line));
                if !reviewed.is_new && !is_unread {
                    continue;
                }
                match reviewed.is_open(today) {
                    false => queue.answered += 1,
                    true if reviewed.finding.level == Level::Hint && !is_unread => {}
                    true if !told.is_new_topic(&reviewed.finding) => {}
                    true => queue.open.push(Question {
                        path: path.clone(),
                        line,
                        finding: reviewed.finding,
                        is_unread,
                    }),
                }
            }
        }
        queue.open.sort_by_key(|question| !question.is_unread);
        queue
    }
}
