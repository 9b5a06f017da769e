//! The configuration made ready: for each file, which rules run and how loud they are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::finding::Level;
use thinktwice_engine::rule::{Problem, Rule, Status};
use thinktwice_engine::{Engine, RuleSelection};

use super::catalogue::USER_FAMILY;
use super::clones::limits::Limits;
use super::config::{Config, Names, Profile, Setting};

/// What the command line says over the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Overrides {
    /// Only these rules and families; in place of the configuration's list if there are any.
    pub select: Vec<String>,
    /// Not these, besides those of the configuration.
    pub ignore: Vec<String>,
    /// In place of the configuration's profile.
    pub profile: Option<Profile>,
    /// Rules that speak of changed code only speak of all code.
    pub all: bool,
}

/// The settings of one root.
#[derive(Debug)]
pub struct Settings {
    root: PathBuf,
    engine: Arc<Engine>,
    /// One list for the whole root, then one for each override of paths.
    layers: Vec<Layer>,
    exclude: Gitignore,
    duplicates: Limits,
    /// Made once for each set of overrides that fits a path.
    by_layers: DashMap<Vec<usize>, Arc<PathSettings>>,
}

#[derive(Debug)]
struct Layer {
    paths: Option<Gitignore>,
    /// By the rule's name.
    settings: FxHashMap<String, Setting>,
}

/// The settings of files that the same overrides fit.
#[derive(Debug)]
pub struct PathSettings {
    /// Which rules run.
    pub selection: RuleSelection,
    levels: FxHashMap<String, Level>,
    on: FxHashSet<String>,
}

