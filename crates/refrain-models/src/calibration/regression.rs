//! Logistic regression of few columns, without a penalty.

use ndarray::{Array2, ShapeBuilder};

use crate::Error;
use crate::linear::{Limits, LinearModel, LogLoss, Penalty, Problem, minimise};

const LIMITS: Limits = Limits { max_iterations: 200, tolerance: 1e-11 };

/// Returns the slope of each column and the intercept that make the targets likeliest, and the log
/// loss there.
///
/// # Errors
///
/// As [`minimise`], which targets away from 0 and 1 do not lead to.
pub(super) fn regress(
    columns: &[&[f64]],
    targets: &[f64],
    weights: &[f64],
) -> Result<(LinearModel, f64), Error> {
    let scales: Vec<Scale> = columns.iter().map(|column| Scale::of(column, weights)).collect();
    let scaled = columns.iter().zip(&scales).flat_map(|(column, scale)| scale.apply(column));
    let shape = (targets.len(), columns.len()).f();
    let design = Array2::from_shape_vec(shape, scaled.collect())
        .expect("the columns are as long as the targets");
    let problem = Problem::new(design.view(), targets, weights, Penalty::NONE);
    let point = minimise(&problem, LogLoss, problem.origin(), LIMITS)?;
    let loss = point.objective();
    Ok((unscaled(point.model, &scales), loss))
}

/// Mean and deviation of a column.
struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    fn of(column: &[f64], weights: &[f64]) -> Scale {
        // Weights near the largest number there is must not overflow.
        let greatest = weights.iter().copied().fold(0.0, f64::max);
        let total: f64 = weights.iter().map(|weight| weight / greatest).sum();
        let mean_of = |value: &dyn Fn(f64) -> f64| {
            let terms = column.iter().zip(weights);
            terms.map(|(x, weight)| value(*x) * (weight / greatest)).sum::<f64>() / total
        };
        let mean = mean_of(&|x| x);
        let deviation = mean_of(&|x| (x - mean).powi(2)).sqrt();
        // A column that says nothing has slope 0 whatever it is divided by.
        let constant = deviation <= 1e-12 * mean.abs().max(1e-300);
        Scale { mean, deviation: if constant { f64::INFINITY } else { deviation } }
    }

    fn apply(&self, column: &[f64]) -> Vec<f64> {
        column.iter().map(|value| (value - self.mean) / self.deviation).collect()
    }
}

fn unscaled(model: LinearModel, scales: &[Scale]) -> LinearModel {
    let pairs = model.coefficients.iter().zip(scales);
    let coefficients: Vec<f64> = pairs.map(|(slope, scale)| slope / scale.deviation).collect();
    let moved: f64 = coefficients.iter().zip(scales).map(|(slope, s)| slope * s.mean).sum();
    LinearModel { coefficients, intercept: model.intercept - moved }
}

/// Targets drawn from 0 and 1: those of churned rows are `(n + 1) / (n + 2)`, with `n` their
/// weight, those of others `1 / (n + 2)` with theirs (Platt, 1999).
pub(super) fn targets(churned: &[bool], weights: &[f64]) -> Vec<f64> {
    let weight_of = |class: bool| -> f64 {
        let rows = churned.iter().zip(weights).filter(|(label, _)| **label == class);
        rows.map(|(_, weight)| weight).sum()
    };
    // As a share, since huge weights add up to infinity.
    let of_churned = 1.0 - 1.0 / (weight_of(true) + 2.0);
    let of_stayed = 1.0 / (weight_of(false) + 2.0);
    churned.iter().map(|churned| if *churned { of_churned } else { of_stayed }).collect()
}
