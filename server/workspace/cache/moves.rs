//! Where what was said of one version of a file stands in another: an edit moves everything below it.

use std::iter::zip;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use thinktwice_engine::facts::{ArgumentList, FileFacts, Function, References};
use thinktwice_engine::finding::Finding;
use thinktwice_engine::text::Span;

/// Places of one version of a file and of another that says the same.
#[derive(Debug, Default)]
pub struct Moves {
    /// `None` where what stood in one place stands in several now.
    places: FxHashMap<Span, Option<Span>>,
    /// What moved as it is, so that whatever stands in it moved as far.
    pieces: Vec<(Span, Span)>,
}

impl Moves {
    /// Of all places that facts know, as far as they are of the same things.
    pub fn between(before: &FileFacts, now: &FileFacts) -> Moves {
        let mut moves = Moves::default();
        // Where something is said of a file as a whole.
        moves.put(Span::default(), Span::default());
        if before.imports.iter().map(|it| &it.facts).eq(now.imports.iter().map(|it| &it.facts)) {
            for (before, now) in zip(&before.imports, &now.imports) {
                moves.put(before.span, now.span);
                moves.put_piece(before.name_span, now.name_span);
            }
        }
        if before.definitions.iter().map(|it| &it.path).eq(now.definitions.iter().map(|it| &it.path)) {
            let definitions = zip(&before.definitions, &now.definitions);
            definitions.for_each(|(before, now)| moves.put(before.span, now.span));
        }
        if before.uses().map(|(used, _)| &used.path).eq(now.uses().map(|(used, _)| &used.path)) {
            zip(before.uses(), now.uses()).for_each(|((_, before), (_, now))| moves.put_piece(before, now));
        }
        moves.put_references((&before.references, 0), (&now.references, 0));
        moves.put_references((&before.test_references, 0), (&now.test_references, 0));
        if before.functions.iter().map(|it| &it.path).eq(now.functions.iter().map(|it| &it.path)) {
            zip(&before.functions, &now.functions).for_each(|(before, now)| moves.put_function(before, now));
        }
        moves
    }

    /// Where it stands now; `None` if that cannot be said.
    pub fn of(&self, span: Span) -> Option<Span> {
        if let Some(known) = self.places.get(&span) {
            return *known;
        }
        let around = self.pieces.iter().filter(|(before, _)| before.contains(span));
        let (before, now) = around.min_by_key(|(before, _)| before.end - before.start)?;
        Some(span.shifted(i64::from(now.start) - i64::from(before.start)))
    }

    /// Moves everything of a finding that stands in `path`; `own` says whether the finding itself does. Says whether it
    /// could.
    pub(super) fn apply(&self, finding: &mut Finding, path: &Path, is_own: bool) -> bool {
        let mut is_known = true;
        let mut move_span = |span: &mut Span| match self.of(*span) {
            Some(moved) => *span = moved,
            None => is_known = false,
        };
        let is_here = |place: &Option<Arc<Path>>| place.as_deref().map_or(is_own, |place| place == path);
        if is_own {
            move_span(&mut finding.span);
        }
        for related in finding.related.iter_mut().filter(|related| is_here(&related.path)) {
            move_span(&mut related.span);
        }
        let places = finding.evidence.iter_mut().filter_map(|evidence| evidence.place.as_mut());
        places.filter(|(place, _)| is_here(place)).for_each(|(_, span)| move_span(span));
        is_known
    }

    fn put(&mut self, before: Span, now: Span) {
        let known = self.places.entry(before).or_insert(Some(now));
        if *known != Some(now) {
            *known = None;
        }
    }

    /// Puts something that is the same in itself, too.
    fn put_piece(&mut self, before: Span, now: Span) {
        self.put(before, now);
        if before.end - before.start == now.end - now.start {
            self.pieces.push((before, now));
        }
    }

    fn put_references(&mut self, before: (&References, u32), now: (&References, u32)) {
        let ((before, from), (now, to)) = (before, now);
        if !before.say_the_same(now) {
            return;
        }
        for (before, now) in zip(before.iter(), now.iter()) {
            self.put_piece(before.span.shifted(i64::from(from)), now.span.shifted(i64::from(to)));
        }
    }

    fn put_function(&mut self, before: &Function, now: &Function) {
        self.put_piece(before.name_span, now.name_span);
        self.put(before.body_span, now.body_span);
        // Places in a body whose tokens are known and the same.
        let is_same_inside = before.clone_tokens == now.clone_tokens
            && !before.clone_tokens.tokens.is_empty()
            && (&before.references, &before.calls) == (&now.references, &now.calls);
        if is_same_inside {
            self.put_piece(before.span, now.span);
        } else {
            self.put(before.span, now.span);
        }
        let (from, to) = (before.span.start, now.span.start);
        self.put_references((&before.references, from), (&now.references, to));
        if before.calls.give_the_same(&now.calls) {
            for (before, now) in zip(before.calls.iter(), now.calls.iter()) {
                let spans = |call: &ArgumentList<'_>, start: u32| -> Vec<Span> {
                    let named = call.named.iter().map(|(_, span)| *span);
                    [call.span].into_iter().chain(named).map(|span| span.shifted(i64::from(start))).collect()
                };
                zip(spans(&before, from), spans(&now, to))
                    .for_each(|(before, now)| self.put_piece(before, now));
            }
        }
    }
}
