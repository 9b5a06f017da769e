//! Findings at the end of each month: each version of a file is looked at once, by today's rules and configuration.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use thinktwice_engine::text::LineIndex;

use super::{Origins, Replay};
use crate::judge::Review;
use crate::judge::day::Day;
use crate::judge::git::Git;
use crate::judge::provenance::Tier;
use crate::workspace::source;

/// What a month's end looks like.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) families: BTreeMap<String, u64>,
    pub(super) tiers: BTreeMap<String, u64>,
    pub(super) lines: u64,
    pub(super) decisions: u64,
}

/// Line and family of each finding of a version of a file, and how many lines it has.
type Version = Arc<(Vec<(u32, String)>, u64)>;

/// The ends of the months so far.
pub(super) struct Snapshots<'r> {
    review: &'r Review,
    git: &'r Git,
    is_wanted: bool,
    /// By the hash of the content; only what the last month's end had is kept.
    versions: FxHashMap<String, Version>,
    months: BTreeMap<String, Found>,
}

impl<'r> Snapshots<'r> {
    pub(super) fn new(review: &'r Review, git: &'r Git, is_wanted: bool) -> Snapshots<'r> {
        Snapshots { review, git, is_wanted, versions: FxHashMap::default(), months: BTreeMap::new() }
    }

    pub(super) fn of_month(&self, name: &str) -> Option<&Found> {
        self.months.get(name)
    }

    /// Looks at the files as the last told commit left them.
    pub(super) fn take(&mut self, replay: &Replay, origins: &Origins) {
        let Some(last) = replay.commits.last().filter(|_| self.is_wanted) else { return };
        let listed = self.git.read(&["ls-tree", "-r", "-z", "--full-tree", &last.hash]).unwrap_or_default();
        let mut found = Found::default();
        let mut files: Vec<(String, String)> = Vec::new();
        for entry in listed.split(|&byte| byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let Some((facts, path)) = entry.split_once('\t') else { continue };
            found.decisions += u64::from(path.starts_with(".thinktwice/decisions/") && path.ends_with(".md"));
            let is_file = facts.starts_with("100");
            let is_code = self.review.is_checked(&self.git.top().join(path));
            if let (true, Some(hash)) = (is_file && is_code, facts.split(' ').nth(2)) {
                files.push((path.to_string(), hash.to_string()));
            }
        }
        let looked: Vec<(String, Version)> = files
            .par_iter()
            .map(|(path, hash)| {
                let known = self.versions.get(hash).cloned();
                (hash.clone(), known.unwrap_or_else(|| self.look(path, hash)))
            })
            .collect();
        for ((path, _), (_, version)) in files.iter().zip(&looked) {
            found.lines += version.1;
            let owners = replay.files.get(path);
            for (line, family) in &version.0 {
                *found.families.entry(family.clone()).or_default() += 1;
                let owner = owners.and_then(|owners| owners.get(*line as usize)).copied().unwrap_or(u32::MAX);
                let told = replay.commits.get(owner as usize);
                let tier = told.map_or(Tier::Unknown, |told| origins.tier(told));
                *found.tiers.entry(tier.name().to_string()).or_default() += 1;
            }
        }
        self.versions = looked.into_iter().collect();
        self.months.insert(Day::of_seconds(last.time).to_string()[..7].to_string(), found);
    }

    fn look(&self, path: &str, hash: &str) -> Version {
        let content = self.git.blob(hash).and_then(|content| source::of_bytes(Path::new(path), content));
        let Some(text) = content else { return Arc::default() };
        let lines = LineIndex::new(&text);
        let findings = self.review.findings_in(&self.git.top().join(path), &text);
        let found =
            findings.iter().map(|finding| (lines.line(finding.span.start).0, finding.rule.family.clone()));
        Arc::new((found.collect(), u64::from(lines.line_count())))
    }
}
