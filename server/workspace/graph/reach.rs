//! Which functions a test can reach: by calls and mentions that resolve, and by dispatch that only run time decides.
//!
//! Dispatch is followed as in rapid type analysis: a method is reached through its name only if code that is reached
//! makes or mentions a class whose objects have it.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::classes::{ClassNumber, Classes, FnNumber};
use super::edges::{Edge, Edges};
use super::methods::{
    HASHING, HASHING_ANYTHING, SERVING, SHOWING, SHOWING_ANYTHING, is_error, is_served, library_of,
    names_by_sign, words_of_command,
};
use super::names::{NameId, NameIds};
use super::nearness::{Callers, Nearness};
use super::places::Layout;
use super::resolve::World;
use super::vocabulary::{
    COMMON, COMMON_OF_RUST, DERIVED, FOR_PEOPLE, OF_OTHERS, OF_SUBCLASSES, SPECIAL, TEXT, VALUE_TRAITS,
};
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

/// What led to a function that is reached implicitly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Why {
    /// Its name, where it resolves.
    #[default]
    Named,
    /// A method of its name is called on an object of which nothing is known.
    ByName,
    /// A macro mentions it that is used by its name.
    Macro,
    /// The language or a library calls it when an object exists.
    Glue,
    /// What its decorator has registered it with calls it.
    Registered,
    /// A library's base class may call any method.
    Library,
    /// A method of this name of a base class is called.
    Override,
    /// `super()` in another class.
    After,
    /// The name is made at run time.
    Made,
    /// The class is mentioned.
    Mentioned,
    /// The module is imported.
    Loaded,
    /// Nobody was seen to make an object on which it is called.
    Unserved,
}

impl Why {
    /// The same for people.
    pub fn text(self) -> &'static str {
        match self {
            Why::Named => "its name",
            Why::ByName => "its name on an object of unknown class",
            Why::Macro => "a macro, which puts it where it is used",
            Why::Glue => "the language, which calls it without its name",
            Why::Registered => "what it is registered with",
            Why::Library => "a library's base class",
            Why::Override => "a call of what it overrides",
            Why::After => "`super()`",
            Why::Made => "a name that is made at run time",
            Why::Mentioned => "a mention of its class",
            Why::Loaded => "an import of its module",
            Why::Unserved => "a call on an object that nothing was seen to make",
        }
    }
}

/// What is reached, by the numbers of functions.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) tiers: Vec<Tier>,
    pub(super) whys: Vec<Why>,
    /// The function from which each was reached first.
    pub(super) parents: Vec<Option<FnNumber>>,
    /// The layouts in which there is any test at all.
    pub(super) tested: Vec<Layout>,
}

impl Reach {
    /// The same for other numbers: `new` by the old ones, `None` for functions that are gone.
    pub(super) fn renumbered(self, new: &[Option<FnNumber>], count: usize) -> Reach {
        let mut reach = Reach {
            tiers: vec![Tier::None; count],
            whys: vec![Why::Named; count],
            parents: vec![None; count],
            tested: self.tested,
        };
        for (old, new_number) in new.iter().enumerate() {
            let Some(number) = new_number.map(|number| number as usize) else { continue };
            reach.tiers[number] = self.tiers[old];
            reach.whys[number] = self.whys[old];
            reach.parents[number] = self.parents[old].and_then(|parent| new[parent as usize]);
        }
        reach
    }
}

