//! All classes side by side, numbered densely: what each inherits from, which methods objects have, by name.
//!
//! Made anew only when a class, a base or a method comes or goes; the search for what is reached runs on it at each
//! change of an edge.

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::facts::DefinitionKind;

use super::methods::{compared, method_name, sides};
use super::names::{NameId, NameIds};
use super::places::Layout;
use super::resolve::{Base, World};
use super::{ClassId, FileId, FnId};

/// Methods that abstract classes of Python's library give to those that inherit them, and what these call.
const MIXINS: [(&[&str], &[&str], &[&str]); 9] = [
    (
        &["Sequence", "MutableSequence"],
        &["index", "count", "__contains__", "__iter__", "__reversed__"],
        &["__getitem__", "__len__"],
    ),
    (&["MutableSequence"], &["append", "extend", "__iadd__"], &["insert", "__len__"]),
    (&["MutableSequence"], &["pop", "remove", "clear"], &["__getitem__", "__delitem__", "__len__"]),
    (&["MutableSequence"], &["reverse"], &["__getitem__", "__setitem__", "__len__"]),
    (
        &["Mapping", "MutableMapping", "UserDict"],
        &["get", "__contains__", "keys", "items", "values", "__eq__"],
        &["__getitem__", "__iter__", "__len__"],
    ),
    (
        &["MutableMapping", "UserDict"],
        &["pop", "popitem", "clear"],
        &["__getitem__", "__delitem__", "__iter__"],
    ),
    (&["MutableMapping", "UserDict"], &["update", "setdefault"], &["__getitem__", "__setitem__"]),
    (
        &["Set", "MutableSet", "AbstractSet"],
        &[
            "__and__",
            "__or__",
            "__sub__",
            "__xor__",
            "__le__",
            "__lt__",
            "__ge__",
            "__gt__",
            "__eq__",
            "isdisjoint",
        ],
        &["__contains__", "__iter__", "__len__", "_from_iterable"],
    ),
    (
        &["MutableSet"],
        &["remove", "pop", "clear", "__ior__", "__iand__", "__isub__", "__ixor__"],
        &["add", "discard", "__contains__", "__iter__"],
    ),
];

/// Number of a function among all.
pub(super) type FnNumber = u32;
/// Number of a definition among all; classes are those that methods or bases speak of.
pub(super) type ClassNumber = u32;

/// A method with its class, where that is one of the workspace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Method {
    pub(super) function: FnNumber,
    pub(super) class: Option<ClassNumber>,
}

/// The classes and methods of all files.
#[derive(Debug, Default)]
pub(super) struct Classes {
    function_starts: Vec<u32>,
    class_starts: Vec<u32>,
    /// Each class and all that it inherits from, nearest first.
    above: Vec<Box<[ClassNumber]>>,
    /// (class, name) -> what the class itself has: several, where one is defined twice.
    own: FxHashMap<(ClassNumber, NameId), Vec<FnNumber>>,
    /// The same without what it has of traits, where a method of its own hides that.
    shown: FxHashMap<(ClassNumber, NameId), Vec<FnNumber>>,
    own_names: Vec<Vec<NameId>>,
    pub(super) by_name: FxHashMap<NameId, Vec<Method>>,
    pub(super) has_subclasses: Vec<bool>,
    /// Something that it inherits from is a library's, which may call any method.
    pub(super) has_caller: Vec<bool>,
    /// Classes of what the attributes of its objects hold.
    pub(super) held: FxHashMap<ClassNumber, Vec<ClassNumber>>,
}

