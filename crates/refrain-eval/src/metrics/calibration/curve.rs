//! Calibration curve.

use refrain_core::Error;

use super::bins::{Bin, Bins};
use crate::metrics::{RankedRows, Tie};

const CURVE: &str = "calibration_curve";

/// Rows of like probability, and how many of them churned.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CalibrationBin {
    /// Lowest score in the bin.
    pub lowest: f64,
    /// Highest score in the bin.
    pub highest: f64,
    /// Weight of its rows; without weights, their number.
    pub total: f64,
    /// Mean of their scores.
    pub mean_score: f64,
    /// Share of them that churned.
    pub churned_share: f64,
}

impl CalibrationBin {
    fn new(bin: &Bin<'_>) -> CalibrationBin {
        let at = |tie: Option<&Tie>| tie.expect("a bin has rows").score;
        CalibrationBin {
            lowest: at(bin.ties.last()),
            highest: at(bin.ties.first()),
            total: bin.total,
            mean_score: bin.mean_score,
            churned_share: bin.churned_share,
        }
    }
}

/// Returns the calibration curve (reliability diagram): in each bin of probabilities, their mean
/// and the share that churned; lowest scores first.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`ErrorKind::Data`](crate::ErrorKind::Data) at the first
/// score outside `[0, 1]`, and [`ErrorKind::Argument`](crate::ErrorKind::Argument) for no bins. It
/// is defined where all rows are of one class.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{Bins, calibration_curve};
///
/// let (labels, scores) = ([false, true, false, true], [0.1, 0.2, 0.2, 0.9]);
/// let curve = calibration_curve(&labels, &scores, Bins::EqualWidth(4))?;
/// assert_eq!(curve.len(), 2);
/// assert_eq!((curve[0].lowest, curve[0].highest, curve[0].total), (0.1, 0.2, 3.0));
/// assert_eq!(curve[0].churned_share, 1.0 / 3.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn calibration_curve(
    labels: &[bool],
    scores: &[f64],
    bins: Bins,
) -> Result<Vec<CalibrationBin>, Error> {
    RankedRows::new(labels, scores)?.calibration_curve(bins)
}

impl RankedRows {
    /// Returns the [calibration curve](calibration_curve()).
    ///
    /// # Errors
    ///
    /// As the function.
    pub fn calibration_curve(&self, bins: Bins) -> Result<Vec<CalibrationBin>, Error> {
        self.require_probabilities(CURVE)?;
        let mut curve: Vec<_> = self.bins(bins)?.map(|bin| CalibrationBin::new(&bin)).collect();
        // Bins are gathered from the highest score down; a diagram is read from the lowest up.
        curve.reverse();
        Ok(curve)
    }
}
