//! What tools attest about lines: git-ai's notes (Git AI Standard 3, `refs/notes/ai`) and Agent Trace files.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::judge::git::Git;

/// A larger note or trace is not read: it says more lines than a commit has.
const MOST_BYTES: usize = 16 << 20;

/// What a note attests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Path -> lines, each with who wrote them.
    pub files: FxHashMap<String, Vec<(RangeInclusive<u32>, By)>>,
}

/// Who wrote a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A tool, by its name.
    Tool(String),
    /// A person, as the tool saw it.
    Person,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// What is no note of the standard.
    pub fn parse(text: &str) -> Result<Note, String> {
        let (lines, json) = match text.strip_prefix("---\n") {
            Some(json) => ("", json),
            None => text.split_once("\n---\n").ok_or("the divider `---` is missing")?,
        };
        let facts: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let version = facts["schema_version"].as_str().unwrap_or_default();
        if !version.starts_with("authorship/") {
            return Err(format!("`{version}` is no version of the standard"));
        }
        let mut note = Note::default();
        let mut path = String::new();
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let Some(entry) = line.strip_prefix("  ") else {
                path = line.trim().trim_matches('"').to_string();
                continue;
            };
            let (key, ranges) = entry.trim().split_once(' ').ok_or("a line names no ranges")?;
            let by = who(key, &facts);
            for range in ranges.split(',') {
                let (start, end) = range.split_once('-').unwrap_or((range, range));
                let number =
                    |text: &str| text.trim().parse::<u32>().map_err(|_| format!("`{range}` is no range"));
                let range = number(start)?..=number(end)?;
                note.files.entry(path.clone()).or_default().push((range, by.clone()));
            }
        }
        Ok(note)
    }

    /// Who wrote a line of a file.
    pub fn by(&self, path: &str, line: u32) -> Option<&By> {
        let ranges = self.files.get(path)?;
        ranges.iter().find(|(range, _)| range.contains(&line)).map(|(_, by)| by)
    }

    /// How many lines are attested to tools.
    pub fn tool_lines(&self) -> u64 {
        self.lines().filter(|(by, _)| matches!(by, By::Tool(_))).map(|(_, lines)| lines).sum()
    }

    /// Who wrote how many lines.
    pub fn lines(&self) -> impl Iterator<Item = (&By, u64)> {
        let ranges = self.files.values().flatten();
        ranges.map(|(range, by)| (by, u64::from(range.end().saturating_sub(*range.start())) + 1))
    }
}

fn who(key: &str, facts: &Value) -> By {
    if key.starts_with("h_") {
        return By::Person;
    }
    let session = key.split("::").next().unwrap_or(key);
    let tool = |list: &str, key: &str| facts[list][key]["agent_id"]["tool"].as_str().map(str::to_string);
    let name = if key.starts_with("s_") { tool("sessions", session) } else { tool("prompts", key) };
    By::Tool(name.unwrap_or_else(|| "a tool".to_string()))
}

/// The notes of a repository, by commit.
#[derive(Debug, Default)]
pub struct Notes {
    /// Commit -> note.
    pub by_commit: FxHashMap<String, Note>,
    /// How many could not be read.
    pub broken: usize,
}

impl Notes {
    /// Commit -> object of its note, for all notes.
    pub fn list(git: &Git) -> FxHashMap<String, String> {
        // Asked for as a tree: `git notes` would need the reference to be configured.
        let listed = git.text(&["ls-tree", "-r", "refs/notes/ai"]).unwrap_or_default();
        let entry = |entry: &str| {
            let (facts, path) = entry.split_once('\t')?;
            // Folders of the first letters make room for many.
            let commit: String = path.chars().filter(|character| *character != '/').collect();
            Some((commit, facts.split(' ').nth(2)?.to_string()))
        };
        listed.lines().filter_map(entry).collect()
    }

