//! `thinktwice query`: what a pattern matches in a file, for people who write rules.

use std::path::PathBuf;

use clap::Args;
use thinktwice_engine::Engine;
use thinktwice_engine::document::Document;
use thinktwice_engine::page::{Example, ExampleFile, Expected};
use thinktwice_engine::rule::RuleSource;

use super::output::{Output, plural, safe};
use super::rules::catalogue;
use super::{Failure, Outcome, RuleFolder};
use crate::judge::examples;
use crate::workspace::source;

/// Arguments of `query`.
#[derive(Debug, Args)]
pub struct QueryArguments {
    /// The source file
    file: PathBuf,
    /// A tree-sitter pattern with thinktwice's predicates; without one the file's syntax tree is shown
    pattern: Option<String>,
    #[command(flatten)]
    folder: RuleFolder,
}

const RULE: &str = "asked-pattern";

pub(crate) fn run(arguments: QueryArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let mut catalogue = catalogue(&arguments.folder)?;
    let shown = arguments.file.display().to_string();
    let text = source::read(&arguments.file)?;
    catalogue.rules.clear();
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    let language = engine
        .language_of(&shown)
        .ok_or_else(|| format!("{shown}: the language of this file is not known"))?;
    let Some(pattern) = arguments.pattern else {
        let mut document = Document::new(language, &text);
        thinktwice_engine::Analyzer::new(&engine).parse(&mut document, None);
        print_tree(&document, output);
        return Ok(Outcome::Fine);
    };
    let pattern =
        if pattern.contains("@finding") { pattern } else { format!("{} @finding", pattern.trim_end()) };
    let page = format!(
        "+++\ntitle = \"Pattern\"\nseverity = \"info\"\nconfidence = \"low\"\nstatus = \"on\"\nlanguages = [{:?}]\n\
         message = \"in `{{function}}`\"\nquestion = \"{{function}}\"\nfine-when = \"asked\"\n+++\n",
        language.name
    );
    catalogue.rules.push(RuleSource {
        family: "query".to_string(),
        name: RULE.to_string(),
        origin: "the pattern".to_string(),
        files: vec![("rule.md".to_string(), page), (format!("{}.scm", language.name), pattern)],
    });
    let (engine, problems) = Engine::new(&catalogue.languages, &catalogue.rules);
    if let Some(problem) = problems.into_iter().find(|problem| problem.origin.starts_with("the pattern")) {
        return Err(problem.message.into());
    }
    let rule = engine.rule(RULE).ok_or_else(|| "the pattern cannot be read".to_string())?;
    let files = vec![ExampleFile { path: shown.clone(), text: text.clone(), lines_above: 0 }];
    let example = Example { language: language.name.clone(), expected: Expected::Nothing, files, line: 1 };
    let reports = examples::report(&engine, rule, &example);
    for report in &reports {
        let code = text.lines().nth(report.line as usize - 1).unwrap_or_default();
        output.print(&safe(&format!(
            "{shown}:{}: {}\n    {}\n",
            report.line,
            report.finding.message,
            code.trim_end()
        )));
    }
    output.print(&format!("{}\n", plural(reports.len(), "match")));
    Ok(if reports.is_empty() { Outcome::Found } else { Outcome::Fine })
}

/// The syntax tree with fields, kinds, lines and the text of leaves: what a pattern is written from.
fn print_tree(document: &Document, output: &mut Output) {
    let Some(tree) = document.tree() else { return };
    let text = document.text();
    let mut cursor = tree.walk();
    let mut depth = 0;
    loop {
        let node = cursor.node();
        if node.is_named() || node.is_missing() {
            let field = cursor.field_name().map_or(String::new(), |field| format!("{field}: "));
            let leaf = if node.named_child_count() == 0 {
                let code: String = text.get(node.byte_range()).unwrap_or_default().chars().take(60).collect();
                format!(" {code:?}")
            } else {
                String::new()
            };
            let line = node.start_position().row + 1;
            output.print(&safe(&format!(
                "{:>5}  {:indent$}{field}({}){leaf}\n",
                line,
                "",
                node.kind(),
                indent = depth * 2
            )));
        }
        if cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            depth -= 1;
        }
    }
}
