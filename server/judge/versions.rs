//! Versions of one file, one after the other: what does not change from one to the next is parsed and looked at once.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp};
use thinktwice_engine::document::Document;
use thinktwice_engine::facts::FileKind;
use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Scope;
use thinktwice_engine::{Analyzer, FileAnalysis, FileInput};

use super::{Review, State, allow};

/// A text of the past that takes longer is given up. Far more than any takes on a busy machine: figures must not depend on it.
pub(super) const TIME_FOR_A_TEXT: Duration = Duration::from_secs(20);

/// A file of which versions are looked at.
pub(super) struct Versions<'r> {
    review: &'r Review,
    state: Arc<State>,
    path: &'r Path,
    last: Option<Last>,
}

/// The version that was looked at last.
struct Last {
    text: String,
    document: Document,
    analysis: FileAnalysis,
}

impl<'r> Versions<'r> {
    pub(super) fn new(review: &'r Review, path: &'r Path) -> Versions<'r> {
        Versions { review, state: review.state(), path, last: None }
    }

    /// What rules that need one file alone say of the next version, sorted by place, each with whether a comment in it
    /// answers.
    pub(super) fn findings(&mut self, text: &str) -> Vec<(Finding, bool)> {
        let Some(language) = self.review.language_of(self.path) else { return Vec::new() };
        let file = self.state.file_settings(self.path);
        if !FileKind::new(language, &file.path, text, false).is_reviewed() {
            return Vec::new();
        }
        let engine = &self.state.engine;
        let mut analyzer = Analyzer::new(engine);
        let deadline = Some(Instant::now() + TIME_FOR_A_TEXT);
        let (document, previous) = match self.last.take() {
            Some(Last { text: before, mut document, analysis }) => {
                // Parsed anew after an error: what is found must not depend on what stood there before.
                let may_follow = !document.settle() && follow(&mut document, &before, text);
                if !may_follow {
                    document = Document::new(language, text);
                }
                analyzer.parse(&mut document, deadline);
                if may_follow && document.settle() {
                    analyzer.parse(&mut document, deadline);
                }
                (document, Some(analysis))
            }
            None => {
                let mut document = Document::new(language, text);
                analyzer.parse(&mut document, deadline);
                (document, None)
            }
        };
        let input = FileInput { path: &file.path, is_declared_test: false, rules: &file.rules };
        let analysis = analyzer.analyze(&document, &input, previous.as_ref(), deadline);
        let settings = self.state.settings(self.path).of_path(self.path);
        let (answers, _) = allow::settle(engine, &analysis.findings, &analysis.facts.allows, &|_| false);
        let mut findings: Vec<(Finding, bool)> = analysis
            .findings
            .iter()
            .zip(answers)
            .map(|(finding, answer)| (finding.clone(), answer.is_some()))
            .filter(|(finding, _)| {
                settings.is_on(&finding.rule) && finding.rule.header.scope != Scope::Change
            })
            .collect();
        findings.sort_by(|(left, _), (right, _)| {
            (left.span, &left.rule.name).cmp(&(right.span, &right.rule.name))
        });
        self.last = Some(Last { text: text.to_string(), document, analysis });
        findings
    }
}

/// Edits a document to the next version, changed lines by changed lines; `false` where more of them changed than not.
fn follow(document: &mut Document, before: &str, text: &str) -> bool {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = text.split_inclusive('\n').collect();
    // Past the deadline the comparison gets coarser, not wrong.
    let deadline = Some(Instant::now() + Duration::from_millis(50));
    let steps = similar::capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline);
    // What stays says where everything else stands: of an insertion beside a deletion the library names the place before
    // or after what is deleted.
    let stays = steps.iter().filter(|step| matches!(step, DiffOp::Equal { .. }));
    let stays: Vec<(Range<usize>, Range<usize>)> =
        stays.map(|step| (step.old_range(), step.new_range())).collect();
    let kept: usize = stays.iter().map(|(old, _)| old.len()).sum();
    if kept * 2 < old.len().max(new.len()) {
        return false;
    }
    let ends = (old.len()..old.len(), new.len()..new.len());
    let (old, new) = (starts(&old), starts(&new));
    let froms = std::iter::once((0, 0)).chain(stays.iter().map(|(old, new)| (old.end, new.end)));
    let tos = stays.iter().chain([&ends]).map(|(old, new)| (old.start, new.start));
    let gaps: Vec<((usize, usize), (usize, usize))> =
        froms.zip(tos).filter(|(from, to)| from != to).collect();
    // From the end: what stands before keeps its places.
    for (from, to) in gaps.into_iter().rev() {
        document.edit(old[from.0]..old[to.0], &text[new[from.1]..new[to.1]]);
    }
    true
}

/// Where each line begins, and where the last one ends.
fn starts(lines: &[&str]) -> Vec<usize> {
    let ends = lines.iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Options;

    /// Lines of functions with and without findings, in an order and number that `state` says.
    fn version(state: &mut u64) -> String {
        let mut below = |limit: u64| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*state >> 33) % limit
        };
        let mut text = String::from(if below(2) == 0 { "import os\n" } else { "import os, json\n\n" });
        for number in 0..12 {
            let body = match below(5) {
                0 => continue,
                1 => "    try:\n        push(items)\n    except Exception:\n        pass\n",
                2 => "    for item in items:\n        seen.append(item)\n    return seen\n",
                3 => {
                    "    # thinktwice: allow swallowed-exception -- counted by the caller\n    try:\n        push(items)\n    \
                      except Exception:\n        pass\n"
                }
                _ => "    return os.path.join(*items)\n",
            };
            let seen = if below(3) == 0 { "seen=[]" } else { "seen" };
            text.push_str(&format!("\n\ndef step_{number}(items, {seen}):\n{body}"));
        }
        // Broken now and then, as files of a past are.
        text.push_str(if below(6) == 0 { "\n\ndef (:\n" } else { "" });
        text
    }

    #[test]
    fn a_version_after_another_is_looked_at_as_if_it_were_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let (review, _) = Review::open(vec![folder.path().to_path_buf()], Options::default());
        let path = folder.path().join("a.py");
        let (mut state, mut count) = (7, 0);
        let mut versions = Versions::new(&review, &path);
        for number in 0..60 {
            let text = version(&mut state);
            let told = |findings: Vec<(Finding, bool)>| -> Vec<String> {
                findings
                    .iter()
                    .map(|(finding, is_answered)| {
                        format!("{:?} {} {} {is_answered}", finding.span, finding.rule.name, finding.message)
                    })
                    .collect()
            };
            let (after, alone) = (told(versions.findings(&text)), told(review.findings_of(&path, &text)));
            assert_eq!(after, alone, "version {number}:\n{text}");
            count += alone.len();
        }
        assert!(count > 100, "{count}");
    }

    #[test]
    fn a_document_follows_to_the_very_text() {
        let (review, _) = Review::open(Vec::new(), Options::default());
        let language = review.language_of(Path::new("a.py")).unwrap();
        let texts = ["a\nb\nc\nd\n", "a\nx\ny\nc\nd\n", "c\nd\na\nx", "c\nd\nq\nx\n", "x\nd\nc\n", ""];
        for (before, after) in texts.iter().flat_map(|one| texts.iter().map(move |two| (one, two))) {
            let mut document = Document::new(language, before);
            if follow(&mut document, before, after) {
                assert_eq!(document.rope().to_string(), *after, "{before:?}");
            }
        }
    }
}
