//! What holds for the source tree as a whole: directions between layers, one place that prints, a header on each file.

use std::path::{Path, PathBuf};

/// The files of the server, as (path from the repository's root, text without its test module).
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("server")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path: PathBuf = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("the file can be read");
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_string();
                let shown =
                    path.strip_prefix(root).expect("it lies below").to_string_lossy().replace('\\', "/");
                found.push((shown, code));
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the sources were not found");
    found
}

#[track_caller]
fn assert_nowhere(faults: Vec<String>) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The lines of code that hold one of these words.
fn lines_with(path: &str, code: &str, words: &[&str]) -> Vec<String> {
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    let hits = code
        .lines()
        .enumerate()
        .filter(|(_, line)| !is_comment(line) && words.iter().any(|word| line.contains(word)));
    hits.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())).collect()
}

#[test]
fn layers_know_only_those_below_them() {
    let forbidden: [(&str, &[&str]); 5] = [
        ("server/engine/", &["thinktwice::", "tokio", "tower_lsp", "lsp_types", "std::fs", "std::process"]),
        ("server/workspace/", &["crate::judge", "crate::lsp", "crate::cli", "super::super::judge"]),
        ("server/judge/", &["crate::lsp", "crate::cli"]),
        ("server/lsp/", &["crate::cli"]),
        ("server/cli/", &["crate::lsp"]),
    ];
    let mut faults = Vec::new();
    for (path, code) in sources() {
        for (layer, words) in forbidden {
            if path.starts_with(layer) {
                faults.extend(lines_with(&path, &code, words));
            }
        }
    }
    assert_nowhere(faults);
}

#[test]
fn only_the_protocol_face_knows_the_protocol() {
    let files = sources().into_iter().filter(|(path, _)| !path.starts_with("server/lsp/"));
    assert_nowhere(
        files
            .flat_map(|(path, code)| lines_with(&path, &code, &["tower_lsp", "lsp_types", "utf16"]))
            .collect(),
    );
}

#[test]
fn one_file_prints() {
    let printing = ["println!", "print!(", "stdout()", "stderr()"];
    let allowed = ["server/cli/output.rs", "server/build.rs"];
    let files = sources().into_iter().filter(|(path, _)| {
        // The server speaks on standard output by way of its transport.
        !allowed.contains(&path.as_str()) && !path.starts_with("server/lsp/")
    });
    assert_nowhere(files.flat_map(|(path, code)| lines_with(&path, &code, &printing)).collect());
}

#[test]
fn nothing_is_unwrapped_or_left_to_do() {
    let words = [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "process::exit", "FIXME", "XXX"];
    assert_nowhere(sources().iter().flat_map(|(path, code)| lines_with(path, code, &words)).collect());
}

#[test]
fn every_file_says_what_it_is_for() {
    let bare = sources().into_iter().filter(|(_, code)| !code.starts_with("//!"));
    assert_nowhere(bare.map(|(path, _)| format!("{path}: begins without a `//!` header")).collect());
}
