//! Notebooks of Jupyter as one text: the code cells in order, without what only IPython understands, and the way back
//! from a line to its cell and to its line in the file.
//!
//! The file is read by a scanner and not into a tree: a finding has to be shown at its line of the file too, and the
//! nesting of an untrusted file should cost nothing.

/// The extension of notebooks, without the dot.
pub const EXTENSION: &str = "ipynb";

/// What stands in the place of a magic command: what IPython makes of it.
const MAGIC: &str = "get_ipython()";

/// Cell magics whose cell is Python all the same.
const PYTHON_CELLS: [&str; 4] = ["time", "timeit", "capture", "prun"];

/// A notebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notebook {
    /// The code of all cells.
    pub text: String,
    /// Where each line of the text comes from.
    lines: Vec<CellLine>,
}

/// Where a line comes from. All numbers are from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellLine {
    /// The cell, counting those without code too.
    pub cell: u32,
    /// The line in the cell.
    pub line: u32,
    /// The line in the file.
    pub file_line: u32,
}

impl Notebook {
    /// Reads the text of an `.ipynb` file. One whose language is not Python has no code.
    ///
    /// # Errors
    /// Says why it is no notebook.
    pub fn read(json: &str) -> Result<Notebook, String> {
        let raw = scan(json)
            .ok_or("skipped: not a notebook of format 4: open and save it with a current Jupyter")?;
        let mut notebook = Notebook::default();
        if !raw.language.is_none_or(|language| language.contains("python")) {
            return Ok(notebook);
        }
        let (mut line_of_file, mut counted) = (1, 0);
        for (number, cell) in raw.cells.iter().enumerate() {
            if cell.kind != Some("code") {
                continue;
            }
            // Each line of the cell, and the line of the file in which it begins.
            let mut source = String::new();
            let mut starts = Vec::new();
            let mut is_line_start = true;
            for part in &cell.source {
                line_of_file += json[counted..part.start].matches('\n').count() as u32;
                counted = part.start;
                let text: String = serde_json::from_str(&json[part.clone()]).unwrap_or_default();
                // A source may be one string, with all lines of the cell on one of the file.
                let breaks = text.matches('\n').count();
                let new_lines = breaks + usize::from(is_line_start) - usize::from(text.ends_with('\n'));
                starts.extend(std::iter::repeat_n(line_of_file, new_lines));
                is_line_start = text.ends_with('\n');
                source.push_str(&text);
            }
            notebook.add(number as u32 + 1, &source, &starts);
        }
        Ok(notebook)
    }

