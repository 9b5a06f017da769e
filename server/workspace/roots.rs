//! Which folder is the root of a path: the innermost one that says so.

use std::path::{Path, PathBuf};

use super::config;

/// The root that holds a path: the nearest folder with a configuration of ours or a repository; `None` if there is
/// no such folder.
pub fn marked_root(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .filter(|folder| folder.is_dir())
        .find(|folder| {
            config::find(folder).is_some()
                || folder.join(".git").exists()
                || folder.join(".thinktwice").is_dir()
        })
        .map(Path::to_path_buf)
}

/// The root of the folder that a command runs in.
pub fn of_current_folder() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    marked_root(&here).unwrap_or(here)
}
