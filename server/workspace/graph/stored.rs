//! What was derived from a workspace, kept for whoever asks again after a few files have changed: to resolve what all
//! files mention takes longer than anything else, and an edit concerns few of them.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use thinktwice_engine::facts::FileFacts;

use super::edges::{Edge, Edges};
use super::link::{Hierarchy, Links};
use super::names::NameIds;
use super::resolve::Base;
use super::table::Table;
use super::{ClassId, File, FileId, FnId, Graph, Stale};
use crate::workspace::cache::News;

/// What was derived from each file, in the order of their paths.
#[derive(Serialize, Deserialize)]
struct Stored<N, D> {
    names: N,
    files: Vec<D>,
}

/// Of one file: where its classes stand, its edges, and the files that were asked for both.
type Derived = (Hierarchy, Links, FxHashSet<FileId>);

impl Graph {
    /// What was derived; `None` if something is still to be.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.is_stale || self.files.iter().any(Option::is_none) {
            return None;
        }
        let derived = self.files.iter().flatten().map(|file| (&file.hierarchy, &file.links, &file.asked));
        postcard::to_allocvec(&Stored { names: self.names.texts(), files: derived.collect() }).ok()
    }

    /// Takes what was derived when these files had their facts of before, and goes on from there. Says whether it could:
    /// if not, all will be derived when it is asked for.
    pub(super) fn resume(&mut self, bytes: &[u8], news: &[News]) -> bool {
        let Ok(Stored { names, files }) = postcard::from_bytes::<Stored<Vec<Arc<str>>, Derived>>(bytes)
        else {
            return false;
        };
        let versions: Option<Vec<(FileId, &Arc<FileFacts>)>> = news
            .iter()
            .map(|News { path, before }| Some((*self.numbers.get(path.as_path())?, before.as_ref()?)))
            .collect();
        let Some(versions) = versions.filter(|_| files.len() == self.numbers.len()) else { return false };
        let now: Vec<Option<Arc<FileFacts>>> =
            versions.into_iter().map(|(id, before)| self.replace(id, before)).collect();
        self.number_files();
        for (file, (hierarchy, links, asked)) in self.files.iter_mut().flatten().zip(files) {
            (file.hierarchy, file.links, file.asked, file.stale) = (hierarchy, links, asked, Stale::Nothing);
        }
        self.names = NameIds::from(names);
        let is_sound = self.files.iter().flatten().all(|file| self.is_sound(file));
        if is_sound {
            self.extend_classes();
            self.number_classes();
            (self.is_stale, self.has_new_places, self.has_new_edges) = (false, false, true);
        } else {
            for file in self.files.iter_mut().flatten() {
                (file.hierarchy, file.links, file.asked) = Default::default();
            }
            // Where there are new places everything is derived anew.
            (self.is_stale, self.has_new_places, self.names) = (true, true, NameIds::default());
        }
        for (News { path, .. }, now) in news.iter().zip(now) {
            now.into_iter().for_each(|now| self.update(path, now, None));
        }
        is_sound
    }

    /// Puts other facts of a file in place of those that it has. Gives these.
    fn replace(&mut self, id: FileId, facts: &Arc<FileFacts>) -> Option<Arc<FileFacts>> {
        let file = self.files[id as usize].as_mut()?;
        file.table = Table::new(facts);
        file.words.take();
        Some(std::mem::replace(&mut file.facts, Arc::clone(facts)))
    }

    /// Whether what was derived from a file speaks of nothing that is not there.
    fn is_sound(&self, file: &File) -> bool {
        let there = |id: FileId| self.files.get(id as usize)?.as_ref();
        let is_function =
            |id: FnId| there(id.file).is_some_and(|file| (id.index as usize) < file.facts.functions.len());
        let is_class = |id: ClassId| {
            there(id.file).is_some_and(|file| (id.index as usize) < file.facts.definitions.len())
        };
        let is_name = |name: u32| self.names.has(name);
        let is_edge = |edge: Edge| match edge {
            Edge::Function(id) => is_function(id),
            Edge::Dispatch(class, name) | Edge::After(class, name) | Edge::AnyOf(class, name) => {
                is_class(class) && is_name(name)
            }
            Edge::Class(class) | Edge::New(class) => is_class(class),
            Edge::ByName(name) | Edge::Foreign(name) | Edge::Library(name) => is_name(name),
            Edge::Load(file) | Edge::Run(file) => there(file).is_some(),
        };
        let is_base = |base: &Base| match *base {
            Base::Class(class) => is_class(class),
            Base::Caller | Base::Passive => true,
        };
        let (hierarchy, links) = (&file.hierarchy, &file.links);
        let (functions, definitions) = (file.facts.functions.len(), file.facts.definitions.len());
        let edges = [&links.calls, &links.mentions, &links.program, &links.tests];
        [hierarchy.owners.len(), hierarchy.is_glue.len()] == [functions; 2]
            && [0, functions].contains(&hierarchy.traits.len())
            && links.functions.len() == functions
            && hierarchy
                .bases
                .iter()
                .all(|(&class, bases)| (class as usize) < definitions && bases.iter().all(is_base))
            && hierarchy.owners.iter().chain(&hierarchy.traits).flatten().all(|&class| is_class(class))
            && hierarchy.extended.iter().all(|(class, base)| is_class(*class) && is_base(base))
            && links.functions.iter().chain(edges).flat_map(Edges::iter).all(is_edge)
            && links.members.iter().all(|&(owner, held)| is_class(owner) && is_class(held))
            && links.conversions.values().flat_map(Edges::iter).all(is_edge)
            && links.misfits.values().flatten().all(|misfit| misfit.is_of(&is_function, &is_class))
            && links.loads.iter().chain(&file.asked).all(|&file| there(file).is_some())
    }
}
