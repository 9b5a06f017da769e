//! `thinktwice init`: a configuration that fits the project, with a comment at each key.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{Output, plural};
use super::{Failure, Outcome};
use crate::judge::{Options, Review};
use crate::workspace::{config, roots};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The project's folder; without it, the one that holds the current folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Print the configuration and write nothing
    #[arg(long)]
    print: bool,
}

/// Folders of code that programs write.
const GENERATED: [&str; 4] = ["migrations", "generated", "_generated", "gen"];
/// Folders of code that is run by hand and that nobody tests.
const BY_HAND: [&str; 8] =
    ["scripts", "examples", "benches", "benchmarks", "notebooks", "docs", "tools", "tutorials"];

pub(crate) fn run(arguments: InitArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let root = match &arguments.folder {
        Some(folder) => {
            folder.canonicalize().map_err(|error| format!("{}: cannot be read: {error}", folder.display()))?
        }
        None => roots::of_current_folder(),
    };
    if let Some(known) = config::find(&root).filter(|_| !arguments.print) {
        let known = known.display();
        return Err(
            format!("{known}: thinktwice is configured here already; `--print` shows a new one").into()
        );
    }
    let (review, _) = Review::open(vec![root.clone()], Options::default());
    let files = review.files();
    let text = configuration(&review, &root, &files);
    if arguments.print {
        output.print(&text);
        return Ok(Outcome::Fine);
    }
    let target = root.join(config::FILE_NAME);
    // Made anew or not at all: somebody may have written one in the meantime.
    let written = OpenOptions::new().write(true).create_new(true).open(&target);
    written
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| format!("{}: cannot be written: {error}", target.display()))?;
    output.print(&format!("{} is written; next: `thinktwice check`\n", target.display()));
    Ok(Outcome::Fine)
}

fn configuration(review: &Review, root: &Path, files: &[PathBuf]) -> String {
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for language in files.iter().filter_map(|file| review.language_of(file)) {
        *languages.entry(language.name.clone()).or_default() += 1;
    }
    let counted: Vec<String> =
        languages.iter().map(|(name, count)| format!("{} of {name}", plural(*count, "file"))).collect();
    let seen =
        if counted.is_empty() { "no file in a language it knows".to_string() } else { counted.join(", ") };
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    for rule in review.rules() {
        if rule
            .header
            .languages
            .iter()
            .any(|language| languages.is_empty() || languages.contains_key(language))
        {
            *families.entry(rule.family.clone()).or_default() += 1;
        }
    }
    let families: Vec<String> = families.iter().map(|(name, count)| format!("{name} ({count})")).collect();

    let mut text = format!(
        "\
#:schema {}/raw/main/server/workspace/thinktwice.schema.json
# What thinktwice asks about in this project: {seen}.
# Each key may be left out. `thinktwice config schema` lists them all, `thinktwice doctor` says what is in force.

# \"default\": every rule that is on. \"strict\": those on trial too. \"security\": security and dependencies only.
profile = \"default\"

# Not these rules and families. `thinktwice rules` lists them; `thinktwice explain RULE` shows a rule's page.
ignore = []

# What is not looked at, as patterns of .gitignore. Left out already: what .gitignore names, hidden and vendored
# folders, virtual environments, files that say that they are generated.
",
        env!("CARGO_PKG_REPOSITORY")
    );
    let generated = folders(root, files, &GENERATED);
    if generated.is_empty() {
        text.push_str("# exclude = [\"generated/\"]\n");
    } else {
        text.push_str("exclude = [\n");
        for (folder, count) in generated {
            let _ = writeln!(
                text,
                "    \"{folder}\", # {}; the name says that a program writes it",
                plural(count, "file")
            );
        }
        text.push_str("]\n");
    }
    let _ = write!(
        text,
        "
# How loud: \"off\", \"on\", \"hint\", \"info\", \"warning\" or \"error\". By family, with the number of its rules:
# {}.
[families]
# suppression = \"hint\"

[rules]
# open-todo = \"off\"
# swallowed-exception = \"warning\"
",
        wrap(&families, 100)
    );
    let by_hand = folders(root, files, &BY_HAND);
    text.push_str("\n# Other settings for some paths; the last one that fits wins.\n");
    if by_hand.is_empty() {
        text.push_str("# [[overrides]]\n# paths = [\"scripts/\"]\n# rules = { untested-change = \"off\" }\n");
    } else {
        let paths: Vec<String> = by_hand.keys().map(|folder| format!("\"{folder}\"")).collect();
        let _ = writeln!(text, "[[overrides]]\npaths = [{}]", paths.join(", "));
        text.push_str("# They are run by hand: nobody expects a test of them.\n");
        text.push_str("rules = { untested-change = \"off\" }\n");
    }
    text
}

/// The topmost folders of these names that hold files, as anchored patterns, and how many files.
fn folders(root: &Path, files: &[PathBuf], names: &[&str]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for file in files {
        let Ok(inside) = file.strip_prefix(root) else { continue };
        let parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
        let above = &parts[..parts.len().saturating_sub(1)];
        if let Some(at) = above.iter().position(|part| names.contains(part)) {
            *found.entry(format!("/{}/", above[..=at].join("/"))).or_default() += 1;
        }
    }
    found
}

/// Joined by commas, in commented lines.
fn wrap(words: &[String], width: usize) -> String {
    let mut text = String::new();
    let mut length = 0;
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            let breaks = length + word.len() > width;
            text.push_str(if breaks { ",\n# " } else { ", " });
            length = if breaks { 0 } else { length + 2 };
        }
        text.push_str(word);
        length += word.len();
    }
    text
}
