//! What the rules about packages say of Python.

use std::path::Path;

use rustc_hash::FxHashSet;
use thinktwice_engine::Engine;
use thinktwice_engine::facts::{FileFacts, Import};
use thinktwice_engine::finding::{Evidence, Finding};
use thinktwice_engine::rule::Rule;

use super::layout::Own;
use super::manifest::{self, Entry, Group, Kind, Manifest, Wanted, normalized};
use super::{LOOKALIKE, Project, Saying, State, UNDECLARED, UNKNOWN, View, WILDCARD, known, top_of};
use crate::workspace::names::stdlib;

/// Folders whose code is no part of what is shipped.
const BESIDE: [&str; 25] = [
    "extras",
    "docs",
    "doc",
    "examples",
    "example",
    "samples",
    "benchmarks",
    "benchmark",
    "bench",
    "scripts",
    "script",
    "tools",
    "tool",
    "ci",
    ".github",
    ".circleci",
    "notebooks",
    "playground",
    "sandbox",
    "docker",
    "contrib",
    "demos",
    "demo",
    "tests",
    "test",
];
/// Folders of texts about code.
const ABOUT: [&str; 2] = ["docs", "doc"];
/// Folders of tests and of what they work on.
const FOR_TESTS: [&str; 5] = ["tests", "test", "testing", "testdata", "fixtures"];
/// Files that tools run with packages of their own.
const FOR_TOOLS: [&str; 9] = [
    "setup.py",
    "conf.py",
    "noxfile.py",
    "tasks.py",
    "fabfile.py",
    "dodo.py",
    "conftest.py",
    "hatch_build.py",
    "build.py",
];
/// So many names are listed in one report.
const MOST_NAMED: usize = 3;

/// What is wrong with an import.
enum Trouble {
    /// It exists, and nothing declares it; with what brings it in, if anything does.
    Undeclared { distribution: String, because: Option<String> },
    /// It exists, is used little, and its name is nearly that of something else.
    Lookalike { like: String },
    /// Nothing of this name is known.
    Unknown,
}

/// What there is to say of the imports of a file.
pub(super) fn in_file(state: &State, path: &Path, facts: &FileFacts) -> Vec<Saying> {
    let view = state.view();
    let script = facts.script.as_deref().map(manifest::script);
    let asking = Asking { state, view, path, facts, script: script.as_ref() };
    let mut seen = FxHashSet::default();
    let mut said = Vec::new();
    let imports = facts.imports.iter().enumerate();
    for (number, import) in imports.filter(|(_, import)| !import.is_guarded && !import.path.starts_with('.'))
    {
        let top = top_of(&import.path);
        // Several distributions may share a top-level package.
        let asked = if is_shared(top) { &*import.path } else { top };
        if top.is_empty() || !seen.insert(asked) {
            continue;
        }
        // The disk is asked last: that takes dozens of looks.
        let Some(trouble) = asking.trouble(top, import).filter(|_| !asking.is_on_disk(top)) else { continue };
        let (rule, mut values) = words(top, trouble);
        values.push(("module", top.to_owned()));
        let home = asking.home().unwrap_or(Path::new(""));
        let topic = format!("{}:{asked}", home.display()).into();
        said.push(Saying { import: number, rule, topic, values });
    }
    said
}

/// The rule that speaks of it, with what it says.
fn words(top: &str, trouble: Trouble) -> (&'static str, Vec<(&'static str, String)>) {
    match trouble {
        Trouble::Unknown => {
            let name = normalized(top);
            let like = known::slip_of(&name).map(str::to_owned).or_else(|| known::nearest(&name));
            let nearest = if known::is_of_npm(&name) {
                Some("; npm has a package of this name".to_owned())
            } else {
                like.map(|like| format!("; did you mean `{like}`"))
            };
            let mut values = vec![("date", known::date().to_owned()), ("where", "imported".to_owned())];
            values.extend(nearest.map(|nearest| ("nearest", nearest)));
            (UNKNOWN, values)
        }
        Trouble::Lookalike { like } => (LOOKALIKE, vec![("like", like)]),
        Trouble::Undeclared { distribution, because } => {
            let mut values = vec![("distribution", distribution)];
            values.extend(because.map(|because| ("because", because)));
            (UNDECLARED, values)
        }
    }
}

