//! How likely a row is not to be censored before a time.

use super::SurvivalRows;
use super::kaplan_meier::{Moment, StepCurve};
use crate::Error;

/// The Kaplan-Meier estimate of not being censored up to a time.
///
/// Estimate it from the rows a model was trained on, or from the rows to be tested where there are
/// no others. Churn at a time is held to come before censoring at the same time, as in
/// scikit-survival's `CensoringDistributionEstimator`.
#[derive(Debug, Clone)]
pub struct CensoringCurve {
    curve: StepCurve,
}

impl CensoringCurve {
    /// Estimates the curve.
    pub fn new(rows: SurvivalRows<'_>) -> CensoringCurve {
        let share_staying = |Moment { n_at_risk, n_churned, n_censored }| match n_censored {
            0 => 1.0,
            _ => (n_at_risk - n_churned - n_censored) as f64 / (n_at_risk - n_churned) as f64,
        };
        CensoringCurve { curve: StepCurve::new(rows.iter(), share_staying) }
    }

    /// Returns the probability of not being censored at or before a time.
    ///
    /// # Errors
    ///
    /// [`Error::NotFollowed`] where it is 0, or where the time is after the last of the rows the
    /// curve is estimated from: nothing is known of censoring there. scikit-survival refuses such
    /// times as well, save that rows count nothing in its Brier score where the probability is 0.
    pub fn share_observed(&self, time: f64) -> Result<f64, Error> {
        let share = self.curve.at(time);
        match share > 0.0 && time <= self.curve.end() {
            true => Ok(share),
            false => Err(Error::NotFollowed { time, end: self.curve.end() }),
        }
    }

    /// Returns 1 over the probability of not being censored, of each row that churned at a time for
    /// which `counts`; 0 of the others.
    pub(super) fn weights(
        &self,
        rows: SurvivalRows<'_>,
        counts: impl Fn(f64) -> bool,
    ) -> Result<Vec<f64>, Error> {
        let weight = |(time, churned)| match churned && counts(time) {
            true => Ok(1.0 / self.share_observed(time)?),
            false => Ok(0.0),
        };
        rows.iter().map(weight).collect()
    }
}
