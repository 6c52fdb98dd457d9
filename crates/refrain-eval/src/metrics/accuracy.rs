//! Accuracy.

use super::Confusion;
use crate::Error;

pub(super) const NAME: &str = "accuracy";

/// Returns the share of rows predicted rightly, with churn predicted where score >= threshold.
///
/// Where few churn it is high for predicting that nobody does: compare it with the share retained.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::NanThreshold`]. It is defined where all
/// rows are of one class.
pub fn accuracy(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Ok(Confusion::new(labels, scores, threshold)?.accuracy())
}

impl Confusion {
    /// Returns the [`accuracy`].
    pub fn accuracy(&self) -> f64 {
        (self.hits + self.correct_rejections) / self.total()
    }
}
