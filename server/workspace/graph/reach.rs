//! Which functions a test can reach: by calls and mentions that resolve, and by dispatch that only run time decides.
//!
//! Dispatch is followed as in rapid type analysis: a method is only reached through its name once code that is
//! reached has mentioned its class.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::link::{Edge, NameId, NameIds};
use super::places::Layout;
use super::resolve::{Base, World};
use super::{ClassId, FileId, FnId};

/// How sure it is that a test reaches a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// No path from a test.
    #[default]
    None,
    /// Only through a name on an unknown object, an override, an operator, a framework.
    Implicit,
    /// By calls and mentions that resolve.
    Direct,
}

/// What is reached.
#[derive(Debug, Default)]
pub(super) struct Reach {
    offsets: Vec<u32>,
    tiers: Vec<Tier>,
    parents: Vec<Option<FnId>>,
    /// The layouts in which there is any test at all.
    pub(super) tested: Vec<Layout>,
}

impl Reach {
    /// How a function is reached.
    pub(super) fn tier(&self, id: FnId) -> Tier {
        self.number(id).map_or(Tier::None, |number| self.tiers[number])
    }

    /// The function from which it was reached first; `None` for tests and for what nothing reaches.
    pub(super) fn parent(&self, id: FnId) -> Option<FnId> {
        self.parents[self.number(id)?]
    }

    /// How the functions of a file are reached, in order.
    pub(super) fn of_file(&self, file: FileId) -> &[Tier] {
        let at = |number: usize| self.offsets.get(number).map_or(self.tiers.len(), |&start| start as usize);
        &self.tiers[at(file as usize)..at(file as usize + 1)]
    }

    fn number(&self, id: FnId) -> Option<usize> {
        let number = *self.offsets.get(id.file as usize)? as usize + id.index as usize;
        let end = self.offsets.get(id.file as usize + 1).map_or(self.tiers.len(), |&end| end as usize);
        (number < end).then_some(number)
    }
}

struct Search<'g> {
    world: World<'g>,
    names: &'g NameIds,
    /// (class, name) -> the methods that the class itself has.
    own: FxHashMap<(ClassId, NameId), Vec<FnId>>,
    own_names: FxHashMap<ClassId, Vec<NameId>>,
    has_subclasses: FxHashSet<ClassId>,
    held: FxHashMap<ClassId, Vec<ClassId>>,
    /// Methods by name, with their class where it is one of the workspace.
    by_name: FxHashMap<NameId, Vec<(FnId, Option<ClassId>)>>,
    reach: Reach,
    loaded: Vec<Tier>,
    /// Classes of which there may be objects: code that is reached makes or mentions them.
    objects: FxHashMap<ClassId, Vec<ClassId>>,
    /// Class -> those of the objects that are of it or inherit from it.
    objects_below: FxHashMap<ClassId, Vec<ClassId>>,
    called: FxHashSet<NameId>,
    /// Methods that are called on objects of a class.
    dispatched: FxHashMap<ClassId, FxHashMap<NameId, (Tier, Option<FnId>)>>,
    /// Names that are asked of `super()` in a class.
    after: FxHashMap<ClassId, FxHashSet<NameId>>,
    /// Beginnings of names that are made at run time.
    any_of: FxHashMap<ClassId, FxHashSet<NameId>>,
    direct: VecDeque<FnId>,
    implicit: VecDeque<FnId>,
}

/// Follows everything that tests mention.
pub(super) fn reach(world: World<'_>, names: &NameIds) -> Reach {
    let mut search = Search::new(world, names);
    search.start();
    search.run();
    search.reach
}

