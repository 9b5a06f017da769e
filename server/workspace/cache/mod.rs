//! What files gave, kept on disk by their contents: a warm start parses nothing.
//!
//! An entry holds for one text, looked at by one program with one set of rules under one path; a file is not even read
//! where its metadata says that it is the same. Everything here may be missing, damaged or another program's: then the
//! work is done again. Files are written beside their place and renamed, so readers see all of one or nothing, and
//! nothing can be left locked. [`answers`] keeps what rules across files said of a whole workspace.

mod answers;
mod files;
mod moves;
pub mod place;
mod stat;
mod stored;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dashmap::DashMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use thinktwice_engine::Engine;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::finding::Finding;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::index::{FileMarks, FileSettings};
use super::source::BlobName;
pub use answers::{Answers, News};
use files::{Folder, Growing, Piece};
pub use moves::Moves;
pub use stat::Stat;
use stored::StoredFinding;

/// The list of entries.
const INDEX: &str = "index";
/// Packs of facts begin so.
const PACK: &str = "facts-";
/// What rules across files said.
const ANSWERS: &str = "answers";
/// What all files mention, resolved.
const LINKS: &str = "links";
/// Of more packs than this the small ones are joined.
const MOST_PACKS: usize = 8;

/// Who reads from a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// Nobody: everything is read and nothing written.
    #[default]
    Off,
    /// One who asks once and ends: what is not asked for is not unpacked.
    ForOneAnswer,
    /// One who stays: everything is unpacked while the workspace is read.
    ForEditing,
}

/// The entries of a workspace.
#[derive(Debug)]
pub struct Cache {
    folder: Arc<Folder>,
    roots: Vec<PathBuf>,
    caching: Caching,
    entries: FxHashMap<PathBuf, Entry>,
    /// Entries that hold now: those found and those that are new.
    current: DashMap<PathBuf, Entry, FxBuildHasher>,
    packs: Vec<Arc<Pack>>,
    /// The pack for new facts, or why there is none. Kept on disk: until everything is saved nobody reads it.
    new: Mutex<Option<io::Result<Growing>>>,
    has_news: AtomicBool,
    /// What rules across files are asked with besides what they know of files.
    question: u64,
}

/// What a file gave.
#[derive(Clone, Debug)]
struct Entry {
    /// What the file's metadata were when it was read; `None` where it may have changed since without a sign.
    stat: Option<Stat>,
    known: Arc<Known>,
    facts: Place,
}

/// Where the facts of an entry are.
#[derive(Clone, Debug)]
enum Place {
    Old(Packed),
    /// Of the new pack.
    New(Piece),
}

/// What is unpacked of an entry at once.
#[derive(Debug)]
pub struct Known {
    /// Of the text.
    pub blob: BlobName,
    settings: u64,
    /// Another file says that it is test code.
    pub is_declared_test: bool,
    /// Findings of the rules that need the file alone.
    pub findings: Arc<[Finding]>,
    /// What is kept of its facts in memory.
    pub marks: Arc<FileMarks>,
}

/// Facts of many files. Most who ask again ask nothing new, and never read it.
#[derive(Debug)]
struct Pack {
    folder: Arc<Folder>,
    name: String,
    /// In bytes, as the folder has it.
    length: usize,
    /// `None` if it turned out to be damaged.
    content: OnceLock<Option<Vec<u8>>>,
}

impl Pack {
    fn content(&self) -> Option<&[u8]> {
        self.content.get_or_init(|| self.folder.read(&self.name)).as_deref()
    }

    /// Whether somebody has read it in vain.
    fn is_known_damaged(&self) -> bool {
        matches!(self.content.get(), Some(None))
    }
}

/// The facts of a file before they are needed.
#[derive(Clone, Debug)]
pub struct Packed {
    pack: Arc<Pack>,
    piece: Piece,
}

impl Packed {
    /// The facts.
    pub fn unpack(&self) -> Option<FileFacts> {
        postcard::from_bytes(self.slice()?).ok()
    }

    /// The facts, for whoever wants those of a few files: the rest of the pack is not read.
    pub fn unpack_alone(&self) -> Option<FileFacts> {
        if self.pack.content.get().is_some() {
            return self.unpack();
        }
        postcard::from_bytes(&self.pack.folder.read_piece(&self.pack.name, &self.piece)?).ok()
    }

    /// Whether the facts can be had. Reads the pack that they are in.
    pub fn is_whole(&self) -> bool {
        self.slice().is_some()
    }

