//! Rules that look across files: what each needs of the index, in one shape.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thinktwice_engine::Engine;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Problem;

use super::clones::Clones;
use super::graph::Tests;
use super::names::Names;
use super::packages::Packages;

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

    /// The findings in one file, by the engine's rules.
    fn findings(&self, path: &Path, engine: &Engine) -> Vec<Finding>;
}

/// All indexes there are. A new one is one line here.
pub fn all(tests: &Arc<Tests>) -> Vec<Box<dyn Across>> {
    vec![
        Box::new(Clones::default()),
        Box::new(Arc::clone(tests)),
        Box::new(Packages::default()),
        Box::new(Names::default()),
    ]
}
