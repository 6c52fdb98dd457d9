//! Brier skill score.

use super::RankedRows;
use crate::Error;

pub(super) const NAME: &str = "brier_skill";

/// Returns the Brier skill score: the part of the Brier score of telling everyone the share that
/// churned among these rows which the scores save; 1 is perfect, 0 no better than the share.
///
/// It is 1 - BS / (p (1 - p)) with the [Brier score](super::brier()) BS and the share churned p, the
/// same as scikit-learn's `d2_brier_score`.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NotAProbability`] at the first score outside
/// `[0, 1]`, and [`Error::OneClass`] unless rows of both classes are there: telling the share
/// cannot be improved on then.
pub fn brier_skill(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.brier_skill()
}

impl RankedRows {
    /// Returns the [Brier skill score](brier_skill()).
    ///
    /// # Errors
    ///
    /// [`Error::NotAProbability`] at the first score outside `[0, 1]`, [`Error::OneClass`] unless
    /// rows of both classes are there.
    pub fn brier_skill(&self) -> Result<f64, Error> {
        self.require_probabilities(NAME)?;
        self.require_both(NAME)?;
        Ok(1.0 - self.brier()? / self.uncertainty())
    }
}
