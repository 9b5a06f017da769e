//! Where modules live: the folders of the workspace as a tree, and what a module path means from a file.
//!
//! This is the one place that knows how languages lay out modules: `__init__.py` and search roots in Python, crates,
//! `mod.rs` and `lib.rs` in Rust.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::FileId;
use super::manifest::{Manifests, Program};

/// How the modules of a file's language are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Packages below search roots; imports run modules.
    Python,
    /// Crates with a root file each.
    Rust,
}

impl Layout {
    /// The layout for files of this name.
    pub(super) fn of(path: &Path) -> Option<Layout> {
        match path.extension()?.to_str()? {
            "py" | "pyi" | "pyw" => Some(Layout::Python),
            "rs" => Some(Layout::Rust),
            _ => None,
        }
    }

    /// A file of this stem speaks for its folder.
    fn is_folder_file(self, stem: &str) -> bool {
        match self {
            Layout::Python => stem == "__init__",
            Layout::Rust => matches!(stem, "mod" | "lib" | "main"),
        }
    }
}

/// A folder, or a module beside it of the same name.
pub(super) type PlaceId = u32;

#[derive(Debug, Default)]
struct Place {
    parent: Option<PlaceId>,
    children: FxHashMap<Box<str>, PlaceId>,
    files: Vec<(Layout, FileId)>,
    /// The folder of a crate's root file.
    is_crate: bool,
    /// A file of Python stands here or below.
    has_python: bool,
    has_package_file: bool,
}

/// The tree of all folders with files.
#[derive(Debug)]
pub(super) struct Places {
    nodes: Vec<Place>,
    of_file: FxHashMap<FileId, PlaceId>,
    /// Crate name -> folder of its library's root file.
    crates: FxHashMap<String, PlaceId>,
    /// Folders that stand beside a manifest of Python.
    python_roots: Vec<PlaceId>,
    /// What runs when a program is called by its name.
    programs: FxHashMap<String, Program>,
}

/// Folders below a project's root that hold its packages.
const SOURCE_FOLDERS: [&str; 4] = ["src", "lib", "python", "source"];
/// Folders of which each file is a crate of its own.
const FOLDERS_OF_CRATES: [&str; 5] = ["tests", "examples", "benches", "bin", "fuzz_targets"];

