//! The change under review: which lines of a file are not in the last commit.
//!
//! git is asked for nothing but the committed text of a file (`cat-file`), and the comparison is made here. So no
//! filter, hook, external diff or text conversion of an untrusted repository can run, and an editor's buffer and a
//! file on disk are compared in the same way. Nothing polls: each question is answered from the repository as it is.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp};
use thinktwice_engine::text::{Line, LineIndex, Span};
use xxhash_rust::xxh3::xxh3_64;

use crate::workspace::source;

/// What is new in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Everything: an untracked file, or no repository.
    Everything,
    /// The bytes of these lines, in order. A deletion is an empty span where the lines were.
    Lines(Vec<Span>),
}

impl Change {
    /// Whether any of the bytes are new.
    pub fn touches(&self, span: Span) -> bool {
        match self {
            Change::Everything => true,
            Change::Lines(spans) => {
                let first = spans.partition_point(|changed| changed.end < span.start);
                spans[first..].iter().take_while(|changed| changed.start <= span.end).any(|changed| {
                    let overlaps = changed.start < span.end && span.start < changed.end;
                    let is_deletion_inside = changed.start == changed.end
                        && span.start < changed.start
                        && changed.start < span.end;
                    overlaps || is_deletion_inside
                })
            }
        }
    }
}

/// A committed text, as far as a comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    lines: Vec<u64>,
}

impl Committed {
    /// Reads a committed text.
    pub fn new(text: &[u8]) -> Committed {
        Committed { lines: hash_lines(text) }
    }

    /// What `text` adds to it or changes in it.
    pub fn change(&self, text: &str) -> Change {
        let new = hash_lines(text.as_bytes());
        // Typing changes a few lines: what is equal at both ends needs no comparison.
        let same_start = self.lines.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let rest = self.lines.len().min(new.len()) - same_start;
        let from_end = self.lines.iter().rev().zip(new.iter().rev()).take(rest);
        let same_end = from_end.take_while(|(old, new)| old == new).count();
        let old_middle = same_start..self.lines.len() - same_end;
        let new_middle = same_start..new.len() - same_end;
        if old_middle.is_empty() && new_middle.is_empty() {
            return Change::Lines(Vec::new());
        }
        // Past the deadline the comparison gets coarser, not wrong: it calls more lines changed.
        let deadline = Some(Instant::now() + Duration::from_millis(200));
        let steps = similar::capture_diff_slices_deadline(
            Algorithm::Myers,
            &self.lines[old_middle],
            &new[new_middle],
            deadline,
        );
        let index = LineIndex::new(text);
        let start_of = |line: usize| index.start(Line((same_start + line) as u32));
        let spans = steps.iter().filter_map(|step| match *step {
            DiffOp::Equal { .. } => None,
            DiffOp::Delete { new_index, .. } => Some(Span::new(start_of(new_index), start_of(new_index))),
            DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } => {
                Some(Span::new(start_of(new_index), start_of(new_index + new_len)))
            }
        });
        Change::Lines(spans.collect())
    }
}

/// Hashes of the lines, without their line breaks: a checkout may have turned LF into CR LF.
fn hash_lines(text: &[u8]) -> Vec<u64> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = text[start..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(text.len(), |at| start + at);
        lines.push(xxh3_64(&text[start..end]));
        start = if text[end.min(text.len())..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
    }
    lines
}

/// The last commit of the repository that holds a folder.
#[derive(Debug)]
pub struct Base {
    root: PathBuf,
    reader: Mutex<Option<BlobReader>>,
}

#[derive(Debug)]
struct BlobReader {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for BlobReader {
    fn drop(&mut self) {
        // It has nothing to finish; a failure means that it has ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Base {
    /// The commit that is checked out at `root`. `None` where there is no repository, no commit, or no git.
    pub fn open(root: &Path) -> Option<Base> {
        let mut command = git(root);
        let output = command.args(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).output().ok()?;
        output.status.success().then(|| Base { root: root.to_path_buf(), reader: Mutex::new(None) })
    }

    /// The committed text of a file below the root; `None` if it is not in the commit.
    pub fn committed(&self, path: &Path) -> Option<Committed> {
        let relative = path.strip_prefix(&self.root).ok()?.to_str()?.replace('\\', "/");
        // A name with a line break cannot be asked for, so the file counts as new.
        if relative.contains('\n') {
            return None;
        }
        let mut reader = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if reader.is_none() {
            *reader = BlobReader::start(&self.root);
        }
        let answer = reader.as_mut()?.blob(&format!("HEAD:./{relative}"));
        if answer.is_err() {
            // The program died or answered what nobody asked: the next question gets a new one.
            *reader = None;
        }
        let text = answer.ok().flatten()?;
        if !source::is_notebook(path) {
            return Some(Committed::new(&text));
        }
        let code = source::code(path, String::from_utf8(text).ok()?).ok()?;
        Some(Committed::new(code.as_bytes()))
    }
}

impl BlobReader {
    fn start(root: &Path) -> Option<BlobReader> {
        let mut command = git(root);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().ok()?;
        let input = process.stdin.take()?;
        let output = BufReader::new(process.stdout.take()?);
        Some(BlobReader { process, input, output })
    }

    fn blob(&mut self, name: &str) -> std::io::Result<Option<Vec<u8>>> {
        self.input.write_all(name.as_bytes())?;
        self.input.write_all(b"\n")?;
        self.input.flush()?;
        let mut header = String::new();
        if self.output.read_line(&mut header)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        // `<hash> blob <size>`, or `<name> missing`, or another kind of object with its content.
        let mut words = header.trim_end().rsplit(' ');
        let Some(size) = words.next().and_then(|size| size.parse::<usize>().ok()) else { return Ok(None) };
        let is_blob = words.next() == Some("blob");
        let mut content = vec![0; size + 1];
        self.output.read_exact(&mut content)?;
        content.pop();
        Ok(is_blob.then_some(content))
    }
}

/// The git program with everything off that a repository's own configuration could make it run or fetch.
pub(super) fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--no-optional-locks").arg("-C").arg(root);
    for setting in [
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.pager=cat",
        "core.sshCommand=false",
        "diff.external=",
        "protocol.allow=never",
        "submodule.recurse=false",
    ] {
        command.arg("-c").arg(setting);
    }
    for variable in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_EXTERNAL_DIFF",
        "GIT_NAMESPACE",
    ] {
        command.env_remove(variable);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_PAGER", "cat")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed<'t>(old: &str, new: &'t str) -> Vec<&'t str> {
        match Committed::new(old.as_bytes()).change(new) {
            Change::Everything => vec![new],
            Change::Lines(spans) => spans.into_iter().map(|span| span.of(new)).collect(),
        }
    }

    #[test]
    fn added_and_edited_lines_are_new_and_moved_line_ends_are_not() {
        assert_eq!(changed("a\nb\nc\n", "a\nB\nc\nd\n"), ["B\n", "d\n"]);
        assert_eq!(changed("a\nb\n", "a\r\nb\r\n"), Vec::<&str>::new());
        assert_eq!(changed("", "a\n"), ["a\n"]);
        assert_eq!(changed("a\nb\n", "a\n"), [""]);
    }

    #[test]
    fn a_deleted_line_changes_what_stood_around_it() {
        let change =
            Committed::new(b"def f():\n    check()\n    return 1\n").change("def f():\n    return 1\n");
        assert!(change.touches(Span::new(0, 22)));
        assert!(!change.touches(Span::new(9, 22)));
    }
}
