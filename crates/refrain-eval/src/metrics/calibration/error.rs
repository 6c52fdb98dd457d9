//! Calibration errors, expected and maximum.

use refrain_core::Error;

use super::bins::Bins;
use crate::metrics::RankedRows;

pub(in crate::metrics) const EXPECTED: &str = "ece";
pub(in crate::metrics) const MAXIMUM: &str = "mce";

/// Returns the expected calibration error: the mean over all rows of the distance between mean
/// score and share churned in the row's bin.
///
/// By Naeini, Cooper and Hauskrecht, *Obtaining well calibrated probabilities using Bayesian
/// binning*, AAAI, 2015. It depends on the bins and is biased upwards where they hold few rows:
/// compare models by the same bins.
///
/// # Errors
///
/// Those of [`calibration_curve`](super::calibration_curve()).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{self, Bins};
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// let error = metrics::expected_calibration_error(&labels, &scores, Bins::EqualWidth(2))?;
/// // |.75 - 1/2| in the upper bin of two rows, |.267 - 1/3| in the lower of three.
/// assert!((error - (0.4 * 0.25 + 0.6 * (1.0 / 3.0 - 0.8 / 3.0))).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn expected_calibration_error(
    labels: &[bool],
    scores: &[f64],
    bins: Bins,
) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.expected_calibration_error(bins)
}

impl RankedRows {
    /// Returns the [`expected_calibration_error`].
    ///
    /// # Errors
    ///
    /// As the function.
    pub fn expected_calibration_error(&self, bins: Bins) -> Result<f64, Error> {
        self.require_probabilities(EXPECTED)?;
        let errors = self.bins(bins)?;
        let errors = errors.map(|bin| bin.total * (bin.mean_score - bin.churned_share).abs());
        Ok(errors.sum::<f64>() / self.total())
    }

    /// Returns the maximum calibration error: the greatest distance between mean score and share
    /// churned in any bin.
    ///
    /// One row alone in a bin may decide it; see [`expected_calibration_error`].
    ///
    /// # Errors
    ///
    /// As [`expected_calibration_error`].
    pub fn maximum_calibration_error(&self, bins: Bins) -> Result<f64, Error> {
        self.require_probabilities(MAXIMUM)?;
        let errors = self.bins(bins)?.map(|bin| (bin.mean_score - bin.churned_share).abs());
        // No error is below 0, and there is a bin.
        Ok(errors.fold(0.0, f64::max))
    }
}
