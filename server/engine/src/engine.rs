//! The engine: languages and rules, compiled once and shared by all threads.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::analysis::Workers;
use crate::facts::Extractor;
use crate::finding::Level;
use crate::language::{Language, LanguageSource};
use crate::lazy_regex::LazyRegex;
use crate::prefilter::{Dictionary, Needs, Prefilter};
use crate::query::{self, Argument, CaptureId, Matcher, Pattern};
use crate::rule::{Problem, Rule, RuleSource};
use crate::selection::RuleSelection;
use crate::template::placeholders;
use crate::vocabulary::{Compiled, Cost, Cx, ERROR_LINE, Tables, compile};

/// Languages and rules.
pub struct Engine {
    languages: Vec<KnownLanguage>,
    rules: Vec<Arc<Rule>>,
    by_name: FxHashMap<String, usize>,
    /// What analyzers have left to the next ones.
    spare: Mutex<Vec<Workers>>,
}

/// So many threads may leave what they worked with.
const MOST_SPARE: usize = 8;

/// A language, and the patterns of all rules for it from when they are first needed.
#[derive(Debug)]
struct KnownLanguage {
    language: Language,
    sources: Patterns,
    rules: OnceLock<Option<LanguageRules>>,
}

/// Patterns before they are compiled.
#[derive(Debug)]
struct Patterns {
    /// The folder of the language, for messages.
    origin: String,
    /// The text of `facts.scm`.
    facts: String,
    rules: Vec<RulePatterns>,
}

/// What a text can name whatever a pattern captures; the last two with the header's `density`.
const OF_EVERY_MATCH: [&str; 6] = ["function", "class", "line", "file", "count", "density"];

/// The patterns of a rule before they are compiled.
#[derive(Debug)]
struct RulePatterns {
    /// Number of the rule.
    rule: usize,
    /// What it says and asks where a pattern has no texts of its own.
    texts: [String; 2],
    /// For messages.
    file: String,
    text: String,
    /// The patterns of the rule of which it has the exceptions, too.
    exceptions_of: Option<String>,
}

/// A language with the patterns of all rules for it.
#[derive(Debug)]
pub(crate) struct LanguageRules {
    pub(crate) tables: Tables,
    pub(crate) extractor: Extractor,
    pub(crate) patterns: Vec<CompiledPattern>,
    pub(crate) matcher: Matcher,
    pub(crate) prefilter: Prefilter,
}

/// A pattern of a rule with everything that a match needs.
#[derive(Debug)]
pub(crate) struct CompiledPattern {
    pub(crate) pattern: Pattern,
    pub(crate) rule: usize,
    pub(crate) predicates: Vec<Compiled>,
    /// Predicates that are asked of a whole match, the cheap ones first; the matcher asks the others on its way.
    pub(crate) late: Vec<u16>,
    /// Predicates that are asked once a file.
    pub(crate) of_file: Vec<u16>,
    pub(crate) finding: CaptureId,
    pub(crate) captures: Arc<Vec<String>>,
    /// The level that the pattern sets itself.
    pub(crate) level: Option<Level>,
    /// `(#set! level "off")`: a match keeps later patterns of the rule quiet.
    pub(crate) is_exception: bool,
    pub(crate) message: Option<String>,
    pub(crate) question: Option<String>,
    /// `(#bind! name @capture "what")`.
    pub(crate) binds: Vec<(String, CaptureId, String)>,
    /// `(#set! merge "lines")`: matches on successive lines are one finding.
    pub(crate) merges_lines: bool,
    /// `(#error-line? @finding "regex" ...)`: each line of a syntax error that fits one is a finding of its own, since
    /// the parser cuts pasted prose and edit markers into any shape.
    pub(crate) error_lines: Vec<LazyRegex>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("languages", &self.languages)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Reads languages and rules. What is broken is left out and becomes a problem; the rest works.
    pub fn new(languages: &[LanguageSource], rules: &[RuleSource]) -> (Engine, Vec<Problem>) {
        Engine::trusting(languages, rules, &|_| false)
    }

