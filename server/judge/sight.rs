//! One file while it is looked at: what several rules ask of it is found once.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use thinktwice_engine::rule::Problem;

use super::change::{Against, Base, Change};
use super::{Review, State};

pub(super) struct Sight<'a> {
    review: &'a Review,
    pub(super) state: &'a State,
    pub(super) path: &'a Path,
    text: OnceCell<Option<String>>,
    base: OnceCell<Option<Arc<Base>>>,
    change: OnceCell<Change>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(review: &'a Review, state: &'a State, path: &'a Path) -> Sight<'a> {
        Sight { review, state, path, text: OnceCell::new(), base: OnceCell::new(), change: OnceCell::new() }
    }

    /// The text as the editor has it, or as it is on disk.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.get_or_init(|| self.review.text(self.path)).as_deref()
    }

    /// The text, if it was asked for.
    pub(super) fn into_text(self) -> Option<String> {
        self.text.into_inner().flatten()
    }

    /// The commit that the change is one of. `None` where everything is new, and where a patch says what is.
    pub(super) fn base(&self) -> Option<&Arc<Base>> {
        let find = || match self.state.against(self.path) {
            Against::Patch(_) => None,
            against => self.review.repositories.base(self.path, &against),
        };
        self.base.get_or_init(find).as_ref()
    }

    /// What is new in the file, as far as the user asks about the change.
    pub(super) fn asked_change(&self) -> &Change {
        if self.review.options().overrides.all { &Change::Everything } else { self.change() }
    }

    /// What is new in the file.
    pub(super) fn change(&self) -> &Change {
        self.change.get_or_init(|| self.find_change())
    }

    fn find_change(&self) -> Change {
        // Nearly all files are as they were, which can be told without reading them.
        if let (Some(blob), Some(base)) = (self.review.index.blob(self.path), self.base())
            && base.is_untouched(self.path, blob)
        {
            return Change::Lines(Vec::new());
        }
        let Some(text) = self.text() else { return Change::Everything };
        match self.state.against(self.path) {
            Against::Patch(patch) => {
                let inside = self.review.patched_path(self.state, self.path);
                patch.change(&inside, text).unwrap_or_else(|message| {
                    self.review.index.report(Problem::new(self.path.display().to_string(), message));
                    Change::Everything
                })
            }
            _ => self.base().map_or(Change::Everything, |base| {
                let is_open = self.review.index.file(self.path).is_some_and(|file| file.document.is_some());
                base.change(self.path, text, is_open)
            }),
        }
    }

    /// The text before the change under review; `None` for a new file.
    pub(super) fn text_before(&self) -> Option<String> {
        let text = self.text()?;
        match self.state.against(self.path) {
            Against::Patch(patch) => patch.before(&self.review.patched_path(self.state, self.path), text),
            _ => self.base()?.text(self.path, text),
        }
    }
}
