//! The whole page of a rule, with one finding's names at its head.

use std::fmt::Write as _;

use thinktwice_engine::finding::Finding;
use thinktwice_engine::rule::Rule;

/// A page to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedPage {
    /// The rule's title.
    pub title: String,
    /// Markdown.
    pub markdown: String,
}

/// Where the page of a rule can be read without thinktwice at hand.
pub fn page_address(rule: &Rule) -> Option<String> {
    let is_built_in = rule.family != crate::workspace::catalogue::USER_FAMILY;
    let repository = env!("CARGO_PKG_REPOSITORY");
    is_built_in.then(|| format!("{repository}/blob/main/queries/{}/{}/rule.md", rule.family, rule.name))
}

/// The page of a rule.
pub fn page(rule: &Rule) -> ExplainedPage {
    ExplainedPage { title: rule.header.title.clone(), markdown: render(rule, None) }
}

/// The page of a finding's rule, with what was found at its head.
pub fn page_of(finding: &Finding) -> ExplainedPage {
    ExplainedPage { title: finding.rule.header.title.clone(), markdown: render(&finding.rule, Some(finding)) }
}

fn render(rule: &Rule, finding: Option<&Finding>) -> String {
    let header = &rule.header;
    let mut text = format!("# {}\n\n", header.title);
    if let Some(finding) = finding {
        let _ = writeln!(text, "**Here:** {}\n", finding.message);
        for evidence in &finding.evidence {
            let _ = writeln!(text, "- {}", evidence.text);
        }
        for related in &finding.related {
            let _ = writeln!(text, "- {}", related.text);
        }
        if !(finding.evidence.is_empty() && finding.related.is_empty()) {
            text.push('\n');
        }
        let _ = writeln!(text, "**Ask yourself:** {}\n", finding.question);
    }
    let _ = writeln!(text, "**Fine when** {}.\n", header.fine_when.trim_end_matches('.'));
    let _ = writeln!(text, "{}\n", facts(rule));
    text.push_str(rule.page.trim());
    text.push('\n');
    text
}

/// One line: name, family, level, how sure, languages, and the same check elsewhere.
fn facts(rule: &Rule) -> String {
    let header = &rule.header;
    let mut facts = vec![
        format!("`{}`", rule.name),
        format!("family {}", rule.family),
        header.severity.name().to_string(),
        confidence(rule),
        header.languages.join(", "),
    ];
    facts.extend(header.cwe.iter().cloned());
    facts.extend(header.equivalents.iter().map(|(linter, codes)| format!("{linter} {}", codes.join(", "))));
    facts.join(" · ")
}

/// How sure the rule is: measured if it was, else by its author's word.
pub fn confidence(rule: &Rule) -> String {
    use thinktwice_engine::rule::{Confidence, Status};
    let word = match rule.header.confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    };
    let measured =
        rule.header.precision.map(|share| format!(", {:.0} % of judged reports right", share * 100.0));
    let trial = if rule.header.status == Status::Trial { ", on trial" } else { "" };
    format!("confidence {word}{}{trial}", measured.unwrap_or_default())
}

/// Names in a text come from the code, which anyone may have written: outside of back quotes nothing of it is
/// Markdown.
pub fn escaped(text: &str) -> String {
    let is_balanced = text.matches('`').count().is_multiple_of(2);
    let mut result = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        if c == '`' && is_balanced {
            in_code = !in_code;
        } else if !in_code && "\\`*_[]<>!#|~&".contains(c) {
            result.push('\\');
        }
        result.push(c);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_code_are_no_markdown() {
        assert_eq!(escaped("`a_b` calls c_d"), "`a_b` calls c\\_d");
        assert_eq!(escaped("![x](http://a) `b"), "\\!\\[x\\](http://a) \\`b");
    }
}