impl Places {
    /// The tree of these files.
    pub(super) fn new<'p>(
        files: impl Iterator<Item = (FileId, &'p Path)> + Clone,
        manifests: &mut Manifests,
    ) -> Places {
        let mut places = Places {
            nodes: vec![Place::default()],
            of_file: FxHashMap::default(),
            crates: FxHashMap::default(),
            python_roots: Vec::new(),
            programs: FxHashMap::default(),
        };
        let mut folders: FxHashMap<PathBuf, PlaceId> = FxHashMap::default();
        for (file, path) in files.clone() {
            let Some(layout) = Layout::of(path) else { continue };
            let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str()))
            else {
                continue;
            };
            let at = match folders.get(folder) {
                Some(&at) => at,
                None => {
                    let at = places.folder(folder);
                    folders.insert(folder.to_path_buf(), at);
                    at
                }
            };
            let place = if layout.is_folder_file(stem) { at } else { places.child_or_new(at, stem) };
            places.nodes[place as usize].files.push((layout, file));
            places.of_file.insert(file, place);
            match layout {
                Layout::Rust => places.nodes[at as usize].is_crate |= matches!(stem, "lib" | "main"),
                Layout::Python => {
                    places.nodes[place as usize].has_package_file |= stem == "__init__";
                    let mut above = Some(place);
                    while let Some(node) = above.filter(|&node| !places.nodes[node as usize].has_python) {
                        places.nodes[node as usize].has_python = true;
                        above = places.nodes[node as usize].parent;
                    }
                }
            }
        }
        places.read_manifests(&folders, manifests);
        places.mark_lone_crates(files);
        places
    }

    fn folder(&mut self, path: &Path) -> PlaceId {
        let mut at = 0;
        for component in path.components() {
            at = self.child_or_new(at, &component.as_os_str().to_string_lossy());
        }
        at
    }

    fn child_or_new(&mut self, parent: PlaceId, name: &str) -> PlaceId {
        if let Some(&child) = self.nodes[parent as usize].children.get(name) {
            return child;
        }
        let child = self.nodes.len() as PlaceId;
        self.nodes.push(Place { parent: Some(parent), ..Place::default() });
        self.nodes[parent as usize].children.insert(name.into(), child);
        child
    }

    fn read_manifests(&mut self, folders: &FxHashMap<PathBuf, PlaceId>, manifests: &mut Manifests) {
        let mut above: Vec<&Path> = folders.keys().flat_map(|folder| folder.ancestors()).collect();
        above.sort_unstable();
        above.dedup();
        for folder in above {
            for root in manifests.crate_roots(folder) {
                let Some(inside) = root.path.parent().map(|inside| folder.join(inside)) else { continue };
                if let Some(&place) = folders.get(&inside) {
                    self.nodes[place as usize].is_crate = true;
                    if let Some(name) = root.library {
                        self.crates.insert(name, place);
                    }
                }
            }
            self.programs.extend(manifests.programs(folder));
            if manifests.is_python_project(folder)
                && let Some(place) = self.find_folder(folder)
            {
                self.python_roots.push(place);
            }
        }
        // Without a manifest a library has the name of the folder around its sources.
        for (folder, &place) in folders {
            let is_library =
                self.nodes[place as usize].is_crate && folder.file_name().is_some_and(|name| name == "src");
            if is_library
                && !self.crates.values().any(|&known| known == place)
                && let Some(name) = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str())
            {
                self.crates.entry(name.replace('-', "_")).or_insert(place);
            }
        }
    }

    fn find_folder(&self, path: &Path) -> Option<PlaceId> {
        let mut at = 0;
        for component in path.components() {
            at = *self.nodes[at as usize].children.get(&*component.as_os_str().to_string_lossy())?;
        }
        Some(at)
    }

    /// Files outside of any crate's folder: each folder of such files counts as one.
    fn mark_lone_crates<'p>(&mut self, files: impl Iterator<Item = (FileId, &'p Path)>) {
        for (file, path) in files {
            if Layout::of(path) != Some(Layout::Rust) {
                continue;
            }
            let Some(&place) = self.of_file.get(&file) else { continue };
            let folder_name =
                path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
            let is_alone = self.crate_of(place).is_none();
            let inside_sources = self.crate_of(place).is_some() && folder_name != "bin";
            if (is_alone || FOLDERS_OF_CRATES.contains(&folder_name) && !inside_sources)
                && path.file_stem().is_some_and(|stem| stem != "mod")
                && let Some(parent) = self.nodes[place as usize].parent
            {
                self.nodes[parent as usize].is_crate = true;
            }
        }
    }

    /// The place of a file.
    pub(super) fn of(&self, file: FileId) -> Option<PlaceId> {
        self.of_file.get(&file).copied()
    }

    /// The files that make up the module here.
    pub(super) fn files(&self, place: PlaceId, layout: Layout) -> impl Iterator<Item = FileId> + '_ {
        self.nodes[place as usize]
            .files
            .iter()
            .filter(move |(known, _)| *known == layout)
            .map(|&(_, file)| file)
    }

    /// The module of this name inside the one here.
    pub(super) fn child(&self, place: PlaceId, name: &str) -> Option<PlaceId> {
        self.nodes[place as usize].children.get(name).copied()
    }

    /// The files of fixtures that tests here have: those of `conftest` of each folder around them.
    pub(super) fn conftests(&self, place: PlaceId) -> impl Iterator<Item = FileId> + '_ {
        let folders = std::iter::successors(Some(place), |&folder| self.parent(folder));
        let shared = folders.filter_map(|folder| self.child(folder, "conftest"));
        shared.flat_map(|shared| self.files(shared, Layout::Python))
    }

    /// The module around the one here.
    pub(super) fn parent(&self, place: PlaceId) -> Option<PlaceId> {
        self.nodes[place as usize].parent
    }

    /// The folder of the root file of the crate around a place.
    pub(super) fn crate_of(&self, place: PlaceId) -> Option<PlaceId> {
        let mut at = Some(place);
        while let Some(node) = at {
            if self.nodes[node as usize].is_crate {
                return Some(node);
            }
            at = self.nodes[node as usize].parent;
        }
        None
    }

    /// A library of the workspace by its name in code.
    pub(super) fn library(&self, name: &str) -> Option<PlaceId> {
        self.crates.get(name).copied()
    }

    /// What runs when the program is called by its name.
    pub(super) fn program(&self, name: &str) -> Option<&Program> {
        self.programs.get(name)
    }

    /// Packages around a module, itself included: importing it runs them all.
    pub(super) fn packages_around(&self, place: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        std::iter::successors(Some(place), |&node| {
            self.parent(node).filter(|&parent| self.nodes[parent as usize].has_package_file)
        })
    }

    /// What a relative import begins at: one dot is the package of the file.
    pub(super) fn above(&self, file: FileId, dots: usize) -> Option<PlaceId> {
        let place = self.of(file)?;
        let is_package = self.nodes[place as usize].has_package_file
            && self.nodes[place as usize].files.iter().any(|&(_, known)| known == file);
        let mut at = place;
        for _ in usize::from(is_package)..dots {
            at = self.parent(at)?;
        }
        Some(at)
    }

    /// The top-level module or package `name` as an import in the file finds it: below a search root around the
    /// file, below a source folder there, or below the root of another project of the workspace.
    pub(super) fn top_level(&self, file: FileId, name: &str) -> Option<PlaceId> {
        let place = self.of(file)?;
        let mut folder =
            if self.nodes[place as usize].has_package_file { Some(place) } else { self.parent(place) };
        while let Some(root) = folder {
            let node = &self.nodes[root as usize];
            // Modules of a package are not found by their bare names, but scripts beside each other are.
            if !node.has_package_file
                && let Some(found) = self.below_root(root, name)
            {
                return Some(found);
            }
            folder = node.parent;
        }
        self.python_roots.iter().find_map(|&root| self.below_root(root, name))
    }

    fn below_root(&self, root: PlaceId, name: &str) -> Option<PlaceId> {
        let sources = SOURCE_FOLDERS.iter().filter_map(|folder| self.child(root, folder));
        std::iter::once(root).chain(sources).find_map(|root| self.python_child(root, name))
    }

    fn python_child(&self, root: PlaceId, name: &str) -> Option<PlaceId> {
        self.child(root, name).filter(|&child| self.nodes[child as usize].has_python)
    }
}
