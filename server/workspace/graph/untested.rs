//! The rule `untested-change`: code of some weight to which no path leads from any test.
//!
//! Says only what the graph knows: that no path was found, the nearest test, and where the path ends.

use std::path::Path;
use std::sync::Arc;

use thinktwice_engine::facts::Function;
use thinktwice_engine::finding::{Evidence, Finding};
use thinktwice_engine::rule::Rule;
use thinktwice_engine::text::Span;

use super::places::Layout;
use super::{Caller, File, FileId, FnId, Graph, Tier};
use crate::workspace::source;

/// The rule's name.
pub(super) const RULE: &str = "untested-change";

/// Fewer statements are seen to be right at a glance.
const LEAST_STATEMENTS: u32 = 4;

/// Folders whose code is there to be read, or run by hand and once.
const FOR_READERS: [&str; 9] =
    ["alembic", "bench", "benchmark", "benchmarks", "doc", "docs", "example", "examples", "migrations"];
/// Files that tools run.
const FOR_TOOLS: [&str; 5] = ["setup.py", "conf.py", "noxfile.py", "build.rs", "__main__.py"];

/// In a workspace without tests one function speaks for all.
#[derive(Debug, Default)]
pub(super) struct Spokesmen(Vec<(Layout, FnId, usize)>);

/// The findings in one file of a settled graph.
pub(super) fn findings(
    graph: &Graph,
    path: &Path,
    rule: &Arc<Rule>,
    is_changed: &dyn Fn(Span) -> bool,
) -> Vec<Finding> {
    let Some(&id) = graph.numbers.get(path) else { return Vec::new() };
    let Some(file) = graph.files[id as usize].as_ref() else { return Vec::new() };
    if !graph.reach.tested.contains(&file.layout) {
        return without_tests(graph, id, file, rule).into_iter().collect();
    }
    let measurement = graph.coverage.of_file(path);
    let is_module_tested = (0..file.facts.functions.len() as u32)
        .any(|index| graph.tier(FnId { file: id, index }) != Tier::None);
    let candidates = candidates(file).filter_map(|(index, function)| {
        let at = FnId { file: id, index: index as u32 };
        let (tier, measured) = graph.verdict(at, function, measurement.as_ref());
        let grade = match measured {
            Some(measured) => Grade::Measured(measured.report),
            None if is_module_tested => Grade::Function,
            None => Grade::Module,
        };
        (tier == Tier::None).then(|| {
            if is_changed(function.span) {
                finding(graph, file, at, function, rule, grade)
            } else {
                // Nobody reads it: it only meets the comments that answer it.
                rule.finding(function.name_span, function.path.to_string(), &|_| None)
            }
        })
    });
    candidates.collect()
}

/// How much is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// No test reaches anything in the file.
    Module,
    /// Tests reach other functions of the file.
    Function,
    /// A coverage report says that no line of it ran.
    Measured(&'static str),
}

/// Whether two versions of a function are of some weight, or both are not.
pub(super) fn are_as_long(old: &Function, new: &Function) -> bool {
    let is_long = |function: &Function| function.statements >= LEAST_STATEMENTS;
    is_long(old) == is_long(new)
}

/// Functions of which the rule speaks if nothing tests them.
fn candidates(file: &File) -> impl Iterator<Item = (usize, &Function)> {
    let is_for_others =
        file.path.file_name().is_some_and(|name| FOR_TOOLS.iter().any(|known| name == *known))
            || file.path.iter().any(|folder| FOR_READERS.iter().any(|known| folder == *known));
    // A notebook is run by hand, and its output is looked at.
    let is_for_others = is_for_others || source::is_notebook(&file.path);
    let is_silent = file.facts.is_test || file.facts.is_generated || is_for_others;
    file.facts.functions.iter().enumerate().filter(move |(_, function)| {
        let traits = function.traits;
        !is_silent
            && function.statements >= LEAST_STATEMENTS
            && traits.is_public
            && !(traits.is_in_test || traits.is_entry || traits.is_stub || traits.is_required)
            && !function.path.split('.').any(|name| name.starts_with('_'))
    })
}

fn finding(
    graph: &Graph,
    file: &File,
    at: FnId,
    function: &Function,
    rule: &Arc<Rule>,
    grade: Grade,
) -> Finding {
    let callers = graph.callers(at);
    let file_name = file.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let standing = if let Grade::Measured(report) = grade {
        format!("no line of it ran when `{report}` was made")
    } else if callers.is_empty() {
        // A method may be called on objects of which nothing is known, or on those of a base class.
        let does = if function.traits.is_method { "is seen to call it" } else { "mentions it" };
        let nowhere = format!("nothing in this workspace {does}");
        if grade == Grade::Module {
            format!("{nowhere}, and nothing in `{file_name}` is tested")
        } else {
            nowhere
        }
    } else if grade == Grade::Module {
        let others = if callers.len() == 1 { "its caller" } else { "its callers" };
        format!("nothing in `{file_name}` is tested, nor {others}")
    } else {
        let names: Vec<String> =
            callers.iter().take(2).map(|&caller| format!("`{}`", name_of(graph, caller))).collect();
        match callers.len() {
            1 => format!("{}, which mentions it, is not reached either", names[0]),
            2 => format!("{} and {}, which mention it, are not reached either", names[0], names[1]),
            more => format!("{} and {} others that mention it are not reached either", names[0], more - 1),
        }
    };
    let value = |name: &str| match name {
        "function" => Some(function.name().to_string()),
        "standing" => Some(standing.clone()),
        "wrong" => Some(wrong(function)),
        _ => None,
    };
    let mut finding = rule.finding(function.name_span, function.path.to_string(), &value);
    finding.evidence = evidence(graph, file, at, function);
    finding
}

