//! Folders that come and go.

use tower_lsp::lsp_types::DidChangeWorkspaceFoldersParams;

use crate::lsp::places;
use crate::lsp::session::Session;

/// `workspace/didChangeWorkspaceFolders`
pub(crate) fn changed(session: &Session, params: &DidChangeWorkspaceFoldersParams) {
    {
        let roots = &mut session.workspace().roots;
        let removed: Vec<_> =
            params.event.removed.iter().filter_map(|folder| places::file(&folder.uri)).collect();
        roots.retain(|root| !removed.contains(root));
        for added in params.event.added.iter().filter_map(|folder| places::file(&folder.uri)) {
            if !roots.contains(&added) {
                roots.push(added);
            }
        }
    }
    session.background.open_review();
}
