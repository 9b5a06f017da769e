//! What code mentions and how it calls it. There is more of it than of all other facts together, and it is read from
//! front to back: so it is kept [packed](crate::packed).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Reader, Writer};
use crate::text::Span;

/// The name of something in other code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'f> {
    /// Dotted path after this file's imports (`app.billing.charge`, `self.charge`, `?.charge`).
    pub path: &'f str,
    /// What a call of Rust gives: kinds (`'&str`), paths (`crate.Name()`), `#` for what is itself given to be converted, `?`;
    /// by commas. Nothing where nothing is known.
    pub given: &'f str,
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

/// What stands between a path and what is given to it, in [`Mention::path`].
const GIVEN: char = '@';

/// A reference of which more may be found.
pub(crate) struct Mention {
    /// The path, and what is given to it: `crate.named@'&str`.
    pub(super) path: String,
    pub(super) span: Span,
    pub(super) is_call: bool,
    pub(super) is_of_program: bool,
}

/// The path with what a call of it gives.
pub(super) fn given_to(mut path: String, given: &str) -> String {
    if !given.is_empty() {
        path.push(GIVEN);
        path.push_str(given);
    }
    path
}

impl Mention {
    /// With a place that counts from `origin`.
    pub(super) fn counted_from(&self, origin: u32) -> Reference<'_> {
        let (path, given) = self.path.split_once(GIVEN).unwrap_or((&self.path, ""));
        Reference {
            path,
            given,
            span: self.span.shifted(-i64::from(origin)),
            is_call: self.is_call,
            is_of_program: self.is_of_program,
        }
    }
}

/// References in the order in which they were found.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References(Bytes);

impl References {
    /// From the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = Reference<'_>> {
        let mut reader = self.0.reader();
        std::iter::from_fn(move || {
            let signs = reader.number()?;
            Some(Reference {
                path: reader.text()?,
                span: reader.span()?,
                given: if signs & 4 == 0 { "" } else { reader.text()? },
                is_call: signs & 1 != 0,
                is_of_program: signs & 2 != 0,
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
        for Reference { path, given, span, is_call, is_of_program } in references {
            let has_given = !given.is_empty();
            writer.number(u32::from(is_call) | u32::from(is_of_program) << 1 | u32::from(has_given) << 2);
            writer.text(path);
            writer.span(span);
            if has_given {
                writer.text(given);
            }
        }
        References(writer.finish())
    }
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
