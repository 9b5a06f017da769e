//! What a reviewer wants to know of a change: what is open, what was decided and why, what has to be asked again,
//! where the lines come from, which rules are often wrong here, and at most five questions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use thinktwice_engine::finding::Level;
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::LineIndex;

use super::allow::letters;
use super::arrivals::Arrivals;
use super::change::{Change, deleted_lines};
use super::day::Day;
use super::decisions::{Answer, Decision, Kind, Match, NotUseful};
use super::provenance::{Origin, OrphanCounts, Provenance, Tier};
use super::sight::Sight;
use super::{DecisionState, Review, Reviewed, Told};

/// A checklist that is longer is ticked, not read.
const MOST_QUESTIONS: usize = 5;
/// A rule that is wrong more often is put on trial (Tricorder).
const TOLERATED: f64 = 0.10;
/// Fewer answers say nothing about a rule.
const LEAST_ANSWERS: usize = 5;
/// The same words more often are no thought about each place.
const MOST_REPEATS: usize = 2;

/// A finding in the change.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// The line where it is shown, from 1.
    pub line: u32,
    /// The finding and its answer.
    pub reviewed: Reviewed,
    /// Where its first line comes from.
    pub origin: Origin,
    /// Its question is one of those at the end.
    pub is_asked: bool,
}

/// Findings that ask the same question.
#[derive(Clone, Debug)]
pub struct Group {
    /// The rule that asks.
    pub rule: Arc<Rule>,
    /// Its findings: those of known origin first, then by place.
    pub entries: Vec<Entry>,
}

/// How often a rule was not right here.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rate {
    /// The rule.
    pub rule: String,
    /// Decisions "not true here".
    pub dismissed: usize,
    /// "Not useful" on this machine.
    pub not_useful: usize,
    /// All decisions and clicks about it.
    pub answers: usize,
}

/// Changed lines of one origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Share {
    /// How well it is known.
    pub tier: Tier,
    /// The tool; empty where none is known.
    pub by: String,
    /// Lines that are not blank: at least so many.
    pub lines: usize,
}

/// The report of a change.
#[derive(Debug, Default)]
pub struct ChangeReport {
    /// The commit that the change starts from; `None` where everything is new.
    pub base: Option<String>,
    /// Changed files.
    pub files: Vec<PathBuf>,
    /// Files that are not there any more.
    pub deleted_files: Vec<PathBuf>,
    /// Changed lines that are not blank.
    pub lines: usize,
    /// Lines that went without one in their place, blank ones left out.
    pub deleted_lines: usize,
    /// New and undecided, by question.
    pub open: Vec<Group>,
    /// Answered in this change.
    pub decided: Vec<Entry>,
    /// Answered before, among other lines.
    pub surroundings: Vec<Entry>,
    /// The day of a decision has come.
    pub due: Vec<Entry>,
    /// Decisions whose finding has gone.
    pub stale: Vec<Arc<Decision>>,
    /// Reasons that stand in more than two decisions of this change, with how many.
    pub repeats: Vec<(String, usize)>,
    /// Changed lines by origin.
    pub origins: Vec<Share>,
    /// What became of notes without a commit.
    pub orphans: Option<OrphanCounts>,
    /// Rules that are often not right here.
    pub doubtful: Vec<Rate>,
    /// At most five, for the reviewer.
    pub questions: Vec<String>,
}

impl ChangeReport {
    /// Whether something new and undecided has at least this level.
    pub fn fails(&self, level: Level) -> bool {
        self.open.iter().flat_map(|group| &group.entries).any(|entry| entry.reviewed.finding.level >= level)
    }
}

/// What one file adds.
struct FileReport {
    entries: Vec<Entry>,
    origins: Vec<Origin>,
    deleted_lines: usize,
}

