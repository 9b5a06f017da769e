//! The same bytes give the same findings, however they came about: typed, read at once by an editor, or from disk.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use thinktwice::judge::{Options, Overrides, Profile, Review};
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::rule::Rule;

use crate::support::Workspace;

/// An edit: where (in thousandths of the text), how much goes, what comes.
type Edit = (usize, usize, String);

/// Pieces that change what the code around them means.
const PIECES: [&str; 16] = [
    "",
    "\n",
    "    ",
    "x",
    "é",
    "(",
    ")",
    "\"",
    "# why this is fine here\n",
    "import os\n",
    "def test_a():\n    ",
    "try:\n    pass\nexcept Exception:\n    pass\n",
    "// for now\n",
    "#[cfg(test)]\nmod tests {",
    "}",
    "use std::fs;\n",
];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let piece = prop::sample::select(PIECES.to_vec()).prop_map(str::to_string);
    prop::collection::vec((0..1000usize, 0..40usize, piece), 1..8)
}

/// Texts with many findings: the examples of the rules' pages.
fn texts(language: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    for source in Catalogue::embedded().rules {
        let rule = Rule::load(&source).unwrap();
        for example in rule.examples().unwrap().into_iter().filter(|example| example.language == language) {
            for file in example.files {
                // A few rules' examples in one file, so that imports and names of one meet those of others.
                if texts.last().is_none_or(|text| text.len() > 6_000) {
                    texts.push(String::new());
                }
                texts.last_mut().unwrap().push_str(&format!("{}\n\n", file.text));
            }
        }
    }
    texts
}

fn open(workspace: &Workspace) -> Review {
    let overrides = Overrides { profile: Some(Profile::Strict), ..Overrides::default() };
    let review = Review::open(vec![workspace.root()], Options { overrides, ..Options::default() }).0;
    review.index(&[], 1, &|_, _| {}, &AtomicBool::new(false));
    review
}

/// Everything of the findings that a person can see.
fn shown(review: &Review, path: &Path) -> Vec<String> {
    let findings = review.findings(path);
    let show = |finding: &thinktwice_engine::finding::Finding| {
        let span = finding.span;
        format!("{}..{} {} {} {}", span.start, span.end, finding.level, finding.rule.name, finding.message)
    };
    findings.iter().map(show).collect()
}

fn typed_and_fresh_and_from_disk_agree(language: &str, file: &str) {
    let workspace = Workspace::new(&[]);
    let path = workspace.root().join(file);
    let (typing, fresh, disk) = (open(&workspace), open(&workspace), open(&workspace));
    let texts = texts(language);
    let strategy = (0..texts.len(), edits());
    // The same edits each time, so that nobody's change fails by chance; PROPTEST_CASES=500 looks for new ones.
    let is_search = std::env::var_os("PROPTEST_CASES").is_some();
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = if is_search {
        TestRunner::new(config)
    } else {
        let source = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(Config { cases: 24, ..config }, source)
    };
    let outcome = runner.run(&strategy, |(text, edits)| {
        let mut parser = tree_sitter::Parser::new();
        let known = typing.language_of(&path).unwrap();
        let mut document = Document::new(known, &texts[text]);
        document.parse(&mut parser, None);
        let mut analysis = typing.check_document(&path, &document, None, None).analysis;
        for (place, gone, come) in edits {
            let length = document.rope().len_bytes();
            let start = length * place / 1000;
            document.edit(start..(start + gone).min(length), &come);
            document.parse(&mut parser, None);
            analysis = typing.check_document(&path, &document, Some(&Arc::clone(&analysis)), None).analysis;
        }
        let afresh = fresh.check_document(&path, &document, None, None).analysis;
        let now = document.rope().to_string();
        prop_assert_eq!(&analysis.facts, &afresh.facts, "facts, kept and found anew:\n{}", now);
        prop_assert_eq!(shown(&typing, &path), shown(&fresh, &path), "kept, and found anew:\n{}", now);
        // A server does this when typing pauses.
        if document.settle() {
            document.parse(&mut parser, None);
            analysis = typing.check_document(&path, &document, Some(&analysis), None).analysis;
        }
        let now = document.rope().to_string();
        let mut anew = Document::new(known, &now);
        anew.parse(&mut parser, None);
        let afresh = fresh.check_document(&path, &anew, None, None).analysis;
        prop_assert_eq!(&analysis.facts, &afresh.facts, "facts, typed and read at once:\n{}", now);
        workspace.write(file, now.as_bytes());
        disk.reload(&path);
        prop_assert_eq!(shown(&typing, &path), shown(&fresh, &path), "typed, and read at once:\n{}", now);
        prop_assert_eq!(shown(&fresh, &path), shown(&disk, &path), "read at once, and from disk:\n{}", now);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn in_python() {
    typed_and_fresh_and_from_disk_agree("python", "src/app.py");
}

#[test]
fn in_rust() {
    typed_and_fresh_and_from_disk_agree("rust", "src/app.rs");
}

#[test]
fn a_key_in_a_struct_looks_at_no_other_item() {
    let workspace = Workspace::new(&[]);
    let (path, review) = (workspace.root().join("shop.rs"), open(&workspace));
    let text = "pub struct Order {\n    pub name: String,\n}\n\npub enum Kind {\n    Low,\n}\n\npub struct Bill {\n    pub name: String,\n}\n";
    let mut parser = tree_sitter::Parser::new();
    let mut document = Document::new(review.language_of(&path).unwrap(), text);
    document.parse(&mut parser, None);
    let before = review.check_document(&path, &document, None, None).analysis;
    let at = text.rfind("name").unwrap();
    document.edit(at..at, "new_");
    document.parse(&mut parser, None);
    let now = review.check_document(&path, &document, Some(&before), None).analysis;
    // What was not looked at again is not told anew.
    let is_kept = |name: &str| {
        let of = |facts: &FileFacts| {
            let defined = facts.definitions.iter().find(|defined| *defined.path == *name);
            Arc::clone(&defined.unwrap().facts)
        };
        Arc::ptr_eq(&of(&before.facts), &of(&now.facts))
    };
    assert_eq!(["Order", "Kind", "Bill"].map(is_kept), [true, true, false]);
}
