//! F-beta of one class.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "f_beta";

/// Returns the F-beta of the churned class: the weighted harmonic mean of precision and recall,
/// with recall worth `beta` times as much, and churn predicted where score >= threshold.
///
/// With `h` hits, `m` misses and `a` false alarms it is (1 + β²) h / ((1 + β²) h + β² m + a)
/// (van Rijsbergen, *Information Retrieval*, 1979). It is 0 where no churned row is found.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], [`Error::Beta`] unless `beta`
/// is above 0 and finite, and [`Error::OneClass`] if no row churned: recall has no meaning then
/// (scikit-learn warns and returns 0).
pub fn f_beta(labels: &[bool], scores: &[f64], threshold: f64, beta: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.f_beta(Class::Churned, beta)
}

impl Confusion {
    /// Returns the [`f_beta`] of a class.
    ///
    /// # Errors
    ///
    /// [`Error::Beta`] unless `beta` is above 0 and finite, and [`Error::OneClass`] if the class
    /// has no row.
    pub fn f_beta(&self, class: Class, beta: f64) -> Result<f64, Error> {
        check_beta(beta)?;
        self.require(NAME, class)?;
        Ok(self.f_of_class(class, beta))
    }

    /// The same for a checked `beta`; 0 where the class has no row.
    pub(super) fn f_of_class(&self, class: Class, beta: f64) -> f64 {
        let right = self.right(class);
        if right == 0.0 {
            return 0.0;
        }
        let (given, kept) = self.wrong(class);
        let square = beta * beta;
        (1.0 + square) * right / ((1.0 + square) * right + (square * kept + given))
    }
}

pub(super) fn check_beta(beta: f64) -> Result<(), Error> {
    match beta > 0.0 && (beta * beta).is_finite() {
        true => Ok(()),
        false => Err(Error::Beta { beta }),
    }
}
