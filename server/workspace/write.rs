//! Writing files so that they are there as a whole or not at all, whatever happens meanwhile: a full disk, the end of the
//! process, another process that writes the same.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Puts `bytes` in place of a file, and makes the folders above it.
///
/// # Errors
/// The file cannot be written; what was there before is there still.
pub fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".thinktwice-").suffix(".new");
    // A file of a project is read by others, too; their umask says who.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_see_the_old_text_or_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b.txt");
        let texts = ["x".repeat(100_000), "y".repeat(200_000)];
        whole(&file, texts[0].as_bytes()).unwrap();
        std::thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| (0..50).for_each(|_| whole(&file, text.as_bytes()).unwrap()));
            }
            scope.spawn(|| {
                (0..100).for_each(|_| assert!(texts.contains(&fs::read_to_string(&file).unwrap())))
            });
        });
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left over");
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        assert!(whole(&folder.path().join("file/below"), b"y").is_err());
        fs::create_dir(folder.path().join("folder")).unwrap();
        assert!(whole(&folder.path().join("folder"), b"y").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
