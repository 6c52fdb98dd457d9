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
