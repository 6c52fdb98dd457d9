//! F-beta of both classes, weighted by their rows.

use super::f_beta::check_beta;
use super::{Class, Confusion};
use crate::Error;

/// Returns the mean of the [F-beta](super::f_beta()) of the churned and of the retained class,
/// weighted by how many rows each has; churn is predicted where score >= threshold.
///
/// Classes without rows and without hits are treated as in [`weighted_f1`](super::weighted_f1()).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and [`Error::Beta`] unless
/// `beta` is above 0 and finite.
pub fn weighted_f_beta(
    labels: &[bool],
    scores: &[f64],
    threshold: f64,
    beta: f64,
) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.weighted_f_beta(beta)
}

impl Confusion {
    /// Returns the [`weighted_f_beta`].
    ///
    /// # Errors
    ///
    /// [`Error::Beta`] unless `beta` is above 0 and finite.
    pub fn weighted_f_beta(&self, beta: f64) -> Result<f64, Error> {
        check_beta(beta)?;
        let part = |class| self.actual(class) * self.f_of_class(class, beta);
        Ok((part(Class::Churned) + part(Class::Retained)) / self.total())
    }
}
