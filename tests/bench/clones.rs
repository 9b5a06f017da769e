//! What duplicates cost where much code is known: `cargo bench --bench clones -- FOLDER`.
//!
//! Prints the index's memory by line, how long it takes to ask for each function anew, and how long it takes from an
//! edit to the findings of its file: with the parse and the rules of one file, and the part that duplicates have in it.
//! Times are those that the thread ran.

#![expect(clippy::print_stdout, reason = "a table for whoever runs it")]

mod corpus;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thinktwice::Allocator;
use thinktwice::workspace::across::{Across, Question};
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice::workspace::clones::bodies::{Asked, Bodies, Bounds, Scratch};
use thinktwice::workspace::clones::limits::Limits;
use thinktwice::workspace::clones::{Clones, kept};
use thinktwice::workspace::source;
use thinktwice_engine::document::Document;
use thinktwice_engine::{Analyzer, Engine, FileAnalysis, FileInput, RuleSelection};

/// The program's own.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// So many files are edited, from all over the folder.
const EDITED: usize = 1000;

fn main() {
    // Cargo adds `--bench`.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = folder.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("server"), PathBuf::from);
    let Catalogue { languages, rules } = Catalogue::embedded();
    let (engine, _) = Engine::new(&languages, &rules);
    let mut analyzer = Analyzer::new(&engine);

    let clones = Clones::default();
    let mut bodies = Bodies::default();
    let mut lines = 0;
    let files = corpus::files(&folder);
    let files: Vec<&PathBuf> = files.iter().filter(|path| read(&engine, path).is_some()).collect();
    for path in &files {
        let Some(mut document) = read(&engine, path) else { continue };
        lines += document.rope().len_lines();
        analyzer.parse(&mut document, None);
        let facts = Arc::new(kept(&analyze(&mut analyzer, path, &document, None).facts));
        for function in &facts.functions {
            bodies.add(
                Arc::clone(&function.clone_tokens),
                u32::from(path.extension().is_some_and(|it| it == "rs")),
                &mut Vec::new(),
            );
        }
        clones.swap(&Arc::from(path.as_path()), Some(&facts));
    }
    bodies.settle();
    let limits = Limits::default();
    let ask = |path: &Path| {
        clones.findings(&Question {
            path,
            engine: &engine,
            limits: &limits,
            text: &|path| source::read(path).ok(),
            is_on: &|_| true,
            is_changed: &|_| true,
        })
    };
    // The first question sorts what was read.
    files.first().into_iter().for_each(|path| drop(ask(path)));
    let count = bodies.count();
    println!("{} files, {lines} lines, {count} functions", files.len());
    println!("memory                 {:.1} bytes a line", clones.bytes() as f64 / lines as f64);

    let mut scratch = Scratch::default();
    let questions = (0..count as u32).map(|body| {
        timed(|| {
            bodies.matches(body, &Bounds::default(), &|_| Asked::All, &mut scratch);
        })
    });
    println!("one function asked     {}", shares(questions.collect()));

    let (mut edits, mut parts) = (Vec::new(), Vec::new());
    for path in files.iter().step_by((files.len() / EDITED).max(1)) {
        let Some(mut document) = read(&engine, path) else { continue };
        analyzer.parse(&mut document, None);
        let before = analyze(&mut analyzer, path, &document, None);
        let text = document.rope().to_string();
        // The last line of the function in the middle is written twice.
        let Some(function) = before.facts.functions.get(before.facts.functions.len() / 2) else { continue };
        let end = function.body_span.end as usize;
        let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
        let line = format!("{}\n", &text[start..end]);
        let shared = Arc::from(path.as_path());
        clones.swap(&shared, Some(&before.facts));
        ask(path);
        let mut part = 0.0;
        edits.push(timed(|| {
            document.edit(start..start, &line);
            analyzer.parse(&mut document, None);
            let after = analyze(&mut analyzer, path, &document, Some(&before));
            part = timed(|| {
                clones.swap(&shared, Some(&after.facts));
                ask(path);
            });
        }));
        parts.push(part);
        clones.swap(&shared, Some(&Arc::new(kept(&before.facts))));
    }
    println!("edit to findings       {}", shares(edits));
    println!("duplicates' part of it {}", shares(parts));
}

/// A file whose language is known.
fn read(engine: &Engine, path: &Path) -> Option<Document> {
    let language = engine.language_of(path.to_str()?)?;
    source::read(path).ok().map(|text| Document::new(language, &text))
}

fn analyze(
    analyzer: &mut Analyzer<'_>,
    path: &Path,
    document: &Document,
    before: Option<&FileAnalysis>,
) -> FileAnalysis {
    let rules = RuleSelection::default();
    let input = FileInput { path: &path.display().to_string(), is_declared_test: false, rules: &rules };
    analyzer.analyze(document, &input, before, None)
}

/// Seconds that some work takes.
fn timed(work: impl FnOnce()) -> f64 {
    let start = corpus::cpu();
    work();
    corpus::cpu() - start
}

fn shares(mut times: Vec<f64>) -> String {
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (times.len() as f64 * share) as usize;
        times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    let shown = [("half", 0.5), ("95 %", 0.95), ("99 %", 0.99), ("all", 1.0)]
        .map(|(name, share)| format!("{name} within {:.2} ms", at(share) * 1e3));
    format!("{} of {}", shown.join(", "), times.len())
}
