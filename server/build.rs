//! Embeds `queries/**` in the binary: a new rule folder appears without any other edit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("queries");
    // A folder in this list is watched as a whole, so new and removed files count as changes too.
    println!("cargo::rerun-if-changed=queries");
    let mut paths = Vec::new();
    collect(&root, &mut paths)?;
    paths.sort();
    let mut list = String::from("&[\n");
    for path in &paths {
        let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let _ = writeln!(list, "    ({name:?}, include_str!({:?})),", path.to_string_lossy());
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("queries.rs"), list)
}

/// The files that rules and languages are made of; notes such as README.md stay out of the binary.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.file_name().is_some_and(|name| name == "rule.md")
            || path.extension().is_some_and(|extension| extension == "scm" || extension == "toml")
        {
            paths.push(path);
        }
    }
    Ok(())
}
