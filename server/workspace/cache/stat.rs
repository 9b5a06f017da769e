//! What a file's metadata say about whether its text is still the same.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file that was written so shortly ago may be written again within one tick of the file system's clock, without a
/// sign in its metadata.
const TICK: Duration = Duration::from_secs(2);

/// A file's metadata: equal ones promise an equal text, if they are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stat {
    length: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// The same for the metadata, which no tool sets back.
    changed: u64,
    inode: u64,
}

impl Stat {
    /// Of a file that is there.
    pub fn of(path: &Path) -> Option<Stat> {
        Stat::new(&fs::metadata(path).ok()?)
    }

    fn new(metadata: &Metadata) -> Option<Stat> {
        let modified = nanoseconds(metadata.modified().ok()?)?;
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt;
            let seconds = u64::try_from(metadata.ctime()).ok()?;
            (seconds * 1_000_000_000 + u64::try_from(metadata.ctime_nsec()).ok()?, metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (modified, 0);
        Some(Stat { length: metadata.len(), modified, changed, inode })
    }

    /// Whether it was written so long ago that another write would show.
    pub fn is_settled(&self) -> bool {
        let latest = Duration::from_nanos(self.modified.max(self.changed));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        now.checked_sub(latest).is_some_and(|age| age > TICK)
    }
}

fn nanoseconds(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
}