impl Classes {
    pub(super) fn new(world: World<'_>, names: &mut NameIds) -> Classes {
        let mut classes = Classes::default();
        let (mut functions, mut definitions) = (0, 0);
        for file in world.files {
            classes.function_starts.push(functions);
            classes.class_starts.push(definitions);
            if let Some(file) = file {
                functions += file.facts.functions.len() as u32;
                definitions += file.facts.definitions.len() as u32;
            }
        }
        classes.function_starts.push(functions);
        classes.class_starts.push(definitions);
        let count = definitions as usize;
        classes.above = vec![Box::default(); count];
        classes.own_names = vec![Vec::new(); count];
        classes.has_subclasses = vec![false; count];
        classes.has_caller = vec![false; count];
        for (number, file) in world.files.iter().enumerate() {
            let Some(file) = file else { continue };
            let id = number as FileId;
            for (index, function) in file.facts.functions.iter().enumerate() {
                if !(function.traits.is_method || function.traits.is_macro) {
                    continue;
                }
                let at = classes.function_starts[number] + index as u32;
                let class =
                    file.hierarchy.owners.get(index).copied().flatten().map(|class| classes.class(class));
                let name = names.of(&method_name(function));
                classes.by_name.entry(name).or_default().push(Method { function: at, class });
                if let Some((left, right)) = sides(function) {
                    for operands in [format!("?={right}"), format!("{left}=?")] {
                        let name = names.of(&compared(function.name(), &operands));
                        classes.by_name.entry(name).or_default().push(Method { function: at, class });
                    }
                }
                // `.into()`, of which only what is given is known.
                if let Some(given) = function.operands().strip_prefix('=')
                    && let Some(class) = class
                {
                    let name = names.of(&compared(function.name(), &format!("?={given}")));
                    classes.add_name(class, name, at);
                }
                // What the workspace gives to a type that is not its own is had by those who ask for the trait.
                let of_trait = file.hierarchy.traits.get(index).copied().flatten();
                if let Some(class) = class.or_else(|| of_trait.map(|class| classes.class(class))) {
                    let own = classes.own.entry((class, name)).or_default();
                    if own.is_empty() {
                        classes.own_names[class as usize].push(name);
                    }
                    own.push(at);
                }
            }
            for (index, definition) in (0..).zip(&file.facts.definitions) {
                if definition.kind == DefinitionKind::Member && definition.value.starts_with("self.") {
                    classes.read_member(world, ClassId { file: id, index }, names);
                }
            }
            for index in 0..file.facts.definitions.len() as u32 {
                classes.read_bases(world, ClassId { file: id, index });
            }
        }
        classes.read_mixins(world, names);
        classes.hide(world);
        classes
    }

    /// In Rust a method of a type's own is meant where a trait gives it one of the same name.
    fn hide(&mut self, world: World<'_>) {
        let is_own = |&number: &FnNumber| {
            let id = self.function_id(number);
            let file = world.file(id.file).filter(|file| file.layout == Layout::Rust);
            // What a trait has for those that bring nothing of their own hides nothing.
            file.map(|file| &file.facts.functions[id.index as usize])
                .is_some_and(|function| !function.traits.is_default && function.bases().next().is_none())
        };
        let several = self.own.iter().filter(|(_, functions)| functions.len() > 1);
        let shown = several.filter_map(|(&key, functions)| {
            let own: Vec<FnNumber> = functions.iter().copied().filter(is_own).collect();
            (!own.is_empty() && own.len() < functions.len()).then_some((key, own))
        });
        self.shown = shown.collect();
    }

    /// What a class inherits from an abstract one of the library calls its own methods.
    fn read_mixins(&mut self, world: World<'_>, names: &mut NameIds) {
        let mut found: Vec<(ClassNumber, NameId, FnNumber)> = Vec::new();
        for class in 0..self.class_count() as ClassNumber {
            let bases = self.above(class).iter().flat_map(|&base| {
                let id = self.class_id(base);
                let file = world.file(id.file).filter(|file| file.layout == Layout::Python);
                let definition = file.and_then(|file| file.facts.definitions.get(id.index as usize));
                definition.into_iter().flat_map(|definition| &definition.bases)
            });
            let bases: Vec<&str> = bases.map(|base| base.rsplit('.').next().unwrap_or(base)).collect();
            for (_, given, asked) in
                MIXINS.iter().filter(|(of, ..)| bases.iter().any(|base| of.contains(base)))
            {
                let asked = asked.iter().filter_map(|name| names.known(name));
                let asked: Vec<FnNumber> = asked.flat_map(|name| self.lookup(class, name)).copied().collect();
                if asked.is_empty() {
                    continue;
                }
                for given in given.iter().map(|name| names.of(name)) {
                    if self.lookup(class, given).is_empty() {
                        found.extend(asked.iter().map(|&function| (class, given, function)));
                    }
                }
            }
        }
        for (class, name, function) in found {
            self.add_name(class, name, function);
        }
    }

    /// The class has the function under this name, too.
    fn add_name(&mut self, class: ClassNumber, name: NameId, function: FnNumber) {
        let own = self.own.entry((class, name)).or_default();
        if own.contains(&function) {
            return;
        }
        if own.is_empty() {
            self.own_names[class as usize].push(name);
        }
        own.push(function);
        self.by_name.entry(name).or_default().push(Method { function, class: Some(class) });
    }

