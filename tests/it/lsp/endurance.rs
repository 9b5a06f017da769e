//! A server for days: other servers, storms of changes, idleness, and what it says of itself.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Setup, has, state, uri};
use super::{PYTHON, folder, write};

#[test]
fn two_servers_share_a_workspace() {
    let root = folder();
    write(root.path(), "a.py", PYTHON);
    let file = uri(&root.path().join("a.py"));
    let shared = state();
    let mut clients: Vec<_> =
        (0..2).map(|_| Setup { state: shared.clone(), ..Setup::new(root.path()) }.start()).collect();
    for client in &mut clients {
        client.open(&file, "python", PYTHON);
        assert!(has(&client.diagnostics(&file), "swallowed-exception"));
        client.indexed();
    }
    // One decides; the other is told by its editor that a file came.
    let target = clients[0]
        .diagnostics(&file)
        .iter()
        .find(|found| found["code"] == "swallowed-exception")
        .unwrap()
        .clone();
    let argument = json!({
        "uri": file, "rule": "swallowed-exception", "range": target["range"], "decision": "accept",
        "reason": "defaults will do where the file is broken, and the caller says so",
    });
    let params = json!({ "command": "thinktwice.decide", "arguments": [argument] });
    let made = clients[0].request("workspace/executeCommand", params).unwrap();
    let changes = json!({ "changes": [{ "uri": made["file"], "type": 1 }] });
    clients[1].notify("workspace/didChangeWatchedFiles", changes);
    for client in &clients {
        client.diagnostics_that(&file, "the decision", |found| !has(found, "swallowed-exception"));
    }
    for client in clients {
        assert_eq!(client.stop().code(), Some(0));
    }
}

#[test]
fn a_branch_switch_of_five_thousand_files_is_followed() {
    let root = folder();
    let name = |number: usize| format!("src/p{}/m{number}.py", number % 50);
    for number in 0..5_000 {
        write(root.path(), &name(number), "x = 1\n");
    }
    let file = uri(&root.path().join("src/open.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.indexed();
    for text in [PYTHON, "y = 2\n"] {
        for number in 0..5_000 {
            write(root.path(), &name(number), if number == 4_321 { text } else { "z = 3\n" });
        }
        let changes: Vec<Value> = (0..5_000)
            .map(|number| json!({ "uri": uri(&root.path().join(name(number))), "type": 2 }))
            .collect();
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        // What is under the fingers does not wait for the rest.
        client.edit(&file, [0, 0, 0, 0], "\n");
        assert!(has(&client.diagnostics(&file), "swallowed-exception"));
    }
    // All of it has been read when a request that needs it all says what is there now.
    let end = std::time::Instant::now() + Duration::from_secs(60);
    loop {
        let params = json!({ "command": "thinktwice.review", "arguments": [] });
        let review = client.request("workspace/executeCommand", params).unwrap().to_string();
        if review.contains("open.py") && !review.contains("m4321.py") {
            break;
        }
        assert!(std::time::Instant::now() < end, "{review}");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(client.stop().code(), Some(0));
}

#[test]
fn the_log_names_work_and_quotes_no_code() {
    let root = folder();
    let logs = tempfile::tempdir().unwrap();
    let log = logs.path().join("server.log");
    write(root.path(), "b.py", &PYTHON.replace("load_settings", "private_name"));
    let file = uri(&root.path().join("a.py"));
    let mut setup = Setup::new(root.path());
    setup.arguments = vec!["--log".to_owned(), log.display().to_string()];
    let mut client = setup.start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    client.indexed();
    client.edit(&file, [0, 0, 0, 0], "private_name\n");
    client.diagnostics(&file);
    assert_eq!(client.stop().code(), Some(0));
    let text = std::fs::read_to_string(log).unwrap();
    for stage in ["open", "index", "parse", "check", "judge"] {
        assert!(text.contains(&format!("name=\"{stage}\"")), "{stage}: {text}");
    }
    assert!(text.contains("a.py version 2") && text.contains("time.busy"), "{text}");
    assert!(!text.contains("private_name") && !text.contains("load_settings"), "{text}");
}

#[test]
fn the_status_says_what_takes_how_long() {
    let root = folder();
    let file = uri(&root.path().join("zebra.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    client.indexed();
    let status = client.request("thinktwice/status", Value::Null).unwrap();
    assert_eq!((&status["indexed"], &status["open"]), (&json!(true), &json!(1)));
    let named = |list: &str, key: &str| -> Vec<String> {
        let entries = status[list].as_array().unwrap().iter();
        entries.map(|entry| entry[key].as_str().unwrap().to_owned()).collect()
    };
    for stage in ["parse", "check", "judge", "index", "open"] {
        assert!(named("stages", "stage").contains(&stage.to_owned()), "{stage}: {status}");
    }
    assert!(named("rules", "rule").contains(&"swallowed-exception".to_owned()), "{status}");
    let text = status.to_string();
    assert!(!text.contains("zebra") && !text.contains("load_settings"), "{text}");
}

/// Seconds that a process has run, in user and system mode.
#[cfg(target_os = "linux")]
fn ran(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let times = stat.rsplit(')').next().unwrap().split_whitespace().skip(11).take(2);
    times.map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum()
}

#[cfg(target_os = "linux")]
#[test]
fn who_is_idle_does_nothing() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", &format!("{PYTHON}def broken(:\n"));
    client.diagnostics(&file);
    client.indexed();
    // The broken text is looked at once more when typing pauses.
    std::thread::sleep(Duration::from_secs(2));
    let before = ran(client.process());
    std::thread::sleep(Duration::from_secs(3));
    let after = ran(client.process());
    assert!(after - before <= 0.02, "{} s in three", after - before);
}
