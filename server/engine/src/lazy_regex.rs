//! Regular expressions that are compiled when something first fits all else that is asked with them. Rules bring
//! hundreds, a session needs a few, and compiling them all takes longer than opening a file may.

use std::sync::OnceLock;

use regex::Regex;

/// A sound regular expression, compiled on first use.
#[derive(Clone, Debug)]
pub(crate) struct LazyRegex {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// # Errors
    /// What is wrong with the expression.
    pub(crate) fn new(source: &str) -> Result<LazyRegex, String> {
        regex_syntax::parse(source).map_err(|error| error.to_string())?;
        let regex = LazyRegex { source: source.to_owned(), compiled: OnceLock::new() };
        // Only repetition makes a short expression too large, and only compiling it tells.
        if repetitions(source) > 10_000 {
            let compiled = Regex::new(source).map_err(|error| error.to_string())?;
            regex.compiled.get_or_init(|| Some(compiled));
        }
        Ok(regex)
    }

    /// Whether it matches somewhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.source).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// The product of the counts in an expression.
fn repetitions(source: &str) -> u64 {
    let counts = source.split('{').skip(1).filter_map(|rest| {
        let (counts, _) = rest.split_once('}')?;
        counts.rsplit(',').find_map(|count| count.trim().parse::<u64>().ok())
    });
    counts.fold(1, |product, count| product.saturating_mul(count.max(1)))
}
