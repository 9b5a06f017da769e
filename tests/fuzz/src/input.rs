//! Makes choices and texts out of bytes, so that a small change of the bytes is a small change of the input.

/// Bytes that are used up from the front. When they are gone, zeros and empty texts come.
pub(crate) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Input<'a> {
        Input(data)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// Fifteen bits, or now and then a number that no text is long enough for.
    pub(crate) fn number(&mut self) -> u32 {
        match u16::from_be_bytes([self.byte(), self.byte()]) {
            0xffff => u32::MAX,
            number => u32::from(number & 0x7fff),
        }
    }

    pub(crate) fn choose<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[usize::from(self.byte()) % choices.len()]
    }

    /// The text up to the next `\x1e` (a separator that no text file has), or all that is left.
    pub(crate) fn text(&mut self) -> String {
        let end = self.0.iter().position(|&byte| byte == 0x1e).unwrap_or(self.0.len());
        let text = String::from_utf8_lossy(&self.0[..end]).into_owned();
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        text
    }
}
