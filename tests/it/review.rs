//! The judge as the faces use it: files that change each other, and texts that an editor has and the disk has not.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use thinktwice::judge::{Options, Review};
use thinktwice_engine::document::Document;

use crate::support::Workspace;

/// A workspace with a rule against `legacy_api` that is off in tests, and its review.
fn open(files: &[(&str, &str)]) -> (Workspace, Review) {
    let workspace = Workspace::new(files);
    assert_eq!(workspace.run(&["rules", "new", "no-legacy", "--language", "rust"]).code, 0);
    let (review, problems) = Review::open(vec![workspace.root()], Options::default());
    assert_eq!(problems, []);
    index(&review);
    (workspace, review)
}

fn index(review: &Review) {
    review.index(&review.files(), 2, &|_, _| {}, &AtomicBool::new(false));
}

/// Tells the review what an editor has of a file.
fn edit(review: &Review, path: &Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut document = Document::new(review.language_of(path).unwrap(), text);
    document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
    review.check_document(path, &document, None, None).touched
}

fn count(review: &Review, path: &Path) -> usize {
    review.findings(path).iter().filter(|finding| finding.rule.name == "no-legacy").count()
}

const CALLS: &str = "pub fn load() -> u32 {\n    legacy_api(1)\n}\n";

#[test]
fn a_module_declared_for_tests_is_test_code_and_so_are_its_modules() {
    let (workspace, review) = open(&[
        ("src/lib.rs", "#[cfg(test)]\nmod helpers;\nmod real;\n"),
        ("src/helpers.rs", &format!("mod deep;\n{CALLS}")),
        ("src/helpers/deep.rs", CALLS),
        ("src/real.rs", CALLS),
    ]);
    let path = |name: &str| workspace.root().join(name);
    let counts = |review: &Review| {
        ["src/helpers.rs", "src/helpers/deep.rs", "src/real.rs"].map(|name| count(review, &path(name)))
    };
    assert_eq!(counts(&review), [0, 0, 1]);
    // The declaration is edited away, and comes back from disk.
    let touched = edit(&review, &path("src/lib.rs"), "mod helpers;\nmod real;\n");
    assert!(touched.contains(&path("src/helpers.rs")), "{touched:?}");
    assert!(touched.contains(&path("src/helpers/deep.rs")), "{touched:?}");
    assert_eq!(counts(&review), [1, 1, 1]);
    review.reload(&path("src/lib.rs"));
    assert_eq!(counts(&review), [0, 0, 1]);
    // The file that declares it goes.
    review.remove(&path("src/lib.rs"));
    assert_eq!(counts(&review), [1, 1, 1]);
}

#[test]
fn what_an_editor_has_stays_until_it_is_given_back() {
    let (workspace, review) = open(&[("src/a.rs", CALLS)]);
    let path = workspace.root().join("src/a.rs");
    assert_eq!(count(&review, &path), 1);
    edit(&review, &path, &format!("{CALLS}{}", CALLS.replace("load", "again")));
    assert_eq!(count(&review, &path), 2);
    index(&review);
    assert_eq!(count(&review, &path), 2);
    assert!(review.text(&path).unwrap().contains("again"));
    review.reload(&path);
    assert_eq!(count(&review, &path), 1);
    std::fs::remove_file(&path).unwrap();
    review.reload(&path);
    assert_eq!(review.known_files(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn files_outside_of_every_root_and_files_that_are_nowhere_are_checked_for_themselves() {
    let (_workspace, review) = open(&[]);
    let swallows =
        "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";
    for path in ["untitled/Untitled-1.py", "/nowhere/at/all.py"] {
        let path = Path::new(path);
        assert!(review.is_checked(path));
        edit(&review, path, swallows);
        let names: Vec<String> =
            review.findings(path).iter().map(|finding| finding.rule.name.clone()).collect();
        assert!(names.contains(&"swallowed-exception".to_string()), "{names:?}");
        review.remove(path);
        assert!(review.findings(path).is_empty());
    }
    assert!(!review.is_checked(Path::new("notes.txt")));
}

#[test]
fn an_ignored_file_is_not_checked_and_one_that_is_not_there_yet_is() {
    let (workspace, review) = open(&[("src/a.rs", CALLS), (".gitignore", "gen/\n"), ("gen/b.rs", CALLS)]);
    let is_checked = |name: &str| review.is_checked(&workspace.root().join(name));
    assert!(is_checked("src/a.rs") && is_checked("src/new.rs"));
    assert!(!is_checked("gen/b.rs") && !is_checked("gen/new.rs") && !is_checked("node_modules/x.rs"));
}

#[test]
fn a_changed_configuration_takes_effect_with_the_next_look() {
    let (workspace, review) = open(&[("src/a.rs", CALLS)]);
    let path = workspace.root().join("src/a.rs");
    workspace.write("thinktwice.toml", b"[rules]\nno-legacy = \"off\"\n");
    assert_eq!(review.reload_config(), []);
    index(&review);
    assert_eq!(count(&review, &path), 0);
    let said = serde_json::json!({ "rules": { "no-legacy": "hint" }, "profile": null });
    assert_eq!(review.reload_config_with(Some(said)), []);
    index(&review);
    assert_eq!(review.findings(&path)[0].level.name(), "hint");
    let problems = review.reload_config_with(Some(serde_json::json!({ "rule": {} })));
    assert_eq!(problems[0].to_string(), "editor settings: there is no key `rule`; the nearest is `rules`");
}

#[test]
fn a_part_of_a_project_is_checked_by_the_project_s_configuration() {
    let workspace = Workspace::new(&[("src/a.rs", CALLS)]);
    assert_eq!(workspace.run(&["rules", "new", "no-legacy", "--language", "rust"]).code, 0);
    let config = "[[overrides]]\npaths = [\"src/\"]\nrules = { no-legacy = \"info\" }\n";
    workspace.write("thinktwice.toml", config.as_bytes());
    let (review, problems) = Review::open(vec![workspace.root().join("src")], Options::default());
    assert_eq!(problems, []);
    index(&review);
    assert_eq!(review.findings(&workspace.root().join("src/a.rs"))[0].level.name(), "info");
}
