//! The other side: what it can do, and how it is asked.
//!
//! The facts are read from the raw JSON of `initialize`. A typed reading would refuse a client for one value in a
//! corner of its capabilities that this server never looks at.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use tower_lsp::Client;
use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::request::Request;

use super::places;
use super::position::Encoding;

/// What the client said of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientFacts {
    /// How positions are counted.
    pub(crate) encoding: Encoding,
    /// The process to whose life this one is bound.
    pub(crate) process: Option<u32>,
    /// Folders, in the client's order; none for a single file.
    pub(crate) roots: Vec<PathBuf>,
    /// Settings given at the start, of the schema of `thinktwice.toml`.
    pub(crate) settings: Value,
    /// Asks for diagnostics itself.
    pub(crate) pulls: bool,
    /// Can be told to ask for diagnostics again.
    pub(crate) refreshes: bool,
    /// Can be told to ask for code lenses again.
    pub(crate) refreshes_lenses: bool,
    /// Shows other places of a diagnostic.
    pub(crate) related_information: bool,
    /// Shows a link at the code of a diagnostic.
    pub(crate) code_description: bool,
    /// Draws unused and deprecated code its own way.
    pub(crate) tags: bool,
    /// Renders Markdown in hovers.
    pub(crate) markdown: bool,
    /// Takes code actions with edits; an older one takes commands.
    pub(crate) action_literals: bool,
    /// Takes edits of a certain version of a document.
    pub(crate) document_changes: bool,
    /// Carries out edits that the server asks for.
    pub(crate) applies_edits: bool,
    /// Opens documents that the server names.
    pub(crate) shows_documents: bool,
    /// Shows progress.
    pub(crate) progress: bool,
    /// Answers questions about its settings.
    pub(crate) configuration: bool,
    /// Lets the server ask for changes of settings.
    pub(crate) registers_configuration: bool,
    /// Watches files that the server names.
    pub(crate) registers_watchers: bool,
    /// Asks its user for the reason when "keep it, because" is chosen, and puts it in the command's argument.
    pub(crate) asks_for_reason: bool,
    /// Shows a rule's page itself when `thinktwice.explain` gives it, and follows links to that command in hovers.
    pub(crate) shows_pages: bool,
    /// Shows a diagnostic's message above what a hover says, which need not say it again then.
    pub(crate) hovers_diagnostics: bool,
    /// Wants diagnostics of files that are open only.
    pub(crate) open_files_only: bool,
    /// Tells of notebooks as such.
    pub(crate) has_notebooks: bool,
    /// Shows what `thinktwice.compare` gives side by side.
    pub(crate) compares: bool,
}

impl ClientFacts {
    /// Reads the parameters of `initialize`.
    pub(crate) fn read(params: &Value) -> ClientFacts {
        let yes = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let has = |pointer: &str| params.pointer(pointer).is_some_and(|value| !value.is_null());
        let holds = |pointer: &str, text: &str| {
            let values = params.pointer(pointer).and_then(Value::as_array);
            values.is_some_and(|values| values.iter().any(|value| value == text))
        };
        let encodings = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let encoding =
            encodings.into_iter().flatten().filter_map(Value::as_str).find_map(Encoding::from_name);
        let options = params.get("initializationOptions").cloned().unwrap_or_default();
        ClientFacts {
            encoding: encoding.unwrap_or_default(),
            process: params.get("processId").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok()),
            roots: roots(params),
            settings: options.get("settings").cloned().unwrap_or_default(),
            pulls: has("/capabilities/textDocument/diagnostic"),
            refreshes: yes("/capabilities/workspace/diagnostics/refreshSupport")
                || yes("/capabilities/workspace/diagnostic/refreshSupport"),
            refreshes_lenses: yes("/capabilities/workspace/codeLens/refreshSupport"),
            related_information: yes("/capabilities/textDocument/publishDiagnostics/relatedInformation")
                || yes("/capabilities/textDocument/diagnostic/relatedInformation"),
            code_description: yes("/capabilities/textDocument/publishDiagnostics/codeDescriptionSupport")
                || yes("/capabilities/textDocument/diagnostic/codeDescriptionSupport"),
            tags: has("/capabilities/textDocument/publishDiagnostics/tagSupport")
                || has("/capabilities/textDocument/diagnostic/tagSupport"),
            markdown: holds("/capabilities/textDocument/hover/contentFormat", "markdown"),
            action_literals: has("/capabilities/textDocument/codeAction/codeActionLiteralSupport"),
            document_changes: yes("/capabilities/workspace/workspaceEdit/documentChanges"),
            applies_edits: yes("/capabilities/workspace/applyEdit"),
            shows_documents: yes("/capabilities/window/showDocument/support"),
            progress: yes("/capabilities/window/workDoneProgress"),
            configuration: yes("/capabilities/workspace/configuration"),
            registers_configuration: yes(
                "/capabilities/workspace/didChangeConfiguration/dynamicRegistration",
            ),
            registers_watchers: yes("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            asks_for_reason: yes("/initializationOptions/asksForReason")
                || yes("/capabilities/experimental/thinktwice/asksForReason"),
            shows_pages: yes("/initializationOptions/showsPages"),
            hovers_diagnostics: yes("/initializationOptions/hoversDiagnostics"),
            open_files_only: yes("/initializationOptions/openFilesOnly"),
            has_notebooks: has("/capabilities/notebookDocument/synchronization"),
            compares: yes("/initializationOptions/compares")
                || yes("/capabilities/experimental/thinktwice/compares"),
        }
    }
}

fn roots(params: &Value) -> Vec<PathBuf> {
    let folder = |uri: &Value| places::file(&Url::parse(uri.as_str()?).ok()?);
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    let mut roots: Vec<PathBuf> =
        folders.into_iter().flatten().filter_map(|root| folder(root.get("uri")?)).collect();
    if roots.is_empty() {
        roots.extend(params.get("rootUri").and_then(folder));
    }
    if roots.is_empty() {
        roots.extend(params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
    }
    roots
}

/// Asks the client, without waiting for ever.
///
/// The request itself is never dropped: tower-lsp panics on the answer to a request that nobody waits for.
pub(crate) async fn ask<R: Request>(client: &Client, params: R::Params, limit: Duration) -> Option<R::Result>
where
    R::Params: Send + 'static,
    R::Result: Send + 'static,
{
    let client = client.clone();
    let asked = tokio::spawn(async move { client.send_request::<R>(params).await });
    tokio::time::timeout(limit, asked).await.ok()?.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_known_encoding_is_taken() {
        let read = |encodings: Value| {
            ClientFacts::read(&json!({"capabilities": {"general": {"positionEncodings": encodings}}}))
                .encoding
        };
        assert_eq!(read(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(read(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(read(json!(7)), Encoding::Utf16);
        assert_eq!(ClientFacts::read(&Value::Null).encoding, Encoding::Utf16);
    }

    #[test]
    fn roots_are_taken_from_the_newest_of_three_forms() {
        let read = |params: Value| ClientFacts::read(&params).roots;
        let (a, b) = (json!("file:///a"), json!("file:///b"));
        assert_eq!(
            read(json!({"rootUri": a, "workspaceFolders": [{"uri": b, "name": "b"}]})),
            [PathBuf::from("/b")]
        );
        assert_eq!(read(json!({"rootUri": a, "workspaceFolders": null})), [PathBuf::from("/a")]);
        assert_eq!(read(json!({"rootUri": null, "rootPath": "/c"})), [PathBuf::from("/c")]);
        assert_eq!(read(json!({"rootUri": "untitled:x", "workspaceFolders": []})), [] as [PathBuf; 0]);
    }
}
