//! The configuration: `thinktwice.toml`, or `[tool.thinktwice]` in `pyproject.toml`.
//!
//! One struct says what there is; the JSON schema and the names in messages come from it. A workspace is untrusted
//! input: patterns speak of paths inside it only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use thinktwice_engine::finding::Level;
use thinktwice_engine::rule::{Problem, Rule};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::clones::limits::Limits;

/// The file that is looked for first.
pub const FILE_NAME: &str = "thinktwice.toml";

/// What a project wants of thinktwice.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "thinktwice", deny_unknown_fields)]
pub struct Config {
    /// Which rules speak by themselves.
    pub profile: Profile,
    /// Only these rules and families, by name.
    pub select: Vec<String>,
    /// Not these rules and families, by name.
    pub ignore: Vec<String>,
    /// The change under review starts where this branch left this revision (`main`, `origin/main`); without one, at
    /// the last commit.
    pub base: Option<String>,
    /// How loud findings on lines are that are not in the change under review: in the editor, and in `check --diff`.
    pub old_code: OldCode,
    /// What a hover shows before anyone asks.
    pub explain: Explain,
    /// Whether what files gave is kept in the user's cache folder, so that the next start reads only what changed.
    pub cache: Switch,
    /// Files and folders that are not looked at, as patterns of `.gitignore`.
    pub exclude: Vec<String>,
    /// Rule name -> whether it speaks, or how loud.
    pub rules: BTreeMap<String, Setting>,
    /// Family name -> whether its rules speak, or how loud.
    pub families: BTreeMap<String, Setting>,
    /// From where on code counts as duplicated.
    pub duplicates: Limits,
    /// Other settings for some paths; the last one that fits wins.
    pub overrides: Vec<PathOverride>,
}

/// Settings for some paths.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PathOverride {
    /// The paths, as patterns of `.gitignore`, from the workspace's root.
    pub paths: Vec<String>,
    /// Not these rules and families there.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Rule name -> whether it speaks there, or how loud.
    #[serde(default)]
    pub rules: BTreeMap<String, Setting>,
    /// Family name -> whether its rules speak there, or how loud.
    #[serde(default)]
    pub families: BTreeMap<String, Setting>,
}

/// Which rules speak by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Every rule that is on.
    #[default]
    Default,
    /// Those on trial too.
    Strict,
    /// The families `security` and `dependencies`, those on trial too.
    Security,
}

/// What a hover shows before anyone asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Explain {
    /// What is here, the facts, the question, and when it is fine.
    #[default]
    AtOnce,
    /// What is here and the question; the rest is behind "Explain this".
    AskFirst,
}

/// Whether something is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are those of the configuration")]
pub enum Switch {
    #[default]
    On,
    Off,
}

/// How loud findings on old lines are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OldCode {
    /// They are hints.
    #[default]
    Quiet,
    /// As loud as on new lines.
    Loud,
}

/// Whether a rule speaks, or how loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are those of the configuration and of the levels")]
pub enum Setting {
    Off,
    On,
    Hint,
    Info,
    Warning,
    Error,
}

impl Setting {
    /// The level it asks for; `None` for a mere switch.
    pub fn level(self) -> Option<Level> {
        match self {
            Setting::Off | Setting::On => None,
            Setting::Hint => Some(Level::Hint),
            Setting::Info => Some(Level::Info),
            Setting::Warning => Some(Level::Warning),
            Setting::Error => Some(Level::Error),
        }
    }
}

#[derive(Deserialize)]
struct Pyproject {
    tool: Option<Tools>,
}

#[derive(Deserialize)]
struct Tools {
    thinktwice: Option<Config>,
}

/// The JSON schema of `thinktwice.toml`.
pub fn schema() -> Schema {
    schemars::schema_for!(Config)
}

/// The configuration file of a folder, if it has one.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let own = folder.join(FILE_NAME);
    if own.is_file() {
        return Some(own);
    }
    let shared = folder.join("pyproject.toml");
    // A broken pyproject.toml that mentions us is ours to complain about; any other is not.
    let mentions_us = |text: &str| text.contains("tool.thinktwice");
    fs::read_to_string(&shared).is_ok_and(|text| mentions_us(&text)).then_some(shared)
}

