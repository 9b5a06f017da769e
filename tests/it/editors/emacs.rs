//! Emacs in batch mode, with eglot and with lsp-mode, and the settings of their page. `emacs.el` and `emacs-lsp-mode.el` are
//! what the user does.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::repository_file;

const PYTHON: &str = "\
def sync(client):
    try:
        client.push()
    except Exception:
        pass
";

#[test]
fn eglot_shows_findings_hover_and_actions() {
    shows_findings_hover_and_actions("## eglot", "emacs.el");
}

#[test]
fn lsp_mode_shows_findings_hover_and_actions() {
    shows_findings_hover_and_actions("## lsp-mode", "emacs-lsp-mode.el");
}

/// With the settings of a section of the page, word for word.
#[track_caller]
fn shows_findings_hover_and_actions(section: &str, script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("project/.git")).unwrap();
    std::fs::write(at("project/thinktwice.toml"), "select = [\"swallowed-exception\"]\n").unwrap();
    std::fs::write(at("project/a.py"), PYTHON).unwrap();
    let page = repository_file("editors/emacs/README.md");
    let section = page.split(section).nth(1).unwrap();
    let settings = section.split("```elisp\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let settings: String =
        settings.lines().filter(|line| !line.contains("add-hook")).collect::<Vec<_>>().join("\n");
    std::fs::write(at("settings.el"), settings).unwrap();

    let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("emacs")
        .args(["--batch", "-q", "-l"])
        .arg(root.join("tests/it/editors").join(script))
        .env("PATH", path)
        .env("HOME", folder.path())
        .env("SETTINGS", at("settings.el"))
        .env("FILE", at("project/a.py"))
        .output()
        .expect("this test needs Emacs with eglot and lsp-mode: run tests/all");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let result = out.lines().find_map(|line| line.strip_prefix("RESULT "));
    let result: Value = serde_json::from_str(result.unwrap_or_else(|| panic!("{out}\n{err}"))).unwrap();
    assert_eq!(result["server"], "thinktwice");
    let found = result["found"][0].as_str().unwrap();
    assert!(found.starts_with("4 ") && found.contains("ignores every failure"), "{result:#}");
    assert!(result["hover"].as_str().unwrap().contains("Ask yourself:"), "{result:#}");
    let actions: Vec<&str> = result["actions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(actions.iter().any(|title| title.starts_with("Keep it, because")), "{actions:?}");
    assert_eq!(result["left"], "none");
}