impl Settings {
    /// Makes a configuration ready for the files below `root`.
    pub fn new(
        root: &Path,
        config: &Config,
        overrides: &Overrides,
        engine: Arc<Engine>,
    ) -> (Settings, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut patterns = |texts: &[String]| {
            let mut builder = GitignoreBuilder::new(root);
            for text in texts {
                if let Err(error) = builder.add_line(None, text) {
                    let message = format!("the pattern `{text}` is not understood: {error}");
                    problems.push(Problem::new(root.display().to_string(), message));
                }
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        let exclude = patterns(&config.exclude);
        let rules = engine.rules();
        let base =
            rules.iter().map(|rule| (rule.name.clone(), base(rule, root, config, overrides))).collect();
        let mut layers = vec![Layer { paths: None, settings: base }];
        for layer in &config.overrides {
            let settings = rules.iter().filter_map(|rule| {
                let said = layer.rules.get(&rule.name).or_else(|| layer.families.get(&rule.family)).copied();
                let setting = if names(&layer.ignore, rule) { Some(Setting::Off) } else { said };
                let setting = setting
                    .filter(|&setting| setting == Setting::Off || !is_left_out(rule, config, overrides));
                Some((rule.name.clone(), setting?))
            });
            layers.push(Layer { settings: settings.collect(), paths: Some(patterns(&layer.paths)) });
        }
        let settings = Settings {
            root: root.to_path_buf(),
            engine,
            layers,
            exclude,
            duplicates: config.duplicates.clone(),
            by_layers: DashMap::new(),
        };
        (settings, problems)
    }

    /// The folder they are for.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files that the project leaves out.
    pub fn exclude(&self) -> &Gitignore {
        &self.exclude
    }

    /// From where on code counts as duplicated.
    pub fn duplicates(&self) -> &Limits {
        &self.duplicates
    }

    /// The settings of a file.
    pub fn of_path(&self, path: &Path) -> Arc<PathSettings> {
        // A file outside of the root is spoken of by no pattern.
        let inside = path.strip_prefix(&self.root).ok().filter(|inside| !inside.has_root());
        let fits = |layer: &Layer| match (&layer.paths, inside) {
            (Some(paths), Some(inside)) => paths.matched_path_or_any_parents(inside, false).is_ignore(),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let fitting: Vec<usize> = (0..self.layers.len()).filter(|&at| fits(&self.layers[at])).collect();
        if let Some(known) = self.by_layers.get(&fitting) {
            return Arc::clone(&known);
        }
        let mut levels = FxHashMap::default();
        let mut on = FxHashSet::default();
        for rule in self.engine.rules() {
            // A later layer's mere `on` keeps the level that an earlier one asked for.
            let said = fitting.iter().filter_map(|&layer| self.layers[layer].settings.get(&rule.name));
            let (is_on, level) = said.fold((false, None), |(_, level), setting| match setting {
                Setting::Off => (false, None),
                other => (true, other.level().or(level)),
            });
            if is_on {
                on.insert(rule.name.clone());
            }
            if let Some(level) = level {
                levels.insert(rule.name.clone(), level);
            }
        }
        let rules = self.engine.rules().iter().enumerate();
        let selection = rules.filter(|(_, rule)| on.contains(&rule.name)).map(|(place, _)| place).collect();
        let settings = PathSettings { selection, levels, on };
        let settings = Arc::new(settings);
        self.by_layers.insert(fitting, Arc::clone(&settings));
        settings
    }
}

impl PathSettings {
    /// Whether the rule speaks there.
    pub fn is_on(&self, rule: &Rule) -> bool {
        self.on.contains(&rule.name)
    }

    /// The level that is shown for a finding of the rule: the configured level takes the place of the
    /// rule's own, and a context that lowered the one lowers the other by as much.
    pub fn level(&self, rule: &Rule, found: Level) -> Level {
        let Some(&(mut level)) = self.levels.get(&rule.name) else { return found };
        let mut own = rule.header.severity;
        while own > found {
            let (Some(milder_own), Some(milder)) = (own.milder(), level.milder()) else { break };
            own = milder_own;
            level = milder;
        }
        level
    }
}

/// Whether a rule speaks by the configuration's and the command line's general part.
fn base(rule: &Rule, root: &Path, config: &Config, overrides: &Overrides) -> Setting {
    // A workspace's own rules speak of that workspace.
    if rule.family == USER_FAMILY && !Path::new(&rule.origin).starts_with(root) {
        return Setting::Off;
    }
    if is_left_out(rule, config, overrides) {
        return Setting::Off;
    }
    let select = if overrides.select.is_empty() { &config.select } else { &overrides.select };
    let profile = overrides.profile.unwrap_or(config.profile);
    let is_on = match (rule.header.status, profile) {
        (Status::On, Profile::Default | Profile::Strict) | (Status::Trial, Profile::Strict) => true,
        (Status::On | Status::Trial, Profile::Security) => {
            ["security", "dependencies"].contains(&rule.family.as_str())
        }
        (Status::Trial, Profile::Default) | (Status::Off, _) => false,
    };
    let said = config.rules.get(&rule.name).or_else(|| config.families.get(&rule.family)).copied();
    if !select.is_empty() {
        let is_named = select.contains(&rule.name);
        let is_chosen = is_named
            || select.contains(&rule.family) && rule.header.status != Status::Off && is_of(rule, profile);
        return match (is_chosen, said) {
            (false, _) => Setting::Off,
            // Naming a rule on the command line is the nearer wish.
            (true, Some(Setting::Off)) if !(is_named && overrides.select.contains(&rule.name)) => {
                Setting::Off
            }
            (true, Some(Setting::Off) | None) => Setting::On,
            (true, Some(setting)) => setting,
        };
    }
    match said {
        // A family's switch does not wake its rules that are on trial or off; naming the rule does.
        Some(setting) if config.rules.contains_key(&rule.name) => setting,
        Some(setting) if is_on || setting == Setting::Off => setting,
        _ if is_on => Setting::On,
        _ => Setting::Off,
    }
}

/// Whether `select` or `ignore`, which have the last word, leave the rule out.
fn is_left_out(rule: &Rule, config: &Config, overrides: &Overrides) -> bool {
    let select = if overrides.select.is_empty() { &config.select } else { &overrides.select };
    let is_ignored = names(&config.ignore, rule) || names(&overrides.ignore, rule);
    is_ignored || !select.is_empty() && !names(select, rule)
}

/// Whether a rule of a selected family speaks: those on trial do so in the profiles that want them.
fn is_of(rule: &Rule, profile: Profile) -> bool {
    rule.header.status == Status::On || profile != Profile::Default
}

fn names(list: &[String], rule: &Rule) -> bool {
    list.contains(&rule.name) || list.contains(&rule.family)
}

/// What is wrong with the names on the command line.
pub fn faults(overrides: &Overrides, rules: &[Arc<Rule>]) -> Vec<String> {
    let names = Names::new(rules);
    overrides.select.iter().chain(&overrides.ignore).filter_map(|name| names.fault(name)).collect()
}