struct Search<'g> {
    world: World<'g>,
    classes: &'g Classes,
    names: &'g NameIds,
    reach: Reach,
    loaded: Vec<Tier>,
    /// What the file does as a program was followed.
    has_run: Vec<bool>,
    /// There may be objects of the class itself.
    is_object: Vec<bool>,
    has_object_below: Vec<bool>,
    /// Every method that the class itself has is that of some object.
    is_served_whole: Vec<bool>,
    /// The method is that of some object: none of its subclasses stands in between.
    is_served: Vec<bool>,
    objects_below: FxHashMap<ClassNumber, Vec<ClassNumber>>,
    /// Classes of which another is told that they are there, by the file that defines them.
    announced: FxHashMap<FileId, Vec<ClassNumber>>,
    /// The name of what gives all classes that inherit from one.
    listing: Option<NameId>,
    /// The name of what gives an object of Python what it lacks.
    asks_others: Option<NameId>,
    nearness: Nearness<'g>,
    /// Names that are called on unknown objects, and by whom.
    called: FxHashMap<NameId, Callers>,
    /// Where tests show objects: the file, and the function if it is one.
    showing: FxHashMap<(NameId, ClassNumber), FxHashSet<FileId>>,
    /// Tests and helpers that show objects.
    shows: FxHashSet<(NameId, FnNumber)>,
    /// A test shows whatever it is given: `fn check(value: impl Display)`.
    shows_anything: bool,
    /// Names that the language's own types have too.
    is_common: FxHashSet<NameId>,
    /// The same of Rust alone.
    is_common_of_rust: FxHashSet<NameId>,
    /// The file of which a table of cases or a macro of tests is followed at the moment.
    table: Option<FileId>,
    /// Names by which the language works on objects.
    is_special: FxHashSet<NameId>,
    /// Names of what is made for people who debug.
    is_for_people: FxHashSet<NameId>,
    /// Methods that give the text of an error.
    texts_of_errors: FxHashSet<FnNumber>,
    /// Methods that are called on objects of a class that has subclasses.
    dispatched: FxHashMap<(ClassNumber, NameId), (Tier, Option<FnNumber>)>,
    /// Methods that wait for an object which has them.
    waiting: FxHashMap<FnNumber, (Tier, Option<FnNumber>)>,
    /// Classes whose objects hand on what they are asked for and lack, to objects of which.
    handing: FxHashMap<ClassNumber, Vec<ClassNumber>>,
    /// What objects of classes that may hand it on are asked for and lack.
    lacking: FxHashMap<ClassNumber, Vec<NameId>>,
    /// Names that are asked of `super()` in a class.
    after: FxHashMap<ClassNumber, Vec<NameId>>,
    /// Beginnings of names that are made at run time.
    any_of: FxHashMap<ClassNumber, Vec<NameId>>,
    /// Libraries that reached code uses.
    libraries: FxHashSet<NameId>,
    /// Classes of which code speaks that has something hashed.
    hashed: FxHashSet<ClassNumber>,
    /// A helper of tests hashes whatever it is given.
    hashes_anything: bool,
    /// Methods of objects, and of types that are not of this workspace, that wait for a library which calls them.
    idle: FxHashMap<NameId, Vec<FnNumber>>,
    /// Methods that were asked of objects which have them by `derive`.
    derived: FxHashSet<(ClassNumber, NameId)>,
    /// Functions that make something of what they are given: whether they are reached, and by somebody who is seen to give
    /// them something.
    converting: FxHashMap<FnNumber, Option<bool>>,
    constructors: Vec<NameId>,
    direct: VecDeque<FnNumber>,
    implicit: VecDeque<FnNumber>,
}

/// A name that more classes have says little of which one is meant.
const MOST_OF_A_NAME: usize = 2;

/// Follows everything that tests mention.
pub(super) fn reach(world: World<'_>, classes: &Classes, names: &NameIds) -> Reach {
    let functions = classes.function_count();
    let definitions = classes.class_count();
    let constructors = ["__init__", "__new__", "__post_init__", "__attrs_post_init__"];
    let mut search = Search {
        world,
        classes,
        names,
        reach: Reach {
            tiers: vec![Tier::None; functions],
            whys: vec![Why::Named; functions],
            parents: vec![None; functions],
            tested: Vec::new(),
        },
        loaded: vec![Tier::None; world.files.len()],
        has_run: vec![false; world.files.len()],
        is_object: vec![false; definitions],
        has_object_below: vec![false; definitions],
        is_served_whole: vec![false; definitions],
        is_served: vec![false; functions],
        objects_below: FxHashMap::default(),
        announced: announced(classes, names),
        listing: names.known(OF_SUBCLASSES[1]),
        asks_others: names.known(OF_OTHERS),
        nearness: Nearness::new(world),
        called: FxHashMap::default(),
        showing: FxHashMap::default(),
        shows: FxHashSet::default(),
        shows_anything: false,
        is_common: COMMON
            .iter()
            .flat_map(|name| names_by_sign(name))
            .filter_map(|name| names.known(&name))
            .collect(),
        is_common_of_rust: COMMON_OF_RUST.iter().filter_map(|name| names.known(name)).collect(),
        table: None,
        is_special: SPECIAL.iter().filter_map(|name| names.known(&format!("__{name}__"))).collect(),
        is_for_people: FOR_PEOPLE.iter().filter_map(|name| names.known(name)).collect(),
        texts_of_errors: texts_of_errors(world, classes, names),
        dispatched: FxHashMap::default(),
        waiting: FxHashMap::default(),
        handing: FxHashMap::default(),
        lacking: FxHashMap::default(),
        after: FxHashMap::default(),
        any_of: FxHashMap::default(),
        libraries: FxHashSet::default(),
        hashed: FxHashSet::default(),
        hashes_anything: false,
        idle: FxHashMap::default(),
        derived: FxHashSet::default(),
        converting: FxHashMap::default(),
        constructors: constructors.into_iter().filter_map(|name| names.known(name)).collect(),
        direct: VecDeque::new(),
        implicit: VecDeque::new(),
    };
    search.start();
    search.run();
    search.reach
}

/// Methods of Python that give the text of an error.
fn texts_of_errors(world: World<'_>, classes: &Classes, names: &NameIds) -> FxHashSet<FnNumber> {
    let texts = names.known(TEXT).and_then(|name| classes.by_name.get(&name)).into_iter().flatten();
    let of_errors = texts.filter(|text| {
        let above = text.class.into_iter().flat_map(|class| classes.above(class));
        above.into_iter().any(|&class| has_base(world, classes.class_id(class), is_error))
    });
    of_errors.map(|text| text.function).collect()
}

