//! Packages that are installed in a virtual environment of the workspace, read as files. Nothing is run.

use std::fs;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::manifest::normalized;

/// Folders in which environments are made.
const NAMES: [&str; 5] = [".venv", "venv", "env", ".env", "virtualenv"];

/// What is installed.
#[derive(Debug, Default)]
pub struct Environment {
    /// Folders of packages.
    places: Vec<PathBuf>,
    /// Normalised name -> the folder with what is known of it.
    distributions: FxHashMap<String, PathBuf>,
}

impl Environment {
    fn in_folders<'p>(folders: impl Iterator<Item = &'p Path>) -> Option<Environment> {
        let mut candidates = folders.flat_map(|folder| NAMES.map(|name| folder.join(name)));
        Environment::read(&candidates.find(|candidate| candidate.join("pyvenv.cfg").is_file())?)
    }

    /// The environment that lies nearest above a file, not above the outermost of the projects around it: what lies
    /// there is somebody else's.
    pub fn above<'p>(file: &Path, projects: impl Iterator<Item = &'p Path>) -> Option<Environment> {
        // A relative path is that of a file which is not on disk.
        let folder = file.parent().filter(|folder| folder.is_absolute())?;
        let top = projects.filter(|top| folder.starts_with(top)).min_by_key(|top| top.iter().count())?;
        Environment::in_folders(folder.ancestors().take_while(|above| above.starts_with(top)))
    }

    /// Reads an environment's folder.
    pub fn read(folder: &Path) -> Option<Environment> {
        let mut environment = Environment::default();
        for library in [folder.join("lib"), folder.join("lib64"), folder.join("Lib")] {
            let versions = fs::read_dir(&library).into_iter().flatten().flatten().map(|entry| entry.path());
            let places =
                versions.map(|version| version.join("site-packages")).chain([library.join("site-packages")]);
            environment.places.extend(places.filter(|place| place.is_dir()));
        }
        // `lib64` is another name of `lib` on most systems.
        environment.places.sort();
        environment.places.dedup_by_key(|place| place.canonicalize().ok());
        for place in &environment.places {
            for entry in fs::read_dir(place).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let Some(stem) = name
                    .to_str()
                    .and_then(|name| name.strip_suffix(".dist-info").or(name.strip_suffix(".egg-info")))
                else {
                    continue;
                };
                let distribution = stem.split('-').next().unwrap_or(stem);
                environment.distributions.insert(normalized(distribution), entry.path());
            }
        }
        (!environment.distributions.is_empty()).then_some(environment)
    }

    /// The file of a module, `a/b/__init__.py` or `a/b.py`.
    pub fn file(&self, module: &str) -> Option<PathBuf> {
        let relative: PathBuf = module.split('.').collect();
        self.places.iter().find_map(|place| {
            let folder = place.join(&relative);
            [folder.join("__init__.py"), folder.with_extension("py")].into_iter().find(|path| path.is_file())
        })
    }

    /// Whether a distribution of this normalised name is installed.
    pub fn holds(&self, distribution: &str) -> bool {
        self.distributions.contains_key(distribution)
    }

    /// Whether a top-level module is installed, whatever it is made of.
    pub fn has(&self, top: &str) -> bool {
        self.has_in("", top)
    }

    /// Whether a package has a module of this name, whatever it is made of.
    pub fn has_in(&self, package: &str, top: &str) -> bool {
        let inside: PathBuf = package.split('.').collect();
        self.places.iter().map(|place| place.join(&inside)).any(|place| {
            place.join(top).is_dir()
                || place.join(format!("{top}.py")).is_file()
                || fs::read_dir(&place).into_iter().flatten().flatten().any(|entry| {
                    let name = entry.file_name();
                    let name = name.to_str().unwrap_or_default();
                    name.split('.').next() == Some(top) && (name.ends_with(".so") || name.ends_with(".pyd"))
                })
        })
    }

    /// The distributions that provide a top-level module, by their own lists of files.
    pub fn providers(&self, top: &str) -> Vec<String> {
        let inside = format!("{top}/");
        let alone = [format!("{top}.py,"), format!("{top}.")];
        let provides = |folder: &Path| {
            let told = fs::read_to_string(folder.join("top_level.txt")).unwrap_or_default();
            if told.lines().any(|line| line.trim() == top) {
                return true;
            }
            let record = fs::read_to_string(folder.join("RECORD")).unwrap_or_default();
            record.lines().any(|line| {
                line.starts_with(&inside)
                    || line.starts_with(&alone[0])
                    || line.starts_with(&alone[1]) && (line.contains(".so,") || line.contains(".pyd,"))
            })
        };
        let mut found: Vec<String> = self
            .distributions
            .iter()
            .filter(|(_, folder)| provides(folder))
            .map(|(name, _)| name.clone())
            .collect();
        found.sort();
        found
    }
}
