//! Balanced accuracy.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "balanced_accuracy";

/// Returns the mean of two shares: of the churned rows predicted to churn (score >= threshold),
/// and of the retained rows predicted to stay.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and [`Error::OneClass`]
/// unless rows of both classes are there (scikit-learn warns and averages over the class there is).
pub fn balanced_accuracy(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.balanced_accuracy()
}

impl Confusion {
    /// Returns the [`balanced_accuracy`].
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] unless rows of both classes are there.
    pub fn balanced_accuracy(&self) -> Result<f64, Error> {
        self.require(NAME, Class::Churned)?;
        self.require(NAME, Class::Retained)?;
        let sensitivity = self.hits / self.churned();
        let specificity = self.correct_rejections / self.retained();
        Ok((sensitivity + specificity) / 2.0)
    }
}
