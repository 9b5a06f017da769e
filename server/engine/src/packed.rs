//! Numbers and texts one after another, each in as few bytes as it needs: for what there is much of and is read from
//! front to back.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Span;

/// What a [`Writer`] wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(Box<[u8]>);

impl Bytes {
    /// Reads from the front.
    pub fn reader(&self) -> Reader<'_> {
        Reader(&self.0)
    }

    /// Reads nothing but numbers.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let mut reader = self.reader();
        std::iter::from_fn(move || reader.number())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Bytes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.into()))
            }
        }
        deserializer.deserialize_bytes(Whole)
    }
}

/// Writes what a [`Reader`] reads.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first; the eighth says that there are more.
    pub fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Its length, then its bytes.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Its start, then its length.
    pub fn span(&mut self, span: Span) {
        self.number(span.start);
        self.number(span.end.saturating_sub(span.start));
    }

    /// What was written.
    pub fn finish(self) -> Bytes {
        Bytes(self.0.into())
    }
}

/// Reads what a [`Writer`] wrote; `None` where that ends.
#[derive(Clone, Debug)]
pub struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    /// As [`Writer::number`] wrote it.
    pub fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }

    /// As [`Writer::text`] wrote it; `None` for bytes that are no text, too.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// As [`Writer::span`] wrote it.
    pub fn span(&mut self) -> Option<Span> {
        let start = self.number()?;
        Some(Span::new(start, start.saturating_add(self.number()?)))
    }
}
