//! Of which files a test of Python can hold objects: those that are loaded when it runs.
//!
//! A test that calls a method on something of which nothing is known has an object in hand, and there is none of a class
//! whose module nobody has imported by then.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::FileId;
use super::places::Layout;
use super::resolve::World;

/// Some of the files of a workspace.
#[derive(Clone, Debug, Default)]
struct FileSet(Vec<u64>);

impl FileSet {
    fn has(&self, file: FileId) -> bool {
        self.0.get(file as usize / 64).is_some_and(|word| word >> (file % 64) & 1 != 0)
    }

    /// Says whether the file is new.
    fn insert(&mut self, file: FileId) -> bool {
        let at = file as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        let before = self.0[at];
        self.0[at] |= 1 << (file % 64);
        self.0[at] != before
    }

    /// Says whether one of the files is new.
    fn add(&mut self, other: &FileSet) -> bool {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        let mut is_news = false;
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            is_news |= other & !*word != 0;
            *word |= other;
        }
        is_news
    }
}

/// What tests load.
pub(super) struct Nearness<'g> {
    world: World<'g>,
    /// The test files that import each of them.
    importers: FxHashMap<FileId, Vec<FileId>>,
    /// What no test loads by an import: if it is there at all, nobody knows for whom.
    elsewhere: FileSet,
    /// What was asked for.
    known: FxHashMap<FileId, Rc<FileSet>>,
}

impl<'g> Nearness<'g> {
    pub(super) fn new(world: World<'g>) -> Nearness<'g> {
        let mut nearness = Nearness {
            world,
            importers: FxHashMap::default(),
            elsewhere: FileSet::default(),
            known: FxHashMap::default(),
        };
        let files = || (0..).zip(world.files).filter_map(|(id, file)| Some((id, file.as_ref()?)));
        let tests = || files().filter(|(_, file)| file.facts.is_test && file.layout == Layout::Python);
        for (id, file) in tests() {
            for &loaded in &file.links.loads {
                nearness.importers.entry(loaded).or_default().push(id);
            }
        }
        let loaded = nearness.loaded_by(tests().map(|(id, _)| id).collect());
        for (id, _) in files().filter(|(id, _)| !loaded.has(*id)) {
            nearness.elsewhere.insert(id);
        }
        nearness
    }

    /// What these files load, themselves included.
    fn loaded_by(&self, mut open: Vec<FileId>) -> FileSet {
        let mut found = FileSet::default();
        while let Some(file) = open.pop() {
            if found.insert(file) {
                open.extend(self.world.file(file).into_iter().flat_map(|file| &file.links.loads));
            }
        }
        found
    }

    /// The files of whose classes code of the test file can hold objects. `None` if of all.
    fn around(&mut self, test: FileId) -> Option<Rc<FileSet>> {
        if let Some(known) = self.known.get(&test) {
            return Some(Rc::clone(known));
        }
        let here = self.world.file(test)?;
        let place = self.world.places.of(test);
        // What `conftest` works on is given by tests that do not import it.
        let is_shared =
            || place.is_some_and(|place| self.world.places.conftests(place).any(|file| file == test));
        if here.layout != Layout::Python || !here.facts.is_test || is_shared() {
            return None;
        }
        // What it has to share works on what those have who import it.
        let (mut users, mut open) = (FxHashSet::default(), vec![test]);
        while let Some(file) = open.pop() {
            if users.insert(file) {
                open.extend(self.importers.get(&file).into_iter().flatten());
            }
        }
        let places: FxHashSet<_> = users.iter().filter_map(|&user| self.world.places.of(user)).collect();
        let fixtures = places.into_iter().flat_map(|place| self.world.places.conftests(place));
        let mut found = self.loaded_by(fixtures.chain(users.iter().copied()).collect());
        found.add(&self.elsewhere);
        let found = Rc::new(found);
        self.known.insert(test, Rc::clone(&found));
        Some(found)
    }
}

/// Who calls methods of one name on objects of which nothing is known.
#[derive(Debug, Default)]
pub(super) struct Callers {
    /// Code that is no test.
    pub(super) is_code: bool,
    /// A test that may hold an object of anything.
    is_any_test: bool,
    /// Other tests, and of what they may hold objects.
    tests: FxHashSet<FileId>,
    near: FileSet,
}

impl Callers {
    /// Code that is no test. Says whether more can be meant than before.
    pub(super) fn add_code(&mut self) -> bool {
        !std::mem::replace(&mut self.is_code, true)
    }

    /// The same of a test file.
    pub(super) fn add_test(&mut self, test: FileId, nearness: &mut Nearness<'_>) -> bool {
        if self.is_any_test || !self.tests.insert(test) {
            return false;
        }
        match nearness.around(test) {
            Some(files) => self.near.add(&files),
            None => {
                self.is_any_test = true;
                true
            }
        }
    }

    /// Whether one of them is a test that can hold objects of classes of the file.
    pub(super) fn is_test_of(&self, file: FileId) -> bool {
        self.is_any_test || self.near.has(file)
    }
}
