//! What is said of a function in few words, or of few functions at all.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Reader, Writer};

/// What a function gives, what stands around it and what stands above it. There is one for each function of a workspace,
/// so it is kept [packed](crate::packed).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Details(Bytes);

impl Details {
    pub(super) fn new(
        result: &str,
        failure: &str,
        operands: &str,
        conversions: &str,
        bases: &[String],
        marks: &[String],
    ) -> Details {
        let is_empty = [result, failure, operands, conversions].iter().all(|text| text.is_empty());
        if is_empty && bases.is_empty() && marks.is_empty() {
            return Details::default();
        }
        let mut writer = Writer::default();
        [result, failure, operands, conversions].iter().for_each(|text| writer.text(text));
        writer.number(bases.len() as u32);
        bases.iter().chain(marks).for_each(|text| writer.text(text));
        Details(writer.finish())
    }

    pub(super) fn result(&self) -> &str {
        self.0.reader().text().unwrap_or_default()
    }

    pub(super) fn failure(&self) -> &str {
        let mut reader = self.0.reader();
        reader.text().and_then(|_| reader.text()).unwrap_or_default()
    }

    pub(super) fn operands(&self) -> &str {
        let mut reader = self.0.reader();
        reader.text().and_then(|_| reader.text()).and_then(|_| reader.text()).unwrap_or_default()
    }

    pub(super) fn conversions(&self) -> &str {
        let mut reader = self.0.reader();
        for _ in 0..3 {
            let _ = reader.text();
        }
        reader.text().unwrap_or_default()
    }

    pub(super) fn bases(&self) -> impl Iterator<Item = &str> {
        let (count, mut reader) = self.lists();
        (0..count).map_while(move |_| reader.text())
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = &str> {
        let (count, mut reader) = self.lists();
        for _ in 0..count {
            let _ = reader.text();
        }
        std::iter::from_fn(move || reader.text())
    }

    /// How many bases there are, and where they begin.
    fn lists(&self) -> (u32, Reader<'_>) {
        let mut reader = self.0.reader();
        let _ = (reader.text(), reader.text(), reader.text(), reader.text());
        (reader.number().unwrap_or_default(), reader)
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Details")
            .field("result", &self.result())
            .field("failure", &self.failure())
            .field("operands", &self.operands())
            .field("conversions", &self.conversions())
            .field("bases", &self.bases().collect::<Vec<&str>>())
            .field("marks", &self.marks().collect::<Vec<&str>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_read_as_they_were_written() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        for (result, failure, operands, conversions, bases, marks) in [
            ("app.Client()", "", "", "", texts(&["app.Base", "abc.ABC"]), texts(&["staticmethod"])),
            (
                "crate.Name()",
                "crate.Error()",
                "Bytes=str",
                "0=crate.Name.from",
                texts(&["std.cmp.PartialEq"]),
                texts(&[]),
            ),
            ("", "", "", "", texts(&[]), texts(&["property", "app.cached"])),
            ("", "", "", "", texts(&[]), texts(&[])),
        ] {
            let details = Details::new(result, failure, operands, conversions, &bases, &marks);
            assert_eq!((details.result(), details.failure()), (result, failure));
            assert_eq!((details.operands(), details.conversions()), (operands, conversions));
            assert_eq!(details.bases().collect::<Vec<&str>>(), bases);
            assert_eq!(details.marks().collect::<Vec<&str>>(), marks);
        }
    }
}
