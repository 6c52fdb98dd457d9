//! Area under the receiver operating characteristic.

use super::RankedRows;
use crate::Error;

pub(super) const NAME: &str = "roc_auc";

/// Returns the area under the ROC curve: the probability that a churned row scores above a
/// retained one, a tie counting half.
///
/// Pairs are counted in whole numbers (Mann and Whitney's U), so the result is exact up to one
/// division. With weights, a pair counts by the product of its two.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] unless rows of both classes
/// are there.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::roc_auc;
///
/// let labels = [true, true, false, false];
/// assert_eq!(roc_auc(&labels, &[0.9, 0.4, 0.4, 0.1])?, 0.875);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn roc_auc(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.roc_auc()
}

impl RankedRows {
    /// Returns the [area under the ROC curve](roc_auc()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] unless rows of both classes are there.
    pub fn roc_auc(&self) -> Result<f64, Error> {
        self.require_both(NAME)?;
        Ok(if self.is_counted() { counted(self) } else { weighed(self) })
    }
}

fn counted(rows: &RankedRows) -> f64 {
    let (mut above, mut twice_won) = (0, 0_u128);
    for tie in rows.ties() {
        twice_won += u128::from(tie.retained as u64) * u128::from(2 * above + tie.churned as u64);
        above += tie.churned as u64;
    }
    let n_pairs = rows.churned() as u128 * rows.retained() as u128;
    twice_won as f64 / (2 * n_pairs) as f64
}

/// In shares of each class, so that no product of large weights is infinite.
fn weighed(rows: &RankedRows) -> f64 {
    let (mut above, mut won) = (0.0, 0.0);
    for tie in rows.ties() {
        won += tie.retained / rows.retained() * ((above + tie.churned / 2.0) / rows.churned());
        above += tie.churned;
    }
    won
}
