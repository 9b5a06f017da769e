//! `thinktwice duplicates`: code that stands in several places, sorted by what merging it would save.

mod html;
mod json;
mod pair;
mod text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};
use rustc_hash::FxHashMap;
use thinktwice_engine::text::{LineIndex, Span};

use super::output::Output;
use super::{CacheArguments, Failure, Outcome};
use crate::judge::{
    DUPLICATE_FUNCTION, Family, NEAR_DUPLICATE, Options, Overrides, Review, without_indentation,
};
use crate::workspace::roots;

/// Arguments of `duplicates`.
#[derive(Debug, Args)]
pub struct DuplicatesArguments {
    /// Files and folders; without any, the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The fewest words of code that count, brackets and commas left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(24..))]
    min_tokens: Option<u16>,
    /// The least likeness that counts, in per cent
    #[arg(long, value_name = "P", value_parser = clap::value_parser!(u8).range(70..=100))]
    similarity: Option<u8>,
    /// How the families are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Read tests and examples, too: they repeat each other, and the code, on purpose more often than other code
    #[arg(long)]
    tests: bool,
    /// Folders to compare with besides: what stands only there is not told
    #[arg(long, value_name = "DIR", num_args = 1..)]
    across: Vec<PathBuf>,
    /// How many families are listed as text, the most saving first; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// How many files are read at a time; 0 means as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    #[command(flatten)]
    cache: CacheArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Html,
}

/// What was found.
struct Report {
    /// Families, the most saving first.
    families: Vec<Group>,
    totals: Totals,
}

/// A family with what can be shown of it.
struct Group {
    is_run: bool,
    /// What differs between the first two.
    difference: String,
    places: Vec<Place>,
    /// Lines that would go if one place served all.
    saves: usize,
}

/// A place of a family.
struct Place {
    /// From the current folder, or absolute where it lies elsewhere.
    file: Arc<str>,
    function: String,
    percent: u8,
    is_test: bool,
    /// First and last line, from 1.
    lines: (usize, usize),
    /// Of the first two places of a family, which are compared; empty for others.
    text: String,
}

impl Place {
    fn length(&self) -> usize {
        self.lines.1 + 1 - self.lines.0
    }
}

impl Group {
    /// The least likeness, and whether that is all there is.
    fn likeness(&self) -> String {
        let least = self.places.iter().map(|place| place.percent).min().unwrap_or(100);
        let most = self.places.iter().skip(1).map(|place| place.percent).max().unwrap_or(100);
        if least == most { format!("{least} %") } else { format!("{least} to {most} %") }
    }

    fn what(&self) -> &'static str {
        if self.is_run { "block" } else { "function" }
    }

    fn is_across_files(&self) -> bool {
        self.places.iter().any(|place| place.file != self.places[0].file)
    }
}

/// How much of the code is duplicated. Each line counts once.
#[derive(Default)]
struct Totals {
    files: usize,
    /// There are tests or examples, and they were not asked for.
    leaves_out_tests: bool,
    lines: usize,
    duplicated: usize,
    /// Of these, lines whose family stands in several files.
    across_files: usize,
    /// Folder -> duplicated lines, lines.
    folders: BTreeMap<String, (usize, usize)>,
    saves: usize,
}

impl Totals {
    /// What is not listed, as a sentence; empty if that is nothing.
    fn left_out(&self) -> &'static str {
        if self.leaves_out_tests { "Tests and examples are left out; `--tests` reads them too." } else { "" }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

pub(crate) fn run(arguments: DuplicatesArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let here =
        std::env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    let wanted = if arguments.paths.is_empty() { vec![here.clone()] } else { arguments.paths.clone() };
    let (wanted, across) = (existing(&wanted)?, existing(&arguments.across)?);
    let mut folders: Vec<PathBuf> = wanted.iter().chain(&across).map(|path| folder_of(path)).collect();
    folders.sort();
    folders.dedup();
    // Rules that look at one file find no families.
    let select = [DUPLICATE_FUNCTION, NEAR_DUPLICATE].map(str::to_owned).to_vec();
    let overrides = Overrides { select, ..Overrides::default() };
    let (review, _) = Review::open(
        folders,
        Options { overrides, caching: arguments.cache.caching(), ..Options::default() },
    );
    review.ask_only_for_duplicates();
    let faults = review.config_problems();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let mut leaves_out_tests = false;
    let mut files_of = |paths: &[PathBuf]| {
        let mut files = Vec::new();
        for path in paths {
            let mut found = if path.is_dir() { review.files_in(path) } else { vec![path.clone()] };
            // Where there is nothing else they are what is asked for.
            if !arguments.tests && found.iter().any(|path| review.is_in_tests(path) == Some(false)) {
                let all = found.len();
                found.retain(|path| review.is_in_tests(path) != Some(true));
                leaves_out_tests |= found.len() < all;
            }
            files.append(&mut found);
        }
        files.sort();
        files.dedup();
        files
    };
    let (own, others) = (files_of(&wanted), files_of(&across));
    let mut all: Vec<PathBuf> = own.iter().chain(&others).cloned().collect();
    all.sort();
    all.dedup();
    let bar = output.progress(all.len() > 200);
    bar.set_length(all.len() as u64);
    review.index(&all, arguments.jobs, &|_, _| bar.inc(1), &AtomicBool::new(false));
    bar.finish_and_clear();
    for problem in review.take_problems() {
        output.complain("warning", &problem.to_string());
    }
    let mut limits = review.duplicate_limits(&wanted[0]);
    limits.ask_for(arguments.similarity, arguments.min_tokens);
    // Rust has tests beside the code, too.
    if !arguments.tests && own.iter().any(|path| review.is_in_tests(path) == Some(false)) {
        limits.leave_out_tests();
    }
    let families = review.duplicates(&limits);
    let _ = review.remember();
    let mut report =
        Reader { review: &review, here: &here, files: FxHashMap::default() }.report(families, &own);
    report.totals.leaves_out_tests = leaves_out_tests;
    match arguments.format {
        Format::Text => text::print(&report, arguments.top, output),
        Format::Json => output.print_json(&json::render(&report)),
        Format::Sarif => output.print_json(&json::sarif(&report)),
        Format::Html => output.print(&html::render(&report)),
    }
    Ok(Outcome::Fine)
}

fn existing(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let found = paths.iter().map(|path| {
        path.canonicalize()
            .map_err(|error| Failure::from(format!("{}: cannot be read: {error}", path.display())))
    });
    found.collect()
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    roots::marked_root(folder).unwrap_or_else(|| folder.to_path_buf())
}

/// Reads the files that places lie in. Their texts are not kept: there may be more than memory holds.
struct Reader<'a> {
    review: &'a Review,
    here: &'a Path,
    files: FxHashMap<PathBuf, Option<Arc<Lines>>>,
}

