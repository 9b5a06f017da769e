//! Python's manifests and lock files: `pyproject.toml` in its dialects, requirements, `setup.cfg`, `setup.py`,
//! `Pipfile`, conda's environments, tox, nox and hatch, and what uv, poetry, pdm, pipenv and pip lock.

use std::ops::Range;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Ecosystem, Entry, Group, Kind, Manifest, Wanted, at, span, table_at, text_at, toml_table};

/// Reads a `pyproject.toml`.
pub(super) fn pyproject(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Python, Kind::Project) };
    let poetry = ["tool", "poetry"];
    manifest.name = text_at(&table, &["project", "name"])
        .or(text_at(&table, &["tool", "poetry", "name"]))
        .map(str::to_owned);
    manifest.minimum_python = text_at(&table, &["project", "requires-python"])
        .or(text_at(&table, &["tool", "poetry", "dependencies", "python"]))
        .and_then(minimum_version);
    let entries = &mut manifest.entries;
    let list = |keys: &[&str], group: Group, entries: &mut Vec<Entry>| {
        requirement_list(at(&table, keys), group, entries);
    };
    let lists = |keys: &[&str], entries: &mut Vec<Entry>| {
        for value in table_at(&table, keys).into_iter().flat_map(|groups| groups.values()) {
            requirement_list(Some(value), Group::Other, entries);
        }
    };
    list(&["project", "dependencies"], Group::Main, entries);
    lists(&["project", "optional-dependencies"], entries);
    lists(&["dependency-groups"], entries);
    list(&["build-system", "requires"], Group::Other, entries);
    list(&["tool", "uv", "dev-dependencies"], Group::Other, entries);
    lists(&["tool", "pdm", "dev-dependencies"], entries);
    lists(&["tool", "flit", "metadata", "requires-extra"], entries);
    list(&["tool", "flit", "metadata", "requires"], Group::Main, entries);
    hatch_environments(table_at(&table, &["tool", "hatch", "envs"]), entries);
    poetry_table(table_at(&table, &[poetry[0], poetry[1], "dependencies"]), Group::Main, entries);
    poetry_table(table_at(&table, &[poetry[0], poetry[1], "dev-dependencies"]), Group::Other, entries);
    for group in table_at(&table, &["tool", "poetry", "group"]).into_iter().flat_map(|all| all.values()) {
        let wanted = group.get_ref().get("dependencies").and_then(|wanted| wanted.get_ref().as_table());
        poetry_table(wanted, Group::Other, entries);
    }
    for (key, source) in table_at(&table, &["tool", "uv", "sources"]).into_iter().flatten() {
        let name = super::normalized(key.get_ref());
        for entry in entries.iter_mut().filter(|entry| super::normalized(&entry.name) == name) {
            let has = |key: &str| source.get_ref().get(key).is_some();
            let is_open = has("git") && !has("rev") && !has("tag");
            entry.wanted = if is_open { Wanted::Branch } else { Wanted::Elsewhere };
        }
    }
    let has = |keys: &[&str]| at(&table, keys).is_some();
    manifest.has_other_index = has(&["tool", "uv", "index"])
        || has(&["tool", "uv", "index-url"])
        || has(&["tool", "uv", "extra-index-url"])
        || has(&["tool", "poetry", "source"])
        || has(&["tool", "pdm", "source"]);
    let dynamic = at(&table, &["project", "dynamic"]).and_then(|dynamic| dynamic.get_ref().as_array());
    manifest.is_dynamic = dynamic.is_some_and(|dynamic| {
        dynamic.iter().any(|what| {
            what.get_ref()
                .as_str()
                .is_some_and(|what| what == "dependencies" || what == "optional-dependencies")
        })
    });
    for (_, settings) in table_at(&table, &["tool"]).into_iter().flatten() {
        modules_in(settings.get_ref(), &mut manifest.modules);
    }
    let compiled = [("setuptools-rust", "target"), ("setuptools", "name")].iter().flat_map(|(tool, key)| {
        let all = at(&table, &["tool", *tool, "ext-modules"]).and_then(|all| all.get_ref().as_array());
        all.into_iter()
            .flat_map(|all| all.iter())
            .filter_map(|one| one.get_ref().get(*key)?.get_ref().as_str())
    });
    let compiled = compiled.chain(text_at(&table, &["tool", "maturin", "module-name"]));
    manifest.modules.extend(compiled.map(module_of_name));
    manifest
}

