//! Rule pages as files, for editors that open files but render nothing that a server sends.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;
use tower_lsp::lsp_types::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::places;

/// The pages written so far, in a folder that goes away with the server.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    folder: Mutex<Option<TempDir>>,
}

impl Pages {
    /// Writes the page unless it is there already, and says where it is.
    pub(crate) fn write(&self, rule: &str, markdown: &str) -> Option<Url> {
        let path = self.folder()?.join(format!("{rule}-{:08x}.md", xxh3_64(markdown.as_bytes()) as u32));
        if !path.exists() {
            std::fs::write(&path, markdown).ok()?;
        }
        places::uri(&path)
    }

    /// Removes all pages.
    pub(crate) fn clear(&self) {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn folder(&self) -> Option<PathBuf> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if !folder.as_ref().is_some_and(|folder| folder.path().is_dir()) {
            *folder = tempfile::Builder::new().prefix("thinktwice-").tempdir().ok();
        }
        folder.as_ref().map(|folder| folder.path().to_owned())
    }
}
