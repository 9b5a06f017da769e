//! Comments that keep a rule quiet: which finding each of them answers, whether it says why, and whether anything
//! needs it any more.

use thinktwice_engine::Engine;
use thinktwice_engine::facts::Allow;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Rule;
use thinktwice_engine::template::in_a_sentence;

use crate::workspace::config::Names;

/// A reason has at least so many characters: shorter ones ("ok", "false positive") tell the next reader nothing.
pub const SHORTEST_REASON: usize = 15;

/// The rule about allow comments that nothing needs.
pub const UNUSED: &str = "unused-allow";
/// The rule about allow comments that do not say why.
pub const WITHOUT_REASON: &str = "allow-without-reason";

/// What is written where a name should be is shown as far as that.
const LONGEST_NAME: usize = 60;

const OWN_TEXT: &str = "that is the rule's own text: say in your own words why this is fine here";

/// What is wrong with a reason for keeping a finding; `None` if it will do.
pub fn reason_problem(reason: &str, finding: &Finding) -> Option<String> {
    let told = [&finding.message, &finding.question];
    rule_reason_problem(reason, &finding.rule)
        .or_else(|| is_part_of(reason, &told).then(|| OWN_TEXT.to_string()))
}

/// The same, where it is only known of which rule the finding would be.
fn rule_reason_problem(reason: &str, rule: &Rule) -> Option<String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Some("a reason is missing: say in your own words why this is fine here".to_string());
    }
    if reason.chars().count() < SHORTEST_REASON {
        return Some(format!(
            "a reason of {SHORTEST_REASON} characters or more is needed: say why this is fine here"
        ));
    }
    let header = &rule.header;
    let own = [&rule.name, &header.title, &header.message, &header.question, &header.fine_when, &rule.page];
    is_part_of(reason, &own).then(|| OWN_TEXT.to_string())
}

fn is_part_of(reason: &str, texts: &[&String]) -> bool {
    let words = letters(reason);
    texts.iter().any(|text| letters(text).contains(&words))
}

/// Which comment answers each finding, if one does, and what is to be said of the comments themselves. `has_run` says
/// of which rules it is known that they found nothing else here.
pub fn settle<'a>(
    engine: &Engine,
    findings: &[Finding],
    allows: &'a [Allow],
    has_run: &dyn Fn(&Rule) -> bool,
) -> (Vec<Option<&'a Allow>>, Vec<Finding>) {
    let mut used: Vec<Vec<bool>> = allows.iter().map(|allow| vec![false; allow.rules.len()]).collect();
    let mut answers = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut answer = None;
        for (allow, used) in allows.iter().zip(&mut used) {
            if !(allow.scope.start <= finding.span.start && finding.span.start <= allow.scope.end) {
                continue;
            }
            for (name, used) in allow.rules.iter().zip(used) {
                if speaks_of(allow, name, &finding.rule) {
                    *used = true;
                    if rule_reason_problem(&allow.reason, &finding.rule).is_none() {
                        answer = Some(allow);
                    }
                }
            }
        }
        answers.push(answer);
    }
    let mut faults = Vec::new();
    for (allow, used) in allows.iter().zip(&used).filter(|(allow, _)| allow.is_own) {
        for (name, used) in allow.rules.iter().zip(used) {
            faults.extend(fault(engine, allow, name, *used, has_run));
        }
        if allow.rules.is_empty() {
            faults.extend(fault(engine, allow, "", false, has_run));
        }
    }
    (answers, faults)
}

/// What is to be said of one rule name in one of our own comments.
fn fault(
    engine: &Engine,
    allow: &Allow,
    name: &str,
    is_used: bool,
    has_run: &dyn Fn(&Rule) -> bool,
) -> Option<Finding> {
    let (about, why) = match engine.rule(name) {
        None if name.is_empty() => (UNUSED, "it names no rule".to_string()),
        None => match Names::new(engine.rules()).nearest_rule(name) {
            Some(nearest) => (UNUSED, format!("there is no such rule, the nearest is `{nearest}`")),
            None => (UNUSED, "there is no such rule".to_string()),
        },
        Some(rule) => match rule_reason_problem(&allow.reason, rule) {
            Some(problem) => (WITHOUT_REASON, problem),
            None if is_used || !has_run(rule) => return None,
            None => (UNUSED, "the rule reports nothing here".to_string()),
        },
    };
    let about = engine.rule(about).filter(|about| has_run(about))?;
    let value = |placeholder: &str| match placeholder {
        "rule" => Some(in_a_sentence(name, LONGEST_NAME)),
        "why" => Some(why.clone()),
        _ => None,
    };
    Some(about.finding(allow.span, String::new(), &value))
}

/// Whether a name in a comment means the rule: our own name for it, or another linter's code for the same.
fn speaks_of(allow: &Allow, name: &str, rule: &Rule) -> bool {
    if allow.is_own {
        return name == rule.name;
    }
    let Some((linter, code)) = name.split_once(':') else { return false };
    rule.header.equivalents.get(linter).is_some_and(|codes| codes.iter().any(|known| known == code))
}

/// Letters and digits in lower case, each run of others as one space: what makes two texts the same to a reader.
pub(super) fn letters(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
