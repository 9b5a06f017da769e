//! Places in a text. One newtype per unit; only the protocol face knows UTF-16.

use serde::{Deserialize, Serialize};

/// A range of bytes in one file: `start` is in, `end` is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`.
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// Whether `other` lies wholly in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte (or an empty one lies inside the other).
    pub fn touches(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The span moved by `delta` bytes.
    pub fn shifted(self, delta: i64) -> Span {
        let shift = |offset: u32| (i64::from(offset) + delta).max(0) as u32;
        Span { start: shift(self.start), end: shift(self.end) }
    }

    /// The text of the span; empty where the text is shorter than the span says.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A line of a file, from 0. Lines end as the Language Server Protocol says: LF, CR LF or CR.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Line(pub u32);

/// A column in bytes from the start of its line, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteColumn(pub u32);

/// Where the lines of a text start.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let carriage_return_of_pair = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !carriage_return_of_pair {
                starts.push(at as u32 + 1);
            }
        }
        LineIndex { starts, length: text.len() as u32 }
    }

    /// How many lines there are; a text that ends in a line break has an empty last one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line that holds the byte.
    pub fn line(&self, offset: u32) -> Line {
        Line(self.starts.partition_point(|&start| start <= offset) as u32 - 1)
    }

    /// The line and the column of the byte.
    pub fn position(&self, offset: u32) -> (Line, ByteColumn) {
        let line = self.line(offset);
        (line, ByteColumn(offset - self.starts[line.0 as usize]))
    }

    /// First byte of the line; the end of the text for a line past the last.
    pub fn start(&self, line: Line) -> u32 {
        self.starts.get(line.0 as usize).copied().unwrap_or(self.length)
    }

    /// The line's bytes, its line break included.
    pub fn span(&self, line: Line) -> Span {
        Span::new(self.start(line), self.start(Line(line.0 + 1)))
    }
}

/// Bytes compared at once.
const BLOCK: usize = 256;

/// How many bytes two texts have in common at their start.
pub fn equal_start(one: &[u8], two: &[u8]) -> usize {
    let blocks = one.chunks_exact(BLOCK).zip(two.chunks_exact(BLOCK)).take_while(|(one, two)| one == two);
    let start = blocks.count() * BLOCK;
    start + one[start..].iter().zip(&two[start..]).take_while(|(one, two)| one == two).count()
}

/// How many bytes two texts have in common at their end.
pub fn equal_end(one: &[u8], two: &[u8]) -> usize {
    let blocks = one.rchunks_exact(BLOCK).zip(two.rchunks_exact(BLOCK)).take_while(|(one, two)| one == two);
    let end = blocks.count() * BLOCK;
    let rest = one[..one.len() - end].iter().rev().zip(two[..two.len() - end].iter().rev());
    end + rest.take_while(|(one, two)| one == two).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_the_protocol_says() {
        let index = LineIndex::new("a\nb\r\nc\rd\u{2028}e");
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.position(2), (Line(1), ByteColumn(0)));
        assert_eq!(index.position(5), (Line(2), ByteColumn(0)));
        assert_eq!(index.start(Line(3)), 7);
        assert_eq!(index.start(Line(9)), 12);
    }
}
