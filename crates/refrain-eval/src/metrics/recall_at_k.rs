//! Recall among the highest scores.

use super::ranking::Ranking;
use crate::Error;

pub(super) const NAME: &str = "recall_at_k";

/// Returns the share of all churned rows that the `k` rows of highest score hold.
///
/// Ties at the `k`-th place count with their expected value, as in
/// [`precision_at_k`](crate::metrics::precision_at_k).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::TopRows`] if `k` is 0 or exceeds the number of
/// rows, and [`Error::OneClass`] if no row churned.
pub fn recall_at_k(labels: &[bool], scores: &[f64], k: usize) -> Result<f64, Error> {
    let ranking = Ranking::new(labels, scores)?;
    let found = ranking.churned_in_top_k(k)?;
    ranking.require_churned(NAME)?;
    Ok(found / ranking.n_churned as f64)
}
