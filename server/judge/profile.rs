//! Where the time goes, by stage and rule, without anything of the code that was looked at.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use thinktwice_engine::document::Document;
use thinktwice_engine::profile::{RuleCost, Stage};
use thinktwice_engine::rule::Rule;
use thinktwice_engine::{Analyzer, FileInput};

use super::Review;
use crate::workspace::catalogue::USER_FAMILY;
use crate::workspace::source;

/// A file that takes longer is left out.
const LONGEST: Duration = Duration::from_secs(10);

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Profiled {
    /// Files that were analysed, and their lines.
    pub files: usize,
    /// Lines of them.
    pub lines: usize,
    /// Reading files.
    pub reading: Duration,
    /// The engine's stages.
    pub stages: Vec<(Stage, Duration)>,
    /// Rules that were tried, the most costly first.
    pub rules: Vec<(Arc<Rule>, RuleCost)>,
}

impl Review {
    /// Analyses documents anew, one after another, and measures it.
    pub fn profile(&self, documents: impl Iterator<Item = (PathBuf, Document)>) -> Profiled {
        let engine = self.engine();
        let mut analyzer = Analyzer::measuring(&engine, clock);
        let mut profiled = Profiled::default();
        let mut begun = Instant::now();
        for (path, document) in documents {
            profiled.reading += begun.elapsed();
            profiled.files += 1;
            profiled.lines += document.rope().len_lines();
            let deadline = Some(Instant::now() + LONGEST);
            let mut document = Document::new(document.language(), &document.text());
            if analyzer.parse(&mut document, deadline) {
                let settings = self.state().file_settings(&path);
                let input =
                    FileInput { path: &settings.path, is_declared_test: false, rules: &settings.rules };
                analyzer.analyze(&document, &input, None, deadline);
            }
            begun = Instant::now();
        }
        if let Some(profile) = analyzer.profile() {
            profiled.stages = Stage::ALL.iter().map(|&stage| (stage, profile.stage(stage))).collect();
            let rules =
                engine.rules().iter().enumerate().map(|(number, rule)| (rule.clone(), profile.rule(number)));
            profiled.rules = rules.filter(|(_, cost)| cost.tried > 0).collect();
            profiled.rules.sort_by_key(|(_, cost)| std::cmp::Reverse(cost.time));
        }
        profiled
    }

    /// The documents of files on disk, read as they are asked for.
    pub fn documents_of<'r>(
        &'r self,
        files: &'r [PathBuf],
    ) -> impl Iterator<Item = (PathBuf, Document)> + 'r {
        let document = |path: &Path| Some(Document::new(self.language_of(path)?, &source::read(path).ok()?));
        files.iter().filter_map(move |path| Some((path.clone(), document(path)?)))
    }
}

/// The name of a rule as it may be told to others: those of the workspace are the user's own.
pub fn shown_rule(rule: &Rule, number: usize) -> String {
    if rule.family == USER_FAMILY { format!("{USER_FAMILY}-{number}") } else { rule.name.clone() }
}

fn clock() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}
