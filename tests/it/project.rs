//! What helps to set a project up: `init`, `doctor`, completions, the manual.

use std::process::{Command, Stdio};

use crate::support::{Workspace, run_in};

#[test]
fn init_writes_a_configuration_that_fits_and_is_valid() {
    let workspace = Workspace::new(&[
        ("app/a.py", "x = 1\n"),
        ("app/migrations/b.py", "x = 1\n"),
        ("scripts/run.py", "x = 1\n"),
        ("crate/src/lib.rs", "pub fn f() {}\n"),
    ]);
    std::fs::remove_file(workspace.root().join("thinktwice.toml")).unwrap();
    workspace.git(&["init", "-q"]);
    let printed = run_in(&workspace.root().join("app"), &["init", "--print"]);
    let run = run_in(&workspace.root().join("app"), &["init"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let text = workspace.read("thinktwice.toml");
    assert_eq!(text, printed.out);
    for part in [
        "3 files of python, 1 file of rust",
        "exclude = [\n    \"/app/migrations/\", # 1 file",
        "paths = [\"/scripts/\"]",
        "errors (",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let run = workspace.run(&["check", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("\"files\": 3"), "{}", run.out);
    // What is commented out is valid too.
    let uncommented: String = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(example) if example.contains(" = ") || example.starts_with("[[") => format!("{example}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    workspace.write("thinktwice.toml", uncommented.as_bytes());
    assert_eq!(workspace.run(&["check"]).err, "");

    let again = workspace.run(&["init"]);
    assert_eq!(again.code, 2);
    insta::assert_snapshot!(again.err, @"error: /workspace/thinktwice.toml: thinktwice is configured here already; `--print` shows a new one");
}

#[test]
fn doctor_says_what_is_seen_and_what_to_do() {
    let workspace = Workspace::new(&[
        ("a.py", "x = 1\n"),
        ("pyproject.toml", "[project]\nname = \"x\"\n"),
        (".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n"),
    ]);
    workspace.git(&["init", "-q", "-b", "trunk"]);
    let run = workspace.run(&["doctor"]);
    for part in [
        "root          /workspace (it holds .git, thinktwice.toml)",
        "configuration /workspace/thinktwice.toml",
        "files         1 file of python",
        "manifests     pyproject.toml",
        "environment   /workspace/.venv, Python 3.12.1",
        ", branch trunk, no commit yet, so all code counts as new",
    ] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
    workspace.git(&["add", "a.py"]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    assert!(workspace.run(&["doctor"]).out.contains("branch trunk, compared with commit "));

    workspace.write("thinktwice.toml", b"[rules]\nopen-tod = \"off\"\n");
    workspace.write("b.py", b"\xff\xfe");
    workspace.write(".thinktwice/rules/own/rule.md", b"no header\n");
    let run = workspace.run(&["doctor"]);
    assert_eq!(run.code, 1);
    for part in [
        "thinktwice.toml:2: there is no rule `open-tod`; the nearest is `open-todo`",
        "b.py: skipped: UTF-16: save it as UTF-8",
        ".thinktwice/rules/own",
    ] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
    let empty = tempfile::tempdir().unwrap();
    let run = run_in(empty.path(), &["doctor"]);
    assert!(run.out.contains("there is no file to check: thinktwice knows ."), "{}", run.out);
}

#[test]
fn a_shallow_clone_is_a_problem_with_a_way_out() {
    let workspace = Workspace::new(&[("a.py", "x = 1\n")]);
    workspace.git(&["init", "-q"]);
    for message in ["first", "second"] {
        workspace.git(&["add", "."]);
        workspace.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
    let source = format!("file://{}", workspace.root().display());
    workspace.git(&["clone", "-q", "--depth", "1", &source, "clone"]);
    let run = run_in(&workspace.root().join("clone"), &["doctor"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("`git fetch --unshallow`"), "{}", run.out);
}

#[test]
fn bash_completes_subcommands_and_formats() {
    let script = Workspace::new(&[]).run(&["completions", "bash"]).out;
    let complete = |words: &str| {
        let program = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _thinktwice thinktwice \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"\n\
             echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash").args(["-c", &program]).stderr(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(complete("thinktwice doct").trim(), "doctor");
    assert_eq!(complete("thinktwice check --format g").trim(), "github gitlab");
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(Workspace::new(&[]).run(&["completions", shell]).out.contains("doctor"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_subcommand() {
    let workspace = Workspace::new(&[]);
    assert!(workspace.run(&["man"]).out.contains(".TH thinktwice 1"));
    assert_eq!(workspace.run(&["man", "pages"]).code, 0);
    assert!(workspace.read("pages/thinktwice-check.1").contains("fail"));
    let help = workspace.run(&["--help"]).out;
    let named = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    for command in named.map_while(|line| line.strip_prefix("  ")).filter_map(|line| line.split(' ').next()) {
        if !command.is_empty() {
            assert!(
                workspace.read(&format!("pages/thinktwice-{command}.1")).contains(".SH NAME"),
                "{command}"
            );
        }
    }
}
