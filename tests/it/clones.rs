//! Duplicated code: found across files, kept up as files change, the same whatever the order of the edits.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use thinktwice::workspace::across::{Across, Question};
use thinktwice::workspace::cache::News;
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice::workspace::clones::limits::Limits;
use thinktwice::workspace::clones::{self, Clones};
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::{Depth, FileFacts};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::{Analyzer, Engine, FileInput, RuleSelection};

use crate::support::Workspace;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut catalogue = Catalogue::embedded();
    catalogue.rules.retain(|rule| rule.family == "duplication");
    Engine::new(&catalogue.languages, &catalogue.rules).0
});

fn facts(engine: &Engine, path: &str, text: &str) -> Arc<FileFacts> {
    facts_to(Depth::Everything, engine, path, text)
}

fn facts_to(depth: Depth, engine: &Engine, path: &str, text: &str) -> Arc<FileFacts> {
    let mut document = Document::new(engine.language_of(path).unwrap(), text);
    let mut analyzer = Analyzer::new(engine).to_depth(depth);
    analyzer.parse(&mut document, None);
    let rules = RuleSelection::default();
    analyzer.analyze(&document, &FileInput { path, is_declared_test: false, rules: &rules }, None, None).facts
}

fn findings(clones: &Clones, engine: &Engine, path: &Path) -> Vec<Finding> {
    clones.findings(&Question {
        path,
        engine,
        limits: &Limits::default(),
        text: &|_| None,
        is_on: &|_| true,
        is_changed: &|_| true,
    })
}

fn shared(path: &str) -> Arc<Path> {
    Arc::from(Path::new(path))
}

