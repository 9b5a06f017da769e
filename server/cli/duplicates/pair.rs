//! Two pieces of code side by side.

use similar::{Algorithm, DiffOp};

/// A row: what stands on the left, what on the right, and whether they are the same but for layout.
pub(super) struct Row<'t> {
    pub(super) left: Option<&'t str>,
    pub(super) right: Option<&'t str>,
    pub(super) is_same: bool,
}

/// Lays the lines of two pieces side by side.
pub(super) fn rows<'t>(left: &'t str, right: &'t str) -> Vec<Row<'t>> {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let words = |lines: &[&str]| -> Vec<String> {
        lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let mut rows = Vec::new();
    for step in similar::capture_diff_slices(Algorithm::Patience, &words(&left), &words(&right)) {
        let is_same = matches!(step, DiffOp::Equal { .. });
        let (here, there) = (step.old_range(), step.new_range());
        for number in 0..here.len().max(there.len()) {
            let at = |lines: &[&'t str], range: &std::ops::Range<usize>| {
                (number < range.len()).then(|| lines[range.start + number])
            };
            rows.push(Row { left: at(&left, &here), right: at(&right, &there), is_same });
        }
    }
    rows
}
