//! Kakoune with kak-lsp, and the configuration of its page.

use std::path::{Path, PathBuf};

use super::PYTHON;
use super::terminal::Terminal;

/// kak-lsp from `tests/all`.
fn kak_lsp() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/kak-lsp/bin");
    assert!(folder.join("kak-lsp").is_file(), "this test needs Kakoune and kak-lsp: run tests/all");
    folder
}

#[test]
fn kakoune_shows_findings_hovers_and_actions() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("project/.git")).unwrap();
    std::fs::write(at("project/thinktwice.toml"), "ignore = [\"untested-change\"]\n").unwrap();
    std::fs::write(at("project/settings.py"), PYTHON).unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/kakoune/README.md");
    let page = std::fs::read_to_string(page).unwrap();
    let configuration = page.split("```kak\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    std::fs::create_dir_all(at("config/kak")).unwrap();
    std::fs::write(at("config/kak/kakrc"), configuration).unwrap();
    std::fs::create_dir_all(at("run")).unwrap();
    let command = format!(
        "env XDG_CONFIG_HOME={} XDG_RUNTIME_DIR={} PATH={}:\"$PATH\" kak settings.py",
        at("config").display(),
        at("run").display(),
        kak_lsp().display()
    );
    let terminal = Terminal::new("kakoune", &at("project"), &command);

    // The sign at the line.
    terminal.screen(&["*    except Exception:"]);
    terminal.keys(&["/except", "Enter"]);
    terminal.keys(&[":lsp-hover", "Enter"]);
    let hover = terminal.screen(&["Ask yourself:"]);
    assert!(hover.contains("[error][thinktwice][swallowed-exception]"), "{hover}");
    terminal.keys(&[":lsp-code-actions", "Enter"]);
    terminal.screen(&["Explain this: swallowed-exception", "Keep it, because ... (swallowed-exception)"]);
    // Alone, or it would be a key with Alt.
    terminal.keys(&["Escape"]);
    terminal.screen(&["1 sel"]);
    terminal.keys(&[":quit!", "Enter"]);
}
