//! Recalibration: the straight line, on the scale of log-odds, that would calibrate probabilities.

mod log_odds;
mod newton;
mod shift;

use refrain_core::Error;

use super::RankedRows;
use super::problem::MetricProblem;
use log_odds::LogOdds;

const LINE: &str = "recalibration";
pub(super) const IN_THE_LARGE: &str = "calibration_in_the_large";

/// Line that calibrates log-odds: log-odds of churn = intercept + slope × log-odds of the score.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Recalibration {
    /// Log-odds to add; 0 for calibrated probabilities.
    pub intercept: f64,
    /// Factor; 1 for calibrated probabilities, below 1 for probabilities too close to 0 and 1.
    pub slope: f64,
}

/// Returns slope and intercept of the logistic regression of the labels on the log-odds of the
/// scores, at the greatest likelihood.
///
/// By Cox, *Two further applications of a model for binary regression*, Biometrika 45, 1958. The
/// intercept is that of the joint fit; for the one at slope 1 see
/// [`calibration_in_the_large`](RankedRows::calibration_in_the_large).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data): at the
/// first score outside `[0, 1]`; at the first score of 0 or 1, whose log-odds are infinite; unless
/// rows of both classes are there; if one score parts the classes, since the slope is infinite then,
/// or if all scores are equal; if weights are so uneven that the regression is not found.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::recalibration;
///
/// // Said 0.1 and 0.9 where 1 in 4 and 3 in 4 churned: log-odds twice as large as they should be.
/// let labels = [true, false, false, false, true, true, true, false];
/// let line = recalibration(&labels, &[0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9])?;
/// assert!((line.slope - 0.5).abs() < 1e-12 && line.intercept.abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn recalibration(labels: &[bool], scores: &[f64]) -> Result<Recalibration, Error> {
    RankedRows::new(labels, scores)?.recalibration()
}

impl RankedRows {
    /// Returns the [recalibration](recalibration()): slope and intercept.
    ///
    /// # Errors
    ///
    /// As the function.
    pub fn recalibration(&self) -> Result<Recalibration, Error> {
        // Before the classes, since log-odds of 0 and 1 are infinite whoever churned.
        self.require_doubt(LINE)?;
        self.require_both(LINE)?;
        if self.is_separated() {
            return Err(MetricProblem::Separated { metric: LINE }.into());
        }
        let line = newton::maximize(&LogOdds::new(self));
        Ok(line.ok_or(MetricProblem::NoMaximum { metric: LINE })?)
    }

    /// Returns the calibration in the large: the log-odds to add to those of all scores, so that
    /// their mean is the share churned; above 0 where churn was underestimated.
    ///
    /// It is the maximum-likelihood intercept at slope 1 (Cox, 1958; *calibration-in-the-large* of
    /// Steyerberg, *Clinical Prediction Models*, 2009).
    ///
    /// # Errors
    ///
    /// Those of [`recalibration`], save that the classes may be parted and all scores equal.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// // One of four churned, and everybody was told one half: log-odds too high by ln 3.
    /// let rows = RankedRows::new(&[true, false, false, false], &[0.5; 4])?;
    /// assert!((rows.calibration_in_the_large()? + 3_f64.ln()).abs() < 1e-9);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn calibration_in_the_large(&self) -> Result<f64, Error> {
        self.require_doubt(IN_THE_LARGE)?;
        self.require_both(IN_THE_LARGE)?;
        Ok(shift::balance(&LogOdds::new(self)))
    }

    /// Returns `true` if one score has all churned rows on one side and all retained ones on the
    /// other, rows of that score included: just then no slope is the likeliest (Albert and Anderson,
    /// *Biometrika* 71, 1984).
    fn is_separated(&self) -> bool {
        let range = |of_class: fn(&super::Tie) -> f64| {
            let first = self.ties().iter().find(|tie| of_class(tie) > 0.0);
            let last = self.ties().iter().rfind(|tie| of_class(tie) > 0.0);
            first.zip(last).map(|(highest, lowest)| (highest.score, lowest.score))
        };
        let (churned, retained) = (range(|tie| tie.churned), range(|tie| tie.retained));
        churned.zip(retained).is_none_or(
            |((highest, lowest), (highest_retained, lowest_retained))| {
                lowest >= highest_retained || highest <= lowest_retained
            },
        )
    }
}
