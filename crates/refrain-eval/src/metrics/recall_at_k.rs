//! Recall among the highest scores.

use super::RankedRows;
use crate::Error;

pub(super) const NAME: &str = "recall_at_k";

/// Returns the share of all churned rows that the `k` rows of highest score hold.
///
/// Ties at the `k`-th place, and weights, count as in
/// [`precision_at_k`](crate::metrics::precision_at_k).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::TopRows`] if `k` is 0 or exceeds the number of
/// rows ([`Error::TopWeight`]: their weight), and [`Error::OneClass`] if no row churned.
pub fn recall_at_k(labels: &[bool], scores: &[f64], k: usize) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.recall_at_k(k)
}

impl RankedRows {
    /// Returns the [recall among the highest scores](recall_at_k()) of weight `k`.
    ///
    /// # Errors
    ///
    /// [`Error::TopRows`] or [`Error::TopWeight`] if `k` is 0 or exceeds the weight of all rows,
    /// [`Error::OneClass`] if no row churned.
    pub fn recall_at_k(&self, k: usize) -> Result<f64, Error> {
        let found = self.churned_in_top_k(k)?;
        self.require_churned(NAME)?;
        Ok(found / self.churned())
    }
}
