//! What rules across files said of a workspace, for as long as nothing that they can see has changed.
//!
//! All of them see the files under review. Where some of these changed, who knows whose answers that concerns says so
//! ([`Answers::news`]), and the others stay. Some rules see what lies around the files, too: manifests, environments,
//! coverage reports, modules that are not under review. Of these the **witnesses** tell: folders, in which something
//! comes or goes, and the files that are there.

use std::cmp::Ordering as CmpOrdering;
use std::ffi::OsString;
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::{Deserialize, Serialize};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;
use xxhash_rust::xxh3::Xxh3;

use super::files::age;
use super::stored::StoredFinding;
use super::{ANSWERS, Cache, FileVersion, Moves, Stat};
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
    witnesses: Vec<Witness>,
    news: Vec<News>,
    /// Nothing has to be asked anew.
    holds: AtomicBool,
    /// By file: what each index said of it.
    known: DashMap<PathBuf, Vec<Option<Answer>>, FxBuildHasher>,
    /// By place and rule: whether a finding of one file is not so, seen from all.
    withdrawn: DashMap<(PathBuf, Span, String), bool, FxBuildHasher>,
    /// Families of duplicated code, by the hash of the limits that they were asked for with.
    families: DashMap<u64, Vec<Family>>,
    /// Which resolved links of all files go with them: files may have changed since those were found if that made no
    /// difference to them.
    links: Mutex<Option<u128>>,
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
    witnesses: Vec<Witness>,
    known: Vec<(PathBuf, Vec<Option<StoredAnswer>>)>,
    withdrawn: Vec<((PathBuf, Span, String), bool)>,
    families: Vec<(u64, Vec<Family>)>,
    links: Option<u128>,
}

