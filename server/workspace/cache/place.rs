//! Where caches lie: below the user's cache folder, never in the workspace. Bounded in size and age.

use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use xxhash_rust::xxh3::Xxh3;

use super::INDEX;
use super::files::age;

/// What all caches together may take.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// What was not used for so long belongs to a workspace that is gone or to an older program.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Says to backups and searches that all this can be made again (<https://bford.info/cachedir/>).
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# What thinktwice knows of files, by their contents. It can be deleted at any time.\n";

/// The folder of all caches. `None` where the user has no folder for such things.
pub fn base() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || {
        let inside = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        set("HOME").map(|home| home.join(inside))
    };
    let base = set("XDG_CACHE_HOME").or_else(|| set("LOCALAPPDATA")).or_else(home)?;
    Some(base.join("thinktwice"))
}

/// The folder of the caches of some roots.
pub fn of_roots(roots: &[PathBuf]) -> Option<PathBuf> {
    let name = roots.first()?.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut hasher = Xxh3::new();
    roots.hash(&mut hasher);
    Some(base()?.join(format!("{name}-{:016x}", hasher.finish())))
}

/// The folder of one view of some roots.
pub(super) fn of_view(roots: &[PathBuf], view: u64) -> Option<PathBuf> {
    Some(of_roots(roots)?.join(format!("{view:016x}")))
}

/// Bytes of the files in a folder and one level below.
pub fn size(folder: &Path) -> u64 {
    let files = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let below = files(folder).flat_map(|entry| files(&entry.path()));
    files(folder)
        .chain(below)
        .filter_map(|entry| entry.metadata().ok())
        .filter(|about| about.is_file())
        .map(|about| about.len())
        .sum()
}

/// Removes views that were not used for long, and the longest unused ones while there are too many. `own` stays.
pub(super) fn tidy(own: &Path) {
    let Some(base) = base() else { return };
    let tag = base.join("CACHEDIR.TAG");
    if !tag.exists() {
        // Only a help to others.
        let _ = fs::write(tag, TAG);
    }
    let folders = |folder: &Path| {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
    };
    let mut views: Vec<(Duration, u64, PathBuf)> = folders(&base)
        .flat_map(|workspace| folders(&workspace))
        .filter(|view| view != own)
        // A view without an index is being made, or was left in the making.
        .filter_map(|view| Some((age(&view.join(INDEX)).or_else(|| age(&view))?, size(&view), view)))
        .collect();
    views.sort();
    let mut bytes = size(own);
    for (unused, size, view) in views {
        bytes += size;
        if unused > LONGEST || bytes > MOST_BYTES {
            // Another process may be faster, or read it still: it finds nothing and reads the files.
            let _ = fs::remove_dir_all(&view);
            if let Some(workspace) = view.parent() {
                let _ = fs::remove_dir(workspace);
            }
        }
    }
}
