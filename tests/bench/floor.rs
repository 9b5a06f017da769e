//! What parsing alone costs: the floor under every figure of `tests/bench/performance.py`, which runs this. Prints seconds
//! of CPU on one core.
//!
//!     cargo bench --bench floor -- scan FOLDER...   parses all files below, once
//!     cargo bench --bench floor -- edit FILE...     the median of reparsing a file after a keystroke, in its middle

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot read its input has nothing to say")]
#![allow(clippy::print_stdout, reason = "figures are printed")]

mod corpus;

use std::fs;
use std::path::Path;

use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::Engine;
use thinktwice_engine::document::Document;
use thinktwice_engine::language::Language;
use tree_sitter::Parser;

/// Keystrokes whose median is taken.
const KEYSTROKES: usize = 41;

fn main() {
    let (engine, _) = Engine::new(&Catalogue::embedded().languages, &[]);
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((what, paths)) = arguments.split_first() else { return };
    for path in paths {
        let path = Path::new(path);
        let seconds = if what == "edit" { edit(&engine, path) } else { scan(&engine, path) };
        println!("{seconds:.6} {}", path.display());
    }
}

fn scan(engine: &Engine, folder: &Path) -> f64 {
    let mut parser = Parser::new();
    let mut spent = 0.0;
    for path in corpus::files(folder) {
        let Some(language) = language(engine, &path) else { continue };
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let begun = corpus::cpu();
        Document::new(language, &text).parse(&mut parser, None);
        spent += corpus::cpu() - begun;
    }
    spent
}

fn edit(engine: &Engine, file: &Path) -> f64 {
    let text = fs::read_to_string(file).unwrap();
    let mut parser = Parser::new();
    let mut document = Document::new(language(engine, file).unwrap(), &text);
    document.parse(&mut parser, None);
    let middle =
        text[text.len() / 2..].find("self.").or(text[text.len() / 2..].find("self")).unwrap_or_default();
    let at = text.len() / 2 + middle + 4;
    let mut times: Vec<f64> = (0..KEYSTROKES)
        .map(|number| {
            let begun = corpus::cpu();
            document.edit(at + number..at + number, "x");
            document.parse(&mut parser, None);
            corpus::cpu() - begun
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[KEYSTROKES / 2]
}

fn language(engine: &Engine, path: &Path) -> Option<Language> {
    engine.language_of(path.to_str()?)
}
