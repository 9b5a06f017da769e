//! Findings at the end of each month: each version of a file is looked at once, by today's rules and configuration.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::text::LineIndex;

use super::{MonthEnd, Origins, Replay};
use crate::judge::Review;
use crate::judge::day::Day;
use crate::judge::decisions::{fingerprint_in, identities};
use crate::judge::git::Git;
use crate::judge::provenance::Tier;
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
    family: String,
    fingerprint: String,
    /// A comment answers it.
    is_answered: bool,
}

/// The ends of the months so far.
pub(super) struct Snapshots<'r> {
    review: &'r Review,
    git: &'r Git,
    is_wanted: bool,
    /// By path and the hash of the content; only what the last month's end had is kept.
    versions: FxHashMap<(String, String), Arc<Version>>,
    months: BTreeMap<String, MonthEnd>,
}

impl<'r> Snapshots<'r> {
    pub(super) fn new(review: &'r Review, git: &'r Git, is_wanted: bool) -> Snapshots<'r> {
        Snapshots { review, git, is_wanted, versions: FxHashMap::default(), months: BTreeMap::new() }
    }

    pub(super) fn of_month(&self, name: &str) -> Option<&MonthEnd> {
        self.months.get(name)
    }

    /// Looks at the files as the last told commit left them.
    pub(super) fn take(&mut self, replay: &Replay, origins: &Origins) {
        let Some(last) = replay.commits.last().filter(|_| self.is_wanted) else { return };
        let listed = self.git.read(&["ls-tree", "-r", "-z", "--full-tree", &last.hash]).unwrap_or_default();
        let mut end = MonthEnd::default();
        let mut files: Vec<(String, String)> = Vec::new();
        let mut decided: FxHashSet<String> = FxHashSet::default();
        for entry in listed.split(|&byte| byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let Some((facts, path)) = entry.split_once('\t') else { continue };
            let Some(hash) = facts.split(' ').nth(2).filter(|_| facts.starts_with("100")) else { continue };
            if path.starts_with(".thinktwice/decisions/") && path.ends_with(".md") {
                end.decisions += 1;
                let text = self.git.blob(hash).unwrap_or_default();
                decided.extend(fingerprint_in(&String::from_utf8_lossy(&text)));
            } else if self.review.is_code(&self.git.top().join(path)) {
                files.push((path.to_string(), hash.to_string()));
            }
        }
        let looked: Vec<((String, String), Arc<Version>)> = files
            .into_par_iter()
            .map(|file| {
                let known = self.versions.get(&file).cloned();
                let version = known.unwrap_or_else(|| Arc::new(self.look(&file.0, &file.1)));
                (file, version)
            })
            .collect();
        let month = |time: i64| Day::of_seconds(time).month();
        let now = month(last.time);
        for ((path, _), version) in &looked {
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
                *end.findings.entry(found.family.clone()).or_default() += 1;
                *end.finding_tiers.entry(tier(owner).name().to_string()).or_default() += 1;
                end.undecided += u64::from(is_open);
                end.new_findings += u64::from(is_new);
                end.new_undecided += u64::from(is_new && is_open);
            }
        }
        self.versions = looked.into_iter().collect();
        self.months.insert(now.to_string()[..7].to_string(), end);
    }

    fn look(&self, path: &str, hash: &str) -> Version {
        let content = self.git.blob(hash).and_then(|content| source::of_bytes(Path::new(path), content));
        let Some(text) = content else { return Version::default() };
        let lines = LineIndex::new(&text);
        let file = self.git.top().join(path);
        let (findings, answered): (Vec<_>, Vec<bool>) =
            self.review.findings_of(&file, &text).into_iter().unzip();
        let identities = identities(&self.review.shown_path(&file), &text, &findings);
        let found =
            findings.iter().zip(answered).zip(identities).map(|((finding, is_answered), identity)| Found {
                line: lines.line(finding.span.start).0 as usize,
                family: finding.rule.family.clone(),
                fingerprint: identity.fingerprint,
                is_answered,
            });
        Version { findings: found.collect(), lines: text.lines().count() as u64 }
    }
}
