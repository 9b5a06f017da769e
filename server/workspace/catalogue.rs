//! Where rules and languages come from: the binary, a folder while rules are being written, and the workspace.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use thinktwice_engine::language::LanguageSource;
use thinktwice_engine::rule::{Problem, RuleSource};

use super::embedded;

/// `queries/**`: paths and texts in turn, each with a NUL after it.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/queries.deflate"));

/// The folder of a workspace that holds its own rules.
pub const USER_RULES: &str = ".thinktwice/rules";

/// The family of users' rules.
pub const USER_FAMILY: &str = "workspace";

/// The files of languages and rules.
#[derive(Clone, Debug, Default, Hash)]
pub struct Catalogue {
    /// Languages.
    pub languages: Vec<LanguageSource>,
    /// Rules, by family and name.
    pub rules: Vec<RuleSource>,
}

impl Catalogue {
    /// What is built in.
    pub fn embedded() -> Catalogue {
        let all = embedded::text(EMBEDDED);
        let mut parts = all.split_terminator('\0').map(str::to_owned);
        Catalogue::from_files("queries", std::iter::from_fn(|| parts.next().zip(parts.next())))
    }

    /// The same from a folder that is laid out like `queries/`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn read(folder: &Path) -> Result<Catalogue, Problem> {
        let files = read_tree(folder, 5).map_err(|error| {
            Problem::new(folder.display().to_string(), format!("cannot be read: {error}"))
        })?;
        Ok(Catalogue::from_files(&folder.display().to_string(), files.into_iter()))
    }

    /// Adds the workspace's own rules. A missing folder adds none.
    pub fn add_user_rules(&mut self, root: &Path) -> Vec<Problem> {
        let folder = root.join(USER_RULES);
        if !folder.is_dir() {
            return Vec::new();
        }
        match read_tree(&folder, 2) {
            Ok(files) => {
                let origin = folder.display().to_string();
                let prefixed = files.into_iter().map(|(path, text)| (format!("{USER_FAMILY}/{path}"), text));
                for mut rule in Catalogue::from_files(&origin, prefixed).rules {
                    rule.origin = format!("{origin}/{}", rule.name);
                    self.rules.push(rule);
                }
                Vec::new()
            }
            Err(error) => {
                vec![Problem::new(folder.display().to_string(), format!("cannot be read: {error}"))]
            }
        }
    }

    /// The rules in a folder: a single one, or all of a folder of them, one or two levels deep.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn read_rules(folder: &Path) -> Result<Vec<RuleSource>, Problem> {
        let unreadable =
            |error| Problem::new(folder.display().to_string(), format!("cannot be read: {error}"));
        let files = read_tree(folder, 3).map_err(unreadable)?;
        let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (path, text) in files {
            let (inside, file) = path.rsplit_once('/').unwrap_or(("", &path));
            found.entry(inside.to_string()).or_default().push((file.to_string(), text));
        }
        let is_rule = |files: &[(String, String)]| files.iter().any(|(file, _)| file == "rule.md");
        let rules = found.into_iter().filter(|(_, files)| is_rule(files)).map(|(inside, files)| {
            let place = if inside.is_empty() { folder.to_path_buf() } else { folder.join(inside) };
            let place = place.canonicalize().unwrap_or(place);
            let name = |part: Option<&std::ffi::OsStr>| {
                part.map_or(String::new(), |name| name.to_string_lossy().into())
            };
            let is_users = place.parent().is_some_and(|parent| parent.ends_with(USER_RULES));
            let family = name(place.parent().and_then(Path::file_name));
            RuleSource {
                family: if is_users { USER_FAMILY.to_string() } else { family },
                name: name(place.file_name()),
                origin: place.display().to_string(),
                files,
            }
        });
        Ok(rules.collect())
    }

    /// Sorts `languages/<language>/**` and `<family>/<rule>/*` into sources.
    fn from_files(origin: &str, files: impl Iterator<Item = (String, String)>) -> Catalogue {
        let mut languages: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut rules: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
        for (path, text) in files {
            let Some((first, rest)) = path.split_once('/') else { continue };
            let Some((second, file)) = rest.split_once('/') else { continue };
            if first == "languages" {
                languages.entry(second.to_string()).or_default().push((file.to_string(), text));
            } else if !file.contains('/') {
                rules
                    .entry((first.to_string(), second.to_string()))
                    .or_default()
                    .push((file.to_string(), text));
            }
        }
        Catalogue {
            languages: languages
                .into_iter()
                .map(|(name, files)| LanguageSource {
                    origin: format!("{origin}/languages/{name}"),
                    name,
                    files,
                })
                .collect(),
            rules: rules
                .into_iter()
                .map(|((family, name), files)| RuleSource {
                    origin: format!("{origin}/{family}/{name}"),
                    family,
                    name,
                    files,
                })
                .collect(),
        }
    }
}

/// The rule and language files below a folder, by path with `/`, in order.
fn read_tree(folder: &Path, depth: usize) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).max_depth(Some(depth)).build();
    for entry in walk {
        let entry = entry.map_err(io::Error::other)?;
        let path = entry.path();
        let is_ours = path.file_name().is_some_and(|name| name == "rule.md")
            || path.extension().is_some_and(|extension| extension == "scm" || extension == "toml");
        if is_ours && entry.file_type().is_some_and(|kind| kind.is_file()) {
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            // A file that is no text becomes a problem of its rule: it has no header and no pattern then.
            files.push((name, String::from_utf8_lossy(&fs::read(path)?).into_owned()));
        }
    }
    files.sort();
    Ok(files)
}
