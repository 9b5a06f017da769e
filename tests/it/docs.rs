//! The pages for readers: links lead somewhere, commands do what is said, examples of the configuration are valid.

use std::path::{Path, PathBuf};
use std::process::Command;

use thinktwice::workspace::{catalogue::Catalogue, config::Config};
use thinktwice_engine::Engine;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages but those of rules, whose links lead elsewhere.
fn pages() -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(repository()).build().filter_map(Result::ok);
    let is_page = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("rule.md")
    };
    let mut pages: Vec<PathBuf> =
        walk.map(ignore::DirEntry::into_path).filter(|path| is_page(path)).collect();
    pages.sort();
    assert!(pages.len() > 15, "{pages:?}");
    pages
}

/// A fenced block.
struct Block {
    page: PathBuf,
    line: usize,
    info: String,
    text: String,
}

/// The fenced blocks of a page, and the page without them.
fn blocks(page: &Path) -> (Vec<Block>, String) {
    let text = std::fs::read_to_string(page).unwrap();
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut open: Option<(usize, Block)> = None;
    for (number, line) in text.lines().enumerate() {
        let after = line.trim_start().trim_start_matches('`');
        let ticks = line.trim_start().len() - after.len();
        match &mut open {
            Some((fence, _)) if ticks >= *fence && after.is_empty() => {
                blocks.extend(open.take().map(|(_, block)| block));
            }
            Some((_, block)) => block.text.push_str(&format!("{line}\n")),
            // What is indented by four is shown and no fence.
            None if ticks >= 3 && !line.starts_with("    ") => {
                let info = after;
                let page = page.strip_prefix(repository()).unwrap().to_path_buf();
                open = Some((
                    ticks,
                    Block { page, line: number + 1, info: info.to_string(), text: String::new() },
                ));
            }
            None => prose.push_str(&format!("{line}\n")),
        }
    }
    assert!(open.is_none(), "{}: a block has no end", page.display());
    (blocks, prose)
}

/// The name that a forge gives to a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
}

#[test]
fn every_link_inside_the_repository_leads_somewhere() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        let (_, prose) = blocks(&page);
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            let is_there = target.exists()
                && (fragment.is_empty()
                    || blocks(&target).1.lines().any(|line| {
                        line.starts_with('#') && anchor(line.trim_start_matches('#')) == fragment
                    }));
            if !is_there {
                faults.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(count > 50, "only {count} links were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Runs a block in a fresh copy of the sample project, committed on `main`.
fn run(block: &Block) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    copy(&repository().join("tests/sample"), &project);
    let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).unwrap();
    let bash = |text: &str| {
        Command::new("bash")
            .args(["-c", &format!("set -eo pipefail\n{text}")])
            .current_dir(&project)
            .env("PATH", &path)
            .env("HOME", folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "A")))
            .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "a@example.org")))
            .output()
            .unwrap()
    };
    assert!(bash("git init -q -b main; git add .; git commit -qm sample").status.success());
    let wanted = block.info.split_whitespace().find_map(|word| word.strip_prefix("exit="));
    let wanted: i32 = wanted.unwrap_or("0").parse().unwrap();
    let output = bash(&block.text);
    if output.status.code() == Some(wanted) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    Err(format!("{}:{}: {} and not {wanted}\n{said}", block.page.display(), block.line, output.status))
}

/// The fenced blocks of the pages for users.
fn manual() -> Vec<Block> {
    let is_for_users = |page: &&PathBuf| {
        ["docs", "editors", "README.md"].iter().any(|part| page.starts_with(repository().join(part)))
    };
    pages().iter().filter(is_for_users).flat_map(|page| blocks(page).0).collect()
}

/// Commands that build, install or measure are run by a script, from these words on.
const RUN_BY_SCRIPTS: [(&str, &str, &str); 11] = [
    ("cargo run --release -- check --all tests/sample", ".ci/run", "-- check --all tests/sample"),
    ("tests/all", ".ci/run", "\ntests/all\n"),
    ("cargo install --locked --path .", "tests/install", "cargo install --locked --path ."),
    ("cargo build --locked --profile dist", "tests/install", "cargo build --locked --profile dist"),
    ("python3 packaging/pack.py target/dist/thinktwice out", "tests/install", "python3 packaging/pack.py"),
    ("pip install out/thinktwice-*.whl", "tests/install", "pip\" install"),
    ("npm ci --prefix editors/vscode", "tests/vscode/install", "npm ci --prefix editors/vscode"),
    ("node editors/vscode/build.mjs --server", "tests/install", "node editors/vscode/build.mjs --server"),
    ("thinktwice check --all tests/sample", ".ci/run", "-- check --all tests/sample"),
    ("ruff check --isolated", "tests/it/docs.rs", "the_comparison_tells_what_the_others_say"),
    ("bandit -r tests/sample", "tests/it/docs.rs", "the_comparison_tells_what_the_others_say"),
];

