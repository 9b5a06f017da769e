//! Notebooks, whose cells are documents of their own to the client and one text to the rules.

use serde_json::{Value, json};

use super::client::{Client, Setup, has, published, range_of, rules, uri};
use super::{Folder, folder};

const LOADING: &str = "\
%matplotlib inline
import json

def load_settings(path):
    settings = dict(DEFAULTS)
    try:
        with open(path) as handle:
            settings.update(json.load(handle))
    except Exception:
        pass
    return settings";

struct Notebook {
    uri: String,
    version: i32,
}

impl Notebook {
    fn new(root: &Folder) -> Notebook {
        Notebook { uri: uri(&root.path().join("prices.ipynb")), version: 0 }
    }

    fn cell(&self, number: usize) -> String {
        format!("{}#cell{number}", self.uri.replace("file:", "vscode-notebook-cell:"))
    }

    fn texts(&self, cells: &[(usize, &str)]) -> Value {
        let text = |(number, text): &(usize, &str)| json!({ "uri": self.cell(*number), "languageId": "python", "version": 1, "text": text });
        cells.iter().map(text).collect()
    }

    fn names(&self, cells: &[usize]) -> Value {
        cells.iter().map(|number| json!({ "kind": 2, "document": self.cell(*number) })).collect()
    }

    fn open(&mut self, client: &Client, cells: &[&str]) {
        self.version = 1;
        let numbers: Vec<usize> = (0..cells.len()).collect();
        let texts: Vec<(usize, &str)> = cells.iter().copied().enumerate().collect();
        let notebook = json!({
            "uri": self.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": self.names(&numbers),
        });
        let params = json!({ "notebookDocument": notebook, "cellTextDocuments": self.texts(&texts) });
        client.notify("notebookDocument/didOpen", params);
    }

    fn change(&mut self, client: &Client, cells: &Value) {
        self.version += 1;
        let notebook = json!({ "uri": self.uri, "version": self.version });
        let params = json!({ "notebookDocument": notebook, "change": { "cells": cells } });
        client.notify("notebookDocument/didChange", params);
    }

    fn edit(&mut self, client: &Client, cell: usize, range: [u32; 4], text: &str) {
        let document = json!({ "uri": self.cell(cell), "version": self.version + 1 });
        let changes = json!([{ "range": range_of(range), "text": text }]);
        self.change(client, &json!({ "textContent": [{ "document": document, "changes": changes }] }));
    }
}

fn start(root: &Folder) -> Client {
    Setup::new(root.path()).with("notebookDocument/synchronization/dynamicRegistration", json!(true)).start()
}

#[track_caller]
fn shown(client: &Client, cell: &str, what: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    client.wait(what, |messages| {
        let last = published(messages, cell).into_iter().next_back()?;
        let items = last["diagnostics"].as_array()?.clone();
        fits(&items).then_some(items)
    })
}

#[test]
fn cells_are_seen_together_and_each_has_its_own_places() {
    let root = folder();
    let mut client = start(&root);
    let capability = &client.initialized["capabilities"]["notebookDocumentSync"];
    assert_eq!(capability["notebookSelector"][0]["cells"][0]["language"], "python", "{capability:#}");
    let mut notebook = Notebook::new(&root);
    // The import that makes the call one of `requests` stands in another cell.
    let calls = "page = get(address)\nprint(page)";
    notebook.open(&client, &["from requests import get\n", "", LOADING, calls]);
    let (loading, calling) = (notebook.cell(2), notebook.cell(3));
    let found = shown(&client, &loading, "the finding in the third cell", |found| !found.is_empty());
    assert_eq!(rules(&found), [("swallowed-exception".to_owned(), 9)]);
    let found = shown(&client, &calling, "the finding in the last cell", |found| !found.is_empty());
    assert!(rules(&found).contains(&("http-call-without-timeout".to_owned(), 1)), "{found:#?}");
    assert_eq!(shown(&client, &notebook.cell(0), "what is in the first cell", |_| true), [] as [Value; 0]);

    // Hovers and actions are about the cell that is asked about.
    let hover = client.hover(&loading, 8, 6);
    assert_eq!(hover["range"]["start"], json!({ "line": 8, "character": 4 }), "{hover:#}");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("load_settings"), "{hover:#}");
    assert_eq!(client.hover(&notebook.cell(0), 8, 6), Value::Null);
    assert_eq!(client.hover(&notebook.cell(1), 0, 0), Value::Null);
    let actions = client.actions(&loading, &range_of([8, 6, 8, 6]));
    let titled = |words: &str| {
        let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(words));
        found.unwrap_or_else(|| panic!("{words}: {actions:#?}")).clone()
    };
    let edit = &titled("Keep it, because")["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({ "uri": loading, "version": 1 }));
    assert_eq!(edit["edits"][0]["range"], range_of([8, 4, 8, 4]));
    let argument = &titled("Explain this")["command"]["arguments"][0];
    assert_eq!(argument["uri"], loading);
    let page = client
        .request(
            "workspace/executeCommand",
            json!({ "command": "thinktwice.explain", "arguments": [argument] }),
        )
        .unwrap();
    assert!(page["markdown"].as_str().unwrap().contains("**Here:** `load_settings`"), "{page:#}");
    let review = json!({ "command": "thinktwice.review", "arguments": [{}] });
    client.indexed();
    let review = client.request("workspace/executeCommand", review).unwrap();
    let cells: Vec<&str> =
        review["files"].as_array().unwrap().iter().map(|file| file["uri"].as_str().unwrap()).collect();
    assert_eq!(cells, [loading.as_str(), &calling]);
    assert_eq!(review["files"][0]["path"], "prices.ipynb");
    let next = json!({ "command": "thinktwice.next", "arguments": [{ "uri": loading, "line": 8 }] });
    let next = client.request("workspace/executeCommand", next).unwrap();
    assert_eq!((&next["next"]["uri"], &next["next"]["range"]["start"]["line"]), (&json!(calling), &json!(0)));
    assert!(client.stop().success());
}

