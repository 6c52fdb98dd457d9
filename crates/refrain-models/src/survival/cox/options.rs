//! Parameters of a Cox model.

use super::super::problem::{check_not_negative, check_positive, check_steps};
use super::super::tenure_window::TENURE;
use crate::out_of_range::OutOfRange;

/// Set of those at risk while several leave on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Ties {
    /// Everybody, each time. A row of weight 2 is two rows; where many tie it is biased towards no
    /// effect, but tenures of milliseconds hardly tie.
    #[default]
    Breslow,
    /// Those who left before on the same day count less and less: near to the truth where days are
    /// whole.
    Efron,
}

/// Parameters of [`Cox`](crate::Cox).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CoxOptions {
    /// Treatment of ties.
    pub ties: Ties,
    /// Weight of the penalty `l2 / 2 · Σ coefficient²` over standardised columns, on the scale of
    /// the log-likelihood, as that of [`LogisticOptions`](crate::LogisticOptions). 0 is none; then
    /// columns that repeat each other and features that tell for certain who leaves first are
    /// errors.
    pub l2: f64,
    /// Length of the stretches of tenure over which the baseline hazard is constant.
    pub tenure_step_days: f64,
    /// Name of the feature that holds the tenure: the days since registration or first event, from
    /// which the intervals of the training rows count too.
    pub tenure: String,
    /// Most Newton steps.
    pub max_iterations: u64,
    /// Gain of the log-likelihood that a step must promise for the fit to go on.
    pub tolerance: f64,
}

impl CoxOptions {
    /// Sets the field `ties`.
    pub fn ties(self, ties: Ties) -> Self {
        CoxOptions { ties, ..self }
    }

    /// Sets the field `l2`.
    pub fn l2(self, l2: f64) -> Self {
        CoxOptions { l2, ..self }
    }

    /// Sets the field `tenure_step_days`.
    pub fn tenure_step_days(self, tenure_step_days: f64) -> Self {
        CoxOptions { tenure_step_days, ..self }
    }

    /// Sets the field `tenure`.
    pub fn tenure(self, tenure: String) -> Self {
        CoxOptions { tenure, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        CoxOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        CoxOptions { tolerance, ..self }
    }
}

impl Default for CoxOptions {
    /// Breslow's ties, the penalty of [`LogisticOptions`](crate::LogisticOptions), a baseline that
    /// changes every thirty days of `tenure_days`.
    fn default() -> CoxOptions {
        CoxOptions {
            ties: Ties::Breslow,
            l2: 1_000.0,
            tenure_step_days: 30.0,
            tenure: TENURE.to_owned(),
            max_iterations: 50,
            tolerance: 1e-9,
        }
    }
}

impl CoxOptions {
    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        check_not_negative("l2", self.l2)?;
        check_positive("tenure_step_days", self.tenure_step_days)?;
        check_positive("tolerance", self.tolerance)?;
        check_steps(self.max_iterations)
    }
}
