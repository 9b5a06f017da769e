//! The file of a decision: a few lines of `key: value`, a blank line, and the reason as prose.

use std::path::Path;

use super::{Decision, Kind};
use crate::judge::day::Day;

/// The text of a decision's file.
pub fn write(decision: &Decision) -> String {
    let place = match decision.scope.is_empty() {
        true => decision.path.clone(),
        false => format!("{} :: {}", decision.path, decision.scope),
    };
    let mut lines = vec![
        format!("decision: {}", decision.kind.name()),
        format!("where: {}", one_line(&place)),
        format!("line: {}", one_line(&decision.line)),
        format!("fingerprint: {}", decision.fingerprint),
        format!("context: {}", decision.context),
    ];
    lines.extend(decision.until.map(|until| format!("until: {until}")));
    format!("{}\n\n{}\n", lines.join("\n"), decision.reason.trim())
}

/// Reads the file of a decision about a rule.
///
/// # Errors
/// A line, if there is one, and a message.
pub fn read(text: &str, rule: &str, file: &Path) -> Result<Decision, (Option<u32>, String)> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let (head, reason) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut decision = Decision {
        kind: Kind::Accept,
        rule: rule.to_string(),
        path: String::new(),
        scope: String::new(),
        line: String::new(),
        fingerprint: String::new(),
        context: String::new(),
        until: None,
        reason: reason.trim().to_string(),
        file: file.to_path_buf(),
    };
    let mut kind = None;
    for (number, line) in (1..).zip(head.lines()) {
        let wrong = |message: String| (Some(number), message);
        let Some((key, value)) = line.split_once(':') else {
            return Err(wrong("`key: value` is expected; the reason stands under a blank line".to_string()));
        };
        let value = value.trim();
        match key.trim() {
            "decision" => {
                kind =
                    Some(Kind::from_name(value).ok_or_else(|| {
                        wrong(format!("`{value}` is no decision: accept, dismiss or later"))
                    })?);
            }
            "where" => {
                let (path, scope) = value.split_once(" :: ").unwrap_or((value, ""));
                (decision.path, decision.scope) = (path.to_string(), scope.to_string());
            }
            "line" => decision.line = value.to_string(),
            "fingerprint" => decision.fingerprint = value.to_string(),
            "context" => decision.context = value.to_string(),
            "until" => {
                let day = Day::parse(value);
                decision.until =
                    Some(day.ok_or_else(|| wrong(format!("`{value}` is no day like 2027-03-01")))?);
            }
            // A later version may say more.
            _ => {}
        }
    }
    decision.kind = kind.ok_or((None, "`decision:` is missing: accept, dismiss or later".to_string()))?;
    let missing = match &decision {
        decision if !decision.fingerprint.starts_with("v1:") => Some("`fingerprint: v1:...` is missing"),
        decision if decision.kind == Kind::Later && decision.until.is_none() => {
            Some("`until:` is missing: on which day is it looked at again?")
        }
        decision if decision.reason.is_empty() => {
            Some("the reason is missing: a sentence under a blank line")
        }
        _ => None,
    };
    missing.map_or(Ok(decision), |message| Err((None, message.to_string())))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "decision: later\nwhere: src/pay.py :: Client.charge\nline: except Exception:\n\
        fingerprint: v1:4f0c\ncontext: 91be\nuntil: 2027-03-01\n\nThe gateway wraps every failure.\n\nretry() logs it.\n";

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let decision = read(TEXT, "r", Path::new("x.md")).unwrap();
        assert_eq!((decision.path.as_str(), decision.scope.as_str()), ("src/pay.py", "Client.charge"));
        assert_eq!(write(&decision), TEXT);
        assert_eq!(read(&TEXT.replace('\n', "\r\n"), "r", Path::new("x.md")).unwrap(), decision);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let wrong = |from: &str, to: &str| read(&TEXT.replace(from, to), "r", Path::new("x.md")).unwrap_err();
        assert_eq!(wrong("later", "never").0, Some(1));
        assert_eq!(wrong("2027-03-01", "soon").0, Some(6));
        assert!(wrong("until: 2027-03-01\n", "").1.contains("until"));
        assert!(wrong("v1:", "v9:").1.contains("fingerprint"));
        assert!(wrong("The gateway wraps every failure.\n\nretry() logs it.", "").1.contains("reason"));
    }
}
