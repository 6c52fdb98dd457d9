//! Brier score.

use super::RankedRows;
use crate::Error;

pub(super) const NAME: &str = "brier";

/// Returns the mean squared difference between probability and label (0 or 1).
///
/// This is Brier's score of the churned class alone, between 0 and 1, as in scikit-learn's
/// `brier_score_loss` of two classes.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::NotAProbability`] at the first score
/// outside `[0, 1]`. It is defined where all rows are of one class.
pub fn brier(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.brier()
}

impl RankedRows {
    /// Returns the [Brier score](brier()).
    ///
    /// # Errors
    ///
    /// [`Error::NotAProbability`] at the first score outside `[0, 1]`.
    pub fn brier(&self) -> Result<f64, Error> {
        self.require_probabilities(NAME)?;
        let squares = self.ties().iter().map(|tie| {
            let (miss, alarm) = (1.0 - tie.score, tie.score);
            tie.churned * miss * miss + tie.retained * alarm * alarm
        });
        Ok(squares.sum::<f64>() / self.total())
    }
}
