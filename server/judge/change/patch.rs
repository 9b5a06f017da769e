//! A change that comes as a patch: unified diffs as git and others write them, of files that have it applied.

use rustc_hash::FxHashMap;
use thinktwice_engine::text::{Line, LineIndex, Span};

use super::Change;

/// The files of a patch, by their new paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    files: FxHashMap<String, Vec<Hunk>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    /// The first line in the new file, from 0.
    start: usize,
    lines: Vec<(Mark, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Same,
    Added,
    Deleted,
}

impl Patch {
    /// Reads a patch; a mail around it does no harm.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Patch, String> {
        let mut patch = Patch::default();
        let mut file: Option<String> = None;
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if let Some(path) = line.strip_prefix("+++ ") {
                file = path_of(path);
                patch.files.extend(file.clone().map(|file| (file, Vec::new())));
            } else if let Some(path) = line.strip_prefix("rename to ") {
                patch.files.entry(path.to_string()).or_default();
            } else if line.starts_with("@@@") {
                return Err(format!(
                    "line {}: a combined diff of a merge; make one against its first parent",
                    number + 1
                ));
            } else if let Some((start, mut old, mut new)) = line.strip_prefix("@@ ").and_then(extent) {
                let mut hunk = Hunk { start: start.saturating_sub(usize::from(new > 0)), lines: Vec::new() };
                while old > 0 || new > 0 {
                    let Some((_, line)) = lines.next() else {
                        return Err(format!(
                            "line {}: the patch ends in the middle of this part",
                            number + 1
                        ));
                    };
                    let (mark, text) = match line.as_bytes().first() {
                        Some(b'+') => (Mark::Added, &line[1..]),
                        Some(b'-') => (Mark::Deleted, &line[1..]),
                        Some(b' ') => (Mark::Same, &line[1..]),
                        Some(b'\\') => continue,
                        // Mail programs eat the blank of an empty line.
                        None => (Mark::Same, line),
                        _ => return Err(format!("line {}: this part of the patch is damaged", number + 1)),
                    };
                    old = old.saturating_sub(usize::from(mark != Mark::Added));
                    new = new.saturating_sub(usize::from(mark != Mark::Deleted));
                    hunk.lines.push((mark, text.to_string()));
                }
                if let Some(hunks) = file.as_ref().and_then(|file| patch.files.get_mut(file)) {
                    hunks.push(hunk);
                }
            }
        }
        match patch.files.is_empty() && !text.trim().is_empty() && !text.contains("+++ /dev/null") {
            true => Err("that is no patch: nothing in it begins with `+++ `".to_string()),
            false => Ok(patch),
        }
    }

    /// The files that it changes, in order.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.files.keys().map(String::as_str).collect();
        paths.sort_unstable();
        paths
    }

    /// What it changes in a file, whose text is the one after it.
    ///
    /// # Errors
    /// The text is another one.
    pub fn change(&self, path: &str, text: &str) -> Result<Change, String> {
        let Some(hunks) = self.files.get(path) else { return Ok(Change::Lines(Vec::new())) };
        let index = LineIndex::new(text);
        let known: Vec<&str> = text.lines().collect();
        let start_of = |line: usize| index.start(Line(line.min(known.len()) as u32));
        let mut spans = Vec::new();
        for hunk in hunks {
            let mut at = hunk.start;
            let mut run: Option<(usize, bool)> = None;
            for (mark, line) in
                hunk.lines.iter().map(|(mark, line)| (*mark, line)).chain([(Mark::Same, &String::new())])
            {
                if mark == Mark::Same {
                    if let Some((start, is_open)) = run.take() {
                        spans.push(Span::new(start_of(start), start_of(if is_open { at } else { start })));
                    }
                } else {
                    let (_, has_new) = run.get_or_insert((at, false));
                    *has_new |= mark == Mark::Added;
                }
                if mark != Mark::Deleted {
                    let is_there = known
                        .get(at)
                        .is_some_and(|known| known.trim_end_matches('\r') == line.trim_end_matches('\r'));
                    // The line that ends the loop is none of the patch.
                    if !is_there && at < hunk.start + hunk.new_length() {
                        return Err(format!("line {} is not as in the patch: apply it first", at + 1));
                    }
                    at += 1;
                }
            }
        }
        spans.sort();
        Ok(Change::Lines(spans))
    }
}