/// Reads a `hatch.toml`: what may stand below `tool.hatch` as well.
pub(super) fn hatch(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Python, Kind::Tool) };
    hatch_environments(table_at(&table, &["envs"]), &mut manifest.entries);
    for (_, settings) in &table {
        modules_in(settings.get_ref(), &mut manifest.modules);
    }
    manifest
}

fn hatch_environments(environments: Option<&DeTable<'_>>, entries: &mut Vec<Entry>) {
    for environment in environments.into_iter().flat_map(|all| all.values()) {
        for key in ["dependencies", "extra-dependencies"] {
            requirement_list(environment.get_ref().get(key), Group::Other, entries);
        }
    }
}

/// The files of Python that a tool is told of. There is a key for them in each tool that writes a version down
/// (`version-file`, `version_file`, `write_to`, `file`, `path`, a table whose keys are files), and those that check code are told
/// to pass by what is written: so whatever reads as such a file is one.
fn modules_in(value: &DeValue<'_>, modules: &mut Vec<PathBuf>) {
    if let Some(text) = value.as_str() {
        modules.extend(module_of_file(text));
    }
    for inner in value.as_array().into_iter().flat_map(|list| list.iter()) {
        modules_in(inner.get_ref(), modules);
    }
    for (key, inner) in value.as_table().into_iter().flatten() {
        modules.extend(module_of_file(key.get_ref()));
        modules_in(inner.get_ref(), modules);
    }
}

/// `src/a/_version.py`, `*/_version.py`: the module of that file.
fn module_of_file(text: &str) -> Option<PathBuf> {
    let path = text.strip_suffix(".py")?;
    let path = path.trim_start_matches("./").trim_start_matches(['*', '/']);
    let is_one = !path.is_empty() && !path.contains(['*', '?', '[', ' ', '\n']);
    is_one.then(|| PathBuf::from(path))
}

/// `a._native`, as a path.
fn module_of_name(name: &str) -> PathBuf {
    name.split('.').collect()
}

fn requirement_list(value: Option<&Spanned<DeValue<'_>>>, group: Group, entries: &mut Vec<Entry>) {
    for item in value.and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|list| list.iter()) {
        // A group may include another, which is read by itself.
        let Some(text) = item.get_ref().as_str() else { continue };
        entries.extend(requirement(text, item.span(), group));
    }
}

fn poetry_table(table: Option<&DeTable<'_>>, group: Group, entries: &mut Vec<Entry>) {
    for (key, value) in table.into_iter().flatten().filter(|(key, _)| key.get_ref() != "python") {
        let value = value.get_ref();
        // Several constraints for several surroundings: each has its own.
        let one = value.as_array().and_then(|all| all.iter().next()).map_or(value, |first| first.get_ref());
        let optional = one.get("optional").and_then(|optional| optional.get_ref().as_bool()) == Some(true);
        entries.push(Entry {
            name: key.get_ref().to_string(),
            alias: None,
            span: span(key.span()),
            group: if optional { Group::Other } else { group },
            wanted: poetry_versions(one),
        });
    }
}

fn poetry_versions(value: &DeValue<'_>) -> Wanted {
    let of_text = |text: &str| if text.trim() == "*" { Wanted::Anything } else { Wanted::Bounded };
    if let Some(text) = value.as_str() {
        return of_text(text);
    }
    let has = |key: &str| value.get(key).is_some();
    if has("git") {
        return if has("rev") || has("tag") || has("ref") { Wanted::Elsewhere } else { Wanted::Branch };
    }
    if has("path") || has("url") || has("file") || has("index") || has("source") {
        return Wanted::Elsewhere;
    }
    value.get("version").and_then(|version| version.get_ref().as_str()).map_or(Wanted::Nothing, of_text)
}