#[test]
fn what_the_manual_installs_is_installed_by_the_tests() {
    let all = manual();
    let commands = all.iter().filter(|block| block.info.starts_with("console")).flat_map(|block| {
        let lines = block.text.lines().filter_map(|line| line.strip_prefix("$ "));
        lines.map(move |line| (block, line.split("  #").next().unwrap_or(line).trim()))
    });
    let mut count = 0;
    for (block, command) in commands {
        count += 1;
        let place = format!("{}:{}: {command}", block.page.display(), block.line);
        let known = RUN_BY_SCRIPTS.iter().find(|(begin, ..)| command.starts_with(begin));
        let (_, script, words) = known.unwrap_or_else(|| panic!("{place} is run by no test"));
        let text = std::fs::read_to_string(repository().join(script)).unwrap();
        assert!(text.contains(words), "{place}: not in {script}");
    }
    assert!(count >= RUN_BY_SCRIPTS.len(), "only {count} commands");
}

#[test]
fn every_command_of_the_manual_does_what_is_said() {
    let all = manual();
    for block in &all {
        let is_known = ["sh", "console", "toml", "yaml", "json", "python", "lua", "elisp", "kak"]
            .contains(&block.info.split(' ').next().unwrap_or_default());
        assert!(is_known, "{}:{}: a block of {:?}", block.page.display(), block.line, block.info);
    }
    let runnable: Vec<&Block> = all.iter().filter(|block| block.info.starts_with("sh")).collect();
    assert!(runnable.len() >= 10, "only {} blocks", runnable.len());
    let faults: Vec<String> = runnable.into_iter().filter_map(|block| run(block).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a linter of the comparison reports, by the command of the page: code and `file:line`.
fn reported(command: &str, json: &[&str], items: &str, keys: [&str; 3]) -> Vec<(String, String)> {
    let mut words = command.split_whitespace();
    let program = repository().join("target/test-tools/bin").join(words.next().unwrap());
    let output = Command::new(&program)
        .args(words)
        .args(json)
        .current_dir(repository())
        .output()
        .unwrap_or_else(|_| panic!("this test needs {}: run tests/all", program.display()));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [code, file, line] = keys;
    let found = said.pointer(items).and_then(serde_json::Value::as_array).unwrap();
    let place = |one: &serde_json::Value| {
        let file = one[file].as_str().unwrap().rsplit("tests/sample/").next().unwrap().to_owned();
        format!("{file}:{}", one.pointer(line).unwrap())
    };
    found.iter().map(|one| (one[code].as_str().unwrap().to_owned(), place(one))).collect()
}

#[test]
fn the_comparison_tells_what_the_others_say() {
    let page = repository().join("docs/comparison.md");
    let (blocks, prose) = blocks(&page);
    let command = |name: &str| {
        let lines =
            blocks.iter().flat_map(|block| block.text.lines()).filter_map(|line| line.strip_prefix("$ "));
        lines.into_iter().find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    let ruff =
        reported(&command("ruff"), &["--output-format", "json"], "", ["code", "filename", "/location/row"]);
    let bandit = reported(
        &command("bandit"),
        &["--quiet", "--format", "json"],
        "/results",
        ["test_id", "filename", "/line_number"],
    );
    let mut told = std::collections::BTreeSet::new();
    let mut count = 0;
    for row in prose.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for (cell, found) in [(cells[3], &ruff), (cells[4], &bandit)] {
            let Some((lines, codes)) = cell.split_once(" (") else {
                continue;
            };
            let codes: Vec<&str> = codes.trim_end_matches(')').split(", ").collect();
            let of_row = found.iter().filter(|(code, _)| codes.contains(&code.as_str()));
            let places: std::collections::BTreeSet<&String> = of_row.map(|(_, place)| place).collect();
            told.extend(codes);
            if let Ok(lines) = lines.parse::<usize>() {
                count += 1;
                assert_eq!(places.len(), lines, "{row}: {places:?}");
            }
        }
    }
    assert!(count >= 7, "only {count} cells");
    let silent: Vec<_> = ruff.iter().filter(|(code, _)| !told.contains(code.as_str())).collect();
    assert!(
        prose.contains(&format!("reports {} lines that thinktwice is silent about", silent.len())),
        "{silent:?}"
    );
}

#[test]
fn every_example_for_editors_and_agents_can_be_read() {
    let mut count = 0;
    for block in manual() {
        let fault = match block.info.as_str() {
            "json" => {
                serde_json::from_str::<serde_json::Value>(&block.text).err().map(|fault| fault.to_string())
            }
            "toml" => toml::from_str::<toml::Table>(&block.text).err().map(|fault| fault.to_string()),
            _ => continue,
        };
        count += 1;
        assert_eq!(fault, None, "{}:{}", block.page.display(), block.line);
    }
    assert!(count >= 7, "only {count} examples");
}

#[test]
fn every_example_of_the_configuration_is_valid() {
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    let page = repository().join("docs/configuration.md");
    let examples: Vec<Block> = blocks(&page).0.into_iter().filter(|block| block.info == "toml").collect();
    assert!(!examples.is_empty());
    for example in examples {
        let parsed = Config::parse("docs/configuration.md", &example.text, false, engine.rules());
        assert!(parsed.is_ok(), "{}:{}: {:?}", example.page.display(), example.line, parsed.err());
    }
}
