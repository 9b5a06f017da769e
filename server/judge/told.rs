//! A thing that stands in several places is told once.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;

/// The places that were shown as related ones, by rule.
#[derive(Debug, Default)]
pub struct Told(FxHashSet<(String, PathBuf, Span)>);

impl Told {
    /// Whether a finding says more than those before it: it does not if one of the same rule listed its place.
    pub fn is_news(&mut self, path: &Path, finding: &Finding) -> bool {
        let name = &finding.rule.name;
        if self.0.contains(&(name.clone(), path.to_path_buf(), finding.span)) {
            return false;
        }
        for related in &finding.related {
            let there = related.path.as_deref().unwrap_or(path);
            self.0.insert((name.clone(), there.to_path_buf(), related.span));
        }
        true
    }
}
