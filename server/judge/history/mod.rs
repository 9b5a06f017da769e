//! What the mainline's history says: churn, fixes, copies, the load of review, findings over time. A team is compared
//! with its own past; no verdict is drawn and nobody is named.

mod origins;
mod replay;
mod snapshot;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use origins::Origins;
pub use replay::{CHURN_DAYS, Replay, Told};
use snapshot::Snapshots;

use super::Review;
use super::day::Day;
use super::decisions::{Kind, state_folder};
use super::git::Git;
use super::provenance::{Notes, OrphanCounts, Sign};
use crate::workspace::config;
use crate::workspace::discovery::VENDORED;
use crate::workspace::write;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// From this day on.
    pub since: Day,
    /// Only commits of the user that git knows here.
    pub mine: bool,
    /// Findings at the end of each month too, which takes longer.
    pub findings: bool,
}

/// A month of the mainline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    /// Commits and merges that reached the mainline.
    pub commits: usize,
    /// Lines added.
    pub added: u64,
    /// Lines deleted.
    pub deleted: u64,
    /// Lines added by commits that are 14 days old.
    pub ripe: u64,
    /// Of these, deleted within 14 days.
    pub churned: u64,
    /// Added lines that the same commit deleted elsewhere.
    pub moved: u64,
    /// Added lines in runs that stood elsewhere before.
    pub copied: u64,
    /// Commits that name the commit that they fix or revert.
    pub fixes_named: usize,
    /// Commits that a later one names as fixed or reverted by it.
    pub fixed_named: usize,
    /// Other commits that were fixed within 90 days, by the owners of deleted lines: an estimate.
    pub fixed_estimate: usize,
    /// Lines of the middle commit.
    pub size_median: u64,
    /// Lines that nine of ten commits do not have.
    pub size_ninety: u64,
    /// Files of the middle commit.
    pub files_median: u64,
    /// Added lines by how well their origin is known: at least so many.
    pub tiers: BTreeMap<String, u64>,
    /// What the month's end looks like; empty where findings were not asked for.
    #[serde(flatten)]
    pub end: MonthEnd,
}

/// The code at a month's end, by today's rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MonthEnd {
    /// Findings by family.
    pub findings: BTreeMap<String, u64>,
    /// Findings by how well the origin of their line is known.
    pub finding_tiers: BTreeMap<String, u64>,
    /// Findings that neither a comment nor a decision of that time answers.
    pub undecided: u64,
    /// Findings on lines that came in this month.
    pub new_findings: u64,
    /// Of these, those that nobody has answered.
    pub new_undecided: u64,
    /// Lines of code.
    pub lines: u64,
    /// Lines of code by how well their origin is known.
    pub line_tiers: BTreeMap<String, u64>,
    /// Decisions.
    pub decisions: u64,
}

/// A file that changes often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hot {
    /// Its path.
    pub path: String,
    /// Commits that changed it.
    pub commits: u32,
    /// Lines that they changed.
    pub lines: u32,
}

/// Notes that attest lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct NoteCounts {
    /// All.
    pub notes: usize,
    /// That could not be read.
    pub broken: usize,
    /// That attest lines to tools.
    pub with_tool_lines: usize,
    /// Lines that they attest, by tool.
    pub tools: BTreeMap<String, u64>,
    /// Lines that they attest to people.
    pub people_lines: u64,
    /// On commits that the history has.
    pub on_history: usize,
    /// Of these, those that attest lines to tools.
    pub on_history_with_tool_lines: usize,
    /// What became of those on commits that the history does not have.
    pub orphaned: OrphanCounts,
}

/// What commits that are no merges say of themselves, on the mainline and beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DeclaredCounts {
    /// All that are looked at.
    pub commits: usize,
    /// That declare an assistant.
    pub declaring: usize,
    /// Of these, by how they say it; many say it twice.
    pub signs: BTreeMap<Sign, usize>,
    /// Of these, by assistant.
    pub assistants: BTreeMap<String, usize>,
    /// Commits of other bots, which declare none.
    pub bots: usize,
    /// Commits with a note that attests lines to tools.
    pub attested: usize,
    /// Of these, those that declare an assistant too.
    pub both: usize,
}

