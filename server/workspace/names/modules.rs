//! Where a dotted path leads among the files of the workspace or of an environment: the module, and what is left.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

/// The Python files that are known, and their folders.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: FxHashSet<PathBuf>,
    folders: FxHashSet<PathBuf>,
}

/// The last module on a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its file.
    pub(super) file: PathBuf,
    /// How many segments lead to it.
    pub(super) segments: usize,
    /// Its folder, where it is a package and has modules of its own.
    pub(super) folder: Option<PathBuf>,
}

impl Tree {
    /// Reads the paths.
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p Path>) -> Tree {
        let mut tree = Tree::default();
        for path in paths {
            for folder in path.ancestors().skip(1) {
                if !tree.folders.insert(folder.to_path_buf()) {
                    break;
                }
            }
            tree.files.insert(path.to_path_buf());
        }
        tree
    }

    /// Follows segments from a folder. `None` where no module is reached, or one that is no file of Python. `covers` says
    /// that a package's file gives a name of its own to something else than its module of that name.
    pub(super) fn follow(
        &self,
        root: &Path,
        segments: &[&str],
        covers: impl Fn(&Path, &str) -> bool,
    ) -> Option<Found> {
        let mut folder = root.to_path_buf();
        let mut found: Option<Found> = None;
        for (count, segment) in (1..).zip(segments) {
            if found.as_ref().is_some_and(|package| covers(&package.file, segment)) {
                return found;
            }
            let inner = folder.join(segment);
            let init = inner.join("__init__.py");
            let file = folder.join(format!("{segment}.py"));
            if self.files.contains(&init) {
                found = Some(Found { file: init, segments: count, folder: Some(inner.clone()) });
                folder = inner;
            } else if self.files.contains(&file) {
                return Some(Found { file, segments: count, folder: None });
            } else if self.folders.contains(&inner) {
                // A package without a file: what it holds is known only by name.
                found = None;
                folder = inner;
            } else {
                return found;
            }
        }
        found
    }

    /// Whether a package's folder has a module of this name, be it a file of another kind.
    pub(super) fn has_module(&self, folder: &Path, name: &str) -> bool {
        let inner = folder.join(name);
        let is_known = self.folders.contains(&inner)
            || ["py", "pyi", "pyw"]
                .iter()
                .any(|end| self.files.contains(&folder.join(format!("{name}.{end}"))));
        is_known || folder.is_absolute() && is_on_disk(folder, name)
    }
}

/// What is compiled or generated stands beside the sources, under a longer name.
fn is_on_disk(folder: &Path, name: &str) -> bool {
    folder.join(name).is_dir()
        || std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.file_name().to_str().is_some_and(|file| file.split('.').next() == Some(name)))
}

/// The folder at which a relative import begins, with what is left of its path: `..a.b` is one level above.
pub(super) fn relative<'p>(file: &Path, path: &'p str) -> Option<(PathBuf, &'p str)> {
    let rest = path.trim_start_matches('.');
    let dots = path.len() - rest.len();
    let folder = file.ancestors().nth(dots)?;
    (dots > 0).then(|| (folder.to_path_buf(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_the_last_module_on_them() {
        let tree = Tree::new(
            ["src/a/__init__.py", "src/a/b.py", "src/a/hidden.py", "src/n/c.py"].iter().map(Path::new),
        );
        let at = |segments: &[&str]| {
            tree.follow(Path::new("src"), segments, |_, name| name == "hidden")
                .map(|found| (found.file, found.segments))
        };
        assert_eq!(at(&["a", "b", "X"]), Some(("src/a/b.py".into(), 2)));
        assert_eq!(at(&["a", "X"]), Some(("src/a/__init__.py".into(), 1)));
        assert_eq!(at(&["a", "hidden", "X"]), Some(("src/a/__init__.py".into(), 1)));
        assert_eq!(at(&["n", "X"]), None);
        assert_eq!(at(&["n", "c"]), Some(("src/n/c.py".into(), 2)));
        assert_eq!(relative(Path::new("src/a/b.py"), "..n.c"), Some(("src".into(), "n.c")));
    }
}
