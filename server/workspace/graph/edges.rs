//! One step from a piece of code to another. A workspace has more of them than lines, and they are read from front to
//! back: so they are kept [packed](thinktwice_engine::packed).

use std::fmt;

use serde::{Deserialize, Serialize};
use thinktwice_engine::packed::{Bytes, Reader, Writer};

use super::names::NameId;
use super::{ClassId, FileId, FnId};

/// One step from a piece of code to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Edge {
    Function(FnId),
    /// An object of the class is made.
    New(ClassId),
    /// The class is mentioned.
    Class(ClassId),
    /// The method that an object of the class, or of a subclass, has under this name.
    Dispatch(ClassId, NameId),
    /// Any method of an object of the class that begins so: its name is made at run time.
    AnyOf(ClassId, NameId),
    /// What stands after the class in the order in which an object of a subclass looks for the name.
    After(ClassId, NameId),
    /// A method of this name of some object.
    ByName(NameId),
    /// What the file does when it is imported.
    Load(FileId),
    /// A method of this name that the workspace gives to a type which is not its own.
    Foreign(NameId),
    /// The same as [`Edge::Load`], and what the file does when it is run as a program.
    Run(FileId),
    /// Something of a library is used: what implements its traits may be called by it.
    Library(NameId),
}

/// An edge taken apart: its kind, and what it has of a file, a place in it and a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) kind: u8,
    pub(super) file: Option<FileId>,
    pub(super) index: Option<u32>,
    pub(super) name: Option<NameId>,
}

impl Edge {
    pub(super) fn parts(self) -> Parts {
        let of = |kind, file, index, name| Parts { kind, file, index, name };
        match self {
            Edge::Function(id) => of(0, Some(id.file), Some(id.index), None),
            Edge::New(class) => of(1, Some(class.file), Some(class.index), None),
            Edge::Class(class) => of(2, Some(class.file), Some(class.index), None),
            Edge::Dispatch(class, name) => of(3, Some(class.file), Some(class.index), Some(name)),
            Edge::AnyOf(class, prefix) => of(4, Some(class.file), Some(class.index), Some(prefix)),
            Edge::After(class, name) => of(5, Some(class.file), Some(class.index), Some(name)),
            Edge::ByName(name) => of(6, None, None, Some(name)),
            Edge::Load(file) => of(7, Some(file), None, None),
            Edge::Foreign(name) => of(8, None, None, Some(name)),
            Edge::Run(file) => of(9, Some(file), None, None),
            Edge::Library(name) => of(10, None, None, Some(name)),
        }
    }
}

/// Edges in the order in which they came.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edges(Bytes);

/// Beside the kind: the file is that of the edge before.
const SAME_FILE: u32 = 0x10;

impl Edges {
    /// From the first to the last. Ends early where bytes that somebody else wrote make no edge.
    pub(super) fn iter(&self) -> impl Iterator<Item = Edge> + '_ {
        let mut reader = self.0.reader();
        let mut file = 0;
        std::iter::from_fn(move || read(&mut reader, &mut file))
    }
}

fn read(reader: &mut Reader<'_>, last: &mut FileId) -> Option<Edge> {
    let signs = reader.number()?;
    let kind = signs & (SAME_FILE - 1);
    if kind < 6 || kind == 7 || kind == 9 {
        if signs & SAME_FILE == 0 {
            *last = reader.number()?;
        }
        let file = *last;
        match kind {
            7 => return Some(Edge::Load(file)),
            9 => return Some(Edge::Run(file)),
            _ => {}
        }
        let index = reader.number()?;
        let class = ClassId { file, index };
        return Some(match kind {
            0 => Edge::Function(FnId { file, index }),
            1 => Edge::New(class),
            2 => Edge::Class(class),
            3 => Edge::Dispatch(class, reader.number()?),
            4 => Edge::AnyOf(class, reader.number()?),
            _ => Edge::After(class, reader.number()?),
        });
    }
    let name = reader.number()?;
    match kind {
        6 => Some(Edge::ByName(name)),
        8 => Some(Edge::Foreign(name)),
        10 => Some(Edge::Library(name)),
        _ => None,
    }
}

impl FromIterator<Edge> for Edges {
    fn from_iter<I: IntoIterator<Item = Edge>>(edges: I) -> Edges {
        let mut writer = Writer::default();
        let mut last = 0;
        for edge in edges {
            let Parts { kind, file, index, name } = edge.parts();
            let new_file = file.filter(|&file| file != last);
            let is_same = file.is_some() && new_file.is_none();
            writer.number(u32::from(kind) | if is_same { SAME_FILE } else { 0 });
            for number in [new_file, index, name].into_iter().flatten() {
                writer.number(number);
            }
            last = file.unwrap_or(last);
        }
        Edges(writer.finish())
    }
}

impl fmt::Debug for Edges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_read_as_they_were_written() {
        let (class, other) = (ClassId { file: 300, index: 7 }, ClassId { file: 0, index: 200_000 });
        let all = [
            Edge::Function(FnId { file: 300, index: 128 }),
            Edge::Function(FnId { file: 301, index: 0 }),
            Edge::New(class),
            Edge::Class(other),
            Edge::Dispatch(class, 70_000),
            Edge::AnyOf(class, 0),
            Edge::After(other, 1),
            Edge::ByName(u32::MAX),
            Edge::Load(0),
            Edge::Foreign(5),
            Edge::Run(u32::MAX),
            Edge::Library(127),
        ];
        let packed: Edges = all.into_iter().collect();
        assert_eq!(packed.iter().collect::<Vec<Edge>>(), all);
        assert_eq!(Edges::default().iter().next(), None);
    }
}
