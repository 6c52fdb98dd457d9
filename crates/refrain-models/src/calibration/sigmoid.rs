//! A line in log-odds.

use serde::{Deserialize, Serialize};

use super::regression::{regress, targets};
use crate::Error;
use refrain_core::logistic;

/// `logistic(slope · score + intercept)`, the slope zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sigmoid {
    pub(crate) slope: f64,
    pub(crate) intercept: f64,
}

impl Sigmoid {
    /// Makes Platt's targets likeliest by Newton's method (Lin, Lin and Weng, "A note on Platt's
    /// probabilistic outputs for support vector machines", 2007).
    ///
    /// Scores that rank backwards say nothing: the slope is then 0.
    ///
    /// # Errors
    ///
    /// As [`regress`].
    pub(crate) fn fit(scores: &[f64], churned: &[bool], weights: &[f64]) -> Result<Sigmoid, Error> {
        let targets = targets(churned, weights);
        let (model, _) = regress(&[scores], &targets, weights)?;
        let slope = model.coefficients[0];
        if slope >= 0.0 {
            return Ok(Sigmoid { slope, intercept: model.intercept });
        }
        let (level, _) = regress(&[], &targets, weights)?;
        Ok(Sigmoid { slope: 0.0, intercept: level.intercept })
    }

    /// Returns the sigmoid of scores that lie above these by a constant.
    pub(crate) fn of_scores_above(self, constant: f64) -> Sigmoid {
        Sigmoid { intercept: self.intercept - self.slope * constant, ..self }
    }

    pub(crate) fn log_odds(&self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }

    pub(super) fn at(&self, score: f64) -> f64 {
        logistic(self.log_odds(score))
    }

    pub(crate) fn defect(&self) -> Option<&'static str> {
        let possible = self.slope.is_finite() && self.slope >= 0.0 && self.intercept.is_finite();
        (!possible).then_some("its sigmoid does not rise or is not finite")
    }
}
