//! Reads the tables of an SQLite file, row by row, which is all that a measurement of coverage.py needs: no SQL, no
//! indexes, nothing is written. The file may be anybody's: what does not hold together ends the reading.

/// What a file of this kind begins with.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The bytes before the first page's own.
const HEADER: usize = 100;
/// Kinds of pages of a table.
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing, and numbers with a point, which nobody here asks for.
    None,
    Number(i64),
    /// Text or bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Cell::Bytes(bytes) => bytes,
            _ => &[],
        }
    }
}

/// An SQLite file.
pub(super) struct Database<'b> {
    bytes: &'b [u8],
    page_size: usize,
    /// Bytes of a page that are in use.
    usable: usize,
}

impl<'b> Database<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Option<Database<'b>> {
        let size = u16::from_be_bytes(bytes.get(16..18)?.try_into().ok()?);
        // The largest does not fit into two bytes.
        let page_size = if size == 1 { 65_536 } else { usize::from(size) };
        let usable = page_size.checked_sub(usize::from(*bytes.get(20)?))?;
        let is_sound = bytes.starts_with(MAGIC) && page_size.is_power_of_two() && usable >= 480;
        is_sound.then_some(Database { bytes, page_size, usable })
    }

    /// The rows of a table, each with its number.
    pub(super) fn rows(&self, table: &str) -> Vec<(i64, Vec<Cell>)> {
        let named = |(_, row): &(i64, Vec<Cell>)| {
            row.first().is_some_and(|kind| kind.bytes() == b"table")
                && row.get(1).is_some_and(|name| name.bytes() == table.as_bytes())
        };
        let root = self.rows_from(1).into_iter().find(named);
        let root = root.and_then(|(_, row)| usize::try_from(row.get(3)?.number()?).ok());
        root.map(|root| self.rows_from(root)).unwrap_or_default()
    }

    fn rows_from(&self, root: usize) -> Vec<(i64, Vec<Cell>)> {
        let mut rows = Vec::new();
        let mut open = vec![root];
        // Each page belongs to one table once, and each byte to one row: more of them go in a circle, or are said to hold
        // the same bytes again and again.
        let mut left = self.bytes.len() / self.page_size;
        let mut left_bytes = self.bytes.len();
        while let Some(number) = open.pop() {
            if left == 0 || self.read_page(number, &mut open, &mut rows, &mut left_bytes).is_none() {
                break;
            }
            left -= 1;
        }
        rows
    }

    fn page(&self, number: usize) -> Option<&'b [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.page_size)?)
    }

    fn read_page(
        &self,
        number: usize,
        open: &mut Vec<usize>,
        rows: &mut Vec<(i64, Vec<Cell>)>,
        left_bytes: &mut usize,
    ) -> Option<()> {
        let page = self.page(number)?;
        let start = if number == 1 { HEADER } else { 0 };
        let kind = *page.get(start)?;
        let count = usize::from(two(page, start + 3)?);
        let cells = start + if kind == INTERIOR { 12 } else { 8 };
        let places = (0..count).map(|at| two(page, cells + 2 * at).map(usize::from));
        match kind {
            INTERIOR => {
                let mut below = places.map(|at| four(page, at?)).collect::<Option<Vec<usize>>>()?;
                below.push(four(page, start + 8)?);
                open.extend(below.into_iter().rev());
            }
            LEAF => {
                for at in places {
                    let mut at = at?;
                    let size = usize::try_from(varint(page, &mut at)?).ok()?;
                    let row = varint(page, &mut at)?;
                    *left_bytes = left_bytes.checked_sub(size)?;
                    rows.push((row, record(&self.payload(page, at, size)?)?));
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// What a row holds: the rest of a long one lies on pages of its own.
    fn payload(&self, page: &[u8], at: usize, size: usize) -> Option<Vec<u8>> {
        let (most, least) = (self.usable - 35, (self.usable - 12) * 32 / 255 - 23);
        let mut local = size;
        if size > most {
            let rest = least + (size - least) % (self.usable - 4);
            local = if rest <= most { rest } else { least };
        }
        let mut payload = page.get(at..at + local)?.to_vec();
        let mut next = if size > local { four(page, at + local)? } else { 0 };
        while payload.len() < size {
            let page = self.page(next)?;
            next = four(page, 0)?;
            let part = (size - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + part)?);
        }
        Some(payload)
    }
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn four(bytes: &[u8], at: usize) -> Option<usize> {
    let number = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(number).ok()
}

/// A number of one to nine bytes.
fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number = 0_i64;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            return Some(number << 8 | i64::from(byte));
        }
        number = number << 7 | i64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// The values of a row: their kinds first, then what they hold.
fn record(payload: &[u8]) -> Option<Vec<Cell>> {
    let mut at = 0;
    let head = usize::try_from(varint(payload, &mut at)?).ok()?;
    let mut content = head;
    let mut cells = Vec::new();
    while at < head {
        let kind = usize::try_from(varint(payload, &mut at)?).ok()?;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            _ => kind.checked_sub(12)? / 2,
        };
        let bytes = payload.get(content..content.checked_add(size)?)?;
        content += size;
        cells.push(match kind {
            1..=6 => {
                let sign = if bytes[0] & 0x80 == 0 { 0 } else { -1 };
                Cell::Number(bytes.iter().fold(sign, |number, &byte| number << 8 | i64::from(byte)))
            }
            8 => Cell::Number(0),
            9 => Cell::Number(1),
            0 | 7 | 10 | 11 => Cell::None,
            _ => Cell::Bytes(bytes.to_vec()),
        });
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_share_their_bytes_do_not_take_more_memory_than_the_file() {
        const PAGE: usize = 512;
        const SIZE: usize = 1000;
        let mut bytes = vec![0; 4 * PAGE];
        bytes[..MAGIC.len()].copy_from_slice(MAGIC);
        bytes[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
        // A leaf with ten rows, all of them at byte 200, most of which lies on the pages after it.
        bytes[HEADER] = LEAF;
        bytes[HEADER + 4] = 10;
        for row in 0..10 {
            bytes[HEADER + 9 + 2 * row] = 200;
        }
        bytes[200..203].copy_from_slice(&[0x80 | (SIZE >> 7) as u8, (SIZE & 0x7f) as u8, 1]);
        let database = Database::new(&bytes).unwrap();
        let (most, least) = (PAGE - 35, (PAGE - 12) * 32 / 255 - 23);
        let rest = least + (SIZE - least) % (PAGE - 4);
        let local = if rest <= most { rest } else { least };
        let mut linked = bytes.clone();
        linked[203 + local + 3] = 2;
        linked[PAGE + 3] = 3;
        linked[2 * PAGE + 3] = 4;
        assert!(database.rows_from(1).is_empty(), "its rest lies on no page");
        // The file has room for two.
        assert_eq!(Database::new(&linked).unwrap().rows_from(1).len(), 2);
    }
}
