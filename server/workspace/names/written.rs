//! Modules that are not there because something writes them: the build, a compiler, a generator. They hold anything.
//!
//! Asked only of names that would be told otherwise, so files are read here.

use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::State;
use crate::workspace::source;

/// What says which files version control passes by.
const IGNORED: &str = ".gitignore";
/// Files that say what a build compiles, in languages that are not read here or by a convention of extensions' authors.
const BUILDS: [&str; 3] = ["meson.build", "CMakeLists.txt", "setup_package.py"];
/// Files in the folders around code that may say of a module that something writes it.
pub const WRITERS: [&str; 4] = [IGNORED, BUILDS[0], BUILDS[1], BUILDS[2]];

/// Whether something writes a module of this name into a package's folder.
pub(super) fn is_written(state: &State, folder: &Path, name: &str) -> bool {
    // The compiler of protocol buffers.
    let is_protocol = ["_pb2", "_pb2_grpc"].iter().any(|end| name.ends_with(end));
    is_protocol || is_spoken_of(state, folder, name) || is_ignored(folder, name) || is_compiled(folder, name)
}

/// Whether a manifest above speaks of it.
fn is_spoken_of(state: &State, folder: &Path, name: &str) -> bool {
    let module = folder.join(name);
    folder.ancestors().any(|above| {
        let said = state.manifests.get(above).into_iter().flat_map(|manifests| manifests.values());
        said.flat_map(|said| &said.modules).any(|spoken| {
            // Some tools begin at the folder of packages (`src`), and a folder is written with what is in it.
            module.ends_with(spoken) || spoken.ancestors().any(|part| above.join(part) == module)
        })
    })
}

/// Whether version control is told to pass it by: then something makes it.
fn is_ignored(folder: &Path, name: &str) -> bool {
    let (module, package) = (folder.join(format!("{name}.py")), folder.join(name));
    for above in within_repository(folder) {
        let Some(list) = ignored_in(above) else { continue };
        let package = list.matched_path_or_any_parents(&package, true);
        let found = list.matched_path_or_any_parents(&module, false).or(package);
        match found {
            Match::None => {}
            found => return found.is_ignore(),
        }
    }
    false
}

/// What the `.gitignore` of a folder says.
fn ignored_in(folder: &Path) -> Option<Gitignore> {
    let text = text_of(&folder.join(IGNORED))?;
    let mut list = GitignoreBuilder::new(folder);
    for line in text.lines() {
        // A pattern that cannot be read says nothing.
        let _ = list.add_line(None, line);
    }
    list.build().ok()
}

/// Whether a build of compiled code names it.
fn is_compiled(folder: &Path, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    within_repository(folder)
        .flat_map(|above| BUILDS.map(|build| above.join(build)))
        .any(|build| text_of(&build).is_some_and(|text| text.split(|c| !is_word(c)).any(|word| word == name)))
}

fn text_of(path: &Path) -> Option<String> {
    path.is_file().then(|| source::read(path).ok()).flatten()
}

/// A folder and those above it, up to that of the repository.
fn within_repository(folder: &Path) -> impl Iterator<Item = &Path> {
    let is_on_disk = folder.is_absolute();
    let root = folder.ancestors().find(|above| is_on_disk && above.join(".git").exists());
    let is_inside = move |above: &&Path| root.is_none_or(|root| above.starts_with(root));
    folder.ancestors().take_while(is_inside).filter(move |_| is_on_disk)
}
