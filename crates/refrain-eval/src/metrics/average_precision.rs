//! Average precision.

use super::RankedRows;
use crate::Error;

pub(super) const NAME: &str = "average_precision";

/// Returns the average precision: the precision at each distinct score as a threshold, weighted
/// by the recall gained there.
///
/// The curve is a step function, not interpolated, as in scikit-learn's
/// `average_precision_score`; rows of equal score enter together. Random scores get the share of
/// churned rows.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned. Where all
/// churned it is 1.
pub fn average_precision(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.average_precision()
}

impl RankedRows {
    /// Returns the [`average_precision`].
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn average_precision(&self) -> Result<f64, Error> {
        self.require_churned(NAME)?;
        let (mut churned, mut total, mut sum) = (0.0, 0.0, 0.0);
        for tie in self.ties() {
            churned += tie.churned;
            total += tie.total();
            sum += tie.churned * (churned / total);
        }
        Ok(sum / self.churned())
    }
}
