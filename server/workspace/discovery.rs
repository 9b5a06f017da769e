//! Which files of a folder are looked at: ignore files, hidden and vendored folders, and the project's own excludes.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::prelude::*;
use thinktwice_engine::rule::Problem;

/// Folders of other people's code, or of none.
pub const VENDORED: [&str; 9] = [
    "node_modules",
    "bower_components",
    "site-packages",
    "__pycache__",
    "__pypackages__",
    "vendor",
    "vendored",
    "_vendor",
    "third_party",
];

/// The files below `folder` that are wanted, in order. Links are not followed, so a loop of
/// them leads nowhere. `.gitignore` and `.ignore` count outside of repositories too.
pub fn files(
    folder: &Path,
    exclude: &Gitignore,
    is_wanted: &(dyn Fn(&Path) -> bool + Sync),
) -> (Vec<PathBuf>, Vec<Problem>) {
    let found: Mutex<(Vec<PathBuf>, Vec<Problem>)> = Mutex::default();
    walker(folder, exclude, None).build_parallel().run(|| {
        Box::new(|entry| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    if is_wanted(entry.path()) {
                        found.0.push(entry.into_path());
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let text = format!("a part is skipped: {error}");
                    found.1.push(Problem::new(folder.display().to_string(), text));
                }
            }
            WalkState::Continue
        })
    });
    let (mut files, mut problems) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.par_sort_unstable_by(|left, right| path_order(left, right));
    problems.sort_by(|left, right| left.message.cmp(&right.message));
    (files, problems)
}

/// The order of paths that are absolute and name each folder once: that of [`Path`], which takes them apart for it, and a
/// workspace has many.
pub fn path_order(left: &Path, right: &Path) -> Ordering {
    let (left, right) = (left.as_os_str().as_encoded_bytes(), right.as_os_str().as_encoded_bytes());
    // The end of a folder's name comes before everything that goes on.
    let rank = |byte: u8| if byte == MAIN_SEPARATOR as u8 { 0 } else { byte };
    let differing = left.iter().zip(right).find(|(left, right)| left != right);
    differing.map_or(left.len().cmp(&right.len()), |(&left, &right)| rank(left).cmp(&rank(right)))
}

/// Whether `files` would find this one below `folder`, if it exists or were there.
pub fn would_be_found(folder: &Path, exclude: &Gitignore, path: &Path) -> bool {
    if path.exists() {
        return walker(folder, exclude, Some(path.to_path_buf()))
            .build()
            .filter_map(Result::ok)
            .any(|entry| entry.path() == path);
    }
    // A file that is not there yet is judged by its folder and by the patterns that speak of it.
    let is_in_folder = path.parent().is_some_and(|parent| {
        parent == folder
            || parent.starts_with(folder) && parent.exists() && would_be_found(folder, exclude, parent)
    });
    is_in_folder && !exclude.matched_path_or_any_parents(path, false).is_ignore()
}

/// Whether a file of this path would be found below `folder`, by names alone: of a version of the folder that is not the
/// one on disk.
pub fn is_named_for_review(folder: &Path, exclude: &Gitignore, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(folder) else { return false };
    let is_passed_by = |name: &OsStr| name.as_encoded_bytes().starts_with(b".") || is_of_others(name);
    !inside.iter().any(is_passed_by) && !exclude.matched_path_or_any_parents(path, false).is_ignore()
}

/// Whether the path ends in `.` and one of the extensions.
pub fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.contains(&extension))
}

/// Walks the folder; with `only`, nothing but the way to that path, by the same rules.
fn walker(folder: &Path, exclude: &Gitignore, only: Option<PathBuf>) -> WalkBuilder {
    let exclude = exclude.clone();
    let mut walker = WalkBuilder::new(folder);
    walker.require_git(false).git_global(false).filter_entry(move |entry| {
        let is_on_the_way = only.as_ref().is_none_or(|only| only.starts_with(entry.path()));
        let is_chosen = entry.depth() == 0;
        is_on_the_way && (is_chosen || !is_vendored(entry) && !is_excluded(entry, &exclude))
    });
    walker
}

fn is_excluded(entry: &DirEntry, exclude: &Gitignore) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    entry.path().starts_with(exclude.path()) && exclude.matched(entry.path(), is_folder).is_ignore()
}

/// Whether a folder of this name holds other people's code, or templates that become code: `{{cookiecutter.name}}`.
fn is_of_others(name: &OsStr) -> bool {
    VENDORED.iter().any(|known| name == *known)
        || name.to_str().is_some_and(|name| name.contains("{{") && name.contains("}}"))
}

fn is_vendored(entry: &DirEntry) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return false;
    }
    // A cache says so by its tag (cargo's target folder, for one), a virtual environment by its configuration.
    is_of_others(entry.file_name())
        || entry.path().join("CACHEDIR.TAG").exists()
        || entry.path().join("pyvenv.cfg").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_in_the_order_of_their_folders() {
        let names = ["a", "a.b", "a-", "ab", "b", "A"];
        let mut paths: Vec<PathBuf> = names.iter().map(|name| Path::new("/").join(name)).collect();
        for _ in 0..2 {
            let deeper = paths.iter().flat_map(|path| names.map(|name| path.join(name)));
            let deeper: Vec<PathBuf> = deeper.collect();
            paths.extend(deeper);
        }
        for left in &paths {
            for right in &paths {
                assert_eq!(
                    path_order(left, right),
                    left.cmp(right),
                    "{} {}",
                    left.display(),
                    right.display()
                );
            }
        }
    }
}
