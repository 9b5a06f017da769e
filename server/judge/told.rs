//! A thing that stands in several places is told once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;

/// The places that were shown as related ones, and the topics of which something was said, by rule.
#[derive(Debug, Default)]
pub struct Told {
    places: FxHashSet<(String, PathBuf, Span)>,
    topics: FxHashSet<(String, Arc<str>)>,
}

impl Told {
    /// Whether a finding says more than those before it: it does not if one of the same rule listed its place, or spoke
    /// of the same topic.
    pub fn is_news(&mut self, path: &Path, finding: &Finding) -> bool {
        let name = &finding.rule.name;
        let place = (name.clone(), path.to_path_buf(), finding.span);
        if !self.is_new_topic(finding) || self.places.contains(&place) {
            return false;
        }
        for related in &finding.related {
            let there = related.path.as_deref().unwrap_or(path);
            self.places.insert((name.clone(), there.to_path_buf(), related.span));
        }
        true
    }

    /// Whether nothing was said of the finding's topic, if it has one; from now on something was.
    pub fn is_new_topic(&mut self, finding: &Finding) -> bool {
        let topic = finding.topic.as_ref();
        topic.is_none_or(|topic| self.topics.insert((finding.rule.name.clone(), Arc::clone(topic))))
    }
}
