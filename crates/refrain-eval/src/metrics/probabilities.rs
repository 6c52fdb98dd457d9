//! Losses of probabilities: logarithmic loss, Brier score and its skill.

use refrain_core::Error;

use super::RankedRows;

pub(super) const LOG_LOSS: &str = "log_loss";
pub(super) const BRIER: &str = "brier";
pub(super) const BRIER_SKILL: &str = "brier_skill";

/// Returns the mean negative natural logarithm of the probability given to what happened.
///
/// That probability, `p` where the row churned and `1 - p` where it was retained, is clipped to
/// `[ε, 1 - ε]` with ε = 2⁻⁵² ([`f64::EPSILON`]), as scikit-learn does for doubles: a certainty
/// that proves wrong costs 36.04 and not infinity, one that proves right costs 2.2e-16.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) at the
/// first score outside `[0, 1]`. It is defined where all rows are of one class.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let loss = metrics::log_loss(&[true, false], &[0.5, 0.5])?;
/// assert!((loss - 2_f64.ln()).abs() < 1e-12);
/// assert!(metrics::log_loss(&[true], &[1.2]).is_err(), "not a probability");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn log_loss(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.log_loss()
}

/// Returns the Brier score: the mean squared difference between probability and label (0 or 1).
///
/// This is Brier's score of the churned class alone, between 0 and 1, as in scikit-learn's
/// `brier_score_loss` of two classes.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) at the
/// first score outside `[0, 1]`. It is defined where all rows are of one class.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// assert_eq!(metrics::brier(&[true, false], &[0.5, 0.25])?, (0.25 + 0.0625) / 2.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn brier(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.brier()
}

impl RankedRows {
    /// Returns the [logarithmic loss](log_loss()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first score outside `[0, 1]`.
    pub fn log_loss(&self) -> Result<f64, Error> {
        self.require_probabilities(LOG_LOSS)?;
        let loss = self
            .ties()
            .iter()
            .map(|tie| cost(tie.churned, tie.score) + cost(tie.retained, 1.0 - tie.score));
        Ok(loss.sum::<f64>() / self.total())
    }

    /// Returns the [Brier score](brier()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first score outside `[0, 1]`.
    pub fn brier(&self) -> Result<f64, Error> {
        self.require_probabilities(BRIER)?;
        let squares = self.ties().iter().map(|tie| {
            let (miss, alarm) = (1.0 - tie.score, tie.score);
            tie.churned * miss * miss + tie.retained * alarm * alarm
        });
        Ok(squares.sum::<f64>() / self.total())
    }

    /// Returns the Brier skill score: the part of the Brier score of telling everyone the share that
    /// churned among these rows which the scores save; 1 is perfect, 0 no better than the share.
    ///
    /// It is 1 - BS / (p (1 - p)) with the [Brier score](brier()) BS and the share churned p, the
    /// same as scikit-learn's `d2_brier_score`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first score outside `[0, 1]`, and unless
    /// rows of both classes are there: telling the share cannot be improved on then.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// // Everybody is told the share that churned: no better than that.
    /// let rows = RankedRows::new(&[true, false, false, false], &[0.25; 4])?;
    /// assert_eq!(rows.brier_skill()?, 0.0);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn brier_skill(&self) -> Result<f64, Error> {
        self.require_probabilities(BRIER_SKILL)?;
        // Of one class the share is certain, and its score of 0 cannot be divided by.
        self.require_both(BRIER_SKILL)?;
        Ok(1.0 - self.brier()? / self.uncertainty())
    }

    /// Returns the Brier score of telling everyone the share that churned.
    pub(super) fn uncertainty(&self) -> f64 {
        self.churned() / self.total() * (self.retained() / self.total())
    }
}

fn cost(weight: f64, probability: f64) -> f64 {
    // Where scores are distinct, half of all logarithms are of nobody.
    if weight == 0.0 {
        return 0.0;
    }
    weight * -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}
