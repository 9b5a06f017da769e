//! What tests reach, as JSON; described in the README. Fields are added and not changed within a `version`.

use serde::Serialize;

use super::Report;
use crate::judge::Tier;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    modules: Vec<JsonModule<'r>>,
    hollow: Vec<JsonHollow<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct JsonModule<'r> {
    path: &'r str,
    reached: usize,
    implicitly: usize,
    not_reached: usize,
    functions: Vec<JsonFunction<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct JsonFunction<'r> {
    name: &'r str,
    line: u32,
    end_line: u32,
    statements: u32,
    reached: &'static str,
    /// What led to a function that is reached implicitly.
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<&'static str>,
    /// The coverage report that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<&'static str>,
}

#[derive(Serialize)]
struct JsonHollow<'r> {
    path: &'r str,
    line: u32,
    rule: &'r str,
    test: &'r str,
    message: &'r str,
    question: &'r str,
}

pub(crate) fn render(report: &Report) -> String {
    let modules = report.modules.iter().map(|module| JsonModule {
        path: &module.path,
        reached: module.count(Tier::Direct),
        implicitly: module.count(Tier::Implicit),
        not_reached: module.count(Tier::None),
        functions: module
            .functions
            .iter()
            .map(|function| JsonFunction {
                name: &function.standing.path,
                line: function.line,
                end_line: function.end_line,
                statements: function.standing.statements,
                reached: match function.standing.tier {
                    Tier::Direct => "directly",
                    Tier::Implicit => "implicitly",
                    Tier::None => "not",
                },
                through: (function.standing.tier == Tier::Implicit).then(|| function.standing.why.text()),
                measured: function.standing.report,
            })
            .collect(),
    });
    let hollow = report.hollow.iter().map(|hollow| JsonHollow {
        path: &hollow.path,
        line: hollow.line,
        rule: &hollow.finding.rule.name,
        test: &hollow.finding.scope,
        message: &hollow.finding.message,
        question: &hollow.finding.question,
    });
    let document = Document { version: 1, modules: modules.collect(), hollow: hollow.collect() };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
