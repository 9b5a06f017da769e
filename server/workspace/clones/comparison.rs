//! How two bodies are compared: as wholes, as wholes whose names were changed, in a run of their tokens.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use thinktwice_engine::clones::likeness::{
    Chain, Masks, ShingleIndex, consistency, likeness_of_pairs, ratio, substance,
};
use thinktwice_engine::clones::shingles::{Shingle, blind_shingles, shingles};
use thinktwice_engine::clones::{CloneTokens, blind};

use super::bodies::{Bounds, Kind, Match};

/// Products of lengths above this are not compared token by token: no question may take long.
const MOST_WORK: usize = 1 << 24;
/// Tokens around a chain of shingles that may still belong to the run.
const MARGIN: usize = 12;
/// Of a long sequence the tokens that begin a pair are nearly all: the share of pairs is greater by less than this.
const ENDS_OF_PAIRS: f32 = 0.01;
/// Bodies whose statements were put in another order still have so much in the same one.
const REORDERED_LIKENESS: f32 = 0.5;
/// Bodies whose names were changed are alike in nearly everything else,
const RENAMED_LIKENESS: f32 = 0.9;
/// and the names were changed throughout.
const RENAMED_CONSISTENCY: f32 = 0.9;

/// How two bodies may be alike, by the rare shingles that they share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    /// As wholes with other names.
    pub(super) may_be_renamed: bool,
    /// In a run of tokens.
    pub(super) may_share_run: bool,
    /// In a run of tokens with other names.
    pub(super) may_share_renamed_run: bool,
}

/// A body that others are compared with, with what was derived from it.
#[derive(Debug)]
pub(super) struct Sketch {
    tokens: Arc<CloneTokens>,
    shingles: OnceCell<Vec<Shingle>>,
    blind_shingles: OnceCell<Vec<Shingle>>,
}

impl Sketch {
    fn tokens(&self) -> &[u16] {
        &self.tokens.tokens
    }

    fn shingles(&self) -> &[Shingle] {
        self.shingles.get_or_init(|| shingles(self.tokens()))
    }

    fn blind_shingles(&self) -> &[Shingle] {
        self.blind_shingles.get_or_init(|| blind_shingles(&blind(self.tokens())))
    }
}

/// The bodies that were compared with others last: neighbours resemble the same ones.
#[derive(Debug)]
pub(super) struct Sketches(Box<[Option<Sketch>]>);

impl Default for Sketches {
    /// For questions about a few bodies.
    fn default() -> Sketches {
        Sketches::keeping(1 << 8)
    }
}

impl Sketches {
    /// Keeps so many, about a kilobyte each.
    pub(super) fn keeping(most: usize) -> Sketches {
        Sketches((0..most).map(|_| None).collect())
    }

    pub(super) fn of(&mut self, body: u32, tokens: &Arc<CloneTokens>) -> &Sketch {
        let place = body as usize % self.0.len();
        let slot = &mut self.0[place];
        let known = slot.take().filter(|sketch| Arc::ptr_eq(&sketch.tokens, tokens));
        slot.insert(known.unwrap_or_else(|| Sketch {
            tokens: Arc::clone(tokens),
            shingles: OnceCell::new(),
            blind_shingles: OnceCell::new(),
        }))
    }
}

/// A body made ready to be compared with many others.
pub(super) struct Subject<'a> {
    pub(super) tokens: &'a [u16],
    pub(super) shingles: ShingleIndex,
    pub(super) blind_shingles: ShingleIndex,
    masks: Masks,
    blind_masks: Masks,
}

