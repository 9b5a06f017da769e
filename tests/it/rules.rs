//! Every rule folder: it loads, its examples are as its page says, and it has near-misses.

use thinktwice::judge::examples;
use thinktwice::workspace::catalogue::Catalogue;
use thinktwice_engine::Engine;
use thinktwice_engine::page::{Expected, sections};

fn engine() -> Engine {
    let catalogue = Catalogue::embedded();
    let (engine, problems) = Engine::new(&catalogue.languages, &catalogue.rules);
    assert!(
        problems.is_empty(),
        "{}",
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
    engine
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_example_is_as_its_page_says() {
    let engine = engine();
    let mut faults = Vec::new();
    for rule in engine.rules() {
        for example in rule.examples().unwrap_or_else(|problem| panic!("{problem}")) {
            if let Some(difference) = examples::run(&engine, rule, &example) {
                let reported: Vec<String> = difference
                    .reported
                    .iter()
                    .map(|report| {
                        format!("    {}: {}: {}", report.line, report.finding.level, report.finding.message)
                    })
                    .collect();
                let expected = (&difference.expected, difference.level);
                faults.push(format!(
                    "{}:{}: expects {expected:?}, got\n{}",
                    rule.origin,
                    example.line,
                    reported.join("\n")
                ));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_rule_has_a_bad_example_and_two_near_misses_in_each_language() {
    let mut faults = Vec::new();
    for rule in engine().rules() {
        let examples = rule.examples().unwrap_or_else(|problem| panic!("{problem}"));
        for language in &rule.header.languages {
            let of_language = examples.iter().filter(|example| example.language == *language);
            let (good, bad): (Vec<_>, Vec<_>) =
                of_language.partition(|example| example.expected == Expected::Nothing);
            if good.len() < 2 || bad.is_empty() {
                faults.push(format!(
                    "{}: {language}: {} good and {} bad examples",
                    rule.origin,
                    good.len(),
                    bad.len()
                ));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_page_has_its_sections_in_order() {
    let wanted = ["What it finds", "Why it matters", "When it is fine", "Examples", "Ways out", "References"];
    let mut faults = Vec::new();
    for rule in engine().rules() {
        let titles: Vec<&str> = sections(&rule.page).iter().map(|section| section.title).collect();
        if titles != wanted {
            faults.push(format!("{}: has {titles:?}", rule.origin));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_question_asks_and_no_message_is_a_sentence_with_a_full_stop() {
    let mut faults = Vec::new();
    for rule in engine().rules() {
        if !rule.header.question.contains('?') {
            faults.push(format!("{}: the question does not ask: {}", rule.origin, rule.header.question));
        }
        if rule.header.message.ends_with('.') {
            faults.push(format!("{}: the message ends in a full stop: {}", rule.origin, rule.header.message));
        }
    }
    assert_none(&faults);
}
