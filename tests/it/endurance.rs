//! What happens around it must not break it: ends by force, full disks, missing homes, others at the same files.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Workspace, places};

const SWALLOWS: &str =
    "def sync(client):\n    try:\n        client.push()\n    except Exception:\n        pass\n";

const REASONS: [&str; 2] =
    ["the caller polls again and counts what failed", "failures are shown by the caller in its own list"];

fn thinktwice(workspace: &Workspace) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thinktwice"));
    command.current_dir(workspace.root()).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("XDG_STATE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"));
    command
}

fn decisions(workspace: &Workspace) -> Vec<std::path::PathBuf> {
    let folder = workspace.root().join(".thinktwice/decisions/swallowed-exception");
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

#[test]
fn a_decision_is_there_as_a_whole_whenever_the_process_is_killed() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    let decide = |because: &str| {
        let mut command = thinktwice(&workspace);
        command.args(["decide", "a.py:4", "--keep", "--because", because]);
        command
    };
    let begun = std::time::Instant::now();
    assert!(decide(REASONS[0]).status().unwrap().success());
    let whole = begun.elapsed();
    // From before the file is written to after it.
    for part in 0..14_u32 {
        let mut process = decide(REASONS[part as usize % 2]).spawn().unwrap();
        std::thread::sleep(whole * (part + 1) / 14);
        process.kill().unwrap();
        process.wait().unwrap();
        let files = decisions(&workspace);
        let [file] = files.as_slice() else { panic!("{files:?}") };
        let text = std::fs::read_to_string(file).unwrap();
        assert!(REASONS.iter().any(|reason| text.ends_with(&format!("\n\n{reason}\n"))), "{text}");
    }
    let run = workspace.run(&["decide", "--list"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    let decide = ["decide", "a.py:4", "--keep", "--because"];
    assert_eq!(workspace.run(&[&decide[..], &[REASONS[0]]].concat()).code, 0);
    let file = decisions(&workspace).remove(0);
    let before = std::fs::read_to_string(&file).unwrap();
    // No file may grow by a byte: what a write sees of a full disk, but for the error's number.
    let full = |arguments: &[&str]| {
        let mut command = Command::new("bash");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\" 2>&1 | cat"]);
        command.arg(env!("CARGO_BIN_EXE_thinktwice")).args(arguments).current_dir(workspace.root());
        command.env("XDG_STATE_HOME", workspace.root().join("state"));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let said = full(&[&decide[..], &[REASONS[1]]].concat());
    assert!(said.contains("cannot be written"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left over");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(places(&full(&["check", "--format", "json"]), "swallowed-exception"), ["a.py:4"]);
    // Standard output on a full disk.
    let mut command = thinktwice(&workspace);
    let device = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = command.arg("check").stdout(device).status().unwrap();
    assert!(status.code().is_some_and(|code| code <= 2), "{status}");
}

#[test]
fn without_a_home_it_works_all_the_same() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    // None; one that cannot be made; one that is a file.
    for home in [None, Some("/dev/null/home"), Some(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))] {
        let mut command = thinktwice(&workspace);
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"] {
            command.env_remove(name);
        }
        if let Some(home) = home {
            command.env("HOME", home);
        }
        command.args(["check", "--format", "json"]).stdout(Stdio::piped());
        let output = command.output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(places(&out, "swallowed-exception"), ["a.py:4"], "{home:?}");
    }
}

#[test]
fn many_decide_at_once() {
    let functions: String =
        (0..8).map(|number| SWALLOWS.replace("sync", &format!("sync_{number}"))).collect();
    let workspace = Workspace::new(&[("a.py", &functions)]);
    let line = |number: usize| format!("a.py:{}", number * 5 + 4);
    let reason = |number: usize| format!("the {number} callers of this one poll again and count what failed");
    let processes: Vec<_> = (0..16)
        .map(|number| {
            let mut command = thinktwice(&workspace);
            // Two for each finding.
            command
                .args(["decide", &line(number % 8), "--keep", "--because", &reason(number + 2)])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(decisions(&workspace).len(), 8);
    let run = workspace.run(&["decide", "--list"]);
    assert!(run.err.is_empty() && run.out.ends_with("8 decisions\n"), "{} {}", run.out, run.err);
}

#[test]
fn a_profile_says_where_the_time_goes_and_nothing_of_the_project() {
    let workspace = Workspace::new(&[("zebra_name.py", SWALLOWS)]);
    workspace.write(
        ".thinktwice/rules/zebra-rule/rule.md",
        b"+++\ntitle = \"t\"\nseverity = \"info\"\nconfidence = \"low\"\nstatus = \"on\"\nlanguages = [\"python\"]\n\
          message = \"{line}\"\nquestion = \"{line}\"\nfine-when = \"x\"\n+++\n# t\n",
    );
    workspace.write(".thinktwice/rules/zebra-rule/python.scm", b"(except_clause) @finding\n");
    let run = workspace.run(&["doctor", "--profile"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for stage in
        ["parse", "items", "match", "facts", "join", "swallowed-exception", "workspace-", "1 file, 6 lines"]
    {
        assert!(run.out.contains(stage), "{stage}: {}", run.out);
    }
    for own in ["zebra", "sync", "client", "/workspace", "tmp"] {
        assert!(!run.out.contains(own), "{own}: {}", run.out);
    }
}

/// Nothing of what was started is left.
#[cfg(target_os = "linux")]
#[test]
fn no_process_is_left_behind() {
    let workspace = Workspace::new(&[("a.py", SWALLOWS)]);
    workspace.git(&["init", "-q"]);
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-q", "-m", "first"]);
    for arguments in [&["check"][..], &["report"], &["history"], &["doctor"]] {
        workspace.run(arguments);
    }
    let mut server = thinktwice(&workspace).arg("lsp").stdin(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.kill().unwrap();
    server.wait().unwrap();
    // A child notices that its pipe is closed.
    let end = std::time::Instant::now() + Duration::from_secs(20);
    loop {
        let root = workspace.root();
        let left: Vec<String> = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| std::fs::read_link(path.join("cwd")).is_ok_and(|folder| folder.starts_with(&root)))
            .filter_map(|path| std::fs::read_to_string(path.join("cmdline")).ok())
            .collect();
        if left.is_empty() {
            return;
        }
        assert!(std::time::Instant::now() < end, "{left:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
