//! What the server does and how long it takes: a span in the log for each piece of work, and sums for `thinktwice/status`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Sums by stage.
#[derive(Debug, Default)]
pub(crate) struct Stages(Mutex<BTreeMap<&'static str, Sum>>);

/// How often a stage was gone through, and how long that took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    /// How often.
    pub(crate) count: u64,
    /// Together.
    pub(crate) total: Duration,
    /// The longest.
    pub(crate) longest: Duration,
}

impl Stages {
    /// Does `work` as a stage. The log says of what (`about`) and never quotes it.
    pub(crate) fn run<T>(&self, stage: &'static str, about: &str, work: impl FnOnce() -> T) -> T {
        let _span = tracing::debug_span!("stage", name = stage, about).entered();
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        let mut stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = stages.entry(stage).or_default();
        sum.count += 1;
        sum.total += took;
        sum.longest = sum.longest.max(took);
        result
    }

    /// All stages so far, by name.
    pub(crate) fn sums(&self) -> Vec<(&'static str, Sum)> {
        let stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stages.iter().map(|(name, sum)| (*name, *sum)).collect()
    }
}
