//! Between the protocol's positions and bytes.
//!
//! The only place that knows UTF-16. Whatever a client sends is clamped: a position past the end of a line means the
//! line's end, one past the text the text's end, and one inside a character its start.

use std::ops;

use ropey::{Rope, RopeSlice};
use thinktwice_engine::text::Span;
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range};

/// The unit in which a client counts columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit units: what every client understands.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The protocol's name of an encoding.
    pub(crate) fn from_name(name: &str) -> Option<Encoding> {
        match name {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        }
    }

    /// The protocol's type for it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// The byte at a position.
    pub(crate) fn byte(self, rope: &Rope, position: Position) -> usize {
        let line = position.line as usize;
        if line >= rope.len_lines() {
            return rope.len_bytes();
        }
        let text = rope.line(line);
        let column = position.character as usize;
        let column = match self {
            Encoding::Utf8 => text.char_to_byte(text.byte_to_char(column.min(text.len_bytes()))),
            Encoding::Utf16 => text.char_to_byte(text.utf16_cu_to_char(column.min(text.len_utf16_cu()))),
            Encoding::Utf32 => text.char_to_byte(column.min(text.len_chars())),
        };
        rope.line_to_byte(line) + column.min(content_length(text))
    }

    /// The bytes of a range; a reversed one is turned round.
    pub(crate) fn bytes(self, rope: &Rope, range: Range) -> ops::Range<usize> {
        let (start, end) = (self.byte(rope, range.start), self.byte(rope, range.end));
        start.min(end)..start.max(end)
    }

    /// The position of a byte.
    pub(crate) fn position(self, rope: &Rope, byte: usize) -> Position {
        let byte = byte.min(rope.len_bytes());
        let line = rope.byte_to_line(byte);
        let text = rope.line(line);
        let column = (byte - rope.line_to_byte(line)).min(content_length(text));
        let character = text.byte_to_char(column);
        let column = match self {
            Encoding::Utf8 => text.char_to_byte(character),
            Encoding::Utf16 => text.char_to_utf16_cu(character),
            Encoding::Utf32 => character,
        };
        Position::new(line as u32, column as u32)
    }

    /// The range of a span.
    pub(crate) fn range(self, rope: &Rope, span: Span) -> Range {
        Range::new(self.position(rope, span.start as usize), self.position(rope, span.end as usize))
    }
}

/// The part of a span that is marked: what of it stands on its first line. A finding about forty lines would paint
/// them all.
pub(crate) fn marked(rope: &Rope, span: Span) -> Span {
    let start = (span.start as usize).min(rope.len_bytes());
    let line = rope.byte_to_line(start);
    let line_end = rope.line_to_byte(line) + content_length(rope.line(line));
    Span::new(start as u32, (span.end as usize).min(line_end).max(start) as u32)
}

/// Bytes of a line without its line break.
pub(crate) fn content_length(line: RopeSlice<'_>) -> usize {
    let length = line.len_bytes();
    let last = |back: usize| (length >= back).then(|| line.byte(length - back));
    match last(1) {
        Some(b'\n') if last(2) == Some(b'\r') => length - 2,
        Some(b'\n' | b'\r') => length - 1,
        _ => length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_clamped_to_characters_and_lines() {
        let rope = Rope::from_str("a😀é\r\nb\rc\u{2028}d\n");
        let at = |encoding: Encoding, line, character| encoding.byte(&rope, Position::new(line, character));
        assert_eq!([0, 1, 2, 3, 4, 9].map(|column| at(Encoding::Utf16, 0, column)), [0, 1, 1, 5, 7, 7]);
        assert_eq!([0, 1, 2, 5, 6, 7, 9].map(|column| at(Encoding::Utf8, 0, column)), [0, 1, 1, 5, 5, 7, 7]);
        assert_eq!([0, 1, 2, 3, 4].map(|column| at(Encoding::Utf32, 0, column)), [0, 1, 5, 7, 7]);
        assert_eq!(at(Encoding::Utf16, 1, 9), 10);
        assert_eq!(at(Encoding::Utf16, 2, 2), 15);
        assert_eq!(at(Encoding::Utf16, 99, 0), rope.len_bytes());
    }

    #[test]
    fn bytes_and_positions_are_inverse() {
        let rope = Rope::from_str("x😀 = '日本'\r\n\ry\n");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (byte, _) in rope.to_string().char_indices() {
                // The line feed of a pair is no place of its own.
                if byte > 0 && rope.byte(byte) == b'\n' && rope.byte(byte - 1) == b'\r' {
                    continue;
                }
                assert_eq!(encoding.byte(&rope, encoding.position(&rope, byte)), byte, "{encoding:?} {byte}");
            }
        }
    }
}
