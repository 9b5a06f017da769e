//! `thinktwice decide`: keep because, not true here because, later; and what was decided so far.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use serde_json::json;
use thinktwice_engine::text::LineIndex;

use super::output::{Output, plural, safe};
use super::project::Project;
use super::{Failure, Outcome, RuleFolder};
use crate::judge::day::Day;
use crate::judge::decisions::{Decision, Kind, Ledger};
use crate::judge::{Commented, DecisionState, Reviewed, Wish};

/// Arguments of `decide`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub struct DecideArguments {
    /// The finding: a file and a line, as `src/pay.py:42`
    #[arg(value_name = "FILE:LINE", required_unless_present_any = ["list", "prune"])]
    place: Option<String>,
    /// The rule, where more than one speaks of that line
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// It is as the rule says, and stays
    #[arg(long, group = "what", requires = "because")]
    keep: bool,
    /// What the rule says is not true here
    #[arg(long, group = "what", requires = "because")]
    not_true: bool,
    /// It is looked at again on this day, as 2027-03-01
    #[arg(long, group = "what", value_name = "DAY", requires = "because")]
    later: Option<String>,
    /// The decision about it, or the one it was before the code moved, still holds in its new surroundings
    #[arg(long, group = "what")]
    still_true: bool,
    /// It was of no use to you: counted on this machine only
    #[arg(long, group = "what")]
    not_useful: bool,
    /// Why, in your own words: one sentence
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
    /// The day on which a decision ends
    #[arg(long, value_name = "DAY", conflicts_with = "later")]
    until: Option<String>,
    /// List what was decided, in files and in comments
    #[arg(long, group = "what")]
    list: bool,
    /// Remove decisions whose finding has gone
    #[arg(long, group = "what")]
    prune: bool,
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A configuration file in place of the project's own
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    folder: RuleFolder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(arguments: DecideArguments, output: &mut Output) -> Result<Outcome, Failure> {
    let project = Project::whole(arguments.config.clone(), &arguments.folder, output)?;
    if arguments.list {
        list(&project, arguments.format, output);
    } else if arguments.prune {
        prune(&project, output)?;
    } else {
        decide(&project, &arguments, output)?;
    }
    project.remember();
    Ok(Outcome::Fine)
}

fn list(project: &Project, format: Format, output: &mut Output) {
    let standings = project.review.standings();
    let comments = project.review.comments();
    if format == Format::Json {
        let entries: Vec<_> = standings
            .iter()
            .map(|(decision, standing)| {
                json!({
                    "rule": decision.rule,
                    "decision": decision.kind,
                    "path": decision.path,
                    "scope": decision.scope,
                    "line": decision.line,
                    "reason": decision.reason,
                    "until": decision.until.map(|day| day.to_string()),
                    "standing": standing,
                    "fingerprint": decision.fingerprint,
                    "file": shown(project, &decision.file),
                })
            })
            .collect();
        let comments: Vec<_> = comments
            .iter()
            .map(|Commented { path, line, rule, reason }| {
                json!({ "rule": rule.name, "path": path, "line": line, "reason": reason })
            })
            .collect();
        let document = json!({ "version": 1, "decisions": entries, "comments": comments });
        output.print(&format!("{document:#}\n"));
        return;
    }
    for (decision, standing) in &standings {
        output.print(&entry(decision, *standing));
    }
    for Commented { path, line, rule, reason } in &comments {
        let text = format!("{path}:{line}: {} kept, in a comment\n  {reason}\n\n", rule.name);
        output.print(&safe(&text));
    }
    output.print(&match (standings.len(), comments.len()) {
        (0, 0) => "nothing was decided yet\n".to_string(),
        (count, 0) => format!("{}\n", plural(count, "decision")),
        (0, beside) => format!("{}\n", plural(beside, "comment")),
        (count, beside) => format!("{} and {}\n", plural(count, "decision"), plural(beside, "comment")),
    });
}

