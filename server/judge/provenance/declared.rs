//! What a commit says of itself: trailers, sentences in its message, and the names of its authors.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Names of assistants; people do not have them.
const ASSISTANTS: [&str; 16] = [
    "copilot",
    "cursor",
    "cursoragent",
    "codex",
    "aider",
    "gemini",
    "chatgpt",
    "openai",
    "windsurf",
    "opencode",
    "codeium",
    "tabnine",
    "openhands",
    "sourcegraph",
    "qwen",
    "firebender",
];
/// Names of assistants that people have too: they need a sign beside them.
const SHARED: [&str; 6] = ["claude", "devin", "jules", "cody", "amp", "droid"];
/// Signs beside a shared name.
const SIGNS: [&str; 14] = [
    "code",
    "opus",
    "sonnet",
    "haiku",
    "ai",
    "bot",
    "agent",
    "cli",
    "anthropic.com",
    "[bot]",
    "noreply@",
    "devin-ai",
    "google-labs",
    "ampcode",
];

/// What a commit says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The assistant; where several are named, the one of the first sign.
    pub assistant: String,
    /// All ways in which it is said.
    pub signs: BTreeSet<Sign>,
}

/// How a commit declares an assistant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// The name of its author.
    Author,
    /// A trailer that names a co-author.
    CoAuthor,
    /// Another trailer.
    Trailer,
    /// A sentence in its message.
    Sentence,
}

/// The assistant that a commit declares, if it declares one.
pub fn declared(author: &str, message: &str) -> Option<Declared> {
    let by_author = assistant(author).map(|assistant| (Sign::Author, assistant));
    let said: Vec<(Sign, String)> =
        by_author.into_iter().chain(message.lines().filter_map(by_line)).collect();
    let (_, assistant) = said.iter().min_by_key(|(sign, _)| *sign)?;
    Some(Declared { assistant: assistant.clone(), signs: said.iter().map(|(sign, _)| *sign).collect() })
}

/// Whether an author is no person: dependabot, a release's account.
pub fn is_bot(author: &str) -> bool {
    author.split('<').next().is_some_and(|name| name.trim_end().ends_with("[bot]"))
}

fn by_line(line: &str) -> Option<(Sign, String)> {
    let line = line.trim();
    let (key, value) = line.split_once(':').unwrap_or(("", line));
    let (name, sign) = match key.trim().to_lowercase().as_str() {
        "co-authored-by" | "co-developed-by" => (assistant(value), Sign::CoAuthor),
        // The kernel's trailer is for tools only.
        "assisted-by" => (Some(assistant(value).unwrap_or_else(|| first_word(value))), Sign::Trailer),
        "generated-by" => (assistant(value), Sign::Trailer),
        "ai-assisted" | "ai-generated" => {
            let is_said = !matches!(value.trim().to_lowercase().as_str(), "" | "no" | "none" | "false");
            (is_said.then(|| assistant(value).unwrap_or_else(|| "ai".to_string())), Sign::Trailer)
        }
        _ => (sentence(line), Sign::Sentence),
    };
    Some((sign, name?))
}

/// What is done with an assistant, or by one.
const MAKING: [&str; 12] = [
    "generated",
    "written",
    "created",
    "implemented",
    "authored",
    "drafted",
    "developed",
    "prepared",
    "produced",
    "assisted",
    "built",
    "made",
];
/// What stands between the making and its maker.
const BY: [&str; 4] = ["with", "by", "using", "via"];
/// What says that nothing is declared.
const NONE: [&str; 6] = ["no", "not", "none", "never", "without", "nothing"];

/// "Generated with Claude Code", "prepared with AI assistance", "AI-assisted; reviewed by me", "AI disclosure: I used Codex".
fn sentence(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    // What follows the first words decides; nobody declares anything at the end of a page.
    let words: Vec<&str> = words(&lower).take(40).collect();
    let denies = |words: &[&str]| words.iter().any(|word| NONE.contains(word));
    let (subject, said) = match words.as_slice() {
        ["ai", "usage", "disclosure", said @ ..] => ("disclosure", said),
        ["ai", subject @ ("assisted" | "assistance" | "disclosure" | "usage"), said @ ..] => (*subject, said),
        _ => ("", &[][..]),
    };
    match subject {
        "" => {}
        _ if denies(&said[..said.len().min(4)]) => return None,
        "assisted" | "assistance" => return Some(named(said).unwrap_or("ai").to_string()),
        // A policy is disclosed too: it takes a name.
        _ => return named(said).map(str::to_string),
    }
    words.iter().enumerate().filter(|(_, word)| MAKING.contains(word)).find_map(|(at, _)| {
        // "Partly" may stand between.
        let by = (at + 1..words.len().min(at + 3)).find(|by| BY.contains(&words[*by]))?;
        let maker = &words[by + 1..];
        let near = &maker[..maker.len().min(4)];
        let is_help = near.iter().any(|word| matches!(*word, "assistance" | "help"));
        let reach = if is_help { 7 } else { 4 };
        let name = named(&maker[..maker.len().min(reach)]);
        let is_ai = matches!(maker, ["ai", "assistance" | "help", ..]);
        let name = name.or(is_ai.then_some("ai")).filter(|_| !denies(&words[at.saturating_sub(2)..at]));
        name.map(str::to_string)
    })
}

