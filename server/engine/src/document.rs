//! A text under edit: a rope and the syntax tree that follows it.
//!
//! Knows bytes only. The protocol face turns its positions into bytes before it calls here.

use std::ops::Range;
use std::time::Instant;

use ropey::Rope;
use tree_sitter::{InputEdit, ParseOptions, ParseState, Parser, Point, Tree};

use crate::language::Language;

/// A document: text, language, and the newest tree if one could be made in time.
#[derive(Clone)]
pub struct Document {
    rope: Rope,
    language: Language,
    tree: Option<Tree>,
    /// tree-sitter counts lines by LF alone; a rope with lone CRs has more.
    has_lone_carriage_return: bool,
}

impl Document {
    /// A document that is not parsed yet.
    pub fn new(language: Language, text: &str) -> Document {
        Document {
            rope: Rope::from_str(text),
            language,
            tree: None,
            has_lone_carriage_return: has_lone_carriage_return(text),
        }
    }

    /// The text.
    pub fn rope(&self) -> &Rope {
        &self.rope
    }

    /// The text in one piece.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.rope.len_bytes());
        self.rope.chunks().for_each(|chunk| text.push_str(chunk));
        text
    }

    /// The language it is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The newest tree.
    pub fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// Forgets a tree with syntax errors, so that the next parse begins anew, and says whether it did. How
    /// tree-sitter recovers from an error depends on the tree before the edit: what was typed and what was opened
    /// can differ then. To be called when typing pauses.
    pub fn settle(&mut self) -> bool {
        let is_broken = self.tree.as_ref().is_some_and(|tree| tree.root_node().has_error());
        if is_broken {
            self.tree = None;
        }
        is_broken
    }

    /// Puts `text` in place of the bytes in `range`; the range is clamped to the text and to character borders.
    pub fn edit(&mut self, range: Range<usize>, text: &str) {
        let length = self.rope.len_bytes();
        let start = self.floor_character(range.start.min(length));
        let end = self.floor_character(range.end.min(length)).max(start);
        let start_position = self.point(start);
        let old_end_position = self.point(end);
        let start_character = self.rope.byte_to_char(start);
        let end_character = self.rope.byte_to_char(end);
        self.rope.remove(start_character..end_character);
        self.rope.insert(start_character, text);
        // A CR LF pair may have been split or joined at the borders, so a new lone CR can also come from outside.
        self.has_lone_carriage_return = self.has_lone_carriage_return
            || text.contains('\r')
            || start > 0 && self.rope.byte(start - 1) == b'\r'
            || text.is_empty() && start < self.rope.len_bytes() && self.rope.byte(start) == b'\r';
        let new_end = start + text.len();
        let new_end_position = self.point(new_end);
        if let Some(tree) = &mut self.tree {
            tree.edit(&InputEdit {
                start_byte: start,
                old_end_byte: end,
                new_end_byte: new_end,
                start_position,
                old_end_position,
                new_end_position,
            });
        }
    }

    /// Brings the tree up to the text. Gives up at the deadline: the document then has no tree, and the next
    /// call begins anew.
    pub fn parse(&mut self, parser: &mut Parser, deadline: Option<Instant>) -> Option<&Tree> {
        if parser.set_language(&self.language.grammar()).is_err() {
            return None;
        }
        let rope = &self.rope;
        let mut read = |byte: usize, _: Point| -> &[u8] {
            if byte >= rope.len_bytes() {
                return &[];
            }
            let (chunk, chunk_start, _, _) = rope.chunk_at_byte(byte);
            &chunk.as_bytes()[byte - chunk_start..]
        };
        let mut over_time = |_: &ParseState| match deadline {
            Some(deadline) if Instant::now() >= deadline => std::ops::ControlFlow::Break(()),
            _ => std::ops::ControlFlow::Continue(()),
        };
        let options = ParseOptions::new().progress_callback(&mut over_time);
        self.tree = parser.parse_with_options(&mut read, self.tree.as_ref(), Some(options));
        if self.tree.is_none() {
            parser.reset();
        }
        self.tree.as_ref()
    }

    fn floor_character(&self, byte: usize) -> usize {
        self.rope.char_to_byte(self.rope.byte_to_char(byte))
    }

    /// tree-sitter's row and byte column. Its rows end at LF alone, so they are counted by hand in the rare text
    /// that has a lone CR.
    fn point(&self, byte: usize) -> Point {
        if !self.has_lone_carriage_return {
            let row = self.rope.byte_to_line(byte);
            return Point { row, column: byte - self.rope.line_to_byte(row) };
        }
        let mut row = 0;
        let mut line_start = 0;
        for (at, character) in self.rope.bytes().take(byte).enumerate() {
            if character == b'\n' {
                row += 1;
                line_start = at + 1;
            }
        }
        Point { row, column: byte - line_start }
    }
}

fn has_lone_carriage_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}
