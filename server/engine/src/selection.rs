//! Which rules run on a file.

/// A set of rules, by their place in the engine's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RuleSelection {
    words: Vec<u64>,
}

impl RuleSelection {
    /// All of so many rules.
    pub fn all(count: usize) -> RuleSelection {
        (0..count).collect()
    }

    /// Whether the rule at this place is in the set.
    pub fn has(&self, rule: usize) -> bool {
        self.words.get(rule / 64).is_some_and(|word| word & (1 << (rule % 64)) != 0)
    }

    /// Adds the rule at this place.
    pub fn add(&mut self, rule: usize) {
        let needed = rule / 64 + 1;
        if self.words.len() < needed {
            self.words.resize(needed, 0);
        }
        self.words[rule / 64] |= 1 << (rule % 64);
    }
}

impl FromIterator<usize> for RuleSelection {
    fn from_iter<I: IntoIterator<Item = usize>>(rules: I) -> RuleSelection {
        let mut selection = RuleSelection::default();
        rules.into_iter().for_each(|rule| selection.add(rule));
        selection
    }
}
