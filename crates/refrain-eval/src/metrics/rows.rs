//! Checks of rows, of any metric.

use refrain_core::{Error, check_length};

use super::problem::MetricProblem;

/// Checks that there are rows, with one score each, none of them NaN.
pub(crate) fn check_rows(labels: &[bool], scores: &[f64]) -> Result<(), Error> {
    // Both, for a score without a label is a mismatch and not an empty table.
    if labels.is_empty() && scores.is_empty() {
        return Err(MetricProblem::NoRows.into());
    }
    check_length("the list of scores", labels.len(), scores.len())?;
    // NaN is neither above nor below any score, so that no rank would be right.
    match scores.iter().position(|score| score.is_nan()) {
        Some(row) => Err(MetricProblem::NanScore { row }.into()),
        None => Ok(()),
    }
}

/// Checks that each row has a weight, finite and not negative.
pub(super) fn check_weights(n_rows: usize, weights: &[f64]) -> Result<(), Error> {
    check_length("the list of weights", n_rows, weights.len())?;
    match weights.iter().position(|weight| !(0.0..f64::INFINITY).contains(weight)) {
        Some(row) => Err(MetricProblem::Weight { row, weight: weights[row] }.into()),
        None => Ok(()),
    }
}
