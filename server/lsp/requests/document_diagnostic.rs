//! `textDocument/diagnostic`: diagnostics for clients that ask for them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use crate::lsp::client::ask;
use crate::lsp::diagnostics;
use crate::lsp::session::Session;

/// Longer than any analysis may take.
const TIME_LIMIT: Duration = Duration::from_secs(20);
const REFRESH_LIMIT: Duration = Duration::from_secs(5);

/// The answer: the findings of the present text, or that they are as they were.
pub(crate) async fn report(
    session: &Session,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let uri = &params.text_document.uri;
    let snapshot = session.current(uri, TIME_LIMIT).await;
    // What is found in cells is sent without being asked for, and would be there twice.
    let results =
        snapshot.filter(|snapshot| snapshot.cells.is_none()).and_then(|snapshot| snapshot.results.clone());
    let items = results.map(|results| results.of(uri).to_vec()).unwrap_or_default();
    let id = diagnostics::id(&items);
    let report = if params.previous_result_id.as_ref() == Some(&id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
        })
    };
    Ok(DocumentDiagnosticReportResult::Report(report))
}

/// Tells a client that asks for diagnostics that there may be other ones. Calls while one is on its way become one
/// more.
pub(crate) fn ask_to_pull_again(session: &Arc<Session>) {
    let facts = session.facts();
    if !facts.pulls || !facts.refreshes || session.stale.fetch_add(1, Ordering::SeqCst) > 0 {
        return;
    }
    let session = session.clone();
    session.clone().runtime.spawn(async move {
        loop {
            let told = session.stale.load(Ordering::SeqCst);
            ask::<WorkspaceDiagnosticRefresh>(&session.client, (), REFRESH_LIMIT).await;
            if session.stale.compare_exchange(told, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                return;
            }
        }
    });
}
