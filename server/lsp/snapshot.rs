//! What readers see of a document: one moment of it, never a half-made edit.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ropey::Rope;
use thinktwice_engine::document::Document;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{Diagnostic, Url};

/// A document at one moment.
#[derive(Clone)]
pub(crate) struct Snapshot {
    /// Its name.
    pub(crate) uri: Url,
    /// The path under which it is checked.
    pub(crate) path: Arc<Path>,
    /// The client's number.
    pub(crate) version: i32,
    /// This server's number: counts on through stale and repeated versions, and through closing and opening.
    pub(crate) revision: u64,
    /// The text, with a tree that may be some edits behind.
    pub(crate) document: Document,
    /// The newest results, which may be those of an earlier revision.
    pub(crate) results: Option<Arc<Results>>,
    /// Edits since these results: bytes replaced, and by how many.
    pub(crate) edits: Vec<(Range<usize>, usize)>,
}

/// What an analysis found.
#[derive(Debug)]
pub(crate) struct Results {
    /// The revision that was analysed.
    pub(crate) revision: u64,
    /// Findings in file order.
    pub(crate) findings: Vec<Finding>,
    /// The same for the client.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    /// The text.
    pub(crate) fn rope(&self) -> &Rope {
        self.document.rope()
    }

    /// Whether the results are those of this text.
    pub(crate) fn is_current(&self) -> bool {
        self.results.as_ref().is_some_and(|results| results.revision == self.revision)
    }

    /// The findings at their places in this text. Those of an older text are moved; one whose own text was edited is
    /// left out.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let findings = self.results.iter().flat_map(|results| &results.findings);
        findings.filter_map(|finding| carried(finding, &self.edits)).collect()
    }
}

fn carried(finding: &Finding, edits: &[(Range<usize>, usize)]) -> Option<Finding> {
    let Span { start, end } = finding.span;
    let (mut start, mut end) = (start as usize, end as usize);
    for (old, new_length) in edits {
        if old.end <= start {
            let shift = |at: usize| at - old.len() + new_length;
            (start, end) = (shift(start), shift(end));
        } else if old.start < end {
            return None;
        }
    }
    let delta = start as i64 - i64::from(finding.span.start);
    Some(finding.moved(|span| span.shifted(delta)))
}