    /// The same, for rules of which some are known to be whole: a language with no others compiles its patterns when
    /// they are first needed. Where everything is known already that is never, and they are most of the start.
    pub fn trusting(
        languages: &[LanguageSource],
        rules: &[RuleSource],
        is_whole: &dyn Fn(&RuleSource) -> bool,
    ) -> (Engine, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut loaded = Vec::new();
        for source in rules {
            match Rule::load(source) {
                Ok(rule) => loaded.push((source, Arc::new(rule))),
                Err(problem) => problems.push(problem),
            }
        }
        let mut engine = Engine {
            languages: Vec::new(),
            rules: loaded.iter().map(|(_, rule)| rule.clone()).collect(),
            by_name: FxHashMap::default(),
            spare: Mutex::default(),
        };
        for (number, rule) in engine.rules.iter().enumerate() {
            if let Some(&first) = engine.by_name.get(&rule.name) {
                let message =
                    format!("another rule has this name: {}; rename the folder", engine.rules[first].origin);
                problems.push(Problem::new(rule.origin.clone(), message));
                continue;
            }
            engine.by_name.insert(rule.name.clone(), number);
        }
        for rule in &engine.rules {
            if let Some(other) =
                rule.header.exceptions_of.as_ref().filter(|other| engine.rule(other).is_none())
            {
                let message = format!("`exceptions-of`: no rule has the name `{other}`");
                problems.push(Problem::new(rule.origin.clone(), message));
            }
        }
        for source in languages {
            let language = match Language::read(source) {
                Ok(language) => language,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let file = format!("{}.scm", language.name);
            let of_language = || {
                loaded
                    .iter()
                    .enumerate()
                    .filter_map(|(number, (source, _))| Some((number, *source, source.file(&file)?)))
            };
            let facts = source.files.iter().find(|(file, _)| file == "facts.scm");
            let sources = Patterns {
                origin: source.origin.clone(),
                facts: facts.map_or(String::new(), |(_, text)| text.clone()),
                rules: of_language()
                    .map(|(rule, source, text)| {
                        let header = &loaded[rule].1.header;
                        let other = header.exceptions_of.as_deref();
                        let other = other.and_then(|name| loaded[*engine.by_name.get(name)?].0.file(&file));
                        RulePatterns {
                            rule,
                            texts: [header.message.clone(), header.question.clone()],
                            file: format!("{}/{file}", source.origin),
                            text: text.to_owned(),
                            exceptions_of: other.map(str::to_owned),
                        }
                    })
                    .collect(),
            };
            let known = KnownLanguage { language, sources, rules: OnceLock::new() };
            let is_later =
                of_language().next().is_some() && of_language().all(|(_, source, _)| is_whole(source));
            if !is_later {
                let compiled = LanguageRules::new(language, &known.sources, &mut problems);
                if compiled.is_none() {
                    continue;
                }
                drop(known.rules.set(compiled));
            }
            engine.languages.push(known);
        }
        (engine, problems)
    }

    /// The languages.
    pub fn languages(&self) -> impl Iterator<Item = Language> + '_ {
        self.languages.iter().map(|known| known.language)
    }

    /// The language of a file, by its extension.
    pub fn language_of(&self, path: &str) -> Option<Language> {
        let extension = path.rsplit(['/', '\\']).next()?.rsplit_once('.')?.1;
        self.languages().find(|language| language.extensions.iter().any(|known| known == extension))
    }

    /// The language with this name: `python`.
    pub fn language_named(&self, name: &str) -> Option<Language> {
        self.languages().find(|language| language.name == name)
    }

    /// All rules, whatever their status.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The rule with this name.
    pub fn rule(&self, name: &str) -> Option<&Arc<Rule>> {
        self.by_name.get(name).map(|&number| &self.rules[number])
    }

    /// The rules for which `runs` says so.
    pub fn select(&self, runs: impl Fn(&Rule) -> bool) -> RuleSelection {
        self.rules.iter().enumerate().filter(|(_, rule)| runs(rule)).map(|(number, _)| number).collect()
    }

