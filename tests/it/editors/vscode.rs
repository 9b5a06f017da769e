//! VS Code with the extension from its package, in a fresh profile. `tests/vscode/run.mjs` is what the user does;
//! what was seen then is asserted here. Its pictures are in `target/vscode-test`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder or program from `tests/vscode/install`.
fn installed(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools").join(name);
    assert!(path.exists(), "this test needs a real VS Code: run tests/vscode/install");
    path
}

/// The program without what only debuggers read, which would take long to pack.
fn stripped(to: &Path) -> PathBuf {
    let program = to.join("thinktwice");
    let from = env!("CARGO_BIN_EXE_thinktwice");
    let is_stripped = Command::new("strip").arg("-o").arg(&program).arg(from).status();
    assert!(is_stripped.is_ok_and(|status| status.success()), "binutils' `strip` is needed");
    program
}

#[test]
#[ignore = "runs by itself: tests/all runs it after the others"]
fn vscode_does_what_its_page_says() {
    installed("code-server/installed");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let pictures = root.join("target/vscode-test");
    let output = Command::new(installed("node/bin/node"))
        .arg(root.join("tests/vscode/run.mjs"))
        .args([stripped(folder.path()), pictures.clone()])
        .output()
        .unwrap();
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{said}\npictures are in {}", pictures.display());
    let seen: Value = serde_json::from_slice(&std::fs::read(pictures.join("result.json")).unwrap()).unwrap();
    let text = |pointer: &str| seen.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let texts = |pointer: &str| -> Vec<String> {
        let values = seen.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
        values.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let any = |pointer: &str, words: &[&str]| {
        texts(pointer).iter().any(|text| words.iter().all(|word| text.contains(word)))
    };

    // What was done until then are the steps of the page: the package, a folder, a file.
    let page = std::fs::read_to_string(root.join("editors/vscode/README.md")).unwrap();
    let start = page.split("## Start\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let steps = start.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_digit()));
    assert_eq!(steps.count(), 3, "{start}");
    // The command's findings in the same file.
    assert_eq!(seen["squiggles"]["error"], 1, "{seen:#}");
    assert!(seen["squiggles"]["warning"].as_u64() >= Some(3), "{seen:#}");
    assert!(any("/problems", &["Error", "orders_of", "line 26 and character 20", "thinktwice"]), "{seen:#}");
    assert!(any("/problems", &["`read_date` does the same", "reports.py"]), "{seen:#}");

    let status = text("/status");
    assert!(status.contains("open questions") && status.contains("comes with the extension"), "{status}");

    // The message once, from the diagnostic; the rest from the hover.
    let hover = text("/hover");
    assert_eq!(hover.matches("is written into the SQL text").count(), 1, "{hover}");
    assert!(hover.contains("Ask yourself:") && hover.contains("confidence high"), "{hover}");
    let page = text("/page/text");
    assert!(page.contains("SQL built from strings") && page.contains("Ways out"), "{page}");
    assert!(page.contains("orders_of"), "{page}");
    let policy = text("/page/policy");
    assert!(policy.starts_with("default-src 'none'; style-src ") && !policy.contains("script"), "{policy}");
    assert_eq!(seen["page"]["scripts"], 0);
    assert_eq!(seen["page"]["language"], "en");
    assert_eq!(texts("/page/links"), ["Go to orders.py:26", "Keep it, because ..."]);
    assert!(!texts("/page/marked").is_empty(), "{seen:#}");
    assert_eq!(seen["page"]["background"], "rgb(31, 31, 31)", "the theme's colour");

    // The reason was too short first, for the editor and for the server, and was not lost.
    assert!(any("/actions", &["Explain this"]) && any("/actions", &["Keep it, because"]), "{seen:#}");
    assert_eq!(text("/asked"), "fine here");
    let comment =
        "# thinktwice: allow exception-becomes-default -- the till writes the file again within a minute";
    assert_eq!(text("/kept").trim(), comment);

    assert!(any("/review", &["shop/orders.py", "questions"]), "{seen:#}");
    assert!(any("/review", &["error", "channel.connect", "swallowed-exception, line 25"]), "{seen:#}");
    assert!(any("/review", &["decided", "the till writes the file again"]), "{seen:#}");
    assert_eq!(seen["walked"], true);
    assert_eq!(text("/compared/title").trim(), "reports.py:9 and orders.py:31");
    assert!(any("/offered", &["security"]) && any("/offered", &["strict"]), "{seen:#}");
    assert!(any("/faults", &["there is no key `profil` here", "line 1"]), "{seen:#}");
    assert!(any("/ruleHeader/faults", &["one of", "is wanted here", "line 3"]), "{seen:#}");
    assert!(any("/ruleHeader/offered", &["hint"]), "{seen:#}");
    // Of a file that is not open, so not from the server.
    assert!(any("/task", &["Warning", "panics when"]) && any("/task", &["lib.rs"]), "{seen:#}");
    // Without its family, the finding about SQL does not count.
    assert_eq!(text("/lens"), "6 open questions");

    let arrived = text("/arrived");
    assert!(arrived.contains("lines arrived at once") && arrived.ends_with("mark as read"), "{seen:#}");
    assert!(any("/ways", &["Keep it, because"]) && any("/ways", &["Later, because"]), "{seen:#}");
    assert!(text("/decided").contains(".thinktwice/decisions/"), "{seen:#}");
    let decision = text("/decision");
    assert!(
        decision.contains("dismiss") && decision.contains("number is checked by the caller"),
        "{decision}"
    );

    // The call is one of `requests` by the import in the cell above.
    let marked = text("/notebook/marked").replace('\u{a0}', " ");
    assert!(marked.contains("get(address)"), "{seen:#}");
    assert!(text("/notebook/hover").contains("Ask yourself:"), "{seen:#}");
    assert!(
        text("/notebook/kept")
            .trim()
            .starts_with("# thinktwice: allow http-call-without-timeout -- the till"),
        "{seen:#}"
    );
    // In the cell that is not on the screen.
    assert!(any("/notebook/problems", &["prices.ipynb:cell 5"]), "{seen:#}");

    assert_eq!(seen["restarted"], true);
    let environment = text("/environment");
    assert!(environment.contains("thinktwice doctor:"), "{environment}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        environment.contains(&format!("thinktwice {version} (comes with the extension)")),
        "{environment}"
    );
    assert!(text("/log").contains("the server has ended; it is started again"), "{seen:#}");
    assert!(text("/givenUp").contains("not started again by itself"), "{seen:#}");

    assert_eq!(
        texts("/walkthrough/steps"),
        ["See a question", "Read why it is asked", "Keep it, and say why", "Review the change"]
    );
    assert!(seen["walkthrough"]["picture"].as_u64() > Some(500), "{seen:#}");
    assert!(text("/walkthrough/alternative").contains("Ask yourself"), "{seen:#}");

    // A workspace that names a program is heard when it is trusted, and not before.
    assert_eq!(seen["untrusted"]["started"], false);
    assert_eq!(seen["untrusted"]["servers"], 1);
    assert_eq!(seen["trustedThen"], true);
    assert!(text("/missing").contains("say where it is in the setting thinktwice.path"), "{seen:#}");
    assert_eq!(seen["errors"], Value::Array(Vec::new()));
    // The rest of the 8 MB is for the program, which is of a debug build here.
    assert!(seen["megabytesOfItsOwn"].as_f64() < Some(1.6), "{seen:#}");
}
