//! Notebooks: many documents to the client, one text to everything else.
//!
//! What a client says of a notebook becomes what it would say of one document with the code of all cells
//! ([`Notebooks`]); a snapshot of that text carries the way from its lines to the cells and back ([`Cells`]). The
//! protocol's types of notebooks are read here, as lsp-types 0.94 has none.

use std::collections::HashMap;
use std::sync::Arc;

use ropey::Rope;
use serde::Deserialize;
use serde_json::{Value, json};
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidOpenTextDocumentParams, Location, Position, Range,
    TextDocumentContentChangeEvent, TextDocumentIdentifier, TextDocumentItem, Url,
    VersionedTextDocumentIdentifier,
};

use super::position::Encoding;
use crate::workspace::notebook;

/// The language of cells that are checked.
const LANGUAGE: &str = "python";

/// What the server says of itself in `initialize`: which notebooks and cells it wants to hear of.
pub(crate) fn capability() -> Value {
    json!({ "notebookSelector": [{ "cells": [{ "language": LANGUAGE }] }], "save": true })
}

/// `notebookDocument/didOpen`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Opened {
    notebook_document: OpenedNotebook,
    cell_text_documents: Vec<TextDocumentItem>,
}

#[derive(Deserialize)]
struct OpenedNotebook {
    uri: Url,
    version: i32,
    cells: Vec<CellName>,
}

#[derive(Deserialize)]
struct CellName {
    document: Url,
}

