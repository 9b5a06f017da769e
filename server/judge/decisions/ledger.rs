//! The decisions of a root: `.thinktwice/decisions/<rule>/<first 12 hex>.md`, one file each, so that branches that
//! decide different things merge without conflict.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rustc_hash::FxHashMap;
use thinktwice_engine::rule::Problem;

use super::{Decision, file};
use crate::workspace::write;

/// A reason is prose; a larger file is something else.
const MOST_BYTES: u64 = 64 * 1024;
/// More were written by a program.
const MOST_FILES: usize = 100_000;

/// All decisions of a root.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    by_rule: FxHashMap<String, Vec<Arc<Decision>>>,
}

impl Ledger {
    /// The folder of a root's decisions.
    pub fn folder(root: &Path) -> PathBuf {
        root.join(".thinktwice").join("decisions")
    }

    /// Reads the decisions of a root. What cannot be used is a problem, and the rest holds.
    pub fn read(root: &Path) -> (Ledger, Vec<Problem>) {
        let (mut ledger, mut problems, mut count) = (Ledger::default(), Vec::new(), 0);
        for folder in entries(&Ledger::folder(root)).filter(|entry| is(entry, fs::FileType::is_dir)) {
            let Ok(rule) = folder.file_name().into_string() else { continue };
            let mut found = Vec::new();
            for entry in entries(&folder.path()).filter(|entry| is(entry, fs::FileType::is_file)) {
                let path = entry.path();
                count += 1;
                if path.extension().is_none_or(|end| end != "md") || count > MOST_FILES {
                    continue;
                }
                match read(&path, &rule) {
                    Ok(decision) => found.push(Arc::new(decision)),
                    Err((line, message)) => {
                        problems.push(Problem { line, ..Problem::new(path.display().to_string(), message) });
                    }
                }
            }
            found.sort_by(|left, right| left.file.cmp(&right.file));
            ledger.by_rule.insert(rule, found);
        }
        problems.sort_by(|left, right| left.origin.cmp(&right.origin));
        (ledger, problems)
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.by_rule.values().all(Vec::is_empty)
    }

    /// The decisions about a rule.
    pub fn of_rule(&self, rule: &str) -> &[Arc<Decision>] {
        self.by_rule.get(rule).map_or(&[], Vec::as_slice)
    }

    /// All decisions, by rule and file.
    pub fn all(&self) -> Vec<Arc<Decision>> {
        let mut all: Vec<Arc<Decision>> = self.by_rule.values().flatten().cloned().collect();
        all.sort_by(|left, right| (&left.rule, &left.file).cmp(&(&right.rule, &right.file)));
        all
    }

    /// Where the decision about a finding is written.
    pub fn file(root: &Path, rule: &str, fingerprint: &str) -> PathBuf {
        let hex: String = fingerprint.trim_start_matches("v1:").chars().take(12).collect();
        Ledger::folder(root).join(rule).join(format!("{hex}.md"))
    }

    /// Writes a decision down.
    ///
    /// # Errors
    /// The file cannot be written, or would stand elsewhere.
    pub fn write(decision: &Decision) -> Result<(), Problem> {
        let failed = |error: io::Error| {
            Problem::new(decision.file.display().to_string(), format!("cannot be written: {error}"))
        };
        // The folders of an untrusted project may be links, and a decision may not be written elsewhere.
        let mut folders = decision.file.ancestors().skip(1).take(3);
        if let Some(link) = folders.find(|folder| folder.is_symlink()) {
            let message = "is a link and may lead out of the project: make it a folder";
            return Err(Problem::new(link.display().to_string(), message));
        }
        write::whole(&decision.file, file::write(decision).as_bytes()).map_err(failed)
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn remove(decision: &Decision) -> Result<(), Problem> {
        let failed = |error: io::Error| {
            Problem::new(decision.file.display().to_string(), format!("cannot be removed: {error}"))
        };
        fs::remove_file(&decision.file).map_err(failed)?;
        // The rule's folder goes with its last decision; one that holds more stays.
        drop(decision.file.parent().map(fs::remove_dir));
        Ok(())
    }
}

fn read(path: &Path, rule: &str) -> Result<Decision, (Option<u32>, String)> {
    if path.metadata().is_ok_and(|metadata| metadata.len() > MOST_BYTES) {
        return Err((None, "larger than 64 kB: a reason is a sentence".to_string()));
    }
    let text = fs::read_to_string(path).map_err(|error| (None, format!("cannot be read: {error}")))?;
    file::read(&text, rule, path)
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok)
}

/// Links are not followed: they may lead out of the workspace.
fn is(entry: &fs::DirEntry, kind: fn(&fs::FileType) -> bool) -> bool {
    entry.file_type().is_ok_and(|found| kind(&found))
}
