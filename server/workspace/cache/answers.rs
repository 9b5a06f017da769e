//! What rules across files said of a workspace, for as long as nothing that they can see has changed.
//!
//! They see the files under review, whose texts are part of the key, and what lies around them: manifests, environments,
//! coverage reports, modules that are not under review. Of these the **witnesses** tell: folders, whose time changes
//! when something comes or goes in them, and the files that are there.

use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use thinktwice_engine::Engine;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;
use xxhash_rust::xxh3::Xxh3;

use super::files::age;
use super::stored::StoredFinding;
use super::{ANSWERS, Cache, Stat};
use crate::workspace::clones::Family;
use crate::workspace::clones::limits::Limits;
use crate::workspace::graph::{is_coverage_report, surroundings};

/// Folders beside code that hold modules which are not under review.
const BESIDE: [&str; 3] = ["src", "vendor", "_vendor"];
/// Environments of Python, by the file that makes them one.
const ENVIRONMENTS: [&str; 5] = [".venv", "venv", "env", ".env", "virtualenv"];
/// A folder that was changed so shortly ago may be changed again within a tick of its clock.
const TICK: Duration = Duration::from_millis(100);

/// Answers of rules across files.
#[derive(Debug)]
pub struct Answers {
    key: u128,
    witnesses: Vec<(PathBuf, Option<Stat>)>,
    known: DashMap<PathBuf, Answer>,
    /// By place and rule: whether a finding of one file is not so, seen from all.
    withdrawn: DashMap<(PathBuf, Span, String), bool>,
    /// Families of duplicated code, by the hash of the limits that they were asked for with.
    families: DashMap<u64, Vec<Family>>,
    has_news: AtomicBool,
}

/// What the indexes said of a file.
#[derive(Debug)]
struct Answer {
    /// Which of their rules were asked.
    asked: Vec<bool>,
    /// What they asked of the change under review.
    changed: Vec<(Span, bool)>,
    findings: Arc<[Finding]>,
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    path: PathBuf,
    asked: Vec<bool>,
    changed: Vec<(Span, bool)>,
    findings: Vec<StoredFinding>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    key: u128,
    witnesses: Vec<(PathBuf, Option<Stat>)>,
    known: Vec<StoredAnswer>,
    withdrawn: Vec<((PathBuf, Span, String), bool)>,
    families: Vec<(u64, Vec<Family>)>,
}

impl Cache {
    /// The answers that hold for these files, by path and hash of the text; empty ones where nothing is known.
    pub fn answers(&self, files: &[(&Path, u128, u64)], engine: &Engine) -> Answers {
        let mut hasher = Xxh3::new();
        (self.question, files).hash(&mut hasher);
        let key = hasher.digest128();
        let stored = self.folder.read(ANSWERS).and_then(|bytes| postcard::from_bytes::<Stored>(&bytes).ok());
        let holds = |stored: &Stored| {
            stored.key == key && stored.witnesses.par_iter().all(|(path, stat)| Stat::of(path) == *stat)
        };
        let Some(stored) = stored.filter(holds) else {
            let witnesses = witnesses(files, &self.roots);
            return Answers {
                key,
                witnesses,
                known: DashMap::new(),
                withdrawn: DashMap::new(),
                families: DashMap::new(),
                has_news: AtomicBool::new(false),
            };
        };
        let known = stored.known.into_par_iter().filter_map(|known| {
            let StoredAnswer { path, asked, changed, findings } = known;
            let findings: Option<Vec<Finding>> =
                findings.into_iter().map(|finding| finding.finding(engine)).collect();
            Some((path, Answer { asked, changed, findings: findings?.into() }))
        });
        let known: Vec<(PathBuf, Answer)> = known.collect();
        Answers {
            key,
            witnesses: stored.witnesses,
            known: known.into_iter().collect(),
            withdrawn: stored.withdrawn.into_iter().collect(),
            families: stored.families.into_iter().collect(),
            has_news: AtomicBool::new(false),
        }
    }
}

impl Answers {
    /// What was said of a file, if all of these rules were asked (others may have been too) and the change under review
    /// is the same to them.
    pub fn of(
        &self,
        path: &Path,
        asked: &[bool],
        is_changed: &dyn Fn(Span) -> bool,
    ) -> Option<Arc<[Finding]>> {
        let known = self.known.get(path)?;
        let has = |(at, wanted): (usize, &bool)| !wanted || known.asked.get(at) == Some(&true);
        let holds = asked.iter().enumerate().all(has)
            && known.changed.iter().all(|(span, was_changed)| is_changed(*span) == *was_changed);
        holds.then(|| Arc::clone(&known.findings))
    }