impl Config {
    /// Reads a configuration file. Names are checked against `rules`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(path: &Path, rules: &[impl AsRef<Rule>]) -> Result<Config, Vec<Problem>> {
        let origin = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_string(),
                io::ErrorKind::InvalidData => "not UTF-8: save it as UTF-8".to_string(),
                _ => format!("cannot be read: {error}"),
            };
            vec![Problem::new(&origin, message)]
        })?;
        let is_shared = path.file_name().is_some_and(|name| name == "pyproject.toml");
        Config::parse(&origin, text.trim_start_matches('\u{feff}'), is_shared, rules)
    }

    /// Lays what an editor says over this: keys that are there take the place of these, names of rules and families
    /// and patterns are added. Says what is wrong; nothing is taken over then.
    pub fn merge(&mut self, said: &serde_json::Value, rules: &[impl AsRef<Rule>]) -> Vec<Problem> {
        let origin = "editor settings";
        let Some(keys) = said.as_object().filter(|keys| !keys.is_empty()) else { return Vec::new() };
        // By way of TOML the same check names keys, rules and families that do not exist.
        let parsed = toml::to_string(&without_null(said))
            .map_err(|error| vec![Problem::new(origin, error.to_string())]);
        let over = match parsed.and_then(|text| Config::parse(origin, &text, false, rules)) {
            Ok(over) => over,
            Err(problems) => {
                return problems.into_iter().map(|problem| Problem { line: None, ..problem }).collect();
            }
        };
        if keys.contains_key("profile") {
            self.profile = over.profile;
        }
        if keys.contains_key("duplicates") {
            self.duplicates = over.duplicates;
        }
        if keys.contains_key("old-code") {
            self.old_code = over.old_code;
        }
        if keys.contains_key("explain") {
            self.explain = over.explain;
        }
        if keys.contains_key("cache") {
            self.cache = over.cache;
        }
        self.base = over.base.or(self.base.take());
        if !over.select.is_empty() {
            self.select = over.select;
        }
        self.ignore.extend(over.ignore);
        self.exclude.extend(over.exclude);
        self.rules.extend(over.rules);
        self.families.extend(over.families);
        self.overrides.extend(over.overrides);
        Vec::new()
    }

    /// Reads the text of a configuration file; `is_shared` says that it is a `pyproject.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(
        origin: &str,
        text: &str,
        is_shared: bool,
        rules: &[impl AsRef<Rule>],
    ) -> Result<Config, Vec<Problem>> {
        let problem_of = |error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            vec![Problem::new(origin, error.message().replace('\n', " ")).at(line_at(text, start))]
        };
        let document = DeTable::parse(text).map_err(problem_of)?.into_inner();
        let table = if is_shared {
            let tool = document.get("tool").and_then(|tool| tool.get_ref().get("thinktwice"));
            let Some(table) = tool.and_then(|own| own.get_ref().as_table()) else {
                return Ok(Config::default());
            };
            table
        } else {
            &document
        };
        let mut check = Check { origin, text, names: Names::new(rules), problems: Vec::new() };
        let schema = schema();
        check.keys(table, schema.as_value(), schema.as_value());
        check.names_and_paths(table);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        if is_shared {
            let shared: Pyproject = toml::from_str(text).map_err(problem_of)?;
            Ok(shared.tool.and_then(|tools| tools.thinktwice).unwrap_or_default())
        } else {
            toml::from_str(text).map_err(problem_of)
        }
    }
}

/// The names of rules and families that a text may use.
pub struct Names {
    rules: Vec<String>,
    families: Vec<String>,
}

impl Names {
    /// The names in a set of rules.
    pub fn new(rules: &[impl AsRef<Rule>]) -> Names {
        let mut families: Vec<String> = rules.iter().map(|rule| rule.as_ref().family.clone()).collect();
        families.sort();
        families.dedup();
        Names { rules: rules.iter().map(|rule| rule.as_ref().name.clone()).collect(), families }
    }

    /// What is wrong with a name that should be a rule's or a family's.
    pub fn fault(&self, name: &str) -> Option<String> {
        fault("rule or family", name, self.rules.iter().chain(&self.families).map(String::as_str))
    }