/// The first assistant among words. Its maker is named beside it, and counts only alone.
fn named<'t>(words: &[&'t str]) -> Option<&'t str> {
    let names = words.iter().copied().filter(|word| ASSISTANTS.contains(word) || SHARED.contains(word));
    names.min_by_key(|name| *name == "openai")
}

/// The assistant that a name and an address are of.
fn assistant(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let names = words(&lower).filter(|word| ASSISTANTS.contains(word));
    if let Some(name) = names.min_by_key(|name| *name == "openai") {
        return Some(name.to_string());
    }
    let name = words(&lower).find(|word| SHARED.contains(word))?;
    let is_alone = lower.split('<').next().is_some_and(|before| before.trim() == name);
    let has_sign = SIGNS.iter().any(|sign| match sign.chars().all(char::is_alphabetic) {
        true => words(&lower).any(|word| word == *sign),
        false => lower.contains(sign),
    });
    (is_alone || has_sign).then(|| name.to_string())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn first_word(text: &str) -> String {
    let word = text
        .split(|character: char| character.is_whitespace() || character == ':')
        .find(|word| !word.is_empty());
    word.unwrap_or("ai").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assistants_are_known_by_what_commits_say() {
        let named =
            |author: &str, message: &str| declared(author, message).map(|declared| declared.assistant);
        let person = "Ada <ada@example.org>";
        for (message, name) in [
            ("x\n\nCo-Authored-By: Claude <noreply@anthropic.com>", "claude"),
            ("x\n\nCo-authored-by: Claude Opus 4.5 <claude@example.org>", "claude"),
            ("x\n\nco-authored-by: Cursor <cursoragent@cursor.com>", "cursor"),
            ("x\n\nAssisted-by: SomeNewTool:model-1 coccinelle", "somenewtool"),
            ("x\n\nGenerated-by: Codex", "codex"),
            ("x\n\nGenerated with [Claude Code](https://example.org)", "claude"),
            ("x\n\nAI-assisted: yes", "ai"),
            ("x\n\nAI-assisted.", "ai"),
            ("x\n\nAI-assisted; reviewed and tested by me.", "ai"),
            ("x\n\nAI assistance: OpenAI Codex was used to verify this.", "codex"),
            ("x\n\nThis change was prepared with AI assistance.", "ai"),
            ("x\n\nImplemented with AI assistance (Claude Code).", "claude"),
            ("x\n\nWritten partly by Codex. Reviewed.", "codex"),
            ("x\n\n**AI Usage Disclosure:** I used Copilot for the tests.", "copilot"),
            ("x\n\nCo-Authored-By: Firebender <help@firebender.com>", "firebender"),
            (
                "x\n\nCo-authored-by: factory-droid[bot] <1+factory-droid[bot]@users.noreply.github.com>",
                "droid",
            ),
        ] {
            assert_eq!(named(person, message).as_deref(), Some(name), "{message}");
        }
        assert_eq!(named("copilot-swe-agent[bot] <x@y>", "x").as_deref(), Some("copilot"));
        let twice = declared("Codex <x@y>", "x\n\nCo-authored-by: Claude <noreply@anthropic.com>").unwrap();
        assert_eq!((twice.assistant.as_str(), twice.signs.len()), ("codex", 2));
        assert!(is_bot("dependabot[bot] <x@y>") && !is_bot("Ada <1+ada[bot]@y>"));
        assert_eq!(named("devin-ai-integration[bot] <x@y>", "x").as_deref(), Some("devin"));
    }

    #[test]
    fn people_are_no_assistants() {
        for (author, message) in [
            ("Claude Dupont <claude.dupont@example.org>", "Fix the parser"),
            ("Ada <a@b>", "x\n\nCo-authored-by: Devin Smith <devin@example.org>"),
            ("Ada <a@b>", "Move the cursor to the end\n\nThe table is generated by a script."),
            ("Ada <a@b>", "AI-assisted: no"),
            ("Ada <a@b>", "x\n\nAI assistance was not used."),
            ("Ada <a@b>", "x\n\nAI disclosure: none."),
            ("Ada <a@b>", "x\n\nAI disclosure: see CONTRIBUTING.md"),
            ("Ada <a@b>", "x\n\nThis was not written by Claude."),
            ("Ada <a@b>", "Count lines that are AI-generated with their tool"),
            ("dependabot[bot] <x@users.noreply.github.com>", "Bump x"),
            ("Cody Olsen <81981+olsen@users.noreply.github.com>", "x"),
        ] {
            assert_eq!(declared(author, message), None, "{author}: {message}");
        }
    }
}
