//! What the rules cost beside the parse, in CPU time of one thread:
//! `cargo bench --package thinktwice-engine --bench cost -- FOLDER...`
//!
//! Every file of the folders is parsed and analysed anew. A line says how long the parse alone took, what the facts
//! for the index cost, and what rules cost on top of the facts: twenty of them, those that are on, and all. Each
//! figure is followed by its share of the parse.

#![expect(clippy::print_stdout, reason = "a table for whoever runs it")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use thinktwice_engine::document::Document;
use thinktwice_engine::language::LanguageSource;
use thinktwice_engine::rule::{RuleSource, Status};
use thinktwice_engine::{Analyzer, Engine, FileInput};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The least of so many runs counts: whatever else happens on the machine only adds.
const RUNS: usize = 5;

fn main() {
    // Cargo adds `--bench`.
    let mut folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).map(PathBuf::from).collect();
    if folders.is_empty() {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    }
    let (languages, rules) = catalogue();
    let load = |rules: &[RuleSource]| Engine::new(&languages, rules).0;
    let all = load(&rules);
    let is_on =
        |source: &&RuleSource| all.rule(&source.name).is_some_and(|rule| rule.header.status == Status::On);
    let on: Vec<RuleSource> = rules.iter().filter(is_on).cloned().collect();
    // From all families: they stand in order.
    let twenty: Vec<RuleSource> = (0..20).map(|number| on[number * on.len() / 20].clone()).collect();
    let (none, twenty, on) = (load(&[]), load(&twenty), load(&on));

    let column = |engine: &Engine| format!("{} rules", engine.rules().len());
    println!(
        "{:20} {:>8} {:>9} {:>14} {:>14} {:>14} {:>14}",
        "folder",
        "lines",
        "parse",
        "facts",
        column(&twenty),
        column(&on),
        column(&all)
    );
    for folder in folders {
        let files = sources(&all, &folder);
        let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
        let mut parsed = Vec::new();
        let parse = least(|| parsed = parse(&all, &files));
        let cost = |engine: &Engine| least(|| analyse(engine, &files, &parsed));
        let facts = cost(&none);
        let mut row = format!(
            "{:20} {lines:>8} {:>6} ms",
            folder.file_name().unwrap_or_default().to_string_lossy(),
            parse.as_millis()
        );
        let rules = [&twenty, &on, &all].map(|engine| cost(engine).saturating_sub(facts));
        for part in [facts].into_iter().chain(rules) {
            let share = part.as_secs_f64() / parse.as_secs_f64();
            row.push_str(&format!(" {:>6} ms {share:.2}", part.as_millis()));
        }
        println!("{row}");
    }
}

/// Languages and rules of the repository.
fn catalogue() -> (Vec<LanguageSource>, Vec<RuleSource>) {
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries");
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let origin = |folder: &Path| folder.display().to_string();
    let read = |folder: &Path| -> Vec<(String, String)> {
        let file = |path: PathBuf| {
            let inside = path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
            Some((inside, std::fs::read_to_string(path).ok()?))
        };
        files(folder).into_iter().filter_map(file).collect()
    };
    let folders = |folder: &Path| entries(folder).into_iter().filter(|entry| entry.is_dir());
    let languages = folders(&queries.join("languages")).map(|folder| LanguageSource {
        name: name(&folder),
        origin: origin(&folder),
        files: read(&folder),
    });
    let rules = folders(&queries).filter(|family| !family.ends_with("languages")).flat_map(|family| {
        let rule = |folder: PathBuf| RuleSource {
            family: name(&family),
            name: name(&folder),
            origin: origin(&folder),
            files: read(&folder),
        };
        folders(&family).map(rule).collect::<Vec<_>>()
    });
    (languages.collect(), rules.collect())
}

/// The files whose language is known, by their path in the folder.
fn sources(engine: &Engine, folder: &Path) -> Vec<(String, String)> {
    let source = |path: PathBuf| {
        let inside = path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        engine.language_of(&inside)?;
        Some((inside, std::fs::read_to_string(path).ok()?))
    };
    files(folder).into_iter().filter_map(source).collect()
}

/// Everything below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .flat_map(|entry| if entry.is_dir() { files(&entry) } else { vec![entry] })
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| !path.is_symlink()).collect();
    paths.sort();
    paths
}

fn parse(engine: &Engine, files: &[(String, String)]) -> Vec<Document> {
    let mut analyzer = Analyzer::new(engine);
    let mut parse = |(path, text): &(String, String)| {
        let mut document = Document::new(engine.language_of(path)?, text);
        analyzer.parse(&mut document, None);
        Some(document)
    };
    files.iter().filter_map(&mut parse).collect()
}

fn analyse(engine: &Engine, files: &[(String, String)], parsed: &[Document]) {
    let mut analyzer = Analyzer::new(engine);
    let rules = engine.select(|_| true);
    for ((path, _), document) in files.iter().zip(parsed) {
        let input = FileInput { path, is_declared_test: false, rules: &rules };
        std::hint::black_box(analyzer.analyze(document, &input, None, None));
    }
}

fn least(mut run: impl FnMut()) -> Duration {
    let mut timed = || {
        let before = cpu_time();
        run();
        cpu_time() - before
    };
    (0..RUNS).map(|_| timed()).min().unwrap_or_default()
}

/// CPU time of this thread; where the system does not tell, the time of day has to do.
fn cpu_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::LazyLock<std::time::Instant> =
            std::sync::LazyLock::new(std::time::Instant::now);
        START.elapsed()
    }
}
