//! What makes a finding the same one tomorrow: its fingerprint, and what stands around it.

use rustc_hash::{FxHashMap, FxHashSet};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::fingerprint::{fingerprint, token_text};
use thinktwice_engine::text::{Line, LineIndex};
use xxhash_rust::xxh3::xxh3_64;

/// The marks of one finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Version 1, of rule, path, scope, text and number.
    pub fingerprint: String,
    /// Of the nearest lines above and below that are not blank, each as a whole statement.
    pub context: String,
    /// Its code without what formatting changes.
    pub text: String,
    /// Its number among findings of the rule with the same scope and text.
    pub nth: usize,
    /// Whether what stands around it is enough to know it again where nothing else agrees.
    pub is_context_telling: bool,
}

/// Names and numbers that make lines more than what stands in every function.
const TELLING_WORDS: usize = 4;
/// A statement over more lines is compared by its last or first ones.
const LONGEST_STATEMENT: usize = 20;

/// The identities of all findings of a file, which are in the order of their places.
pub fn identities(path: &str, text: &str, findings: &[Finding]) -> Vec<Identity> {
    let index = LineIndex::new(text);
    let mut seen: FxHashMap<(String, String, String), usize> = FxHashMap::default();
    let identity = |finding: &Finding| {
        let code = token_text(finding.span.of(text));
        let nth = seen.entry((finding.rule.name.clone(), finding.scope.clone(), code.clone())).or_default();
        let number = *nth;
        *nth += 1;
        let end = finding.span.end.saturating_sub(1).max(finding.span.start);
        let line = |line: u32| index.span(Line(line)).of(text);
        let above = neighbour((0..index.line(finding.span.start).0).rev().map(line), ')', '(');
        let below = neighbour((index.line(end).0 + 1..index.line_count()).map(line), '(', ')');
        let above: String = above.into_iter().rev().collect();
        let context = format!("{}\0{}", token_text(&above), token_text(&below.concat()));
        Identity {
            fingerprint: fingerprint(&finding.rule.name, path, &finding.scope, &code, number),
            context: format!("{:016x}", xxh3_64(context.as_bytes())),
            text: code,
            nth: number,
            is_context_telling: words(&context) >= TELLING_WORDS,
        }
    };
    findings.iter().map(identity).collect()
}

/// The nearest line that is not blank, with those that belong to its brackets: where a formatter breaks a call does
/// not matter.
fn neighbour<'t>(lines: impl Iterator<Item = &'t str>, opens: char, closes: char) -> Vec<&'t str> {
    let same = |character: char, kind: char| match kind {
        '(' => matches!(character, '(' | '[' | '{'),
        _ => matches!(character, ')' | ']' | '}'),
    };
    let mut depth = 0_i32;
    let mut found = Vec::new();
    for line in lines.skip_while(|line| line.trim().is_empty()).take(LONGEST_STATEMENT) {
        found.push(line);
        depth += line.chars().filter(|character| same(*character, opens)).count() as i32;
        depth -= line.chars().filter(|character| same(*character, closes)).count() as i32;
        // A block's brace is no bracket of the line.
        if depth <= 0 || line.trim_end().ends_with('{') || line.trim() == "}" {
            break;
        }
    }
    found
}

/// How many different words a text has.
fn words(text: &str) -> usize {
    let parts = text.split(|character: char| !(character.is_alphanumeric() || character == '_'));
    parts.filter(|word| !word.is_empty()).collect::<FxHashSet<_>>().len()
}
