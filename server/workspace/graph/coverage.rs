//! What a coverage run measured, where its report lies beside the code: coverage.py's `.coverage`, XML and JSON, Cobertura,
//! lcov, llvm-cov's JSON. A measurement that is newer than the code overrules what the graph concludes.
//!
//! Reports are read, never made.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::database::{self, Cell, Database};

/// Names under which tools leave their reports, below a project's root.
pub(super) const REPORTS: [&str; 10] = [
    ".coverage",
    "coverage.json",
    "coverage.xml",
    "cobertura.xml",
    "lcov.info",
    "coverage/lcov.info",
    "coverage/cobertura.xml",
    "target/coverage/lcov.info",
    "target/llvm-cov/coverage.json",
    "llvm-cov.json",
];

/// A larger report is not read: it would take longer than the answer is worth.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// No file that anybody measures is longer.
const MOST_LINES: usize = 1_000_000;

/// Whether each measured line of one file ran.
pub type Lines = FxHashMap<u32, bool>;

/// The reports of all projects.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    reports: Vec<Report>,
    /// Folders that were looked at.
    roots: Vec<PathBuf>,
}

#[derive(Debug)]
struct Report {
    root: PathBuf,
    /// Relative to the root.
    name: &'static str,
    made: SystemTime,
    files: FxHashMap<PathBuf, Lines>,
    /// It says which lines ran, and nothing of the others.
    is_of_run_lines: bool,
}

/// What was measured of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// Whether any line of it ran.
    pub(super) has_run: bool,
    /// The report that says so.
    pub(super) report: &'static str,
}

impl Coverage {
    /// Forgets what was read, so that it is read again.
    pub(super) fn forget(&mut self) {
        *self = Coverage::default();
    }

    /// Reads the reports of a project; once.
    pub(super) fn read(&mut self, root: &Path) {
        if self.roots.iter().any(|known| known == root) {
            return;
        }
        self.roots.push(root.to_path_buf());
        for name in REPORTS {
            let path = root.join(name);
            let Ok(about) = fs::metadata(&path) else { continue };
            let (true, Ok(made)) = (about.len() <= MAX_BYTES, about.modified()) else { continue };
            let Ok(bytes) = fs::read(&path) else { continue };
            let files = files_of(&bytes, root);
            if !files.is_empty() {
                let is_of_run_lines = bytes.starts_with(database::MAGIC);
                self.reports.push(Report { root: root.to_path_buf(), name, made, files, is_of_run_lines });
            }
        }
        self.reports.sort_by_key(|report| std::cmp::Reverse(report.made));
    }

    /// The newest report that measured the file as it is on disk.
    fn report_of(&self, path: &Path) -> Option<(&Report, &Lines)> {
        let is_measured =
            |report: &&Report| path.starts_with(&report.root) && report.files.contains_key(path);
        let report = self.reports.iter().find(is_measured)?;
        let changed = fs::metadata(path).and_then(|about| about.modified()).ok()?;
        (report.made >= changed).then(|| Some((report, report.files.get(path)?)))?
    }

    /// Which of these functions ran: byte ranges of bodies in the text that is on disk. `None` where the file was not
    /// measured since it was changed, or its text is another one.
    pub(super) fn of_file(&self, path: &Path) -> Option<Measurement<'_>> {
        let (report, lines) = self.report_of(path)?;
        let text = fs::read_to_string(path).ok()?;
        Some(Measurement { report, lines, text })
    }
}

/// What was measured of one file.
pub(super) struct Measurement<'c> {
    report: &'c Report,
    lines: &'c Lines,
    text: String,
}