    /// What an analyzer before worked with, if it is free.
    pub(crate) fn take_workers(&self) -> Option<Workers> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Leaves it to the next analyzer.
    pub(crate) fn keep_workers(&self, workers: Workers) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < MOST_SPARE {
            spare.push(workers);
        }
    }

    pub(crate) fn rules_of(&self, language: Language) -> Option<&LanguageRules> {
        let known = self.languages.iter().find(|known| known.language == language)?;
        let compile = || LanguageRules::new(language, &known.sources, &mut Vec::new());
        known.rules.get_or_init(compile).as_ref()
    }
}

impl LanguageRules {
    fn new(language: Language, sources: &Patterns, problems: &mut Vec<Problem>) -> Option<LanguageRules> {
        let extractor = match Extractor::new(language, &sources.facts) {
            Ok(extractor) => extractor,
            Err(message) => {
                problems.push(Problem::new(format!("{}/facts.scm", sources.origin), message));
                return None;
            }
        };
        let mut patterns = Vec::new();
        let mut dictionary = Dictionary::default();
        let mut needs = Vec::new();
        for RulePatterns { rule, texts, file, text, exceptions_of } in &sources.rules {
            // What is wrong with them is told of the rule that they stand in.
            let others =
                exceptions_of.iter().filter_map(|text| compile_rule(text, *rule, language).ok()).flatten();
            let exceptions: Vec<CompiledPattern> = others.filter(|pattern| pattern.is_exception).collect();
            let compiled = compile_rule(text, *rule, language)
                .and_then(|own| own.iter().try_for_each(|pattern| pattern.knows_all_of(texts)).map(|()| own));
            match compiled {
                Ok(own) => {
                    let compiled: Vec<CompiledPattern> = exceptions.into_iter().chain(own).collect();
                    let of =
                        |compiled: &CompiledPattern| Needs::new(&compiled.pattern, language, &mut dictionary);
                    needs.extend(compiled.iter().map(of));
                    patterns.extend(compiled);
                }
                Err((line, message)) => {
                    let problem = Problem::new(file.clone(), message);
                    problems.push(line.map_or(problem.clone(), |line| problem.at(line)));
                }
            }
        }
        let matcher = Matcher::new(language, patterns.iter().map(|compiled| &compiled.pattern));
        Some(LanguageRules {
            tables: Tables::new(language),
            extractor,
            patterns,
            matcher,
            prefilter: Prefilter::new(dictionary, needs),
        })
    }
}

fn compile_rule(
    text: &str,
    rule: usize,
    language: Language,
) -> Result<Vec<CompiledPattern>, (Option<u32>, String)> {
    let query = query::parse(text, language).map_err(|message| split_line(&message))?;
    let captures = Arc::new(query.captures);
    let finding = captures.iter().position(|name| name == "finding").map(|at| at as CaptureId);
    query
        .patterns
        .into_iter()
        .map(|mut pattern| {
            let finding = finding.filter(|&finding| pattern.has_capture(finding)).ok_or((
                Some(pattern.line),
                "the pattern has no `@finding`: capture the node to report".to_owned(),
            ))?;
            let predicates =
                compile(&pattern.predicates, language).map_err(|(line, message)| (Some(line), message))?;
            let of_file: Vec<u16> = predicates
                .iter()
                .enumerate()
                .filter(|(_, predicate)| {
                    predicate.is_about_file()
                        && matches!(predicate.captures()[..], [capture] if pattern.always_captures(capture))
                })
                .map(|(number, _)| number as u16)
                .collect();
            let mut compiled = CompiledPattern {
                rule,
                late: ask_early(&mut pattern, &predicates, &of_file),
                of_file,
                predicates,
                finding,
                captures: captures.clone(),
                level: None,
                is_exception: false,
                message: None,
                question: None,
                binds: Vec::new(),
                merges_lines: false,
                error_lines: error_lines(&pattern, language)?,
                pattern,
            };
            compiled.read_directives().map_err(|(line, message)| (Some(line), message.to_owned()))?;
            Ok(compiled)
        })
        .collect()
}

/// Has the matcher ask the cheap predicates of a pattern; returns the numbers of the others in the order of their cost.
fn ask_early(pattern: &mut Pattern, predicates: &[Compiled], done: &[u16]) -> Vec<u16> {
    let mut late: Vec<u16> = Vec::new();
    for (number, predicate) in predicates.iter().enumerate() {
        let number = number as u16;
        if done.contains(&number) {
            continue;
        }
        if predicate.cost() > Cost::OF_A_LOOK || !pattern.ask_early(number, &predicate.captures()) {
            late.push(number);
        }
    }
    late.sort_by_key(|&number| predicates[number as usize].cost());
    late
}

