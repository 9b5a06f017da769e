//! The git program, with everything off that a repository's own configuration could make it run or fetch.
//!
//! Only commands that read objects, trees and the index are used: no working-tree diff, so no filter, hook, external
//! diff or text conversion of an untrusted repository can run. What git cannot do is said in one line.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::workspace::cache::Stat;

/// The oldest git that knows all options used here.
const OLDEST: (u32, u32) = (2, 22);

/// Where git keeps references that rarely move, all in one file.
const PACKED: &str = "packed-refs";

/// A larger object is not read: a few kilobytes of a hostile repository may unpack to gigabytes.
const LARGEST: usize = 64 << 20;

/// A repository. `top` is the folder of its working tree, or its own if it has none.
#[derive(Debug)]
pub struct Git {
    top: PathBuf,
    own: PathBuf,
    common: PathBuf,
    reader: Mutex<Option<ObjectReader>>,
}

#[derive(Debug)]
struct ObjectReader {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for ObjectReader {
    fn drop(&mut self) {
        // It has nothing to finish; a failure means that it has ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What some revisions of a repository were when they were looked at. A few small files of git's say whether they may have
/// moved, so that asking costs no process.
#[derive(Debug)]
pub struct Stamp {
    git: Arc<Git>,
    revisions: Vec<String>,
    seen: Vec<u8>,
    /// The files that it is read from, with metadata of which another text would have shown.
    settled: OnceLock<Vec<(PathBuf, Option<Stat>)>>,
}

impl Stamp {
    /// Of HEAD and these revisions as they are now.
    pub fn new(git: Arc<Git>, revisions: Vec<String>) -> Stamp {
        let seen = git.stamp(&revisions);
        Stamp { git, revisions, seen, settled: OnceLock::new() }
    }

    /// Whether none of them has moved. Each key asks, so that files which are the same by their metadata are not read.
    pub fn is_current(&self) -> bool {
        let is_same = |(path, stat): &(PathBuf, Option<Stat>)| Stat::of(path) == *stat;
        if self.settled.get().is_some_and(|files| files.iter().all(is_same)) {
            return true;
        }
        // Before the files are read, so that what comes meanwhile is seen the next time.
        let files = self.git.stamped(&self.revisions).into_iter().map(|path| (Stat::of(&path), path));
        let files: Vec<(PathBuf, Option<Stat>)> = files.map(|(stat, path)| (path, stat)).collect();
        let is_current = self.git.stamp(&self.revisions) == self.seen;
        if is_current && files.iter().all(|(_, stat)| stat.is_none_or(|stat| stat.is_settled())) {
            // Whoever was first has said the same.
            let _ = self.settled.set(files);
        }
        is_current
    }
}

/// What a running git writes, line by line; ended by force when it is dropped.
#[derive(Debug)]
pub struct Stream {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Stream {
    /// The next line without its end; bytes that are no UTF-8 are replaced. `None` at the end.
    pub fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let length = self.output.read_until(b'\n', &mut line).ok()?;
        (length > 0).then(|| String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line)).into_owned())
    }
}

impl Git {
    /// The repository that holds a folder.
    ///
    /// # Errors
    /// Why there is none: no repository, no git, or one that is too old.
    pub fn open(folder: &Path) -> Result<Git, String> {
        usable()?;
        let folders = ["rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel"];
        // A bare repository has a history and no files.
        let answer = run(folder, &folders, None).or_else(|_| run(folder, &folders[..3], None))?;
        let answer = String::from_utf8_lossy(&answer);
        let mut lines = answer.lines().map(PathBuf::from);
        let (Some(own), Some(common)) = (lines.next(), lines.next()) else {
            return Err(format!("{}: git finds no repository here", folder.display()));
        };
        let top = lines.next().unwrap_or_else(|| own.clone());
        // Symbolic links are resolved as for every path under review.
        let top = top.canonicalize().unwrap_or(top);
        let common = if common.is_absolute() { common } else { folder.join(common) };
        Ok(Git { top, own, common, reader: Mutex::new(None) })
    }

    /// The folder of the working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The path of a file inside the repository, with `/`.
    pub fn inside(&self, path: &Path) -> Option<String> {
        Some(path.strip_prefix(&self.top).ok()?.to_str()?.replace('\\', "/"))
    }

    /// The whole output of a command.
    ///
    /// # Errors
    /// What git says, in one line.
    pub fn read(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        run(&self.top, arguments, None)
    }