impl<'g> Search<'g> {
    fn new(world: World<'g>, names: &'g NameIds) -> Search<'g> {
        let mut offsets = Vec::with_capacity(world.files.len());
        let mut total = 0;
        for file in world.files {
            offsets.push(total);
            total += file.as_ref().map_or(0, |file| file.facts.functions.len() as u32);
        }
        let mut search = Search {
            world,
            names,
            own: FxHashMap::default(),
            own_names: FxHashMap::default(),
            has_subclasses: FxHashSet::default(),
            held: FxHashMap::default(),
            by_name: FxHashMap::default(),
            reach: Reach {
                offsets,
                tiers: vec![Tier::None; total as usize],
                parents: vec![None; total as usize],
                tested: Vec::new(),
            },
            loaded: vec![Tier::None; world.files.len()],
            objects: FxHashMap::default(),
            objects_below: FxHashMap::default(),
            called: FxHashSet::default(),
            dispatched: FxHashMap::default(),
            after: FxHashMap::default(),
            any_of: FxHashMap::default(),
            direct: VecDeque::new(),
            implicit: VecDeque::new(),
        };
        search.read_classes();
        search
    }

    fn read_classes(&mut self) {
        for (number, file) in self.world.files.iter().enumerate() {
            let Some(file) = file else { continue };
            let id = number as FileId;
            for (index, function) in file.facts.functions.iter().enumerate() {
                let owner = file.hierarchy.owners.get(index).copied().flatten();
                let function_id = FnId { file: id, index: index as u32 };
                let Some(name) = self.names.known(&function.name).filter(|_| function.traits.is_method)
                else {
                    continue;
                };
                self.by_name.entry(name).or_default().push((function_id, owner));
                if let Some(owner) = owner {
                    let own = self.own.entry((owner, name)).or_default();
                    if own.is_empty() {
                        self.own_names.entry(owner).or_default().push(name);
                    }
                    own.push(function_id);
                }
            }
            let extended = file.hierarchy.extended.iter().map(|(_, base)| base);
            for base in file.hierarchy.bases.iter().flatten().chain(extended) {
                if let Base::Class(base) = base {
                    self.has_subclasses.insert(*base);
                }
            }
            for &(owner, held) in &file.links.members {
                self.held.entry(owner).or_default().push(held);
            }
        }
    }

    fn start(&mut self) {
        for (number, file) in self.world.files.iter().enumerate() {
            let Some(file) = file else { continue };
            let id = number as FileId;
            for (index, function) in file.facts.functions.iter().enumerate() {
                let traits = function.traits;
                let is_root =
                    traits.is_test || traits.is_in_test && traits.is_entry && file.layout == Layout::Python;
                if traits.is_test && !self.reach.tested.contains(&file.layout) {
                    self.reach.tested.push(file.layout);
                }
                if is_root {
                    self.push(FnId { file: id, index: index as u32 }, Tier::Direct, None);
                }
            }
            if !file.links.tests.is_empty() {
                self.follow(&file.links.tests, Tier::Direct, None);
            }
        }
    }

    fn run(&mut self) {
        loop {
            let (id, tier) = match self.direct.pop_front() {
                Some(id) => (id, Tier::Direct),
                None => match self.implicit.pop_front() {
                    Some(id) if self.reach.tier(id) == Tier::Implicit => (id, Tier::Implicit),
                    Some(_) => continue,
                    None if self.call_without_objects() => continue,
                    None => return,
                },
            };
            let Some(file) = self.world.file(id.file) else { continue };
            self.load(id.file, if file.layout == Layout::Python { tier } else { Tier::Implicit });
            if file.layout == Layout::Rust
                && let Some(owner) = file.hierarchy.owners.get(id.index as usize).copied().flatten()
            {
                self.object(owner);
            }
            if let Some(edges) = file.links.functions.get(id.index as usize) {
                self.follow(edges, tier, Some(id));
            }
        }
    }

    /// Methods that are called on objects nobody was seen to make: then what the class itself has is meant.
    fn call_without_objects(&mut self) -> bool {
        let mut open: Vec<(ClassId, NameId, Tier, Option<FnId>)> = Vec::new();
        for (class, names) in &self.dispatched {
            if !self.objects_below.contains_key(class) {
                open.extend(names.iter().map(|(&name, &(tier, from))| (*class, name, tier, from)));
            }
        }
        open.sort_unstable_by_key(|&(class, name, ..)| (class, name));
        for (class, name, tier, from) in open {
            self.push_all(&self.lookup(class, name), tier, from);
        }
        !self.direct.is_empty() || !self.implicit.is_empty()
    }

    fn push(&mut self, id: FnId, tier: Tier, parent: Option<FnId>) {
        let Some(number) = self.reach.number(id) else { return };
        if self.reach.tiers[number] >= tier {
            return;
        }
        self.reach.tiers[number] = tier;
        self.reach.parents[number] = parent;
        match tier {
            Tier::Direct => self.direct.push_back(id),
            _ => self.implicit.push_back(id),
        }
    }

    fn push_all(&mut self, ids: &[FnId], tier: Tier, parent: Option<FnId>) {
        for &id in ids {
            self.push(id, tier, parent);
        }
    }

    fn follow(&mut self, edges: &[Edge], tier: Tier, from: Option<FnId>) {
        for &edge in edges {
            match edge {
                Edge::Function(id) => self.push(id, tier, from),
                Edge::Class(class) => self.make(class, Tier::Implicit, from),
                Edge::New(class) => self.make(class, tier, from),
                Edge::After(class, name) => {
                    let objects = self.objects_below.get(&class).cloned().unwrap_or_default();
                    self.after.entry(class).or_default().insert(name);
                    for object in objects {
                        self.call_after(object, class, name, from);
                    }
                }
                Edge::Dispatch(class, name) => self.dispatch(class, name, tier, from),
                Edge::AnyOf(class, prefix) => {
                    if self.any_of.entry(class).or_default().insert(prefix) {
                        for object in self.objects_below.get(&class).cloned().unwrap_or_default() {
                            self.call_any(object, prefix, from);
                        }
                    }
                }
                Edge::ByName(name) => {
                    if self.called.insert(name) {
                        for (id, owner) in self.by_name.get(&name).cloned().unwrap_or_default() {
                            if owner.is_none_or(|owner| self.serves(owner, name, id)) {
                                self.push(id, Tier::Implicit, from);
                            }
                        }
                    }
                }
                Edge::Load(file) => self.load(file, tier),
            }
        }
    }

    fn make(&mut self, class: ClassId, tier: Tier, from: Option<FnId>) {
        self.object(class);
        for name in ["__init__", "__new__", "__post_init__", "__attrs_post_init__"] {
            if let Some(name) = self.names.known(name) {
                self.push_all(&self.lookup(class, name), tier, from);
            }
        }
    }

    /// `super().name()` in a class that the object inherits from.
    fn call_after(&mut self, object: ClassId, class: ClassId, name: NameId, from: Option<FnId>) {
        let above = self.objects.get(&object).cloned().unwrap_or_default();
        let next = above.iter().skip_while(|&&base| base != class).skip(1);
        if let Some(found) = next.clone().find_map(|&base| self.own.get(&(base, name)).cloned()) {
            self.push_all(&found, Tier::Implicit, from);
        }
    }

    fn call_any(&mut self, object: ClassId, prefix: NameId, from: Option<FnId>) {
        for base in self.above(object).0 {
            for name in self.own_names.get(&base).cloned().unwrap_or_default() {
                if self.names.text(name).starts_with(self.names.text(prefix)) {
                    self.push_all(&self.lookup(object, name), Tier::Implicit, from);
                }
            }
        }
    }

    /// Whether some object has this method under the name, and not one that overrides it.
    fn serves(&self, owner: ClassId, name: NameId, id: FnId) -> bool {
        let objects = self.objects_below.get(&owner).into_iter().flatten();
        objects.into_iter().any(|&object| self.lookup(object, name).contains(&id))
    }

    fn dispatch(&mut self, class: ClassId, name: NameId, tier: Tier, from: Option<FnId>) {
        if !self.has_subclasses.contains(&class) {
            self.push_all(&self.lookup(class, name), tier, from);
            return;
        }
        let known = self.dispatched.entry(class).or_default().entry(name).or_insert((Tier::None, from));
        if known.0 >= tier {
            return;
        }
        *known = (tier, from);
        for object in self.objects_below.get(&class).cloned().unwrap_or_default() {
            self.call_on(object, class, name, tier, from);
        }
    }

    /// A method that is called on an object known as one of `class`.
    fn call_on(&mut self, object: ClassId, class: ClassId, name: NameId, tier: Tier, from: Option<FnId>) {
        let found = self.lookup(object, name);
        let is_expected = object == class || found == self.lookup(class, name);
        self.push_all(&found, if is_expected { tier } else { Tier::Implicit }, from);
    }

    /// The methods that an object of the class has under a name: several, where one is defined twice.
    fn lookup(&self, class: ClassId, name: NameId) -> Vec<FnId> {
        if let Some(found) = self.own.get(&(class, name)) {
            return found.clone();
        }
        let above = self.above(class).0;
        above.into_iter().skip(1).find_map(|class| self.own.get(&(class, name)).cloned()).unwrap_or_default()
    }

    /// The class and all that it inherits from, and whether a library that calls methods is among them.
    fn above(&self, class: ClassId) -> (Vec<ClassId>, bool) {
        let mut found = vec![class];
        let mut has_caller = false;
        let mut next = 0;
        while next < found.len() {
            for base in self.world.bases(found[next]) {
                match base {
                    Base::Class(base) if !found.contains(&base) => found.push(base),
                    Base::Class(_) | Base::Passive => {}
                    Base::Caller => has_caller = true,
                }
            }
            next += 1;
        }
        (found, has_caller)
    }

    /// Code that is reached knows the class: its objects may exist.
    fn object(&mut self, class: ClassId) {
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            if self.objects.contains_key(&class) {
                continue;
            }
            let (above, has_caller) = self.above(class);
            self.objects.insert(class, above.clone());
            for &base in &above {
                self.objects_below.entry(base).or_default().push(class);
            }
            for &base in &above {
                for prefix in self.any_of.get(&base).cloned().unwrap_or_default() {
                    self.call_any(class, prefix, None);
                }
            }
            let mut seen: FxHashSet<NameId> = FxHashSet::default();
            for &base in &above {
                for name in self.own_names.get(&base).cloned().unwrap_or_default() {
                    if !seen.insert(name) {
                        continue;
                    }
                    for id in self.own.get(&(base, name)).cloned().unwrap_or_default() {
                        let is_glue = self.world.file(id.file).is_some_and(|file| {
                            file.hierarchy.is_glue.get(id.index as usize).copied().unwrap_or_default()
                        });
                        let is_in_test =
                            self.world.function(id).is_some_and(|function| function.traits.is_in_test);
                        if is_glue || has_caller && !is_in_test || self.called.contains(&name) {
                            self.push(id, Tier::Implicit, None);
                        }
                    }
                }
            }
            for &base in &above {
                for (name, (tier, from)) in self.dispatched.get(&base).cloned().unwrap_or_default() {
                    self.call_on(class, base, name, tier, from);
                }
                for name in self.after.get(&base).cloned().unwrap_or_default() {
                    self.call_after(class, base, name, None);
                }
            }
            open.extend(self.held.get(&class).into_iter().flatten());
        }
    }

    fn load(&mut self, file: FileId, tier: Tier) {
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            if self.loaded[file as usize] >= tier {
                continue;
            }
            self.loaded[file as usize] = tier;
            let Some(here) = self.world.file(file) else { continue };
            self.follow(&here.links.calls, tier, None);
            self.follow(&here.links.mentions, Tier::Implicit, None);
            open.extend(here.links.loads.iter());
        }
    }
}
