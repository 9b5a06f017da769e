//! The few facts of manifests that say where modules begin and what programs are called: Cargo.toml, pyproject.toml,
//! setup.cfg.

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

/// What runs when a program is called by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// The function at this path of a module.
    Function(String),
    /// `main` of this file.
    File(PathBuf),
}

#[derive(Clone, Debug, Default)]
struct Manifest {
    roots: Vec<CrateRoot>,
    programs: Vec<(String, Program)>,
    is_python_project: bool,
}

/// Names of the files that are read here.
pub(super) const NAMES: [&str; 4] = ["Cargo.toml", "pyproject.toml", "setup.cfg", "setup.py"];

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

    /// Whether a project of any kind begins in the folder.
    pub(super) fn is_project(&mut self, folder: &Path) -> bool {
        let manifest = self.of(folder);
        manifest.is_python_project || !manifest.roots.is_empty()
    }

    /// The programs that the manifests of the folder name.
    pub(super) fn programs(&mut self, folder: &Path) -> Vec<(String, Program)> {
        self.of(folder).programs.clone()
    }

    /// Whether a project of Python begins in the folder.
    pub(super) fn is_python_project(&mut self, folder: &Path) -> bool {
        self.of(folder).is_python_project
    }

    fn of(&mut self, folder: &Path) -> &Manifest {
        // A relative path is that of a file which is not on disk: what stands there is nobody's manifest.
        if !folder.is_absolute() {
            return const { &Manifest { roots: Vec::new(), programs: Vec::new(), is_python_project: false } };
        }
        self.by_folder.entry(folder.to_path_buf()).or_insert_with(|| {
            let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            let table = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
            let cargo = table(&read("Cargo.toml"));
            let mut programs = binaries(&cargo, folder);
            programs.extend(scripts(&table(&read("pyproject.toml"))));
            programs.extend(scripts_of_setup(&read("setup.cfg")));
            Manifest {
                roots: crate_roots(&cargo),
                programs,
                is_python_project: NAMES[1..].iter().any(|name| folder.join(name).is_file()),
            }
        })
    }
}

fn text_of(table: &toml::Table, key: &str) -> Option<String> {
    table.get(key).and_then(toml::Value::as_str).map(str::to_owned)
}

/// Binaries of a Cargo.toml: those it lists, and the package's own.
fn binaries(manifest: &toml::Table, folder: &Path) -> Vec<(String, Program)> {
    let mut found = Vec::new();
    let package = manifest.get("package").and_then(toml::Value::as_table);
    let Some(name) = package.and_then(|package| text_of(package, "name")) else { return found };
    for target in manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten() {
        let Some(target) = target.as_table() else { continue };
        let Some(own) = text_of(target, "name") else { continue };
        let path = text_of(target, "path").map(PathBuf::from).unwrap_or_else(|| match own == name {
            true => "src/main.rs".into(),
            false => format!("src/bin/{own}.rs").into(),
        });
        found.push((own, Program::File(folder.join(path))));
    }
    if !found.iter().any(|(known, _)| *known == name) {
        found.push((name, Program::File(folder.join("src/main.rs"))));
    }
    found
}

/// `[project.scripts]` and its like: `name = "package.module:function"`.
fn scripts(manifest: &toml::Table) -> Vec<(String, Program)> {
    let tables = [&["project", "scripts"][..], &["project", "gui-scripts"], &["tool", "poetry", "scripts"]];
    let mut found = Vec::new();
    for keys in tables {
        let mut table = Some(manifest);
        for key in keys {
            table = table.and_then(|table| table.get(*key)).and_then(toml::Value::as_table);
        }
        let entries = table.into_iter().flatten();
        found.extend(entries.filter_map(|(name, target)| Some((name.clone(), function(target.as_str()?)))));
    }
    found
}

/// `console_scripts` of a setup.cfg: indented lines `name = package.module:function`.
fn scripts_of_setup(text: &str) -> Vec<(String, Program)> {
    let lines = text.lines().skip_while(|line| !line.trim_start().starts_with("console_scripts")).skip(1);
    lines
        .take_while(|line| line.starts_with([' ', '\t']) || line.trim().is_empty())
        .filter_map(|line| line.split_once('='))
        .map(|(name, target)| (name.trim().to_owned(), function(target)))
        .collect()
}

fn function(target: &str) -> Program {
    let target = target.split('[').next().unwrap_or_default().trim();
    Program::Function(target.replace(':', "."))
}

/// The root files that a Cargo.toml names.
fn crate_roots(manifest: &toml::Table) -> Vec<CrateRoot> {
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

    fn table(text: &str) -> toml::Table {
        text.parse().unwrap()
    }

    #[test]
    fn a_library_may_have_a_name_and_a_place_of_its_own() {
        let roots = crate_roots(&table(
            "[package]\nname = \"my-tool\"\n[lib]\npath = \"server/lib.rs\"\n[[test]]\nname = \"it\"\npath = \"tests/it/main.rs\"\n",
        ));
        assert_eq!(roots[0].library.as_deref(), Some("my_tool"));
        assert_eq!(roots[0].path, Path::new("server/lib.rs"));
        assert_eq!(roots[1].path, Path::new("tests/it/main.rs"));
    }

    #[test]
    fn programs_are_what_the_manifests_call_them() {
        let cargo = table("[package]\nname = \"tool\"\n[[bin]]\nname = \"other\"\npath = \"x/o.rs\"\n");
        assert_eq!(
            binaries(&cargo, Path::new("/p")),
            [
                ("other".to_owned(), Program::File("/p/x/o.rs".into())),
                ("tool".to_owned(), Program::File("/p/src/main.rs".into())),
            ]
        );
        let python = table("[project.scripts]\nbill = \"shop.cli:main\"\n");
        assert_eq!(scripts(&python), [("bill".to_owned(), Program::Function("shop.cli.main".to_owned()))]);
        let setup = "[options.entry_points]\nconsole_scripts =\n    bill = shop.cli:main [extra]\n[metadata]\na = b\n";
        assert_eq!(scripts_of_setup(setup), scripts(&python));
    }
}
