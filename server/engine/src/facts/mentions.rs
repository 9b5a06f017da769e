//! What code mentions and how it calls it. There is more of it than of all other facts together, and it is read from
//! front to back: so it is kept [packed](crate::packed).

use std::fmt;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Reader, Writer};
use crate::text::Span;

/// The name of something in other code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'f> {
    /// Dotted path after this file's imports (`app.billing.charge`, `self.charge`, `?.charge`).
    pub path: &'f str,
    /// Where.
    pub span: Span,
    /// Whether it is called there.
    pub is_call: bool,
    /// Stands only where the file is run as a program, not where it is imported: below `if __name__ == "__main__"`.
    pub is_of_program: bool,
}

impl Reference<'_> {
    fn nowhere(self) -> Self {
        Reference { span: Span::default(), ..self }
    }
}

/// A reference of which more may be found.
pub(crate) struct Mention {
    pub(super) path: String,
    pub(super) span: Span,
    pub(super) is_call: bool,
    pub(super) is_of_program: bool,
}

impl Mention {
    /// With a place that counts from `origin`.
    pub(super) fn counted_from(&self, origin: u32) -> Reference<'_> {
        Reference {
            path: &self.path,
            span: self.span.shifted(-i64::from(origin)),
            is_call: self.is_call,
            is_of_program: self.is_of_program,
        }
    }
}

/// References in the order in which they were found. A path that stood there before is not written again: code mentions
/// few things, and these often.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References(Bytes);

const IS_CALL: u32 = 1;
const IS_OF_PROGRAM: u32 = 1 << 1;
/// Where the path begins is said, in place of the path.
const IS_KNOWN: u32 = 1 << 2;
/// Before these stands the length of the path.
const SIGNS: u32 = 3;

impl References {
    /// From the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = Reference<'_>> {
        let mut reader = self.0.reader();
        let mut before = 0u32;
        std::iter::from_fn(move || {
            let head = reader.number()?;
            let length = (head >> SIGNS) as usize;
            let path = if head & IS_KNOWN == 0 {
                reader.text_of(length)?
            } else {
                self.0.reader_at(reader.number()? as usize)?.text_of(length)?
            };
            let start = before.wrapping_add(unfold(reader.number()?));
            before = start;
            Some(Reference {
                path,
                span: Span::new(start, start.saturating_add(reader.number()?)),
                is_call: head & IS_CALL != 0,
                is_of_program: head & IS_OF_PROGRAM != 0,
            })
        })
    }

    /// Whether the same is mentioned in the same way, wherever it stands.
    pub fn say_the_same(&self, other: &References) -> bool {
        self == other || self.iter().map(Reference::nowhere).eq(other.iter().map(Reference::nowhere))
    }
}

impl<'f> FromIterator<Reference<'f>> for References {
    fn from_iter<I: IntoIterator<Item = Reference<'f>>>(references: I) -> References {
        let mut writer = Writer::default();
        let mut before = 0u32;
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        for Reference { path, span, is_call, is_of_program } in references {
            let signs = if is_call { IS_CALL } else { 0 } | if is_of_program { IS_OF_PROGRAM } else { 0 };
            let head = signs | (path.len() as u32) << SIGNS;
            if let Some(&start) = known.get(path) {
                writer.number(head | IS_KNOWN);
                writer.number(start);
            } else {
                writer.number(head);
                known.insert(path, writer.len() as u32);
                writer.bytes(path.as_bytes());
            }
            writer.number(fold(span.start.wrapping_sub(before)));
            writer.number(span.end.saturating_sub(span.start));
            before = span.start;
        }
        References(writer.finish())
    }
}

/// A difference, which may be below 0, as a number that is small if it is near to 0.
fn fold(difference: u32) -> u32 {
    let difference = difference as i32;
    (difference << 1 ^ difference >> 31) as u32
}

/// What [`fold`] was given.
fn unfold(number: u32) -> u32 {
    number >> 1 ^ (number & 1).wrapping_neg()
}

impl fmt::Debug for References {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// The arguments of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentList<'f> {
    /// Place of the callee in the function's references.
    pub reference: u32,
    /// The callee's last name.
    pub span: Span,
    /// Arguments without a name.
    pub positional: u16,
    /// `*rows` may bring more without a name.
    pub has_more_positional: bool,
    /// `**options` may bring more with one.
    pub has_more_named: bool,
    /// Names of the others, and where they stand.
    pub named: Vec<(&'f str, Span)>,
}

impl ArgumentList<'_> {
    /// The same list in a text that begins `by` bytes earlier.
    pub(super) fn shifted(mut self, by: i64) -> Self {
        self.span = self.span.shifted(by);
        self.named.iter_mut().for_each(|(_, span)| *span = span.shifted(by));
        self
    }

    fn nowhere(mut self) -> Self {
        self.span = Span::default();
        self.named.iter_mut().for_each(|(_, span)| *span = Span::default());
        self
    }
}

/// The calls of a function, in the order in which they were found.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgumentLists(Bytes);

impl ArgumentLists {
    /// From the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = ArgumentList<'_>> {
        let mut reader = self.0.reader();
        std::iter::from_fn(move || ArgumentLists::read(&mut reader))
    }

    fn read<'f>(reader: &mut Reader<'f>) -> Option<ArgumentList<'f>> {
        let signs = reader.number()?;
        let (reference, span) = (reader.number()?, reader.span()?);
        let count = reader.number()?;
        let named: Option<Vec<(&str, Span)>> =
            (0..count).map(|_| Some((reader.text()?, reader.span()?))).collect();
        Some(ArgumentList {
            reference,
            span,
            positional: (signs >> 2) as u16,
            has_more_positional: signs & 1 != 0,
            has_more_named: signs & 2 != 0,
            named: named?,
        })
    }

    /// Whether both give the same to what they call, wherever they stand.
    pub fn give_the_same(&self, other: &ArgumentLists) -> bool {
        self == other || self.iter().map(ArgumentList::nowhere).eq(other.iter().map(ArgumentList::nowhere))
    }
}

impl<'f> FromIterator<ArgumentList<'f>> for ArgumentLists {
    fn from_iter<I: IntoIterator<Item = ArgumentList<'f>>>(calls: I) -> ArgumentLists {
        let mut writer = Writer::default();
        for call in calls {
            let signs = u32::from(call.has_more_positional) | u32::from(call.has_more_named) << 1;
            writer.number(signs | u32::from(call.positional) << 2);
            writer.number(call.reference);
            writer.span(call.span);
            writer.number(call.named.len() as u32);
            for (name, span) in call.named {
                writer.text(name);
                writer.span(span);
            }
        }
        ArgumentLists(writer.finish())
    }
}

impl fmt::Debug for ArgumentLists {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mentioned_is_read_as_it_was_written() {
        let reference = |path, start, is_call, is_of_program| Reference {
            path,
            span: Span::new(start, start + 4),
            is_call,
            is_of_program,
        };
        let far = "a".repeat(5000);
        let mentioned = [
            reference("app.billing.charge", 900, true, false),
            reference("?.charge", 40, false, true),
            reference("app.billing.charge", 70_000, false, false),
            reference(&far, 3, true, true),
            reference("", u32::MAX - 4, false, false),
            reference(&far, 0, false, false),
            reference("?.charge", 1 << 31, true, false),
        ];
        let references: References = mentioned.into_iter().collect();
        assert_eq!(references.iter().collect::<Vec<_>>(), mentioned);
    }
}
