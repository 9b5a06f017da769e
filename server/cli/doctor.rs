//! `thinktwice doctor`: what thinktwice sees of a project, and what to do about each problem.
//!
//! Exit code 1 says that there are problems.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use clap::Args;
use thinktwice_engine::rule::Status;

use super::output::{Output, plural, safe};
use super::{Failure, Outcome};
use crate::judge::profile::shown_rule;
use crate::judge::repository::{self, Repository};
use crate::judge::{Caching, Options, Review};
use crate::workspace::cache::place;
use crate::workspace::catalogue::{USER_FAMILY, USER_RULES};
use crate::workspace::{config, roots};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The project's folder; without it, the one that holds the current folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Say where the time goes, by stage and by rule, and nothing else: fit to be attached to an issue, since it holds no
    /// code, no path and no name of the project
    #[arg(long)]
    profile: bool,
}

const MANIFESTS: [&str; 8] = [
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "Pipfile",
    "uv.lock",
    "poetry.lock",
    "Cargo.toml",
];

/// What was seen, as lines, and what is wrong.
#[derive(Default)]
struct Report {
    lines: String,
    problems: Vec<String>,
}

impl Report {
    fn say(&mut self, what: &str, text: &str) {
        let _ = writeln!(self.lines, "{what:14}{text}");
    }
}

pub(crate) fn run(arguments: DoctorArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let folder = arguments.folder.unwrap_or_else(|| PathBuf::from("."));
    let folder =
        folder.canonicalize().map_err(|error| format!("{}: cannot be read: {error}", folder.display()))?;
    let root = roots::marked_root(&folder).unwrap_or_else(|| folder.clone());
    if arguments.profile {
        output.print(&profile(root));
        return Ok(Outcome::Fine);
    }
    let mut report = Report::default();
    program(&mut report);
    let options = Options { caching: Caching::ForOneAnswer, ..Options::default() };
    let (review, problems) = Review::open(vec![root.clone()], options);
    report.problems.extend(problems.iter().map(ToString::to_string));
    root_and_rules(&mut report, &root, &review);
    files(&mut report, &root, &review);
    surroundings(&mut report, &root);
    git(&mut report, &root);

    let Report { mut lines, problems } = report;
    if problems.is_empty() {
        lines.push_str("\nno problems\n");
    } else {
        let _ = writeln!(lines, "\n{}", plural(problems.len(), "problem"));
        for (number, problem) in problems.iter().enumerate() {
            let _ = writeln!(lines, "{:3}. {problem}", number + 1);
        }
    }
    output.print(&safe(&lines));
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Found })
}

/// How many rules a profile lists.
const LISTED_RULES: usize = 20;

fn profile(root: PathBuf) -> String {
    let begun = Instant::now();
    let (review, _) = Review::open(vec![root], Options::default());
    let opened = begun.elapsed();
    let begun = Instant::now();
    let files = review.files();
    let listed = begun.elapsed();
    let profiled = review.profile(review.documents_of(&files));
    let begun = Instant::now();
    review.index(&files, 0, &|_, _| {}, &AtomicBool::new(false));
    let indexed = begun.elapsed();
    let begun = Instant::now();
    let findings: usize = files.iter().map(|file| review.findings(file).len()).sum();
    let judged = begun.elapsed();

    let (version, system, machine) = (env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!("thinktwice {version}, {system} {machine}, {}\n", plural(cores, "core"));
    let (count, lines) = (plural(profiled.files, "file"), plural(profiled.lines, "line"));
    let _ = writeln!(text, "{count}, {lines}, {}\n", plural(findings, "finding"));
    let mut row = |what: &str, time: Duration| {
        let _ = writeln!(text, "{what:26}{:>10.1} ms", time.as_secs_f64() * 1e3);
    };
    row("open rules", opened);
    row("list files", listed);
    row("read", profiled.reading);
    profiled.stages.iter().for_each(|(stage, time)| row(stage.name(), *time));
    row("all of it, on all cores", indexed);
    row("judge", judged);
    let _ = writeln!(text, "\n{:26}{:>13}{:>10}{:>8}", "rule", "time", "tried", "found");
    for (number, (rule, cost)) in profiled.rules.iter().enumerate().take(LISTED_RULES) {
        let name = shown_rule(rule, number);
        let time = cost.time.as_secs_f64() * 1e3;
        let _ = writeln!(text, "{name:26}{time:>10.1} ms{:>10}{:>8}", cost.tried, cost.found);
    }
    text
}

fn program(report: &mut Report) {
    let own = env::current_exe().and_then(|path| path.canonicalize()).ok();
    let place = own.as_ref().map_or(String::new(), |path| format!(" at {}", path.display()));
    let (version, system, machine) = (env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH);
    report.say("thinktwice", &format!("{version}{place}, {system} {machine}"));
    let path = env::var_os("PATH").unwrap_or_default();
    let name = format!("thinktwice{}", env::consts::EXE_SUFFIX);
    let first = env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file());
    match first {
        None => report.say("", "not on the PATH: an editor needs its whole path"),
        Some(first) if first.canonicalize().ok() != own => report.problems.push(format!(
            "{}: another thinktwice comes first on the PATH, and editors start that one: remove it, or name this one \
             in the editor's settings",
            first.display()
        )),
        Some(_) => {}
    }
}

