//! Embeds `queries/**` and the tables of names in the binary, deflated: text is a tenth of it otherwise. A new rule
//! folder appears without any other edit.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Tables that are read when they are asked for the first time.
const TABLES: [&str; 4] = [
    "server/workspace/names/data/stdlib.txt",
    "server/workspace/packages/data/import-names.txt",
    "server/workspace/packages/data/npm-names.txt",
    "server/workspace/packages/data/popular-names.txt",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let queries = root.join("queries");
    // A folder in this list is watched as a whole, so new and removed files count as changes too.
    println!("cargo::rerun-if-changed=queries");
    let mut paths = Vec::new();
    collect(&queries, &mut paths)?;
    paths.sort();
    let mut all = String::new();
    for path in &paths {
        let name = path.strip_prefix(&queries).unwrap_or(path).to_string_lossy().replace('\\', "/");
        for part in [name, fs::read_to_string(path)?] {
            all.push_str(&part);
            all.push('\0');
        }
    }
    write(&out, "queries", &all)?;
    for table in TABLES {
        println!("cargo::rerun-if-changed={table}");
        let path = root.join(table);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        write(&out, &name, &fs::read_to_string(&path)?)?;
    }
    Ok(())
}

fn write(out: &Path, name: &str, text: &str) -> io::Result<()> {
    let deflated = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9);
    fs::write(out.join(format!("{name}.deflate")), deflated)
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