#[test]
fn cells_are_edited_moved_and_taken_away() {
    let root = folder();
    let client = start(&root);
    let mut notebook = Notebook::new(&root);
    notebook.open(&client, &["from requests import get", LOADING, "page = get(address)"]);
    let (first, loading, calling) = (notebook.cell(0), notebook.cell(1), notebook.cell(2));
    shown(&client, &loading, "the finding", |found| has(found, "swallowed-exception"));
    shown(&client, &calling, "the call", |found| has(found, "http-call-without-timeout"));

    // Lines that come above it in another cell move nothing in this one.
    notebook.edit(&client, 0, [0, 0, 0, 0], "import os\n\n");
    notebook.edit(&client, 1, [9, 8, 9, 12], "log.exception(path)");
    shown(&client, &loading, "silence", <[Value]>::is_empty);
    notebook.edit(&client, 1, [9, 8, 9, 27], "pass");
    let found = shown(&client, &loading, "the finding again", |found| !found.is_empty());
    assert_eq!(rules(&found), [("swallowed-exception".to_owned(), 9)]);

    // Without the import it is some other `get`.
    let array = json!({ "start": 0, "deleteCount": 1 });
    notebook.change(&client, &json!({ "structure": { "array": array, "didClose": [{ "uri": first }] } }));
    shown(&client, &calling, "silence", <[Value]>::is_empty);
    let array = json!({ "start": 2, "deleteCount": 0, "cells": notebook.names(&[7]) });
    let opened = notebook.texts(&[(7, "from requests import post\npost(address)")]);
    notebook.change(&client, &json!({ "structure": { "array": array, "didOpen": opened } }));
    let added = notebook.cell(7);
    let found = shown(&client, &added, "the new cell's", |found| has(found, "http-call-without-timeout"));
    assert!(rules(&found).contains(&("http-call-without-timeout".to_owned(), 2)), "{found:#?}");

    client.notify("notebookDocument/didSave", json!({ "notebookDocument": { "uri": notebook.uri } }));
    let closed = json!({ "notebookDocument": { "uri": notebook.uri }, "cellTextDocuments": [] });
    client.notify("notebookDocument/didClose", closed);
    for cell in [&loading, &calling, &added] {
        shown(&client, cell, "nothing after closing", <[Value]>::is_empty);
    }
    assert!(client.stop().success());
}

/// VS Code asks for cells on the screen only, and forgets the others.
#[test]
fn a_client_that_pulls_is_sent_the_findings_of_all_cells() {
    let root = folder();
    let mut client = Setup::new(root.path())
        .pulling()
        .with("notebookDocument/synchronization/dynamicRegistration", json!(true))
        .start();
    let mut notebook = Notebook::new(&root);
    notebook.open(&client, &["from requests import get", LOADING, "page = get(address)"]);
    let (loading, calling) = (notebook.cell(1), notebook.cell(2));
    let found = shown(&client, &loading, "the finding in the second cell", |found| !found.is_empty());
    assert_eq!(rules(&found), [("swallowed-exception".to_owned(), 9)]);
    shown(&client, &calling, "the call without a limit", |found| has(found, "http-call-without-timeout"));
    // Or it would be there twice.
    assert_eq!(client.pull(&loading), [] as [Value; 0]);
    notebook.edit(&client, 0, [0, 0, 0, 24], "");
    shown(&client, &calling, "no question without the import", |found| {
        !has(found, "http-call-without-timeout")
    });
    let closed = json!({ "notebookDocument": { "uri": notebook.uri }, "cellTextDocuments": [] });
    client.notify("notebookDocument/didClose", closed);
    shown(&client, &loading, "nothing after closing", <[Value]>::is_empty);
    assert!(client.stop().success());
}

#[test]
fn a_client_without_notebooks_is_not_told_of_them() {
    let root = folder();
    let client = Setup::new(root.path()).start();
    assert_eq!(client.initialized["capabilities"].get("notebookDocumentSync"), None);
}