/// Whether what a class itself inherits from has such a name.
fn has_base(world: World<'_>, class: ClassId, fits: impl Fn(&str) -> bool) -> bool {
    let bases = world.definition(class).into_iter().flat_map(|class| &class.bases);
    bases.into_iter().any(|base| fits(base.rsplit('.').next().unwrap_or(base)))
}

/// Classes of Python that another which they inherit from is told of, by the file that defines them.
fn announced(classes: &Classes, names: &NameIds) -> FxHashMap<FileId, Vec<ClassNumber>> {
    let mut found: FxHashMap<FileId, Vec<ClassNumber>> = FxHashMap::default();
    let Some(told) = names.known(OF_SUBCLASSES[0]).filter(|told| classes.by_name.contains_key(told)) else {
        return found;
    };
    for class in 0..classes.class_count() as ClassNumber {
        if classes.above(class).iter().skip(1).any(|&base| !classes.own(base, told).is_empty()) {
            found.entry(classes.class_id(class).file).or_default().push(class);
        }
    }
    found
}

/// Adds to the few that are known. Says whether it is new.
fn note<T: PartialEq>(known: &mut Vec<T>, one: T) -> bool {
    let is_new = !known.contains(&one);
    if is_new {
        known.push(one);
    }
    is_new
}

impl Search<'_> {
    fn start(&mut self) {
        for (number, file) in self.world.files.iter().enumerate() {
            let Some(file) = file else { continue };
            let first = self.classes.function(FnId { file: number as FileId, index: 0 });
            self.converting.extend(file.links.conversions.keys().map(|index| (first + index, None)));
            for (at, function) in (first..).zip(&file.facts.functions) {
                let traits = function.traits;
                if traits.is_test && !self.reach.tested.contains(&file.layout) {
                    self.reach.tested.push(file.layout);
                }
                if traits.is_test || traits.is_in_test && traits.is_entry && file.layout == Layout::Python {
                    self.push(at, Tier::Direct, None, Why::Named);
                }
            }
            if file.facts.is_benchmark {
                continue;
            }
            self.table = Some(number as FileId);
            self.follow(&file.links.tests, Tier::Direct, None);
            self.table = None;
        }
    }

    fn run(&mut self) {
        loop {
            let (number, tier) = match self.direct.pop_front() {
                Some(number) => (number, Tier::Direct),
                None => match self.implicit.pop_front() {
                    Some(number) if self.reach.tiers[number as usize] == Tier::Implicit => {
                        (number, Tier::Implicit)
                    }
                    Some(_) => continue,
                    None if self.call_without_objects() || self.convert_anything() => continue,
                    None => return,
                },
            };
            let id = self.classes.function_id(number);
            let Some(file) = self.world.file(id.file) else { continue };
            self.load(id.file, if file.layout == Layout::Python { tier } else { Tier::Implicit });
            if file.layout == Layout::Rust
                && let Some(owner) = file.hierarchy.owners.get(id.index as usize).copied().flatten()
            {
                self.object(self.classes.class(owner));
            }
            if let Some(edges) = file.links.functions.get(id.index as usize) {
                self.follow(edges, tier, Some(number));
            }
        }
    }

    /// Methods that are called on objects nobody was seen to make: then what the class itself has is meant.
    fn call_without_objects(&mut self) -> bool {
        let mut open: Vec<_> = self
            .dispatched
            .iter()
            .filter(|((class, _), _)| !self.has_object_below[*class as usize])
            .map(|(&(class, name), &(tier, from))| (class, name, tier, from))
            .collect();
        open.sort_unstable_by_key(|&(class, name, ..)| (class, name));
        for (class, name, tier, from) in open {
            self.push_all(self.classes.lookup(class, name), tier, from, Why::Unserved);
        }
        !self.direct.is_empty() || !self.implicit.is_empty()
    }

    fn push(&mut self, number: FnNumber, tier: Tier, parent: Option<FnNumber>, why: Why) {
        if let Some(is_seen) = self.converting.get_mut(&number) {
            let is_written = matches!(why, Why::Named | Why::Loaded | Why::Unserved);
            *is_seen = Some(is_written || *is_seen == Some(true));
        }
        let known = &mut self.reach.tiers[number as usize];
        if *known >= tier {
            return;
        }
        *known = tier;
        self.reach.whys[number as usize] = match parent {
            Some(parent) if why == Why::Named => self.reach.whys[parent as usize],
            _ => why,
        };
        self.reach.parents[number as usize] = parent;
        match tier {
            Tier::Direct => self.direct.push_back(number),
            _ => self.implicit.push_back(number),
        }
    }

    /// What functions make of what they are given, where they are reached and nobody was seen to give them anything: then it
    /// may be anything.
    fn convert_anything(&mut self) -> bool {
        let open = self.converting.extract_if(|_, is_seen| *is_seen == Some(false));
        let mut open: Vec<FnNumber> = open.map(|(number, _)| number).collect();
        open.sort_unstable();
        for &number in &open {
            let id = self.classes.function_id(number);
            let conversions = self.world.file(id.file).and_then(|file| file.links.conversions.get(&id.index));
            if let Some(conversions) = conversions {
                self.follow(conversions, Tier::Implicit, Some(number));
            }
        }
        !open.is_empty()
    }

    fn push_all(&mut self, numbers: &[FnNumber], tier: Tier, parent: Option<FnNumber>, why: Why) {
        for &number in numbers {
            self.push(number, tier, parent, why);
        }
    }

    fn follow(&mut self, edges: &Edges, tier: Tier, from: Option<FnNumber>) {
        let classes = self.classes;
        for edge in edges.iter() {
            match edge {
                Edge::Function(id) => self.push(
                    classes.function(id),
                    tier,
                    from,
                    if from.is_none() { Why::Loaded } else { Why::Named },
                ),
                Edge::Class(class) => self.make(classes.class(class), Tier::Implicit, from),
                Edge::New(class) => self.make(classes.class(class), tier, from),
                Edge::Dispatch(class, name) => self.dispatch(classes.class(class), name, tier, from),
                Edge::After(class, name) => {
                    let class = classes.class(class);
                    if note(self.after.entry(class).or_default(), name) {
                        for object in self.objects_below.get(&class).cloned().unwrap_or_default() {
                            self.call_after(object, class, name);
                        }
                    }
                }
                Edge::AnyOf(class, prefix) => {
                    let class = classes.class(class);
                    match from.and_then(|from| self.hands_on(from)).filter(|&owner| owner != class) {
                        Some(owner) => self.hand_on(owner, class, from),
                        None => self.call_any(class, prefix, from),
                    }
                }
                Edge::ByName(name) => self.call_by_name(name, from),
                Edge::Foreign(name) => {
                    for method in classes.by_name.get(&name).map(Vec::as_slice).unwrap_or_default() {
                        // A method that the type has of its own hides those that traits give it.
                        let is_hidden = self.is_common_of_rust.contains(&name);
                        let may_be_theirs = method.class.is_none() || self.is_default(method.function);
                        if may_be_theirs && !is_hidden && !self.is_of_common_value(method.function, name) {
                            self.push(method.function, Tier::Implicit, from, Why::ByName);
                        }
                    }
                }
                Edge::Library(name) if self.names.text(name) == HASHING => self.hash_in(name, from, false),
                Edge::Library(name) if self.names.text(name) == HASHING_ANYTHING => {
                    let hashing = self.names.known(HASHING);
                    self.hash_in(hashing.unwrap_or(name), from, true);
                }
                Edge::Library(name) => {
                    if self.libraries.insert(name) {
                        for number in self.idle.remove(&name).unwrap_or_default() {
                            if self.run_unnamed(number) {
                                let why = self.why_unnamed(number, Why::Library);
                                self.push(number, Tier::Implicit, from, why);
                            }
                        }
                    }
                }
                Edge::Load(file) => self.load(file, tier),
                Edge::Run(file) => {
                    self.load(file, tier);
                    let is_first = !std::mem::replace(&mut self.has_run[file as usize], true);
                    if let Some(here) = self.world.file(file).filter(|_| is_first) {
                        self.follow(&here.links.program, tier, None);
                    }
                }
            }
        }
    }

    /// A method of this name is called on something unknown.
    fn call_by_name(&mut self, name: NameId, from: Option<FnNumber>) {
        let classes = self.classes;
        let test = from.map_or(self.table, |from| {
            let id = classes.function_id(from);
            self.world.function(id).is_some_and(|function| function.traits.is_in_test).then_some(id.file)
        });
        if self.names.text(name) == SHOWING_ANYTHING {
            self.shows_anything = true;
            if let Some((name, test)) = self.names.known(SHOWING).zip(test) {
                self.called.entry(name).or_default().add_test(test, &mut self.nearness);
            }
            for method in
                self.names.known(SHOWING).and_then(|name| classes.by_name.get(&name)).into_iter().flatten()
            {
                if self.is_served[method.function as usize] {
                    self.push(method.function, Tier::Implicit, from, Why::ByName);
                }
            }
            return;
        }
        let is_for_people = self.is_for_people.contains(&name);
        let mut is_news = false;
        if is_for_people || self.names.text(name) == TEXT {
            if is_for_people && (test.is_none() || from.is_none()) {
                return;
            }
            if let Some(from) = from.filter(|_| test.is_some()) {
                is_news = self.shows.insert((name, from));
                if is_news {
                    for class in self.spoken_of(from) {
                        let places = self.showing.entry((name, class)).or_default();
                        places.insert(classes.function_id(from).file);
                    }
                }
            }
        }
        let callers = self.called.entry(name).or_default();
        is_news |= match test {
            Some(test) => callers.add_test(test, &mut self.nearness),
            None => callers.add_code(),
        };
        if !is_news {
            return;
        }
        for method in classes.by_name.get(&name).map(Vec::as_slice).unwrap_or_default() {
            // What a type of the language has of its own hides what traits give it.
            let is_hidden = self.is_common_of_rust.contains(&name) && method.class.is_none();
            let is_foreign =
                method.class.is_none() && !is_hidden && !self.is_of_common_value(method.function, name);
            if is_foreign || self.is_meant(method.function, name) {
                let why = if self.is_macro(method.function) { Why::Macro } else { Why::ByName };
                self.push(method.function, Tier::Implicit, from, why);
            }
        }
    }

    /// Whether a call of the name on something unknown, as far as seen, can mean this method.
    fn is_meant(&self, method: FnNumber, name: NameId) -> bool {
        let Some(callers) = self.called.get(&name) else { return false };
        let is_served = self.is_served[method as usize];
        let home = self.classes.function_id(method).file;
        if self.is_for_people.contains(&name) || self.texts_of_errors.contains(&method) {
            let shows_all = self.shows_anything && self.names.text(name) == SHOWING;
            // Of the many that have it those are meant of which the test speaks.
            let is_shown = |owner: ClassNumber| {
                let mut places = self.showing.get(&(name, owner)).into_iter().flatten();
                places.any(|&file| self.is_near(file, home))
            };
            return is_served && (shows_all || self.owner(method).is_none_or(is_shown));
        }
        let by_test = callers.is_test_of(home);
        if !by_test && !callers.is_code {
            return false;
        }
        let is_rare = self.classes.by_name.get(&name).map_or(0, Vec::len) <= MOST_OF_A_NAME;
        // Most of what is cloned, compared or asked for its length is the language's own, or has it from `derive`.
        let is_of_all_values = self.is_of_common_value(method, name);
        let is_rust = self.is_rust(self.classes.function_id(method).file);
        let is_common = self.is_common.contains(&name) || is_rust && self.is_common_of_rust.contains(&name);
        // What is called without a name is an object that was made to be called.
        let is_of_all = is_common || self.is_special.contains(&name);
        // What many classes have is another's more often than not; in Rust, where most objects are known, in tests, too.
        let is_telling = by_test && !(is_common && is_rust);
        let is_of_all_values = is_of_all_values || is_rust && self.is_common_of_rust.contains(&name);
        // What code does to something by an operator it does to the language's own, however few classes have that, too.
        let is_of_all_values = is_of_all_values || !is_rust && self.is_special.contains(&name);
        let is_vague = !is_telling && is_of_all && (!is_rare || is_of_all_values);
        is_served && !is_vague || by_test && is_rare && !is_of_all
    }

    fn is_of_common_value(&self, method: FnNumber, name: NameId) -> bool {
        self.is_common.contains(&name) && self.is_of_value_trait(method)
    }

    /// Whether the method is one of Rust that nearly every type has.
    fn is_of_value_trait(&self, method: FnNumber) -> bool {
        let function = self.world.function(self.classes.function_id(method));
        function.is_some_and(|function| {
            let mut traits = function.bases().filter_map(|base| base.rsplit('.').next());
            traits.any(|of_trait| VALUE_TRAITS.contains(&of_trait))
        })
    }

    fn is_macro(&self, number: FnNumber) -> bool {
        let function = self.world.function(self.classes.function_id(number));
        function.is_some_and(|function| function.traits.is_macro)
    }

    fn is_default(&self, number: FnNumber) -> bool {
        let function = self.world.function(self.classes.function_id(number));
        function.is_some_and(|function| function.traits.is_default)
    }

    fn is_rust(&self, file: FileId) -> bool {
        self.world.file(file).is_some_and(|file| file.layout == Layout::Rust)
    }

    /// The class that has the method.
    fn owner(&self, method: FnNumber) -> Option<ClassNumber> {
        let id = self.classes.function_id(method);
        let owner = self.world.file(id.file)?.hierarchy.owners.get(id.index as usize).copied()?;
        owner.map(|owner| self.classes.class(owner))
    }

    /// The classes that a function names, and what they inherit from. A test is given what stands in the tables of its file.
    fn spoken_of(&self, function: FnNumber) -> FxHashSet<ClassNumber> {
        let id = self.classes.function_id(function);
        let links = self.world.file(id.file).map(|file| &file.links);
        let edges = links.and_then(|links| links.functions.get(id.index as usize));
        let cases = links.map(|links| &links.tests).filter(|_| !self.is_rust(id.file));
        let classes = edges.into_iter().chain(cases).flat_map(Edges::iter).filter_map(|edge| match edge {
            Edge::New(class) | Edge::Class(class) | Edge::Dispatch(class, _) => {
                Some(self.classes.class(class))
            }
            // What it gets from a function may be anything.
            _ => None,
        });
        classes.flat_map(|class| self.classes.above(class)).copied().collect()
    }

    /// Whether code of a file of Python can hold objects of the other: it imports it, or what imports it.
    fn is_near(&self, file: FileId, other: FileId) -> bool {
        let Some(here) = self.world.file(file) else { return false };
        let has = |loads: &[FileId]| loads.binary_search(&other).is_ok();
        let next = |next: &FileId| self.world.file(*next).is_some_and(|next| has(&next.links.loads));
        file == other
            || here.layout == Layout::Rust
            || has(&here.links.loads)
            || here.links.loads.iter().any(next)
    }

    fn make(&mut self, class: ClassNumber, tier: Tier, from: Option<FnNumber>) {
        self.object(class);
        for at in 0..self.constructors.len() {
            self.push_all(
                self.classes.lookup(class, self.constructors[at]),
                tier,
                from,
                if tier == Tier::Implicit { Why::Mentioned } else { Why::Named },
            );
        }
    }

    /// A method is called on an object of the class or of a subclass.
    fn dispatch(&mut self, class: ClassNumber, name: NameId, tier: Tier, from: Option<FnNumber>) {
        let classes = self.classes;
        if self.is_for_message(class, name, from) {
            return;
        }
        if self.listing == Some(name) {
            let all = 0..classes.class_count() as ClassNumber;
            for below in all.filter(|&below| below != class && classes.above(below).contains(&class)) {
                self.make(below, Tier::Implicit, from);
            }
        }
        let expected = classes.lookup(class, name);
        // A declared type is often a wide one: the object has more than it says. A protocol is none that an object is of.
        if (expected.is_empty() || self.is_protocol(class))
            && self.is_python(class)
            && !self.is_common.contains(&name)
            && !self.is_special.contains(&name)
        {
            self.call_by_name(name, from);
        }
        if expected.is_empty() && self.asks_others.is_some() {
            self.hand(class, name, from);
        }
        if expected.is_empty() && self.is_derived(class, name) && self.derived.insert((class, name)) {
            for held in classes.held.get(&class).cloned().unwrap_or_default() {
                self.dispatch(held, name, Tier::Implicit, from);
            }
        }
        if !classes.has_subclasses[class as usize] {
            self.push_all(expected, tier, from, Why::Named);
            return;
        }
        let known = self.dispatched.entry((class, name)).or_insert((Tier::None, from));
        if known.0 >= tier {
            return;
        }
        *known = (tier, from);
        for &number in expected {
            if self.is_served[number as usize] {
                self.push(number, tier, from, Why::Named);
            } else {
                self.waiting.insert(number, (tier, from));
            }
        }
        for method in classes.by_name.get(&name).map(Vec::as_slice).unwrap_or_default() {
            let is_below =
                method.class.is_some_and(|below| below != class && classes.above(below).contains(&class));
            if is_below && self.is_served[method.function as usize] {
                self.push(method.function, Tier::Implicit, from, Why::Override);
            }
        }
    }

    /// Whether code of Python that is no test shows the object to people: in a message that few tests ask for. What shows
    /// itself by what it holds is asked for as it is.
    fn is_for_message(&self, class: ClassNumber, name: NameId, from: Option<FnNumber>) -> bool {
        let by = from.and_then(|from| self.world.function(self.classes.function_id(from)));
        let shows = |name: &str| name == TEXT || FOR_PEOPLE.contains(&name);
        self.is_for_people.contains(&name)
            && self.is_python(class)
            && by.is_some_and(|by| !by.traits.is_in_test && !shows(by.name()))
    }

    /// Whether the class has the method by `derive`: it calls that of each field.
    fn is_derived(&self, class: ClassNumber, name: NameId) -> bool {
        let name = self.names.text(name);
        let Some((_, of_trait)) = DERIVED.iter().find(|(method, _)| *method == name) else { return false };
        self.world.definition(self.classes.class_id(class)).is_some_and(|class| {
            class.marks.iter().any(|mark| mark.rsplit('.').next().is_some_and(|mark| mark == *of_trait))
        })
    }

    /// Whether the class only says what objects of others have.
    fn is_protocol(&self, class: ClassNumber) -> bool {
        has_base(self.world, self.classes.class_id(class), |base| base == "Protocol")
    }

    fn is_python(&self, class: ClassNumber) -> bool {
        let file = self.world.file(self.classes.class_id(class).file);
        file.is_some_and(|file| file.layout == Layout::Python)
    }

    /// `super().name()` in a class that the object inherits from.
    fn call_after(&mut self, object: ClassNumber, class: ClassNumber, name: NameId) {
        let classes = self.classes;
        let after = classes.above(object).iter().skip_while(|&&base| base != class).skip(1);
        let next = after.map(|&base| classes.own(base, name)).find(|own| !own.is_empty());
        self.push_all(next.unwrap_or_default(), Tier::Implicit, None, Why::After);
    }

    /// The class whose objects the function gives what they lack, if it is one that does.
    fn hands_on(&self, function: FnNumber) -> Option<ClassNumber> {
        let owner = self.owner(function)?;
        self.asks_others.filter(|&name| self.classes.own(owner, name).contains(&function)).map(|_| owner)
    }

    /// Objects of a class ask those of another for what they lack: only for what somebody asks of them.
    fn hand_on(&mut self, owner: ClassNumber, to: ClassNumber, from: Option<FnNumber>) {
        if !note(self.handing.entry(owner).or_default(), to) {
            return;
        }
        for name in self.lacking.get(&owner).cloned().unwrap_or_default() {
            self.dispatch(to, name, Tier::Implicit, from);
        }
    }

    /// An object of the class is asked for what it lacks.
    fn hand(&mut self, class: ClassNumber, name: NameId, from: Option<FnNumber>) {
        let classes = self.classes;
        let Some(asks_others) = self.asks_others else { return };
        for &owner in classes.above(class).iter().filter(|&&base| !classes.own(base, asks_others).is_empty())
        {
            if !note(self.lacking.entry(owner).or_default(), name) {
                continue;
            }
            for to in self.handing.get(&owner).cloned().unwrap_or_default() {
                self.dispatch(to, name, Tier::Implicit, from);
            }
        }
    }

    /// Any method whose name begins so is called on an object of the class.
    fn call_any(&mut self, class: ClassNumber, prefix: NameId, from: Option<FnNumber>) {
        let classes = self.classes;
        if !note(self.any_of.entry(class).or_default(), prefix) {
            return;
        }
        for name in classes.names_above(class) {
            if self.names.text(name).starts_with(self.names.text(prefix)) {
                self.push_all(classes.lookup(class, name), Tier::Implicit, from, Why::Made);
            }
        }
        for object in self.objects_below.get(&class).cloned().unwrap_or_default() {
            for &base in classes.above(object).iter().take_while(|&&base| base != class) {
                for &name in classes.own_names(base) {
                    if self.names.text(name).starts_with(self.names.text(prefix)) {
                        self.push_all(classes.own(base, name), Tier::Implicit, from, Why::Made);
                    }
                }
            }
        }
    }

    /// Code that is reached knows the class: its objects may exist.
    fn object(&mut self, class: ClassNumber) {
        let classes = self.classes;
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            if std::mem::replace(&mut self.is_object[class as usize], true) {
                continue;
            }
            let above = classes.above(class);
            let mut seen: Vec<NameId> = Vec::new();
            for (place, &base) in above.iter().enumerate() {
                self.has_object_below[base as usize] = true;
                self.objects_below.entry(base).or_default().push(class);
                if !self.is_served_whole[base as usize] {
                    self.serve(base, &seen, classes.has_caller[class as usize]);
                }
                if place + 1 < above.len() {
                    seen.extend(classes.own_names(base));
                }
            }
            for &base in above {
                for name in self.after.get(&base).cloned().unwrap_or_default() {
                    self.call_after(class, base, name);
                }
            }
            open.extend(classes.held.get(&class).into_iter().flatten());
        }
    }

    /// Whether the method is one that a class of the workspace asks for, which no library knows.
    fn is_of_workspace(&self, class: ClassNumber, name: NameId) -> bool {
        let is_its_name = |&number: &FnNumber| {
            let function = self.world.function(self.classes.function_id(number));
            function.is_some_and(|function| function.name() == self.names.text(name))
        };
        let mut above = self.classes.above(class).iter().skip(1);
        above.any(|&base| {
            !self.classes.has_caller[base as usize] && self.classes.own(base, name).iter().any(is_its_name)
        })
    }

    /// An object has the methods of this class of its own or of a base, but for those `hidden` by nearer ones.
    fn serve(&mut self, base: ClassNumber, hidden: &[NameId], has_caller: bool) {
        let classes = self.classes;
        let mut is_whole = true;
        for &name in classes.own_names(base) {
            if hidden.contains(&name) {
                is_whole = false;
                continue;
            }
            for &number in classes.own(base, name) {
                let id = classes.function_id(number);
                let Some(file) = self.world.file(id.file) else { continue };
                if std::mem::replace(&mut self.is_served[number as usize], true) {
                    // By another of its names.
                    let is_other = file.facts.functions[id.index as usize].name() != self.names.text(name);
                    if is_other && self.is_meant(number, name) {
                        self.push(number, Tier::Implicit, None, Why::ByName);
                    }
                    continue;
                }
                let is_glue = file.hierarchy.is_glue.get(id.index as usize).copied().unwrap_or_default()
                    && self.run_unnamed(number);
                let is_in_test = file.facts.functions[id.index as usize].traits.is_in_test;
                let is_called = self.is_meant(number, name);
                // An operator stands in the code that uses it: `numbers.Integral` calls none by itself.
                let is_librarys = has_caller
                    && !is_in_test
                    && file.layout == Layout::Python
                    && !self.names.text(name).starts_with("__")
                    && !self.is_of_workspace(base, name);
                if is_glue || is_called || is_librarys && !self.is_for_people.contains(&name) {
                    let why = if is_glue {
                        self.why_unnamed(number, Why::Glue)
                    } else if is_called {
                        Why::ByName
                    } else {
                        Why::Library
                    };
                    self.push(number, Tier::Implicit, None, why);
                }
                if let Some((tier, from)) = self.waiting.remove(&number) {
                    self.push(number, tier, from, Why::Named);
                }
                for above in classes.above(base) {
                    if let Some(&(_, from)) = self.dispatched.get(&(*above, name)) {
                        self.push(number, Tier::Implicit, from, Why::Override);
                    }
                    let prefixes = self.any_of.get(above).map(Vec::as_slice).unwrap_or_default();
                    if prefixes
                        .iter()
                        .any(|&prefix| self.names.text(name).starts_with(self.names.text(prefix)))
                    {
                        self.push(number, Tier::Implicit, None, Why::Made);
                    }
                }
            }
        }
        self.is_served_whole[base as usize] = is_whole;
    }

    /// What runs without its name runs at once, or when a library is used whose trait asks for it.
    fn run_unnamed(&mut self, number: FnNumber) -> bool {
        let function = self.world.function(self.classes.function_id(number));
        let is_rust = self.is_rust(self.classes.function_id(number).file);
        let library = function.and_then(|function| match is_rust {
            true => library_of(function),
            false => is_served(function).then_some(SERVING),
        });
        let Some(library) = library else { return true };
        match self.names.known(library) {
            Some(_) if library == HASHING && self.is_hashed(number) => true,
            Some(library) if self.libraries.contains(&library) => is_rust || self.is_called_by_word(number),
            Some(library) => {
                self.idle.entry(library).or_default().push(number);
                false
            }
            // Nobody speaks of it.
            None => false,
        }
    }

    /// Whether tests give the program the word for which it runs the function, if there is one. Else it waits for that.
    fn is_called_by_word(&mut self, number: FnNumber) -> bool {
        let id = self.classes.function_id(number);
        let Some((mark, words)) = self.world.function(id).and_then(words_of_command) else { return true };
        // The only command of a program is called without its name.
        let functions = self.world.file(id.file).into_iter().flat_map(|file| &file.facts.functions);
        if functions.filter(|function| function.marks().any(|other| other == mark)).nth(1).is_none() {
            return true;
        }
        let known: Vec<NameId> = words.iter().filter_map(|word| self.names.known(word)).collect();
        if known.iter().any(|word| self.libraries.contains(word)) {
            return true;
        }
        for word in known {
            self.idle.entry(word).or_default().push(number);
        }
        false
    }

    /// What runs a function without its name: in Python what a mark gave it to, else `why`.
    fn why_unnamed(&self, number: FnNumber, why: Why) -> Why {
        let id = self.classes.function_id(number);
        let is_marked = self.world.function(id).is_some_and(|function| function.marks().next().is_some());
        if is_marked && !self.is_rust(id.file) { Why::Registered } else { why }
    }

    /// Whether the function is no test itself, but of their code: what it works on it is given.
    fn is_helper(&self, function: FnNumber) -> bool {
        let function = self.world.function(self.classes.function_id(function));
        function.is_some_and(|function| function.traits.is_in_test && !function.traits.is_test)
    }

    /// The function has something hashed: objects of the classes it speaks of, as far as seen.
    fn hash_in(&mut self, name: NameId, from: Option<FnNumber>, is_anything: bool) {
        let Some(from) = from else { return };
        let before = (self.hashed.len(), self.hashes_anything);
        self.hashed.extend(self.spoken_of(from));
        self.hashes_anything |= is_anything || self.is_helper(from);
        if before == (self.hashed.len(), self.hashes_anything) {
            return;
        }
        let idle = self.idle.remove(&name).unwrap_or_default();
        let (hashed, idle): (Vec<FnNumber>, Vec<FnNumber>) =
            idle.into_iter().partition(|&method| self.is_hashed(method));
        self.idle.insert(name, idle);
        self.push_all(&hashed, Tier::Implicit, Some(from), Why::Library);
    }

    /// Whether objects that have the method are hashed.
    fn is_hashed(&self, method: FnNumber) -> bool {
        self.hashes_anything || self.owner(method).is_none_or(|owner| self.hashed.contains(&owner))
    }

    fn load(&mut self, file: FileId, tier: Tier) {
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            if self.loaded[file as usize] >= tier {
                continue;
            }
            self.loaded[file as usize] = tier;
            let Some(here) = self.world.file(file) else { continue };
            // More of types that are not of this workspace: code that runs beside it may use it.
            for (index, _) in here.hierarchy.is_glue.iter().enumerate().filter(|(_, is_glue)| **is_glue) {
                if here.hierarchy.owners.get(index).is_some_and(Option::is_none) {
                    let number = self.classes.function(FnId { file, index: index as u32 });
                    if self.run_unnamed(number) {
                        let why = self.why_unnamed(number, Why::Glue);
                        self.push(number, Tier::Implicit, None, why);
                    }
                }
            }
            for class in self.announced.remove(&file).unwrap_or_default() {
                self.make(class, Tier::Implicit, None);
            }
            self.follow(&here.links.calls, tier, None);
            self.follow(&here.links.mentions, Tier::Implicit, None);
            open.extend(here.links.loads.iter());
        }
    }
}
