//! "Keep it, because ...": the comment `thinktwice: allow <rule> -- <reason>`.

use std::collections::HashMap;

use ropey::Rope;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::language::Role;
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use super::position::content_length;
use super::session::Session;
use super::snapshot::Snapshot;

/// The edit that inserts the comment.
pub(crate) fn edit(session: &Session, snapshot: &Snapshot, finding: &Finding, reason: &str) -> WorkspaceEdit {
    let (at, text) = comment(snapshot, finding, reason);
    let place = snapshot.text().location(session.encoding(), Span::new(at as u32, at as u32));
    let Some(place) = place else { return WorkspaceEdit::default() };
    let edit = TextEdit::new(place.range, text);
    if !session.facts().document_changes {
        return WorkspaceEdit::new(HashMap::from([(place.uri, vec![edit])]));
    }
    let version = snapshot.parts().into_iter().find(|(uri, _)| *uri == place.uri).map(|(_, version)| version);
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: place.uri, version };
    let changes = vec![TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] }];
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(changes)), ..WorkspaceEdit::default() }
}

/// Where the comment goes, and its text: on a line of its own above the finding, or at the line's end where the
/// lines above belong to the same string or are continued.
fn comment(snapshot: &Snapshot, finding: &Finding, reason: &str) -> (usize, String) {
    let rope = snapshot.rope();
    let start = (finding.span.start as usize).min(rope.len_bytes());
    let line = rope.byte_to_line(start);
    let line_start = rope.line_to_byte(line);
    let sign = &snapshot.document.language().line_comment;
    let comment = format!("{sign} thinktwice: allow {} -- {reason}", finding.rule.name);
    if is_continued(snapshot, line) {
        return (line_start + content_length(rope.line(line)), format!("  {comment}"));
    }
    let indent: String = rope.line(line).chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    (line_start + indent.len(), format!("{comment}{}{indent}", line_break(rope, line)))
}

fn is_continued(snapshot: &Snapshot, line: usize) -> bool {
    let rope = snapshot.rope();
    let line_start = rope.line_to_byte(line);
    if line > 0 {
        let above = rope.line(line - 1);
        let length = content_length(above);
        if length > 0 && above.byte(length - 1) == b'\\' {
            return true;
        }
    }
    let Some(tree) = snapshot.document.tree() else { return false };
    let mut node = tree.root_node().descendant_for_byte_range(line_start, line_start);
    while let Some(around) = node {
        let is_string = snapshot.document.language().roles(around.kind_id()).has(Role::String);
        if is_string && around.start_byte() < line_start {
            return true;
        }
        node = around.parent();
    }
    false
}

fn line_break(rope: &Rope, line: usize) -> &'static str {
    let text = rope.line(line);
    let content = content_length(text);
    match (text.get_byte(content), text.get_byte(content + 1)) {
        (Some(b'\r'), Some(b'\n')) => "\r\n",
        (Some(b'\r'), None) => "\r",
        _ => "\n",
    }
}
