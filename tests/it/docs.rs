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

#[test]
fn every_command_of_the_manual_does_what_is_said() {
    let all: Vec<Block> = pages()
        .iter()
        .filter(|page| page.starts_with(repository().join("docs")))
        .flat_map(|page| blocks(page).0)
        .collect();
    for block in &all {
        let is_known = ["sh", "console", "toml", "yaml", "json", "python"]
            .contains(&block.info.split(' ').next().unwrap_or_default());
        assert!(is_known, "{}:{}: a block of {:?}", block.page.display(), block.line, block.info);
    }
    let runnable: Vec<&Block> = all.iter().filter(|block| block.info.starts_with("sh")).collect();
    assert!(runnable.len() >= 10, "only {} blocks", runnable.len());
    let faults: Vec<String> = runnable.into_iter().filter_map(|block| run(block).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