    /// The rule name most like this one.
    pub fn nearest_rule(&self, name: &str) -> Option<&str> {
        nearest(name, self.rules.iter().map(String::as_str))
    }
}

struct Check<'t> {
    origin: &'t str,
    text: &'t str,
    names: Names,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, start: usize, message: String) {
        self.problems.push(Problem::new(self.origin, message).at(line_at(self.text, start)));
    }

    /// Reports keys that the schema does not have, also in tables within.
    fn keys(&mut self, table: &DeTable<'_>, schema: &serde_json::Value, root: &serde_json::Value) {
        let Some(properties) = schema.get("properties").and_then(|properties| properties.as_object()) else {
            return;
        };
        for (key, value) in table {
            let Some(known) = properties.get(key.get_ref().as_ref()) else {
                if let Some(message) = fault("key", key.get_ref(), properties.keys().map(String::as_str)) {
                    self.report(key.span().start, message);
                }
                continue;
            };
            if let (Some(items), Some(item_schema)) = (value.get_ref().as_array(), known.get("items")) {
                for item in items.iter().filter_map(|item| item.get_ref().as_table()) {
                    self.keys(item, resolve(item_schema, root), root);
                }
            }
        }
    }

    fn names_and_paths(&mut self, table: &DeTable<'_>) {
        for key in ["select", "ignore"] {
            for name in texts(table, key) {
                let fault = name.get_ref().as_str().and_then(|text| self.names.fault(text));
                fault.into_iter().for_each(|message| self.report(name.span().start, message));
            }
        }
        for (key, what) in [("rules", "rule"), ("families", "family")] {
            let Some(names) = table.get(key).and_then(|value| value.get_ref().as_table()) else { continue };
            for name in names.keys() {
                let known = if what == "rule" { &self.names.rules } else { &self.names.families };
                let fault = fault(what, name.get_ref(), known.iter().map(String::as_str));
                fault.into_iter().for_each(|message| self.report(name.span().start, message));
            }
        }
        for key in ["exclude", "paths"] {
            for pattern in texts(table, key) {
                let leaves = pattern.get_ref().as_str().filter(|text| leaves_workspace(text));
                if let Some(text) = leaves {
                    self.report(
                        pattern.span().start,
                        format!("`{text}` leads out of the workspace: name paths inside it"),
                    );
                }
            }
        }
        for item in texts(table, "overrides").filter_map(|item| item.get_ref().as_table()) {
            self.names_and_paths(item);
        }
    }
}

/// An editor sends null for what it has no setting for.
fn without_null(said: &serde_json::Value) -> serde_json::Value {
    let Some(keys) = said.as_object() else { return said.clone() };
    keys.iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn texts<'t>(table: &'t DeTable<'t>, key: &str) -> impl Iterator<Item = &'t Spanned<DeValue<'t>>> {
    table.get(key).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|array| array.iter())
}

fn resolve<'s>(schema: &'s serde_json::Value, root: &'s serde_json::Value) -> &'s serde_json::Value {
    let target = schema.get("$ref").and_then(|name| name.as_str()).and_then(|name| name.strip_prefix('#'));
    target.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// Whether a path, or a pattern of paths, leads out of the folder it is meant for.
pub fn leaves_workspace(path: &str) -> bool {
    let path = path.strip_prefix('!').unwrap_or(path);
    // A leading slash anchors a pattern at the root, as in .gitignore; a drive or a home folder does not.
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    has_drive
        || path.starts_with('~')
        || path.starts_with("//")
        || path.split(['/', '\\']).any(|part| part == "..")
}

fn fault<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
    if known.clone().any(|other| other == name) {
        return None;
    }
    Some(match nearest(name, known) {
        Some(nearest) => format!("there is no {what} `{name}`; the nearest is `{nearest}`"),
        None => format!("there is no {what} `{name}`"),
    })
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    known.max_by(|left, right| likeness(left).total_cmp(&likeness(right)))
}

fn line_at(text: &str, start: usize) -> u32 {
    text.as_bytes().iter().take(start).filter(|&&byte| byte == b'\n').count() as u32 + 1
}
