//! `thinktwice check`: the findings of files and folders.

use std::fmt;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use clap::{Args, ValueEnum};
use dashmap::DashMap;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::rule::Problem;
use thinktwice_engine::text::{LineIndex, Span};

use super::formats::{self, Format};
use super::output::Output;
use super::{CacheArguments, Failure, Outcome, RuleFolder};
use crate::judge::change::{Against, Patch};
use crate::judge::day::Day;
use crate::judge::decisions::Answer;
use crate::judge::{Options, Overrides, Profile, Review, Reviewed, Subject, Told};
use crate::workspace::notebook::Notebook;
use crate::workspace::{roots, source};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Files and folders; without any, the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only these rules and families, joined by commas
    #[arg(long, value_name = "RULE|FAMILY", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules and families, joined by commas
    #[arg(long, value_name = "RULE|FAMILY", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Let rules that speak of changed code only speak of all code
    #[arg(long)]
    all: bool,
    /// Only what changed since this branch left REV; old lines are counted and cannot fail. `-` reads a patch from
    /// standard input
    #[arg(long, value_name = "REV|-", conflicts_with = "all")]
    diff: Option<String>,
    /// Only what is staged for the next commit, as it is staged
    #[arg(long, conflicts_with_all = ["all", "diff"])]
    staged: bool,
    /// How the findings are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The level from which findings make the command fail
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "warning")]
    fail_on: FailOn,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How many files are read at a time; 0 means as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// Findings only: no progress, no summary
    #[arg(long, short)]
    quiet: bool,
    /// Which rules speak by themselves
    #[arg(long, value_enum)]
    profile: Option<ProfileName>,
    #[command(flatten)]
    folder: RuleFolder,
    #[command(flatten)]
    cache: CacheArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl FailOn {
    /// The quietest level that fails.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            FailOn::Error => Some(Level::Error),
            FailOn::Warning => Some(Level::Warning),
            FailOn::Info => Some(Level::Info),
            FailOn::Hint => Some(Level::Hint),
            FailOn::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Every rule that is on
    Default,
    /// Those on trial too
    Strict,
    /// Security and dependencies, those on trial too
    Security,
}

/// A finding with everything that the renderers ask for.
pub(crate) struct Item {
    pub(crate) finding: Finding,
    pub(crate) file: Arc<Source>,
    pub(crate) fingerprint: String,
    /// About the change under review.
    pub(crate) is_new: bool,
    /// How it was answered, where answered ones are listed.
    pub(crate) answer: Option<Answer>,
    /// Where the related places and the evidence lie; `None` where the text cannot be had any more.
    pub(crate) related: Vec<Option<Arc<Source>>>,
    pub(crate) evidence: Vec<Option<Arc<Source>>>,
}

impl Item {
    /// By this they are in order.
    fn rank(&self) -> (&str, Span, &str) {
        (&self.file.path, self.finding.span, &self.finding.rule.name)
    }
}

/// A file's text and names.
pub(crate) struct Source {
    /// Where it lies.
    pub(crate) file: PathBuf,
    /// From the current folder, or absolute where it lies elsewhere.
    pub(crate) shown: String,
    /// From its root, with `/`.
    pub(crate) path: String,
    /// The text, or the code of a notebook.
    pub(crate) text: String,
    pub(crate) lines: LineIndex,
    pub(crate) notebook: Option<Notebook>,
}

/// A place as people count: lines and columns from 1, columns in characters; in a notebook the line of the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) cell: Option<u32>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(cell) = self.cell {
            write!(formatter, "cell {cell}:")?;
        }
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

impl Source {
    pub(crate) fn place(&self, offset: u32) -> Place {
        let (line, column) = self.lines.position(offset.min(self.text.len() as u32));
        let before = Span::new(offset.saturating_sub(column.0), offset).of(&self.text);
        let origin = self.notebook.as_ref().and_then(|notebook| notebook.origin(line.0));
        Place {
            cell: origin.map(|origin| origin.cell),
            line: origin.map_or(line.0 + 1, |origin| origin.line),
            column: before.chars().count() as u32 + 1,
        }
    }

