//! Which top-level modules the workspace's own Python files make.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

/// Where a module of this name could be imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Own {
    /// Nowhere.
    No,
    /// Only as a part of a package: found by code that puts that folder on the path.
    Inside,
    /// It is a module of the workspace.
    Yes,
}

/// The modules by name, with the folders in which they lie.
#[derive(Debug, Default)]
pub struct Layout {
    folders: FxHashMap<String, FxHashSet<Box<Path>>>,
    packages: FxHashSet<Box<Path>>,
}

/// Folders whose modules are there for themselves.
const APART: [&str; 15] = [
    "tests",
    "test",
    "t",
    "examples",
    "example",
    "docs",
    "doc",
    "samples",
    "demos",
    "fixtures",
    "data",
    "contrib",
    "test_support",
    "templates",
    "stubs",
];
/// Folders that are put on the path, by their names.
const ROOTS: [&str; 4] = ["src", "lib", "python", "app"];

impl Layout {
    /// Reads the layout from the paths of Python files.
    pub fn new<'p>(paths: impl Iterator<Item = &'p Path> + Clone) -> Layout {
        let mut layout = Layout::default();
        // What lies above all files has a name for other reasons. Relative paths begin where the workspace does.
        let folders = || paths.clone().filter_map(Path::parent);
        let is_on_disk = folders().all(Path::is_absolute);
        let top = folders().reduce(common).filter(|_| is_on_disk).unwrap_or(Path::new(""));
        let inits = paths.clone().filter(|path| path.file_stem().is_some_and(|stem| stem == "__init__"));
        layout.packages.extend(inits.filter_map(Path::parent).map(Box::from));
        for path in paths {
            let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str()))
            else {
                continue;
            };
            if stem != "__init__" {
                layout.folders.entry(stem.to_owned()).or_default().insert(folder.into());
            }
            // A folder is a module, with `__init__` or without.
            let mut at = folder;
            while at != top || layout.packages.contains(at) {
                let (Some(name), Some(above)) = (at.file_name().and_then(|name| name.to_str()), at.parent())
                else {
                    break;
                };
                if !layout.folders.entry(name.to_owned()).or_default().insert(above.into()) || at == top {
                    break;
                }
                at = above;
            }
        }
        layout
    }

    /// Whether `import name` in the file is one of the workspace's own modules.
    pub fn own(&self, name: &str, file: &Path) -> Own {
        let Some(folders) = self.folders.get(name) else { return Own::No };
        // A module of a package is imported by its whole name, by its neighbours too.
        let is_beside = |folder: &Path| !self.packages.contains(folder) && is_around(folder, file);
        let is_own = folders.iter().any(|folder| is_beside(folder) || self.is_root(folder, name));
        if is_own { Own::Yes } else { Own::Inside }
    }

    /// The one folder from which `import name` in the file takes it; `None` where there is none, or more than one.
    pub fn root<'l>(&'l self, name: &str, file: &Path) -> Option<&'l Path> {
        let folders = || self.folders.get(name).into_iter().flatten().map(|folder| &**folder);
        let mut roots = folders().filter(|folder| self.is_root(folder, name));
        let root = roots.next().filter(|_| roots.next().is_none())?;
        // A neighbour of this name may be meant, if the code is run in its folder.
        folders().all(|folder| folder == root || !is_around(folder, file)).then_some(root)
    }

    fn is_root(&self, folder: &Path, name: &str) -> bool {
        let is =
            |names: &[&str]| folder.file_name().is_some_and(|name| names.iter().any(|known| name == *known));
        let is_named = folder.file_name().is_none() || is(&ROOTS);
        !self.packages.contains(folder)
            && !is(&APART)
            && (is_named || self.packages.contains(&*folder.join(name)))
    }
}

fn is_around(folder: &Path, file: &Path) -> bool {
    file.parent().is_some_and(|own| own.starts_with(folder))
}

/// The folder that holds both.
pub(super) fn common<'p>(left: &'p Path, right: &'p Path) -> &'p Path {
    left.ancestors().find(|above| right.starts_with(above)).unwrap_or(Path::new(""))
}