    /// Reads the notes of these commits from the list.
    pub fn read<'c>(
        &mut self,
        git: &Git,
        list: &FxHashMap<String, String>,
        commits: impl Iterator<Item = &'c str>,
    ) {
        for commit in commits {
            let Some(hash) = list.get(commit) else { continue };
            match Notes::one(git, hash) {
                Ok(note) => drop(self.by_commit.insert(commit.to_string(), note)),
                Err(_) => self.broken += 1,
            }
        }
    }

    /// Reads the note of an object.
    ///
    /// # Errors
    /// What is no note of the standard.
    pub fn one(git: &Git, object: &str) -> Result<Note, String> {
        let text = git.blob(object).ok_or("there is no such object")?;
        match text.len() <= MOST_BYTES {
            true => Note::parse(&String::from_utf8_lossy(&text)),
            false => Err("it is too large".to_string()),
        }
    }

    /// Where a working tree has its Agent Trace.
    pub fn traces(git: &Git) -> PathBuf {
        git.top().join(".agent-trace").join("traces.jsonl")
    }

    /// Adds what Agent Trace files in a working tree say (`.agent-trace/traces.jsonl`).
    pub fn add_traces(&mut self, git: &Git) {
        let path = Notes::traces(git);
        if path.metadata().is_ok_and(|facts| facts.len() > MOST_BYTES as u64) {
            return;
        }
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(trace) => self.add_trace(&trace),
                Err(_) => self.broken += 1,
            }
        }
    }

    fn add_trace(&mut self, trace: &Value) {
        let Some(commit) = trace["vcs"]["revision"].as_str().filter(|_| trace["vcs"]["type"] == "git") else {
            return;
        };
        let tool = trace["tool"]["name"].as_str().unwrap_or("a tool");
        let note = self.by_commit.entry(commit.to_string()).or_default();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        for file in list(&trace["files"]) {
            let Some(path) = file["path"].as_str() else { continue };
            for conversation in list(&file["conversations"]) {
                let by = match conversation["contributor"]["type"].as_str() {
                    Some("ai" | "mixed") => By::Tool(tool.to_string()),
                    Some("human") => By::Person,
                    _ => continue,
                };
                for range in list(&conversation["ranges"]) {
                    let line = |name: &str| range[name].as_u64().and_then(|line| u32::try_from(line).ok());
                    if let (Some(start), Some(end)) = (line("start_line"), line("end_line")) {
                        note.files.entry(path.to_string()).or_default().push((start..=end, by.clone()));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "src/a.rs\n  s_0123456789abcd::t_0123456789abcd 1-3,7\n  h_0123456789abcd 9\n\"b c.py\"\n  0123456789abcdef 2\n---\n\
        {\"schema_version\": \"authorship/3.0.0\", \"base_commit_sha\": \"x\",\
         \"prompts\": {\"0123456789abcdef\": {\"agent_id\": {\"tool\": \"cursor\", \"id\": \"1\", \"model\": \"m\"}}},\
         \"sessions\": {\"s_0123456789abcd\": {\"agent_id\": {\"tool\": \"claude\", \"id\": \"1\", \"model\": \"m\"}}}}";

    #[test]
    fn a_note_says_who_wrote_which_lines() {
        let note = Note::parse(NOTE).unwrap();
        assert_eq!(note.by("src/a.rs", 2), Some(&By::Tool("claude".to_string())));
        assert_eq!(note.by("src/a.rs", 9), Some(&By::Person));
        assert_eq!(note.by("src/a.rs", 4), None);
        assert_eq!(note.by("b c.py", 2), Some(&By::Tool("cursor".to_string())));
        assert_eq!(note.tool_lines(), 5);
        assert!(
            Note::parse("---\n{\"schema_version\": \"authorship/3.0.0\", \"prompts\": {}}")
                .unwrap()
                .files
                .is_empty()
        );
    }

    #[test]
    fn what_is_no_note_is_refused() {
        for text in ["", "hello", "---\n{}", "a\n  k x-y\n---\n{\"schema_version\": \"authorship/3.0.0\"}"] {
            assert!(Note::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_trace_is_a_note_of_its_commit() {
        let mut notes = Notes::default();
        notes.add_trace(&serde_json::json!({
            "vcs": { "type": "git", "revision": "abc" }, "tool": { "name": "cursor" },
            "files": [{ "path": "a.py", "conversations": [
                { "contributor": { "type": "ai" }, "ranges": [{ "start_line": 3, "end_line": 5 }] },
                { "contributor": { "type": "unknown" }, "ranges": [{ "start_line": 8, "end_line": 9 }] },
            ]}],
        }));
        assert_eq!(notes.by_commit["abc"].by("a.py", 4), Some(&By::Tool("cursor".to_string())));
        assert_eq!(notes.by_commit["abc"].by("a.py", 8), None);
    }
}
