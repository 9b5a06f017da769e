//! Files of a cache: whole or not there, and what is damaged or another's is not there either.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

/// The first bytes of each file. The number grows with the form of what follows.
const MAGIC: &[u8; 12] = b"thinktwice 2";
/// The magic, the view, the checksum.
const HEADER: usize = MAGIC.len() + 16 + 16;
/// What nobody names any more may be what another process is about to name.
const GRACE: Duration = Duration::from_secs(60);
/// How often a file that is only read is marked as used.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder of sealed files.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// What they are for.
    view: u128,
}

impl Folder {
    pub(super) fn new(path: PathBuf, view: u128) -> Folder {
        Folder { path, view }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What a file holds, if it is whole and for this view.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.path.join(name)).ok()?;
        let (header, content) = bytes.split_at_checked(HEADER)?;
        let is_whole = header == self.header(xxh3_128(content));
        // In place: packs are large.
        bytes.drain(..HEADER);
        is_whole.then_some(bytes)
    }

    /// A piece of a file, without the rest of it.
    pub(super) fn read_piece(&self, name: &str, piece: &Piece) -> Option<Vec<u8>> {
        let mut file = fs::File::open(self.path.join(name)).ok()?;
        file.seek(SeekFrom::Start(HEADER as u64 + u64::from(piece.start))).ok()?;
        let mut bytes = vec![0; piece.length as usize];
        file.read_exact(&mut bytes).ok()?;
        (xxh3_64(&bytes) == piece.checksum).then_some(bytes)
    }

    /// How many bytes a file holds, as far as can be said without reading it: 0 if it is not there.
    pub(super) fn length(&self, name: &str) -> usize {
        let length = fs::metadata(self.path.join(name)).map_or(0, |file| file.len());
        (length as usize).saturating_sub(HEADER)
    }

    /// Puts a file in place of what was there before, at once.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        self.make()?;
        let mut file = NamedTempFile::new_in(&self.path)?;
        file.write_all(&self.header(xxh3_128(content)))?;
        file.write_all(content)?;
        file.persist(self.path.join(name))?;
        Ok(())
    }

    /// Begins a file that is written piece by piece; nobody sees it before it is whole.
    pub(super) fn begin(&self) -> io::Result<Growing> {
        self.make()?;
        let mut file = BufWriter::new(NamedTempFile::new_in(&self.path)?);
        file.write_all(&[0; HEADER])?;
        Ok(Growing { file, checksum: Xxh3::new(), length: 0 })
    }

    /// Puts a whole file at its place; its name is `prefix` and the checksum.
    pub(super) fn finish(&self, growing: Growing, prefix: &str) -> io::Result<String> {
        let checksum = growing.checksum.digest128();
        let name = format!("{prefix}{checksum:032x}");
        let mut file = growing.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        file.write_all(&self.header(checksum))?;
        file.persist(self.path.join(&name))?;
        Ok(name)
    }

    fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        // Names of the code are nobody else's business.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path)
    }

    fn header(&self, checksum: u128) -> Vec<u8> {
        let mut header = MAGIC.to_vec();
        header.extend(self.view.to_le_bytes());
        header.extend(checksum.to_le_bytes());
        header
    }

    /// Notes that the file is of use still, so that it is not taken for forgotten.
    pub(super) fn mark_used(&self, name: &str) {
        let path = self.path.join(name);
        if age(&path).is_some_and(|age| age > DAY)
            && let Ok(file) = fs::File::options().append(true).open(&path)
        {
            // A cache that cannot be written is made again sooner; nothing else follows.
            let _ = file.set_modified(SystemTime::now());
        }
    }

    /// Removes files that nobody names, those left by a process that was killed among them.
    pub(super) fn remove_unused(&self, is_used: impl Fn(&OsStr) -> bool) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            if !is_used(&entry.file_name()) && age(&entry.path()).is_some_and(|age| age > GRACE) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Where a piece of a file stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Piece {
    start: u32,
    length: u32,
    checksum: u64,
}

impl Piece {
    pub(super) fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }
}

/// A file that is not whole yet. It is gone with this, unless it is finished.
pub(super) struct Growing {
    file: BufWriter<NamedTempFile>,
    checksum: Xxh3,
    length: usize,
}

impl fmt::Debug for Growing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Growing").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Growing {
    /// Adds a piece. Says where it stands.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<Piece> {
        let too_large = |_| io::Error::from(io::ErrorKind::FileTooLarge);
        let start = u32::try_from(self.length).map_err(too_large)?;
        let length = u32::try_from(bytes.len()).map_err(too_large)?;
        self.file.write_all(bytes)?;
        self.checksum.update(bytes);
        self.length += bytes.len();
        Ok(Piece { start, length, checksum: xxh3_64(bytes) })
    }
}

/// For how long a file has not been written.
pub(super) fn age(path: &Path) -> Option<Duration> {
    fs::metadata(path).ok()?.modified().ok()?.elapsed().ok()
}