/// What the history says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct History {
    /// The newest commit.
    pub head: String,
    /// From this day on.
    pub since: String,
    /// Whether older commits are missing.
    pub is_shallow: bool,
    /// Months, oldest first.
    pub months: Vec<Month>,
    /// The hottest files.
    pub hot: Vec<Hot>,
    /// Decisions put off: how many days they wait, longest first.
    pub later_days: Vec<i64>,
    /// What notes attest.
    pub notes: NoteCounts,
    /// What commits declare.
    pub declared: DeclaredCounts,
}

/// Files that are listed as hot.
const MOST_HOT: usize = 15;
/// Changes when the figures of a stored history would be others.
const VERSION: u32 = 4;

impl Review {
    /// The history of the first root's repository.
    ///
    /// # Errors
    /// There is none.
    pub fn history(&self, root: &Path, asked: &Asked) -> Result<History, String> {
        let git = Arc::new(Git::open(root)?);
        let head = git.commit("HEAD").map_err(|_| "nothing is committed yet".to_string())?;
        let store = state_folder(root).map(|folder| {
            let rules = self.state().sources;
            let traces =
                Notes::traces(&git).metadata().ok().map(|facts| (facts.len(), facts.modified().ok()));
            let config = config::find(root).and_then(|file| std::fs::read(file).ok());
            let key = format!(
                "{VERSION} {} {head} {asked:?} {rules} {:?} {:?} {traces:?} {config:?}",
                env!("CARGO_PKG_VERSION"),
                git.text(&["rev-parse", "refs/notes/ai"]),
                git.boundary()
            );
            folder.join(format!("history-{:016x}.json", xxh3_64(key.as_bytes())))
        });
        let stored = store.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let known = stored.and_then(|text| serde_json::from_str::<History>(&text).ok());
        let mut history = match known {
            Some(history) => history,
            None => {
                let history = self.tell(&git, head, asked)?;
                if let (Some(file), Ok(text)) = (&store, serde_json::to_string(&history)) {
                    // Without it, the next telling takes as long as this one.
                    drop(write::whole(file, text.as_bytes()));
                }
                history
            }
        };
        history.later_days = self.later_days(&git);
        Ok(history)
    }

    fn tell(&self, git: &Arc<Git>, head: String, asked: &Asked) -> Result<History, String> {
        let since = format!("--since={}T00:00:00Z", asked.since);
        // Against nothing, the first commit of a shallow clone would add all that was there before.
        let boundary: Vec<String> = git.boundary().iter().map(|commit| format!("^{commit}")).collect();
        let mut range = vec![since.as_str(), &head];
        range.extend(boundary.iter().map(String::as_str));
        range.push("--");
        let globs: Vec<String> = self
            .languages()
            .iter()
            .flat_map(|language| language.extensions.iter().map(|end| format!("*.{end}")).collect::<Vec<_>>())
            .collect();
        range.extend(globs.iter().map(String::as_str));
        let vendored = VENDORED.map(|name| format!(":(exclude,glob)**/{name}/**"));
        range.extend(vendored.iter().map(String::as_str));
        let origins = Origins::read(git, asked, &|path| self.language_of(path).is_some())?;
        let mut replay = Replay::default();
        let ends = if asked.findings { month_ends(git, &range)? } else { Vec::new() };
        let mut snapshots = Snapshots::read(self, git, &ends);
        let mut stream = git.stream(&[&Replay::MAINLINE[..], &Replay::PATCHES, &range].concat())?;
        let mut month: Option<Day> = None;
        replay.run(&mut stream, origins.attest().as_deref(), &mut |replay, time| {
            let now = Day::of_seconds(time).month();
            if month.is_some_and(|month| month != now) {
                snapshots.take(replay, &origins);
            }
            month = Some(now);
        });
        snapshots.take(&replay, &origins);
        let newest = replay.commits.last().map_or(0, |told| told.time);
        let months = months(&replay, &origins, &snapshots, newest);
        let (notes, declared) = origins.into_counts();
        Ok(History {
            head,
            since: asked.since.to_string(),
            is_shallow: !boundary.is_empty(),
            months,
            hot: hot(&replay),
            later_days: Vec::new(),
            notes,
            declared,
        })
    }