    /// The same for those who know nothing of cells: the line of the file, without a column in a notebook.
    pub(crate) fn place_in_file(&self, offset: u32) -> Place {
        let Some(notebook) = &self.notebook else { return self.place(offset) };
        let (line, _) = self.lines.position(offset.min(self.text.len() as u32));
        let line = notebook.origin(line.0).map_or(1, |origin| origin.file_line);
        Place { cell: None, line, column: 1 }
    }

    /// What has to be said beside a place in the file: the cell.
    pub(crate) fn cell(&self, offset: u32) -> String {
        let place = self.place(offset);
        place.cell.map_or(String::new(), |cell| format!("cell {cell}, line {}: ", place.line))
    }

    /// The path from the top of the repository, which is what forges know; without a repository from the root.
    pub(crate) fn in_repository(&self) -> String {
        let top = self.file.ancestors().find(|folder| folder.join(".git").exists());
        let inside = top.and_then(|top| self.file.strip_prefix(top).ok());
        inside.map_or(self.path.clone(), |inside| inside.to_string_lossy().replace('\\', "/"))
    }
}

/// What a run found.
pub(crate) struct Report {
    pub(crate) items: Vec<Item>,
    pub(crate) problems: Vec<Problem>,
    /// How many files were checked.
    pub(crate) files: usize,
    /// How many findings on old lines of changed files are not listed.
    pub(crate) old: usize,
    /// Rules whose findings are all listed, because they were asked for by name.
    pub(crate) asked: Vec<String>,
    /// From which level findings make the command fail.
    pub(crate) limit: Option<Level>,
}

pub(crate) fn run(arguments: CheckArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let (report, has_failed, review) = gather(&arguments, output)?;
    // To free what is known of a large workspace takes long, and the process ends.
    let (report, _review) = (ManuallyDrop::new(report), ManuallyDrop::new(review));
    for problem in &report.problems {
        output.complain("warning", &problem.to_string());
    }
    formats::print(arguments.format, &report, arguments.quiet, output);
    if has_failed {
        return Err(Failure(Vec::new()));
    }
    let fails = report.limit.is_some_and(|limit| report.items.iter().any(|item| item.finding.level >= limit));
    Ok(if fails { Outcome::Found } else { Outcome::Fine })
}

