//! A headless Neovim, as its users have it: the folder `editors/nvim` on the runtimepath, and one line to switch
//! thinktwice on. `nvim.lua` is what the user does; what was seen then is asserted here.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const PYTHON: &str = "\
import json

def load_settings(path):
    settings = dict(DEFAULTS)
    try:
        with open(path) as handle:
            settings.update(json.load(handle))
    except Exception:
        pass
    return settings
";

const RUST: &str = "\
use std::fs;
use std::path::Path;

pub fn save(path: &Path, text: &str) -> bool {
    let _ = fs::write(path, text);
    true
}
";

/// Neovim 0.11 from `tests/all`, or from the PATH.
fn neovim() -> PathBuf {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/bin/nvim");
    let found = [installed, PathBuf::from("nvim")].into_iter().find(|program| {
        let output = Command::new(program).arg("--version").output();
        let version =
            output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let minor =
            version.strip_prefix("NVIM v0.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
        minor.is_some_and(|minor| minor >= 11)
    });
    found.expect("this test needs Neovim 0.11 or later: run tests/all")
}

#[test]
fn neovim_shows_findings_hover_and_keeps_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("project/.git")).unwrap();
    // Nothing here has tests, which is not what this test is about.
    std::fs::write(at("project/thinktwice.toml"), "ignore = [\"untested-change\"]\n").unwrap();
    std::fs::write(at("project/settings.py"), PYTHON).unwrap();
    std::fs::write(at("project/save.rs"), RUST).unwrap();
    // `thinktwice` is found on the PATH, as a user has it.
    let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path))).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(neovim())
        .args(["--headless", "--clean", "-i", "NONE", "-n", "-l"])
        .arg(root.join("tests/it/editors/nvim.lua"))
        .env("PATH", path)
        .env("PLUGIN", root.join("editors/nvim"))
        .env("RESULT", at("result.json"))
        .env("XDG_CONFIG_HOME", at("config"))
        .env("XDG_DATA_HOME", at("data"))
        .env("XDG_STATE_HOME", at("state"))
        .env("XDG_CACHE_HOME", at("cache"))
        .env("NVIM_LOG_FILE", at("nvim.log"))
        .current_dir(at("project"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let result: Value = serde_json::from_slice(&std::fs::read(at("result.json")).unwrap()).unwrap();

    assert_eq!(result["rust"]["opened"][0], "discarded-result:5", "{result:#}");
    assert_eq!(result["rust"]["typed"], Value::Array(Vec::new()), "{result:#}");
    assert_eq!(result["python"]["opened"][0], "swallowed-exception:8", "{result:#}");
    assert_eq!(result["python"]["typed"], Value::Array(Vec::new()), "{result:#}");
    assert_eq!(result["python"]["undone"][0], "swallowed-exception:8", "{result:#}");
    let float = result["python"]["float"].as_str().unwrap();
    assert!(float.contains("load_settings") && float.contains("Ask yourself:"), "{float}");
    assert!(float.lines().count() <= 12, "{float}");
    // The first answer was too short, the second was taken.
    assert_eq!(result["python"]["asked"], 2);
    assert!(result["python"]["told"].as_str().unwrap().contains("15 characters"), "{result:#}");
    let comment = "    # thinktwice: allow swallowed-exception -- defaults are enough for a first start";
    let lines: Vec<&str> =
        result["python"]["kept"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(lines[7..9], [comment, "    except Exception:"]);
    assert_eq!(result["python"]["left"], Value::Array(Vec::new()), "{result:#}");
    let page = result["python"]["page"].as_str().unwrap();
    assert!(page.starts_with("# Swallowed exception") && page.contains("## Ways out"), "{page}");
    assert_eq!(result["stopped"], true);
}
