//! The revision that the change under review starts from: its files, and where files that are new came from.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_128;

use super::{Against, Change, Committed};
use crate::judge::git::Git;
use crate::workspace::source::{self, BlobName};

/// A file that was moved and edited is the same file while so much of it stands in both.
const LIKENESS: f64 = 0.5;
/// Files that are gone and could have become a new one; in a larger upheaval the rest counts as new.
const MOST_GONE: usize = 2_000;
/// Larger files are compared by their whole content only.
const MOST_BYTES: usize = 1 << 20;

/// A commit to compare with.
#[derive(Debug)]
pub struct Base {
    git: Arc<Git>,
    commit: String,
    /// Path -> hash of the content.
    tree: OnceLock<FxHashMap<String, String>>,
    /// Files of the tree that are not there any more, with their lines.
    gone: OnceLock<Vec<Gone>>,
    /// Open files, so that a key stroke asks git nothing.
    open: DashMap<String, Open>,
    /// With `Staged`: path -> hash of the content in the index.
    staged: Option<FxHashMap<String, String>>,
}

/// A file that an editor has.
#[derive(Debug)]
struct Open {
    /// `None`: not in the commit.
    committed: Option<Arc<Committed>>,
    /// The hash of the text that was compared last, and what was new in it: several ask about each version.
    last: Option<(u128, Change)>,
}

impl Open {
    fn change(&mut self, text: &str) -> Change {
        let hash = xxh3_128(text.as_bytes());
        match &self.last {
            Some((known, change)) if *known == hash => change.clone(),
            _ => self.last.insert((hash, change(self.committed.as_deref(), text))).1.clone(),
        }
    }
}

/// What is new in a text, compared with the commit's where there is one.
fn change(committed: Option<&Committed>, text: &str) -> Change {
    committed.map_or(Change::Everything, |committed| committed.change(text))
}

#[derive(Debug)]
struct Gone {
    path: String,
    hash: String,
    text: Arc<Committed>,
    sorted: Vec<u64>,
}

impl Base {
    /// Where the change starts. `None` where nothing is committed yet.
    ///
    /// # Errors
    /// Why the revision cannot be used.
    pub fn open(git: Arc<Git>, against: &Against) -> Result<Option<Base>, String> {
        let head = match (git.commit("HEAD"), against) {
            (Ok(head), _) => head,
            // Before the first commit, what is staged is a change of nothing.
            (Err(_), Against::Staged) => git.text(&["hash-object", "-t", "tree", "--stdin"])?,
            (Err(_), _) => return Ok(None),
        };
        let commit = match against.revision() {
            None | Some("HEAD") => head,
            Some(revision) => match git.commit(revision)? {
                named if named == head => head,
                named => git.text(&["merge-base", &named, &head]).map_err(|_| match git.is_shallow() {
                    true => format!(
                        "the clone is too shallow to know where `{revision}` was left: fetch more of it"
                    ),
                    false => format!("`{revision}` and HEAD have no commit in common"),
                })?,
            },
        };
        let staged = match against {
            Against::Staged => Some(staged(&git, &commit)?),
            _ => None,
        };
        Ok(Some(Base {
            git,
            commit,
            tree: OnceLock::new(),
            gone: OnceLock::new(),
            open: DashMap::new(),
            staged,
        }))
    }

    /// The repository.
    pub fn git(&self) -> &Arc<Git> {
        &self.git
    }

    /// The commit.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Whether the commit has a file at this path.
    pub fn has(&self, path: &Path) -> bool {
        self.git.inside(path).is_some_and(|inside| self.tree().contains_key(&inside))
    }

