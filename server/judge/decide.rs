//! Making decisions: what was wished is checked, written down, and known from then on.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::{Problem, Rule};
use thinktwice_engine::text::LineIndex;

use super::allow::{letters, reason_problem};
use super::day::Day;
use super::decisions::{Answer, Decision, Kind, Ledger, Match, NotUseful};
use super::{Review, Reviewed};

/// The same words for more findings of one change are no thought about each.
const MOST_REPEATS: usize = 2;

/// What somebody wants to decide about a finding.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What.
    pub kind: Kind,
    /// Why.
    pub reason: String,
    /// Until when; needed for `Later`.
    pub until: Option<Day>,
}

/// How a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionState {
    /// It holds.
    Holds,
    /// It holds, among other lines than before.
    SurroundingsChanged,
    /// It holds, and the code stands elsewhere now.
    Moved,
    /// A finding may be the one that it is about.
    Offered,
    /// Its day has come.
    Due,
    /// Its finding has gone.
    Stale,
    /// Its rule does not speak there now.
    RuleOff,
}

impl DecisionState {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            DecisionState::Holds => "holds",
            DecisionState::SurroundingsChanged => "surroundings changed: still true?",
            DecisionState::Moved => "the code has moved: `--still-true` writes down where it is",
            DecisionState::Offered => "may be about a finding that looks like it: still true?",
            DecisionState::Due => "due: look at it again",
            DecisionState::Stale => "the finding has gone: `--prune` removes this",
            DecisionState::RuleOff => "the rule does not speak there now",
        }
    }
}

/// A decision that was made.
#[derive(Clone, Debug)]
pub struct Wished {
    /// Its file.
    pub file: PathBuf,
}

/// A finding that a comment answers.
#[derive(Clone, Debug)]
pub struct Commented {
    /// The file, from the root.
    pub path: String,
    /// The line where it is shown, from 1.
    pub line: u32,
    /// Its rule.
    pub rule: Arc<Rule>,
    /// Why it is kept.
    pub reason: String,
}

impl Review {
    /// The decisions of all roots.
    pub fn decisions(&self) -> Vec<Arc<Decision>> {
        self.state().roots.iter().flat_map(|root| root.ledger().all()).collect()
    }

    /// Decides about a finding of a file as it is known.
    ///
    /// # Errors
    /// What is wrong with the wish, or why it cannot be written down.
    pub fn decide(&self, path: &Path, finding: &Finding, wish: &Wish) -> Result<Wished, Problem> {
        let state = self.state();
        let origin = || self.shown_path(path);
        let refused = |message: String| Problem::new(origin(), message);
        let root = state.root(path).ok_or_else(|| {
            refused("outside of every root: there is no project to keep the decision in".to_string())
        })?;
        let reviewed = self.reviewed(path);
        let is_it = |other: &Finding| other.rule.name == finding.rule.name && other.span == finding.span;
        let found = reviewed.iter().find(|reviewed| is_it(&reviewed.finding));
        let found = found.ok_or_else(|| refused("that finding is not there any more".to_string()))?;
        if let Some(problem) = reason_problem(&wish.reason, finding) {
            return Err(refused(problem));
        }
        match (wish.kind, wish.until) {
            (Kind::Later, None) => return Err(refused("on which day is it looked at again?".to_string())),
            (_, Some(until)) if until <= Day::today() => {
                return Err(refused(format!("{until} is not later")));
            }
            _ => {}
        }
        if self.repeats(path, &wish.reason, &found.identity.fingerprint) >= MOST_REPEATS {
            return Err(refused(format!(
                "these words are the reason of {MOST_REPEATS} other decisions of this change: say what is so here"
            )));
        }
        let text = self.text(path).unwrap_or_default();
        let decision = Decision {
            kind: wish.kind,
            rule: finding.rule.name.clone(),
            path: origin(),
            scope: finding.scope.clone(),
            line: finding.span.of(&text).lines().next().unwrap_or_default().trim().to_string(),
            fingerprint: found.identity.fingerprint.clone(),
            context: found.identity.context.clone(),
            until: wish.until,
            reason: wish.reason.trim().to_string(),
            file: Ledger::file(root.settings.root(), &finding.rule.name, &found.identity.fingerprint),
        };
        Ledger::write(&decision)?;
        // A decision about the place where the code stood before has said what it had to say.
        let before = match &found.answer {
            Some(Answer::Decision { decision, .. }) => Some(decision),
            _ => found.offered.as_ref(),
        };
        if let Some(before) = before.filter(|before| before.file != decision.file) {
            Ledger::remove(before)?;
        }
        self.reload_decisions();
        Ok(Wished { file: decision.file })
    }

    /// How many other decisions of the change under review have the same reason.
    fn repeats(&self, path: &Path, reason: &str, fingerprint: &str) -> usize {
        let base = self.base(path);
        let words = letters(reason);
        let is_repeat = |decision: &&Arc<Decision>| {
            decision.fingerprint != fingerprint
                && letters(&decision.reason) == words
                && base.as_ref().is_none_or(|base| !base.has(&decision.file))
        };
        self.decisions().iter().filter(is_repeat).count()
    }

