//! A workspace on disk, and the real command run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that goes away with the test. It is its own root: nothing above it counts.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
    /// The home of its caches.
    cache: tempfile::TempDir,
}

/// What a run of the command said.
pub(crate) struct Run {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Workspace {
    /// A workspace with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Workspace {
        let folder = || tempfile::tempdir().expect("a temporary folder can be made");
        let workspace = Workspace { folder: folder(), cache: folder() };
        workspace.write("thinktwice.toml", b"");
        for (path, text) in files {
            workspace.write(path, text.as_bytes());
        }
        workspace
    }

    /// Its folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("the folder is there")
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
            .expect("folders can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).expect("the file is there")
    }

    /// Runs the command in the workspace.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&self.root(), arguments, self.cache())
    }

    /// The folder below which its caches lie.
    pub(crate) fn cache(&self) -> &Path {
        self.cache.path()
    }

    /// Runs git in the workspace, and gives what it says.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.root(), arguments)
    }

    /// The same at a moment, in seconds since 1970.
    #[track_caller]
    pub(crate) fn git_at(&self, time: i64, arguments: &[&str]) -> String {
        let date = format!("{time} +0000");
        let mut command = git_in(&self.root(), arguments);
        said(command.envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)]))
    }

    /// Commits everything at a moment.
    #[track_caller]
    pub(crate) fn commit_at(&self, time: i64, message: &str) {
        self.git(&["add", "-A"]);
        self.git_at(time, &["commit", "-q", "--allow-empty", "-m", message]);
    }
}

/// Runs git in a folder, with a name and without the user's configuration, and gives what it says.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    said(&mut git_in(folder, arguments))
}

fn git_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    // Other repositories of a test lie in folders.
    command.args(["-c", "protocol.file.allow=always"]).env("GIT_CONFIG_GLOBAL", "/dev/null").args(arguments);
    command
}

#[track_caller]
fn said(command: &mut Command) -> String {
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs the command in a folder.
#[track_caller]
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, arguments, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"))
}

/// Runs the command in a folder, with caches below another one.
#[track_caller]
pub(crate) fn run(folder: &Path, arguments: &[&str], cache: &Path) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"))
        .env("XDG_CACHE_HOME", cache)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the command starts");
    let shown = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).expect("output is UTF-8");
        text.replace(&folder.display().to_string(), "/workspace")
    };
    Run {
        code: output.status.code().expect("the command ends by itself"),
        out: shown(output.stdout),
        err: shown(output.stderr),
    }
}

/// The lines of the findings of one rule, as `path:line`.
pub(crate) fn places(json: &str, rule: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(json).expect("the report is JSON");
    let findings = report["findings"].as_array().expect("there is a list of findings").clone();
    findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .map(|finding| format!("{}:{}", finding["path"].as_str().unwrap_or("?"), finding["line"]))
        .collect()
}

/// The text of a file of this repository.
pub(crate) fn repository_file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a file of this repository with what it is generated from; with THINKTWICE_UPDATE=1 writes it.
#[track_caller]
pub(crate) fn assert_current(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("THINKTWICE_UPDATE").is_some() {
        std::fs::write(&file, wanted).expect("the file can be written");
        return;
    }
    let is_current = std::fs::read_to_string(&file).is_ok_and(|known| known == wanted);
    assert!(
        is_current,
        "{path} is not current: run the tests with THINKTWICE_UPDATE=1 and look at the difference"
    );
}