/// Does the work of a check, and says whether a file that was named could not be used. What was found out for it comes
/// with it.
pub(crate) fn gather(
    arguments: &CheckArguments,
    output: &mut Output,
) -> Result<(Report, bool, Review), Failure> {
    let here =
        std::env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    let targets = targets(&arguments.paths, &here)?;
    let found_roots = roots_of(&targets);
    let options = Options {
        config_file: arguments.config.clone(),
        overrides: Overrides {
            select: arguments.select.clone(),
            ignore: arguments.ignore.clone(),
            profile: arguments.profile.map(|profile| match profile {
                ProfileName::Default => Profile::Default,
                ProfileName::Strict => Profile::Strict,
                ProfileName::Security => Profile::Security,
            }),
            all: arguments.all,
        },
        settings: None,
        subject: subject(arguments.diff.as_deref(), arguments.staged)?,
        rules_folder: arguments.folder.rules.clone(),
        caching: arguments.cache.caching(),
    };
    let (review, mut problems) = Review::open(found_roots.clone(), options);
    review.expect_one_answer();
    let faults = review.config_problems();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let faults = review.option_faults();
    if !faults.is_empty() {
        return Err(Failure(faults));
    }
    let asks_of_change = arguments.diff.is_some() || arguments.staged;
    // Git is waited for beside what needs no answer of it.
    let ((mut reported, all), faults) = thread::scope(|scope| {
        let faults = asks_of_change.then(|| scope.spawn(|| review.change_faults()));
        let found = files(&review, &targets, &found_roots);
        (found, faults.map(|faults| faults.join().unwrap_or_else(|panic| resume_unwind(panic))))
    });
    if let Some(faults) = faults.filter(|faults| !faults.is_empty()) {
        return Err(Failure(faults));
    }
    // A bar that is gone before it can be read is only a flicker.
    let is_long = all.len() > 200;
    let bar = output.progress(is_long && !arguments.quiet);
    bar.set_length(all.len() as u64);
    thread::scope(|scope| {
        if asks_of_change {
            scope.spawn(|| review.look_for_deleted_files(&all));
        }
        review.index(&all, arguments.jobs, &|_, _| bar.inc(1), &AtomicBool::new(false));
    });
    bar.finish_and_clear();
    if asks_of_change {
        review.look_for_deleted_tests();
        reported = review.changed_files(&reported);
    }
    if reported.len() * 2 > all.len() {
        review.expect_all();
    }
    let mut items = collect(&review, &reported, &here, arguments.jobs);
    // A cache that cannot be written costs time, which is no news to whoever asked for findings.
    let _ = review.remember();
    let mut told = Told::default();
    let today = Day::today();
    items.retain(|item| {
        let is_answered = item.answer.as_ref().is_some_and(|answer| answer.holds(today));
        if is_answered {
            told.is_new_topic(&item.finding);
        }
        !is_answered
    });
    let before = items.len();
    items.retain(|item| item.is_new);
    let old = before - items.len();
    items.sort_by(|left, right| left.rank().cmp(&right.rank()));
    items.retain(|item| told.is_news(&item.file.file, &item.finding));
    let mut unusable = review.take_problems();
    // Files that were read only to know more are not what was asked about.
    unusable.retain(|problem| targets.iter().any(|target| Path::new(&problem.origin).starts_with(target)));
    // A list of changed files may hold some that no rule knows; one that rules know has to be readable.
    let is_asked = |target: &&PathBuf| !target.is_dir() && review.language_of(target).is_some();
    let asked_files: Vec<String> =
        targets.iter().filter(is_asked).map(|target| target.display().to_string()).collect();
    let has_failed = unusable.iter().any(|problem| asked_files.contains(&problem.origin));
    problems.extend(unusable);
    let limit = arguments.fail_on.level();
    let report =
        Report { items, problems, files: reported.len(), old, asked: arguments.select.clone(), limit };
    Ok((report, has_failed, review))
}

/// What is asked about: the current folder, if nothing is named.
pub(crate) fn targets(paths: &[PathBuf], here: &Path) -> Result<Vec<PathBuf>, Failure> {
    if paths.is_empty() {
        return Ok(vec![here.to_path_buf()]);
    }
    let find = |path: &PathBuf| {
        let found = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("{}: there is no such file or folder", path.display()),
            _ => format!("{}: cannot be read: {error}", path.display()),
        });
        found.map_err(Failure::from)
    };
    paths.iter().map(find).collect()
}

/// The roots of all targets.
pub(crate) fn roots_of(targets: &[PathBuf]) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = targets.iter().map(|target| root_of(target)).collect();
    roots.sort();
    roots.dedup();
    roots
}

/// What `--diff` and `--staged` ask about.
pub(crate) fn subject(diff: Option<&str>, staged: bool) -> Result<Subject, Failure> {
    Ok(match diff {
        None if staged => Subject::ChangeAgainst(Against::Staged),
        None => Subject::Files,
        Some("-") => {
            let mut text = Vec::new();
            std::io::stdin().read_to_end(&mut text).map_err(|error| format!("standard input: {error}"))?;
            let patch = Patch::parse(&String::from_utf8_lossy(&text));
            Subject::ChangeAgainst(Against::Patch(Arc::new(
                patch.map_err(|why| format!("standard input: {why}"))?,
            )))
        }
        Some(revision) => Subject::ChangeAgainst(Against::Revision(revision.to_string())),
    })
}

/// The root of a target: the folder around it that says that it is one, or the folder itself.
fn root_of(target: &Path) -> PathBuf {
    let folder = if target.is_dir() { target } else { target.parent().unwrap_or(target) };
    roots::marked_root(folder).unwrap_or_else(|| folder.to_path_buf())
}

