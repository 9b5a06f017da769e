//! What tests reach, for people at a terminal: a line a module, the worst first, then the tests that check nothing.

use std::fmt::Write as _;

use super::Report;
use crate::cli::output::{plural, safe};
use crate::judge::Tier;

/// Names of one module past this many are told as a number.
const NAMED: usize = 8;

pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    let mut modules: Vec<_> = report.modules.iter().collect();
    modules.sort_by_key(|module| (std::cmp::Reverse(module.count(Tier::None)), &module.path));
    let widest = modules.iter().map(|module| module.path.chars().count()).max().unwrap_or_default().min(60);
    if !modules.is_empty() {
        let _ = writeln!(text, "{:widest$}  reached  implicitly  not reached", "module");
    }
    for module in &modules {
        let counts = [Tier::Direct, Tier::Implicit, Tier::None].map(|tier| module.count(tier));
        let path = safe(&module.path);
        let _ = writeln!(text, "{path:widest$}  {:>7}  {:>10}  {:>11}", counts[0], counts[1], counts[2]);
    }
    for module in modules.iter().filter(|module| module.count(Tier::None) > 0) {
        let missing = module.functions.iter().filter(|function| function.standing.tier == Tier::None);
        let mut names: Vec<String> =
            missing.map(|function| format!("{}:{}", safe(&function.standing.path), function.line)).collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        let _ =
            writeln!(text, "\n{}: no path from a test leads to\n  {}", safe(&module.path), names.join(", "));
    }
    if !report.hollow.is_empty() {
        text.push_str("\nTests that would not notice a fault:\n");
    }
    for hollow in &report.hollow {
        let message = safe(&hollow.finding.message);
        let _ = writeln!(
            text,
            "  {}:{}: {message} [{}]",
            safe(&hollow.path),
            hollow.line,
            hollow.finding.rule.name
        );
    }
    let all: usize = report.modules.iter().map(|module| module.functions.len()).sum();
    let count = |tier| report.modules.iter().map(|module| module.count(tier)).sum::<usize>();
    let _ = writeln!(
        text,
        "\n{} in {}: {} reached, {} implicitly, {} not; {}",
        plural(all, "function"),
        plural(report.modules.len(), "module"),
        count(Tier::Direct),
        count(Tier::Implicit),
        count(Tier::None),
        plural(report.hollow.len(), "hollow test"),
    );
    text
}
