//! The project around the current folder, read as a whole: for commands that look at all of it.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::output::Output;
use super::{Failure, RuleFolder};
use crate::judge::{Caching, Options, Review, Subject};
use crate::workspace::roots;

/// A project.
pub(crate) struct Project {
    pub(crate) review: Review,
    pub(crate) root: PathBuf,
    pub(crate) here: PathBuf,
}

impl Project {
    /// The project of the current folder; nothing of its files is read yet.
    pub(crate) fn open(
        config: Option<PathBuf>,
        folder: &RuleFolder,
        subject: Subject,
        caching: Caching,
        output: &mut Output,
    ) -> Result<Project, Failure> {
        let root = roots::of_current_folder();
        let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let here = here.map_err(|error| format!("the current folder cannot be read: {error}"))?;
        let asks_change = subject != Subject::Files;
        let options = Options {
            config_file: config,
            rules_folder: folder.rules.clone(),
            subject,
            caching,
            ..Options::default()
        };
        let (review, problems) = Review::open(vec![root.clone()], options);
        let faults = review.config_problems();
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let faults = if asks_change { review.change_faults() } else { Vec::new() };
        if !faults.is_empty() {
            return Err(Failure(faults));
        }
        problems.iter().for_each(|problem| output.complain("warning", &problem.to_string()));
        Ok(Project { review, root, here })
    }

    /// The same with all of its files read, for commands that ask about no change.
    pub(crate) fn whole(
        config: Option<PathBuf>,
        folder: &RuleFolder,
        output: &mut Output,
    ) -> Result<Project, Failure> {
        let project = Project::open(config, folder, Subject::Files, Caching::ForOneAnswer, output)?;
        project.read(output);
        Ok(project)
    }

    /// Reads all files, and gives them.
    pub(crate) fn read(&self, output: &mut Output) -> Vec<PathBuf> {
        let files = self.review.files();
        let bar = output.progress(files.len() > 200);
        bar.set_length(files.len() as u64);
        self.review.index(&files, 0, &|_, _| bar.inc(1), &AtomicBool::new(false));
        bar.finish_and_clear();
        for problem in self.review.take_problems() {
            output.complain("warning", &problem.to_string());
        }
        files
    }

    /// Keeps what the files gave, once everything was asked.
    pub(crate) fn remember(&self) {
        // A cache that cannot be written costs time, which is no news to whoever asked something else.
        let _ = self.review.remember();
    }
}