struct Lines {
    shown: Arc<str>,
    index: LineIndex,
    count: usize,
}

/// So many places of a family are compared.
const COMPARED: usize = 2;

impl Reader<'_> {
    fn lines(&mut self, path: &Path) -> Option<Arc<Lines>> {
        if let Some(known) = self.files.get(path) {
            return known.clone();
        }
        let read = self.review.text(path).map(|text| {
            let shown = path.strip_prefix(self.here).unwrap_or(path).display().to_string();
            Arc::new(Lines { shown: shown.into(), index: LineIndex::new(&text), count: text.lines().count() })
        });
        self.files.insert(path.to_path_buf(), read.clone());
        read
    }

    fn report(mut self, families: Vec<Family>, own: &[PathBuf]) -> Report {
        let is_own = |path: &Path| own.binary_search_by(|known| known.as_path().cmp(path)).is_ok();
        let mut totals = Totals { files: own.len(), ..Totals::default() };
        let mut groups = Vec::new();
        // File -> line -> whether its family stands in several files.
        let mut marked: BTreeMap<PathBuf, BTreeMap<usize, bool>> = BTreeMap::new();
        for family in families {
            if !family.places.iter().any(|place| is_own(&place.path)) {
                continue;
            }
            let mut places = Vec::new();
            for member in &family.places {
                // A file that vanished after it was read has nothing to show.
                let Some(file) = self.lines(&member.path) else { continue };
                let line = |offset: u32| file.index.line(offset).0 as usize + 1;
                let lines =
                    (line(member.span.start), line(member.span.end.saturating_sub(1).max(member.span.start)));
                let start = member.span.start - file.index.position(member.span.start).1.0;
                let text = if places.len() < COMPARED { self.review.text(&member.path) } else { None };
                let piece = text.map(|text| without_indentation(Span::new(start, member.span.end).of(&text)));
                places.push(Place {
                    file: Arc::clone(&file.shown),
                    function: member.function.clone(),
                    percent: member.percent,
                    is_test: member.is_test,
                    lines,
                    text: piece.unwrap_or_default(),
                });
            }
            if places.len() < 2 {
                continue;
            }
            let group =
                Group { is_run: family.is_run, difference: family.difference, saves: saves(&places), places };
            let is_across = group.is_across_files();
            for (member, place) in
                family.places.iter().zip(&group.places).filter(|(member, _)| is_own(&member.path))
            {
                let lines = marked.entry(member.path.to_path_buf()).or_default();
                for line in place.lines.0..=place.lines.1 {
                    *lines.entry(line).or_default() |= is_across;
                }
            }
            totals.saves += group.saves;
            groups.push(group);
        }
        for path in own {
            let Some(file) = self.lines(path) else { continue };
            let lines = file.count;
            let own = marked.get(path);
            let duplicated = own.map_or(0, BTreeMap::len);
            totals.lines += lines;
            totals.duplicated += duplicated;
            totals.across_files +=
                own.map_or(0, |lines| lines.values().filter(|&&is_across| is_across).count());
            let folder = Path::new(&*file.shown)
                .parent()
                .map(|folder| folder.display().to_string())
                .unwrap_or_default();
            let counts =
                totals.folders.entry(if folder.is_empty() { ".".to_owned() } else { folder }).or_default();
            *counts = (counts.0 + duplicated, counts.1 + lines);
        }
        groups.sort_by_key(|group| {
            let first = &group.places[0];
            (usize::MAX - group.saves, Arc::clone(&first.file), first.lines)
        });
        Report { families: groups, totals }
    }
}

/// Lines of all places but the longest, as far as they are alike.
fn saves(places: &[Place]) -> usize {
    let alike = |place: &Place| place.length() * usize::from(place.percent) / 100;
    let longest = places.iter().map(alike).max().unwrap_or_default();
    places.iter().map(alike).sum::<usize>() - longest
}
