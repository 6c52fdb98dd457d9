//! A line in the logarithms of both probabilities.

use serde::{Deserialize, Serialize};

use super::bounded;
use super::regression::{regress, targets};
use crate::Error;
use crate::linear::LinearModel;
use refrain_core::logistic;

/// `logistic(of_churn · ln p - of_staying · ln(1 - p) + intercept)`, both slopes zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct BetaCurve {
    of_churn: f64,
    of_staying: f64,
    intercept: f64,
}

impl BetaCurve {
    pub(super) fn fit(
        probabilities: &[f64],
        churned: &[bool],
        weights: &[f64],
    ) -> Result<BetaCurve, Error> {
        let (of_churn, of_staying): (Vec<f64>, Vec<f64>) =
            probabilities.iter().map(|probability| logarithms(*probability)).unzip();
        let targets = targets(churned, weights);
        let regress = |columns: &[&[f64]]| regress(columns, &targets, weights);
        let (both, _) = regress(&[&of_churn, &of_staying])?;
        if both.coefficients.iter().all(|slope| *slope >= 0.0) {
            return Ok(BetaCurve::of(&both, [0, 1]));
        }
        // The best of a convex loss where one slope may not fall below zero has it at zero.
        let (first, loss_of_first) = regress(&[&of_churn])?;
        let (second, loss_of_second) = regress(&[&of_staying])?;
        let (level, _) = regress(&[])?;
        let edges = [(first, loss_of_first, [0, 1]), (second, loss_of_second, [1, 0])];
        let rising = edges.into_iter().filter(|(model, ..)| model.coefficients[0] >= 0.0);
        let best = rising.min_by(|a, b| a.1.total_cmp(&b.1));
        Ok(best.map_or(BetaCurve::of(&level, [0, 1]), |(model, _, of)| BetaCurve::of(&model, of)))
    }

    /// `positions` are those of the two slopes; one beyond the model's is 0.
    fn of(model: &LinearModel, positions: [usize; 2]) -> BetaCurve {
        let slope = |position: usize| model.coefficients.get(position).copied().unwrap_or(0.0);
        let [of_churn, of_staying] = positions.map(slope);
        BetaCurve { of_churn, of_staying, intercept: model.intercept }
    }

    pub(super) fn at(&self, said: f64) -> f64 {
        let (of_churn, of_staying) = logarithms(said);
        logistic(self.of_churn * of_churn + self.of_staying * of_staying + self.intercept)
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let slopes = [self.of_churn, self.of_staying];
        let rises = slopes.iter().all(|slope| slope.is_finite() && *slope >= 0.0);
        (!(rises && self.intercept.is_finite()))
            .then_some("its beta curve does not rise or is not finite")
    }
}

/// `ln p` and `-ln(1 - p)`; both rise with `p`.
fn logarithms(probability: f64) -> (f64, f64) {
    let probability = bounded(probability);
    (probability.ln(), -(-probability).ln_1p())
}