/// Reads `requirements.txt` and its like.
pub(super) fn requirements(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Requirements);
    let (mut is_continued, mut prose) = (false, 0);
    for (line, start) in lines(text) {
        let begins = !std::mem::replace(&mut is_continued, line.trim_end().ends_with('\\'));
        let said = line.split(" #").next().unwrap_or_default().trim();
        if !begins || said.is_empty() || said.starts_with('#') {
            continue;
        }
        if said.starts_with('-') {
            manifest.has_other_index |= ["-i ", "--index-url", "--extra-index-url", "-f ", "--find-links"]
                .iter()
                .any(|option| said.starts_with(option));
            if let Some(rest) = said.strip_prefix("-e ").or(said.strip_prefix("--editable ")) {
                manifest.entries.extend(named_in_address(rest, start..start + line.len()));
            }
            continue;
        }
        let at = start + line.len() - line.trim_start().len();
        let entry = requirement(said, at..at + said.len(), Group::Main);
        prose += usize::from(entry.is_none() && said.contains(' '));
        manifest.entries.extend(entry);
    }
    // A text about requirements, or constraints of another kind.
    if prose * 4 > manifest.entries.len() {
        manifest.entries.clear();
    }
    manifest
}

/// The name that an address ends in: `...#egg=name`.
fn named_in_address(address: &str, range: Range<usize>) -> Option<Entry> {
    let name = address.split("egg=").nth(1)?;
    let name = name.split(['&', '[', ' ']).next().unwrap_or_default();
    let wanted = if is_branch(address) { Wanted::Branch } else { Wanted::Elsewhere };
    Some(Entry { name: name.to_owned(), alias: None, span: span(range), group: Group::Main, wanted })
}

/// Whether the address is of a repository at no given commit or tag.
fn is_branch(address: &str) -> bool {
    let address = address.split('#').next().unwrap_or_default();
    let is_repository = address.contains("git+") || address.ends_with(".git");
    let version = address.rsplit('/').next().unwrap_or_default().split('@').nth(1);
    is_repository
        && version.is_none_or(|version| ["main", "master", "develop", "HEAD"].contains(&version.trim()))
}

/// One requirement as pip reads it: `name[extra] >= 1 ; marker`, `name @ address`.
fn requirement(text: &str, range: Range<usize>, group: Group) -> Option<Entry> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || rest.starts_with(':') {
        return named_in_address(text, range);
    }
    // `./folder`, `folder/wheel.whl`, `C:\wheels`
    if rest.starts_with(['/', '\\'])
        || name.ends_with(".whl")
        || name.ends_with(".gz")
        || rest.starts_with("+")
    {
        return named_in_address(text, range);
    }
    let mut rest = rest.trim_start();
    if rest.starts_with('[') {
        rest = rest.split_once(']').map_or("", |(_, rest)| rest).trim_start();
    }
    let wanted = if let Some(address) = rest.strip_prefix('@') {
        if is_branch(address) { Wanted::Branch } else { Wanted::Elsewhere }
    } else {
        let bound = rest.split(';').next().unwrap_or_default().trim().trim_matches(['(', ')']);
        let digits = |text: &str| text.trim().chars().all(|c| matches!(c, '0' | '.'));
        match bound {
            "" => Wanted::Nothing,
            "*" | "==*" | ">=*" => Wanted::Anything,
            _ if bound.strip_prefix(">=").is_some_and(digits) => Wanted::Anything,
            _ if bound.starts_with(['=', '<', '>', '~', '!']) => Wanted::Bounded,
            // Words that follow a word are prose.
            _ => return None,
        }
    };
    Some(Entry { name: name.to_owned(), alias: None, span: span(range), group, wanted })
}

/// Reads a `setup.cfg`.
pub(super) fn setup_cfg(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Project);
    for (section, key, value, range) in ini(text) {
        match (section, key) {
            ("metadata", "name") => manifest.name = Some(value.to_owned()),
            ("options", "python_requires") => manifest.minimum_python = minimum_version(value),
            ("options", "install_requires" | "setup_requires" | "tests_require")
            | ("options.extras_require", _) => {
                let group = if key == "install_requires" { Group::Main } else { Group::Other };
                if value.starts_with("file:") {
                    manifest.is_dynamic = true;
                } else {
                    manifest.entries.extend(requirement(value, range, group));
                }
            }
            _ => {}
        }
    }
    manifest
}