    fn slice(&self) -> Option<&[u8]> {
        self.pack.content()?.get(self.piece.range())
    }
}

/// An entry as it lies in the index.
#[derive(Serialize, Deserialize)]
struct Line<'e> {
    path: Cow<'e, Path>,
    stat: Option<Stat>,
    blob: BlobName,
    settings: u64,
    is_declared_test: bool,
    findings: Vec<StoredFinding>,
    marks: Cow<'e, FileMarks>,
    /// Number of the pack, and where in it.
    facts: (u32, Piece),
}

#[derive(Serialize, Deserialize, Default)]
struct Lines<'e> {
    packs: Vec<String>,
    lines: Vec<Line<'e>>,
}

/// Everything that the facts of a file follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileVersion {
    /// Of the text; `None` of one that an editor has.
    pub blob: Option<BlobName>,
    /// Of the settings, by [`number_of`].
    pub settings: u64,
    /// Another file says that it is test code.
    pub is_declared_test: bool,
}

/// A text as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Of the text.
    pub blob: BlobName,
    stat: Option<Stat>,
}

impl Reading {
    /// Of a text, with what was known of its file before it was read.
    pub fn new(text: &str, stat: Option<Stat>) -> Reading {
        Reading { blob: BlobName::of(text), stat: stat.filter(Stat::is_settled) }
    }
}

/// A number that is equal for equal programs: the version alone would not tell builds apart.
fn program() -> u64 {
    let mut hasher = Xxh3::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    std::env::current_exe().ok().and_then(|own| Stat::of(&own)).hash(&mut hasher);
    hasher.finish()
}

/// What a cache is for: the program, its rules, and how it is asked. Anything else has a cache of its own.
#[derive(Default)]
pub struct View(Xxh3);

impl View {
    /// Everything that `part` says is part of the view.
    pub fn add(&mut self, part: &impl Hash) {
        part.hash(&mut self.0);
    }
}

impl Cache {
    /// Opens the cache of some folders. `None` where there is no place for one.
    pub fn open(
        roots: &[PathBuf],
        mut view: View,
        question: u64,
        caching: Caching,
        engine: &Engine,
    ) -> Option<Cache> {
        view.add(&program());
        let folder = Arc::new(Folder::new(place::of_view(roots, view.0.finish())?, view.0.digest128()));
        let mut cache = Cache {
            folder,
            roots: roots.to_vec(),
            caching,
            entries: FxHashMap::default(),
            current: DashMap::default(),
            packs: Vec::new(),
            new: Mutex::default(),
            has_news: AtomicBool::new(false),
            question,
        };
        if let Some(lines) =
            cache.folder.read(INDEX).and_then(|bytes| postcard::from_bytes::<Lines>(&bytes).ok())
        {
            cache.take(lines, engine);
        }
        Some(cache)
    }

    fn take(&mut self, lines: Lines<'_>, engine: &Engine) {
        let packs = lines.packs.into_iter().map(|name| {
            let length = self.folder.length(&name);
            Arc::new(Pack { folder: Arc::clone(&self.folder), name, length, content: OnceLock::new() })
        });
        self.packs = packs.collect();
        let packs = &self.packs;
        let entries = lines.lines.into_par_iter().filter_map(|line| {
            let (pack, piece) = line.facts;
            let pack = packs.get(pack as usize).filter(|pack| piece.range().end <= pack.length)?;
            let findings: Option<Vec<Finding>> =
                line.findings.into_iter().map(|finding| finding.finding(engine)).collect();
            let known = Known {
                blob: line.blob,
                settings: line.settings,
                is_declared_test: line.is_declared_test,
                findings: findings?.into(),
                marks: Arc::new(line.marks.into_owned()),
            };
            let facts = Place::Old(Packed { pack: Arc::clone(pack), piece });
            Some((line.path.into_owned(), Entry { stat: line.stat, known: Arc::new(known), facts }))
        });
        let entries: Vec<(PathBuf, Entry)> = entries.collect();
        self.entries = entries.into_iter().collect();
    }

    /// Who reads.
    pub fn caching(&self) -> Caching {
        self.caching
    }

    /// What a file gave, if its metadata say that it is still the same.
    pub fn find(
        &self,
        path: &Path,
        stat: Option<&Stat>,
        settings: &FileSettings,
        is_declared_test: Option<bool>,
    ) -> Option<(Arc<Known>, Packed)> {
        let entry = self.entries.get(path)?;
        let holds = entry.stat.is_some() && entry.stat.as_ref() == stat;
        self.use_entry(path, entry, entry.stat, holds, settings, is_declared_test)
    }

