//! Which folder is the root of a path: the innermost one that says so.

use std::path::{Path, PathBuf};

use super::config;

/// The root that holds a path: the nearest folder with a configuration of ours, rules of its own, or a repository;
/// `None` if there is no such folder.
pub fn marked_root(path: &Path) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let is_root = |folder: &Path| {
        // A home folder under version control holds settings, not one project.
        let is_home = home.as_deref() == Some(folder) && path != folder;
        let is_repository = folder.join(".git").exists() && !is_home;
        is_repository || folder.join(".thinktwice").is_dir() || config::find(folder).is_some()
    };
    path.ancestors().filter(|folder| folder.is_dir()).find(|folder| is_root(folder)).map(Path::to_path_buf)
}

/// The root of the folder that a command runs in.
pub fn of_current_folder() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    marked_root(&here).unwrap_or(here)
}
