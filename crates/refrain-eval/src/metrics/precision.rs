//! Precision at a threshold.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "precision";

/// Returns the share of churned rows among those predicted to churn, where score >= threshold.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and
/// [`Error::NothingPredicted`] if no score reaches the threshold (scikit-learn warns and returns 0).
/// It is 0 where no row churned.
pub fn precision(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.precision(Class::Churned)
}

impl Confusion {
    /// Returns the share of rows of a class among those predicted to be of it.
    ///
    /// # Errors
    ///
    /// [`Error::NothingPredicted`] if no row is.
    pub fn precision(&self, class: Class) -> Result<f64, Error> {
        self.require_predicted(NAME, class)?;
        Ok(self.right(class) / self.predicted(class))
    }
}