impl Cache {
    /// The answers for these files, which are in order; empty ones where nothing is known. `sees_files_only` says of which
    /// index the answers follow from the files alone: those of others end with any change around the files.
    pub fn answers(
        &self,
        files: Vec<(PathBuf, FileVersion)>,
        engine: &Engine,
        sees_files_only: &(dyn Fn(usize) -> bool + Sync),
    ) -> Answers {
        let stored = self.folder.read(ANSWERS).and_then(|bytes| postcard::from_bytes::<Stored>(&bytes).ok());
        let stored = stored.filter(|stored| stored.question == self.question);
        let news = stored.as_ref().and_then(|stored| self.news(&stored.files, &files));
        let (Some(mut stored), Some(news)) = (stored, news) else {
            return Answers {
                question: self.question,
                witnesses: witnesses(&files, &self.roots),
                files,
                news: Vec::new(),
                holds: AtomicBool::new(false),
                known: DashMap::default(),
                withdrawn: DashMap::default(),
                families: DashMap::new(),
                links: Mutex::default(),
                has_news: AtomicBool::new(false),
            };
        };
        let are_files_as_before = news.is_empty();
        let is_around_as_before = stored.witnesses.par_iter_mut().all(Witness::is_as_before);
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
                    if is_around_as_before || sees_files_only(index) { stored.and_then(answer) } else { None }
                });
                (path, of_indexes.collect())
            });
        let known: Vec<(PathBuf, Vec<Option<Answer>>)> = known.collect();
        let mut withdrawn = stored.withdrawn;
        withdrawn.retain(|((path, ..), _)| is_around_as_before && is_here(path));
        Answers {
            question: self.question,
            witnesses: if is_around_as_before && has_same_paths(&stored.files, &files) {
                stored.witnesses
            } else {
                witnesses(&files, &self.roots)
            },
            files,
            news,
            holds: AtomicBool::new(is_around_as_before),
            known: known.into_iter().collect(),
            withdrawn: withdrawn.into_iter().collect(),
            families: if are_files_as_before {
                stored.families.into_iter().collect()
            } else {
                DashMap::new()
            },
            links: Mutex::new(stored.links.filter(|_| is_around_as_before)),
            has_news: AtomicBool::new(!are_files_as_before || !is_around_as_before),
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

impl Answer {
    /// Moves what it says of places in a file. Says whether it could.
    fn relocate(&mut self, path: &Path, is_own: bool, moves: &Moves) -> bool {
        let speaks_of_it = |finding: &Finding| {
            let places = finding.evidence.iter().filter_map(|evidence| evidence.place.as_ref());
            let places = places.map(|(place, _)| place).chain(finding.related.iter().map(|it| &it.path));
            places.flatten().any(|place| **place == *path)
        };
        if !is_own && !self.findings.iter().any(speaks_of_it) {
            return true;
        }
        let mut findings = self.findings.to_vec();
        let mut is_known = findings.iter_mut().all(|finding| moves.apply(finding, path, is_own));
        for (span, _) in self.changed.iter_mut().filter(|_| is_own) {
            match moves.of(*span) {
                Some(moved) => *span = moved,
                None => is_known = false,
            }
        }
        self.findings = findings.into();
        is_known
    }
}

impl Answers {
    /// The files that changed since the answers were given. Until it was said whom that concerns ([`Answers::drop_index`],
    /// [`Answers::drop_all`], [`Answers::relocate`]) the answers are not to be asked.
    pub fn news(&self) -> &[News] {
        &self.news
    }

    /// Whether all that was asked before need not be asked again.
    pub fn holds(&self) -> bool {
        self.holds.load(Ordering::Relaxed)
    }

    /// Drops what an index said of some files.
    pub fn drop_index<'p>(&self, index: usize, paths: impl IntoIterator<Item = &'p Path>) {
        self.holds.store(false, Ordering::Relaxed);
        for path in paths {
            if let Some(answer) = self.known.get_mut(path).as_mut().and_then(|known| known.get_mut(index)) {
                *answer = None;
            }
        }
    }

    /// Drops all that an index said.
    pub fn drop_all(&self, index: usize) {
        self.holds.store(false, Ordering::Relaxed);
        self.known.iter_mut().filter_map(|mut known| known.get_mut(index)?.take()).for_each(drop);
    }

    /// Drops what was said of findings of one file alone.
    pub fn drop_withdrawn(&self) {
        self.withdrawn.clear();
    }

    /// Moves what is said of places in a file that says the same to these indexes as before. What is said of a place of
    /// which nobody knows where it is now is dropped.
    pub fn relocate(&self, indexes: &[usize], path: &Path, moves: &Moves) {
        for mut entry in self.known.iter_mut() {
            let is_own = entry.key() == path;
            for &index in indexes {
                let Some(known) = entry.get_mut(index) else { continue };
                if known.as_mut().is_some_and(|answer| !answer.relocate(path, is_own, moves)) {
                    *known = None;
                    self.holds.store(false, Ordering::Relaxed);
                }
            }
        }
        let of_path = self.withdrawn.iter().filter(|entry| entry.key().0 == path);
        let before: Vec<(PathBuf, Span, String)> = of_path.map(|entry| entry.key().clone()).collect();
        let taken: Vec<((PathBuf, Span, String), bool)> =
            before.iter().filter_map(|place| self.withdrawn.remove(place)).collect();
        for ((path, span, rule), is_withdrawn) in taken {
            if let Some(span) = moves.of(span) {
                self.withdrawn.insert((path, span, rule), is_withdrawn);
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

    /// Which resolved links go with the answers.
    pub(super) fn links(&self) -> Option<u128> {
        *self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says which resolved links go with the answers from now on.
    pub(super) fn set_links(&self, links: Option<u128>) {
        *self.links.lock().unwrap_or_else(PoisonError::into_inner) = links;
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// No resolved links go with the answers any more.
    pub fn drop_links(&self) {
        self.set_links(None);
    }

    /// Keeps the families that were found with these limits.
    pub fn put_families(&self, limits: &Limits, families: &[Family]) {
        self.families.insert(number_of(limits), families.to_vec());
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// What is to be written; `None` where nothing is new, or where the surroundings may change without a sign.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let is_restless = |witness: &Witness| age(&witness.path).is_some_and(|age| age < TICK);
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
            links: self.links(),
        };
        postcard::to_allocvec(&stored).ok()
    }
}

fn has_same_paths(before: &[(PathBuf, FileVersion)], now: &[(PathBuf, FileVersion)]) -> bool {
    before.iter().map(|(path, _)| path).eq(now.iter().map(|(path, _)| path))
}

fn number_of(limits: &Limits) -> u64 {
    let mut hasher = Xxh3::new();
    limits.hash(&mut hasher);
    hasher.digest()
}

fn name_of(path: &Path, finding: &Finding) -> (PathBuf, Span, String) {
    (path.to_path_buf(), finding.span, finding.rule.name.clone())
}

/// Something around the files that has a say.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Witness {
    path: PathBuf,
    stat: Option<Stat>,
    /// What is in a folder around code. Its time says when something was put there, which may be what was there before.
    names: Option<u64>,
}

impl Witness {
    fn new(path: PathBuf) -> Witness {
        Witness { stat: Stat::of(&path), names: None, path }
    }

    fn of_folder(path: &Path) -> Witness {
        // Before the names are read, so that what comes meanwhile is seen the next time.
        let witness = Witness::new(path.to_path_buf());
        Witness { names: names_in(path), ..witness }
    }

    /// Whether it still says the same.
    fn is_as_before(&mut self) -> bool {
        let now = Stat::of(&self.path);
        let is_same = now == self.stat || self.names.is_some() && names_in(&self.path) == self.names;
        if is_same {
            self.stat = now;
        }
        is_same
    }
}

/// A number for the names in a folder, but for what editors leave there while they save a file.
fn names_in(folder: &Path) -> Option<u64> {
    let is_of_editor = |name: &[u8]| {
        name.ends_with(b"~") || name.ends_with(b".swp") || name.starts_with(b".#") || name.starts_with(b"#")
    };
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let names = entries.map(|entry| (entry.file_name(), entry.file_type().is_ok_and(|kind| kind.is_dir())));
    let mut names: Vec<(OsString, bool)> =
        names.filter(|(name, _)| !is_of_editor(name.as_encoded_bytes())).collect();
    names.sort_unstable();
    let mut hasher = Xxh3::new();
    names.hash(&mut hasher);
    Some(hasher.digest())
}

/// Everything around some files that may have a say.
fn witnesses(files: &[(PathBuf, FileVersion)], roots: &[PathBuf]) -> Vec<Witness> {
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
            seen.push(Witness::of_folder(folder));
        }
        let named = surroundings().chain(WRITERS).chain(BESIDE).map(|name| Witness::new(folder.join(name)));
        seen.extend(named.filter(|witness| witness.stat.is_some()));
        for environment in ENVIRONMENTS.map(|name| folder.join(name)) {
            if environment.join("pyvenv.cfg").is_file() {
                seen.extend(packages(&environment).map(Witness::new));
            }
        }
        seen
    });
    let mut seen: Vec<Witness> = seen.collect();
    seen.sort_by(|left, right| left.path.cmp(&right.path));
    // A coverage report holds for files that are older than it.
    if seen.iter().any(|witness| is_coverage_report(&witness.path)) {
        seen.extend(files.iter().map(|(path, _)| Witness::new(path.clone())));
    }
    seen
}