    fn add(&mut self, cell: u32, source: &str, starts: &[u32]) {
        for (number, line) in python(source).into_iter().enumerate() {
            let file_line = starts.get(number).or(starts.last()).copied().unwrap_or(1);
            self.lines.push(CellLine { cell, line: number as u32 + 1, file_line });
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// Where a line of the text comes from; lines are counted from 0.
    pub fn origin(&self, line: u32) -> Option<CellLine> {
        self.lines.get(line as usize).or(self.lines.last()).copied()
    }
}

/// The code of one cell, with calls in the place of magic commands. Its lines are those of the cell.
pub fn cell_code(source: &str) -> String {
    python(source).into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// The lines of a cell, with calls in the place of magic commands.
fn python(source: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut state = Reading::default();
    let is_foreign = foreign(source);
    for line in source.lines() {
        let indent = line.len() - line.trim_start().len();
        if is_foreign {
            lines.push(if lines.is_empty() { MAGIC.to_string() } else { String::new() });
        } else if state.is_in_magic {
            state.is_in_magic = line.ends_with('\\');
            lines.push(String::new());
        } else if let Some(before) = state.is_at_statement().then(|| magic(line)).flatten() {
            state.is_in_magic = line.ends_with('\\');
            lines.push(format!("{}{before}{MAGIC}", &line[..indent]));
        } else {
            state.read(line);
            lines.push(line.to_string());
        }
    }
    lines
}

/// Whether a cell magic says that the cell is in another language.
fn foreign(source: &str) -> bool {
    let first = source.lines().map(str::trim).find(|line| !line.is_empty());
    let name = first.and_then(|line| line.strip_prefix("%%")).and_then(|rest| rest.split_whitespace().next());
    name.is_some_and(|name| !PYTHON_CELLS.contains(&name))
}

/// What stands before the magic command of a line that is one: nothing, or the names it is assigned to.
fn magic(line: &str) -> Option<&str> {
    let code = line.trim();
    if code.starts_with(['%', '!', '?']) {
        return Some("");
    }
    if code.ends_with('?') && !code.contains('#') && !code.contains(['"', '\'']) {
        return Some("");
    }
    let (names, value) = code.split_once('=')?;
    let are_names = names.chars().all(|letter| letter.is_alphanumeric() || "_, .".contains(letter));
    let is_magic = value.trim_start().starts_with(['%', '!']);
    (are_names && is_magic).then(|| &code[..code.len() - value.trim_start().len()])
}

/// How far a statement reaches: brackets, strings of three quotes and continued lines.
#[derive(Default)]
struct Reading {
    depth: usize,
    quotes: Option<&'static str>,
    is_continued: bool,
    is_in_magic: bool,
}

impl Reading {
    fn is_at_statement(&self) -> bool {
        self.depth == 0 && self.quotes.is_none() && !self.is_continued
    }

    fn read(&mut self, line: &str) {
        let mut rest = line;
        self.is_continued = line.ends_with('\\');
        while let Some(letter) = rest.chars().next() {
            if let Some(quotes) = self.quotes {
                match rest.find(quotes) {
                    Some(end) => {
                        rest = &rest[end + quotes.len()..];
                        self.quotes = None;
                    }
                    None => return,
                }
                continue;
            }
            let triple = ["\"\"\"", "'''"].into_iter().find(|quotes| rest.starts_with(quotes));
            if let Some(quotes) = triple {
                self.quotes = Some(quotes);
                rest = &rest[3..];
                continue;
            }
            rest = match letter {
                '#' => return,
                '"' | '\'' => after_string(&rest[1..], letter),
                _ => &rest[letter.len_utf8()..],
            };
            match letter {
                '(' | '[' | '{' => self.depth += 1,
                ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// What follows a string that begins before `text`.
fn after_string(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if letter == quote {
            return &text[at + 1..];
        }
    }
    ""
}

#[derive(Default)]
struct RawNotebook<'j> {
    cells: Vec<RawCell<'j>>,
    language: Option<&'j str>,
}

#[derive(Default)]
struct RawCell<'j> {
    kind: Option<&'j str>,
    /// The string tokens of the source, as bytes of the file, quotes included.
    source: Vec<std::ops::Range<usize>>,
}

struct Level<'j> {
    is_object: bool,
    key: &'j str,
    awaits_key: bool,
}

/// Finds the strings of a notebook that matter; `None` if the text is not JSON with a list of cells.
fn scan(json: &str) -> Option<RawNotebook<'_>> {
    let bytes = json.as_bytes();
    let mut found = RawNotebook::default();
    let mut has_cells = false;
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            byte @ (b'{' | b'[') => {
                if levels.len() == 1 && byte == b'[' && levels[0].key == "cells" {
                    has_cells = true;
                }
                if levels.len() == 2 && byte == b'{' && levels[0].key == "cells" {
                    found.cells.push(RawCell::default());
                }
                levels.push(Level { is_object: byte == b'{', key: "", awaits_key: byte == b'{' });
            }
            byte @ (b'}' | b']') if levels.pop()?.is_object != (byte == b'}') => return None,
            b',' => {
                if let Some(level) = levels.last_mut() {
                    level.awaits_key = level.is_object;
                }
            }
            b'"' => {
                let start = at;
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let text = &json[start + 1..at];
                let level = levels.last_mut()?;
                if level.awaits_key {
                    level.key = text;
                    level.awaits_key = false;
                } else {
                    take(&mut found, &levels, text, start..at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (has_cells && levels.is_empty()).then_some(found)
}

fn take<'j>(found: &mut RawNotebook<'j>, levels: &[Level<'j>], text: &'j str, place: std::ops::Range<usize>) {
    let mut keys = ["-"; 4];
    if levels.len() > keys.len() {
        return;
    }
    for (key, level) in keys.iter_mut().zip(levels) {
        *key = level.key;
    }
    match (&keys[..levels.len()], found.cells.last_mut()) {
        (["cells", "", "cell_type"], Some(cell)) => cell.kind = Some(text),
        (["cells", "", "source"] | ["cells", "", "source", ""], Some(cell)) => cell.source.push(place),
        (["metadata", "kernelspec", "language"] | ["metadata", "language_info", "name"], _) => {
            found.language = Some(text);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(sources: &[&str]) -> Notebook {
        let cells: Vec<_> = sources
            .iter()
            .map(|source| serde_json::json!({ "cell_type": "code", "source": source, "outputs": [{"text": "[{\\\""}] }))
            .collect();
        Notebook::read(&serde_json::json!({ "cells": cells, "metadata": {} }).to_string()).unwrap()
    }

    #[test]
    fn magics_become_calls_and_other_languages_nothing() {
        let text = |source: &str| cells(&[source]).text;
        assert_eq!(text("%matplotlib inline\nx = 1"), "get_ipython()\nx = 1\n");
        assert_eq!(
            text("if x:\n    !ls -l \\\n      more\ny?"),
            "if x:\n    get_ipython()\n\nget_ipython()\n"
        );
        assert_eq!(text("files = !ls\na, b = %time f()"), "files = get_ipython()\na, b = get_ipython()\n");
        assert_eq!(text("%%bash\nrm -r x\n"), "get_ipython()\n\n");
        assert_eq!(text("%%time\nf()\n"), "get_ipython()\nf()\n");
        for python in [
            "x = (a\n  % b)\n",
            "s = \"\"\"\n%d\n!x\n\"\"\"\n",
            "print('x = %d' % 3)\n",
            "y = a \\\n  % b\n",
            "# really?\n",
            "s = '(' \nt = 1\n",
        ] {
            assert_eq!(text(python), python);
        }
    }

    #[test]
    fn a_line_knows_its_cell_and_its_line_in_the_file() {
        let json = "{\n \"cells\": [\n  {\"cell_type\": \"markdown\", \"source\": [\"x\"]},\n  {\n   \"source\": [\n    \
                    \"a = 1\\n\",\n    \"b = \\\"\\u00e9\\\"\"\n   ],\n   \"cell_type\": \"code\"\n  },\n  \
                    {\"cell_type\": \"code\", \"source\": \"c\\nd\"}\n ],\n \"metadata\": {}\n}\n";
        let notebook = Notebook::read(json).unwrap();
        assert_eq!(notebook.text, "a = 1\nb = \"é\"\nc\nd\n");
        let origins: Vec<_> = (0..4).filter_map(|line| notebook.origin(line)).collect();
        let numbers = origins.iter().map(|origin| (origin.cell, origin.line, origin.file_line));
        assert_eq!(numbers.collect::<Vec<_>>(), [(2, 1, 6), (2, 2, 7), (3, 1, 11), (3, 2, 11)]);
    }

    #[test]
    fn what_is_no_notebook_of_python_is_told_or_has_no_code() {
        for text in ["", "[]", "{", "{\"cells\": [}", "{\"worksheets\": []}", "{\"cells\": [\"", "\"\\"] {
            assert!(Notebook::read(text).is_err(), "{text}");
        }
        let other = "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"x <- 1\"}],\
                     \"metadata\": {\"kernelspec\": {\"language\": \"R\"}}}";
        assert_eq!(Notebook::read(other).unwrap(), Notebook::default());
        assert!(
            Notebook::read(&format!("{{\"cells\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000))).is_ok()
        );
    }
}
