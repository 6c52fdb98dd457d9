//! Balanced accuracy.

use super::confusion::Confusion;
use crate::Error;

pub(super) const NAME: &str = "balanced_accuracy";

/// Returns the mean of two shares: of the churned rows predicted to churn (score >= threshold),
/// and of the retained rows predicted to stay.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and [`Error::OneClass`]
/// unless rows of both classes are there.
pub fn balanced_accuracy(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    let counts = Confusion::new(labels, scores, threshold)?;
    counts.require_churned(NAME)?;
    counts.require_retained(NAME)?;
    let sensitivity = counts.hits as f64 / counts.n_churned() as f64;
    let specificity = counts.correct_rejections as f64 / counts.n_retained() as f64;
    Ok((sensitivity + specificity) / 2.0)
}