struct Asking<'a> {
    state: &'a State,
    view: &'a View,
    path: &'a Path,
    facts: &'a FileFacts,
    script: Option<&'a Manifest>,
}

impl Asking<'_> {
    /// `None` where an import is accounted for, or cannot be judged.
    fn trouble(&self, top: &str, import: &Import) -> Option<Trouble> {
        let (path, name) = (&*import.path, normalized(top));
        // Type checkers bring `_typeshed` along.
        if stdlib::has(top)
            || top == "_typeshed"
            || self.is_own(top, &name)
            || self.is_declared(top, &name, path)
        {
            return None;
        }
        let environment = self.state.environment(self.path);
        let environment = environment.as_deref();
        let providers = known::providers(path);
        let installed = environment.is_some_and(|environment| environment.has(top));
        let installed_as = if installed {
            environment.map(|there| there.providers(top)).unwrap_or_default()
        } else {
            Vec::new()
        };
        if installed_as.iter().any(|distribution| self.declares(distribution)) {
            return None;
        }
        // Tests and documents make up packages to speak of, or make them when they run.
        let is_made_up = || self.facts.is_test || self.is_in(&ABOUT);
        let locked = self.locked_as(&name, providers);
        let is_real = installed || locked.is_some() || !providers.is_empty();
        if !is_real {
            if self.may_come_from_declared(&name) {
                return None;
            }
            let own = Some(name.as_str()).filter(|name| known::rank(name).is_some());
            let like = || known::popular_with(&joined(&name)).find(|like| resembles(like, &name));
            if let Some(like) = own.or_else(like) {
                return self.undeclared(import, like.to_owned(), None);
            }
            let variants = [
                format!("python-{name}"),
                format!("py{name}"),
                format!("{name}-python"),
                format!("py-{name}"),
            ];
            if !known::is_known(&name) && !variants.iter().any(|variant| known::is_known(variant)) {
                return if is_made_up() { None } else { Some(Trouble::Unknown) };
            }
            if is_made_up() {
                return None;
            }
            if known::is_of_npm(&name) {
                return Some(Trouble::Lookalike { like: format!("npm's `{name}`") });
            }
            if let Some(like) = known::slip_of(&name) {
                return Some(Trouble::Lookalike { like: format!("`{like}`") });
            }
        }
        // Of a short name that hardly anybody uses it is more likely that something else has it too.
        if !is_real && known::rank(&name).is_none() && !name.contains('-') {
            return None;
        }
        let distribution = installed_as.first().cloned().or(locked.clone());
        let distribution =
            distribution.or_else(|| providers.first().map(|&first| first.to_owned())).unwrap_or(name);
        let because = if installed {
            Some("it is installed because something else needs it".to_owned())
        } else {
            locked.map(|_| "the lock file has it because something else needs it".to_owned())
        };
        self.undeclared(import, distribution, because)
    }

    fn undeclared(&self, import: &Import, distribution: String, because: Option<String>) -> Option<Trouble> {
        // What is imported only when a function is called is often a matter of taste, or of luck.
        if import.is_late || !self.is_shipped_with_a_manifest() {
            return None;
        }
        Some(Trouble::Undeclared { distribution, because })
    }

    /// The folder of the nearest project around the file.
    fn home(&self) -> Option<&Path> {
        self.path.ancestors().skip(1).find(|folder| self.view.projects.contains_key(*folder))
    }

    /// The projects around the file.
    fn projects(&self) -> impl Iterator<Item = &Project> + Clone {
        self.view.around(self.path)
    }

    /// Whether the file lies in a folder of such a name, in its project.
    fn is_in(&self, names: &[&str]) -> bool {
        let inside = self.home().and_then(|home| self.path.strip_prefix(home).ok()).unwrap_or(self.path);
        inside.iter().filter_map(|part| part.to_str()).any(|part| names.contains(&part))
    }

    fn is_own(&self, top: &str, name: &str) -> bool {
        if self.view.own.contains(name) || ["_pb2", "_pb2_grpc"].iter().any(|end| top.ends_with(end)) {
            return true;
        }
        match self.view.layout.own(top, self.path) {
            Own::Yes => true,
            // A folder `integrations/redis` does not make `import redis` ours.
            Own::Inside => known::rank(name).is_none(),
            Own::No => false,
        }
    }

    /// A module that is no file of the workspace's index: compiled, generated, ignored.
    fn is_on_disk(&self, top: &str) -> bool {
        let Some(folder) = self.path.parent().filter(|folder| folder.is_absolute()) else { return false };
        let levels = self.projects().count().max(1) + 8;
        let mut left = levels;
        for above in folder.ancestors() {
            let is_there = |folder: &Path| {
                folder.join(top).is_dir()
                    || ["py", "pyi", "pyx", "pyd", "so", "c", "cpp", "rs"]
                        .iter()
                        .any(|end| folder.join(format!("{top}.{end}")).is_file())
            };
            if is_there(above)
                || is_there(&above.join("src"))
                || is_there(&above.join("vendor"))
                || is_there(&above.join("_vendor"))
            {
                return true;
            }
            left -= 1;
            if left == 0 || self.view.projects.contains_key(above) {
                return false;
            }
        }
        false
    }

    fn declares(&self, distribution: &str) -> bool {
        let in_script = self
            .script
            .is_some_and(|script| script.entries.iter().any(|entry| normalized(&entry.name) == distribution));
        in_script || self.projects().any(|project| project.declared.contains(distribution))
    }

    fn declared(&self) -> impl Iterator<Item = String> + '_ {
        let of_script =
            self.script.into_iter().flat_map(|script| &script.entries).map(|entry| normalized(&entry.name));
        of_script.chain(self.projects().flat_map(|project| project.declared.iter().cloned()))
    }

    fn is_declared(&self, top: &str, name: &str, import: &str) -> bool {
        self.declares(name)
            || known::providers(import)
                .iter()
                .chain(known::providers(top))
                .any(|provider| self.declares(provider))
            || self.declared().any(|distribution| resembles(&distribution, name))
    }

    fn locked_as(&self, name: &str, providers: &[&str]) -> Option<String> {
        let names = || std::iter::once(name).chain(providers.iter().copied());
        self.projects()
            .find_map(|project| names().find(|name| project.locked.contains(*name)).map(str::to_owned))
    }

    /// Whether something that is declared or locked, and of which nobody knows what it provides, may provide this.
    fn may_come_from_declared(&self, name: &str) -> bool {
        let plain = joined(name);
        let locked = self.projects().flat_map(|project| project.locked.iter().cloned());
        self.declared().chain(locked).any(|distribution| {
            let is_told = known::is_told(&distribution) || distribution.len() < 4;
            let shares = || {
                let words = distribution.split('-').filter(|word| word.len() > 3 && !is_common(word));
                words.into_iter().any(|word| plain.contains(word) || name.split('-').any(|own| own == word))
            };
            // What is used much is mostly imported by its own name, unless the name says what it is besides: `x-sdk-python`.
            let has_its_name = || {
                known::rank(&distribution).is_some()
                    && !distribution.split('-').any(|word| word == "sdk" || word == "python")
            };
            let is_private = self.view.has_other_index && !known::is_known(&distribution);
            is_private || !is_told && !has_its_name() && shares()
        })
    }

    /// Whether the file is a part of what a project with readable manifests ships.
    fn is_shipped_with_a_manifest(&self) -> bool {
        if self.facts.is_test {
            return false;
        }
        if self.script.is_some() {
            return true;
        }
        let Some(inside) = self.home().and_then(|home| self.path.strip_prefix(home).ok()) else {
            return false;
        };
        let is_beside = self.is_in(&BESIDE);
        let is_tool =
            inside.file_name().and_then(|name| name.to_str()).is_some_and(|name| FOR_TOOLS.contains(&name));
        let mut projects = self.projects();
        let has_manifest = projects.clone().any(|project| project.has_manifest);
        has_manifest
            && !is_beside
            && !is_tool
            && !projects.any(|project| project.is_open && project.has_manifest)
    }
}

