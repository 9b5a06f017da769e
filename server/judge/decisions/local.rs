//! What stays on this machine: which findings somebody called not useful.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thinktwice_engine::rule::Problem;
use xxhash_rust::xxh3::xxh3_64;

/// The folder for what thinktwice keeps of a root on this machine: below the user's state folder, never in the
/// workspace. `None` where the user has no such folder.
pub fn state_folder(root: &Path) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = set("XDG_STATE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local").join("state")))?;
    let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let hash = xxh3_64(root.to_string_lossy().as_bytes());
    Some(base.join("thinktwice").join(format!("{name}-{hash:016x}")))
}

/// The clicks on "not useful" for one root.
#[derive(Debug)]
pub struct NotUseful {
    file: PathBuf,
}

#[derive(Deserialize, Serialize)]
struct Click {
    rule: String,
    fingerprint: String,
}

impl NotUseful {
    /// Those of a root.
    pub fn of(root: &Path) -> Option<NotUseful> {
        state_folder(root).map(|folder| NotUseful { file: folder.join("not-useful.jsonl") })
    }

    /// Notes that a finding was not useful.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&self, rule: &str, fingerprint: &str) -> Result<(), Problem> {
        let failed = |error: std::io::Error| {
            Problem::new(self.file.display().to_string(), format!("cannot be written: {error}"))
        };
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.file).map_err(failed)?;
        let click = Click { rule: rule.to_string(), fingerprint: fingerprint.to_string() };
        let line = serde_json::to_string(&click).unwrap_or_default();
        file.write_all(format!("{line}\n").as_bytes()).map_err(failed)
    }

    /// Rule -> how many findings of it were not useful.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        let mut clicks: Vec<(String, String)> = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Click>(line).ok())
            .map(|click| (click.rule, click.fingerprint))
            .collect();
        // The same finding twice is one opinion.
        clicks.sort();
        clicks.dedup();
        let mut counts = BTreeMap::new();
        for (rule, _) in clicks {
            *counts.entry(rule).or_default() += 1;
        }
        counts
    }
}