fn evidence(graph: &Graph, file: &File, at: FnId, function: &Function) -> Vec<Evidence> {
    let mut evidence = vec![nearest_test(graph, file, at)];
    let callers = graph.callers(at);
    if let Some((&caller, (there, span))) =
        callers.iter().find_map(|caller| Some((caller, graph.site(*caller, at)?)))
    {
        evidence.push(Evidence {
            text: format!(
                "`{}` mentions `{}`, and no test reaches it either",
                name_of(graph, caller),
                function.name()
            ),
            place: Some(place(file, there, span)),
        });
    }
    evidence
}

/// The test that comes nearest: it reaches another function of the file. Functions are counted, not lines, so that
/// which it is does not turn on how long they are.
fn nearest_test(graph: &Graph, file: &File, at: FnId) -> Evidence {
    let reached: Vec<(u32, FnId, &Function)> = (0..)
        .zip(&file.facts.functions)
        .map(|(index, other)| (FnId { file: at.file, index }, other))
        .filter(|(id, _)| graph.tier(*id) != Tier::None)
        .map(|(id, other)| (id.index.abs_diff(at.index), id, other))
        .collect();
    let direct = reached.iter().filter(|(_, id, _)| graph.tier(*id) == Tier::Direct);
    let known = direct.filter_map(|&(distance, id, other)| Some((distance, other, test_of(graph, id)?)));
    if let Some((_, other, (there, test))) = known.min_by_key(|(distance, ..)| *distance) {
        return Evidence {
            text: format!("the nearest test is `{}`: it reaches `{}`", test.name(), other.name()),
            place: Some(place(file, there, test.name_span)),
        };
    }
    // A table of cases, the text of a patch, an import: which test it is cannot be said.
    match reached.iter().min_by_key(|(distance, ..)| *distance) {
        Some((.., other)) => Evidence {
            text: format!("tests reach `{}` of this file", other.name()),
            place: Some((None, other.name_span)),
        },
        None => Evidence { text: "no test reaches anything in this file".to_owned(), place: None },
    }
}

/// The test from which a function was reached.
fn test_of(graph: &Graph, from: FnId) -> Option<(&File, &Function)> {
    let mut number = graph.classes.function(from);
    // The first way to a function is a tree, so this ends.
    while let Some(parent) = graph.reach.parents.get(number as usize).copied().flatten() {
        number = parent;
    }
    let at = graph.classes.function_id(number);
    let file = graph.files[at.file as usize].as_ref()?;
    let function = file.facts.functions.get(at.index as usize)?;
    function.traits.is_in_test.then_some((file, function))
}

fn name_of(graph: &Graph, caller: Caller) -> String {
    let name = match caller {
        Caller::Function(id) => graph.world().function(id).map(|function| function.name().to_string()),
        Caller::File(id) => {
            let path = graph.files[id as usize].as_ref().map(|file| &file.path);
            path.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        }
    };
    name.unwrap_or_default()
}

fn place(own: &File, there: &File, span: Span) -> (Option<Arc<Path>>, Span) {
    ((own.path != there.path).then(|| Arc::clone(&there.path)), span)
}

/// One report for the workspace: on the first function that would have been reported.
fn without_tests(graph: &Graph, id: FileId, file: &File, rule: &Arc<Rule>) -> Option<Finding> {
    let spokesmen = graph.spokesmen.get_or_init(|| {
        let mut files: Vec<(&File, FileId)> =
            (0..).zip(&graph.files).filter_map(|(id, file)| Some((file.as_ref()?, id))).collect();
        files.sort_by(|(left, _), (right, _)| left.path.cmp(&right.path));
        let mut found: Vec<(Layout, FnId, usize)> = Vec::new();
        for (file, id) in files {
            for (index, _) in candidates(file) {
                match found.iter_mut().find(|(layout, ..)| *layout == file.layout) {
                    Some((.., count)) => *count += 1,
                    None => found.push((file.layout, FnId { file: id, index: index as u32 }, 1)),
                }
            }
        }
        Spokesmen(found)
    });
    let &(_, at, count) =
        spokesmen.0.iter().find(|(layout, at, _)| *layout == file.layout && at.file == id)?;
    let function = file.facts.functions.get(at.index as usize)?;
    let others = match count {
        1 => "there is no test in this workspace".to_owned(),
        _ => format!("there is no test in this workspace, nor for {} other functions", count - 1),
    };
    let value = |name: &str| match name {
        "function" => Some(function.name().to_string()),
        "standing" => Some(others.clone()),
        "wrong" => Some(wrong(function)),
        _ => None,
    };
    Some(rule.finding(function.name_span, function.path.to_string(), &value))
}

/// What the function could do wrong, by what it says it returns.
fn wrong(function: &Function) -> String {
    let returns = function.signature.returns().trim_start_matches("->").trim();
    let has = |names: &[&str]| {
        names.iter().any(|name| returns.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name))
    };
    let wrong = if returns.is_empty() || returns == "None" || returns == "()" {
        "stopped half-way"
    } else if has(&["Result"]) {
        "returned an error"
    } else if has(&["Option", "Optional", "None"]) {
        "found nothing"
    } else if has(&["bool"]) {
        "returned the opposite"
    } else if has(&[
        "list", "List", "dict", "Dict", "set", "Vec", "HashMap", "BTreeMap", "tuple", "Iterator", "Iterable",
    ]) {
        "returned one element too few"
    } else if has(&["str", "String", "bytes"]) {
        "returned an empty text"
    } else if has(&[
        "int", "float", "usize", "isize", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64",
    ]) {
        "were off by one"
    } else {
        "returned something else"
    };
    wrong.to_owned()
}
