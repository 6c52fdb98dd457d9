//! What every metric asks of its rows.

use crate::Error;

/// Checks that there are rows, with one score each, none of them NaN.
pub(crate) fn check_rows(labels: &[bool], scores: &[f64]) -> Result<(), Error> {
    if labels.is_empty() && scores.is_empty() {
        return Err(Error::Empty);
    }
    if labels.len() != scores.len() {
        let (what, expected, found) = ("the list of scores", labels.len(), scores.len());
        return Err(Error::Length { what, expected, found });
    }
    match scores.iter().position(|score| score.is_nan()) {
        Some(row) => Err(Error::NanScore { row }),
        None => Ok(()),
    }
}

/// Checks that each row has a weight, finite and not negative.
pub(super) fn check_weights(n_rows: usize, weights: &[f64]) -> Result<(), Error> {
    if weights.len() != n_rows {
        let (what, found) = ("the list of weights", weights.len());
        return Err(Error::Length { what, expected: n_rows, found });
    }
    match weights.iter().position(|weight| !(0.0..f64::INFINITY).contains(weight)) {
        Some(row) => Err(Error::Weight { row, weight: weights[row] }),
        None => Ok(()),
    }
}
