//! Files that others write: rules, configurations, manifests, notebooks, reports, notes, decisions, patches.

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use thinktwice::judge::change::Patch;
use thinktwice::judge::decisions::file;
use thinktwice::judge::provenance::Note;
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice::workspace::config::Config;
use thinktwice::workspace::graph::coverage::files_of;
use thinktwice::workspace::notebook::Notebook;
use thinktwice::workspace::packages::manifest::read;
use thinktwice_engine::document::Document;
use thinktwice_engine::rule::{Rule, RuleSource};
use thinktwice_engine::{Analyzer, Engine, FileInput};

use crate::document::ENGINE;
use crate::input::Input;

/// No rule takes so long on the samples, whatever it says.
const LONGEST_RULE: Duration = Duration::from_secs(5);

const SAMPLES: [(&str, &str); 2] = [
    (
        "python",
        "import os\nclass A(B):\n    def f(self, a=[], *b):\n        try:\n            return [x for x in a if x]\n        \
         except (E, F) as error:\n            pass\n@d\nasync def g() -> None:\n    with open('a') as f:\n        \
         print(f'{f.read()!r}')\n        await h(1, k=2)\n",
    ),
    (
        "rust",
        "use std::fs;\n/// Doc.\n#[derive(Debug)]\npub struct A<T> { a: Vec<T> }\nimpl<T> A<T> {\n    fn f(&self) -> \
         Result<u8, E> {\n        let x = g()?; // why\n        match x { Ok(v) => v.unwrap(), Err(_) => {} }\n        \
         println!(\"{}\", x);\n        unsafe { h(x as u8) }\n    }\n}\n",
    ),
];

/// `rule.md`, and the patterns for one language. What loads is run, and ends by itself or at its deadline.
pub(crate) fn rule(data: &[u8]) {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);
    let mut input = Input::new(data);
    let (language, text) = *input.choose(&SAMPLES);
    let source = RuleSource {
        family: "workspace".to_string(),
        name: "fuzzed".to_string(),
        origin: "fuzzed".to_string(),
        files: vec![("rule.md".to_string(), input.text()), (format!("{language}.scm"), input.text())],
    };
    if let Ok(rule) = Rule::load(&source) {
        let _ = rule.examples();
    }
    let (engine, _) = Engine::new(&CATALOGUE.languages, &[source]);
    let known = engine.language_named(language).expect("a language");
    let rules = engine.select(|_| true);
    let mut document = Document::new(known, text);
    let mut analyzer = Analyzer::new(&engine);
    analyzer.parse(&mut document, None);
    let begun = Instant::now();
    let file = FileInput { path: "src/app", is_declared_test: false, rules: &rules };
    let _ = analyzer.analyze(&document, &file, None, Some(begun + Duration::from_millis(200)));
    assert!(begun.elapsed() < LONGEST_RULE, "a rule did not end at its deadline");
}

/// What describes a project, by the first byte: its configuration, a manifest or lock file, a notebook.
pub(crate) fn project(data: &[u8]) {
    let Some((&kind, data)) = data.split_first() else { return };
    [config, manifest, notebook][usize::from(kind) % 3](data);
}

/// What tools and people leave beside the code, by the first byte: a coverage report, a note, a decision, a patch.
pub(crate) fn record(data: &[u8]) {
    let Some((&kind, data)) = data.split_first() else { return };
    [coverage, note, decision, patch][usize::from(kind) % 4](data);
}

/// `thinktwice.toml`, or `pyproject.toml`.
fn config(data: &[u8]) {
    let mut input = Input::new(data);
    let is_shared = input.byte() % 2 == 1;
    let text = input.text();
    if let Err(problems) = Config::parse("fuzzed", &text, is_shared, ENGINE.rules()) {
        assert!(!problems.is_empty(), "a refused configuration says why");
    }
}

/// Manifests and lock files of all kinds. Every entry has its name's place in the text.
fn manifest(data: &[u8]) {
    const NAMES: [&str; 14] = [
        "Cargo.toml",
        "Cargo.lock",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "noxfile.py",
        "tox.ini",
        "Pipfile",
        "Pipfile.lock",
        "poetry.lock",
        "uv.lock",
        "environment.yml",
        "requirements.txt",
        "requirements/dev.in",
    ];
    let mut input = Input::new(data);
    let name = *input.choose(&NAMES);
    let text = input.text();
    let manifest = read(Path::new(name), &text).expect("a file that is read");
    for entry in &manifest.entries {
        let (start, end) = (entry.span.start as usize, entry.span.end as usize);
        assert!(text.get(start..end).is_some(), "{name}: {} has no place in the text", entry.name);
    }
}

/// A notebook. Every line of its text comes from somewhere in the file.
fn notebook(data: &[u8]) {
    let json = String::from_utf8_lossy(data);
    let Ok(notebook) = Notebook::read(&json) else { return };
    let lines = json.matches('\n').count() as u32 + 1;
    for line in 0..notebook.text.lines().count() as u32 {
        let origin = notebook.origin(line).expect("every line has an origin");
        assert!(
            origin.cell > 0 && origin.line > 0 && origin.file_line <= lines,
            "{origin:?} of {lines} lines"
        );
    }
}

/// A coverage report of any kind.
fn coverage(data: &[u8]) {
    files_of(data, Path::new("/nowhere"));
}

/// A note of git-ai.
fn note(data: &[u8]) {
    if let Ok(note) = Note::parse(&String::from_utf8_lossy(data)) {
        note.tool_lines();
        note.by("src/a.rs", 2);
    }
}

/// The file of a decision. What is read and written again is read as the same.
fn decision(data: &[u8]) {
    let path = Path::new("decisions/fuzzed/1.md");
    let Ok(decision) = file::read(&String::from_utf8_lossy(data), "fuzzed", path) else { return };
    let written = file::write(&decision);
    let again = file::read(&written, "fuzzed", path).expect("what was written can be read");
    assert_eq!(file::write(&again), written);
}

/// A patch, and a text that it may have been applied to.
fn patch(data: &[u8]) {
    let mut input = Input::new(data);
    let (patch, text) = (input.text(), input.text());
    let Ok(patch) = Patch::parse(&patch) else { return };
    for path in patch.paths() {
        let _ = patch.change(path, &text);
    }
}