/// Words that say nothing about whose a package is.
fn is_common(word: &str) -> bool {
    [
        "python", "client", "core", "tools", "tool", "utils", "util", "plugin", "library", "common", "stubs",
        "types", "extra", "extras", "sdk",
    ]
    .contains(&word)
}

/// Whether the distribution's name is that of the import with what authors put around it: `python-slugify`, `tensorflow-cpu`.
fn resembles(distribution: &str, name: &str) -> bool {
    let (whole, bare) = (joined(distribution), joined(name));
    // All that follows has the name in it.
    if !whole.contains(&bare) {
        return false;
    }
    if whole == bare || distribution.starts_with(&format!("{name}-")) {
        return true;
    }
    // `py-key-value-aio` for `key_value`: more than one word in a row is no accident.
    if name.contains('-') && format!("-{distribution}-").contains(&format!("-{name}-")) {
        return true;
    }
    let heads = ["python-", "py-", "py", "django-", "flask-", "pytest-", "lib", "types-"];
    let tails =
        ["-python", "-py", "py", "-sdk", "-client", "-api", "-core", "-lib", "-bin", "-binary", "ai", "-ai"];
    // `sgmllib3k`, `enum34`: for a version of the language, or of itself.
    let is_version = |tail: &str| tail.starts_with(|first: char| first.is_ascii_digit()) && tail.len() <= 3;
    let without_head = heads.iter().filter_map(|head| distribution.strip_prefix(head));
    let mut inner = without_head.chain([distribution]);
    inner.any(|inner| {
        let whole = joined(inner);
        whole == bare
            || bare.len() > 2 && whole.strip_prefix(&bare).is_some_and(is_version)
            || tails.iter().any(|tail| inner.strip_suffix(tail).is_some_and(|inner| joined(inner) == bare))
    })
}

