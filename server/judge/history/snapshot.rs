//! Findings at the end of each month, by today's rules and configuration: each version of a file is looked at once, after
//! the one before it, so that what did not change costs little.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::LineIndex;

use super::{MonthEnd, Origins, Replay};
use crate::judge::Review;
use crate::judge::day::Day;
use crate::judge::decisions::{fingerprint_in, identities};
use crate::judge::git::Git;
use crate::judge::provenance::Tier;
use crate::judge::versions::Versions;
use crate::workspace::source;

/// What a version of a file has.
#[derive(Debug, Default)]
struct Version {
    findings: Vec<Found>,
    lines: u64,
}

#[derive(Debug)]
struct Found {
    line: usize,
    rule: Arc<Rule>,
    fingerprint: String,
    /// A comment answers it.
    is_answered: bool,
}

/// The files of a commit that matter here, each with the hash of its content.
#[derive(Default)]
struct Listed {
    code: Vec<(String, String)>,
    decisions: Vec<String>,
}

/// The ends of the months so far.
pub(super) struct Snapshots<'r> {
    review: &'r Review,
    git: &'r Git,
    /// Path -> hash of a content -> what is in it, for all that a month's end has.
    versions: FxHashMap<String, FxHashMap<String, Version>>,
    months: BTreeMap<String, MonthEnd>,
}

impl<'r> Snapshots<'r> {
    /// Looks at all versions of files that these commits have, the oldest commit first.
    pub(super) fn read(review: &'r Review, git: &'r Git, ends: &[String]) -> Snapshots<'r> {
        let mut snapshots =
            Snapshots { review, git, versions: FxHashMap::default(), months: BTreeMap::new() };
        let mut hashes: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for (path, hash) in ends.iter().flat_map(|end| snapshots.list(end).code) {
            let known = hashes.entry(path).or_default();
            // The newest is met most often.
            if !known.iter().rev().any(|known| *known == hash) {
                known.push(hash);
            }
        }
        snapshots.versions = hashes
            .into_par_iter()
            .map(|(path, hashes)| {
                let versions = snapshots.look(&path, hashes);
                (path, versions)
            })
            .collect();
        snapshots
    }

    pub(super) fn of_month(&self, name: &str) -> Option<&MonthEnd> {
        self.months.get(name)
    }

    fn list(&self, commit: &str) -> Listed {
        let tree = self.git.read(&["ls-tree", "-r", "-z", "--full-tree", commit]).unwrap_or_default();
        let mut listed = Listed::default();
        for entry in tree.split(|&byte| byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let Some((facts, path)) = entry.split_once('\t') else { continue };
            let Some(hash) = facts.split(' ').nth(2).filter(|_| facts.starts_with("100")) else { continue };
            if path.starts_with(".thinktwice/decisions/") && path.ends_with(".md") {
                listed.decisions.push(hash.to_string());
            } else if self.review.is_code(&self.git.top().join(path)) {
                listed.code.push((path.to_string(), hash.to_string()));
            }
        }
        listed
    }

    /// Looks at the files as the last told commit left them.
    pub(super) fn take(&mut self, replay: &Replay, origins: &Origins) {
        let Some(last) = replay.commits.last().filter(|_| !self.versions.is_empty()) else { return };
        let listed = self.list(&last.hash);
        let mut end = MonthEnd { decisions: listed.decisions.len() as u64, ..MonthEnd::default() };
        let text = |hash: &String| self.git.blob(hash).unwrap_or_default();
        let decided: FxHashSet<String> = listed
            .decisions
            .iter()
            .filter_map(|hash| fingerprint_in(&String::from_utf8_lossy(&text(hash))))
            .collect();
        let month = |time: i64| Day::of_seconds(time).month();
        let now = month(last.time);
        for (path, hash) in &listed.code {
            let Some(version) = self.versions.get(path).and_then(|known| known.get(hash)) else { continue };
            end.lines += version.lines;
            // The number of the commit that wrote each line, and whether a note attests it.
            // The lines of a notebook's code are not those of its file.
            let owners = replay.owners(path).filter(|_| !source::is_notebook(Path::new(path)));
            let owners: Vec<(Option<usize>, bool)> = owners.map(Iterator::collect).unwrap_or_default();
            let tier = |(owner, is_attested): (Option<usize>, bool)| {
                let told = owner.and_then(|number| replay.commits.get(number));
                told.map_or(Tier::Unknown, |told| origins.tier(told, is_attested))
            };
            // Lines that nothing was told of are older.
            let older = (version.lines as usize).saturating_sub(owners.len());
            let lines = owners.iter().copied().chain(std::iter::repeat_n((None, false), older));
            let mut last_tier = ((None, false), Tier::Unknown);
            let mut counts: FxHashMap<Tier, u64> = FxHashMap::default();
            for owner in lines.take(version.lines as usize) {
                // Lines of one commit stand together.
                if last_tier.0 != owner {
                    last_tier = (owner, tier(owner));
                }
                *counts.entry(last_tier.1).or_default() += 1;
            }
            for (tier, count) in counts {
                *end.line_tiers.entry(tier.name().to_string()).or_default() += count;
            }
            for found in &version.findings {
                let owner = owners.get(found.line).copied().unwrap_or_default();
                let told = owner.0.and_then(|number| replay.commits.get(number));
                let is_open = !found.is_answered && !decided.contains(&found.fingerprint);
                let is_new = told.is_some_and(|told| month(told.time) == now);
                *end.findings.entry(found.rule.family.clone()).or_default() += 1;
                *end.finding_tiers.entry(tier(owner).name().to_string()).or_default() += 1;
                end.undecided += u64::from(is_open);
                end.new_findings += u64::from(is_new);
                end.new_undecided += u64::from(is_new && is_open);
            }
        }
        self.months.insert(now.to_string()[..7].to_string(), end);
    }

    /// What the versions of a file have.
    fn look(&self, path: &str, hashes: Vec<String>) -> FxHashMap<String, Version> {
        let file = self.git.top().join(path);
        let mut versions = Versions::new(self.review, &file);
        let mut look = |hash: &str| {
            let content = self.git.blob(hash).and_then(|content| source::of_bytes(&file, content));
            let Some(text) = content else { return Version::default() };
            let lines = LineIndex::new(&text);
            let (findings, answered): (Vec<_>, Vec<bool>) = versions.findings(&text).into_iter().unzip();
            let identities = identities(&self.review.shown_path(&file), &text, &findings);
            let found = findings.into_iter().zip(answered).zip(identities);
            let found = found.map(|((finding, is_answered), identity)| Found {
                line: lines.line(finding.span.start).0 as usize,
                rule: finding.rule,
                fingerprint: identity.fingerprint,
                is_answered,
            });
            Version { findings: found.collect(), lines: text.lines().count() as u64 }
        };
        hashes
            .into_iter()
            .map(|hash| {
                let version = look(&hash);
                (hash, version)
            })
            .collect()
    }
}