    /// What a file gave that had this text.
    pub fn find_text(
        &self,
        path: &Path,
        reading: &Reading,
        settings: &FileSettings,
        is_declared_test: Option<bool>,
    ) -> Option<(Arc<Known>, Packed)> {
        let entry = self.entries.get(path)?;
        let holds = entry.known.blob == reading.blob;
        let found = self.use_entry(path, entry, reading.stat, holds, settings, is_declared_test)?;
        if entry.stat != reading.stat {
            self.has_news.store(true, Ordering::Relaxed);
        }
        Some(found)
    }

    fn use_entry(
        &self,
        path: &Path,
        entry: &Entry,
        stat: Option<Stat>,
        holds: bool,
        settings: &FileSettings,
        is_declared_test: Option<bool>,
    ) -> Option<(Arc<Known>, Packed)> {
        let known = &entry.known;
        let is_wanted = holds
            && known.settings == number_of(settings)
            && is_declared_test.is_none_or(|wanted| wanted == known.is_declared_test);
        let Place::Old(packed) = &entry.facts else { return None };
        let is_usable =
            !packed.pack.is_known_damaged() && (self.caching != Caching::ForEditing || packed.is_whole());
        (is_wanted && is_usable).then(|| {
            self.current.insert(path.to_path_buf(), Entry { stat, ..entry.clone() });
            (Arc::clone(known), packed.clone())
        })
    }

    /// The facts that a file had when the cache was written, if they are of this version of it.
    fn facts(&self, path: &Path, version: &FileVersion) -> Option<FileFacts> {
        let entry = self.entries.get(path)?;
        let known = &entry.known;
        let is_it = FileVersion {
            blob: Some(known.blob),
            settings: known.settings,
            is_declared_test: known.is_declared_test,
        } == *version;
        match &entry.facts {
            Place::Old(packed) if is_it => packed.unpack_alone(),
            _ => None,
        }
    }

    /// Keeps what a file gave.
    pub fn put(
        &self,
        path: &Path,
        reading: Reading,
        settings: &FileSettings,
        is_declared_test: bool,
        (findings, marks, facts): (&Arc<[Finding]>, &Arc<FileMarks>, &FileFacts),
    ) {
        let Ok(bytes) = postcard::to_allocvec(facts) else { return };
        self.has_news.store(true, Ordering::Relaxed);
        let Some(piece) = self.pack(&mut lock(&self.new), &bytes) else { return };
        let known = Known {
            blob: reading.blob,
            settings: number_of(settings),
            is_declared_test,
            findings: Arc::clone(findings),
            marks: Arc::clone(marks),
        };
        let entry = Entry { stat: reading.stat, known: Arc::new(known), facts: Place::New(piece) };
        self.current.insert(path.to_path_buf(), entry);
    }

    /// Adds facts to the new pack. `None` where it cannot be written, as is said when everything is saved.
    fn pack(&self, new: &mut Option<io::Result<Growing>>, bytes: &[u8]) -> Option<Piece> {
        let growing = new.get_or_insert_with(|| self.folder.begin());
        let added = growing.as_mut().ok()?.add(bytes);
        added.map_err(|error| *growing = Err(error)).ok()
    }

    /// What [`Cache::put_links`] was given for these answers.
    pub fn links(&self, answers: &Answers) -> Option<Vec<u8>> {
        let wanted = answers.links()?;
        self.folder.read(LINKS).filter(|bytes| xxh3_128(bytes) == wanted)
    }

