//! The only place that knows linfa: from a design matrix to log-odds of churn.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::{FittedLogisticRegression, LogisticRegression};
use ndarray::{Array1, Array2};

use crate::log_odds::probability;
use crate::{Error, LogisticOptions};

/// linfa stops by the gradient's length, and we judge its largest component: it is asked for more
/// than we demand, and usually ends where the costs of two steps can no longer be told apart.
const STRICTER: f64 = 1e-3;

/// The log-odds of churn: intercept + coefficients · row.
pub(crate) struct Solution {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
}

/// Minimises the penalised log loss, `Σ log loss + l2 / 2 · Σ coefficient²`.
///
/// linfa takes `alpha` in exactly these terms: the loss is a sum over rows and the intercept goes
/// free of penalty.
///
/// # Errors
///
/// [`Error::Solver`] if linfa gives up, [`Error::NotConverged`] if the gradient is not near zero
/// where it stopped; linfa itself does not tell.
pub(crate) fn solve(
    design: &Array2<f64>,
    churned: &[bool],
    options: &LogisticOptions,
) -> Result<Solution, Error> {
    let labels = Array1::from_iter(churned.iter().copied());
    let model = LogisticRegression::default()
        .alpha(options.l2)
        .max_iterations(options.max_iterations)
        .gradient_tolerance(options.tolerance * churned.len() as f64 * STRICTER)
        .fit(&DatasetBase::new(design.view(), labels))
        .map_err(|source| Error::Solver { source: Box::new(source) })?;
    let solution = oriented_to_churn(&model);
    let gradient = solution.largest_gradient(design, churned, options.l2);
    // A NaN must not be taken for convergence.
    if gradient.is_nan() || gradient > options.tolerance {
        let LogisticOptions { tolerance, max_iterations, .. } = *options;
        return Err(Error::NotConverged { gradient, tolerance, max_iterations });
    }
    Ok(solution)
}

/// linfa gives the log-odds of the class it calls positive, which is the more frequent one.
fn oriented_to_churn(model: &FittedLogisticRegression<f64, bool>) -> Solution {
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    Solution {
        coefficients: model.params().iter().map(|coefficient| sign * coefficient).collect(),
        intercept: sign * model.intercept(),
    }
}

impl Solution {
    /// The largest component of the objective's gradient, divided by the number of rows.
    fn largest_gradient(&self, design: &Array2<f64>, churned: &[bool], l2: f64) -> f64 {
        let margins = margins(design, &self.coefficients, self.intercept);
        let residual =
            |(margin, churned): (&f64, &bool)| probability(*margin) - f64::from(*churned);
        let residuals: Vec<f64> = margins.iter().zip(churned).map(residual).collect();
        let columns = design.columns().into_iter().zip(&self.coefficients);
        let penalised = columns.map(|(column, coefficient)| {
            let terms = column.iter().zip(&residuals).map(|(value, residual)| value * residual);
            terms.sum::<f64>() + l2 * coefficient
        });
        let components = penalised.chain([residuals.iter().sum()]);
        // `f64::max` would pass over a NaN.
        let larger = |a: f64, b: f64| if b.abs() <= a { a } else { b.abs() };
        components.fold(0.0, larger) / churned.len() as f64
    }
}

/// Returns the log-odds of each row of a design matrix.
///
/// Terms are added column by column in plain order, so the bits of a row depend on nothing else.
pub(crate) fn margins(design: &Array2<f64>, coefficients: &[f64], intercept: f64) -> Vec<f64> {
    let mut margins = vec![intercept; design.nrows()];
    for (column, coefficient) in design.columns().into_iter().zip(coefficients) {
        for (margin, value) in margins.iter_mut().zip(column) {
            *margin += coefficient * value;
        }
    }
    margins
}
