//! Rules that look across files: what each needs of the index, in one shape.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thinktwice_engine::Engine;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::{Problem, Rule};
use thinktwice_engine::text::Span;

use super::clones::limits::Limits;

/// What a rule across files is asked with.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The file whose findings are wanted.
    pub path: &'a Path,
    /// The rules.
    pub engine: &'a Engine,
    /// From where on code counts as duplicated.
    pub limits: &'a Limits,
    /// The text of a file as the index knows it. Closed files keep none: it is read again, so ask seldom.
    pub text: &'a dyn Fn(&Path) -> Option<String>,
    /// Whether anybody wants to hear what a rule says.
    pub is_on: &'a dyn Fn(&Rule) -> bool,
    /// Whether the change under review touches some bytes of the file. Rules that speak of changed code only need not
    /// say much about the rest.
    pub is_changed: &'a dyn Fn(Span) -> bool,
}

/// Whose findings may be others than they were, but for where things stand, since a file is another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concerned {
    /// Nobody's.
    Nobody,
    /// The file's own.
    Itself,
    /// Anybody's.
    Anybody,
}

/// An index over the facts of all files that answers for rules that no pattern can express.
///
/// Safe from many threads: a scan swaps files in from all of them.
pub trait Across: Send + Sync {
    /// The names of its rules.
    fn rules(&self) -> &'static [&'static str];

    /// Puts a file's facts in place of what was known of it; `None` takes the file out. Says in which other files
    /// its findings may have changed.
    fn swap(&self, path: &Arc<Path>, facts: Option<&Arc<FileFacts>>) -> Vec<PathBuf>;

    /// Takes in a manifest or lock file, in place of what was known of it; `None` takes it out. Says in which files
    /// findings may have changed, and what is wrong with it.
    fn read_manifest(&self, _path: &Arc<Path>, _text: Option<&str>) -> (Vec<PathBuf>, Option<Problem>) {
        (Vec::new(), None)
    }

    /// A file that holds no code changed on disk: a manifest, a report. Says in which files findings may have changed.
    fn noticed(&self, _path: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Whose findings may be others now. It is asked of two versions of a file alone, without knowing any other: so it
    /// compares all that is ever read of a file, and in doubt it is anybody's.
    fn concerned(&self, path: &Path, before: &FileFacts, now: &FileFacts) -> Concerned;

    /// Rules that see one file alone, of which [`Across::withdraws`] may take a word back.
    fn withdrawing(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether what a rule that sees one file alone said is not so, seen from here.
    fn withdraws(&self, _path: &Path, _finding: &Finding) -> bool {
        false
    }

    /// The findings in one file.
    fn findings(&self, question: &Question<'_>) -> Vec<Finding>;
}
