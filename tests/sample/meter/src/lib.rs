//! Reads a power meter.

use std::fs;
use std::io::Write;
use std::path::Path;

/// What the meter said.
pub struct Reading {
    /// Kilowatt hours.
    pub kwh: f64,
    /// Seconds since 1970.
    pub at: u64,
}

/// Reads `kwh;seconds` from a file.
pub fn read(path: &Path) -> Result<Reading, String> {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.trim().split(';');
    let kwh = parts.next().unwrap_or("").parse().unwrap_or(0.0);
    let at = parts.next().unwrap_or("").parse().unwrap_or_default();
    Ok(Reading { kwh, at })
}

/// Appends a reading to the log.
pub fn log(path: &Path, reading: &Reading) -> Result<(), String> {
    if let Ok(mut file) = fs::OpenOptions::new().append(true).open(path) {
        let _ = writeln!(file, "{};{}", reading.at, reading.kwh);
    }
    let _ = fs::remove_file(path.with_extension("tmp"));
    Ok(())
}

/// The first byte of the meter's raw answer.
pub fn status(answer: &[u8]) -> u8 {
    unsafe { *answer.as_ptr() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_the_first_byte() {
        assert_eq!(status(&[7, 1]), 7);
    }
}
