//! Recall at a threshold.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "recall";

/// Returns the share of the churned rows that are predicted to churn, where score >= threshold.
///
/// Of the retained class ([`Confusion::recall`]) it is called specificity.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and [`Error::OneClass`] if no
/// row churned (scikit-learn warns and returns 0).
pub fn recall(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.recall(Class::Churned)
}

impl Confusion {
    /// Returns the share of the rows of a class that are predicted to be of it.
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if the class has no row.
    pub fn recall(&self, class: Class) -> Result<f64, Error> {
        self.require(NAME, class)?;
        Ok(self.right(class) / self.actual(class))
    }
}