impl Measurement<'_> {
    /// What was measured of the function whose name and body stand here; `None` where something else does.
    pub(super) fn of(&self, name: &str, at: u32, body: std::ops::Range<u32>) -> Option<Measured> {
        let is_here = self.text.get(at as usize..)?.starts_with(name);
        let line = |offset: u32| {
            let before = self.text.as_bytes().get(..offset as usize)?;
            Some(before.iter().filter(|&&byte| byte == b'\n').count() as u32 + 1)
        };
        let (name_line, mut first, last) = (line(at)?, line(body.start)?, line(body.end.saturating_sub(1))?);
        // The line of the name runs when the function is defined.
        if first == name_line && last > name_line {
            first += 1;
        }
        let measured: Vec<bool> = (first..=last).filter_map(|line| self.lines.get(&line).copied()).collect();
        (is_here && (self.report.is_of_run_lines || !measured.is_empty()))
            .then(|| Measured { has_run: measured.contains(&true), report: self.report.name })
    }
}

/// Reads a report of any kind, by its first characters.
pub fn files_of(bytes: &[u8], root: &Path) -> FxHashMap<PathBuf, Lines> {
    if bytes.starts_with(database::MAGIC) {
        return of_database(bytes, root).unwrap_or_default();
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    match text.trim_start().as_bytes().first() {
        Some(b'{') => of_json(&serde_json::from_str(text).unwrap_or_default(), root),
        Some(b'<') => of_xml(text, root),
        Some(_) => of_lcov(text, root),
        None => FxHashMap::default(),
    }
}

/// coverage.py's own: files by their numbers, and of each the lines that ran as bits, or as the ways between lines.
fn of_database(bytes: &[u8], root: &Path) -> Option<FxHashMap<PathBuf, Lines>> {
    let database = Database::new(bytes)?;
    let mut names: FxHashMap<i64, PathBuf> = FxHashMap::default();
    let mut found: FxHashMap<PathBuf, Lines> = FxHashMap::default();
    for (number, row) in database.rows("file") {
        let path = root.join(std::str::from_utf8(row.get(1)?.bytes()).ok()?);
        found.insert(path.clone(), Lines::default());
        names.insert(number, path);
    }
    let file_of = |row: &[Cell]| names.get(&row.first()?.number()?);
    for (_, row) in database.rows("line_bits") {
        let Some(lines) = file_of(&row).and_then(|path| found.get_mut(path)) else { continue };
        for (at, bits) in (0..).zip(row.get(2)?.bytes().iter().take(MOST_LINES / 8)) {
            lines.extend((0..8).filter(|bit| bits & (1 << bit) != 0).map(|bit| (at * 8 + bit, true)));
        }
    }
    for (_, row) in database.rows("arc") {
        let Some(lines) = file_of(&row).and_then(|path| found.get_mut(path)) else { continue };
        // What is below zero is a way in or out.
        let ends = row.get(2..4)?.iter().filter_map(|end| u32::try_from(end.number()?).ok());
        lines.extend(ends.map(|line| (line, true)));
    }
    Some(found)
}

fn of_json(report: &Value, root: &Path) -> FxHashMap<PathBuf, Lines> {
    let mut found: FxHashMap<PathBuf, Lines> = FxHashMap::default();
    let number = |value: &Value| value.as_u64().and_then(|line| u32::try_from(line).ok());
    // coverage.py: {"files": {"a.py": {"executed_lines": [1], "missing_lines": [2]}}}
    for (name, file) in report["files"].as_object().into_iter().flatten() {
        let lines = found.entry(root.join(name)).or_default();
        for (key, has_run) in [("missing_lines", false), ("executed_lines", true)] {
            let all = file[key].as_array().into_iter().flatten().filter_map(number);
            lines.extend(all.map(|line| (line, has_run)));
        }
    }
    // llvm-cov: {"data": [{"files": [{"filename": "/x/a.rs", "segments": [[line, column, count, has_count, ..]]}]}]}
    let data = report["data"].as_array().into_iter().flatten();
    for file in data.flat_map(|data| data["files"].as_array().into_iter().flatten()) {
        let lines = found.entry(root.join(file["filename"].as_str().unwrap_or_default())).or_default();
        let segments = file["segments"].as_array().into_iter().flatten();
        for segment in segments.filter(|segment| segment[3].as_bool() == Some(true)) {
            if let (Some(line), Some(count)) = (number(&segment[0]), segment[2].as_u64()) {
                *lines.entry(line).or_default() |= count > 0;
            }
        }
    }
    found
}

/// Cobertura, as coverage.py writes it too: `<source>`, `<class filename="a.py">`, `<line number="1" hits="0"/>`.
fn of_xml(text: &str, root: &Path) -> FxHashMap<PathBuf, Lines> {
    let mut found: FxHashMap<PathBuf, Lines> = FxHashMap::default();
    let mut sources: Vec<PathBuf> = Vec::new();
    let mut file: Option<PathBuf> = None;
    for tag in text.split('<') {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        let value = |key: &str| {
            let (_, rest) = tag.split_once(&format!(" {key}=\""))?;
            rest.split('"').next()
        };
        match name {
            "source" => sources.extend(tag.split_once('>').map(|(_, path)| root.join(path.trim()))),
            "class" => {
                let name = value("filename").unwrap_or_default();
                let candidates = sources.iter().map(|source| source.join(name)).chain([root.join(name)]);
                file = candidates.into_iter().find(|path| path.is_file());
            }
            "line" => {
                if let (Some(file), Some(line), Some(hits)) = (
                    &file,
                    value("number").and_then(|line| line.parse().ok()),
                    value("hits").and_then(|hits| hits.parse::<u64>().ok()),
                ) {
                    *found.entry(file.clone()).or_default().entry(line).or_default() |= hits > 0;
                }
            }
            _ => {}
        }
    }
    found
}

/// lcov: `SF:path`, `DA:line,count`.
fn of_lcov(text: &str, root: &Path) -> FxHashMap<PathBuf, Lines> {
    let mut found: FxHashMap<PathBuf, Lines> = FxHashMap::default();
    let mut file = PathBuf::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            file = root.join(path.trim());
        } else if let Some((line, count)) = line.strip_prefix("DA:").and_then(|data| data.split_once(','))
            && let (Ok(line), Some(Ok(count))) =
                (line.parse(), count.split(',').next().map(str::parse::<u64>))
        {
            *found.entry(file.clone()).or_default().entry(line).or_default() |= count > 0;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_every_kind_say_the_same() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.py"), "").unwrap();
        let xml = "<?xml version=\"1.0\"?><coverage><sources><source>.</source></sources><class name=\"a\" filename=\"a.py\">\
                   <lines><line number=\"1\" hits=\"3\"/><line number=\"2\" hits=\"0\"/></lines></class></coverage>";
        let llvm = "{\"data\": [{\"files\": [{\"filename\": \"a.py\", \"segments\": [[1, 1, 3, true, true, false], [2, 1, 0, true, true, false], [3, 2, 0, false, false, false]]}]}]}";
        let python =
            "{\"meta\": {}, \"files\": {\"a.py\": {\"executed_lines\": [1], \"missing_lines\": [2]}}}";
        let expected = FxHashMap::from_iter([(1, true), (2, false)]);
        for text in [xml, llvm, python, "TN:\nSF:a.py\nDA:1,3\nDA:2,0\nend_of_record\n"] {
            let files = files_of(text.as_bytes(), root.path());
            assert_eq!(files.len(), 1, "{text}");
            assert_eq!(files.values().next(), Some(&expected), "{text}");
        }
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures");
        for kind in ["lines", "branches"] {
            let database = fs::read(fixtures.join(format!("coverage-{kind}.sqlite"))).unwrap();
            let files = files_of(&database, Path::new("/project"));
            let mut ran: Vec<u32> = files[Path::new("/project/lib.py")].keys().copied().collect();
            ran.sort_unstable();
            assert_eq!(ran, [1, 2, 3, 4, 7], "{kind}");
            // Whatever is cut off or turned, nothing fails.
            for at in 0..database.len() {
                files_of(&database[..at], root.path());
                let mut turned = database.clone();
                turned[at] ^= 0xff;
                files_of(&turned, root.path());
            }
        }
        assert!(files_of(b"", root.path()).is_empty());
        assert!(files_of(b"{", root.path()).is_empty());
    }
}
