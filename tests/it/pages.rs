//! The pages of `report` and `history` in a real browser, on a desk, on a phone and on paper. With THINKTWICE_UPDATE=1
//! the pictures of the manual are taken anew.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::Workspace;

const DAY: i64 = 86_400;
/// 3 January 2026.
const BEGIN: i64 = 1_767_398_400;
const PICTURES: [&str; 4] = ["report-desktop", "report-phone", "history-desktop", "history-phone"];

/// A service as it grows through a year, and what somebody is about to merge into it.
fn project() -> Workspace {
    let workspace = Workspace::new(&[]);
    workspace.git(&["init", "-q", "-b", "main"]);
    let mut modules: Vec<(String, String)> = Vec::new();
    for number in 0..44_usize {
        let name = ["orders", "stock", "mail", "prices", "users"][number % 5];
        let mut body =
            format!("def {name}_{number}(client, item):\n    \"\"\"The {name} of an item.\"\"\"\n");
        for line in 0..6 + number * 7 % 13 {
            body.push_str(&format!("    {name}_{line} = client.{name}_of(item, {}, {line})\n", number % 4));
        }
        match number % 6 {
            1 => body.push_str("    try:\n        client.push(item)\n    except Exception:\n        pass\n"),
            3 => body.push_str("    reply = requests.get(client.address)\n    reply.raise_for_status()\n"),
            _ => {}
        }
        body.push_str("    return item\n\n\n");
        let path = format!("service/{name}.py");
        match modules.iter_mut().find(|(known, _)| *known == path) {
            // What was written last does not always stay.
            Some((_, text)) if number % 9 == 8 => {
                *text = text.replace("client.push(item)", "client.send(item)")
            }
            Some((_, text)) => text.push_str(&body),
            None => modules.push((path, format!("import requests\n\n\n{body}"))),
        }
        if number % 11 == 10 {
            let (_, text) = &mut modules[0];
            let half = text.rfind("\ndef ").unwrap_or(0);
            text.truncate(half + 1);
        }
        for (path, text) in &modules {
            workspace.write(path, text.as_bytes());
        }
        let message = match number % 7 {
            2 | 5 => format!("Add {name}\n\nCo-authored-by: Claude <noreply@anthropic.com>"),
            6 => format!("fix: the {name} of an item"),
            _ => format!("Add {name}"),
        };
        workspace.commit_at(BEGIN + number as i64 * 7 * DAY, &message);
        if number % 7 == 3 {
            let note = format!(
                "service/{name}.py\n  0123456789abcdef 1-400\n---\n{{\"schema_version\": \"authorship/3.0.0\", \
                 \"prompts\": {{\"0123456789abcdef\": {{\"agent_id\": {{\"tool\": \"cursor\", \"id\": \"1\", \"model\": \"m\"}}}}}}}}"
            );
            workspace.git(&["notes", "--ref=ai", "add", "-m", &note, "HEAD"]);
        }
    }
    workspace.git(&["checkout", "-q", "-b", "refunds"]);
    workspace.write(
        "service/refunds.py",
        b"import hashlib\nimport requests\n\n\ndef token_of(order):\n    return hashlib.md5(order.secret.encode()).hexdigest()\n\n\n\
          def refund(order, seen=[]):\n    seen.append(order)\n    reply = requests.post(order.gateway, json=order.data)\n    \
          return reply.json()\n\n\ndef notify(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n",
    );
    workspace.commit_at(BEGIN + 310 * DAY, "Refunds\n\nCo-authored-by: Claude <noreply@anthropic.com>");
    let reason = "the caller counts failures and tells the shop once a day";
    let run = workspace.run(&["decide", "service/refunds.py:18", "--keep", "--because", reason]);
    assert_eq!(run.code, 0, "{}", run.err);
    workspace.git(&["add", "-A"]);
    workspace
}

#[test]
fn a_browser_shows_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tools = root.join("target/test-tools");
    assert!(
        tools.join("playwright/installed").exists(),
        "this test needs a real browser: run tests/all, or tests/browser/install"
    );
    let workspace = project();
    let folder = tempfile::tempdir().unwrap();
    let page = |name: &str, arguments: &[&str]| {
        let run = workspace.run(&[arguments, &["--format", "html"]].concat());
        assert!(run.code < 2, "{}", run.err);
        let path = folder.path().join(format!("{name}.html"));
        std::fs::write(&path, run.out).unwrap();
        path
    };
    let output = Command::new(tools.join("node/bin/node"))
        .arg(root.join("tests/browser/pages.mjs"))
        .arg(folder.path())
        .arg(page("report", &["report", "--diff", "main"]))
        .arg(page("history", &["history", "--since", "2026-01-01"]))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let seen: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("seen.json")).unwrap()).unwrap();
    for (name, page) in seen.as_object().unwrap() {
        assert_eq!(page["overflow"], 0, "{name} is wider than the screen: {page:#}");
        if name.ends_with("-paper") {
            assert!(page["bytes"].as_u64() > Some(5_000), "{name}");
            continue;
        }
        assert_eq!(
            (&page["errors"], &page["elsewhere"]),
            (&Value::Array(vec![]), &Value::Array(vec![])),
            "{name}"
        );
        assert!(page["textSize"].as_f64() >= Some(16.0), "{name}");
        let charts = page["charts"].as_array().unwrap();
        assert_eq!(charts.len(), if name.starts_with("history") { 8 } else { 0 }, "{name}: {page:#}");
        for chart in charts {
            let figure = |key: &str| chart[key].as_f64().unwrap();
            assert!(figure("width") >= 300.0 && figure("height") >= 120.0, "{name}: {chart}");
            // A line of eleven months, and the labels of both axes, all of them inside and large enough to read.
            assert!(figure("shapes") >= 8.0 && figure("labels") >= 6.0, "{name}: {chart}");
            assert_eq!(chart["labels"], chart["labelsInside"], "{name}: {chart}");
            assert!(figure("labelHeight") >= 9.0, "{name}: {chart}");
        }
    }
    let headings = seen["report-phone"]["headings"].to_string();
    for heading in [
        "Questions for the reviewer",
        "New and undecided",
        "Decided here",
        "Where the changed lines come from",
    ] {
        assert!(headings.contains(heading), "{headings}");
    }
    let pictures = root.join("docs/pictures");
    if std::env::var_os("THINKTWICE_UPDATE").is_some() {
        std::fs::create_dir_all(&pictures).unwrap();
        for name in PICTURES {
            std::fs::copy(folder.path().join(format!("{name}.png")), pictures.join(format!("{name}.png")))
                .unwrap();
        }
    }
    for name in PICTURES {
        assert!(pictures.join(format!("{name}.png")).exists(), "run the tests with THINKTWICE_UPDATE=1");
    }
}
