//! A rule: its header, its page, its patterns.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::finding::Level;
use crate::page::{self, Example};
use crate::template::placeholders;

/// How sure a rule is that a reviewer would want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are those of the rule headers")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

/// Whether a rule speaks by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Speaks.
    On,
    /// Speaks when it is selected by name, or in the strict profile.
    Trial,
    /// Speaks only when it is selected by name.
    Off,
}

/// What a context does to a rule's level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing.
    #[default]
    Keep,
    /// One step down.
    Milder,
    /// The rule is quiet there.
    Off,
    /// The rule speaks only there.
    Only,
}

/// Contexts that every rule shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Contexts {
    /// Test code.
    pub tests: Effect,
    /// Start-up code: `main`, `build.rs`, statics, `if __name__ == "__main__"`.
    pub entry: Effect,
    /// A comment of three or more words on the line or above it.
    pub explained: Effect,
}

/// When many small hits count as one report for the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Density {
    /// At least so many hits in the file.
    pub at_least: u32,
    /// And at least so many for each thousand comments.
    #[serde(default)]
    pub per_thousand_comments: u32,
    /// And at least so many for each thousand lines.
    #[serde(default)]
    pub per_thousand_lines: u32,
    /// Fewer hits are reported one by one; without it they are not reported.
    #[serde(default)]
    pub singles: bool,
    /// What the report for the file says, with `{count}`, `{density}` and `{file}`; else what the first hit says.
    #[serde(default)]
    pub message: Option<String>,
}

/// How many of a rule's reports a reader wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Once {
    /// Each place is a question of its own.
    #[default]
    Place,
    /// Reports of one level in one function are one, at the first of their places.
    Function,
}

/// What code a rule speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All code.
    #[default]
    All,
    /// Code that the change under review adds or edits; all code with `--all` or where no base is known.
    Change,
}

/// The TOML header of `rule.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Header {
    /// Short name for people.
    pub title: String,
    /// Level before contexts.
    pub severity: Level,
    /// How sure.
    pub confidence: Confidence,
    /// Whether it speaks.
    pub status: Status,
    /// Names of languages.
    pub languages: Vec<String>,
    /// What is here; placeholders in braces.
    pub message: String,
    /// The question; placeholders in braces.
    pub question: String,
    /// The honest exception.
    pub fine_when: String,
    /// CWE numbers.
    #[serde(default)]
    pub cwe: Vec<String>,
    /// Effects of contexts.
    #[serde(default)]
    pub contexts: Contexts,
    /// Linter -> codes that say the same.
    #[serde(default)]
    pub equivalents: BTreeMap<String, Vec<String>>,
    /// Report once a file, when dense.
    #[serde(default)]
    pub density: Option<Density>,
    /// How many of its reports a reader wants to see.
    #[serde(default)]
    pub once: Once,
    /// What code it speaks of.
    #[serde(default)]
    pub scope: Scope,
    /// Another rule: where one of its patterns of level `off` matches, this rule is quiet, too.
    #[serde(default)]
    pub exceptions_of: Option<String>,
    /// Share of judged reports that were right, if any were judged: written by the judgments' script.
    #[serde(default)]
    pub precision: Option<f32>,
}

/// A rule as loaded: everything but its compiled patterns.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Folder name: `swallowed-exception`.
    pub name: String,
    /// Folder above it: `errors`; `workspace` for users' rules.
    pub family: String,
    /// Where `rule.md` was read from, for messages.
    pub origin: String,
    /// The header.
    pub header: Header,
    /// The page below the header, as Markdown.
    pub page: String,
    /// Line of `rule.md` on which the page begins, from 1.
    page_line: u32,
}

/// The files of one rule's folder.
#[derive(Clone, Debug, Hash)]
pub struct RuleSource {
    /// Folder above it.
    pub family: String,
    /// Folder name.
    pub name: String,
    /// The folder, for messages.
    pub origin: String,
    /// File name and text.
    pub files: Vec<(String, String)>,
}

/// Something in the user's own files that keeps us from using them: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub origin: String,
    /// Its line, from 1.
    pub line: Option<u32>,
    /// Lower case, without a full stop.
    pub message: String,
}

impl Problem {
    /// A problem of a whole file.
    pub fn new(origin: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { origin: origin.into(), line: None, message: message.into() }
    }

    /// The same at a line, from 1.
    pub fn at(mut self, line: u32) -> Problem {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.origin, self.message),
            None => write!(formatter, "{}: {}", self.origin, self.message),
        }
    }
}

impl std::error::Error for Problem {}

