//! Precision among the highest scores.

use super::RankedRows;
use crate::Error;

/// Returns the share of churned rows among the `k` rows of highest score.
///
/// Where the `k`-th and the next row have one score, the result is the expected value if such
/// ties are broken at random: the places left are filled with the average of the tied rows. So it
/// does not depend on the order of rows. With weights, the top is the highest scores of weight `k`.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::TopRows`] if `k` is 0 or exceeds the
/// number of rows ([`Error::TopWeight`]: their weight). It is 0 where no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::precision_at_k;
///
/// // One of the two rows that score 0.5 is among the top 2: the churned one half of the time.
/// let labels = [true, true, false, false];
/// assert_eq!(precision_at_k(&labels, &[0.9, 0.5, 0.5, 0.1], 2)?, 0.75);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn precision_at_k(labels: &[bool], scores: &[f64], k: usize) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.precision_at_k(k)
}

impl RankedRows {
    /// Returns the [precision among the highest scores](precision_at_k()) of weight `k`.
    ///
    /// # Errors
    ///
    /// [`Error::TopRows`] or [`Error::TopWeight`] if `k` is 0 or exceeds the weight of all rows.
    pub fn precision_at_k(&self, k: usize) -> Result<f64, Error> {
        Ok(self.churned_in_top_k(k)? / k as f64)
    }
}
