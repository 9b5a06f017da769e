//! Runs the examples of a rule's page: the same walk as any file, on files that are not on disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use thinktwice_engine::document::Document;
use thinktwice_engine::finding::{Finding, Level};
use thinktwice_engine::page::{Example, Expected};
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::LineIndex;
use thinktwice_engine::{Analyzer, Engine, RuleSelection};

use super::change::{Change, Committed};
use super::{Told, allow, weakened};
use crate::workspace::clones::limits::Limits;
use crate::workspace::index::{FileSettings, Index};
use crate::workspace::packages::manifest;

/// What a rule reported in an example.
#[derive(Clone, Debug)]
pub struct Report {
    /// Line of the block, from 1.
    pub line: u32,
    /// The finding.
    pub finding: Finding,
}

/// Why an example is not as its page says.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Line of the block in `rule.md`, from 1.
    pub block: u32,
    /// Expected lines of the block.
    pub expected: Vec<u32>,
    /// Expected level, if the page says one.
    pub level: Option<Level>,
    /// What was reported.
    pub reported: Vec<Report>,
}

/// Runs an example. `None` if it is as its page says.
pub fn run(engine: &Engine, rule: &Rule, example: &Example) -> Option<Difference> {
    let reported = report(engine, rule, example);
    let (expected, level) = match &example.expected {
        Expected::Nothing => (Vec::new(), None),
        Expected::Lines(lines, level) => (lines.clone(), *level),
    };
    let mut lines: Vec<u32> = reported.iter().map(|report| report.line).collect();
    lines.dedup();
    let levels_fit = level.is_none_or(|level| reported.iter().all(|report| report.finding.level == level));
    let is_right = lines == expected && levels_fit;
    (!is_right).then_some(Difference { block: example.line, expected, level, reported })
}

/// Below this folder an example has its files as they were before the change.
const BEFORE: &str = "before/";

/// What tests of an example's file demanded before.
fn what_weakened(engine: &Engine, index: &Index, example: &Example, path: &Path) -> Vec<Finding> {
    let text_of = |path: &str| example.files.iter().find(|file| file.path == path).map(|file| &file.text);
    let change_of = |path: &Path| {
        let path = path.to_string_lossy();
        match (text_of(&format!("{BEFORE}{path}")), text_of(&path)) {
            (Some(before), Some(now)) => Committed::new(before.as_bytes()).change(now),
            _ => Change::Everything,
        }
    };
    let shown = path.to_string_lossy();
    let (Some(rule), Some(before), Some(now), Some(facts), Some(language)) = (
        engine.rule(weakened::RULE),
        text_of(&format!("{BEFORE}{shown}")),
        text_of(&shown),
        index.tests().facts(path),
        engine.language_named(&example.language),
    ) else {
        return Vec::new();
    };
    let before = weakened::read(engine, language, &shown, before, facts.is_test);
    let mut document = Document::new(language, now);
    Analyzer::new(engine).parse(&mut document, None);
    let around = weakened::Around::of(index, path, &change_of);
    weakened::findings(rule, &before, (&document, &facts), &change_of(path), &around)
}

/// What the rule reports in an example, in order of lines.
pub fn report(engine: &Engine, rule: &Rule, example: &Example) -> Vec<Report> {
    let Some(language) = engine.language_named(&example.language) else { return Vec::new() };
    // The rules about allow comments need the others to have spoken.
    let is_about_allows = [allow::UNUSED, allow::WITHOUT_REASON].contains(&rule.name.as_str());
    let places = engine.rules().iter().enumerate();
    let rules: RuleSelection = places
        .filter(|(_, other)| is_about_allows || other.name == rule.name)
        .map(|(place, _)| place)
        .collect();
    let settings =
        |path: &Path| FileSettings { path: path.to_string_lossy().into_owned(), rules: rules.clone() };
    let index = Index::default();
    let mut analyzer = Analyzer::new(engine);
    for file in example.files.iter().filter(|file| !file.path.starts_with(BEFORE)) {
        if manifest::is_plain_manifest(Path::new(&file.path)) {
            index.read_manifest(Path::new(&file.path), &file.text);
            continue;
        }
        let mut document = Document::new(language, &file.text);
        analyzer.parse(&mut document, None);
        index.check(engine, Path::new(&file.path), &document, None, None, &settings);
    }
    let paths: Vec<PathBuf> = index.paths();
    index.scan(engine, &paths, 1, &settings, &|_, _| {}, &AtomicBool::new(false));
    let mut reports = Vec::new();
    for file in &example.files {
        let path = Path::new(&file.path);
        let Some(entry) = index.file(path) else { continue };
        let mut findings = entry.findings.to_vec();
        findings.retain(|finding| !index.withdraws(path, finding));
        if rule.name == weakened::RULE {
            findings.extend(what_weakened(engine, &index, example, path));
        }
        findings.extend(index.findings_across(
            path,
            engine,
            &Limits::default(),
            &|other| is_about_allows || other.name == rule.name,
            &|_| true,
        ));
        let (answers, faults) = allow::settle(engine, &findings, &entry.marks.allows, &|_| true);
        let open = findings.into_iter().zip(answers).filter(|(_, answer)| answer.is_none());
        let mut findings: Vec<Finding> = open.map(|(finding, _)| finding).chain(faults).collect();
        findings.sort_by_key(|finding| finding.span);
        let mut told = Told::default();
        findings.retain(|finding| told.is_news(path, finding));
        let lines = LineIndex::new(&file.text);
        for finding in findings.into_iter().filter(|finding| finding.rule.name == rule.name) {
            let line = lines.line(finding.span.start).0 + 1 + file.lines_above;
            reports.push(Report { line, finding });
        }
    }
    reports.sort_by_key(|report| report.line);
    reports
}
