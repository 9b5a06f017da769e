//! The language server, spoken with over its pipes.

mod actions;
mod arrivals;
mod change;
mod client;
mod diagnostics;
mod documents;
mod editors;
mod endurance;
mod hover;
mod lifecycle;
mod notebooks;
mod property;
mod sessions;
mod workspace;

use std::path::{Path, PathBuf};

/// Python with one finding of `swallowed-exception` on line 6.
const PYTHON: &str = "\
def load_settings(path):
    settings = dict(DEFAULTS)
    try:
        with open(path) as handle:
            settings.update(json.load(handle))
    except Exception:
        pass
    return settings
";

/// Rust with one finding of `discarded-result` on line 5.
const RUST: &str = "\
use std::fs;
use std::path::{Path, PathBuf};

pub fn save(path: &Path, text: &str) -> bool {
    let _ = fs::write(path, text);
    true
}
";

/// A function whose like in another file is a duplicate.
fn twin(name: &str) -> String {
    "\
def {name}(rows, limit):
    seen = {}
    for row in rows:
        key = row.customer, row.day
        if key in seen:
            seen[key].append(row.amount)
        else:
            seen[key] = [row.amount]
    totals = []
    for key, amounts in seen.items():
        total = sum(amounts)
        if total > limit:
            totals.append((key, total))
    totals.sort()
    return totals
"
    .replace("{name}", name)
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A folder that goes away with the test, under its real name: links in the way would give every file two.
struct Folder {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Folder {
    fn path(&self) -> &Path {
        &self.path
    }
}

fn folder() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    // Nothing here has tests, which is not what these tests are about.
    write(folder.path(), "thinktwice.toml", "ignore = [\"untested-change\"]\n");
    Folder { path: folder.path().canonicalize().unwrap(), _folder: folder }
}
