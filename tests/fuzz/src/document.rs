//! Texts and edits: what was typed is found like what was opened.

use std::sync::{Arc, LazyLock};

use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::document::Document;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::{Analyzer, Engine, FileAnalysis, FileInput, RuleSelection};

use crate::input::Input;

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded();
    Engine::new(&catalogue.languages, &catalogue.rules).0
});

static ALL_RULES: LazyLock<RuleSelection> = LazyLock::new(|| ENGINE.select(|_| true));

/// Pieces that change what the code around them means.
const PIECES: [&str; 24] = [
    "",
    "\n",
    "    ",
    "x",
    "é",
    "😀",
    "\r",
    "\r\n",
    "\u{2028}",
    "\0",
    "(",
    ")",
    "[",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'",
    "# why this is fine here\n",
    "import os\n",
    "def test_a():\n    ",
    "try:\n    pass\nexcept Exception:\n    pass\n",
    "#[cfg(test)]\nmod tests {",
    "use std::fs;\n",
];

/// A language, a text, and up to eight edits of it. After the edits, findings and facts are those of a fresh reading.
pub(crate) fn typed_is_fresh(data: &[u8]) {
    let mut input = Input::new(data);
    let (name, path) = *input.choose(&[("python", "src/app.py"), ("rust", "src/app.rs")]);
    let text = input.text();
    // Work grows with the text; what breaks in a long one breaks in a short one.
    if text.len() > 4_000 {
        return;
    }
    let language = ENGINE.language_named(name).expect("a language");
    let file = FileInput { path, is_declared_test: false, rules: &ALL_RULES };
    let mut analyzer = Analyzer::new(&ENGINE);
    let mut document = Document::new(language, &text);
    analyzer.parse(&mut document, None);
    let mut typed = analyzer.analyze(&document, &file, None, None);
    for _ in 0..8 {
        if input.is_empty() {
            break;
        }
        let length = document.rope().len_bytes();
        let start = input.number() as usize % (length + 1);
        let gone = usize::from(input.byte() % 64);
        let piece = *input.choose(&PIECES);
        document.edit(start..(start + gone).min(length), piece);
        analyzer.parse(&mut document, None);
        typed = analyzer.analyze(&document, &file, Some(&typed), None);
    }
    // A server does this when typing pauses.
    if document.settle() {
        analyzer.parse(&mut document, None);
        typed = analyzer.analyze(&document, &file, None, None);
    }
    let now = document.rope().to_string();
    let mut anew = Document::new(language, &now);
    analyzer.parse(&mut anew, None);
    let fresh = analyzer.analyze(&anew, &file, None, None);
    assert_eq!(shown(&typed), shown(&fresh), "typed, and read at once:\n{now}");
    assert!(Arc::as_ref(&typed.facts) == Arc::as_ref(&fresh.facts), "facts, typed and read at once:\n{now}");
    for finding in &fresh.findings {
        let (start, end) = (finding.span.start as usize, finding.span.end as usize);
        assert!(now.get(start..end).is_some(), "{} has no place in the text", finding.rule.name);
    }
}

fn shown(analysis: &FileAnalysis) -> Vec<String> {
    let show = |finding: &Finding| {
        let span = finding.span;
        format!("{}..{} {} {} {}", span.start, span.end, finding.level, finding.rule.name, finding.message)
    };
    analysis.findings.iter().map(show).collect()
}