/// The letters of a name without its hyphens.
fn joined(name: &str) -> String {
    name.replace('-', "")
}

/// Packages whose parts belong to different distributions.
fn is_shared(top: &str) -> bool {
    ["google", "azure", "zope", "jaraco", "opentelemetry", "backports", "sphinxcontrib", "ruamel", "airflow"]
        .contains(&top)
}

/// The findings in a manifest.
pub(super) fn in_manifest(state: &State, path: &Path, manifest: &Manifest, engine: &Engine) -> Vec<Finding> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    // Of a program only the names are read that look like packages; lists for a compiler of lists are no last word.
    let is_rough = extension == Some("py");
    if is_rough || !matches!(manifest.kind, Kind::Project | Kind::Requirements) {
        return Vec::new();
    }
    let view = state.view();
    // A whole project among tests is what they work on, and made up.
    let inside = path.strip_prefix(&view.top).unwrap_or(path);
    let is_input = inside.iter().filter_map(|part| part.to_str()).any(|part| FOR_TESTS.contains(&part));
    if is_input && manifest.kind == Kind::Project {
        return Vec::new();
    }
    let is_locked = |name: &str| view.around(path).any(|project| project.locked.contains(name));
    let has_lock = view.around(path).any(|project| !project.locked.is_empty());
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for entry in &manifest.entries {
        let name = normalized(&entry.name);
        let is_elsewhere =
            matches!(entry.wanted, Wanted::Elsewhere | Wanted::Branch) || view.own.contains(&name);
        if is_elsewhere || !seen.insert(name.clone()) {
            continue;
        }
        let about = |rule: &str, value: &dyn Fn(&str) -> Option<String>| {
            let rule = engine.rule(rule)?;
            let named = |key: &str| if key == "module" { Some(entry.name.clone()) } else { value(key) };
            Some(rule.finding(entry.span, String::new(), &named))
        };
        if !known::is_known(&name) {
            // A lock file was made by somebody who found it.
            let is_installed = || state.environment(path).is_some_and(|environment| environment.holds(&name));
            if !view.has_other_index && !is_locked(&name) && !is_installed() {
                // Of what is imported as `yaml` the name is another one.
                let provider = known::providers(&entry.name).first().copied();
                let nearest = provider.or_else(|| known::slip_of(&name)).map(str::to_owned);
                let nearest = nearest.or_else(|| known::nearest(&name));
                found.extend(about(UNKNOWN, &|key| match key {
                    "date" => Some(known::date().to_owned()),
                    "where" => Some("declared".to_owned()),
                    "nearest" => nearest.as_ref().map(|like| format!("; did you mean `{like}`")),
                    _ => None,
                }));
            }
        } else if let Some(like) = known::slip_of(&name) {
            found.extend(about(LOOKALIKE, &|key| (key == "like").then(|| format!("`{like}`"))));
        } else if known::is_of_npm(&name) {
            found.extend(about(LOOKALIKE, &|key| (key == "like").then(|| format!("npm's `{name}`"))));
        }
    }
    if !has_lock {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let is_beside = ["dev", "test", "doc", "lint", "ci", "build", "typing", "constraints"]
            .iter()
            .any(|word| stem.contains(word))
            || extension == Some("in")
            || path
                .strip_prefix(&view.top)
                .unwrap_or(path)
                .iter()
                .any(|part| part.to_str().is_some_and(|part| BESIDE.contains(&part)));
        let is_open = |entry: &&Entry| {
            entry.group == Group::Main
                && !is_beside
                && match entry.wanted {
                    Wanted::Nothing => manifest.kind == Kind::Requirements || is_application(manifest),
                    Wanted::Anything | Wanted::Branch => true,
                    Wanted::Bounded | Wanted::Elsewhere => false,
                }
        };
        let open: Vec<&Entry> = manifest.entries.iter().filter(is_open).collect();
        found.extend(engine.rule(WILDCARD).and_then(|rule| any_version(rule, &open)));
    }
    found
}

