//! `Cargo.toml` and `Cargo.lock`.

use toml::de::{DeTable, DeValue};

use super::{Ecosystem, Entry, Group, Kind, Manifest, Wanted, span, table_at, text_at, toml_table};

/// The tables that name dependencies.
const TABLES: [&str; 5] =
    ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"];

/// Reads a `Cargo.toml`.
pub(super) fn manifest(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Rust, Kind::Project) };
    manifest.name = text_at(&table, &["package", "name"]).map(str::to_owned);
    manifest.library = text_at(&table, &["lib", "name"]).map(str::to_owned);
    let edition = super::at(&table, &["package", "edition"]).map(|edition| edition.get_ref());
    // Before the edition of 2018 a path may begin with any name.
    manifest.is_dynamic = edition.is_none_or(|edition| edition.as_str() == Some("2015"));
    dependencies(&table, &mut manifest.entries);
    for target in table_at(&table, &["target"]).into_iter().flat_map(|targets| targets.values()) {
        if let Some(target) = target.get_ref().as_table() {
            dependencies(target, &mut manifest.entries);
        }
    }
    if let Some(workspace) = table_at(&table, &["workspace"]) {
        // What members may inherit is not needed by anyone before a member says so; its versions stand here.
        dependencies(workspace, &mut manifest.entries);
    }
    manifest
}

fn dependencies(table: &DeTable<'_>, entries: &mut Vec<Entry>) {
    for name in TABLES {
        let Some(wanted) = table_at(table, &[name]) else { continue };
        let group = if name == "dependencies" { Group::Main } else { Group::Other };
        for (key, value) in wanted {
            let package = value.get_ref().get("package").and_then(|package| package.get_ref().as_str());
            let alias = key.get_ref().to_string();
            entries.push(Entry {
                name: package.map_or_else(|| alias.clone(), str::to_owned),
                alias: Some(alias.replace('-', "_")),
                span: span(key.span()),
                group,
                wanted: wanted_versions(value.get_ref()),
            });
        }
    }
}

fn wanted_versions(value: &DeValue<'_>) -> Wanted {
    if let Some(version) = value.as_str() {
        return if version.trim() == "*" { Wanted::Anything } else { Wanted::Bounded };
    }
    let has = |key: &str| value.get(key).is_some();
    let version = value.get("version").and_then(|version| version.get_ref().as_str());
    if has("path") || has("workspace") {
        Wanted::Elsewhere
    } else if has("git") {
        if has("rev") || has("tag") { Wanted::Elsewhere } else { Wanted::Branch }
    } else {
        match version.map(str::trim) {
            Some("*") => Wanted::Anything,
            Some(_) => Wanted::Bounded,
            None => Wanted::Nothing,
        }
    }
}

/// Reads a `Cargo.lock`.
pub(super) fn lock(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Rust, Kind::Lock) };
    manifest.entries = super::python::locked(&table, "package");
    manifest
}
