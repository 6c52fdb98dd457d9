//! Parameters of a discrete-time hazard.

use super::super::problem::{check_not_negative, check_positive, check_steps};
use super::super::tenure_window::TENURE;
use crate::out_of_range::OutOfRange;

/// Parameters of [`DiscreteHazard`](crate::DiscreteHazard).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DiscreteHazardOptions {
    /// Length of a period, in each of which a customer leaves or stays.
    pub period_days: f64,
    /// Length of the stretches of tenure with an intercept each.
    pub tenure_step_days: f64,
    /// Weight of the penalty `l2 / 2 · Σ coefficient²` over standardised columns, as that of
    /// [`LogisticOptions`](crate::LogisticOptions).
    pub l2: f64,
    /// Weight of the penalty `smoothness / 2 · Σ (rise from one intercept to the next)²`, above 0:
    /// stretches in which few leave lean on their neighbours.
    ///
    /// First differences and not second ones: a line through the intercepts would go on below
    /// every bound into stretches in which nobody leaves.
    pub smoothness: f64,
    /// Name of the feature that holds the tenure: the days since registration or first event, from
    /// which the intervals of the training rows count too.
    pub tenure: String,
    /// Most Newton steps.
    pub max_iterations: u64,
    /// Gain of the log-likelihood that a step must promise for the fit to go on.
    pub tolerance: f64,
}

impl DiscreteHazardOptions {
    /// Sets the field `period_days`.
    pub fn period_days(self, period_days: f64) -> Self {
        DiscreteHazardOptions { period_days, ..self }
    }

    /// Sets the field `tenure_step_days`.
    pub fn tenure_step_days(self, tenure_step_days: f64) -> Self {
        DiscreteHazardOptions { tenure_step_days, ..self }
    }

    /// Sets the field `l2`.
    pub fn l2(self, l2: f64) -> Self {
        DiscreteHazardOptions { l2, ..self }
    }

    /// Sets the field `smoothness`.
    pub fn smoothness(self, smoothness: f64) -> Self {
        DiscreteHazardOptions { smoothness, ..self }
    }

    /// Sets the field `tenure`.
    pub fn tenure(self, tenure: String) -> Self {
        DiscreteHazardOptions { tenure, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        DiscreteHazardOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        DiscreteHazardOptions { tolerance, ..self }
    }
}

impl Default for DiscreteHazardOptions {
    /// Days, the penalty of [`LogisticOptions`](crate::LogisticOptions), an intercept for every
    /// thirty days of `tenure_days`, and intercepts that move together unless some ten churners
    /// disagree.
    fn default() -> DiscreteHazardOptions {
        DiscreteHazardOptions {
            period_days: 1.0,
            tenure_step_days: 30.0,
            l2: 1_000.0,
            smoothness: 10.0,
            tenure: TENURE.to_owned(),
            max_iterations: 50,
            tolerance: 1e-9,
        }
    }
}

impl DiscreteHazardOptions {
    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        check_positive("period_days", self.period_days)?;
        check_positive("tenure_step_days", self.tenure_step_days)?;
        check_not_negative("l2", self.l2)?;
        check_positive("smoothness", self.smoothness)?;
        check_positive("tolerance", self.tolerance)?;
        check_steps(self.max_iterations)
    }
}