fn root_and_rules(report: &mut Report, root: &Path, review: &Review) {
    let marks = [".git", ".thinktwice", config::FILE_NAME];
    let marked: Vec<&str> = marks.into_iter().filter(|mark| root.join(mark).exists()).collect();
    let because = if marked.is_empty() {
        "nothing marks it as a project".to_string()
    } else {
        format!("it holds {}", marked.join(", "))
    };
    report.say("root", &format!("{} ({because})", root.display()));
    if env::var_os("HOME").is_some_and(|home| Path::new(&home) == root) {
        report.problems.push(format!(
            "{}: the root is the home folder: run this in a project, or mark one by `thinktwice init`",
            root.display()
        ));
    }
    match config::find(root) {
        Some(file) => report.say("configuration", &file.display().to_string()),
        None => report.say("configuration", "none; `thinktwice init` writes one"),
    }
    let rules = review.rules();
    let own = rules.iter().filter(|rule| rule.family == USER_FAMILY).count();
    let on = rules.iter().filter(|rule| rule.header.status == Status::On).count();
    let own = if own > 0 { format!(", {own} of them from {USER_RULES}") } else { String::new() };
    report.say("rules", &format!("{}{own}; {on} on by themselves", rules.len()));
}

fn files(report: &mut Report, root: &Path, review: &Review) {
    let start = Instant::now();
    let files = review.files();
    review.index(&files, 0, &|_, _| {}, &AtomicBool::new(false));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for language in files.iter().filter_map(|file| review.language_of(file)) {
        *counts.entry(language.name.clone()).or_default() += 1;
    }
    if counts.is_empty() {
        let known: Vec<String> =
            review.languages().iter().flat_map(|language| language.extensions.clone()).collect();
        report.problems.push(format!(
            "there is no file to check: thinktwice knows .{}, and leaves out what .gitignore and `exclude` name",
            known.join(", .")
        ));
    }
    let sources: usize = counts.values().sum();
    for (language, count) in counts {
        report.say("files", &format!("{} of {language}", plural(count, "file")));
    }
    report.say("", &format!("read in {:.1} s", start.elapsed().as_secs_f64()));
    report.problems.extend(review.take_problems().iter().map(ToString::to_string));
    let known = sources.saturating_sub(review.parsed_files());
    let fault = review.remember();
    let folder = place::of_roots(&[root.to_path_buf()]);
    match folder {
        _ if !review.is_cached() => report.say("cache", "switched off by the configuration"),
        None => report.say("cache", "none: there is no home folder; every start reads every file"),
        Some(folder) => {
            let size = place::size(&folder) as f64 / 1e6;
            report.say(
                "cache",
                &format!("{} ({size:.1} MB), knew {known} of {}", folder.display(), plural(sources, "file")),
            );
        }
    }
    report.problems.extend(fault.map(|fault| format!("{fault}: every start reads every file")));
}

fn surroundings(report: &mut Report, root: &Path) {
    let manifests: Vec<&str> = MANIFESTS.into_iter().filter(|name| root.join(name).is_file()).collect();
    let manifests = if manifests.is_empty() { "none at the root".to_string() } else { manifests.join(", ") };
    report.say("manifests", &manifests);
    let active = env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let usual = [".venv", "venv", "env"].map(|name| root.join(name));
    let environment = active.into_iter().chain(usual).find(|folder| folder.join("pyvenv.cfg").is_file());
    match environment {
        Some(folder) => {
            let said = std::fs::read_to_string(folder.join("pyvenv.cfg")).unwrap_or_default();
            let version = said.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                key.trim().starts_with("version").then(|| format!(", Python {}", value.trim()))
            });
            report.say("environment", &format!("{}{}", folder.display(), version.unwrap_or_default()));
        }
        None => report.say("environment", "no virtual environment of Python"),
    }
}

fn git(report: &mut Report, root: &Path) {
    let shown = root.display();
    match repository::look(root) {
        Repository::NoGit => {
            report.problems.push("git is not on the PATH, so all code counts as new: install it".to_string())
        }
        Repository::None => report.say("git", "no repository, so all code counts as new"),
        Repository::Refused => report.problems.push(format!(
            "{shown}: git does not trust the owner of this folder, so all code counts as new: \
             `git config --global --add safe.directory {shown}`"
        )),
        Repository::Here { version, commit, branch, is_shallow } => {
            let branch = branch.map_or("a detached head".to_string(), |branch| format!("branch {branch}"));
            let commit = commit.map_or("no commit yet, so all code counts as new".to_string(), |commit| {
                format!("compared with commit {commit}")
            });
            report.say("git", &format!("{}, {branch}, {commit}", version.trim_start_matches("git version ")));
            if is_shallow {
                report.problems.push(format!(
                    "{shown}: this clone leaves out older commits, so a change cannot be compared with them: \
                     `git fetch --unshallow`, or `fetch-depth: 0` in CI"
                ));
            }
        }
    }
}
