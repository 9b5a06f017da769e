//! Findings as they lie in a cache: with the name of their rule in place of the rule.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thinktwice_engine::Engine;
use thinktwice_engine::finding::{Evidence, Finding, Level, Related};
use thinktwice_engine::text::Span;

/// Bytes of a file; `None` is the finding's own.
type Place = (Option<PathBuf>, Span);

/// A finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredFinding {
    rule: String,
    span: Span,
    level: Level,
    message: String,
    question: String,
    scope: String,
    /// Text, and place if it has one.
    evidence: Vec<(String, Option<Place>)>,
    related: Vec<(Option<PathBuf>, Span, String)>,
    topic: Option<String>,
}

impl StoredFinding {
    pub(super) fn new(finding: &Finding) -> StoredFinding {
        let path = |path: &Option<Arc<std::path::Path>>| path.as_deref().map(PathBuf::from);
        StoredFinding {
            rule: finding.rule.name.clone(),
            span: finding.span,
            level: finding.level,
            message: finding.message.clone(),
            question: finding.question.clone(),
            scope: finding.scope.clone(),
            evidence: finding
                .evidence
                .iter()
                .map(|evidence| {
                    let place = evidence.place.as_ref().map(|(file, span)| (path(file), *span));
                    (evidence.text.clone(), place)
                })
                .collect(),
            related: finding
                .related
                .iter()
                .map(|related| (path(&related.path), related.span, related.text.clone()))
                .collect(),
            topic: finding.topic.as_deref().map(str::to_owned),
        }
    }

    /// The finding; `None` where the engine has no such rule.
    pub(super) fn finding(self, engine: &Engine) -> Option<Finding> {
        let place = |(file, span): Place| (file.map(Arc::from), span);
        Some(Finding {
            rule: Arc::clone(engine.rule(&self.rule)?),
            span: self.span,
            level: self.level,
            message: self.message,
            question: self.question,
            scope: self.scope,
            evidence: self
                .evidence
                .into_iter()
                .map(|(text, at)| Evidence { text, place: at.map(place) })
                .collect(),
            related: self
                .related
                .into_iter()
                .map(|(path, span, text)| Related { path: path.map(Arc::from), span, text })
                .collect(),
            topic: self.topic.map(Arc::from),
        })
    }
}