/// What is reported in each file: function, other places.
fn reports(clones: &Clones, engine: &Engine, paths: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for path in paths {
        for finding in findings(clones, engine, Path::new(path)) {
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
    let found = findings(&clones, &ENGINE, &a);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "`sum_up` does the same as `amount` in util/b.py");
    assert_eq!(found[0].related[0].path.as_deref(), Some(&*b));

    let edited = total("amount", "lines", "3").replace("row.price * row.count", "row.weight()");
    let touched = clones.swap(&b, Some(&facts(&ENGINE, "util/b.py", &edited)));
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert!(findings(&clones, &ENGINE, &a).is_empty());

    let moved = format!("import os\n\n{}", total("amount", "lines", "3"));
    let touched = clones.swap(&b, Some(&facts(&ENGINE, "util/b.py", &moved)));
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert_eq!(findings(&clones, &ENGINE, &a)[0].related[0].span.of(&moved), "amount");

    let touched = clones.swap(&b, None);
    assert_eq!(touched, [PathBuf::from("/w/app/a.py")]);
    assert!(findings(&clones, &ENGINE, &a).is_empty());
}

#[test]
fn functions_that_go_and_come_back_take_no_more_memory_each_time() {
    let engine = &*ENGINE;
    let (here, there) = (shared("a.py"), shared("b.py"));
    let whole = facts(engine, "a.py", &total("total_of", "value", "1"));
    let behind_a_quote = facts(engine, "a.py", "\"\"\"\n");
    let clones = Clones::default();
    clones.swap(&here, Some(&whole));
    clones.swap(&there, Some(&facts(engine, "b.py", &total("sum_up", "number", "2"))));
    assert_eq!(findings(&clones, engine, &here).len(), 1);
    let bytes_after = |times: usize| {
        for _ in 0..times {
            clones.swap(&here, Some(&behind_a_quote));
            clones.swap(&here, Some(&whole));
        }
        clones.bytes()
    };
    assert_eq!(bytes_after(10), bytes_after(1000));
    assert_eq!(findings(&clones, engine, &here).len(), 1);
}

#[test]
fn a_place_that_moves_or_is_renamed_is_shown_where_it_is() {
    let clones = Clones::default();
    let (a, b) = (shared("/w/a.py"), shared("/w/b.py"));
    clones.swap(&a, Some(&facts(&ENGINE, "a.py", &total("sum_up", "rows", "2"))));
    clones.swap(&b, Some(&facts(&ENGINE, "b.py", &total("amount", "rows", "2"))));
    assert_eq!(findings(&clones, &ENGINE, &a)[0].message, "`sum_up` does the same as `amount` in b.py");
    let renamed = format!("# moved down\n{}", total("total", "rows", "2"));
    assert_eq!(clones.swap(&b, Some(&facts(&ENGINE, "b.py", &renamed))), [PathBuf::from("/w/a.py")]);
    let found = findings(&clones, &ENGINE, &a);
    assert_eq!(found[0].message, "`sum_up` does the same as `total` in b.py");
    assert_eq!(found[0].related[0].span.of(&renamed), "total");
}

#[test]
fn functions_of_one_name_are_told_apart_by_what_they_stand_in() {
    let clones = Clones::default();
    let (a, b) = (shared("/w/a.py"), shared("/w/b.py"));
    let inside = |class: &str| {
        let method = total("run", "rows", "2").trim().replace('\n', "\n    ");
        format!("class {class}:\n    {method}\n")
    };
    clones.swap(&a, Some(&facts(&ENGINE, "a.py", &inside("Index"))));
    clones.swap(&b, Some(&facts(&ENGINE, "b.py", &inside("Cache"))));
    assert_eq!(findings(&clones, &ENGINE, &a)[0].message, "`Index.run` does the same as `Cache.run` in b.py");
}

const BILLING: &str = r#"from datetime import datetime


def parse_when(text):
    cleaned = text.strip().lower()
    if not cleaned:
        raise ValueError("empty date")
    for pattern in DATE_PATTERNS:
        try:
            return datetime.strptime(cleaned, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(cleaned)


def bill(order):
    return parse_when(order.day)
"#;

/// The same with other names, another zone and a statement more.
fn reports_text() -> String {
    BILLING
        .replace("parse_when", "to_date")
        .replace("cleaned", "value")
        .replace("tzinfo=UTC", "tzinfo=LOCAL")
        .replace("            continue", "            log.debug(pattern)\n            continue")
        .replace("def bill(order)", "def show(row)")
        .replace("order.day", "row.day")
}

#[test]
fn a_copy_with_edits_is_told_with_what_differs() {
    let workspace = Workspace::new(&[("billing/dates.py", BILLING), ("reports/util.py", &reports_text())]);
    let run = workspace.run(&["check", "--select", "near-duplicate-block", "--fail-on", "info"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn in_a_repository_only_new_code_speaks_of_duplicates() {
    let workspace = Workspace::new(&[("billing/dates.py", BILLING), ("old/util.py", &reports_text())]);
    workspace.git(&["init", "-q"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "start"]);
    let check = || workspace.run(&["check", "--select", "near-duplicate-block", "--format", "json"]);
    let findings = |out: &str| {
        let report: serde_json::Value = serde_json::from_str(out).unwrap();
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["path"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(findings(&check().out), [] as [&str; 0]);
    workspace.write("new/util.py", reports_text().replace("log.debug", "log.info").as_bytes());
    assert_eq!(findings(&check().out), ["\"new/util.py\""]);
}

#[test]
fn limits_are_set_for_each_class_of_code() {
    let workspace = Workspace::new(&[("billing/dates.py", BILLING), ("reports/util.py", &reports_text())]);
    let count =
        || workspace.run(&["check", "--select", "duplication"]).out.matches("near-duplicate-block").count();
    assert_eq!(count(), 1);
    workspace.write("thinktwice.toml", b"[duplicates]\nblocks.similarity = 99\ntests.max-places = 1\n");
    assert_eq!(count(), 1);
    workspace.write("thinktwice.toml", b"[duplicates]\nfunctions.similarity = 97\n");
    assert_eq!(count(), 0);
    workspace.write("thinktwice.toml", b"[duplicates]\nfunctions.min-tokens = 500\n");
    assert_eq!(count(), 0);
}

#[test]
fn families_are_listed_with_a_comparison_and_totals() {
    let workspace = Workspace::new(&[
        ("billing/dates.py", BILLING),
        ("reports/util.py", &reports_text()),
        ("other/names.py", "def name(row):\n    return row.name\n"),
    ]);
    let run = workspace.run(&["duplicates"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
    let json: serde_json::Value =
        serde_json::from_str(&workspace.run(&["duplicates", "--format", "json"]).out).unwrap();
    assert_eq!(json["totals"]["duplicated_lines"], 21);
    assert_eq!(json["families"][0]["places"][1]["path"], "reports/util.py");
    let sarif: serde_json::Value =
        serde_json::from_str(&workspace.run(&["duplicates", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "near-duplicate-block");
    let page = workspace.run(&["duplicates", "--format", "html"]).out;
    assert!(page.contains("<svg") && page.contains("to_date"), "{page}");
    assert!(!page.contains("://"), "a page that needs nothing from elsewhere");
    for quiet in [["--similarity", "99"], ["--min-tokens", "400"]] {
        let run = workspace.run(&[&["duplicates"][..], &quiet].concat());
        assert_eq!(run.out, "no duplicates in 3 files (37 lines)\n");
    }
    assert_eq!(workspace.run(&["duplicates", "--similarity", "20"]).code, 2);
}

#[test]
fn tests_that_repeat_tests_are_listed_where_they_are_asked_for_or_all_there_is() {
    let tests = reports_text();
    let example = "\
def main(path, limit):
    settings = load_settings(path)
    client = Client(settings.host, token=settings.token)
    for order in client.orders(limit=limit):
        if order.is_open and order.total > settings.least:
            client.send(order.customer, render(order, settings.language))
            print(order.number, order.total)
    client.close()
";
    let project = "[project]\nname = \"app\"\n";
    let workspace = Workspace::new(&[
        ("app/dates.py", BILLING),
        ("app/times.py", BILLING),
        ("app/pyproject.toml", project),
        ("tests/test_a.py", &tests),
        ("tests/test_b.py", &tests),
        ("examples/small/a.py", example),
        ("examples/large/b.py", example),
    ]);
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = workspace.run(&[&["duplicates", "--format", "json"], arguments].concat());
        serde_json::from_str(&run.out).unwrap()
    };
    let families = |report: &serde_json::Value| -> Vec<Vec<String>> {
        let paths = |family: &serde_json::Value| {
            let places = family["places"].as_array().unwrap().iter();
            places.map(|place| place["path"].as_str().unwrap().to_owned()).collect()
        };
        report["families"].as_array().unwrap().iter().map(paths).collect()
    };
    let (a, b) = ("tests/test_a.py", "tests/test_b.py");
    let (dates, times) = ("app/dates.py", "app/times.py");
    let usual = json(&[]);
    assert_eq!(families(&usual), [[dates, times]], "{usual:#}");
    assert_eq!(usual["totals"]["leaves_out_tests"], true);
    assert_eq!(
        usual["totals"]["lines"],
        [BILLING, BILLING, project].map(|text| text.lines().count()).iter().sum::<usize>()
    );
    let said = workspace.run(&["duplicates"]).out;
    assert!(said.ends_with("Tests and examples are left out; `--tests` reads them too.\n"), "{said}");
    let of_tests = [[a.to_owned(), b.to_owned()]];
    let with_tests = families(&json(&["--tests"]));
    assert!(with_tests.iter().any(|family| family.ends_with(&of_tests[0])), "{with_tests:?}");
    assert!(with_tests.iter().any(|family| family[0].starts_with("examples/")), "{with_tests:?}");
    let of_all = [dates, times, a, b].map(str::to_owned);
    assert!(with_tests.contains(&of_all.to_vec()), "tests that repeat the code: {with_tests:?}");
    assert_eq!(families(&json(&["tests"])), of_tests);
    assert_eq!(json(&["tests"])["totals"]["leaves_out_tests"], false);
}

#[test]
fn other_folders_are_compared_with_and_not_reported_for_themselves() {
    let workspace = Workspace::new(&[
        ("app/dates.py", BILLING),
        ("lib/a.py", &reports_text()),
        ("lib/b.py", &total("sum_up", "rows", "2")),
        ("lib/c.py", &total("amount", "lines", "3")),
    ]);
    let families = |arguments: &[&str]| {
        let run = workspace.run(&[&["duplicates", "--format", "json"], arguments].concat());
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        json["families"].as_array().unwrap().len()
    };
    assert_eq!(families(&["app"]), 0);
    assert_eq!(families(&["app", "--across", "lib"]), 1);
    assert_eq!(families(&["app", "lib"]), 2);
}

const LOAD: &str = r#"
def load(path, limit):
    rows = read_rows(path)
    kept = []
    for row in rows:
        if row.is_empty():
            skipped.append(row.number)
            continue
        value = parse_price(row.cells[2])
        if value > limit:
            warn_about(row.number, value)
        kept.append(make_entry(row.name, value))
    store_entries(kept, path)
    for first, second in pairwise(kept):
        if first.price == second.price:
            merge(first, second)
    with open_report(path) as report:
        report.header("prices", len(kept))
        report.footer(today())
"#;

#[test]
fn a_run_is_found_though_what_it_calls_reads_and_builds_was_renamed() {
    let renamed = [
        ("read_rows", "fetch_lines"),
        ("is_empty", "is_blank"),
        ("number", "index"),
        ("parse_price", "to_amount"),
        ("cells", "fields"),
        ("warn_about", "note"),
        ("make_entry", "build_item"),
        ("row.name", "row.label"),
        ("store_entries", "save_items"),
    ];
    let run = LOAD.split("    for first").next().unwrap();
    let copy = renamed.iter().fold(run.to_owned(), |text, (from, to)| text.replace(from, to));
    let copy = copy
        .replace("def load(", "def take_in(")
        .replace("    rows = ", "    check(path)\n    rows = ")
        + "    while not queue.is_done():\n        queue.step(kept.pop())\n    return queue.result(timeout=30)\n";
    let clones = Clones::default();
    let (a, b) = (shared("/w/a.py"), shared("/w/b.py"));
    clones.swap(&a, Some(&facts(&ENGINE, "a.py", LOAD)));
    clones.swap(&b, Some(&facts(&ENGINE, "b.py", &copy)));
    let found = findings(&clones, &ENGINE, &a);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(&*found[0].rule.name, "near-duplicate-block");
    assert!(found[0].span.of(LOAD).contains("warn_about"), "{:?}", found[0].span.of(LOAD));
}

#[test]
fn what_is_kept_of_a_file_finds_the_same() {
    // Constructors that only fill an object may repeat each other, those that do more may not.
    let constructors = |class: &str, value: &str| {
        let fields = "abcdefghijklmnop".chars();
        let fields: String =
            fields.map(|field| format!("        self.{field} = {value}row.{field}\n")).collect();
        format!("class {class}:\n    def __init__(self, row):\n{fields}")
    };
    let filling = constructors("Plain", "") + &constructors("Simple", "");
    let reading = constructors("Deep", "1 + read(row) + ") + &constructors("Long", "1 + read(row) + ");
    let texts = [
        ("/w/a.py", BILLING.to_owned()),
        ("/w/b.py", reports_text()),
        ("/w/c.py", LOAD.to_owned()),
        ("/w/filling.py", filling),
        ("/w/reading.py", reading),
    ];
    let (read, kept) = (Clones::default(), Clones::default());
    for (path, text) in &texts {
        let facts = facts(&ENGINE, &path[3..], text);
        read.swap(&shared(path), Some(&facts));
        let needed = facts_to(clones::DEPTH, &ENGINE, &path[3..], text);
        kept.swap(&shared(path), Some(&Arc::new(clones::kept(&needed))));
    }
    let families = |clones: &Clones| {
        let text = |path: &Path| {
            texts.iter().find(|(known, _)| Path::new(known) == path).map(|(_, text)| text.clone())
        };
        clones.families(&Limits::default(), &text)
    };
    let found = families(&read);
    let constructors: Vec<&Path> = found
        .iter()
        .filter(|family| family.places[0].function.ends_with("__init__"))
        .map(|family| &*family.places[0].path)
        .collect();
    assert_eq!(constructors, [Path::new("/w/reading.py")], "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found, families(&kept));
}

#[test]
fn tables_that_an_interface_asks_for_are_no_duplicates() {
    let command = |name: &str, word: &str| {
        let example = |number: usize| {
            format!(
                "Example {{ text: \"{word} {number}\", code: \"{word} | run\", result: Some(Value::text(\"{word}\")) }},"
            )
        };
        let examples: String = (0..12).map(example).collect();
        format!(
            "struct {name};\nimpl Command for {name} {{\n    fn examples(&self) -> Vec<Example> {{\n        vec![{examples}]\n    }}\n}}\n"
        )
    };
    let clones = Clones::default();
    for (path, name, word) in [("/w/a.rs", "Find", "find"), ("/w/b.rs", "Rename", "rename")] {
        clones.swap(&shared(path), Some(&facts(&ENGINE, &path[3..], &command(name, word))));
    }
    assert_eq!(reports(&clones, &ENGINE, &["/w/a.rs", "/w/b.rs"]), [] as [&str; 0]);
}

#[test]
fn lists_that_are_written_as_statements_are_no_duplicates() {
    let options = |names: [&str; 6]| {
        let option = |name: &str| {
            format!(
                "    parser.add_argument(\"--{name}\", default=None, action=\"store_true\", help=\"{name} it\")\n"
            )
        };
        let all: String = names.map(option).concat();
        format!(
            "class Command(Base):\n    def add_arguments(self, parser):\n{}",
            all.replace("    parser", "        parser")
        )
    };
    let tail = "        return self.checked(parser, self.kinds, known=True)\n        self.note(parser)\n";
    let clones = Clones::default();
    for (path, text) in [
        ("/w/a.py", options(["all", "fast", "deep", "dry", "quiet", "force"])),
        ("/w/b.py", options(["keep", "wide", "long", "plain", "sorted", "raw"]) + tail),
    ] {
        clones.swap(&shared(path), Some(&facts(&ENGINE, &path[3..], &text)));
    }
    assert_eq!(reports(&clones, &ENGINE, &["/w/a.py", "/w/b.py"]), [] as [&str; 0]);
}

#[test]
fn what_the_language_has_one_write_twice_for_callers_that_wait_is_no_duplicate() {
    let plain = total("total", "rows", "2");
    let waiting = |name: &str| plain.replace("def total", &format!("async def {name}"));
    for (name, count) in [("atotal", 0), ("total_async", 0), ("amount", 2)] {
        let clones = Clones::default();
        let text = format!("{plain}\n\n{}", waiting(name));
        clones.swap(&shared("/w/a.py"), Some(&facts(&ENGINE, "a.py", &text)));
        assert_eq!(reports(&clones, &ENGINE, &["/w/a.py"]).len(), count, "{name}");
    }
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
        Just(BILLING.to_string()),
        Just(reports_text()),
        Just("\ndef short():\n    return 1\n".to_string()),
        Just("\nclass Orders:\n    limit = 3\n".to_string()),
    ];
    proptest::collection::vec(function, 0..4).prop_map(|parts| parts.concat())
}

#[test]
fn what_becomes_an_idiom_or_ceases_to_be_one_is_told_as_if_read_anew() {
    // The statements that all of them share make a copy of each, until so many have them that they say nothing.
    let file = |count: usize, own: &str| {
        let function = |number: usize| {
            let line = |row: usize| format!("    {own}_{number}_{row}(first, {own}_{row}_{number}.size)\n");
            let rest: String = (0..8).map(line).collect();
            format!(
                "def {own}_{number}(first):\n    frame = open_frame(first.path, mode=first.mode)\n    if frame.is_ready():\n        frame.send(encode_head(first.head), flush=True)\n    note_size(frame.size, first.limit)\n    for part in split_parts(first.body):\n        frame.append(seal(part, first.key))\n    close_frame(frame, first.reason)\n{rest}\n"
            )
        };
        (0..count).map(function).collect::<String>()
    };
    let (many, few) = (shared("/w/many.py"), shared("/w/few.py"));
    let paths = ["/w/few.py"];
    let edited = Clones::default();
    let few_facts = facts(&ENGINE, "few.py", &file(2, "few"));
    edited.swap(&few, Some(&few_facts));
    let mut told = Vec::new();
    for count in [198, 199, 200, 198, 150] {
        let many_facts = facts(&ENGINE, "many.py", &file(count, "many"));
        edited.swap(&many, Some(&many_facts));
        let fresh = Clones::default();
        fresh.swap(&many, Some(&many_facts));
        fresh.swap(&few, Some(&few_facts));
        let found = reports(&edited, &ENGINE, &paths);
        assert_eq!(found, reports(&fresh, &ENGINE, &paths), "{count}");
        told.push(!found.is_empty());
    }
    assert_eq!(told, [true, false, false, true, true]);
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

    #[test]
    fn whom_news_do_not_concern_is_told_what_he_was(states in proptest::collection::vec((proptest::option::of(file()), proptest::option::of(file()), any::<bool>()), 4)) {
        let paths = ["/w/a.py", "/w/b.py", "/w/c/d.py", "/w/c/test_e.py"];
        let facts_of = |path: &str, text: &Option<String>| text.as_ref().map(|text| facts(&ENGINE, &path[3..], text));
        let (then, now) = (Clones::default(), Clones::default());
        let mut news = Vec::new();
        for (path, (before, after, is_edited)) in paths.iter().zip(&states) {
            let (before, after) = (facts_of(path, before), facts_of(path, if *is_edited { after } else { before }));
            then.swap(&shared(path), before.as_ref());
            now.swap(&shared(path), after.as_ref());
            if *is_edited {
                news.push(News { path: PathBuf::from(path), before });
            }
        }
        let concerned = now.concerned_by(&news);
        let quiet: Vec<&str> = paths.iter().copied().filter(|path| !concerned.contains(Path::new(path))).collect();
        prop_assert_eq!(reports(&then, &ENGINE, &quiet), reports(&now, &ENGINE, &quiet));
        let fresh = Clones::default();
        for (path, (before, after, is_edited)) in paths.iter().zip(&states) {
            fresh.swap(&shared(path), facts_of(path, if *is_edited { after } else { before }).as_ref());
        }
        prop_assert_eq!(reports(&now, &ENGINE, &paths), reports(&fresh, &ENGINE, &paths));
    }
}
