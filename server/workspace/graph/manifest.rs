//! The few facts of Cargo.toml and pyproject.toml that say where modules begin.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

/// The root file of a crate.
#[derive(Clone, Debug)]
pub(super) struct CrateRoot {
    /// Relative to the manifest's folder.
    pub(super) path: PathBuf,
    /// Its name in code, if it is a library.
    pub(super) library: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Manifest {
    roots: Vec<CrateRoot>,
    is_python_project: bool,
}

/// Manifests by folder, read once.
#[derive(Debug, Default)]
pub(super) struct Manifests {
    by_folder: FxHashMap<PathBuf, Manifest>,
}

impl Manifests {
    /// Forgets what was read, so that it is read again.
    pub(super) fn forget(&mut self) {
        self.by_folder.clear();
    }

    /// The root files of the crates whose manifest stands in the folder.
    pub(super) fn crate_roots(&mut self, folder: &Path) -> Vec<CrateRoot> {
        self.of(folder).roots.clone()
    }

    /// Whether a project of Python begins in the folder.
    pub(super) fn is_python_project(&mut self, folder: &Path) -> bool {
        self.of(folder).is_python_project
    }

    fn of(&mut self, folder: &Path) -> &Manifest {
        // A relative path is that of a file which is not on disk: what stands there is nobody's manifest.
        if !folder.is_absolute() {
            return const { &Manifest { roots: Vec::new(), is_python_project: false } };
        }
        self.by_folder.entry(folder.to_path_buf()).or_insert_with(|| Manifest {
            roots: std::fs::read_to_string(folder.join("Cargo.toml"))
                .map(|text| crate_roots(&text))
                .unwrap_or_default(),
            is_python_project: ["pyproject.toml", "setup.py", "setup.cfg"]
                .iter()
                .any(|name| folder.join(name).is_file()),
        })
    }
}

/// Reads a Cargo.toml; what cannot be read says nothing.
fn crate_roots(text: &str) -> Vec<CrateRoot> {
    let Ok(manifest) = text.parse::<toml::Table>() else { return Vec::new() };
    let text_of =
        |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let package = manifest.get("package").and_then(toml::Value::as_table);
    let Some(name) = package.and_then(|package| text_of(package, "name")) else { return Vec::new() };
    let library = manifest.get("lib").and_then(toml::Value::as_table);
    let path =
        library.and_then(|library| text_of(library, "path")).unwrap_or_else(|| "src/lib.rs".to_owned());
    let library_name = library.and_then(|library| text_of(library, "name")).unwrap_or(name);
    let mut roots = vec![CrateRoot { path: path.into(), library: Some(library_name.replace('-', "_")) }];
    for kind in ["bin", "test", "example", "bench"] {
        for target in manifest.get(kind).and_then(toml::Value::as_array).into_iter().flatten() {
            if let Some(path) = target.as_table().and_then(|target| text_of(target, "path")) {
                roots.push(CrateRoot { path: path.into(), library: None });
            }
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_may_have_a_name_and_a_place_of_its_own() {
        let roots = crate_roots(
            "[package]\nname = \"my-tool\"\n[lib]\npath = \"server/lib.rs\"\n[[test]]\nname = \"it\"\npath = \"tests/it/main.rs\"\n",
        );
        assert_eq!(roots[0].library.as_deref(), Some("my_tool"));
        assert_eq!(roots[0].path, Path::new("server/lib.rs"));
        assert_eq!(roots[1].path, Path::new("tests/it/main.rs"));
    }
}
