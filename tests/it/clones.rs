//! Duplicated code: found across files, kept up as files change, the same whatever the order of the edits.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use thinktwice::workspace::across::Across;
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice::workspace::clones::Clones;
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::FileFacts;
use thinktwice_engine::{Analyzer, Engine, FileInput, RuleSelection};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut catalogue = Catalogue::embedded();
    catalogue.rules.retain(|rule| rule.family == "duplication");
    Engine::new(&catalogue.languages, &catalogue.rules).0
});

fn facts(engine: &Engine, path: &str, text: &str) -> Arc<FileFacts> {
    let mut document = Document::new(engine.language_of(path).unwrap(), text);
    let mut analyzer = Analyzer::new(engine);
    analyzer.parse(&mut document, None);
    let rules = RuleSelection::default();
    analyzer.analyze(&document, &FileInput { path, is_declared_test: false, rules: &rules }, None, None).facts
}

fn shared(path: &str) -> Arc<Path> {
    Arc::from(Path::new(path))
}

/// What is reported in each file: function, other places.
fn reports(clones: &Clones, engine: &Engine, paths: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for path in paths {
        for finding in clones.findings(Path::new(path), engine) {
            let mut places: Vec<String> = finding
                .related
                .iter()
                .map(|place| {
                    format!("{:?} {:?}", place.path.as_deref().unwrap_or(Path::new(path)), place.span)
                })
                .collect();
            places.sort();
            lines.push(format!(
                "{path} {:?} {} {}: {places:?}",
                finding.span, finding.rule.name, finding.message
            ));
        }
    }
    lines
}

const TOTAL: &str = "
def NAME(VAR):
    total = 0
    for row in VAR:
        if row.is_cancelled:
            continue
        total += row.price * row.count
        notify(row, total)
    return round(total, LITERAL)
";

fn total(name: &str, variable: &str, literal: &str) -> String {
    TOTAL.replace("NAME", name).replace("VAR", variable).replace("LITERAL", literal)
}

#[test]
fn an_edit_of_one_file_changes_what_another_one_shows() {
    let clones = Clones::default();
    let (a, b) = (shared("/w/app/a.py"), shared("/w/util/b.py"));
    clones.swap(&a, Some(&facts(&ENGINE, "app/a.py", &total("sum_up", "rows", "2"))));
    clones.swap(&b, Some(&facts(&ENGINE, "util/b.py", &total("amount", "lines", "3"))));
    let found = clones.findings(&a, &ENGINE);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "`sum_up` does the same as `amount` in util/b.py");
    assert_eq!(found[0].related[0].path.as_deref(), Some(&*b));

    let edited = total("amount", "lines", "3").replace("row.price * row.count", "row.weight()");
    let touched = clones.swap(&b, Some(&facts(&ENGINE, "util/b.py", &edited)));
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert!(clones.findings(&a, &ENGINE).is_empty());

    let moved = format!("import os\n\n{}", total("amount", "lines", "3"));
    let touched = clones.swap(&b, Some(&facts(&ENGINE, "util/b.py", &moved)));
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert_eq!(clones.findings(&a, &ENGINE)[0].related[0].span.of(&moved), "amount");

    let touched = clones.swap(&b, None);
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert!(clones.findings(&a, &ENGINE).is_empty());
}

#[test]
fn a_place_that_moves_or_is_renamed_is_shown_where_it_is() {
    let clones = Clones::default();
    let (a, b) = (shared("/w/a.py"), shared("/w/b.py"));
    clones.swap(&a, Some(&facts(&ENGINE, "a.py", &total("sum_up", "rows", "2"))));
    clones.swap(&b, Some(&facts(&ENGINE, "b.py", &total("amount", "rows", "2"))));
    assert_eq!(clones.findings(&a, &ENGINE)[0].message, "`sum_up` does the same as `amount` in b.py");
    let renamed = format!("# moved down\n{}", total("total", "rows", "2"));
    assert_eq!(clones.swap(&b, Some(&facts(&ENGINE, "b.py", &renamed))), [PathBuf::from("/w/a.py")]);
    let found = clones.findings(&a, &ENGINE);
    assert_eq!(found[0].message, "`sum_up` does the same as `total` in b.py");
    assert_eq!(found[0].related[0].span.of(&renamed), "total");
}

/// Some texts of a file, so that edits make and break duplicates.
fn file() -> impl Strategy<Value = String> {
    let function = prop_oneof![
        Just(total("sum_up", "rows", "2")),
        Just(total("amount", "lines", "3")),
        Just(total("first", "rows", "2").replace("notify(row, total)", "archive(row)")),
        Just(
            total("second", "rows", "2").replace("        if row.is_cancelled:\n            continue\n", "")
        ),
        Just("\ndef short():\n    return 1\n".to_string()),
        Just("\nclass Orders:\n    limit = 3\n".to_string()),
    ];
    proptest::collection::vec(function, 0..4).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_edits_does_not_show(edits in proptest::collection::vec((0usize..4, proptest::option::of(file())), 1..12), asks in proptest::collection::vec(any::<bool>(), 12)) {
            let paths = ["/w/a.py", "/w/b.py", "/w/c/d.py", "/w/c/test_e.py"];
        let edited = Clones::default();
        let mut last: Vec<Option<Arc<FileFacts>>> = vec![None; paths.len()];
        for ((file, text), ask) in edits.iter().zip(&asks) {
            let new = text.as_ref().map(|text| facts(&ENGINE, &paths[*file][3..], text));
            let shown = reports(&edited, &ENGINE, &paths[..if *ask { 4 } else { 0 }]);
            let touched = edited.swap(&shared(paths[*file]), new.as_ref());
            last[*file] = new;
            if *ask {
                // What did not count as touched has not changed.
                let quiet: Vec<&str> = paths.iter().copied().filter(|path| *path != paths[*file] && !touched.contains(&PathBuf::from(path))).collect();
                let before: Vec<String> = shown.into_iter().filter(|line| quiet.iter().any(|path| line.starts_with(&format!("{path} ")))).collect();
                prop_assert_eq!(before, reports(&edited, &ENGINE, &quiet));
            }
        }
        let fresh = Clones::default();
        for (path, facts) in paths.iter().zip(&last) {
            fresh.swap(&shared(path), facts.as_ref());
        }
        prop_assert_eq!(reports(&edited, &ENGINE, &paths), reports(&fresh, &ENGINE, &paths));
    }
}
