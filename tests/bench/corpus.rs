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

/// Seconds that this thread has run, whatever else runs on the machine.
#[cfg(unix)]
pub(crate) fn cpu() -> f64 {
    // What Linux tells in `/proc` of a thread that runs is as old as the scheduler's last tick.
    let run = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    run.tv_sec as f64 + run.tv_nsec as f64 / 1e9
}

/// Seconds since the first call: elsewhere, measure where nothing else runs.
#[cfg(not(unix))]
pub(crate) fn cpu() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
