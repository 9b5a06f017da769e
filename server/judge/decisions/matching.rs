//! Which decision is about which finding of a file.

use std::sync::Arc;

use thinktwice_engine::finding::Finding;
use thinktwice_engine::fingerprint::fingerprint;

use super::{Decision, Identity, Ledger};

/// The numbers of equal findings that a moved decision is looked for under.
const NUMBERS: usize = 8;

/// How surely a decision is about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// Everything agrees.
    Same,
    /// The lines around it are others: is it still true?
    SurroundingsChanged,
    /// It stands elsewhere now, among the same lines.
    Moved,
}

/// What the ledger says of a finding.
#[derive(Clone, Debug, Default)]
pub struct Candidate {
    /// The decision that holds.
    pub decision: Option<(Arc<Decision>, Match)>,
    /// One that may be meant: a person has to say so.
    pub offered: Option<Arc<Decision>>,
}

/// What the ledger says of each finding of a file. `is_gone` tells whether a decision of another file has no finding
/// there any more; `has_gone` whether its file has.
pub fn matches(
    ledger: &Ledger,
    path: &str,
    findings: &[Finding],
    identities: &[Identity],
    is_gone: &dyn Fn(&Decision) -> bool,
    has_gone: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = vec![Candidate::default(); findings.len()];
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.name.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in rules {
        let decisions = ledger.of_rule(rule);
        if decisions.is_empty() {
            continue;
        }
        let places: Vec<usize> = (0..findings.len()).filter(|&at| findings[at].rule.name == rule).collect();
        let unused = here(decisions, path, findings, identities, &places, &mut found);
        let open: Vec<usize> = places.into_iter().filter(|&at| found[at].decision.is_none()).collect();
        elsewhere(&unused, path, findings, identities, &open, &mut found, is_gone, has_gone);
    }
    found
}

/// Pairs the decisions of this file with findings of the same scope and text: those among the same lines first, the
/// others by their number. Gives the decisions that found nothing, and those of other files.
fn here(
    decisions: &[Arc<Decision>],
    path: &str,
    findings: &[Finding],
    identities: &[Identity],
    places: &[usize],
    found: &mut [Candidate],
) -> Vec<Arc<Decision>> {
    let mark = |at: usize, nth: usize| {
        let finding = &findings[at];
        fingerprint(&finding.rule.name, path, &finding.scope, &identities[at].text, nth)
    };
    // A decision's own number, if it is about a finding like this one.
    let number = |decision: &Decision, at: usize| {
        if identities[at].fingerprint == decision.fingerprint {
            return Some(identities[at].nth);
        }
        let is_like = decision.path == path && decision.scope == findings[at].scope;
        (0..NUMBERS).filter(|_| is_like).find(|&nth| mark(at, nth) == decision.fingerprint)
    };
    let mut unused: Vec<Arc<Decision>> = Vec::new();
    let mut waiting = Vec::new();
    for decision in decisions {
        if decision.path != path {
            unused.push(Arc::clone(decision));
            continue;
        }
        let like: Vec<usize> = places.iter().copied().filter(|&at| number(decision, at).is_some()).collect();
        let mut same: Vec<usize> =
            like.iter().copied().filter(|&at| identities[at].context == decision.context).collect();
        // Of several among equal lines, the one with its number.
        same.sort_by_key(|&at| (identities[at].fingerprint != decision.fingerprint, at));
        match same.into_iter().find(|&at| found[at].decision.is_none()) {
            Some(at) => found[at].decision = Some((Arc::clone(decision), Match::Same)),
            None => waiting.push((decision, like)),
        }
    }
    for (decision, like) in waiting {
        let free = like
            .into_iter()
            .find(|&at| found[at].decision.is_none() && identities[at].fingerprint == decision.fingerprint);
        match free {
            Some(at) => found[at].decision = Some((Arc::clone(decision), Match::SurroundingsChanged)),
            None => unused.push(Arc::clone(decision)),
        }
    }
    unused
}

/// Pairs decisions whose place is empty with findings of the same text that nobody has answered.
#[expect(clippy::too_many_arguments, reason = "one step of `matches`, with what it has at hand")]
fn elsewhere(
    unused: &[Arc<Decision>],
    path: &str,
    findings: &[Finding],
    identities: &[Identity],
    open: &[usize],
    found: &mut [Candidate],
    is_gone: &dyn Fn(&Decision) -> bool,
    has_gone: &dyn Fn(&str) -> bool,
) {
    for decision in unused {
        let is_like = |at: &usize| {
            let text = &identities[*at].text;
            (0..NUMBERS).any(|nth| {
                fingerprint(&decision.rule, &decision.path, &decision.scope, text, nth)
                    == decision.fingerprint
            })
        };
        let like: Vec<usize> = open
            .iter()
            .copied()
            .filter(|&at| found[at].decision.is_none())
            .filter(|at| is_like(at))
            .collect();
        if like.is_empty() || decision.path != path && !is_gone(decision) {
            continue;
        }
        let is_among = |at: usize| identities[at].context == decision.context;
        let is_twin = |at: usize, other: usize| {
            identities[at].text == identities[other].text
                && identities[at].context == identities[other].context
        };
        let among: Vec<usize> = like.iter().copied().filter(|&at| is_among(at)).collect();
        let has_scope = |at: usize| decision.scope == findings[at].scope;
        match (among.as_slice(), like.as_slice()) {
            (&[at], _) if has_scope(at) => found[at].decision = Some((Arc::clone(decision), Match::Moved)),
            // Its function has another name now: only where no other place looks the same.
            (&[at], _) if identities[at].is_context_telling => {
                let is_only = !(0..findings.len()).any(|other| other != at && is_twin(at, other));
                match is_only && decision.path == path {
                    true => found[at].decision = Some((Arc::clone(decision), Match::Moved)),
                    false => found[at].offered = Some(Arc::clone(decision)),
                }
            }
            (&[], &[at]) if has_scope(at) && has_gone(&decision.path) => {
                found[at].offered = Some(Arc::clone(decision));
            }
            _ => {}
        }
    }
}