    /// The findings that comments answer, by place: decisions, too, that stand beside the code. Those for other tools
    /// count where they say why. All files have to be known.
    pub fn comments(&self) -> Vec<Commented> {
        let of_file = |path: &PathBuf| {
            let lines = OnceCell::new();
            let commented = |reviewed: Reviewed| {
                let Some(Answer::Comment { reason }) =
                    reviewed.answer.filter(|answer| !answer.reason().is_empty())
                else {
                    return None;
                };
                let lines = lines.get_or_init(|| LineIndex::new(&self.text(path).unwrap_or_default()));
                let line = lines.line(reviewed.finding.span.start).0 + 1;
                Some(Commented { path: self.shown_path(path), line, rule: reviewed.finding.rule, reason })
            };
            self.reviewed(path).into_iter().filter_map(commented).collect::<Vec<_>>()
        };
        self.known_files().par_iter().flat_map_iter(of_file).collect()
    }

    /// All decisions and how they stand. All files have to be known.
    pub fn standings(&self) -> Vec<(Arc<Decision>, DecisionState)> {
        let decisions = self.decisions();
        let mut used: FxHashMap<PathBuf, DecisionState> = FxHashMap::default();
        let places: FxHashSet<PathBuf> = self
            .roots()
            .iter()
            .flat_map(|root| decisions.iter().map(move |decision| root.join(&decision.path)))
            .collect();
        let (own, others): (Vec<PathBuf>, Vec<PathBuf>) =
            self.known_files().into_iter().partition(|path| places.contains(path));
        self.use_in(&own, &mut used);
        // Only code that has moved is elsewhere, and only where its rule speaks.
        let missing: FxHashSet<&str> = decisions
            .iter()
            .filter(|decision| !used.contains_key(&decision.file))
            .map(|decision| decision.rule.as_str())
            .collect();
        let is_across = self.index.rules_across().any(|rule| missing.contains(rule));
        let speaks = |path: &PathBuf| {
            let file = self.index.file(path);
            file.is_some_and(|file| {
                file.findings.iter().any(|found| missing.contains(found.rule.name.as_str()))
            })
        };
        let others: Vec<PathBuf> =
            others.into_iter().filter(|path| !missing.is_empty() && (is_across || speaks(path))).collect();
        self.use_in(&others, &mut used);
        let today = Day::today();
        let state = self.state();
        let standing = |decision: Arc<Decision>| {
            // A rule that is off has not looked.
            let has_run = state.engine.rule(&decision.rule).is_none_or(|rule| {
                state.roots.iter().filter(|root| decision.file.starts_with(root.settings.root())).any(
                    |root| {
                        let path = root.settings.root().join(&decision.path);
                        root.settings.of_path(&path).is_on(rule)
                    },
                )
            });
            let standing =
                match used.get(&decision.file) {
                    Some(
                        DecisionState::Holds | DecisionState::Moved | DecisionState::SurroundingsChanged,
                    ) if decision.is_due(today) => DecisionState::Due,
                    Some(known) => *known,
                    None if has_run => DecisionState::Stale,
                    None => DecisionState::RuleOff,
                };
            (decision, standing)
        };
        decisions.into_iter().map(standing).collect()
    }

    /// Notes which decisions are about findings of these files.
    fn use_in(&self, files: &[PathBuf], used: &mut FxHashMap<PathBuf, DecisionState>) {
        for reviewed in files.iter().flat_map(|path| self.reviewed(path)) {
            match reviewed.answer {
                Some(Answer::Decision { decision, found }) => {
                    let standing = match found {
                        Match::Same => DecisionState::Holds,
                        Match::SurroundingsChanged => DecisionState::SurroundingsChanged,
                        Match::Moved => DecisionState::Moved,
                    };
                    used.insert(decision.file.clone(), standing);
                }
                _ => {
                    if let Some(offered) = reviewed.offered {
                        used.entry(offered.file.clone()).or_insert(DecisionState::Offered);
                    }
                }
            }
        }
    }

    /// Notes on this machine that a finding was of no use. Says how many of the rule's were not.
    ///
    /// # Errors
    /// There is no place to note it.
    pub fn not_useful(&self, path: &Path, finding: &Finding) -> Result<usize, Problem> {
        let refused = |message: &str| Problem::new(self.shown_path(path), message);
        let state = self.state();
        let root = state.root(path).ok_or_else(|| refused("outside of every root"))?;
        let clicks =
            NotUseful::of(root.settings.root()).ok_or_else(|| refused("there is no state folder"))?;
        let found = self.reviewed(path).into_iter().find(|reviewed| {
            reviewed.finding.rule.name == finding.rule.name && reviewed.finding.span == finding.span
        });
        let found = found.ok_or_else(|| refused("that finding is not there any more"))?;
        clicks.add(&finding.rule.name, &found.identity.fingerprint)?;
        Ok(clicks.counts().get(&finding.rule.name).copied().unwrap_or_default())
    }
}