    /// Keeps what all files mention, resolved, as it is when these answers are given.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put_links(&self, answers: &Answers, bytes: &[u8]) -> Result<(), String> {
        answers.set_links(Some(xxh3_128(bytes)));
        let failed = |error| format!("{}: cannot be written: {error}", self.folder.path().display());
        self.folder.write(LINKS, bytes).map_err(failed)
    }

    /// Writes what is new. Whatever fails costs only time: it is said in the server's log.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self, answers: Option<&Answers>) -> Result<(), String> {
        let save_answers = || match answers.and_then(Answers::to_bytes) {
            Some(bytes) => self.folder.write(ANSWERS, &bytes),
            None => Ok(()),
        };
        let (entries, answers) = rayon::join(|| self.save_news(), save_answers);
        let failed = |error| format!("{}: cannot be written: {error}", self.folder.path().display());
        entries.and(answers).map_err(failed)
    }

    /// Writes the entries if they are others than before.
    fn save_news(&self) -> io::Result<()> {
        let is_gone = |path: &PathBuf| !self.current.contains_key(path) && !path.is_file();
        // Without news those that hold are some of those that were read.
        let may_be_gone = self.current.len() != self.entries.len();
        let is_damaged = self.packs.iter().any(|pack| pack.is_known_damaged());
        if self.has_news.swap(false, Ordering::Relaxed)
            || is_damaged
            || may_be_gone && self.entries.keys().any(is_gone)
        {
            self.save_entries()?;
            place::tidy(self.folder.path());
        } else {
            self.folder.mark_used(INDEX);
        }
        Ok(())
    }

    fn save_entries(&self) -> io::Result<()> {
        let current: Vec<(PathBuf, Entry)> =
            self.current.iter().map(|entry| (entry.key().clone(), entry.value().clone())).collect();
        // One file was asked about: that says nothing of the others.
        let is_left = |path: &PathBuf| !self.current.contains_key(path) && path.is_file();
        let left = self.entries.iter().filter(|(path, _)| is_left(path));
        let all: Vec<(&PathBuf, &Entry)> =
            current.iter().map(|(path, entry)| (path, entry)).chain(left).collect();
        let mut packs = Packs::new(&self.packs, &all);
        let mut new = lock(&self.new).take();
        let lines = all.into_iter().filter_map(|(path, entry)| {
            // What is kept of other packs moves to the new one.
            let (pack, piece) = match &entry.facts {
                Place::Old(packed) => match packs.number(packed) {
                    Some(number) => (number, packed.piece),
                    None => (packs.names.len(), self.pack(&mut new, packed.slice()?)?),
                },
                Place::New(piece) => (packs.names.len(), *piece),
            };
            Some(Line {
                path: Cow::Borrowed(path),
                stat: entry.stat,
                blob: entry.known.blob,
                settings: entry.known.settings,
                is_declared_test: entry.known.is_declared_test,
                findings: entry.known.findings.iter().map(StoredFinding::new).collect(),
                marks: Cow::Borrowed(&entry.known.marks),
                facts: (pack as u32, piece),
            })
        });
        let mut lines = Lines { lines: lines.collect(), packs: Vec::new() };
        if let Some(growing) = new {
            packs.names.push(self.folder.finish(growing?, PACK)?);
        }
        lines.packs = packs.names;
        let bytes = postcard::to_allocvec(&lines).map_err(io::Error::other)?;
        self.folder.write(INDEX, &bytes)?;
        self.folder.remove_unused(|name| {
            [INDEX, ANSWERS, LINKS].iter().any(|own| name == OsStr::new(own))
                || lines.packs.iter().any(|pack| name == OsStr::new(pack))
        });
        Ok(())
    }
}

/// The packs that are kept.
struct Packs {
    names: Vec<String>,
    numbers: FxHashMap<*const Pack, usize>,
}

impl Packs {
    /// Decides which packs are kept: all, unless there are many, of which those with little stay no longer, or half of what
    /// they hold is nobody's.
    fn new(old: &[Arc<Pack>], entries: &[(&PathBuf, &Entry)]) -> Packs {
        let size: usize = old.iter().map(|pack| pack.length).sum();
        let used = entries.iter().map(|(_, entry)| match &entry.facts {
            Place::Old(packed) => packed.piece.range().len(),
            Place::New(_) => 0,
        });
        let used: usize = used.sum();
        let (mut names, mut numbers) = (Vec::new(), FxHashMap::default());
        let is_kept = |pack: &Pack| {
            let is_large = pack.length * 4 >= size;
            pack.length > 0 && !pack.is_known_damaged() && (old.len() < MOST_PACKS || is_large)
        };
        if used * 2 >= size {
            for pack in old.iter().filter(|pack| is_kept(pack)) {
                numbers.insert(Arc::as_ptr(pack), names.len());
                names.push(pack.name.clone());
            }
        }
        Packs { names, numbers }
    }

    /// The number of the pack that these facts are in, if it is kept.
    fn number(&self, facts: &Packed) -> Option<usize> {
        self.numbers.get(&Arc::as_ptr(&facts.pack)).copied()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that is equal for equal settings.
pub fn number_of(settings: &FileSettings) -> u64 {
    let mut hasher = Xxh3::new();
    (&settings.path, &settings.rules).hash(&mut hasher);
    hasher.finish()
}