    /// The files in the index that differ from the commit, with their content there.
    pub fn staged(&self) -> impl Iterator<Item = (PathBuf, Vec<u8>)> + '_ {
        let files = self.staged.iter().flatten();
        files.filter_map(|(path, hash)| Some((self.git.top().join(path), self.git.blob(hash)?)))
    }

    /// Whether nothing is new in a file, if that can be told by the name of its content.
    pub fn is_untouched(&self, path: &Path, blob: BlobName) -> bool {
        let Some(inside) = self.git.inside(path) else { return false };
        self.is_not_staged(&inside) || self.has_blob(&inside, blob)
    }

    /// What is new in a file. The texts of open files are kept.
    pub fn change(&self, path: &Path, text: &str, is_open: bool) -> Change {
        let Some(inside) = self.git.inside(path) else { return Change::Everything };
        if self.is_not_staged(&inside) {
            return Change::Lines(Vec::new());
        }
        if let Some(mut open) = self.open.get_mut(&inside).filter(|_| is_open) {
            return open.change(text);
        }
        if self.has_blob(&inside, BlobName::of(text)) {
            return Change::Lines(Vec::new());
        }
        let committed = self.committed(&inside, text);
        let change = change(committed.as_deref(), text);
        if is_open {
            self.open.insert(inside, Open { committed, last: None });
        }
        change
    }

    /// The commit's text of a file whose text is now this one, be it under another path; `None` for a new file.
    pub fn text(&self, path: &Path, text: &str) -> Option<String> {
        let inside = self.git.inside(path)?;
        let hash = match self.tree().get(&inside) {
            Some(hash) => hash,
            None => &self.origin(&inside, text)?.hash,
        };
        source::of_bytes(path, self.git.blob(hash)?)
    }

    /// The files of the commit that are not there any more, with their texts.
    pub fn deleted(&self) -> impl Iterator<Item = (PathBuf, String)> + '_ {
        self.missing().iter().filter_map(|gone| {
            let path = self.git.top().join(&gone.path);
            let text = source::of_bytes(&path, self.git.blob(&gone.hash)?)?;
            Some((path, text))
        })
    }

    /// Finds out now which files of the commit are not there any more. These are known to be there.
    pub fn look_for_deleted(&self, there: &[PathBuf]) {
        self.gone.get_or_init(|| self.find_missing(there));
    }

    /// The path that the file had in the commit, where it has another one now.
    pub fn path_before(&self, path: &Path, text: &str) -> Option<PathBuf> {
        let inside = self.git.inside(path).filter(|inside| !self.tree().contains_key(inside))?;
        self.origin(&inside, text).map(|gone| self.git.top().join(&gone.path))
    }

    /// Forgets the text of a file that was open.
    pub fn close(&self, path: &Path) {
        if let Some(inside) = self.git.inside(path) {
            self.open.remove(&inside);
        }
    }

    fn committed(&self, inside: &str, text: &str) -> Option<Arc<Committed>> {
        match self.tree().get(inside) {
            Some(hash) => {
                let content = self.git.blob(hash)?;
                let path = Path::new(inside);
                match source::is_notebook(path) {
                    // What is compared is the code in it.
                    true => Some(Arc::new(Committed::keeping(source::of_bytes(path, content)?.into_bytes()))),
                    false => Some(Arc::new(Committed::keeping(content))),
                }
            }
            None => self.moved(inside, text),
        }
    }

    /// The commit's text of a file that has another path now.
    fn moved(&self, inside: &str, text: &str) -> Option<Arc<Committed>> {
        self.origin(inside, text).map(|gone| Arc::clone(&gone.text))
    }

    /// The file that has another path now.
    fn origin(&self, inside: &str, text: &str) -> Option<&Gone> {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
        let hash = BlobName::of(text).to_string();
        let lines = sorted(&Committed::new(text.as_bytes()));
        let likeness = |gone: &Gone| if gone.hash == hash { 1.0 } else { shared(&gone.sorted, &lines) };
        let found = self.gone(inside).map(|gone| (likeness(gone), name(&gone.path) == name(inside), gone));
        let (likeness, _, gone) = found.max_by(|left, right| {
            left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)).then(right.2.path.cmp(&left.2.path))
        })?;
        (likeness >= LIKENESS).then_some(gone)
    }

    /// The files of the commit that are not there any more and end as this path does.
    fn gone(&self, inside: &str) -> impl Iterator<Item = &Gone> {
        let end = |path: &str| Path::new(path).extension().map(std::ffi::OsStr::to_os_string);
        let wanted = end(inside);
        self.missing().iter().filter(move |gone| end(&gone.path) == wanted)
    }

    /// The files of the commit that are not there any more, as far as there are not too many.
    fn missing(&self) -> &[Gone] {
        self.gone.get_or_init(|| self.find_missing(&[]))
    }

    fn find_missing(&self, there: &[PathBuf]) -> Vec<Gone> {
        let inside = there.iter().filter_map(|path| path.strip_prefix(self.git.top()).ok());
        let there: FxHashSet<&OsStr> = inside.map(Path::as_os_str).collect();
        // Each folder is read once, which costs a fifth of asking for each file.
        let mut folders: FxHashMap<&str, FxHashSet<OsString>> = FxHashMap::default();
        let mut missing: Vec<(&String, &String)> = Vec::new();
        for (path, hash) in self.tree().iter().filter(|(path, _)| !there.contains(OsStr::new(path))) {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let names = folders.entry(folder).or_insert_with(|| self.names_in(folder));
            // A file system may write a name in another way, and know it in both.
            if !names.contains(OsStr::new(name)) && !self.is_there(path) {
                missing.push((path, hash));
            }
        }
        missing.sort();
        missing.truncate(MOST_GONE);
        let read = missing.into_iter().filter_map(|(path, hash)| {
            let text = self.git.blob(hash).filter(|text| text.len() <= MOST_BYTES)?;
            let text = Arc::new(Committed::new(&text));
            Some(Gone { path: path.clone(), hash: hash.clone(), sorted: sorted(&text), text })
        });
        read.collect()
    }

    /// The change is what is staged, and nothing of the file is.
    fn is_not_staged(&self, inside: &str) -> bool {
        self.staged.as_ref().is_some_and(|staged| !staged.contains_key(inside))
    }

    fn has_blob(&self, inside: &str, blob: BlobName) -> bool {
        self.tree().get(inside).is_some_and(|hash| blob == **hash)
    }

    fn is_there(&self, path: &str) -> bool {
        self.git.top().join(path).symlink_metadata().is_ok()
    }

    /// What there is now in a folder of the repository.
    fn names_in(&self, folder: &str) -> FxHashSet<OsString> {
        let entries = std::fs::read_dir(self.git.top().join(folder)).into_iter().flatten();
        entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect()
    }

    fn tree(&self) -> &FxHashMap<String, String> {
        self.tree.get_or_init(|| {
            let listed =
                self.git.read(&["ls-tree", "-r", "-z", "--full-tree", &self.commit]).unwrap_or_default();
            let entries = listed.split(|&byte| byte == 0).filter_map(|entry| {
                // `<mode> blob <hash>\t<path>`
                let (facts, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
                let (mode, rest) = facts.split_once(' ')?;
                let hash = rest.strip_prefix("blob ").filter(|_| mode != "120000")?;
                Some((path.to_string(), hash.to_string()))
            });
            entries.collect()
        })
    }
}