impl Review {
    /// The report of the change under review. All files have to be known.
    pub fn report_change(&self, files: &[PathBuf]) -> ChangeReport {
        let today = Day::today();
        self.expect_one_answer();
        self.look_for_deleted_tests();
        let files = self.changed_files(files);
        let some = files.first().or(self.roots().first());
        let base = some.and_then(|path| self.base(&path.join("x")));
        let provenance = base.as_ref().map(|base| {
            let inside: Vec<String> = files.iter().filter_map(|path| base.git().inside(path)).collect();
            Provenance::read(Arc::clone(base.git()), base.commit(), &inside)
        });
        let arrivals = self.roots().first().map(|root| Arrivals::read(root)).unwrap_or_default();
        // What was decided here, or is due, may be about code that did not change.
        let is_told = |decision: &Decision| {
            decision.is_due(today) || base.as_ref().is_some_and(|base| !base.has(&decision.file))
        };
        let decisions = self.decisions().into_iter().filter(|decision| is_told(decision));
        let mut others: Vec<PathBuf> = decisions.filter_map(|decision| self.place_of(&decision)).collect();
        others.retain(|path| !files.contains(path));
        others.sort();
        others.dedup();
        let parts: Vec<FileReport> = files
            .par_iter()
            .chain(&others)
            .map(|path| self.report_file(path, provenance.as_ref(), &arrivals))
            .collect();
        let mut report = ChangeReport {
            base: base.as_ref().map(|base| base.commit().to_string()),
            files,
            ..ChangeReport::default()
        };
        let mut told = Told::default();
        let mut shares: BTreeMap<Origin, usize> = BTreeMap::new();
        let mut open: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for part in parts {
            report.deleted_lines += part.deleted_lines;
            part.origins.into_iter().for_each(|origin| *shares.entry(origin).or_default() += 1);
            for entry in part.entries {
                let is_new = entry.reviewed.is_new;
                match &entry.reviewed.answer {
                    Some(answer) if !answer.holds(today) => report.due.push(entry),
                    Some(Answer::Decision { decision, found }) => {
                        let is_made_here = base.as_ref().is_none_or(|base| !base.has(&decision.file));
                        match (is_made_here, found) {
                            (true, _) => report.decided.push(entry),
                            (false, Match::SurroundingsChanged) => report.surroundings.push(entry),
                            (false, _) => {}
                        }
                    }
                    Some(Answer::Comment { .. }) if is_new => report.decided.push(entry),
                    Some(Answer::Comment { .. }) => {}
                    None if is_new && told.is_new_topic(&entry.reviewed.finding) => {
                        open.entry(entry.reviewed.finding.rule.name.clone()).or_default().push(entry)
                    }
                    None => {}
                }
            }
        }
        let deleted = self.deleted_files(&self.state());
        report.deleted_lines += deleted.iter().map(|(_, text)| deleted_lines(text, "")).sum::<usize>();
        report.deleted_files = deleted.into_iter().map(|(path, _)| path).collect();
        report.lines = shares.values().sum();
        report.origins = shares
            .into_iter()
            .map(|(origin, lines)| Share { tier: origin.tier, by: origin.by, lines })
            .collect();
        report.open = grouped(open);
        let standings = self.standings();
        report.stale = standings
            .into_iter()
            .filter(|(_, standing)| *standing == DecisionState::Stale)
            .map(|(decision, _)| decision)
            .collect();
        report.repeats = repeats(&report.decided);
        report.doubtful = self.doubtful();
        report.orphans = provenance.map(|known| known.orphans()).filter(|orphans| orphans.count > 0);
        report.questions = questions(self, &mut report);
        report
    }

    fn report_file(&self, path: &Path, provenance: Option<&Provenance>, arrivals: &Arrivals) -> FileReport {
        let text = self.text(path).unwrap_or_default();
        let lines = LineIndex::new(&text);
        let change = self.changed(path);
        let mut origins = match (provenance, self.base(path).and_then(|base| base.git().inside(path))) {
            (Some(provenance), Some(inside)) => provenance.of_file(&inside, &text),
            _ => vec![Origin::unknown(); text.lines().count()],
        };
        arrivals.claim(&self.shown_path(path), &text, &mut origins);
        let origin_of = |line: u32| origins.get(line as usize).cloned().unwrap_or_else(Origin::unknown);
        let entries = self.reviewed(path).into_iter().map(|reviewed| {
            let line = lines.line(reviewed.finding.span.start).0;
            Entry {
                path: path.to_path_buf(),
                line: line + 1,
                origin: origin_of(line),
                reviewed,
                is_asked: false,
            }
        });
        let is_code = |line: &u32| {
            let span = lines.span(thinktwice_engine::text::Line(*line));
            !span.of(&text).trim().is_empty()
        };
        let changed: Vec<u32> = match &change {
            Change::Everything => (0..lines.line_count()).collect(),
            Change::Lines(spans) => spans
                .iter()
                .filter(|span| span.start < span.end)
                .flat_map(|span| lines.line(span.start).0..=lines.line(span.end - 1).0)
                .collect(),
        };
        let entries = entries.collect();
        let origins = changed.into_iter().filter(is_code).map(origin_of).collect();
        let before = Sight::new(self, &self.state(), path).text_before();
        let deleted_lines = before.map_or(0, |before| deleted_lines(&before, &text));
        FileReport { entries, origins, deleted_lines }
    }

