//! The order of the wire.
//!
//! tower-lsp polls handlers at once and out of order, so an edit must not be one. Messages come here in their order:
//! notifications about documents go to their one writer, and each request is told which of them it has to wait for.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ExitedError, LspService};

use super::backend::Backend;
use super::cells;
use super::client::ClientFacts;
use super::documents::Event;
use super::session::Session;
use super::transport::log;

/// The service around tower-lsp's.
pub(crate) struct InOrder {
    pub(crate) inner: LspService<Backend>,
    pub(crate) session: Arc<Session>,
}

impl InOrder {
    /// Hands a notification about a document to the documents' one writer; gives anything else back.
    pub(crate) fn hand_over_document(&self, request: Request) -> Option<Request> {
        let hand_over: fn(&InOrder, Option<Value>) = match request.method() {
            "textDocument/didOpen" => |service, params| service.hand_over(params, Event::Opened),
            "textDocument/didChange" => |service, params| service.hand_over(params, Event::Changed),
            "textDocument/didClose" => |service, params| service.hand_over(params, Event::Closed),
            "notebookDocument/didOpen" => |service, params| service.hand_over(params, Event::NotebookOpened),
            "notebookDocument/didChange" => {
                |service, params| service.hand_over(params, Event::NotebookChanged)
            }
            "notebookDocument/didClose" => |service, params| service.hand_over(params, Event::NotebookClosed),
            "workspace/didChangeWatchedFiles" => |service, params| service.hand_over(params, Event::Watched),
            "notebookDocument/didSave" => |service, _| service.session.background.repositories(),
            _ => return Some(request),
        };
        let (_, _, params) = request.into_parts();
        hand_over(self, params);
        None
    }

    fn hand_over<P: DeserializeOwned>(&self, params: Option<Value>, event: fn(P) -> Event) {
        match serde_json::from_value(params.unwrap_or_default()) {
            Ok(params) if self.session.is_initialized() => self.session.hand_over(event(params)),
            Ok(_) => {}
            Err(error) => log(&format!("a document notification is ignored: {error}")),
        }
    }
}

impl Service<Request> for InOrder {
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = Pin<Box<dyn Future<Output = Result<Option<Response>, ExitedError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (method, id, params) = request.into_parts();
        // Many clients write `null` where there is nothing to say, which tower-lsp refuses.
        let params = params.filter(|params| !params.is_null());
        let mut request = Request::build(method.clone());
        if let Some(id) = id {
            request = request.id(id);
        }
        if method == "initialize" {
            self.session.set_facts(ClientFacts::read(&params.unwrap_or_default()));
            request = request.params(json!({ "capabilities": {} }));
        } else if let Some(params) = params {
            request = request.params(params);
        }
        let is_about_cells = method == "initialize" && self.session.facts().has_notebooks;
        if method == "initialized" {
            self.session.background.open_review();
        }
        let number = self.session.handed_over();
        // Known to tower-lsp from here on, so that a cancellation finds it even while it waits.
        let answer = self.inner.call(request.finish());
        let session = self.session.clone();
        Box::pin(async move {
            session.caught_up(number).await;
            let answer = answer.await?;
            Ok(if is_about_cells { answer.map(with_notebooks) } else { answer })
        })
    }
}

/// tower-lsp's types have no notebooks.
fn with_notebooks(answer: Response) -> Response {
    let (id, mut result) = answer.into_parts();
    if let Some(capabilities) = result.as_mut().ok().and_then(|result| result.get_mut("capabilities")) {
        capabilities["notebookDocumentSync"] = cells::capability();
    }
    Response::from_parts(id, result)
}
