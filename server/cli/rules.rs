//! `thinktwice rules`: the list of rules, the tests of their examples, a new rule.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use rayon::prelude::*;
use thinktwice_engine::Engine;
use thinktwice_engine::rule::{Problem, Rule, Status};

use super::output::{Output, plural, safe};
use super::{Failure, Outcome, RuleFolder};
use crate::judge::examples::{self, Difference};
use crate::judge::explain;
use crate::workspace::catalogue::{Catalogue, USER_FAMILY, USER_RULES};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArguments {
    #[command(subcommand)]
    command: Option<RulesCommand>,
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    folder: RuleFolder,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Run the examples of rules: those of this workspace, or the ones named
    Test {
        /// A folder of rules, folders of single rules, or names of rules
        #[arg(value_name = "DIR|RULE")]
        wanted: Vec<String>,
        #[command(flatten)]
        folder: RuleFolder,
    },
    /// Start a rule of this workspace in `.thinktwice/rules`
    New {
        /// The rule's name: lower-case words joined by `-`, such as `raw-sql`
        name: String,
        /// The language of its first pattern
        #[arg(long, default_value = "python")]
        language: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

pub(crate) fn run(arguments: RulesArguments, output: &mut Output) -> Result<Outcome, Failure> {
    match arguments.command {
        None => list(&arguments.folder, arguments.format, output),
        Some(RulesCommand::Test { wanted, mut folder }) => {
            folder.rules = folder.rules.or(arguments.folder.rules);
            test(&wanted, &folder, output)
        }
        Some(RulesCommand::New { name, language }) => new(&name, &language, output),
    }
}

/// The catalogue that a command works on: built in or from a folder, with the workspace's own rules.
pub(crate) fn catalogue(folder: &RuleFolder) -> Result<Catalogue, Failure> {
    let mut catalogue = match &folder.rules {
        Some(folder) => Catalogue::read(folder)?,
        None => Catalogue::embedded(),
    };
    let problems = catalogue.add_user_rules(&crate::workspace::roots::of_current_folder());
    if problems.is_empty() { Ok(catalogue) } else { Err(problems.into()) }
}

fn list(folder: &RuleFolder, format: ListFormat, output: &mut Output) -> Result<Outcome, Failure> {
    let catalogue = catalogue(folder)?;
    let (engine, problems) = Engine::new(&catalogue.languages, &catalogue.rules);
    for problem in problems {
        output.complain("warning", &problem.to_string());
    }
    let mut rules: Vec<&Arc<Rule>> = engine.rules().iter().collect();
    rules.sort_by_key(|rule| (&rule.family, &rule.name));
    match format {
        ListFormat::Json => {
            let list: Vec<serde_json::Value> = rules.iter().map(|rule| as_json(rule)).collect();
            output.print(&format!("{:#}\n", serde_json::Value::from(list)));
        }
        ListFormat::Text => {
            let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
            let mut family = "";
            for rule in rules {
                if rule.family != family {
                    output.print(&format!("{}{}\n", if family.is_empty() { "" } else { "\n" }, rule.family));
                    family = &rule.family;
                }
                let status = match rule.header.status {
                    Status::On => "",
                    Status::Trial => " (on trial)",
                    Status::Off => " (off)",
                };
                let languages = rule.header.languages.join(", ");
                let level = rule.header.severity.name();
                let title = safe(&rule.header.title);
                output
                    .print(&format!("  {:width$}  {level:7}  {languages:12}  {title}{status}\n", rule.name));
            }
        }
    }
    Ok(Outcome::Fine)
}

/// A rule as data; also part of the SARIF and JSON reports.
pub(crate) fn as_json(rule: &Rule) -> serde_json::Value {
    let header = &rule.header;
    serde_json::json!({
        "name": rule.name,
        "family": rule.family,
        "title": header.title,
        "severity": header.severity,
        "confidence": header.confidence,
        "precision": header.precision,
        "status": header.status,
        "languages": header.languages,
        "scope": header.scope,
        "fine-when": header.fine_when,
        "cwe": header.cwe,
        "equivalents": header.equivalents,
        "page": explain::page_address(rule),
    })
}

fn test(wanted: &[String], folder: &RuleFolder, output: &mut Output) -> Result<Outcome, Failure> {
    let mut catalogue = catalogue(folder)?;
    let mut chosen: Vec<String> = Vec::new();
    for text in wanted {
        chosen.extend(rules_meant(text, &mut catalogue)?);
    }
    let (engine, problems) = Engine::new(&catalogue.languages, &catalogue.rules);
    if wanted.is_empty() {
        let all_built_in = folder.rules.is_some();
        let meant = catalogue.rules.iter().filter(|rule| all_built_in || rule.family == USER_FAMILY);
        chosen = meant.map(|rule| rule.name.clone()).collect();
        if chosen.is_empty() {
            return Err(format!(
                "there are no rules in {USER_RULES}: name some, or start one with `rules new`"
            )
            .into());
        }
    }
    let mut failed = 0;
    let mut faults: Vec<&Problem> = problems.iter().collect();
    faults.retain(|problem| {
        let is_of_rule =
            |rule: &&thinktwice_engine::rule::RuleSource| problem.origin.starts_with(&rule.origin);
        let of_rule = catalogue.rules.iter().find(is_of_rule);
        of_rule.is_none_or(|rule| chosen.contains(&rule.name))
    });
    for problem in faults {
        failed += 1;
        output.print(&format!("{}\n", safe(&problem.to_string())));
    }
    let rules: Vec<&Arc<Rule>> = engine.rules().iter().filter(|rule| chosen.contains(&rule.name)).collect();
    // Rules are judged by many threads and told of in their order.
    let outcomes: Vec<_> = rules.par_iter().map(|rule| test_rule(&engine, rule)).collect();
    let mut passed = 0;
    for (rule, outcome) in rules.iter().zip(outcomes) {
        match outcome {
            Ok((count, differences)) => {
                passed += count - differences.len();
                failed += differences.len();
                for difference in differences {
                    output.print(&describe(rule, &difference));
                }
            }
            Err(problem) => {
                failed += 1;
                output.print(&format!("{}\n", safe(&problem.to_string())));
            }
        }
    }
    let examples = plural(passed, "example");
    output.print(&format!("{}: {examples} passed, {failed} failed\n", plural(rules.len(), "rule")));
    Ok(if failed == 0 { Outcome::Fine } else { Outcome::Found })
}

fn test_rule(engine: &Engine, rule: &Rule) -> Result<(usize, Vec<Difference>), Problem> {
    let examples = rule.examples()?;
    let differences = examples.iter().filter_map(|example| examples::run(engine, rule, example)).collect();
    Ok((examples.len(), differences))
}

/// The rules that a word on the command line means: a name, a rule's folder, or a folder of rules. Rules that are
/// not known yet join the catalogue.
fn rules_meant(text: &str, catalogue: &mut Catalogue) -> Result<Vec<String>, Failure> {
    if catalogue.rules.iter().any(|rule| rule.name == text) {
        return Ok(vec![text.to_string()]);
    }
    let of_family: Vec<String> =
        catalogue.rules.iter().filter(|rule| rule.family == text).map(|rule| rule.name.clone()).collect();
    if !of_family.is_empty() {
        return Ok(of_family);
    }
    let path = Path::new(text);
    let path = if path.file_name().is_some_and(|name| name == "rule.md") {
        path.parent().unwrap_or(path)
    } else {
        path
    };
    let found = Catalogue::read_rules(path)?;
    if found.is_empty() {
        return Err(format!("`{text}` is no rule, and no folder with a rule.md in it").into());
    }
    let names = found.iter().map(|rule| rule.name.clone()).collect();
    for rule in found {
        // The folder's version is the one to be tested.
        catalogue.rules.retain(|known| known.name != rule.name);
        catalogue.rules.push(rule);
    }
    Ok(names)
}

fn describe(rule: &Rule, difference: &Difference) -> String {
    let expected = match (difference.expected.as_slice(), difference.level) {
        ([], _) => "nothing".to_string(),
        (lines, None) => format!("lines {}", join(lines)),
        (lines, Some(level)) => format!("lines {} as {level}", join(lines)),
    };
    let mut text = format!("{}:{}: {} expects {expected}, got ", rule.origin, difference.block, rule.name);
    if difference.reported.is_empty() {
        text.push_str("nothing\n");
    } else {
        let lines: Vec<u32> = difference.reported.iter().map(|report| report.line).collect();
        text.push_str(&format!("lines {}\n", join(&lines)));
    }
    for report in &difference.reported {
        text.push_str(&format!(
            "    {}: {}: {}\n",
            report.line, report.finding.level, report.finding.message
        ));
    }
    safe(&text)
}

fn join(lines: &[u32]) -> String {
    lines.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn new(name: &str, language: &str, output: &mut Output) -> Result<Outcome, Failure> {
    let (pattern, example) = match language {
        "python" => (PYTHON_PATTERN, PYTHON_EXAMPLES),
        "rust" => (RUST_PATTERN, RUST_EXAMPLES),
        other => return Err(format!("there is no language `{other}`: python or rust").into()),
    };
    let folder: PathBuf = crate::workspace::roots::of_current_folder().join(USER_RULES).join(name);
    if folder.exists() {
        return Err(format!("{}: exists already", folder.display()).into());
    }
    let page = NEW_RULE.replace("LANGUAGE", language).replace("EXAMPLES", example);
    let source = thinktwice_engine::rule::RuleSource {
        family: USER_FAMILY.to_string(),
        name: name.to_string(),
        origin: folder.display().to_string(),
        files: vec![("rule.md".to_string(), page.clone()), (format!("{language}.scm"), pattern.to_string())],
    };
    Rule::load(&source)?;
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        source.files.iter().try_for_each(|(file, text)| std::fs::write(folder.join(file), text))
    };
    write().map_err(|error| format!("{}: cannot be written: {error}", folder.display()))?;
    let shown = safe(&folder.display().to_string());
    output.print(&format!(
        "{shown}\nEdit rule.md and {language}.scm, then run: thinktwice rules test {name}\n"
    ));
    Ok(Outcome::Fine)
}

const NEW_RULE: &str = include_str!("new-rule/rule.md");
const PYTHON_PATTERN: &str = include_str!("new-rule/python.scm");
const PYTHON_EXAMPLES: &str = include_str!("new-rule/python.md");
const RUST_PATTERN: &str = include_str!("new-rule/rust.scm");
const RUST_EXAMPLES: &str = include_str!("new-rule/rust.md");
