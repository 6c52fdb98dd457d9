//! F1 of both classes, weighted by their rows.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "weighted_f1";

/// Returns the mean of the F1 of the churned and the F1 of the retained class, weighted by how
/// many rows each class has; churn is predicted where score >= threshold.
///
/// A class of which no row is found has an F1 of 0, as in scikit-learn's
/// `f1_score(average="weighted", zero_division=0)`. A class without rows has no weight, so the
/// metric is defined where all rows are of one class. It is high for predicting that nobody
/// leaves if few do.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics) and [`Error::NanThreshold`].
pub fn weighted_f1(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Ok(Confusion::new(labels, scores, threshold)?.weighted_f1())
}

impl Confusion {
    /// Returns the [`weighted_f1`].
    pub fn weighted_f1(&self) -> f64 {
        let part = |class| self.actual(class) * self.f_of_class(class, 1.0);
        (part(Class::Churned) + part(Class::Retained)) / self.total()
    }
}