impl RuleSource {
    /// The text of a file of the folder.
    pub fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }
}

impl Rule {
    /// Reads `rule.md`: the header between `+++` lines and the page below it. Examples are read when asked for.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn load(source: &RuleSource) -> Result<Rule, Problem> {
        let origin = format!("{}/rule.md", source.origin);
        if !is_kebab_case(&source.name) {
            let message = format!("rename the folder `{}`: lower-case words joined by `-`", source.name);
            return Err(Problem::new(&source.origin, message));
        }
        let text =
            source.file("rule.md").ok_or_else(|| Problem::new(&origin, "every rule needs this file"))?;
        let text = text.trim_start_matches('\u{feff}');
        let (header_text, page, page_line) = split_header(text).ok_or_else(|| {
            Problem::new(&origin, "begin the file with a header between two `+++` lines").at(1)
        })?;
        let header: Header = toml::from_str(header_text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start.min(header_text.len()));
            let line =
                header_text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() as u32 + 2;
            Problem::new(&origin, one_line(error.message())).at(line)
        })?;
        let texts = [("title", &header.title), ("fine-when", &header.fine_when)];
        let empty =
            texts.into_iter().find(|(_, text)| text.trim().is_empty()).map(|(key, _)| (key, "say something"));
        let templates = [("message", &header.message), ("question", &header.question)];
        let general = templates.into_iter().find(|(_, text)| placeholders(text).is_empty()).map(|(key, _)| {
            (key, "name the code at hand with a placeholder such as `{function}`: a text that fits any file is not shown")
        });
        if let Some((key, message)) = empty.or(general) {
            let line = header_text.lines().position(|line| line.trim_start().starts_with(key)).unwrap_or(0)
                as u32
                + 2;
            return Err(Problem::new(&origin, format!("`{key}`: {message}")).at(line));
        }
        Ok(Rule {
            name: source.name.clone(),
            family: source.family.clone(),
            origin,
            header,
            page: page.to_string(),
            page_line,
        })
    }

    /// The text under a second-level heading of the page.
    pub fn section(&self, title: &str) -> Option<&str> {
        page::sections(&self.page)
            .into_iter()
            .find(|section| section.title == title)
            .map(|section| section.body)
    }

    /// The tested examples of the page, in order.
    ///
    /// # Errors
    /// The first info string that cannot be understood.
    pub fn examples(&self) -> Result<Vec<Example>, Problem> {
        page::examples(&self.page, &self.header.languages)
            .map_err(|(line, message)| Problem::new(&self.origin, message).at(line + self.page_line - 1))
            .map(|mut examples| {
                for example in &mut examples {
                    example.line += self.page_line - 1;
                }
                examples
            })
    }
}

/// Header, page, and the page's first line from 1.
fn split_header(text: &str) -> Option<(&str, &str, u32)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "+++")?;
    let mut end = first.len();
    for (number, line) in lines.enumerate() {
        if line.trim_end() == "+++" {
            return Some((&text[first.len()..end], &text[end + line.len()..], number as u32 + 3));
        }
        end += line.len();
    }
    None
}

fn is_kebab_case(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(header: &str) -> RuleSource {
        RuleSource {
            family: "errors".into(),
            name: "some-rule".into(),
            origin: "rules/some-rule".into(),
            files: vec![("rule.md".into(), format!("+++\n{header}+++\n\n## What it finds\n\nThis.\n"))],
        }
    }

    const HEADER: &str = r#"title = "Some rule"
severity = "warning"
confidence = "high"
status = "on"
languages = ["python"]
message = "`{function}` does it"
question = "Why does `{call|the block}` do it?"
fine-when = "always"
"#;

    #[test]
    fn a_header_and_its_page_are_read() {
        let rule = Rule::load(&source(HEADER)).unwrap();
        assert_eq!(rule.header.severity, Level::Warning);
        assert_eq!(rule.section("What it finds"), Some("This."));
        assert_eq!(rule.page_line, 11);
    }

    #[test]
    fn what_is_wrong_in_a_header_is_named_with_its_line() {
        let problem = |header: &str| Rule::load(&source(header)).unwrap_err().to_string();
        let general = HEADER.replace("`{function}` does it", "somebody does it");
        assert!(problem(&general).starts_with("rules/some-rule/rule.md:7: `message`: name the code at hand"));
        let unknown = HEADER.replace("status", "state");
        assert!(
            problem(&unknown).starts_with("rules/some-rule/rule.md:5: unknown field `state`"),
            "{}",
            problem(&unknown)
        );
    }
}
