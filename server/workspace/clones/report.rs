//! What is said of duplicated code: how much of it is the same, where the others are, and what differs.

use std::path::{Component, Path};
use std::sync::{Arc, PoisonError};

use rustc_hash::FxHashSet;
use thinktwice_engine::clones::difference::{Difference, Side};
use thinktwice_engine::facts::Function;
use thinktwice_engine::finding::{Evidence, Finding, Level, Related};
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::Span;

use super::bodies::{Kind, Match};
use super::select::Alike;
use super::{DUPLICATE_FUNCTION, NEAR_DUPLICATE, Place, State};
use crate::workspace::across::Question;

/// So many other places are listed; nobody reads more.
const MOST_PLACES: usize = 20;

/// What is said of two places, for which their text has to be read.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) difference: String,
    /// Lines of the piece that is spoken of.
    lines: usize,
}

impl State {
    /// The findings in a file.
    pub(super) fn findings(&self, question: &Question<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut told = FxHashSet::default();
        for (body, here, selection) in self.selections(question.path, question.limits, false) {
            told.insert(body);
            let mut groups: Vec<Vec<Alike<'_>>> = selection.runs.into_iter().map(|run| vec![run]).collect();
            if !selection.wholes.is_empty() {
                groups.push(selection.wholes);
            }
            findings.extend(groups.iter().filter_map(|alike| self.finding(question, body, &here, alike)));
        }
        findings.extend(self.helpers(question, &|body| told.contains(&body)));
        findings
    }

    fn finding(
        &self,
        question: &Question<'_>,
        body: u32,
        here: &Place<'_>,
        alike: &[Alike<'_>],
    ) -> Option<Finding> {
        let Alike { found, there } = *alike.first()?;
        let name = if found.is_equal() { DUPLICATE_FUNCTION } else { NEAR_DUPLICATE };
        let rule = question.engine.rule(name)?;
        let words = self.words(question.text, body, here, &found, &there);
        // `run` and `run` of two classes are told apart by these.
        let is_same_name = here.function.name() == there.function.name();
        let name_of = |function: &Function| match is_same_name {
            true => function.path.to_string(),
            false => function.name().to_string(),
        };
        let what = match found.kind {
            Kind::Run => format!("{} lines are {} % the same as in", words.lines, found.percent),
            Kind::Whole | Kind::Renamed => {
                format!("`{}` is {} % the same as", name_of(here.function), found.percent)
            }
        };
        let file = shown(here.path, there.path);
        let value = |name: &str| match name {
            "function" => Some(name_of(here.function)),
            "twin" => Some(name_of(there.function)),
            "file" => Some(file.clone()),
            "what" => Some(what.clone()),
            "difference" => Some(words.difference.clone()),
            "more" if alike.len() == 2 => Some(", and one more place".to_owned()),
            "more" if alike.len() > 2 => Some(format!(", and {} more places", alike.len() - 1)),
            _ => None,
        };
        Some(finding(rule, here, alike, &value))
    }

    /// What is said of two places that are alike.
    pub(super) fn words(
        &self,
        text: &dyn Fn(&Path) -> Option<String>,
        body: u32,
        here: &Place<'_>,
        found: &Match,
        there: &Place<'_>,
    ) -> Arc<Words> {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = answers().known.get(&body).and_then(|known| known.words.get(&found.other)) {
            return Arc::clone(words);
        }
        let (own, other) = (text_of(text, here), text_of(text, there));
        let words = Arc::new(match (&own, &other) {
            (Some(own), Some(other)) => {
                let difference = Difference::of(
                    Side { tokens: &here.function.clone_tokens, run: found.here, text: own },
                    Side { tokens: &there.function.clone_tokens, run: found.there, text: other },
                );
                let piece = here.function.clone_tokens.span(found.here);
                Words { difference: difference.words(), lines: piece.of(own).lines().count() }
            }
            // A file that changed since it was read is read again soon.
            _ => Words { difference: "what the comparison shows".to_owned(), lines: 0 },
        });
        if own.is_some()
            && other.is_some()
            && let Some(known) = answers().known.get_mut(&body)
        {
            known.words.insert(found.other, Arc::clone(&words));
        }
        words
    }
}

fn finding(
    rule: &Arc<Rule>,
    here: &Place<'_>,
    alike: &[Alike<'_>],
    value: &dyn Fn(&str) -> Option<String>,
) -> Finding {
    let is_run = alike.iter().all(|alike| alike.found.kind == Kind::Run);
    let own =
        alike.first().map_or(here.function.name_span, |alike| place_of(here, &alike.found, alike.found.here));
    let mut finding = rule.finding(own, here.function.path.to_string(), value);
    if here.is_test() && alike.iter().all(|alike| alike.there.is_test()) {
        finding.level = finding.level.milder().unwrap_or(Level::Hint);
    }
    for Alike { found, there } in alike.iter().take(MOST_PLACES) {
        let path = (there.path != here.path).then(|| Arc::from(there.path));
        let name = &there.function.path;
        let file = shown(here.path, there.path);
        let (text, fact) = if found.is_equal() {
            (
                format!("`{name}` does the same"),
                format!("`{name}` in {file} is equal but for names and literals"),
            )
        } else if is_run {
            (
                format!("{} % the same, in `{name}`", found.percent),
                format!("`{name}` in {file} has {} % of it", found.percent),
            )
        } else {
            (
                format!("`{name}` is {} % the same", found.percent),
                format!("`{name}` in {file} is {} % the same", found.percent),
            )
        };
        let span = place_of(there, found, found.there);
        finding.related.push(Related { path: path.clone(), span, text });
        if finding.evidence.len() < 2 {
            finding.evidence.push(Evidence { text: fact, place: Some((path, span)) });
        }
    }
    finding
}

/// Where a finding or a place is shown: at the function's name if it is about all of it.
pub(super) fn place_of(place: &Place<'_>, found: &Match, run: (u16, u16)) -> Span {
    if found.kind == Kind::Run {
        place.function.clone_tokens.span(run).shifted(i64::from(place.function.span.start))
    } else {
        place.function.name_span
    }
}

/// The text of a function; `None` if the file is not as it was when the function was found there.
fn text_of(text: &dyn Fn(&Path) -> Option<String>, place: &Place<'_>) -> Option<String> {
    let text = text(place.path)?;
    let inside = |span: Span| text.get(span.start as usize..span.end as usize);
    let is_it = inside(place.function.name_span) == Some(place.function.name());
    inside(place.function.span).filter(|_| is_it).map(str::to_owned)
}

/// The path of one file as a reader of another would say it: from the folder that both are in.
pub(in crate::workspace) fn shown(from: &Path, to: &Path) -> String {
    if from == to {
        return "this file".to_string();
    }
    let common = from.components().zip(to.components()).take_while(|(left, right)| left == right).count();
    let rest: Vec<_> = to
        .components()
        .skip(common)
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    rest.join("/")
}