/// Reads a `tox.ini`.
pub(super) fn tox(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Tool);
    for (_, key, value, range) in ini(text) {
        if key == "deps" || key == "requires" {
            // `py38: pytest`
            let value = value.rsplit_once(": ").map_or(value, |(_, wanted)| wanted);
            manifest.entries.extend(requirement(value, range, Group::Other));
        }
    }
    manifest
}

/// The values of an INI file, one a line: section, key, value, where.
fn ini(text: &str) -> Vec<(&str, &str, &str, Range<usize>)> {
    let mut found = Vec::new();
    let (mut section, mut key) = ("", "");
    for (line, start) in lines(text) {
        let said = line.trim();
        if said.is_empty() || said.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = said.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            (section, key) = (name.trim(), "");
            continue;
        }
        let is_continued = line.starts_with([' ', '\t']);
        let value = if is_continued {
            said
        } else {
            let Some((name, value)) = said.split_once('=') else { continue };
            key = name.trim();
            value.trim()
        };
        if !value.is_empty() && !key.is_empty() {
            let at = value.as_ptr() as usize - text.as_ptr() as usize;
            debug_assert!(at >= start);
            found.push((section, key, value, at..at + value.len()));
        }
    }
    found
}

/// Reads a `setup.py`: the strings in it that read as requirements. It is a program, so that is all one can say
/// without running it.
pub(super) fn setup_py(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Project);
    let mut list: Option<Group> = None;
    let mut depth = 0i32;
    let named =
        ["install_requires", "extras_require", "tests_require", "setup_requires", "requires", "require"];
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    // `extras_require=extras`: what is handed on stands under a name of its own.
    let handed_on = named.iter().flat_map(|name| {
        text.split(name).skip(1).filter_map(move |rest| {
            let rest = rest.trim_start().strip_prefix('=')?.trim_start();
            let own = &rest[..rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())];
            (!own.is_empty()).then_some((own, *name))
        })
    });
    let handed_on: Vec<(&str, &str)> = handed_on.collect();
    for (line, start) in lines(text) {
        let said = line.trim();
        let is_of = |own: &str| {
            said.strip_prefix(own).is_some_and(|rest| rest.trim_start().starts_with(['=', '[', '+', '.']))
        };
        let handed_on = || handed_on.iter().find(|(own, _)| is_of(own)).map(|(_, name)| *name);
        if depth <= 0
            && let Some(name) = named.into_iter().find(|name| said.contains(name)).or_else(handed_on)
        {
            list = Some(if name == "install_requires" { Group::Main } else { Group::Other });
            depth = 0;
        }
        if let Some(group) = list {
            for (quoted, at) in strings(line) {
                manifest.entries.extend(requirement(quoted, start + at..start + at + quoted.len(), group));
            }
            let count = |brackets: &[char]| said.matches(brackets).count() as i32;
            depth += count(&['[', '{', '(']) - count(&[']', '}', ')']);
            if depth <= 0 {
                list = None;
            }
        }
        if let Some(rest) = said.split_once("python_requires").map(|(_, rest)| rest) {
            manifest.minimum_python = strings(rest).first().and_then(|(text, _)| minimum_version(text));
        }
        if let Some(rest) = said.strip_prefix("name=").or(said.strip_prefix("name =")) {
            manifest.name = strings(rest).first().map(|(name, _)| (*name).to_owned());
        }
    }
    // The files that it writes, and the extensions that it compiles.
    for (quoted, _) in text.lines().flat_map(strings) {
        let is_dotted = quoted.contains('.')
            && quoted.split('.').all(|part| !part.is_empty() && part.chars().all(is_word));
        let compiled = is_dotted.then(|| module_of_name(quoted));
        manifest.modules.extend(module_of_file(quoted).or(compiled));
    }
    // A list that is read from a file, or made by a function, cannot be known.
    manifest.is_dynamic =
        text.contains("open(") || text.contains("read_text") || text.contains("parse_requirements");
    manifest
}

/// Reads a `noxfile.py`: the strings in lines that install.
pub(super) fn noxfile(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Tool);
    for (line, start) in lines(text).filter(|(line, _)| line.contains("install(")) {
        for (quoted, at) in strings(line) {
            let range = start + at..start + at + quoted.len();
            manifest.entries.extend(requirement(quoted, range, Group::Other));
        }
    }
    manifest
}

