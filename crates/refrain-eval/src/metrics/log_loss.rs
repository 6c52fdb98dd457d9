//! Logarithmic loss.

use super::probabilities::rank_probabilities;
use crate::Error;

pub(super) const NAME: &str = "log_loss";

/// Returns the mean negative natural logarithm of the probability given to what happened.
///
/// That probability, `p` where the row churned and `1 - p` where it was retained, is clipped to
/// `[ε, 1 - ε]` with ε = 2⁻⁵² ([`f64::EPSILON`]), as scikit-learn does for doubles: a certainty
/// that proves wrong costs 36.04 and not infinity, one that proves right costs 2.2e-16.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::NotAProbability`] at the first score
/// outside `[0, 1]`. It is defined where all rows are of one class.
pub fn log_loss(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    let ranking = rank_probabilities(NAME, labels, scores)?;
    let loss = ranking.ties.iter().map(|tie| {
        tie.n_churned as f64 * surprise(tie.score)
            + tie.n_retained as f64 * surprise(1.0 - tie.score)
    });
    Ok(loss.sum::<f64>() / ranking.n_rows() as f64)
}

fn surprise(probability: f64) -> f64 {
    -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}
