//! What the rules cost beside the parse, in CPU time of one thread:
//! `cargo bench --bench cost -- FOLDER...`
//!
//! Every file of the folders is parsed and analysed anew. A line says how long the parse alone took, what the facts
//! for the index cost, and what rules cost on top of the facts: twenty of them, those that are on, and all. Each
//! figure is followed by its share of the parse.

#![expect(clippy::print_stdout, reason = "a table for whoever runs it")]

mod corpus;

use std::fs;
use std::path::{Path, PathBuf};

use thinktwice::Allocator;
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::document::Document;
use thinktwice_engine::rule::{RuleSource, Status};
use thinktwice_engine::{Analyzer, Engine, FileInput};

/// The program's own.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// The least of so many runs counts: whatever else happens on the machine only adds.
const RUNS: usize = 5;

fn main() {
    // Cargo adds `--bench`.
    let mut folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).map(PathBuf::from).collect();
    if folders.is_empty() {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("server"));
    }
    let Catalogue { languages, rules } = Catalogue::embedded();
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
            milliseconds(parse)
        );
        let rules = [&twenty, &on, &all].map(|engine| cost(engine) - facts);
        for part in [facts].into_iter().chain(rules) {
            row.push_str(&format!(" {:>6} ms {:.2}", milliseconds(part), part / parse));
        }
        println!("{row}");
    }
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1e3) as u64
}

/// The files whose language is known, by their path in the folder.
fn sources(engine: &Engine, folder: &Path) -> Vec<(String, String)> {
    let source = |path: PathBuf| {
        let inside = path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        engine.language_of(&inside)?;
        Some((inside, fs::read_to_string(path).ok()?))
    };
    corpus::files(folder).into_iter().filter_map(source).collect()
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

fn least(mut run: impl FnMut()) -> f64 {
    let mut timed = || {
        let before = corpus::cpu();
        run();
        corpus::cpu() - before
    };
    (0..RUNS).map(|_| timed()).min_by(f64::total_cmp).unwrap_or_default()
}
