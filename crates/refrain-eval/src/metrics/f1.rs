//! F1 of the churned class.

use super::confusion::{Confusion, f1_of_class};
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
    let counts = Confusion::new(labels, scores, threshold)?;
    counts.require_churned(NAME)?;
    Ok(f1_of_class(counts.hits, counts.misses + counts.false_alarms))
}