/// The folders of an environment that change when a package comes or goes.
fn packages(environment: &Path) -> impl Iterator<Item = PathBuf> {
    let libraries = ["lib", "lib64", "Lib"].map(|name| environment.join(name));
    let versions = libraries.clone().into_iter().flat_map(|library| {
        fs::read_dir(library).into_iter().flatten().flatten().map(|entry| entry.path().join("site-packages"))
    });
    let versions: Vec<PathBuf> = versions.collect();
    let places = libraries.into_iter().flat_map(|library| [library.join("site-packages"), library]);
    versions.into_iter().chain(places).chain([environment.join("pyvenv.cfg")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_the_same_until_something_comes_or_goes() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let write = |name: &str| fs::write(folder.path().join(name), name).expect("a file can be written");
        write("a.py");
        // Its time may be the same within a tick of the clock, so nothing is said by it.
        let witness = || Witness { stat: None, ..Witness::of_folder(folder.path()) };
        let mut before = witness();
        // As an editor saves: beside it, and then in its place.
        write("a.py~");
        write(".a.py.swp");
        fs::rename(folder.path().join("a.py~"), folder.path().join("a.py")).expect("it can be moved");
        assert!(before.is_as_before());
        assert_eq!(before.stat, Stat::of(folder.path()));
        let mut before = witness();
        write("b.so");
        assert!(!before.is_as_before());
        let mut before = witness();
        fs::remove_file(folder.path().join("b.so")).expect("it can be removed");
        assert!(!before.is_as_before());
    }
}