fn staged(git: &Git, commit: &str) -> Result<FxHashMap<String, String>, String> {
    let listed =
        git.read(&["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", commit])?;
    let mut parts = listed.split(|&byte| byte == 0);
    let mut files = FxHashMap::default();
    // `:<mode> <mode> <hash> <hash> <status>` and the path, in turn.
    while let (Some(facts), Some(path)) = (parts.next(), parts.next()) {
        let facts = String::from_utf8_lossy(facts).into_owned();
        let words: Vec<&str> = facts.split(' ').collect();
        let [_, _, _, hash, status] = words[..] else { continue };
        if let (false, Ok(path)) = (status.starts_with('D'), std::str::from_utf8(path)) {
            files.insert(path.to_string(), hash.to_string());
        }
    }
    Ok(files)
}

fn sorted(text: &Committed) -> Vec<u64> {
    let mut lines = text.lines.clone();
    lines.sort_unstable();
    lines
}

/// The share of lines that both have, of the longer one.
fn shared(left: &[u64], right: &[u64]) -> f64 {
    let (mut at, mut other, mut count) = (0, 0, 0_usize);
    while at < left.len() && other < right.len() {
        match left[at].cmp(&right[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                at += 1;
                other += 1;
            }
        }
    }
    count as f64 / left.len().max(right.len()).max(1) as f64
}