/// The quoted texts on a line, with their places.
fn strings(line: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = line[at..].find(['"', '\'']).map(|open| at + open) {
        let quote = &line[open..=open];
        let Some(length) = line[open + 1..].find(quote) else { break };
        if length > 0 {
            found.push((&line[open + 1..open + 1 + length], open + 1));
        }
        at = open + length + 2;
    }
    found
}

/// Reads a `Pipfile`.
pub(super) fn pipfile(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Python, Kind::Project) };
    for (key, value) in &table {
        let group = if key.get_ref() == "packages" { Group::Main } else { Group::Other };
        // The tables that are no list of packages.
        if !["source", "requires", "scripts", "pipenv"].contains(&key.get_ref().as_ref()) {
            poetry_table(value.get_ref().as_table(), group, &mut manifest.entries);
        }
    }
    let version = text_at(&table, &["requires", "python_version"]);
    manifest.minimum_python = version.and_then(|version| minimum_version(&format!("=={version}")));
    let sources = at(&table, &["source"]).and_then(|sources| sources.get_ref().as_array());
    manifest.has_other_index = sources.is_some_and(|sources| sources.len() > 1);
    manifest
}

/// Reads a `Pipfile.lock`.
pub(super) fn pipfile_lock(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Lock);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(table) => {
            for group in ["default", "develop"] {
                for name in table
                    .get(group)
                    .and_then(|group| group.as_object())
                    .into_iter()
                    .flat_map(|all| all.keys())
                {
                    manifest.entries.push(locked_entry(name, 0..0));
                }
            }
        }
        Err(error) => manifest.problem = Some((error.line() as u32, error.to_string())),
    }
    manifest
}

/// Reads what uv, poetry and pdm lock, and `pylock.toml`.
pub(super) fn lock(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Python, Kind::Lock) };
    manifest.minimum_python = text_at(&table, &["requires-python"])
        .or(text_at(&table, &["metadata", "python-versions"]))
        .and_then(minimum_version);
    manifest.entries = locked(&table, "package");
    manifest.entries.extend(locked(&table, "packages"));
    manifest
}

/// The names in a list of locked packages.
pub(super) fn locked(table: &DeTable<'_>, key: &str) -> Vec<Entry> {
    let packages = at(table, &[key]).and_then(|packages| packages.get_ref().as_array());
    let packages = packages.into_iter().flat_map(|packages| packages.iter());
    packages
        .filter_map(|package| {
            let name = package.get_ref().get("name")?;
            Some(locked_entry(name.get_ref().as_str()?, name.span()))
        })
        .collect()
}

fn locked_entry(name: &str, range: Range<usize>) -> Entry {
    Entry {
        name: name.to_owned(),
        alias: None,
        span: span(range),
        group: Group::Other,
        wanted: Wanted::Bounded,
    }
}

/// Reads conda's `environment.yml`: the items of its lists.
pub(super) fn conda_environment(text: &str) -> Manifest {
    let mut manifest = Manifest::new(Ecosystem::Python, Kind::Requirements);
    // Conda's channels have other names than the index, and are no part of it.
    manifest.has_other_index = true;
    for (line, start) in lines(text) {
        let Some(said) = line.trim_start().strip_prefix("- ") else { continue };
        let said = said.trim().trim_matches(['"', '\'']);
        // `conda-forge::numpy=1.26=*`, and pip's own lines.
        let said = said.rsplit("::").next().unwrap_or(said);
        let name = said.split(['=', '<', '>', ' ', '[', '~', '!']).next().unwrap_or_default();
        if !name.is_empty() && name != "python" && !name.ends_with(':') && !name.contains('/') {
            manifest.entries.push(Entry {
                name: name.to_owned(),
                alias: None,
                span: span(start..start + line.len()),
                group: Group::Main,
                wanted: Wanted::Elsewhere,
            });
        }
    }
    manifest
}

/// What a script's own comments ask for: the TOML of `# /// script`.
pub(in crate::workspace) fn script(text: &str) -> Manifest {
    let (table, problem) = toml_table(text);
    let mut manifest = Manifest { problem, ..Manifest::new(Ecosystem::Python, Kind::Project) };
    manifest.minimum_python = text_at(&table, &["requires-python"]).and_then(minimum_version);
    requirement_list(at(&table, &["dependencies"]), Group::Main, &mut manifest.entries);
    manifest
}

