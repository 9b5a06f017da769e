//! What a path of the facts means: the walk from a file through modules, classes, imports and results of calls.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use thinktwice_engine::facts::signs::{INSIDE, UNKNOWN};
use thinktwice_engine::facts::{Definition, Function};

use super::manifest::Program;
use super::places::{Layout, PlaceId, Places};
use super::table::{self, Key, Symbol};
use super::vocabulary::DECLARING;
use super::{ClassId, Extensions, File, FileId, FnId};

/// What a path stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    Place(PlaceId),
    /// A module inside a file.
    Inner(FileId, Rc<str>),
    Class(ClassId),
    Instance(ClassId),
    /// `super()`: the bases of the class.
    Bases(ClassId),
    /// A method that is asked of `super()` in the class.
    Inherited(FnId, ClassId),
    Function(FnId),
    /// A method found on an object of the class: those of its subclasses can be meant.
    Method(FnId, ClassId),
    /// Something at the top level of a file of which nothing more is known.
    Value(FileId),
    /// The class has nothing of this name: what wraps it has (`Option`, `list`), or a subclass.
    Missing(ClassId),
    /// Not of this workspace.
    External,
    Unknown,
}

/// A base of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Base {
    Class(ClassId),
    /// Of a library that may call methods by their names.
    Caller,
    /// Of a library that calls nothing.
    Passive,
}

/// What a resolution went through.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// Files that were asked: when one of them changes, the answer may.
    pub(super) asked: FxHashSet<FileId>,
    /// Properties that are run on the way.
    pub(super) properties: Vec<(FnId, ClassId)>,
    /// How many more paths may be followed for the one that was asked for: each question from outside begins anew.
    fuel: u32,
    /// What imports were found to mean, the fuel that it took, and what was noted: a file asks for the same few again and
    /// again.
    imports: FxHashMap<ImportAt, (Entity, u32, Box<[Key]>)>,
    /// By file, which modules names stand for where nothing in it has them: `len` and `str` stand in each function.
    modules: FxHashMap<FileId, FxHashMap<Box<str>, Option<PlaceId>>>,
}

impl Trace {
    /// The module that a bare name stands for in a file of Python.
    fn top_level(&mut self, places: &Places, file: FileId, name: &str) -> Option<PlaceId> {
        let modules = self.modules.entry(file).or_default();
        if let Some(&known) = modules.get(name) {
            return known;
        }
        let found = places.top_level(file, name);
        modules.insert(name.into(), found);
        found
    }
}

/// An import of a file by its number, at the depth at which it was asked for: deeper, less may be found.
type ImportAt = (FileId, u32, u32);

/// All that resolution reads.
#[derive(Clone, Copy)]
pub(super) struct World<'g> {
    pub(super) files: &'g [Option<File>],
    pub(super) places: &'g Places,
    pub(super) extensions: &'g Extensions,
}

/// Imports of imports of aliases: deeper is a cycle.
const MAX_DEPTH: u32 = 16;
/// Methods by which the library's `Iterator` gives one of its elements.
const GIVING_ELEMENTS: [&str; 12] = [
    "find",
    "last",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "nth",
    "nth_back",
    "reduce",
    "rfind",
];
/// Methods of the library's `Result` by which one gets the error.
const GIVING_FAILURES: [&str; 3] = ["unwrap_err", "expect_err", "err"];
/// A name with several values, each made of such names, has more ways than anybody waits for.
const MAX_PATHS: u32 = 500;

enum Step<'p> {
    Name(&'p str),
    Call,
    /// What the method of this name takes out of its object for a closure.
    Inside(&'p str),
}

fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').flat_map(|segment| {
        let name = segment.trim_end_matches("()");
        let calls = (segment.len() - name.len()) / 2;
        let named = match name.strip_suffix(INSIDE) {
            Some(method) => Step::Inside(method),
            None => Step::Name(name),
        };
        (!name.is_empty()).then_some(named).into_iter().chain((0..calls).map(|_| Step::Call))
    })
}

