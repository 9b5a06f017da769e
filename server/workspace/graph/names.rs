//! Names as numbers, of which edges are made.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Number of a name in [`NameIds`].
pub(super) type NameId = u32;

/// Names as numbers.
#[derive(Debug, Default)]
pub(super) struct NameIds {
    numbers: FxHashMap<Arc<str>, NameId>,
    texts: Vec<Arc<str>>,
}

impl NameIds {
    pub(super) fn of(&mut self, name: &str) -> NameId {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.texts.len() as NameId;
        let text: Arc<str> = name.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    pub(super) fn text(&self, number: NameId) -> &str {
        &self.texts[number as usize]
    }

    /// All names, in the order of their numbers.
    pub(super) fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }

    pub(super) fn has(&self, number: NameId) -> bool {
        (number as usize) < self.texts.len()
    }

    pub(super) fn known(&self, name: &str) -> Option<NameId> {
        self.numbers.get(name).copied()
    }
}

impl From<Vec<Arc<str>>> for NameIds {
    fn from(texts: Vec<Arc<str>>) -> NameIds {
        NameIds { numbers: texts.iter().cloned().zip(0..).collect(), texts }
    }
}

/// The names that one of several threads has met: it asks for the number of each only once.
pub(super) struct Names<'a> {
    all: &'a Mutex<&'a mut NameIds>,
    numbers: FxHashMap<Arc<str>, NameId>,
    texts: FxHashMap<NameId, Arc<str>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(all: &'a Mutex<&'a mut NameIds>) -> Names<'a> {
        Names { all, numbers: FxHashMap::default(), texts: FxHashMap::default() }
    }

    pub(super) fn of(&mut self, name: &str) -> NameId {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let number = all.of(name);
        let text = Arc::clone(&all.texts[number as usize]);
        drop(all);
        self.texts.insert(number, Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The text of a number that was given here.
    pub(super) fn text(&self, number: NameId) -> &str {
        self.texts.get(&number).map_or("", |text| text)
    }
}