/// Whether the project is installed by itself and not needed by others: it has no name by which to ask for it.
fn is_application(manifest: &Manifest) -> bool {
    manifest.name.is_none()
}

/// One report for all entries that may be any version, on the first.
pub(super) fn any_version(rule: &std::sync::Arc<Rule>, open: &[&Entry]) -> Option<Finding> {
    let first = open.first()?;
    let said = |entry: &Entry| match entry.wanted {
        Wanted::Branch => "the newest commit of a branch",
        _ => "any version",
    };
    let others = match open.len() - 1 {
        0 => String::new(),
        1 => format!(", and so may `{}`", open[1].name),
        more => format!(", and so may {more} others"),
    };
    let value = |key: &str| match key {
        "name" => Some(first.name.clone()),
        "said" => Some(said(first).to_owned()),
        "others" => Some(others.clone()),
        _ => None,
    };
    let mut finding = rule.finding(first.span, String::new(), &value);
    finding.evidence = open[1..]
        .iter()
        .take(MOST_NAMED)
        .map(|entry| Evidence {
            text: format!("`{}`: {}", entry.name, said(entry)),
            place: Some((None, entry.span)),
        })
        .collect();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_named_after_their_import() {
        for (distribution, name) in [
            ("python-slugify", "slugify"),
            ("pyserial", "serial"),
            ("opencv-python", "opencv"),
            ("google-cloud-storage", "google"),
            ("smbus2", "smbus"),
        ] {
            assert!(resembles(distribution, name), "{distribution} {name}");
        }
        assert!(!resembles("requests", "request"));
        assert!(!resembles("redis", "rediscover"));
    }
}
