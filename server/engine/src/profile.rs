//! Where the time of analyses goes, by stage and by rule. The engine has no clock: who wants to know lends one.

use std::time::Duration;

/// A part of the walk through a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The tree is brought up to the text.
    Parse,
    /// The file is cut into items, and the changed ones are copied into flat trees.
    Items,
    /// Patterns are matched.
    Match,
    /// Facts for the index are taken.
    Facts,
    /// What the items gave is joined.
    Join,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 5] = [Stage::Parse, Stage::Items, Stage::Match, Stage::Facts, Stage::Join];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Parse => "parse",
            Stage::Items => "items",
            Stage::Match => "match",
            Stage::Facts => "facts",
            Stage::Join => "join",
        }
    }
}

/// What a rule has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// Time spent on its patterns.
    pub time: Duration,
    /// Places at which they were tried.
    pub tried: u64,
    /// What it found before the findings of a file were joined.
    pub found: u64,
}

/// Costs so far.
#[derive(Clone, Debug)]
pub struct Profile {
    clock: fn() -> Duration,
    last: Duration,
    stages: [Duration; Stage::ALL.len()],
    rules: Vec<RuleCost>,
}

impl Profile {
    /// Nothing yet, by this clock.
    pub fn new(clock: fn() -> Duration) -> Profile {
        Profile { clock, last: clock(), stages: Default::default(), rules: Vec::new() }
    }

    /// Time spent in a stage.
    pub fn stage(&self, stage: Stage) -> Duration {
        self.stages[stage as usize]
    }

    /// What the rule with this number in the engine has cost.
    pub fn rule(&self, number: usize) -> RuleCost {
        self.rules.get(number).copied().unwrap_or_default()
    }

    /// Adds what another thread has measured.
    pub fn add(&mut self, other: &Profile) {
        for (own, more) in self.stages.iter_mut().zip(other.stages) {
            *own += more;
        }
        for (number, more) in other.rules.iter().enumerate() {
            let own = self.of(number);
            own.time += more.time;
            own.tried += more.tried;
            own.found += more.found;
        }
    }

    /// A stage begins.
    pub(crate) fn begin(&mut self) {
        self.last = (self.clock)();
    }

    /// What was done since something began or ended was this stage.
    pub(crate) fn end(&mut self, stage: Stage) {
        let now = (self.clock)();
        self.stages[stage as usize] += now.saturating_sub(self.last);
        self.last = now;
    }

    pub(crate) fn now(&self) -> Duration {
        (self.clock)()
    }

    pub(crate) fn tried(&mut self, rule: usize, since: Duration, found: usize) {
        let time = self.now().saturating_sub(since);
        let cost = self.of(rule);
        cost.time += time;
        cost.tried += 1;
        cost.found += found as u64;
    }

    fn of(&mut self, rule: usize) -> &mut RuleCost {
        if self.rules.len() <= rule {
            self.rules.resize(rule + 1, RuleCost::default());
        }
        &mut self.rules[rule]
    }
}