fn entry(decision: &Decision, standing: DecisionState) -> String {
    let until = decision.until.map(|until| format!(" until {until}")).unwrap_or_default();
    let scope = if decision.scope.is_empty() { String::new() } else { format!(" in {}", decision.scope) };
    let remark = match standing {
        DecisionState::Holds => String::new(),
        other => format!("  {}\n", other.words()),
    };
    let reason: String = decision.reason.lines().map(|line| format!("  {line}\n")).collect();
    safe(&format!(
        "{}{scope}: {} {}{until}\n  {}\n{reason}{remark}\n",
        decision.path,
        decision.rule,
        decision.kind.words(),
        decision.line
    ))
}

fn prune(project: &Project, output: &mut Output) -> Result<(), Failure> {
    let mut count = 0;
    for (decision, _) in
        project.review.standings().iter().filter(|(_, standing)| *standing == DecisionState::Stale)
    {
        Ledger::remove(decision)?;
        output.print(&safe(&format!(
            "removed {}: {} of {} has gone\n",
            shown(project, &decision.file),
            decision.rule,
            decision.path
        )));
        count += 1;
    }
    output.print(&format!("{} removed\n", plural(count, "decision")));
    Ok(())
}

fn decide(project: &Project, arguments: &DecideArguments, output: &mut Output) -> Result<(), Failure> {
    let place = arguments.place.as_deref().unwrap_or_default();
    let (path, found) = find(project, place, arguments.rule.as_deref())?;
    let finding = &found.finding;
    if arguments.not_useful {
        let count = project.review.not_useful(&path, finding)?;
        let rule = &finding.rule.name;
        output.print(&format!(
            "noted on this machine: {} of `{rule}` not useful so far\n",
            plural(count, "finding")
        ));
        return Ok(());
    }
    let day = |text: &Option<String>| match text {
        Some(text) => match Day::parse(text) {
            Some(day) => Ok(Some(day)),
            None => Err(format!("`{text}` is no day like 2027-03-01")),
        },
        None => Ok(None),
    };
    let wish = if arguments.still_true {
        let before = found.decision().ok_or("nothing was decided about it before")?;
        Wish { kind: before.kind, reason: before.reason.clone(), until: before.until }
    } else {
        let kind = match (arguments.keep, arguments.not_true) {
            (true, _) => Kind::Accept,
            (_, true) => Kind::Dismiss,
            _ => Kind::Later,
        };
        let until = day(&arguments.later)?.or(day(&arguments.until)?);
        Wish { kind, reason: arguments.because.clone().unwrap_or_default(), until }
    };
    let made = project.review.decide(&path, finding, &wish)?;
    output.print(&safe(&format!("{}: {}\n", shown(project, &made.file), wish.kind.words())));
    Ok(())
}

/// The finding at a place.
fn find(project: &Project, place: &str, rule: Option<&str>) -> Result<(PathBuf, Reviewed), Failure> {
    let (file, line) = place
        .rsplit_once(':')
        .and_then(|(file, line)| Some((file, line.parse::<u32>().ok()?)))
        .ok_or_else(|| format!("`{place}` is no place like src/pay.py:42"))?;
    let path = project.here.join(file);
    let path = path.canonicalize().map_err(|_| format!("{file}: there is no such file"))?;
    let lines = LineIndex::new(&project.review.text(&path).unwrap_or_default());
    let mut reviewed = project.review.reviewed(&path);
    reviewed.retain(|reviewed| {
        let (start, end) = (reviewed.finding.span.start, reviewed.finding.span.end);
        let at = lines.line(start).0 + 1..=lines.line(end.saturating_sub(1).max(start)).0 + 1;
        at.contains(&line) && rule.is_none_or(|rule| reviewed.finding.rule.name == rule)
    });
    match reviewed.len() {
        0 => Err(format!("{place}: nothing is found there").into()),
        1 => Ok((path, reviewed.remove(0))),
        _ => {
            let names: Vec<&str> =
                reviewed.iter().map(|reviewed| reviewed.finding.rule.name.as_str()).collect();
            Err(format!("{place}: say which with --rule: {}", names.join(", ")).into())
        }
    }
}

fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root).unwrap_or(path).display().to_string()
}
