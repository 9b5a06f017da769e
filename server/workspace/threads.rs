//! Work on all cores beside rayon's.

/// Does the work on as many threads as there are processors, and gives what each of them gave.
///
/// Threads of their own: one of rayon's would take up another question while it waits, and wait for itself.
pub(super) fn on_all_cores<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let helpers = std::thread::available_parallelism().map_or(1, usize::from) - 1;
        let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(&work)).collect();
        let mut given = vec![work()];
        given.extend(
            helpers
                .into_iter()
                .map(|helper| helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))),
        );
        given
    })
}