    /// A member that is made of methods has them under its own name, too: `__next__ = next`.
    fn read_member(&mut self, world: World<'_>, member: ClassId, names: &mut NameIds) {
        let Some(file) = world.file(member.file) else { return };
        let path = &file.facts.definitions[member.index as usize].path;
        let name = names.of(path.rsplit('.').next().unwrap_or(path));
        for method in world.methods_behind(member.file, path) {
            let owner = file.hierarchy.owners.get(method.index as usize).copied().flatten();
            let Some(class) = owner.map(|owner| self.class(owner)) else { continue };
            let function = self.function(method);
            self.add_name(class, name, function);
        }
    }

    /// The classes of attributes are known only when the files are linked.
    pub(super) fn read_held(&mut self, world: World<'_>) {
        self.held.clear();
        for file in world.files.iter().flatten() {
            for &(owner, held) in &file.links.members {
                let (owner, held) = (self.class(owner), self.class(held));
                self.held.entry(owner).or_default().push(held);
            }
        }
    }

    fn read_bases(&mut self, world: World<'_>, class: ClassId) {
        let mut found = vec![class];
        let mut next = 0;
        let mut has_caller = false;
        while next < found.len() {
            for base in world.bases(found[next]) {
                match base {
                    Base::Class(base) => {
                        if next == 0 {
                            let base = self.class(base) as usize;
                            self.has_subclasses[base] = true;
                        }
                        if !found.contains(&base) {
                            found.push(base);
                        }
                    }
                    Base::Passive => {}
                    Base::Caller => has_caller = true,
                }
            }
            next += 1;
        }
        let number = self.class(class) as usize;
        self.above[number] = found.into_iter().map(|class| self.class(class)).collect();
        self.has_caller[number] = has_caller;
    }

    /// The number of a function.
    pub(super) fn function(&self, id: FnId) -> FnNumber {
        self.function_starts[id.file as usize] + id.index
    }

    /// The function of a number.
    pub(super) fn function_id(&self, number: FnNumber) -> FnId {
        let file = self.function_starts.partition_point(|&start| start <= number) - 1;
        FnId { file: file as FileId, index: number - self.function_starts[file] }
    }

    /// Numbers of the functions of a file.
    pub(super) fn functions_of(&self, file: FileId) -> std::ops::Range<usize> {
        let start = |file: usize| self.function_starts.get(file).map_or(0, |&start| start as usize);
        start(file as usize)..start(file as usize + 1)
    }

    /// How many functions there are.
    pub(super) fn function_count(&self) -> usize {
        self.function_starts.last().map_or(0, |&count| count as usize)
    }

    /// How many definitions there are.
    pub(super) fn class_count(&self) -> usize {
        self.above.len()
    }

    /// The number of a class.
    pub(super) fn class(&self, id: ClassId) -> ClassNumber {
        self.class_starts[id.file as usize] + id.index
    }

    /// The class of a number.
    pub(super) fn class_id(&self, number: ClassNumber) -> ClassId {
        let file = self.class_starts.partition_point(|&start| start <= number) - 1;
        ClassId { file: file as FileId, index: number - self.class_starts[file] }
    }

    /// The class and all that it inherits from, nearest first.
    pub(super) fn above(&self, class: ClassNumber) -> &[ClassNumber] {
        &self.above[class as usize]
    }

    /// What the class itself has under the name.
    pub(super) fn own(&self, class: ClassNumber, name: NameId) -> &[FnNumber] {
        self.own.get(&(class, name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of what the class itself has.
    pub(super) fn own_names(&self, class: ClassNumber) -> &[NameId] {
        &self.own_names[class as usize]
    }

    /// What an object of the class has under the name.
    pub(super) fn lookup(&self, class: ClassNumber, name: NameId) -> &[FnNumber] {
        let shown = |class| match self.shown.get(&(class, name)) {
            Some(shown) => shown.as_slice(),
            None => self.own(class, name),
        };
        self.above(class).iter().map(|&class| shown(class)).find(|own| !own.is_empty()).unwrap_or_default()
    }

    /// Whether a class that inherits from this one has something else under the name.
    pub(super) fn is_overridden(&self, class: ClassNumber, name: NameId) -> bool {
        let others = self.by_name.get(&name).into_iter().flatten().filter_map(|method| method.class);
        others.into_iter().any(|other| other != class && self.above(other).contains(&class))
    }

    /// The names of all that an object of the class has, each once.
    pub(super) fn names_above(&self, class: ClassNumber) -> Vec<NameId> {
        let mut seen = FxHashSet::default();
        let names = self.above(class).iter().flat_map(|&class| self.own_names(class)).copied();
        names.filter(|&name| seen.insert(name)).collect()
    }
}
