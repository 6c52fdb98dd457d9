//! F1 of both classes, weighted by their rows.

use super::confusion::{Confusion, f1_of_class};
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
    let counts = Confusion::new(labels, scores, threshold)?;
    let wrong = counts.misses + counts.false_alarms;
    let churned = counts.n_churned() as f64 * f1_of_class(counts.hits, wrong);
    let retained = counts.n_retained() as f64 * f1_of_class(counts.correct_rejections, wrong);
    Ok((churned + retained) / counts.n_rows() as f64)
}
