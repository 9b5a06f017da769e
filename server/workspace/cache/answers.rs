//! What rules across files said of a workspace, for as long as nothing that they can see has changed.
//!
//! All of them see the files under review. Where some of these changed, who knows whose answers that concerns says so
//! ([`Answers::news`]), and the others stay. Some rules see what lies around the files, too: manifests, environments,
//! coverage reports, modules that are not under review. Of these the **witnesses** tell: folders, whose time changes
//! when something comes or goes in them, and the files that are there.

use std::cmp::Ordering as CmpOrdering;
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
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;
use xxhash_rust::xxh3::Xxh3;

use super::files::age;
use super::stored::StoredFinding;
use super::{ANSWERS, Cache, FileVersion, Stat};
use crate::workspace::clones::Family;
use crate::workspace::clones::limits::Limits;
use crate::workspace::graph::{is_coverage_report, surroundings};
use crate::workspace::names::WRITERS;
use crate::workspace::packages::manifest::is_manifest;

/// More files than this do not change between two questions of a person: then all is asked anew.
const MOST_NEWS: usize = 64;
/// Folders beside code that hold modules which are not under review.
const BESIDE: [&str; 3] = ["src", "vendor", "_vendor"];
/// Environments of Python, by the file that makes them one.
const ENVIRONMENTS: [&str; 5] = [".venv", "venv", "env", ".env", "virtualenv"];
/// A folder that was changed so shortly ago may be changed again within a tick of its clock.
const TICK: Duration = Duration::from_millis(100);

/// Answers of rules across files.
#[derive(Debug)]
pub struct Answers {
    question: u64,
    files: Vec<(PathBuf, FileVersion)>,
    witnesses: Vec<(PathBuf, Option<Stat>)>,
    news: Vec<News>,
    holds: bool,
    /// By file: what each index said of it.
    known: DashMap<PathBuf, Vec<Option<Answer>>>,
    /// By place and rule: whether a finding of one file is not so, seen from all.
    withdrawn: DashMap<(PathBuf, Span, String), bool>,
    /// Families of duplicated code, by the hash of the limits that they were asked for with.
    families: DashMap<u64, Vec<Family>>,
    has_news: AtomicBool,
}

/// A file that was another one, or not there, when the answers were given, or is not there any more.
#[derive(Debug)]
pub struct News {
    /// The file.
    pub path: PathBuf,
    /// The facts that it had; `None` if it was not there.
    pub before: Option<Arc<FileFacts>>,
}

/// What an index said of a file.
#[derive(Debug)]
struct Answer {
    /// Which of its rules were asked.
    asked: Vec<bool>,
    /// What they asked of the change under review.
    changed: Vec<(Span, bool)>,
    findings: Arc<[Finding]>,
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    asked: Vec<bool>,
    changed: Vec<(Span, bool)>,
    findings: Vec<StoredFinding>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    question: u64,
    files: Vec<(PathBuf, FileVersion)>,
    witnesses: Vec<(PathBuf, Option<Stat>)>,
    known: Vec<(PathBuf, Vec<Option<StoredAnswer>>)>,
    withdrawn: Vec<((PathBuf, Span, String), bool)>,
    families: Vec<(u64, Vec<Family>)>,
}

impl Cache {
    /// The answers that hold for these files, which are in order; empty ones where nothing is known. `sees_files_only`
    /// says of which index the answers follow from the files alone: those of others end with any change.
    pub fn answers(
        &self,
        files: Vec<(PathBuf, FileVersion)>,
        engine: &Engine,
        sees_files_only: &(dyn Fn(usize) -> bool + Sync),
    ) -> Answers {
        let stored = self.folder.read(ANSWERS).and_then(|bytes| postcard::from_bytes::<Stored>(&bytes).ok());
        let stored = stored.filter(|stored| stored.question == self.question);
        let news = stored.as_ref().and_then(|stored| self.news(&stored.files, &files));
        let (Some(stored), Some(news)) = (stored, news) else {
            return Answers {
                question: self.question,
                witnesses: witnesses(&files, &self.roots),
                files,
                news: Vec::new(),
                holds: false,
                known: DashMap::new(),
                withdrawn: DashMap::new(),
                families: DashMap::new(),
                has_news: AtomicBool::new(false),
            };
        };
        let are_files_as_before = news.is_empty();
        let holds =
            are_files_as_before && stored.witnesses.par_iter().all(|(path, stat)| Stat::of(path) == *stat);
        let answer = |stored: StoredAnswer| {
            let StoredAnswer { asked, changed, findings } = stored;
            let findings: Option<Vec<Finding>> =
                findings.into_iter().map(|finding| finding.finding(engine)).collect();
            Some(Answer { asked, changed, findings: findings?.into() })
        };
        let is_here = |path: &PathBuf| files.binary_search_by(|(here, _)| here.cmp(path)).is_ok();
        let known =
            stored.known.into_par_iter().filter(|(path, _)| is_here(path)).map(|(path, of_indexes)| {
                let of_indexes = of_indexes.into_iter().enumerate();
                let of_indexes = of_indexes.map(|(index, stored)| {
                    if holds || sees_files_only(index) { stored.and_then(answer) } else { None }
                });
                (path, of_indexes.collect())
            });
        let known: Vec<(PathBuf, Vec<Option<Answer>>)> = known.collect();
        Answers {
            question: self.question,
            witnesses: if holds { stored.witnesses } else { witnesses(&files, &self.roots) },
            files,
            news,
            holds,
            known: known.into_iter().collect(),
            withdrawn: if holds { stored.withdrawn.into_iter().collect() } else { DashMap::new() },
            families: if are_files_as_before {
                stored.families.into_iter().collect()
            } else {
                DashMap::new()
            },
            has_news: AtomicBool::new(!holds),
        }
    }

