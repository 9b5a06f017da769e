//! `workspace/diagnostic`: diagnostics of all files.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    Diagnostic, FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::lsp::diagnostics;
use crate::lsp::places::{self, Locator};
use crate::lsp::session::Session;

const TIME_LIMIT: Duration = Duration::from_secs(20);
/// A list of more is nothing that anyone reads; a client would only choke on it.
const MAX_DIAGNOSTICS: usize = 20_000;

/// The answer: full reports of files whose findings differ from what the client has.
pub(crate) async fn report(
    session: Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let open: Vec<Url> = session.documents.iter().map(|open| open.uri.clone()).collect();
    for uri in open {
        session.current(&uri, TIME_LIMIT).await;
    }
    let (sender, answer) = tokio::sync::oneshot::channel();
    session.clone().pool.spawn_other(move || {
        // Nobody listens if the request was cancelled.
        let _ = sender.send(collect(&session, params));
    });
    let items = answer.await.map_err(|_| Error::internal_error())?;
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
}

fn collect(session: &Session, params: WorkspaceDiagnosticParams) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let mut known: HashMap<Url, String> =
        params.previous_result_ids.into_iter().map(|previous| (previous.uri, previous.value)).collect();
    let mut items = Vec::new();
    let mut count = 0;
    let mut add = |uri: Url, version: Option<i64>, found: Vec<Diagnostic>, known: Option<String>| {
        count += found.len();
        let id = diagnostics::id(&found);
        if known.as_ref() == Some(&id) {
            let report = UnchangedDocumentDiagnosticReport { result_id: id };
            items.push(WorkspaceDocumentDiagnosticReport::Unchanged(
                WorkspaceUnchangedDocumentDiagnosticReport {
                    uri,
                    version,
                    unchanged_document_diagnostic_report: report,
                },
            ));
        } else if known.is_some() || !found.is_empty() {
            let report = FullDocumentDiagnosticReport { result_id: Some(id), items: found };
            items.push(WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version,
                full_document_diagnostic_report: report,
            }));
        }
        count < MAX_DIAGNOSTICS
    };
    for open in &session.documents {
        if let Some(results) = &open.results {
            for (part, version) in open.parts() {
                let before = known.remove(&part);
                let found = results.of(&part).to_vec();
                add(part, Some(i64::from(version)), found, before);
            }
        }
    }
    let files: Vec<PathBuf> = session.review().map(|review| review.files()).unwrap_or_default();
    for path in files {
        let Some(uri) = places::uri(&path) else { continue };
        if session.open_at(&path).is_some() {
            continue;
        }
        let found = closed_file(session, &path);
        let before = known.remove(&uri);
        if !add(uri, None, found, before) {
            return items;
        }
    }
    // What is left is gone: deleted, ignored, or closed without ever being saved.
    for (uri, before) in known {
        add(uri, None, Vec::new(), Some(before));
    }
    items
}

fn closed_file(session: &Session, path: &std::path::Path) -> Vec<Diagnostic> {
    let findings = session.review().map(|review| review.findings(path)).unwrap_or_default();
    if findings.is_empty() {
        return Vec::new();
    }
    let Some(text) = session.text_at(path) else { return Vec::new() };
    let locator = Locator::new(session, text);
    let diagnostic = |finding| Some(diagnostics::diagnostic(session, &locator, finding)?.1);
    findings.iter().filter_map(diagnostic).collect()
}
