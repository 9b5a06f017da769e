//! A headless Neovim, as its users have it: the folder `editors/nvim` on the runtimepath, and one line to switch
//! thinktwice on. `nvim.lua` is what the user does; what was seen then is asserted here.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::PYTHON;
use super::terminal::{Terminal, path};

const RUST: &str = "\
use std::fs;
use std::path::Path;

pub fn save(path: &Path, text: &str) -> bool {
    let _ = fs::write(path, text);
    true
}
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Neovim 0.11 from `tests/all`, or from the PATH.
fn neovim() -> PathBuf {
    let installed = root().join("target/test-tools/bin/nvim");
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
    // The help's tags are made by plugin managers, not in the repository.
    let copy = at("plugin");
    std::fs::create_dir_all(copy.join("doc")).unwrap();
    std::fs::copy(root().join("editors/nvim/doc/thinktwice.txt"), copy.join("doc/thinktwice.txt")).unwrap();
    let output = Command::new(neovim())
        .args(["--headless", "--clean", "-i", "NONE", "-n", "-l"])
        .arg(root().join("tests/it/editors/nvim.lua"))
        .env("PATH", path())
        .env("PLUGIN", root().join("editors/nvim"))
        .env("PLUGIN_COPY", copy)
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
    let result = std::fs::read(at("result.json"));
    let result: Value =
        serde_json::from_slice(&result.unwrap_or_else(|error| panic!("{error}: {said}"))).unwrap();

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
    assert!(result["told"][0].as_str().unwrap().contains("15 characters"), "{result:#}");
    let comment = "    # thinktwice: allow swallowed-exception -- defaults are enough for a first start";
    let lines: Vec<&str> =
        result["python"]["kept"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(lines[7..9], [comment, "    except Exception:"]);
    assert_eq!(result["python"]["left"], Value::Array(Vec::new()), "{result:#}");
    let page = result["python"]["page"].as_str().unwrap();
    assert!(page.starts_with("# Swallowed exception") && page.contains("## Ways out"), "{page}");
    assert_eq!(result["python"]["page_again"], result["python"]["page"]);

    let question = "[swallowed-exception] When `open` fails in `load_settings`, nothing is recorded.";
    let listed = |list: &str| result["review"][list][0].as_str().unwrap_or_default().to_owned();
    assert!(
        listed("quickfix").starts_with("settings.py:8:E ") && listed("quickfix").contains(question),
        "{result:#}"
    );
    assert_eq!(listed("location"), listed("quickfix"));
    assert_eq!(result["review"]["title"], "thinktwice: 1 open, 0 decided");
    assert_eq!(result["review"]["first"], "settings.py:8");
    assert_eq!(result["completed"], serde_json::json!(["decide", "explain", "report", "review"]));
    assert_eq!(result["completed_review"], serde_json::json!(["all", "change", "here"]));
    let report = result["report"].as_str().unwrap();
    assert!(report.starts_with("# 0 open, 1 decided"), "{report}");
    assert!(
        report.contains("- [x] line 9, `swallowed-exception`: Swallowed exception: \"defaults are enough"),
        "{report}"
    );
    let health = result["health"].as_str().unwrap();
    assert!(!health.contains("ERROR") && !health.contains("WARNING"), "{health}");
    assert!(health.contains(concat!("thinktwice ", env!("CARGO_PKG_VERSION"))), "{health}");
    assert!(health.contains("for 2 files"), "{health}");
    let help = result["help"].as_str().unwrap();
    for command in ["explain", "review", "decide", "report"] {
        assert!(help.contains(&format!(":ThinkTwice {command}")), "{help}");
    }
    assert_eq!(result["recovered"][0], "swallowed-exception:8", "{result:#}");
    assert_eq!(result["stopped"], true);
    let missing = result["missing"].as_str().unwrap();
    assert!(missing.contains("`/nowhere/thinktwice` cannot be run"), "{missing}");
    assert!(missing.contains("cargo install --path . in the repository puts it on the PATH"), "{missing}");
}

#[test]
fn everything_fits_on_a_small_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("project/.git")).unwrap();
    std::fs::write(at("project/thinktwice.toml"), "ignore = [\"untested-change\"]\n").unwrap();
    std::fs::write(at("project/settings.py"), PYTHON).unwrap();
    // The configuration of the page, word for word.
    let page = std::fs::read_to_string(root().join("editors/nvim/README.md")).unwrap();
    let block =
        |language: &str| page.split(language).nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (installed, configured) = (block("```console\n"), block("```lua\n"));
    let lines = installed.lines().chain(configured.lines().filter(|line| !line.starts_with("--")));
    assert_eq!(lines.count(), 3, "from nothing to the first finding it takes three lines: {page}");
    let configured = configured.replace("/path/to/thinktwice", root().to_str().unwrap());
    let init = format!("vim.g.loaded_python3_provider = 0\n{configured}");
    std::fs::write(at("init.lua"), init).unwrap();
    let places =
        ["CONFIG", "DATA", "STATE", "CACHE"].map(|name| format!("XDG_{name}_HOME={}", at(name).display()));
    let command = format!(
        "env {} {} -i NONE -n -u {} settings.py",
        places.join(" "),
        neovim().display(),
        at("init.lua").display()
    );
    let terminal = Terminal::new("nvim", &at("project"), &command);

    terminal.screen(&["def load_settings"]);
    // The sign of an error at the line.
    terminal.screen(&["E     except Exception:"]);
    terminal.keys(&["8G", "w", "K"]);
    let hover = terminal.screen(&["Ask yourself:", "Explain this"]);
    // Lines are broken where the screen ends.
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    for part in
        ["load_settings ignores", "What does the code after it work with?", "Fine when", "confidence high"]
    {
        assert!(dense(&hover).contains(&dense(part)), "{part} is cut off:\n{hover}");
    }
    terminal.keys(&["gra"]);
    terminal.screen(&["Explain this: swallowed-exception", "Keep it, because ... (swallowed-exception)"]);
    // An empty answer chooses nothing.
    terminal.keys(&["Enter"]);
    terminal.keys(&[":ThinkTwice review", "Enter"]);
    terminal.screen(&["settings.py|8 col 5-22 error|", "thinktwice: 1 open, 0 decided"]);
    terminal.keys(&[":cclose", "Enter", ":checkhealth thinktwice", "Enter"]);
    let health = terminal.screen(&["OK running in", "for 1 file"]);
    assert!(!health.contains("ERROR") && !health.contains("WARNING"), "{health}");
    terminal.keys(&[":qall!", "Enter"]);
}