    /// What changed from some files to others, both in order; `None` where that is much, or cannot be said.
    fn news(&self, before: &[(PathBuf, FileVersion)], now: &[(PathBuf, FileVersion)]) -> Option<Vec<News>> {
        let mut news = Vec::new();
        let (mut old, mut new) = (before.iter().peekable(), now.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Some(news),
                (Some(_), None) => CmpOrdering::Less,
                (None, Some(_)) => CmpOrdering::Greater,
                (Some((left, _)), Some((right, _))) => left.cmp(right),
            };
            let was = if order == CmpOrdering::Greater { None } else { old.next() };
            let is = if order == CmpOrdering::Less { None } else { new.next() };
            if was == is {
                continue;
            }
            let (path, _) = was.or(is)?;
            if news.len() == MOST_NEWS || is_manifest(path) {
                return None;
            }
            let before = match was {
                Some((path, version)) => Some(Arc::new(self.facts(path, version)?)),
                None => None,
            };
            news.push(News { path: path.clone(), before });
        }
    }
}

impl Answers {
    /// The files that changed since the answers were given. Until [`Answers::drop_index`] was told whom that concerns the
    /// answers are not to be asked.
    pub fn news(&self) -> &[News] {
        &self.news
    }

    /// Whether nothing has changed since they were given.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// Drops what an index said of some files.
    pub fn drop_index<'p>(&self, index: usize, paths: impl IntoIterator<Item = &'p Path>) {
        for path in paths {
            if let Some(answer) = self.known.get_mut(path).as_mut().and_then(|known| known.get_mut(index)) {
                *answer = None;
            }
        }
    }

    /// What an index said of a file, if all of these rules of it were asked (others may have been too) and the change
    /// under review is the same to them.
    pub fn of(
        &self,
        index: usize,
        path: &Path,
        asked: &[bool],
        is_changed: &dyn Fn(Span) -> bool,
    ) -> Option<Arc<[Finding]>> {
        let known = self.known.get(path)?;
        let known = known.get(index)?.as_ref()?;
        let has = |(at, wanted): (usize, &bool)| !wanted || known.asked.get(at) == Some(&true);
        let holds = asked.iter().enumerate().all(has)
            && known.changed.iter().all(|(span, was_changed)| is_changed(*span) == *was_changed);
        holds.then(|| Arc::clone(&known.findings))
    }

    /// Keeps what these rules of an index said of a file, and what they asked of the change.
    pub fn put(
        &self,
        index: usize,
        path: &Path,
        asked: Vec<bool>,
        changed: Vec<(Span, bool)>,
        findings: &[Finding],
    ) {
        let mut known = self.known.entry(path.to_path_buf()).or_default();
        if known.len() <= index {
            known.resize_with(index + 1, || None);
        }
        known[index] = Some(Answer { asked, changed, findings: findings.into() });
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
        let stored = |answer: &Answer| StoredAnswer {
            asked: answer.asked.clone(),
            changed: answer.changed.clone(),
            findings: answer.findings.iter().map(StoredFinding::new).collect(),
        };
        let known = self.known.iter().map(|entry| {
            let of_indexes = entry.value().iter().map(|answer| answer.as_ref().map(stored));
            (entry.key().clone(), of_indexes.collect())
        });
        let withdrawn = self.withdrawn.iter().map(|entry| (entry.key().clone(), *entry.value()));
        let stored = Stored {
            question: self.question,
            files: self.files.clone(),
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
fn witnesses(files: &[(PathBuf, FileVersion)], roots: &[PathBuf]) -> Vec<(PathBuf, Option<Stat>)> {
    let mut folders: FxHashSet<&Path> = FxHashSet::default();
    for (path, _) in files {
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
        let named = surroundings().chain(WRITERS).chain(BESIDE).map(|name| folder.join(name));
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
        seen.extend(files.iter().map(|(path, _)| (path.clone(), Stat::of(path))));
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