/// The files to report on, and the files to know for that: a duplicate's twin, or a function's test, may stand
/// anywhere below the root.
pub(crate) fn files(
    review: &Review,
    targets: &[PathBuf],
    found_roots: &[PathBuf],
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut reported = Vec::new();
    let mut walked: FxHashMap<&PathBuf, Vec<PathBuf>> = FxHashMap::default();
    for target in targets {
        if target.is_dir() {
            let inside = walked.entry(target).or_insert_with(|| review.files_in(target));
            reported.extend_from_slice(inside);
        } else if review.language_of(target).is_some() {
            reported.push(target.clone());
        } else {
            review.report(Problem::new(
                target.display().to_string(),
                "skipped: no rule knows this kind of file",
            ));
        }
    }
    reported.sort();
    reported.dedup();
    // A folder that only holds the file which was named is no project, however much else lies in it.
    let projects = found_roots.iter().filter(|root| {
        roots::marked_root(root).is_some()
            || targets.iter().any(|target| target.is_dir() && target.starts_with(root))
    });
    let files_in = |root: &PathBuf| walked.remove(root).unwrap_or_else(|| review.files_in(root));
    let mut all: Vec<PathBuf> = projects.flat_map(files_in).collect();
    all.extend(reported.iter().cloned());
    all.sort();
    all.dedup();
    (reported, all)
}

/// What nobody has answered; and what was answered where many places say the same, since one answer is enough.
fn collect(review: &Review, files: &[PathBuf], here: &Path, jobs: usize) -> Vec<Item> {
    let today = Day::today();
    let is_wanted = |reviewed: &Reviewed| reviewed.is_open(today) || reviewed.finding.topic.is_some();
    let collector = Collector::new(review, here);
    let of_file = |path: &PathBuf| collector.items_of(path, &is_wanted);
    let gather = || -> Vec<Item> { files.par_iter().flat_map_iter(of_file).collect() };
    match rayon::ThreadPoolBuilder::new().num_threads(jobs).build() {
        Ok(pool) => pool.install(gather),
        Err(_) => gather(),
    }
}

/// Puts findings together with everything that is shown of them.
pub(crate) struct Collector<'r> {
    review: &'r Review,
    here: &'r Path,
    /// Findings of many files lead to one place: each file is read once. `None` where there is nothing to read any more.
    sources: DashMap<PathBuf, Option<Arc<Source>>, FxBuildHasher>,
}

impl<'r> Collector<'r> {
    pub(crate) fn new(review: &'r Review, here: &'r Path) -> Collector<'r> {
        Collector { review, here, sources: DashMap::default() }
    }

    /// The findings of a file that are wanted.
    pub(crate) fn items_of(&self, path: &Path, is_wanted: &dyn Fn(&Reviewed) -> bool) -> Vec<Item> {
        let (reviewed, mut own) = self.review.reviewed_in_text(path);
        let mut items = Vec::new();
        for reviewed in reviewed.into_iter().filter(is_wanted) {
            // A file that vanished after it was checked has nothing to show.
            let Some(file) = self.source(path, own.take()) else { return items };
            let finding = reviewed.finding;
            let source_of = |other: &Option<Arc<Path>>| match other {
                Some(other) => self.source(other, None),
                None => Some(Arc::clone(&file)),
            };
            let related = finding.related.iter().map(|related| source_of(&related.path)).collect();
            let evidence = finding.evidence.iter();
            let evidence = evidence.map(|evidence| source_of(&evidence.place.as_ref()?.0)).collect();
            let (is_new, fingerprint, answer) =
                (reviewed.is_new, reviewed.identity.fingerprint, reviewed.answer);
            items.push(Item { finding, file, fingerprint, is_new, answer, related, evidence });
        }
        items
    }

    /// A file, of which the text may be known.
    fn source(&self, path: &Path, text: Option<String>) -> Option<Arc<Source>> {
        if let Some(known) = self.sources.get(path) {
            return known.clone();
        }
        let text = text.or_else(|| self.review.text(path));
        let source = text.map(|text| {
            let shown = path.strip_prefix(self.here).unwrap_or(path).display().to_string();
            let lines = LineIndex::new(&text);
            let notebook = source::is_notebook(path).then(|| source::read_notebook(path)).flatten();
            let (file, path) = (path.to_path_buf(), self.review.shown_path(path));
            Arc::new(Source { file, shown, path, text, lines, notebook })
        });
        // Whoever was first has it.
        self.sources.entry(path.to_path_buf()).or_insert(source).clone()
    }
}