    /// The whole output of a command that reads `input`.
    ///
    /// # Errors
    /// What git says, in one line.
    pub fn read_with(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
        run(&self.top, arguments, Some(input))
    }

    /// The output as text without the last line break.
    ///
    /// # Errors
    /// What git says, in one line.
    pub fn text(&self, arguments: &[&str]) -> Result<String, String> {
        let bytes = self.read(arguments)?;
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_string())
    }

    /// The output, as it comes.
    ///
    /// # Errors
    /// Git cannot be started.
    pub fn stream(&self, arguments: &[&str]) -> Result<Stream, String> {
        let mut command = hardened(&self.top);
        command.args(arguments).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|error| format!("git cannot be started: {error}"))?;
        let output = process.stdout.take().ok_or("git cannot be listened to")?;
        Ok(Stream { process, output: BufReader::with_capacity(1 << 16, output) })
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// There is no such revision.
    pub fn commit(&self, revision: &str) -> Result<String, String> {
        let asked = format!("{revision}^{{commit}}");
        let found = self.text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &asked]);
        found.map_err(|_| match self.is_shallow() {
            true => {
                format!("git knows no revision `{revision}` here; the clone is shallow: fetch more of it")
            }
            false => format!("git knows no revision `{revision}`"),
        })
    }

    /// Whether it has no working tree.
    pub fn is_bare(&self) -> bool {
        self.text(&["rev-parse", "--is-bare-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// Whether older commits are missing.
    pub fn is_shallow(&self) -> bool {
        self.common.join("shallow").exists()
    }

    /// The commits before which others are missing: what they changed cannot be known.
    pub fn boundary(&self) -> Vec<String> {
        let listed = std::fs::read_to_string(self.common.join("shallow")).unwrap_or_default();
        // git lists the very first commit too where it was fetched as the last one.
        let has_parent = |commit: &&str| {
            let text = self.object(commit).map(|(_, content)| content).unwrap_or_default();
            text.split(|&byte| byte == b'\n')
                .take_while(|line| !line.is_empty())
                .any(|line| line.starts_with(b"parent "))
        };
        listed.lines().filter(has_parent).map(str::to_string).collect()
    }

    /// The content of an object, by its hash or any name of it; `None` if there is no such file or it is too large.
    pub fn blob(&self, name: &str) -> Option<Vec<u8>> {
        self.object(name).filter(|(kind, _)| kind == "blob").map(|(_, content)| content)
    }

    /// Kind and content of an object. A name with a line break cannot be asked for.
    pub fn object(&self, name: &str) -> Option<(String, Vec<u8>)> {
        if name.contains('\n') {
            return None;
        }
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        if reader.is_none() {
            *reader = ObjectReader::start(&self.top);
        }
        let answer = reader.as_mut()?.object(name);
        if answer.is_err() {
            // The program died or answered what nobody asked: the next question gets a new one.
            *reader = None;
        }
        answer.ok().flatten()
    }

    /// Bytes that change whenever the commit of one of these revisions may have changed.
    fn stamp(&self, revisions: &[String]) -> Vec<u8> {
        let mut stamp = Vec::new();
        for file in self.stamped(revisions) {
            stamp.push(0);
            if file.ends_with(PACKED) {
                stamp.extend(format!("{:?}", Stat::of(&file)).into_bytes());
            } else {
                stamp.extend(std::fs::read(file).unwrap_or_default());
            }
        }
        stamp
    }

    /// The files that say which commits these revisions are.
    fn stamped(&self, revisions: &[String]) -> Vec<PathBuf> {
        let head = self.own.join("HEAD");
        let text = std::fs::read_to_string(&head).unwrap_or_default();
        let mut files = vec![head, self.common.join(PACKED)];
        files.extend(text.trim().strip_prefix("ref: ").map(|name| self.common.join(name)));
        for revision in revisions.iter().filter(|revision| is_plain(revision)) {
            let kinds = ["refs/heads", "refs/remotes", "refs/tags"];
            files.extend(kinds.map(|kind| self.common.join(kind).join(revision)));
        }
        files
    }
}

/// Whether a revision may be the name of a reference and leads nowhere else as a path.
fn is_plain(revision: &str) -> bool {
    !revision.starts_with('/') && !revision.split('/').any(|part| part == ".." || part.is_empty())
}

impl ObjectReader {
    fn start(top: &Path) -> Option<ObjectReader> {
        let mut command = hardened(top);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().ok()?;
        let input = process.stdin.take()?;
        let output = BufReader::new(process.stdout.take()?);
        Some(ObjectReader { process, input, output })
    }

    fn object(&mut self, name: &str) -> std::io::Result<Option<(String, Vec<u8>)>> {
        self.input.write_all(name.as_bytes())?;
        self.input.write_all(b"\n")?;
        self.input.flush()?;
        let mut header = String::new();
        if self.output.read_line(&mut header)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        // `<hash> <kind> <size>`, or `<name> missing`.
        let mut words = header.trim_end().rsplit(' ');
        let Some(size) = words.next().and_then(|size| size.parse::<usize>().ok()) else { return Ok(None) };
        if size > LARGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let kind = words.next().unwrap_or_default().to_string();
        let mut content = vec![0; size + 1];
        self.output.read_exact(&mut content)?;
        content.pop();
        Ok(Some((kind, content)))
    }
}

/// Whether the git program can be used; asked once.
fn usable() -> Result<(), String> {
    static ANSWER: OnceLock<Result<(), String>> = OnceLock::new();
    ANSWER
        .get_or_init(|| {
            let answer = run(Path::new("."), &["--version"], None)?;
            let text = String::from_utf8_lossy(&answer).trim().to_string();
            let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
            let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            let (major, minor) = OLDEST;
            if version < OLDEST {
                Err(format!("{text} is too old: {major}.{minor} is needed"))
            } else {
                Ok(())
            }
        })
        .clone()
}

fn run(folder: &Path, arguments: &[&str], input: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let mut command = hardened(folder);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let cannot = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no git program".to_string(),
        _ => format!("git cannot be run: {error}"),
    };
    let mut process = command.spawn().map_err(cannot)?;
    // Written from elsewhere: git may answer before it has read everything.
    let writer = process.stdin.take().zip(input).map(|(mut pipe, input)| {
        let input = input.to_vec();
        std::thread::spawn(move || pipe.write_all(&input))
    });
    let output = process.wait_with_output().map_err(cannot)?;
    // Git that stops reading says why itself.
    drop(writer.map(std::thread::JoinHandle::join));
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().next().unwrap_or("git failed");
    Err(format!("git: {}", line.strip_prefix("fatal: ").unwrap_or(line)))
}

/// The program, in a folder.
pub(super) fn hardened(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--no-optional-locks").arg("-C").arg(folder);
    for setting in [
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.pager=cat",
        "core.sshCommand=false",
        "core.quotePath=false",
        "core.attributesFile=/dev/null",
        "diff.external=",
        "diff.renameLimit=2000",
        "log.showSignature=false",
        "gpg.program=false",
        "color.ui=false",
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
        "GIT_NOTES_REF",
        "GIT_NOTES_DISPLAY_REF",
    ] {
        command.env_remove(variable);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_PAGER", "cat")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_that_unpacks_to_very_much_is_not_read_and_others_are() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Command::new("git").arg("-C").arg(folder.path()).args(["init", "-q"]).status().unwrap().success()
        );
        let git = Git::open(folder.path()).unwrap();
        let write = |content: &[u8]| {
            let hash = git.read_with(&["hash-object", "-w", "--stdin"], content).unwrap();
            String::from_utf8(hash).unwrap().trim().to_string()
        };
        let (bomb, plain) = (write(&vec![0; LARGEST + 1]), write(b"plain"));
        assert_eq!(git.blob(&bomb), None);
        assert_eq!(git.blob(&plain).as_deref(), Some(&b"plain"[..]));
    }

    #[test]
    fn a_commit_moves_a_branch_whether_its_files_were_read_or_their_metadata() {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| {
            let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
            let mut command = Command::new("git");
            command.arg("-C").arg(folder.path()).args(who).args(arguments).stdout(Stdio::null());
            assert!(command.status().unwrap().success());
        };
        run(&["init", "-q"]);
        run(&["commit", "-q", "--allow-empty", "-m", "first"]);
        let stamp = Stamp::new(Arc::new(Git::open(folder.path()).unwrap()), Vec::new());
        assert!(stamp.is_current() && stamp.settled.get().is_none());
        // Until another text would show.
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        assert!(stamp.is_current() && stamp.settled.get().is_some() && stamp.is_current());
        run(&["commit", "-q", "--allow-empty", "-m", "second"]);
        assert!(!stamp.is_current());
    }
}
