//! What readers see of a document: one moment of it, never a half-made edit.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ropey::Rope;
use thinktwice_engine::document::Document;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{Diagnostic, Location, Position, Url};

use super::cells::Cells;
use super::position::Encoding;

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
    /// Where its lines stand, if it is a notebook.
    pub(crate) cells: Option<Arc<Cells>>,
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
    /// The same for the client: those of the document, or those of each of the notebook's cells.
    pub(crate) diagnostics: Vec<(Url, Vec<Diagnostic>)>,
}

impl Results {
    /// Whether the document, or the cell, was there.
    pub(crate) fn has(&self, uri: &Url) -> bool {
        self.diagnostics.iter().any(|(own, _)| own == uri)
    }

    /// The diagnostics of a document, or of a notebook's cell.
    pub(crate) fn of(&self, uri: &Url) -> &[Diagnostic] {
        self.diagnostics.iter().find(|(own, _)| own == uri).map_or(&[], |(_, diagnostics)| diagnostics)
    }
}

/// A text, and where the client has it.
#[derive(Clone)]
pub(crate) struct Text {
    /// The name of the document or notebook.
    pub(crate) uri: Url,
    /// The text.
    pub(crate) rope: Rope,
    /// Where its lines stand, if it is a notebook.
    pub(crate) cells: Option<Arc<Cells>>,
}

impl Text {
    /// Where a span is; `None` in a notebook that has no code any more.
    pub(crate) fn location(&self, encoding: Encoding, span: Span) -> Option<Location> {
        let range = encoding.range(&self.rope, span);
        match &self.cells {
            Some(cells) => cells.location(range),
            None => Some(Location::new(self.uri.clone(), range)),
        }
    }
}

impl Snapshot {
    /// The text.
    pub(crate) fn rope(&self) -> &Rope {
        self.document.rope()
    }

    /// The text, and where the client has it.
    pub(crate) fn text(&self) -> Text {
        Text { uri: self.uri.clone(), rope: self.rope().clone(), cells: self.cells.clone() }
    }

    /// The names and numbers of what the client knows it as: one document, or the cells of a notebook.
    pub(crate) fn parts(&self) -> Vec<(Url, i32)> {
        match &self.cells {
            Some(cells) => cells.documents().map(|(uri, version)| (uri.clone(), version)).collect(),
            None => vec![(self.uri.clone(), self.version)],
        }
    }

    /// The byte at a position of the document, or of a cell; `None` in a cell without code.
    pub(crate) fn byte(&self, encoding: Encoding, uri: &Url, position: Position) -> Option<usize> {
        let position = match &self.cells {
            Some(cells) => cells.position(uri, position)?,
            None => position,
        };
        Some(encoding.byte(self.rope(), position))
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