/// The oldest version that a requirement on Python admits: `>=3.8,<4`, `^3.9`, `~=3.10`, `==3.11.*`, `3.12`.
fn minimum_version(text: &str) -> Option<(u8, u8)> {
    let alternatives = text.split("||").map(|alternative| {
        let bounds = alternative.split([',', ' ']).filter_map(|bound| {
            let bound = bound.trim();
            let number = bound.trim_start_matches(['>', '=', '^', '~', ' ']);
            let is_lower = !bound.starts_with(['<', '!']) && number.starts_with(|c: char| c.is_ascii_digit());
            let mut parts = number.split('.');
            let major = parts.next()?.parse().ok()?;
            let minor: u8 = parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0);
            // `>3.7` admits 3.7.1.
            is_lower.then_some((major, minor))
        });
        bounds.max()
    });
    alternatives.collect::<Option<Vec<_>>>()?.into_iter().min()
}

/// The lines of a text and where they start.
fn lines(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (line.trim_end_matches(['\n', '\r']), here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_as_pip_reads_them() {
        let read = |text: &str| requirement(text, 0..0, Group::Main).map(|entry| (entry.name, entry.wanted));
        let is = |name: &str, wanted| Some((name.to_owned(), wanted));
        assert_eq!(read("requests"), is("requests", Wanted::Nothing));
        assert_eq!(read("uvicorn[standard]>=0.2; python_version < '3.9'"), is("uvicorn", Wanted::Bounded));
        assert_eq!(read("Django (>=3)"), is("Django", Wanted::Bounded));
        assert_eq!(read("a >= 0"), is("a", Wanted::Anything));
        assert_eq!(read("a @ git+https://host/a.git@main"), is("a", Wanted::Branch));
        assert_eq!(read("a @ git+https://host/a.git@v1.2"), is("a", Wanted::Elsewhere));
        assert_eq!(read("git+https://host/a.git#egg=a"), is("a", Wanted::Branch));
        assert_eq!(read("./vendored/wheel.whl"), None);
        assert_eq!(read("these are words"), None);
    }

    #[test]
    fn the_oldest_python_that_a_bound_admits() {
        assert_eq!(minimum_version(">=3.8,<4"), Some((3, 8)));
        assert_eq!(minimum_version("^3.9"), Some((3, 9)));
        assert_eq!(minimum_version("==3.11.*"), Some((3, 11)));
        assert_eq!(minimum_version(">=3.8 || 3.6.*"), Some((3, 6)));
        assert_eq!(minimum_version("<4"), None);
    }

    #[test]
    fn lists_in_a_program() {
        let manifest = setup_py(
            "setup(\n  name='x',\n  install_requires=[\n    'requests>=2',\n    'attrs',\n  ],\n  python_requires='>=3.7',\n)\n",
        );
        let names: Vec<_> = manifest.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["requests", "attrs"]);
        assert_eq!((manifest.name.as_deref(), manifest.minimum_python), (Some("x"), Some((3, 7))));
    }

    #[test]
    fn lists_that_a_program_hands_on() {
        let manifest = setup_py(
            "extras = {\n  'rabbit': [\n    'pika>=1.0',\n  ],\n}\nextras['watch'] = ['watchdog']\nneeds = ['attrs']\n\
             words = ['regex']\n\nsetup(\n  install_requires=needs,\n  extras_require=extras,\n)\n",
        );
        let entries = manifest.entries.iter().map(|entry| (entry.name.as_str(), entry.group));
        let entries: Vec<_> = entries.collect();
        assert_eq!(
            entries,
            [
                ("rabbit", Group::Other),
                ("pika", Group::Other),
                ("watch", Group::Other),
                ("watchdog", Group::Other),
                ("attrs", Group::Main)
            ]
        );
    }

    #[test]
    fn a_broken_file_gives_what_can_be_read_and_one_problem() {
        let manifest =
            pyproject("[project]\nname = \"x\"\ndependencies = [\"requests\", \"attrs\"]\n[tool.\n");
        assert_eq!(manifest.entries.len(), 2);
        assert_eq!(manifest.problem.map(|(line, _)| line), Some(4));
    }
}
