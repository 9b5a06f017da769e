//! What differs between two pieces of code that are alike, in words.

use std::ops::Range;

use super::likeness::Masks;
use super::{CloneTokens, FIRST_NAME, LITERAL};

/// One of two pieces that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The tokens of the function.
    pub tokens: &'a CloneTokens,
    /// Those of them that are compared, from and to.
    pub run: (u16, u16),
    /// The text of the function.
    pub text: &'a str,
}

/// What differs, besides the names of local variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What stands here, and what there in its place; one of the two may be empty.
    pub replaced: Vec<(String, String)>,
    /// Statements that only this side has.
    pub only_here: usize,
    /// Statements that only the other side has.
    pub only_there: usize,
}

/// So many things are named; who wants to know more compares the two.
const MOST_NAMED: usize = 3;
/// Code longer than this is named by its beginning.
const LONGEST: usize = 32;

impl Difference {
    /// Finds what differs. Nothing where a text is not the one that the tokens were taken from.
    pub fn of(here: Side<'_>, there: Side<'_>) -> Difference {
        let (left, right) = (Reading::new(here), Reading::new(there));
        let mut difference = Difference::default();
        let (mut before, mut before_there) = (0, 0);
        let pairs = Masks::new(left.tokens).alignment(right.tokens);
        for (at, at_there) in pairs.into_iter().chain([(left.tokens.len(), right.tokens.len())]) {
            difference.add_gap(&left, before..at, &right, before_there..at_there);
            if left.tokens.get(at) == Some(&LITERAL) && left.word(at) != right.word(at_there) {
                difference.replace(left.word(at), right.word(at_there));
            }
            (before, before_there) = (at + 1, at_there + 1);
        }
        difference
    }

    fn add_gap(&mut self, left: &Reading<'_>, here: Range<usize>, right: &Reading<'_>, there: Range<usize>) {
        if here.is_empty() && there.is_empty() {
            return;
        }
        let says = |reading: &Reading<'_>, gap: &Range<usize>| {
            gap.clone().all(|at| reading.tokens[at] >= FIRST_NAME || reading.tokens[at] == LITERAL)
        };
        if here.len() == there.len() && says(left, &here) && says(right, &there) {
            for (at, at_there) in here.zip(there) {
                self.replace(left.word(at), right.word(at_there));
            }
            return;
        }
        let (more_here, more_there) = (left.statements(&here), right.statements(&there));
        self.only_here += more_here;
        self.only_there += more_there;
        if more_here + more_there == 0 {
            self.replace(left.code(&here), right.code(&there));
        }
    }

    fn replace(&mut self, here: String, there: String) {
        let pair = (here, there);
        if pair.0 != pair.1 && !self.replaced.contains(&pair) {
            self.replaced.push(pair);
        }
    }

    /// "`UTC` here and `local` there; 2 statements only here".
    pub fn words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (here, there) in self.replaced.iter().take(MOST_NAMED) {
            parts.push(match (here.is_empty(), there.is_empty()) {
                (false, false) => format!("`{here}` here and `{there}` there"),
                (false, true) => format!("`{here}` only here"),
                _ => format!("`{there}` only there"),
            });
        }
        let count =
            |count: usize| if count == 1 { "1 statement".to_owned() } else { format!("{count} statements") };
        if self.only_here > 0 {
            parts.push(format!("{} only here", count(self.only_here)));
        }
        if self.only_there > 0 {
            parts.push(format!("{} only there", count(self.only_there)));
        }
        match self.replaced.len().saturating_sub(MOST_NAMED) {
            0 => {}
            1 => parts.push("one thing more".to_owned()),
            more => parts.push(format!("{more} things more")),
        }
        if parts.is_empty() { "the names of variables".to_owned() } else { parts.join("; ") }
    }
}

/// A side whose tokens can be read.
struct Reading<'a> {
    tokens: &'a [u16],
    /// Where each token begins, and where the one after the last would.
    starts: Vec<u32>,
    /// First token of each statement and the token after its last.
    statements: Vec<(usize, usize)>,
    text: &'a str,
}

impl<'a> Reading<'a> {
    fn new(side: Side<'a>) -> Reading<'a> {
        let all: Vec<u32> = side.tokens.starts().collect();
        let run = usize::from(side.run.0)..usize::from(side.run.1).min(side.tokens.tokens.len());
        let end = all.get(run.end).copied().unwrap_or(side.text.len() as u32);
        let starts = all[run.clone()].iter().copied().chain([end]).collect();
        let inside = side.tokens.all_statements().filter_map(|statement| {
            let from = usize::from(statement.tokens.0).checked_sub(run.start)?;
            Some((from, usize::from(statement.tokens.1).checked_sub(run.start)?.min(run.len())))
        });
        Reading {
            tokens: &side.tokens.tokens[run.clone()],
            starts,
            statements: inside.collect(),
            text: side.text,
        }
    }

    /// How many statements begin and end in these tokens, those inside of others left out.
    fn statements(&self, gap: &Range<usize>) -> usize {
        let mut after = gap.start;
        let mut count = 0;
        for &(from, to) in &self.statements {
            // A gap begins where the two begin to differ, which may be one keyword into a statement.
            if from >= after && from < gap.end && to <= gap.end + 1 {
                count += 1;
                after = to;
            }
        }
        count
    }

    /// One name or literal.
    fn word(&self, at: usize) -> String {
        let text = self.slice(self.starts[at], self.starts[at + 1]);
        if self.tokens[at] == LITERAL {
            return shortened(text);
        }
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        shortened(&text[..end])
    }

    fn code(&self, gap: &Range<usize>) -> String {
        if gap.is_empty() {
            String::new()
        } else {
            shortened(self.slice(self.starts[gap.start], self.starts[gap.end]))
        }
    }

    fn slice(&self, from: u32, to: u32) -> &'a str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }
}

/// On one line, without the brackets and commas that follow, and not long.
fn shortened(code: &str) -> String {
    let line = code.lines().next().unwrap_or_default();
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || ",;:.([{".contains(c));
    let opened = |open, close| line.matches(open).count() < line.matches(close).count();
    let line = if opened('(', ')') || opened('[', ']') || opened('{', '}') {
        line.trim_end_matches([')', ']', '}', ',', ';', ':'])
    } else {
        line
    };
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &words[..end]),
        None => words,
    }
}