    /// How long decisions have been put off.
    fn later_days(&self, git: &Git) -> Vec<i64> {
        let today = Day::today();
        let age = |decision: &super::decisions::Decision| {
            let inside = git.inside(&decision.file)?;
            let first = git.text(&["log", "-1", "--diff-filter=A", "--format=%ct", "--", &inside]).ok()?;
            Some(today.since(Day::of_seconds(first.parse().ok()?)))
        };
        let later = self.decisions().into_iter().filter(|decision| decision.kind == Kind::Later);
        let mut days: Vec<i64> = later.map(|decision| age(&decision).unwrap_or_default()).collect();
        days.sort_unstable_by(|left, right| right.cmp(left));
        days
    }
}

/// The last commit of each month.
fn month_ends(git: &Git, range: &[&str]) -> Result<Vec<String>, String> {
    let mut ends: Vec<(Day, String)> = Vec::new();
    for line in git.text(&[&Replay::MAINLINE[..], &["--format=%H %ct"], range].concat())?.lines() {
        let Some((commit, time)) = line.split_once(' ') else { continue };
        let month = Day::of_seconds(time.parse().unwrap_or_default()).month();
        if ends.last().is_some_and(|(last, _)| *last == month) {
            ends.pop();
        }
        ends.push((month, commit.to_string()));
    }
    Ok(ends.into_iter().map(|(_, commit)| commit).collect())
}

fn months(replay: &Replay, origins: &Origins, snapshots: &Snapshots<'_>, newest: i64) -> Vec<Month> {
    let name = |time: i64| Day::of_seconds(time).to_string()[..7].to_string();
    let (named, traced) = fixed(replay);
    let mut months: BTreeMap<String, (Month, Vec<u64>, Vec<u64>)> = BTreeMap::new();
    for (number, told) in replay.commits.iter().enumerate().filter(|(_, told)| origins.counts(told)) {
        let (month, sizes, files) = months.entry(name(told.time)).or_default();
        month.commits += 1;
        month.added += u64::from(told.added);
        month.deleted += u64::from(told.deleted);
        if newest - told.time >= CHURN_DAYS * 86_400 {
            month.ripe += u64::from(told.added);
            month.churned += u64::from(told.churned);
        }
        month.moved += u64::from(told.moved);
        month.copied += u64::from(told.copied);
        month.fixes_named += usize::from(told.named.is_some());
        month.fixed_named += usize::from(named[number]);
        month.fixed_estimate += usize::from(traced[number] && !named[number]);
        for (tier, lines) in origins.split(told).into_iter().filter(|(_, lines)| *lines > 0) {
            *month.tiers.entry(tier.name().to_string()).or_default() += lines;
        }
        sizes.push(u64::from(told.added + told.deleted));
        files.push(u64::from(told.files));
    }
    let finished = months.into_iter().map(|(name, (mut month, mut sizes, mut files))| {
        sizes.sort_unstable();
        files.sort_unstable();
        let at = |sorted: &[u64], share: usize| {
            sorted.get(sorted.len() * share / 100).copied().unwrap_or_default()
        };
        month.size_median = at(&sizes, 50);
        month.size_ninety = at(&sizes, 90);
        month.files_median = at(&files, 50);
        if let Some(found) = snapshots.of_month(&name) {
            month.end.clone_from(found);
        }
        Month { month: name, ..month }
    });
    finished.collect()
}

/// Which commits were fixed later: named by a fix, and the owners of what one deleted.
fn fixed(replay: &Replay) -> (Vec<bool>, Vec<bool>) {
    let (mut named, mut traced) = (vec![false; replay.commits.len()], vec![false; replay.commits.len()]);
    for told in &replay.commits {
        for owner in &told.traced {
            traced[*owner as usize] = true;
        }
        let Some(hash) = &told.named else { continue };
        if let Some(at) = replay.commits.iter().position(|other| other.hash.starts_with(hash)) {
            named[at] = true;
        }
    }
    (named, traced)
}

fn hot(replay: &Replay) -> Vec<Hot> {
    let there = replay.heat.iter().filter(|(path, _)| replay.owners(path).is_some());
    let mut hot: Vec<Hot> = there
        .map(|(path, (commits, lines))| Hot { path: path.clone(), commits: *commits, lines: *lines })
        .collect();
    hot.sort_by(|left, right| {
        (right.commits, right.lines, &left.path).cmp(&(left.commits, left.lines, &right.path))
    });
    hot.truncate(MOST_HOT);
    hot
}
