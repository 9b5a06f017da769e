//! What the benchmarks share: the files that they read and the clock that they trust.

use std::fs;
use std::path::{Path, PathBuf};

/// Everything below a folder, in order; links are not followed.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Seconds that this thread has run, whatever else runs on the machine. Linux tells them.
pub(crate) fn cpu() -> f64 {
    let said = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    said.split(' ').next().and_then(|run| run.parse::<f64>().ok()).unwrap_or_default() / 1e9
}