impl<'g> World<'g> {
    pub(super) fn file(&self, file: FileId) -> Option<&'g File> {
        self.files.get(file as usize)?.as_ref()
    }

    pub(super) fn function(&self, id: FnId) -> Option<&'g Function> {
        self.file(id.file)?.facts.functions.get(id.index as usize)
    }

    /// What its file says of a class.
    pub(super) fn definition(&self, class: ClassId) -> Option<&'g Definition> {
        self.file(class.file)?.facts.definitions.get(class.index as usize)
    }

    /// The name of a class, without what stands around it.
    pub(super) fn class_name(&self, class: ClassId) -> Option<&'g str> {
        self.definition(class)?.path.rsplit('.').next()
    }

    /// What the path means where it stands: in the definition `scope` of the file.
    pub(super) fn resolve(&self, file: FileId, scope: &str, path: &str, trace: &mut Trace) -> Entity {
        trace.fuel = MAX_PATHS;
        self.find(file, scope, path, trace, 0)
    }

    /// The program that code calls by this name.
    pub(super) fn program(&self, file: FileId, name: &str, trace: &mut Trace) -> Entity {
        match self.places.program(name) {
            Some(Program::Function(path)) => self.resolve(file, "", path, trace),
            Some(Program::File(path)) => {
                let found = (0..)
                    .zip(self.files)
                    .find(|(_, file)| file.as_ref().is_some_and(|file| *file.path == **path));
                let Some((id, Some(file))) = found else { return Entity::External };
                trace.asked.insert(id);
                let main = file.table.get("main").iter().find_map(|&symbol| match symbol {
                    Symbol::Function(index) => Some(Entity::Function(FnId { file: id, index })),
                    _ => None,
                });
                main.unwrap_or(Entity::External)
            }
            None => Entity::External,
        }
    }

    /// What the path means on what the function gives.
    pub(super) fn result_of(&self, function: FnId, path: &str, trace: &mut Trace) -> Entity {
        trace.fuel = MAX_PATHS;
        let result = self.call(Entity::Function(function), None, trace, 0);
        if result == Entity::Unknown { result } else { self.walk(result, path, trace, 0) }
    }

    fn find(&self, file: FileId, scope: &str, path: &str, trace: &mut Trace, depth: u32) -> Entity {
        if depth > MAX_DEPTH || path.starts_with(UNKNOWN) || trace.fuel == 0 {
            return Entity::Unknown;
        }
        trace.fuel -= 1;
        let Some(here) = self.file(file) else { return Entity::Unknown };
        trace.asked.insert(file);
        let dots = path.len() - path.trim_start_matches('.').len();
        if dots > 0 {
            let Some(base) = self.places.above(file, dots) else { return Entity::External };
            return self.walk(Entity::Place(base), &path[dots..], trace, depth);
        }
        let end = path.find(['.', '(']).unwrap_or(path.len());
        let (head, rest) = path.split_at(end);
        let is_called = rest.starts_with('(');
        let Some(place) = self.places.of(file) else {
            return self
                .lexical(file, scope, head, trace, depth)
                .map_or(Entity::External, |entity| self.walk(entity, rest, trace, depth));
        };
        match head {
            "self" => {
                let class = self.class_around(file, scope, trace, depth);
                // In Rust `self::entry::Entry` is of the module, also where it stands in a method, and whatever methods
                // have its name: nothing but a call follows on them.
                let after = rest.trim_start_matches('.');
                let (first, after) = after.split_at(after.find(['.', '(']).unwrap_or(after.len()));
                let may_be_module = |found: Entity| match found {
                    Entity::Missing(_) => true,
                    Entity::Method(..) => after.starts_with('.'),
                    _ => false,
                };
                if here.layout == Layout::Rust
                    && !first.is_empty()
                    && class.is_none_or(|class| {
                        may_be_module(self.member_of(Entity::Instance(class), first, trace, depth).0)
                    })
                {
                    let found = self.in_file(file, place, rest, trace, depth);
                    let is_module = after.starts_with('.') && self.is_module_in(file, place, first);
                    if is_module || !matches!(found, Entity::Unknown | Entity::External) {
                        return found;
                    }
                }
                class.map_or(Entity::Unknown, |class| self.walk(Entity::Instance(class), rest, trace, depth))
            }
            // `Self::Item`
            "Self" if here.layout == Layout::Rust => {
                let class = self.class_around(file, scope, trace, depth);
                class.map_or(Entity::Unknown, |class| self.walk(Entity::Instance(class), rest, trace, depth))
            }
            "super" if is_called => match self.class_around(file, scope, trace, depth) {
                Some(class) => self.walk(Entity::Bases(class), &rest[2..], trace, depth),
                None => Entity::Unknown,
            },
            "super" => {
                let mut above = self.places.parent(place);
                let mut rest = rest.trim_start_matches('.');
                while let Some(more) = rest.strip_prefix("super.") {
                    above = above.and_then(|above| self.places.parent(above));
                    rest = more;
                }
                above.map_or(Entity::Unknown, |above| self.walk(Entity::Place(above), rest, trace, depth))
            }
            "crate" => {
                let root = self.places.crate_of(place);
                let found =
                    root.map_or(Entity::Unknown, |root| self.walk(Entity::Place(root), rest, trace, depth));
                // Each file of `tests/` is a crate by itself.
                if found == Entity::Unknown { self.in_file(file, place, rest, trace, depth) } else { found }
            }
            _ => self.reached_from_name(file, place, scope, head, rest, trace, depth),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one step of the search; a struct would only rename it"
    )]
    fn reached_from_name(
        &self,
        file: FileId,
        place: PlaceId,
        scope: &str,
        head: &str,
        rest: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Entity {
        let mut vague = None;
        if let Some(entity) = self.lexical(file, scope, head, trace, depth) {
            match self.walk(entity, rest, trace, depth) {
                found @ (Entity::Unknown | Entity::Value(_)) => vague = Some(found),
                found => return found,
            }
        }
        let layout = self.files[file as usize].as_ref().map(|file| file.layout);
        let module = match layout {
            Some(Layout::Rust) => self.rust_module(file, place, head).or_else(|| self.places.library(head)),
            Some(Layout::Python) => trace.top_level(self.places, file, head),
            None => None,
        };
        if let Some(module) = module {
            match self.walk(Entity::Place(module), rest, trace, depth) {
                Entity::Unknown => vague = vague.or(Some(Entity::Unknown)),
                found => return found,
            }
        }
        if let Some(found) = self.through_stars(file, scope, head, trace, depth) {
            return self.walk(found, rest, trace, depth);
        }
        vague.unwrap_or(Entity::External)
    }

    /// The module of this name inside the one of the file. Those of a crate's root file stand beside it, whatever its
    /// name: `tests/orders.rs` with `mod common;` has `tests/common/mod.rs`.
    fn rust_module(&self, file: FileId, place: PlaceId, name: &str) -> Option<PlaceId> {
        let below = self.places.child(place, name).filter(|&child| self.has_files(child));
        below.or_else(|| {
            let here = self.file(file)?;
            here.facts.modules.iter().find(|module| module.name == name)?;
            let beside = self.places.child(self.places.parent(place)?, name)?;
            self.has_files(beside).then_some(beside)
        })
    }

    /// Whether the file of Rust has a module of this name, inside it or in a file of its own.
    fn is_module_in(&self, file: FileId, place: PlaceId, name: &str) -> bool {
        self.file(file).is_some_and(|here| here.table.is_inner_module(name))
            || self.rust_module(file, place, name).is_some()
    }

    fn has_files(&self, place: PlaceId) -> bool {
        self.places.files(place, Layout::Rust).next().is_some()
    }

    /// The rest of a path from the module of the file: its own names first.
    fn in_file(&self, file: FileId, place: PlaceId, rest: &str, trace: &mut Trace, depth: u32) -> Entity {
        let rest = rest.trim_start_matches('.');
        let end = rest.find(['.', '(']).unwrap_or(rest.len());
        let (head, after) = rest.split_at(end);
        if head.is_empty() {
            return Entity::Unknown;
        }
        // `pub use self::job::{batch, job}`: the function that is imported does not hide the module, where a path goes on.
        let in_module = |trace: &mut Trace| match self.rust_module(file, place, head) {
            Some(child) => self.walk(Entity::Place(child), after, trace, depth),
            None => Entity::Unknown,
        };
        if after.starts_with('.') {
            match in_module(trace) {
                Entity::Unknown | Entity::External => {}
                found => return found,
            }
        }
        match self.named_in_file(file, head, trace, depth) {
            Some(entity) => self.walk(entity, after, trace, depth),
            None => in_module(trace),
        }
    }

    /// A bare name as the definition `scope` sees it in its own file.
    fn lexical(
        &self,
        file: FileId,
        scope: &str,
        name: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<Entity> {
        let here = self.file(file)?;
        let mut prefix = scope;
        loop {
            let joined;
            let key = if prefix.is_empty() {
                name
            } else {
                joined = format!("{prefix}.{name}");
                &joined
            };
            let symbols = here.table.get(key);
            // The names of a class body are not seen by what stands in its methods.
            if symbols.iter().any(|&symbol| !self.is_member(here, symbol)) {
                return Some(self.of_symbols(file, symbols, trace, depth));
            }
            if here.table.is_inner_module(key) {
                return Some(Entity::Inner(file, key.into()));
            }
            if prefix.is_empty() {
                break;
            }
            prefix = prefix.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        self.imported(file, name, trace, depth)
    }

    fn is_member(&self, file: &File, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Function(index) => file.facts.functions[index as usize].traits.is_method,
            Symbol::Class(_) => false,
            Symbol::Value(index) => {
                file.facts.definitions[index as usize].kind
                    == thinktwice_engine::facts::DefinitionKind::Member
            }
        }
    }

    fn imported(&self, file: FileId, name: &str, trace: &mut Trace, depth: u32) -> Option<Entity> {
        let here = self.file(file)?;
        let imports = here.table.imports(name).iter().copied();
        self.first_found(file, imports, trace, depth)
    }

    /// The same for who asks the module: what its functions import is theirs.
    fn exported(&self, file: FileId, name: &str, trace: &mut Trace, depth: u32) -> Option<Entity> {
        let here = self.file(file)?;
        let imports = here.table.imports(name).iter().copied();
        let of_module = imports.filter(|&index| here.facts.imports[index as usize].scope.is_empty());
        self.first_found(file, of_module, trace, depth)
    }

    fn first_found(
        &self,
        file: FileId,
        mut imports: impl Iterator<Item = u32>,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<Entity> {
        imports.find_map(|index| {
            // A name of a dotted import is its first segment.
            let found = self.import(file, index, trace, depth + 1);
            (!matches!(found, Entity::Unknown | Entity::External)).then_some(found)
        })
    }

    /// What an import of the file brings. It means what stands elsewhere, never the name that it binds.
    fn import(&self, file: FileId, index: u32, trace: &mut Trace, depth: u32) -> Entity {
        let key = (file, index, depth);
        if let Some((found, fuel, noted)) = trace.imports.get(&key)
            && *fuel < trace.fuel
        {
            trace.fuel -= fuel;
            table::note_all(noted);
            return found.clone();
        }
        let (fuel, properties, noted) = (trace.fuel, trace.properties.len(), table::noted());
        let found = self.import_anew(file, index, trace, depth);
        if trace.fuel > 0 && trace.properties.len() == properties {
            trace.imports.insert(key, (found.clone(), fuel - trace.fuel, table::noted_since(noted)));
        }
        found
    }

    fn import_anew(&self, file: FileId, index: u32, trace: &mut Trace, depth: u32) -> Entity {
        if depth > MAX_DEPTH {
            return Entity::Unknown;
        }
        let Some(here) = self.file(file) else { return Entity::Unknown };
        let import = &here.facts.imports[index as usize];
        let path = &*import.path;
        let end = path.find('.').unwrap_or(path.len());
        let (head, rest) = path.split_at(end);
        if matches!(head, "" | "self" | "super" | "crate") {
            return self.find(file, "", path, trace, depth);
        }
        if let Some(beside) = self.beside_import(file, &import.scope, head, trace, depth) {
            return self.walk(beside, rest, trace, depth);
        }
        let Some(place) = self.places.of(file) else { return Entity::External };
        let module = match here.layout {
            Layout::Python => trace.top_level(self.places, file, head),
            Layout::Rust => self.rust_module(file, place, head).or_else(|| self.places.library(head)),
        };
        if let Some(module) = module {
            let found = self.walk(Entity::Place(module), rest, trace, depth);
            if found != Entity::Unknown {
                return found;
            }
        }
        // `use Kind::*`, `use inner::thing` of a module inside the file, or of what another import brought.
        let local = here.table.get(head);
        if !local.is_empty() {
            let entity = self.of_symbols(file, local, trace, depth);
            return self.walk(entity, rest, trace, depth);
        }
        if here.table.is_inner_module(head) {
            return self.walk(Entity::Inner(file, head.into()), rest, trace, depth);
        }
        if here.layout == Layout::Rust
            && head != path
            && let Some(entity) = self.imported(file, head, trace, depth + 1)
        {
            return self.walk(entity, rest, trace, depth);
        }
        if module.is_some() { Entity::Unknown } else { Entity::External }
    }

    /// What stands beside an import in a module inside a file of Rust: `mod outer { mod inner { ... } pub use inner::*; }`.
    fn beside_import(
        &self,
        file: FileId,
        scope: &str,
        name: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<Entity> {
        let is_inside = self.is_rust(file) && !scope.is_empty();
        if is_inside { self.defined(file, &format!("{scope}.{name}"), trace, depth) } else { None }
    }

    fn through_stars(
        &self,
        file: FileId,
        scope: &str,
        name: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<Entity> {
        let here = self.file(file)?;
        if depth + 1 > MAX_DEPTH {
            return None;
        }
        // `use Kind::*` of several enums: one that has no such variant is meant only if none has.
        let mut lacking = None;
        let found = here.table.stars().iter().find_map(|&index| {
            let import = &here.facts.imports[index as usize];
            let is_seen = import.scope.is_empty()
                || *scope == *import.scope
                || scope.strip_prefix(&*import.scope).is_some_and(|rest| rest.starts_with('.'));
            if !is_seen {
                return None;
            }
            // `use super::*` in a module of the file: what its surroundings see has been looked at.
            if &*import.path == "self" {
                return None;
            }
            let module =
                (here.layout == Layout::Python).then(|| self.module_named(file, &import.path, trace));
            let from = match module.flatten() {
                Some(module) => Entity::Place(module),
                None => self.import(file, index, trace, depth + 4),
            };
            let found = match from {
                Entity::Place(_) | Entity::Inner(..) | Entity::Class(_) => {
                    self.member_of(from, name, trace, depth + 4).0
                }
                _ => return None,
            };
            match found {
                Entity::Unknown | Entity::External => None,
                Entity::Missing(_) => {
                    lacking.get_or_insert(found);
                    None
                }
                found => Some(found),
            }
        });
        found.or(lacking)
    }

    /// The module at a path, whatever else has its name.
    pub(super) fn module_named(&self, file: FileId, path: &str, trace: &mut Trace) -> Option<PlaceId> {
        let dots = path.len() - path.trim_start_matches('.').len();
        let mut names = path[dots..].split('.').filter(|name| !name.is_empty());
        let start = match dots {
            0 => trace.top_level(self.places, file, names.next()?),
            _ => self.places.above(file, dots),
        };
        names.try_fold(start?, |place, name| self.places.child(place, name))
    }

    /// A name at the top level of a file: defined or imported.
    fn named_in_file(&self, file: FileId, name: &str, trace: &mut Trace, depth: u32) -> Option<Entity> {
        trace.asked.insert(file);
        self.defined(file, name, trace, depth)
            .or_else(|| if depth > MAX_DEPTH { None } else { self.imported(file, name, trace, depth) })
    }

    /// What a file itself has at a path: a definition, or a module inside it.
    fn defined(&self, file: FileId, path: &str, trace: &mut Trace, depth: u32) -> Option<Entity> {
        let table = &self.file(file)?.table;
        match table.get(path) {
            [] => table.is_inner_module(path).then(|| Entity::Inner(file, path.into())),
            symbols => Some(self.of_symbols(file, symbols, trace, depth)),
        }
    }

    fn of_symbols(&self, file: FileId, symbols: &[Symbol], trace: &mut Trace, depth: u32) -> Entity {
        let class = symbols.iter().find_map(|&symbol| match symbol {
            Symbol::Class(index) => Some(Entity::Class(ClassId { file, index })),
            _ => None,
        });
        let function = || {
            symbols.iter().find_map(|&symbol| match symbol {
                Symbol::Function(index) => Some(Entity::Function(FnId { file, index })),
                _ => None,
            })
        };
        if let Some(found) = class.or_else(function) {
            return found;
        }
        let Some(here) = self.file(file) else { return Entity::Unknown };
        let mut elsewhere = None;
        for &symbol in symbols {
            if let Symbol::Value(index) = symbol {
                let definition = &here.facts.definitions[index as usize];
                if !definition.value.is_empty() && definition.value != definition.path {
                    match self.find(file, &definition.path, &definition.value, trace, depth + 1) {
                        Entity::Unknown | Entity::Missing(_) => {}
                        Entity::External if DECLARING.contains(&&*definition.value) => {}
                        // Of several things that it may be, the one of this workspace is followed.
                        Entity::External => elsewhere = Some(Entity::External),
                        found => return found,
                    }
                }
            }
        }
        if let Some(found) = elsewhere {
            return found;
        }
        Entity::Value(file)
    }

    /// The class whose method or member the definition is, or in whose method it stands.
    pub(super) fn class_around(
        &self,
        file: FileId,
        scope: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<ClassId> {
        if depth == 0 {
            trace.fuel = MAX_PATHS;
        }
        let here = self.file(file)?;
        let mut prefix = scope;
        while let Some((outer, _)) = prefix.rsplit_once('.') {
            for &symbol in here.table.get(outer) {
                if let Symbol::Class(index) = symbol {
                    return Some(ClassId { file, index });
                }
            }
            prefix = outer;
        }
        // More of a class that another file defines.
        let mut prefix = scope;
        while let Some((outer, _)) = prefix.rsplit_once('.') {
            let is_method = here.table.get(prefix).iter().any(|&symbol| self.is_member(here, symbol));
            if is_method {
                return self.class_named(file, outer, trace, depth);
            }
            prefix = outer;
        }
        None
    }

    /// The class that `path` names in the file, wherever it is defined.
    pub(super) fn class_named(
        &self,
        file: FileId,
        path: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<ClassId> {
        if depth == 0 {
            trace.fuel = MAX_PATHS;
        }
        let (scope, name) = path.rsplit_once('.').unwrap_or(("", path));
        let found = self
            .lexical(file, scope, name, trace, depth + 1)
            .or_else(|| self.through_stars(file, scope, name, trace, depth + 1));
        match found {
            Some(Entity::Class(class) | Entity::Instance(class)) => Some(class),
            _ => None,
        }
    }

    fn walk(&self, start: Entity, path: &str, trace: &mut Trace, depth: u32) -> Entity {
        let mut at = start;
        let mut receiver = None;
        let mut last = "";
        let mut steps = steps(path).peekable();
        while let Some(step) = steps.next() {
            // Between names a module is meant rather than what the package gives the same name.
            if let (Entity::Place(place), Step::Name(name), Some(Step::Name(next))) =
                (&at, &step, steps.peek())
                && let Some(child) = self.places.child(*place, name)
                && !matches!(
                    self.member_of(Entity::Place(child), next, trace, depth + 1).0,
                    Entity::Unknown | Entity::External
                )
            {
                at = Entity::Place(child);
                continue;
            }
            if let (Entity::Instance(class) | Entity::Missing(class), Step::Name(name)) = (&at, &step)
                && let Some(Step::Name(_) | Step::Inside(_)) = steps.peek()
                && let Some(field) = self.field_beside_method(*class, name, trace, depth)
            {
                (at, receiver, last) = (field, Some(*class), name);
                continue;
            }
            at = match step {
                Step::Name(name) => {
                    last = name;
                    let asked = match at {
                        Entity::Instance(class) | Entity::Class(class) if self.is_rust(class.file) => {
                            Some(class)
                        }
                        _ => None,
                    };
                    let (next, class) = self.member_of(at, name, trace, depth);
                    receiver = class;
                    match asked.filter(|_| next == Entity::Unknown && steps.peek().is_none()) {
                        Some(of_trait) if self.is_signature(of_trait, name, trace) => {
                            Entity::Missing(of_trait)
                        }
                        _ => next,
                    }
                }
                Step::Inside(method) => self.inside(&at, method, trace, depth),
                Step::Call => match at {
                    Entity::Missing(class) if GIVING_ELEMENTS.contains(&last) && self.is_rust(class.file) => {
                        self.element_of(class, trace, depth)
                    }
                    at => {
                        let asks_for_failure = |next: &&Step<'_>| matches!(next, Step::Name(name) if GIVING_FAILURES.contains(name));
                        match steps.peek().filter(asks_for_failure).and_then(|_| self.failure_of(&at)) {
                            Some((id, path)) => {
                                steps.next();
                                match self.find_result(id, path, receiver, trace, depth) {
                                    Entity::Class(class)
                                    | Entity::Instance(class)
                                    | Entity::Missing(class) => Entity::Class(class),
                                    _ => Entity::Unknown,
                                }
                            }
                            None => self.call(at, receiver, trace, depth),
                        }
                    }
                },
            };
            if matches!(at, Entity::External | Entity::Unknown) {
                break;
            }
        }
        match at {
            // What a closure is given was a guess.
            Entity::Missing(_) if path.contains(INSIDE) => Entity::Unknown,
            at => at,
        }
    }

    /// What a closure is given by a method of the library's `Option`, `Vec` or `Iterator` that hold objects of the class. A
    /// method of the class itself may give it anything, and so may what the class points to.
    fn inside(&self, at: &Entity, method: &str, trace: &mut Trace, depth: u32) -> Entity {
        let (Entity::Instance(class) | Entity::Class(class) | Entity::Missing(class)) = *at else {
            return Entity::Unknown;
        };
        let is_own = |name: &str, trace: &mut Trace| {
            matches!(self.member(class, name, trace), Some(Found::Function(_)))
        };
        if is_own(method, trace) || is_own("deref", trace) {
            Entity::Unknown
        } else if is_own("next", trace) {
            match self.element_of(class, trace, depth) {
                Entity::Instance(element) if element == class => Entity::Unknown,
                element => element,
            }
        } else {
            Entity::Instance(class)
        }
    }

    /// What a field of Rust holds that has the name of a method: `options.width.min(80)` beside `fn width(self, width)`.
    fn field_beside_method(
        &self,
        class: ClassId,
        name: &str,
        trace: &mut Trace,
        depth: u32,
    ) -> Option<Entity> {
        let here = self.file(class.file).filter(|here| here.layout == Layout::Rust)?;
        let path = format!("{}.{name}", here.facts.definitions.get(class.index as usize)?.path);
        let symbols = here.table.get(&path);
        let fields: Vec<Symbol> =
            symbols.iter().copied().filter(|symbol| matches!(symbol, Symbol::Value(_))).collect();
        if fields.is_empty() || fields.len() == symbols.len() {
            return None;
        }
        trace.asked.insert(class.file);
        match self.of_symbols(class.file, &fields, trace, depth) {
            Entity::Value(_) => None,
            found => Some(found),
        }
    }

    /// What an iterator of the workspace gives, as its `next` says; the iterator itself stands for what is not known.
    fn element_of(&self, iterator: ClassId, trace: &mut Trace, depth: u32) -> Entity {
        match self.member(iterator, "next", trace) {
            Some(Found::Function(id)) if depth < MAX_DEPTH => {
                match self.call(Entity::Function(id), Some(iterator), trace, depth + 1) {
                    found @ (Entity::Instance(_) | Entity::Class(_)) => found,
                    _ => Entity::Instance(iterator),
                }
            }
            _ => Entity::Instance(iterator),
        }
    }

    /// What a call of the thing gives, and the error that it may give instead.
    pub(super) fn outcomes_of(&self, callee: &Entity, trace: &mut Trace) -> [Entity; 2] {
        trace.fuel = MAX_PATHS;
        let class = match callee {
            Entity::Method(_, class) => Some(*class),
            _ => None,
        };
        let failure = self.failure_of(callee);
        let failure = failure.map(|(id, path)| self.find_result(id, path, class, trace, 0));
        [self.call(callee.clone(), class, trace, 0), failure.unwrap_or(Entity::Unknown)]
    }

    /// The function that is called and the path of the error that it may give.
    fn failure_of(&self, callee: &Entity) -> Option<(FnId, &'g str)> {
        match callee {
            Entity::Function(id) | Entity::Method(id, _) | Entity::Inherited(id, _) => {
                let failure = self.function(*id)?.failure();
                (!failure.is_empty()).then_some((*id, failure))
            }
            _ => None,
        }
    }

    /// What a function says that it gives.
    fn find_result(
        &self,
        id: FnId,
        path: &str,
        receiver: Option<ClassId>,
        trace: &mut Trace,
        depth: u32,
    ) -> Entity {
        let Some(function) = self.function(id) else { return Entity::Unknown };
        match (path, receiver) {
            ("", _) => Entity::Unknown,
            ("self" | "self()", Some(class)) => Entity::Instance(class),
            (path, _) => self.find(id.file, &function.path, path, trace, depth + 1),
        }
    }

    /// What a call of the thing gives.
    fn call(&self, callee: Entity, receiver: Option<ClassId>, trace: &mut Trace, depth: u32) -> Entity {
        match callee {
            Entity::Class(class) => Entity::Instance(class),
            Entity::Function(id) | Entity::Method(id, _) | Entity::Inherited(id, _) => {
                let Some(function) = self.function(id) else { return Entity::Unknown };
                match self.find_result(id, function.result(), receiver, trace, depth) {
                    // A class that is returned is meant as an object where a type says so.
                    Entity::Missing(class) => Entity::Instance(class),
                    // A type variable, an alias of a library's: the object is ours all the same.
                    Entity::External if !self.is_rust(id.file) => Entity::Unknown,
                    found => found,
                }
            }
            Entity::Instance(class) => match self.member(class, "__call__", trace) {
                Some(Found::Function(id)) => self.call(Entity::Function(id), Some(class), trace, depth),
                _ => Entity::Instance(class),
            },
            Entity::Missing(class) => Entity::Instance(class),
            Entity::External => Entity::External,
            _ => Entity::Unknown,
        }
    }

    /// The member of this name, and the class of the object that it was asked of.
    fn member_of(&self, of: Entity, name: &str, trace: &mut Trace, depth: u32) -> (Entity, Option<ClassId>) {
        let layout_of = |place: PlaceId| {
            let rust = self.places.files(place, Layout::Rust).next().is_some();
            if rust { Layout::Rust } else { Layout::Python }
        };
        match of {
            Entity::Place(place) => {
                let layout = layout_of(place);
                let files: Vec<FileId> = self.places.files(place, layout).collect();
                for &file in &files {
                    trace.asked.insert(file);
                    if let Some(here) = self.file(file)
                        && !here.table.get(name).is_empty()
                    {
                        return (self.of_symbols(file, here.table.get(name), trace, depth), None);
                    }
                }
                for &file in &files {
                    // A package imports from its own modules: `from .client import client`.
                    if let Some(found) =
                        (depth < MAX_DEPTH).then(|| self.exported(file, name, trace, depth + 2)).flatten()
                    {
                        return (found, None);
                    }
                    if self.file(file).is_some_and(|here| here.table.is_inner_module(name)) {
                        return (Entity::Inner(file, name.into()), None);
                    }
                }
                // `from .furl import *` puts the class `furl` in place of the module.
                for &file in &files {
                    if let Some(found) = self.through_stars(file, "", name, trace, depth) {
                        return (found, None);
                    }
                }
                if let Some(child) = self.places.child(place, name) {
                    return (Entity::Place(child), None);
                }
                (Entity::Unknown, None)
            }
            Entity::Inner(file, prefix) => {
                let Some(here) = self.file(file) else { return (Entity::Unknown, None) };
                let key = format!("{prefix}.{name}");
                let symbols = here.table.get(&key);
                if !symbols.is_empty() {
                    return (self.of_symbols(file, symbols, trace, depth), None);
                }
                if here.table.is_inner_module(&key) {
                    return (Entity::Inner(file, key.into()), None);
                }
                let is_inside = |index: &&u32| *here.facts.imports[**index as usize].scope == *prefix;
                for &index in here.table.imports(name).iter().filter(is_inside) {
                    let found = self.import(file, index, trace, depth + 1);
                    if !matches!(found, Entity::Unknown | Entity::External) {
                        return (found, None);
                    }
                }
                (self.through_stars(file, &prefix, name, trace, depth).unwrap_or(Entity::Unknown), None)
            }
            Entity::Class(class)
            | Entity::Instance(class)
            | Entity::Missing(class)
            | Entity::Bases(class) => {
                let is_object = !matches!(of, Entity::Class(_));
                let found = if matches!(of, Entity::Bases(_)) {
                    self.inherited(class, name, trace)
                } else {
                    self.member(class, name, trace)
                };
                let entity = match found {
                    Some(Found::Function(id)) => {
                        let function = self.function(id);
                        if is_object && function.is_some_and(|function| function.traits.is_property) {
                            trace.properties.push((id, class));
                            match self.call(Entity::Function(id), Some(class), trace, depth) {
                                // What the property gives is not known; that it ran is.
                                Entity::Unknown => Entity::Method(id, class),
                                found => found,
                            }
                        } else if is_object && !matches!(of, Entity::Bases(_)) {
                            Entity::Method(id, class)
                        } else if is_object {
                            Entity::Inherited(id, class)
                        } else {
                            Entity::Function(id)
                        }
                    }
                    Some(Found::Class(inner)) => Entity::Class(inner),
                    Some(Found::Values(file, path)) => {
                        let symbols = self.file(file).map(|here| here.table.get(&path)).unwrap_or_default();
                        if is_object {
                            let methods = self.methods_behind(file, &path);
                            trace.properties.extend(methods.map(|method| (method, class)));
                        }
                        match self.of_symbols(file, symbols, trace, depth) {
                            Entity::Value(_) => Entity::Unknown,
                            found => found,
                        }
                    }
                    // A library's base may have it; so may a class that nothing here knows.
                    Some(Found::External) if self.is_rust(class.file) => Entity::Missing(class),
                    Some(Found::External) => Entity::Unknown,
                    None if matches!(of, Entity::Bases(_)) => Entity::Missing(class),
                    None => Entity::Missing(class),
                };
                (entity, Some(class))
            }
            Entity::External => (Entity::External, None),
            Entity::Function(_)
            | Entity::Method(..)
            | Entity::Inherited(..)
            | Entity::Value(_)
            | Entity::Unknown => (Entity::Unknown, None),
        }
    }

    /// Whether a trait of Rust only asks for the method: those that implement it have it.
    fn is_signature(&self, class: ClassId, name: &str, trace: &mut Trace) -> bool {
        let Some(Found::Values(file, path)) = self.member(class, name, trace) else { return false };
        let Some(here) = self.file(file) else { return false };
        here.table.get(&path).iter().all(|&symbol| match symbol {
            // A field is never called so; its type says what it is.
            Symbol::Value(index) => here.facts.definitions[index as usize].value.is_empty(),
            _ => false,
        })
    }

    /// A member of the class or of what it inherits from.
    fn member(&self, class: ClassId, name: &str, trace: &mut Trace) -> Option<Found> {
        self.search(vec![class], name, trace)
    }

    fn inherited(&self, class: ClassId, name: &str, trace: &mut Trace) -> Option<Found> {
        let mut bases: Vec<ClassId> = Vec::new();
        let mut is_external = false;
        for base in self.bases(class) {
            match base {
                Base::Class(base) => bases.push(base),
                Base::Caller => is_external = true,
                Base::Passive => {}
            }
        }
        bases.reverse();
        self.search(bases, name, trace).or(is_external.then_some(Found::External))
    }

    fn search(&self, mut open: Vec<ClassId>, name: &str, trace: &mut Trace) -> Option<Found> {
        let mut seen: Vec<ClassId> = Vec::new();
        let mut is_external = false;
        while let Some(class) = open.pop() {
            if seen.contains(&class) || seen.len() > 64 {
                continue;
            }
            seen.push(class);
            if let Some(found) = self.own_member(class, name, trace) {
                return Some(found);
            }
            let mut bases: Vec<ClassId> = Vec::new();
            for base in self.bases(class) {
                match base {
                    Base::Class(base) => bases.push(base),
                    Base::Caller => is_external = true,
                    Base::Passive => {}
                }
            }
            open.extend(bases.into_iter().rev());
        }
        is_external.then_some(Found::External)
    }

    fn own_member(&self, class: ClassId, name: &str, trace: &mut Trace) -> Option<Found> {
        let here = self.file(class.file)?;
        trace.asked.insert(class.file);
        let path = format!("{}.{name}", here.facts.definitions.get(class.index as usize)?.path);
        let symbols = here.table.get(&path);
        for &symbol in symbols {
            match symbol {
                Symbol::Function(index) => return Some(Found::Function(FnId { file: class.file, index })),
                Symbol::Class(index) => return Some(Found::Class(ClassId { file: class.file, index })),
                Symbol::Value(_) => {}
            }
        }
        table::note(name);
        if let Some(&id) = self.extensions.methods(class, name).first() {
            trace.asked.insert(id.file);
            return Some(Found::Function(id));
        }
        (!symbols.is_empty()).then_some(Found::Values(class.file, path))
    }

    /// The methods of this name that other files than the class's own give it.
    pub(super) fn extending(&self, class: ClassId, name: &str) -> &'g [FnId] {
        table::note(name);
        self.extensions.methods(class, name)
    }

    /// The methods of the same class that a member of a class is made of.
    pub(super) fn methods_behind(&self, file: FileId, member: &str) -> impl Iterator<Item = FnId> + use<'g> {
        let here = self.file(file);
        let class = member.rsplit_once('.').map_or("", |(class, _)| class);
        let symbols = here.map(|here| here.table.get(member)).unwrap_or_default().iter();
        let values = symbols.filter_map(move |symbol| match symbol {
            Symbol::Value(index) => Some(&*here?.facts.definitions[*index as usize].value),
            _ => None,
        });
        let names: Vec<String> = values
            .filter_map(|value| value.strip_prefix("self.").map(|name| name.trim_end_matches("()")))
            .map(|name| format!("{class}.{name}"))
            .collect();
        names.into_iter().filter_map(move |name| {
            here?.table.get(&name).iter().find_map(|symbol| match symbol {
                Symbol::Function(index) => Some(FnId { file, index: *index }),
                _ => None,
            })
        })
    }

    fn is_rust(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.layout == Layout::Rust)
    }

    /// The bases of a class, those of its extensions included.
    pub(super) fn bases(&self, class: ClassId) -> impl Iterator<Item = Base> + '_ {
        let own = self.file(class.file).and_then(|file| file.hierarchy.bases.get(&class.index));
        own.into_iter().flatten().copied().chain(self.extensions.bases(class))
    }
}

/// A member of a class.
enum Found {
    Function(FnId),
    Class(ClassId),
    /// Attributes at this path of a file.
    Values(FileId, String),
    External,
}
