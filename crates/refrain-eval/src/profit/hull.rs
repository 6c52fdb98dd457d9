//! Convex hull of the ROC curve: the cuts that are best for some acceptance.

use super::cuts::Cut;

/// Returns those cuts that are corners of the convex hull of the ROC curve, by ascending size.
///
/// A profit that is linear in churned and retained rows is greatest at one of them, and the more
/// is gained by a churned row, the later. Whole numbers are compared, so no corner is lost to
/// rounding.
pub(super) fn hull(cuts: &[Cut]) -> Vec<Cut> {
    let mut hull: Vec<Cut> = Vec::new();
    for cut in cuts {
        while let [.., before, last] = hull.as_slice() {
            if !turns_up(before, last, cut) {
                break;
            }
            hull.pop();
        }
        hull.push(*cut);
    }
    hull
}

/// Returns `true` if `last` lies on or below the line from `before` to `next`: churned rows are as
/// many or more to a retained one after it than up to it.
fn turns_up(before: &Cut, last: &Cut, next: &Cut) -> bool {
    let rows = |to: &Cut, from: &Cut| {
        let n_churned = u128::from(to.n_churned - from.n_churned);
        (n_churned, u128::from(to.n_retained - from.n_retained))
    };
    let (churned, retained) = rows(last, before);
    let (next_churned, next_retained) = rows(next, last);
    // Cross-multiplied, for a step without retained rows has an infinite slope.
    churned * next_retained <= next_churned * retained
}