    /// Keeps what these rules said of a file, and what they asked of the change.
    pub fn put(&self, path: &Path, asked: Vec<bool>, changed: Vec<(Span, bool)>, findings: &[Finding]) {
        self.known.insert(path.to_path_buf(), Answer { asked, changed, findings: findings.into() });
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// Whether a finding of one file is not so, seen from all, if that was asked.
    pub fn is_withdrawn(&self, path: &Path, finding: &Finding) -> Option<bool> {
        self.withdrawn.get(&name_of(path, finding)).map(|known| *known)
    }

    /// Keeps whether a finding of one file is not so, seen from all.
    pub fn put_withdrawn(&self, path: &Path, finding: &Finding, is_withdrawn: bool) {
        self.withdrawn.insert(name_of(path, finding), is_withdrawn);
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// All families of duplicated code, if that was asked with these limits.
    pub fn families(&self, limits: &Limits) -> Option<Vec<Family>> {
        self.families.get(&number_of(limits)).map(|known| known.clone())
    }

    /// Keeps the families that were found with these limits.
    pub fn put_families(&self, limits: &Limits, families: &[Family]) {
        self.families.insert(number_of(limits), families.to_vec());
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// What is to be written; `None` where nothing is new, or where the surroundings may change without a sign.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let is_restless = |(path, _): &(PathBuf, Option<Stat>)| age(path).is_some_and(|age| age < TICK);
        if !self.has_news.load(Ordering::Relaxed) || self.witnesses.par_iter().any(is_restless) {
            return None;
        }
        let known = self.known.iter().map(|entry| StoredAnswer {
            path: entry.key().clone(),
            asked: entry.asked.clone(),
            changed: entry.changed.clone(),
            findings: entry.findings.iter().map(StoredFinding::new).collect(),
        });
        let withdrawn = self.withdrawn.iter().map(|entry| (entry.key().clone(), *entry.value()));
        let stored = Stored {
            key: self.key,
            witnesses: self.witnesses.clone(),
            known: known.collect(),
            withdrawn: withdrawn.collect(),
            families: self.families.iter().map(|entry| (*entry.key(), entry.value().clone())).collect(),
        };
        postcard::to_allocvec(&stored).ok()
    }
}

fn number_of(limits: &Limits) -> u64 {
    let mut hasher = Xxh3::new();
    limits.hash(&mut hasher);
    hasher.digest()
}

fn name_of(path: &Path, finding: &Finding) -> (PathBuf, Span, String) {
    (path.to_path_buf(), finding.span, finding.rule.name.clone())
}

/// Everything around some files that may have a say.
fn witnesses(files: &[(&Path, u128, u64)], roots: &[PathBuf]) -> Vec<(PathBuf, Option<Stat>)> {
    let mut folders: FxHashSet<&Path> = FxHashSet::default();
    for (path, ..) in files {
        for folder in path.ancestors().skip(1) {
            if !folders.insert(folder) {
                break;
            }
        }
    }
    let seen = folders.into_par_iter().flat_map_iter(|folder| {
        let mut seen = Vec::new();
        // Above the workspace things come and go that have nothing to do with it.
        if roots.iter().any(|root| folder.starts_with(root)) {
            seen.push((folder.to_path_buf(), Stat::of(folder)));
        }
        let named = surroundings().chain(BESIDE).map(|name| folder.join(name));
        seen.extend(
            named.filter_map(|path| Some((Stat::of(&path)?, path))).map(|(stat, path)| (path, Some(stat))),
        );
        for environment in ENVIRONMENTS.map(|name| folder.join(name)) {
            if environment.join("pyvenv.cfg").is_file() {
                seen.extend(packages(&environment).map(|path| {
                    let stat = Stat::of(&path);
                    (path, stat)
                }));
            }
        }
        seen
    });
    let mut seen: Vec<(PathBuf, Option<Stat>)> = seen.collect();
    seen.sort_by(|(left, _), (right, _)| left.cmp(right));
    // A coverage report holds for files that are older than it.
    if seen.iter().any(|(path, _)| is_coverage_report(path)) {
        seen.extend(files.iter().map(|(path, ..)| (path.to_path_buf(), Stat::of(path))));
    }
    seen
}

/// The folders of an environment that change when a package comes or goes.
fn packages(environment: &Path) -> impl Iterator<Item = PathBuf> {
    let libraries = ["lib", "lib64", "Lib"].map(|name| environment.join(name));
    let versions = libraries.clone().into_iter().flat_map(|library| {
        std::fs::read_dir(library)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join("site-packages"))
    });
    let versions: Vec<PathBuf> = versions.collect();
    let places = libraries.into_iter().flat_map(|library| [library.join("site-packages"), library]);
    versions.into_iter().chain(places).chain([environment.join("pyvenv.cfg")])
}