impl<'a> Subject<'a> {
    pub(super) fn new(tokens: &'a [u16]) -> Subject<'a> {
        let blind = blind(tokens);
        Subject {
            shingles: ShingleIndex::new(shingles(tokens)),
            blind_shingles: ShingleIndex::new(blind_shingles(&blind)),
            masks: Masks::new(tokens),
            blind_masks: Masks::new(&blind),
            tokens,
        }
    }

    /// What it has in common with another body; `other` of the answer is left to whoever knows numbers.
    pub(super) fn compare(&self, other: &Sketch, hint: Hint, bounds: &Bounds) -> Option<Match> {
        let (sketch, other) = (other, other.tokens());
        let (shorter, longer) = (self.tokens.len().min(other.len()), self.tokens.len().max(other.len()));
        if shorter < bounds.tokens {
            return None;
        }
        // However much of the shorter one stands in the longer one, more likeness is not possible.
        let is_possible = ratio(shorter, shorter, longer) >= bounds.likeness;
        let whole =
            (is_possible && shorter * longer <= MOST_WORK).then(|| self.whole(other, hint, bounds)).flatten();
        whole
            .or_else(|| hint.may_share_run.then(|| self.run(sketch, bounds)).flatten())
            .or_else(|| hint.may_share_renamed_run.then(|| self.renamed_run(sketch, bounds)).flatten())
    }

    fn whole(&self, other: &[u16], hint: Hint, bounds: &Bounds) -> Option<Match> {
        let found = |kind, likeness: f32, substance: f32| Match {
            other: 0,
            kind,
            percent: (likeness * 100.0) as u8,
            substance: substance as u16,
            here: (0, self.tokens.len() as u16),
            there: (0, other.len() as u16),
        };
        // What two share in another order they share in any.
        let may_be_alike = self.masks.may_share(other, bounds.likeness - ENDS_OF_PAIRS);
        let mut likeness = if may_be_alike { self.masks.likeness(other, REORDERED_LIKENESS) } else { 0.0 };
        if likeness < RENAMED_LIKENESS && hint.may_be_renamed {
            let nameless = blind(other);
            if self.blind_masks.may_share(&nameless, RENAMED_LIKENESS)
                && self.blind_masks.likeness(&nameless, RENAMED_LIKENESS) >= RENAMED_LIKENESS
            {
                let shared = Shared::of(self.tokens, other, &blind);
                if shared.substance >= bounds.substance
                    && consistency(self.tokens, other, &shared.pairs) >= RENAMED_CONSISTENCY
                {
                    let likeness = ratio(shared.pairs.len(), self.tokens.len(), other.len());
                    return Some(found(Kind::Renamed, likeness, shared.substance));
                }
            }
        }
        if likeness < bounds.likeness && likeness >= REORDERED_LIKENESS {
            likeness = likeness.max(likeness_of_pairs(self.tokens, other));
        }
        if likeness < bounds.likeness {
            return None;
        }
        let shared = Shared::of(self.tokens, other, &<[u16]>::to_vec);
        (shared.substance >= bounds.substance).then(|| found(Kind::Whole, likeness, shared.substance))
    }

    /// A run in both, but for edits.
    fn run(&self, other: &Sketch, bounds: &Bounds) -> Option<Match> {
        let is_left = comes_first(self.tokens, other.tokens());
        let chain = self.shingles.shared_run(other.shingles(), is_left, Chain::NAMED)?;
        let found = self.aligned(other.tokens(), chain, &<[u16]>::to_vec, 0.0, bounds)?;
        (f32::from(found.substance) >= bounds.run_substance).then_some(found)
    }

    /// A run in both, but for names that were changed throughout.
    fn renamed_run(&self, other: &Sketch, bounds: &Bounds) -> Option<Match> {
        let is_left = comes_first(self.tokens, other.tokens());
        let chain = self.blind_shingles.shared_run(other.blind_shingles(), is_left, Chain::BLIND)?;
        let found = self.aligned(other.tokens(), chain, &blind, RENAMED_CONSISTENCY, bounds)?;
        let is_enough = f32::from(found.substance) >= bounds.renamed_run_substance;
        (is_enough && f32::from(found.percent) >= RENAMED_LIKENESS * 100.0).then_some(found)
    }

    /// The run around a chain of shingles, token by token, if the names in it became others so consistently.
    fn aligned(
        &self,
        other: &[u16],
        (here, there): (Range<usize>, Range<usize>),
        view: &dyn Fn(&[u16]) -> Vec<u16>,
        least_consistency: f32,
        bounds: &Bounds,
    ) -> Option<Match> {
        let widen = |run: Range<usize>, length: usize| {
            run.start.saturating_sub(MARGIN)..(run.end + MARGIN).min(length)
        };
        let (here, there) = (widen(here, self.tokens.len()), widen(there, other.len()));
        if here.len() * there.len() > MOST_WORK {
            return None;
        }
        let (own, others) = (&self.tokens[here.clone()], &other[there.clone()]);
        let shared = Shared::of(own, others, view);
        let run = shared.pairs.get(shared.best.clone())?;
        let (&first, &last) = (run.first()?, run.last()?);
        if least_consistency > 0.0 && consistency(own, others, run) < least_consistency {
            return None;
        }
        let (here, there) =
            (here.start + first.0..here.start + last.0 + 1, there.start + first.1..there.start + last.1 + 1);
        let likeness = ratio(run.len(), here.len(), there.len());
        let is_enough = likeness >= bounds.likeness && here.len().min(there.len()) >= bounds.tokens;
        let found = Match {
            other: 0,
            kind: Kind::Run,
            percent: (likeness * 100.0) as u8,
            substance: shared.substance as u16,
            here: (here.start as u16, here.end as u16),
            there: (there.start as u16, there.end as u16),
        };
        is_enough.then_some(found)
    }
}

/// What two sequences share, token by token. The same whichever of them is asked.
struct Shared {
    /// Places on the left and on the right.
    pairs: Vec<(usize, usize)>,
    substance: f32,
    /// The pairs that say most.
    best: Range<usize>,
}

impl Shared {
    /// Aligns what `view` shows of the tokens.
    fn of(left: &[u16], right: &[u16], view: &dyn Fn(&[u16]) -> Vec<u16>) -> Shared {
        if !comes_first(left, right) {
            let mut shared = Shared::of(right, left, view);
            shared.pairs.iter_mut().for_each(|(here, there)| std::mem::swap(here, there));
            return shared;
        }
        let pairs = Masks::new(&view(left)).alignment(&view(right));
        let (substance, best) = substance(left, right, &pairs);
        Shared { pairs, substance, best }
    }
}

/// Of two sequences the one that is taken for the left side, so that both get the same answer.
fn comes_first(left: &[u16], right: &[u16]) -> bool {
    (left.len(), left) <= (right.len(), right)
}
