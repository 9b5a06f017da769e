//! Files and URIs, and places in files that are not open.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use dashmap::DashMap;
use ropey::Rope;
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{Location, Url};

use super::session::Session;
use super::snapshot::Text;
use super::uris;
use crate::workspace::source;

/// The file of a `file:` URI.
pub(crate) fn file(uri: &Url) -> Option<PathBuf> {
    uris::path(uri)
}

/// The path under which a document is checked. A document that is no file (`untitled:Untitled-1`, a notebook's cell)
/// gets one that exists nowhere, with the extension of its language.
pub(crate) fn path(uri: &Url, extension: &str) -> PathBuf {
    file(uri).unwrap_or_else(|| {
        let whole = uri.as_str();
        let name: String = whole.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        Path::new("untitled").join(format!("{name}.{extension}"))
    })
}

/// The URI of a file.
pub(crate) fn uri(path: &Path) -> Option<Url> {
    uris::uri(path)
}

/// Texts of closed files that diagnostics point at, kept while the file stays as it is.
#[derive(Debug, Default)]
pub(crate) struct Texts(DashMap<PathBuf, (SystemTime, Rope)>);

/// One publish may point at the same fifty files as the one before; more are read again.
const MAX_TEXTS: usize = 100;

impl Texts {
    /// The file's text as it is on disk. Places in a notebook's code are none in its file.
    pub(crate) fn read(&self, path: &Path) -> Option<Rope> {
        if source::is_notebook(path) {
            return None;
        }
        let changed = path.metadata().ok()?.modified().ok()?;
        if let Some(known) = self.0.get(path)
            && known.0 == changed
        {
            return Some(known.1.clone());
        }
        let bytes = std::fs::read(path).ok()?;
        let rope = Rope::from_str(&String::from_utf8_lossy(&bytes));
        if self.0.len() >= MAX_TEXTS {
            self.0.clear();
        }
        self.0.insert(path.to_owned(), (changed, rope.clone()));
        Some(rope)
    }
}

/// Finds the places that one document's findings name. Files are looked for once in its life.
pub(crate) struct Locator<'a> {
    session: &'a Session,
    own: Text,
    others: RefCell<HashMap<PathBuf, Option<Text>>>,
}

impl<'a> Locator<'a> {
    /// For the findings of a document.
    pub(crate) fn new(session: &'a Session, own: Text) -> Locator<'a> {
        Locator { session, own, others: RefCell::default() }
    }

    /// The document's text.
    pub(crate) fn rope(&self) -> &Rope {
        &self.own.rope
    }

    /// Where a span is: in the document itself, in another open one, or in a file.
    pub(crate) fn location(&self, path: Option<&Path>, span: Span) -> Option<Location> {
        let encoding = self.session.encoding();
        let Some(path) = path else {
            return self.own.location(encoding, span);
        };
        let mut others = self.others.borrow_mut();
        if !others.contains_key(path) {
            others.insert(path.to_owned(), self.session.text_at(path));
        }
        others.get(path)?.as_ref()?.location(encoding, span)
    }
}
