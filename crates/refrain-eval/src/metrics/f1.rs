//! F1 of the churned class.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "f1";

/// Returns the F1 of the churned class: the harmonic mean of precision and recall, with churn
/// predicted where score >= threshold.
///
/// It is 0 where no churned row is found.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and [`Error::OneClass`] if no
/// row churned: recall has no meaning then (scikit-learn warns and returns 0).
pub fn f1(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.f1(Class::Churned)
}

impl Confusion {
    /// Returns the [`f1`] of a class.
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if the class has no row.
    pub fn f1(&self, class: Class) -> Result<f64, Error> {
        self.require(NAME, class)?;
        Ok(self.f_of_class(class, 1.0))
    }
}