impl Patch {
    /// The text of a file before the patch, from the one after it; `None` where the patch does not speak of it, or of
    /// another text.
    pub fn before(&self, path: &str, text: &str) -> Option<String> {
        self.change(path, text).ok()?;
        let mut hunks: Vec<&Hunk> = self.files.get(path)?.iter().collect();
        hunks.sort_by_key(|hunk| hunk.start);
        let known: Vec<&str> = text.lines().collect();
        let mut lines: Vec<&str> = Vec::new();
        let mut at = 0;
        for hunk in hunks {
            lines.extend(known.get(at..hunk.start)?);
            let old = hunk.lines.iter().filter(|(mark, _)| *mark != Mark::Added);
            lines.extend(old.map(|(_, line)| line.as_str()));
            at = hunk.start + hunk.new_length();
        }
        lines.extend(known.get(at..).unwrap_or_default());
        Some(lines.join("\n") + "\n")
    }
}

impl Hunk {
    fn new_length(&self) -> usize {
        self.lines.iter().filter(|(mark, _)| *mark != Mark::Deleted).count()
    }
}

/// First new line and lengths of `-1,2 +3,4 @@ ...`.
fn extent(text: &str) -> Option<(usize, usize, usize)> {
    let mut words = text.split(' ');
    let mut pair = |sign: char| {
        let (start, length) = {
            let word = words.next()?.strip_prefix(sign)?;
            word.split_once(',').unwrap_or((word, "1"))
        };
        Some((start.parse::<usize>().ok()?, length.parse::<usize>().ok()?))
    };
    let (_, old) = pair('-')?;
    let (start, new) = pair('+')?;
    Some((start, old, new))
}

/// The path of a `+++` line; `None` for a file that is deleted.
fn path_of(text: &str) -> Option<String> {
    let text = text.split('\t').next().unwrap_or(text).trim_end();
    let path = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(quoted) => unquoted(quoted),
        None => text.to_string(),
    };
    (path != "/dev/null").then(|| path.strip_prefix("b/").map_or(path.clone(), str::to_string))
}

fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b't') => bytes.push(b'\t'),
            Some(b'n') => bytes.push(b'\n'),
            Some(digit @ b'0'..=b'3') => {
                let mut next = || u32::from(rest.next().unwrap_or(b'0').wrapping_sub(b'0') & 7);
                let value = u32::from(digit - b'0') * 64 + next() * 8 + next();
                bytes.push(value as u8);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "From: somebody\n\ndiff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,4 +1,3 @@\n one\n-two\n+TWO\n three\n-four\n\
        @@ -9 +8,2 @@ def f\n nine\n++++ ten\ndiff --git a/x b/x\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";

    #[test]
    fn added_lines_are_new_and_deletions_have_a_place() {
        let patch = Patch::parse(PATCH).unwrap();
        assert_eq!(patch.paths(), ["a.py"]);
        let text = "one\nTWO\nthree\nfive\nsix\nseven\neight\nnine\n+++ ten\n";
        let Ok(Change::Lines(spans)) = patch.change("a.py", text) else { panic!("it fits") };
        let shown: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        assert_eq!(shown, ["TWO\n", "", "+++ ten\n"]);
        let before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n";
        assert_eq!(patch.before("a.py", text).as_deref(), Some(before));
        assert_eq!(patch.before("other.py", text), None);
        assert!(patch.change("a.py", "one\ntwo\nthree\n").unwrap_err().contains("line 2"));
        assert_eq!(patch.change("other.py", text), Ok(Change::Lines(Vec::new())));
    }

    #[test]
    fn what_is_no_patch_is_said() {
        assert!(Patch::parse("hello\n").is_err());
        assert!(Patch::parse("@@@ -1 -1 +1 @@@\n").is_err());
        assert!(Patch::parse("+++ b/a\n@@ -1,3 +1,3 @@\n a\n").unwrap_err().contains("line 2"));
        assert_eq!(Patch::parse("").unwrap().paths(), [] as [&str; 0]);
        assert_eq!(path_of("\"b/\\303\\251.py\"").as_deref(), Some("é.py"));
    }
}
