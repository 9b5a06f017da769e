//! What git says of a folder, for those who wonder why a change is not seen as one.

use std::path::Path;
use std::process::Stdio;

use super::git::hardened;

/// The repository that holds a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repository {
    /// The program is not there.
    NoGit,
    /// No repository.
    None,
    /// git does not trust the folder's owner.
    Refused,
    /// There is one.
    Here {
        /// What `git --version` says.
        version: String,
        /// The commit that is checked out, short; `None` before the first one.
        commit: Option<String>,
        /// The branch; `None` on a detached head.
        branch: Option<String>,
        /// Whether older commits were left out.
        is_shallow: bool,
    },
}

/// Asks git about the folder.
pub fn look(folder: &Path) -> Repository {
    let ask = |arguments: &[&str]| {
        let output = hardened(folder).args(arguments).stderr(Stdio::piped()).output().ok()?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
        Some((output.status.success(), said(&output.stdout), said(&output.stderr)))
    };
    let answer = |arguments: &[&str]| ask(arguments).filter(|(is_fine, ..)| *is_fine).map(|(_, out, _)| out);
    let Some(version) = answer(&["--version"]) else { return Repository::NoGit };
    match ask(&["rev-parse", "--is-shallow-repository"]) {
        Some((true, is_shallow, _)) => Repository::Here {
            version,
            commit: answer(&["rev-parse", "--verify", "--quiet", "--short", "HEAD^{commit}"]),
            branch: answer(&["symbolic-ref", "--quiet", "--short", "HEAD"]),
            is_shallow: is_shallow == "true",
        },
        Some((false, _, said)) if said.contains("dubious ownership") => Repository::Refused,
        _ => Repository::None,
    }
}