impl CompiledPattern {
    /// Whether the pattern can match anywhere in the file.
    pub(crate) fn fits_file(&self, cx: &Cx<'_, '_>) -> bool {
        self.of_file.iter().all(|&number| self.predicates[number as usize].holds_in_file(cx))
    }

    /// Whether each name in what is said of a match is one that it gives: else "it" would stand there.
    fn knows_all_of(&self, general: &[String; 2]) -> Result<(), (Option<u32>, String)> {
        if self.is_exception {
            return Ok(());
        }
        let is_captured = |name: &str| {
            let capture = self.captures.iter().position(|known| known == name);
            capture.is_some_and(|capture| self.pattern.has_capture(capture as CaptureId))
        };
        // The captures of a whole file are many, and most names are none of them.
        let is_known = |name: &str| {
            OF_EVERY_MATCH.contains(&name)
                || self.binds.iter().any(|(known, ..)| known == name)
                || !self.error_lines.is_empty() && ["text", "line-text"].contains(&name)
                || is_captured(name)
        };
        let texts =
            [self.message.as_ref().unwrap_or(&general[0]), self.question.as_ref().unwrap_or(&general[1])];
        let mut names = texts.into_iter().flat_map(|text| placeholders(text));
        match names.find(|(name, other)| other.is_none() && !is_known(name)) {
            Some((name, _)) => Err((
                Some(self.pattern.line),
                format!(
                    "the text names `{{{name}}}`, which the pattern does not know: capture it as `@{name}`, or give it with `#bind!`"
                ),
            )),
            None => Ok(()),
        }
    }

    fn read_directives(&mut self) -> Result<(), (u32, &'static str)> {
        for directive in self.pattern.predicates.iter().filter(|predicate| predicate.directive) {
            let fail = |message| Err((directive.line, message));
            match (directive.name.as_str(), directive.arguments.as_slice()) {
                ("set", [Argument::Text(key), Argument::Text(value)]) => match (key.as_str(), value.as_str())
                {
                    ("level", "off") => self.is_exception = true,
                    ("level", "hint") => self.level = Some(Level::Hint),
                    ("level", "info") => self.level = Some(Level::Info),
                    ("level", "warning") => self.level = Some(Level::Warning),
                    ("level", "error") => self.level = Some(Level::Error),
                    ("level", _) => return fail("a level is error, warning, info, hint or off"),
                    ("message", text) => self.message = Some(text.to_owned()),
                    ("question", text) => self.question = Some(text.to_owned()),
                    ("merge", "lines") => self.merges_lines = true,
                    _ => return fail("`#set!` knows level, message, question and merge"),
                },
                ("bind", [Argument::Text(name), Argument::Capture(capture), Argument::Text(what)]) => {
                    self.binds.push((name.clone(), *capture, what.clone()));
                }
                ("bind", _) => return fail("`#bind!` takes a name, a capture and what to take from it"),
                _ => return fail("the directives are `#set!` and `#bind!`"),
            }
        }
        Ok(())
    }
}

fn error_lines(pattern: &Pattern, language: Language) -> Result<Vec<LazyRegex>, (Option<u32>, String)> {
    let mut found = Vec::new();
    for predicate in pattern.predicates.iter().filter(|predicate| predicate.name == ERROR_LINE) {
        for argument in &predicate.arguments {
            let Argument::Text(text) = argument else { continue };
            for text in language.table_or_text(text) {
                let compiled = LazyRegex::new(text);
                found.push(
                    compiled.map_err(|error| (Some(predicate.line), format!("`#error-line?`: {error}")))?,
                );
            }
        }
    }
    Ok(found)
}

/// `line 3: what` as a number and the rest.
fn split_line(message: &str) -> (Option<u32>, String) {
    let parts = message.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    match parts.and_then(|(line, rest)| Some((line.parse().ok()?, rest))) {
        Some((line, rest)) => (Some(line), rest.to_owned()),
        None => (None, message.to_owned()),
    }
}
