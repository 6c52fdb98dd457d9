//! Scores that must be probabilities.

use super::ranking::Ranking;
use crate::Error;

/// Ranks rows by scores that lie in `[0, 1]`.
pub(super) fn rank_probabilities(
    metric: &'static str,
    labels: &[bool],
    scores: &[f64],
) -> Result<Ranking, Error> {
    let ranking = Ranking::new(labels, scores)?;
    match scores.iter().position(|score| !(0.0..=1.0).contains(score)) {
        Some(row) => Err(Error::NotAProbability { metric, row, score: scores[row] }),
        None => Ok(ranking),
    }
}
