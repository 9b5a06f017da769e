//! A small terminal with a program in it, by tmux.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The PATH with the program first, as a user has it.
pub(super) fn path() -> OsString {
    let binary = Path::new(env!("CARGO_BIN_EXE_thinktwice")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path))).unwrap()
}

/// A terminal of 24 lines of 80 characters with a program in it.
pub(super) struct Terminal {
    socket: String,
}

impl Terminal {
    /// Starts a program; `name` is for the terminal alone.
    pub(super) fn new(name: &str, folder: &Path, command: &str) -> Terminal {
        let socket = format!("thinktwice-{name}-{}", std::process::id());
        let terminal = Terminal { socket };
        let size = ["-x", "80", "-y", "24"];
        let folder = folder.to_str().unwrap();
        terminal
            .tmux(&[&["-f", "/dev/null", "new-session", "-d", "-c", folder], &size[..], &[command]].concat());
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.args(["-u", "-L", &self.socket]).args(arguments).env("PATH", path());
        let output = command.output().expect("this test needs tmux: run tests/all, or apt-get install tmux");
        assert!(output.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Types keys, by tmux's names for them.
    pub(super) fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    /// The screen, once it has all of these.
    #[track_caller]
    pub(super) fn screen(&self, words: &[&str]) -> String {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let screen = self.tmux(&["capture-pane", "-p"]);
            if words.iter().all(|word| screen.contains(word)) {
                return screen;
            }
            assert!(Instant::now() < end, "{words:?} are not on the screen:\n{screen}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output());
    }
}