    /// The file that a decision is about, as far as it is known.
    fn place_of(&self, decision: &Decision) -> Option<PathBuf> {
        let root = self.roots().iter().find(|root| decision.file.starts_with(root))?;
        Some(root.join(&decision.path)).filter(|path| self.text(path).is_some())
    }

    /// The rules that are often not right in this project, by its decisions and the clicks on this machine.
    pub fn doubtful(&self) -> Vec<Rate> {
        let mut rates: BTreeMap<String, Rate> = BTreeMap::new();
        let rate = |rule: &str| Rate { rule: rule.to_string(), dismissed: 0, not_useful: 0, answers: 0 };
        for decision in self.decisions() {
            let rate = rates.entry(decision.rule.clone()).or_insert_with(|| rate(&decision.rule));
            rate.answers += 1;
            rate.dismissed += usize::from(decision.kind == Kind::Dismiss);
        }
        for clicks in self.roots().iter().filter_map(|root| NotUseful::of(root)) {
            for (rule, count) in clicks.counts() {
                let rate = rates.entry(rule.clone()).or_insert_with(|| rate(&rule));
                rate.answers += count;
                rate.not_useful += count;
            }
        }
        let is_doubtful = |rate: &Rate| {
            rate.answers >= LEAST_ANSWERS
                && (rate.dismissed + rate.not_useful) as f64 > TOLERATED * rate.answers as f64
        };
        rates.into_values().filter(is_doubtful).collect()
    }
}

fn grouped(open: BTreeMap<String, Vec<Entry>>) -> Vec<Group> {
    let mut groups: Vec<Group> = open
        .into_values()
        .filter_map(|mut entries| {
            entries.sort_by(|left, right| {
                (left.origin.tier, &left.path, left.line).cmp(&(right.origin.tier, &right.path, right.line))
            });
            let rule = Arc::clone(&entries.first()?.reviewed.finding.rule);
            Some(Group { rule, entries })
        })
        .collect();
    let loudest = |group: &Group| group.entries.iter().map(|entry| entry.reviewed.finding.level).max();
    groups.sort_by(|left, right| {
        let key = |group: &Group| (std::cmp::Reverse(loudest(group)), std::cmp::Reverse(group.entries.len()));
        key(left).cmp(&key(right)).then_with(|| left.rule.name.cmp(&right.rule.name))
    });
    groups
}

fn repeats(decided: &[Entry]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for answer in decided.iter().filter_map(|entry| entry.reviewed.answer.as_ref()) {
        let reason = answer.reason().to_string();
        counts.entry(letters(&reason)).or_insert((reason, 0)).1 += 1;
    }
    counts.into_values().filter(|(_, count)| *count > MOST_REPEATS).collect()
}

/// One question of each rule, the loudest first, then what was decided and may not hold. What they ask about is told
/// above them.
fn questions(review: &Review, report: &mut ChangeReport) -> Vec<String> {
    let place = |entry: &Entry| format!("`{}:{}`", review.shown_path(&entry.path), entry.line);
    let due = report.due.iter().map(|entry| format!("{}: this was put off. Is it done now?", place(entry)));
    let surroundings = report.surroundings.iter().map(|entry| {
        format!("{}: the lines around it have changed. Is the reason still true?", place(entry))
    });
    let repeats = report.repeats.iter().map(|(reason, count)| {
        format!("{count} findings were answered with the same words, \u{201c}{}\u{201d}. Was each of them looked at?", one_line(reason))
    });
    let later: Vec<String> = due.chain(surroundings).chain(repeats).collect();
    let is_asked = |group: &&mut Group| {
        group.entries.first().is_some_and(|entry| entry.reviewed.finding.level > Level::Hint)
    };
    let open = report.open.iter_mut().filter(is_asked).map(|group| {
        let more = match group.entries.len() {
            1 => String::new(),
            2 => " (and one more place)".to_string(),
            count => format!(" (and {} more places)", count - 1),
        };
        let entry = &mut group.entries[0];
        entry.is_asked = true;
        format!("{}: {}{more}", place(entry), entry.reviewed.finding.question)
    });
    // What is loud first, but not only that: a decision that may not hold asks once too.
    let mut questions: Vec<String> = open.take(MOST_QUESTIONS - later.len().min(2)).collect();
    questions.extend(later);
    questions.truncate(MOST_QUESTIONS);
    questions
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_string()
}
