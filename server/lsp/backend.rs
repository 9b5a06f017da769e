//! The requests that tower-lsp routes, each handed to its own file.
//!
//! No handler waits for the client. Notifications about documents never come here: see [`super::service`].

use std::sync::Arc;

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, DidChangeConfigurationParams,
    DidChangeWorkspaceFoldersParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, ExecuteCommandParams, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};

use super::requests::{
    code_action, code_lens, configuration, document_diagnostic, execute_command, hover, initialize, status,
    workspace_diagnostic, workspace_folders,
};
use super::session::Session;

/// The server as tower-lsp sees it.
pub(crate) struct Backend(pub(crate) Arc<Session>);

impl Backend {
    /// `thinktwice/status`
    pub(crate) async fn status(&self) -> Result<Value> {
        status::answer(&self.0).await
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(initialize::result(self.0.facts()))
    }

    async fn initialized(&self, _: InitializedParams) {
        configuration::initialized(&self.0);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        Ok(hover::answer(&self.0, params).await)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(code_action::answer(&self.0, params).await)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        Ok(code_lens::answer(&self.0, params).await)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        execute_command::answer(&self.0, params).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        document_diagnostic::report(&self.0, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        workspace_diagnostic::report(self.0.clone(), params).await
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.0.background.repositories();
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        configuration::changed(&self.0, &params.settings);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        workspace_folders::changed(&self.0, &params);
    }
}