/// `notebookDocument/didChange`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changed {
    notebook_document: VersionedTextDocumentIdentifier,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    cells: Option<CellsChange>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CellsChange {
    structure: Option<Structure>,
    text_content: Option<Vec<TextContent>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structure {
    array: ArrayChange,
    did_open: Option<Vec<TextDocumentItem>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArrayChange {
    start: usize,
    delete_count: usize,
    cells: Option<Vec<CellName>>,
}

#[derive(Deserialize)]
struct TextContent {
    document: VersionedTextDocumentIdentifier,
    changes: Vec<TextDocumentContentChangeEvent>,
}

/// `notebookDocument/didClose`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Closed {
    pub(crate) notebook_document: TextDocumentIdentifier,
}

/// Open notebooks as the client has them.
#[derive(Default)]
pub(crate) struct Notebooks(HashMap<Url, Notebook>);

struct Notebook {
    cells: Vec<Cell>,
    /// The code of all cells.
    code: Rope,
    placed: Arc<Cells>,
}

struct Cell {
    uri: Url,
    version: i32,
    text: Rope,
    is_checked: bool,
}

impl Notebooks {
    /// A notebook was opened: what to do with its code.
    pub(crate) fn opened(&mut self, params: Opened) -> DidOpenTextDocumentParams {
        let OpenedNotebook { uri, version, cells } = params.notebook_document;
        let mut texts = by_uri(params.cell_text_documents);
        let cells = cells.into_iter().map(|name| Cell::new(name.document, &mut texts)).collect();
        let notebook = Notebook::new(cells);
        let text = notebook.code.to_string();
        self.0.insert(uri.clone(), notebook);
        DidOpenTextDocumentParams {
            text_document: TextDocumentItem { uri, language_id: LANGUAGE.to_owned(), version, text },
        }
    }

    /// Cells were edited, moved, added or taken away: what that does to the code. `None` for a notebook that is not
    /// open.
    pub(crate) fn changed(
        &mut self,
        params: Changed,
        encoding: Encoding,
    ) -> Option<DidChangeTextDocumentParams> {
        let notebook = self.0.get_mut(&params.notebook_document.uri)?;
        let change = params.change.cells.unwrap_or_default();
        let mut cells = std::mem::take(&mut notebook.cells);
        if let Some(Structure { array, did_open }) = change.structure {
            let mut texts = by_uri(did_open.unwrap_or_default());
            let start = array.start.min(cells.len());
            let end = array.start.saturating_add(array.delete_count).clamp(start, cells.len());
            // A cell that is moved is taken away and put in again, without its text being sent anew.
            let mut taken: Vec<Cell> = cells.drain(start..end).collect();
            let put = array.cells.into_iter().flatten().map(|name| {
                let moved = taken.iter().position(|cell| cell.uri == name.document);
                match moved.filter(|_| !texts.contains_key(&name.document)) {
                    Some(at) => taken.swap_remove(at),
                    None => Cell::new(name.document, &mut texts),
                }
            });
            let put: Vec<Cell> = put.collect();
            cells.splice(start..start, put);
        }
        for TextContent { document, changes } in change.text_content.into_iter().flatten() {
            if let Some(cell) = cells.iter_mut().find(|cell| cell.uri == document.uri) {
                cell.version = document.version;
                changes.into_iter().for_each(|change| apply(&mut cell.text, encoding, change));
            }
        }
        let before = std::mem::replace(notebook, Notebook::new(cells));
        let edit = difference(&before.code.to_string(), &notebook.code.to_string());
        let content_changes = edit.map(|(span, text)| TextDocumentContentChangeEvent {
            range: Some(encoding.range(&before.code, span)),
            range_length: None,
            text,
        });
        Some(DidChangeTextDocumentParams {
            text_document: params.notebook_document,
            content_changes: content_changes.into_iter().collect(),
        })
    }

    /// A notebook was closed.
    pub(crate) fn closed(&mut self, uri: &Url) {
        self.0.remove(uri);
    }

    /// The cells of a notebook; `None` for a document that is none.
    pub(crate) fn cells(&self, uri: &Url) -> Option<Arc<Cells>> {
        self.0.get(uri).map(|notebook| notebook.placed.clone())
    }
}

fn by_uri(documents: Vec<TextDocumentItem>) -> HashMap<Url, TextDocumentItem> {
    documents.into_iter().map(|document| (document.uri.clone(), document)).collect()
}

impl Cell {
    fn new(uri: Url, texts: &mut HashMap<Url, TextDocumentItem>) -> Cell {
        match texts.remove(&uri) {
            Some(item) => Cell {
                uri,
                version: item.version,
                text: Rope::from_str(&item.text),
                is_checked: item.language_id == LANGUAGE,
            },
            // One with text for people.
            None => Cell { uri, version: 0, text: Rope::new(), is_checked: false },
        }
    }
}

impl Notebook {
    fn new(cells: Vec<Cell>) -> Notebook {
        let mut code = String::new();
        let mut placed = Vec::new();
        let mut start = 0;
        for cell in &cells {
            let own = match cell.is_checked {
                true => notebook::cell_code(&cell.text.to_string()),
                false => String::new(),
            };
            let lines = Rope::from_str(&own).len_lines() as u32 - 1;
            placed.push(Placed { uri: cell.uri.clone(), version: cell.version, start, lines });
            start += lines;
            code.push_str(&own);
        }
        Notebook { cells, code: Rope::from_str(&code), placed: Arc::new(Cells(placed)) }
    }
}

fn apply(text: &mut Rope, encoding: Encoding, change: TextDocumentContentChangeEvent) {
    match change.range {
        Some(range) => {
            let bytes = encoding.bytes(text, range);
            let (start, end) = (text.byte_to_char(bytes.start), text.byte_to_char(bytes.end));
            text.remove(start..end);
            text.insert(start, &change.text);
        }
        None => *text = Rope::from_str(&change.text),
    }
}

/// The one edit, on whole lines, that makes `new` of `old`; `None` if they are equal.
fn difference(old: &str, new: &str) -> Option<(Span, String)> {
    let lines = |text: &str| text.split_inclusive('\n').map(str::len).collect::<Vec<_>>();
    let same =
        old.split_inclusive('\n').zip(new.split_inclusive('\n')).take_while(|(left, right)| left == right);
    let start: usize = same.map(|(line, _)| line.len()).sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let (mut old_end, mut new_end) = (old_rest.len(), new_rest.len());
    for (left, right) in lines(old_rest).into_iter().rev().zip(lines(new_rest).into_iter().rev()) {
        if old_rest[old_end - left..old_end] != new_rest[new_end - right..new_end] {
            break;
        }
        (old_end, new_end) = (old_end - left, new_end - right);
    }
    let span = Span::new(start as u32, (start + old_end) as u32);
    (old_end > 0 || new_end > 0).then(|| (span, new_rest[..new_end].to_owned()))
}

/// Which lines of a notebook's code stand in which cell.
#[derive(Debug)]
pub(crate) struct Cells(Vec<Placed>);

#[derive(Debug)]
struct Placed {
    uri: Url,
    version: i32,
    start: u32,
    lines: u32,
}

impl Cells {
    /// The documents of the cells, in order, with the client's numbers.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Url, i32)> {
        self.0.iter().map(|cell| (&cell.uri, cell.version))
    }

    /// Where a range of the code stands. One that goes on in another cell ends with its first.
    pub(crate) fn location(&self, range: Range) -> Option<Location> {
        let line = range.start.line;
        let after = self.0.partition_point(|cell| cell.start <= line);
        let cell = self.0[..after].iter().rev().find(|cell| cell.lines > 0)?;
        let own = |position: Position| match position.line.saturating_sub(cell.start) {
            line if line < cell.lines => Position::new(line, position.character),
            _ => Position::new(cell.lines, 0),
        };
        Some(Location::new(cell.uri.clone(), Range::new(own(range.start), own(range.end))))
    }

    /// The position in the code of one in a cell; `None` in a cell without code.
    pub(crate) fn position(&self, uri: &Url, position: Position) -> Option<Position> {
        let cell = self.0.iter().find(|cell| cell.uri == *uri && cell.lines > 0)?;
        Some(match position.line < cell.lines {
            true => Position::new(cell.start + position.line, position.character),
            // Whatever stands below the code belongs to its last line.
            false => Position::new(cell.start + cell.lines - 1, u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(cells: &[(&str, &str)]) -> (Notebooks, Url, String) {
        let names: Vec<_> =
            (0..cells.len()).map(|at| json!({ "kind": 2, "document": format!("cell:{at}") })).collect();
        let texts: Vec<_> = cells
            .iter()
            .enumerate()
            .map(|(at, (language, text))| {
                json!({ "uri": format!("cell:{at}"), "languageId": language, "version": 1, "text": text })
            })
            .collect();
        let opened = json!({
            "notebookDocument": { "uri": "file:///n.ipynb", "notebookType": "jupyter-notebook", "version": 1, "cells": names },
            "cellTextDocuments": texts,
        });
        let mut notebooks = Notebooks::default();
        let text_document = notebooks.opened(serde_json::from_value(opened).unwrap()).text_document;
        (notebooks, text_document.uri, text_document.text)
    }

    fn change(
        notebooks: &mut Notebooks,
        uri: &Url,
        cells: Value,
    ) -> (Vec<TextDocumentContentChangeEvent>, String) {
        let params =
            json!({ "notebookDocument": { "uri": uri, "version": 2 }, "change": { "cells": cells } });
        let params = notebooks.changed(serde_json::from_value(params).unwrap(), Encoding::Utf16).unwrap();
        (params.content_changes, notebooks.0[uri].code.to_string())
    }

    #[test]
    fn cells_are_one_text_and_lines_find_back() {
        let (notebooks, uri, text) = notebook(&[
            ("python", "a = 1\n"),
            ("markdown", "# x"),
            ("python", ""),
            ("python", "%ls\nb = 2\nc = 3"),
        ]);
        assert_eq!(text, "a = 1\nget_ipython()\nb = 2\nc = 3\n");
        let cells = notebooks.cells(&uri).unwrap();
        let at = |line| {
            let place = cells.location(Range::new(Position::new(line, 1), Position::new(line, 2))).unwrap();
            (place.uri.to_string(), place.range.start.line)
        };
        assert_eq!(at(0), ("cell:0".to_owned(), 0));
        assert_eq!(at(1), ("cell:3".to_owned(), 0));
        assert_eq!(at(3), ("cell:3".to_owned(), 2));
        let back = |cell: &str, line| cells.position(&Url::parse(cell).unwrap(), Position::new(line, 4));
        assert_eq!(back("cell:3", 2), Some(Position::new(3, 4)));
        assert_eq!(back("cell:0", 1), Some(Position::new(0, u32::MAX)), "the empty line at the end");
        assert_eq!([back("cell:1", 0), back("cell:2", 0), back("cell:9", 0)], [None; 3]);
        let across = cells.location(Range::new(Position::new(0, 1), Position::new(2, 2))).unwrap();
        assert_eq!((across.uri.as_str(), across.range.end), ("cell:0", Position::new(1, 0)));
    }

    #[test]
    fn changes_of_cells_are_one_edit_of_the_text() {
        let (mut notebooks, uri, _) =
            notebook(&[("python", "a = 1"), ("python", "b = 'é😀'"), ("python", "c = 3")]);
        let insert = json!({ "textContent": [{
            "document": { "uri": "cell:1", "version": 2 },
            "changes": [{ "range": { "start": { "line": 0, "character": 8 }, "end": { "line": 0, "character": 8 } }, "text": "x" }],
        }] });
        let (edits, text) = change(&mut notebooks, &uri, insert);
        assert_eq!(text, "a = 1\nb = 'é😀x'\nc = 3\n");
        assert_eq!(edits[0].text, "b = 'é😀x'\n");
        assert_eq!(edits[0].range, Some(Range::new(Position::new(1, 0), Position::new(2, 0))));

        // The last cell moves to the front.
        let taken = json!({ "structure": { "array": { "start": 0, "deleteCount": 3, "cells": [
            { "kind": 2, "document": "cell:2" }, { "kind": 2, "document": "cell:0" }, { "kind": 2, "document": "cell:1" },
        ] } } });
        assert_eq!(change(&mut notebooks, &uri, taken).1, "c = 3\na = 1\nb = 'é😀x'\n");

        let added = json!({ "structure": {
            "array": { "start": 1, "deleteCount": 1, "cells": [{ "kind": 2, "document": "cell:9" }] },
            "didOpen": [{ "uri": "cell:9", "languageId": "python", "version": 1, "text": "d = 4" }],
            "didClose": [{ "uri": "cell:0" }],
        } });
        assert_eq!(change(&mut notebooks, &uri, added).1, "c = 3\nd = 4\nb = 'é😀x'\n");

        let outside = json!({ "structure": { "array": { "start": 99, "deleteCount": 99 } } });
        let (edits, text) = change(&mut notebooks, &uri, outside);
        assert_eq!((edits, text.as_str()), (Vec::new(), "c = 3\nd = 4\nb = 'é😀x'\n"));
        let gone = json!({ "structure": { "array": { "start": 0, "deleteCount": 3 } } });
        assert_eq!(change(&mut notebooks, &uri, gone).1, "");
        assert!(notebooks.cells(&uri).unwrap().location(Range::default()).is_none());
        notebooks.closed(&uri);
        assert!(notebooks.cells(&uri).is_none());
    }
}
