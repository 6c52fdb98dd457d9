//! Logarithmic loss.

use super::RankedRows;
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
    RankedRows::new(labels, scores)?.log_loss()
}

impl RankedRows {
    /// Returns the [logarithmic loss](log_loss()).
    ///
    /// # Errors
    ///
    /// [`Error::NotAProbability`] at the first score outside `[0, 1]`.
    pub fn log_loss(&self) -> Result<f64, Error> {
        self.require_probabilities(NAME)?;
        let loss = self
            .ties()
            .iter()
            .map(|tie| cost(tie.churned, tie.score) + cost(tie.retained, 1.0 - tie.score));
        Ok(loss.sum::<f64>() / self.total())
    }
}

fn cost(weight: f64, probability: f64) -> f64 {
    // Where scores are distinct, half of all logarithms are of nobody.
    if weight == 0.0 {
        return 0.0;
    }
    weight * -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}
