//! Reading a source file from disk, with one clear message for each file that cannot be used.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use thinktwice_engine::rule::Problem;

use super::discovery::has_extension;
use super::notebook::{self, Notebook};

/// Larger files are left out: they are data or generated, and would hold up everything else.
pub const MAXIMUM_BYTES: u64 = 5 * 1024 * 1024;
/// A notebook holds the pictures that its code drew.
const MAXIMUM_NOTEBOOK_BYTES: u64 = 100 * 1024 * 1024;

/// The name that git gives to a content, which is equal for equal ones: what is kept of a file says by it whether a commit
/// has the same. (A repository with longer names has none of these.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlobName([u8; 20]);

impl BlobName {
    /// Of a text.
    pub fn of(text: &str) -> BlobName {
        let mut hasher = Sha1::new();
        hasher.update(format!("blob {}\0", text.len()));
        hasher.update(text);
        BlobName(hasher.finalize().into())
    }
}

/// Whether git writes it so.
impl PartialEq<str> for BlobName {
    fn eq(&self, written: &str) -> bool {
        let digit = |letter: u8| (letter as char).to_digit(16);
        let byte = |two: &[u8]| Some(digit(two[0])? << 4 | digit(two[1])?);
        let written = written.as_bytes();
        written.len() == 2 * self.0.len()
            && written.chunks_exact(2).zip(self.0).all(|(two, own)| byte(two) == Some(own.into()))
    }
}

/// As git writes it.
impl fmt::Display for BlobName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Reads a source file: its text, or the code of a notebook. A byte order mark is dropped, as editors do.
///
/// # Errors
/// Says why the file is skipped: unreadable, too large, binary, or in another encoding.
pub fn read(path: &Path) -> Result<String, Problem> {
    let skipped = |message: String| Problem::new(path.display().to_string(), message);
    let failed = |error: io::Error| skipped(format!("skipped: cannot be read: {}", reason(&error)));
    let limit = if is_notebook(path) { MAXIMUM_NOTEBOOK_BYTES } else { MAXIMUM_BYTES };
    // Asked before opening: a pipe that nobody writes to would keep us waiting for ever.
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(skipped("skipped: not a regular file".to_string()));
    }
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize + 1);
    // The file may grow while it is read, so the limit is put on the reading and not on the length alone.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    let text = decode(bytes, limit).map_err(|(line, message)| Problem { line, ..skipped(message) })?;
    code(path, text).map_err(skipped)
}

/// The code in a file's bytes, from wherever they come; `None` if it cannot be used.
pub fn of_bytes(path: &Path, bytes: Vec<u8>) -> Option<String> {
    let limit = if is_notebook(path) { MAXIMUM_NOTEBOOK_BYTES } else { MAXIMUM_BYTES };
    code(path, decode(bytes, limit).ok()?).ok()
}

/// Whether the file is a notebook, by its name.
pub fn is_notebook(path: &Path) -> bool {
    has_extension(path, &[notebook::EXTENSION])
}

/// What of a file's text is code: all of it, or the cells of a notebook.
pub fn code(path: &Path, text: String) -> Result<String, String> {
    if is_notebook(path) { Notebook::read(&text).map(|notebook| notebook.text) } else { Ok(text) }
}

/// Reads a notebook, to say in which cell a line stands. `None` if it cannot be read any more.
pub fn read_notebook(path: &Path) -> Option<Notebook> {
    let text = decode(fs::read(path).ok()?, MAXIMUM_NOTEBOOK_BYTES).ok()?;
    Notebook::read(&text).ok()
}

/// The text of a file's bytes; an error is a line, if there is one, and a message.
fn decode(mut bytes: Vec<u8>, limit: u64) -> Result<String, (Option<u32>, String)> {
    if bytes.len() as u64 > limit {
        let limit = limit / 1024 / 1024;
        return Err((
            None,
            format!("skipped: larger than {limit} MB; add it to `exclude` to keep this quiet"),
        ));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err((None, "skipped: UTF-16: save it as UTF-8".to_string()));
    }
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        bytes.drain(..3);
    }
    if bytes.contains(&0) {
        return Err((None, "skipped: holds NUL bytes, so it is binary or damaged".to_string()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..good].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
        (Some(line), "skipped: not UTF-8: save it as UTF-8".to_string())
    })
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_text_is_refused_with_a_reason() {
        let message = |bytes: &[u8]| decode(bytes.to_vec(), MAXIMUM_BYTES).unwrap_err();
        assert_eq!(decode(b"\xef\xbb\xbfx = 1\n".to_vec(), MAXIMUM_BYTES).unwrap(), "x = 1\n");
        assert_eq!(message(b"a\nb\n\xe9\n"), (Some(3), "skipped: not UTF-8: save it as UTF-8".to_string()));
        assert!(message(b"a\0b").1.contains("NUL"));
        assert!(message(b"\xff\xfea\0").1.contains("UTF-16"));
        assert!(message(&vec![b' '; MAXIMUM_BYTES as usize + 1]).1.contains("larger than 5 MB"));
    }

    #[test]
    fn a_text_has_the_name_that_git_gives_it() {
        let (name, written) = (BlobName::of("what is up, doc?"), "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
        assert_eq!(name.to_string(), written);
        assert!(name == *written);
        assert!(
            [&written[..39], &written.replace("37", "38"), &written.replace("bd", "gd")]
                .iter()
                .all(|other| name != **other)
        );
    }
}
